"""Where the words of a phrase name a commodity or a unit: labels of the SKOS vocabularies, longest match first."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

import ahocorasick

from kg_builder.authority import Authorities, Concept
from kg_builder.lexicon import fold_case
from kg_builder.model import Span

# Blanks and hyphens of all kinds are one blank; quotes are straight.
_BLANKS = "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
_MAP = str.maketrans({**dict.fromkeys(_BLANKS + "-‐‑–—", " "), "’": "'", "‘": "'", "“": '"', "”": '"'})
_RUN = re.compile(r"  +")
# Ends of words that a label in the singular may take.
_SCALES = ("thousand ", "thousands ", "million ", "mln ", "mln. ", "billion ", "hundred ")
_PLACE = itemgetter(0, 1)
_PLURAL = ("s", "es", "'s")


@dataclass(frozen=True, slots=True)
class GoodsHit:
    """A label of a concept in the text; `unit` and `commodity` are the keys of the concepts that bear it, if any."""

    span: Span
    commodity: str | None
    unit: str | None


@dataclass(frozen=True, slots=True)
class FoldedText:
    """A text in lower case with each run of blanks and hyphens as one blank."""

    text: str
    _ends: tuple[int, ...]
    """Where in it the runs end, sorted."""
    _shifts: tuple[int, ...]

    def original(self, index: int) -> int:
        """Return the offset, in the text as decoded, of its code point `index`; of a run where the run starts."""
        return index + self._shifts[bisect_right(self._ends, index)]


def fold(text: str) -> FoldedText:
    """Fold a text for comparison with labels."""
    same = fold_case(text).translate(_MAP)
    ends, shifts = [], [0]
    for run in _RUN.finditer(same):
        ends.append(run.start() + 1 - shifts[-1])
        shifts.append(shifts[-1] + run.end() - run.start() - 1)
    return FoldedText(_RUN.sub(" ", same), tuple(ends), tuple(shifts))


def _spellings(concept: Concept) -> Iterator[str]:
    for label in concept.labels:
        folded = fold(re.sub(r"\s*\([^)]*\)", "", label)).text.strip()
        # "million rubles" is a number and a unit.
        if len(folded) < 2 or folded.startswith(_SCALES):
            continue
        yield folded
        if folded.isalpha() or " " in folded:
            yield from (folded + end for end in _PLURAL if not folded.endswith("s"))
        if folded.endswith("y") and len(folded) > 4:
            yield folded[:-1] + "ies"


class _Label(NamedTuple):
    """Characters that spell a label, wherever they stand; a stretch of the text cuts words and labels at its ends."""

    start: int
    minus_end: int
    """Its end below zero, so that of labels at one place the longest comes first."""
    glued: tuple[bool, bool]
    """True if a letter or figure stands right before it, right behind it."""
    anti: int
    """Where "anti-" starts right before it, -1 if it does not: "anti-aircraft" is no aircraft."""
    keys: tuple[str | None, str | None]
    """Of the commodity and of the unit."""


@dataclass(frozen=True, slots=True, eq=False)
class GoodsIndex:
    """An Aho-Corasick automaton over the labels of commodities and units, and each commodity's top concept."""

    automaton: Any
    tops: dict[str, frozenset[str]] = field(default_factory=dict)
    """Commodity key to all its broader keys, itself included."""

    @classmethod
    def build(cls, authorities: Authorities) -> GoodsIndex:
        """Compile the labels; an ambiguous label keeps the first commodity and the first unit in order of key."""
        found: dict[str, list[str | None]] = {}
        for slot, scheme in enumerate(("commodity", "unit")):
            for _, concept in sorted(authorities.concepts.get(scheme, {}).items()):
                for spelling in _spellings(concept):
                    pair = found.setdefault(spelling, [None, None])
                    # A preferred label of a concept wins over a synonym of another.
                    if pair[slot] is None or spelling == fold(concept.label).text:
                        pair[slot] = concept.key
        automaton = ahocorasick.Automaton()
        for spelling, (commodity, unit) in sorted(found.items()):
            automaton.add_word(spelling, (len(spelling), commodity, unit))
        automaton.make_automaton()
        commodities = authorities.concepts.get("commodity", {})
        return cls(automaton, {key: _ancestors(key, commodities) for key in sorted(commodities)})

    def find(self, text: str, start: int, end: int) -> tuple[GoodsHit, ...]:
        """Return the labels in `text[start:end]`, longest first where two overlap, in the order of the text."""
        starts, labels = _find_labels(self, text)
        hits: list[GoodsHit] = []
        taken = start
        for first, minus_end, glued, anti, keys in labels[bisect_left(starts, start) : bisect_left(starts, end)]:
            last = -minus_end
            if first < taken or last > end or anti >= start or (glued[0] and first != start) or (glued[1] and last != end):
                continue
            hits.append(GoodsHit(Span(first, last), *keys))
            taken = last
        return tuple(hits)

    def is_a(self, commodity: str | None, *tops: str) -> bool:
        """True if the commodity is one of `tops` or lies below one of them."""
        return commodity is not None and not self.tops.get(commodity, frozenset()).isdisjoint(tops)


@lru_cache(maxsize=2)
def _find_labels(index: GoodsIndex, text: str) -> tuple[tuple[int, ...], tuple[_Label, ...]]:
    """Return all labels of a text with their starts, in order, the longest first; a text is gone through once."""
    fold_of = fold(text)
    folded, original = fold_of.text, fold_of.original
    # A blank at each end saves the tests for the text's ends.
    ringed = f" {folded} "
    found: list[_Label] = []
    for last, (size, commodity, unit) in index.automaton.iter(folded):
        first = last - size + 1
        glued = (ringed[first].isalnum(), ringed[last + 2].isalnum())
        anti = original(first - 5) if folded.startswith("anti ", first - 5) and first >= 5 else -1
        found.append(_Label(original(first), -original(last) - 1, glued, anti, (commodity, unit)))
    found.sort(key=_PLACE)
    return tuple([label[0] for label in found]), tuple(found)


def _ancestors(key: str, commodities: Mapping[str, Concept]) -> frozenset[str]:
    seen: set[str] = set()
    todo = [key]
    while todo:
        one = todo.pop()
        if one in seen or one not in commodities:
            continue
        seen.add(one)
        todo.extend(commodities[one].broader)
    return frozenset(seen)
