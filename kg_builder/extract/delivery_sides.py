"""From which side to which: what a clause says of supplier and recipient, and what the message leaves unsaid."""

from __future__ import annotations

import re

from kg_builder.extract.occurrence import Occurrence
from kg_builder.extract.scene import Party, Scene, entity_path
from kg_builder.model import Entity, Span

_TO = re.compile(r"\b(?:to|for)\s+(?:the\s+|our\s+|use\s+in\s+)?", re.IGNORECASE)
_FROM = re.compile(r"\b(?:from|by)\s+(?:the\s+)?", re.IGNORECASE)
_HAD = re.compile(r"\b(?:had|obtained|bought|purchased|procured)$")

Sides = tuple[Party | None, Party | None]
"""Supplier and recipient."""


def find_sides(at: Occurrence, clause: Span, asks: bool, last: tuple[Entity | None, Entity | None] | None) -> Sides:
    """Return supplier and recipient.

    `asks` is True if the speaker is the asking side of this message; `last` are the sides of the delivery named last.
    """
    recipient = None
    if at.says("recipient") == "subject":
        recipient = _side(at.scene, at.scene.subject(at.start, at.cue.start + len(at.found[0]) // 2))
    supplier = _supplier(at) or _side(at.scene, _explicit(at.scene, Span(at.cue.start, clause.end), _FROM, _entity(recipient)))
    if recipient is None:
        recipient = _recipient(at, clause, _entity(supplier))
    if supplier is None and recipient is not None and _HAD.search(at.found[0]):
        # "rice can be had US": who is named behind the verb supplies.
        supplier, recipient = recipient, None
    if supplier is None and recipient is None and last is not None:
        # The sides named last go on until others are named.
        return at.party(last[0]), at.party(last[1])
    return _complete(at, supplier, recipient, asks)


def _entity(party: Party | None) -> Entity | None:
    return party.entity if party else None


def _supplier(at: Occurrence) -> Party | None:
    """The supplier by the rule of the cue's form."""
    rule = at.says("supplier")
    if rule == "subject":
        return _side(at.scene, at.scene.subject(at.start, at.cue.end))
    if rule == "inside":
        inside = at.scene.parties(at.cue.start, at.cue.end)
        return _side(at.scene, inside[0]) if inside else None
    return _speaker(at) if rule == "speaker" else None


def _recipient(at: Occurrence, clause: Span, supplier: Entity | None) -> Party | None:
    """The party right behind the verb, else one behind "to" or "for"; never the supplier."""
    scene, behind = at.scene, Span(at.cue.end, clause.end)
    near = scene.after(behind.start, behind.end) or _place_behind(at, clause)
    if near and scene.state_of(near.entity) != supplier:
        return _side(scene, near)
    return _side(scene, _explicit(scene, behind, _TO, supplier) or _explicit(scene, clause, _TO, supplier))


def _explicit(scene: Scene, clause: Span, pattern: re.Pattern[str], other: Entity | None) -> Party | None:
    """A party named behind "to", "for", "from" or "by" in the clause, if it is not the other side."""
    for found in pattern.finditer(scene.text, clause.start, clause.end):
        parties = scene.parties(found.end(), min(found.end() + 40, clause.end), places=True)
        near = next((p for p in parties if p.span.start - found.end() <= 12), None)
        state = scene.state_of(near.entity) if near else None
        if near and state is not None and state != other:
            return near
    return None


def _side(scene: Scene, party: Party | None) -> Party | None:
    """The party as a side of a delivery: its state, if it speaks for one."""
    if party is None:
        return None
    state = scene.state_of(party.entity)
    if state is None:
        return party if party.entity.kind in ("person", "organization", "office") else None
    return Party(party.span, state, entity_path(state) if state != party.entity else party.basis, party.pronoun)


def _speaker(at: Occurrence) -> Party | None:
    return at.party(at.scene.speaker_state or at.scene.message.speaker)


def _place_behind(at: Occurrence, clause: Span) -> Party | None:
    """A country right behind the verb stands for its state: "allocated Korea"."""
    behind = at.scene.parties(at.cue.end, clause.end, places=True)
    return next((p for p in behind if p.span.start <= at.cue.end + 2), None)


def _complete(at: Occurrence, supplier: Party | None, recipient: Party | None, asks: bool) -> Sides:
    """Fill the side that is not said from the message: the side that answers supplies, the side that asks receives."""
    if supplier is not None and recipient is not None:
        return supplier, recipient
    scene = at.scene
    asks = asks and scene.speaker_state != scene.hearer_state
    speaker, hearer = _speaker(at), at.party(scene.hearer_state or scene.message.hearer)
    foreign = [at.party(state) for state in scene.near(at.cue.start)]
    if supplier is not None:
        return supplier, _other_than(supplier, hearer, speaker, *foreign)
    if recipient is not None:
        return _other_than(recipient, *((hearer, speaker) if asks else (speaker, hearer)), *foreign), recipient
    other = _other_than(speaker, hearer, *foreign) if speaker else None
    return (other, speaker) if asks else (speaker, other)


def _other_than(one: Party, *others: Party | None) -> Party | None:
    """Return the first party that is another entity."""
    return next((p for p in others if p and p.entity != one.entity), None)
