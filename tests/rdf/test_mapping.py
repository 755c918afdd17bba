"""From facts made by hand to triples: each statement, its form, and what attests it."""

from __future__ import annotations

import dataclasses
import typing
from datetime import date
from pathlib import Path

import pyoxigraph
import pytest
import rdflib

from kg_builder import vocab
from kg_builder.errors import IdentityError, ResourceError
from kg_builder.fields import FIELDS
from kg_builder.graphs import Background, DocumentGraphs, load_background
from kg_builder.mapping import to_graphs, to_quads
from kg_builder.model import (
    ArchivalReference,
    DateValue,
    Entity,
    Extraction,
    Stated,
    Telegram,
)
from kg_builder.resources import Resources
from kg_builder.serialize import to_nquads
from kg_builder.source import SourceText
from kg_builder.terms import Triple, is_iri
from kg_builder.turtle import parse_turtle
from kg_builder.validate.document import check_document

KG = "https://kg.example/"
DOC = "1952%2FApril%2D%2DWu"
RDF_TYPE = vocab.RDF_TYPE

# Structure: what the vocabulary exempts from attestation.
STRUCTURE = {
    vocab.RDFS_LABEL,
    vocab.TG_STATED_IN,
    vocab.TG_ITEM,
    vocab.TG_INCLUDES,
    vocab.TG_PART_OF,
    vocab.TG_ANSWERS,
    vocab.TG_ARCHIVAL_REFERENCE,
    vocab.TG_AUTHORITY_STATUS,
    vocab.TG_TEXT_PART,
    vocab.DCTERMS_IS_PART_OF,
    vocab.TG_QUOTED_IN,
    vocab.DCTERMS_LANGUAGE,
    vocab.PROV_WAS_DERIVED_FROM,
    vocab.TG_EARLIEST_DATE,
    vocab.TG_LATEST_DATE,
    vocab.TG_PERIOD,
}
READ_FROM_TEXT = {
    vocab.TG_TELEGRAM,
    vocab.TG_REQUEST,
    vocab.TG_DELIVERY,
    vocab.TG_MENTIONED_DOCUMENT,
    vocab.TG_CODE_NAME_USE,
    vocab.TG_ITEM_CLASS,
    vocab.TG_ARCHIVAL_REFERENCE_CLASS,
}


def told(triples: tuple[Triple, ...], subject: str, predicate: str) -> list[str]:
    """Return the objects, shortened by the base."""
    return sorted(
        o.replace(KG, "").replace(vocab.VOCABULARY, "v:") for s, p, o in triples if s == f"<{KG}{subject}>" and p == f"<{predicate}>"
    )


