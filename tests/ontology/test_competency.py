"""The ten questions of the vocabulary, with their answers on the seed: each asked of facts made by hand."""

from __future__ import annotations

import pyoxigraph
import pytest

from kg_builder.source import SourceText

BASE = "https://w3id.org/telegram-kg/"
DOC = "1951-06-21-mao-to-stalin"
TELEGRAM = f"{BASE}telegram/{DOC}"
QUESTIONS = (
    "01-correspondence",
    "02-requests",
    "03-deliveries",
    "04-unanswered",
    "05-code-names",
    "06-evidence",
    "07-archive",
    "08-references",
    "09-contradictions",
    "10-run",
)


def _columns(rows, *names):
    return [tuple(row.get(name) for name in names) for row in rows]


def test_there_are_ten_questions(ontology_dir):
    """VOCABULARY lists ten; each file begins with its question."""
    files = sorted((ontology_dir / "competency").glob("*.rq"))
    assert tuple(path.stem for path in files) == QUESTIONS
    for path in files:
        first, second, *_ = path.read_text("utf-8").splitlines()
        assert first.startswith("# ")
        assert first.endswith("?")
        assert second == ""


@pytest.mark.parametrize("name", QUESTIONS)
def test_rdflib_reads_every_question(ontology_dir, name):
    """A second engine accepts it: SPARQL 1.1, nothing of one store alone."""
    from rdflib.plugins.sparql import prepareQuery

    query = prepareQuery((ontology_dir / "competency" / f"{name}.rq").read_text("utf-8"))
    assert query.algebra.name == "SelectQuery"


@pytest.mark.parametrize("name", QUESTIONS)
def test_of_an_empty_graph_nothing_is_answered(ask, name):
    assert ask(pyoxigraph.Store(), name) == []


def test_who_sent_which_telegram(ask, seed_store):
    (row,) = ask(seed_store, "01-correspondence")
    assert set(row.pop("numbers").split("; ")) == {"21039", "3107"}
    assert row == {
        "telegram": TELEGRAM,
        "date": "1951-06-21",
        "senders": "Mao Zedong",
        "addressees": "Joseph Stalin",
        "copies": "Joseph Stalin",
        "receivedAt": "1951-06-21T21:15:00",
    }


def test_what_mao_asked_stalin_for(ask, seed_store):
    """Arms for sixteen divisions, agreed to; nine kinds of goods from July to December without figures."""
    rows = ask(seed_store, "02-requests", requester=f"{BASE}person/mao-zedong", requestee=f"{BASE}person/stalin")
    assert _columns(rows, "itemLabel", "quantity", "unit", "from", "until", "status")[0] == (
        "arms",
        "16",
        "Division (as counted unit)",
        "1951-01-01",
        "1951-12-31",
        "Accepted",
    )
    others = _columns(rows, "itemLabel", "quantity", "from", "until", "status")[1:]
    assert sorted(others) == sorted(
        (label, None, "1951-07-01", "1951-12-31", "Asked")
        for label in (
            "rifles",
            "artillery",
            "tanks",
            "airplanes",
            "automobiles",
            "spare parts for automobiles",
            "GSM",
            "medicines",
            "other military equipment",
        )
    )


def test_what_was_asked_of_the_soviet_government(ask, seed_store):
    rows = ask(seed_store, "02-requests", requestee=f"{BASE}state/soviet-union")
    assert _columns(rows, "requesterName", "requesteeName", "itemLabel", "kind") == [
        ("Mao Zedong", "Soviet Union", "representatives", "Personnel")
    ]


def test_what_was_planned_and_promised(ask, seed_store):
    """Sixty divisions, of which sixteen in 1951 (three of them Korean) and forty-four in 1952-1953; the rest on condition."""
    rows = ask(seed_store, "03-deliveries")
    assert {(row["supplierName"], row["recipientName"]) for row in rows} == {("Soviet Union", "People's Republic of China")}
    assert sorted(_columns(rows, "statusLabel", "itemLabel", "quantity", "from", "until"), key=str) == sorted(
        [
            ("Planned", "arms", "60", "1951-01-01", "1953-12-31"),
            ("Planned", "arms", "16", "1951-01-01", "1951-12-31"),
            ("Planned", "arms for Korean divisions", "3", "1951-01-01", "1951-12-31"),
            ("Planned", "arms", "44", "1952-01-01", "1953-12-31"),
            ("Conditional", "the missing quantity of arms", None, "1952-01-01", "1952-12-31"),
            ("Promised", "arms", "16", "1951-01-01", "1951-12-31"),
        ],
        key=str,
    )
    (conditional,) = [row for row in rows if "condition" in row]
    assert conditional["condition"].startswith("With the availability this year")
    wholes = {row["larger"] for row in rows if "larger" in row}
    assert [row["quantity"] for row in rows if row["delivery"] in wholes] == ["60"]


