"""Characters that do not show hide no name, and every quote is that of the text with all its characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from hypothesis import given as given_by
from hypothesis import strategies as st

from kg_builder import model
from kg_builder.extract.document import extract
from kg_builder.extract.given import Given, to_given
from kg_builder.extract.hidden import _MANY_OFFSETS, _OFFSETS, to_readable
from kg_builder.model import DocId, Evidence, Extraction
from kg_builder.resources import load_authorities
from kg_builder.source import SourceText, to_source


def source(to: str) -> SourceText:
    text = (
        f"CIPHERED TELEGRAM No. 90001\n\nTo {to}\n\n1. I ask you to send 12 batteries, 1,200 shells and 30 tons of wire.\n\n"
        "BRODSKOI\n\nNo. 4711 3.4.51\n"
    )
    return to_source(text.encode(), DocId("x"), "x.txt")


@pytest.fixture(scope="module")
def given() -> Given:
    return to_given(load_authorities())


def quotes(thing: Any) -> Iterator[Evidence]:
    if isinstance(thing, Evidence):
        yield thing
    elif isinstance(thing, tuple):
        for part in thing:
            yield from quotes(part)
    elif is_dataclass(thing):
        for field in fields(thing):
            yield from quotes(getattr(thing, field.name))


def addressees(extraction: Extraction) -> list[str]:
    return [stated.value.name for stated in extraction.telegrams[0].addressee]


HIDDEN = {
    "zero-width space": "Comrade ZELEN\u200bKIN",
    "joiners": "Comrade Z\u200dELENK\u200c\ufeffIN",
    "soft hyphen": "Comrade ZELEN\u00adKIN",
    "selector": "Comrade ZELENKIN\ufe0f",
    "direction": "Comrade \u202eZELENKIN\u202c",
    "tags": "Comrade ZELEN\U000e0041KIN",
}


@pytest.mark.parametrize("to", HIDDEN.values(), ids=HIDDEN)
def test_what_does_not_show_hides_no_name(given: Given, to: str) -> None:
    plain, hidden = extract(source("Comrade ZELENKIN"), given), extract(source(to), given)
    assert addressees(hidden) == addressees(plain) == ["Zelenkin"]
    assert [item.label for item in hidden.requests[0].items] == [item.label for item in plain.requests[0].items]


@pytest.mark.parametrize("to", HIDDEN.values(), ids=HIDDEN)
def test_quotes_and_starts_are_those_of_the_text(given: Given, to: str) -> None:
    text = source(to)
    found = extract(text, given)
    pieces = list(quotes(found))
    assert len(pieces) > 10
    assert all(text.text[one.span.start : one.span.end] == one.quote for one in pieces)
    assert text.text[found.requests[0].items[1].start :].startswith("1,200 shells")
    assert found.telegrams[0].addressee[0].value.first == text.text.index("Z")


@pytest.mark.parametrize("name", ["ZELENKOVÉ", "각하"])
def test_a_letter_and_its_accent_apart_are_one(given: Given, name: str) -> None:
    composed, apart = source(f"Comrade {name}"), source(f"Comrade {unicodedata.normalize('NFD', name)}")
    assert composed.text != apart.text
    assert addressees(extract(composed, given)) == addressees(extract(apart, given))


def test_ligatures_of_a_scan_are_read_as_letters(given: Given) -> None:
    readable = to_readable(source("the ﬁrst oﬃce"))
    assert readable is not None
    assert "the first office" in readable.copy.text


@pytest.mark.parametrize("to", ["Comrade ZELENKIN", "Comrade ZELENKÍN", "Comrade Товарищ", "“quoted” – a b"])
def test_other_texts_are_read_as_they_stand(to: str) -> None:
    assert to_readable(source(to)) is None


@pytest.mark.parametrize(
    ("to", "code", "offset"),
    [
        ("Comrade \u202eZELENKIN\u202c", "text.hidden-characters", 0),
        ("Comrade ZELEN\U000e0041KIN", "text.hidden-characters", 5),
        ("Comrade \u0410LPHA", "text.mixed-alphabets", 0),
    ],
)
def test_what_deceives_is_told_with_its_place(given: Given, to: str, code: str, offset: int) -> None:
    text = source(to)
    assert [f.span.start for f in extract(text, given).findings if f.code == code and f.span] == [text.text.index("Comrade ") + 8 + offset]


@pytest.mark.parametrize("to", ["Comrade ZELEN\u200bKIN", "Comrade ZELENKÍN", "Товарищ ZELENKIN"])
def test_what_deceives_nobody_is_not_told(given: Given, to: str) -> None:
    assert not [f for f in extract(source(to), given).findings if f.code.startswith("text.")]


def test_every_whole_number_of_a_fact_is_led_back() -> None:
    """Whole numbers of the model are offsets, all of them; a new one must be led back too."""
    facts = (one for one in vars(model).values() if isinstance(one, type) and is_dataclass(one) and one is not model.Span)
    offsets = {field.name for fact in facts for field in fields(fact) if re.search(r"\bint\b", str(field.type))}
    assert offsets == _OFFSETS | _MANY_OFFSETS


@given_by(st.text("aE\u0301\u0300\u0315\u200b\u202e\ufb03\n\u1112\u1161\u11ab\U000e0041", min_size=1, max_size=40))
def test_every_character_of_the_copy_stands_where_it_came_from(text: str) -> None:
    """In the order of the text, and none from nowhere; reading twice changes nothing."""
    whole = SourceText(DocId("x"), "x.txt", text, "0")
    readable = to_readable(whole)
    if readable is None:
        return
    spans = [readable._back(at) for at in range(len(readable.copy.text))]
    assert spans == sorted(spans)
    for at, span in enumerate(spans):
        letter = readable.copy.text[at]
        assert letter in unicodedata.normalize("NFKC", text[span.start : span.end])
    assert not set("\u200b\u202e\ufb03\U000e0041") & set(readable.copy.text)
