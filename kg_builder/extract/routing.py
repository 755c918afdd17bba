"""Who wrote to whom: senders, addressees, relays, copy lists, places, from the marks of a page and from its title."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg_builder.extract.cues import find_cues
from kg_builder.extract.marks import Mark
from kg_builder.extract.reading import PARTIES, Reading, same, unique
from kg_builder.extract.titles import TitleParts, read_title
from kg_builder.model import Entity, EntityKind, Span, Stated

_OFFICES: tuple[EntityKind, ...] = ("person", "organization", "office")
_PLACE_FIRST: tuple[EntityKind, ...] = ("place", "organization")
_FOR_WHOM = re.compile(r"(?i:for|addressed\s+to)\s+(?:the\s+)?([^()]+)")
_HIDDEN_PLACE = re.compile(r"(?i:correspondent|corr\.)")
_HOME = re.compile(r"(?i:dept|department)(?:\s\d{1,5})?")
_REPEAT_NUMBER = re.compile(r"\s+\d{1,5}$")
_COPY_KINDS = frozenset({"copies", "copies-open", "copy-item", "copy-more"})
_FILE_NUMBER = re.compile(r"(?:#|\bNo\.?|N[º°])\s?\d")
_BRACKET_PART = re.compile(r"\s*[\[(].*$")


@dataclass(frozen=True, slots=True)
class Route:
    """What the head, the tail and the title say of the way of the outer telegram."""

    signers: tuple[Stated[Entity], ...]
    titled_senders: tuple[Stated[Entity], ...]
    addressees: tuple[Stated[Entity], ...]
    titled_addressees: tuple[Stated[Entity], ...]
    final: tuple[Stated[Entity], ...]
    """Those of "for Comrade X"."""
    via: tuple[Stated[Entity], ...]
    """Those that the title names as relay."""
    copies: tuple[Stated[Entity], ...]
    sent_from: Stated[Entity] | None
    sent_to: Stated[Entity] | None


def find_copies(reading: Reading, marks: Iterable[Mark]) -> tuple[Stated[Entity], ...]:
    """Return persons and named offices of the copy lists, each once."""
    found: list[Stated[Entity]] = []
    for mark in marks:
        if mark.kind in _COPY_KINDS and "who" in mark.parts:
            found += reading.names(mark.parts["who"], mark.rule, _OFFICES)
        if "copies" in mark.parts:
            found += reading.names(mark.parts["copies"], mark.rule, _OFFICES)
    return unique(found)


def title_parts(reading: Reading, mark: Mark | None) -> TitleParts:
    """Return the parts of a title mark, empty for none."""
    return read_title(reading.text, mark.parts.get("value", mark.span)) if mark else TitleParts()


def _place(reading: Reading, span: Span, rule: str) -> Stated[Entity]:
    bare = reading.strip_lead(span)
    while bare.start < bare.end and reading.text[bare.start] in "[(":
        bare = Span(bare.start + 1, bare.end)
    while bare.end > bare.start and reading.text[bare.end - 1] in "])" and "[" not in reading.words(bare):
        bare = Span(bare.start, bare.end - 1)
    return reading.who(bare, rule, _PLACE_FIRST)


def find_places(reading: Reading, head: Sequence[Mark], tail: Sequence[Mark]) -> tuple[Stated[Entity] | None, Stated[Entity] | None]:
    """Return where it was sent from and to. A city alone at the head, or before a dash, is where it goes."""
    origin = destination = dated = None
    for mark in head:
        place = mark.parts.get("place")
        if (
            mark.kind in ("from", "stamp", "kind")
            and place
            and not _HIDDEN_PLACE.match(reading.words(place))
            and not is_sender(reading, mark)
        ):
            origin = origin or _place(reading, place, mark.rule)
            if "goal" in mark.parts:
                destination = destination or _place(reading, mark.parts["goal"], mark.rule)
        elif mark.kind in ("date", "dateline") and place:
            dated = dated or _place(reading, place, mark.rule)
        elif mark.kind in ("to", "destination") and place:
            destination = destination or _place(reading, place, mark.rule)
        elif mark.kind == "name" and mark.rule == "tail.name-line" and reading.is_place(mark):
            destination = destination or _place(reading, mark.parts["who"], "head.city-alone")
    for mark in tail:
        if mark.kind in ("date", "dateline") and "place" in mark.parts:
            dated = dated or _place(reading, mark.parts["place"], mark.rule)
    return origin or dated, destination


def is_sender_mark(mark: Mark) -> bool:
    """True for a line "From X"."""
    return mark.kind == "from"


def is_sender(reading: Reading, mark: Mark) -> bool:
    """True for "From: NAME" where the name is a man's, or is followed by a colon and no known place."""
    if mark.rule != "stamp.from-place" or ":" not in reading.text[mark.span.start : mark.parts["place"].start]:
        return False
    place = mark.parts["place"]
    return reading.kind_at(place) != "place" and _place(reading, place, mark.rule).value.key is None


