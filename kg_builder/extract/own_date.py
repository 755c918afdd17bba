"""The day that a telegram bears: the page's date, else that of its title, signature or stamps."""

from __future__ import annotations

import re
from datetime import date

from kg_builder.extract.dates import find_dates
from kg_builder.extract.marks import HEAD, Mark
from kg_builder.model import DateValue, Span, Stated
from kg_builder.source import SourceText

_LONE_YEAR = re.compile(r"(?<![\d/.-])19[3-6]\d(?![\d/])")


def read_day(source: SourceText, span: Span, rule: str, anchor: date | None) -> Stated[DateValue] | None:
    """Return the first date in a span, None if there is none."""
    for found in find_dates(source.text, span, anchor):
        if found.value:
            part = found.day or found.span
            return Stated(found.value, (source.quote(part.start, part.end),), rule)
    return None


def own_date(source: SourceText, marks: tuple[Mark, ...], body_start: int, span: Span) -> Stated[DateValue] | None:
    """Return the telegram's own day: the page's date, else the title's, the signature's, the stamps'. One certain day goes before a vague one."""
    first_head = next((i for i, m in enumerate(marks) if m.kind in HEAD and m.kind != "clerk"), body_start)
    ranked: list[tuple[int, Mark, Span]] = []
    for i, mark in enumerate(marks):
        rank: int | None = {
            "dateline": 0,
            "page-date": 1,
            "title-dated": 2,
            "file-number": 4,
            "citation": 5,
            "title": 6,
            "stamp": 1_000_000_000,
            "time": 1_000_000_000,
        }.get(mark.kind)
        if mark.kind == "date":
            rank = 3 if i < min(first_head, body_start) else 7 if i < body_start else 8
        if rank is not None:
            # Of several dates at the end the last is the outer telegram's: an inner message ends before it.
            ranked.append(
                (rank, mark, mark.parts.get("when", mark.span))
                if rank != 8
                else (900_000_000 - mark.span.start, mark, mark.parts.get("when", mark.span))
            )
    best: Stated[DateValue] | None = None
    year = next((int(h[0]) for h in _LONE_YEAR.finditer(source.text, span.start, min(span.end, span.start + 3000))), None)
    for _, mark, words in sorted(ranked, key=lambda r: (r[0], r[1].span)):
        found = read_day(
            source,
            mark.span if mark.kind in ("title", "stamp") else words,
            mark.rule,
            best.value.earliest if best else date(year, 7, 1) if year else None,
        )
        if found and found.value.exact:
            return found
        best = best or found
    return best
