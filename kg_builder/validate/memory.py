"""Terms and graphs as rdflib has them. Imported only where the reference runs, for rdflib takes its time to load."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import rdflib
from pyparsing import ParseException
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query

from kg_builder.errors import InputError
from kg_builder.terms import Term, Triple, escape, parse_literal
from kg_builder.vocab import XSD_STRING

Node = URIRef | BNode | Literal


def to_node(term: Term) -> Node:
    """Return a term as rdflib has it.

    Literals keep their lexical form, where rdflib would turn "yes"^^xsd:boolean into false. Strings are written plain:
    to rdflib, `"x"` is not `"x"^^xsd:string`.
    """
    if term.startswith("<"):
        return URIRef(term[1:-1])
    if term.startswith("_:"):
        return BNode(term[2:])
    literal = parse_literal(term)
    if literal is None:
        raise InputError(f"{term!r} is no term of RDF; expected an IRI, a blank node or a literal in N-Triples")
    if literal.language:
        return Literal(literal.lexical, lang=literal.language)
    plain = literal.datatype == XSD_STRING
    return Literal(literal.lexical, datatype=None if plain else URIRef(literal.datatype), normalize=False)


def to_term(node: Any) -> Term:
    """Return a node of rdflib as a term."""
    if isinstance(node, URIRef):
        return f"<{node}>"
    if isinstance(node, BNode):
        return f"_:{node}"
    assert isinstance(node, Literal)
    text = f'"{escape(str(node))}"'
    if node.language:
        return f"{text}@{node.language.lower()}"
    return text if node.datatype is None or str(node.datatype) == XSD_STRING else f"{text}^^<{node.datatype}>"


@lru_cache(maxsize=256)
def _prepare(query: str, namespaces: tuple[tuple[str, str], ...]) -> Query:
    try:
        return prepareQuery(query, initNs=dict(namespaces))
    except ParseException:
        raise
    except Exception as fault:  # No rim, but rdflib raises nothing less bare for a prefix that is not declared.
        raise InputError(f"shapes: a query cannot be run: {fault}; declare its prefixes with sh:prefixes") from fault


class MemoryGraph(Graph):
    """A memory graph that parses each SPARQL query once: pySHACL asks the same one for every focus node."""

    def query(self, query_object: str | Query, *rest: Any, **named: Any) -> rdflib.query.Result:
        """Answer a query, prepared at its first use."""
        if isinstance(query_object, str):
            given: Mapping[str, Any] = (rest[2] if len(rest) > 2 else named.get("initNs")) or {}
            query_object = _prepare(query_object, tuple(sorted((prefix, str(iri)) for prefix, iri in given.items())))
        return super().query(query_object, *rest, **named)


def to_graph(triples: Iterable[Triple]) -> MemoryGraph:
    """Return a memory graph of these triples."""
    graph = MemoryGraph(bind_namespaces="none")
    for subject, predicate, obj in triples:
        graph.add((to_node(subject), to_node(predicate), to_node(obj)))
    return graph


def to_triples(graph: Graph) -> Iterable[Triple]:
    """Return the triples of a graph as terms, in no order."""
    return ((to_term(s), to_term(p), to_term(o)) for s, p, o in graph)
