"""Requests of a passage settled among themselves: joined, split, told once, and addressed to whom the last one named."""

from __future__ import annotations

import re
from dataclasses import replace

from kg_builder.extract.items import name_same_goods
from kg_builder.extract.request_object import kind_of_goods
from kg_builder.extract.requests import Asked
from kg_builder.extract.scene import Scene, entity_path
from kg_builder.extract.sentences import Sentence, sentence_after
from kg_builder.model import Entity, Span, Stated

_ALSO = re.compile(r"\b(?:as\s+well|also|too|besides|in\s+addition)\b", re.IGNORECASE)
_AGAIN = re.compile(r"\s*(?:that\s+)?(?:all\s+)?(?:of\s+)?(?:this|these|them|it|the\s+above)\s+(?:be|to\s+be|is|are)\b")
_BORDER = re.compile(
    r",?\s+and\s+(?:to\s+|also\s+)?(?=(?:explore|send|supply|deliver|give|help|provide|consider|study|take|allow|let|order|arrange|ship|grant|find|make|instruct|assist|increase|speed|examine|settle|dispatch|transfer)\b)"
)
_LIST_WISH = re.compile(r"(?:\r\n?|\n)[ \t\xa0]*\(?(?:\d{1,2}|[a-z])[.)]\s+")
_INFINITIVE = re.compile(
    r"(?:to\s+[a-z]+|that\s|(?:send|supply|give|deliver|provide|let|allow|permit|help|train|take|grant|open)\b)", re.IGNORECASE
)
_PLURAL_CUE = re.compile(r"\b(?:requests|wishes|questions|issues|points)\b[^:]{0,160}:\s*$", re.IGNORECASE)
_OBJECT_BEGINS = re.compile(r"(?:for|to|about|on|of|that|concerning|regarding|as\s+to|if|whether|measures|question)$")
_SUM = re.compile(
    r"\s*(?:They|These|It|This|The\s+(?:total|sum)|Together\s+they)\s+(?:come|comes|amount|amounts|total|totals|make|makes|is|are)\b[^.]{0,40}?(?=\d|[$£])"
)
_WORD = re.compile(r"\w+")
# How far apart, in code points, a need and the request for it stand; a request and what refers back to it.
_NEED_APART, _ANAPHOR_APART = 600, 300


def settle_requests(asked: list[Asked], scene: Scene) -> list[Asked]:
    """Return the requests of a passage, each once and apart from the others, in order."""
    asked = [part for one in asked for action in _split_actions(one, scene.text) for part in _split_wishes(action, scene)]
    asked = _drop_anaphors(_merge_also(asked, scene.text), scene)
    return _same_addressee(_drop_needs(_drop_repeats(asked, scene.text)))


def _split_actions(one: Asked, text: str) -> list[Asked]:
    """An action, and goods: "to study the applications, and explore the possibility of deliveries of rifles"."""
    if not one.items or not one.own or one.form.data.get("what") == "before" or one.form.data["by"] != "speaker":
        return [one]
    border = _BORDER.search(text, one.what.start, one.items[0].start)
    if border is None or border.start() - one.what.start < 20:
        return [one]
    first = replace(one, what=Span(one.what.start, border.start()), items=(), kind="action")
    word = _WORD.match(text, border.end())
    cue = Span(border.end(), word.end() if word else border.end() + 1)
    return [first, replace(one, cue=cue, what=Span(border.end(), one.what.end))]


def _split_wishes(one: Asked, scene: Scene) -> list[Asked]:
    """Numbered wishes behind a plural ("requests … :") are a request each."""
    text, end = scene.text, one.sentence.span.end
    marks = list(_LIST_WISH.finditer(text, one.cue.start, end))
    plural = len(marks) > 1 and _PLURAL_CUE.search(text, one.sentence.span.start, marks[0].start() + 1)
    verbs = sum(bool(_INFINITIVE.match(text, m.end())) for m in marks)
    if not plural and (len(marks) < 2 or verbs * 2 <= len(marks)):
        return [one]
    wishes = []
    for mark, stop in zip(marks, [*(m.start() for m in marks[1:]), end], strict=True):
        items = scene.items(mark.end(), stop)
        span = Span(mark.end(), stop)
        wishes.append(replace(one, cue=span, what=span, items=items, kind=kind_of_goods(scene, items)))
    return wishes


