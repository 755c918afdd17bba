"""Everybody and every place that a page names: known by the authority files, or provisional and resolved within the page."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from kg_builder.extract.glosses import merge_glosses
from kg_builder.extract.identity import Resolved, again, in_use, same_on_page, to_entities, to_mixed
from kg_builder.extract.messages import Mention
from kg_builder.extract.names import NameIndex, fold_name, squeeze
from kg_builder.extract.office_holders import find_holders
from kg_builder.extract.page import Cover, Page, to_page
from kg_builder.extract.parties import find_parties
from kg_builder.extract.person_context import judge
from kg_builder.extract.person_lines import judge_line, listed, to_found
from kg_builder.extract.person_names import Found, Loose, find_named
from kg_builder.model import Entity, EntityKind, Span, Stated
from kg_builder.source import SourceText

if TYPE_CHECKING:
    from kg_builder.authority import AuthorityEntry
    from kg_builder.extract.given import Given


def _judged(page: Page, found: list[Found], loose: list[Loose]) -> tuple[list[Found], list[Loose]]:
    names, left = list(found), []
    for one in loose:
        rule = judge(page, one) or judge_line(page, one)
        if rule is None:
            left.append(one)
        else:
            names.append(to_found(page, one, rule))
    also = dict(listed(page, left, names))
    names += [to_found(page, one, rule) for one, rule in also.items()]
    return names, [one for one in left if one not in also]


def _apart(found: list[Found]) -> list[Found]:
    """Return the names in their order, none overlapping one before it."""
    names: list[Found] = []
    for one in sorted(found, key=lambda one: (one.span, -one.name.end)):
        if not names or not names[-1].span.overlaps(one.span):
            names.append(one)
    return names


def find_persons(page: Page, index: NameIndex, written: date | None) -> tuple[list[Resolved], list[Loose]]:
    """Return every human being that the page names, mention by mention, and the capitalised words that name none."""
    named, loose = merge_glosses(page, index, *find_named(page))
    judged, left = _judged(page, named, loose)
    names = _apart(same_on_page(page, index, _apart(judged)))
    names = _apart([*names, *again(page, names), *find_holders(page, index, written)])
    return to_entities(page, index, names, written), left


def find_mentions(source: SourceText, given: Given, written: date | None = None) -> tuple[Mention, ...]:
    """Return all names at work in the text, sorted by span; those of persons do not overlap one another."""
    page = to_page(source.text, given.names)
    persons, loose = find_persons(page, given.names, written)
    found = [Mention(one.found.span, one.entity, one.found.rule, one.found.name) for one in persons]
    taken = [one.found.name for one in persons]
    cover = Cover(taken)
    left = [one for one in loose if not cover.holds(one.units[0].start)]
    found += find_parties(page, given.names, left, taken, written)
    return tuple(sorted(found, key=lambda mention: (mention.span, mention.entity.kind)))


# What makes words an office without a name, or an organization, where nobody knows them.
_OFFICE = re.compile(
    r"\b(?:sov)?(?:ambassadors?|minister|secretary|charge|consul|advis[eo]rs?|representative|commander|chief|chairman|president|premier|director|head|attache|cinc[a-z]{2,4}|comgen[a-z]*|correspondent \d+|military advis[eo]r)\b"
)
_BODY = re.compile(
    r"\b(?:embassy|legation|consulate|ministry|department|dept|directorate|administration|staff|committee|council|commission|bureau|politburo|presidium|headquarters|mission|party|government|govt|command|office|mid|instantsia|instance|cc|archive|section|unit|army|unit)\b"
)
# Code points. The longest of a title, forenames, surname and gloss in the archives has about 150.
_LONGEST = 1_000
_EDGES = " \t\r\n\xa0\"'“”‘’«».,;:!()[]-–—"


def _trim(text: str, span: Span) -> Span:
    start, end = span.start, span.end
    while start < end and text[start] in _EDGES:
        start += 1
    while start < end and text[end - 1] in _EDGES:
        end -= 1
    return Span(start, end) if start < end else span


def find_overlapping(span: Span, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions, sorted by span, that share a character with this one; no name is longer than `_LONGEST`."""
    first = bisect_left(mentions, span.start - _LONGEST, key=lambda mention: mention.span.start)
    end = bisect_left(mentions, span.end, first, key=lambda mention: mention.span.start)
    return [mention for mention in mentions[first:end] if mention.span.overlaps(span)]


