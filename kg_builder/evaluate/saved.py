"""A score as a file, as a table, and against an earlier one: which figures fell, which facts were gained and lost."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg_builder.errors import InputError
from kg_builder.evaluate.tally import Counts, Score

_SAME = 5e-7  # figures are saved with six digits


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What differs from an earlier score. `figures` are the F1 before and now of each field whose F1 moved."""

    figures: Mapping[str, tuple[float, float]]
    gained: tuple[str, ...]
    lost: tuple[str, ...]

    @property
    def fallen(self) -> tuple[str, ...]:
        """Return the fields whose F1 fell."""
        return tuple(name for name, (before, now) in self.figures.items() if now < before)

    def as_lines(self) -> Iterator[str]:
        """Yield lines for a person."""
        for name, (before, now) in self.figures.items():
            yield f"{name:24} F1 {before:.3f} -> {now:.3f}{'   FELL' if now < before else ''}"
        yield from (f"gained  {fact}" for fact in self.gained)
        yield from (f"lost    {fact}" for fact in self.lost)


def figures(counts: Counts) -> dict[str, float | int]:
    """Return the figures of one field."""
    return {
        "precision": round(counts.precision, 6),
        "recall": round(counts.recall, 6),
        "f1": round(counts.f1, 6),
        "tp": counts.hits,
        "fp": counts.extras,
        "fn": counts.misses,
    }


def to_json(score: Score, change: Change | None = None) -> bytes:
    """Return the score as JSON, sorted: figures, facts that were hit, differences; and the change, if there is one."""
    report: dict[str, Any] = {
        "documents": score.documents,
        "scores": {name: figures(counts) for name, counts in sorted(score.counts.items())},
        "facts": sorted(score.facts),
        "differences": [difference.as_line() for difference in score.differences],
    }
    if change:
        report["change"] = {"figures": dict(change.figures), "gained": change.gained, "lost": change.lost}
    return (json.dumps(report, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "backslashreplace")


def to_table(score: Score) -> Iterator[str]:
    """Yield one line a field: precision, recall, F1 and the counts."""
    yield f"{score.documents} documents"
    for name, one in score.counts.items():
        rates = f"P {one.precision:.3f}  R {one.recall:.3f}  F1 {one.f1:.3f}"
        yield f"{name:24} {rates}   tp {one.hits} fp {one.extras} fn {one.misses}"


def compare(score: Score, path: Path) -> Change:
    """Compare with the score that an earlier run saved.

    Raises:
        InputError: the file is no saved score.
    """
    try:
        saved = json.loads(path.read_bytes())
        before = {name: float(row["f1"]) for name, row in saved["scores"].items()}
        facts = set(map(str, saved["facts"]))
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise InputError(f"{path}: {fault}; expected a score that kg-builder evaluate --save wrote") from fault
    now = {name: round(counts.f1, 6) for name, counts in score.counts.items()}
    moved = {name: (before[name], now.get(name, 0.0)) for name in sorted(before) if abs(before[name] - now.get(name, 0.0)) > _SAME}
    return Change(figures=moved, gained=tuple(sorted(score.facts - facts)), lost=tuple(sorted(facts - score.facts)))
