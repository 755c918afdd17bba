"""What is handed over: the clause of a cue, and the goods before the verb, behind it, or named in the sentence before."""

from __future__ import annotations

import re
from dataclasses import replace

from kg_builder.extract.items import read_object
from kg_builder.extract.occurrence import Occurrence
from kg_builder.model import Item, Span

_VERB = r"(?:is|are|was|were|will|shall|would|can|could|has|have|had|agree|give|gave|send|sent|ask|hope)"
_FINITE = re.compile(r"\b(?:will|shall|would|can|could|is|are|was|were|has|have|had|ask|request|agree)\b")
_BORDER_BEFORE = re.compile(r";\s|\.\s|[,)],?\s+(?:and|but|while|whereas|so)\s")
_BORDER_BEHIND = re.compile(
    rf";\s|,\s+(?:and\s+(?=(?:the\s+(?:rest|remaining)\b[^,;]{{0,60}}\b{_VERB}\b|we|they|I|he)\b|(?:[^,;]|,\d){{0,90}}\b(?:will|shall|are\s+to|is\s+to|can)\b)|but|while|whereas)"
)
_COLON = re.compile(r":\s")
_OUT = re.compile(
    r"\b(?:if|unless|provided\s+that|so\s+that|in\s+order\s+(?:to|that)|because|since|although|though|whereas|while|who|whom|that\s+(?:the|they|we|he)|but|and\s+(?:that|also\s+\w+ed|we|they|he|I))\b"
)
_THAT = re.compile(r"\b(?:that|which|where|when|said|informed|reported|told|stated)\b\s*,?\s*")
_THEM = re.compile(r"\s*(?:you\s+|to\s+you\s+)?(?:them|it|these|this)\b")
_THESE = re.compile(r"\b(?:they|these|this|it|such)\s*$", re.IGNORECASE)
_NEW = re.compile(r"\bnew\b")
# Verbs whose object is handed over whatever it is called.
_STRONG = re.compile(r"(?:deliver|transfer|suppl|ship|lend|lent|sell|sold|furnish|hand|dispatch|despatch)", re.IGNORECASE)
_DOCUMENT = re.compile(
    r"\b(?:letter|letters|telegram|telegrams|cable|message|messages|note|notes|text|reply|answer|report|reports|list|lists|draft|copy|copies|memorandum|document|documents|order|orders|instruction|instructions|directive|opinion|proposal|application|applications|greetings|thanks|information|news|advice|agreement|consent|attention|statement)\b",
    re.IGNORECASE,
)
_MEASURE = re.compile(r"\s*(?:,\s*)?(?:at|in\s+(?:the\s+)?(?:quantity|amount)\s+of|to\s+the\s+(?:amount|number)\s+of|in\s+all|:|-|–)\s+")
_AWAY = re.compile(r"\b(?:for|according|to|from|is|was|will|that)\s")
_OF_WHOLE = re.compile(
    r"\bof\s+(?:the|these|those)\s+(?:(?:total|whole|entire|full)\s+(?:quantity|number|amount|volume)\s+of\s+)?$", re.IGNORECASE
)
_PARTS = re.compile(
    r"\(?\s*(?:in\s+(?:two|three|four|five|six|several|equal|\d+)\s+(?:\w+\s+)?(?:lots|batches|parts|instal+ments|consignments|shipments|stages)\s*[,:]|including|of\s+which|of\s+(?:it|them|these)|among\s+(?:it|them))\b"
)
# Farther apart than this, in code points, two items are no run; farther behind a passive verb, goods are not its subject.
_GAP, _NEAR = 45, 60


def find_clause(at: Occurrence) -> Span:
    """Return the clause of the cue: from the last border before it to the first behind it."""
    start = at.start
    for border in _BORDER_BEFORE.finditer(at.text, at.start, at.cue.start):
        # A comma with "and" parts clauses only if a verb stands before it; else it parts the lines of a list.
        if "and" not in border[0] or _FINITE.search(at.text, start, border.start()):
            start = border.end()
    stop = None if _COLON.search(at.text, at.cue.end, at.end) else _BORDER_BEHIND.search(at.text, at.cue.end, at.end)
    return Span(start, stop.start() if stop else at.end)


def find_what(at: Occurrence, clause: Span) -> Span:
    """Return the side of the clause on which the goods stand: before the cue, after it, or both."""
    side = at.says("what")
    if side == "before":
        return Span(clause.start, at.cue.start)
    if side == "after":
        stop = _OUT.search(at.text, at.cue.end, clause.end)
        return Span(at.cue.end, stop.start() if stop else clause.end)
    return clause


def find_goods(at: Occurrence, clause: Span, what: Span, named: Item | None) -> tuple[Item, ...]:
    """Return the items that are handed over; `named` is the item named last, which "them" and "the rest" stand for."""
    side = at.says("what")
    span = _from_subject(at.text, what) if side == "before" else what
    read = {"before": _before, "after": _behind}.get(side, _around)
    items = read(at, clause, span, named)
    counted = any(i.quantity or i.quantity_qualifier is not None for i in items)
    if at.says("numbered") and not counted and not _NEW.search(at.text[span.start : span.end]):
        return ()
    return () if items and _is_about_paper(at.text, span, items[0]) else items


def _from_subject(text: str, what: Span) -> Span:
    """In a passive clause the goods are what stands right before the verb, behind the last border."""
    for border in _THAT.finditer(text, what.start, what.end):
        if border.end() < what.end - 2:
            what = Span(border.end(), what.end)
    return what


