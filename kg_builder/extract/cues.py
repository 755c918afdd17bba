"""Cues that a message is passed on, and the clerks' orders around it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from kg_builder.lexicon import Form, load_forms
from kg_builder.lexicon.places import find_places
from kg_builder.model import Span

# Code points at either end of a long stretch that may hold a cue.
_WINDOW = 4000
# No cue lacks all of these.
_WORTH = re.compile(
    r"telegram|cable|letter|messag|\bnote|answer|repl[yi]|text|follow|wire|attach|annex|enclos|notice|attention|knowledge|wrote|"
    r"directive|appeal|statement|communicat|request|instruction|consideration|opinion|report|appendix|paragraph|respon|\bpass\b|\bhand|transmi|convey|deliver|forward|visit|\bsee\b|\bmeet\b|call on|go to|receive|summon",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that announce a message: form, kind ("order", "passes", "own", "attached"), author and reader as spans."""

    span: Span
    form: Form
    kind: str
    who: Span | None
    to: Span | None


@cache
def _routine() -> tuple[Form, ...]:
    return tuple(f for f in load_forms("relay") if f.data["relay"] == "routine")


def is_routine(text: str, span: Span) -> bool:
    """True for a clerk's order or a remark without news ("Wire when done")."""
    return any(f.pattern.match(text, span.start, span.end) for f in _routine())


@lru_cache(maxsize=512)
def find_cues(text: str, span: Span) -> tuple[Cue, ...]:
    """Return the relay cues in a stretch, in order; of two that overlap, the one of the form named first.

    Of a very long stretch the beginning and the end are searched: a cue stands where a message begins or ends.
    """
    if span.end - span.start > 2 * _WINDOW:
        return find_cues(text, Span(span.start, span.start + _WINDOW)) + find_cues(text, Span(span.end - _WINDOW, span.end))
    found: list[Cue] = []
    for form, hit in find_places(text).matches("relay", span.start, span.end):
        place = Span(hit.start(), hit.end())
        if form.data["relay"] == "routine" or any(place.overlaps(c.span) for c in found):
            continue
        groups = {k: Span(*hit.span(k)) for k in form.pattern.groupindex if hit.span(k)[0] >= 0}
        found.append(Cue(place, form, str(form.data["relay"]), groups.get("who"), groups.get("to") or groups.get("to2")))
    return tuple(sorted(found, key=lambda c: c.span)) if found and _WORTH.search(text, span.start, span.end) else ()