def test_which_requests_no_delivery_has_answered(ask, seed_store):
    """The sixteen divisions were promised in full, so they are not among them."""
    rows = ask(seed_store, "04-unanswered")
    assert sorted(_columns(rows, "label", "answered", "promised")) == [
        ("nine kinds of goods", "false", "0"),
        ("representatives for planning the rubber trees", "false", "0"),
    ]


ACTS = """
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix status: <https://w3id.org/telegram-kg/vocabulary/status/> .
@prefix tg: <https://w3id.org/telegram-kg/ontology#> .
@prefix x: <https://archive.example/> .
x:rifle skos:prefLabel "Rifle"@en . x:piece skos:prefLabel "Piece"@en .
x:r a tg:Request ; tg:statedIn x:t1 ; rdfs:label "5,000 rifles" ; tg:item x:i , x:part , x:cartridges .
x:i tg:commodity x:rifle ; tg:quantity 5000 ; tg:unit x:piece ; tg:includes x:part .
x:part tg:commodity x:rifle ; tg:quantity 1000 ; tg:unit x:piece .
x:cartridges rdfs:label "cartridges" ; tg:quantity 300 ; tg:perCommodity x:rifle .
x:d a tg:Delivery ; tg:statedIn x:t2 ; tg:answers x:r ; tg:status status:promised ; tg:item x:j .
x:j tg:commodity x:rifle ; tg:quantity 1200 ; tg:unit x:piece .
x:share a tg:Delivery ; tg:statedIn x:t2 ; tg:answers x:r ; tg:partOf x:d ; tg:status status:promised ; tg:item x:k .
x:k tg:commodity x:rifle ; tg:quantity 600 ; tg:unit x:piece .
x:no a tg:Delivery ; tg:statedIn x:t2 ; tg:answers x:r ; tg:status status:refused ; tg:item x:l .
x:l tg:commodity x:rifle ; tg:quantity 3800 ; tg:unit x:piece .
"""


def _store(turtle: str) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.load(turtle.encode(), pyoxigraph.RdfFormat.TURTLE)
    return store


def test_by_how_much_promises_fall_short(ask):
    """Sums leave out included items, acts with tg:partOf, items with tg:perCommodity, and refused deliveries."""
    (row,) = ask(_store(ACTS), "04-unanswered")
    assert (row["goods"], row["unit"], row["asked"], row["promised"], row["short"]) == ("Rifle", "Piece", "5000", "1200", "3800")


def test_what_restates_is_not_counted_again(ask):
    """A delivery that restates one that counts adds nothing; a request that restates another is no request of its own."""
    again = """x:again a tg:Delivery ; tg:statedIn x:t3 ; tg:answers x:r ; tg:restates x:d ; tg:status status:done ; tg:item x:m .
        x:m tg:commodity x:rifle ; tg:quantity 1200 ; tg:unit x:piece .
        x:r2 a tg:Request ; tg:statedIn x:t3 ; tg:restates x:r ; tg:item x:n . x:n tg:commodity x:rifle ; tg:quantity 5000 ; tg:unit x:piece ."""
    (row,) = ask(_store(ACTS + again), "04-unanswered")
    assert (row["asked"], row["promised"], row["short"]) == ("5000", "1200", "3800")


def test_a_request_that_is_refused_and_nothing_else_is_unanswered(ask):
    refused = "\n".join(line for line in ACTS.splitlines() if not line.startswith(("x:d ", "x:share ")))
    (row,) = ask(_store(refused), "04-unanswered")
    assert (row["answered"], row["refused"], row["short"]) == ("false", "true", "5000")


def test_who_hides_behind_filippov(ask, seed_store, seed_source: SourceText):
    rows = ask(seed_store, "05-code-names")
    assert _columns(rows, "codeName", "personName", "words") == [("FILIPPOV", "Joseph Stalin", "FILIPPOV [Stalin]")]
    start, end = int(rows[0]["start"]), int(rows[0]["end"])
    assert seed_source.text[start:end] == "FILIPPOV [Stalin]"


def test_which_characters_say_so(ask, seed_store, seed_source: SourceText):
    rows = ask(seed_store, "06-evidence", subject=TELEGRAM, predicate="https://w3id.org/telegram-kg/ontology#sender")
    (row,) = rows
    assert row["words"] == "MAO ZEDONG"
    assert seed_source.text[int(row["start"]) : int(row["end"])] == "MAO ZEDONG"
    assert (row["file"], row["rule"]) == ("1951-06-21-mao-to-stalin.txt", "test.by-hand")


def test_our_troops_stand_for_china_by_mao(ask, seed_store):
    """Where "our troops" names no state, the authority entry that was used is told."""
    rows = ask(seed_store, "06-evidence", predicate="https://w3id.org/telegram-kg/ontology#recipient")
    assert {(row["words"], row["basis"]) for row in rows} == {("Our troops", f"{BASE}person/mao-zedong")}


