"""A finding with its place in lines and columns, as reports and pages tell it; and how a path is shown."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from kg_builder.model import Finding, Severity
from kg_builder.source import SourceText
from kg_builder.terminal import escape_controls


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A finding with its place: line and column from 1, `start` and `end` in code points; None where it has none."""

    code: str
    severity: Severity
    message: str
    line: int | None = None
    column: int | None = None
    start: int | None = None
    end: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the keys that have a value."""
        return {name: getattr(self, name) for name in self.__slots__ if getattr(self, name) is not None}

    def as_line(self, path: str) -> str:
        """Return `path:line:column: severity: message [code]`, controls escaped."""
        place = f":{self.line}:{self.column}" if self.line is not None else ""
        return escape_controls(f"{path}{place}: {self.severity}: {self.message} [{self.code}]")


def shown_path(path: str | os.PathLike[str]) -> str:
    r"""Return the path as the report writes it: bytes that are not UTF-8 as `\xff`.

    >>> shown_path("a/\udcff.txt")
    'a/\\xff.txt'
    """
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def shown_name(path: str | os.PathLike[str]) -> str:
    r"""Return the name of a file as the graph and messages have it: one line, controls escaped.

    >>> shown_name("texts/a\nb.txt")
    'a\\x0ab.txt'
    """
    return escape_controls(shown_path(PurePath(path).name))


def to_remarks(findings: Iterable[Finding], source: SourceText) -> tuple[Remark, ...]:
    """Return the findings with their lines, in the order of the text; those without a place come last."""
    return tuple(sorted((_to_remark(finding, source) for finding in findings), key=_order))


def _to_remark(finding: Finding, source: SourceText) -> Remark:
    if finding.span is None:
        return Remark(code=finding.code, severity=finding.severity, message=finding.message)
    line, column = source.position(finding.span.start)
    return Remark(
        code=finding.code,
        severity=finding.severity,
        message=finding.message,
        line=line,
        column=column,
        start=finding.span.start,
        end=finding.span.end,
    )


def _order(remark: Remark) -> tuple[bool, int, int, str, str]:
    return remark.start is None, remark.start or 0, remark.end or 0, remark.code, remark.message