def _around(at: Occurrence, clause: Span, span: Span, named: Item | None) -> tuple[Item, ...]:
    items = at.scene.items(span.start, span.end, named)
    if not items and named is not None and at.says("elliptic"):
        return (_of_same_kind(named, at.cue.start),)
    return items


def _of_same_kind(named: Item, start: int) -> Item:
    """What was named before without its figures: "the rest"."""
    return replace(named, start=start, quantity=None, quantity_max=None, unit=None, instalment_quantity=None, includes=())


def _behind(at: Occurrence, clause: Span, span: Span, named: Item | None) -> tuple[Item, ...]:
    """The objects of an active verb."""
    items = at.scene.items(span.start, span.end, named)
    if not items and named is not None and _THEM.match(at.text, span.start, span.end):
        # "we are not able to supply them": what was named before.
        items = (replace(named, start=at.cue.start, includes=()),)
    verb = at.found["verb"] if "verb" in at.form.pattern.groupindex and at.found["verb"] else ""
    if not items and _STRONG.match(verb):
        items = read_object(at.scene.source, span, at.scene.given)
    return items[:1] if at.says("whole") else items


def _before(at: Occurrence, clause: Span, span: Span, named: Item | None) -> tuple[Item, ...]:
    """The subjects of a passive verb, their measure and parts behind it; or the goods behind it."""
    items = at.scene.items(span.start, span.end, named)
    if not items and named is not None and at.says("status") == "refused" and _THESE.search(at.text, span.start, span.end):
        items = (replace(named, start=at.cue.start, includes=()),)
    if len(items) == 1 and items[0].quantity is None:
        items = (_measured_behind(at, clause, items[0]),)
    if items:
        return _with_parts(at, clause, items)
    # "will be supplied: 500 trucks", "were shipped 300 tons".
    follow = at.scene.items(at.cue.end, clause.end, named)
    return follow if follow and follow[0].start - at.cue.end < _NEAR else ()


def item_end(item: Item) -> int:
    """Return where the words of an item end."""
    stated = (item.commodity, item.quantity, item.unit)
    return max([item.start + 1, *(e.span.end for s in stated if s for e in s.evidence)])


def _measured_behind(at: Occurrence, clause: Span, item: Item) -> Item:
    """The measure may follow the verb: "Gasoline will be sent at 4,000 tons a month, in all 24,000 tons"."""
    lead = _MEASURE.match(at.text, at.cue.end, clause.end)
    follow = at.scene.items(lead.end(), clause.end, item) if lead else ()
    first = next((m for m in follow if (m.quantity or m.instalment_quantity) and m.label == item.label), None)
    if first is None:
        return item
    return replace(
        item,
        quantity=first.quantity,
        quantity_max=first.quantity_max,
        unit=first.unit,
        instalment_quantity=first.instalment_quantity,
        quantity_qualifier=first.quantity_qualifier,
    )


def _with_parts(at: Occurrence, clause: Span, items: tuple[Item, ...]) -> tuple[Item, ...]:
    """The run of items next to the verb, the last one with the parts named behind it."""
    near, last = _next_to_verb(items, at.text), items[-1]
    # "arms for sixteen divisions (including for three Korean ones)": the parts are the same goods.
    parts = tuple(replace(p, commodity=last.commodity) if _is_same_count(p, last) else p for p in _parts_behind(at, clause, last))
    return (*near[:-1], replace(last, includes=(*last.includes, *(p.start for p in parts))), *parts)


def _is_same_count(part: Item, total: Item) -> bool:
    """True if a part counts the same military units as its total, which says of what goods."""
    units = [i.unit.value if i.unit else "" for i in (part, total)]
    return units[0] == units[1] and units[0].endswith("-unit") and total.commodity is not None


def _next_to_verb(items: tuple[Item, ...], text: str) -> tuple[Item, ...]:
    """The run of items that ends next to the verb: what stands farther off belongs to something else."""
    first = len(items) - 1
    while first > 0:
        gap = text[item_end(items[first - 1]) : items[first].start]
        if len(gap) > _GAP or _AWAY.search(gap):
            break
        first -= 1
    run = items[first:]
    # "of the 20 locomotives 12 were shipped", "of the total quantity of arms for …, arms for …": the whole is another act's.
    while len(run) > 1 and run[0].quantity and run[-1].quantity and _OF_WHOLE.search(text, max(0, run[0].start - 40), run[0].start):
        run = run[1:]
    return run


def _parts_behind(at: Occurrence, clause: Span, total: Item) -> tuple[Item, ...]:
    """Parts named behind a passive verb: "will be delivered (including three Korean ones)"."""
    mark = _PARTS.search(at.text, at.cue.end, clause.end)
    if mark is None:
        return ()
    close = at.text.find(")", mark.end(), clause.end)
    end = close if at.text[mark.start()] == "(" and close > 0 else clause.end
    return tuple(i for i in at.scene.items(mark.end(), end, total) if i.quantity)


def _is_about_paper(text: str, span: Span, item: Item) -> bool:
    """True if what is handed over is a paper and the goods are only what it is about."""
    border = max(text.rfind(mark, span.start, item.start) for mark in ",;:]")
    return bool(_DOCUMENT.search(text, max(border, span.start, item.start - 80), item.start))
