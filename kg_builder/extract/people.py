"""Everybody and every place that a page names: known by the authority files, or provisional and resolved within the page."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kg_builder.extract.glosses import merge_glosses
from kg_builder.extract.identity import Resolved, again, same_on_page, to_entities
from kg_builder.extract.messages import Mention
from kg_builder.extract.names import NameIndex
from kg_builder.extract.page import Page, to_page
from kg_builder.extract.person_context import judge, judge_line, listed, to_found
from kg_builder.extract.person_names import Found, Loose, find_named
from kg_builder.model import Entity, EntityKind, Span, Stated
from kg_builder.source import SourceText

if TYPE_CHECKING:
    from kg_builder.extract.given import Given


def _judged(page: Page, found: list[Found], loose: list[Loose]) -> list[Found]:
    names, left = list(found), []
    for one in loose:
        rule = judge(page, one) or judge_line(page, one)
        if rule is None:
            left.append(one)
        else:
            names.append(to_found(page, one, rule))
    names += [to_found(page, one, rule) for one, rule in listed(page, left, names)]
    return names


def _apart(found: list[Found]) -> list[Found]:
    """Return the names in their order, none overlapping one before it."""
    names: list[Found] = []
    for one in sorted(found, key=lambda one: (one.span, -one.name.end)):
        if not names or not names[-1].span.overlaps(one.span):
            names.append(one)
    return names


def find_persons(page: Page, index: NameIndex, written: date | None) -> list[Resolved]:
    """Return every human being that the page names, mention by mention."""
    named, loose = merge_glosses(page, index, *find_named(page))
    names = _apart(same_on_page(page, index, _judged(page, named, loose)))
    names = _apart([*names, *again(page, names)])
    return to_entities(page, names, written)


def find_mentions(source: SourceText, given: Given, written: date | None = None) -> tuple[Mention, ...]:
    """Return all names at work in the text, sorted by span; those of persons do not overlap one another."""
    page = to_page(source.text, given.names)
    found = [Mention(one.found.span, one.entity, one.found.rule, one.found.name) for one in find_persons(page, given.names, written)]
    for hit in page.hits:
        kinds: set[EntityKind] = set()
        for entry in hit.entries:
            if entry.kind != "person" and entry.kind not in kinds:
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
