"""Deliveries of one sentence: a cue of handing over, what is handed over, from which side to which, and how sure it is."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from kg_builder.extract.items import read_items, read_object
from kg_builder.extract.scene import Party, Scene, entity_path
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
_DOCUMENT = re.compile(
    r"\b(?:letter|letters|telegram|telegrams|cable|message|messages|note|notes|text|reply|answer|report|reports|list|lists|draft|copy|copies|memorandum|document|documents|order|orders|instruction|instructions|directive|opinion|proposal|application|applications|greetings|thanks|information|news|advice|agreement|consent|attention|statement)\b",
    re.IGNORECASE,
)
_OUT = re.compile(
    r"\b(?:if|unless|provided\s+that|so\s+that|in\s+order\s+(?:to|that)|because|since|although|though|whereas|while|who|whom|that\s+(?:the|they|we|he)|but|and\s+(?:that|also\s+\w+ed|we|they|he|I))\b"
)
_TO = re.compile(r"\b(?:to|for)\s+(?:the\s+|our\s+|use\s+in\s+)?", re.IGNORECASE)
_FROM = re.compile(r"\b(?:from|by)\s+(?:the\s+)?", re.IGNORECASE)


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


_VERB = r"(?:is|are|was|were|will|shall|would|can|could|has|have|had|agree|give|gave|send|sent|ask|hope)"
_FINITE = re.compile(r"\b(?:will|shall|would|can|could|is|are|was|were|has|have|had|ask|request|agree)\b")
_BORDER_BEFORE = re.compile(r";\s|\.\s|[,)],?\s+(?:and|but|while|whereas|so)\s")
_BORDER_AFTER = re.compile(
    rf";\s|,\s+(?:and\s+(?=(?:the\s+(?:rest|remaining)\b[^,;]{{0,60}}\b{_VERB}\b|we|they|I|he)\b|(?:[^,;]|,\d){{0,90}}\b(?:will|shall|are\s+to|is\s+to|can)\b)|but|while|whereas)"
)


def _clause(text: str, sentence: Sentence, cue: Span) -> Span:
    """The clause of the cue: from the last border before it to the first behind it."""
    start = sentence.span.start
    for border in _BORDER_BEFORE.finditer(text, sentence.span.start, cue.start):
        # A comma with "and" parts clauses only if a verb stands before it; else it parts the lines of a list.
        if "and" not in border[0] or _FINITE.search(text, start, border.start()):
            start = border.end()
    stop = None if re.search(r":\s", text[cue.end : sentence.span.end]) else _BORDER_AFTER.search(text, cue.end, sentence.span.end)
    return Span(start, stop.start() if stop else sentence.span.end)


def _what(form: Form, text: str, sentence: Sentence, cue: Span) -> Span:
    clause = _clause(text, sentence, cue)
    side = form.data["what"]
    if side == "before":
        return Span(clause.start, cue.start)
    if side == "after":
        stop = _OUT.search(text, cue.end, clause.end)
        return Span(cue.end, stop.start() if stop else clause.end)
    return clause


def _subject_start(text: str, what: Span) -> Span:
    """In a passive clause the goods are what stands right before the verb, behind the last border."""
    for border in re.compile(r"\b(?:that|which|where|when|said|informed|reported|told|stated)\b\s*,?\s*").finditer(
        text, what.start, what.end
    ):
        if border.end() < what.end - 2:
            what = Span(border.end(), what.end)
    return what


def _items(form: Form, scene: Scene, sentence: Sentence, cue: Span, what: Span, asked: Item | None, form_verb: str) -> tuple[Item, ...]:
    side = form.data["what"]
    span = _subject_start(scene.text, what) if side == "before" else what
    items = read_items(scene.source, span, scene.given, asked)
    if side == "after" and not items and asked is not None and _THEM.match(scene.text, span.start, span.end):
        # "we are not able to supply them": what was named before.
        items = (replace(asked, start=cue.start, includes=()),)
    if (
        side == "before"
        and not items
        and asked is not None
        and form.data["status"] == "refused"
        and _THESE.search(scene.text, span.start, span.end)
    ):
        items = (replace(asked, start=cue.start, includes=()),)
    if side == "after" and not items and _STRONG.match(form_verb):
        items = read_object(scene.source, span, scene.given)
    if side == "before" and len(items) == 1 and items[0].quantity is None:
        items = (_measured_after(scene, sentence, cue, items[0]),)
    if form.data.get("elliptic") and not items and asked is not None:
        items = (replace(asked, start=cue.start, quantity=None, quantity_max=None, unit=None, instalment_quantity=None, includes=()),)
    if side == "before" and items:
        near, parts = _next_to(items, scene.text), _parts_after(scene, sentence, cue, items[-1])
        # "arms for sixteen divisions (including for three Korean ones)": the parts are the same goods.
        parts = tuple(replace(p, commodity=near[-1].commodity) if _same_count(p, near[-1]) else p for p in parts)
        items = (*near[:-1], replace(near[-1], includes=(*near[-1].includes, *(p.start for p in parts))), *parts)
    if form.data.get("whole"):
        items = items[:1]
    if side == "before" and not items:
        # "will be supplied: 500 trucks", "were shipped 300 tons": the goods may follow a passive verb.
        follow = _clause(scene.text, sentence, cue)
        items = read_items(scene.source, Span(cue.end, follow.end), scene.given, asked)
        items = items if items and items[0].start - cue.end < 60 else ()
    if form.data.get("numbered"):
        items = (
            items
            if any(i.quantity or (i.quantity_qualifier is not None) for i in items)
            or (re.search(r"\bnew\b", scene.text[span.start : span.end]) and items)
            else ()
        )
    if items and _document_first(scene.text, span, items[0]):
        return ()
    return items


_THEM = re.compile(r"\s*(?:you\s+|to\s+you\s+)?(?:them|it|these|this)\b")
_THESE = re.compile(r"\b(?:they|these|this|it|such)\s*$", re.IGNORECASE)


def item_end(item: Item) -> int:
    """Return where the words of an item end."""
    stated = (item.commodity, item.quantity, item.unit)
    return max([item.start + 1, *(e.span.end for s in stated if s for e in s.evidence)])


def _same_count(part: Item, total: Item) -> bool:
    """True if a part counts the same military units as its total, which says of what goods."""
    units = [i.unit.value if i.unit else "" for i in (part, total)]
    return units[0] == units[1] and units[0].endswith("-unit") and total.commodity is not None


def _measured_after(scene: Scene, sentence: Sentence, cue: Span, item: Item) -> Item:
    """So: "Gasoline will be sent at 4,000 tons a month, in all 24,000 tons": the measure may follow the verb."""
    clause = _clause(scene.text, sentence, cue)
    lead = re.compile(
        r"\s*(?:,\s*)?(?:at|in\s+(?:the\s+)?(?:quantity|amount)\s+of|to\s+the\s+(?:amount|number)\s+of|in\s+all|:|-|–)\s+"
    ).match(scene.text, cue.end, clause.end)
    measured = (
        [i for i in read_items(scene.source, Span(lead.end(), clause.end), scene.given, item) if i.quantity or i.instalment_quantity]
        if lead
        else []
    )
    first = next((m for m in measured if m.label == item.label), None)
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


def _next_to(items: tuple[Item, ...], text: str) -> tuple[Item, ...]:
    """The run of items that ends next to the verb: what stands farther off belongs to something else."""
    first = len(items) - 1
    while first > 0:
        gap = text[item_end(items[first - 1]) : items[first].start]
        if (
            len(gap) > 45
            or re.search(r"\b(?:for|according|to|from|is|was|will|that)\s", gap)
            or (items[first].start in items[first - 1].includes and len(gap) > 45)
        ):
            break
        first -= 1
    run = items[first:]
    # "of the 20 locomotives 12 were shipped", "of the total quantity of arms for …, arms for …": the whole is another act's.
    while len(run) > 1 and run[0].quantity and run[-1].quantity and _OF_WHOLE.search(text, max(0, run[0].start - 40), run[0].start):
        run = run[1:]
    return run


_OF_WHOLE = re.compile(
    r"\bof\s+(?:the|these|those)\s+(?:(?:total|whole|entire|full)\s+(?:quantity|number|amount|volume)\s+of\s+)?$", re.IGNORECASE
)


def _parts_after(scene: Scene, sentence: Sentence, cue: Span, total: Item) -> tuple[Item, ...]:
    """Parts named behind a passive verb: "will be delivered (including three Korean ones)"."""
    clause = _clause(scene.text, sentence, cue)
    mark = re.compile(
        r"\(?\s*(?:in\s+(?:two|three|four|five|six|several|equal|\d+)\s+(?:\w+\s+)?(?:lots|batches|parts|instal+ments|consignments|shipments|stages)\s*[,:]|including|of\s+which|of\s+(?:it|them|these)|among\s+(?:it|them))\b"
    ).search(scene.text, cue.end, clause.end)
    if mark is None:
        return ()
    close = scene.text.find(")", mark.end(), clause.end)
    end = close if scene.text[mark.start()] == "(" and close > 0 else clause.end
    return tuple(i for i in read_items(scene.source, Span(mark.end(), end), scene.given, total) if i.quantity)


def _document_first(text: str, span: Span, item: Item) -> bool:
    """True if what is handed over is a paper and the goods are only what it is about."""
    border = max(text.rfind(mark, span.start, item.start) for mark in ",;:]")
    comma = max(border, span.start, item.start - 80)
    return bool(_DOCUMENT.search(text, comma, item.start))


def _explicit(scene: Scene, clause: Span, pattern: re.Pattern[str], cue: Span, supplier: Entity | None) -> Party | None:
    """A party named behind "to", "for", "from" or "by" in the clause."""
    for found in pattern.finditer(scene.text, clause.start, clause.end):
        parties = scene.parties(found.end(), min(found.end() + 40, clause.end), places=True)
        near = [p for p in parties if p.span.start - found.end() <= 12]
        if near and scene.state_of(near[0].entity) is not None and scene.state_of(near[0].entity) != supplier:
            return near[0]
    return None


def _side(scene: Scene, party: Party | None) -> Party | None:
    """The party as a side of a delivery: its state, if it speaks for one."""
    if party is None:
        return None
    state = scene.state_of(party.entity)
    if state is None:
        return party if party.entity.kind in ("person", "organization", "office") else None
    return Party(party.span, state, entity_path(state) if state != party.entity else party.basis, party.pronoun)


def _home(scene: Scene, cue: Span, who: str) -> Party | None:
    entity = {"speaker": scene.speaker_state or scene.message.speaker, "hearer": scene.hearer_state or scene.message.hearer}[who]
    return Party(cue, entity, entity_path(entity)) if entity else None


def _sides(
    form: Form, found: re.Match[str], scene: Scene, sentence: Sentence, cue: Span, asks: bool, last: HandedOver | None
) -> tuple[Party | None, Party | None]:
    """Supplier and recipient. `asks` is True if the speaker is the asking side of this message."""
    clause = _clause(scene.text, sentence, cue)
    supplier = recipient = None
    if form.data.get("recipient") == "subject":
        recipient = _side(scene, scene.subject(sentence.span.start, cue.start + len(found[0]) // 2))
    if form.data.get("supplier") == "subject":
        supplier = _side(scene, scene.subject(sentence.span.start, cue.end))
    elif form.data.get("supplier") == "inside":
        inside = scene.parties(cue.start, cue.end)
        supplier = _side(scene, inside[0]) if inside else None
    elif form.data.get("supplier") == "speaker":
        supplier = _home(scene, cue, "speaker")
    if supplier is None:
        supplier = _side(scene, _explicit(scene, Span(cue.start, clause.end), _FROM, cue, recipient.entity if recipient else None))
    known = supplier.entity if supplier else None
    if recipient is None:
        recipient = _side(scene, _explicit(scene, Span(cue.end, clause.end), _TO, cue, known) or _explicit(scene, clause, _TO, cue, known))
        object_ = scene.after(cue.end, clause.end) or _place_after(scene, cue, clause)
        recipient = _side(scene, object_) if object_ and scene.state_of(object_.entity) != known else recipient
    if supplier is None and recipient is not None and _HAD.search(found[0]):
        # "rice can be had US": who is named behind the verb supplies.
        supplier, recipient = recipient, None
    return _complete(scene, cue, supplier, recipient, asks, last)


def _again(cue: Span, who: tuple[Stated[Entity], ...]) -> Party | None:
    return Party(cue, who[0].value, entity_path(who[0].value)) if who else None


_HAD = re.compile(r"\b(?:had|obtained|bought|purchased|procured)$")


def _place_after(scene: Scene, cue: Span, clause: Span) -> Party | None:
    """So: "allocated Korea": a country right behind the verb stands for its state."""
    return next((p for p in scene.parties(cue.end, clause.end, places=True) if p.span.start <= cue.end + 2), None)


def _complete(
    scene: Scene, cue: Span, supplier: Party | None, recipient: Party | None, asks: bool, last: HandedOver | None
) -> tuple[Party | None, Party | None]:
    """Fill the side that is not said from the message: the side that answers supplies, the side that asks receives."""
    if supplier is None and recipient is None and last is not None:
        # The sides named last go on until others are named.
        return _again(cue, last.supplier), _again(cue, last.recipient)
    speaker, hearer = _home(scene, cue, "speaker"), _home(scene, cue, "hearer")
    asks = asks and scene.speaker_state != scene.hearer_state
    foreign = [Party(cue, s, entity_path(s)) for s in scene.near(cue.start)]
    two = [p for p in (hearer, *foreign) if p and speaker and p.entity != speaker.entity]
    other = two[0] if two else None
    if supplier is None and recipient is None:
        supplier, recipient = (other, speaker) if asks else (speaker, other)
    elif supplier is None and recipient is not None:
        supplier = next(
            (p for p in ([hearer, speaker] if asks else [speaker, hearer]) + foreign if p and p.entity != recipient.entity), None
        )
    elif recipient is None and supplier is not None:
        recipient = next((p for p in (hearer, speaker, *foreign) if p and p.entity != supplier.entity), None)
    return supplier, recipient


def _status(form: Form, text: str, clause: Span, sentence: Sentence, cue: Span, ours: bool) -> tuple[str, Span, Span | None]:
    """The status, where it is said, and on what it hangs."""
    status = str(form.data["status"])
    if status in ("refused", "done", "under-way"):
        return status, cue, None
    if status == "conditional" and re.search(r"\bready\b", text[sentence.span.start : cue.start]):
        return "promised", cue, None
    condition = _CONDITION.search(text, sentence.span.start, sentence.span.end)
    if condition:
        return "conditional", Span(condition.start(), condition.start() + len(condition[0].split()[0])), Span(*condition.span())
    if _DENIED.search(text, cue.start, cue.end):
        return "refused", cue, None
    plan = _PLANNED.search(text, sentence.span.start, sentence.span.end)
    if status == "promised" and (plan or not ours):
        return "planned", Span(*plan.span()) if plan else cue, None
    return status, cue, None


_STRONG = re.compile(r"(?:deliver|transfer|suppl|ship|lend|lent|sell|sold|furnish|hand|dispatch|despatch)", re.IGNORECASE)


def _subject_near(scene: Scene, sentence: Sentence, cue: Span) -> bool:
    """True if a party stands right before the verb: else it is a participle ("arms delivered in May")."""
    subject = scene.subject(sentence.span.start, cue.start)
    return subject is not None and cue.start - subject.span.end < 16


def _delivery_of(
    form: Form, found: re.Match[str], scene: Scene, sentence: Sentence, asks: bool, asked: Item | None, last: HandedOver | None
) -> HandedOver | None:
    cue = Span(found.start() + len(found[0]) - len(found[0].lstrip()), found.end())
    what = _what(form, scene.text, sentence, cue)
    verb = found["verb"] if "verb" in form.pattern.groupindex and found["verb"] else ""
    items = _items(form, scene, sentence, cue, what, asked, verb)
    if re.search(r"\benem(?:y|ies)\b", scene.text[min(what.start, cue.start) : cue.start], re.IGNORECASE):
        return None
    if not items or (form.data.get("near") and not _subject_near(scene, sentence, cue)):
        return None
    supplier, recipient = _sides(form, found, scene, sentence, cue, asks, last)
    if supplier is None and recipient is None:
        return None
    if supplier and recipient and supplier.entity == recipient.entity:
        return None
    if scene.text[sentence.span.end - 1] == "?" or re.search(
        r"\b(?:ourselves|themselves|himself|itself)\b", scene.text[cue.end : cue.end + 24]
    ):
        return None
    ours = (
        bool(form.data.get("firm"))
        or (supplier is not None and supplier.entity in (scene.speaker_state, scene.message.speaker))
        or bool(re.search(r"agree|promis|ready|undert", scene.text[what.start : max(what.end, cue.end)]))
    )
    status, status_span, condition = _status(form, scene.text, what, sentence, cue, ours)
    return HandedOver(
        form=form,
        sentence=sentence,
        cue=cue,
        what=what,
        supplier=(scene.stated(supplier, form.name),) if supplier else (),
        recipient=(scene.stated(recipient, form.name),) if recipient else (),
        items=items,
        status=status,
        status_span=status_span,
        condition=condition,
    )


def find_deliveries(
    scene: Scene, sentence: Sentence, covered: tuple[Span, ...], asks: bool, asked: Item | None = None, last: HandedOver | None = None
) -> list[HandedOver]:
    """Return the deliveries of one sentence; cues inside `covered` (what somebody asks for) are none."""
    text, span = scene.text, sentence.span
    taken: list[tuple[Form, re.Match[str]]] = []
    for form in scene.cues("delivery", span):
        if form.data["what"] == "request":
            continue
        for found in form.pattern.finditer(text, span.start, span.end):
            if any(c.start <= found.start() < c.end for c in covered) or any(
                Span(*t.span()).overlaps(Span(*found.span())) for _, t in taken
            ):
                continue
            if _delivery_of(form, found, scene, sentence, asks, asked, last) is not None:
                taken.append((form, found))
    # Once more in the order of the text: an elliptic number takes the goods named last before it.
    kept: list[HandedOver] = []
    for form, found in sorted(taken, key=lambda t: t[1].start()):
        one = _delivery_of(form, found, scene, sentence, asks, kept[-1].items[0] if kept else asked, kept[-1] if kept else last)
        if one and not any({i.start for i in k.items} & {i.start for i in one.items} for k in kept):
            kept.append(one)
    return kept
