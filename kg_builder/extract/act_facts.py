"""Readings to facts: each request and delivery with its anchor, period, rates, and the words for every value."""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import date
from typing import TypedDict

from kg_builder.extract.act_words import name_delivery, name_request
from kg_builder.extract.deliveries import HandedOver
from kg_builder.extract.delivery_goods import item_end
from kg_builder.extract.exchange import REFUSED, Exchange
from kg_builder.extract.items import name_same_goods
from kg_builder.extract.periods import Period, find_periods
from kg_builder.extract.requests import Asked
from kg_builder.extract.scene import Scene
from kg_builder.extract.sentences import sentence_after
from kg_builder.model import Delivery, Entity, Evidence, Item, Request, Span, Stated
from kg_builder.source import SourceText

_SHARE = re.compile(
    r"\b(?:(?P<n>1|one|a)\s*(?:/|\s|-)\s*(?P<d>[1-9]\d?|half|third|quarter|fourth|fifth|sixth|tenth)|(?P<half>half)\s+of\b)", re.IGNORECASE
)
_DENOMINATOR = {"half": "2", "third": "3", "quarter": "4", "fourth": "4", "fifth": "5", "sixth": "6", "tenth": "10"}
_SHARE_OF = re.compile(r"\s*\[?\s*of\s+(?:the\s+)?([a-z]+(?:\s+[a-z]+)?)")
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
_ACCORDING = re.compile(r"\baccording\s+to\s+the\s+(?:calculations?|plans?|application)\s+of\s+(?:the\s+)?", re.IGNORECASE)
_LEAD_IN = re.compile(r"\s*[,:;–-]?\s*(?:\[?(?:you|him|her|them|us|me)\]?\s+)?(?:to|that)\s+(?=\w)", re.IGNORECASE)
_THIS_IS = re.compile(r"(?:This|That|These)\s+(?:is|are|was)\b")
_FOR_WHOM = re.compile(
    r"\bfor\s+(?:the\s+needs\s+of\s+)?((?:our|the|their|his|your)\s+(?:[\w’'-]+\s+){0,4}?(?:troops|army|armies|navy|fleet|air\s+force|units|forces|institutes?|hospitals?|volunteers|population|front|regiments?|brigades?))\b"
)
_TOPIC = re.compile(
    r"\s*(?:\(?\w{1,2}[.)]\s+)?(?:As\s+(?:regards|for|to)|Concerning|Regarding|With\s+(?:regard|respect)\s+to|On)\s+(?:the\s+(?:question|matter|issue)\s+of\s+)?([^,.;:]{4,80}?),\s"
)
_BLANKS = re.compile(r"\s+")
# Shares stand near their whole: at most so many code points behind it, and so many of them.
_SHARES_APART, _MOST_SHARES = 600, 6


