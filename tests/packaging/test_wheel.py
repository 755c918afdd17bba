"""The wheel holds the data, and builds the same bytes away from the checkout as the checkout does."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.checkout

ROOT = Path(__file__).parents[2]


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command without this checkout on its path; its output must be read on failure."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    done = subprocess.run([str(part) for part in command], cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a wheel and a source distribution of this checkout."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-t", "sdist", "-d", folder, cwd=ROOT)
    return folder


@pytest.fixture(scope="module")
def wheel(dist: Path) -> Path:
    """Return the built wheel."""
    (found,) = dist.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the `bin` of a fresh environment that has the wheel, and of the checkout's packages all but the project."""
    env = tmp_path_factory.mktemp("env")
    run(sys.executable, "-m", "venv", "--without-pip", env, cwd=env)
    run(sys.executable, "-m", "pip", "--python", env / "bin" / "python", "install", "--quiet", "--no-deps", "--no-index", wheel, cwd=env)
    (site,) = (env / "lib").glob("python*/site-packages")
    # A folder named in a .pth is put last on the path, and .pth files in it (the editable install) are not read.
    (site / "packages.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    return env / "bin"


def names(wheel: Path) -> set[str]:
    """Return the names of all members."""
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.mark.parametrize("kind", ["ontology", "shapes", "seeds"])
def test_the_wheel_holds_every_data_file(wheel: Path, kind: str) -> None:
    """What stands at the top of a checkout lies below kg_builder/_data, byte for byte."""
    with zipfile.ZipFile(wheel) as archive:
        held = {
            n.removeprefix(f"kg_builder/_data/{kind}/"): archive.read(n) for n in names(wheel) if n.startswith(f"kg_builder/_data/{kind}/")
        }
    there = {p.relative_to(ROOT / kind).as_posix(): p.read_bytes() for p in (ROOT / kind).rglob("*") if p.is_file()}
    assert held == there
    assert held


def test_the_wheel_holds_the_package_and_nothing_else(wheel: Path) -> None:
    """The types marker, the lexicon, licence and notice are in it; tests and benchmarks are not."""
    held = names(wheel)
    (info,) = {n.split("/")[0] for n in held if ".dist-info/" in n}
    assert {n.split("/")[0] for n in held} == {"kg_builder", info}
    assert {"kg_builder/py.typed", f"{info}/licenses/LICENSE", f"{info}/licenses/NOTICE"} <= held
    lexicon = {p.relative_to(ROOT).as_posix() for p in (ROOT / "kg_builder" / "lexicon").glob("*.toml")}
    assert lexicon
    assert lexicon <= held


def test_installed_it_is_the_wheel_that_runs(installed: Path, tmp_path: Path) -> None:
    """The package and its data come from the environment, not from the checkout."""
    code = "import kg_builder, kg_builder.datafiles as d; print(kg_builder.__file__); print(d.find_data_dir('shapes'))"
    for line in run(installed / "python", "-I", "-c", code, cwd=tmp_path).stdout.splitlines():
        assert line.startswith(str(installed.parent)), line


def test_installed_it_builds_the_committed_bytes(installed: Path, tmp_path: Path) -> None:
    """`kg-builder build` in another folder, of a copy of the seed, gives out/ as it is committed."""
    (tmp_path / "seeds").mkdir()
    for text in (ROOT / "seeds").iterdir():
        (tmp_path / "seeds" / text.name).write_bytes(text.read_bytes())
    run(installed / "kg-builder", "build", "seeds", "--out", "graph", cwd=tmp_path)
    built, committed = files(tmp_path / "graph"), files(ROOT / "out")
    assert sorted(built) == sorted(committed)
    different = [name for name in built if built[name] != committed[name]]
    assert not different, "out/ is not what this code builds: run `make picture`, read the difference, commit it"


def files(folder: Path) -> dict[str, bytes]:
    """Return what a build wrote, less the run's own times."""
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in folder.rglob("*")
        if p.is_file() and p.relative_to(folder).parts[0] != "run"
    }


def test_the_source_distribution_builds_the_same_wheel(dist: Path, wheel: Path, tmp_path: Path) -> None:
    """Nothing that the wheel needs is missing from the source distribution."""
    (source,) = dist.glob("*.tar.gz")
    # tarfile cannot refuse unsafe members before Python 3.11.4.
    run("tar", "-xzf", source, "-C", tmp_path, cwd=tmp_path)
    (folder,) = tmp_path.iterdir()
    for name in ("README.md", "Makefile", "requirements.lock", "tests/conftest.py", "docs/design.md", "CHANGELOG.md"):
        assert (folder / name).is_file(), name
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path / "again", cwd=folder)
    (again,) = (tmp_path / "again").glob("*.whl")
    assert again.read_bytes() == wheel.read_bytes()
