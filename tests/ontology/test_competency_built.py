"""The ten questions, asked of the seed as the program itself reads it: text in, answers out."""

from __future__ import annotations

import pyoxigraph
import pytest

from kg_builder import __version__
from kg_builder.pipeline import build_document, load_tools
from kg_builder.source import SourceText

BASE = "https://w3id.org/telegram-kg/"
TG = f"{BASE}ontology#"
MAO, STALIN = f"{BASE}person/mao-zedong", f"{BASE}person/stalin"


@pytest.fixture(scope="module")
def built(seed_source: SourceText) -> pyoxigraph.Store:
    document = build_document(seed_source, load_tools())
    assert document.failure is None
    store = pyoxigraph.Store()
    store.load(document.quads, pyoxigraph.RdfFormat.N_QUADS)
    return store


def test_correspondence(ask, built):
    (row,) = ask(built, "01-correspondence")
    assert set(row["numbers"].split("; ")) == {"21039", "3107"}
    assert (row["senders"], row["addressees"], row["copies"]) == ("Mao Zedong", "Joseph Stalin", "Joseph Stalin")
    assert (row["date"], row["receivedAt"]) == ("1951-06-21", "1951-06-21T21:15:00")


def test_requests(ask, built):
    """Sixteen divisions agreed to; nine kinds of goods from July to December; representatives asked of the Soviet government."""
    rows = ask(built, "02-requests", requester=MAO, requestee=STALIN)
    goods = [row["itemLabel"] for row in rows if row.get("from") == "1951-07-01" and row["until"] == "1951-12-31"]
    assert sorted(goods) == [
        "GSM",
        "airplanes",
        "artillery",
        "automobiles",
        "medicines",
        "other military equipment",
        "rifles",
        "spare parts for automobiles",
        "tanks",
    ]
    assert [(row["quantity"], row["unit"], row["status"]) for row in rows if "quantity" in row] == [
        ("16", "Division (as counted unit)", "Accepted")
    ]
    (representatives,) = ask(built, "02-requests", requestee=f"{BASE}state/soviet-union")
    assert (representatives["itemLabel"], representatives["kind"]) == ("representatives", "Personnel")


def test_deliveries(ask, built):
    rows = ask(built, "03-deliveries", supplier=f"{BASE}state/soviet-union", recipient=f"{BASE}state/china-prc")
    planned = {(row["quantity"], row["from"], row["until"]) for row in rows if row["statusLabel"] == "Planned"}
    assert planned == {
        ("60", "1951-01-01", "1953-12-31"),
        ("16", "1951-01-01", "1951-12-31"),
        ("3", "1951-01-01", "1951-12-31"),
        ("44", "1952-01-01", "1953-12-31"),
    }
    (conditional,) = [row for row in rows if row["statusLabel"] == "Conditional"]
    assert "deliveries of arms according to our applications" in conditional["condition"]


def test_unanswered(ask, built):
    """What was agreed to in full is answered; the monthly deliveries are not."""
    labels = " | ".join(row["label"] for row in ask(built, "04-unanswered"))
    assert "rifles" in labels
    assert "arms" not in labels


def test_code_names(ask, built):
    (row,) = ask(built, "05-code-names")
    assert (row["codeName"].casefold(), row["personName"]) == ("filippov", "Joseph Stalin")


def test_evidence(ask, built, seed_source: SourceText):
    """Every answer leads to its characters."""
    rows = ask(built, "06-evidence")
    assert len(rows) > 100
    assert all(seed_source.text[int(row["start"]) : int(row["end"])] == row["words"] for row in rows)


def test_archive(ask, built):
    (row,) = ask(built, "07-archive")
    assert (row["fond"], row["opis"], row["delo"], row["listy"]) == ("45", "1", "339", "64-65")


def test_references(ask, built):
    telegrams = [row for row in ask(built, "08-references") if row["kind"] == "Telegram"]
    assert sorted(row["from"] for row in telegrams) == ["Mao Zedong", "Xu Xiangqian"]
    assert {row["missing"] for row in telegrams} == {"true"}


def test_contradictions(ask, built):
    assert ask(built, "09-contradictions") == []


def test_run(ask, built, seed_source: SourceText):
    rows = ask(built, "10-run", predicate=f"{TG}sender")
    assert {row["version"] for row in rows} == {__version__}
    assert seed_source.sha256 in {row["sha256"] for row in rows}
