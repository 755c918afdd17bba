"""The seed telegram, completely: every fact of `tests/devset/00.json` is read, and no other request or delivery."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kg_builder.extract.document import extract
from kg_builder.extract.given import to_given
from kg_builder.model import Act, Delivery, DocId, Entity, Extraction, Item, Request, Stated
from kg_builder.resources import load_authorities
from kg_builder.source import SourceText, read_source

SEED = "1951-06-21-mao-to-stalin"
KEY = {
    "Mao Zedong": "mao-zedong",
    "Joseph Stalin": "stalin",
    "Gao Gang": "gao-gang",
    "Xu Xiangqian": "xu-xiangqian",
    "Soviet government": "soviet-union",
    "Soviet Union": "soviet-union",
    "China": "china-prc",
}
UNIT = {"divisions": "division-unit", "persons": "person"}
KIND_OF_DOCUMENT = {"telegram": "telegram", "application": "application", "oral message": "oral-message"}


@pytest.fixture(scope="module")
def source(seed_path: Path) -> SourceText:
    return read_source(seed_path, DocId(SEED))


@pytest.fixture(scope="module")
def seed_path() -> Path:
    return Path(__file__).parents[2] / "seeds" / f"{SEED}.txt"


@pytest.fixture(scope="module")
def facts(source: SourceText) -> Extraction:
    return extract(source, to_given(load_authorities()))


@pytest.fixture(scope="module")
def gold() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((Path(__file__).parents[1] / "devset" / "00.json").read_text("utf-8"))
    return loaded


def keys(who: tuple[Stated[Entity], ...]) -> list[str | None]:
    return [s.value.key for s in who]


def place(gold_act: dict[str, Any], source: SourceText) -> tuple[int, int]:
    words = gold_act["cue"].split()
    start = source.text.find(words[0])
    for at in range(len(source.text)):
        if source.text.startswith(words[0], at) and " ".join(source.text[at : at + 200].split()).startswith(gold_act["cue"]):
            start = at
            break
    return start, start + len(gold_act["cue"])


def at(acts: tuple[Any, ...], gold_act: dict[str, Any], source: SourceText) -> Any:
    """The one act whose anchor overlaps the cue, or stands right after it."""
    start, end = place(gold_act, source)
    wanted = [float(i["quantity"]) if i["quantity"] is not None else None for i in gold_act["items"]]
    near = [a for a in acts if any(e.span.start < end + 40 and e.span.end > start for e in a.anchor)]
    exact = [a for a in near if [quantity(i) for i in a.items] == wanted]
    assert len(exact) == 1, (gold_act["id"], [a.label for a in near])
    return exact[0]


def quantity(item: Item) -> float | None:
    return float(item.quantity.value) if item.quantity else None


def bounds(act: Act) -> tuple[date | None, date | None]:
    return act.period_start.value if act.period_start else None, act.period_end.value if act.period_end else None


def month_bounds(period: dict[str, str] | None) -> tuple[str | None, str | None]:
    return (period["start"], period["end"]) if period else (None, None)


def check_common(act: Request | Delivery, wanted: dict[str, Any]) -> None:
    start, end = bounds(act)
    assert (start.isoformat()[:7] if start else None, end.isoformat()[:7] if end else None) == month_bounds(wanted.get("period")), wanted[
        "id"
    ]
    assert act.status.value in [wanted["status"], *wanted.get("status_also", [])]
    for item, gold_item in zip(act.items, wanted["items"], strict=True):
        assert item.label.split()[-1].strip("[]") in gold_item["label"] or gold_item["label"] in item.label
        if gold_item["quantity"] is not None:
            assert (item.unit.value if item.unit else None) == UNIT.get(gold_item["unit"], "piece")


def closing_plea(gold: dict[str, Any]) -> dict[str, Any]:
    return next(r for r in gold["requests"] if r["id"] == "r6")


def test_requests_are_those_of_the_gold(facts: Extraction, gold: dict[str, Any], source: SourceText) -> None:
    """Who asks whom through whom for what, in which period, of which kind; the closing plea is none."""
    wanted = [r for r in gold["requests"] if r["id"] != "r6"]
    assert len(facts.requests) == len(wanted)
    for one in wanted:
        request = at(facts.requests, one, source)
        assert keys(request.requester) == [KEY[one["by"]]]
        assert keys(request.requestee)[0] in [KEY[w] for w in [one["to"], *one.get("to_also", [])]]
        assert keys(request.requested_via) == ([KEY[one["via"]]] if one.get("via") else [])
        assert request.request_kind.value == one["kind"], one["id"]
        check_common(request, one)


def test_deliveries_are_those_of_the_gold(facts: Extraction, gold: dict[str, Any], source: SourceText) -> None:
    """Sixty divisions as planned, sixteen of them in 1951 with three Korean ones, forty-four in 1952-1953; and what is missing."""
    assert len(facts.deliveries) == len(gold["deliveries"])
    found = {one["id"]: at(facts.deliveries, one, source) for one in gold["deliveries"]}
    for one in gold["deliveries"]:
        act = found[one["id"]]
        assert keys(act.supplier) == [KEY[one["supplier"]]]
        assert keys(act.recipient) == [KEY[one["recipient"]]]
        assert act.part_of == (found[one["part_of"]].start if one.get("part_of") else None)
        check_common(act, one)
    assert found["d2"].items[0].includes == (found["d2"].items[1].start,), "the Korean three are inside the sixteen"
    assert found["d3"].items[0].quantity_qualifier.value == "remaining"
    assert found["d4"].items[0].quantity_qualifier.value == "missing"
    assert found["d4"].condition.value == "With the availability this year of deliveries of arms according to our applications"
    assert found["d1"].according_to.value.key == "soviet-general-staff"


def test_the_consent_answers_the_request_for_sixteen_divisions(facts: Extraction, gold: dict[str, Any], source: SourceText) -> None:
    request = at(facts.requests, next(r for r in gold["requests"] if r["id"] == "r2"), source)
    consent = at(facts.deliveries, next(d for d in gold["deliveries"] if d["id"] == "d5"), source)
    assert consent.answers == (request.start,)


def test_one_sixth_is_asked_every_month(facts: Extraction, gold: dict[str, Any], source: SourceText) -> None:
    request = at(facts.requests, next(r for r in gold["requests"] if r["id"] == "r4"), source)
    shares = (request.instalment_share.value, request.instalment_interval.value, request.instalment_of.value)
    assert shares == ("1/6", "P1M", "total")
    assert [i.label for i in request.items] == [i["label"] for i in gold["requests"][3]["items"]]


def test_the_closing_plea_is_an_omission(facts: Extraction, gold: dict[str, Any], source: SourceText) -> None:
    start, end = place(closing_plea(gold), source)
    assert [f.code for f in facts.findings if f.span and f.span.start < end and f.span.end > start] == ["omission.closing-plea"]


def test_the_documents_spoken_of_are_those_of_the_gold(facts: Extraction, gold: dict[str, Any]) -> None:
    """Mao's telegram to Xu, Xu's to Mao, the applications, and the opinion that Gao Gang brought."""
    read = {
        (
            r.document_kind.value if r.document_kind else None,
            r.sender.value.key if r.sender else None,
            r.addressee.value.key if r.addressee else None,
        )
        for r in facts.references
    }
    telegrams = {
        (KIND_OF_DOCUMENT[r["kind"]], KEY[r["from"]], KEY[r["to"]]) for r in gold["references"] if r["kind"] in ("telegram", "oral message")
    }
    assert telegrams <= read
    assert any(kind == "application" for kind, _, _ in read)
    assert {kind for kind, _, _ in read} == {"telegram", "application", "oral-message"}


def test_the_head_is_that_of_the_gold(facts: Extraction, gold: dict[str, Any]) -> None:
    (telegram,) = facts.telegrams
    assert [n.value for n in telegram.cipher_number] == ["21039"]
    assert [n.value for n in telegram.outgoing_number] == ["3107"]
    assert telegram.received_at and telegram.received_at.value == gold["received_at"] + ":00"
    assert telegram.sent_from and telegram.sent_from.value.key == "beijing"
    assert [s.value for s in telegram.series] == [gold["priority_or_series"]]
    assert keys(telegram.copy_to) == ["stalin"]
    assert keys(telegram.issued_by) == ["second-main-administration-gs"]
    (mark,) = telegram.archival_reference
    assert mark.label == "fond 45, opis 1, delo 339, listy 64-65"
    assert "archive.leaves-misread" in {f.code for f in facts.findings}


def test_code_names_and_old_romanisations_are_resolved(facts: Extraction) -> None:
    """Filippov is Stalin by the text's own gloss, Siu Sian-tsian is Xu Xiangqian by the authority file."""
    assert {(u.name.value, u.denotes.value.key, u.denotes.basis) for u in facts.code_name_uses} == {("FILIPPOV", "stalin", None)} or {
        (u.name.value.lower(), u.denotes.value.key) for u in facts.code_name_uses
    } == {("filippov", "stalin")}
    xu = next(m for m in facts.telegrams[0].mentions if m.value.key == "xu-xiangqian")
    assert "Siu Sian-tsian" in xu.evidence[0].quote


def test_every_quote_is_the_text_at_its_place(facts: Extraction, source: SourceText) -> None:
    pieces = [e for act in (*facts.requests, *facts.deliveries) for e in act.anchor]
    pieces += [e for t in facts.telegrams for s in (*t.sender, *t.addressee, *t.copy_to, *t.mentions) for e in s.evidence]
    assert pieces
    assert all(source.text[e.span.start : e.span.end] == e.quote for e in pieces)
