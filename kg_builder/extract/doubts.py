"""What is missing in a head, or stands twice, or contradicts itself: said, never mended in silence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg_builder.extract.dates import find_dates, find_faults, find_times
from kg_builder.extract.layout import Page
from kg_builder.extract.marks import Mark
from kg_builder.extract.reading import Reading
from kg_builder.model import Finding, Span, Telegram

_CLOCK = re.compile(r"(?<![\d:.])\d{1,2}:\d{2}(?![\d:])|(?<!\d)\d{1,3}\s(?:hours|minutes)")
_FAR = 45
_LONG = 400_000
_LABELS = {"title": "Title:", "author": "Author:", "page-date": "Date:"}


def _line(reading: Reading, at: int) -> int:
    return reading.source.position(at)[0]


def _missing(telegram: Telegram) -> Iterator[Finding]:
    wanted = (
        ("sender", telegram.sender, "no sender: neither a signature nor a title or an author's line names one"),
        ("addressee", telegram.addressee, "no addressee: neither 'To …' nor a salutation or a title names one"),
        ("date", telegram.date, "no date of its own: neither the page nor the signature nor a stamp gives one"),
    )
    for key, value, words in wanted:
        if not value:
            yield Finding(f"head.no-{key}", "warning", words, None)
    if not (telegram.cipher_number or telegram.outgoing_number or telegram.number):
        yield Finding("head.no-number", "info", "no number of its own ('CIPHERED TELEGRAM No. …', 'No. …' after the signature)", None)


def _inferred(page: Page, telegram: Telegram) -> Iterator[Finding]:
    """A telegram with a head, but without a line that addresses it."""
    lines = [m.kind for m in page.head]
    if {"kind", "office", "from"}.intersection(lines) and not {"to", "for", "to-list", "name"}.intersection(lines) and telegram.addressee:
        yield Finding(
            "head.no-to-line",
            "warning",
            "the head has no line 'To …'; the addressee was taken from the salutation or the title",
            telegram.addressee[0].evidence[0].span,
        )


def _labels(reading: Reading, page: Page) -> Iterator[Finding]:
    """A block of "Title: Author: Date:" in which one is lacking, empty, or stands twice with other words."""
    labelled = [m for m in page.head if m.rule.endswith("-label") and m.kind in _LABELS]
    seen: dict[str, Mark] = {}
    for mark in labelled:
        first = seen.setdefault(mark.kind, mark)
        if reading.words(first.span).casefold() != reading.words(mark.span).casefold():
            lines = f"lines {_line(reading, first.span.start)} and {_line(reading, mark.span.start)}"
            yield Finding(
                "head.label-twice",
                "warning",
                f"{_LABELS[mark.kind]} stands twice, {lines}, with different words; the first was taken",
                mark.span,
            )
    for mark in page.of("empty-label"):
        # An empty "Author(s):" is furniture of many mirrors.
        if "(" not in reading.words(mark.span):
            yield Finding("head.label-empty", "warning", f'"{reading.words(mark.span)}" has nothing after it', mark.span)
    if seen:
        empty = {reading.words(m.parts["label"]).lower() for m in page.of("empty-label")}
        for kind, label in _LABELS.items():
            if kind not in seen and label[:-1].lower() not in empty:
                yield Finding(
                    "head.label-missing", "warning", f"the page's labelled block has no line {label}", next(iter(seen.values())).span
                )


def _times(reading: Reading, page: Page) -> Iterator[Finding]:
    for mark in page.of("stamp", "time"):
        good = find_times(reading.text, mark.span)
        for hit in _CLOCK.finditer(reading.text, mark.span.start, mark.span.end):
            span = Span(*hit.span())
            if not any(t.span.overlaps(span) for t in good):
                yield Finding("time.impossible", "warning", f'"{hit[0]}" is no time of day', span)


def _contradictions(reading: Reading, page: Page, telegram: Telegram) -> Iterator[Finding]:
    """Dates of stamps and signature that lie far from the telegram's own."""
    if telegram.date is None or telegram.date.value.earliest != telegram.date.value.latest:
        return
    own = telegram.date.value.earliest
    for mark in page.marks:
        if mark.kind not in ("date", "stamp", "page-date", "time"):
            continue
        for found in find_dates(reading.text, mark.span, own):
            if found.value and abs((found.value.earliest - own).days) > _FAR:
                words = f'"{reading.words(mark.span)}" lies far from the telegram\'s own date {own.isoformat()}; both are kept as said'
                yield Finding("date.contradiction", "warning", words, found.span)


def _dates(reading: Reading, page: Page) -> Iterator[Finding]:
    """Dates that cannot be, and dates in figures that can be read day first or month first."""
    yield from find_faults(reading.text, Span(page.span.start, min(page.span.end, page.span.start + _LONG)), reading.written)


def find_doubts(reading: Reading, page: Page, telegram: Telegram) -> tuple[Finding, ...]:
    """Return what is missing, double or contradictory in the head of one telegram of the page."""
    found = [
        *_missing(telegram),
        *_inferred(page, telegram),
        *_labels(reading, page),
        *_times(reading, page),
        *_contradictions(reading, page, telegram),
        *_dates(reading, page),
    ]
    if page.span.end - page.span.start > _LONG:
        found.append(
            Finding(
                "omission.text-beyond-limit",
                "warning",
                f"archive marks, dates and references are looked for in the first {_LONG:,} characters only",
                None,
            )
        )
    return tuple(found)
