"""Requests of one sentence: a cue of the lexicon, who asks whom, what is asked, and the goods in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from kg_builder.extract.items import read_items, read_object
from kg_builder.extract.scene import Party, Scene, entity_path
from kg_builder.extract.sentences import Sentence
from kg_builder.lexicon import Form, load_forms
from kg_builder.model import Entity, Item, Span, Stated

# Where the thing asked ends: a reason, a contrast, a new main clause.
_CLAUSE_END = re.compile(
    r"\s*(?:;\s+(?=(?:and\s+|but\s+|then\s+)?(?:we|they|he|I|it|if|this|that|the\s+\w+\s+(?:is|are|was|were|will))\b)|[,;]?\s+(?:because|since|as\s+(?:we|they|he|it|the)|for\s+(?:we|they|he|it|then|only)|but|whereas|while|so\s+that|in\s+order\s+that|otherwise|and\s+(?:said|added|told|then\s+(?:said|told)))\b)"
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
_MONEY = ("finance",)
_PEOPLE = ("personnel", "training")
_MATERIAL_TROOPS = ("troops",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request as read from one sentence, before its answer is sought."""

    form: Form
    sentence: Sentence
    cue: Span
    what: Span
    requester: tuple[Stated[Entity], ...]
    requestee: tuple[Stated[Entity], ...]
    via: tuple[Stated[Entity], ...]
    items: tuple[Item, ...]
    kind: str
    status: str
    own: bool
    """True if the speaker asks, here and now."""


def _excluded(text: str, cue: Span, what: Span) -> Form | None:
    start, end = cue.start, min(what.end, max(cue.end, what.start) + 160)
    for form in load_forms("exclusions"):
        found = form.pattern.search(text, start, end)
        if found and found.start() <= cue.end + 40:
            return form
        if form.data.get("before") and form.pattern.search(text, max(0, cue.start - 30), cue.end):
            return form
    before = load_forms("exclusions")[-1].pattern.search(text, max(0, cue.start - 12), cue.end)
    return load_forms("exclusions")[-1] if before else None


def _cue(form: Form, found: re.Match[str]) -> Span:
    """The cue, without the words that only a look at what follows took in."""
    start, end = found.span()
    for word in form.data.get("cut", ()):
        if found[0].endswith(" " + word):
            end -= len(word) + 1
            break
    lead = len(found[0]) - len(found[0].lstrip())
    return Span(start + lead, max(end, start + lead + 1))


def _what(form: Form, text: str, sentence: Sentence, cue: Span) -> Span:
    """The stretch that says what is asked."""
    if form.data.get("whole") or form.data.get("what") == "around":
        return sentence.span
    if form.data["by"] == "hearer":
        verb = re.compile(
            r",\s+(?=(?:we|I|our|it|this|which|the)\b)|;|\band\s+(?=(?:we|I|answer|have|report|inform)\b)|\b(?:will|is|are|was|were|has|have|cannot|can|shall|should|we|I|for\s+(?:the\s+)?defen[cs]e)\b"
        ).search(text, cue.end, sentence.span.end)
        stop = verb.start() if verb else sentence.span.end
        return Span(cue.end, stop) if re.search(r"\w", text[cue.end : stop]) else cue
    if form.data.get("what") == "before":
        return Span(sentence.span.start, cue.start) if cue.start > sentence.span.start else cue
    end = _CLAUSE_END.search(text, cue.end, sentence.span.end)
    stop = end.start() if end and not re.search(r":\s*$", text[cue.end : end.start()]) else sentence.span.end
    return Span(cue.end, stop) if text[cue.end : stop].strip() else cue


def _group_party(scene: Scene, found: re.Match[str]) -> Party | None:
    span = Span(*found.span("by")) if "by" in found.re.groupindex and found["by"] else None
    if span is None:
        return None
    parties = scene.parties(span.start, span.end, places=True)
    return parties[-1] if parties else None


