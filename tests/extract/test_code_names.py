"""Code names: by the page's gloss, else by the authority files for that day, else open."""

from __future__ import annotations

from datetime import date

import pytest

from kg_builder.extract.code_names import find_code_names
from kg_builder.extract.given import Given, to_given
from kg_builder.extract.people import find_mentions
from kg_builder.model import CodeNameUse, DocId, Finding, Span
from kg_builder.resources import load_authorities
from kg_builder.source import to_source


@pytest.fixture(scope="module")
def given() -> Given:
    """Return the project's own authorities with their indexes."""
    return to_given(load_authorities())


def _uses(
    text: str, given: Given, written: date | None, telegrams: tuple[tuple[int | None, Span], ...] = ()
) -> tuple[tuple[CodeNameUse, ...], tuple[Finding, ...]]:
    source = to_source(text.encode(), DocId("d"), "d.txt")
    return find_code_names(source, given, find_mentions(source, given, written), telegrams, written)


# Text, day, and for each code name: the name, whom it denotes, the words that say so, the rule, the basis.
USES = [
    ("To Comrade FILIPPOV [Stalin]", date(1951, 6, 21), [("Filippov", "stalin", "Comrade FILIPPOV [Stalin]", "code-names.gloss", None)]),
    ("To Comrade FILIPPOV", date(1951, 6, 21), [("Filippov", "stalin", "FILIPPOV", "code-names.authority", "person/stalin")]),
    ("FENG XI (Stalin)", None, [("Feng Xi", "stalin", "FENG XI (Stalin)", "code-names.gloss", None)]),
    ("C H A N F U [BULGANIN]", date(1950, 9, 30), [("Chanfu", "bulganin", "C H A N F U [BULGANIN]", "code-names.gloss", None)]),
    ("To MATVEYEV", date(1950, 9, 30), [("Matveyev", "razuvaev", "MATVEYEV", "code-names.authority", "person/razuvaev")]),
    ("To MATVEYEV", date(1950, 9, 26), [("Matveyev", "zakharov-matvei", "MATVEYEV", "code-names.authority", "person/zakharov-matvei")]),
    (
        "To MATVEYEV [Zakharov M.V.]",
        date(1950, 9, 30),
        [("Matveyev", "zakharov-matvei", "MATVEYEV [Zakharov M.V.]", "code-names.gloss", None)],
    ),
    ("Comrade Karskii [Shi Zhe] asks.", None, [("Karskii", "shi-zhe", "Comrade Karskii [Shi Zhe]", "code-names.gloss", None)]),
]
NONE = [
    ("Colonel Filippov of the signal troops", date(1951, 6, 21)),
    ("V. A. Filippov", date(1951, 6, 21)),
    ("PAK HEON-YEONG [Pak Hon Yong]", date(1950, 7, 1)),
    ("Vasil'yev [Vasiliev]", date(1950, 7, 1)),
    ("Comrade Stalin", date(1951, 6, 21)),
]


@pytest.mark.parametrize(("text", "written", "expected"), USES)
def test_code_names_are_resolved(given: Given, text: str, written: date | None, expected: list[tuple[object, ...]]) -> None:
    """The gloss wins, then the one bearer of that day; the evidence is the words, the basis the authority entry."""
    uses, findings = _uses(text, given, written)
    assert [
        (use.name.value, use.denotes.value.key, use.denotes.evidence[0].quote, use.denotes.rule, use.denotes.basis) for use in uses
    ] == expected
    assert findings == ()


@pytest.mark.parametrize(("text", "written"), NONE)
def test_ordinary_names_are_no_code_names(given: Given, text: str, written: date | None) -> None:
    """A rank or initials make it a man of that name; a second spelling hides nobody."""
    assert _uses(text, given, written)[0] == ()


def test_out_of_its_days_a_code_name_is_left_open(given: Given) -> None:
    """Filippov was Stalin's in his lifetime only; later he is somebody whom the page does not tell."""
    uses, _ = _uses("To Comrade FILIPPOV", given, date(1955, 1, 1))
    assert [use.denotes.value.key for use in uses] in ([], [None])


def test_a_name_that_fits_several_is_a_finding(given: Given) -> None:
    """The reader is told whom it may be, once a page."""
    _, findings = _uses("Comrade Zakharov and Comrade Zakharov", given, date(1951, 1, 16))
    assert [(finding.code, finding.message) for finding in findings] == [
        ("name.open", '"Zakharov" is left open: it may be Matvei Zakharov or S. E. Zakharov')
    ]


def test_one_use_for_each_telegram(given: Given) -> None:
    """A code name twice in one telegram is one use; the innermost telegram has it; a gloss elsewhere on the page counts."""
    text = "To FILIPPOV [Stalin]. FILIPPOV! Herewith: “To FILIPPOV. We agree.”"
    inner = text.index("“")
    uses, _ = _uses(text, given, None, ((None, Span(0, len(text))), (inner, Span(inner, len(text)))))
    assert [(use.telegram, use.denotes.rule) for use in uses] == [(None, "code-names.gloss"), (inner, "code-names.gloss")]
