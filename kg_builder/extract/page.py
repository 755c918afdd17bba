"""One page made ready for the finding of names: its folded text, capitalised words, known names, and what stands beside a place."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from kg_builder.extract.capitals import Word, find_words, runs
from kg_builder.extract.gazetteer import Family
from kg_builder.extract.names import Fit, NameHit, NameIndex, flatten, fold
from kg_builder.model import Span

# Words of State Department prints and of no archive translation.
_PRINT = (
    "embtel",
    "deptel",
    "to the department of state",
    "to the secretary of state",
    "the secretary of state to the",
    "mytel",
    "reftel",
    "niact",
)
_REACH = 64
_TIE_LEFT = re.compile(r"(?:, and|, | and| or|-|–|/) ?\Z")
_TIE_RIGHT = re.compile(r"(?:,? and |,? or |, |-|–|/)")
# The end of a sentence within a line.
_PROSE = re.compile(r"[^\W\d_]{3}\. [^\W\d_a-z]")
# A word that an editor completed in brackets.
_SUPPLIED = re.compile(r"[^\W\d_]{1,20}(?:\[[^\W\d_]{1,20}\][^\W\d_]{0,20}){1,3}")


class Unit(NamedTuple):
    """One part of a run: a capitalised word, or a known name with the words that it covers.

    `kind`: a word's kind (I initial, i one letter, T title, C common, G given name, U unknown), P a person's name, X another known name.
    """

    start: int
    end: int
    folded: str
    kind: str
    hit: NameHit | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """A text with what is worked out once: `flat` has the same offsets as `text`."""

    text: str
    flat: str
    family: Family
    hits: tuple[NameHit, ...]
    runs: tuple[tuple[Unit, ...], ...]
    kinds: tuple[str, ...]
    """The kinds of each run's units, one letter a unit."""
    place_edges: frozenset[int]
    """Where known places begin and end."""

    def words_before(self, start: int) -> list[str]:
        """Return the folded words before an offset on its line or sentence, the nearest last, punctuation kept on them."""
        return self.flat[max(0, start - _REACH) : start].split()

    def words_after(self, end: int) -> list[str]:
        """Return the folded words after an offset."""
        return self.flat[end : end + _REACH].split()

    def line(self, start: int) -> tuple[int, int]:
        """Return the bounds of the line that holds an offset."""
        low = max(self.text.rfind("\n", 0, start), self.text.rfind("\r", 0, start)) + 1
        high = min((at for at in (self.text.find("\n", start), self.text.find("\r", start)) if at >= 0), default=len(self.text))
        return low, high

    def in_capitals(self, start: int) -> bool:
        """True if the line at an offset stands in capitals, so that a capital says nothing."""
        low, high = self.line(start)
        return _stands_in_capitals(self.text[low : min(high, low + 400)])

    def like_title(self, start: int) -> bool:
        """True if the line at an offset is a heading in which every longer word has its capital."""
        low, high = self.line(start)
        return _is_like_title(self.text[low : min(high, low + 400)])

    def is_among_places(self, start: int, end: int) -> bool:
        """True if a comma, a hyphen or "and" ties the words to a known place: "in Cao Bang, Dong Khe"."""
        left = _TIE_LEFT.search(self.flat, max(0, start - 6), start)
        right = _TIE_RIGHT.match(self.flat, end)
        return (left is not None and left.start() in self.place_edges) or (right is not None and right.end() in self.place_edges)

    def starts_sentence(self, start: int) -> bool:
        """True if a capital is due at an offset in any case."""
        before = self.flat[max(0, start - 4) : start].rstrip(" \"'([")
        return before[-1:] in ("", *".!?:;\n\r*")


class Cover:
    """Stretches of a text, joined where they overlap, to be asked about many offsets."""

    __slots__ = ("_ends", "_starts")

    def __init__(self, spans: Iterable[Span]) -> None:
        starts: list[int] = []
        ends: list[int] = []
        for span in sorted(spans):
            if starts and span.start < ends[-1]:
                ends[-1] = max(ends[-1], span.end)
            else:
                starts.append(span.start)
                ends.append(span.end)
        self._starts, self._ends = tuple(starts), tuple(ends)

    def holds(self, start: int, end: int | None = None) -> bool:
        """True if the code point at `start`, or the whole stretch to `end`, lies in one of them."""
        at = bisect_right(self._starts, start) - 1
        return at >= 0 and (start + 1 if end is None else end) <= self._ends[at]

    def meets(self, span: Span) -> bool:
        """True if the span shares a code point with one of them."""
        at = bisect_left(self._starts, span.end) - 1
        return at >= 0 and span.start < self._ends[at]


@lru_cache(maxsize=512)
def _stands_in_capitals(line: str) -> bool:
    return sum(map(str.islower, line)) * 4 < sum(map(str.isupper, line))


