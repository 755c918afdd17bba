"""One identity, one thing: what the readers of a page named apart is told apart before it gets an address.

A provisional entity is known by its kind and the place of its first mention. Two readers may give one place to two names
("TEST" and "TEST ADMINISTRATION"); such a page is settled here, so that no text can fail for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from kg_builder.model import Entity, Extraction, Stated


def _stated(thing: Any) -> Iterator[Stated[Any]]:
    """Every stated value below a thing, in the order of its fields."""
    if isinstance(thing, Stated):
        yield thing
    elif isinstance(thing, tuple):
        for part in thing:
            yield from _stated(part)
    elif is_dataclass(thing):
        for field in fields(thing):
            yield from _stated(getattr(thing, field.name))


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


def settle_identities(extraction: Extraction) -> Extraction:
    """Return the same facts with one entity for each identity; the very same record if nothing is to be settled."""
    changed = _renamed(_places(extraction))
    if not changed:
        return extraction
    settled: Extraction = _replaced(extraction, changed)
    return settled
