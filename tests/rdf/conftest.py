"""A small telegram of our own with its facts made by hand, and small data files: the RDF side needs no extraction."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from kg_builder.graphs import Background, DocumentGraphs, load_background
from kg_builder.mapping import to_graphs
from kg_builder.model import (
    ArchivalReference,
    CodeNameUse,
    DateValue,
    Delivery,
    DocId,
    Entity,
    Evidence,
    Extraction,
    Item,
    MentionedDocument,
    Request,
    Span,
    Stated,
    Telegram,
)
from kg_builder.resources import Resources, load_authorities
from kg_builder.source import SourceText, to_source

TEXT = """CIPHERED TELEGRAM No. 512/sh
From PEKING  Received 9:40 3.4.1952
To Comrade ORLOV [Ivan Sokolov]

In reply to your letter No. 7, I report that "Linden" has arrived. Zakharov passes on the following:

\u201cComrade ORLOV! I ask you through General Hale to send 30-50 trucks, of them 12 with winches,
and about 1,500 tons of \\"A\\" fuel by June, 1/6 monthly, for the <Northern> army.
We shall deliver 200 tents in 1952 if the road is open.
WU PEI\u201d

No. 88 2.4.52
RGASPI, f. 17, op. 3, d. 0045, ll. 6-7
"""

ONTOLOGY = b"""
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix tg: <https://w3id.org/telegram-kg/ontology#> .
tg:Document a owl:Class ; rdfs:label "Document"@en ; rdfs:subClassOf prov:Entity , foaf:Document .
tg:Telegram a owl:Class ; rdfs:subClassOf tg:Document ; owl:disjointWith tg:MentionedDocument .
tg:MentionedDocument a owl:Class ; rdfs:subClassOf tg:Document .
tg:Agent a owl:Class ; rdfs:subClassOf foaf:Agent , prov:Agent .
tg:Person a owl:Class ; rdfs:subClassOf tg:Agent , foaf:Person ; owl:disjointWith tg:Organization .
tg:Organization a owl:Class ; rdfs:subClassOf tg:Agent , foaf:Organization .
tg:State a owl:Class ; rdfs:subClassOf tg:Organization .
tg:Place a owl:Class ; rdfs:subClassOf dcterms:Location ; owl:disjointWith tg:Agent .
tg:Act a owl:Class ; rdfs:subClassOf prov:Entity .
tg:Request a owl:Class ; rdfs:subClassOf tg:Act ; owl:disjointWith tg:Delivery .
tg:Delivery a owl:Class ; rdfs:subClassOf tg:Act .
tg:Item a owl:Class .
tg:sender a owl:ObjectProperty ; rdfs:subPropertyOf dcterms:creator ; rdfs:domain tg:Document ; rdfs:range tg:Agent .
tg:addressee a owl:ObjectProperty ; rdfs:domain tg:Document ; rdfs:range tg:Agent .
tg:sentFrom a owl:ObjectProperty ; rdfs:domain tg:Telegram ; rdfs:range tg:Place .
tg:number a owl:DatatypeProperty ; rdfs:subPropertyOf dcterms:identifier .
tg:cipherNumber a owl:DatatypeProperty ; rdfs:subPropertyOf tg:number .
tg:inReplyTo a owl:ObjectProperty ; rdfs:subPropertyOf dcterms:references ; rdfs:domain tg:Telegram .
dcterms:references a owl:ObjectProperty ; rdfs:range tg:MentionedDocument .
tg:requester a owl:ObjectProperty ; rdfs:domain tg:Request ; rdfs:range tg:Agent .
tg:recipient a owl:ObjectProperty ; rdfs:domain tg:Delivery ; rdfs:range tg:Agent .
tg:answers a owl:ObjectProperty ; rdfs:domain tg:Delivery ; rdfs:range tg:Request ; owl:inverseOf tg:answeredBy .
tg:answeredBy a owl:ObjectProperty .
tg:item a owl:ObjectProperty ; rdfs:domain tg:Act ; rdfs:range tg:Item .
tg:quotedIn a owl:ObjectProperty ; rdfs:subPropertyOf dcterms:isPartOf ; rdfs:domain tg:Telegram ; rdfs:range tg:Telegram .
"""

AUTHORITY = """
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix tg: <https://w3id.org/telegram-kg/ontology#> .
@prefix x: <https://archive.example/people/> .
x:sokolov a tg:Person ; foaf:name "Ivan Sokolov" ; skos:altLabel "I. Sokolov"@en , "\u0421\u043e\u043a\u043e\u043b\u043e\u0432"@ru ;
    skos:hiddenLabel "Sokoiov"@en ; tg:codeName "Orlov" ; tg:actsFor <https://archive.example/states/northland> ;
    owl:sameAs <http://www.wikidata.org/entity/Q1> ; tg:identityLink <https://archive.example/link/person--sokolov--wikidata> .
