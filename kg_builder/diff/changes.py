"""From two states to changes: whole things gained, lost or moved, and single values altered."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal
from urllib.parse import unquote

from kg_builder.diff.states import Part, State, to_mapping
from kg_builder.terms import Term, Triple, parse_literal
from kg_builder.validate.wording import short
from kg_builder.validate.words import Evidence, Words
from kg_builder.vocab import DCTERMS_TITLE, FOAF_NAME, RDF_TYPE, RDFS_LABEL, SKOS_PREF_LABEL, TG_SOFTWARE_VERSION

Kind = Literal["gained", "lost", "altered", "moved"]

_TYPE: Final = f"<{RDF_TYPE}>"
_LABELS: Final = tuple(f"<{iri}>" for iri in (RDFS_LABEL, SKOS_PREF_LABEL, FOAF_NAME, DCTERMS_TITLE))
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change. A whole thing that came or went has no `property_name`, and `statements` says what it said of itself.

    `words` are those of the new state, of the old one where something was lost.
    """

    kind: Kind
    part: Part
    thing: Term
    name: str
    type: str
    document: str = ""
    property_name: str | None = None
    old: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    words: tuple[Words, ...] = ()

    @property
    def order(self) -> tuple[object, ...]:
        """By document, asserted before inferred, then by thing and property."""
        return (self.document, self.part, self.name, self.thing, self.property_name or "", self.kind, self.old, self.new)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """All changes of the facts, in order, and how many statements of the evidence and the runs differ."""

    changes: tuple[Change, ...]
    evidence: tuple[int, int] = (0, 0)
    """Statements of the evidence gained and lost."""
    versions: tuple[str, str] = ("", "")
    """The versions of the software, if they differ."""

    def __bool__(self) -> bool:
        """True if a fact changed."""
        return bool(self.changes)

    def of(self, part: Part) -> tuple[Change, ...]:
        """Return the changes of a part."""
        return tuple(change for change in self.changes if change.part == part)


class _Side:
    """One state, ready to be told."""

    def __init__(self, state: State, folders: Sequence[Path]) -> None:
        self.state = state
        self._folders = folders
        everything = state.of("asserted") | state.of("inferred")
        self.values = to_mapping(everything)
        self._types = to_mapping(triple for triple in state.of("asserted") if triple[1] == _TYPE)
        self.subjects = {subject for subject, _, _ in everything}
        self.labels = self._find_labels(everything)
        self.evidence: Evidence | None = None

    @staticmethod
    def _find_labels(triples: Iterable[Triple]) -> Mapping[Term, str]:
        found: dict[Term, tuple[int, str, str]] = {}
        for subject, predicate, obj in triples:
            if predicate in _LABELS and (literal := parse_literal(obj)):
                rank = (_LABELS.index(predicate), "" if literal.language in (None, "en") else literal.language or "", literal.lexical)
                found[subject] = min(found.get(subject, rank), rank)
        return {term: text for term, (_, _, text) in found.items()}

    def say(self, term: Term) -> str:
        literal = parse_literal(term) if term.startswith('"') else None
        return literal.lexical if literal else self.labels.get(term) or short(term)

    def type_of(self, thing: Term) -> str:
        """Return the classes that are asserted; what follows from them would only repeat them more widely."""
        classes = self._types.get((thing, _TYPE)) or self.values.get((thing, _TYPE), frozenset())
        return ", ".join(sorted({short(cls) for cls in classes})) or "node"

    def read_evidence(self, things: Collection[Term]) -> None:
        self.evidence = Evidence(self.state.of("evidence") | self.state.of("asserted"), things, self._folders)

    def words(self, thing: Term, predicate: Term | None, value: Term | None) -> tuple[Words, ...]:
        return self.evidence.find(thing, predicate, value) if self.evidence else ()


def find_difference(old: State, new: State, folders: Sequence[Path] = ()) -> Difference:
    """Return what changed; `folders` are where the texts lie, for the lines of the words."""
    before, after = _Side(old, folders), _Side(new, folders)
    changes: list[Change] = []
    for part in ("asserted", "inferred"):
        changes += _changes(part, before, after)
    evidence = new.of("evidence"), old.of("evidence")
    return Difference(
        changes=tuple(sorted(changes, key=lambda change: change.order)),
        evidence=(len(evidence[0] - evidence[1]), len(evidence[1] - evidence[0])),
        versions=_versions(old, new),
    )


def _versions(old: State, new: State) -> tuple[str, str]:
    def of(state: State) -> str:
        return ", ".join(sorted({short(o) for _, p, o in state.of("run") if p == f"<{TG_SOFTWARE_VERSION}>"}))

    return (of(old), of(new)) if of(old) != of(new) else ("", "")