def _owner(scene: Scene, sentence: Sentence, cue: Span, subject: bool) -> Party | None:
    """The party whose request it is: "his request", "X's request", "request of X"."""
    inside = [
        p for p in scene.parties(cue.start, cue.end) if p.pronoun is None or p.pronoun in ("his", "their", "our", "my", "your", "her")
    ]
    if inside:
        return inside[0]
    near = scene.parties(max(sentence.span.start, cue.start - 40), cue.start)
    before = [p for p in near if scene.text[p.span.end : p.span.end + 2] in ("'s", "’s") or p.pronoun or cue.start - p.span.end < 3]
    if before and cue.start - before[-1].span.end < 24:
        return before[-1]
    of = re.compile(r"\s*(?:of|from|by)\s+(?:the\s+)?").match(scene.text, cue.end, sentence.span.end)
    if of:
        after = scene.parties(of.end(), min(of.end() + 40, sentence.span.end), places=True)
        if after and after[0].span.start - of.end() < 12:
            return after[0]
    if not subject and scene.speaker_state is not None:
        return Party(cue, scene.speaker_state, entity_path(scene.speaker_state))
    return scene.subject(sentence.span.start, cue.start)


def _by(form: Form, found: re.Match[str], scene: Scene, sentence: Sentence, cue: Span) -> Party | None:
    """Who asks."""
    rule = form.data["by"]
    here = Span(cue.start, cue.end)
    message = scene.message
    if rule in ("speaker", "speaker-state"):
        entity = scene.speaker_state if rule == "speaker-state" and scene.speaker_state else message.speaker
        return Party(here, entity, entity_path(entity)) if entity else None
    if rule == "hearer":
        return Party(here, message.hearer, entity_path(message.hearer)) if message.hearer else None
    if rule == "group":
        return _group_party(scene, found)
    if rule == "inside" and re.match(r"(?:Emb|Legation|Mission|Consulate|Ambassador|Dept|Department)", scene.text[cue.start : cue.end]):
        # "Embassy recommends", "Dept would appreciate": the one of the two parties that it is.
        department = scene.text[cue.start : cue.end].startswith("Dep")
        theirs = (message.speaker is not None and message.speaker.key == "us-state-department") != department
        entity = message.hearer if theirs else message.speaker
        return Party(here, entity, entity_path(entity)) if entity else None
    if rule == "inside":
        inside = scene.parties(cue.start, cue.end)
        return inside[0] if inside else Party(here, message.speaker, entity_path(message.speaker)) if message.speaker else None
    if rule in ("owner", "owner-state"):
        return _owner(scene, sentence, cue, rule == "owner")
    if rule == "agent":
        by = re.compile(r"\bby\s+").search(scene.text, cue.end, sentence.span.end)
        parties = scene.parties(by.end(), sentence.span.end) if by else []
        places = [
            p for p in scene.parties(sentence.span.start, cue.start, places=True) if p.entity.kind == "place" and scene.state_of(p.entity)
        ]
        if not parties and places:
            # "the missions in Pyongyang were urged": the host state does it.
            state = scene.state_of(places[-1].entity)
            return Party(places[-1].span, state, entity_path(state)) if state else None
        return parties[0] if parties else None
    if rule == "third":
        return scene.subject(sentence.span.start, cue.start) or scene.pronoun("they", here)
    if scene.text[max(0, cue.start - 3) : cue.start] == "to ":
        # An infinitive has the subject of its sentence.
        first = scene.first_subject(sentence.span.start, cue.start)
        return _sent(scene, sentence, cue) or first
    return _sent(scene, sentence, cue) or scene.subject(sentence.span.start, cue.start)


_ENVOY = re.compile(r"\b(?:commissioned|instructed|charged|sent|directed|authorized|entrusted|empowered|asked)\s+(?:\S+\s+){1,5}?to\s+$")


def _sent(scene: Scene, sentence: Sentence, cue: Span) -> Party | None:
    """Who sent the man that asks: "we commissioned Comrade X to appeal to you"."""
    found = _ENVOY.search(scene.text, max(sentence.span.start, cue.start - 80), cue.start)
    return scene.subject(sentence.span.start, found.start()) if found else None


