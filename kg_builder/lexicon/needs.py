"""Which words must stand in whatever a pattern matches: of each group of them at least one, in lower case.

The method is that of FilteredRE2 (RE2's `filtered_re2.h`): a pattern is tried only where its words are found, and all
words are looked for in one pass. A pattern without such words is tried everywhere; so this costs speed, never a match.
"""

from __future__ import annotations

import re
import re._constants as op  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

# Words so frequent that looking for them saves nothing.
_COMMON = frozenset(
    "a an and as at be been by can could did do for from had has have he here i in is it me may might must not of on or our shall she should so"
    " such that the their there they this to us was we were which will with would you your are able much".split()
)
_LEAST = 2
_MOST_GROUPS = 3
_Words = frozenset[str]


def _worth(words: _Words) -> float:
    """How much a set of words narrows the places: long and rare ones most, many and common ones least."""
    return min(5, *(len(w) for w in words)) - 0.03 * len(words) - 3 * len(words & _COMMON)


def _best(groups: list[_Words]) -> _Words | None:
    """Return the group that narrows most, the first of equals; None if there is none."""
    return max(groups, key=_worth, default=None)


def _of_branches(branches: Iterable[Any]) -> list[_Words]:
    """One of several branches matches, so each must bring words of its own."""
    sets = [_best(_of_sequence(branch)) for branch in branches]
    return [frozenset().union(*(s for s in sets if s))] if all(sets) else []


def _of_node(code: Any, value: Any) -> list[_Words]:
    if code is op.SUBPATTERN:
        return _of_sequence(value[3])
    if code is op.BRANCH:
        return _of_branches(value[1])
    if code in (op.MAX_REPEAT, op.MIN_REPEAT) and value[0] >= 1:
        return _of_sequence(value[2])
    return []


def _of_sequence(sequence: Any) -> list[_Words]:
    """All parts of a sequence match, so each brings its groups; words of a letter or two say too little."""
    groups: list[_Words] = []
    word = ""
    for code, value in [*sequence, (None, None)]:
        if code is op.LITERAL and chr(value).isalpha():
            word += chr(value).lower()
            continue
        groups += [frozenset({word})] if word else []
        word = ""
        groups += _of_node(code, value)
    return [g for g in groups if min(len(w) for w in g) >= _LEAST]


def _shortest(words: _Words) -> tuple[str, ...]:
    """Return the words, sorted, none of which holds another."""
    return tuple(sorted(w for w in words if not any(other != w and other in w for other in words)))


@lru_cache(maxsize=1)
def parse_pattern(pattern: re.Pattern[str]) -> Any:
    """Return the parts of a pattern; those of the last one are kept, for it is asked about several times in a row."""
    return parser.parse(pattern.pattern, pattern.flags)


def find_needs(pattern: re.Pattern[str]) -> tuple[tuple[str, ...], ...]:
    """Return up to three groups of words, the one that narrows most first; empty if the pattern needs none."""
    groups = sorted(_of_sequence(parse_pattern(pattern)), key=_worth, reverse=True)
    return tuple(_shortest(group) for group in [*dict.fromkeys(groups)][:_MOST_GROUPS])
