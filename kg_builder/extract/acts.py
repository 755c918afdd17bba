"""Requests and deliveries of a page: read sentence by sentence, then settled: answered, merged, split and tied together."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from kg_builder.extract.deliveries import HandedOver, find_deliveries, item_end
from kg_builder.extract.given import Given
from kg_builder.extract.items import read_items
from kg_builder.extract.messages import Mention, Message
from kg_builder.extract.periods import Period, find_periods
from kg_builder.extract.requests import Asked, find_requests
from kg_builder.extract.scene import Scene, entity_path, to_scene
from kg_builder.extract.sentences import Sentence, split_sentences
from kg_builder.lexicon import load_forms
from kg_builder.model import Delivery, Entity, Evidence, Finding, Item, Request, Span, Stated, TextPart
from kg_builder.source import SourceText

_ALSO = re.compile(r"\b(?:as\s+well|also|too|besides|in\s+addition)\b", re.IGNORECASE)
_ANAPHOR = re.compile(r"\s*(?:This|That|These|It|Both|My\s+reply|Our\s+side|I\s|We\s|The\s+\w+\s+(?:answered|agreed|replied))\b")
_REPLY = re.compile(r"\b(?:answer|repl(?:y|ied)|agreed|request|declin|refus|consent|promis)")
_SHARE = re.compile(
    r"\b(?:(?P<n>1|one|a)\s*(?:/|\s|-)\s*(?P<d>[1-9]\d?|half|third|quarter|fourth|fifth|sixth|tenth)|(?P<half>half)\s+of\b)", re.IGNORECASE
)
_EACH = re.compile(
    r"\b(?:(?P<adverb>monthly|weekly|quarterly|annually|yearly|daily)|(?:every|each|per|a)\s+(?P<unit>month|week|quarter|year|day))\b",
    re.IGNORECASE,
)
_DURATION = {
    "month": "P1M",
    "week": "P7D",
    "quarter": "P3M",
    "year": "P1Y",
    "day": "P1D",
    "monthly": "P1M",
    "weekly": "P7D",
    "quarterly": "P3M",
    "annually": "P1Y",
    "yearly": "P1Y",
    "daily": "P1D",
}
_DENOMINATOR = {"half": "2", "third": "3", "quarter": "4", "fourth": "4", "fifth": "5", "sixth": "6", "tenth": "10"}
_ACCORDING = re.compile(r"\baccording\s+to\s+the\s+(?:calculations?|plans?|application)\s+of\s+(?:the\s+)?", re.IGNORECASE)
_BORDER = re.compile(
    r",?\s+and\s+(?:to\s+|also\s+)?(?=(?:explore|send|supply|deliver|give|help|provide|consider|study|take|allow|let|order|arrange|ship|grant|find|make|instruct|assist|increase|speed|examine|settle|dispatch|transfer)\b)"
)
_REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ActsFound:
    """The acts of a page with the findings that their reading left."""

    requests: tuple[Request, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(slots=True)
class _Reading:
    """What was read from one message so far."""

    scene: Scene
    part: TextPart
    sentences: tuple[Sentence, ...]
    asked: list[Asked]
    handed: list[HandedOver]
    answers: dict[int, list[int]]
    """Index of a delivery to indexes of the requests that it answers."""


def _merge_also(asked: list[Asked], text: str) -> list[Asked]:
    """So: "Please send as well the advisors" goes with the request before it in the same numbered point."""
    merged: list[Asked] = []
    for one in asked:
        last = merged[-1] if merged else None
        if (
            last
            and last.own
            and one.own
            and last.sentence.point == one.sentence.point
            and last.items
            and one.items
            and not any(i.quantity for i in one.items)
            and _ALSO.search(text, one.cue.start, min(one.what.end, one.cue.end + 12))
        ):
            merged[-1] = replace(last, items=(*last.items, *one.items))
        else:
            merged.append(one)
    return merged


_AGAIN = re.compile(r"\s*(?:that\s+)?(?:all\s+)?(?:of\s+)?(?:this|these|them|it|the\s+above)\s+(?:be|to\s+be|is|are)\b")


def _once(asked: list[Asked], text: str) -> list[Asked]:
    """Drop what says once more what was asked: "that all this be delivered", a need beside the request for it."""
    kept: list[Asked] = []
    for one in asked:
        last = kept[-1] if kept else None
        if last and last.own and one.own and not any(i.quantity for i in one.items) and _AGAIN.match(text, one.what.start, one.what.end):
            continue
        if last and last.own and last.items and one.form.name == "request.help-needed" and last.sentence.point == one.sentence.point:
            continue
        kept.append(one)
    kept = [
        k
        for k in kept
        if k.form.name not in ("request.need", "request.needed-passive")
        or not any(o is not k and o.own and o.items and k.items and _same_goods(o.items[0], k.items[0]) for o in kept)
    ]
    needs = ("request.need", "request.needed-passive", "request.help-needed")
    asks = [k for k in kept if k.own and k.form.name not in needs and k.items]
    return [
        k
        for k in kept
        if k.form.name != "request.need" or any(i.quantity for i in k.items) or not any(abs(a.cue.start - k.cue.start) < 600 for a in asks)
    ]


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


def _word_end(text: str, start: int) -> int:
    word = re.compile(r"\w+").match(text, start)
    return word.end() if word else start + 1


def _split_actions(one: Asked, text: str) -> list[Asked]:
    """So: "to study the applications, and explore the possibility of deliveries of rifles": an action, and goods."""
    if not one.items or one.form.data.get("what") == "before" or not one.own:
        return [one]
    if one.form.data["by"] != "speaker":
        return [one]
    border = _BORDER.search(text, one.what.start, one.items[0].start)
    if border is None or border.start() - one.what.start < 20:
        return [one]
    first = replace(one, what=Span(one.what.start, border.start()), items=(), kind="action")
    return [first, replace(one, cue=Span(border.end(), _word_end(text, border.end())), what=Span(border.end(), one.what.end))]


_LIST_WISH = re.compile(r"(?:\r\n?|\n)[ \t\xa0]*\(?(?:\d{1,2}|[a-z])[.)]\s+")
_INFINITIVE = re.compile(
    r"(?:to\s+[a-z]+|that\s|(?:send|supply|give|deliver|provide|let|allow|permit|help|train|take|grant|open)\b)", re.IGNORECASE
)
_PLURAL_CUE = re.compile(r"\b(?:requests|wishes|questions|issues|points)\b[^:]{0,160}:\s*$", re.IGNORECASE)


def _split_wishes(one: Asked, scene: Scene) -> list[Asked]:
    """Numbered wishes behind a plural ("requests … :") are a request each."""
    text = scene.text
    marks = list(_LIST_WISH.finditer(text, one.cue.start, one.sentence.span.end))
    plural = len(marks) > 1 and _PLURAL_CUE.search(text, one.sentence.span.start, marks[0].start() + 1)
    verbs = sum(bool(_INFINITIVE.match(text, m.end())) for m in marks)
    if not plural and (len(marks) < 2 or verbs * 2 <= len(marks)):
        return [one]
    wishes = []
    for at, mark in enumerate(marks):
        end = marks[at + 1].start() if at + 1 < len(marks) else one.sentence.span.end
        span = Span(mark.end(), end)
        items = read_items(scene.source, span, scene.given)
        wishes.append(replace(one, cue=span, what=span, items=items, kind=_kind_of(scene, items)))
    return wishes


def _kind_of(scene: Scene, items: tuple[Item, ...]) -> str:
    goods = scene.given.goods
    keys = [i.commodity.value for i in items if i.commodity]
    if any(goods.is_a(k, "finance") for k in keys):
        return "money"
    if any(goods.is_a(k, "personnel") and not goods.is_a(k, "troops") for k in keys):
        return "personnel"
    return "materiel" if items else "action"


def _answer(scene: Scene, one: Asked, sentences: tuple[Sentence, ...]) -> tuple[str, Span, str] | None:
    """Return status, place and rule of the answer to a request of another, None if the text tells none."""
    text, at = scene.text, sentences.index(one.sentence)
    near = [one.sentence.span if one.form.data["by"] == "hearer" else Span(one.cue.end, one.sentence.span.end)]
    after = (s.span for s in sentences[at + 1 : at + 3])
    near.extend(s for s in after if _ANAPHOR.match(text, s.start) or _REPLY.search(text, s.start, s.end))
    for span in near:
        best: tuple[int, str, Span, str] | None = None
        for form in load_forms("answers"):
            found = form.pattern.search(text, span.start, span.end)
            if found and (best is None or found.start() < best[0]):
                best = (found.start(), form.data["status"], Span(*found.span()), form.name)
        if best:
            return best[1], best[2], best[3]
    return None


def _same_goods(a: Item, b: Item) -> bool:
    if a.commodity and b.commodity:
        return a.commodity.value == b.commodity.value
    return a.label.lower().split()[-1].rstrip("s") == b.label.lower().split()[-1].rstrip("s")


def _tie(reading: _Reading) -> None:
    """Tie deliveries to the requests of this message that name the same goods, and let them answer."""
    for d, handed in enumerate(reading.handed):
        for r, asked in enumerate(reading.asked):
            if asked.own or not asked.items:
                continue
            to_them = {s.value for s in asked.requester} | {reading.scene.state_of(s.value) for s in asked.requester}
            if handed.recipient and handed.recipient[0].value not in to_them and handed.sentence is not asked.sentence:
                continue
            if any(_same_goods(a, b) for a in asked.items for b in handed.items):
                reading.answers.setdefault(d, []).append(r)
                if asked.status == "reported":
                    status = _REFUSED if handed.status == _REFUSED else "accepted"
                    reading.asked[r] = replace(asked, status=status)


def _drop_anaphors(asked: list[Asked], text: str) -> list[Asked]:
    """So: "Your request will be satisfied" speaks of the request named just before and is none of its own."""
    kept: list[Asked] = []
    for one in asked:
        answered = any(f.pattern.search(text, one.cue.end, one.sentence.span.end) for f in load_forms("answers"))
        bare = (
            one.form.name == "request.your-request"
            and not one.items
            and not re.search(
                r"(?:for|to|about|on|of|that|concerning|regarding|as\s+to|if|whether|measures|question)$", text[one.cue.start : one.cue.end]
            )
        )
        if bare and any(k.form.data["by"] == "hearer" and one.sentence.span.start - k.sentence.span.end < 300 for k in kept):
            kept[-1] = replace(kept[-1], status="accepted") if kept[-1].status == "reported" else kept[-1]
            continue
        if bare and not answered:
            continue
        kept.append(one)
    return kept


def _spread(handed: list[HandedOver], text: str) -> list[HandedOver]:
    """So: "The rice will be delivered in two lots, 1,000 tons in April …": parts of the delivery named just before."""
    kept: list[HandedOver] = []
    for one in handed:
        last = kept[-1] if kept else None
        head = one.items[0]
        definite = re.search(r"\bthe\s+$", text[max(0, head.start - 5) : head.start], re.IGNORECASE)
        if (
            last
            and definite
            and head.quantity is None
            and one.form.data["what"] == "before"
            and len(one.items) > 1
            and _same_goods(last.items[0], head)
            and one.sentence.span.start - last.sentence.span.end < 4
        ):
            parts = tuple(i for i in one.items[1:] if i.quantity)
            total = replace(last.items[0], includes=(*last.items[0].includes, *(i.start for i in parts)))
            kept[-1] = replace(last, items=(total, *last.items[1:], *parts))
            continue
        kept.append(one)
    return kept


def _consents(reading: _Reading) -> list[HandedOver]:
    """Deliveries promised by consent: "to which you agreed", "will be satisfied" in the sentence of the request."""
    found: list[HandedOver] = []
    text = reading.scene.text
    for form in (f for f in load_forms("delivery") if f.data["what"] == "request"):
        for index, one in enumerate(reading.asked):
            hit = form.pattern.search(text, one.sentence.span.start, one.sentence.span.end)
            if hit is None or not one.items or (one.own and form.data.get("supplier") != "inside"):
                continue
            told = [h for h in reading.handed if h.sentence is one.sentence and any(_same_goods(a, b) for a in h.items for b in one.items)]
            if told:
                continue
            denied = re.search(r"\b(?:not|cannot)\b", text[max(one.sentence.span.start, hit.start() - 12) : hit.end()])
            cue = Span(*hit.span())
            side = _sides_of(reading.scene, one, cue, form.name)
            denied = denied or form.data["status"] == _REFUSED
            reading.asked[index] = replace(one, status=_REFUSED if denied else "accepted")
            reading.answers[len(reading.handed) + len(found)] = [index]
            more = tuple(
                i for i in read_items(reading.scene.source, Span(hit.end(), one.sentence.span.end), reading.scene.given) if i.quantity
            )
            found.append(
                HandedOver(
                    form=form,
                    sentence=one.sentence,
                    cue=cue,
                    what=one.what,
                    supplier=side[0],
                    recipient=side[1],
                    items=(*one.items, *more),
                    status=_REFUSED if denied else "promised",
                    status_span=cue,
                    condition=None,
                )
            )
    return found


def _sides_of(scene: Scene, one: Asked, cue: Span, rule: str) -> tuple[tuple[Stated[Entity], ...], tuple[Stated[Entity], ...]]:
    """The asked side supplies and the asking side receives, as states where they speak for one."""

    def side(who: tuple[Stated[Entity], ...]) -> tuple[Stated[Entity], ...]:
        entity = scene.state_of(who[0].value) or who[0].value if who else None
        return (scene.quote(cue, entity, rule, entity_path(entity)),) if entity else ()

    return side(one.requestee), side(one.requester)


def _refused_requests(reading: _Reading) -> list[Asked]:
    """A refusal that names goods tells of a request, too."""
    found: list[Asked] = []
    form = next(f for f in load_forms("request") if f.name == "request.your-request")
    for d, handed in enumerate(reading.handed):
        if handed.status != _REFUSED or d in reading.answers or not handed.recipient or not handed.supplier:
            continue
        if handed.supplier[0].value not in (reading.scene.speaker_state, reading.scene.message.speaker):
            continue
        hearer = reading.scene.message.hearer
        by = handed.recipient
        if hearer and reading.scene.state_of(hearer) in (by[0].value, None):
            by = (reading.scene.quote(handed.cue, hearer, handed.form.name, entity_path(hearer)),)
        reading.answers[d] = [len(reading.asked) + len(found)]
        found.append(
            Asked(
                form=replace(form, name="request.refused"),
                sentence=handed.sentence,
                cue=handed.cue,
                what=handed.what,
                requester=by,
                requestee=handed.supplier,
                via=(),
                items=handed.items,
                kind=_kind_of(reading.scene, handed.items),
                status=_REFUSED,
                own=False,
            )
        )
    return found


def _read(scene: Scene, span: Span, part: TextPart) -> _Reading:
    """Read one passage of a message."""
    text = scene.text
    sentences = split_sentences(text, span)
    asked = [a for s in sentences for a in find_requests(scene, s)]
    asked = [b for a in asked for b in _split_actions(a, text)]
    asked = [b for a in asked for b in _split_wishes(a, scene)]
    asked = _same_addressee(_once(_drop_anaphors(_merge_also(asked, text), text), text))
    asked = _totals(_answered(scene, asked, sentences), scene, sentences)
    answers = any(a.form.data["by"] == "hearer" for a in asked)
    asks = not answers and any(a.own and a.kind in ("materiel", "personnel", "money") for a in asked)
    handed: list[HandedOver] = []
    borrowed: Item | None = None
    for sentence in sentences:
        covered = tuple(
            a.what if a.form.data.get("what") != "before" else a.cue
            for a in asked
            if a.sentence is sentence
            and (a.own or a.form.data["by"] in ("subject", "group", "inside", "agent", "third"))
            and not a.form.data.get("whole")
        )
        mine = [a for a in asked if a.sentence is sentence and a.items]
        borrowed = mine[0].items[0] if mine else borrowed
        found = find_deliveries(scene, sentence, covered, asks, borrowed, handed[-1] if handed else None)
        handed.extend(found)
        borrowed = found[-1].items[0] if found else borrowed
    reading = _Reading(scene, part, sentences, asked, _spread(handed, text), {})
    reading.handed.extend(_consents(reading))
    _tie(reading)
    reading.asked.extend(_refused_requests(reading))
    return reading


_SUM = re.compile(
    r"\s*(?:They|These|It|This|The\s+(?:total|sum)|Together\s+they)\s+(?:come|comes|amount|amounts|total|totals|make|makes|is|are)\b[^.]{0,40}?(?=\d|[$£])"
)


def _totals(asked: list[Asked], scene: Scene, sentences: tuple[Sentence, ...]) -> list[Asked]:
    """So: "They come to a general sum of N rubles, of which …": the sum of goods named in the sentence before."""
    settled = []
    for one in asked:
        at = sentences.index(one.sentence)
        after = sentences[at + 1] if at + 1 < len(sentences) else None
        told = after and len(one.items) == 1 and one.items[0].quantity is None and _SUM.match(scene.text, after.span.start, after.span.end)
        sums = read_items(scene.source, after.span, scene.given, one.items[0]) if after and told else ()
        settled.append(replace(one, items=tuple(i for i in sums if i.quantity) or one.items))
    return settled


def _answered(scene: Scene, asked: list[Asked], sentences: tuple[Sentence, ...]) -> list[Asked]:
    """Give each request of another the status that its answer in the text has; drop proposals that nobody takes up."""
    settled = []
    for one in asked:
        answer = None if one.own else _answer(scene, one, sentences)
        if one.form.data.get("answered") and answer is None:
            continue
        if one.form.data.get("taken_up") and (answer is None or answer[0] != "accepted"):
            continue
        settled.append(replace(one, status=answer[0]) if answer and one.status == "reported" else one)
    return settled


_LEAD_IN = re.compile(r"\s*[,:;–-]?\s*(?:\[?(?:you|him|her|them|us|me)\]?\s+)?(?:to|that)\s+(?=\w)", re.IGNORECASE)


def _trim(text: str, span: Span) -> Span:
    """Drop blanks, stops, and the words that only lead in: "you to study …"."""
    lead = _LEAD_IN.match(text, span.start, span.end)
    start, end = lead.end() if lead else span.start, span.end
    while start < end and (text[start].isspace() or text[start] in ",;:–-"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",;:."):
        end -= 1
    return Span(start, max(end, start + 1))


def _object(text: str, items: tuple[Item, ...], what: Span) -> Span:
    """The object phrase, an act's anchor: from its first item to its last, else what is asked to be done."""
    if not items:
        return _trim(text, what)
    inside = [i for i in items if what.start <= i.start]
    first = min(i.start for i in inside or items)
    return Span(first, max(first + 1, *(item_end(i) for i in items)))


