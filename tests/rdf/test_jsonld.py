"""JSON-LD: the telegram at the root, read back whole by two libraries, and no network."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from kg_builder import vocab
from kg_builder.errors import ResourceError
from kg_builder.fields import FIELDS
from kg_builder.graphs import Background, DocumentGraphs
from kg_builder.iris import Minter
from kg_builder.mapping import to_graphs
from kg_builder.model import DocId, Extraction
from kg_builder.resources import Resources
from kg_builder.serialize import JsonLdStyle, load_jsonld_style, to_jsonld, to_ntriples
from kg_builder.source import SourceText
from kg_builder.terms import Triple, to_string, to_typed
from kg_builder.turtle import to_term

DOC = DocId("1952/April--Wu")

# rdflib's own parser uses what rdflib deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:(ConjunctiveGraph|Dataset.default_context) is deprecated:DeprecationWarning")


@pytest.fixture(scope="module")
def style(root: Path, resources: Resources) -> JsonLdStyle:
    files = {f"ontology/{name}.jsonld": (root / "ontology" / f"{name}.jsonld").read_bytes() for name in ("context", "frame")}
    return load_jsonld_style(dataclasses.replace(resources, files=files))


def read_by_pyoxigraph(data: bytes) -> set[Triple]:
    parsed = pyoxigraph.parse(data, format=pyoxigraph.RdfFormat.JSON_LD)
    return {(to_term(quad.subject), to_term(quad.predicate), to_term(quad.object)) for quad in parsed}


def check(triples: set[Triple], data: bytes) -> None:
    """Two libraries read the document back to the same triples."""
    assert read_by_pyoxigraph(data) == triples
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rdflib, "NORMALIZE_LITERALS", False)
        document = rdflib.Graph().parse(data=data, format="json-ld")
        lines = rdflib.Graph().parse(data=to_ntriples(triples), format="nt")
    assert set(document) == set(lines)


def test_the_telegram_is_the_root(graphs: DocumentGraphs, background: Background, style: JsonLdStyle, reader) -> None:
    """Quoted telegrams, acts, items, references, marks and code names stand inside it; people and goods beside it."""
    data = to_jsonld(graphs.readable(), style, background.minter, DOC)
    check(set(graphs.readable()), data)
    root = json.loads(data)
    assert root["type"] == "Telegram"
    assert root["id"] == "telegram:1952%2FApril%2D%2DWu"
    assert root["title"] == 'Telegram "512"'
    assert root["incomplete"] is True
    assert root["wasDerivedFrom"]["length"] == len(reader.source.text)
    assert root["archivalReference"]["delo"] == "0045"
    assert root["inReplyTo"]["number"] == "7"
    assert [use["usedName"] for use in root["codeNameUses"]] == ["ORLOV"]
    (quoted,) = root["quotes"]
    assert [act["type"] for act in quoted["acts"]] == ["Delivery", "Request"]
    assert [item["label"] for item in quoted["acts"][1]["items"]] == ["trucks", "with winches", '"A" fuel']
    assert quoted["acts"][1]["items"][0]["quantity"] == "30"
    assert quoted["acts"][1]["requester"] == "person:wu-pei"
    assert {one["id"]: one["type"] for one in root["included"]}["person:wu-pei"] == "Person"
    # The nesting says it: no key says it again.
    assert not re.search(r'"(statedIn|usedIn|quotedIn)": "telegram', data.decode())


def test_the_whole_graph_reads_back(graphs: DocumentGraphs, background: Background, style: JsonLdStyle) -> None:
    everything = {*graphs.facts, *graphs.evidence, *graphs.run, *graphs.authority}
    check(everything, to_jsonld(everything, style, background.minter, DOC))


def test_two_telegrams_stand_in_one_graph(extraction: Extraction, source: SourceText, background: Background, style: JsonLdStyle) -> None:
    apart = dataclasses.replace(extraction.telegrams[1], quoted=False)
    graphs = to_graphs(dataclasses.replace(extraction, telegrams=(extraction.telegrams[0], apart)), source, background)
    data = to_jsonld(graphs.readable(), style, background.minter, DOC)
    check(set(graphs.readable()), data)
    assert [node["type"] for node in json.loads(data)["@graph"]][:2] == ["Telegram", "Telegram"]


@pytest.mark.parametrize("depth", [0, 1, 4])
def test_quotation_may_be_deep(depth: int, extraction: Extraction, source: SourceText, background: Background, style: JsonLdStyle) -> None:
    """Each layer stands inside the one that quotes it."""
    inner = extraction.telegrams[1]
    layers = tuple(dataclasses.replace(inner, start=n, quoted=True, quoted_in=n - 1 if n > 1 else None) for n in range(1, depth + 1))
    graphs = to_graphs(Extraction(telegrams=(extraction.telegrams[0], *layers)), source, background)
    data = to_jsonld(graphs.readable(), style, background.minter, DOC)
    check(set(graphs.readable()), data)
    node, found = json.loads(data), 0
    while node.get("quotes"):
        (node,) = node["quotes"]
        found += 1
    assert found == depth


@pytest.mark.parametrize("missing", [vocab.TG_STATED_IN, vocab.TG_QUOTED_IN, vocab.RDF_TYPE])
def test_what_the_frame_does_not_reach_is_told_beside(
    missing: str, graphs: DocumentGraphs, background: Background, style: JsonLdStyle
) -> None:
    """An act without a telegram, a thing without a class: nothing is lost."""
    rest = {triple for triple in graphs.readable() if triple[1] != f"<{missing}>"}
    check(rest, to_jsonld(rest, style, background.minter, DOC))


@settings(max_examples=20)
@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from(["0", "12", "-3", "007", "9" * 30, "true", "false", "1", "x"]))
def test_any_literal_reads_back(text: str, lexical: str) -> None:
    """Numbers and booleans become JSON's own only where they read back as the same literal."""
    telegram = "<https://kg.example/telegram/d>"
    types = (telegram, f"<{vocab.RDF_TYPE}>", f"<{vocab.TG_TELEGRAM}>")
    literals = [
        to_string(text),
        to_typed(lexical, vocab.XSD_INTEGER),
        to_typed(lexical, vocab.XSD_BOOLEAN),
        to_typed(lexical, vocab.XSD_STRING + "x"),
    ]
    graph = {types, *((telegram, f"<{vocab.TG_NUMBER}>", literal) for literal in literals)}
    folder = Path(__file__).parents[2] / "ontology"
    style = JsonLdStyle(
        json.loads((folder / "context.jsonld").read_bytes())["@context"], json.loads((folder / "frame.jsonld").read_bytes())
    )
    check(graph, to_jsonld(graph, style, Minter("https://kg.example/"), DocId("d")))