def _mentioned(span: Span, mentions: Sequence[Mention], expect: tuple[EntityKind, ...]) -> Mention | None:
    here = find_overlapping(span, mentions)
    for kind in expect:
        of_kind = [mention for mention in here if mention.entity.kind == kind]
        if of_kind:
            return max(of_kind, key=lambda one: (min(one.span.end, span.end) - max(one.span.start, span.start), -one.span.start))
    return None


def _kind(words: str, expect: tuple[EntityKind, ...]) -> EntityKind:
    folded = fold_name(words)
    if "organization" in expect and _BODY.search(folded) and not ("office" in expect and _OFFICE.match(folded)):
        return "organization"
    if "office" in expect and _OFFICE.search(folded):
        return "office"
    return expect[0]


def _known(words: str, given: Given, written: date | None, expect: tuple[EntityKind, ...]) -> AuthorityEntry | None:
    fits = [fit for fit in given.names.lookup(words) if fit.entry.key and (fit.how != "code" or in_use(fit.entry, words, written))]
    for kind in expect:
        entries = {fit.entry.key: fit.entry for fit in fits if fit.entry.kind == kind}
        if len(entries) == 1:
            return next(iter(entries.values()))
    return None


def _of_same_name(words: str, kind: EntityKind, mentions: Sequence[Mention], source: SourceText) -> Mention | None:
    wanted = squeeze(words)
    for mention in mentions:
        if mention.entity.kind == kind and wanted in (
            squeeze(source.text[mention.name.start : mention.name.end]),
            squeeze(mention.entity.name),
        ):
            return mention
    return None


def _first_place(text: str, words: str, mentions: Sequence[Mention]) -> int | None:
    """Where the words first stand for themselves: not inside a longer name ("TEST" in "TEST ADMINISTRATION")."""
    for found in re.finditer(rf"(?<![^\W_])(?i:{re.escape(words)})(?![^\W_])", text):
        around = (m.span for m in mentions if m.span.start <= found.start() and found.end() <= m.span.end)
        if not any(span.end - span.start > len(words) for span in around):
            return found.start()
    return None


def resolve_name(
    source: SourceText,
    span: Span,
    given: Given,
    mentions: tuple[Mention, ...],
    written: date | None = None,
    expect: tuple[EntityKind, ...] = ("person",),
) -> Stated[Entity]:
    """Return the entity that a bare name at `span` stands for, known or provisional; `expect` lists its kinds, the likeliest first.

    A provisional one bears the offset where its words first stand in the text, so that every place that speaks of it agrees.
    """
    inner = _trim(source.text, span)
    evidence = (source.quote(inner.start, inner.end),)
    words = evidence[0].quote
    mention = _mentioned(inner, mentions, expect)
    if mention is None and (entry := _known(words, given, written, expect)):
        return Stated(entry.entity(), evidence, "names.known")
    kind = _kind(words, expect)
    mention = mention or _of_same_name(words, kind, mentions, source)
    if mention:
        basis = f"person/{mention.entity.key}" if mention.rule == "names.code-name" else None
        return Stated(mention.entity, evidence, mention.rule, basis)
    first = _first_place(source.text, words, mentions)
    name = re.sub(r"\s+", " ", to_mixed(words) if kind in ("person", "place") else words)
    return Stated(Entity(kind, name, first=inner.start if first is None else first), evidence, "names.bare")
