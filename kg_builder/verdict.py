"""What shapes and reasoner say against a document, as findings with the words that the statements were read from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from kg_builder import vocab
from kg_builder.model import Finding, Severity, Span
from kg_builder.reason import Clash
from kg_builder.terms import Term, Triple, to_iri
from kg_builder.validate.report import Report, Result
from kg_builder.validate.report import Severity as Level

_SEVERITIES: Final[Mapping[Level, Severity]] = {"violation": "error", "warning": "warning", "info": "info"}
_SUBJECT, _PREDICATE, _OBJECT = (to_iri(name) for name in (vocab.RDF_SUBJECT, vocab.RDF_PREDICATE, vocab.RDF_OBJECT))
_QUOTED_FROM = to_iri(vocab.PROV_WAS_QUOTED_FROM)
_PLACE = re.compile(r"[#&]char=([0-9]+),([0-9]+)>$")

Places = Mapping[tuple[Term, Term | None, Term | None], Span]
"""Where a statement, all statements of a property, or all of a thing were read from: its first place."""


def find_places(evidence: Iterable[Triple]) -> Places:
    """Return the first place of each attested statement, of each property of a thing, and of each thing."""
    attestations: dict[Term, dict[Term, Term]] = {}
    spans: dict[Term, list[Span]] = {}
    for subject, predicate, obj in evidence:
        if predicate in (_SUBJECT, _PREDICATE, _OBJECT):
            attestations.setdefault(subject, {})[predicate] = obj
        elif predicate == _QUOTED_FROM and (found := _PLACE.search(obj)):
            spans.setdefault(subject, []).append(Span(int(found[1]), int(found[2])))
    places: dict[tuple[Term, Term | None, Term | None], Span] = {}
    for attestation, parts in attestations.items():
        if attestation in spans and len(parts) == 3:
            subject, predicate, obj = parts[_SUBJECT], parts[_PREDICATE], parts[_OBJECT]
            span = min(spans[attestation])
            for key in ((subject, predicate, obj), (subject, predicate, None), (subject, None, None)):
                places[key] = min(span, places.get(key, span))
    return places


def to_findings(report: Report, places: Places) -> tuple[Finding, ...]:
    """Return one finding a validation result, at the words of the statement that is at fault where there are any."""
    return tuple(
        Finding(f"shape.{_code(result)}", _SEVERITIES[result.severity], result.message, _place(result, places)) for result in report.results
    )


def _code(result: Result) -> str:
    """Return the name of the shape in its file: what stands after the last `#` or `/`."""
    return re.split(r"[#/]", result.shape.strip("<>"))[-1] or result.component


def _place(result: Result, places: Places) -> Span | None:
    keys = ((result.focus, result.path, result.value), (result.focus, result.path, None), (result.focus, None, None))
    return next((places[key] for key in keys if key in places), None)


def clash_findings(clashes: Iterable[Clash], places: Places) -> tuple[Finding, ...]:
    """Return one finding for each statement of each contradiction, at its words."""
    return tuple(
        Finding(f"inconsistent.{clash.rule}", "error", f"{clash.message}: {' '.join(statement)}", places.get(statement))
        for clash in clashes
        for statement in clash.statements or (("", "", ""),)
    )