_REPORTED = re.compile(r"\b(?:said|says|reported|reports|informed|told|transmitted|conveyed|communicated)\b[^.;]{0,30}?\b(?:that|me|us)\b")


def _reporter(scene: Scene, sentence: Sentence, by: Party) -> Party | None:
    """Who brings the other's words: "Gao Gang said that you … proposed"."""
    if by.entity != scene.message.hearer:
        return None
    said = _REPORTED.search(scene.text, sentence.span.start, by.span.start)
    who = scene.subject(sentence.span.start, said.start()) if said else None
    return who if who and who.entity.kind == "person" and who.entity not in (by.entity, scene.message.speaker) else None


def _envoy(scene: Scene, sentence: Sentence, cue: Span) -> Party | None:
    """The man sent to ask, who is the `via` of the request."""
    found = _ENVOY.search(scene.text, max(sentence.span.start, cue.start - 80), cue.start)
    inside = [p for p in scene.parties(found.start(), found.end()) if p.entity.kind == "person"] if found else []
    return inside[-1] if inside else None


_TELLS = re.compile(r"\b(?:informs|informed|told|tells|confided|mentioned\s+to|let)\s+(?:us|me|him|them|[A-Z]\.?\s?\w+)\b")


def _told_by_host(scene: Scene, sentence: Sentence, cue: Span, asker: Entity | None) -> Entity | None:
    """The host state, if one of its officials tells an embassy what a third one asked of it."""
    host = scene.host_state
    tells = _TELLS.search(scene.text, max(0, sentence.span.start - 400), cue.start)
    return host if host is not None and tells and scene.state_of(asker) != host else None


def _default_to(scene: Scene, sentence: Sentence, by: Party | None, kind: str, cue: Span) -> tuple[Party | None, bool]:
    """Whom a reported request is for if the sentence does not say: goods go on to the hearer, the rest ends with the teller."""
    message = scene.message
    asker = by.entity if by else None
    us = (
        scene.speaker_state
        if scene.speaker_state == scene.hearer_state and scene.speaker_state is not None and scene.speaker_state.key == "usa"
        else None
    )
    if us is not None and asker is not None and scene.state_of(asker) != us and asker not in (message.speaker, message.hearer):
        # What a host government asks of an embassy it asks of its state.
        return Party(cue, us, entity_path(us)), False
    home = scene.state_of(asker)
    if home is not None and home == scene.speaker_state == scene.hearer_state and asker is not message.speaker:
        foreign = next(iter(scene.others), None)
        return (Party(cue, foreign, entity_path(foreign)) if foreign else None), False
    if asker is not None and asker in (message.speaker, scene.speaker_state):
        target: Entity | None = message.hearer
    elif asker is not None and asker in (message.hearer, scene.hearer_state):
        target = message.speaker
    elif (
        kind in ("materiel", "personnel", "money")
        and message.hearer is not None
        and scene.state_of(asker) not in (None, scene.hearer_state)
    ):
        target = message.hearer
    elif kind in ("materiel", "personnel", "money") and scene.state_of(asker) == scene.hearer_state and scene.speaker_state is not None:
        return Party(cue, scene.speaker_state, entity_path(scene.speaker_state)), False
    elif (host := _told_by_host(scene, sentence, cue, asker)) is not None:
        return Party(cue, host, entity_path(host)), False
    else:
        teller = (
            scene.speaker_state
            if message.speaker
            and message.speaker.kind == "organization"
            and asker is not None
            and asker.kind == "state"
            and scene.speaker_state
            else message.speaker
        )
        return (Party(cue, teller, entity_path(teller)) if teller else None), False
    told = target is message.hearer and message.speaker is not None and asker not in (message.speaker, scene.speaker_state)
    return (Party(cue, target, entity_path(target)) if target else None), told


_TO = re.compile(r"\bto\s+(?:\w+\s+)?$")
_GOODS_KINDS = ("materiel", "personnel", "money")
Target = tuple[Party | None, bool]
"""Who is asked, and whether the teller passes the request on."""


def _party(entity: Entity | None, at: Span) -> Party | None:
    return Party(at, entity, entity_path(entity)) if entity else None


