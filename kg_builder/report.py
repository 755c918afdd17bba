"""The build report: one entry for every path that was named or found, sorted, without times; as JSON and as text."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from kg_builder.model import DocId
from kg_builder.remark import Remark
from kg_builder.terminal import escape_controls

Status = Literal["processed", "failed", "skipped"]
Fault = Literal["input", "conformance", "internal"]
"""Why an entry failed: the file or its name, what was read from it, or the program."""

EXIT_CODES: Mapping[Fault, int] = {"conformance": 1, "input": 3, "internal": 5}
_PRIORITY = (5, 4, 3, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What became of one path. `document` is the document's id if it got one, `reason` why it is not processed."""

    path: str
    status: Status
    document: DocId | None = None
    reason: str | None = None
    fault: Fault | None = None
    findings: tuple[Remark, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the entry as the report has it."""
        found = [remark.as_json() for remark in self.findings]
        return {"path": self.path, "status": self.status, "document": self.document, "reason": self.reason, "findings": found}


def count_statuses(entries: Iterable[Entry]) -> dict[Status, int]:
    """Return how many entries have each of the three statuses."""
    counts = Counter(entry.status for entry in entries)
    return {"processed": counts["processed"], "failed": counts["failed"], "skipped": counts["skipped"]}


def exit_code(entries: Iterable[Entry]) -> int:
    """Return 0 if nothing failed, else the first that holds of 5, 3, 1."""
    found = {EXIT_CODES[entry.fault] for entry in entries if entry.fault}
    return next((code for code in _PRIORITY if code in found), 0)


def sort_entries(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries by path (code points), the order of the report."""
    return sorted(entries, key=lambda entry: entry.path)


def to_json(entries: Sequence[Entry]) -> bytes:
    """Return the report: UTF-8 JSON, entries by path."""
    report = {"counts": count_statuses(entries), "entries": [entry.as_json() for entry in sort_entries(entries)]}
    return (json.dumps(report, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "backslashreplace")


def to_text(entries: Sequence[Entry]) -> bytes:
    """Return the report as a person reads it: UTF-8 lines, controls escaped."""
    lines = [to_summary(entries), ""]
    for entry in sort_entries(entries):
        lines.append(f"{entry.status:9}  {escape_controls(entry.path)}")
        if entry.reason:
            lines.append(f"           {escape_controls(entry.reason)}")
        lines += [f"           {_as_row(remark)}" for remark in entry.findings]
    return ("\n".join(lines) + "\n").encode()


def to_summary(entries: Sequence[Entry]) -> str:
    """Return one line: how many paths, and what became of them."""
    counts = count_statuses(entries)
    return f"{len(entries)} paths: " + ", ".join(f"{number} {status}" for status, number in counts.items())


def _as_row(remark: Remark) -> str:
    place = f"{remark.line}:{remark.column}" if remark.line is not None else "-"
    return escape_controls(f"{place:>8}  {remark.severity:7}  {remark.code}: {remark.message}")
