"""`kg-builder build` as a user runs it: what is printed, where it goes, the same bytes everywhere."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from .conftest import Run

NAMES = {"graph.nq", "mao.evidence.ttl", "mao.jsonld", "mao.ttl", "report.json", "report.txt", "run"}


@pytest.fixture
def texts(tmp_path: Path, seed: Path) -> Path:
    """Return a folder with the seed telegram and something that is none."""
    folder = tmp_path / "in"
    folder.mkdir()
    shutil.copy(seed, folder / "mao.txt")
    return folder


def files(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(out.iterdir()) if path.is_file()}


def test_a_telegram_becomes_a_graph_and_a_report(texts: Path, run: Run) -> None:
    done = run("build", "in", "--out", "out")
    assert (done.returncode, done.stdout) == (0, "2 paths: 2 processed, 0 failed, 0 skipped; see out/report.txt\n"), done.stderr
    assert {path.name for path in (texts.parent / "out").iterdir()} == NAMES


def test_the_default_output_folder_is_out(texts: Path, run: Run) -> None:
    assert run("build", "in/mao.txt").returncode == 0
    assert (texts.parent / "out" / "graph.nq").exists()


def test_the_report_as_json_is_what_stands_in_the_file(texts: Path, run: Run) -> None:
    done = run("build", "in", "--format", "json")
    assert done.stdout.encode() == (texts.parent / "out" / "report.json").read_bytes()
    assert json.loads(done.stdout)["counts"] == {"processed": 2, "failed": 0, "skipped": 0}


def test_what_failed_and_what_was_skipped_is_told_on_standard_error(texts: Path, run: Run) -> None:
    (texts / "empty.txt").touch()
    (texts / "page.html").touch()
    (texts / "latin.txt").write_bytes(b"one\ntwo K\xf6ln\n")
    done = run("build", "in", "gone.txt")
    assert done.returncode == 3
    assert done.stdout == "6 paths: 2 processed, 3 failed, 1 skipped; see out/report.txt\n"
    told = [line for line in done.stderr.splitlines() if line.startswith(("failed", "skipped"))]
    assert told == [
        "failed: gone.txt: No such file or directory; expected a text file or a folder",
        "failed: in/empty.txt: the file is empty; expected the text of a telegram",
        (
            "failed: in/latin.txt:2: byte 9 is not UTF-8 (invalid start byte); expected UTF-8, or UTF-16 with a byte-order mark; "
            "name another with --encoding"
        ),
        "skipped: in/page.html: format not read yet: html",
    ]
    assert "Traceback" not in done.stderr


def test_nothing_is_drawn_when_it_is_no_terminal(texts: Path, run: Run) -> None:
    shutil.copy(texts / "mao.txt", texts / "second.txt")
    done = run("build", "in")
    assert "\r" not in done.stdout + done.stderr
    assert "\x1b" not in done.stdout + done.stderr


def test_every_iri_of_the_data_begins_with_the_base(texts: Path, run: Run) -> None:
    assert run("build", "in", "--base", "https://archive.example/kg/").returncode == 0
    graph = (texts.parent / "out" / "graph.nq").read_text("utf-8")
    assert "<https://archive.example/kg/telegram/mao>" in graph
    assert "<https://w3id.org/telegram-kg/telegram/" not in graph


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--base", "kg/"), "the base IRI 'kg/' is not an absolute IRI"),
        (("--base", "https://archive.example"), "the base IRI 'https://archive.example' does not end with /"),
        (("--id", "x"), "--id 'x' has no field; expected some of {path}, {name}, {folder}, {publisher}, {sha256}"),
    ],
)
def test_a_base_or_an_id_without_meaning_is_wrong_usage(texts: Path, run: Run, words: tuple[str, ...], message: str) -> None:
    done = run("build", "in", *words)
    assert done.returncode == 2
    assert done.stderr.startswith(f"kg-builder: {message}")


def test_the_publishers_number_as_id(texts: Path, run: Run) -> None:
    assert run("build", "in", "--id", "{publisher}").returncode == 0
    assert "/telegram/112111>" in (texts.parent / "out" / "graph.nq").read_text("utf-8")


def test_an_output_folder_that_cannot_be_written_is_4(texts: Path, run: Run) -> None:
    (texts.parent / "out").write_text("a file")
    done = run("build", "in")
    assert done.returncode == 4
    assert done.stderr.startswith("kg-builder: out")


def test_the_same_bytes_under_another_hash_seed_locale_zone_and_order(texts: Path, run: Run, root: Path) -> None:
    for number in ("05", "13", "25"):
        shutil.copy(root / "tests" / "devset" / f"{number}.txt", texts)
    names = sorted(f"in/{path.name}" for path in texts.iterdir())
    assert run("build", *names, "--out", "a", env={"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "TZ": "UTC"}).returncode == 0
    assert (
        run("build", *reversed(names), "--out", "b", env={"PYTHONHASHSEED": "4711", "LC_ALL": "C", "TZ": "Asia/Pyongyang"}).returncode == 0
    )
    assert files(texts.parent / "a") == files(texts.parent / "b")


def test_the_seed_is_explained_and_shown(texts: Path, run: Run) -> None:
    """From the graph that was just built back to the words."""
    assert run("build", "in").returncode == 0
    explained = run("explain", "telegram/mao", "tg:addressee", "person/stalin")
    assert explained.returncode == 0, explained.stderr
    assert "FILIPPOV [Stalin]" in explained.stdout
    shown = run("show", "in/mao.txt")
    assert shown.returncode == 0
    assert "fond 45, opis 1, delo 339, listy 64-65" in " ".join(shown.stdout.split())
    assert "Asked\n" in shown.stdout
    assert json.loads(run("show", "in/mao.txt", "--format", "json").stdout)["file"] == "mao.txt"


@pytest.mark.parametrize(("name", "code"), [("gone.txt", 3), ("empty.txt", 3), (".", 3)])
def test_show_of_what_cannot_be_read_is_3(texts: Path, run: Run, name: str, code: int) -> None:
    (texts.parent / "empty.txt").touch()
    done = run("show", name)
    assert done.returncode == code
    assert done.stdout == ""
    assert done.stderr.startswith("kg-builder: ")
