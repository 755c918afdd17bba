"""The lines of goods, people and money in an object phrase."""

from __future__ import annotations

import pytest

from kg_builder.extract.given import Given, to_given
from kg_builder.extract.items import read_items, read_object
from kg_builder.model import DocId, Item, Span
from kg_builder.resources import load_authorities
from kg_builder.source import SourceText, to_source


@pytest.fixture(scope="module")
def given() -> Given:
    return to_given(load_authorities())


def source_of(text: str) -> SourceText:
    return to_source(text.encode(), DocId("x"), "x.txt")


def short(item: Item) -> tuple[str, str | None, str | None, str | None]:
    number = None
    if item.quantity:
        number = f"{item.quantity.value.normalize():f}" + (f"-{item.quantity_max.value.normalize():f}" if item.quantity_max else "")
    return item.label, number, item.unit.value if item.unit else None, item.commodity.value if item.commodity else None


TABLE: list[tuple[str, list[tuple[str, str | None, str | None, str | None]]]] = [
    (
        "50,000 rifles; 5,000 PPSh sub-machine guns",
        [("rifles", "50000", "piece", "rifle"), ("PPSh sub-machine guns", "5000", "piece", "ppsh-41")],
    ),
    (
        "36 155 mm. howitzers and 36 75 mm. anti-tank guns.",
        [("155 mm. howitzers", "36", "piece", "howitzer"), ("75 mm. anti-tank guns", "36", "piece", "anti-tank-gun")],
    ),
    ("arms for only sixteen divisions", [("arms", "16", "division-unit", "arms")]),
    ("two divisions, those in Manchuria", [("divisions", "2", "division-unit", "division")]),
    ("Soviet jet forces (two regiments), able to fight", [("Soviet jet forces", "2", "regiment-unit", "air-units")]),
    ("a loan of 15 million rubles", [("loan", "15000000", "soviet-ruble", "credit")]),
    ("military goods worth 140 million rubles", [("military goods", "140000000", "soviet-ruble", "military-equipment")]),
    ("600 tons of sugar and 6,000 tons wheat", [("sugar", "600", "ton", "sugar"), ("wheat", "6000", "ton", "wheat")]),
    (
        "30-50 transport aircraft for food, clothing and part of the troops",
        [("transport aircraft", "30-50", "piece", "transport-aircraft")],
    ),
    (
        "rifles, artillery, spare parts for automobiles and GSM",
        [
            ("rifles", None, None, "rifle"),
            ("artillery", None, None, "artillery"),
            ("spare parts for automobiles", None, None, "spare-parts"),
            ("GSM", None, None, "fuel-lubricants"),
        ],
    ),
    (
        "40 instructors, including 6 radio operators",
        [("instructors", "40", "person", "instructors"), ("radio operators", "6", "person", "radio-operators")],
    ),
    (
        "pure “DDT” - 600 tons, live plague vaccine - 20 million doses",
        [("pure “DDT", "600", "ton", "disinfectant"), ("live plague vaccine", "20000000", "dose", "vaccine")],
    ),
    ("arms, as follows: 500 rifles; 20 mortars", [("rifles", "500", "piece", "rifle"), ("mortars", "20", "piece", "mortar")]),
]


@pytest.mark.parametrize(("text", "expected"), TABLE, ids=[t for t, _ in TABLE])
def test_a_line_has_its_label_figure_unit_and_commodity(text: str, expected: list[object], given: Given) -> None:
    items = read_items(source_of(text), Span(0, len(text)), given)
    assert [short(i) for i in items] == expected


@pytest.mark.parametrize(
    "text",
    [
        "the advice of our comrades",
        "three months",
        "two lists of requests",
        "your opinion on the question",
        "to lead ours to them",
        "five of the points",
    ],
)
def test_what_is_no_goods_gives_no_item(text: str, given: Given) -> None:
    assert read_items(source_of(text), Span(0, len(text)), given) == ()


def test_a_total_includes_its_parts_and_every_value_its_words(given: Given) -> None:
    """Parts are lines of their own, never added to the total; each quote is the text at its place."""
    text = "312 airplanes by December 1950 (140 R9, 28 UR9 and 19 UT2)"
    items = read_items(source_of(text), Span(0, len(text)), given)
    assert [short(i)[:2] for i in items] == [("airplanes", "312"), ("R9", "140"), ("UR9", "28"), ("UT2", "19")]
    assert items[0].includes == tuple(i.start for i in items[1:])
    for item in items:
        for stated in (item.quantity, item.unit, item.commodity):
            for evidence in stated.evidence if stated else ():
                assert text[evidence.span.start : evidence.span.end] == evidence.quote


def test_a_rate_is_an_instalment_and_the_sum_the_quantity(given: Given) -> None:
    text = "gasoline - 4,000 tons a month from January to June, in all 24,000 tons"
    items = read_items(source_of(text), Span(0, len(text)), given)
    assert [(i.instalment_quantity.value if i.instalment_quantity else None, i.quantity.value if i.quantity else None) for i in items][-1][
        1
    ] == 24_000


def test_the_bare_object_of_a_delivery_is_an_item_whatever_it_is(given: Given) -> None:
    text = "the rolling mill in the fourth quarter"
    assert [short(i)[0] for i in read_object(source_of(text), Span(0, len(text)), given)] == ["rolling mill"]
    assert read_object(source_of("the reply of our government"), Span(0, 27), given) == ()
