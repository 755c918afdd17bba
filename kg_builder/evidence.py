"""The evidence graph: each statement tied to the characters that say it.

An attestation is a statement, the places that support it together, and the rule that read it. A place is an
`oa:SpecificResource` with a position and a quote. Places and quotes keep to one line: words that run over a line end are
one piece a line, and a quote has as much of its line around it as makes it unique; where a line stands twice, the position
decides. So no literal holds a line break, which readers of N-Quads trip over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from kg_builder.iris import Minter, digest
from kg_builder.model import Evidence, Span
from kg_builder.source import SourceText
from kg_builder.terms import Term, Triple, to_integer, to_iri, to_string
from kg_builder.vocab import (
    OA_END,
    OA_EXACT,
    OA_HAS_SELECTOR,
    OA_HAS_SOURCE,
    OA_PREFIX,
    OA_SPECIFIC_RESOURCE,
    OA_START,
    OA_SUFFIX,
    OA_TEXT_POSITION_SELECTOR,
    OA_TEXT_QUOTE_SELECTOR,
    PROV_WAS_GENERATED_BY,
    PROV_WAS_QUOTED_FROM,
    RDF_OBJECT,
    RDF_PREDICATE,
    RDF_SUBJECT,
    RDF_TYPE,
    TG_ATTESTATION,
    TG_BASIS,
    TG_FOUND_BY,
)

_TYPE: Final = to_iri(RDF_TYPE)
_ATTESTATION: Final = to_iri(TG_ATTESTATION)
_SUBJECT: Final = to_iri(RDF_SUBJECT)
_PREDICATE: Final = to_iri(RDF_PREDICATE)
_OBJECT: Final = to_iri(RDF_OBJECT)
_FOUND_BY: Final = to_iri(TG_FOUND_BY)
_BASIS: Final = to_iri(TG_BASIS)
_GENERATED_BY: Final = to_iri(PROV_WAS_GENERATED_BY)
_QUOTED_FROM: Final = to_iri(PROV_WAS_QUOTED_FROM)
_HAS_SOURCE: Final = to_iri(OA_HAS_SOURCE)
_HAS_SELECTOR: Final = to_iri(OA_HAS_SELECTOR)
_RESOURCE: Final = to_iri(OA_SPECIFIC_RESOURCE)
_POSITION: Final = to_iri(OA_TEXT_POSITION_SELECTOR)
_QUOTE: Final = to_iri(OA_TEXT_QUOTE_SELECTOR)
_START: Final = to_iri(OA_START)
_END: Final = to_iri(OA_END)
_EXACT: Final = to_iri(OA_EXACT)
_PREFIX: Final = to_iri(OA_PREFIX)
_SUFFIX: Final = to_iri(OA_SUFFIX)

# What stands between two line ends, blanks at its edges left out.
_PIECE: Final = re.compile(r"[^\s](?:[^\r\n]*[^\s])?")
# Code points of context on each side, tried in turn. In a text that repeats itself for longer the position decides.
_CONTEXTS: Final = (0, 8, 16, 32, 64, 128)
# Beyond this product of text and places one pass of an automaton for all places beats a search for each.
_SEARCHED_CODE_POINTS: Final = 30_000_000
# The automaton starts with this context: shorter windows of a long text are met too often to be worth a pass.
_FIRST_CONTEXT_OF_LONG: Final = 16
# Windows in one automaton: so many take about 100 MB.
_BATCH: Final = 50_000


@dataclass(frozen=True, slots=True)
class Attested:
    """One statement, the pieces of evidence that support it together, and the rule that read it."""

    statement: Triple
    evidence: tuple[Evidence, ...]
    rule: str
    basis: Term | None = None


def _line_pieces(text: str, span: Span) -> list[Span]:
    """Return the stretches of a span between its line ends, without the blanks around them; never none."""
    pieces = [Span(found.start(), found.end()) for found in _PIECE.finditer(text, span.start, span.end)]
    return pieces or [span]


def _window(text: str, span: Span, context: int) -> tuple[int, int]:
    """The span with so much of its own line on both sides."""
    start, end = max(0, span.start - context), min(len(text), span.end + context)
    for mark in "\n\r":
        start = max(start, text.rfind(mark, start, span.start) + 1)
        stop = text.find(mark, span.end, end)
        end = stop if stop >= 0 else end
    return start, end


def _is_unique(text: str, start: int, end: int) -> bool:
    window = text[start:end]
    return text.find(window) == start and text.find(window, start + 1) < 0


def _repeated(text: str, windows: list[str]) -> set[str]:
    """Return those of the windows that occur more than once in the text, by a pass over it for every so many of them."""
    batches = (windows[at : at + _BATCH] for at in range(0, len(windows), _BATCH))
    return {window for batch in batches for window in _repeated_of(text, batch)}


def _repeated_of(text: str, windows: list[str]) -> set[str]:
    import ahocorasick

    automaton = ahocorasick.Automaton()
    for window in windows:
        automaton.add_word(window, window)
    automaton.make_automaton()
    once: set[str] = set()
    twice: set[str] = set()
    for _, window in automaton.iter(text):
        if window not in once:
            once.add(window)
        elif window not in twice:
            twice.add(window)
            if len(twice) == len(automaton):
                break
    return twice


def _contexts_by_pass(text: str, spans: Iterable[Span]) -> dict[Span, tuple[int, int]]:
    found: dict[Span, tuple[int, int]] = {}
    left = set(spans)
    for context in _CONTEXTS:
        if context < _FIRST_CONTEXT_OF_LONG or not left:
            continue
        windows = {span: _window(text, span, context) for span in left}
        repeated = _repeated(text, sorted({text[start:end] for start, end in windows.values()}))
        found |= windows
        left = {span for span, (start, end) in windows.items() if text[start:end] in repeated}
    return found


def _context_by_search(text: str, span: Span) -> tuple[int, int]:
    for context in _CONTEXTS:
        start, end = _window(text, span, context)
        if _is_unique(text, start, end):
            break
    return start, end


def find_contexts(text: str, spans: Iterable[Span]) -> Mapping[Span, tuple[int, int]]:
    """Return for each span the stretch of its line around it, half-open, that occurs once in the text.

    The stretch is the span itself where that is unique, else longer by the same number of code points on both sides, up
    to 128 or the ends of the line. The time is linear in the text even where it is long and has many spans.
    """
    unique = set(spans)
    if len(text) * len(unique) > _SEARCHED_CODE_POINTS:
        return _contexts_by_pass(text, unique)
    return {span: _context_by_search(text, span) for span in unique}


def _place_triples(source: SourceText, span: Span, place: Term, context: tuple[int, int], minter: Minter) -> list[Triple]:
    """Return the nodes of one place, each with its predicates in order."""
    position = to_iri(minter.selector(source.doc, span, "position"))
    quote = to_iri(minter.selector(source.doc, span, "quote"))
    start, end = context
    triples = [
        (place, _TYPE, _RESOURCE),
        (place, _HAS_SELECTOR, position),
        (place, _HAS_SELECTOR, quote),
        (place, _HAS_SOURCE, to_iri(minter.text(source.doc))),
        (position, _TYPE, _POSITION),
        (position, _END, to_integer(span.end)),
        (position, _START, to_integer(span.start)),
        (quote, _TYPE, _QUOTE),
        (quote, _EXACT, to_string(source.text[span.start : span.end])),
    ]
    if start < span.start:
        triples.append((quote, _PREFIX, to_string(source.text[start : span.start])))
    if span.end < end:
        triples.append((quote, _SUFFIX, to_string(source.text[span.end : end])))
    return triples


def _attestation_triples(iri: Term, one: Attested, places: Iterable[Term], run: Term) -> list[Triple]:
    subject, predicate, obj = one.statement
    return [
        (iri, _OBJECT, obj),
        (iri, _PREDICATE, predicate),
        (iri, _SUBJECT, subject),
        (iri, _TYPE, _ATTESTATION),
        (iri, _GENERATED_BY, run),
        *[(iri, _QUOTED_FROM, place) for place in places],
        (iri, _FOUND_BY, to_string(one.rule)),
    ]


def to_evidence(attested: Iterable[Attested], source: SourceText, run: Term, minter: Minter) -> list[Triple]:
    """Return the evidence graph of one source text, unsorted, without repetitions: attestations and the places that they quote."""
    triples: list[Triple] = []
    places: dict[Span, Term] = {}
    seen: set[Term] = set()
    grounds: set[Triple] = set()
    for one in attested:
        spans = sorted({piece for quoted in one.evidence for piece in _line_pieces(source.text, quoted.span)})
        for span in spans:
            if span not in places:
                places[span] = to_iri(minter.evidence(source.doc, span))
        where = ";".join([f"{span.start},{span.end}" for span in spans])
        iri = to_iri(minter.attestation(source.doc, digest(" ".join(one.statement), where, one.rule)))
        if iri not in seen:
            seen.add(iri)
            triples += _attestation_triples(iri, one, [places[span] for span in spans], run)
        if one.basis:
            grounds.add((iri, _BASIS, one.basis))
    for span, context in find_contexts(source.text, places).items():
        triples += _place_triples(source, span, places[span], context, minter)
    return [*triples, *grounds]
