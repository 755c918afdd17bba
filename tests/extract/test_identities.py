"""Two names at one place become two entities, or one where they are the same words; nothing else is touched."""

from __future__ import annotations

from kg_builder.extract.identities import settle_identities
from kg_builder.model import (
    ArchivalReference,
    CodeNameUse,
    DocId,
    Entity,
    EntityKind,
    Extraction,
    Item,
    MentionedDocument,
    Request,
    Span,
    Stated,
    Telegram,
)
from kg_builder.source import SourceText, to_source


def source() -> SourceText:
    return to_source(b"TEST ADMINISTRATION OF STAFFS. Archive TEST.", DocId("x"), "x.txt")


def stated(source: SourceText, entity: Entity, start: int, end: int) -> Stated[Entity]:
    return Stated(entity, (source.quote(start, end),), "rule")


def telegram(*mentions: Stated[Entity]) -> Extraction:
    return Extraction(telegrams=(Telegram(start=None, span=Span(0, 44), mentions=mentions),))


def identities(extraction: Extraction) -> list[tuple[EntityKind, int, str]]:
    return [(m.value.kind, m.value.first, m.value.name) for m in extraction.telegrams[0].mentions]


def test_a_short_name_inside_a_long_one_gets_its_own_place() -> None:
    text = source()
    long, short = Entity("organization", "TEST ADMINISTRATION OF STAFFS", first=0), Entity("organization", "TEST", first=0)
    settled = settle_identities(telegram(stated(text, long, 0, 29), stated(text, short, 39, 43)))
    assert identities(settled) == [("organization", 0, "TEST ADMINISTRATION OF STAFFS"), ("organization", 39, "TEST")]


def test_two_names_read_at_one_place_are_one_thing() -> None:
    text = source()
    short, long = Entity("organization", "TEST ADMINISTRATION", first=0), Entity("organization", "TEST ADMINISTRATION OF STAFFS", first=0)
    settled = settle_identities(telegram(stated(text, short, 0, 19), stated(text, long, 0, 29)))
    assert identities(settled) == [("organization", 0, "TEST ADMINISTRATION"), ("organization", 0, "TEST ADMINISTRATION")]


def test_a_person_and_an_organization_may_share_a_place() -> None:
    text = source()
    found = telegram(stated(text, Entity("person", "Test", first=0), 0, 4), stated(text, Entity("organization", "TEST", first=0), 0, 4))
    assert settle_identities(found) is found


def test_one_name_that_may_mean_several_is_one_thing() -> None:
    text = source()
    one, other = Entity("person", "Test", first=0, may_be=("person/test-a", "person/test-b")), Entity("person", "Test", first=0)
    settled = settle_identities(telegram(stated(text, one, 0, 4), stated(text, other, 39, 43)))
    assert {mention.value for mention in settled.telegrams[0].mentions} == {one}


def request(start: int, label: str, *items: Item) -> Request:
    said: Stated[str] = Stated("asked", (source().quote(0, 4),), "rule")
    return Request(
        start=start, anchor=said.evidence, rule="rule", telegram=None, label=label, status=said, request_kind=said, items=tuple(items)
    )


def test_acts_and_items_of_one_start_move_to_where_nothing_starts() -> None:
    """Those that are alone at their start keep it, equal ones stay equal."""
    items = (Item(start=3, label="a"), Item(start=3, label="b"), Item(start=4, label="c"), Item(start=3, label="a"))
    found = Extraction(requests=(request(5, "one", *items), request(5, "two"), request(6, "three"), request(5, "two")))
    settled = settle_identities(found)
    assert [(act.start, act.label) for act in settled.requests] == [(5, "one"), (7, "two"), (6, "three"), (7, "two")]
    assert [(item.start, item.label) for item in settled.requests[0].items] == [(3, "a"), (5, "b"), (4, "c"), (3, "a")]


def test_telegrams_marks_references_and_code_names_of_one_start_are_told_apart() -> None:
    text = source()
    name = stated(text, Entity("person", "Test", first=0), 0, 4)
    code: Stated[str] = Stated("TEST", name.evidence, "rule")
    marks = (ArchivalReference(start=1, label="a"), ArchivalReference(start=1, label="b"))
    found = Extraction(
        telegrams=(Telegram(start=9, span=Span(9, 44), archival_reference=marks), Telegram(start=9, span=Span(9, 20))),
        references=tuple(MentionedDocument(start=2, telegram=None, anchor=name.evidence, rule="rule", label=x) for x in "ab"),
        code_name_uses=(
            CodeNameUse(start=8, telegram=None, name=code, denotes=name),
            CodeNameUse(start=8, telegram=9, name=code, denotes=name),
        ),
    )
    settled = settle_identities(found)
    assert [one.start for one in settled.telegrams] == [9, 10]
    assert [mark.start for mark in settled.telegrams[0].archival_reference] == [1, 2]
    assert [one.start for one in settled.references] == [2, 3]
    assert [one.start for one in settled.code_name_uses] == [8, 9]
    assert settle_identities(settled) is settled
