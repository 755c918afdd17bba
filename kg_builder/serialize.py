"""Graphs to bytes, equal graphs to equal bytes: N-Quads for machines, Turtle and JSON-LD for people."""

from __future__ import annotations

from collections.abc import Iterable

from kg_builder import vocab
from kg_builder.iris import Minter
from kg_builder.jsonld import JsonLdStyle, load_jsonld_style, to_jsonld
from kg_builder.model import DocId
from kg_builder.terms import Quad, Triple
from kg_builder.turtle import to_turtle

__all__ = ["JsonLdStyle", "load_jsonld_style", "to_jsonld", "to_nquads", "to_ntriples", "to_turtle", "turtle_prefixes"]


def _join(lines: list[str]) -> bytes:
    # Sorting costs next to nothing where the lines come sorted, as those of one document do.
    lines.sort()
    return "".join(dict.fromkeys(lines)).encode()


def to_nquads(quads: Iterable[Quad]) -> bytes:
    """Return N-Quads, UTF-8: one line a quad, sorted, without repetitions."""
    return _join([f"{subject} {predicate} {obj} {graph} .\n" for subject, predicate, obj, graph in quads])


def to_ntriples(triples: Iterable[Triple]) -> bytes:
    """Return N-Triples, UTF-8: one line a triple, sorted, without repetitions."""
    return _join([f"{subject} {predicate} {obj} .\n" for subject, predicate, obj in triples])


def turtle_prefixes(minter: Minter, doc: DocId) -> dict[str, str]:
    """Return the prefixes for `to_turtle`: those of the vocabularies, one for each class of data, `char` for places of the text."""
    return {**vocab.PREFIXES, "vocabulary": vocab.VOCABULARY, **minter.data_prefixes(doc)}