def _to_hearer(scene: Scene, cue: Span, by: Party | None) -> Target:
    """The hearer; or the speaker, where the hearer is the one who asks."""
    message = scene.message
    return _party(message.speaker if by is not None and by.entity == message.hearer else message.hearer, cue), False


def _to_speaker(scene: Scene, cue: Span) -> Target:
    return _party(scene.message.speaker, cue), False


def _to_state(scene: Scene, sentence: Sentence, cue: Span, by: Party | None) -> Target:
    """A party named behind the cue ("to Stalin"), else the state of the other side."""
    behind = scene.parties(cue.end, sentence.span.end)
    named = next((p for p in behind if _TO.search(scene.text, max(cue.end, p.span.start - 16), p.span.start)), None)
    party = scene.after(cue.end, sentence.span.end) or named
    if party and (by is None or party.entity != by.entity):
        return party, False
    home = scene.state_of(by.entity) if by else None
    return _party(next((x for x in (scene.hearer_state, scene.speaker_state, *scene.others) if x and x != home), None), cue), False


def _given_to(scene: Scene, sentence: Sentence, cue: Span, by: Party | None) -> Party | None:
    """The man to whom a letter with the request was handed: "he handed to Mao Zedong a letter in which …"."""
    before = [p for p in scene.parties(sentence.span.start, cue.start) if p.entity.kind == "person"]
    to = [p for p in before if _TO.search(scene.text, max(sentence.span.start, p.span.start - 16), p.span.start)]
    return to[-1] if to and (by is None or to[-1].entity != by.entity) else None


def _to_named(form: Form, scene: Scene, sentence: Sentence, cue: Span, by: Party | None) -> Party | None:
    """Somebody other than the asker whom the cue holds, or who stands right behind it, or was given the paper."""
    rule = form.data["to"]
    inside = [p for p in scene.parties(cue.start, cue.end) if by is None or p.entity != by.entity] if rule == "inside" else []
    after = scene.after(cue.end, sentence.span.end)
    if inside:
        return inside[-1]
    if after is not None and (by is None or after.entity != by.entity):
        return after
    return _given_to(scene, sentence, cue, by) if rule == "default" else None


def _to_abroad(form: Form, scene: Scene, sentence: Sentence, cue: Span, kind: str) -> Target | None:
    """Goods asked of one's own ambassador abroad are asked of the state where he stands."""
    if form.data["to"] not in ("hearer", "object") or kind not in _GOODS_KINDS or not scene.hearer_is_envoy:
        return None
    explicit = scene.after(cue.end, sentence.span.end) if form.data["to"] == "object" else None
    state = next((x for x in scene.others if x != scene.speaker_state), None)
    return (_party(state, cue), False) if state is not None and explicit is None else None


def _to(form: Form, scene: Scene, sentence: Sentence, cue: Span, by: Party | None, kind: str) -> Target:
    """Who is asked, and whether the teller passes it on."""
    rule, message = form.data["to"], scene.message
    abroad = _to_abroad(form, scene, sentence, cue, kind) if by is not None else None
    if abroad is not None:
        return abroad
    fixed: dict[str, Callable[[], Target]] = {
        "hearer": lambda: _to_hearer(scene, cue, by),
        "speaker": lambda: _to_speaker(scene, cue),
        "subject": lambda: (scene.subject(sentence.span.start, cue.start), False),
        "state": lambda: _to_state(scene, sentence, cue, by),
        "third": lambda: (_party(next((s for s in scene.others if s != scene.speaker_state), scene.hearer_state), cue), False),
    }
    if rule in fixed:
        return fixed[rule]()
    named = _to_named(form, scene, sentence, cue, by)
    if named is not None:
        return named, False
    if rule == "object" and by is not None and by.entity == message.speaker and message.hearer is not None:
        return _party(message.hearer, cue), False
    return _default_to(scene, sentence, by, kind, cue)


