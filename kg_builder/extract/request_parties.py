"""Who asks whom, and through whom: what the lexicon says of a cue (`by`, `to`), and what the message leaves unsaid."""

from __future__ import annotations

import re
from collections.abc import Callable

from kg_builder.extract.occurrence import Occurrence
from kg_builder.extract.scene import Party, Scene, entity_path
from kg_builder.model import Entity

# "Embassy recommends", "Dept would appreciate": the one of the two parties that it is.
_HOUSE = re.compile(r"(?:Emb|Legation|Mission|Consulate|Ambassador|Dept|Department)")
_OF = re.compile(r"\s*(?:of|from|by)\s+(?:the\s+)?")
_BY = re.compile(r"\bby\s+")
_TO = re.compile(r"\bto\s+(?:\w+\s+)?$")
_ENVOY = re.compile(r"\b(?:commissioned|instructed|charged|sent|directed|authorized|entrusted|empowered|asked)\s+(?:\S+\s+){1,5}?to\s+$")
_REPORTED = re.compile(r"\b(?:said|says|reported|reports|informed|told|transmitted|conveyed|communicated)\b[^.;]{0,30}?\b(?:that|me|us)\b")
_TELLS = re.compile(r"\b(?:informs|informed|told|tells|confided|mentioned\s+to|let)\s+(?:us|me|him|them|[A-Z]\.?\s?\w+)\b")
_POSSESSIVES = ("his", "their", "our", "my", "your", "her")
_GOODS_KINDS = ("materiel", "personnel", "money")

Target = tuple[Party | None, bool]
"""Who is asked, and whether the teller passes the request on."""


def find_requester(at: Occurrence) -> Party | None:
    """Return who asks, by the rule of the cue's form; None if nobody is found."""
    ways: dict[str, Callable[[Occurrence], Party | None]] = {
        "speaker": lambda a: a.party(a.scene.message.speaker),
        "speaker-state": lambda a: a.party(a.scene.speaker_state or a.scene.message.speaker),
        "hearer": lambda a: a.party(a.scene.message.hearer),
        "group": _by_group,
        "inside": _by_inside,
        "owner": _by_owner,
        "owner-state": _by_owner,
        "agent": _by_agent,
        "third": lambda a: a.scene.subject(a.start, a.cue.start) or a.scene.pronoun("they", a.cue),
    }
    return ways.get(at.says("by"), _by_subject)(at)


def _by_group(at: Occurrence) -> Party | None:
    """Whom the pattern's group "by" names."""
    if "by" not in at.found.re.groupindex or not at.found["by"]:
        return None
    parties = at.scene.parties(*at.found.span("by"), places=True)
    return parties[-1] if parties else None


def _by_inside(at: Occurrence) -> Party | None:
    """Whom the cue itself names: a house of the two parties, or anybody; else the speaker."""
    message = at.scene.message
    words = at.text[at.cue.start : at.cue.end]
    if _HOUSE.match(words):
        theirs = (message.speaker is not None and message.speaker.key == "us-state-department") != words.startswith("Dep")
        return at.party(message.hearer if theirs else message.speaker)
    inside = at.scene.parties(at.cue.start, at.cue.end)
    return inside[0] if inside else at.party(message.speaker)


def _by_owner(at: Occurrence) -> Party | None:
    """The party whose request it is: "his request", "X's request", "request of X"."""
    named = _owner_inside(at) or _owner_before(at) or _owner_behind(at)
    if named:
        return named
    if at.says("by") == "owner-state" and at.scene.speaker_state is not None:
        return at.party(at.scene.speaker_state)
    return at.scene.subject(at.start, at.cue.start)


def _owner_inside(at: Occurrence) -> Party | None:
    inside = at.scene.parties(at.cue.start, at.cue.end)
    return next((p for p in inside if p.pronoun is None or p.pronoun in _POSSESSIVES), None)