def _anchor(source: SourceText, cue: Span, what: Span) -> tuple[Evidence, ...]:
    if cue == what:
        return (source.quote(cue.start, cue.end),)
    first, second = sorted((cue, what))
    return (source.quote(first.start, first.end), source.quote(second.start, second.end))


def _period(scene: Scene, sentence: Sentence, cue: Span, sentences: tuple[Sentence, ...], borders: tuple[Span, ...]) -> Period | None:
    """The period of an act: the nearest one behind its cue before the next act begins, else one before it."""
    text, span = scene.text, sentence.span
    stop = min([span.end, *(b.start for b in borders if b.start > cue.end)])
    start = max([span.start, *(b.end for b in borders if b.end <= cue.start)])
    behind = [p for p in find_periods(text, cue.start, stop, scene.written) if p.span.end > cue.start]
    if behind:
        return min(behind, key=lambda p: p.span)
    before = find_periods(text, start, stop, scene.written)
    if before:
        return max(before, key=lambda p: p.span)
    at = sentences.index(sentence)
    after = sentences[at + 1] if at + 1 < len(sentences) else None
    if after and re.match(r"(?:This|That|These)\s+(?:is|are|was)\b", text[after.span.start : after.span.end]):
        later = find_periods(text, after.span.start, after.span.end, scene.written)
        return later[0] if later else None
    return None