@pytest.mark.parametrize(
    ("subject", "predicate", "objects"),
    [
        ("telegram/{d}", vocab.DCTERMS_TITLE, ['"Telegram \\"512\\""@en']),
        ("telegram/{d}", vocab.TG_SENDER, ["<person/{d}--{zakharov}>"]),
        ("telegram/{d}", vocab.TG_CIPHER_NUMBER, ['"512/sh"']),
        ("telegram/{d}", vocab.TG_OUTGOING_NUMBER, ['"88"']),
        ("telegram/{d}", vocab.TG_NUMBER, ['"512/sh"', '"88"']),
        ("telegram/{d}", vocab.TG_INCOMING_NUMBER, ['"7a"']),
        ("telegram/{d}", vocab.TG_OTHER_NUMBER, ['"7a"']),
        ("telegram/{d}", vocab.DCTERMS_DATE, [f'"1952-04-02"^^<{vocab.XSD}date>']),
        ("telegram/{d}", vocab.TG_EARLIEST_DATE, [f'"1952-04-02"^^<{vocab.XSD}date>']),
        ("telegram/{d}", vocab.TG_RECEIVED_AT, [f'"1952-04-03T09:40:00"^^<{vocab.XSD}dateTime>']),
        ("telegram/{d}", vocab.TG_INCOMPLETE, [f'"true"^^<{vocab.XSD}boolean>']),
        ("telegram/{d}", vocab.DCTERMS_SOURCE, ["<http://archive.example/d%C3%A9pot/1>"]),
        ("telegram/{d}", vocab.PROV_WAS_DERIVED_FROM, ["<text/{d}>"]),
        ("telegram/{d}", vocab.DCTERMS_LANGUAGE, ['"en"']),
        ("telegram/{d}", vocab.TG_IN_REPLY_TO, ["<document/{d}--{letter}>"]),
        ("telegram/{d}", vocab.DCTERMS_REFERENCES, []),
        ("telegram/{d}--{inner}", vocab.PROV_WAS_DERIVED_FROM, ["<text/{d}>"]),
        ("telegram/{d}--{inner}", vocab.TG_QUOTED_IN, ["<telegram/{d}>"]),
        ("telegram/{d}--{inner}", vocab.DCTERMS_IS_PART_OF, ["<telegram/{d}>"]),
        ("telegram/{d}--{inner}", vocab.DCTERMS_DATE, [f'"1952-04~"^^<{vocab.EDTF}EDTF>']),
        ("telegram/{d}--{inner}", vocab.TG_LATEST_DATE, [f'"1952-04-30"^^<{vocab.XSD}date>']),
        ("text/{d}", vocab.RDFS_LABEL, ['"April--Wu.txt"']),
        ("text/{d}", vocab.DCTERMS_SOURCE, ["<http://archive.example/d%C3%A9pot/1>"]),
        ("request/{d}--{trucks}", RDF_TYPE, [f"<{vocab.TG}Request>"]),
        ("request/{d}--{trucks}", vocab.TG_STATED_IN, ["<telegram/{d}--{inner}>"]),
        ("request/{d}--{trucks}", vocab.TG_STATUS, ["<v:status/asked>"]),
        ("request/{d}--{trucks}", vocab.TG_REQUEST_KIND, ["<v:kind/materiel>"]),
        ("request/{d}--{trucks}", vocab.TG_REQUESTED_VIA, ["<person/{d}--{hale}>"]),
        ("request/{d}--{trucks}", vocab.TG_BENEFICIARY_TEXT, ['"the <Northern> army"']),
        ("request/{d}--{trucks}", vocab.TG_PERIOD_END, [f'"1952-06-30"^^<{vocab.XSD}date>']),
        ("request/{d}--{trucks}", vocab.TG_PERIOD, [f'"/1952-06-30"^^<{vocab.EDTF}EDTF>']),
        ("request/{d}--{trucks}", vocab.TG_INSTALMENT_INTERVAL, [f'"P1M"^^<{vocab.XSD}duration>']),
        ("item/{d}--r{trucks}--{trucks}", vocab.TG_QUANTITY, [f'"30"^^<{vocab.XSD}decimal>']),
        ("item/{d}--r{trucks}--{trucks}", vocab.TG_QUANTITY_MAX, [f'"50"^^<{vocab.XSD}decimal>']),
        ("item/{d}--r{trucks}--{trucks}", vocab.TG_INCLUDES, ["<item/{d}--r{trucks}--{winches}>"]),
        ("item/{d}--r{trucks}--{trucks}", vocab.TG_COMMODITY, ["<v:commodity/truck>"]),
        ("item/{d}--r{trucks}--{fuel}", vocab.TG_QUANTITY_QUALIFIER, ["<v:qualifier/about>"]),
        ("item/{d}--r{trucks}--{fuel}", vocab.RDFS_LABEL, ['"\\"A\\" fuel"']),
        ("delivery/{d}--{tents}", vocab.TG_ANSWERS, ["<request/{d}--{trucks}>"]),
        ("delivery/{d}--{tents}", vocab.TG_RECIPIENT, ["<state/northland>"]),
        ("delivery/{d}--{tents}", vocab.TG_TEXT_PART, ['"body"']),
        ("document/{d}--{letter}", vocab.TG_DOCUMENT_KIND, ["<v:document-kind/letter>"]),
        ("document/{d}--{letter}", vocab.TG_NUMBER, ['"7"']),
        ("code-name/{d}--{orlov}", vocab.TG_DENOTES, ["<person/sokolov>"]),
        ("code-name/{d}--{orlov}", vocab.TG_USED_IN, ["<telegram/{d}>"]),
        ("archival-reference/{d}--{mark}", vocab.TG_DELO, ['"0045"']),
        ("person/{d}--{zakharov}", vocab.FOAF_NAME, ['"Zakharov"']),
        ("person/{d}--{zakharov}", vocab.TG_AUTHORITY_STATUS, ['"provisional"']),
        ("person/{d}--{zakharov}", vocab.TG_MAY_BE, ["<person/zakharov-1>", "<person/zakharov-2>"]),
        ("person/sokolov", RDF_TYPE, []),
    ],
)
def test_facts(graphs: DocumentGraphs, reader, subject: str, predicate: str, objects: list[str]) -> None:
    places = {
        "d": DOC,
        "zakharov": reader.at("Zakharov"),
        "hale": reader.at("General Hale"),
        "letter": reader.at("your letter"),
        "inner": reader.at("\u201cComrade"),
        "trucks": reader.at("trucks"),
        "winches": reader.at("12 with"),
        "fuel": reader.at("tons of"),
        "tents": reader.at("tents"),
        "orlov": reader.at("ORLOV"),
        "mark": reader.at("RGASPI"),
    }
    expected = [one.format(**places) if one.startswith("<") else one for one in objects]
    assert told(graphs.facts, subject.format(**places), predicate) == expected


