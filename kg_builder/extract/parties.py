"""States, organizations, offices and places that a page names, by authority, by gazetteer and by the nouns they bear."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from kg_builder.authority import AuthorityEntry
from kg_builder.extract.gazetteer import load_gazetteer
from kg_builder.extract.messages import Mention
from kg_builder.extract.name_words import is_english, name_words
from kg_builder.extract.names import Fit, NameHit, NameIndex, squeeze
from kg_builder.extract.page import Cover, Page, Unit
from kg_builder.extract.person_context import is_acronym
from kg_builder.extract.person_names import Loose
from kg_builder.model import Entity, EntityKind, Span

# Nouns that make an adjective a state as actor: "the Korean comrades", "the Hungarian authorities".
_COLLECTIVE = re.compile(
    r"[ \n\r\xa0]{1,2}(?:people's )?(?:governments?|govts?|authorities|side|comrades|friends|leadership|leaders|regime|party and government|state|allies)\b(?! secur| farm| bank| trad)"
)
_GOVERNMENT_OF = re.compile(r"(?:governments?|govts?) of (?:the )?\Z")
_PLACE_ONLY = frozenset("in into inside within across throughout through via over around near towards toward".split())
# After "the Chinese", a word that can begin no noun phrase's head: the Chinese are the people.
_NO_NOUN = re.compile(
    r"[ \n\r\xa0]{1,2}(?:and|or|but|to|for|in|on|at|by|with|from|of|that|who|which|as|if|not|also|themselves|have|has|had|are|is|were|was|will|would|could|can|may|might|must|should"
    r"|do|did|say|said|ask|asked|want|wanted|agree|agreed|propose|proposed|think|thought|told|informed|requested|then|now|when|were)\b|[.,;:!?)\"']"
)
_SHORT_COUNTRY = frozenset("us uk usa ussr dprk prc rok drv uar gdr frg".split())
# Heads of organizations' names, and whether "and" may go on with them ("Ministry of Culture and Education").
_HEADS = frozenset(
    "embassy embassies legation consulate ministry department dept directorate administration staff committee council commission bureau politburo presidium headquarters mission delegation party parliament"
    " assembly army corps fleet college academy institute university agency bank company corporation congress cabinet board federation union league foundation organization office command govt government".split()
)
_ALONE = frozenset("politburo presidium embassy department dept foreign-office".split())
_OF = re.compile(r"(?:[ \xa0](?:of the|of|for|in the|in|and|on)?[ \xa0]?(?=[^\W\d_a-z])[^\W\d_]+(?:['’-][^\W\d_]+){0,3}){1,7}", re.UNICODE)
_ORDINAL = re.compile(r"(?:\d{1,3}(?:st|nd|rd|th|d)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)[ \xa0]{1,2}\Z")
_PLACE_BEFORE = frozenset("in at near via through into over around from outside throughout across".split())
_NAVIGATE = re.compile(
    r"\b(?:city|town|province|port|village|region|district|county|island|base|airfield|airport|area|station) of (?:the )?\Z"
)


@dataclass(frozen=True, slots=True, eq=False)
class Parties:
    """What the finding of parties is given: the page, the index, and the telegram's day."""

    page: Page
    index: NameIndex
    written: date | None
    spoken: frozenset[str] = frozenset()
    """All known strings of the page, letters only."""

    def state(self, country: str) -> Entity | None:
        """Return the state of the authority files that a country of the gazetteer is on that day, None if they know none."""
        gazetteer = load_gazetteer()
        name = gazetteer.shared.get(country, {}).get(self.page.family, country)
        for label in gazetteer.countries[name].names:
            for fit in self.index.lookup(label):
                if fit.entry.kind == "state" and fit.entry.key and self.lives(fit.entry):
                    return fit.entry.entity()
        return None

    def lives(self, entry: AuthorityEntry) -> bool:
        """True if the entry's days hold that of the telegram; a text without a date fits all."""
        day = self.written
        return day is None or ((entry.since is None or entry.since <= day) and (entry.until is None or day <= entry.until))


def _entries(hit: NameHit, kind: EntityKind, parties: Parties) -> list[AuthorityEntry]:
    """Return the entries of one kind that a string may stand for on that day, all if none lives then."""
    entries = [fit.entry for fit in hit.fits if fit.entry.kind == kind and fit.entry.key]
    lively = [entry for entry in entries if parties.lives(entry)] or entries
    # An abbreviation that two states share ("GOC") is that of the one which the page names in full.
    named = [entry for entry in lively if squeeze(entry.name) in parties.spoken] if len(lively) > 1 else []
    return named or lively


