"""What ties documents together: each query with what it must link, and what it must leave open."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pytest

HEAD = """@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix tg: <https://w3id.org/telegram-kg/ontology#> .
@prefix x: <https://archive.example/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
MENTION = """x:later a tg:Telegram ; dcterms:references x:mention .
x:mention a tg:MentionedDocument ; tg:number "3410" ; tg:sender x:mao .
"""
FIRST = """x:first a tg:Telegram ; tg:number "3410" ; tg:sender x:mao ; tg:addressee x:stalin ;
    tg:earliestDate "1951-06-21"^^xsd:date ; tg:latestDate "1951-06-21"^^xsd:date .
"""
REPLY = """x:reply tg:inReplyTo x:mention . x:mention tg:identifiedAs x:first .
x:request a tg:Request ; tg:statedIn x:first ; tg:requester x:mao ; tg:requestee x:stalin ; tg:item x:i . x:i tg:commodity x:rifle .
x:stalin tg:actsFor x:ussr .
"""


def _links(ontology_dir: Path, name: str, turtle: str) -> list[tuple[str, str, str]]:
    store = pyoxigraph.Store()
    store.load((HEAD + turtle).encode(), pyoxigraph.RdfFormat.TURTLE)
    found = store.query((ontology_dir / "links" / f"{name}.rq").read_text("utf-8"), use_default_graph_as_union=True)
    return sorted({tuple(term.value.rsplit("/")[-1].rsplit("#")[-1] for term in triple) for triple in found})


def test_each_query_begins_with_its_rule(ontology_dir):
    files = sorted((ontology_dir / "links").glob("*.rq"))
    assert [path.stem for path in files] == ["1-identified-as", "2-answers", "3-restates"]
    for path in files:
        assert path.read_text("utf-8").startswith("# ")
        assert "CONSTRUCT" in path.read_text("utf-8")


def test_a_mention_is_the_telegram_with_its_number_and_sender(ontology_dir):
    assert _links(ontology_dir, "1-identified-as", MENTION + FIRST) == [("mention", "identifiedAs", "first")]


def test_a_mention_is_the_telegram_with_its_number_and_day(ontology_dir):
    dated = MENTION.replace("tg:sender x:mao", 'tg:earliestDate "1951-06-21"^^xsd:date ; tg:latestDate "1951-06-21"^^xsd:date')
    assert _links(ontology_dir, "1-identified-as", dated + FIRST) == [("mention", "identifiedAs", "first")]


@pytest.mark.parametrize(
    "turtle",
    [
        MENTION.replace(" ; tg:sender x:mao", "") + FIRST,
        MENTION.replace("x:mao", "x:zhou") + FIRST,
        MENTION.replace("x:mao", "x:mao ; tg:addressee x:kim") + FIRST,
        MENTION.replace("x:mao", 'x:mao ; tg:earliestDate "1950-01-01"^^xsd:date ; tg:latestDate "1950-01-31"^^xsd:date') + FIRST,
        MENTION + FIRST + FIRST.replace("x:first", "x:other"),
        MENTION + FIRST + "x:first tg:quotedIn x:later .",
        MENTION.replace("x:later", "x:first") + FIRST,
    ],
    ids=["number-alone", "sender", "addressee", "day", "two-fit", "quoted", "itself"],
)
def test_a_mention_that_is_not_sure_is_left_open(ontology_dir, turtle):
    assert _links(ontology_dir, "1-identified-as", turtle) == []


def test_a_delivery_answers_the_request_that_its_telegram_replies_to(ontology_dir):
    """The state supplies what its head was asked for."""
    delivery = "x:d a tg:Delivery ; tg:statedIn x:reply ; tg:supplier x:ussr ; tg:item x:j . x:j tg:commodity x:rifle ."
    assert _links(ontology_dir, "2-answers", REPLY + delivery) == [("d", "answers", "request")]


@pytest.mark.parametrize(("old", "new"), [("x:rifle", "x:rice"), ("x:ussr ;", "x:usa ;"), ("x:reply", "x:third")])
def test_other_goods_or_parties_answer_nothing(ontology_dir, old, new):
    delivery = "x:d a tg:Delivery ; tg:statedIn x:reply ; tg:supplier x:ussr ; tg:item x:j . x:j tg:commodity x:rifle ."
    assert _links(ontology_dir, "2-answers", REPLY + delivery.replace(old, new)) == []


AGAIN = "x:again a tg:Request ; tg:statedIn x:reply ; tg:requester x:mao ; tg:requestee x:stalin ; tg:item x:j . x:j tg:commodity x:rifle ."


def test_a_request_restates_that_of_the_telegram_it_speaks_of(ontology_dir):
    assert _links(ontology_dir, "3-restates", REPLY + AGAIN) == [("again", "restates", "request")]


def test_a_delivery_restates_a_delivery(ontology_dir):
    acts = "".join(
        f"x:{act} a tg:Delivery ; tg:statedIn x:{telegram} ; tg:supplier x:ussr ; tg:recipient x:china ; tg:item x:{act}i . "
        f"x:{act}i tg:commodity x:rice . "
        for act, telegram in (("d1", "first"), ("d2", "reply"))
    )
    assert _links(ontology_dir, "3-restates", REPLY + acts) == [("d2", "restates", "d1")]


@pytest.mark.parametrize(("old", "new"), [("x:rifle", "x:rice"), ("x:mao", "x:kim"), ("tg:Request", "tg:Delivery")])
def test_another_act_restates_nothing(ontology_dir, old, new):
    assert _links(ontology_dir, "3-restates", REPLY + AGAIN.replace(old, new)) == []


def test_of_two_acts_that_fit_none_is_restated(ontology_dir):
    twin = AGAIN.replace("x:again", "x:twin").replace("x:reply", "x:first").replace("x:j", "x:k")
    assert _links(ontology_dir, "3-restates", REPLY + AGAIN + twin) == []
