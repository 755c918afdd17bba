"""States, organizations, offices and places on a page."""

from __future__ import annotations

from datetime import date

import pytest

from kg_builder.extract.given import Given, to_given
from kg_builder.extract.people import find_mentions
from kg_builder.model import DocId
from kg_builder.resources import load_authorities
from kg_builder.source import to_source


@pytest.fixture(scope="module")
def given() -> Given:
    """Return the project's own authorities with their indexes."""
    return to_given(load_authorities())


def _mentions(text: str, given: Given, kind: str, written: date | None = None) -> list[tuple[str, str]]:
    found = find_mentions(to_source(text.encode(), DocId("d"), "d.txt"), given, written)
    return [(text[m.span.start : m.span.end], m.entity.key or m.entity.name) for m in found if m.entity.kind == kind]


STATES = [
    ("I hope that the Soviet government will send them.", [("Soviet government", "soviet-union")]),
    ("It is to be handed over to the Koreans.", [("Koreans", "korea-dprk")]),
    ("Korean comrades and the Chinese friends ask", [("Korean comrades", "korea-dprk"), ("Chinese friends", "china-prc")]),
    ("wanted the Hungarian authorities to approve", [("Hungarian authorities", "hungary")]),
    ("they [the Czechoslovaks] see it", [("Czechoslovaks", "czechoslovakia")]),
    ("Thailand Govt fears it", [("Thailand Govt", "thailand")]),
    ("The Government of India agrees", [("Government of India", "india")]),
    ("Koreans. Embtel 5.", [("Koreans", "korea-rok")]),
    ("From the Chinese, he answered", [("Chinese", "china-prc")]),
    ("Ceylon asks for rice; inform GOC accordingly.", [("Ceylon", "ceylon"), ("GOC", "ceylon")]),
    ("DPRK asks", [("DPRK", "korea-dprk")]),
]
NO_STATES = [
    "the Chinese ambassador, Korean pilots and a Soviet division",
    "in China and through Korea",
    "The Chinese people stand ready.",
    "give us what you can",
]
BODIES = [
    ("The Secretary of State to the Embassy in Malta", [("Embassy in Malta", "Embassy in Malta")]),
    ("a diplomat of the Bolivian Embassy in Lima told", [("Bolivian Embassy in Lima", "Bolivian Embassy in Lima")]),
    ("sent to the 19th Department of the Main Staff at noon", [("19th Department of the Main Staff", "19th Department of the Main Staff")]),
    ("the Ministry of Heavy Machines and Tools of Ruritania agreed", [("Ministry of Heavy Machines and Tools of Ruritania",) * 2]),
]
PLACES = [
    ("From PEKING by way of Ulan Bator-Kalgan", ["PEKING", "Ulan Bator", "Kalgan"]),
    ("the airfield at Langkou and the city of Tsikao", ["Langkou", "Tsikao"]),
    ("over the Suiping River and the Danshu Islands", ["Suiping River", "Danshu Islands"]),
    ("In Havana and in Puerto Rico", ["Havana", "Puerto Rico"]),
    ("by way of Voroshilov", []),
    ("goods flown from Voroshilov", ["Voroshilov"]),
]


@pytest.mark.parametrize(("text", "expected"), STATES)
def test_states_as_parties(given: Given, text: str, expected: list[tuple[str, str]]) -> None:
    """Governments, sides, comrades and peoples stand for their state; the kind of text settles which Korea."""
    assert [(words.removeprefix("the "), key) for words, key in _mentions(text, given, "state")] == expected


@pytest.mark.parametrize("text", NO_STATES)
def test_adjectives_and_scenes_are_no_parties(given: Given, text: str) -> None:
    """An adjective before a noun, a country where something happens, and the pronoun "us" are no parties."""
    assert _mentions(text, given, "state") == []


@pytest.mark.parametrize(("text", "expected"), BODIES)
def test_organizations_by_their_head_noun(given: Given, text: str, expected: list[tuple[str, str]]) -> None:
    """A body that nobody knows is told by its noun, with what belongs to it."""
    assert _mentions(text, given, "organization") == expected


@pytest.mark.parametrize(("text", "expected"), PLACES)
def test_places(given: Given, text: str, expected: list[str]) -> None:
    """Known places, and unknown ones after a word of place or before a noun of place."""
    assert [words for words, _ in _mentions(text, given, "place")] == expected


def test_a_department_is_that_of_state_in_prints_only(given: Given) -> None:
    """A bare "Department" names a body in State Department prints; "Railway Department" is another anywhere."""
    assert _mentions("Department concurs. Embtel 5.", given, "organization") == [("Department", "us-state-department")]
    assert ("Department", "us-state-department") not in _mentions("report to the Railway Department in time", given, "organization")


def test_one_identity_for_each_provisional_thing(given: Given) -> None:
    """Two mentions of one unknown body have one entity, that of the first."""
    text = "The Bolivian Embassy asks. Please tell the Bolivian Embassy."
    found = find_mentions(to_source(text.encode(), DocId("d"), "d.txt"), given)
    assert {m.entity.first for m in found if m.entity.kind == "organization"} == {4}