def _owner_before(at: Occurrence) -> Party | None:
    near = at.scene.parties(max(at.start, at.cue.start - 40), at.cue.start)
    before = [p for p in near if at.text[p.span.end : p.span.end + 2] in ("'s", "’s") or p.pronoun or at.cue.start - p.span.end < 3]
    return before[-1] if before and at.cue.start - before[-1].span.end < 24 else None


def _owner_behind(at: Occurrence) -> Party | None:
    of = _OF.match(at.text, at.cue.end, at.end)
    after = at.scene.parties(of.end(), min(of.end() + 40, at.end), places=True) if of else []
    return after[0] if of and after and after[0].span.start - of.end() < 12 else None


def _by_agent(at: Occurrence) -> Party | None:
    """Whom a "by" behind the cue names; "the missions in Pyongyang were urged": else the host state does it."""
    by = _BY.search(at.text, at.cue.end, at.end)
    parties = at.scene.parties(by.end(), at.end) if by else []
    if parties:
        return parties[0]
    before = (p for p in at.scene.parties(at.start, at.cue.start, places=True) if p.entity.kind == "place")
    places = [(p, state) for p in before if (state := at.scene.state_of(p.entity)) is not None]
    return Party(places[-1][0].span, places[-1][1], entity_path(places[-1][1])) if places else None


def _by_subject(at: Occurrence) -> Party | None:
    """The subject of the cue; of an infinitive that of its sentence; of an envoy him who sent the man."""
    first = at.scene.first_subject if at.text[max(0, at.cue.start - 3) : at.cue.start] == "to " else at.scene.subject
    return _by_sender(at) or first(at.start, at.cue.start)


def _sent(at: Occurrence) -> re.Match[str] | None:
    return _ENVOY.search(at.text, max(at.start, at.cue.start - 80), at.cue.start)


def _by_sender(at: Occurrence) -> Party | None:
    """Who sent the man that asks: "we commissioned Comrade X to appeal to you"."""
    found = _sent(at)
    return at.scene.subject(at.start, found.start()) if found else None


def find_messenger(at: Occurrence, by: Party) -> Party | None:
    """Return the man sent to ask, or who brings the other's words: the `via` of the request."""
    found = _sent(at)
    inside = [p for p in at.scene.parties(found.start(), found.end()) if p.entity.kind == "person"] if found else []
    return inside[-1] if inside else _reporter(at, by)


def _reporter(at: Occurrence, by: Party) -> Party | None:
    """Who brings the other's words: "Gao Gang said that you … proposed"."""
    if by.entity != at.scene.message.hearer:
        return None
    said = _REPORTED.search(at.text, at.start, by.span.start)
    who = at.scene.subject(at.start, said.start()) if said else None
    return who if who and who.entity.kind == "person" and who.entity not in (by.entity, at.scene.message.speaker) else None


def find_requestee(at: Occurrence, by: Party, kind: str) -> Target:
    """Return who is asked, by the rule of the cue's form, else by what the message implies."""
    scene, rule = at.scene, at.says("to")
    abroad = _to_abroad(at, kind)
    if abroad is not None:
        return abroad, False
    ways: dict[str, Callable[[], Party | None]] = {
        "hearer": lambda: at.party(scene.message.speaker if by.entity == scene.message.hearer else scene.message.hearer),
        "speaker": lambda: at.party(scene.message.speaker),
        "subject": lambda: scene.subject(at.start, at.cue.start),
        "state": lambda: _to_state(at, by),
        "third": lambda: at.party(next((s for s in scene.others if s != scene.speaker_state), scene.hearer_state)),
    }
    if rule in ways:
        return ways[rule](), False
    named = _to_named(at, by)
    if named is not None:
        return named, False
    if rule == "object" and by.entity == scene.message.speaker and scene.message.hearer is not None:
        return at.party(scene.message.hearer), False
    return _implied(at, by.entity, kind)