def _merge_also(asked: list[Asked], text: str) -> list[Asked]:
    """In one numbered point, "Please send as well the advisors" goes with the request before it."""
    merged: list[Asked] = []
    for one in asked:
        last = merged[-1] if merged else None
        if last and _goes_with(last, one, text):
            merged[-1] = replace(last, items=(*last.items, *one.items))
        else:
            merged.append(one)
    return merged


def _goes_with(last: Asked, one: Asked, text: str) -> bool:
    if not (last.own and one.own and last.items and one.items) or last.sentence.point != one.sentence.point or one.is_counted():
        return False
    return bool(_ALSO.search(text, one.cue.start, min(one.what.end, one.cue.end + 12)))


def _drop_anaphors(asked: list[Asked], scene: Scene) -> list[Asked]:
    """Drop what speaks of the request named just before and is none of its own: "Your request will be satisfied"."""
    kept: list[Asked] = []
    for one in asked:
        if not _is_bare(one, scene.text):
            kept.append(one)
        elif any(k.form.data["by"] == "hearer" and one.sentence.span.start - k.sentence.span.end < _ANAPHOR_APART for k in kept):
            kept[-1] = replace(kept[-1], status="accepted") if kept[-1].status == "reported" else kept[-1]
        elif any(f.pattern.search(scene.text, one.cue.end, one.sentence.span.end) for f in scene.cues("answers", one.sentence.span)):
            kept.append(one)
    return kept


def _is_bare(one: Asked, text: str) -> bool:
    """True if a word for a request names nothing that is requested."""
    return bool(one.form.data.get("anaphor")) and not one.items and not _OBJECT_BEGINS.search(text[one.cue.start : one.cue.end])


def _drop_repeats(asked: list[Asked], text: str) -> list[Asked]:
    """Drop what says once more what was asked: "that all this be delivered", "your help is needed"."""
    kept: list[Asked] = []
    for one in asked:
        last = kept[-1] if kept and kept[-1].own else None
        again = last and one.own and not one.is_counted() and _AGAIN.match(text, one.what.start, one.what.end)
        helped = last and last.items and one.form.data.get("need") == "help" and last.sentence.point == one.sentence.point
        kept += [] if again or helped else [one]
    return kept


def _drop_needs(asked: list[Asked]) -> list[Asked]:
    """Drop a need beside the request for the same goods, and one without figures near a request for any."""
    asked = [one for one in asked if one.form.data.get("need") not in ("active", "passive") or not _is_asked_for(one, asked)]
    asks = [a.cue.start for a in asked if a.own and a.items and not a.form.data.get("need")]
    return [
        one
        for one in asked
        if one.form.data.get("need") != "active" or one.is_counted() or not any(abs(at - one.cue.start) < _NEED_APART for at in asks)
    ]


def _is_asked_for(one: Asked, asked: list[Asked]) -> bool:
    return any(a is not one and a.own and a.items and one.items and name_same_goods(a.items[0], one.items[0]) for a in asked)


def _same_addressee(asked: list[Asked]) -> list[Asked]:
    """The speaker's requests go on to whom the last one named: "I ask the Soviet government … I ask that"."""
    named: tuple[Stated[Entity], ...] = ()
    settled = []
    for one in asked:
        own = one.own and bool(one.requestee)
        implied = own and one.requestee[0].evidence[0].span == one.cue
        if own and not implied and one.requestee[0].basis is None and one.form.data["to"] == "object":
            named = one.requestee
        heirs = tuple(replace(s, evidence=one.requestee[0].evidence, basis=entity_path(s.value)) for s in named) if implied else ()
        settled.append(replace(one, requestee=heirs) if heirs else one)
    return settled


def add_sums(asked: list[Asked], scene: Scene, sentences: tuple[Sentence, ...]) -> list[Asked]:
    """Give requests the sum that the next sentence tells: "They come to a general sum of N rubles, of which …"."""
    settled = []
    for one in asked:
        after = sentence_after(sentences, one.sentence)
        alone = len(one.items) == 1 and one.items[0].quantity is None
        told = after and alone and _SUM.match(scene.text, after.span.start, after.span.end)
        sums = scene.items(after.span.start, after.span.end, one.items[0]) if after and told else ()
        settled.append(replace(one, items=tuple(i for i in sums if i.quantity) or one.items))
    return settled