def _bounds(source: SourceText, period: Period | None, rule: str) -> dict[str, object]:
    if period is None:
        return {}
    evidence = (source.quote(period.span.start, period.span.end),)

    def stated(day: date | None) -> Stated[date] | None:
        return Stated(day, evidence, rule) if day else None

    return {"period_start": stated(period.start), "period_end": stated(period.end), "period": period.edtf}


def _rates(source: SourceText, span: Span, items: tuple[Item, ...], rule: str) -> dict[str, object]:
    """Share and interval: "at 1/6 monthly", "one third", "every month"."""
    found: dict[str, object] = {}
    share = _SHARE.search(source.text, span.start, span.end)
    if share:
        bottom = "2" if share["half"] else _DENOMINATOR.get(share["d"].lower(), share["d"])
        found["instalment_share"] = Stated(f"1/{bottom}", (source.quote(*share.span()),), rule)
        of = re.compile(r"\s*\[?\s*of\s+(?:the\s+)?([a-z]+(?:\s+[a-z]+)?)").match(source.text, share.end(), span.end)
        if of:
            found["instalment_of"] = Stated(of[1], (source.quote(*of.span(1)),), rule)
    each = _EACH.search(source.text, span.start, span.end)
    if each and (share or any(i.instalment_quantity for i in items)):
        key = (each["adverb"] or each["unit"]).lower()
        found["instalment_interval"] = Stated(_DURATION[key], (source.quote(*each.span()),), rule)
    return found