@dataclass(frozen=True, slots=True)
class Borders:
    """Where the cues of all acts of a passage start and end, each sorted: the words of one act stop at the next."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def after(self, at: int) -> int:
        """Return where the first cue behind an offset starts, an offset beyond all texts if there is none."""
        index = bisect_right(self.starts, at)
        return self.starts[index] if index < len(self.starts) else sys.maxsize

    def before(self, at: int) -> int:
        """Return where the last cue before an offset ends, 0 if there is none."""
        index = bisect_right(self.ends, at)
        return self.ends[index - 1] if index else 0


def to_borders(exchange: Exchange) -> Borders:
    """Return the borders of the acts of a passage."""
    cues = [*(a.cue for a in exchange.asked), *(h.cue for h in exchange.handed)]
    return Borders(tuple(sorted(c.start for c in cues)), tuple(sorted(c.end for c in cues)))


class _Times(TypedDict, total=False):
    """When, and in what shares: fields that requests and deliveries have in common."""

    period_start: Stated[date] | None
    period_end: Stated[date] | None
    period: str
    instalment_share: Stated[str]
    instalment_of: Stated[str]
    instalment_interval: Stated[str]


def to_request(exchange: Exchange, one: Asked, borders: Borders) -> Request:
    """Return a request of the exchange; `borders` are those of all its acts."""
    scene, rule = exchange.scene, one.form.name
    source = scene.source
    what, action = _object(scene.text, one.items, one.what), _trim(scene.text, one.what)
    cue = (source.quote(one.cue.start, one.cue.end),)
    return Request(
        start=what.start,
        anchor=_anchor(source, one.cue, what),
        rule=rule,
        telegram=scene.message.telegram.start,
        label=name_request(one, scene.text[action.start : action.end]),
        status=Stated(one.status, cue, rule),
        text_part=exchange.part,
        items=one.items,
        action=_action(exchange, one, action),
        requester=one.requester,
        requestee=one.requestee,
        beneficiary_text=_for_whom(source, one.what, rule),
        requested_via=one.via,
        request_kind=Stated(one.kind, cue, rule),
        **_times(exchange, one, borders),
    )


def to_delivery(exchange: Exchange, one: HandedOver, borders: Borders, answers: tuple[int, ...]) -> Delivery:
    """Return a delivery of the exchange; `answers` are the starts of the requests that it answers."""
    scene, rule = exchange.scene, one.form.name
    source = scene.source
    what, hangs_on = _object(scene.text, one.items, one.what), one.condition
    condition = source.quote(hangs_on.start, hangs_on.end) if hangs_on else None
    return Delivery(
        start=what.start,
        anchor=_anchor(source, one.cue, what),
        rule=rule,
        telegram=scene.message.telegram.start,
        label=name_delivery(one),
        status=Stated(one.status, (source.quote(one.status_span.start, one.status_span.end),), rule),
        text_part=exchange.part,
        items=one.items,
        supplier=one.supplier,
        recipient=one.recipient,
        answers=answers,
        condition=Stated(condition.quote, (condition,), rule) if condition else None,
        according_to=_according_to(scene, one),
        beneficiary_text=_for_whom(source, one.what, rule),
        **_times(exchange, one, borders),
    )


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
    return tuple(source.quote(span.start, span.end) for span in sorted({cue, what}))


def _action(exchange: Exchange, one: Asked, span: Span) -> Stated[str]:
    """What is asked to be done, with the topic that the sentence before it names."""
    source, rule = exchange.scene.source, one.form.name
    topic = _topic(exchange, one)
    words, said = _BLANKS.sub(" ", source.text[span.start : span.end]), source.quote(span.start, span.end)
    if topic is None:
        return Stated(words, (said,), rule)
    about = _BLANKS.sub(" ", source.text[topic.start : topic.end])
    return Stated(f"{words} ({about})", (source.quote(topic.start, topic.end), said), rule)


def _topic(exchange: Exchange, one: Asked) -> Span | None:
    """What the sentence before a request says that it is about: "As regards the question of planting rubber trees, …"."""
    before = sentence_after(exchange.sentences, one.sentence, -1) if one.own else None
    found = _TOPIC.match(exchange.scene.text, before.span.start, before.span.end) if before else None
    return Span(*found.span(1)) if found else None


def _times(exchange: Exchange, one: Asked | HandedOver, borders: Borders) -> _Times:
    """Period, share and interval of an act."""
    source, rule = exchange.scene.source, one.form.name
    found = _rates(source, one, rule)
    period = _period(exchange, one, borders)
    if period is None:
        return found
    evidence = (source.quote(period.span.start, period.span.end),)
    found["period_start"] = Stated(period.start, evidence, rule) if period.start else None
    found["period_end"] = Stated(period.end, evidence, rule) if period.end else None
    found["period"] = period.edtf
    return found


def _period(exchange: Exchange, one: Asked | HandedOver, borders: Borders) -> Period | None:
    """The period of an act: the nearest one behind its cue before the next act begins, else one before it."""
    text, written, span, cue = exchange.scene.text, exchange.scene.written, one.sentence.span, one.cue
    stop = min(span.end, borders.after(cue.end))
    start = max(span.start, borders.before(cue.start))
    behind = [p for p in find_periods(text, cue.start, stop, written) if p.span.end > cue.start]
    if behind:
        return min(behind, key=lambda p: p.span)
    before = find_periods(text, start, stop, written)
    if before:
        return max(before, key=lambda p: p.span)
    after = sentence_after(exchange.sentences, one.sentence)
    if after and _THIS_IS.match(text, after.span.start, after.span.end):
        return next(iter(find_periods(text, after.span.start, after.span.end, written)), None)
    return None


def _rates(source: SourceText, one: Asked | HandedOver, rule: str) -> _Times:
    """Share and interval: "at 1/6 monthly", "one third", "every month"."""
    text, span = source.text, one.what
    found: _Times = {}
    share = _SHARE.search(text, span.start, span.end)
    if share:
        bottom = "2" if share["half"] else _DENOMINATOR.get(share["d"].lower(), share["d"])
        found["instalment_share"] = Stated(f"1/{bottom}", (source.quote(*share.span()),), rule)
        of = _SHARE_OF.match(text, share.end(), span.end)
        if of:
            found["instalment_of"] = Stated(of[1], (source.quote(*of.span(1)),), rule)
    each = _EACH.search(text, span.start, span.end)
    if each and (share or any(i.instalment_quantity for i in one.items)):
        key = (each["adverb"] or each["unit"]).lower()
        found["instalment_interval"] = Stated(_DURATION[key], (source.quote(*each.span()),), rule)
    return found


def _for_whom(source: SourceText, span: Span, rule: str) -> Stated[str] | None:
    """For whom it is meant, in the text's words: "for our troops"."""
    found = _FOR_WHOM.search(source.text, span.start, span.end)
    return Stated(_BLANKS.sub(" ", found[1]), (source.quote(*found.span(1)),), rule) if found else None


