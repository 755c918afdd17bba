"""A build read back: both layouts give the same documents, and nothing that was cut or changed passes."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg_builder.builds import documents_of, find_base, find_base_in
from kg_builder.datafiles import sha256_hex
from kg_builder.errors import InputError

from .small_builds import BASE, lines_of, write_graph, write_shards

DOCUMENTS = {doc: lines_of(doc) for doc in ("a", "b", "c%2Fd")}


def test_shards_give_each_document_with_its_share(tmp_path: Path) -> None:
    folder = write_shards(tmp_path, DOCUMENTS)
    assert {one.doc: one.quads for one in documents_of(folder)} == DOCUMENTS


@pytest.mark.parametrize("bucket", [32 << 20, 400])
def test_a_graph_gives_each_document_and_last_what_no_document_owns(tmp_path: Path, bucket: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether its lines fit into the memory at once or not."""
    monkeypatch.setattr("kg_builder.builds._BUCKET", bucket)
    *documents, shared = documents_of(write_graph(tmp_path, DOCUMENTS))
    assert sorted(one.doc for one in documents) == ["a", "b", "c/d"]
    assert all(one.sha256 == sha256_hex(one.quads) for one in documents)
    assert shared.doc == ""
    assert (
        b"".join(sorted(line for one in (*documents, shared) for line in one.quads.splitlines(True)))
        == (tmp_path / "graph.nq").read_bytes()
    )


def test_a_base_that_ends_with_a_hash_is_found() -> None:
    assert find_base("https://example.org/x#graph/a--facts") == "https://example.org/x#"
    assert find_base(f"{BASE}graph/authority") is None


@pytest.mark.parametrize("write", [write_graph, write_shards])
def test_the_base_is_that_of_the_documents(tmp_path: Path, write) -> None:
    assert find_base_in(write(tmp_path / "1", DOCUMENTS)) == BASE
    assert find_base_in(write(tmp_path / "2", {})) is None


def test_a_folder_without_a_build_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"there is no build; expected graph.nq, or manifest.json"):
        documents_of(tmp_path)


@pytest.mark.parametrize(
    ("name", "change", "told"),
    [
        ("shards/00000.nq.gz", lambda data: data[:-30], "b at byte"),
        ("shards/00000.nq.gz", lambda data: b"\0" * 10 + data[10:], "a at byte 0"),
        ("documents.jsonl", lambda data: data.replace(b'"a"', b'"z"'), "is not what manifest.json says"),
        ("manifest.json", lambda data: b"{", "expected JSON"),
    ],
)
def test_what_was_cut_or_changed_is_a_fault(tmp_path: Path, name: str, change, told: str) -> None:
    folder = write_shards(tmp_path, DOCUMENTS)
    (folder / name).write_bytes(change((folder / name).read_bytes()))
    with pytest.raises(InputError, match=told):
        list(documents_of(folder))


def test_a_line_that_is_no_quad_is_told_with_its_number(tmp_path: Path) -> None:
    (tmp_path / "graph.nq").write_bytes(lines_of("a") + b"nonsense\n")
    with pytest.raises(InputError, match=r"graph.nq:11: is no quad"):
        list(documents_of(tmp_path))