_FOR_WHOM = re.compile(
    r"\bfor\s+(?:the\s+needs\s+of\s+)?((?:our|the|their|his|your)\s+(?:[\w’'-]+\s+){0,4}?(?:troops|army|armies|navy|fleet|air\s+force|units|forces|institutes?|hospitals?|volunteers|population|front|regiments?|brigades?))\b"
)


def _for_whom(source: SourceText, span: Span, rule: str) -> Stated[str] | None:
    """For whom it is meant, in the text's words: "for our troops"."""
    found = _FOR_WHOM.search(source.text, span.start, span.end)
    return Stated(re.sub(r"\s+", " ", found[1]), (source.quote(*found.span(1)),), rule) if found else None


def _name(who: tuple[Stated[Entity], ...]) -> str:
    return who[0].value.name if who else "somebody"


_COUNTED = {"division-unit": "divisions", "regiment-unit": "regiments", "brigade-unit": "brigades", "battalion-unit": "battalions"}


def _item_words(item: Item) -> str:
    """So: "500 trucks", "600 tons of DDT", "arms for 16 divisions"."""
    if item.quantity is None:
        return item.label
    low, high = f"{item.quantity.value.normalize():,f}", f"-{item.quantity_max.value.normalize():,f}" if item.quantity_max else ""
    unit = item.unit.value if item.unit else "piece"
    plural = _COUNTED.get(unit)
    if plural and plural[:-1] not in item.label.lower():
        return f"{item.label} for {low}{high} {plural}"
    if unit in ("piece", "person") or plural:
        return f"{low}{high} {item.label}"
    words = item.unit.evidence[0].quote if item.unit else unit
    return f"{low}{high} {words}" if words.lower() in item.label.lower() else f"{low}{high} {words} of {item.label}"


