"""Turtle: what is written is read back, and reads well."""

from __future__ import annotations

from random import Random

import pyoxigraph
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from kg_builder.errors import ResourceError
from kg_builder.graphs import Background, DocumentGraphs
from kg_builder.model import DocId
from kg_builder.serialize import to_nquads, to_ntriples, to_turtle, turtle_prefixes
from kg_builder.terms import to_iri, to_string, to_tagged, to_typed
from kg_builder.turtle import natural_key, parse_turtle, to_term

PREFIXES = {
    "a": "http://a.example/",
    "ab": "http://a.example/b/",
    "char": "http://a.example/t#char=",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
XSD = PREFIXES["xsd"]

_LOCAL = st.text("aZ0-_.:,=/%~'()é", max_size=8).map(lambda text: text.replace("%", "%2D"))
_IRI = st.builds(lambda start, local: to_iri(start + local), st.sampled_from([*PREFIXES.values(), "urn:x:"]), _LOCAL)
_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_LITERAL = st.one_of(
    _TEXT.map(to_string),
    st.builds(to_tagged, _TEXT, st.sampled_from(["en", "zh-hans"])),
    st.builds(to_typed, _TEXT, st.sampled_from(["http://a.example/d", "urn:x:d"])),
    st.builds(to_typed, st.sampled_from(["0", "12", "-7", "007", "+1"]), st.just(f"{XSD}integer")),
    st.builds(to_typed, st.sampled_from(["true", "false", "1"]), st.just(f"{XSD}boolean")),
    st.builds(to_typed, st.sampled_from(["1.5", "16", ".5"]), st.just(f"{XSD}decimal")),
)
_GRAPH = st.sets(st.tuples(_IRI, _IRI, st.one_of(_IRI, _LITERAL)), max_size=12)


def read_by_pyoxigraph(data: bytes) -> set[tuple[str, str, str]]:
    parsed = pyoxigraph.parse(data, format=pyoxigraph.RdfFormat.TURTLE)
    return {(to_term(quad.subject), to_term(quad.predicate), to_term(quad.object)) for quad in parsed}


@given(_GRAPH)
def test_pyoxigraph_reads_back_what_was_written(graph: set[tuple[str, str, str]]) -> None:
    assert read_by_pyoxigraph(to_turtle(graph, PREFIXES)) == graph


@given(_GRAPH)
def test_rdflib_reads_back_what_was_written(graph: set[tuple[str, str, str]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rdflib, "NORMALIZE_LITERALS", False)
        turtle = rdflib.Graph().parse(data=to_turtle(graph, PREFIXES), format="turtle")
        lines = rdflib.Graph().parse(data=to_ntriples(graph), format="nt")
    assert set(turtle) == set(lines)
    assert len(turtle) == len(graph)


@given(_GRAPH, st.integers())
def test_the_order_of_the_input_does_not_matter(graph: set[tuple[str, str, str]], seed: int) -> None:
    shuffled = sorted(graph)
    Random(seed).shuffle(shuffled)
    assert to_turtle(shuffled, PREFIXES) == to_turtle(sorted(graph), dict(reversed(PREFIXES.items())))
    assert to_ntriples([*shuffled, *shuffled]) == to_ntriples(graph)


def test_a_document_is_written_for_reading() -> None:
    """The telegram first, then its request with the item inside; `a` first, names next, one object a line."""
    tg, kg = "https://w3id.org/telegram-kg/ontology#", "https://kg.example/"
    types = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    graph = [
        (f"<{kg}item/d--r10--10>", types, f"<{tg}Item>"),
        (f"<{kg}request/d--9>", types, f"<{tg}Request>"),
        (f"<{kg}request/d--9>", f"<{tg}statedIn>", f"<{kg}telegram/d>"),
        (f"<{kg}request/d--10>", types, f"<{tg}Request>"),
        (f"<{kg}request/d--10>", f"<{tg}item>", f"<{kg}item/d--r10--10>"),
        (f"<{kg}request/d--10>", label, '"a \\"label\\""'),
        (f"<{kg}request/d--10>", f"<{tg}statedIn>", f"<{kg}telegram/d>"),
        (f"<{kg}telegram/d>", types, f"<{tg}Telegram>"),
        (f"<{kg}telegram/d>", f"<{tg}number>", '"88"'),
        (f"<{kg}telegram/d>", f"<{tg}number>", '"512/sh"'),
        (f"<{kg}text/d>", types, f"<{tg}SourceText>"),
        (f"<{kg}text/d>", f"<{tg}length>", f'"12"^^<{XSD}integer>'),
        (f"<{kg}text/d#char=1,2>", types, "<http://www.w3.org/ns/oa#SpecificResource>"),
    ]
    prefixes = {
        **{kind: f"{kg}{kind}/" for kind in ("item", "request", "telegram", "text")},
        "char": f"{kg}text/d#char=",
        "oa": "http://www.w3.org/ns/oa#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "tg": tg,
        "unused": "http://unused.example/",
    }
    assert to_turtle(graph, prefixes).decode() == (
        """\
@prefix char: <https://kg.example/text/d#char=> .
@prefix item: <https://kg.example/item/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix request: <https://kg.example/request/> .
@prefix telegram: <https://kg.example/telegram/> .
@prefix text: <https://kg.example/text/> .
@prefix tg: <https://w3id.org/telegram-kg/ontology#> .

text:d
    a tg:SourceText ;
    tg:length 12 .

telegram:d
    a tg:Telegram ;
    tg:number "88" ,
        "512/sh" .

request:d--9
    a tg:Request ;
    tg:statedIn telegram:d .

request:d--10
    a tg:Request ;
    rdfs:label "a \\"label\\"" ;
    tg:statedIn telegram:d ;
    tg:item item:d--r10--10 .

item:d--r10--10
    a tg:Item .

char:1\\,2
    a oa:SpecificResource .
"""
    )


def test_no_full_iri_where_a_prefix_is_known(graphs: DocumentGraphs, background: Background) -> None:
    """Below the base every IRI is shortened, so that no slash follows a prefix."""
    turtle = to_turtle((*graphs.facts, *graphs.evidence, *graphs.run), turtle_prefixes(background.minter, DocId("1952/April--Wu"))).decode()
    body = "\n".join(line for line in turtle.splitlines() if not line.startswith("@prefix"))
    assert "<https://kg.example/" not in body
    assert read_by_pyoxigraph(turtle.encode()) == {*graphs.facts, *graphs.evidence, *graphs.run}


def test_nothing_is_written_of_nothing() -> None:
    assert to_turtle([], PREFIXES) == b""
    assert to_nquads([]) == b""


def test_things_that_lead_to_each_other_are_written_once() -> None:
    refers = "<http://purl.org/dc/terms/references>"
    ring = {("<http://a.example/1>", refers, "<http://a.example/2>"), ("<http://a.example/2>", refers, "<http://a.example/1>")}
    assert read_by_pyoxigraph(to_turtle(ring, PREFIXES)) == ring


@pytest.mark.parametrize(("less", "more"), [("d--9", "d--10"), ("<d>", "<d--1>"), ("a2b10", "a10b2"), ("", "0")])
def test_figures_sort_as_numbers(less: str, more: str) -> None:
    assert natural_key(less) < natural_key(more)


@given(_GRAPH)
def test_files_are_read_to_the_same_terms(graph: set[tuple[str, str, str]]) -> None:
    assert set(parse_turtle(to_turtle(graph, PREFIXES), "x.ttl")) == graph


def test_a_file_that_is_no_turtle_names_its_line() -> None:
    with pytest.raises(ResourceError, match=r"^ontology/x\.ttl:3: "):
        parse_turtle(b"@prefix a: <http://a.example/> .\na:b a:c\n.", "ontology/x.ttl")