def _addressees(reading: Reading, head: Sequence[Mark]) -> tuple[Stated[Entity], ...]:
    found: list[Stated[Entity]] = []
    written_by = False
    for mark in head:
        if mark.kind == "from-person" or (is_sender_mark(mark) and is_sender(reading, mark)):
            written_by = True
        if mark.kind == "to":
            names = reading.names(mark.parts["who"], mark.rule)
            # "To PEKING, SOVIET AMBASSADOR": the city is where it goes.
            persons = [n for n in names if reading.kind_at(n.evidence[0].span) != "place"]
            found += persons or names
            if "for" in mark.parts:
                hit = _FOR_WHOM.search(reading.text, mark.parts["for"].start, mark.parts["for"].end)
                found += [reading.who(_without_gloss(reading, Span(*hit.span(1))), mark.rule)] if hit else []
        elif mark.kind == "name" and not written_by and not reading.is_place(mark) and _is_somebody(reading, mark):
            found.append(reading.who(mark.parts["who"], "head.name-alone"))
    return unique(found)


def _is_somebody(reading: Reading, mark: Mark) -> bool:
    """True if a line of the head that looks like a name is one: known, glossed, or in capitals."""
    span = mark.parts["who"]
    words = reading.words(span)
    return reading.kind_at(span) is not None or "[" in words or "(" in words or words.upper() == words


def _without_gloss(reading: Reading, span: Span) -> Span:
    cut = _BRACKET_PART.search(reading.text, span.start, span.end)
    return Span(span.start, cut.start()) if cut and cut.start() > span.start else span


def _named_after_sender(reading: Reading, head: Sequence[Mark]) -> list[Stated[Entity]]:
    """Names one a line below "From: X": those whom the receiving office gave it to."""
    at = next((i for i, m in enumerate(head) if m.kind == "from-person" or (is_sender_mark(m) and is_sender(reading, m))), len(head))
    return [
        reading.who(m.parts["who"], "copies.names-below-sender", _OFFICES)
        for m in head[at:]
        if m.kind == "name" and not reading.is_place(m)
    ]


def _titled(
    reading: Reading, parts: TitleParts
) -> tuple[tuple[Stated[Entity], ...], Stated[Entity] | None, tuple[Stated[Entity], ...], Stated[Entity] | None]:
    """Senders, place of sending, addressees, place of destination, as the title has them."""
    origin = destination = None
    senders: list[Stated[Entity]] = []
    for span in parts.senders:
        if _FILE_NUMBER.search(reading.words(span)):
            continue
        if not senders and reading.kind_at(span) == "place":
            origin = _place(reading, span, "title.place")
        elif not senders:
            senders.append(reading.who(span, "title.sender"))
    addressees = []
    for span in parts.addressees:
        if reading.kind_at(span) == "place":
            destination = destination or _place(reading, span, "title.place")
        else:
            addressees.append(reading.who(span, "title.addressee"))
    return tuple(senders), origin, unique(addressees), destination


