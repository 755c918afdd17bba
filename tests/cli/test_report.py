"""The build report: one entry a path, sorted, the same bytes for the same input."""

from __future__ import annotations

import json

import pytest

from kg_builder.model import DocId, Finding, Span
from kg_builder.remark import Remark, to_remarks
from kg_builder.report import Entry, Fault, exit_code, to_json, to_text
from kg_builder.source import to_source

REMARK = Remark(code="date.impossible", severity="warning", message='"31.2.51" is no date', line=3, column=1, start=10, end=17)
ENTRIES = [
    Entry(path="b\n.txt", status="failed", reason="the file is empty", fault="input"),
    Entry(path="a.txt", status="processed", document=DocId("a"), findings=(REMARK,)),
    Entry(path="c.pdf", status="skipped", reason="format not read yet: pdf"),
]


def test_the_report_as_json() -> None:
    report = json.loads(to_json(ENTRIES))
    assert report["counts"] == {"processed": 1, "failed": 1, "skipped": 1}
    assert [entry["path"] for entry in report["entries"]] == ["a.txt", "b\n.txt", "c.pdf"]
    assert report["entries"][0] == {
        "path": "a.txt",
        "status": "processed",
        "document": "a",
        "reason": None,
        "findings": [
            {
                "code": "date.impossible",
                "severity": "warning",
                "message": '"31.2.51" is no date',
                "line": 3,
                "column": 1,
                "start": 10,
                "end": 17,
            }
        ],
    }


def test_the_report_as_text() -> None:
    assert to_text(ENTRIES).decode() == (
        "3 paths: 1 processed, 1 failed, 1 skipped\n"
        "\n"
        "processed  a.txt\n"
        '                3:1  warning  date.impossible: "31.2.51" is no date\n'
        "failed     b\\x0a.txt\n"
        "           the file is empty\n"
        "skipped    c.pdf\n"
        "           format not read yet: pdf\n"
    )


def test_the_order_of_the_entries_does_not_matter() -> None:
    assert to_json(ENTRIES) == to_json(ENTRIES[::-1])


@pytest.mark.parametrize(
    ("faults", "code"), [((), 0), (("conformance",), 1), (("conformance", "input"), 3), (("input", "internal", "conformance"), 5)]
)
def test_of_several_faults_the_gravest_gives_the_exit_code(faults: tuple[Fault, ...], code: int) -> None:
    """Where several hold, 5, 4, 3, 1 in this order."""
    assert exit_code([Entry(path=fault, status="failed", fault=fault) for fault in faults]) == code


def test_what_was_skipped_on_purpose_is_no_fault() -> None:
    assert exit_code([ENTRIES[1], ENTRIES[2]]) == 0


def test_findings_get_lines_and_stand_in_the_order_of_the_text() -> None:
    source = to_source(b"one\r\ntwo\rthree\n", DocId("a"), "a.txt")
    found = to_remarks(
        [Finding("z", "info", "no place"), Finding("b", "info", "later", Span(9, 14)), Finding("a", "info", "first", Span(5, 8))], source
    )
    assert [(remark.code, remark.line, remark.column) for remark in found] == [("a", 2, 1), ("b", 3, 1), ("z", None, None)]
    assert found[0].as_line("a.txt") == "a.txt:2:1: info: first [a]"
