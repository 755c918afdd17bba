"""The rules on small graphs: what each links, and what it leaves open."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pytest

from kg_builder.errors import ResourceError
from kg_builder.links.choice import choose
from kg_builder.links.rules import find_candidates, load_rules
from kg_builder.links.stage import add_sides

HEAD = """@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix qualifier: <https://w3id.org/telegram-kg/vocabulary/qualifier/> .
@prefix tg: <https://w3id.org/telegram-kg/ontology#> .
@prefix x: <https://archive.example/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
x:mao foaf:name "Mao Zedong" ; tg:actsFor x:china . x:stalin foaf:name "Joseph Stalin" ; tg:actsFor x:ussr . x:kim foaf:name "Kim Il Sung" .
x:china foaf:name "China" . x:ussr foaf:name "USSR" .
"""


def day(text: str) -> str:
    return f'dcterms:date "{text}"^^xsd:date ; tg:earliestDate "{text}"^^xsd:date ; tg:latestDate "{text}"^^xsd:date'


LATER = f"x:later a tg:Telegram ; tg:sender x:stalin ; {day('1951-07-01')} ; dcterms:references x:mention .\n"
MENTION = 'x:mention a tg:MentionedDocument ; tg:number "3410" ; tg:sender x:mao .\n'
FIRST = f'x:first a tg:Telegram ; tg:number "3410" ; tg:sender x:mao ; tg:addressee x:stalin ; {day("1951-06-21")} .\n'
BY_DAY = f"x:mention a tg:MentionedDocument ; tg:sender x:mao ; tg:addressee x:stalin ; {day('1951-06-21')} .\n"
REPLY = """x:reply a tg:Telegram ; tg:sender x:stalin ; tg:inReplyTo x:mention . x:mention tg:identifiedAs x:first .
x:request a tg:Request ; tg:statedIn x:first ; tg:requester x:mao ; tg:requestee x:stalin ; tg:item x:i .
x:i tg:commodity x:rifle ; tg:quantity 500 .
"""
DELIVERY = """x:d a tg:Delivery ; tg:statedIn x:reply ; tg:supplier x:ussr ; tg:recipient x:china ; tg:item x:j .
x:j tg:commodity x:rifle ; tg:quantity 400 .
"""
AGAIN = """x:again a tg:Request ; tg:statedIn x:reply ; tg:requester x:mao ; tg:requestee x:stalin ; tg:item x:j .
x:j tg:commodity x:rifle ; tg:quantity 500 .
"""


def _links(turtle: str) -> list[tuple[str, str, str, str]]:
    store = pyoxigraph.Store()
    store.load((HEAD + turtle).encode(), pyoxigraph.RdfFormat.TURTLE)
    add_sides(store)
    found, settled = [], set()
    quoted = {
        str(q.subject): str(q.object)
        for q in store.quads_for_pattern(None, pyoxigraph.NamedNode("https://w3id.org/telegram-kg/ontology#quotedIn"), None)
    }
    for name, query in load_rules().items():
        links, _, asked = choose(find_candidates(store, name, query), settled, quoted)
        settled |= asked
        for one in links:
            store.add(pyoxigraph.Quad(*(pyoxigraph.NamedNode(term[1:-1]) for term in one.statement)))
            found.append((one.rule, *(term[1:-1].rsplit("/")[-1].rsplit("#")[-1] for term in one.statement)))
    return found


def test_each_rule_begins_with_what_it_says() -> None:
    """A rule is a query that a person can read; it names itself."""
    for name, query in load_rules().items():
        text = query.decode()
        assert text.startswith("# "), name
        assert "CONSTRUCT" in text
        assert text.count("tg:foundBy") == 1


@pytest.mark.parametrize("name", load_rules())
def test_rdflib_reads_every_rule(name: str) -> None:
    """A second engine accepts it: SPARQL 1.1, nothing of one store alone."""
    from rdflib.plugins.sparql import prepareQuery

    assert prepareQuery(load_rules()[name].decode()).algebra.name == "ConstructQuery"


IDENTIFIED = {
    "number and sender": (LATER + MENTION + FIRST, "identified.number"),
    "number and day, no parties": (LATER + MENTION.replace("tg:sender x:mao", day("1951-06-21")) + FIRST, "identified.number"),
    "a relay is whom one writes to": (
        LATER + MENTION + FIRST.replace("tg:sender x:mao", "tg:sender x:kim ; tg:via x:mao"),
        "identified.number",
    ),
    "number at the turn of the year": (
        LATER.replace("1951-07-01", "1952-01-05") + MENTION + FIRST.replace("06-21", "12-28"),
        "identified.number",
    ),
    "an organization of one name in two texts": (
        LATER + MENTION.replace("x:mao", "x:e1") + FIRST.replace("x:mao", "x:e2") + 'x:e1 foaf:name "Embassy" . x:e2 foaf:name "Embassy" .',
        "identified.number",
    ),
    "day and both parties": (LATER + BY_DAY + FIRST, "identified.day"),
    "the one that it quotes": (LATER + BY_DAY + FIRST + "x:first tg:quotedIn x:later .", "identified.day"),
    "of a relay and what it relays the relay": (
        LATER + BY_DAY + FIRST + FIRST.replace("x:first", "x:inner") + "x:inner tg:quotedIn x:first .",
        "identified.day",
    ),
}


@pytest.mark.parametrize("why", IDENTIFIED)
def test_a_mention_means_a_telegram(why: str) -> None:
    turtle, rule = IDENTIFIED[why]
    assert _links(turtle) == [(rule, "mention", "identifiedAs", "first")]


OPEN = {
    "number alone": LATER + MENTION.replace(" ; tg:sender x:mao", "") + FIRST,
    "another sender": LATER + MENTION.replace("x:mao", "x:kim") + FIRST,
    "another addressee": LATER + MENTION.replace("x:mao", "x:mao ; tg:addressee x:kim") + FIRST,
    "another day": LATER + MENTION.replace("x:mao", f"x:mao ; {day('1951-06-20')}") + FIRST,
    "a misprint in the number": LATER + BY_DAY.replace("a tg:M", 'tg:number "3401" ; a tg:M') + FIRST,
    "two bear the number": LATER + MENTION + FIRST + FIRST.replace("x:first", "x:other"),
    "two of one day": LATER + BY_DAY + FIRST + FIRST.replace("x:first", "x:other"),
    "the year before": LATER + MENTION + FIRST.replace("1951", "1950"),
    "a telegram that is still to come": LATER + MENTION + FIRST.replace("1951-06-21", "1951-08-01"),
    "a telegram without a day": LATER + MENTION + 'x:first a tg:Telegram ; tg:number "3410" ; tg:sender x:mao .',
    "itself": MENTION + FIRST + "x:first dcterms:references x:mention .",
    "the one around it": LATER + MENTION + FIRST + "x:later tg:quotedIn x:first .",
    "an order": LATER
    + MENTION.replace("x:mao", "x:mao ; tg:documentKind <https://w3id.org/telegram-kg/vocabulary/document-kind/order>")
    + FIRST,
    "a day without an addressee": LATER + BY_DAY.replace(" ; tg:addressee x:stalin", "") + FIRST,
    "a month": LATER + BY_DAY.replace('tg:latestDate "1951-06-21"', 'tg:latestDate "1951-06-30"') + FIRST,
}


@pytest.mark.parametrize("why", OPEN)
def test_a_mention_that_is_not_sure_is_left_open(why: str) -> None:
    assert _links(OPEN[why]) == []


def test_a_state_supplies_what_its_head_was_asked_for() -> None:
    assert _links(REPLY + DELIVERY) == [("answers.goods", "d", "answers", "request")]
    assert _links(REPLY + DELIVERY.replace("400", "500")) == [("answers.quantity", "d", "answers", "request")]


def test_of_two_requests_for_the_same_goods_the_figure_decides() -> None:
    other = "x:r2 a tg:Request ; tg:statedIn x:first ; tg:requester x:mao ; tg:requestee x:stalin ; tg:item x:k . x:k tg:commodity x:rifle ; tg:quantity 300 ."
    assert _links(REPLY + DELIVERY.replace("400", "300") + other) == [("answers.quantity", "d", "answers", "r2")]
    assert _links(REPLY + DELIVERY + other) == []


@pytest.mark.parametrize(("old", "new"), [("x:rifle", "x:rice"), ("x:ussr ;", "x:usa ;"), ("x:reply", "x:third"), ("x:china", "x:kim")])
def test_other_goods_or_sides_answer_nothing(old: str, new: str) -> None:
    assert _links(REPLY + DELIVERY.replace(old, new)) == []


def test_a_delivery_of_a_restated_request_answers_the_first_one() -> None:
    answer = "x:d a tg:Delivery ; tg:statedIn x:reply ; tg:answers x:again ; tg:supplier x:ussr ."
    assert _links(REPLY + AGAIN + answer) == [
        ("restates.quantity", "again", "restates", "request"),
        ("answers.restated", "d", "answers", "request"),
    ]


def test_what_another_asked_for_is_restated_with_another_figure_too() -> None:
    """Stalin writes what Mao asked for: a slip is a contradiction, and not a new request."""
    assert _links(REPLY + AGAIN.replace("500", "550")) == [("restates.goods", "again", "restates", "request")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("x:rifle", "x:rice"),
        ("x:mao", "x:kim"),
        ("tg:Request", "tg:Delivery"),
        ("500", "500 ; tg:quantityQualifier qualifier:another"),
        ("500", "550 . x:reply tg:sender x:mao"),
        ("500", "550 . x:again tg:periodStart '1952-01-01'^^xsd:date . x:request tg:periodEnd '1951-12-31'^^xsd:date"),
    ],
)
def test_another_act_restates_nothing(old: str, new: str) -> None:
    assert _links(REPLY + AGAIN.replace(old, new)) == []


def test_of_two_acts_that_fit_none_is_restated() -> None:
    twin = AGAIN.replace("x:again", "x:twin").replace("x:reply", "x:first").replace("x:j", "x:k")
    assert _links(REPLY + AGAIN + twin) == []


def test_a_rule_that_constructs_no_candidate_is_a_fault(tmp_path: Path) -> None:
    store = pyoxigraph.Store()
    store.load((HEAD + FIRST).encode(), pyoxigraph.RdfFormat.TURTLE)
    with pytest.raises(ResourceError, match=r"ontology/links/a\.rq: error at 1:12"):
        find_candidates(store, "a.rq", b"CONSTRUCT {")
    lacking = b'CONSTRUCT { [] <https://w3id.org/telegram-kg/ontology#foundBy> "a" } WHERE { ?s ?p ?o }'
    with pytest.raises(ResourceError, match="lacks its statement"):
        find_candidates(store, "a.rq", lacking)
    with pytest.raises(ResourceError, match="holds no rule"):
        load_rules(tmp_path)
