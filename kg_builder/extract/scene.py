"""Who acts in a sentence: pronouns and names near a cue, and the states for which a message's parties speak."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, lru_cache

from kg_builder.extract.given import Given
from kg_builder.extract.items import read_items
from kg_builder.extract.messages import Mention, Message
from kg_builder.extract.sentences import split_sentences
from kg_builder.lexicon import Form, load_forms, load_table
from kg_builder.lexicon.places import find_places
from kg_builder.model import Entity, Item, Span, Stated
from kg_builder.source import SourceText

_PRONOUN = re.compile(
    r"\b(?:I|[Ww]e|[Yy]ou|[Hh]e|[Ss]he|[Tt]hey|[Ii]t|[Mm]e|[Uu]s|[Hh]im|[Hh]er|[Tt]hem|[Mm]y|[Oo]ur|[Yy]our|[Hh]is|[Tt]heir|[Oo]urs|[Yy]ours|[Oo]ur side)\b"
)
_PRONOUN_START = re.compile(r"\b(?=I|[Ww]e|[Yy]o|[HhSsTt][ehi]|[IiUu][ts]|[Mm][ey]|[Oo]ur)")
_HE_STARTS = re.compile(r"\W*(?:He|She|They|It)\b")
_LOCATIVE = re.compile(r"\b(?:in|of|from|to|through|into|across|over|near)\s+(?:the\s+)?$", re.IGNORECASE)
_FIRST = frozenset({"i", "me", "my"})
_WE = frozenset({"we", "us", "our", "ours", "our side"})
_YOU = frozenset({"you", "your", "yours"})
_HE = frozenset({"he", "him", "his", "she", "her"})
_THEY = frozenset({"they", "them", "their"})
_PREPOSITION = re.compile(
    r"\b(?:of|to|with|from|for|by|in|at|on|under|between|against|about|via|through|into|toward|towards|near|after|before|than|beside|re)\s+(?:the\s+|its\s+|their\s+|his\s+|our\s+|all\s+|\w+ed\s+)?$",
    re.IGNORECASE,
)
_NEAR = re.compile(
    r"[\s,(\[\"“]*(?:(?:of|from|to|upon|on|the|dear|that|for|both|with|you,?|comrade|cde\.?|our|friends?)[\s,(\[]+)*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody at work in a sentence: the words, the entity, and what it rests on if the words do not name it."""

    span: Span
    entity: Entity
    basis: str | None
    pronoun: str | None = None


def entity_path(entity: Entity) -> str | None:
    """Return "person/stalin" for a known entity, None for a provisional one."""
    return f"{entity.kind}/{entity.key}" if entity.key else None