def _goods_words(items: tuple[Item, ...], fallback: str) -> str:
    if not items:
        words = re.sub(r"\s+", " ", fallback).strip()
        return words if len(words) <= 120 else words[:120].rsplit(" ", 1)[0] + " …"
    shown = [_item_words(i) for i in items[:4]]
    return ", ".join(shown) + (f" and {len(items) - 4} more" if len(items) > 4 else "")


_TOPIC = re.compile(
    r"\s*(?:\(?\w{1,2}[.)]\s+)?(?:As\s+(?:regards|for|to)|Concerning|Regarding|With\s+(?:regard|respect)\s+to|On)\s+(?:the\s+(?:question|matter|issue)\s+of\s+)?([^,.;:]{4,80}?),\s"
)


def _topic(reading: _Reading, one: Asked) -> Span | None:
    """What the sentence before a request says that it is about: "As regards the question of planting rubber trees, …"."""
    at = reading.sentences.index(one.sentence)
    before = reading.sentences[at - 1].span if at and one.own else None
    found = _TOPIC.match(reading.scene.text, before.start, before.end) if before else None
    return Span(*found.span(1)) if found else None


def _action(reading: _Reading, one: Asked, rule: str) -> Stated[str]:
    """What is asked to be done, with the topic that the sentence before it names."""
    source, span = reading.scene.source, _trim(reading.scene.text, one.what)
    topic = _topic(reading, one)
    words = re.sub(r"\s+", " ", source.text[span.start : span.end])
    pieces = (source.quote(span.start, span.end),)
    if topic is None:
        return Stated(words, pieces, rule)
    about = re.sub(r"\s+", " ", source.text[topic.start : topic.end])
    return Stated(f"{words} ({about})", (source.quote(topic.start, topic.end), *pieces), rule)


