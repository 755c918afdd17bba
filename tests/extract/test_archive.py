"""Archive marks: fond, opis, delo and leaves as strings, zeros kept, misread marks repaired and told."""

from __future__ import annotations

import time

import pytest

from kg_builder.extract.archive import find_archival_references
from kg_builder.model import ArchivalReference, DocId, Entity, Span, Stated
from kg_builder.source import SourceText, to_source


def _read(text: str) -> tuple[tuple[ArchivalReference, ...], list[str]]:
    source: SourceText = to_source(text.encode(), DocId("d"), "d.txt")

    def resolve(span: Span, _: str) -> Stated[Entity]:
        words = source.text[span.start : span.end]
        return Stated(Entity("organization", words, first=span.start), (source.quote(span.start, span.end),), "test")

    references, findings = find_archival_references(source, resolve)
    return references, [f.code for f in findings]


# Text, then (repository, normalised mark) of each reference.
MARKS = [
    ("Source: APRF, f. 45, op. 1, d. 339, ll. 64-65.", [("APRF", "fond 45, opis 1, delo 339, listy 64-65")]),
    ("APRF, Fond 45, Opis 1, Delo 347, Listy 12-13", [("APRF", "fond 45, opis 1, delo 347, listy 12-13")]),
    ("APRF, F. 45, Op. 1, D. 331, Ll. 119.", [("APRF", "fond 45, opis 1, delo 331, listy 119")]),
    (
        "AP RF, f. 45, op. 1, d. 334, l. 141; and RGASPI, f. 558, op. 11, d. 334, ll. 0141.",
        [("AP RF", "fond 45, opis 1, delo 334, listy 141"), ("RGASPI", "fond 558, opis 11, delo 334, listy 0141")],
    ),
    ("AVP RF, f. 059a, op. 5a, d. 5, p. 11, ll. 90-93", [("AVP RF", "fond 059a, opis 5a, delo 5, papka 11, listy 90-93")]),
    ("AVPRF, Fond 059a, Opis 5a, Delo 4, Papka 11, Listy 159-160", [("AVPRF", "fond 059a, opis 5a, delo 4, papka 11, listy 159-160")]),
    ("AVPRF, f. 0102, op. 7, p. 27, d. 43, ll. 1 – 3", [("AVPRF", "fond 0102, opis 7, delo 43, papka 27, listy 1-3")]),
    ("RGASPI, f. 558, op. 11, d. 334, ll.0055", [("RGASPI", "fond 558, opis 11, delo 334, listy 0055")]),
    ("APRF, fond 45, opis 1, delo 335, list 3.", [("APRF", "fond 45, opis 1, delo 335, listy 3")]),
    ("Fond 3, opis 65, delo 827", [(None, "fond 3, opis 65, delo 827")]),
    ("TsAMO, f. 32, op. 11318, d. 119, ll. 1, 4-5", [("TsAMO", "fond 32, opis 11318, delo 119, listy 1, 4-5")]),
    ("PRC FMA 106-00021-03, 12-15", [("PRC FMA", "106-00021-03, listy 12-15")]),
    ("795.00/6–2550: Telegram\n\nThe Ambassador", [(None, "795.00/6–2550")]),
    ("768.5 MSP/9–1854: Telegram", [(None, "768.5 MSP/9–1854")]),
    ("Source: Department of State, Central Files, 611.51G/5-1154. Secret.", [(None, "611.51G/5-1154")]),
    ("two marks alike: APRF, f. 1, op. 2, d. 3, l. 4 and APRF, f. 1, op. 2, d. 3, l. 4", [("APRF", "fond 1, opis 2, delo 3, listy 4")]),
]


@pytest.mark.parametrize(("text", "expected"), MARKS)
def test_a_mark_is_read(text: str, expected: list[tuple[str | None, str]]) -> None:
    references, _ = _read(text)
    assert [(r.repository.value.name if r.repository else None, r.label) for r in references] == expected


@pytest.mark.parametrize(
    "text",
    [
        "of 45 men, op-ed 1",
        "point 3 of article 65",
        "No. 254/3612/shs",
        "a note told it (895.20/12–1949) later on and more",
        "form 45, open 1",
    ],
)
def test_what_is_no_mark(text: str) -> None:
    assert _read("x" * 500 + "\n" + text)[0] == ()


@pytest.mark.parametrize("misread", ["II. 64-65", "11. 64-65", "Il. 64-65", "1l. 64-65"])
def test_misread_leaves_are_repaired_and_told(misread: str) -> None:
    """Every part keeps the words of the text as its evidence."""
    (reference,), codes = _read(f"APRF, f. 45, op. 1, d. 339, {misread}.")
    assert codes == ["archive.leaves-misread"]
    assert reference.listy is not None
    assert reference.listy.value == "64-65"
    assert reference.listy.evidence[0].quote == misread


def test_a_good_mark_has_no_finding() -> None:
    assert _read("APRF, f. 45, op. 1, d. 339, ll. 64-65.")[1] == []


def test_a_long_name_ends_soon() -> None:
    start = time.process_time()
    _read("A" * 70_000 + " f. 1, op. 2, d. 3")
    assert time.process_time() - start < 2