def _according_to(scene: Scene, one: HandedOver) -> Stated[Entity] | None:
    """By whose plan: "according to the calculations of the General Staff"."""
    end = one.sentence.span.end
    found = _ACCORDING.search(scene.text, one.what.start, end)
    parties = scene.parties(found.end(), min(found.end() + 60, end)) if found else []
    return scene.stated(parties[0], one.form.name) if found and parties and parties[0].span.start - found.end() < 8 else None


def tie_shares(deliveries: list[Delivery], whole: set[int]) -> list[Delivery]:
    """Make deliveries behind a whole its shares (`whole` holds indexes); the whole lasts as long as they do together."""
    settled = list(deliveries)
    for w in sorted(whole):
        total = deliveries[w]
        parts = [i for i, d in enumerate(deliveries) if i not in whole and _is_share(d, total)][:_MOST_SHARES]
        for i in parts:
            settled[i] = replace(settled[i], part_of=total.start)
        settled[w] = _last_as_long(total, [settled[i] for i in parts])
    return settled


def _is_share(one: Delivery, total: Delivery) -> bool:
    if not 0 < one.start - total.start < _SHARES_APART or one.telegram != total.telegram or one.status.value == REFUSED:
        return False
    return bool(one.items) and name_same_goods(one.items[0], total.items[0])


def _last_as_long(total: Delivery, parts: list[Delivery]) -> Delivery:
    """The whole from the first start of its shares to their last end, if each has a start and one an end."""
    starts = [d.period_start for d in parts if d.period_start]
    ends = [d.period_end for d in parts if d.period_end]
    if not starts or not ends or len(starts) != len(parts):
        return total
    first, last = min(starts, key=lambda s: s.value), max(ends, key=lambda s: s.value)
    return replace(total, period_start=first, period_end=last, period=f"{first.value.isoformat()}/{last.value.isoformat()}")