def _to_abroad(at: Occurrence, kind: str) -> Party | None:
    """Goods asked of one's own ambassador abroad are asked of the state where he stands."""
    scene, rule = at.scene, at.says("to")
    if rule not in ("hearer", "object") or kind not in _GOODS_KINDS or not scene.hearer_is_envoy:
        return None
    explicit = scene.after(at.cue.end, at.end) if rule == "object" else None
    state = next((x for x in scene.others if x != scene.speaker_state), None)
    return at.party(state) if explicit is None else None


def _to_state(at: Occurrence, by: Party) -> Party | None:
    """A party named behind the cue ("to Stalin"), else the state of the other side."""
    scene, cue = at.scene, at.cue
    behind = scene.parties(cue.end, at.end)
    named = next((p for p in behind if _TO.search(at.text, max(cue.end, p.span.start - 16), p.span.start)), None)
    party = scene.after(cue.end, at.end) or named
    if party and party.entity != by.entity:
        return party
    home = scene.state_of(by.entity)
    return at.party(next((x for x in (scene.hearer_state, scene.speaker_state, *scene.others) if x and x != home), None))


def _to_named(at: Occurrence, by: Party) -> Party | None:
    """Somebody other than the asker whom the cue holds, or who stands right behind it, or was given the paper."""
    inside = [p for p in at.scene.parties(at.cue.start, at.cue.end) if p.entity != by.entity] if at.says("to") == "inside" else []
    if inside:
        return inside[-1]
    after = at.scene.after(at.cue.end, at.end)
    if after is not None and after.entity != by.entity:
        return after
    return _given_to(at, by) if at.says("to") == "default" else None


def _given_to(at: Occurrence, by: Party) -> Party | None:
    """The man to whom a letter with the request was handed: "he handed to Mao Zedong a letter in which …"."""
    before = [p for p in at.scene.parties(at.start, at.cue.start) if p.entity.kind == "person"]
    to = [p for p in before if _TO.search(at.text, max(at.start, p.span.start - 16), p.span.start)]
    return to[-1] if to and to[-1].entity != by.entity else None


def _implied(at: Occurrence, asker: Entity, kind: str) -> Target:
    """Whom a reported request is for if the sentence does not say: goods go on to the hearer, the rest ends with the teller."""
    scene, message = at.scene, at.scene.message
    home, goods = scene.state_of(asker), kind in _GOODS_KINDS
    one_state = scene.speaker_state if scene.speaker_state == scene.hearer_state else None
    if one_state is not None and one_state.key == "usa" and home != one_state and asker not in (message.speaker, message.hearer):
        # What a host government asks of an embassy it asks of its state.
        return at.party(one_state), False
    if one_state is not None and home == one_state and asker is not message.speaker:
        return at.party(next(iter(scene.others), None)), False
    if asker in (message.speaker, scene.speaker_state):
        return at.party(message.hearer), False
    if asker in (message.hearer, scene.hearer_state):
        return at.party(message.speaker), False
    if goods and message.hearer is not None and home not in (None, scene.hearer_state):
        return at.party(message.hearer), message.speaker is not None
    if goods and home == scene.hearer_state and scene.speaker_state is not None:
        return at.party(scene.speaker_state), False
    return at.party(_host_told(at, asker) or _teller(scene, asker)), False


def _host_told(at: Occurrence, asker: Entity) -> Entity | None:
    """The host state, if one of its officials tells an embassy what a third one asked of it."""
    host = at.scene.host_state
    tells = _TELLS.search(at.text, max(0, at.start - 400), at.cue.start)
    return host if host is not None and tells and at.scene.state_of(asker) != host else None


def _teller(scene: Scene, asker: Entity) -> Entity | None:
    """Who tells of the request: of a state's request to an office the office's state."""
    speaker = scene.message.speaker
    house = speaker is not None and speaker.kind == "organization" and asker.kind == "state"
    return scene.speaker_state if house and scene.speaker_state else speaker
