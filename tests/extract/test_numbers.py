"""Numbers in figures and words are quantities; dates, marks, calibres and types are none."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kg_builder.extract.numbers import find_numbers, parse_figure, parse_words

READ = [
    ("50,000 rifles", "50,000", "50000", None, None),
    ("about 1 500 tons", "1 500", "1500", None, "about"),
    ("36 155 mm. howitzers", "36", "36", None, None),
    ("24 122mm howitzers", "24", "24", None, None),
    ("3,000 (three thousand) tons", "3,000 (three thousand)", "3000", None, None),
    ("20.million doses", "20.million", "20000000", None, None),
    ("9.6 million meters", "9.6 million", "9600000.0", None, None),
    ("237,548,103.64 rubles", "237,548,103.64", "237548103.64", None, None),
    ("approximately $10.23 million", "10.23 million", "10230000.00", None, "about"),
    ("forty-four divisions", "forty-four", "44", None, None),
    ("one hundred and fifty tons", "one hundred and fifty", "150", None, None),
    ("a thousand trucks", "a thousand", "1000", None, None),
    ("30-50 transport aircraft", "30-50", "30", "50", None),
    ("not more than 3 to 4 thousand tons", "3 to 4 thousand", "3000", "4000", "at-most"),
    ("two or three hundred men", "two or three hundred", "200", "300", None),
    ("another 1,000 automobiles", "1,000", "1000", None, "another"),
    ("the remaining 350", "350", "350", None, "remaining"),
    ("at least 12 planes", "12", "12", None, "at-least"),
]
NONE = [
    "304th Regiment",
    "No. 3107 of 21.6.51",
    "T-34 tanks",
    "MIG-15 fighters",
    "82mm mortars",
    "June 18 talks",
    "5 October",
    "during 1 and 2 October",
    "in 1952",
    "FY 55",
    "[Page 148]",
    "section 303 funds",
    "one third of the medicines",
    "for six months",
    "18,000 kilometers",
    "at 21:15",
    "6 percent",
]


@pytest.mark.parametrize(("text", "quote", "low", "high", "qualifier"), READ)
def test_a_quantity_is_read_with_its_words(text: str, quote: str, low: str, high: str | None, qualifier: str | None) -> None:
    found = find_numbers(text, 0, len(text))
    assert [text[n.span.start : n.span.end] for n in found] == [quote]
    assert (found[0].low, found[0].high) == (Decimal(low), Decimal(high) if high else None)
    assert found[0].qualifier == qualifier


@pytest.mark.parametrize("text", NONE)
def test_what_only_looks_like_a_quantity_is_none(text: str) -> None:
    assert find_numbers(text, 0, len(text)) == ()


@pytest.mark.parametrize(
    ("words", "value"), [("three million", 3_000_000), ("two thousand five hundred", 2500), ("sixteen", 16), ("half a million", 500_000)]
)
def test_number_words_have_their_value(words: str, value: int) -> None:
    assert parse_words(words) == value


def test_words_that_are_no_number_have_none() -> None:
    assert parse_words("several rifles") is None
    assert parse_figure("rifles") is None
