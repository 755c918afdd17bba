"""The omissions report: sentences that look like a fact and gave none, each with its place and the reason.

A reader of the graph learns from it what the graph does not say.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from kg_builder.extract.given import Given
from kg_builder.extract.messages import Message
from kg_builder.extract.numbers import Number, find_numbers
from kg_builder.extract.sentences import Sentence, split_sentences
from kg_builder.lexicon import Form
from kg_builder.lexicon.places import find_places
from kg_builder.model import Act, Delivery, Evidence, Finding, Item, Request, Span, Stated
from kg_builder.source import SourceText

_ASKS = re.compile(
    r"\b(?:ask|asks|asked|request|requests|requested|beg|urge|please|pls|need|needs|demand|demands|proposes?|recommends?)\b", re.IGNORECASE
)
_GIVES = re.compile(
    r"\b(?:send|sent|deliver\w*|suppl(?:y|ied|ies)|ship(?:ped|ment)?|hand(?:ed)?\s+over|transfer\w*|grant(?:ed)?|loan|credit)\b",
    re.IGNORECASE,
)


def _spans(act: Act) -> list[Span]:
    pieces: list[Evidence] = [*act.anchor]
    pieces += [e for item in act.items for s in _stated(item) for e in s.evidence]
    return [e.span for e in pieces]


def _stated(item: Item) -> list[Stated[object]]:
    values = (item.commodity, item.quantity, item.quantity_max, item.unit, item.instalment_quantity)
    return [v for v in values if v is not None]


def _by_sentence(sentences: tuple[Sentence, ...], read: list[Span]) -> list[list[Span]]:
    """Return for each sentence the spans that it shares a code point with."""
    inside: list[list[Span]] = [[] for _ in sentences]
    for span in read:
        at = bisect_right(sentences, span.start, key=lambda s: s.span.end)
        while at < len(sentences) and span.overlaps(sentences[at].span):
            inside[at].append(span)
            at += 1
    return inside


def _place(source: SourceText, span: Span) -> str:
    line, column = source.position(span.start)
    words = re.sub(r"\s+", " ", source.text[span.start : span.end])
    return f"line {line}, column {column}: “{words[:80]}{'…' if len(words) > 80 else ''}”"


def _finding(source: SourceText, code: str, why: str, span: Span) -> Finding:
    return Finding(code, "info", f"{_place(source, span)} – {why}", span)


def _excluded(text: str, span: Span) -> Form | None:
    return next((form for form, _ in find_places(text).matches("exclusions", span.start, span.end)), None)


def _unread_numbers(source: SourceText, sentence: Sentence, read: list[Span], given: Given) -> list[Finding]:
    """Quantities of the sentence that no item bears, with goods beside them or without."""
    found = []
    for number in find_numbers(source.text, sentence.span.start, sentence.span.end):
        if any(s.overlaps(number.span) for s in read) or (number.low < 2 and source.text[number.span.start].isalpha()):
            continue
        found.append(_number(source, number, sentence, given))
    return found


def _number(source: SourceText, number: Number, sentence: Sentence, given: Given) -> Finding:
    end = min(number.span.end + 30, sentence.span.end)
    goods = any(h.commodity for h in given.goods.find(source.text, number.span.end, end))
    if goods:
        return _finding(
            source,
            "omission.quantity-outside-act",
            "a quantity of goods that nobody asks for or hands over here",
            Span(number.span.start, end),
        )
    return _finding(source, "omission.quantity-without-goods", "a figure without goods", Span(number.span.start, end))


def _unread_cue(source: SourceText, sentence: Sentence, given: Given) -> Finding | None:
    """Why a sentence with a word of asking or handing over gave no act."""
    text, span = source.text, sentence.span
    form = _excluded(text, span)
    if form is not None:
        return _finding(source, str(form.data["code"]), str(form.data["why"]), span)
    if _ASKS.search(text, span.start, span.end):
        return _finding(source, "omission.cue-without-object", "a word of asking; who asks whom for what was not understood", span)
    if _GIVES.search(text, span.start, span.end) and any(h.commodity for h in given.goods.find(text, span.start, span.end)):
        return _finding(
            source, "omission.goods-without-sides", "goods and a word of handing over; from whom to whom was not understood", span
        )
    return None


def find_omissions(
    source: SourceText, messages: tuple[Message, ...], requests: tuple[Request, ...], deliveries: tuple[Delivery, ...], given: Given
) -> tuple[Finding, ...]:
    """Return the omissions of all messages in the order of the text."""
    read = sorted({span for act in (*requests, *deliveries) for span in _spans(act)})
    found: list[Finding] = []
    for message in messages:
        for passage in (p for p in message.passages if p.part in ("body", "footnote")):
            sentences = split_sentences(source.text, passage.span)
            for sentence, inside in zip(sentences, _by_sentence(sentences, read), strict=True):
                if not inside:
                    cue = _unread_cue(source, sentence, given)
                    found += [cue] if cue else []
                found += _unread_numbers(source, sentence, inside, given)
    return tuple(sorted(found, key=lambda f: (f.span or Span(0, 0), f.code)))
