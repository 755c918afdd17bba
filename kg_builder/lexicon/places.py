"""Where in a text the forms of the lexicons may match: a text is gone through once, word by word, for all of them.

Of each word it is known which forms it may open and which it is needed by, so that a form is tried at those places alone, and
only in a stretch that has the words it needs. What is found there is what the pattern itself would find.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import accumulate
from typing import NamedTuple

import ahocorasick

from kg_builder.lexicon import Form, fold_case, load_forms
from kg_builder.lexicon.needs import find_needs
from kg_builder.lexicon.openings import Opening, find_openings, find_tail

_LEXICONS = ("answers", "archive", "delivery", "exclusions", "references", "relay", "request", "roles")
_GAPS = re.compile(r"(\W+)")
# What a pattern that ignores case takes for another letter, though lower case leaves it as it is.
_LIKE = (("ſ", "s"), ("ı", "i"), ("İ", "i"))
# Words kept in mind, those of the language among them; further ones are looked up again.
_MOST_WORDS = 100_000
# Blanks and marks before a word in which a match is sought.
_LONGEST_GAP = 200


class _Way(NamedTuple):
    """How a word may open a form: from which of its letters on, or -1 from the blanks and marks before it."""

    form: int
    offset: int


_Role = tuple[int, tuple[_Way, ...]]
"""What a word is to the forms of one lexicon: the groups of needed words to which it belongs, and what it may open."""
_Roles = tuple[_Role | None, ...]
"""What a word is to each of the lexicons; empty if it is nothing to any of them."""
_Spot = tuple[int, int, _Role]
"""A word with a role: where it starts, its number among the words of the text, and the role."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """The forms of one lexicon with what is asked of a text before each is tried."""

    forms: tuple[Form, ...]
    masks: tuple[int, ...]
    """For each form, a bit for each group of words that it needs."""
    anywhere: tuple[int, ...]
    """Forms that any word may open."""
    tails: tuple[tuple[int, re.Pattern[str]], ...]
    """Forms that any word may open, each with an end of it that has openings: these stand under numbers above those of the forms."""
    openings: tuple[tuple[str, int, Opening], ...]
    groups: tuple[tuple[str, int], ...]
    """Needed words, each with the bit of its group."""


@cache
def _plan(name: str) -> _Plan:
    forms = load_forms(name)
    groups: dict[tuple[str, ...], int] = {}
    masks: list[int] = []
    openings: list[tuple[str, int, Opening]] = []
    tails: dict[int, re.Pattern[str]] = {}
    for number, form in enumerate(forms):
        masks.append(sum({groups.setdefault(group, 1 << len(groups)) for group in find_needs(form.pattern)}))
        known = find_openings(form.pattern)
        tail = find_tail(form.pattern) if known is None else None
        if tail:
            openings += [(one.letters, len(forms) + len(tails), one) for one in tail[1]]
            tails[number] = tail[0]
        openings += [(one.letters, number, one) for one in known or ()]
    masks += [masks[number] for number in tails]
    opened = {number for _, number, _ in openings}
    anywhere = tuple(number for number in range(len(forms)) if number not in opened and number not in tails)
    needed = tuple((word, bit) for group, bit in groups.items() for word in group)
    return _Plan(forms, tuple(masks), anywhere, tuple(tails.items()), tuple(openings), needed)


class _Vocabulary(dict[str, _Roles]):
    """The roles of each word that was seen, looked up when it is first seen."""

    def __init__(self) -> None:
        self._opened: dict[str, list[tuple[str, int, Opening]]] = {}
        self._needed: dict[str, list[tuple[str, int]]] = {}
        for name in _LEXICONS:
            for letters, form, opening in _plan(name).openings:
                self._opened.setdefault(letters, []).append((name, form, opening))
            for word, bit in _plan(name).groups:
                self._needed.setdefault(word, []).append((name, bit))
        self._automaton = ahocorasick.Automaton()
        for letters in sorted({*self._opened, *self._needed} - {"0"}):
            self._automaton.add_word(letters, letters)
        self._automaton.make_automaton()

    def __missing__(self, word: str) -> _Roles:
        known = {letters for _, letters in self._automaton.iter(word)}
        ways: dict[str, set[_Way]] = {}
        needed: dict[str, int] = {}
        for letters in {*known, "0"} if any(map(str.isdecimal, word)) else known:
            for name, form, opening in self._opened.get(letters, ()):
                ways.setdefault(name, set()).update(_Way(form, -1 if opening.led else offset) for offset in opening.offsets(word))
            for name, bit in self._needed.get(letters, ()):
                needed[name] = needed.get(name, 0) | bit
        found = [(needed.get(name, 0), tuple(sorted(ways.get(name, ())))) for name in _LEXICONS]
        roles = tuple(role if any(role) else None for role in found) if any(map(any, found)) else ()
        if len(self) < _MOST_WORDS:
            self[word] = roles
        return roles


@cache
def _vocabulary() -> _Vocabulary:
    return _Vocabulary()


@dataclass(frozen=True, slots=True)
class Places:
    """A text with its words in order, and where those with a role stand."""

    text: str
    folded: str
    starts: list[int]
    ends: list[int]
    roles: list[tuple[int, _Roles]]
    """The number of each word that has a role, with its roles."""
    _spots: dict[str, list[_Spot]] = field(default_factory=dict)

    def matches(self, name: str, start: int, end: int) -> Iterator[tuple[Form, re.Match[str]]]:
        """Yield what each form of a lexicon finds in `[start, end)`, form after form in the lexicon's order, as `finditer` does."""
        for form, places in self._tries(name, start, end):
            if places is None:
                yield from ((form, found) for found in form.pattern.finditer(self.text, start, end))
                continue
            at, match = start, form.pattern.match
            for place in places:
                found = match(self.text, place, end) if place >= at else None
                if found:
                    yield form, found
                    at = found.end()

    def forms(self, name: str, start: int, end: int) -> list[Form]:
        """Return the forms of a lexicon that may match inside `[start, end)`, in the lexicon's order."""
        return [form for form, _ in self._tries(name, start, end)]

    def _tries(self, name: str, start: int, end: int) -> list[tuple[Form, list[int] | None]]:
        """Return the forms that may match, each with the places where it is to be tried, in order, None for anywhere."""
        spots = self._between(name, start, end)
        plan, there = _plan(name), 0
        if not spots and not plan.anywhere:
            return []
        for _, _, (needed, _) in spots:
            there |= needed
        masks, lacks = plan.masks, ~there
        tries: dict[int, list[int] | None] = {form: None for form in plan.anywhere if not masks[form] & lacks}
        for begin, word, (_, ways) in spots:
            for form, offset in ways:
                if masks[form] & lacks:
                    continue
                places = self._gap(begin, word, start) if offset < 0 else (begin + offset,) if begin + offset >= start else ()
                known = tries.setdefault(form, [])
                if known is not None:
                    known.extend(places)
        self._follow_tails(plan, tries, end)
        return [(plan.forms[form], tries[form]) for form in sorted(tries)]

    def _follow_tails(self, plan: _Plan, tries: dict[int, list[int] | None], end: int) -> None:
        """Replace the places of tails by the forms of which they are the ends, where they match; such a form is tried anywhere."""
        for number in range(len(plan.forms), len(plan.masks)):
            places = tries.pop(number, None) or ()
            form, tail = plan.tails[number - len(plan.forms)]
            if any(tail.match(self.text, place, end) for place in places):
                tries[form] = None

    def _gap(self, begin: int, word: int, start: int) -> range:
        """Return the places of the blanks and marks before a word."""
        return range(max(start, self.ends[word - 1] if word else 0, begin - _LONGEST_GAP), begin)

    def _between(self, name: str, start: int, end: int) -> list[_Spot]:
        """Return the words with a role of which `[start, end)` holds a letter; of one that it cuts at its end what is left."""
        if name not in self._spots:
            at, starts = _LEXICONS.index(name), self.starts
            self._spots[name] = [(starts[word], word, role) for word, roles in self.roles if (role := roles[at])]
        spots = self._spots[name]
        first = bisect_left(spots, (start,))
        first -= first > 0 and self.ends[spots[first - 1][1]] > start
        found = spots[first : bisect_left(spots, (end,))]
        last = bisect_left(self.starts, end) - 1
        if last >= 0 and self.ends[last] > end:
            cut = _vocabulary()[self.folded[self.starts[last] : end]]
            role = cut[_LEXICONS.index(name)] if cut else None
            found = [spot for spot in found if spot[1] != last] + ([(self.starts[last], last, role)] if role else [])
        return found


@lru_cache(maxsize=2)
def find_places(text: str) -> Places:
    """Return the places of a text."""
    folded = fold_case(text)
    for char, like in _LIKE:
        folded = folded.replace(char, like)
    parts = _GAPS.split(folded)
    bounds = [0, *accumulate(map(len, parts))]
    roles = [(word, roles) for word, roles in enumerate(map(_vocabulary().__getitem__, parts[::2])) if roles]
    return Places(text, folded, bounds[:-1:2], bounds[1::2], roles)
