"""How acts and their items are called, and what is asked and handed over: each text stands in its row."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kg_builder.extract.act_words import name_item
from kg_builder.extract.acts import find_acts
from kg_builder.extract.delivery_goods import find_clause, item_end
from kg_builder.extract.given import Given, to_given
from kg_builder.extract.items import name_same_goods, read_items
from kg_builder.extract.messages import Message, Passage
from kg_builder.extract.occurrence import to_occurrence
from kg_builder.extract.people import find_mentions
from kg_builder.extract.request_object import find_what
from kg_builder.extract.scene import Scene, to_scene
from kg_builder.extract.sentences import Sentence, sentence_after, split_sentences
from kg_builder.lexicon import load_forms
from kg_builder.model import DocId, Span, Telegram
from kg_builder.resources import load_authorities
from kg_builder.source import to_source


@pytest.fixture(scope="module")
def given() -> Given:
    return to_given(load_authorities())


def stage(text: str, given: Given) -> tuple[Scene, Message]:
    source = to_source(text.encode(), DocId("x"), "x.txt")
    message = Message(
        telegram=Telegram(start=None, span=Span(0, len(text))),
        passages=(Passage(Span(0, len(text))),),
        speaker=given.authorities.entries["person", "mao-zedong"].entity(),
        hearer=given.authorities.entries["person", "stalin"].entity(),
        written=date(1951, 3, 1),
    )
    return to_scene(source, message, find_mentions(source, given, message.written), given), message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("500 trucks", "500 trucks"),
        ("600 tons of sugar", "600 tons of sugar"),
        ("arms for 16 divisions", "arms for 16 divisions"),
        ("30-50 transport aircraft", "30-50 transport aircraft"),
        ("gasoline", "gasoline"),
    ],
)
def test_an_item_is_called_by_its_number_unit_and_label(text: str, words: str, given: Given) -> None:
    (item,) = read_items(to_source(text.encode(), DocId("x"), "x.txt"), Span(0, len(text)), given)
    assert name_item(item) == words
    assert 0 < item_end(item) <= len(text)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("500 trucks", "trucks", True), ("500 trucks", "rifles", False), ("two batteries", "three batteries", True)],
)
def test_goods_are_the_same_by_commodity_or_last_word(one: str, other: str, same: bool, given: Given) -> None:
    a, b = (read_items(to_source(t.encode(), DocId("x"), "x.txt"), Span(0, len(t)), given)[0] for t in (one, other))
    assert name_same_goods(a, b) is same


@pytest.mark.parametrize(
    ("text", "form", "what"),
    [
        ("We ask you to send 40 trucks, because the road is bad.", "request.ask", " you to send 40 trucks"),
        ("Your request for 12,000 rifles will be satisfied.", "request.your-request", " 12,000 rifles "),
        ("200 trucks are urgently needed.", "request.needed-passive", "200 trucks are urgently needed."),
    ],
)
def test_what_is_asked_ends_with_its_clause(text: str, form: str, what: str, given: Given) -> None:
    scene, _ = stage(text, given)
    rule = next(f for f in load_forms("request") if f.name == form)
    found = rule.pattern.search(text)
    assert found is not None
    span = find_what(to_occurrence(rule, found, scene, Sentence(Span(0, len(text)), 0)))
    assert text[span.start : span.end] == what


def test_a_clause_ends_where_the_next_one_begins(given: Given) -> None:
    text = "The rice has arrived; the trucks were shipped on 5 May, but the guns were not."
    scene, _ = stage(text, given)
    rule = next(f for f in load_forms("delivery") if f.name == "delivery.were-given")
    found = rule.pattern.search(text, text.index("were"))
    assert found is not None
    clause = find_clause(to_occurrence(rule, found, scene, Sentence(Span(0, len(text)), 0)))
    assert text[clause.start : clause.end] == "the trucks were shipped on 5 May"


def test_sentences_know_their_neighbours() -> None:
    sentences = split_sentences("One came. Two went. Three stayed.", Span(0, 33))
    assert [sentence_after(sentences, sentences[1], by) for by in (-2, -1, 1, 2)] == [None, sentences[0], sentences[2], None]


def test_two_acts_of_a_page_never_start_at_one_place(given: Given) -> None:
    """A page that says the same twice in two messages has acts of two identities."""
    text = "I ask you to send 40 trucks."
    scene, message = stage(text, given)
    twice = (message, replace(message, telegram=Telegram(start=1, span=Span(0, len(text)))))
    found = find_acts(scene.source, twice, scene.mentions, given)
    assert len({r.start for r in found.requests}) == len(found.requests) == 2