<https://archive.example/link/person--sokolov--wikidata> a tg:IdentityLink ; tg:linksTo <http://www.wikidata.org/entity/Q1> ;
    dcterms:source "a list" .
x:wu-pei a tg:Person ; foaf:name "Wu Pei" .
x:zakharov-1 a tg:Person ; foaf:name "A. Zakharov" .
x:zakharov-2 a tg:Person ; foaf:name "B. Zakharov" .
<https://archive.example/states/northland> a tg:State ; foaf:name "Northland" ; skos:altLabel "the \\"North\\""@en .
<https://archive.example/places/peking> a tg:Place ; foaf:name "Beijing" ; skos:altLabel "Peking"@en .
<https://archive.example/org/rgaspi> a tg:Organization ; foaf:name "RGASPI" .
"""

CONCEPTS = {
    "commodity": {"vehicle": None, "truck": "vehicle", "fuel": None, "tent": None},
    "unit": {"piece": None, "ton": None},
    "kind": {"materiel": None},
    "status": {"asked": None, "conditional": None},
    "qualifier": {"about": None},
    "document-kind": {"letter": None},
}


def _vocabulary() -> str:
    lines = ["@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix dcterms: <http://purl.org/dc/terms/> ."]
    for scheme, keys in CONCEPTS.items():
        base = f"https://w3id.org/telegram-kg/vocabulary/{scheme}"
        lines.append(f'<{base}> a skos:ConceptScheme ; dcterms:title "{scheme}"@en .')
        for key, broader in keys.items():
            up = f" ; skos:broader <{base}/{broader}>" if broader else ""
            lines.append(f'<{base}/{key}> a skos:Concept ; skos:inScheme <{base}> ; skos:prefLabel "{key}"@en{up} .')
    return "\n".join(lines)


def make_resources(folder: Path) -> Resources:
    """Return small data files, written to a folder; their authorities lie below an address that is not the base."""
    files = {
        "lexicon/head.toml": b"",
        "ontology/authority/all.ttl": AUTHORITY.encode(),
        "ontology/telegram.ttl": ONTOLOGY,
        "ontology/vocabularies/all.ttl": _vocabulary().encode(),
        "shapes/act.ttl": b"",
    }
    for name, data in files.items():
        path = folder / name.removeprefix("ontology/")
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    return Resources(base="https://kg.example/", authorities=load_authorities(folder), files=files, sha256=digests)


@pytest.fixture(scope="session")
def resources(tmp_path_factory: pytest.TempPathFactory) -> Resources:
    return make_resources(tmp_path_factory.mktemp("ontology"))


@pytest.fixture(scope="session")
def background(resources: Resources) -> Background:
    return load_background(resources, "9.8.7")


def make_source() -> SourceText:
    return to_source(TEXT.encode(), DocId("1952/April--Wu"), "April--Wu.txt")


@pytest.fixture(scope="session")
def source() -> SourceText:
    return make_source()


class Reader:
    """Makes facts of words of the text, as extraction would."""

    def __init__(self, source: SourceText) -> None:
        self.source = source

    def at(self, words: str, nth: int = 0) -> int:
        start = -1
        for _ in range(nth + 1):
            start = self.source.text.index(words, start + 1)
        return start

    def quote(self, words: str, nth: int = 0) -> Evidence:
        start = self.at(words, nth)
        return self.source.quote(start, start + len(words))

    def stated(self, value, *words: str, rule: str = "test.rule", basis: str | None = None):
        return Stated(value, tuple(self.quote(one) for one in words), rule, basis)


SOKOLOV = Entity("person", "Ivan Sokolov", "sokolov")
WU = Entity("person", "Wu Pei", "wu-pei")
NORTHLAND = Entity("state", "Northland", "northland")


def make_extraction(source: SourceText) -> Extraction:
    """Return the facts of the telegram above."""
    read = Reader(source)
    stated, at = read.stated, read.at
    zakharov = Entity("person", "Zakharov", None, at("Zakharov"), ("person/zakharov-1", "person/zakharov-2"))
    hale = Entity("person", "General Hale", None, at("General Hale"))
    mark = ArchivalReference(
        start=at("RGASPI"),
        label="RGASPI, fond 17, opis 3, delo 0045, listy 6-7",
        repository=stated(Entity("organization", "RGASPI", "rgaspi"), "RGASPI"),
        fond=stated("17", "f. 17"),
        opis=stated("3", "op. 3"),
        delo=stated("0045", "d. 0045"),
        listy=stated("6-7", "ll. 6-7"),
    )
    inner = at("\u201cComrade")
    outer = Telegram(
        start=None,
        span=Span(0, len(source.text)),
        title=stated('Telegram "512"', "CIPHERED TELEGRAM No. 512/sh"),
        sender=(stated(zakharov, "Zakharov"),),
        addressee=(stated(SOKOLOV, "ORLOV [Ivan Sokolov]"),),
        sent_from=stated(Entity("place", "Beijing", "peking"), "PEKING"),
        date=stated(DateValue("1952-04-02", date(1952, 4, 2), date(1952, 4, 2)), "2.4.52"),
        received_at=stated("1952-04-03T09:40:00", "9:40", "3.4.1952"),
        cipher_number=(stated("512/sh", "512/sh"),),
        outgoing_number=(stated("88", "No. 88"),),
        incoming_number=(stated("7a", "No. 7"),),
        archival_reference=(mark,),
        published_at=stated("http://archive.example/d\u00e9pot/1", "CIPHERED"),
        mentions=(stated(WU, "WU PEI"), stated(hale, "General Hale"), stated(zakharov, "Zakharov")),
        incomplete=stated(True, "In reply to"),
    )
    quoted = Telegram(
        start=inner,
        span=Span(inner, at("No. 88")),
        quoted=True,
        sender=(stated(WU, "WU PEI"),),
        addressee=(stated(SOKOLOV, "Comrade ORLOV"),),
        date=stated(DateValue("1952-04~", date(1952, 4, 1), date(1952, 4, 30)), "2.4.52"),
        archival_reference=(mark,),
    )
    trucks, winches, fuel = at("trucks"), at("12 with"), at("tons of")
    request = Request(
        start=trucks,
        anchor=(read.quote("I ask you"), read.quote("trucks")),
        rule="request.ask",
        telegram=inner,
        label="trucks and fuel",
        status=stated("asked", "I ask you"),
        request_kind=stated("materiel", "trucks"),
        requester=(stated(WU, "I ask"),),
        requestee=(stated(NORTHLAND, "you", basis="person/sokolov"),),
        requested_via=(stated(hale, "General Hale"),),
        beneficiary_text=stated("the <Northern> army", "the <Northern> army"),
        period_end=stated(date(1952, 6, 30), "by June"),
        period="/1952-06-30",
        instalment_share=stated("1/6", "1/6 monthly"),
        instalment_interval=stated("P1M", "monthly"),
        items=(
            Item(
                start=trucks,
                label="trucks",
                commodity=stated("truck", "trucks"),
                quantity=stated(Decimal("30"), "30-50"),
                quantity_max=stated(Decimal("50"), "30-50"),
                unit=stated("piece", "trucks"),
                includes=(winches,),
            ),
            Item(start=winches, label="with winches", quantity=stated(Decimal("12.50"), "12"), unit=stated("piece", "12 with")),
            Item(
                start=fuel,
                label='"A" fuel',
                commodity=stated("fuel", "fuel"),
                quantity=stated(Decimal("1500"), "1,500"),
                unit=stated("ton", "tons"),
                quantity_qualifier=stated("about", "about"),
            ),
        ),
    )
    tents = at("tents")
    delivery = Delivery(
        start=tents,
        anchor=(read.quote("deliver 200 tents"),),
        rule="delivery.shall",
        telegram=inner,
        label="200 tents",
        status=stated("conditional", "if the road is open"),
        condition=stated("if the road is open", "if the road is open"),
        recipient=(stated(NORTHLAND, "Comrade ORLOV", basis="person/sokolov"),),
        period_start=stated(date(1952, 1, 1), "1952."[:4]),
        answers=(trucks,),
        items=(
            Item(
                start=tents,
                label="tents",
                commodity=stated("tent", "tents"),
                quantity=stated(Decimal(200), "200"),
                unit=stated("piece", "tents"),
            ),
        ),
    )
    letter = MentionedDocument(
        start=at("your letter"),
        telegram=None,
        anchor=(read.quote("In reply to your letter No. 7"),),
        rule="reference.reply",
        label="your letter No. 7",
        document_kind=stated("letter", "letter"),
        number=stated("7", "No. 7"),
        addressee=stated(zakharov, "I report"),
        in_reply_to=True,
    )
    use = CodeNameUse(start=at("ORLOV"), telegram=None, name=stated("ORLOV", "ORLOV"), denotes=stated(SOKOLOV, "ORLOV [Ivan Sokolov]"))
    return Extraction(telegrams=(outer, quoted), requests=(request,), deliveries=(delivery,), references=(letter,), code_name_uses=(use,))


@pytest.fixture(scope="session")
def extraction(source: SourceText) -> Extraction:
    return make_extraction(source)


@pytest.fixture(scope="session")
def graphs(extraction: Extraction, source: SourceText, background: Background) -> DocumentGraphs:
    return to_graphs(extraction, source, background)


@pytest.fixture(scope="session")
def reader(source: SourceText) -> Reader:
    return Reader(source)
