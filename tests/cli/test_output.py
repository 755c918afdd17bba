"""The output folder: all or nothing, nothing outside of it, nothing stale in it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg_builder import output
from kg_builder.errors import StoreError
from kg_builder.model import DocId
from kg_builder.output import DOCUMENT_ENDINGS, LINK_FILES, OutputFolder, SortedLines, file_stem

FILES = dict.fromkeys(DOCUMENT_ENDINGS, b"x\n")


def report(*documents: str) -> bytes:
    entries = [{"path": f"{doc}.txt", "status": "processed", "document": doc, "reason": None, "findings": []} for doc in documents]
    return json.dumps({"entries": entries}).encode()


def build(out: Path, *documents: str) -> None:
    with OutputFolder(out) as folder:
        for doc in documents:
            folder.put_document(DocId(doc), FILES, f"<{doc}>\n".encode())
        folder.commit(report(*documents), b"text\n")


def interrupt(out: Path) -> None:
    with OutputFolder(out) as folder:
        folder.put_document(DocId("b"), FILES, b"<b>\n")
        raise KeyboardInterrupt


def names(out: Path) -> set[str]:
    return {path.name for path in out.iterdir() if path.name != "run"}


def test_a_build_writes_three_files_a_document_the_graph_and_the_report(tmp_path: Path) -> None:
    build(tmp_path / "out", "b", "a")
    assert names(tmp_path / "out") == {
        *(f"{doc}{ending}" for doc in "ab" for ending in DOCUMENT_ENDINGS),
        "graph.nq",
        "report.json",
        "report.txt",
    }
    assert (tmp_path / "out/graph.nq").read_bytes() == b"<a>\n<b>\n"
    assert {path.name for path in (tmp_path / "out/run").iterdir()} == {"lock"}


def test_what_a_removed_document_left_goes_away_and_nothing_else_does(tmp_path: Path) -> None:
    build(tmp_path / "out", "a", "b")
    (tmp_path / "out/notes.ttl").write_text("mine")
    build(tmp_path / "out", "b")
    assert {name for name in names(tmp_path / "out") if name.startswith("a.")} == set()
    assert (tmp_path / "out/notes.ttl").read_text() == "mine"


def test_a_report_made_by_others_takes_away_nothing_outside(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "victim.ttl").write_text("stays")
    (tmp_path / "out/report.json").write_bytes(report("../victim", "", "."))
    build(tmp_path / "out", "b")
    assert (tmp_path / "victim.ttl").read_text() == "stays"


def test_a_report_that_is_no_json_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/report.json").write_bytes(b"{")
    build(tmp_path / "out", "b")
    assert json.loads((tmp_path / "out/report.json").read_bytes())


def test_a_build_that_breaks_off_leaves_all_as_it_was(tmp_path: Path) -> None:
    build(tmp_path / "out", "a")
    with pytest.raises(KeyboardInterrupt):
        interrupt(tmp_path / "out")
    assert names(tmp_path / "out") == {*(f"a{ending}" for ending in DOCUMENT_ENDINGS), "graph.nq", "report.json", "report.txt"}
    assert {path.name for path in (tmp_path / "out/run").iterdir()} == {"lock"}


def test_a_build_killed_between_its_renames_leaves_nothing_stale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first document's files are in their place, the report is not: the journal knows them."""
    replace = Path.replace

    def killed(self: Path, target: Path) -> Path:
        if target.name == "report.txt":
            raise KeyboardInterrupt
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        build(tmp_path / "out", "a")
    monkeypatch.undo()
    assert "a.ttl" in names(tmp_path / "out")
    build(tmp_path / "out", "b")
    assert "a.ttl" not in names(tmp_path / "out")


def test_links_stay_only_as_long_as_the_graph_does(tmp_path: Path) -> None:
    """They speak of acts by address: of another graph they would tell what is not there."""
    out = tmp_path / "out"
    build(out, "a")
    for name in LINK_FILES:
        (out / name).write_bytes(b"x")
    build(out, "a")
    assert names(out) >= set(LINK_FILES)
    build(out, "a", "b")
    assert not names(out) & set(LINK_FILES)


def test_two_builds_at_once_are_refused(tmp_path: Path) -> None:
    with OutputFolder(tmp_path / "out"), pytest.raises(StoreError) as fault:
        OutputFolder(tmp_path / "out").__enter__()
    assert str(fault.value) == f"{tmp_path / 'out'}: another build is writing here; wait for it, or give another --out"
    build(tmp_path / "out", "a")


def test_an_output_folder_that_is_a_file_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(StoreError, match="expected a folder that can be written, with room"):
        build(tmp_path / "out", "a")


def test_a_full_disk_is_a_clear_error_and_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(tmp_path / "out", "a")
    before = {path: path.read_bytes() for path in (tmp_path / "out").iterdir() if path.is_file()}

    def full(self: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device", str(self))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(StoreError, match="No space left on device"):
        build(tmp_path / "out", "b")
    monkeypatch.undo()
    assert {path: path.read_bytes() for path in (tmp_path / "out").iterdir() if path.is_file()} == before


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=255))
def test_a_file_name_is_one_step_of_a_path_and_fits(doc: str) -> None:
    stem = file_stem(DocId(doc))
    assert "/" not in stem
    assert stem not in (".", "..")
    assert all(len(os.fsencode(stem + ending)) <= 255 for ending in DOCUMENT_ENDINGS)


def test_different_ids_have_different_file_names() -> None:
    ids = ["a/b", "a%2Fb", "a--b", "a-b", "..", ".", "x" * 251, "x" * 252, "x" * 251 + "/"]
    assert len({file_stem(DocId(one)) for one in ids}) == len(ids)


@given(st.lists(st.binary(min_size=1, max_size=8).map(lambda b: b.replace(b"\n", b"").replace(b"\r", b"") + b"\n")))
def test_lines_are_sorted_and_each_kept_once_whatever_the_memory(tmp_path_factory: pytest.TempPathFactory, lines: list[bytes]) -> None:
    folder = tmp_path_factory.mktemp("lines")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(output, "_RUN_OF_LINES", 10)
        some = SortedLines(folder)
        for line in lines:
            some.add(line)
        some.write(folder / "all")
    assert (folder / "all").read_bytes() == b"".join(sorted(set(lines)))
