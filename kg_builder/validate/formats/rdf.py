"""The outcome as a `sh:ValidationReport`, in Turtle or JSON-LD; results have an address, so that two reports can be compared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from kg_builder.terms import Triple, to_string
from kg_builder.validate import shacl
from kg_builder.validate.faults import Fault
from kg_builder.validate.outcome import Outcome
from kg_builder.validate.paths import parse_path
from kg_builder.validate.shacl import sh
from kg_builder.vocab import PREFIXES, SH, XSD_BOOLEAN

if TYPE_CHECKING:
    import pyoxigraph

_SEVERITY: Final = {"violation": sh("Violation"), "warning": sh("Warning"), "info": sh("Info")}
_REPORT: Final = "<urn:x-shacl-report>"


def _triples(outcome: Outcome) -> Iterator[Triple]:
    yield _REPORT, shacl.TYPE, sh("ValidationReport")
    yield _REPORT, sh("conforms"), f'"{"false" if outcome.new else "true"}"^^<{XSD_BOOLEAN}>'
    seen: set[str] = set()
    for fault in outcome.new:
        if fault.fingerprint not in seen:
            seen.add(fault.fingerprint)
            yield _REPORT, sh("result"), f"<urn:x-shacl-result:{fault.fingerprint}>"
    seen.clear()
    for fault in outcome.new:
        if fault.fingerprint not in seen:
            seen.add(fault.fingerprint)
            yield from _result(fault)


def _result(fault: Fault) -> Iterator[Triple]:
    result, iri = fault.result, f"<urn:x-shacl-result:{fault.fingerprint}>"
    yield iri, shacl.TYPE, sh("ValidationResult")
    yield iri, sh("focusNode"), result.focus
    if result.path:
        node, more = parse_path(result.path, fault.fingerprint)
        yield iri, sh("resultPath"), node
        yield from more
    if result.value:
        yield iri, sh("value"), result.value
    yield iri, sh("resultMessage"), to_string(result.message)
    yield iri, sh("resultSeverity"), _SEVERITY[result.severity]
    yield iri, sh("sourceConstraintComponent"), sh(result.component)
    if result.shape.startswith("<"):
        yield iri, sh("sourceShape"), result.shape


def _write(outcome: Outcome, rdf_format: pyoxigraph.RdfFormat) -> str:
    import pyoxigraph

    lines = "".join(f"{s} {p} {o} .\n" for s, p, o in _triples(outcome)).encode("utf-8", "replace")
    quads = pyoxigraph.parse(lines, format=pyoxigraph.RdfFormat.N_TRIPLES)
    prefixes = {name: iri for name, iri in {**PREFIXES, "sh": SH}.items() if f"<{iri}".encode() in lines}
    data = pyoxigraph.serialize(quads, format=rdf_format, prefixes=prefixes)
    assert data is not None
    return data.decode()


def to_turtle(outcome: Outcome) -> str:
    """Return the report as Turtle."""
    import pyoxigraph

    return _write(outcome, pyoxigraph.RdfFormat.TURTLE)


def to_jsonld(outcome: Outcome) -> str:
    """Return the report as JSON-LD."""
    import pyoxigraph

    return _write(outcome, pyoxigraph.RdfFormat.JSON_LD)