def _entry(hit: NameHit, kind: EntityKind, parties: Parties) -> AuthorityEntry | None:
    return next(iter(_entries(hit, kind, parties)), None)


def _country(hit: NameHit) -> Fit | None:
    return next((fit for fit in hit.fits if fit.how in ("word", "people") and fit.entry.kind == "state"), None)


def _states(parties: Parties, hit: NameHit) -> Iterator[Mention]:
    page, span = parties.page, hit.span
    country = _country(hit)
    if country is not None and country.how == "people":
        yield from _people(parties, hit, country.entry.name)
        return
    entries = _entries(hit, "state", parties)
    entry = entries[0] if entries and (len(entries) == 1 or country) else None
    before = page.words_before(span.start)
    if (not entries and country is None) or (country and before and before[-1] in _PLACE_ONLY):
        return
    known = entry.entity() if entry and parties.lives(entry) else parties.state(country.entry.name) if country else None
    may_be = tuple(sorted(f"state/{one.key}" for one in entries)) if len(entries) > 1 else ()
    entity = known or Entity("state", country.entry.name if country else page.text[span.start : span.end], None, span.start, may_be)
    start = _GOVERNMENT_OF.search(page.flat[max(0, span.start - 24) : span.start])
    noun = _COLLECTIVE.match(page.flat, span.end)
    whole = Span(span.start - len(start[0]) if start else span.start, noun.end() if noun else span.end)
    yield Mention(whole, entity, "names.state", span)


def _people(parties: Parties, hit: NameHit, country: str) -> Iterator[Mention]:
    page, span = parties.page, hit.span
    noun = _COLLECTIVE.match(page.flat, span.end)
    article = page.flat[max(0, span.start - 4) : span.start] == "the "
    word = page.flat[span.start : span.end]
    plural = word.endswith(("s", "men")) and word not in ("swiss", "laos")
    if not noun and not plural and not (article and _NO_NOUN.match(page.flat, span.end)):
        return
    entity = parties.state(country) or Entity("state", country, first=span.start)
    whole = Span(span.start - 4 if article else span.start, noun.end() if noun else span.end)
    yield Mention(whole, entity, "names.state-collective", Span(span.start, whole.end))


def _is_country_name(page: Page, hit: NameHit) -> bool:
    word = page.flat[hit.span.start : hit.span.end]
    return not page.text[hit.span.start : hit.span.end].isupper() or len(word) > 4 or word.replace(".", "") in _SHORT_COUNTRY


def _places(parties: Parties, hit: NameHit) -> Iterator[Mention]:
    entry = _entry(hit, "place", parties)
    if entry is not None:
        yield Mention(hit.span, entry.entity(), "names.known", hit.span)
        return
    word = next((fit for fit in hit.fits if fit.how == "word"), None)
    if word is not None and (word.entry.kind == "place" or _is_country_name(parties.page, hit)):
        yield Mention(hit.span, Entity("place", word.entry.name, first=hit.span.start), "names.gazetteer", hit.span)


def _bodies(parties: Parties, hit: NameHit) -> Iterator[Mention]:
    for kind in ("organization", "office"):
        entry = _entry(hit, kind, parties)
        if entry is None:
            continue
        context = all(fit.how == "context" for fit in hit.fits if fit.entry.kind == kind)
        if _is_own_name(parties.page, hit) and (not context or parties.page.text[hit.span.start].isupper()):
            yield Mention(hit.span, entry.entity(), "names.known", hit.span)


def _is_own_name(page: Page, hit: NameHit) -> bool:
    """True unless it is a bare noun ("Department"), which names a body in State Department prints only, and there unqualified."""
    if page.flat[hit.span.start : hit.span.end] not in name_words().common:
        return True
    before = page.text[max(0, hit.span.start - 40) : hit.span.start].split()
    return page.family == "print" and not (
        before and before[-1][0].isupper() and before[-1][-1].isalpha() and not page.starts_sentence(hit.span.start)
    )


def _body_span(page: Page, units: Sequence[Unit], at: int) -> Span | None:
    """Return the span of an organization around its head noun, None for a bare noun."""
    first = at
    while (
        first
        and units[first - 1].kind in "XCUG"
        and units[first - 1].folded not in _STOPPERS
        and page.flat[units[first - 1].end : units[first].start] in (" ", "\xa0")
    ):
        first -= 1
    start, end = units[first].start, units[at].end
    ordinal = _ORDINAL.search(page.flat[max(0, start - 12) : start])
    start -= len(ordinal[0]) if ordinal else 0
    if page.in_capitals(start):
        end = units[-1].end
    else:
        tail = _OF.match(page.text, end)
        end = tail.end() if tail else end
    bare = start == units[at].start and end == units[at].end
    return None if bare else Span(start, end)


