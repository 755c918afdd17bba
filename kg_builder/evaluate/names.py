"""When two names, or two labels of goods, count as the same. Nearness is that of rapidfuzz, from 0 to 100."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from types import ModuleType

from kg_builder.errors import UsageError

NEAR_NAME = 88
NEAR_CODE_NAME = 85
NEAR_GOODS = 75
_NOT_IN_NAMES = re.compile(r"[^a-z0-9 ]+")
_SHORTEST_SURNAME = 4

Labels = frozenset[str]


def normalise(text: object) -> str:
    """Return the text in small letters, all but letters and digits of ASCII as one blank."""
    return _NOT_IN_NAMES.sub(" ", str(text).lower()).strip()


def nearness(one: str, other: str) -> float:
    """Return how near two names are, letter by letter."""
    return float(_fuzz().ratio(one, other))


def nearness_of_words(one: str, other: str) -> float:
    """Return how near two labels are, word by word, in any order."""
    return float(_fuzz().token_set_ratio(one, other))


def _fuzz() -> ModuleType:
    try:
        from rapidfuzz import fuzz
    except ImportError as fault:
        raise UsageError("kg-builder evaluate needs rapidfuzz; install it by: pip install 'kg-builder[evaluate]'") from fault
    return fuzz


def is_same_name(gold: str, labels: Labels, *, person: bool = True) -> bool:
    """True if the name is one of the labels or near one; of a person the surname is enough (given names are often supplied)."""
    name = normalise(gold)
    if not name or not labels:
        return False
    return name in labels or any(_is_near(name, label, person) for label in labels)


def _is_near(name: str, label: str, person: bool) -> bool:
    if not label.split():
        return False
    surname, other = name.rsplit(maxsplit=1)[-1], label.rsplit(maxsplit=1)[-1]
    return (person and len(surname) >= _SHORTEST_SURNAME and surname == other) or nearness(name, label) >= NEAR_NAME


def match(golds: Sequence[str], found: Iterable[Labels], same: Callable[[str, Labels], bool]) -> tuple[list[str], list[str], list[Labels]]:
    """Match names to things, one to one, first come first served; return what is hit, what is missed, what is left over."""
    free, hits, misses = list(found), [], []
    for gold in golds:
        fitting = next((labels for labels in free if same(gold, labels)), None)
        if fitting is None:
            misses.append(gold)
        else:
            free.remove(fitting)
            hits.append(gold)
    return hits, misses, free