def _to_request(reading: _Reading, one: Asked, borders: tuple[Span, ...]) -> Request:
    scene, rule = reading.scene, one.form.name
    source, text = scene.source, scene.text
    what = _object(text, one.items, one.what)
    action = _trim(text, one.what)
    period = _period(scene, one.sentence, one.cue, reading.sentences, borders)
    return Request(
        start=what.start,
        anchor=_anchor(source, one.cue, what),
        rule=rule,
        telegram=scene.message.telegram.start,
        label=f"{_name(one.requester)} asks {_name(one.requestee)}: {_goods_words(one.items, text[action.start : action.end])}",
        status=Stated(one.status, (source.quote(one.cue.start, one.cue.end),), rule),
        text_part=reading.part,
        items=one.items,
        action=_action(reading, one, rule),
        requester=one.requester,
        requestee=one.requestee,
        beneficiary_text=_for_whom(source, one.what, rule),
        requested_via=one.via,
        request_kind=Stated(one.kind, (source.quote(one.cue.start, one.cue.end),), rule),
        **_bounds(source, period, rule),  # type: ignore[arg-type]
        **_rates(source, one.what, one.items, rule),  # type: ignore[arg-type]
    )


def _to_delivery(reading: _Reading, one: HandedOver, borders: tuple[Span, ...], answers: tuple[int, ...]) -> Delivery:
    scene, rule = reading.scene, one.form.name
    source = scene.source
    what = _object(scene.text, one.items, one.what)
    period = _period(scene, one.sentence, one.cue, reading.sentences, borders)
    condition = one.condition
    return Delivery(
        start=what.start,
        anchor=_anchor(source, one.cue, what),
        rule=rule,
        telegram=scene.message.telegram.start,
        label=f"{_name(one.supplier)} to {_name(one.recipient)}: {_goods_words(one.items, '')} ({one.status.replace('-', ' ')})",
        status=Stated(one.status, (source.quote(one.status_span.start, one.status_span.end),), rule),
        text_part=reading.part,
        items=one.items,
        supplier=one.supplier,
        recipient=one.recipient,
        answers=answers,
        condition=Stated(scene.text[condition.start : condition.end], (source.quote(condition.start, condition.end),), rule)
        if condition
        else None,
        according_to=_according(scene, one),
        beneficiary_text=_for_whom(source, one.what, rule),
        **_bounds(source, period, rule),  # type: ignore[arg-type]
        **_rates(source, one.what, one.items, rule),  # type: ignore[arg-type]
    )


