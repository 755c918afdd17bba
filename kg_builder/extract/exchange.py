"""What one passage asks and what it hands over, and which delivery answers which request."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from kg_builder.extract.deliveries import HandedOver
from kg_builder.extract.items import name_same_goods
from kg_builder.extract.request_object import kind_of_goods
from kg_builder.extract.requests import Asked
from kg_builder.extract.scene import Scene, entity_path
from kg_builder.extract.sentences import Sentence, sentence_after
from kg_builder.lexicon import Form, load_forms
from kg_builder.model import Entity, Item, Span, Stated, TextPart

_GOES_ON = re.compile(r"\s*(?:This|That|These|It|Both|My\s+reply|Our\s+side|I\s|We\s|The\s+\w+\s+(?:answered|agreed|replied))\b")
_REPLY = re.compile(r"\b(?:answer|repl(?:y|ied)|agreed|request|declin|refus|consent|promis)")
_NOT = re.compile(r"\b(?:not|cannot)\b")
_THE = re.compile(r"\bthe\s+$", re.IGNORECASE)
REFUSED = "refused"


@dataclass(slots=True)
class Exchange:
    """What was read from one passage so far."""

    scene: Scene
    part: TextPart
    sentences: tuple[Sentence, ...]
    asked: list[Asked]
    handed: list[HandedOver]
    answers: dict[int, list[int]] = field(default_factory=dict)
    """Index of a delivery to indexes of the requests that it answers."""


def take_answers(asked: list[Asked], scene: Scene, sentences: tuple[Sentence, ...]) -> list[Asked]:
    """Give each request of another the status that its answer in the text has; drop proposals that nobody takes up."""
    settled = []
    for one in asked:
        answer = None if one.own else _find_answer(scene, one, sentences)
        if one.form.data.get("answered") and answer is None:
            continue
        if one.form.data.get("taken_up") and answer != "accepted":
            continue
        settled.append(replace(one, status=answer) if answer and one.status == "reported" else one)
    return settled


def _find_answer(scene: Scene, one: Asked, sentences: tuple[Sentence, ...]) -> str | None:
    """Return the status that the text's answer gives to a request of another, None if the text tells none."""
    near = [one.sentence.span if one.form.data["by"] == "hearer" else Span(one.cue.end, one.sentence.span.end)]
    after = [s.span for by in (1, 2) if (s := sentence_after(sentences, one.sentence, by))]
    near += [s for s in after if _GOES_ON.match(scene.text, s.start) or _REPLY.search(scene.text, s.start, s.end)]
    return next((status for span in near if (status := _first_answer(scene, span))), None)


def _first_answer(scene: Scene, span: Span) -> str | None:
    """Return the status of the first answer in the stretch."""
    found = [(hit.start(), form) for form in scene.cues("answers", span) if (hit := form.pattern.search(scene.text, span.start, span.end))]
    return str(min(found, key=lambda pair: pair[0])[1].data["status"]) if found else None


def join_lots(handed: list[HandedOver], text: str) -> list[HandedOver]:
    """Join to the delivery named just before its parts: "The rice will be delivered in two lots, 1,000 tons in April …"."""
    kept: list[HandedOver] = []
    for one in handed:
        last = kept[-1] if kept else None
        if last is None or not _is_lot_of(last, one, text):
            kept.append(one)
            continue
        parts = tuple(i for i in one.items[1:] if i.quantity)
        total = replace(last.items[0], includes=(*last.items[0].includes, *(i.start for i in parts)))
        kept[-1] = replace(last, items=(total, *last.items[1:], *parts))
    return kept


def _is_lot_of(last: HandedOver, one: HandedOver, text: str) -> bool:
    head = one.items[0]
    if head.quantity is not None or len(one.items) < 2 or one.form.data["what"] != "before":
        return False
    definite = _THE.search(text[max(0, head.start - 5) : head.start])
    return bool(definite) and name_same_goods(last.items[0], head) and one.sentence.span.start - last.sentence.span.end < 4


def add_consents(exchange: Exchange) -> None:
    """Add deliveries promised by consent: "to which you agreed", "will be satisfied" in the sentence of the request."""
    found: list[HandedOver] = []
    hits = [_consents_in(exchange.scene, one) for one in exchange.asked]
    for form in (f for f in load_forms("delivery") if f.data["what"] == "request"):
        for index, one in enumerate(exchange.asked):
            hit = hits[index].get(form.name)
            consent = _consent_to(exchange, one, form, hit) if hit else None
            if consent is None:
                continue
            exchange.asked[index] = replace(one, status=REFUSED if consent.status == REFUSED else "accepted")
            exchange.answers[len(exchange.handed) + len(found)] = [index]
            found.append(consent)
    exchange.handed.extend(found)


