"""The outcome of a command: what was read, what was found, what is new, and whether that fails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from kg_builder.validate.baseline import Baseline
from kg_builder.validate.faults import Fault, Group, group_faults
from kg_builder.validate.report import RANK, Engine, Severity

FailOn = Literal["violation", "warning", "info", "never"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A shape with a target: how many nodes it looked at, and which predicates of its properties occur nowhere."""

    shape: str
    name: str
    focus_nodes: int
    dead: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Everything that an output format may tell. `documents` are the texts behind the graph, else its files."""

    files: tuple[str, ...]
    documents: tuple[str, ...]
    faults: tuple[Fault, ...]
    looked: tuple[Looked, ...]
    engine: Engine
    fail_on: FailOn = "violation"
    require_targets: bool = False
    notes: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()
    mended: tuple[str, ...] = ()
    triples: int = 0

    @property
    def new(self) -> tuple[Fault, ...]:
        """Return the faults that no baseline knows."""
        return tuple(fault for fault in self.faults if not fault.known)

    @property
    def known(self) -> int:
        """Return how many faults the baseline knows."""
        return len(self.faults) - len(self.new)

    @property
    def groups(self) -> tuple[Group, ...]:
        """Return the new faults in groups."""
        return group_faults(self.new)

    @property
    def vacuous(self) -> tuple[Looked, ...]:
        """Return the shapes that looked at nothing."""
        return tuple(looked for looked in self.looked if not looked.focus_nodes)

    @property
    def dead(self) -> tuple[Looked, ...]:
        """Return the shapes with predicates that occur nowhere."""
        return tuple(looked for looked in self.looked if looked.dead)

    @property
    def failing(self) -> tuple[Fault, ...]:
        """Return the new faults that are bad enough to fail."""
        if self.fail_on == "never":
            return ()
        return tuple(fault for fault in self.new if RANK[fault.severity] <= RANK[self.fail_on])

    @property
    def conforms(self) -> bool:
        """True if the exit code is not to be 1."""
        return bool(self.files) and not self.failing and not (self.require_targets and (self.vacuous or self.dead))

    def count(self, severity: Severity) -> int:
        """Return how many new faults are of a severity."""
        return sum(fault.severity == severity for fault in self.new)


def mark_known(faults: Sequence[Fault], baseline: Baseline) -> tuple[Fault, ...]:
    """Return the faults, those marked that the baseline holds."""
    return tuple(replace(fault, known=fault.fingerprint in baseline.faults) for fault in faults)