def _according(scene: Scene, one: HandedOver) -> Stated[Entity] | None:
    found = _ACCORDING.search(scene.text, one.what.start, one.sentence.span.end)
    parties = scene.parties(found.end(), min(found.end() + 60, one.sentence.span.end)) if found else []
    return scene.stated(parties[0], one.form.name) if parties and found and parties[0].span.start - found.end() < 8 else None


def _whole_and_parts(deliveries: list[Delivery], whole: set[int]) -> list[Delivery]:
    """Deliveries in the sentence of a whole are its shares; the whole lasts as long as they do together."""
    settled = list(deliveries)
    for w, total in enumerate(deliveries):
        if w not in whole:
            continue
        parts = [
            i
            for i, d in enumerate(deliveries)
            if i != w and i not in whole and 0 < d.start - total.start < 600 and d.telegram == total.telegram and d.status.value != _REFUSED
        ]
        parts = [i for i in parts if deliveries[i].items and _same_goods(deliveries[i].items[0], total.items[0])][:6]
        for i in parts:
            settled[i] = replace(settled[i], part_of=total.start)
        starts = [settled[i].period_start for i in parts if settled[i].period_start]
        ends = [settled[i].period_end for i in parts if settled[i].period_end]
        if starts and ends and len(starts) == len(parts):
            first = min(starts, key=lambda s: s.value if s else date.max)
            last = max(ends, key=lambda s: s.value if s else date.min)
            if first and last:
                settled[w] = replace(
                    total, period_start=first, period_end=last, period=f"{first.value.isoformat()}/{last.value.isoformat()}"
                )
    return settled


