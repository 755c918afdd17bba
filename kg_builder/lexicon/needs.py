"""Which words must stand in whatever a pattern matches: at least one of them, in lower case.

The method is that of FilteredRE2 (RE2's `filtered_re2.h`): a pattern is tried only where one of its words is found, and
all words are looked for in one pass. A pattern without such words is tried everywhere; so this costs speed, never a match.
"""

from __future__ import annotations

import re
import re._constants as op  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Iterable
from typing import Any

# Words so frequent that looking for them saves nothing.
_COMMON = frozenset(
    "a an and as at be been by can could did do for from had has have he here i in is it me may might must not of on or our shall she should so"
    " such that the their there they this to us was we were which will with would you your are able much".split()
)
_LEAST = 2
_Words = frozenset[str]


def _worth(words: _Words) -> float:
    """How much a set of words narrows the places: long and rare ones most, many and common ones least."""
    return min(5, *(len(w) for w in words)) - 0.03 * len(words) - 3 * len(words & _COMMON)


def _better(best: _Words | None, words: _Words | None) -> _Words | None:
    if not words or min(len(w) for w in words) < _LEAST:
        return best
    return words if best is None or _worth(words) > _worth(best) else best


def _of_branches(branches: Iterable[Any]) -> _Words | None:
    """One of several branches matches, so each must bring words of its own."""
    sets = [_of_sequence(branch) for branch in branches]
    return frozenset().union(*(s for s in sets if s)) if all(sets) else None


def _of_node(code: Any, value: Any) -> _Words | None:
    if code is op.SUBPATTERN:
        return _of_sequence(value[3])
    if code is op.BRANCH:
        return _of_branches(value[1])
    if code in (op.MAX_REPEAT, op.MIN_REPEAT) and value[0] >= 1:
        return _of_sequence(value[2])
    return None


def _of_sequence(sequence: Any) -> _Words | None:
    """All parts of a sequence match, so the words of the best part are enough."""
    best: _Words | None = None
    word = ""
    for code, value in [*sequence, (None, None)]:
        if code is op.LITERAL and chr(value).isalpha():
            word += chr(value).lower()
            continue
        best = _better(best, frozenset({word}) if word else None)
        word = ""
        best = _better(best, _of_node(code, value))
    return best


def find_needs(pattern: re.Pattern[str]) -> tuple[str, ...]:
    """Return the words, sorted, none of which holds another; empty if the pattern needs none."""
    words = _of_sequence(parser.parse(pattern.pattern, pattern.flags)) or frozenset()
    return tuple(sorted(w for w in words if not any(other != w and other in w for other in words)))
