"""Marks of a text: nested, split where they cross, each stretch of text a link to all its facts."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg_builder.explorer.letters import reveal, to_html
from kg_builder.explorer.marks import KINDS, Mark, to_marked_text
from kg_builder.ledger import Place

TEXT = "arms for sixteen divisions"


def mark(start: int, end: int, fact: int, kind: str = "goods") -> Mark:
    return Mark(place=Place(start, end), kind=kind, fact=fact)


@pytest.mark.parametrize(
    ("marks", "facts"),
    [
        pytest.param([(0, 4)], [(1,)], id="one"),
        pytest.param([(0, 26), (9, 16)], [(1,), (1, 2)], id="nested"),
        pytest.param([(0, 16), (9, 26)], [(1,), (1, 2), (2,)], id="crossing"),
        pytest.param([(0, 4), (0, 4)], [(1, 2)], id="the same place twice"),
        pytest.param([(0, 4), (4, 9)], [(1,), (2,)], id="side by side"),
        pytest.param([(0, 99)], [], id="beyond the text"),
        pytest.param([(5, 5)], [], id="empty"),
    ],
)
def test_each_stretch_leads_to_all_facts_that_cover_it(marks: list[tuple[int, int]], facts: list[tuple[int, ...]]) -> None:
    marked = to_marked_text(TEXT, [mark(start, end, number) for number, (start, end) in enumerate(marks, 1)])
    assert [note.facts for note in marked.notes] == facts


spans = st.tuples(st.integers(0, 40), st.integers(0, 40)).filter(lambda one: one[0] < one[1])


@given(text=st.text(max_size=40), places=st.lists(spans, max_size=12))
def test_the_text_stands_as_it_is_and_every_place_has_its_id_once(text: str, places: list[tuple[int, int]]) -> None:
    marked = to_marked_text(text, [mark(start, end, number, list(KINDS)[number % 9]) for number, (start, end) in enumerate(places)])
    html = str(marked.html)
    assert unescape(re.sub(r"<[^>]*>", "", html)) == reveal(text)
    assert sorted(re.findall(r' id="char=(\d+,\d+)"', html)) == sorted({f"{start},{end}" for start, end in places if end <= len(text)})
    assert html.count("<span") == html.count("</span>")
    covered = {number for number, (start, end) in enumerate(places) if end <= len(text) and text[start:end].strip()}
    assert {fact for note in marked.notes for fact in note.facts} == covered


def test_what_is_hidden_is_shown_and_what_is_markup_is_text() -> None:
    assert str(to_html("<b>\u202e&")) == '&lt;b&gt;<span class="hidden-character">⟨U+202E⟩</span>&amp;'
