"""The zones of a page: head, body and tail, what is the publisher's, and where another telegram begins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kg_builder.extract.cues import find_cues
from kg_builder.extract.marks import Mark, scan
from kg_builder.extract.own_date import own_date
from kg_builder.model import DateValue, Span, Stated
from kg_builder.source import SourceText

# Running text up to this length before a head is the publisher's foreword.
_FOREWORD = 700


@dataclass(frozen=True, slots=True)
class Page:
    """All marks in order. `body` is half-open over `marks`: from the salutation or first running text to the last of it."""

    marks: tuple[Mark, ...]
    body: tuple[int, int]
    is_print: bool
    span: Span
    """What of the text belongs to it; all of it unless further telegrams follow."""
    own: Stated[DateValue] | None = None
    """The telegram's own day."""
    following: tuple[Page, ...] = ()
    """Independent telegrams of the same file that come after this one."""

    def of(self, *kinds: str) -> Iterator[Mark]:
        """Yield the marks of these kinds, in order."""
        return (m for m in self.marks if m.kind in kinds)

    @property
    def head(self) -> tuple[Mark, ...]:
        """Marks before the body."""
        return self.marks[: self.body[0]]

    @property
    def tail(self) -> tuple[Mark, ...]:
        """Marks after the body."""
        return self.marks[self.body[1] :]


def _is_running(text: str, mark: Mark) -> bool:
    if mark.kind != "prose":
        return mark.kind == "salutation"
    words = text[mark.span.start : mark.span.end]
    return len(words) > 60 or len(words.split()) > 5 or words[-1:] in '.!?:;,”"'


def _find_start(text: str, marks: tuple[Mark, ...]) -> int:
    """Index of the first mark of the body: the salutation, or running text that no head of the outer telegram follows closely."""
    for i, mark in enumerate(marks):
        if mark.kind == "back":
            break
        if mark.kind in ("salutation", "print-telegram-number"):
            return i
        if _is_running(text, mark) and not _head_follows(text, marks, i):
            return i
    return next((i for i, m in enumerate(marks) if m.kind == "prose"), len(marks))


_STARTERS = frozenset(
    {
        "office",
        "kind",
        "from",
        "copies",
        "stamp",
        "title",
        "title-dated",
        "citation",
        "salutation",
        "to",
        "for",
        "to-list",
        "file-number",
        "print-telegram-number",
    }
)
_QUOTES = '“"«„'


def _head_follows(text: str, marks: tuple[Mark, ...], at: int) -> bool:
    """True if a head or a salutation comes before much more is said: what stands here is the publisher's.

    A signature in between, or a cue that passes a message on, makes the text the telegram's own.
    """
    length = marks[at].span.end - marks[at].span.start
    if length > _FOREWORD or find_cues(text, marks[at].span):
        return False
    for mark in marks[at + 1 : at + 24]:
        if mark.kind in _STARTERS and text[mark.span.start] not in _QUOTES:
            return True
        if mark.kind in ("name", "signature", "closing", "back", "number"):
            return False
        if mark.kind == "prose":
            length += mark.span.end - mark.span.start
            if length > _FOREWORD or find_cues(text, mark.span):
                return False
    return False


def _find_end(text: str, marks: tuple[Mark, ...], start: int) -> int:
    """Index after the last mark of running text, publisher's back matter and a description at the end left out."""
    back = next((i for i, m in enumerate(marks) if m.kind == "back" and i > start), len(marks))
    running = [i for i in range(start, back) if marks[i].kind in ("prose", "salutation")]
    while running and _is_description(text, marks, running[-1], back):
        running.pop()
    return running[-1] + 1 if running else min(start + 1, len(marks))


def _is_description(text: str, marks: tuple[Mark, ...], at: int, back: int) -> bool:
    """True for one line of running text between the end of the telegram and the page's back matter or end."""
    mark = marks[at]
    if mark.kind != "prose" or not mark.whole or not _is_running(text, mark):
        return False
    before = [m for m in marks[:at] if m.kind not in ("page-mark", "furniture")]
    closed = bool(before) and before[-1].kind in ("name", "signature", "date", "gap", "archive", "number", "clerk")
    after = [m for m in marks[at + 1 : back] if m.kind not in ("furniture", "archive", "published", "published-bare")]
    shelf = bool(_SHELF.match(text, mark.span.start, mark.span.end)) or text[mark.span.start] == "["
    ends_page = not after and (shelf or back < len(marks) or any(m.kind in ("furniture", "archive") for m in marks[at + 1 :]))
    return (
        closed
        and ends_page
        and text[mark.span.start] not in '“"('
        and mark.span.end - mark.span.start < 400
        and not _ORDER.match(text, mark.span.start)
    )


_SHELF = re.compile(r"[A-Z]{2,8}[,.]\s[^\r\n]{0,60}\d")
# Orders to clerks that stand after the end of a message, and are the telegram's own words.
_ORDER = re.compile(
    r"(?:wire|telegraph|cable|confirm|report|inform|acknowledge|note|new paragraph|paragraph|spravka|p\.?\s?s\b|i\s|we\s|please|my\s|our\s)",
    re.IGNORECASE,
)


def _signed(marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """Take "Comrade X" on a line of its own for a signature where running text stands before and none behind."""
    told = [i for i, m in enumerate(marks) if m.kind == "prose" and m.span.end - m.span.start > 60]
    if not told:
        return marks
    return tuple(replace(m, kind="name") if i > told[-1] and m.rule == "head.salutation-bare" else m for i, m in enumerate(marks))


def find_layout(source: SourceText) -> Page:
    """Return the page of a source text: all its marks and where its body lies. Empty text gives a page without marks."""
    text, state = source.text, scan(source.text)
    starts = [0, *(at for at, _ in state.breaks)]
    prints = [*(was for _, was in state.breaks), state.is_print]
    pages: tuple[Page, ...] = ()
    for number in range(len(starts) - 1, -1, -1):
        close = starts[number + 1] if number + 1 < len(starts) else len(state.marks)
        marks = _signed(tuple(state.marks[starts[number] : close]))
        begin = marks[0].span.start if number and marks else 0
        stop = state.marks[close].span.start if close < len(state.marks) else len(text)
        start = _find_start(text, marks)
        span = Span(begin, stop)
        body = (start, _find_end(text, marks, start))
        pages = (Page(marks, body, prints[number], span, own_date(source, marks, start, span)), *pages)
    return replace(pages[0], following=pages[1:])
