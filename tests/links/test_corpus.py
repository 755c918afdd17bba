"""Twenty-two connected telegrams: what must be linked, and what looks alike and must not be."""

from __future__ import annotations

import pytest

from kg_builder.links import Linked
from kg_builder.terms import iri_of

from .conftest import CORPUS, names

EXPECTED = """
answers.goods        delivery/02-filippov-518--186         answers       request/01-mao-412--253
answers.goods        delivery/15-filippov-to-no-17--147    answers       request/14-kim-17-of-1952--127
answers.goods        delivery/15-filippov-to-no-17--223    answers       request/14-kim-17-of-1952--127
answers.quantity     delivery/02-filippov-518--186         answers       request/01-mao-412--253
answers.quantity     delivery/19-filippov-to-the-inner--188 answers      request/18-razuvaev-relays-kim--225
answers.restated     delivery/17-filippov-refuses--151     answers       request/16-kim-3990--127
identified.day       document/03-mao-733--97               identifiedAs  telegram/02-filippov-518
identified.day       document/19-filippov-to-the-inner--102 identifiedAs telegram/18-razuvaev-relays-kim--176
identified.day       document/21-zhou-30--112              identifiedAs  telegram/08-mao-455
identified.number    document/02-filippov-518--98          identifiedAs  telegram/01-mao-412
identified.number    document/04-roshchin-809--126         identifiedAs  telegram/02-filippov-518
identified.number    document/15-filippov-to-no-17--101    identifiedAs  telegram/14-kim-17-of-1952
identified.number    document/17-filippov-refuses--101     identifiedAs  telegram/16-kim-3990
identified.number    document/20-kim-thanks--100           identifiedAs  telegram/19-filippov-to-the-inner
restates.goods       delivery/03-mao-733--180              restates      delivery/02-filippov-518--186
restates.goods       delivery/04-roshchin-809--218         restates      delivery/02-filippov-518--186
restates.quantity    delivery/20-kim-thanks--196           restates      delivery/19-filippov-to-the-inner--188
restates.quantity    request/17-filippov-refuses--151      restates      request/16-kim-3990--127
"""

LURES = {
    "the same number in another year": ("01-mao-412", "05-mao-412-of-1950"),
    "the same day and number, another sender": ("02-filippov-518", "06-kim-of-the-same-day"),
    "a misprint in the number, though day and parties fit": ("07-filippov-misprint", "01-mao-412"),
    "the same goods, another quantity, from another request": ("02-filippov-518", "08-mao-455"),
    "two telegrams of one day that fit equally": ("11-filippov-two-fit", "09-mao-601"),
    "and the other of the two": ("11-filippov-two-fit", "10-mao-602"),
    "the number of the year before": ("15-filippov-to-no-17", "13-kim-17-of-1951"),
    "an inner telegram is of its own day, not of the outer one's": ("19-filippov-to-the-inner", "18-razuvaev-relays-kim "),
    "more on top of what was asked restates nothing": ("21-zhou-30", "request/08-mao-455"),
    "an order and a decision with the number and the day of a telegram": ("22-roshchin-640", "01-mao-412"),
    "what answers a telegram that is not there": ("12-filippov-missing", "telegram"),
    "a telegram that speaks of itself": ("03-mao-733", "telegram/03-mao-733"),
}


def test_at_least_fifteen_telegrams() -> None:
    assert len(list(CORPUS.glob("*.txt"))) >= 15


def test_what_is_linked(linked: Linked) -> None:
    """All links, each with its rule, and no other."""
    assert names(linked) == sorted(tuple(line.split()) for line in EXPECTED.split("\n") if line)


@pytest.mark.parametrize("lure", LURES)
def test_what_only_looks_alike_is_not_linked(linked: Linked, lure: str) -> None:
    one, other = LURES[lure]
    assert [link for link in names(linked) if f"/{one}--" in link[1] and other in f"{link[3]} "] == []


def test_two_that_fit_equally_are_a_doubt_that_names_both(linked: Linked) -> None:
    (doubt,) = linked.doubts
    assert iri_of(doubt.subject).endswith("document/11-filippov-two-fit--85")
    assert [iri_of(one).rsplit("/", 1)[1] for one in doubt.fitting] == ["09-mao-601", "10-mao-602"]


def test_the_words_of_both_sides_support_a_link(linked: Linked) -> None:
    """Those of the mention, and those of the telegram that it means."""
    for one in linked.links:
        places = {place for statement in one.support for place in linked.evidence.get(statement, ())}
        texts = {iri_of(place).split("#")[0].rsplit("/", 1)[1] for place in places}
        subject, obj = (iri_of(term).rsplit("/", 1)[1].split("--")[0] for term in (one.statement[0], one.statement[2]))
        assert texts == {subject, obj}, one


def test_every_statement_that_supports_a_link_is_attested(linked: Linked) -> None:
    assert [statement for one in linked.links for statement in one.support if statement not in linked.evidence] == []
