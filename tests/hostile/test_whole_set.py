"""The generated set of 210 odd and hostile inputs, built at once and checked by a program that is not ours."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import kg_builder

SHARED = Path(kg_builder.__file__).parents[2] / "shared" / "hostile"
PACKAGE = Path(kg_builder.__file__).parents[1]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not SHARED.is_dir(), reason="the generator of hostile inputs (../shared/hostile) is not installed on this machine"),
]

# One file goes between listing and reading: the moment at which progress begins is that between the two.
_BUILD = """
import sys
from pathlib import Path
from kg_builder.corpus import Options, build_corpus
from kg_builder.pipeline import load_tools
from kg_builder.report import exit_code
from kg_builder.terminal import Progress

class Vanishing(Progress):
    def start(self, total):
        for path in Path(sys.argv[1]).glob("f28-*"):
            path.unlink()
        super().start(total)

entries = build_corpus([sys.argv[1]], load_tools(), Options(out=Path(sys.argv[2])), Vanishing("built"))
sys.exit(exit_code(entries))
"""


def as_anybody() -> list[str]:
    """Return what takes from root the right to read everything; nothing for another user."""
    if os.geteuid() != 0:
        return []
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        pytest.skip("setpriv, which takes from root the right to read everything, is not installed on this machine")
    return [setpriv, "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search"]


def build(sources: Path, out: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*as_anybody(), sys.executable, "-c", _BUILD, sources, out],
        env={**os.environ, "PYTHONPATH": str(PACKAGE), **env},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def check(folder: Path, out: Path, *words: str | Path) -> str:
    """Return what the checking program says is wrong."""
    program = [sys.executable, SHARED / "hostile_check.py", folder, out, "--formats", "text", *words]
    done = subprocess.run([*map(str, program)], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr if done.returncode else ""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile") / "set"
    subprocess.run([sys.executable, SHARED / "hostile.py", folder], check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def built(hostile: Path) -> Path:
    out = hostile.parent / "out"
    done = build(hostile / "in", out)
    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr
    return out


def test_one_entry_a_path_and_what_each_must_get(hostile: Path, built: Path) -> None:
    assert check(hostile, built, "--report", built / "report.json") == ""


def test_the_facts_of_the_good_are_unchanged_by_the_bad_beside_them(hostile: Path, built: Path, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    shutil.copy(hostile / "in" / "000-control.txt", tmp_path / "in")
    assert build(tmp_path / "in", tmp_path / "alone").returncode == 0
    assert check(hostile, built, "--alone", tmp_path / "alone") == ""


def test_no_document_is_named_twice(built: Path) -> None:
    paths = [entry["path"] for entry in json.loads((built / "report.json").read_bytes())["entries"]]
    assert len(paths) == len(set(paths)) > 210


def test_no_document_took_longer_than_it_may(built: Path) -> None:
    log = json.loads((built / "run" / "times.json").read_bytes())
    assert max(log["seconds"].values()) < 10
    assert log["tracebacks"] == {}


def test_the_same_bytes_under_another_hash_seed_locale_and_zone(hostile: Path, built: Path, tmp_path: Path) -> None:
    (hostile / "in" / "f28-vanishing.txt").write_text("goes again")
    build(hostile / "in", tmp_path / "out", PYTHONHASHSEED="4711", LC_ALL="C", TZ="Asia/Tokyo")
    first, second = ({p.name: p.read_bytes() for p in out.iterdir() if p.is_file()} for out in (built, tmp_path / "out"))
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []
