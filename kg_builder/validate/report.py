"""What a validation found: frozen results, and how many nodes each shape looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from kg_builder.terms import Term

Severity = Literal["violation", "warning", "info"]
Engine = Literal["reference", "fast", "both"]

RANK: Final[Mapping[Severity, int]] = {"violation": 0, "warning": 1, "info": 2}
"""The worst first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One `sh:ValidationResult`.

    `path` is a predicate as a term, or another path as SPARQL writes it (`^<…>`), None for a node shape.
    `component` is the local name of the source constraint component ("MinCountConstraintComponent").
    """

    severity: Severity
    shape: Term
    focus: Term
    component: str
    message: str
    path: str | None = None
    value: Term | None = None

    @property
    def key(self) -> tuple[str, ...]:
        """What must be the same whatever the engine: all but the message."""
        return (self.severity, self.shape, self.focus, self.path or "", self.value or "", self.component)

    @property
    def order(self) -> tuple[object, ...]:
        """The worst first, then by shape, focus node, path and value."""
        return (RANK[self.severity], self.shape, self.focus, self.path or "", self.value or "", self.component, self.message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The outcome of a validation, results in `Result.order`.

    `focus_nodes` counts the focus nodes of each shape with a target; `dead_paths` are predicates by property shape that
    no statement of the data has, although the shape has focus nodes; `notes` say what an engine could not do.
    """

    results: tuple[Result, ...] = ()
    focus_nodes: Mapping[Term, int] = field(default_factory=dict)
    dead_paths: Mapping[Term, tuple[str, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    engine: Engine = "reference"

    @property
    def conforms(self) -> bool:
        """True if there is no violation; a warning or an info is no reason to refuse a document."""
        return not self.fails("violation")

    def fails(self, level: Severity) -> bool:
        """True if a result is as bad as `level`, or worse."""
        return any(RANK[result.severity] <= RANK[level] for result in self.results)

    @property
    def unmatched(self) -> tuple[Term, ...]:
        """Return the shapes with a target that found no focus node, sorted."""
        return tuple(sorted(shape for shape, count in self.focus_nodes.items() if not count))
