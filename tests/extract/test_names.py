"""The index of known names: what it finds, at which offsets of the text as decoded, and what it must leave alone."""

from __future__ import annotations

import pickle
import string
import time

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from kg_builder.authority import Authorities, AuthorityEntry, CodeName
from kg_builder.extract.names import NameIndex, flatten, fold, fold_name, sound, squeeze
from kg_builder.model import EntityKind


def _entry(kind: EntityKind, key: str, *labels: str, **more: object) -> AuthorityEntry:
    return AuthorityEntry(kind=kind, key=key, name=labels[0], labels=labels, **more)  # type: ignore[arg-type]  # the keys are the record's own


ENTRIES = (
    _entry("person", "kim-il-sung", "Kim Il Sung", "Kim Ir-sen"),
    _entry("person", "kim-il", "Kim Il"),
    _entry("person", "stalin", "Joseph Stalin", "Stalin", code_names=(CodeName(name="Filippov"), CodeName(name="Feng Xi"))),
    _entry("person", "menshikov", "Mikhail Menshikov", "M. A. Men'shikov"),
    _entry("person", "jelen", "Bolesław Jeleń"),
    _entry("person", "voroshilov", "Kliment Voroshilov", "Voroshilov"),
    _entry("person", "bradley", "Omar Bradley", "Bradley", context_labels=frozenset({"Bradley"})),
    _entry("place", "voroshilov", "Voroshilov (Ussuriysk)"),
    _entry("place", "beijing", "Beijing", "Peking"),
    _entry("place", "xian", "Xi'an"),
    _entry("organization", "general-staff", "General Staff"),
    _entry("organization", "us-army", "United States Army", "USA"),
    _entry("organization", "mid", "Ministry of Foreign Affairs", "MID"),
)
INDEX = NameIndex.build(Authorities(entries={(entry.kind, entry.key): entry for entry in ENTRIES}, concepts={}))

FOUND = [
    ("a letter of Kim Il Sung to Kim Il", [("Kim Il Sung", "kim-il-sung"), ("Kim Il", "kim-il")]),
    ("KIM IL SUNG asked", [("KIM IL SUNG", "kim-il-sung")]),
    ("Kim  Il\r\nSung asked", [("Kim  Il\r\nSung", "kim-il-sung")]),
    ("Kim\u00a0Il-Sung", [("Kim\u00a0Il-Sung", "kim-il-sung")]),
    ("Kim Ir Sen and Kim Irsen", [("Kim Ir Sen", "kim-il-sung"), ("Kim Irsen", "kim-il-sung")]),
    ("to Cde. Men’shikov", [("Men’shikov", "menshikov")]),
    ("to Cde. Menshikov", [("Menshikov", "menshikov")]),
    ("JELEŃ", [("JELEŃ", "jelen")]),
    ("Jelen\u0301 wrote", [("Jelen\u0301", "jelen")]),
    ("Men-\nshikov signed", [("Men-\nshikov", "menshikov")]),
    ("Stalin's answer", [("Stalin", "stalin")]),
    ("“Filippov.”", [("Filippov", "stalin")]),
    ("From BeijingReceived 21:15", [("Beijing", "beijing")]),
    ("From Beijing15 hours", [("Beijing", "beijing")]),
    ("Xi’an and Xian", [("Xi’an", "xian"), ("Xian", "xian")]),
    ("the chief of the general staff", [("general staff", "general-staff")]),
    ("a note of the MID", [("MID", "mid")]),
    ("flown from Voroshilov", [("Voroshilov", "voroshilov"), ("Voroshilov", "voroshilov")]),
    ("Bradley", [("Bradley", "bradley")]),
]
LEFT = [
    "Stalingrad and Stalinist",
    "in the mid of the month",
    "beijing duck",
    "the usage of the army",
    "Kim\n\nIl Sung",
    "Filippovsky",
    "MidWest",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_known_names_are_found_at_their_offsets(text: str, expected: list[tuple[str, str]]) -> None:
    """The longest name wins; case, accents, quotes, hyphens and line breaks do not count."""
    hits = [(text[hit.span.start : hit.span.end], entry.key) for hit in INDEX.find(text) for entry in hit.entries]
    assert hits == expected


@pytest.mark.parametrize("text", LEFT)
def test_parts_of_words_and_small_letters_are_no_names(text: str) -> None:
    """A name has word boundaries, its capital, and no blank line inside."""
    assert not [entry for hit in INDEX.find(text) for entry in hit.entries]


def test_how_a_string_belongs_to_an_entry() -> None:
    """A code name, a surname cut from a label and a label that needs a context are told apart."""
    how = {
        text: [fit.how for fit in INDEX.lookup(text) if fit.entry.kind == "person"]
        for text in ("Stalin", "FILIPPOV", "Menshikov", "Bradley")
    }
    assert how == {"Stalin": ["label"], "FILIPPOV": ["code"], "Menshikov": ["surname"], "Bradley": ["context"]}


def test_letters_set_apart_are_looked_up() -> None:
    """`S T A L I N` and `Sta-lin` are Stalin."""
    assert [fit.entry.key for name in ("S T A L I N", "Sta-lin") for fit in INDEX.lookup(name)] == ["stalin", "stalin"]


def test_romanisations_sound_alike() -> None:
    """One Russian surname in several Latin spellings has one sound, two surnames have two."""
    for one, other in (
        ("Vyshinsky", "Vyshinskii"),
        ("Razuvaev", "Razuvayev"),
        ("Roshchin", "Roschin"),
        ("Vasiliev", "Vasil'yev"),
        ("Mikoyan", "Mikoian"),
    ):
        assert sound(squeeze(one)) == sound(squeeze(other))
    assert sound("zakharov") != sound("zhukov")


def test_the_index_can_be_pickled() -> None:
    """Workers get it as bytes."""
    again = pickle.loads(pickle.dumps(INDEX))
    assert [hit.span for hit in again.find("Kim Il Sung")] == [hit.span for hit in INDEX.find("Kim Il Sung")]


def test_an_empty_authority_finds_nothing_of_its_own() -> None:
    """Only the words of the gazetteer are left."""
    index = NameIndex.build(Authorities(entries={}, concepts={}))
    assert not [entry for hit in index.find("Stalin in Beijing") for entry in hit.entries]


@for_all(st.text())
def test_flattening_keeps_every_offset(text: str) -> None:
    """One code point for one code point."""
    assert len(flatten(text)) == len(text)


@for_all(st.text(alphabet=string.ascii_letters + " \n\r\t'’-–é\u0301\u00a0"))
def test_folding_maps_back(text: str) -> None:
    """Each letter of the folded text stands where `original` says."""
    flat, folded = flatten(text), fold(text)
    for at, char in enumerate(folded.text):
        if char.isalnum():
            assert flat[folded.original(at)] == char


@for_all(st.text(alphabet=string.ascii_letters + " -'."))
def test_a_folded_name_is_folded_already(name: str) -> None:
    """Folding twice changes nothing."""
    assert fold_name(fold_name(name)) == fold_name(name)


@pytest.mark.parametrize("unit", ["1", " ", "[", "] ", "( ", "A", "A ", "Ab ", "KIM IL ", "Kim Il ", "-", "A-", "'", "\r", "\n", "x\n"])
def test_long_runs_cost_no_more_than_their_length(unit: str) -> None:
    """50,000 characters of one kind take less than a second."""
    text = unit * (50_000 // len(unit))
    began = time.process_time()
    INDEX.find(text)
    assert time.process_time() - began < 1