@lru_cache(maxsize=512)
def _is_like_title(line: str) -> bool:
    if _PROSE.search(line) or line.rstrip().endswith("."):
        return False
    words = re.findall(r"[^\W\d_]{4,}", line)
    return 5 * sum(1 for word in words if word[0].islower()) < len(words)


def _is_double(word: Word, hits: tuple[NameHit, ...], at: int, done: int) -> bool:
    """True for one half of a double name, "Ivanov-Altaisky", "Gorbatov-Dalny": another man's, unless the other half is known too."""
    span = hits[at].span
    if word.end - word.start <= span.end - span.start or span.start < word.start or span.end > word.end:
        return False
    person = hits[at].is_person
    if not person and (done > word.start or span.end < word.end or any(fit.how == "people" for fit in hits[at].fits)):
        return False
    beside = [
        hit for hit in hits[max(0, at - 1) : at + 2] if hit is not hits[at] and hit.span.start < word.end and word.start < hit.span.end
    ]
    return not any(hit.is_person for hit in beside) if person else span.start > word.start


def _units(run: list[Word], hits: tuple[NameHit, ...], at: int, flat: str) -> tuple[tuple[Unit, ...], int]:
    units: list[Unit] = []
    done = -1
    for word in run:
        while at < len(hits) and hits[at].span.end <= word.start:
            at += 1
        while at < len(hits) and hits[at].span.start < word.end:
            span = hits[at].span
            if word.start > done and _is_double(word, hits, at, done):
                while at < len(hits) and hits[at].span.end <= word.end:
                    at += 1
                break
            units.append(Unit(span.start, span.end, flat[span.start : span.end], "P" if hits[at].is_person else "X", hits[at]))
            done = span.end
            at += 1
        if word.start >= done:
            units.append(Unit(word.start, word.end, word.folded, word.kind))
    return tuple(units), max(at - 1, 0)


def _to_hit(span: Span, fits: tuple[Fit, ...]) -> NameHit:
    return NameHit(span, fits, any(fit.entry.kind == "person" for fit in fits))


def _completed(text: str, index: NameIndex) -> Iterator[NameHit]:
    """Yield known names with letters supplied in brackets ("Raz[uvaev]")."""
    at = text.find("[")
    while at >= 0:
        if at and text[at - 1].isalpha():
            start = at
            while start and text[start - 1].isalpha() and at - start < 20:
                start -= 1
            found = _SUPPLIED.match(text, start)
            fits = index.lookup(found[0]) if found else ()
            if found and fits:
                yield _to_hit(Span(*found.span()), fits)
        at = text.find("[", at + 1)


def _mended(units: tuple[Unit, ...], index: NameIndex, text: str) -> tuple[Unit, ...]:
    """Join letters set apart ("S H T Y K O V") and known names with a stray hyphen ("Shty-kov")."""
    done: list[Unit] = []
    at = 0
    while at < len(units):
        unit, end = units[at], at + 1
        while end < len(units) and unit.end - unit.start == 1 == units[end].end - units[end].start:
            end += 1
        if end - at > 3:
            last = units[end - 1].end
            unit = Unit(unit.start, last, "".join(part.folded for part in units[at:end]), "U")
            at = end - 1
        if unit.kind == "U" and ("-" in unit.folded or unit.end - unit.start > len(unit.folded)):
            fits = index.lookup(text[unit.start : unit.end])
            hit = _to_hit(Span(unit.start, unit.end), fits)
            unit = unit._replace(kind="P" if hit.is_person else "X", hit=hit) if fits else unit
        done.append(unit)
        at += 1
    return tuple(done)


def to_page(text: str, index: NameIndex) -> Page:
    """Work out a page."""
    flat = flatten(text)
    hits = index.find_folded(text, fold(text, flat))
    if "[" in text:
        hits = tuple(sorted((*hits, *_completed(text, index)), key=lambda hit: hit.span))
    grouped, kinds, at = [], [], 0
    for run in runs(text, flat, find_words(text, flat)):
        units, at = _units(run, hits, at, flat)
        shape = "".join([unit.kind for unit in units])
        if "U" in shape or (shape.count("i") > 1 and len(shape) > 3):
            units = _mended(units, index, text)
            shape = "".join([unit.kind for unit in units])
        grouped.append(units)
        kinds.append(shape)
    family: Family = "print" if any(mark in flat for mark in _PRINT) else "archive"
    places = [hit.span for hit in hits if not hit.is_person and hit.fits[0].entry.kind == "place"]
    edges = frozenset(edge for span in places for edge in (span.start, span.end))
    return Page(text, flat, family, hits, tuple(grouped), tuple(kinds), edges)