def test_every_statement_read_from_the_text_is_attested(graphs: DocumentGraphs) -> None:
    """And nothing else is."""
    classes = {s: o[1:-1] for s, p, o in graphs.facts if p == f"<{RDF_TYPE}>"}
    acts = (vocab.TG_REQUEST, vocab.TG_DELIVERY)
    expected = {
        (s, p, o)
        for s, p, o in graphs.facts
        if classes.get(s) in READ_FROM_TEXT and p[1:-1] not in STRUCTURE and (p != f"<{RDF_TYPE}>" or classes[s] in acts)
    }
    parts: dict[str, dict[str, str]] = {}
    for s, p, o in graphs.evidence:
        if p.startswith(f"<{vocab.RDF}"):
            parts.setdefault(s, {})[p] = o
    attested = {
        (one[f"<{vocab.RDF_SUBJECT}>"], one[f"<{vocab.RDF_PREDICATE}>"], one[f"<{vocab.RDF_OBJECT}>"])
        for one in parts.values()
        if len(one) == 4
    }
    assert attested == expected
    assert len(attested) > 50


def test_the_ontology_marks_the_same_structure(root: Path) -> None:
    """The list of what needs no attestation is data of the ontology; every property of PROV is exempt besides."""
    ontology = parse_turtle((root / "ontology" / "telegram.ttl").read_bytes(), "telegram.ttl")
    exempt = {s[1:-1] for s, p, o in ontology if p == f"<{vocab.TG_ATTESTATION_EXEMPT}>" and o.startswith('"true"')}
    assert {one for one in STRUCTURE if not one.startswith(vocab.PROV)} <= exempt
    attested = {predicate[1:-1] for fields in FIELDS.values() for field in fields for predicate in field.properties}
    assert not attested & exempt


def test_the_graph_conforms_to_the_shapes(graphs: DocumentGraphs) -> None:
    """And without its attestations it does not."""
    assert check_document((*graphs.facts, *graphs.evidence, *graphs.run, *graphs.authority)).results == ()
    assert not check_document((*graphs.facts, *graphs.run, *graphs.authority)).conforms


def test_a_basis_stands_on_the_attestation(graphs: DocumentGraphs, reader) -> None:
    """The state that "you" stands for comes from the entry of the man addressed."""
    request = f"<{KG}request/{DOC}--{reader.at('trucks')}>"
    (attestation,) = (
        s for s, p, o in graphs.evidence if o == f"<{vocab.TG_REQUESTEE}>" and (s, f"<{vocab.RDF_SUBJECT}>", request) in graphs.evidence
    )
    assert (attestation, f"<{vocab.TG_BASIS}>", f"<{KG}person/sokolov>") in graphs.evidence


def test_the_authority_graph_tells_who_and_what_is_in_use(graphs: DocumentGraphs) -> None:
    """In the user's base, with every label but those that only serve matching."""
    at = graphs.authority
    assert told(at, "person/sokolov", vocab.FOAF_NAME) == ['"Ivan Sokolov"']
    assert told(at, "person/sokolov", vocab.SKOS_ALT_LABEL) == ['"I. Sokolov"@en', '"Соколов"@ru']
    assert told(at, "person/sokolov", vocab.TG_CODE_NAME) == ['"Orlov"']
    assert told(at, "person/sokolov", vocab.TG_AUTHORITY_STATUS) == ['"established"']
    assert told(at, "person/sokolov", vocab.OWL_SAME_AS) == ["<http://www.wikidata.org/entity/Q1>"]
    assert told(at, "person/sokolov", vocab.TG_ACTS_FOR) == ["<state/northland>"]
    assert told(at, "identity-link/person--sokolov--wikidata", vocab.DCTERMS_SOURCE) == ['"a list"']
    assert told(at, "state/northland", vocab.SKOS_ALT_LABEL) == ['"the \\"North\\""@en']
    assert told(at, "person/zakharov-1", vocab.FOAF_NAME) == ['"A. Zakharov"']
    truck = f"<{vocab.VOCABULARY}commodity/truck>"
    vehicle = f"<{vocab.VOCABULARY}commodity/vehicle>"
    assert (truck, f"<{vocab.SKOS_BROADER}>", vehicle) in at
    assert (vehicle, f"<{vocab.SKOS_PREF_LABEL}>", '"vehicle"@en') in at
    assert not [o for _, _, o in at if "Sokoiov" in o]