def test_where_the_original_lies(ask, seed_store):
    (row,) = ask(seed_store, "07-archive", telegram=TELEGRAM)
    assert _columns([row], "archive", "fond", "opis", "delo", "listy") == [
        ("Archive of the President of the Russian Federation", "45", "1", "339", "64-65")
    ]


def test_which_telegrams_it_mentions(ask, seed_store):
    rows = ask(seed_store, "08-references")
    assert sorted(_columns(rows, "kind", "from", "to", "answered", "missing")) == [
        ("Telegram", "Mao Zedong", "Xu Xiangqian", "false", "true"),
        ("Telegram", "Xu Xiangqian", "Mao Zedong", "false", "true"),
    ]


def test_the_seed_contradicts_nothing(ask, seed_store):
    assert ask(seed_store, "09-contradictions") == []


CONTRADICTIONS = {
    "quantity": """x:a tg:restates x:b ; tg:statedIn x:t1 ; tg:item x:i . x:b tg:statedIn x:t2 ; tg:item x:j .
        x:i tg:commodity x:c ; tg:quantity 500 . x:j tg:commodity x:c ; tg:quantity 5000 . x:c skos:prefLabel "Rifle"@en .""",
    "period": """x:a tg:restates x:b ; tg:statedIn x:t1 ; tg:periodEnd "1951-07-01"^^xsd:date .
        x:b tg:statedIn x:t2 ; tg:periodEnd "1951-08-01"^^xsd:date .""",
    "status": """x:a a tg:Delivery ; tg:restates x:b ; tg:statedIn x:t1 ; tg:status status:refused .
        x:b a tg:Delivery ; tg:statedIn x:t2 ; tg:status status:done .""",
    "number": """x:t1 a tg:Telegram ; tg:outgoingNumber "7" ; tg:sender x:s ; tg:addressee x:r ; tg:latestDate "1951-01-02"^^xsd:date ;
        dcterms:date "1951-01-02"^^xsd:date . x:t2 a tg:Telegram ; tg:outgoingNumber "7" ; tg:sender x:s ; tg:addressee x:r ;
        tg:earliestDate "1951-01-03"^^xsd:date ; dcterms:date "1951-01-03"^^xsd:date .""",
}
HEAD = (
    ACTS[: ACTS.index("x:rifle")] + "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n@prefix dcterms: <http://purl.org/dc/terms/> .\n"
)


@pytest.mark.parametrize("kind", CONTRADICTIONS)
def test_two_telegrams_contradict_each_other(ask, kind):
    (row,) = ask(_store(HEAD + CONTRADICTIONS[kind]), "09-contradictions")
    assert row["contradiction"] == kind
    assert row["oneSays"] != row["otherSays"]


@pytest.mark.parametrize(("kind", "old", "new"), [("quantity", "500 .", "5000 ."), ("period", "08", "07"), ("number", "01-03", "01-02")])
def test_two_telegrams_agree(ask, kind, old, new):
    assert ask(_store(HEAD + CONTRADICTIONS[kind].replace(old, new)), "09-contradictions") == []


def test_a_promise_and_what_came_of_it_do_not_contradict_each_other(ask):
    """Less was delivered than was promised: question 4 tells of that; two reports of one delivery do contradict each other."""
    status = "x:a tg:status status:{} . x:b tg:status status:promised ."
    assert ask(_store(HEAD + CONTRADICTIONS["quantity"] + status.format("done")), "09-contradictions") == []
    assert len(ask(_store(HEAD + CONTRADICTIONS["quantity"] + status.format("planned")), "09-contradictions")) == 1


def test_two_acts_that_restate_one_contradict_each_other(ask):
    """Both say how many came of what a third telegram promised."""
    acts = CONTRADICTIONS["quantity"].replace(
        "x:a tg:restates x:b", "x:a tg:restates x:p . x:b tg:restates x:p . x:a tg:status status:done"
    )
    (row,) = ask(_store(HEAD + acts + "x:b tg:status status:done ."), "09-contradictions")
    assert (row["one"][-2:], row["oneSays"], row["other"][-2:], row["otherSays"]) == ("t1", "500", "t2", "5000")


def test_a_number_of_another_year_is_another_telegram(ask):
    assert ask(_store(HEAD + CONTRADICTIONS["number"].replace("1951-01-03", "1952-01-03")), "09-contradictions") == []


def test_which_run_from_which_bytes(ask, seed_store, seed_source: SourceText):
    rows = ask(seed_store, "10-run", subject=TELEGRAM, predicate="https://w3id.org/telegram-kg/ontology#sender")
    assert {row["version"] for row in rows} == {"1.2.3"}
    assert len({row["run"] for row in rows}) == 1
    inputs = {row["inputLabel"]: row["sha256"] for row in rows}
    assert inputs.pop("1951-06-21-mao-to-stalin.txt") == seed_source.sha256
    assert set(inputs) == {"authorities", "lexicon", "ontology", "shapes", "vocabularies"}
