"""Requests and deliveries of a page: read sentence by sentence, then settled: joined, answered, tied together."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kg_builder.extract.act_facts import tie_shares, to_borders, to_delivery, to_request
from kg_builder.extract.deliveries import Before, HandedOver, find_deliveries
from kg_builder.extract.exchange import Exchange, add_consents, add_refusals, find_borrowed, join_lots, take_answers, tie_answers
from kg_builder.extract.given import Given
from kg_builder.extract.messages import Mention, Message, Passage
from kg_builder.extract.repeats import add_sums, settle_requests
from kg_builder.extract.requests import Asked, find_requests
from kg_builder.extract.scene import Scene, to_scene
from kg_builder.extract.sentences import Sentence, split_sentences
from kg_builder.model import Delivery, Finding, Item, Request, Span
from kg_builder.source import SourceText

_GOODS_KINDS = ("materiel", "personnel", "money")
# Requests of others whose own words hold what they ask; what a hearer or an owner asks may be handed over in the same words.
_REPORTED = ("subject", "group", "inside", "agent", "third")


@dataclass(frozen=True, slots=True)
class ActsFound:
    """The acts of a page with the findings that their reading left."""

    requests: tuple[Request, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    findings: tuple[Finding, ...] = ()


def _covered(asked: list[Asked]) -> tuple[Span, ...]:
    """Return what is asked in a sentence: "send" in "we ask you to send" hands nothing over."""
    asking = [a for a in asked if (a.own or a.form.data["by"] in _REPORTED) and not a.form.data.get("whole")]
    return tuple(a.cue if a.form.data.get("what") == "before" else a.what for a in asking)


def _read_deliveries(scene: Scene, sentences: tuple[Sentence, ...], asked: list[Asked]) -> list[HandedOver]:
    answers = any(a.form.data["by"] == "hearer" for a in asked)
    asks = not answers and any(a.own and a.kind in _GOODS_KINDS for a in asked)
    handed: list[HandedOver] = []
    item: Item | None = None
    by_sentence: dict[int, list[Asked]] = {}
    for one in asked:
        by_sentence.setdefault(one.sentence.span.start, []).append(one)
    for sentence in sentences:
        here = by_sentence.get(sentence.span.start, [])
        item = find_borrowed(here) or item
        before = Before(asks=asks, item=item, delivery=handed[-1] if handed else None)
        found = find_deliveries(scene, sentence, _covered(here), before)
        handed.extend(found)
        item = found[-1].items[0] if found else item
    return join_lots(handed, scene.text)


def _read_passage(scene: Scene, passage: Passage) -> Exchange:
    """Read what one passage of a message asks and hands over."""
    sentences = split_sentences(scene.text, passage.span)
    asked = settle_requests([a for s in sentences for a in find_requests(scene, s)], scene)
    asked = add_sums(take_answers(asked, scene, sentences), scene, sentences)
    exchange = Exchange(scene, passage.part, sentences, asked, _read_deliveries(scene, sentences, asked))
    add_consents(exchange)
    tie_answers(exchange)
    add_refusals(exchange)
    return exchange


def _take_start(start: int, cue: Span, taken: set[int]) -> int | None:
    """Return an act's own start: its object's, else its cue's; None if both are taken by another act of its class."""
    free = next((at for at in (start, cue.start) if at not in taken), None)
    taken.update(() if free is None else (free,))
    return free


def _to_facts(exchange: Exchange, taken: tuple[set[int], set[int]]) -> tuple[list[Request], list[Delivery]]:
    """Return the acts of a passage; `taken` holds the starts of the requests and the deliveries of the page so far."""
    borders = to_borders(exchange)
    requests: dict[int, Request] = {}
    for index, asked in enumerate(exchange.asked):
        request = to_request(exchange, asked, borders)
        start = _take_start(request.start, asked.cue, taken[0])
        if start is not None:
            requests[index] = replace(request, start=start)
    deliveries: list[Delivery] = []
    whole: set[int] = set()
    for index, handed in enumerate(exchange.handed):
        answers = tuple(requests[r].start for r in exchange.answers.get(index, ()) if r in requests)
        delivery = to_delivery(exchange, handed, borders, answers)
        start = _take_start(delivery.start, handed.cue, taken[1])
        if start is not None:
            whole.update((len(deliveries),) if handed.form.data.get("whole") else ())
            deliveries.append(replace(delivery, start=start))
    return list(requests.values()), tie_shares(deliveries, whole)


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
            found = _to_facts(_read_passage(scene, passage), taken)
            requests.extend(found[0])
            deliveries.extend(found[1])
    return ActsFound(tuple(sorted(requests, key=lambda r: r.start)), tuple(sorted(deliveries, key=lambda d: d.start)))
