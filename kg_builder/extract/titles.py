"""What a publisher's title says of its telegram: number, sender, addressee, relay, places."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from kg_builder.lexicon import load_forms
from kg_builder.model import Span

_GLOSS = re.compile(r"[\[(][^\[\]()]*[\])]")
_ORDER = ("addressee-from-sender", "owner-to-addressee", "sender-to-addressee", "sender-alone", "addressee-alone")
_SPLIT = re.compile(r"\s*(?:[,;|]|\s(?i:and|or)\s)\s*")


@dataclass(frozen=True, slots=True)
class TitleParts:
    """Spans of a title's parts; a list of names is split, a gloss in brackets belongs to its name."""

    senders: tuple[Span, ...] = ()
    """Segments of the sender's part, split at commas: a city, a name, an office."""
    addressees: tuple[Span, ...] = ()
    via: tuple[Span, ...] = ()
    numbers: tuple[Span, ...] = ()


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return next(f.pattern for f in load_forms("titles") if f.name == f"title.{name}")


def split_names(text: str, span: Span) -> tuple[Span, ...]:
    """Split a list of names at commas, semicolons, "and", "or"; brackets hold together.

    >>> [ "A [B, C], D and E"[s.start:s.end] for s in split_names("A [B, C], D and E", Span(0, 17))]
    ['A [B, C]', 'D', 'E']
    """
    words = text[span.start : span.end]
    hidden = _GLOSS.sub(lambda m: "x" * len(m[0]), words)
    found, at = [], 0
    for cut in [*_SPLIT.finditer(hidden), None]:
        end = cut.start() if cut else len(hidden)
        piece = words[at:end]
        if piece.strip():
            start = at + len(piece) - len(piece.lstrip())
            found.append(Span(span.start + start, span.start + start + len(piece.strip())))
        at = cut.end() if cut else end
    return tuple(found)


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in " \t\r\n\xa0,":
        start += 1
    while end > start and text[end - 1] in " \t\r\n\xa0,.":
        end -= 1
    return Span(start, end)


def _numbers(text: str, span: Span) -> tuple[Span, ...]:
    opening = _pattern("opening").match(text, span.start, span.end)
    found = [Span(*opening.span(g)) for g in ("num", "num2") if opening and opening[g]]
    inside = (Span(*h.span("num")) for h in _pattern("number-inside").finditer(text, span.start, span.end))
    return tuple(found) + tuple(s for s in inside if s not in found)


def _office_name(text: str, part: Span) -> Span:
    """The name in "The Ambassador in Korea (Muccio)"; other names keep their gloss."""
    hit = _pattern("office-with-name").fullmatch(text, part.start, part.end)
    return Span(*hit.span("name")) if hit else part


def read_title(text: str, span: Span) -> TitleParts:
    """Return the parts of the title at `span`; empty where it says nothing.

    title = [date] kind [number] [place ","] sender "to" addressee ["via" relay] [subject].
    """
    opening = _pattern("opening").match(text, span.start, span.end)
    start = opening.end() if opening else span.start
    relay = _pattern("via").search(text, start, span.end)
    finally_ = _pattern("finally").search(text, start, span.end)
    ends = [m.start() for m in (relay, finally_, _pattern("subject").search(text, start + 1, span.end)) if m]
    core = _trim(text, start, min([*ends, span.end]))
    hit = next((h for n in _ORDER if (h := _pattern(n).match(text, core.start, core.end))), None)
    groups = hit.re.groupindex if hit else {}
    sender = _trim(text, *hit.span("sender")) if hit and "sender" in groups else None
    addressee = _trim(text, *hit.span("addressee")) if hit and "addressee" in groups else None
    named = _office_name(text, sender) if sender else None
    senders = (named,) if named and named != sender else split_names(text, sender) if sender else ()
    addressees = tuple(_office_name(text, a) for a in split_names(text, addressee)) if addressee else ()
    if finally_:
        addressees += (Span(*finally_.span("finally")),)
    return TitleParts(senders, addressees, split_names(text, Span(*relay.span("via"))) if relay else (), _numbers(text, span))
