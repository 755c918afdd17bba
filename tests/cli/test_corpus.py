"""Many documents: what fails takes nothing with it. The building of one document is a stand-in here."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kg_builder.corpus import NO_TELEGRAM, Job, Options, Result, build_one, write_corpus
from kg_builder.errors import StoreError, UsageError
from kg_builder.inputs import InputFile
from kg_builder.limits import DocumentLimitExceeded, processor_time
from kg_builder.model import DocId, Finding, Span
from kg_builder.output import file_stem
from kg_builder.pipeline import BuiltDocument, Tools
from kg_builder.report import Entry, exit_code
from kg_builder.source import SourceText
from kg_builder.terminal import Progress

from .conftest import PACKAGE


def pretend(source: SourceText, tools: object) -> BuiltDocument:
    """Build what the text asks for."""
    first = source.text.split()[0]
    if first == "CRASH":
        raise RuntimeError("a\nfault")
    if first == "STALL":
        while True:
            pass
    if first == "BAD":
        return BuiltDocument(telegrams=1, findings=(Finding("shape.x", "error", "no requester", Span(4, 9)),), failure="does not conform")
    line = f'<x:{file_stem(source.doc)}> <x:text> "{source.sha256}" <x:g> .\n'.encode()
    return BuiltDocument(
        telegrams=first != "RECIPE", findings=(), quads=line, files={".ttl": line, ".jsonld": b"{}\n", ".evidence.ttl": line}
    )


def work(job: Job) -> Result:
    return build_one(job, None, pretend)  # type: ignore[arg-type]


Build = Callable[..., dict[str, Entry]]


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Build:
    monkeypatch.chdir(tmp_path)

    def call(*sources: str, **options: object) -> dict[str, Entry]:
        entries = write_corpus(sources, Options(out=Path("out"), **options), work, Progress("built"))  # type: ignore[arg-type]
        return {entry.path: entry for entry in entries}

    return call


def write(path: str, data: bytes | str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_bytes(data.encode() if isinstance(data, str) else data)


def graph() -> str:
    return Path("out/graph.nq").read_text("utf-8")


def test_the_good_are_built_and_each_bad_one_is_named(build: Build) -> None:
    write("in/good.txt", "Good text")
    write("in/empty.txt", "")
    write("in/binary.txt", b"\x00\x01\x02" * 100)
    write("in/latin.txt", "From Köln".encode("latin-1"))
    write("in/wide.txt", "To Comrade".encode("utf-16-le"))
    write("in/bad.txt", "BAD words")
    write("in/crash.txt", "CRASH")
    write("in/page.html", "<html>")
    write("in/recipe.txt", "RECIPE for soup")
    write("in/russian.txt", "Прошу Вас изучить заявки, переданные товарищем Гао Ганом, и выяснить возможность поставок")
    entries = build("in", "gone.txt")
    told = {path: (entry.status, entry.reason) for path, entry in entries.items()}
    assert told == {
        "gone.txt": ("failed", "No such file or directory; expected a text file or a folder"),
        "in": ("processed", "a folder with 10 paths"),
        "in/bad.txt": ("failed", "does not conform"),
        "in/binary.txt": ("failed", "binary.txt:1: control characters: this is a binary file; expected plain text"),
        "in/crash.txt": ("failed", "the program failed on this document; please report it"),
        "in/empty.txt": ("failed", "empty.txt: the file is empty; expected the text of a telegram"),
        "in/good.txt": ("processed", None),
        "in/latin.txt": (
            "failed",
            "latin.txt:1: byte 6 is not UTF-8 (invalid start byte); expected UTF-8, or UTF-16 with a byte-order mark; name another with --encoding",
        ),
        "in/page.html": ("skipped", "format not read yet: html"),
        "in/recipe.txt": ("skipped", NO_TELEGRAM),
        "in/russian.txt": ("skipped", "not English: 100 % of its letters are Cyrillic"),
        "in/wide.txt": ("failed", "wide.txt:1: this looks like UTF-16 without a byte-order mark; expected UTF-8; try --encoding utf-16-le"),
    }
    assert graph().count("\n") == 1
    assert sorted(path.name for path in Path("out").iterdir()) == [
        *("good.evidence.ttl", "good.jsonld", "good.ttl", "graph.nq", "report.json", "report.txt", "run")
    ]
    assert exit_code(entries.values()) == 5


def test_a_document_that_does_not_conform_keeps_its_findings_in_the_report(build: Build) -> None:
    write("bad.txt", "BAD words")
    entry = build("bad.txt")["bad.txt"]
    assert [(remark.line, remark.column, remark.message) for remark in entry.findings] == [(1, 5, "no requester")]
    assert exit_code([entry]) == 1
    assert json.loads(Path("out/report.json").read_bytes())["entries"][0]["findings"][0]["code"] == "shape.x"


def test_a_crash_is_told_in_one_line_and_its_traceback_is_kept_in_the_runs_folder(build: Build) -> None:
    write("crash.txt", "CRASH")
    entry = build("crash.txt")["crash.txt"]
    assert [remark.message for remark in entry.findings] == ["RuntimeError: a\nfault"]
    assert "Traceback" not in Path("out/report.txt").read_text()
    assert "Traceback" in json.loads(Path("out/run/times.json").read_bytes())["tracebacks"]["crash.txt"]


def test_a_document_that_stalls_is_stopped(build: Build) -> None:
    write("stall.txt", "STALL")
    write("good.txt", "Good")
    started = time.process_time()
    entries = build("stall.txt", "good.txt", time_limit=0.3)
    assert time.process_time() - started < 5
    assert entries["stall.txt"].reason == "took more than 0.3 seconds of processor time, the most that one document may take"
    assert entries["good.txt"].status == "processed"


def test_a_limit_is_not_swallowed_by_a_library_and_ends_with_its_document() -> None:
    def greedy() -> None:
        with processor_time(0.05):
            while True:
                try:
                    sum(range(1000))
                except Exception:  # noqa: BLE001 - a library that swallows everything
                    continue

    with pytest.raises(DocumentLimitExceeded):
        greedy()
    before = time.process_time()
    while time.process_time() - before < 0.2:
        pass


def test_two_files_with_one_id_are_an_error_that_names_both(build: Build) -> None:
    write("x/a.txt", "one")
    write("y/a.txt", "two")
    write("b.txt", "three")
    entries = build("x", "y", "b.txt")
    reason = "the id 'a' is that of 2 files: x/a.txt, y/a.txt; give --id, or build them apart"
    assert [entries[path].reason for path in ("x/a.txt", "y/a.txt")] == [reason, reason]
    assert entries["b.txt"].status == "processed"
    assert exit_code(entries.values()) == 3


def test_files_below_one_folder_have_ids_of_their_own(build: Build) -> None:
    write("in/x/a.txt", "one")
    write("in/y/a.txt", "two")
    entries = build("in")
    assert [entries[path].document for path in ("in/x/a.txt", "in/y/a.txt")] == ["x/a", "y/a"]
    assert Path("out/x%2Fa.ttl").exists()


def test_the_publishers_number_as_id(build: Build) -> None:
    write("in/a.txt", "Source: http://archive.example/document/112111 x")
    write("in/b.txt", "no address")
    entries = build("in", id_pattern="{publisher}")
    assert entries["in/a.txt"].document == "112111"
    assert entries["in/b.txt"].status == "failed"
    with pytest.raises(UsageError):
        build("in", id_pattern="{nothing}")


def test_the_same_bytes_under_two_names_are_two_documents_and_a_finding(build: Build) -> None:
    write("in/a.txt", "one")
    os.link("in/a.txt", "in/b.txt")
    entries = build("in")
    assert not entries["in/a.txt"].findings
    assert [remark.message for remark in entries["in/b.txt"].findings] == ["the file has the same bytes as in/a.txt"]


def test_another_encoding_is_used_when_it_is_named(build: Build) -> None:
    write("a.txt", "From Köln".encode("latin-1"))
    assert build("a.txt", encoding="latin-1")["a.txt"].status == "processed"
    assert build("a.txt", encoding="no-such")["a.txt"].reason == "a.txt: encoding 'no-such' is not known to Python"


def test_a_removed_document_leaves_the_graph(build: Build) -> None:
    write("in/a.txt", "one")
    write("in/b.txt", "two")
    build("in")
    Path("in/b.txt").unlink()
    build("in")
    assert "<x:b>" not in graph()
    assert not Path("out/b.ttl").exists()


def test_a_document_that_fails_now_leaves_nothing_of_before(build: Build) -> None:
    write("a.txt", "one")
    build("a.txt")
    write("a.txt", "BAD")
    build("a.txt")
    assert graph() == ""
    assert not list(Path("out").glob("a.*"))


def test_the_order_of_the_words_does_not_matter(build: Build) -> None:
    write("in/b.txt", "two")
    write("in/a.txt", "one")
    build("in/b.txt", "in/a.txt", "gone")
    first = {path.name: path.read_bytes() for path in Path("out").iterdir() if path.is_file()}
    build("gone", "in/a.txt", "in/b.txt")
    assert {path.name: path.read_bytes() for path in Path("out").iterdir() if path.is_file()} == first


def test_times_stand_in_the_runs_folder_alone(build: Build) -> None:
    write("a.txt", "one")
    build("a.txt")
    log = json.loads(Path("out/run/times.json").read_bytes())
    assert list(log["seconds"]) == ["a.txt"]
    assert "seconds" not in Path("out/report.json").read_text()


def test_an_output_folder_that_cannot_be_made(build: Build) -> None:
    write("out", "a file")
    write("a.txt", "one")
    with pytest.raises(StoreError):
        build("a.txt")


def test_a_result_can_come_from_another_process() -> None:
    """Bytes and records only: what a pool of workers needs."""
    import pickle

    job = Job(file=InputFile("none.txt", "none.txt", "none.txt"), doc=DocId("none"), encoding=None, time_limit=1)
    result = work(pickle.loads(pickle.dumps(job)))
    assert pickle.loads(pickle.dumps(result)) == result


def test_tools_are_made_once_and_are_not_changed_by_a_document() -> None:
    """The fields of `Tools` are what a worker gets when it starts."""
    assert set(Tools.__slots__) == {"resources", "given", "background", "shapes", "rules", "style"}


def test_names_that_hold_anything_are_built(build: Build, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in (
        b"\xff\xfe.txt",
        b"na\nme\x1b[31m.txt",
        b"--help.txt",
        b"%2e%2e%2f.txt",
        "é.txt".encode(),
        "e\u0301.txt".encode(),
        b"x" * 247 + b".txt",
    ):
        Path("in", os.fsdecode(name)).write_text("text " + repr(name))
    entries = build("in")
    assert {entry.status for entry in entries.values()} == {"processed"}
    assert graph().count("\n") == 7
    assert {path.parent for path in tmp_path.rglob("*.ttl")} == {tmp_path / "out"}
    Path("out/report.json").read_bytes().decode("utf-8")


def test_importing_the_corpus_needs_no_rdf_library() -> None:
    """They are imported when the first document is built."""
    code = "import sys, kg_builder.corpus; print(sorted({'rdflib', 'pyshacl', 'owlrl'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(PACKAGE.parent)}, capture_output=True, text=True, check=False
    )
    assert done.stdout == "[]\n", done.stderr