def _kind(scene: Scene, form: Form, cue: Span, what: Span, items: tuple[Item, ...]) -> str:
    goods = scene.given.goods
    keys = [i.commodity.value for i in items if i.commodity]
    if any(goods.is_a(k, *_MONEY) for k in keys) or any(
        i.unit and i.unit.value in ("soviet-ruble", "us-dollar", "yuan") and not keys for i in items
    ):
        return "money"
    if items:
        people = [k for k in keys if goods.is_a(k, *_PEOPLE) and not goods.is_a(k, *_MATERIAL_TROOPS)]
        persons = [i for i in items if i.unit and i.unit.value == "person"]
        return "personnel" if (people and len(people) * 2 >= len(items)) or len(persons) * 2 > len(items) else "materiel"
    head = scene.text[cue.start : min(what.end, max(cue.end, what.start) + 40)]
    return "information" if _INFORMATION.search(head) else "action"


def _partitive(scene: Scene, sentence: Sentence, what: Span, items: tuple[Item, ...]) -> tuple[Item, ...]:
    """The goods nearest to the cue; "of the 205 advisors …, 164 are for … and 41 for …" adds the parts."""
    nearest = items[-1:] if items and items[-1].quantity else items
    if not nearest or nearest[0].quantity is None:
        return nearest
    of = re.compile(r"\bof\s+the\s+(?:\w+\s+)?$", re.IGNORECASE).search(
        scene.text, max(sentence.span.start, nearest[0].start - 24), nearest[0].start
    )
    if of is None:
        return nearest
    parts = [
        i
        for i in read_items(scene.source, Span(what.end, sentence.span.end), scene.given, nearest[0])
        if i.quantity and i.label == nearest[0].label
    ]
    total = replace(nearest[0], includes=tuple(i.start for i in parts))
    return (total, *parts)


def _goods(scene: Scene, form: Form, sentence: Sentence, what: Span) -> tuple[Item, ...]:
    """Items of what is asked: after a word of handing over, or right at the object of asking for something."""
    text = scene.text
    if form.data.get("noitems"):
        return ()
    if form.data.get("what") == "before":
        return _partitive(scene, sentence, what, read_items(scene.source, what, scene.given))
    if form.name == "request.topic":
        comma = re.compile(r",\s").search(scene.text, what.start, what.end)
        return read_items(scene.source, Span(what.start, comma.start() if comma else what.end), scene.given)[:1]
    if form.data.get("goods"):
        return read_items(scene.source, what, scene.given)
    transfer = _TRANSFER.search(text, what.start, what.end)
    ahead = (
        read_items(scene.source, Span(what.start, transfer.start()), scene.given) if transfer and transfer.start() - what.start > 6 else ()
    )
    if transfer and not any(i.quantity for i in ahead):
        items = read_items(scene.source, Span(transfer.end(), what.end), scene.given)
        if items:
            return items
        if _STRONG.match(transfer[0]):
            return read_object(scene.source, Span(transfer.end(), what.end), scene.given)
    whole = read_items(scene.source, what, scene.given)
    if form.data.get("verb_first"):
        return tuple(i for i in whole if i.quantity is not None and i.quantity.evidence[0].quote[:1].isdigit())
    if whole and whole[0].start - what.start < 36 and not _ACTION.match(text, what.start, what.end):
        return whole
    return tuple(i for i in whole if i.quantity is not None and i.quantity.evidence[0].quote.lower() not in ("a", "an", "one"))


def _at_start(text: str, sentence: Sentence, cue: Span) -> bool:
    """True if nothing but a number of a point stands before the cue in its sentence."""
    before = text[sentence.span.start : cue.start].strip('[]("“‘ \t\r\n\xa01234567890.)-–')
    return len(before) < 2 or before[-1] in '.;:!?”"'


_DETERMINER = re.compile(r"\b(?:both|two|three|all|these|those|several|many|such|other|his|their|our|your|its|the)\s+$", re.IGNORECASE)


