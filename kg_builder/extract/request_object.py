"""What is asked: the stretch that says it, the goods in it, and of which kind it is."""

from __future__ import annotations

import re
from dataclasses import replace

from kg_builder.extract.items import read_object
from kg_builder.extract.occurrence import Occurrence
from kg_builder.extract.scene import Scene
from kg_builder.model import Item, Span

# Where the thing asked ends: a reason, a contrast, a new main clause.
_CLAUSE_END = re.compile(
    r"\s*(?:;\s+(?=(?:and\s+|but\s+|then\s+)?(?:we|they|he|I|it|if|this|that|the\s+\w+\s+(?:is|are|was|were|will))\b)|[,;]?\s+(?:because|since|as\s+(?:we|they|he|it|the)|for\s+(?:we|they|he|it|then|only)|but|whereas|while|so\s+that|in\s+order\s+that|otherwise|and\s+(?:said|added|told|then\s+(?:said|told)))\b)"
)
# Where what the hearer asked ends and the answer begins: "your request for 500 trucks will be …".
_ANSWER = re.compile(
    r",\s+(?=(?:we|I|our|it|this|which|the)\b)|;|\band\s+(?=(?:we|I|answer|have|report|inform)\b)|\b(?:will|is|are|was|were|has|have|cannot|can|shall|should|we|I|for\s+(?:the\s+)?defen[cs]e)\b"
)
_TRANSFER = re.compile(
    r"\b(?:send(?:ing)?|deliver(?:y|ies|ing)?|suppl(?:y|ies|ying)|giv(?:e|ing)|provid(?:e|ing)|grant(?:ing)?|lend(?:ing)?|sell(?:ing)?|ship(?:ment|ments|ping)?|transfer(?:red|ring)?|furnish(?:ing)?|allo(?:t|cate|cating|cation|ting)|"
    r"dispatch(?:ing)?|despatch|releas(?:e|ing)|hand(?:ing)?\s+over|make\s+available|making\s+available|get|receiv(?:e|ing)|have|obtain|acquir(?:e|ing)|buy(?:ing)?|purchas(?:e|ing)|bring(?:ing)?|come\s+with|help\s+with|assist(?:ance)?\s+(?:with|in\s+the\s+form\s+of)|"
    r"let\s+(?:us|him|them)\s+have|assign(?:ing)?|loan|training|train|increase|(?:strengthen|equip(?:ping)?|replenish)(?:\s+\S+){1,6}?\s+with|ready|taken?\s+up|sent|delivered|supplied)\b",
    re.IGNORECASE,
)
# Verbs whose object is handed over whatever it is called.
_STRONG = re.compile(r"(?:deliver|suppl|ship|lend|sell|furnish|hand|dispatch|send)", re.IGNORECASE)
_INFORMATION = re.compile(
    r"\b(?:inform(?:ed|ation)?|let\s+(?:me|us|\w+)\s+know|tell|told|cable|wire|report|advi[sc]e|communicate|reply|answer|notify|instruct(?:ions)?|explain|clarify|comments?|opinions?|views?|advice|directives?|whether|verify|confirm|word\s+of|question)\b",
    re.IGNORECASE,
)
# "to study the applications": what is asked is done, not given.
_ACTION = re.compile(r"\s*(?:you|me|us|him|them|that|if|whether|his|my|your|our|permission|advice|\w+\s+to\b|to\s+\w+)\b", re.IGNORECASE)
_OF_THE = re.compile(r"\bof\s+the\s+(?:\w+\s+)?$", re.IGNORECASE)
_COLON = re.compile(r":\s*$")
_COMMA = re.compile(r",\s")
_WORD = re.compile(r"\w")
_CURRENCIES = ("soviet-ruble", "us-dollar", "yuan")
# Goods right behind a cue of asking are what is asked; in code points.
_NEAR = 36


def find_what(at: Occurrence) -> Span:
    """Return the stretch that says what is asked; the cue itself if nothing else does."""
    text, cue, end = at.text, at.cue, at.end
    if at.says("whole") or at.says("what") == "around":
        return at.sentence.span
    if at.says("by") == "hearer":
        answer = _ANSWER.search(text, cue.end, end)
        stop = answer.start() if answer else end
        return Span(cue.end, stop) if _WORD.search(text, cue.end, stop) else cue
    if at.says("what") == "before":
        return Span(at.start, cue.start) if cue.start > at.start else cue
    close = _CLAUSE_END.search(text, cue.end, end)
    stop = close.start() if close and not _COLON.search(text, cue.end, close.start()) else end
    return Span(cue.end, stop) if text[cue.end : stop].strip() else cue