def _unique(start: int, cue: Span, taken: set[int]) -> int | None:
    """An act's own start: its object's, else its cue's; None if both are taken by another act of its class."""
    for at in (start, cue.start):
        if at not in taken:
            taken.add(at)
            return at
    return None


def _settle(reading: _Reading, taken: tuple[set[int], set[int]]) -> tuple[list[Request], list[Delivery]]:
    borders = tuple(sorted([a.cue for a in reading.asked] + [h.cue for h in reading.handed]))
    requests: dict[int, Request] = {}
    for index, one in enumerate(reading.asked):
        request = _to_request(reading, one, borders)
        start = _unique(request.start, one.cue, taken[0])
        if start is not None:
            requests[index] = replace(request, start=start)
    deliveries: list[Delivery] = []
    whole: set[int] = set()
    for index, handed in enumerate(reading.handed):
        answers = tuple(requests[r].start for r in reading.answers.get(index, ()) if r in requests)
        delivery = _to_delivery(reading, handed, borders, answers)
        start = _unique(delivery.start, handed.cue, taken[1])
        if start is not None:
            if handed.form.data.get("whole"):
                whole.add(len(deliveries))
            deliveries.append(replace(delivery, start=start))
    return list(requests.values()), _whole_and_parts(deliveries, whole)


def find_acts(source: SourceText, messages: tuple[Message, ...], mentions: tuple[Mention, ...], given: Given) -> ActsFound:
    """Return the requests and deliveries of all messages of a page, in the order of the text."""
    requests: list[Request] = []
    deliveries: list[Delivery] = []
    taken: tuple[set[int], set[int]] = (set(), set())
    for message in messages:
        scene = to_scene(source, message, mentions, given)
        for passage in message.passages:
            if passage.part in ("title", "description"):
                continue
            found = _settle(_read(scene, passage.span, passage.part), taken)
            requests.extend(found[0])
            deliveries.extend(found[1])
    return ActsFound(tuple(sorted(requests, key=lambda r: r.start)), tuple(sorted(deliveries, key=lambda d: d.start)))