def _consents_in(scene: Scene, one: Asked) -> dict[str, re.Match[str]]:
    """Return the first words of consent of each form in the sentence of a request for goods, by the name of the form."""
    found: dict[str, re.Match[str]] = {}
    for form, hit in scene.matches("delivery", one.sentence.span) if one.items else ():
        found.setdefault(form.name, hit)
    return found


def _consent_to(exchange: Exchange, one: Asked, form: Form, hit: re.Match[str]) -> HandedOver | None:
    scene, span = exchange.scene, one.sentence.span
    if one.own and form.data.get("supplier") != "inside":
        return None
    told = (h for h in exchange.handed if h.sentence is one.sentence)
    if any(name_same_goods(a, b) for h in told for a in h.items for b in one.items):
        return None
    denied = form.data["status"] == REFUSED or _NOT.search(scene.text[max(span.start, hit.start() - 12) : hit.end()])
    cue = Span(*hit.span())
    more = tuple(i for i in scene.items(hit.end(), span.end) if i.quantity)
    return HandedOver(
        form=form,
        sentence=one.sentence,
        cue=cue,
        what=one.what,
        supplier=_as_side(scene, one.requestee, cue, form),
        recipient=_as_side(scene, one.requester, cue, form),
        items=(*one.items, *more),
        status=REFUSED if denied else "promised",
        status_span=cue,
        condition=None,
    )


def _as_side(scene: Scene, who: tuple[Stated[Entity], ...], cue: Span, form: Form) -> tuple[Stated[Entity], ...]:
    """The asked side supplies and the asking side receives, as states where they speak for one."""
    entity = scene.state_of(who[0].value) or who[0].value if who else None
    return (scene.quote(cue, entity, form.name, entity_path(entity)),) if entity else ()


def tie_answers(exchange: Exchange) -> None:
    """Tie deliveries to the requests of this message that name the same goods, and let them answer."""
    for d, handed in enumerate(exchange.handed):
        for r, asked in enumerate(exchange.asked):
            if not _answers(exchange.scene, handed, asked):
                continue
            exchange.answers.setdefault(d, []).append(r)
            if asked.status == "reported":
                exchange.asked[r] = replace(asked, status=REFUSED if handed.status == REFUSED else "accepted")


def _answers(scene: Scene, handed: HandedOver, asked: Asked) -> bool:
    if asked.own or not asked.items:
        return False
    if handed.recipient and handed.sentence is not asked.sentence:
        askers = {s.value for s in asked.requester} | {scene.state_of(s.value) for s in asked.requester}
        if handed.recipient[0].value not in askers:
            return False
    return any(name_same_goods(a, b) for a in asked.items for b in handed.items)


def add_refusals(exchange: Exchange) -> None:
    """Add the requests that refusals tell of: what the speaker refuses somebody has asked."""
    form = next(f for f in load_forms("request") if f.data.get("anaphor"))
    found: list[Asked] = []
    for d, handed in enumerate(exchange.handed):
        if handed.status != REFUSED or d in exchange.answers or not handed.recipient or not handed.supplier:
            continue
        if handed.supplier[0].value not in (exchange.scene.speaker_state, exchange.scene.message.speaker):
            continue
        exchange.answers[d] = [len(exchange.asked) + len(found)]
        found.append(_refused(exchange.scene, handed, replace(form, name="request.refused")))
    exchange.asked.extend(found)


def _refused(scene: Scene, handed: HandedOver, form: Form) -> Asked:
    hearer, by = scene.message.hearer, handed.recipient
    if hearer and scene.state_of(hearer) in (by[0].value, None):
        by = (scene.quote(handed.cue, hearer, handed.form.name, entity_path(hearer)),)
    return Asked(
        form=form,
        sentence=handed.sentence,
        cue=handed.cue,
        what=handed.what,
        requester=by,
        requestee=handed.supplier,
        via=(),
        items=handed.items,
        kind=kind_of_goods(scene, handed.items),
        status=REFUSED,
        own=False,
    )


def find_borrowed(asked: list[Asked]) -> Item | None:
    """Return the item from which the deliveries of a sentence may borrow: the first that is asked for in it."""
    return next((a.items[0] for a in asked if a.items), None)