def find_signers(reading: Reading, marks: Sequence[Mark]) -> tuple[Stated[Entity], ...]:
    """Return who signed: the names after the last running text, a city on its own line left out."""
    told = [i for i, m in enumerate(marks) if m.kind in ("prose", "salutation")]
    # A line or two of the publisher's may stand behind the signature.
    while len(told) > 1 and told[-1] - told[-2] > 1 and _is_late(marks, told):
        told.pop()
    last = told[-1] if told else -1
    found: list[Stated[Entity]] = []
    for mark in marks[last + 1 :]:
        if mark.kind in ("back", "furniture", "citation") and found:
            break
        if mark.kind in ("name", "signature") and not (mark.kind == "name" and reading.is_place(mark)):
            rule = mark.rule if mark.kind == "signature" else "tail.signature"
            names = reading.names(mark.parts["who"], rule) if mark.rule == "tail.name-list" else ()
            found += names or [reading.who(mark.parts["who"], rule, ("person", "office", "organization"))]
    return unique(found)


_LATE = 160


def _is_late(marks: Sequence[Mark], told: list[int]) -> bool:
    """True if the last running text is short and only a signature, a number or a date stands between it and the text before."""
    if any(m.kind in ("name", "signature") for m in marks[told[-1] + 1 :]):
        return False
    between = [m.kind for m in marks[told[-2] + 1 : told[-1]]]
    length = sum(m.span.end - m.span.start for m in marks[told[-1] :] if m.kind == "prose")
    return length < _LATE and any(k in ("name", "signature") for k in between)


def find_route(reading: Reading, head: Sequence[Mark], own: Sequence[Mark], tail: Sequence[Mark], title: Mark | None) -> Route:
    """Read the way of the outer telegram: `own` are its marks in the body, `tail` those after it."""
    parts = title_parts(reading, title)
    senders, origin, titled, goal = _titled(reading, parts)
    author = next((m for m in head if m.kind == "author"), None)
    if author and not senders:
        senders = (reading.who(author.parts["who"], author.rule),)
    named = [reading.who(m.parts["who"], m.rule) for m in head if m.kind == "from-person"]
    named += [reading.who(m.parts["place"], "head.from-person") for m in head if m.kind == "from" and is_sender(reading, m)]
    sent_from, sent_to = find_places(reading, head, [*own, *tail])
    copies = [*find_copies(reading, [*head, *own, *tail]), *_named_after_sender(reading, head)]
    addressees = _addressees(reading, head)
    for mark in head:
        if mark.kind == "to-list":
            # The "To:" of a covering minute is a copy list: the title names another addressee.
            listed = reading.names(mark.parts["who"], mark.rule)
            covering = any(c.kind == "attached" for m in own if m.kind == "prose" for c in find_cues(reading.text, m.span))
            covering = covering or (bool(titled) and not any(same(t.value, one.value) for t in titled for one in listed))
            copies += listed if covering else ()
            addressees = unique([*addressees, *(() if covering else listed)])
    final = [one for m in head if m.kind == "for" for one in reading.names(m.parts["who"], m.rule)]
    repeated = [
        one for m in own if m.kind == "repeated" and m.parts["label"].end - m.parts["label"].start == 4 for one in _repeated(reading, m)
    ]
    return Route(
        signers=(*find_signers(reading, [*own, *tail]), *named),
        titled_senders=senders,
        addressees=unique([*addressees, *repeated]) if not repeated else unique([*repeated, *addressees, *titled]),
        titled_addressees=titled,
        final=unique(final),
        via=tuple(reading.who(span, "title.via") for span in parts.via),
        copies=unique(copies),
        sent_from=sent_from or origin,
        sent_to=sent_to or goal,
    )


def _repeated(reading: Reading, mark: Mark) -> tuple[Stated[Entity], ...]:
    """Those whom a State Department print names after "Sent": "Sent CINCFE; repeated information Department 944"."""
    span = mark.parts["who"]
    number = _REPEAT_NUMBER.search(reading.text, span.start, span.end)
    names = reading.names(Span(span.start, number.start()) if number else span, mark.rule, PARTIES)
    return tuple(n for n in names if not _HOME.fullmatch(n.evidence[0].quote))
