"""A source text with its marks as HTML: spans of evidence nested, those that cross split, each mark linked to its facts.

A mark has the id `char=start,end`, so that the address of a piece of evidence, `text/{doc}#char=start,end`, opens at its words.
Within the marks, every stretch of text under the same marks is one link, to the note that lists their facts.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from kg_builder.explorer.letters import to_html
from kg_builder.ledger import Place

KINDS: Final = {
    "goods": "goods and figures",
    "code-name": "code names",
    "document": "documents spoken of",
    "request": "requests",
    "delivery": "deliveries",
    "archive": "archive marks",
    "head": "routing, dates, numbers",
    "mention": "people and places",
    "unread": "not read",
}
"""Kinds of facts, the most telling first: where several are read from one place, the mark looks like the first."""
_ORDER: Final = {kind: number for number, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One fact at one place; `fact` is the number of the fact on its page."""

    place: Place
    kind: str
    fact: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What stands under one stretch of text: the numbers of its facts, sorted."""

    number: int
    words: str
    facts: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedText:
    """The text as HTML, and the notes that its marks lead to."""

    html: Markup
    notes: tuple[Note, ...]


def to_marked_text(text: str, marks: Iterable[Mark], named: Mapping[Place, Place] | None = None) -> MarkedText:
    """Return the text with its marks; places beyond the text are left out. `named` gives a place the id of another."""
    by_place: dict[Place, list[Mark]] = {}
    for mark in marks:
        if 0 <= mark.place.start < mark.place.end <= len(text):
            by_place.setdefault(mark.place, []).append(mark)
    writer = _Writer(text, by_place, named or {})
    for part in _nested(by_place):
        writer.open(part)
    return writer.finish()


def to_id(place: Place) -> str:
    """Return the id of a place on the page: the fragment of RFC 5147."""
    return f"char={place.start},{place.end}"


@dataclass(frozen=True, slots=True, order=True)
class _Part:
    """A piece of a place, so cut that no two pieces cross; `back` sorts the longer first."""

    start: int
    back: int
    place: Place

    @property
    def end(self) -> int:
        return -self.back


def _nested(places: Iterable[Place]) -> list[_Part]:
    """Return the places as pieces in the order of the text, outer before inner, none crossing another."""
    heap = [_Part(place.start, -place.end, place) for place in places]
    heapq.heapify(heap)
    done, stack = [], list[_Part]()
    while heap:
        part = heapq.heappop(heap)
        while stack and stack[-1].end <= part.start:
            stack.pop()
        if stack and stack[-1].end < part.end:
            cut = stack[-1].end
            heapq.heappush(heap, _Part(part.start, -cut, part.place))
            heapq.heappush(heap, _Part(cut, part.back, part.place))
            continue
        done.append(part)
        stack.append(part)
    return done


class _Writer:
    def __init__(self, text: str, marks: Mapping[Place, Sequence[Mark]], named: Mapping[Place, Place]) -> None:
        self._text, self._marks, self._named = text, marks, named
        self._at = 0
        self._out: list[Markup] = []
        self._stack: list[_Part] = []
        self._notes: dict[tuple[int, ...], Note] = {}

    def open(self, part: _Part) -> None:
        self._close(part.start)
        self._write(part.start)
        kind = min((mark.kind for mark in self._marks[part.place]), key=_ORDER.__getitem__)
        # A place that was cut bears its id once, at its first piece.
        char = to_id(self._named.get(part.place, part.place))
        name = Markup(' id="{}"').format(char) if part.start == part.place.start else Markup("")
        self._out.append(Markup('<span class="mark {}"{} data-char="{}">').format(kind, name, char))
        self._stack.append(part)

    def _close(self, until: int) -> None:
        while self._stack and self._stack[-1].end <= until:
            self._write(self._stack[-1].end)
            self._stack.pop()
            self._out.append(Markup("</span>"))

    def _write(self, until: int) -> None:
        if until <= self._at:
            return
        piece, self._at = self._text[self._at : until], until
        # A blank between two marks is nothing that one could click.
        if not self._stack or not piece.strip():
            self._out.append(to_html(piece))
            return
        note = self._note(piece)
        self._out.append(Markup('<a href="#note-{}">{}</a>').format(note.number, to_html(piece)))

    def _note(self, words: str) -> Note:
        facts = tuple(sorted({mark.fact for part in self._stack for mark in self._marks[part.place]}))
        return self._notes.setdefault(facts, Note(number=len(self._notes) + 1, words=words, facts=facts))

    def finish(self) -> MarkedText:
        self._close(len(self._text))
        self._write(len(self._text))
        return MarkedText(html=Markup("").join(self._out), notes=tuple(self._notes.values()))
