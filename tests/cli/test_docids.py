"""Ids of documents: from the path, or by a pattern."""

from __future__ import annotations

import pytest

from kg_builder.docids import check_pattern, needs_text, to_doc_id
from kg_builder.errors import InputError, UsageError
from kg_builder.inputs import InputFile
from kg_builder.model import DocId
from kg_builder.source import to_source


def doc(below: str, pattern: str = "{path}", text: str = "x") -> str:
    return to_doc_id(pattern, InputFile(below, below, below), to_source(text.encode(), DocId("?"), "x.txt"))


@pytest.mark.parametrize(
    ("below", "expected"),
    [
        ("a.txt", "a"),
        ("1951/a.TXT", "1951/a"),
        ("a", "a"),
        ("a.v2", "a.v2"),
        ("a.b.txt", "a.b"),
        (".txt", ".txt"),
        ("D.21.6.1951", "D.21.6.1951"),
    ],
)
def test_the_path_gives_the_id(below: str, expected: str) -> None:
    assert doc(below) == expected


def test_fields_of_a_pattern() -> None:
    assert doc("1951/June/a.txt", "{folder}:{name}") == "1951/June:a"
    assert doc("a.txt", "x{sha256}") == "x2d711642b726b044"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("http://digitalarchive.example/document/112111", "112111"),
        ("https://history.example/historicaldocuments/frus1950v07/d12?a=1#2", "frus1950v07-d12"),
        ("http://archive.example/about http://archive.example/document/7.", "7"),
    ],
)
def test_the_publishers_number(address: str, expected: str) -> None:
    assert doc("a.txt", "{publisher}", f"Source: {address} and more") == expected


def test_a_text_without_the_publishers_number_gets_no_id() -> None:
    with pytest.raises(
        InputError, match=r"^the text gives no address of a publisher's page with a number, which --id asks for as \{publisher\}$"
    ):
        doc("a.txt", "{publisher}", "http://archive.example/about")


def test_an_id_longer_than_a_file_name_is_refused() -> None:
    with pytest.raises(
        InputError, match=r"^its id would have 300 bytes; expected at most 255: give --id, or build from a folder nearer to it$"
    ):
        doc("x" * 300)


def test_an_empty_id_is_refused() -> None:
    with pytest.raises(InputError, match=r"^--id '\{folder\}' gives this file no id"):
        doc("a.txt", "{folder}")


@pytest.mark.parametrize(("pattern", "named"), [("fixed", "has no field"), ("{number}", "knows no {number}")])
def test_a_pattern_without_meaning_is_wrong_usage(pattern: str, named: str) -> None:
    with pytest.raises(UsageError) as fault:
        check_pattern(pattern)
    assert str(fault.value) == f"--id {pattern!r} {named}; expected some of {{path}}, {{name}}, {{folder}}, {{publisher}}, {{sha256}}"


def test_only_some_patterns_need_the_text() -> None:
    assert needs_text("{publisher}")
    assert not needs_text("{path}")
