"""The zones of a page, whatever its line ends, order and length; and that nothing raises on any text."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from kg_builder.extract.document import extract
from kg_builder.extract.given import Given, to_given
from kg_builder.extract.layout import find_layout
from kg_builder.model import DocId, Evidence
from kg_builder.resources import load_authorities
from kg_builder.source import SourceText, read_source, to_source


@pytest.fixture(scope="module")
def given() -> Given:
    """Return the project's own authorities with their indexes."""
    return to_given(load_authorities())


def _source(text: str) -> SourceText:
    return to_source(text.encode(), DocId("d"), "d.txt")


def _kinds(text: str) -> list[str]:
    return [m.kind for m in find_layout(_source(text)).marks]


# A line, kinds of its marks.
LINES = [
    ("SECOND MAIN ADMINISTRATION OF THE GENERAL STAFF OF THE SOVIET ARMY", ["office"]),
    ("CABLE Nº 58458 TOP SECRET", ["kind", "classification"]),
    ("Copies: Stalin (2), Molotov, Copy", ["copies"]),
    ("From BEIJING Received 21:15 21.6.1951", ["from", "stamp"]),
    ("From Beijing15 hours 30 minutes", ["from", "time"]),
    ('SERIES "G" T', ["series"]),
    ("To Comrade FILIPPOV [Stalin]", ["to"]),
    ("To No. 483/sh.", ["reply"]),
    ("Comrade FILIPPOV!", ["salutation"]),
    ("MAO ZEDONG", ["name"]),
    ("No. 3107 21.6.51 Source: APRF, f. 45, op. 1, d. 339, II. 64-65.", ["number", "date", "archive"]),
    ("[handwritten: to Cde. Stalin]", ["note"]),
    ("Copy Nº 1 to Cde. Stalin Copy Nº 2 to Cde. Molotov from BEIPING received at 07:45 27", ["copies", "copies", "from", "stamp"]),
    ("Destination: PEKING  To Whom: SovAmbassador", ["destination", "to"]),
    ("Title: Telegram from Mao Zedong to I.V. Stalin", ["title"]),
    ("Skip to content", ["furniture"]),
    ("We ask you to send rifles to the front in May.", ["prose"]),
    ("From Pyongyang we hear that all is well.", ["prose"]),
    ("To help them is needed above all.", ["prose"]),
]


@pytest.mark.parametrize(("line", "kinds"), LINES)
def test_a_line(line: str, kinds: list[str]) -> None:
    assert _kinds(line) == kinds


SEED = Path(__file__).parents[2] / "seeds" / "1951-06-21-mao-to-stalin.txt"


def test_the_seed_s_head(given: Given) -> None:
    """The telegram that the project ships, fact by fact."""
    extraction = extract(read_source(SEED, DocId("seed")), given)
    (telegram,) = extraction.telegrams
    assert [v.value for v in telegram.cipher_number] == ["21039"]
    assert [v.value for v in telegram.outgoing_number] == ["3107"]
    assert telegram.received_at is not None
    assert telegram.received_at.value == "1951-06-21T21:15:00"
    assert telegram.sent_from is not None
    assert telegram.sent_from.value.key == "beijing"
    assert [v.value for v in telegram.series] == ['SERIES "G" T']
    assert [v.value.key for v in telegram.copy_to] == ["stalin"]
    assert [v.value.key for v in telegram.sender] == ["mao-zedong"]
    assert [v.value.key for v in telegram.addressee] == ["stalin"]
    (mark,) = telegram.archival_reference
    assert mark.label == "fond 45, opis 1, delo 339, listy 64-65"
    assert "archive.leaves-misread" in [f.code for f in extraction.findings]
    assert telegram.published_at is not None
    assert telegram.published_at.value == "http://digitalarchive.wilsoncenter.org/document/112111"
    kinds = [r.document_kind.value for r in extraction.references if r.document_kind]
    assert kinds[:4] == ["oral-message", "telegram", "telegram", "application"]


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_line_ends_change_nothing_but_offsets(ends: str, given: Given) -> None:
    text = SEED.read_text("utf-8")
    one, other = (extract(_source(t), given).telegrams[0] for t in (text, text.replace("\n", ends)))
    assert [v.value for v in one.sender] == [v.value for v in other.sender]
    assert one.received_at is not None
    assert other.received_at is not None
    assert one.received_at.value == other.received_at.value
    assert [r.label for r in one.archival_reference] == [r.label for r in other.archival_reference]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "http://", "ftp://x.org/a", "none", 'http://x.org/a"b'])
