"""Laws over any facts: whatever the words, every form reads back to the same graph, and quotes equal the text."""

from __future__ import annotations

import dataclasses
import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pyoxigraph
from hypothesis import given, settings
from hypothesis import strategies as st

from kg_builder import vocab
from kg_builder.graphs import Background
from kg_builder.mapping import to_graphs
from kg_builder.model import DateValue, Delivery, DocId, Entity, Evidence, Extraction, Item, Request, Span, Stated, Telegram
from kg_builder.serialize import JsonLdStyle, to_jsonld, to_nquads, to_turtle, turtle_prefixes
from kg_builder.source import SourceText
from kg_builder.terms import Triple
from kg_builder.turtle import parse_turtle, to_term

_WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=20, max_size=60)
_STYLE = Path(__file__).parents[2] / "ontology"


@st.composite
def _extractions(draw: st.DrawFn) -> tuple[SourceText, Extraction]:
    text = draw(_TEXT)
    source = SourceText(DocId(draw(_WORDS)), draw(_WORDS), text, "0" * 64)

    def evidence() -> Evidence:
        start = draw(st.integers(0, len(text) - 2))
        return source.quote(start, draw(st.integers(start + 1, len(text))))

    def stated(value):
        return Stated(value, (evidence(),), draw(_WORDS))

    def entity() -> Stated[Entity]:
        first = draw(st.integers(0, 30))
        # One name for one place, as one reader of a text gives it.
        return stated(draw(st.sampled_from([Entity("person", "Wu Pei", "wu-pei"), Entity("organization", f"Staff {first}", None, first)])))

    def many(make):
        return tuple(make() for _ in range(draw(st.integers(0, 2))))

    def item(start: int) -> Item:
        quantity = draw(st.none() | st.decimals("0.001", "99999999", places=3))
        commodity = stated("truck") if draw(st.booleans()) else None
        return Item(start=start, label=draw(_WORDS), commodity=commodity, quantity=None if quantity is None else stated(Decimal(quantity)))

    def act(cls, start: int, telegram: int | None, **more):
        return cls(
            start=start,
            anchor=(evidence(), evidence()),
            rule=draw(_WORDS),
            telegram=telegram,
            label=draw(_WORDS),
            status=stated("asked"),
            action=stated(draw(_WORDS)) if draw(st.booleans()) else None,
            items=tuple(item(start + n) for n in range(draw(st.integers(0, 3)))),
            **more,
        )

    day = date(1951, 1, 1) + timedelta(days=draw(st.integers(0, 400)))
    layers = draw(st.integers(0, 2))
    telegrams = tuple(
        Telegram(
            start=n or None,
            span=Span(0, len(text)),
            quoted=n > 0 and draw(st.booleans()),
            quoted_in=n - 1 or None,
            title=stated(draw(_WORDS)),
            sender=many(entity),
            mentions=many(entity),
            cipher_number=many(lambda: stated(draw(_WORDS))),
            date=stated(DateValue(day.isoformat(), day, day)),
        )
        for n in range(layers + 1)
    )
    places = [None, *range(1, layers + 1)]
    requests = tuple(
        act(Request, 100 * n, draw(st.sampled_from(places)), requester=many(entity), request_kind=stated("materiel"))
        for n in range(draw(st.integers(0, 3)))
    )
    deliveries = tuple(
        act(Delivery, 100 * n, draw(st.sampled_from(places)), recipient=many(entity), answers=tuple(one.start for one in requests))
        for n in range(draw(st.integers(0, 2)))
    )
    return source, Extraction(telegrams=telegrams, requests=requests, deliveries=deliveries)


def _read(data: bytes, form: pyoxigraph.RdfFormat) -> set[Triple]:
    return {(to_term(one.subject), to_term(one.predicate), to_term(one.object)) for one in pyoxigraph.parse(data, format=form)}


@settings(max_examples=40)
@given(_extractions())
def test_every_form_reads_back(background: Background, made: tuple[SourceText, Extraction]) -> None:
    source, extraction = made
    graphs = to_graphs(extraction, source, background)
    quads = to_nquads(graphs.to_quads())
    parsed = pyoxigraph.parse(quads, format=pyoxigraph.RdfFormat.N_QUADS)
    assert pyoxigraph.serialize(parsed, format=pyoxigraph.RdfFormat.N_QUADS) == quads
    told, prefixes = graphs.readable(), turtle_prefixes(background.minter, source.doc)
    assert set(parse_turtle(to_turtle(told, prefixes), "x.ttl")) == set(told)
    assert set(parse_turtle(to_turtle(graphs.evidence, prefixes), "x.ttl")) == set(graphs.evidence)
    style = JsonLdStyle(
        json.loads((_STYLE / "context.jsonld").read_bytes())["@context"], json.loads((_STYLE / "frame.jsonld").read_bytes())
    )
    document = to_jsonld(told, style, background.minter, source.doc)
    assert _read(document, pyoxigraph.RdfFormat.JSON_LD) == set(told)


@settings(max_examples=40)
@given(_extractions())
def test_every_quote_is_the_text_at_its_offsets(background: Background, made: tuple[SourceText, Extraction]) -> None:
    source, extraction = made
    values: dict[str, dict[str, str]] = {}
    evidence = to_graphs(extraction, source, background).evidence
    for line in pyoxigraph.parse("".join(f"{s} {p} {o} .\n" for s, p, o in evidence), format=pyoxigraph.RdfFormat.N_TRIPLES):
        values.setdefault(line.subject.value, {}).setdefault(line.predicate.value, line.object.value)
    quotes = {one.rsplit("--", 1)[0]: told[vocab.OA_EXACT] for one, told in values.items() if vocab.OA_EXACT in told}
    spans = {one.rsplit("--", 1)[0]: told for one, told in values.items() if vocab.OA_START in told}
    assert quotes.keys() == spans.keys()
    for name, quote in quotes.items():
        assert source.text[int(spans[name][vocab.OA_START]) : int(spans[name][vocab.OA_END])] == quote


@settings(max_examples=20)
@given(_extractions())
def test_a_text_and_its_copy_share_nothing_but_what_is_known(background: Background, made: tuple[SourceText, Extraction]) -> None:
    """Two documents with the same words: no act, item, name or place of one is that of the other."""
    source, extraction = made
    copy = dataclasses.replace(source, doc=DocId(f"{source.doc}-"))
    one, other = (to_graphs(extraction, text, background) for text in (source, copy))
    assert not {s for s, _, _ in one.facts} & {s for s, _, _ in other.facts}
    assert not {s for s, _, _ in one.evidence} & {s for s, _, _ in other.evidence}
