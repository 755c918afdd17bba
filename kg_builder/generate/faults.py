"""Faults of copying and scanning, put into a text at a chosen rate, with a map from the clean offsets to the faulty ones.

Digits, names and goods are spared: a careful reader could still read every fact.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

from kg_builder.generate.tables import Row

_SITE = re.compile(r"(?<=[a-z,]) (?=[a-z])|(?<=[a-z]\.) (?=[A-Z])|[a-z]+")
Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Edit:
    """Clean text[start:end] becomes `new`."""

    start: int
    end: int
    new: str


@dataclass(frozen=True, slots=True)
class Spoilt:
    """A text with faults; `at` maps an offset of the clean text to one of this text."""

    text: str
    edits: tuple[Edit, ...]

    def at(self, offset: int, *, end: bool = False) -> int:
        """Return the offset in the spoilt text; inside an edit, its start (or its end for the end of a range)."""
        shift = 0
        for edit in self.edits[: bisect_right(self.edits, offset, key=lambda e: e.start)]:
            grown = len(edit.new) - (edit.end - edit.start)
            if edit.end <= offset:
                shift += grown
            elif edit.start < offset:
                return edit.start + shift + (len(edit.new) if end else 0)
        return offset + shift


def _spoil_word(word: str, kind: str, random: Random) -> str:
    at = random.randrange(1, len(word) - 2)
    if kind == "swap":
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == "drop":
        return word[:at] + word[at + 1 :]
    if kind == "double":
        return word[:at] + word[at] + word[at:]
    return word[: at + 1] + "- " + word[at + 1 :]


def _spoil_site(site: str, style: Row, random: Random) -> str:
    if site == " ":
        return str(random.choice(style["gap"]))
    return _spoil_word(site, random.choice(style["word"]), random)


def _is_spared(at: Range, spared: Sequence[Range]) -> bool:
    return any(start < at[1] and at[0] < end for start, end in spared)


def spoil(text: str, spared: Iterable[Range], rate: float, style: Row, random: Random) -> Spoilt:
    """Return the text with a fault at each site with the probability `rate`; a range that is spared stays as it is.

    A site is a blank between words, the blank after a sentence (which is lost), or a word of some length in small letters.
    """
    kept, edits = tuple(spared), []
    for found in _SITE.finditer(text):
        site, at = found[0], found.span()
        if (site != " " and len(site) < style["shortest_word"]) or random.random() >= rate or _is_spared(at, kept):
            continue
        after_sentence = site == " " and text[at[0] - 1] == "."
        new = str(random.choice(style["sentence_gap"])) if after_sentence else _spoil_site(site, style, random)
        edits.append(Edit(*at, new))
    return Spoilt(_apply(text, edits), tuple(edits))


def _apply(text: str, edits: Sequence[Edit]) -> str:
    parts, last = [], 0
    for edit in edits:
        parts += [text[last : edit.start], edit.new]
        last = edit.end
    return "".join([*parts, text[last:]])