def _by_subject(triples: Iterable[Triple]) -> dict[Term, set[Triple]]:
    found: dict[Term, set[Triple]] = defaultdict(set)
    for triple in triples:
        found[triple[0]].add(triple)
    return found


def _moved(lost: Mapping[Term, set[Triple]], gained: Mapping[Term, set[Triple]], before: _Side, after: _Side) -> dict[Term, Term]:
    """Return old and new address of things that only stand elsewhere: the same class and label, once on each side."""

    def names(things: Iterable[Term], side: _Side) -> dict[tuple[str, str], Term]:
        found: dict[tuple[str, str], list[Term]] = defaultdict(list)
        for thing in things:
            if thing in side.labels:
                found[side.type_of(thing), side.labels[thing]].append(thing)
        return {key: things[0] for key, things in found.items() if len(things) == 1}

    here, there = names(lost, before), names(gained, after)
    return {here[key]: there[key] for key in sorted(here.keys() & there.keys())}


def _whole(triples: Iterable[Triple], there: Collection[Term]) -> dict[Term, set[Triple]]:
    """Return the things of which the other state says nothing at all."""
    return {thing: said for thing, said in _by_subject(triples).items() if thing not in there}


def _changes(part: Part, before: _Side, after: _Side) -> Iterator[Change]:
    old, new = before.state.of(part), after.state.of(part)
    moved: dict[Term, Term] = {}
    if part == "asserted":
        moved = _moved(_whole(old - new, after.subjects), _whole(new - old, before.subjects), before, after)
        old = frozenset((moved.get(s, s), p, moved.get(o, o)) for s, p, o in old)
    back = {there: here for here, there in moved.items()}
    lost, gained = _whole(old - new, after.subjects), _whole(new - old, before.subjects | back.keys())
    changed = old ^ new
    before.read_evidence({back.get(s, s) for s, _, _ in changed})
    after.read_evidence({s for s, _, _ in changed} | back.keys())
    yield from (_thing("moved", part, there, after, (), old=(short(here),), new=(short(there),)) for here, there in moved.items())
    yield from (_thing("lost", part, thing, before, triples) for thing, triples in lost.items())
    yield from (_thing("gained", part, thing, after, triples) for thing, triples in gained.items())
    properties = {(s, p) for s, p, _ in changed if s not in lost and s not in gained}
    was, now = to_mapping(old), to_mapping(new)
    for key in sorted(properties):
        yield _property(part, key, (was.get(key, frozenset()), now.get(key, frozenset())), (before, after), back)


def _document(side: _Side, thing: Term, words: Sequence[Words]) -> str:
    return words[0].name if words and words[0].name else unquote(side.state.documents.get(thing, ""))


def _thing(
    kind: Kind, part: Part, thing: Term, side: _Side, triples: Iterable[Triple], *, old: tuple[str, ...] = (), new: tuple[str, ...] = ()
) -> Change:
    words = side.words(thing, None, None)
    said = sorted(f"{to_words(p)}: {side.say(o)}" for _, p, o in triples if p != _TYPE and p not in _LABELS)
    return Change(
        kind=kind,
        part=part,
        thing=thing,
        name=side.say(thing),
        type=side.type_of(thing),
        document=_document(side, thing, words),
        old=old,
        new=new,
        statements=tuple(said),
        words=words,
    )


def _property(
    part: Part,
    key: tuple[Term, Term],
    values: tuple[frozenset[Term], frozenset[Term]],
    sides: tuple[_Side, _Side],
    back: Mapping[Term, Term],
) -> Change:
    (subject, predicate), (before, after) = key, sides
    lost, gained = sorted(values[0] - values[1]), sorted(values[1] - values[0])
    kind: Kind = "altered" if lost and gained else "gained" if gained else "lost"
    side, thing = (after, subject) if gained else (before, back.get(subject, subject))
    words = side.words(thing, predicate, (gained or lost)[0])
    return Change(
        kind=kind,
        part=part,
        thing=subject,
        name=after.say(subject) if subject in after.labels else before.say(subject),
        type=after.type_of(subject),
        document=_document(side, thing, words),
        property_name=to_words(predicate),
        old=tuple(map(before.say, lost)),
        new=tuple(map(after.say, gained)),
        words=words,
    )


def to_words(predicate: Term) -> str:
    """Return the name of a property as words.

    >>> to_words("<https://w3id.org/telegram-kg/ontology#quantityQualifier>")
    'quantity qualifier'
    """
    return _HUMP.sub(" ", short(predicate)).lower()