_STOPPERS = frozenset(
    "the a an from to by for and in on of this that our your their his my copies received sent if as at with no is when title telegram cable letter message".split()
)


def _named_bodies(parties: Parties) -> Iterator[Mention]:
    page = parties.page
    for units, kinds in zip(page.runs, page.kinds, strict=True):
        if "C" not in kinds and "X" not in kinds:
            continue
        for at, unit in enumerate(units):
            if unit.kind not in "CUX" or unit.folded not in _HEADS:
                continue
            span = _body_span(page, units, at)
            if span is None:
                continue
            words = page.text[span.start : span.end]
            entry = next((fit.entry for fit in parties.index.lookup(words) if fit.entry.kind == "organization"), None)
            entity = entry.entity() if entry else Entity("organization", re.sub(r"\s+", " ", words), first=span.start)
            yield Mention(span, entity, "names.organization", span)


def _unknown_places(page: Page, loose: Sequence[Loose]) -> Iterator[Mention]:
    nouns, words = load_gazetteer(), name_words()
    for one in loose:
        first, last = one.units[0], one.units[-1]
        if len(one.units) > 2 or len(last.folded) < 4 or is_acronym(page, last) or is_english(last.folded):
            continue
        if first.hit or last.hit or (one.after is not None and one.after.folded in nouns.thing):
            continue
        before = page.words_before(first.start)
        noun = one.after is not None and one.after.folded in nouns.after and page.flat[last.end : one.after.start] == " "
        placed = bool(before) and before[-1] in _PLACE_BEFORE and page.flat[first.start - 1] in " \n" and before[-2:-1] != ["telegram"]
        called = _NAVIGATE.search(page.flat[max(0, first.start - 24) : first.start])
        if (noun or placed or called) and not any(unit.folded in words.common for unit in one.units) and not page.like_title(first.start):
            span = Span(first.start, one.after.end if noun and one.after else last.end)
            yield Mention(span, Entity("place", page.text[span.start : span.end], first=span.start), "names.placed", span)


def _unify(mentions: Sequence[Mention]) -> Iterator[Mention]:
    """Give all mentions of one provisional thing the identity of the first."""
    firsts: dict[tuple[EntityKind, str], Entity] = {}
    for mention in sorted(mentions, key=lambda one: one.span.start):
        entity = mention.entity
        if entity.key is not None:
            yield mention
            continue
        first = firsts.setdefault((entity.kind, squeeze(entity.name)), entity)
        yield mention if first is entity else Mention(mention.span, first, mention.rule, mention.name)


def _is_inside(span: Span, bodies: Sequence[Mention], wholes: Cover) -> bool:
    """True for a body that is but a part of another's name."""
    return wholes.holds(span.start, span.end) and any(body.span.contains(span) and body.span != span for body in bodies)


def find_parties(page: Page, index: NameIndex, loose: Sequence[Loose], persons: Sequence[Span], written: date | None) -> list[Mention]:
    """Return the mentions of everything but persons; `persons` are the spans of those, `loose` words that are none."""
    parties = Parties(page, index, written, frozenset(squeeze(page.flat[hit.span.start : hit.span.end]) for hit in page.hits))
    found: list[Mention] = []
    taken = Cover(persons)
    for hit in page.hits:
        if taken.holds(hit.span.start):
            continue
        found += (*_states(parties, hit), *_places(parties, hit), *_bodies(parties, hit))
    bodies = [mention for mention in _named_bodies(parties) if not taken.meets(mention.span)]
    wholes = Cover(body.span for body in bodies)
    bodies = [body for body in bodies if not _is_inside(body.span, bodies, wholes)]
    # A name inside a longer one is the longer one's: "General Staff" in "8th Department of the General Staff".
    inside = {"organization", "state"}
    found = [
        one
        for one in found
        if one.entity.kind not in inside or not any(body.span.contains(one.span) and body.span != one.span for body in bodies)
    ]
    spans = {one.span for one in found if one.entity.kind == "organization"}
    found += [body for body in bodies if body.span not in spans]
    found += _unknown_places(page, loose)
    return list(_unify(found))
