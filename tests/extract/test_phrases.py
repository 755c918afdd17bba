"""Where a list is cut, and which words of it are a noun phrase."""

from __future__ import annotations

import pytest

from kg_builder.extract.numbers import find_numbers
from kg_builder.extract.phrases import cut_chunks, find_noun_phrase, head_of, may_be_goods, plain_words
from kg_builder.model import Span

CHUNKS = [
    ("50,000 rifles; 5,000 guns", ["50,000 rifles", " 5,000 guns"]),
    ("rifles and guns with shells", ["rifles ", " guns ", " shells"]),
    ("312 planes (140 R9, 28 UR9)", ["312 planes ", "140 R9", " 28 UR9"]),
    ("salts of iron and tin - 5 tons, DDT - 600 tons", ["salts of iron and tin - 5 tons", " DDT - 600 tons"]),
    ("trucks     500\ncars     20", ["trucks     500", "cars     20"]),
    ("3,000 (three thousand) tons", ["3,000 (three thousand) tons"]),
]
PHRASES = [
    ("the necessary steam locomotives for the road", "steam locomotives"),
    ("spare parts needed at once", "spare parts"),
    ("“Katyusha” mortars from them", "Katyusha” mortars"),
    ("armored cars sent by rail", "armored cars"),
    ("tons of", "tons"),
]


@pytest.mark.parametrize(("text", "chunks"), CHUNKS)
def test_a_list_is_cut_between_its_lines(text: str, chunks: list[str]) -> None:
    cut = cut_chunks(text, Span(0, len(text)), find_numbers(text, 0, len(text)))
    assert [text[c.span.start : c.span.end] for c in cut] == chunks


@pytest.mark.parametrize(("text", "phrase"), PHRASES)
def test_a_noun_phrase_ends_where_something_else_begins(text: str, phrase: str) -> None:
    found = find_noun_phrase(text, 0, len(text))
    assert found is not None
    assert text[found.start : found.end] == phrase


@pytest.mark.parametrize("text", ["", "the", "for the army", "- "])
def test_where_no_noun_stands_there_is_no_phrase(text: str) -> None:
    assert find_noun_phrase(text, 0, len(text)) is None


def test_the_head_stands_before_of() -> None:
    assert head_of(plain_words("Groups of advisers", Span(0, 18))) == ["groups"]


@pytest.mark.parametrize(("text", "goods"), [("gliders", True), ("days", False), ("points of view", False), ("1951", False)])
def test_what_a_number_counts_may_be_goods(text: str, goods: bool) -> None:
    assert may_be_goods(text, Span(0, len(text))) is goods
