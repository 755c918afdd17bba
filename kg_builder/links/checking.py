"""Links against the shapes: what is linked must be a telegram, a request, an act, and every link must have its words."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from kg_builder import vocab
from kg_builder.datafiles import find_data_dir, read_data_files
from kg_builder.errors import ConformanceError
from kg_builder.links.stage import Linked
from kg_builder.terms import Triple, to_iri
from kg_builder.turtle import to_term
from kg_builder.validate.document import check_document, prepare_shapes
from kg_builder.validate.shapeset import ShapeSet

_FILES = ("attestation.ttl", "link.ttl", "provenance.ttl")
_TYPE = to_iri(vocab.RDF_TYPE)
_SHOWN = 5


@cache
def load_link_shapes() -> ShapeSet:
    """Return the shapes that speak of links, attestations and runs, with the class hierarchy; read once a process."""
    shapes = read_data_files(find_data_dir("shapes"), "*.ttl")
    return prepare_shapes({name: shapes[name] for name in _FILES}, read_data_files(find_data_dir("ontology"), "telegram.ttl"))


def check_links(linked: Linked) -> None:
    """Check the graph of the links, with the classes of what it names.

    Raises:
        ConformanceError: it breaks a shape; names the first few faults.
    """
    triples = [(subject, predicate, obj) for subject, predicate, obj, _ in linked.quads]
    report = check_document([*triples, *_context(linked)], load_link_shapes())
    if not report.conforms:
        faults = "; ".join(f"{one.focus}: {one.message}" for one in report.results[:_SHOWN])
        raise ConformanceError(f"the links break {len(report.results)} times a shape, so nothing is written: {faults}")


def _context(linked: Linked) -> Iterator[Triple]:
    """Yield the classes of the things that are linked, and of the words: what the shapes ask for."""
    import pyoxigraph

    for _, predicate, obj, _ in linked.quads:
        if predicate == to_iri(vocab.PROV_WAS_QUOTED_FROM):
            yield obj, _TYPE, to_iri(vocab.OA_SPECIFIC_RESOURCE)
    for term in sorted({term for one in linked.links for term in (one.statement[0], one.statement[2])}):
        pattern = linked.store.quads_for_pattern(pyoxigraph.NamedNode(term[1:-1]), pyoxigraph.NamedNode(vocab.RDF_TYPE), None, None)
        yield from ((term, _TYPE, to_term(quad.object)) for quad in pattern)
