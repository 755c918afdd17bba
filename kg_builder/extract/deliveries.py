"""Deliveries of one sentence: a cue of handing over, what is handed over, from which side to which, and how sure it is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg_builder.extract.delivery_goods import find_clause, find_goods, find_what
from kg_builder.extract.delivery_sides import Sides, find_sides
from kg_builder.extract.occurrence import Occurrence, to_occurrence
from kg_builder.extract.scene import Scene
from kg_builder.extract.sentences import Sentence
from kg_builder.lexicon import Form
from kg_builder.model import Entity, Item, Span, Stated

_CONDITION = re.compile(
    r"\b(?:if|provided\s+that|on\s+(?:the\s+)?condition(?:\s+that)?|only\s+(?:when|if|after)|in\s+case|subject\s+to|unless|with\s+the\s+availability\b|doubtful|depend(?:s|ing)\s+(?:on|upon)|should\s+(?=\w+\s+(?:agree|be|have|not)))[^,.;]*",
    re.IGNORECASE,
)
_DENIED = re.compile(r"\b(?:not|no|never|nor|neither)\b", re.IGNORECASE)
_PLANNED = re.compile(
    r"\b(?:according\s+to\s+(?:the\s+)?(?:calculation|plan|schedule|program)|planned|plan(?:s)?\s+to|intend|scheduled|calculat|foreseen|envisag|provided\s+for)",
    re.IGNORECASE,
)
_READY = re.compile(r"\bready\b")
_FIRM = re.compile(r"agree|promis|ready|undert")
_ENEMY = re.compile(r"\benem(?:y|ies)\b", re.IGNORECASE)
_SELF = re.compile(r"\b(?:ourselves|themselves|himself|itself)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """A delivery as read from one sentence."""

    form: Form
    sentence: Sentence
    cue: Span
    what: Span
    supplier: tuple[Stated[Entity], ...]
    recipient: tuple[Stated[Entity], ...]
    items: tuple[Item, ...]
    status: str
    status_span: Span
    condition: Span | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What a sentence goes on from: the item and the delivery named last, and whether the speaker asks in this message."""

    asks: bool
    item: Item | None = None
    delivery: HandedOver | None = None

    @property
    def sides(self) -> tuple[Entity | None, Entity | None] | None:
        """Supplier and recipient of the delivery named last."""
        if self.delivery is None:
            return None
        supplier, recipient = self.delivery.supplier, self.delivery.recipient
        return supplier[0].value if supplier else None, recipient[0].value if recipient else None


def _status(at: Occurrence, ours: bool) -> tuple[str, Span, Span | None]:
    """The status, where it is said, and on what it hangs."""
    text, cue, status = at.text, at.cue, str(at.says("status"))
    if status in ("refused", "done", "under-way"):
        return status, cue, None
    if status == "conditional" and _READY.search(text, at.start, cue.start):
        return "promised", cue, None
    condition = _CONDITION.search(text, at.start, at.end)
    if condition:
        return "conditional", Span(condition.start(), condition.start() + len(condition[0].split()[0])), Span(*condition.span())
    if _DENIED.search(text, cue.start, cue.end):
        return "refused", cue, None
    plan = _PLANNED.search(text, at.start, at.end)
    if status == "promised" and (plan or not ours):
        return "planned", Span(*plan.span()) if plan else cue, None
    return status, cue, None


def _is_ours(at: Occurrence, what: Span, sides: Sides) -> bool:
    """True if the speaker's own side promises, or the words bind the other one."""
    supplier = sides[0].entity if sides[0] else None
    if at.says("firm") or (supplier is not None and supplier in (at.scene.speaker_state, at.scene.message.speaker)):
        return True
    return bool(_FIRM.search(at.text[what.start : max(what.end, at.cue.end)]))


def _stands_near(at: Occurrence) -> bool:
    """True if a party stands right before the verb: else it is a participle ("arms delivered in May")."""
    subject = at.scene.subject(at.start, at.cue.start)
    return subject is not None and at.cue.start - subject.span.end < 16


def _is_handing_over(at: Occurrence, what: Span) -> bool:
    """True if the words tell of it: no question, no loss of the enemy, nothing that one does to oneself."""
    if _ENEMY.search(at.text[min(what.start, at.cue.start) : at.cue.start]) or at.text[at.end - 1] == "?":
        return False
    return not _SELF.search(at.text[at.cue.end : at.cue.end + 24])


def _delivery_at(at: Occurrence, before: Before) -> HandedOver | None:
    clause = find_clause(at)
    what = find_what(at, clause)
    items = find_goods(at, clause, what, before.item) if _is_handing_over(at, what) else ()
    if not items or (at.says("near") and not _stands_near(at)):
        return None
    supplier, recipient = find_sides(at, clause, before.asks, before.sides)
    if (supplier.entity if supplier else None) == (recipient.entity if recipient else None):
        return None
    status, status_span, condition = _status(at, _is_ours(at, what, (supplier, recipient)))
    return HandedOver(
        form=at.form,
        sentence=at.sentence,
        cue=at.cue,
        what=what,
        supplier=(at.scene.stated(supplier, at.form.name),) if supplier else (),
        recipient=(at.scene.stated(recipient, at.form.name),) if recipient else (),
        items=items,
        status=status,
        status_span=status_span,
        condition=condition,
    )


def find_deliveries(scene: Scene, sentence: Sentence, covered: tuple[Span, ...], before: Before) -> list[HandedOver]:
    """Return the deliveries of one sentence; cues inside `covered` (what somebody asks for) are none."""
    read = _read_alone(scene, sentence, covered, before)
    kept: list[HandedOver] = []
    for at, alone in sorted(read, key=lambda pair: pair[0].found.start()):
        # Once more in the order of the text: an elliptic number takes the goods named last before it.
        one = _delivery_at(at, Before(asks=before.asks, item=kept[-1].items[0], delivery=kept[-1])) if kept else alone
        if one and not any({i.start for i in k.items} & {i.start for i in one.items} for k in kept):
            kept.append(one)
    return kept


def _read_alone(scene: Scene, sentence: Sentence, covered: tuple[Span, ...], before: Before) -> list[tuple[Occurrence, HandedOver]]:
    """Each delivery as if it were the first of its sentence; of cues that overlap the first form of the lexicon wins."""
    span = sentence.span
    read: list[tuple[Occurrence, HandedOver]] = []
    taken: list[Span] = []
    for form, found in scene.matches("delivery", span):
        place = Span(*found.span())
        if any(c.start <= place.start < c.end for c in covered) or any(t.overlaps(place) for t in taken):
            continue
        at = to_occurrence(form, found, scene, sentence)
        one = _delivery_at(at, before) if form.data["what"] != "request" else None
        if one is not None:
            taken.append(place)
            read.append((at, one))
    return read
