"""The messages of a page: who speaks to whom in which stretch of text. What `heading` finds and `acts` needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kg_builder.model import Entity, Span, Telegram, TextPart


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of running text that one message states itself: no heads, stamps, copy lists, quoted messages."""

    span: Span
    part: TextPart = "body"


@dataclass(frozen=True, slots=True)
class Mention:
    """A name of somebody or some place at work in the text; the span covers the name with its title and gloss."""

    span: Span
    entity: Entity
    rule: str
    name: Span
    """The bare name inside the span."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One telegram of the page with what its acts need: "I" is the speaker, "you" the hearer."""

    telegram: Telegram
    passages: tuple[Passage, ...]
    speaker: Entity | None
    hearer: Entity | None
    via: Entity | None = None
    written: date | None = None
