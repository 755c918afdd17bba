"""Two names at one place become two entities, or one where they are the same words; nothing else is touched."""

from __future__ import annotations

from kg_builder.extract.identities import settle_identities
from kg_builder.model import DocId, Entity, EntityKind, Extraction, Span, Stated, Telegram
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
