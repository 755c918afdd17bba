"""Terms are canonical N-Triples: what two parsers read, and what they would write."""

from __future__ import annotations

from decimal import Decimal

import pyoxigraph
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from kg_builder.terms import (
    Literal,
    escape,
    parse_literal,
    to_decimal,
    to_integer,
    to_string,
    to_tagged,
    to_typed,
    unescape,
)

_TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@given(_TEXT)
def test_canonical(text: str) -> None:
    """The line is byte for byte the canonical N-Triples that pyoxigraph writes."""
    line = f"<http://a.example/s> <http://a.example/p> {to_string(text)} .\n"
    parsed = list(pyoxigraph.parse(line, format=pyoxigraph.RdfFormat.N_TRIPLES))
    assert parsed[0].object.value == text
    assert pyoxigraph.serialize(parsed, format=pyoxigraph.RdfFormat.N_TRIPLES) == line.encode()


@given(_TEXT)
def test_rdflib_reads_it(text: str) -> None:
    graph = rdflib.Graph().parse(data=f"<http://a.example/s> <http://a.example/p> {to_string(text)} .\n", format="nt")
    assert [str(o) for o in graph.objects()] == [text]


@given(st.text())
def test_unescape_undoes_escape(text: str) -> None:
    assert unescape(escape(text)) == text


@given(_TEXT, st.sampled_from(["en", "zh-hans"]), st.sampled_from(["http://a.example/d", "http://www.w3.org/2001/XMLSchema#date"]))
def test_parse_undoes_writing(text: str, language: str, datatype: str) -> None:
    assert parse_literal(to_string(text)) == Literal(text, "http://www.w3.org/2001/XMLSchema#string")
    tagged = parse_literal(to_tagged(text, language))
    assert tagged is not None
    assert (tagged.lexical, tagged.language) == (text, language)
    assert parse_literal(to_typed(text, datatype)) == Literal(text, datatype)


@pytest.mark.parametrize("term", ["<http://a.example/>", '"open', '"x"@', "_:b", ""])
def test_no_literal(term: str) -> None:
    assert parse_literal(term) is None


@pytest.mark.parametrize(
    ("value", "lexical"),
    [
        ("16", "16"),
        ("1.50", "1.5"),
        ("1E+3", "1000"),
        ("0.0", "0"),
        ("-0", "0"),
        ("10230000.10", "10230000.1"),
        ("1E-3", "0.001"),
        ("100", "100"),
    ],
)
def test_decimals_are_canonical(value: str, lexical: str) -> None:
    """XSD 1.1: a store that normalises numbers leaves ours as they are."""
    assert to_decimal(Decimal(value)) == f'"{lexical}"^^<http://www.w3.org/2001/XMLSchema#decimal>'


def test_integers_are_plain_xsd_integers() -> None:
    assert to_integer(3825) == '"3825"^^<http://www.w3.org/2001/XMLSchema#integer>'
