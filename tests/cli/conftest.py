"""A small graph whose facts are written by hand, so that these tests do not depend on what extraction finds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import pytest

import kg_builder
from kg_builder.graphs import load_background
from kg_builder.mapping import to_quads
from kg_builder.model import DateValue, DocId, Entity, Extraction, Finding, Item, Request, Stated, Telegram
from kg_builder.resources import load_resources
from kg_builder.serialize import to_nquads
from kg_builder.source import SourceText, to_source

T = TypeVar("T")
PACKAGE = Path(kg_builder.__file__).parent

TEXT = "\r\n".join(
    [
        "Title: Telegram from Mao Zedong to Stalin",
        "",
        "To Comrade FILIPPOV [Stalin]",
        "",
        "I ask you to send about 1,200 rifles",
        "and mortars before the end of the year.",
        "",
        "MAO ZEDONG",
        "",
        "No. 17 21.6.51",
        "",
    ]
)
MAO = Entity("person", "Mao Zedong", "mao-zedong")
STALIN = Entity("person", "Joseph Stalin", "stalin")


def small_source(name: str = "small.txt") -> SourceText:
    return to_source(TEXT.encode(), DocId(name.removesuffix(".txt")), name)


def small_extraction(source: SourceText) -> Extraction:
    """Return one telegram with one request, each value with its words."""

    def stated(value: T, words: str, rule: str = "test.rule") -> Stated[T]:
        start = TEXT.index(words)
        return Stated(value, (source.quote(start, start + len(words)),), rule)

    items = (
        Item(
            start=TEXT.index("1,200"),
            label="rifles",
            quantity=stated(Decimal(1200), "1,200"),
            quantity_qualifier=stated("about", "about"),
            unit=stated("piece", "rifles"),
        ),
        Item(start=TEXT.index("mortars"), label="mortars"),
    )
    request = Request(
        start=items[0].start,
        anchor=(source.quote(TEXT.index("I ask"), TEXT.index(" rifles")), source.quote(TEXT.index("1,200"), TEXT.index(" before"))),
        rule="request.ask-you-to",
        telegram=None,
        label="Mao Zedong asks Joseph Stalin for rifles and mortars",
        status=stated("asked", "I ask you to"),
        items=items,
        requester=(stated(MAO, "I"),),
        requestee=(stated(STALIN, "you"),),
        request_kind=stated("materiel", "rifles"),
        period_end=stated(date(1951, 12, 31), "before the end of the year"),
        period="/1951-12-31",
    )
    telegram = Telegram(
        start=None,
        span=source.quote(0, len(TEXT)).span,
        title=stated("Telegram from Mao Zedong to Stalin", "Telegram from Mao Zedong to Stalin"),
        sender=(stated(MAO, "MAO ZEDONG"),),
        addressee=(stated(STALIN, "FILIPPOV [Stalin]"),),
        date=stated(DateValue("1951-06-21", date(1951, 6, 21), date(1951, 6, 21)), "21.6.51"),
        outgoing_number=(stated("17", "17"),),
    )
    findings = (
        Finding(
            "omission.cue-without-object",
            "info",
            "asks, but for what was not understood",
            source.quote(TEXT.index("I ask"), TEXT.index(" send")).span,
        ),
        Finding(
            "date.two-digit-year", "info", '"51" was read as 1951', source.quote(TEXT.index("21.6.51"), TEXT.index("21.6.51") + 7).span
        ),
    )
    return Extraction(telegrams=(telegram,), requests=(request,), findings=findings)


@dataclass(frozen=True, slots=True)
class Built:
    """A folder with `out/graph.nq`, `out/report.json` and the text."""

    folder: Path

    @property
    def out(self) -> Path:
        return self.folder / "out"

    @property
    def text(self) -> Path:
        return self.folder / "texts" / "small.txt"


@pytest.fixture(scope="session")
def small_graph() -> bytes:
    source = small_source()
    return to_nquads(to_quads(small_extraction(source), source, load_background(load_resources(), "0")))


@pytest.fixture
def built(tmp_path: Path, small_graph: bytes) -> Built:
    one = Built(tmp_path)
    one.out.mkdir()
    one.text.parent.mkdir()
    one.text.write_bytes(TEXT.encode())
    (one.out / "graph.nq").write_bytes(small_graph)
    entries = [{"path": str(one.text), "status": "processed", "document": "small", "reason": None, "findings": []}]
    (one.out / "report.json").write_text(json.dumps({"entries": entries}))
    return one


Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Return what runs the program in a process of its own, as a user does."""

    def call(*words: str | Path, env: dict[str, str] | None = None, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "kg_builder", *map(str, words)],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(PACKAGE.parent), "COLUMNS": "120", **(env or {})},
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=120,
        )

    return call
