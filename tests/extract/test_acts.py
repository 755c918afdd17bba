"""Requests and deliveries: who asks whom for what, what is handed over, and what is neither. Each text stands in the test."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from kg_builder.extract.acts import ActsFound, find_acts
from kg_builder.extract.given import Given, to_given
from kg_builder.extract.messages import Message, Passage
from kg_builder.extract.omissions import find_omissions
from kg_builder.extract.people import find_mentions
from kg_builder.model import Delivery, DocId, Entity, EntityKind, Request, Span, Stated, Telegram
from kg_builder.resources import load_authorities
from kg_builder.source import to_source


@pytest.fixture(scope="module")
def given() -> Given:
    return to_given(load_authorities())


@dataclass(frozen=True, slots=True)
class Scene:
    """Who writes to whom on which day."""

    speaker: tuple[EntityKind, str]
    hearer: tuple[EntityKind, str]
    day: date


ZHOU_TO_STALIN = Scene(("person", "zhou-enlai"), ("person", "stalin"), date(1951, 3, 1))
STALIN_TO_ZHOU = Scene(("person", "stalin"), ("person", "zhou-enlai"), date(1951, 3, 1))
SHTYKOV_TO_STALIN = Scene(("person", "shtykov"), ("person", "stalin"), date(1950, 5, 1))
EMBASSY = Scene(("organization", "us-state-department"), ("organization", "us-state-department"), date(1951, 3, 1))


def read(text: str, scene: Scene, given: Given) -> ActsFound:
    source = to_source(text.encode(), DocId("x"), "x.txt")
    entity = {role: given.authorities.entries[key].entity() for role, key in (("speaker", scene.speaker), ("hearer", scene.hearer))}
    message = Message(
        telegram=Telegram(start=None, span=Span(0, len(text))),
        passages=(Passage(Span(0, len(text))),),
        speaker=entity["speaker"],
        hearer=entity["hearer"],
        written=scene.day,
    )
    return find_acts(source, (message,), find_mentions(source, given, scene.day), given)


def names(who: tuple[Stated[Entity], ...]) -> str:
    return " and ".join(s.value.key or s.value.name for s in who)


def asked(request: Request) -> tuple[str, str, str, str, list[tuple[str, int | None]]]:
    return names(request.requester), names(request.requestee), request.request_kind.value, request.status.value, goods(request)


def handed(delivery: Delivery) -> tuple[str, str, str, list[tuple[str, int | None]]]:
    return names(delivery.supplier), names(delivery.recipient), delivery.status.value, goods(delivery)


def goods(act: Request | Delivery) -> list[tuple[str, int | None]]:
    return [(i.label, int(i.quantity.value) if i.quantity else None) for i in act.items]


REQUESTS = [
    ("I urgently ask you to give us 200 trucks.", ZHOU_TO_STALIN, ("zhou-enlai", "stalin", "materiel", "asked", [("trucks", 200)])),
    (
        "We ask the Soviet government to send to China 50 pilots.",
        ZHOU_TO_STALIN,
        ("zhou-enlai", "soviet-union", "personnel", "asked", [("pilots", 50)]),
    ),
    ("We hope to receive from you 500 tons of TNT.", ZHOU_TO_STALIN, ("zhou-enlai", "stalin", "materiel", "asked", [("TNT", 500)])),
    ("Please inform me of your decision.", ZHOU_TO_STALIN, ("zhou-enlai", "stalin", "information", "asked", [])),
    ("Kim Il Sung asked me to join him in going over the plan.", SHTYKOV_TO_STALIN, ("kim-il-sung", "shtykov", "action", "reported", [])),
    (
        "Kim Il Sung asked for 50 tanks and 20 planes.",
        SHTYKOV_TO_STALIN,
        ("kim-il-sung", "stalin", "materiel", "reported", [("tanks", 50), ("planes", 20)]),
    ),
    (
        "Your request for 12,000 rifles will be satisfied in full.",
        STALIN_TO_ZHOU,
        ("zhou-enlai", "stalin", "materiel", "accepted", [("rifles", 12_000)]),
    ),
    (
        "Your request for jet planes cannot be fulfilled.",
        STALIN_TO_ZHOU,
        ("zhou-enlai", "stalin", "materiel", "refused", [("jet planes", None)]),
    ),
]
NO_REQUESTS = [
    "Confirm receipt.",
    "Please bring this to the notice of Comrade Kim Il Sung.",
    "I ask you to do as much as is possible.",
    "I await your reply.",
    "Our troops lost 300 men and took 20 tanks.",
    "We shall draw up an application for military goods.",
    "Kim Il Sung asked to see me, and we met.",
]
DELIVERIES = [
    ("We can give you 100 tanks in the first half of 1951.", STALIN_TO_ZHOU, ("soviet-union", "china-prc", "promised", [("tanks", 100)])),
    ("300 trucks were shipped on 5 February.", STALIN_TO_ZHOU, ("soviet-union", "china-prc", "done", [("trucks", 300)])),
    ("We are ready to send 20 boats if the harbor is free.", STALIN_TO_ZHOU, ("soviet-union", "china-prc", "conditional", [("boats", 20)])),
    ("A loan of 15 million rubles cannot be granted.", STALIN_TO_ZHOU, ("soviet-union", "china-prc", "refused", [("loan", 15_000_000)])),
    ("The trucks are being loaded now.", STALIN_TO_ZHOU, ("soviet-union", "china-prc", "under-way", [("trucks", None)])),
]
NO_DELIVERIES = [
    "We give our agreement to the plan.",
    "Our troops will go to the front by rail.",
    "He handed to Mao Zedong a letter.",
    "The enemy has lost 40 planes.",
]


@pytest.mark.parametrize(("text", "scene", "expected"), REQUESTS, ids=[r[0] for r in REQUESTS])
def test_a_request_says_who_asks_whom_for_what(text: str, scene: Scene, expected: object, given: Given) -> None:
    assert [asked(r) for r in read(text, scene, given).requests] == [expected]


@pytest.mark.parametrize("text", NO_REQUESTS)
def test_what_only_looks_like_a_request_is_none(text: str, given: Given) -> None:
    assert read(text, ZHOU_TO_STALIN, given).requests == ()


@pytest.mark.parametrize(("text", "scene", "expected"), DELIVERIES, ids=[d[0] for d in DELIVERIES])
def test_a_delivery_says_from_whom_to_whom_and_how_surely(text: str, scene: Scene, expected: object, given: Given) -> None:
    assert [handed(d) for d in read(text, scene, given).deliveries] == [expected]


@pytest.mark.parametrize("text", NO_DELIVERIES)
def test_what_only_looks_like_a_delivery_is_none(text: str, given: Given) -> None:
    assert read(text, STALIN_TO_ZHOU, given).deliveries == ()


def test_a_delivery_answers_the_request_of_the_same_text(given: Given) -> None:
    found = read("You ask for 900 trucks. We can give 600 trucks by the end of the year.", STALIN_TO_ZHOU, given)
    assert [r.status.value for r in found.requests] == ["accepted"]
    assert [d.answers for d in found.deliveries] == [(found.requests[0].start,)]


def test_a_refusal_is_a_refused_request_and_a_refused_delivery(given: Given) -> None:
    found = read("A loan of 15 million rubles cannot be granted.", STALIN_TO_ZHOU, given)
    assert [asked(r)[:4] for r in found.requests] == [("zhou-enlai", "soviet-union", "money", "refused")]
    assert found.deliveries[0].answers == (found.requests[0].start,)


def test_a_whole_and_its_shares_are_tied(given: Given) -> None:
    text = "Of the total quantity of arms for sixty divisions, arms for sixteen divisions will be delivered this year, and arms for the remaining forty-four divisions will be delivered in 1952-1953."
    found = read(text, ZHOU_TO_STALIN, given)
    whole, first, second = found.deliveries
    assert (whole.part_of, first.part_of, second.part_of) == (None, whole.start, whole.start)
    assert (whole.period, first.period, second.period) == ("1951-01-01/1953-12-31", "1951-01-01/1951-12-31", "1952-01-01/1953-12-31")


def test_every_statement_of_an_act_is_quoted_from_the_text(given: Given) -> None:
    text = "I ask you to send 50 advisers and 200 trucks to Beijing in May, at 1/6 monthly."
    for act in read(text, ZHOU_TO_STALIN, given).requests:
        for evidence in (
            *act.anchor,
            *(e for s in (act.status, act.action, act.period_start, act.instalment_share) if s for e in s.evidence),
        ):
            assert text[evidence.span.start : evidence.span.end] == evidence.quote
        assert (
            act.instalment_share.value if act.instalment_share else None,
            act.instalment_interval.value if act.instalment_interval else None,
        ) == ("1/6", "P1M")


def test_what_gave_no_fact_is_reported_with_its_reason(given: Given) -> None:
    text = "Confirm receipt.\n\nI ask you to do as much as is possible.\n\nThe enemy lost 300 tanks."
    source = to_source(text.encode(), DocId("x"), "x.txt")
    message = Message(
        telegram=Telegram(start=None, span=Span(0, len(text))),
        passages=(Passage(Span(0, len(text))),),
        speaker=None,
        hearer=None,
        written=None,
    )
    found = find_omissions(source, (message,), (), (), given)
    assert [f.code for f in found] == ["omission.relay-order", "omission.closing-plea", "omission.quantity-outside-act"]
    assert found[1].message.startswith("line 3, column 1: “I ask you to do as much as is possible.” – ")