@dataclass(frozen=True, slots=True)
class Scene:
    """A message with its text, its mentions in order, and the states on its stage."""

    source: SourceText
    given: Given
    message: Message
    mentions: tuple[Mention, ...]
    starts: tuple[int, ...]
    speaker_state: Entity | None
    hearer_state: Entity | None
    others: tuple[Entity, ...]
    """States other than the speaker's, the most spoken of first."""
    breaks: tuple[int, ...] = ()
    """Where sentences start."""
    homes: Mapping[Entity, Entity] = field(default_factory=dict)
    """States of the message's own parties that the authorities do not know ("Embassy in India")."""
    _items: dict[tuple[int, int, Item | None], tuple[Item, ...]] = field(default_factory=dict, compare=False, repr=False)
    """What was read of a stretch already: several cues of a sentence ask for the same."""

    @property
    def text(self) -> str:
        """The source text."""
        return self.source.text

    def cues(self, lexicon: str, span: Span) -> list[Form]:
        """Return the forms of a lexicon of acts that may match in the span, in the lexicon's order."""
        return find_places(self.text).forms(lexicon, span.start, span.end)

    def matches(self, lexicon: str, span: Span) -> Iterator[tuple[Form, re.Match[str]]]:
        """Yield what the forms of a lexicon of acts find in the span, form after form in the lexicon's order."""
        return find_places(self.text).matches(lexicon, span.start, span.end)

    def items(self, start: int, end: int, borrowed: Item | None = None) -> tuple[Item, ...]:
        """Return the items of a stretch of the text, as `read_items` reads them."""
        key = (start, end, borrowed)
        if key not in self._items:
            self._items[key] = read_items(self.source, Span(start, end), self.given, borrowed)
        return self._items[key]

    @property
    def written(self) -> date | None:
        """The day from which dates without a year count."""
        return self.message.written

    def state_of(self, entity: Entity | None) -> Entity | None:
        """Return the state for which it speaks or in which it lies, None if that is unknown."""
        if entity is None:
            return None
        if entity.kind == "office" and entity.key is None:
            # "ambassador of the DPRK": the state is named in the role.
            named = [m for m in self.within(entity.first, entity.first + 80) if m.entity.kind == "state"]
            return named[0].entity if named and named[0].span.start < entity.first + len(entity.name) + 8 else None
        if entity in self.homes:
            return self.homes[entity]
        if entity.kind == "organization" and entity.key is None:
            return self._named_in(entity)
        return self.given.authorities.state_of(entity)

    def _named_in(self, entity: Entity) -> Entity | None:
        """The state in the name of an organization: "Embassy of Hungary in …", "Hungarian Foreign Ministry"; never the host ("in …")."""
        own = re.split(r"\s+(?:in|at|to)\s+", entity.name)[0]
        for hit in self.given.names.find(own):
            state = next((e for e in hit.entries if e.kind == "state"), None)
            if state is not None:
                return state.entity()
        word = next((w for w in own.split() if w in adjectives()), None)
        entry = self.given.authorities.entries.get(("state", adjectives()[word])) if word else None
        return entry.entity() if entry else None

    def within(self, start: int, end: int) -> tuple[Mention, ...]:
        """Return the mentions that start in the range."""
        first = bisect_left(self.starts, start)
        last = bisect_left(self.starts, end)
        return self.mentions[first:last]

    def quote(self, span: Span, entity: Entity, rule: str, basis: str | None = None) -> Stated[Entity]:
        """Return the entity stated at the span."""
        return Stated(entity, (self.source.quote(span.start, span.end),), rule, basis)

    def stated(self, party: Party, rule: str) -> Stated[Entity]:
        """Return the party as a value with its words."""
        return self.quote(party.span, party.entity, rule, party.basis)

    @property
    def hearer_is_envoy(self) -> bool:
        """True if the hearer is the speaker's own ambassador or representative abroad."""
        entry = self.given.authorities.entry(self.message.hearer) if self.message.hearer else None
        return bool(
            entry
            and self.speaker_state
            and self.speaker_state == self.hearer_state
            and re.search(r"ambassador to|representative (?:in|to)|delegation to|mission to", entry.role, re.IGNORECASE)
        )

    @property
    def host_state(self) -> Entity | None:
        """The state where the speaker's embassy stands: "Embassy of Hungary in Czechoslovakia"; None if it is no embassy."""
        speaker = self.message.speaker
        there = re.search(r"\b(?:in|to)\s+(.+)$", speaker.name) if speaker and speaker.kind == "organization" else None
        hits = self.given.names.find(there[1]) if there else ()
        return next((e.entity() for h in hits for e in h.entries if e.kind == "state"), None)

    def near(self, at: int) -> tuple[Entity, ...]:
        """The other states, the one named last before the place first; places count only for states not named otherwise."""
        floor = self.message.passages[0].span.start if self.message.passages else 0
        last: dict[Entity, int] = {}
        for mention in self.within(floor, at):
            state = self.state_of(mention.entity)
            there = _LOCATIVE.search(self.text, max(0, mention.span.start - 12), mention.span.start)
            if (
                state is not None
                and state in self.others
                and mention.entity.kind != "place"
                and not (mention.entity.kind == "state" and there)
            ):
                last[state] = mention.span.start
        named = sorted(last, key=lambda s: -last[s])
        return (*named, *(s for s in self.others if s not in last))

    def pronoun(self, word: str, at: Span) -> Party | None:
        """Resolve a pronoun: I and we by the speaker, you by the hearer, he and they by what was named last."""
        plain = word.lower()
        entity: Entity | None
        if plain in _FIRST or plain in _WE:
            entity = self.message.speaker
        elif plain in _YOU:
            entity = self.message.hearer
        elif plain in _HE:
            entity = self._last(at.start, ("person",))
        elif plain == "it":
            entity = self._last(at.start, ("state", "organization"))
        else:
            entity = self._last(at.start, ("state", "organization", "person"))
        if entity is None and plain in _HE | _THEY and self.speaker_state is not None and self.speaker_state == self.hearer_state:
            # Between two offices of one state, a man whom the text does not name speaks for the state that it is about.
            entity = next(iter(self.others), None)
        return Party(at, entity, entity_path(entity), plain) if entity else None

    def _last(self, before: int, kinds: tuple[str, ...]) -> Entity | None:
        """Return the one spoken of: the first free name of the nearest sentence that has one, else any name before."""
        floor = self.message.passages[0].span.start if self.message.passages else 0
        end = before
        for start in [b for b in reversed(self.breaks) if floor <= b < before] + [floor]:
            if end < before and _HE_STARTS.match(self.text, start, end):
                # "He phoned …": the topic goes on, whoever else is named beside it.
                end = start
                continue
            for mention in self.within(start, end):
                if self._may_be_topic(mention, kinds) and self.is_free(mention.span):
                    return mention.entity
            end = start
        fallback = [m for m in self.within(floor, before) if self._may_be_topic(m, kinds)]
        return fallback[-1].entity if fallback else None

    def _may_be_topic(self, mention: Mention, kinds: tuple[str, ...]) -> bool:
        return mention.entity.kind in kinds and mention.entity not in (self.message.speaker, self.message.hearer)

    def is_free(self, span: Span) -> bool:
        """True if no preposition governs the name and nothing is said to be its own ("X's")."""
        return not _PREPOSITION.search(self.text, max(0, span.start - 24), span.start) and self.text[span.end : span.end + 2] not in (
            "'s",
            "’s",
        )

    def roles(self, start: int, end: int) -> list[Party]:
        """Return those whom a role alone names in the range: "the ambassador"; one entity for each role of a page."""
        if not self.cues("roles", Span(start, end)):
            return []
        near = self.within(max(0, start - 80), end)
        hits = (h for h in _role().finditer(self.text, start, end) if not any(m.span.overlaps(Span(*h.span())) for m in near))
        return [Party(Span(*h.span()), self._role_entity(h), None) for h in hits]

    def _role_entity(self, hit: re.Match[str]) -> Entity:
        """The fullest form of the role on the page is its name, its first mention its identity."""
        same = [h for h in _role().finditer(self.text) if h["head"].lower() == hit["head"].lower()]
        full = next((h for h in same if h["of"]), same[0])
        name = re.sub(r"^(?:the|this|their|our)\s+|\s+(?=\s)", "", re.sub(r"\s+", " ", full[0]), flags=re.IGNORECASE)
        return Entity("office", name, None, same[0].start())

    def parties(self, start: int, end: int, places: bool = False) -> list[Party]:
        """Return pronouns and names in the range in order; places only where they may stand for their state."""
        kinds = ("person", "organization", "state", "office", "place") if places else ("person", "organization", "state", "office")
        # A name may start with an article just before the range ("the Koreans").
        near = (m for m in self.within(max(0, start - 5), end) if m.span.end > start)
        found = [Party(m.span, m.entity, None) for m in near if m.entity.kind in kinds and m.span.end <= end]
        found.extend(self.roles(start, end))
        starts = _pronoun_starts(self.text)
        for at in starts[bisect_left(starts, start) : bisect_left(starts, end)]:
            hit = _PRONOUN.match(self.text, at, end)
            if hit is None or any(p.span.start <= hit.start() < p.span.end for p in found):
                continue
            party = self.pronoun(hit[0], Span(hit.start(), hit.end()))
            if party:
                found.append(party)
        return sorted(found, key=lambda p: p.span)

    def subject(self, start: int, cue: int) -> Party | None:
        """Return the subject of a cue: the last party before it that no preposition governs, else the last one."""
        parties = [
            p
            for p in self.parties(start, cue)
            if p.pronoun is None or p.pronoun in ("i", "we", "you", "he", "she", "they", "it", "our side")
        ]
        free = [p for p in parties if p.pronoun in ("i", "we", "he", "she", "they") or self.is_free(p.span)]
        if (
            len(free) > 1
            and free[-1].entity.kind == "office"
            and free[-2].entity.kind == "person"
            and free[-1].span.start - free[-2].span.end < 8
        ):
            # "Kim Changbong, the Minister of Defense": the office stands beside its holder.
            return free[-2]
        return free[-1] if free else None

    def first_subject(self, start: int, cue: int) -> Party | None:
        """Return the first free party before a cue: the subject of the whole sentence."""
        nominative = ("i", "we", "he", "she", "they")
        return next((p for p in self.parties(start, cue) if p.pronoun in nominative or (p.pronoun is None and self.is_free(p.span))), None)

    def after(self, cue: int, end: int) -> Party | None:
        """Return the party right after a cue ("asked [of] the Soviet government"), None if something else stands there."""
        near = _NEAR.match(self.text, cue, end)
        close = near.end() if near else cue
        return next(
            (
                p
                for p in self.parties(cue, end)
                if p.span.start <= close + 1
                and p.pronoun not in ("i", "he", "they", "it", "we", "my", "our", "your", "his", "their", "her")
            ),
            None,
        )


