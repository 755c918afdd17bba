"""The seed's facts made by hand, so that the questions are tested on what is right whatever the extraction finds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyoxigraph
import pytest

from kg_builder.datafiles import find_data_dir
from kg_builder.graphs import Background, load_background
from kg_builder.mapping import to_graphs
from kg_builder.model import (
    ArchivalReference,
    CodeNameUse,
    DateValue,
    Delivery,
    DocId,
    Entity,
    Extraction,
    Item,
    MentionedDocument,
    Request,
    Span,
    Stated,
    Telegram,
)
from kg_builder.reason import infer_fast, load_rules
from kg_builder.resources import Resources, load_resources
from kg_builder.serialize import to_nquads
from kg_builder.source import SourceText, to_source

MAO = Entity("person", "Mao Zedong", "mao-zedong")
STALIN = Entity("person", "Joseph Stalin", "stalin")
GAO = Entity("person", "Gao Gang", "gao-gang")
XU = Entity("person", "Xu Xiangqian", "xu-xiangqian")
SOVIET_UNION = Entity("state", "Soviet Union", "soviet-union")
CHINA = Entity("state", "People's Republic of China", "china-prc")
NORTH_KOREA = Entity("state", "Democratic People's Republic of Korea", "korea-dprk")
ASKED_GOODS = {
    "rifles": "rifle",
    "artillery": "artillery",
    "tanks": "tank",
    "airplanes": "aircraft",
    "automobiles": "automobile",
    "spare parts for automobiles": "spare-parts",
    "GSM": "fuel-lubricants",
    "medicines": "medicines",
    "other military equipment": "military-equipment",
}


class Reader:
    """Makes facts of words of the text that stand after an anchor, as extraction would."""

    def __init__(self, source: SourceText) -> None:
        self.source = source

    def at(self, words: str, after: str = "") -> int:
        """Return where the words begin, the first place at or after the anchor."""
        return self.source.text.index(words, self.source.text.index(after))

    def stated(self, value, words: str, after: str = "", basis: str | None = None):
        start = self.at(words, after)
        return Stated(value, (self.source.quote(start, start + len(words)),), "test.by-hand", basis)

    def arms(self, words: str, number: int, after: str = "", includes: tuple[int, ...] = (), label: str = "arms") -> Item:
        return Item(
            start=self.at(words, after),
            label=label,
            commodity=self.stated("arms", words, after),
            quantity=self.stated(Decimal(number), words, after),
            unit=self.stated("division-unit", words, after),
            includes=includes,
        )


def _telegram(read: Reader) -> Telegram:
    stated = read.stated
    day = DateValue("1951-06-21", date(1951, 6, 21), date(1951, 6, 21))
    mark = ArchivalReference(
        start=read.at("APRF"),
        label="APRF, fond 45, opis 1, delo 339, listy 64-65",
        repository=stated(Entity("organization", "Archive of the President of the Russian Federation", "aprf"), "APRF"),
        fond=stated("45", "f. 45"),
        opis=stated("1", "op. 1"),
        delo=stated("339", "d. 339"),
        listy=stated("64-65", "II. 64-65"),
    )
    return Telegram(
        start=None,
        span=Span(0, len(read.source.text)),
        title=stated("Telegram from Mao Zedong to I.V. Stalin", "Telegram from Mao Zedong to I.V. Stalin"),
        sender=(stated(MAO, "MAO ZEDONG"),),
        addressee=(stated(STALIN, "FILIPPOV [Stalin]"),),
        copy_to=(stated(STALIN, "Stalin (2)"),),
        date=stated(day, "21.6.51"),
        received_at=stated("1951-06-21T21:15:00", "21:15 21.6.1951"),
        sent_from=stated(Entity("place", "Beijing", "beijing"), "BEIJING"),
        cipher_number=(stated("21039", "21039"),),
        outgoing_number=(stated("3107", "3107"),),
        series=(stated('SERIES "G" T', 'SERIES "G" T'),),
        archival_reference=(mark,),
        mentions=(stated(GAO, "Gao Gang"), stated(XU, "Siu Sian-tsian")),
    )


def _requests(read: Reader) -> tuple[Request, ...]:
    stated, at, quote = read.stated, read.at, read.source.quote

    def anchor(words: str, after: str = "") -> tuple:
        return (quote(at(words, after), at(words, after) + len(words)),)

    planting = Request(
        start=at("representatives to assist"),
        anchor=anchor("representatives to assist"),
        rule="test.by-hand",
        telegram=None,
        label="representatives for planning the rubber trees",
        status=stated("asked", "I hope"),
        request_kind=stated("personnel", "representatives to assist"),
        requester=(stated(MAO, "I hope"),),
        requestee=(stated(SOVIET_UNION, "Soviet government"),),
        items=(
            Item(
                start=at("representatives to assist"),
                label="representatives",
                commodity=stated("representatives", "representatives to assist"),
            ),
        ),
    )
    sixteen = Request(
        start=at("arms for sixteen divisions, to which"),
        anchor=anchor("arms for sixteen divisions, to which"),
        rule="test.by-hand",
        telegram=None,
        label="arms for sixteen divisions",
        status=stated("accepted", "to which you agreed"),
        request_kind=stated("materiel", "arms for sixteen divisions"),
        requester=(stated(MAO, "we commissioned"),),
        requestee=(stated(STALIN, "to you with a request"),),
        requested_via=(stated(GAO, "Comrade Gao Gang to appeal"),),
        period_start=stated(date(1951, 1, 1), "the present year"),
        period_end=stated(date(1951, 12, 31), "the present year"),
        period="1951",
        items=(read.arms("arms for sixteen divisions", 16),),
    )
    goods = at("rifles, artillery")
    monthly = Request(
        start=goods,
        anchor=anchor("rifles, artillery"),
        rule="test.by-hand",
        telegram=None,
        label="nine kinds of goods",
        status=stated("asked", "I ask you to study"),
        request_kind=stated("materiel", "rifles, artillery"),
        requester=(stated(MAO, "I ask you to study"),),
        requestee=(stated(STALIN, "you to study"),),
        period_start=stated(date(1951, 7, 1), "from July to the end of the year"),
        period_end=stated(date(1951, 12, 31), "from July to the end of the year"),
        period="1951-07/1951-12",
        instalment_share=stated("1/6", "1/6 [of the total] monthly"),
        instalment_interval=stated("P1M", "monthly"),
        items=tuple(
            Item(start=at(words, "all deliveries of"), label=words, commodity=stated(key, words, "all deliveries of"))
            for words, key in ASKED_GOODS.items()
        ),
    )
    return planting, sixteen, monthly


def _deliveries(read: Reader) -> tuple[Delivery, ...]:
    stated, at, quote = read.stated, read.at, read.source.quote

    def delivery(words: str, status: str, cue: str, years: tuple[int, int], items: tuple[Item, ...], **more) -> Delivery:
        return Delivery(
            start=at(words),
            anchor=(quote(at(words), at(words) + len(words)),),
            rule="test.by-hand",
            telegram=None,
            label=words,
            status=stated(status, cue),
            supplier=(stated(SOVIET_UNION, "Soviet General Staff", basis="organization/soviet-general-staff"),),
            recipient=(stated(CHINA, "Our troops", basis="person/mao-zedong"),),
            period_start=stated(date(years[0], 1, 1), cue),
            period_end=stated(date(years[1], 12, 31), cue),
            period=f"{years[0]}/{years[1]}",
            items=items,
            **more,
        )

    sixty, three = "arms for sixty divisions", "three Korean"
    korean = Item(
        start=at(three),
        label="arms for Korean divisions",
        commodity=stated("arms", three),
        quantity=stated(Decimal(3), three),
        unit=stated("division-unit", three),
        beneficiary=stated(NORTH_KOREA, three),
    )
    this_year = "will be delivered this year"
    return (
        delivery(sixty, "planned", "according to the calculation", (1951, 1953), (read.arms(sixty, 60),)),
        delivery(
            "arms for only sixteen divisions",
            "planned",
            this_year,
            (1951, 1951),
            (read.arms("arms for only sixteen divisions", 16, includes=(at(three),)), korean),
            part_of=at(sixty),
        ),
        delivery(
            "arms for the remaining forty-four divisions",
            "planned",
            "will be delivered in 1952-1953",
            (1952, 1953),
            (read.arms("arms for the remaining forty-four divisions", 44),),
            part_of=at(sixty),
        ),
        delivery(
            "the missing quantity of arms",
            "conditional",
            "can be delivered in the next year",
            (1952, 1952),
            (
                Item(
                    start=at("the missing quantity of arms"),
                    label="the missing quantity of arms",
                    commodity=stated("arms", "the missing quantity of arms"),
                    quantity_qualifier=stated("missing", "the missing quantity"),
                ),
            ),
            condition=stated(
                "With the availability this year of deliveries of arms according to our applications",
                "With the availability this year of deliveries of arms according to our applications",
            ),
        ),
        delivery(
            "sixteen divisions, to which you agreed",
            "promised",
            "to which you agreed",
            (1951, 1951),
            (read.arms("sixteen divisions, to which you agreed", 16),),
            answers=(at("arms for sixteen divisions, to which"),),
        ),
    )


def _references(read: Reader) -> tuple[MentionedDocument, ...]:
    def telegram(words: str, sender: Entity, addressee: Entity) -> MentionedDocument:
        start = read.at(words)
        return MentionedDocument(
            start=start,
            telegram=None,
            anchor=(read.source.quote(start, start + len(words)),),
            rule="test.by-hand",
            label=words,
            document_kind=read.stated("telegram", "telegram", words),
            sender=read.stated(sender, words),
            addressee=read.stated(addressee, words),
        )

    return (
        telegram("sent a telegram to Comrade Siu Sian-tsian", MAO, XU),
        telegram("a telegram received from Comrade Siu Sian-tsian", XU, MAO),
    )


def to_seed_extraction(source: SourceText) -> Extraction:
    """Return the facts of the seed as its reader would write them down."""
    read = Reader(source)
    use = CodeNameUse(
        start=read.at("FILIPPOV [Stalin]"),
        telegram=None,
        name=read.stated("FILIPPOV", "FILIPPOV [Stalin]"),
        denotes=read.stated(STALIN, "FILIPPOV [Stalin]"),
    )
    return Extraction(
        telegrams=(_telegram(read),),
        requests=_requests(read),
        deliveries=_deliveries(read),
        references=_references(read),
        code_name_uses=(use,),
    )


@pytest.fixture(scope="session")
def ontology_dir() -> Path:
    return find_data_dir("ontology")


@pytest.fixture(scope="session")
def resources() -> Resources:
    return load_resources()


@pytest.fixture(scope="session")
def background(resources: Resources) -> Background:
    return load_background(resources, "1.2.3")


@pytest.fixture(scope="session")
def seed_source(seed: Path) -> SourceText:
    return to_source(seed.read_bytes(), DocId(seed.stem), seed.name)


def to_store(quads: bytes) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.load(quads, pyoxigraph.RdfFormat.N_QUADS)
    return store


@pytest.fixture(scope="session")
def seed_store(seed_source: SourceText, background: Background, resources: Resources) -> pyoxigraph.Store:
    """Return the seed's named graphs."""
    graphs = to_graphs(to_seed_extraction(seed_source), seed_source, background)
    inferred = infer_fast((*graphs.facts, *graphs.authority), load_rules(resources.ontology))
    return to_store(to_nquads(graphs.to_quads(inferred)))


Ask = Callable[..., list[dict[str, str]]]


@pytest.fixture(scope="session")
def ask(ontology_dir: Path) -> Ask:
    """Return a function that answers a question over a store, rows by variable; unbound variables are left out."""

    def run(store: pyoxigraph.Store, name: str, **bindings: str) -> list[dict[str, str]]:
        text = (ontology_dir / "competency" / f"{name}.rq").read_text("utf-8")
        terms = {pyoxigraph.Variable(key): pyoxigraph.NamedNode(value) for key, value in bindings.items()}
        found = store.query(text, use_default_graph_as_union=True, substitutions=terms)
        names = [variable.value for variable in found.variables]
        return [{key: term.value for key, term in zip(names, row, strict=True) if term is not None} for row in found]

    return run