def test_quads_are_sorted_and_unique_and_have_no_blank_nodes(extraction: Extraction, source: SourceText, background: Background) -> None:
    quads = to_quads(extraction, source, background)
    assert quads == sorted(set(quads))
    assert all(is_iri(s) and is_iri(p) and not o.startswith("_:") and is_iri(g) for s, p, o, g in quads)
    assert {g.rsplit("--", 1)[-1] for *_, g in quads} == {"facts>", "evidence>", "run>", f"<{KG}graph/authority>"}


# rdflib's own parser uses what its Dataset deprecates.
@pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated:DeprecationWarning")
def test_two_parsers_read_the_quads_as_they_are(extraction: Extraction, source: SourceText, background: Background) -> None:
    """Canonical N-Quads: what pyoxigraph would write, line by line; rdflib reads as many."""
    data = to_nquads(to_quads(extraction, source, background))
    parsed = pyoxigraph.parse(data, format=pyoxigraph.RdfFormat.N_QUADS)
    assert pyoxigraph.serialize(parsed, format=pyoxigraph.RdfFormat.N_QUADS) == data
    dataset = rdflib.Dataset()
    dataset.parse(data=data.decode(), format="nquads")
    assert len(list(dataset.quads())) == data.count(b"\n")


def test_everything_is_below_the_users_base(extraction: Extraction, source: SourceText, resources: Resources) -> None:
    other = load_background(dataclasses.replace(resources, base="http://127.0.0.1:8080/kg#"), "9.8.7")
    ours = {quad for quad in to_quads(extraction, source, other) if "kg.example" in " ".join(quad)}
    assert not ours
    assert to_nquads(to_quads(extraction, source, other)).count(b"http://127.0.0.1:8080/kg#text/1952%2FApril%2D%2DWu&char=") > 50


def test_the_table_tells_every_field_that_is_read_from_the_text() -> None:
    """A `Stated` field of the model that no row tells would be read and lost."""
    for record, fields in FIELDS.items():
        hints = typing.get_type_hints(record)
        stated = {field.name for field in dataclasses.fields(record) if "Stated" in str(hints[field.name])}
        assert {field.name for field in fields} == stated, record


def test_unsafe_address_is_dropped(source: SourceText, background: Background, extraction: Extraction) -> None:
    page = dataclasses.replace(extraction.telegrams[0], published_at=Stated("javascript:alert(1)", (source.quote(0, 8),), "test.rule"))
    graphs = to_graphs(dataclasses.replace(extraction, telegrams=(page, extraction.telegrams[1])), source, background)
    assert not [
        triple for triple in (*graphs.facts, *graphs.evidence) if "javascript" in " ".join(triple) or vocab.DCTERMS_SOURCE in triple[1]
    ]


def test_two_acts_with_one_anchor_are_an_error_that_names_both(extraction: Extraction, source: SourceText, background: Background) -> None:
    request = extraction.requests[0]
    twice = dataclasses.replace(extraction, requests=(request, dataclasses.replace(request, label="something else")))
    with pytest.raises(IdentityError) as fault:
        to_graphs(twice, source, background)
    assert str(fault.value) == (
        f"two things would have one IRI, <{KG}request/{DOC}--{request.start}>: the Request 'trucks and fuel' at {request.start} "
        f"and the Request 'something else' at {request.start}"
    )


def test_two_names_with_one_place_are_an_error(extraction: Extraction, source: SourceText, background: Background) -> None:
    one = Stated(Entity("person", "Hale", None, 5), (source.quote(0, 8),), "test.rule")
    other = Stated(Entity("person", "Hall", None, 5), (source.quote(0, 8),), "test.rule")
    telegram = dataclasses.replace(extraction.telegrams[0], mentions=(one, other))
    with pytest.raises(IdentityError, match="the Entity 'Hale' at 5 and the Entity 'Hall' at 5"):
        to_graphs(Extraction(telegrams=(telegram,)), source, background)