@cache
def adjectives() -> Mapping[str, str]:
    """Return adjectives of states with the states' keys ("Hungarian": "hungary")."""
    return {str(word): str(key) for word, key in load_table("roles", "adjectives").items()}


_HOUSE_ABROAD = re.compile(r"\b(?:Embassy|Legation|Consulate|Mission|Ambassador|Minister|Chargé|Charge)\b.{0,20}\b(?:in|at|to)\s")


def _homes(message: Message, given: Given) -> dict[Entity, Entity]:
    """A house abroad, and whoever writes to a Department of State, is of the state to which it writes or that writes to it."""
    pair = [e for e in (message.speaker, message.hearer) if e]
    known = next((e for e in pair if given.authorities.state_of(e) is not None), None)
    state = given.authorities.state_of(known) if known else None
    if known is None or state is None:
        return {}
    ministry = known.kind in ("organization", "office") and state.key == "usa"
    return {e: state for e in pair if e.key is None and (ministry or _HOUSE_ABROAD.search(e.name + " "))}


@lru_cache(maxsize=2)
def _pronoun_starts(text: str) -> tuple[int, ...]:
    """Return all places of a text where a pronoun may start."""
    return tuple(hit.start() for hit in _PRONOUN_START.finditer(text))


@cache
def _role() -> re.Pattern[str]:
    return load_forms("roles")[0].pattern


