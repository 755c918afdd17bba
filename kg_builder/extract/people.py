"""Everybody and every place that a page names: known by the authority files, or provisional and resolved within the page."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kg_builder.extract.messages import Mention
from kg_builder.model import Entity, EntityKind, Span, Stated
from kg_builder.source import SourceText

if TYPE_CHECKING:
    from kg_builder.extract.given import Given


def find_mentions(source: SourceText, given: Given, written: date | None = None) -> tuple[Mention, ...]:
    """Return all names at work in the text, sorted by span; those of persons do not overlap one another."""
    found = []
    for hit in given.names.find(source.text):
        kinds: set[EntityKind] = set()
        for entry in hit.entries:
            if entry.kind not in kinds:
                kinds.add(entry.kind)
                found.append(Mention(hit.span, entry.entity(), "names.known", hit.span))
    return tuple(sorted(found, key=lambda mention: (mention.span, mention.entity.kind)))


def resolve_name(
    source: SourceText,
    span: Span,
    given: Given,
    mentions: tuple[Mention, ...],
    written: date | None = None,
    expect: tuple[EntityKind, ...] = ("person",),
) -> Stated[Entity]:
    """Return the entity that a bare name at `span` stands for, known or provisional; `expect` lists its kinds, the likeliest first."""
    evidence = (source.quote(span.start, span.end),)
    for mention in mentions:
        if mention.name.overlaps(span) and mention.entity.kind in expect:
            return Stated(mention.entity, evidence, mention.rule)
    return Stated(Entity(expect[0], evidence[0].quote, first=span.start), evidence, "names.bare")
