"""The gold facts of our own telegrams are true of their texts: every quoted word is found, every field has its form."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
GOLD = sorted(HERE.glob("[0-9][0-9].json"))
FIELDS = frozenset(
    {
        "id",
        "url",
        "title",
        "date",
        "telegram_numbers",
        "other_numbers",
        "sender",
        "addressees",
        "via",
        "copies",
        "sent_from",
        "sent_to",
        "sent_at",
        "received_at",
        "unlabelled_time",
        "classification",
        "priority_or_series",
        "archive",
        "archive_other",
        "persons",
        "code_names",
        "organizations",
        "places",
        "references",
        "inner_messages",
        "requests",
        "deliveries",
        "distractors",
        "notes",
        "text_file",
        "text_kind",
        "excerpt_whole",
        "exercises",
    }
)
REQUEST_STATUS = frozenset({"asked", "reported", "accepted", "refused", "withdrawn"})
DELIVERY_STATUS = frozenset({"planned", "promised", "conditional", "under way", "done", "refused"})
KINDS = frozenset({"materiel", "personnel", "money", "action", "information"})
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")
MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")


def squash(text: str) -> str:
    """White space may differ between a cue and its text (line breaks)."""
    return " ".join(text.split())


def load(path: Path) -> tuple[str, dict[str, Any]]:
    """The text with its white space squashed, and its gold facts."""
    text = path.with_suffix(".txt").read_bytes().decode("utf-8")
    return squash(text), json.loads(path.read_bytes())


def acts(gold: dict[str, Any]) -> list[dict[str, Any]]:
    """Requests and deliveries of one document."""
    return [*gold["requests"], *gold["deliveries"]]


def test_there_are_at_least_thirty_six_pairs() -> None:
    assert len(GOLD) >= 36
    assert {p.stem for p in GOLD} == {p.stem for p in HERE.glob("[0-9][0-9].txt")}


@pytest.mark.parametrize("path", GOLD, ids=lambda p: p.stem)
def test_fields_are_complete(path: Path) -> None:
    _, gold = load(path)
    assert set(gold) == FIELDS
    assert gold["id"] == path.stem
    assert gold["text_file"] == f"{path.stem}.txt"
    assert "not a historical document" in gold["text_kind"]


@pytest.mark.parametrize("path", GOLD, ids=lambda p: p.stem)
def test_text_says_that_it_is_an_exercise(path: Path) -> None:
    """Nobody who meets the text alone can take it for history."""
    text, _ = load(path)
    assert re.search(r"exercise|invented|never existed", text, re.IGNORECASE)
    assert re.search(r"NOT a historical document", text)


@pytest.mark.parametrize("path", GOLD, ids=lambda p: p.stem)
def test_every_cue_occurs_once(path: Path) -> None:
    text, gold = load(path)
    assert {a["cue"]: text.count(squash(a["cue"])) for a in acts(gold)} == {a["cue"]: 1 for a in acts(gold)}


@pytest.mark.parametrize("path", GOLD, ids=lambda p: p.stem)
def test_no_two_acts_of_a_class_share_a_cue(path: Path) -> None:
    _, gold = load(path)
    for group in ("requests", "deliveries"):
        cues = [a["cue"] for a in gold[group]]
        assert len(cues) == len(set(cues))


@pytest.mark.parametrize("path", GOLD, ids=lambda p: p.stem)
def test_names_are_words_of_the_text(path: Path) -> None:
    text, gold = load(path)
    quoted = [m for p in gold["persons"] for m in p["mentions"]]
    quoted += [*gold["organizations"], *gold["places"], *gold["telegram_numbers"], *gold["other_numbers"]]
    quoted += [c["code"] for c in gold["code_names"]] + [d["text"] for d in gold["distractors"]]
    quoted += [gold[k] for k in ("sent_from", "sent_to", "classification") if gold[k]]
    assert [q for q in quoted if squash(q) not in text] == []


@pytest.mark.parametrize("path", GOLD, ids=lambda p: p.stem)
def test_labels_are_made_of_words_of_the_text(path: Path) -> None:
    """Scattered words of one phrase may be drawn together in a label ("jacks … of 100 tons"), none is added."""
    text, gold = load(path)
    words = set(re.findall(r"\w+", text.lower()))
    labels = [item["label"] for act in acts(gold) for item in act["items"]]
    assert [label for label in labels if not set(re.findall(r"\w+", label.lower())) <= words] == []


@pytest.mark.parametrize("path", GOLD, ids=lambda p: p.stem)
def test_dates_and_times_have_their_form(path: Path) -> None:
    _, gold = load(path)
    assert DATE.fullmatch(gold["date"])
    for key in ("sent_at", "received_at", "unlabelled_time"):
        assert gold[key] is None or TIME.fullmatch(gold[key])
    dates = [r["date"] for r in gold["references"]] + [m["date"] for m in gold["inner_messages"]]
    assert [d for d in dates if d is not None and not DATE.fullmatch(d)] == []


@pytest.mark.parametrize("path", GOLD, ids=lambda p: p.stem)
def test_periods_are_months_in_order(path: Path) -> None:
    _, gold = load(path)
    for period in (a["period"] for a in acts(gold) if a["period"] is not None):
        assert set(period) == {"start", "end"}
        bounds = [b for b in (period["start"], period["end"]) if b is not None]
        assert bounds
        assert all(MONTH.fullmatch(b) for b in bounds)
        assert bounds == sorted(bounds)


@pytest.mark.parametrize("path", GOLD, ids=lambda p: p.stem)
def test_quantities_are_numbers(path: Path) -> None:
    _, gold = load(path)
    for item in (i for a in acts(gold) for i in a["items"]):
        assert set(item) - {"quantity_max"} == {"label", "quantity", "unit", "note"}
        for key in ("quantity", "quantity_max"):
            value = item.get(key)
            assert value is None or (isinstance(value, int | float) and not isinstance(value, bool) and value > 0)
        if "quantity_max" in item:
            assert item["quantity_max"] > item["quantity"]


@pytest.mark.parametrize("path", GOLD, ids=lambda p: p.stem)
def test_acts_use_the_fixed_words(path: Path) -> None:
    _, gold = load(path)
    for request in gold["requests"]:
        assert request["status"] in REQUEST_STATUS
        assert request["kind"] in KINDS
        assert request["by"]
    for delivery in gold["deliveries"]:
        assert delivery["status"] in DELIVERY_STATUS
        assert delivery["items"]
    ids = [a["id"] for a in acts(gold)]
    assert len(ids) == len(set(ids))
    assert {a["part_of"] for a in gold["deliveries"] if "part_of" in a} <= set(ids)


@pytest.mark.parametrize("path", GOLD, ids=lambda p: p.stem)
def test_people_of_the_head_are_among_the_persons_or_named_offices(path: Path) -> None:
    """A sender or copy holder who is no person on the page must be an office or organization."""
    _, gold = load(path)
    persons = {p["name"] for p in gold["persons"]}
    head = [*gold["sender"], *gold["addressees"], *gold["via"], *gold["copies"]]
    offices = re.compile(
        r"Department|department|Depart|Embassy|Minist|Secretary|Politburo|Committee|Legation|Consul|Ambassador|CINC|Mission|SovAmb|Chief|JCS|Centr|Bureau|Section"
    )
    assert [n for n in head if n not in persons and not offices.search(n) and n not in gold["organizations"]] == []


def test_texts_and_gold_end_with_one_newline_and_use_no_crlf() -> None:
    for path in [*GOLD, *(p.with_suffix(".txt") for p in GOLD)]:
        data = path.read_bytes()
        assert data.endswith(b"\n")
        assert b"\r" not in data