def house_of(entity: Entity | None, given: Given) -> Entity | None:
    """Return the house for which an office speaks (the Secretary for his Department), else the entity itself."""
    house = load_table("roles", "houses").get(entity.key) if entity and entity.kind == "office" and entity.key else None
    entry = given.authorities.entries.get(("organization", house)) if house else None
    return entry.entity() if entry else entity


def _spoken_of(message: Message, mentions: tuple[Mention, ...], given: Given) -> Counter[Entity]:
    count: Counter[Entity] = Counter()
    for mention in mentions:
        if any(p.span.contains(mention.span) for p in message.passages):
            state = given.authorities.state_of(mention.entity)
            if state is not None:
                count[state] += 2 if mention.entity.kind == "state" else 1
    return count


def _state(entity: Entity | None, homes: Mapping[Entity, Entity], given: Given) -> Entity | None:
    return (homes.get(entity) or given.authorities.state_of(entity)) if entity else None


def to_scene(source: SourceText, message: Message, mentions: tuple[Mention, ...], given: Given) -> Scene:
    """Set the scene of a message: its parties' states, and the third states that it speaks of."""
    message = replace(message, speaker=house_of(message.speaker, given), hearer=house_of(message.hearer, given))
    ordered = tuple(sorted(mentions, key=lambda m: m.span))
    homes = _homes(message, given)
    speaker = _state(message.speaker, homes, given)
    hearer = _state(message.hearer, homes, given)
    count = _spoken_of(message, ordered, given)
    others = tuple(e for e, _ in sorted(count.items(), key=lambda kv: (-kv[1], kv[0].name)) if e != speaker)
    breaks = tuple(s.span.start for p in message.passages for s in split_sentences(source.text, p.span))
    return Scene(source, given, message, ordered, tuple(m.span.start for m in ordered), speaker, hearer, others, breaks, homes)