def find_goods(at: Occurrence, what: Span) -> tuple[Item, ...]:
    """Return the items that are asked for; of the goods before a cue those next to it."""
    items = _goods_of(at, what)
    if at.says("goods_before") and not items and at.cue.start > at.start:
        # "the 900 trucks you ask for".
        return at.scene.items(at.start, at.cue.start)[-1:]
    return items


def _goods_of(at: Occurrence, what: Span) -> tuple[Item, ...]:
    if at.says("noitems"):
        return ()
    if at.says("what") == "before":
        return _partitive(at, what, at.scene.items(what.start, what.end))
    if at.says("first_item"):
        comma = _COMMA.search(at.text, what.start, what.end)
        return at.scene.items(what.start, comma.start() if comma else what.end)[:1]
    if at.says("goods"):
        return at.scene.items(what.start, what.end)
    handed = _handed_over(at, what)
    return _named(at, what) if handed is None else handed


def _handed_over(at: Occurrence, what: Span) -> tuple[Item, ...] | None:
    """Items behind a word of handing over; None if there is no such word, or nothing behind it."""
    transfer = _TRANSFER.search(at.text, what.start, what.end)
    if transfer is None:
        return None
    if transfer.start() - what.start > 6 and any(i.quantity for i in at.scene.items(what.start, transfer.start())):
        return None
    items = at.scene.items(transfer.end(), what.end)
    if items:
        return items
    return read_object(at.scene.source, Span(transfer.end(), what.end), at.scene.given) if _STRONG.match(transfer[0]) else None


def _named(at: Occurrence, what: Span) -> tuple[Item, ...]:
    """Items right at the object of asking for something; elsewhere those that a number counts."""
    whole = at.scene.items(what.start, what.end)
    if at.says("verb_first"):
        return tuple(i for i in whole if i.quantity is not None and i.quantity.evidence[0].quote[:1].isdigit())
    if whole and whole[0].start - what.start < _NEAR and not _ACTION.match(at.text, what.start, what.end):
        return whole
    return tuple(i for i in whole if i.quantity is not None and i.quantity.evidence[0].quote.lower() not in ("a", "an", "one"))


def _partitive(at: Occurrence, what: Span, items: tuple[Item, ...]) -> tuple[Item, ...]:
    """The goods nearest to the cue; "of the 205 advisors …, 164 are for … and 41 for …" adds the parts."""
    nearest = items[-1:] if items and items[-1].quantity else items
    if not nearest or nearest[0].quantity is None:
        return nearest
    whole = nearest[0]
    if _OF_THE.search(at.text, max(at.start, whole.start - 24), whole.start) is None:
        return nearest
    parts = [i for i in at.scene.items(what.end, at.end, whole) if i.quantity and i.label == whole.label]
    return (replace(whole, includes=tuple(i.start for i in parts)), *parts)


def to_kind(at: Occurrence, what: Span, items: tuple[Item, ...]) -> str:
    """Return what kind of thing is asked: the lexicon says it, or the goods, or the words."""
    if at.says("kind"):
        return str(at.says("kind"))
    if items:
        return _kind_of_items(at.scene, items)
    head = at.text[at.cue.start : min(what.end, max(at.cue.end, what.start) + 40)]
    return "information" if _INFORMATION.search(head) else "action"


def _kind_of_items(scene: Scene, items: tuple[Item, ...]) -> str:
    goods = scene.given.goods
    keys = [i.commodity.value for i in items if i.commodity]
    sums = not keys and any(i.unit and i.unit.value in _CURRENCIES for i in items)
    if sums or any(goods.is_a(k, "finance") for k in keys):
        return "money"
    people = [k for k in keys if goods.is_a(k, "personnel", "training") and not goods.is_a(k, "troops")]
    persons = [i for i in items if i.unit and i.unit.value == "person"]
    return "personnel" if (people and len(people) * 2 >= len(items)) or len(persons) * 2 > len(items) else "materiel"


def kind_of_goods(scene: Scene, items: tuple[Item, ...]) -> str:
    """Return the kind of a request of which only the goods are known: a wish of a list, a refusal."""
    goods = scene.given.goods
    keys = [i.commodity.value for i in items if i.commodity]
    if any(goods.is_a(k, "finance") for k in keys):
        return "money"
    if any(goods.is_a(k, "personnel") and not goods.is_a(k, "troops") for k in keys):
        return "personnel"
    return "materiel" if items else "action"
