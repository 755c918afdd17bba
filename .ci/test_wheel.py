"""Run the tests on the built wheel, away from the checkout, under each Python above 3.11 that is installed, else under this one.

`make test` runs them on the checkout under the Python that it was set up with, and holds the wheel to the same bytes there.
The copy that they run in has no folder `kg_builder`: what is imported, and the data that it finds, are the wheel's.
Exit status: 0 all passed, 1 some run failed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VERSIONS = ("3.12", "3.13")
LEFT_OUT = {"kg_builder", ".git", ".venv", "dist", "build"}


def run(*command: str | Path, cwd: Path = ROOT) -> int:
    """Run a command with its output on ours; return its exit status."""
    env = {k: v for k, v in os.environ.items() if k not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    return subprocess.run([str(part) for part in command], cwd=cwd, env=env, check=False).returncode


def find_python(version: str) -> Path | None:
    """Return an interpreter of that version: this one, one of the PATH, or one that pyenv keeps."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    there = [sys.executable, shutil.which(f"python{version}"), *sorted(pyenv.glob(f"{version}.*/bin/python{version}"), reverse=True)]
    for candidate in filter(None, there):
        asked = subprocess.run(
            [str(candidate), "-c", "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])"],
            capture_output=True,
            text=True,
            check=False,
        )
        if asked.returncode == 0 and asked.stdout.strip() == version:
            return Path(candidate)
    return None


def test_under(python: Path, wheel: Path, folder: Path) -> bool:
    """Install the lock and the wheel into a fresh environment and run the tests from a copy of the checkout; return whether all passed."""
    shutil.copytree(ROOT, folder / "copy", ignore=lambda _, names: LEFT_OUT & set(names), symlinks=True)
    own = folder / "env" / "bin" / "python"
    install = (own, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps")
    return (
        run(python, "-m", "venv", folder / "env") == 0
        and run(*install, "-r", ROOT / "requirements.lock") == 0
        and run(*install, wheel) == 0
        and run(own, "-m", "pip", "check", cwd=folder) == 0
        and run(own, "-m", "pytest", "-q", "-n", "auto", "-m", "not checkout", "tests", "--pyargs", "kg_builder", cwd=folder / "copy") == 0
    )


def main() -> int:
    """Build the wheel once, test it under each version; return the exit status."""
    failed = []
    with tempfile.TemporaryDirectory(prefix="kg-wheel-") as name:
        folder = Path(name)
        if run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder):
            return 1
        (wheel,) = folder.glob("*.whl")
        found = {version: find_python(version) for version in VERSIONS}
        for version in [v for v, python in found.items() if python is None]:
            print(f"== Python {version}: skipped, it is not installed on this machine", flush=True)
        there = {version: python for version, python in found.items() if python} or {"of this run": Path(sys.executable)}
        for version, python in there.items():
            print(f"== Python {version}: the wheel's tests", flush=True)
            (folder / version).mkdir()
            if not test_under(python, wheel, folder / version):
                failed.append(version)
    print(f"== wheel: failed under {', '.join(failed)}" if failed else "== wheel: all passed", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
