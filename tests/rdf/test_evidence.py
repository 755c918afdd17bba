"""Quotes equal the text at their offsets, and have enough text around them to be found again."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg_builder import evidence, vocab
from kg_builder.evidence import Attested, find_contexts, to_evidence
from kg_builder.graphs import DocumentGraphs
from kg_builder.iris import Minter
from kg_builder.model import DocId, Span
from kg_builder.source import SourceText, to_source
from kg_builder.terms import parse_literal

STATEMENT = ("<http://a.example/s>", "<http://a.example/p>", '"o"')


def value(graph, subject: str, predicate: str) -> str | None:
    found = [parse_literal(o).lexical for s, p, o in graph if s == subject and p == f"<{predicate}>"]
    assert len(found) < 2
    return found[0] if found else None


def places(graph) -> dict[str, tuple[str, str]]:
    """Return the position selector and the quote selector of each place."""
    found: dict[str, list[str]] = {}
    for s, p, o in sorted(graph):
        if p == f"<{vocab.OA_HAS_SELECTOR}>":
            found.setdefault(s, []).append(o)
    return {place: (one, other) for place, (one, other) in found.items()}


def check(graph, source: SourceText) -> None:
    """Every quote is the text at its offsets, and with its context it occurs once, where its line and 128 code points are enough."""
    assert places(graph)
    for place, (position, quote) in places(graph).items():
        start, end = int(value(graph, position, vocab.OA_START)), int(value(graph, position, vocab.OA_END))
        assert place.endswith(f"#char={start},{end}>")
        exact = value(graph, quote, vocab.OA_EXACT)
        assert exact == source.text[start:end]
        prefix, suffix = value(graph, quote, vocab.OA_PREFIX) or "", value(graph, quote, vocab.OA_SUFFIX) or ""
        stretch = prefix + exact + suffix
        assert source.text[start - len(prefix) : end + len(suffix)] == stretch
        unique = source.text.find(stretch) == start - len(prefix) and source.text.find(stretch, start - len(prefix) + 1) < 0
        line = (
            max(source.text.rfind(mark, 0, start) for mark in "\n\r") + 1,
            min(source.text.find(mark, end) % (len(source.text) + 1) for mark in "\n\r"),
        )
        assert unique or (start - len(prefix), end + len(suffix)) == (max(line[0], start - 128), min(line[1], end + 128))
        assert exact.isspace() or not set("\n\r") & set(stretch)


def test_the_evidence_of_the_telegram(graphs: DocumentGraphs, source: SourceText) -> None:
    check(graphs.evidence, source)


def test_words_over_a_line_end_are_a_piece_a_line() -> None:
    source = SourceText(DocId("d"), "d.txt", "rifles,  \n  and tanks", "0")
    graph = to_evidence([Attested(STATEMENT, (source.quote(0, 21),), "r")], source, "<http://a.example/run>", Minter())
    assert sorted(value(graph, quote, vocab.OA_EXACT) for _, quote in places(graph).values()) == ["and tanks", "rifles,"]
    assert {o for _, p, o in graph if p == f"<{vocab.PROV_WAS_QUOTED_FROM}>"} == set(places(graph))


@given(st.text("ab \n\u20ac\U0001f600", min_size=1, max_size=300), st.data())
def test_any_text(text: str, data: st.DataObject) -> None:
    source = SourceText(DocId("d"), "d.txt", text, "0")
    spans = data.draw(st.lists(st.tuples(st.integers(0, len(text) - 1), st.integers(1, 9)), min_size=1, max_size=8))
    pieces = tuple(source.quote(start, min(len(text), start + size)) for start, size in spans)
    check(to_evidence([Attested(STATEMENT, pieces, "r")], source, "<http://a.example/run>", Minter()), source)


@given(st.text("ab ", min_size=1, max_size=600), st.data())
def test_one_pass_finds_unique_stretches_too(text: str, data: st.DataObject) -> None:
    """The way of long texts, on short ones: what it calls enough is enough."""
    starts = data.draw(st.lists(st.integers(0, len(text) - 1), min_size=1, max_size=8))
    spans = {Span(start, min(len(text), start + 3)) for start in starts}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evidence, "_SEARCHED_CODE_POINTS", 0)
        found = find_contexts(text, spans)
    for span, (start, end) in found.items():
        assert start <= span.start
        assert span.end <= end
        window = text[start:end]
        unique = text.find(window) == start and text.find(window, start + 1) < 0
        assert unique or span.start - start == 128 or end - span.end == 128 or window == text


def test_context_is_short_where_a_quote_is_unique() -> None:
    assert find_contexts("one two three two", [Span(4, 7), Span(8, 13)]) == {Span(4, 7): (0, 15), Span(8, 13): (8, 13)}


@pytest.mark.slow
def test_a_text_of_twenty_megabytes_that_repeats_itself() -> None:
    """A thousand places: seconds, not minutes."""
    text = "".join(f"Telegram {n}: I ask you to send 12 batteries of guns and 300 trucks to Andong.\r\n" for n in range(250_000))
    spans = [Span(at, at + 12) for at in range(100, len(text) - 100, len(text) // 1000)]
    begin = time.process_time()
    found = find_contexts(text, spans)
    assert time.process_time() - begin < 10
    for span in spans[::100]:
        start, end = found[span]
        assert text.count(text[start:end]) == 1


def test_independent_support_is_another_attestation() -> None:
    source = to_source(b"No. 12 and again No. 12", DocId("d"), "d.txt")
    first, second = source.quote(0, 6), source.quote(17, 23)
    run, minter = "<http://a.example/run>", Minter()

    def attestations(*attested: Attested) -> set[str]:
        graph = to_evidence(attested, source, run, minter)
        return {s for s, p, o in graph if o == f"<{vocab.TG_ATTESTATION}>"}

    apart = attestations(Attested(STATEMENT, (first,), "r"), Attested(STATEMENT, (second,), "r"))
    assert len(apart) == 2
    assert len(attestations(Attested(STATEMENT, (first, second), "r"))) == 1
    assert attestations(Attested(STATEMENT, (first, second), "r")) == attestations(Attested(STATEMENT, (second, first), "r"))
    assert attestations(Attested(STATEMENT, (first,), "r")) != attestations(Attested(STATEMENT, (first,), "other rule"))


def test_an_attestation_names_rule_and_run(graphs: DocumentGraphs) -> None:
    attestations = {s for s, p, o in graphs.evidence if o == f"<{vocab.TG_ATTESTATION}>"}
    (run,) = {s for s, p, o in graphs.run if o == f"<{vocab.PROV_ACTIVITY}>"}
    for attestation in attestations:
        assert (attestation, f"<{vocab.PROV_WAS_GENERATED_BY}>", run) in graphs.evidence
        assert value(graphs.evidence, attestation, vocab.TG_FOUND_BY)
        assert [o for s, p, o in graphs.evidence if s == attestation and p == f"<{vocab.PROV_WAS_QUOTED_FROM}>"]
        assert attestation[1:-1].rsplit("--", 1)[1].isalnum()
        assert len(attestation[1:-1].rsplit("--", 1)[1]) == 16
