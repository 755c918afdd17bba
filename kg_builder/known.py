"""What `graph/authority` says of the people, organizations, places and concepts in use, by the project's own files.

Descriptions are rendered once a process. Labels and notes that only serve matching and upkeep stay in the files.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kg_builder import vocab
from kg_builder.errors import ResourceError
from kg_builder.iris import Minter, concept
from kg_builder.model import EntityKind
from kg_builder.terms import Term, Triple, iri_of, to_iri, to_string
from kg_builder.turtle import parse_turtle

if TYPE_CHECKING:
    from kg_builder.resources import Resources

CLASS_OF_KIND: Final[Mapping[EntityKind, str]] = {
    "person": vocab.TG_PERSON,
    "organization": vocab.TG_ORGANIZATION,
    "state": vocab.TG_STATE,
    "office": vocab.TG_OFFICE,
    "place": vocab.TG_PLACE,
}
_KIND_OF_CLASS: Final = {iri: kind for kind, iri in CLASS_OF_KIND.items()}

_ENTITY: Final = frozenset(
    (
        vocab.RDF_TYPE,
        vocab.FOAF_NAME,
        vocab.SKOS_ALT_LABEL,
        vocab.TG_CODE_NAME,
        vocab.TG_ROLE,
        vocab.TG_BIRTH_YEAR,
        vocab.TG_DEATH_YEAR,
        vocab.TG_ACTS_FOR,
        vocab.OWL_SAME_AS,
        vocab.TG_IDENTITY_LINK,
    )
)
# What is told of a thing, by its class.
_TOLD: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(CLASS_OF_KIND.values(), _ENTITY),
    vocab.TG_IDENTITY_LINK_CLASS: frozenset((vocab.RDF_TYPE, vocab.TG_LINKS_TO, vocab.DCTERMS_SOURCE)),
    vocab.SKOS_CONCEPT: frozenset((vocab.RDF_TYPE, vocab.SKOS_IN_SCHEME, vocab.SKOS_PREF_LABEL, vocab.SKOS_ALT_LABEL, vocab.SKOS_BROADER)),
    vocab.SKOS_CONCEPT_SCHEME: frozenset((vocab.RDF_TYPE, vocab.DCTERMS_TITLE)),
}
# A thing in use brings along what these lead to: a concept its broader ones, a speaker his state.
_BRINGS: Final = frozenset((vocab.SKOS_BROADER, vocab.SKOS_IN_SCHEME, vocab.TG_ACTS_FOR, vocab.TG_IDENTITY_LINK))


@dataclass(frozen=True, slots=True)
class Known:
    """Descriptions of all authority entries and concepts by their IRI terms, each sorted, and what each brings along."""

    triples: Mapping[Term, tuple[Triple, ...]]
    brings: Mapping[Term, tuple[Term, ...]]

    def __contains__(self, iri: Term) -> bool:
        return iri in self.triples

    def describe(self, used: Iterable[Term]) -> list[Triple]:
        """Return the descriptions of the things in use and of all that they lead to, in the order of their IRIs."""
        found: set[Term] = set()
        left = list(used)
        while left:
            iri = left.pop()
            if iri not in found:
                found.add(iri)
                left += self.brings[iri]
        return [triple for iri in sorted(found) for triple in self.triples[iri]]


def _key(iri: str) -> str:
    return iri.rsplit("/", 1)[-1]


def _own_iri(iri: str, cls: str, scheme: str | None, minter: Minter) -> str:
    """Return the address that a thing of the files has in the graph: entries lie below the user's base, concepts do not."""
    if cls in _KIND_OF_CLASS:
        return minter.known(_KIND_OF_CLASS[cls], _key(iri))
    if cls == vocab.TG_IDENTITY_LINK_CLASS:
        return minter.identity_link(_key(iri))
    return concept(scheme, _key(iri)) if scheme else f"{vocab.VOCABULARY}{_key(iri)}"


def load_known(resources: Resources, minter: Minter) -> Known:
    """Render the descriptions of all authority entries and concepts; costs some ten milliseconds, once a process.

    Raises:
        ResourceError: a file is not Turtle.
    """
    nodes: dict[Term, list[tuple[str, Term]]] = {}
    for name, data in resources.authority_files.items():
        for subject, predicate, obj in parse_turtle(data, f"ontology/{name}"):
            nodes.setdefault(subject, []).append((iri_of(predicate), obj))
    classes = {node: next((iri_of(o) for p, o in told if p == vocab.RDF_TYPE and iri_of(o) in _TOLD), "") for node, told in nodes.items()}
    schemes = {node: _key(iri_of(o)) for node, told in nodes.items() for p, o in told if p == vocab.SKOS_IN_SCHEME}
    own = {node: to_iri(_own_iri(iri_of(node), cls, schemes.get(node), minter)) for node, cls in classes.items() if cls}
    triples: dict[Term, tuple[Triple, ...]] = {}
    brings: dict[Term, tuple[Term, ...]] = {}
    for node, subject in own.items():
        told = [(p, own.get(o, o)) for p, o in nodes[node] if p in _TOLD[classes[node]]]
        if classes[node] in _KIND_OF_CLASS:
            told.append((vocab.TG_AUTHORITY_STATUS, to_string("established")))
        triples[subject] = tuple(sorted({(subject, to_iri(p), o) for p, o in told}))
        brings[subject] = tuple(o for p, o in told if p in _BRINGS)
    for subject, leads in brings.items():
        lost = [iri for iri in leads if iri not in triples]
        if lost:
            raise ResourceError(f"{subject} leads to {', '.join(lost)}, which the files do not describe")
    return Known(triples, brings)
