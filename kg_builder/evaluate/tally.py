"""Counts of hits, extras and misses by field, with every fact that was hit and every difference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Gold = dict[str, Any]
"""The facts of one text, as its JSON file has them."""

_HEAD = ("sender", "addressee", "via", "copies", "numbers", "date", "received", "sent", "sent from", "archive", "code names")
GROUPS: Mapping[str, tuple[str, ...]] = {
    "HEADER": _HEAD,
    "PERSONS": ("persons",),
    "ACTS": ("requests", "deliveries"),
    "ITEMS": ("requests items", "deliveries items"),
}


@dataclass(slots=True)
class Counts:
    """True positives, false positives, false negatives."""

    hits: int = 0
    extras: int = 0
    misses: int = 0

    @property
    def precision(self) -> float:
        """Share of what was found that is right; of nothing found 1, unless something was missed."""
        found = self.hits + self.extras
        return self.hits / found if found else float(not self.misses)

    @property
    def recall(self) -> float:
        """Share of what there is that was found; of nothing 1."""
        there = self.hits + self.misses
        return self.hits / there if there else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def add(self, other: Counts) -> None:
        """Add the counts of another document."""
        self.hits += other.hits
        self.extras += other.extras
        self.misses += other.misses


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """A fact that was missed, is extra, or has another value than expected; the line is None if it has no place."""

    document: str
    field: str
    kind: Literal["missed", "extra", "other"]
    expected: str
    found: str
    line: int | None = None

    def as_line(self) -> str:
        """Return one line, the place first."""
        place = f"{self.document}:{self.line}" if self.line else self.document
        if self.kind == "other":
            return f"{place}: {self.field}: expected {self.expected}, found {self.found or 'nothing'}"
        return f"{place}: {self.field}: {self.kind} {self.expected or self.found}"


@dataclass(slots=True)
class DocumentTally:
    """What one document counts."""

    name: str
    text: str
    counts: dict[str, Counts] = field(default_factory=dict)
    facts: set[str] = field(default_factory=set)
    """Every fact that was hit, as one line: document, field, value."""
    differences: list[Difference] = field(default_factory=list)

    def count(self, name: str, *, hits: int = 0, extras: int = 0, misses: int = 0) -> None:
        """Count in a field, which exists from then on."""
        self.counts.setdefault(name, Counts()).add(Counts(int(hits), int(extras), int(misses)))

    def hit(self, name: str, value: str) -> None:
        """Note a fact that was found."""
        self.facts.add(f"{self.name}: {name}: {value}")

    def differ(self, name: str, kind: Literal["missed", "extra", "other"], *, expected: str = "", found: str = "", at: int = -1) -> None:
        """Note a difference at an offset of the text, -1 if it has none."""
        line = None if at < 0 else len(self.text[:at].replace("\r\n", "\n").replace("\r", "\n").split("\n"))
        self.differences.append(Difference(self.name, name, kind, expected, found, line))


@dataclass(frozen=True, slots=True)
class Score:
    """The score of a build."""

    documents: int
    counts: Mapping[str, Counts]
    facts: frozenset[str]
    differences: tuple[Difference, ...]

    @classmethod
    def of(cls, tallies: Iterable[DocumentTally]) -> Score:
        """Add up the documents, then the groups of fields."""
        documents = list(tallies)
        counts: dict[str, Counts] = {}
        for tally in documents:
            for name, some in tally.counts.items():
                counts.setdefault(name, Counts()).add(some)
        for group, names in GROUPS.items():
            total = Counts()
            for name in names:
                total.add(counts.get(name, Counts()))
            counts[group] = total
        facts = frozenset(fact for tally in documents for fact in tally.facts)
        return cls(len(documents), counts, facts, tuple(sorted((d for tally in documents for d in tally.differences), key=_place)))


def _place(difference: Difference) -> tuple[str, int, str, str, str]:
    return difference.document, difference.line or 0, difference.field, difference.kind, difference.expected + difference.found