def test_the_context_has_a_term_for_every_property(style: JsonLdStyle) -> None:
    """With the kind of value that mapping writes; and no term has the name of a prefix of the data."""
    forward = [value for value in style.context.values() if "@reverse" not in value]
    meanings = {value["@id"] if isinstance(value, dict) else value: value for value in forward}
    types = {"date": "xsd:date", "date-time": "xsd:dateTime", "decimal": "xsd:decimal", "duration": "xsd:duration", "edtf-date": "xsd:date"}
    for field in (one for fields in FIELDS.values() for one in fields):
        for predicate in field.properties:
            name = predicate[1:-1].replace(vocab.TG, "tg:").replace(vocab.DCTERMS, "dcterms:")
            kind = "@id" if field.kind in ("concept", "entity", "page") else types.get(field.kind)
            assert (meanings[name].get("@type") if isinstance(meanings[name], dict) else None) == kind, name
    assert not set(Minter().data_prefixes(DocId("d"))) & set(style.context)


def test_the_context_has_a_term_for_all_of_the_ontology(style: JsonLdStyle) -> None:
    told = {value["@id"] if isinstance(value, dict) else value for value in style.context.values() if "@reverse" not in value}
    named = {value for name, value in vars(vocab).items() if name.startswith("TG_")}
    assert {name.replace(vocab.TG, "tg:") for name in named} <= told


def test_nothing_is_fetched(graphs: DocumentGraphs, background: Background, style: JsonLdStyle) -> None:
    """A context that lies elsewhere is refused, by name."""
    remote = JsonLdStyle({**style.context, "x": {"@id": "tg:x", "@context": "http://elsewhere.example/context"}}, style.frame)
    with pytest.raises(ResourceError, match=r"a JSON-LD context at http://elsewhere\.example/context would be fetched"):
        to_jsonld(graphs.readable(), remote, background.minter, DOC)


def test_a_style_that_is_missing_or_broken_is_an_error(resources: Resources) -> None:
    with pytest.raises(ResourceError, match=r"ontology/context\.jsonld is missing"):
        load_jsonld_style(resources)
    with pytest.raises(ResourceError, match=r"ontology/context\.jsonld: "):
        load_jsonld_style(dataclasses.replace(resources, files={"ontology/context.jsonld": b"{"}))
