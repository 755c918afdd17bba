"""With which words a pattern may begin, so that it is tried there and nowhere else.

An opening is a literal beginning of a word, in lower case, with or without blanks and marks before it. As with the words that
a pattern needs (`needs`), whatever is unsure widens the openings: this costs speed, never a match.
"""

from __future__ import annotations

import re
import re._compiler as compiler  # type: ignore[import-not-found]
import re._constants as op  # type: ignore[import-not-found]
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from kg_builder.lexicon.needs import parse_pattern

# More openings than that say too little to be worth the search for them.
_MOST = 1200
_SMALL = 12
_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
_LOOKS = (op.ASSERT, op.ASSERT_NOT)


_MOST_PLACES = 64
"""Characters from the first digit of a word on that may open a figure: what is longer is none that a form knows."""


@dataclass(frozen=True, slots=True, order=True)
class Opening:
    """A word that may stand first in a match, or what it begins with; a figure opens with "0"."""

    letters: str = ""
    whole: bool = False
    """True if the letters are the whole rest of the word."""
    led: bool = False
    """True if the match begins before the word, with blanks or marks."""
    inside: bool = True
    """True if the match may begin in the middle of a word."""

    def offsets(self, word: str) -> Iterator[int]:
        """Yield where in a word the match may begin: 0 for its first letter."""
        if self.letters == "0":
            at = next((i for i, char in enumerate(word) if char.isdecimal()), -1)
            places = range(at, min(len(word), at + _MOST_PLACES)) if at >= 0 else ()
            yield from (i for i in places if word[i].isdecimal() and (self.inside or i == 0))
            return
        at = word.find(self.letters)
        while at >= 0 and (self.inside or at == 0):
            if not self.whole or at + len(self.letters) == len(word):
                yield at
            at = word.find(self.letters, at + 1)


class _AnythingError(Exception):
    """The pattern may begin with any word, or with none."""


_LOOP = object()
_START = Opening()


def _is_word(code: int) -> bool:
    return chr(code).isalnum() or code == 95


def _letters_of(items: Any) -> frozenset[str] | None:
    """Return the word characters of a class in lower case ("0" for figures); empty if it has none, None if it has many."""
    found: set[str] = set()
    for code, value in items:
        if (code is op.RANGE and value == (48, 57)) or (code is op.CATEGORY and value is op.CATEGORY_DIGIT):
            found.add("0")
        elif code is op.LITERAL or (code is op.RANGE and value[1] - value[0] < _SMALL):
            low, high = (value, value) if code is op.LITERAL else value
            found |= {chr(c).lower() for c in range(low, high + 1) if _is_word(c)}
        elif code is not op.CATEGORY or value not in (op.CATEGORY_SPACE, op.CATEGORY_NOT_WORD):
            return None
    return frozenset(found) if len(found) <= _SMALL else None


def _has_marks(items: Any) -> bool:
    """True if a class that `_letters_of` knows has blanks or marks in it."""
    return any(
        (code is op.LITERAL and not _is_word(value))
        or (code is op.RANGE and not all(map(_is_word, range(value[0], value[1] + 1))))
        or (code is op.CATEGORY and value is not op.CATEGORY_DIGIT)
        for code, value in items
    )


def _walk(rest: Any, so_far: Opening) -> Iterator[Opening]:
    """Yield the openings of what is left of a pattern (a chain of sequences with a place in each), `so_far` being read."""
    while rest is not None and rest[1] >= len(rest[0]):
        rest = rest[2]
    if rest is None:
        yield _done(so_far)
        return
    (code, value), rest = rest[0][rest[1]], (rest[0], rest[1] + 1, rest[2])
    if code is op.AT:
        yield from _at(value, rest, so_far)
    elif code in _LOOKS:
        yield from _walk(rest, _after_look(code, value, so_far))
    elif code in (op.LITERAL, op.IN):
        yield from _characters([(op.LITERAL, value)] if code is op.LITERAL else value, rest, so_far)
    elif code in (op.SUBPATTERN, op.ATOMIC_GROUP, op.BRANCH):
        for branch in value[1] if code is op.BRANCH else [value[3] if code is op.SUBPATTERN else value]:
            yield from _walk((branch, 0, rest), so_far)
    elif code in _REPEATS or code is _LOOP:
        yield from _repeat(value, rest, so_far) if code in _REPEATS else _loop(value, rest, so_far)
    else:
        yield _done(so_far)


def _done(so_far: Opening) -> Opening:
    if not so_far.letters:
        raise _AnythingError
    return so_far


def _at(value: Any, rest: Any, so_far: Opening) -> Iterator[Opening]:
    if value is op.AT_BOUNDARY and so_far.letters:
        yield replace(so_far, whole=True)
    else:
        yield from _walk(rest, replace(so_far, inside=False) if value is op.AT_BOUNDARY else so_far)


def _after_look(code: Any, value: Any, so_far: Opening) -> Opening:
    """A look back that forbids a word character before the first letter means that a word begins there."""
    direction, sequence = value
    forbids = code is op.ASSERT_NOT and direction < 0 and not so_far.letters
    return replace(so_far, inside=False) if forbids and [*sequence] == [(op.IN, [(op.CATEGORY, op.CATEGORY_WORD)])] else so_far


def _characters(items: Any, rest: Any, so_far: Opening) -> Iterator[Opening]:
    letters = None if items[0][0] is op.NEGATE else _letters_of(items)
    if letters is None:
        # Of "telegram" and any letter the beginning is known at least.
        yield _done(so_far)
        return
    if _has_marks(items):
        yield from (replace(so_far, whole=True),) if so_far.letters else _walk(rest, replace(so_far, led=True, inside=False))
    for letter in sorted(letters):
        if letter == "0":
            yield so_far if so_far.letters else replace(so_far, letters="0")
        else:
            yield from _walk(rest, replace(so_far, letters=so_far.letters + letter))


def _repeat(value: Any, rest: Any, so_far: Opening) -> Iterator[Opening]:
    least, most, item = value
    if least == 0:
        yield from _walk(rest, so_far)
    yield from _walk((item, 0, ([(_LOOP, (most, item, so_far))], 0, rest)), so_far)


def _loop(value: Any, rest: Any, so_far: Opening) -> Iterator[Opening]:
    """Go on behind one round of a repeated part; letters in it that may come again end what is known."""
    most, item, before = value
    if so_far.letters != before.letters and most != 1:
        yield so_far
        return
    yield from _walk(rest, so_far)
    if most != 1 and so_far != before:
        yield from _walk((item, 0, ([(_LOOP, (most, item, so_far))], 0, rest)), so_far)


def find_openings(pattern: re.Pattern[str]) -> tuple[Opening, ...] | None:
    """Return the openings of a pattern, sorted; None if it may begin anywhere."""
    return _openings_of(parse_pattern(pattern))


def find_tail(pattern: re.Pattern[str]) -> tuple[re.Pattern[str], tuple[Opening, ...]] | None:
    """Return the longest end of a pattern that has openings, with them: where it is not found, the pattern is not; None if there is none."""
    parsed = parse_pattern(pattern)
    for at in range(1, len(parsed)):
        openings = _openings_of(parsed[at:])
        if openings:
            tail: re.Pattern[str] = compiler.compile(parsed[at:], pattern.flags)
            return tail, openings
    return None


def _openings_of(parsed: Any) -> tuple[Opening, ...] | None:
    found: set[Opening] = set()
    try:
        for opening in _walk((parsed, 0, None), _START):
            found.add(opening)
            if len(found) > _MOST:
                return None
    except _AnythingError:
        return None
    return tuple(sorted(found))