def test_the_same_thing_told_twice_is_one_thing(extraction: Extraction, source: SourceText, background: Background) -> None:
    """An archive mark that two telegrams of a text share, a record that comes twice."""
    twice = dataclasses.replace(extraction, requests=(extraction.requests[0], dataclasses.replace(extraction.requests[0])))
    assert to_quads(twice, source, background) == to_quads(extraction, source, background)


def test_a_fact_that_the_files_do_not_know_is_an_error(extraction: Extraction, source: SourceText, background: Background) -> None:
    request = dataclasses.replace(extraction.requests[0], status=Stated("wished", (source.quote(0, 8),), "test.rule"))
    with pytest.raises(ResourceError, match="vocabulary/status/wished> is neither in the authority files nor in the vocabularies"):
        to_graphs(Extraction(telegrams=extraction.telegrams, requests=(request,)), source, background)


def test_one_more_request_renames_nothing(extraction: Extraction, source: SourceText, background: Background) -> None:
    """Identity is where a thing stands: everything that was told before is told still."""
    before = to_graphs(extraction, source, background)
    more = dataclasses.replace(extraction.requests[0], start=3, label="one more", items=())
    after = to_graphs(dataclasses.replace(extraction, requests=(more, *extraction.requests)), source, background)
    assert set(before.facts) < set(after.facts)
    assert set(before.evidence) < set(after.evidence)


def test_readable_holds_the_facts_and_the_labels_of_what_they_name(graphs: DocumentGraphs) -> None:
    readable = graphs.readable()
    assert set(graphs.facts) < set(readable)
    assert (f"<{KG}person/sokolov>", f"<{vocab.FOAF_NAME}>", '"Ivan Sokolov"') in readable
    assert not [o for s, p, o in readable if p == f"<{vocab.SKOS_BROADER}>"]
    assert not [s for s, _, _ in readable if s.endswith("commodity/vehicle>")]


def test_a_text_with_nothing_in_it_has_its_source_only(source: SourceText, background: Background) -> None:
    graphs = to_graphs(Extraction(), source, background)
    assert {s for s, _, _ in graphs.facts} == {f"<{KG}text/{DOC}>"}
    assert graphs.evidence == ()


def test_quotes_and_brackets_in_names_stay_in_the_literal(source: SourceText, background: Background) -> None:
    name = 'O\'Neill "Bill" <x> \\ \n {y}'
    entity = Stated(Entity("person", name, None, 0), (source.quote(0, 8),), 'rule "x"')
    telegram = Telegram(start=None, span=source.quote(0, 8).span, sender=(entity,))
    data = to_nquads(to_quads(Extraction(telegrams=(telegram,)), source, background))
    store = list(pyoxigraph.parse(data, format=pyoxigraph.RdfFormat.N_QUADS))
    assert [quad.object.value for quad in store if quad.predicate.value == vocab.FOAF_NAME] == [name]


@pytest.mark.parametrize(
    ("edtf", "first", "last", "term"),
    [
        ("1952-04-02", date(1952, 4, 2), date(1952, 4, 2), f'"1952-04-02"^^<{vocab.XSD}date>'),
        ("1952-04-02?", date(1952, 4, 2), date(1952, 4, 2), f'"1952-04-02?"^^<{vocab.EDTF}EDTF>'),
        ("1952", date(1952, 1, 1), date(1952, 12, 31), f'"1952"^^<{vocab.EDTF}EDTF>'),
    ],
)
def test_a_date_is_an_xsd_date_only_if_it_is_one_certain_day(
    source: SourceText, background: Background, edtf: str, first: date, last: date, term: str
) -> None:
    day = Stated(DateValue(edtf, first, last), (source.quote(0, 8),), "test.rule")
    facts = to_graphs(Extraction(telegrams=(Telegram(start=None, span=source.quote(0, 8).span, date=day),)), source, background).facts
    assert told(facts, f"telegram/{DOC}", vocab.DCTERMS_DATE) == [term]


def test_an_archive_mark_alone_is_told(source: SourceText, background: Background) -> None:
    mark = ArchivalReference(start=4, label="fond 1", fond=Stated("1", (source.quote(4, 8),), "test.rule"))
    facts = to_graphs(
        Extraction(telegrams=(Telegram(start=None, span=source.quote(0, 8).span, archival_reference=(mark,)),)), source, background
    ).facts
    assert told(facts, f"telegram/{DOC}", vocab.TG_ARCHIVAL_REFERENCE) == [f"<archival-reference/{DOC}--4>"]
