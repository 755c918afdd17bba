"""What every rule of the head works on: the text, its page, its names, its own date; and the ways to state a value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from kg_builder.extract.dates import DateMention, find_dates
from kg_builder.extract.given import Given
from kg_builder.extract.layout import Page
from kg_builder.extract.marks import Mark
from kg_builder.extract.messages import Mention
from kg_builder.extract.people import find_overlapping, resolve_name
from kg_builder.extract.titles import split_names
from kg_builder.model import Entity, EntityKind, Span, Stated
from kg_builder.source import SourceText

PARTIES: tuple[EntityKind, ...] = ("person", "office", "organization", "state")

_LEAD = re.compile(
    r"(?:\d{1,2}[.)]\s*|(?:to|for|the|from|by)\s+|(?:comrades?|cdes?|comr|cmrds?|com|tovs?|c\[omrade\]|mr|messrs|t|c)\b\.?\s*(?=[A-ZÀ-ž\[\d])|[\"“”'‘(]+)+",
    re.IGNORECASE,
)
_COUNT = re.compile(r"\s*(?:\(\s?\d{1,2}\s?(?:cop(?:y|ies))?\)|[-–—:]\s?\d{1,2}(?:\scop(?:y|ies))?)\s*$", re.IGNORECASE)
_NO_PERSON = re.compile(
    r"(?:cop(?:y|ies)|files?|format|distribution list|archives?|spare|to file|in file|typist|original|(?:to the )?files? of .*|delo)\.?$",
    re.IGNORECASE,
)
_NOT_NAMED = re.compile(r"[\W\d_]*$")


def entity_id(entity: Entity) -> tuple[str, str | int]:
    """Return what makes two entities of one page the same: the key, or the first mention."""
    return entity.kind, entity.key or entity.first


def unique(stated: Iterable[Stated[Entity]]) -> tuple[Stated[Entity], ...]:
    """Keep the first statement of each entity."""
    found: dict[tuple[str, str | int], Stated[Entity]] = {}
    for one in stated:
        found.setdefault(entity_id(one.value), one)
    return tuple(found.values())


def same(one: Entity | None, other: Entity | None) -> bool:
    """True if both are there and are one."""
    return one is not None and other is not None and entity_id(one) == entity_id(other)


@dataclass(frozen=True, slots=True)
class Reading:
    """One page under reading; `written` is the telegram's own day, from which dates without a year are counted."""

    source: SourceText
    given: Given
    page: Page
    mentions: tuple[Mention, ...]
    written: date | None
    notes: frozenset[int] | None

    @property
    def text(self) -> str:
        """The source text."""
        return self.source.text

    def words(self, span: Span) -> str:
        """Return the text at a span."""
        return self.source.text[span.start : span.end]

    def stated(self, span: Span, rule: str, value: str | None = None) -> Stated[str]:
        """Return the words at a span (or `value`) with the words as evidence."""
        words = self.words(span)
        return Stated(" ".join(words.split()) if value is None else value, (self.source.quote(span.start, span.end),), rule)

    def dates(self, span: Span) -> tuple[DateMention, ...]:
        """Return the dates in a span, years supplied from the telegram's own."""
        return find_dates(self.text, span, self.written, self.notes)

    def strip_lead(self, span: Span) -> Span:
        """Cut "to", "Comrade", quotes and counts of copies off a name."""
        count = _COUNT.search(self.text, span.start, span.end)
        end = count.start() if count else span.end
        lead = _LEAD.match(self.text, span.start, end)
        start = lead.end() if lead and lead.end() < end else span.start
        while end > start and self.text[end - 1] in ' \t\r\n\xa0.,:;!"”':
            end -= 1
        return Span(start, end)

    def names(self, span: Span, rule: str, expect: Sequence[EntityKind] = PARTIES) -> tuple[Stated[Entity], ...]:
        """Return who the list of names at a span stands for; files and counts of copies are nobody."""
        found = []
        for piece in split_names(self.text, span):
            bare = self.strip_lead(piece)
            words = self.words(bare)
            if not _NO_PERSON.fullmatch(words) and not _NOT_NAMED.fullmatch(words):
                found.append(self.who(bare, rule, expect))
        return tuple(found)

    def who(self, span: Span, rule: str, expect: Sequence[EntityKind] = PARTIES) -> Stated[Entity]:
        """Return who the words at a span stand for, found by `rule`."""
        bare = self.strip_lead(span)
        # The name of a body or a place that runs on beyond the words is another name.
        beyond = [m for m in find_overlapping(bare, self.mentions) if m.entity.kind != "person" and m.span.end > bare.end + 2]
        fitting = tuple(m for m in self.mentions if m not in beyond) if beyond else self.mentions
        found = resolve_name(self.source, bare, self.given, fitting, self.written, tuple(expect))
        return Stated(found.value, found.evidence, rule, found.basis)

    def kind_at(self, span: Span) -> EntityKind | None:
        """Return the kind of the name that fills a span, None if no name does."""
        bare = self.strip_lead(span)
        length = bare.end - bare.start
        here = find_overlapping(bare, self.mentions)
        full = [m for m in here if (min(m.span.end, bare.end) - max(m.span.start, bare.start)) * 3 >= length * 2]
        return max(full, key=lambda m: (m.entity.kind == "person", m.span.end - m.span.start)).entity.kind if full else None

    def is_place(self, mark: Mark) -> bool:
        """True if a line that may be a name is the name of a city or a country."""
        span = mark.parts.get("who", mark.span)
        if self.kind_at(span) in ("place", "state"):
            return True
        if self.kind_at(span) == "person":
            return False
        found = resolve_name(
            self.source, self.strip_lead(span), self.given, self.mentions, self.written, ("place", "person", "organization")
        )
        return found.value.kind == "place" and found.value.key is not None
