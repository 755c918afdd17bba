"""The rules of the house can fail: a skip, a connection, a layer, a script."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

pytestmark = pytest.mark.checkout

ROOT = Path(__file__).parents[2]


def pytest_on(folder: Path, test: str) -> subprocess.CompletedProcess[str]:
    """Run one test file under this project's conftest."""
    (folder / "tests").mkdir()
    for name in ("conftest.py", "allowed_skips.toml"):
        (folder / "tests" / name).write_bytes((ROOT / "tests" / name).read_bytes())
    (folder / "tests" / "test_it.py").write_text(test, "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", "/dev/null", "--rootdir", str(folder), "tests"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_a_skip_that_nobody_allowed_fails_the_run(tmp_path: Path) -> None:
    """The run ends red and names test and reason."""
    done = pytest_on(tmp_path, "import pytest\ndef test_a(): pass\ndef test_b(): pytest.skip('no mood')\n")
    assert done.returncode == 1
    assert "test_b: Skipped: no mood" in done.stdout


def test_a_skipped_file_fails_the_run(tmp_path: Path) -> None:
    """A module-level skip is a skip too."""
    done = pytest_on(tmp_path, "import pytest\npytest.skip('no mood', allow_module_level=True)\n")
    assert done.returncode == 1
    assert "no mood" in done.stdout


def test_an_allowed_skip_does_not(tmp_path: Path) -> None:
    """Reasons stand in tests/allowed_skips.toml."""
    done = pytest_on(
        tmp_path, "import pytest\ndef test_a(): pass\ndef test_b(): pytest.skip('Python 3.14 is not installed on this machine')\n"
    )
    assert done.returncode == 0, done.stdout


def test_a_test_that_reaches_out_fails(tmp_path: Path) -> None:
    """203.0.113.1 is an address for documentation (RFC 5737); nothing is sent."""
    done = pytest_on(tmp_path, "import socket\ndef test_a(): socket.create_connection(('203.0.113.1', 80), timeout=1)\n")
    assert done.returncode == 1
    assert "reaches out" in done.stdout


def test_the_layers_name_every_module() -> None:
    """A new module takes its place in the list of layers, else import-linter would not look at it; one in brackets may lack."""
    contract = next(
        c for c in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"] if c["type"] == "layers"
    )
    named = {name.strip() for layer in contract["layers"] for name in layer.replace(":", "|").split("|")}
    there = {
        p.stem for p in (ROOT / "kg_builder").iterdir() if (p.suffix == ".py" or (p / "__init__.py").is_file()) and p.stem != "__init__"
    }
    needed = {name for name in named if not name.startswith("(")}
    assert needed <= there <= {name.strip("()") for name in named}


@pytest.mark.parametrize("script", [".ci/run"])
def test_scripts_parse(script: str) -> None:
    """Bash reads the script to its end."""
    subprocess.run(["bash", "-n", script], cwd=ROOT, check=True)
