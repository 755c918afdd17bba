"""What is known before a text is read: authority entries and concepts, as plain records.

Read from `ontology/authority/*.ttl` and `ontology/vocabularies/*.ttl` by `resources`; the text side sees only these.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kg_builder.model import Entity, EntityKind


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeName:
    """A code name in use, with the days of its use (inclusive; None: open) and a place the channel needs, if any."""

    name: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityEntry:
    """One person, organization, state, office or place of the authority files.

    `labels` are all spellings, the preferred name first; `hidden` are spellings to match but not to show.
    `acts_for` is the key of the state for which it speaks ("we"), of a place the state in whose territory it lies; None if it has none.
    `context_labels` are those of the labels that are too short or too common to match without a title or a role.
    """

    kind: EntityKind
    key: str
    name: str
    labels: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    context_labels: frozenset[str] = frozenset()
    code_names: tuple[CodeName, ...] = ()
    acts_for: str | None = None
    role: str = ""
    since: date | None = None
    until: date | None = None

    def entity(self) -> Entity:
        """Return the entity that stands for this entry in facts."""
        return Entity(self.kind, self.name, self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """One SKOS concept: `labels` are preferred, alternative and hidden ones, the preferred first."""

    scheme: str
    key: str
    label: str
    labels: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorities:
    """All entries by (kind, key), and all concepts by scheme ("commodity", "unit", …) and key."""

    entries: Mapping[tuple[EntityKind, str], AuthorityEntry]
    concepts: Mapping[str, Mapping[str, Concept]]

    def entry(self, entity: Entity) -> AuthorityEntry | None:
        """Return the entry of a known entity, None for a provisional one."""
        return self.entries.get((entity.kind, entity.key)) if entity.key else None

    def state_of(self, entity: Entity) -> Entity | None:
        """Return the state for which it speaks; a state speaks for itself."""
        if entity.kind == "state":
            return entity
        entry = self.entry(entity)
        state = self.entries.get(("state", entry.acts_for)) if entry and entry.acts_for else None
        return state.entity() if state else None
