"""One identity, one thing: what the readers of a page named apart is told apart before it gets an address.

A provisional entity is known by its kind and the place of its first mention, everything else of the text by its start. Two
readers may give one place to two names ("TEST" and "TEST ADMINISTRATION"), or one start to two acts; such a page is settled
here, so that no text can fail for it. What is alone at its place keeps it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, TypeVar

from kg_builder.model import Act, ArchivalReference, CodeNameUse, Entity, Extraction, Item, MentionedDocument, Stated, Telegram

Started = TypeVar("Started", bound=Act | ArchivalReference | CodeNameUse | Item | MentionedDocument | Telegram)


@cache
def _parts(kind: type) -> tuple[str, ...]:
    """Return the names of what records of a kind hold; empty for what is no record."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()


def _stated(thing: Any) -> Iterator[Stated[Any]]:
    """Every stated value below a thing, in the order of its fields."""
    todo = [thing]
    while todo:
        one = todo.pop()
        if isinstance(one, Stated):
            yield one
        elif isinstance(one, tuple):
            todo.extend(reversed(one))
        elif one is not None:
            todo.extend([getattr(one, name) for name in reversed(_parts(one.__class__))])


def _places(extraction: Extraction) -> dict[Entity, int]:
    """Each provisional entity with the first place where its words were read."""
    places: dict[Entity, int] = {}
    for part in (extraction.telegrams, extraction.requests, extraction.deliveries, extraction.references, extraction.code_name_uses):
        for one in _stated(part):
            if isinstance(one.value, Entity) and one.value.key is None:
                start = one.evidence[0].span.start
                places[one.value] = min(start, places.get(one.value, start))
    return places


def _renamed(places: Mapping[Entity, int]) -> dict[Entity, Entity]:
    """Entities that share an identity, each with the one that stands for it: itself at its own place, or its equal there."""
    taken: dict[tuple[str, int], Entity] = {}
    changed: dict[Entity, Entity] = {}
    for entity in sorted(places, key=lambda e: (places[e] != e.first, places[e], len(e.name), e.name)):
        kept = taken.setdefault((entity.kind, entity.first), entity)
        if kept.name == entity.name:
            # The same name with other bearers that it may mean is the same thing.
            if kept != entity:
                changed[entity] = kept
            continue
        moved = replace(entity, first=places[entity])
        changed[entity] = taken.setdefault((moved.kind, moved.first), moved)
    return changed


def _replaced(thing: Any, changed: Mapping[Entity, Entity]) -> Any:
    if isinstance(thing, Entity):
        return changed.get(thing, thing)
    if isinstance(thing, tuple):
        return tuple(_replaced(part, changed) for part in thing)
    if is_dataclass(thing) and not isinstance(thing, type):
        return replace(thing, **{f.name: _replaced(getattr(thing, f.name), changed) for f in fields(thing)})
    return thing


def _moved(things: Iterable[Started]) -> dict[Started, int]:
    """Return for each thing whose start another thing before it has the next offset at which nothing starts."""
    first: dict[int | None, Started] = {}
    later: list[Started] = []
    for thing in things:
        if first.setdefault(thing.start, thing) != thing and thing not in later:
            later.append(thing)
    starts = set(first)
    moved: dict[Started, int] = {}
    for thing in later:
        at = (thing.start or 0) + 1
        while at in starts:
            at += 1
        starts.add(at)
        moved[thing] = at
    return moved


def _apart(things: Sequence[Started]) -> tuple[Started, ...]:
    moved = _moved(things)
    return tuple(replace(thing, start=moved[thing]) if thing in moved else thing for thing in things) if moved else tuple(things)


def _acts_apart(acts: Sequence[Any]) -> tuple[Any, ...]:
    return _apart([act if (items := _apart(act.items)) == act.items else replace(act, items=items) for act in acts])


def _telegrams_apart(telegrams: Sequence[Telegram]) -> tuple[Telegram, ...]:
    moved = _moved(mark for telegram in telegrams for mark in telegram.archival_reference)
    if moved:
        telegrams = [
            replace(t, archival_reference=tuple(replace(m, start=moved.get(m, m.start)) for m in t.archival_reference)) for t in telegrams
        ]
    return _apart(telegrams)


def settle_identities(extraction: Extraction) -> Extraction:
    """Return the same facts with one thing for each identity; the very same record if nothing is to be settled."""
    changed = _renamed(_places(extraction))
    named: Extraction = _replaced(extraction, changed) if changed else extraction
    settled = Extraction(
        telegrams=_telegrams_apart(named.telegrams),
        requests=_acts_apart(named.requests),
        deliveries=_acts_apart(named.deliveries),
        references=_apart(named.references),
        code_name_uses=_apart(named.code_name_uses),
        findings=named.findings,
    )
    return extraction if settled == extraction else settled
