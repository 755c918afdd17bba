"""Phrases of goods: where one line of a list ends and the next begins, and which words are a noun phrase."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from kg_builder.extract.numbers import Number
from kg_builder.lexicon import load_table
from kg_builder.model import Span

_SEPARATOR = re.compile(
    r"[,;:()]|(?:\r\n?|\n)[ \t\xa0]*(?:\(?(?:\d{1,2}|[a-z])[.)]|[-–•*])\s|\b(?:and|plus|with|including|among\s+(?:it|them)|of\s+(?:which|whom|it|them|these|this)|as\s+well\s+as|in\s+all|or)\b",
    re.IGNORECASE,
)
# A list of the form "X - N units, Y - N units" is cut at commas alone: its nouns hold "and" and "of".
_DASH_LIST = re.compile(r"\s[-–—]\s*(?=\d|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty)\b)")
_DASH_SEPARATOR = re.compile(
    r"[,;]|:(?=\s)|(?:\r\n?|\n)[ \t\xa0]*(?:\(?(?:\d{1,2}|[a-z])[.)]|[-–•*])\s|\bof\s+(?:which|them)\b|\bincluding\b"
)
# Rows of a table: goods, three or more blanks, a figure.
_TABLE = re.compile(r"[a-z)][ \t]{3,}(?=\d)")
_TABLE_SEPARATOR = re.compile(r"\r\n?|\n|:(?=\s)")
_BRACKET = re.compile(r"\([^()]{0,120}\)(?=\s*[-–—]\s)")
_PARTICIPLE = re.compile(r"^[a-z]{3,}ed$|^(?:foreseen|got|taken|built|bought|due|left|lying|standing|lent|held|put|found)$")
_CALIBRE = re.compile(r"\d{1,3}(?:\.\d+)?\s?-?\s?(?:mm|cm|inch|in)\.?$", re.IGNORECASE)
_OF = re.compile(r"\s+of\s+")
WORD = re.compile(r"[^\s,;:()\[\]]+")


@cache
def words_of(table: str) -> frozenset[str]:
    """Return one list of words of `goods.toml`."""
    return frozenset(map(str, load_table("goods", table)))


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch between two separators. `depth` counts open brackets; `opener` is the separator before it."""

    span: Span
    depth: int
    opener: str

    def until(self, end: int) -> Chunk:
        """Return the chunk cut at `end`."""
        return Chunk(Span(self.span.start, end), self.depth, self.opener)


def _separator(text: str, span: Span) -> re.Pattern[str]:
    """Return what parts the lines of this phrase: it is a table, a list with dashes, or running text."""
    if len(_TABLE.findall(text, span.start, span.end)) > 1:
        return _TABLE_SEPARATOR
    return _DASH_SEPARATOR if len(_DASH_LIST.findall(text, span.start, span.end)) > 1 else _SEPARATOR


def cut_chunks(text: str, span: Span, numbers: tuple[Number, ...]) -> Iterator[Chunk]:
    """Cut a phrase at its separators, but never inside a number nor inside a bracket that a dash follows."""
    at, depth, opener = span.start, 0, ""
    whole = [b.span() for b in _BRACKET.finditer(text, span.start, span.end)]
    for mark in _separator(text, span).finditer(text, span.start, span.end):
        if any(start <= mark.start() < end for start, end in whole):
            continue
        if any(n.span.start < mark.end() and mark.start() < n.span.end for n in numbers):
            continue
        if text[at : mark.start()].strip():
            yield Chunk(Span(at, mark.start()), depth, opener)
        depth = max(0, depth + (mark[0] == "(") - (mark[0] == ")"))
        opener, at = mark[0].strip().lower() or "\n", mark.end()
    if text[at : span.end].strip():
        yield Chunk(Span(at, span.end), depth, opener)


def plain_words(text: str, span: Span) -> list[str]:
    """Return the words of a phrase in lower case without the marks around them."""
    return [w.strip("\"“”'’.[]").lower() for w in text[span.start : span.end].split()]


def head_of(words: list[str]) -> list[str]:
    """Return the words before "of", the last of which is the head."""
    return _OF.split(" ".join(words))[0].split()


def find_noun_phrase(text: str, start: int, end: int) -> Span | None:
    """Return the noun phrase at `start`: leading determiners dropped, up to the first word that ends one; None if empty."""
    found = _phrase_words(text, start, end)
    return _trim_phrase(text, *found) if found else None


def _phrase_words(text: str, start: int, end: int) -> tuple[int, int] | None:
    lead = words_of("lead")
    first = last = -1
    for word in WORD.finditer(text, start, end):
        plain = word[0].strip("\"“”'’.").lower()
        if first < 0:
            if plain in lead or not plain or plain in "-–—":
                continue
            if plain in words_of("stop"):
                break
            first = word.start()
        elif _ends_phrase(plain, text[last - 1 : last] if plain[:1].isdigit() else ""):
            break
        last = word.end()
        if word[0].endswith((".", "!", "?")) and not _CALIBRE.search(text, first, last) and len(plain) > 2:
            break
    return (first, last) if first >= 0 else None


def _ends_phrase(plain: str, before: str) -> bool:
    """True if the word goes on with something else: a verb, a preposition, a dash, a figure of its own behind a word."""
    if plain in words_of("stop") or plain in ("-", "–", "—"):
        return True
    if _PARTICIPLE.search(plain) and plain not in words_of("participle_adjectives"):
        return True
    # "of the 20 locomotives 12 were shipped".
    return before.islower() and plain.replace(",", "").isdigit()


def _trim_phrase(text: str, first: int, last: int) -> Span | None:
    """Drop quotes, stops and a dangling "of"; keep a bracket whole."""
    while last > first and text[last - 1] in '.,;:!?"”’-–— ':
        last -= 1
    words = text[first:last].split()
    if words and words[-1].lower() == "of":
        last = first + len(text[first:last].rstrip()) - 3
    while first < last and text[first] in "\"“‘'":
        first += 1
    if text[first:last].count("[") > text[first:last].count("]") and text[last : last + 1] == "]":
        last += 1
    return Span(first, last) if last > first else None


def may_be_goods(text: str, phrase: Span) -> bool:
    """True if an unknown noun that a number counts may be goods."""
    words = plain_words(text, phrase)
    head, never = head_of(words), words_of("never")
    return bool(head) and head[-1] not in never and words[0] not in never and any(c.isalpha() for c in head[-1])