def _participle(form: Form, text: str, cue: Span, by: Party) -> bool:
    """True for "the means asked for in the application" or "both requests": nobody's asking here."""
    if form.name == "request.asks-third" and _DETERMINER.search(text, max(0, cue.start - 10), cue.start):
        return True
    if form.data["by"] != "subject" or by.span.end == cue.start - 1:
        return False
    before = re.search(r"(\w+)\s+$", text[max(by.span.end, cue.start - 24) : cue.start])
    return bool(
        before
        and re.match(
            r"(?:those|ones|means|goods|materials|arms|items|what|weapons|equipment|advisors|advisers|specialists|quantity|quantities)$",
            before[1],
            re.IGNORECASE,
        )
    )


def _requests_of(form: Form, found: re.Match[str], scene: Scene, sentence: Sentence) -> Asked | None:
    cue = _cue(form, found)
    what = _what(form, scene.text, sentence, cue)
    if _excluded(scene.text, cue, what):
        return None
    items = _goods(scene, form, sentence, what)
    if form.name == "request.you-ask" and not items:
        # "the 900 trucks you ask for": the goods stand before.
        before = Span(sentence.span.start, cue.start)
        items = read_items(scene.source, before, scene.given)[-1:] if before.end > before.start else ()
    if form.data.get("goods") and not items:
        return None
    if form.data.get("several") and len(items) < 2 and not any(i.quantity for i in items):
        return None
    if form.data.get("numbered") and not any(i.quantity for i in items):
        return None
    kind = str(form.data.get("kind") or _kind(scene, form, cue, what, items))
    by = _by(form, found, scene, sentence, cue)
    if by is None or _participle(form, scene.text, cue, by) or not re.search(r"[A-Za-z]{2}", scene.text[what.start : what.end]):
        return None
    if (
        form.name == "request.asked-me"
        and by.pronoun in ("we", "i")
        and not re.match(r"\s*(?:\w+\s+){0,4}?(?:to|for|that|about)\b", scene.text[cue.end : cue.end + 60])
    ):
        return None
    if form.data.get("start") and not _at_start(scene.text, sentence, cue):
        return None
    to, passed_on = _to(form, scene, sentence, cue, by, kind)
    own = form.data["by"] == "speaker" or (by.entity == scene.message.speaker and form.data["by"] in ("subject", "inside"))
    status = form.data.get("status") or ("asked" if own else "reported")
    if to is not None and to.entity == by.entity:
        to = None
    envoy = _envoy(scene, sentence, cue) or _reporter(scene, sentence, by)
    via: tuple[Stated[Entity], ...] = (scene.stated(envoy, form.name),) if envoy else ()
    if not via and passed_on and scene.message.speaker is not None and scene.message.speaker.kind == "person":
        via = (scene.quote(cue, scene.message.speaker, form.name, entity_path(scene.message.speaker)),)
    return Asked(
        form=form,
        sentence=sentence,
        cue=cue,
        what=what,
        requester=(scene.stated(by, form.name),),
        requestee=(scene.stated(to, form.name),) if to else (),
        via=via,
        items=items,
        kind=kind,
        status=status,
        own=own,
    )


def find_requests(scene: Scene, sentence: Sentence) -> list[Asked]:
    """Return the requests of one sentence in order; cues that overlap count once, the first form of the lexicon wins."""
    text, span = scene.text, sentence.span
    taken: list[Span] = []
    asked: list[Asked] = []
    for form in scene.cues("request", span):
        for found in form.pattern.finditer(text, span.start, span.end):
            cue = _cue(form, found)
            if any(cue.overlaps(t) for t in taken):
                continue
            one = _requests_of(form, found, scene, sentence)
            if one is not None:
                taken.append(cue)
                asked.append(one)
    return _apart(sorted(asked, key=lambda a: a.cue))


def _apart(asked: list[Asked]) -> list[Asked]:
    """Drop a cue that stands inside what another asks and adds nothing of its own."""
    kept: list[Asked] = []
    for one in asked:
        around = next((k for k in kept if k.what.start <= one.cue.start < k.what.end and k.form.data.get("what") != "before"), None)
        if around is None:
            kept.append(one)
        elif (
            (one.items and around.items and one.items[0].start == around.items[0].start)
            or one.form.data.get("goods")
            or not one.items
            or around.items
        ):
            continue
        else:
            kept.append(one)
    return kept
