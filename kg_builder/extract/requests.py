"""Requests of one sentence: a cue of the lexicon, who asks whom, what is asked, and the goods in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg_builder.extract.occurrence import Occurrence, to_occurrence
from kg_builder.extract.request_object import find_goods, find_what, to_kind
from kg_builder.extract.request_parties import find_messenger, find_requestee, find_requester
from kg_builder.extract.scene import Party, Scene, entity_path
from kg_builder.extract.sentences import Sentence
from kg_builder.lexicon import Form
from kg_builder.model import Entity, Item, Span, Stated

_DETERMINER = re.compile(r"\b(?:both|two|three|all|these|those|several|many|such|other|his|their|our|your|its|the)\s+$", re.IGNORECASE)
_LAST_WORD = re.compile(r"(\w+)\s+$")
# "The means asked for in the application": nobody's asking here.
_ASKED_FOR = re.compile(
    r"(?:those|ones|means|goods|materials|arms|items|what|weapons|equipment|advisors|advisers|specialists|quantity|quantities)$",
    re.IGNORECASE,
)
_TOLD = re.compile(r"\s*(?:\w+\s+){0,4}?(?:to|for|that|about)\b")
_WORDS = re.compile(r"[A-Za-z]{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request as read from one sentence, before its answer is sought."""

    form: Form
    sentence: Sentence
    cue: Span
    what: Span
    requester: tuple[Stated[Entity], ...]
    requestee: tuple[Stated[Entity], ...]
    via: tuple[Stated[Entity], ...]
    items: tuple[Item, ...]
    kind: str
    status: str
    own: bool
    """True if the speaker asks, here and now."""

    def is_counted(self) -> bool:
        """True if it names a quantity."""
        return any(i.quantity for i in self.items)


def _is_excluded(at: Occurrence, what: Span) -> bool:
    """True if the lexicon says that such words are no request, though they look like one."""
    text, cue = at.text, at.cue
    end = min(what.end, max(cue.end, what.start) + 160)
    for form in at.scene.cues("exclusions", Span(max(0, cue.start - 30), max(end, cue.end))):
        found = form.pattern.search(text, cue.start, end)
        if found and found.start() <= cue.end + 40:
            return True
        back = 30 if form.data.get("before") else 12 if form.data.get("just_before") else 0
        if back and form.pattern.search(text, max(0, cue.start - back), cue.end):
            return True
    return False


def _is_at_start(at: Occurrence) -> bool:
    """True if nothing but a number of a point stands before the cue in its sentence."""
    before = at.text[at.start : at.cue.start].strip('[]("“‘ \t\r\n\xa01234567890.)-–')
    return len(before) < 2 or before[-1] in '.;:!?”"'


def _is_participle(at: Occurrence, by: Party) -> bool:
    """True for "the means asked for in the application" or "both requests": nobody's asking here."""
    if at.says("noun") and _DETERMINER.search(at.text, max(0, at.cue.start - 10), at.cue.start):
        return True
    if at.says("by") != "subject" or by.span.end == at.cue.start - 1:
        return False
    before = _LAST_WORD.search(at.text[max(by.span.end, at.cue.start - 24) : at.cue.start])
    return bool(before and _ASKED_FOR.match(before[1]))


def _has_its_goods(at: Occurrence, items: tuple[Item, ...]) -> bool:
    """True if the goods are there without which such words are no request."""
    counted = any(i.quantity for i in items)
    if (at.says("goods") and not items) or (at.says("several") and len(items) < 2 and not counted):
        return False
    return counted or not at.says("numbered")


def _is_asking(at: Occurrence, by: Party, what: Span) -> bool:
    """True if the words ask: a cue at its place, somebody who asks, something that is said."""
    if _is_participle(at, by) or not _WORDS.search(at.text, what.start, what.end):
        return False
    if at.says("told") and by.pronoun in ("we", "i") and not _TOLD.match(at.text[at.cue.end : at.cue.end + 60]):
        return False
    return not at.says("start") or _is_at_start(at)


def _via(at: Occurrence, by: Party, passed_on: bool) -> tuple[Stated[Entity], ...]:
    """The messenger, or the speaker if he passes on what he was told."""
    rule, speaker = at.form.name, at.scene.message.speaker
    messenger = find_messenger(at, by)
    if messenger:
        return (at.scene.stated(messenger, rule),)
    if passed_on and speaker is not None and speaker.kind == "person":
        return (at.scene.quote(at.cue, speaker, rule, entity_path(speaker)),)
    return ()


def _request_at(at: Occurrence) -> Asked | None:
    what = find_what(at)
    if _is_excluded(at, what):
        return None
    items = find_goods(at, what)
    by = find_requester(at) if _has_its_goods(at, items) else None
    if by is None or not _is_asking(at, by, what):
        return None
    kind = to_kind(at, what, items)
    to, passed_on = find_requestee(at, by, kind)
    if to is not None and to.entity == by.entity:
        to = None
    own = at.says("by") == "speaker" or (by.entity == at.scene.message.speaker and at.says("by") in ("subject", "inside"))
    return Asked(
        form=at.form,
        sentence=at.sentence,
        cue=at.cue,
        what=what,
        requester=(at.scene.stated(by, at.form.name),),
        requestee=(at.scene.stated(to, at.form.name),) if to else (),
        via=_via(at, by, passed_on),
        items=items,
        kind=kind,
        status=at.says("status") or ("asked" if own else "reported"),
        own=own,
    )


def find_requests(scene: Scene, sentence: Sentence) -> list[Asked]:
    """Return the requests of one sentence in order; cues that overlap count once, the first form of the lexicon wins."""
    span = sentence.span
    asked: list[Asked] = []
    for form, found in scene.matches("request", span):
        at = to_occurrence(form, found, scene, sentence)
        one = None if any(at.cue.overlaps(a.cue) for a in asked) else _request_at(at)
        asked += [one] if one else []
    return _drop_inner(sorted(asked, key=lambda a: a.cue))


def _drop_inner(asked: list[Asked]) -> list[Asked]:
    """Drop a cue that stands inside what another asks and adds nothing of its own."""
    kept: list[Asked] = []
    for one in asked:
        around = next((k for k in kept if k.what.start <= one.cue.start < k.what.end and k.form.data.get("what") != "before"), None)
        # Goods that the other one does not have are something of its own.
        adds = one.items and not one.form.data.get("goods") and around is not None and not around.items
        if around is None or adds:
            kept.append(one)
    return kept