def test_an_address_that_is_none_is_not_published(url: str, given: Given) -> None:
    text = f"Title: Telegram from Mao Zedong to Stalin\nSource:. {url}\nComrade Stalin!\nWe agree with all that you say.\nMao Zedong"
    published = extract(_source(text), given).telegrams[0].published_at
    assert published is None or published.value == "http://x.org/a"


def _evidence(value: object) -> Iterator[Evidence]:
    if isinstance(value, Evidence):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from _evidence(getattr(value, field.name))
    elif isinstance(value, tuple):
        for part in value:
            yield from _evidence(part)


WORDS = st.sampled_from(
    [
        "To Comrade",
        "FILIPPOV",
        "[Stalin]",
        "From BEIJING",
        "Received",
        "21:15",
        "21.6.51",
        "No.",
        "3107/sh",
        "Copies:",
        "Stalin (2),",
        "CIPHERED TELEGRAM",
        "“",
        "”",
        '"',
        ":",
        "Pass to",
        "the following",
        "\n",
        "\n\n",
        "We ask you to send 40 trucks.",
        "MAO ZEDONG",
        "Title:",
        "APRF, f. 1, op. 2, d. 3",
        "[...]",
        "[handwritten:",
        "]",
        "31.2.51",
        "99:99",
        "1.",
        "795.00/6–2550: Telegram",
        "Embtel 5",
        "\t",
        "é",
        "Document Information",
    ]
)


@settings(max_examples=150)
@for_all(st.lists(WORDS, min_size=1, max_size=60))
def test_no_text_raises_and_every_quote_is_the_text_s(given: Given, words: list[str]) -> None:
    """Law of evidence: `quote == text[start:end]`; law of marks: in order, none overlapping another."""
    source = _source(" ".join(words) + " x")
    marks = find_layout(source).marks
    for mark, following in pairwise(marks):
        assert mark.span.end <= following.span.start
    for evidence in _evidence(extract(source, given)):
        assert evidence.quote
        assert evidence.quote == source.text[evidence.span.start : evidence.span.end]


@for_all(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=300))
def test_any_text_is_read(text: str) -> None:
    page = find_layout(_source("x" + text))
    assert page.body[0] <= page.body[1] <= len(page.marks)


@pytest.mark.parametrize(
    "evil",
    [
        "[" * 50_000,
        "(" * 50_000,
        "“" * 20_000,
        "No. " * 20_000,
        "Title: x\n" * 5_000,
        "\n" * 100_000,
        "To Comrade A" * 5_000,
        "Copies: A, " * 5_000,
        "A" * 70_000,
    ],
)
def test_long_runs_end_soon(evil: str) -> None:
    find_layout(_source("warm\nup"))
    start = time.process_time()
    find_layout(_source("CIPHERED TELEGRAM No. 1\n" + evil + "\nMAO ZEDONG"))
    assert time.process_time() - start < 4


@pytest.mark.parametrize(
    "line", ["Title: one\n", "1. Comr. Stalin\n", "Copies: Stalin (2), Molotov\n", "1. We ask you to send ten tanks.\n"]
)
def test_many_lines_cost_what_they_are_many(line: str) -> None:
    """Four times the lines cost about four times the time, not sixteen."""
    find_layout(_source(line * 50))
    times = []
    for count in (1000, 4000):
        start = time.process_time()
        find_layout(_source("To Comrade FILIPPOV\n" + line * count))
        times.append(time.process_time() - start)
    assert times[1] < 9 * max(times[0], 0.02)
