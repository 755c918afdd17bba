"""Documents that a telegram speaks of: one a mention, with what is said of it and no more."""

from __future__ import annotations

import pytest

from kg_builder.extract.document import extract
from kg_builder.extract.given import Given, to_given
from kg_builder.lexicon import load_forms
from kg_builder.model import DocId
from kg_builder.resources import load_authorities
from kg_builder.source import to_source

Row = tuple[str, str | None, str | None, str | None, str | None]


@pytest.fixture(scope="module")
def given() -> Given:
    """Return the project's own authorities with their indexes."""
    return to_given(load_authorities())


def _references(text: str, given: Given) -> list[Row]:
    found = extract(to_source(text.encode(), DocId("d"), "d.txt"), given).references
    return [
        (
            r.document_kind.value if r.document_kind else "",
            r.number.value if r.number else None,
            r.date.value.edtf if r.date else None,
            r.sender.value.name if r.sender else None,
            r.addressee.value.name if r.addressee else None,
        )
        for r in found
    ]


ARCHIVE = "16 January 1951\nTelegram from Mao Zedong to Filippov (Stalin)\nTo Comrade FILIPPOV [Stalin]\n{}\nMAO ZEDONG"
STALIN, MAO = "Joseph Stalin", "Mao Zedong"

SENTENCES: list[tuple[str, list[Row]]] = [
    ("Your telegram of 4.1.51 is here.", [("telegram", None, "1951-01-04", STALIN, MAO)]),
    (
        "Your telegrams of 26 and 28 April 1950 have come.",
        [("telegram", None, "1950-04-26", STALIN, MAO), ("telegram", None, "1950-04-28", STALIN, MAO)],
    ),
    ("I already sent a telegram to Comrade Peng Dehuai.", [("telegram", None, None, MAO, "Peng Dehuai")]),
    ("According a telegram received from Comrade Peng Dehuai all is well.", [("telegram", None, None, "Peng Dehuai", "Mao Zedong")]),
    ("We follow the credit agreement of 14.2.1950.", [("agreement", None, "1950-02-14", None, None)]),
    ("Gao Gang transmitted your opinion on this.", [("oral-message", None, None, STALIN, MAO)]),
    ("We agree with what the 11 October telegram says.", [("telegram", None, "1950-10-11", None, None)]),
    (
        "By the decision of the USSR Council of Ministers of 26 June 1948 it was given.",
        [("decision", None, "1948-06-26", "Council of Ministers of the USSR", None)],
    ),
    ("I ask you to study the applications.", [("application", None, None, None, None)]),
    ("In answer to your No. 77/sh of 3.1.51 we agree.", [("telegram", "77/sh", "1951-01-03", STALIN, MAO)]),
    ("We have wired them and had no answer.", []),
]


@pytest.mark.parametrize(("sentence", "expected"), SENTENCES)
def test_a_sentence(sentence: str, expected: list[Row], given: Given) -> None:
    assert _references(ARCHIVE.format(sentence), given) == expected


PRINT = "846E.2317/3–1252: Telegram\n\nThe Secretary of State to the Embassy in Ceylon1\n\nconfidential\n\n339. {}\n"

PRINTED: list[tuple[str, str | None, str | None]] = [
    ("Re Embtel 446 Jan 30, sent Bangkok 42.", "446", "1952-01-30"),
    ("Embtel Feb 21, sent Dept 478 Bangkok 5.3", "478", "1952-02-21"),
    ("Dept agrees Embtel 503 March 75 that this is so.", "503", "1952-03-07"),
    ("Ref Deptel 254, February 3.", "254", "1952-02-03"),
    ("See last para Rangoon tel Jan 254 pouched Colombo.", None, "1952-01-25"),
]


@pytest.mark.parametrize(("sentence", "number", "day"), PRINTED)
def test_a_print(sentence: str, number: str | None, day: str | None, given: Given) -> None:
    (found,) = _references(PRINT.format(sentence), given)
    assert found[:3] == ("telegram", number, day)


def test_a_reply_line_of_the_head(given: Given) -> None:
    """What "To No. N" names is answered, and is no number of this telegram."""
    text = "From Pyongyang\nFENG XI [Stalin]\nTo No. 483/sh of 29.8.50.\nAs you ordered I went to him and read him the whole of it.\nSHTYKOV\nNo. 1001"
    extraction = extract(to_source(text.encode(), DocId("d"), "d.txt"), given)
    (reply,) = [r for r in extraction.references if r.in_reply_to]
    assert reply.number is not None
    assert (reply.number.value, reply.sender.value.name if reply.sender else None) == ("483/sh", STALIN)
    assert [n.value for n in extraction.telegrams[0].outgoing_number] == ["1001"]


def test_your_is_not_our(given: Given) -> None:
    """A reply line "To your No." names a telegram of the hearer, although "your" holds "our"."""
    text = "PYONGYANG\n\nTo Comrade KIM IL SUNG.\n\nTo your No. 17\n\nWe agree with you.\n\nFILIPPOV [Stalin]\n\nNo. 61\n15.1.52\n"
    (reply,) = [r for r in extract(to_source(text.encode(), DocId("d"), "d.txt"), given).references if r.in_reply_to]
    assert (reply.sender and reply.sender.value.name, reply.addressee and reply.addressee.value.name) == ("Kim Il Sung", STALIN)


def test_evidence_is_the_text_s_own_words(given: Given) -> None:
    text = ARCHIVE.format("Your telegram of 4.1.51 is here.")
    for reference in extract(to_source(text.encode(), DocId("d"), "d.txt"), given).references:
        for evidence in reference.anchor:
            assert text[evidence.span.start : evidence.span.end] == evidence.quote


def test_a_form_s_needs_hold() -> None:
    """A passage without any word of `needs` is not searched: every example must have one."""
    for form in load_forms("references"):
        for text in form.match if "needs" in form.data else ():
            assert any(word in text.lower() for word in form.data["needs"]), f"{form.name}: {text!r}"
