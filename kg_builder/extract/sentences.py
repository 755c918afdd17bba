"""Sentences of a passage: the stretch in which an act is stated. A list after a colon belongs to the sentence before it."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

from kg_builder.model import Span

# A full stop after one of these ends no sentence: titles, initials, units and the short forms of both families.
_ABBREVIATION = re.compile(
    r"(?:\b(?:cde|cdes|com|comr|gen|col|lt|maj|capt|adm|amb|mr|mrs|dr|st|no|nos|vkh|op|ll|pp|vs|re|sq|mm|cm|kg|approx|incl|dept|govt|"
    r"jan|feb|mar|apr|aug|sept|sep|oct|nov|dec|f|d|l|p|art|para|i\.e|e\.g|u\.s|u\.n|a\.m|p\.m)|\b[A-Z])\.$",
    re.IGNORECASE,
)
_STOP = re.compile(r"[.!?][\"”’')\]]*(?=\s+[\[\"“‘'(]*[A-Z0-9]|\s*$)|[.!?][\"”’')\]]*(?=[A-Z][a-z])")
_BLANK = re.compile(r"(?:\r\n?|\n)[ \t\xa0]*(?:\r\n?|\n)\s*")
_LINE = re.compile(r"(?:\r\n?|\n)")
_LIST_MARK = re.compile(r"\s*(?:[-–•*]\s+)?(?:\(?(?:\d{1,2}|[a-zа-я]|[ivx]{1,4})[.)]|[-–•*])\s+", re.IGNORECASE)
_POINT_MARK = re.compile(r"(?m)^[ \t\xa0]*(?:[-–]\s*)?\(?(\d{1,2})[.)](?=\s|[A-Z])")


_CLAUSE_MARK = re.compile(r"[;:]\s*(?:\r\n?|\n)\s*(\(?(?:\d{1,2}|[a-z])[.)])\s+")
_CLAUSE = re.compile(r"(?:\S+\s+){1,7}?(?:had|has|have|is|are|was|were|will|would|saw|kept|shall|can|could)\s")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, half-open in the source text; `point` is the start of the paragraph or numbered point that holds it."""

    span: Span
    point: int


def _stops(text: str, start: int, end: int) -> list[int]:
    found = []
    for stop in _STOP.finditer(text, start, end):
        before = text[max(start, stop.start() - 8) : stop.start() + 1]
        if (
            text[stop.start()] == "."
            and _ABBREVIATION.search(before)
            and not text[stop.end() : stop.end() + 2].isspace()
            and stop.end() < end
        ):
            continue
        # "1." at the head of a line is a number of a list, not a sentence.
        line = max(text.rfind("\n", start, stop.start()), text.rfind("\r", start, stop.start()), start - 1) + 1
        if text[line : stop.start()].strip(" \t\xa0-–(").isdigit():
            continue
        found.append(stop.end())
    return found


def _goes_on(text: str, start: int, end: int, next_start: int, limit: int) -> bool:
    """True if a blank line does not end the sentence: it ends in ':', ';' or ',' or goes on in lower case."""
    before = text[start:end].rstrip()
    after = text[next_start : min(next_start + 40, limit)]
    if not before or not after.strip():
        return False
    if before[-1] == ":":
        # A list goes on; a quotation or a sentence of its own does not.
        line = after.splitlines()[0] if after.splitlines() else after
        return not re.match(r"[\"“‘«]", after) and (
            not after[0].isupper() or bool(_LIST_MARK.match(after)) or any(c.isdigit() for c in line)
        )
    if before[-1] in ";,-–":
        return True
    return before[-1] not in '.!?"”’)]' and after[0].islower() and not _LIST_MARK.match(after)


def _blocks(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Paragraphs that stand apart, with those joined that a list or a page break has torn."""
    blocks, at = [], start
    for gap in _BLANK.finditer(text, start, end):
        if _goes_on(text, at, gap.start(), gap.end(), end):
            continue
        blocks.append((at, gap.start()))
        at = gap.end()
    blocks.append((at, end))
    return [(s, e) for s, e in blocks if text[s:e].strip()]


def _cut_list(text: str, start: int, end: int) -> list[int]:
    """Line starts inside a block where a numbered point with a sentence of its own begins."""
    cuts = []
    for mark in _POINT_MARK.finditer(text, start, end):
        before = text[start : mark.start()].rstrip()
        if before and before[-1] in '.!?"”':
            cuts.append(mark.start())
    return cuts


@lru_cache(maxsize=64)
def split_sentences(text: str, span: Span) -> tuple[Sentence, ...]:
    """Return the sentences of `span` in order; together they cover all that is not white space."""
    sentences: list[Sentence] = []
    for block_start, block_end in _blocks(text, span.start, span.end):
        points = [block_start, *_cut_list(text, block_start, block_end)]
        stops = sorted({*_stops(text, block_start, block_end), *points[1:], block_end})
        at = block_start
        for stop in stops:
            begin = at + len(text[at:stop]) - len(text[at:stop].lstrip())
            close = begin + len(text[begin:stop].rstrip())
            if close > begin:
                sentences.append(Sentence(Span(begin, close), max(p for p in points if p <= begin)))
            at = stop
    return tuple(sentences)


def sentence_after(sentences: tuple[Sentence, ...], one: Sentence, by: int = 1) -> Sentence | None:
    """Return the sentence `by` places after one of them, before it if `by` is negative; None if there is none."""
    at = bisect_left(sentences, one.span, key=lambda s: s.span) + by
    return sentences[at] if 0 <= at < len(sentences) else None
