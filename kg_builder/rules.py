"""The entailments of a small ontology, compiled to look-ups: what OWL 2 RL says of each property and class, at once.

Compiled are rdfs:subClassOf, rdfs:subPropertyOf, rdfs:domain, rdfs:range, owl:inverseOf, owl:equivalentClass,
owl:equivalentProperty, symmetric and transitive properties; checked are disjoint classes and properties, irreflexive and
asymmetric properties. Any other term of OWL in the ontology is refused, so that nothing is left out in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from kg_builder import vocab
from kg_builder.errors import ResourceError
from kg_builder.terms import Term, Triple, is_iri, to_iri

TYPE: Final = to_iri(vocab.RDF_TYPE)

# The rules compile these; the rest of the vocabulary of OWL and RDFS is annotation, or refused.
_SUB_CLASS: Final = to_iri(vocab.RDFS_SUB_CLASS_OF)
_SUB_PROPERTY: Final = to_iri(vocab.RDFS_SUB_PROPERTY_OF)
_DOMAIN: Final = to_iri(vocab.RDFS_DOMAIN)
_RANGE: Final = to_iri(vocab.RDFS_RANGE)


def _owl(*names: str) -> tuple[Term, ...]:
    return tuple(to_iri(f"{vocab.OWL}{name}") for name in names)


_INVERSE, _SAME_CLASS, _SAME_PROPERTY = _owl("inverseOf", "equivalentClass", "equivalentProperty")
_DISJOINT, _DISJOINT_PROPERTY, _MEMBERS = _owl("disjointWith", "propertyDisjointWith", "members")
_ALL_DISJOINT, _ALL_DISJOINT_PROPERTIES = _owl("AllDisjointClasses", "AllDisjointProperties")
_SYMMETRIC, _TRANSITIVE, _IRREFLEXIVE, _ASYMMETRIC = _owl(
    "SymmetricProperty", "TransitiveProperty", "IrreflexiveProperty", "AsymmetricProperty"
)
_FIRST: Final = to_iri(f"{vocab.RDF}first")
_REST: Final = to_iri(f"{vocab.RDF}rest")
_COMPILED: Final = frozenset(
    (_SUB_CLASS, _SUB_PROPERTY, _DOMAIN, _RANGE, _INVERSE, _SAME_CLASS, _SAME_PROPERTY, _DISJOINT, _DISJOINT_PROPERTY, _MEMBERS)
)
_ANNOTATION: Final = frozenset(
    _owl("versionIRI", "versionInfo", "priorVersion", "deprecated", "backwardCompatibleWith", "incompatibleWith")
    + _owl("annotatedSource", "annotatedProperty", "annotatedTarget")
    + tuple(to_iri(f"{vocab.RDFS}{name}") for name in ("label", "comment", "seeAlso", "isDefinedBy"))
)
_KNOWN_TYPES: Final = frozenset(
    _owl("Ontology", "Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty", "OntologyProperty", "NamedIndividual", "Axiom")
    + tuple(to_iri(f"{vocab.RDFS}{name}") for name in ("Class", "Datatype"))
    + (to_iri(f"{vocab.RDF}Property"), _SYMMETRIC, _TRANSITIVE, _IRREFLEXIVE, _ASYMMETRIC, _ALL_DISJOINT, _ALL_DISJOINT_PROPERTIES)
)
_THING: Final = _owl("Thing")[0]
_SCHEMA: Final = tuple(f"<{namespace}" for namespace in (vocab.OWL, vocab.RDFS, vocab.RDF, vocab.XSD))

_Relation = dict[Term, set[Term]]


@dataclass(frozen=True, slots=True)
class Entailment:
    """What follows from one statement with a property: others, others turned round, types of subject and object."""

    forward: tuple[Term, ...]
    backward: tuple[Term, ...]
    subject_types: tuple[Term, ...]
    object_types: tuple[Term, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """An ontology, compiled.

    `terms` are its own classes and properties, of which nothing is inferred; `entailed` is what it says and entails alone.
    """

    terms: frozenset[Term]
    super_classes: Mapping[Term, tuple[Term, ...]]
    entailments: Mapping[Term, Entailment]
    transitive: frozenset[Term]
    disjoint_classes: Mapping[Term, frozenset[Term]]
    disjoint_properties: frozenset[tuple[Term, Term]]
    irreflexive: frozenset[Term]
    asymmetric: frozenset[Term]
    entailed: frozenset[Triple] = frozenset()


def is_schema(term: Term) -> bool:
    """True for the terms of OWL, RDFS, RDF and XSD themselves: a type or statement in them is not worth having."""
    return term.startswith(_SCHEMA)


def _check(ontology: Iterable[Triple]) -> None:
    """Refuse what the rules do not compile."""
    for subject, predicate, obj in ontology:
        unknown_type = predicate == TYPE and is_schema(obj) and obj not in _KNOWN_TYPES
        unknown = predicate != TYPE and predicate not in _COMPILED | _ANNOTATION | {_FIRST, _REST} and is_schema(predicate)
        expression = predicate in _COMPILED - {_MEMBERS} and not (is_iri(subject) and is_iri(obj))
        if unknown_type or unknown or expression:
            raise ResourceError(f"the compiled rules do not know {subject} {predicate} {obj}; they take named classes and properties only")


def _reach(start: Term, next_of: Callable[[Term], Iterable[Term]]) -> set[Term]:
    """Return what can be reached from `start`, itself left out unless a circle leads back to it."""
    found: set[Term] = set()
    left = list(next_of(start))
    while left:
        term = left.pop()
        if term not in found:
            found.add(term)
            left += next_of(term)
    return found


def _lists(ontology: Iterable[Triple], cls: Term) -> list[list[Term]]:
    """Return the members of each owl:AllDisjointClasses or owl:AllDisjointProperties."""
    values = {(subject, predicate): obj for subject, predicate, obj in ontology if predicate in (_FIRST, _REST, _MEMBERS)}
    found = []
    for subject, predicate, obj in ontology:
        if predicate == TYPE and obj == cls:
            members, node = [], values.get((subject, _MEMBERS))
            while node is not None and (node, _FIRST) in values:
                members.append(values[node, _FIRST])
                node = values.get((node, _REST))
            found.append(members)
    return found


class _Compiler:
    """Reads the relations of an ontology. Lives for one call of `compile_rules`."""

    def __init__(self, ontology: tuple[Triple, ...]) -> None:
        self.ontology = ontology

    def relation(self, *predicates: Term, both: bool = False) -> _Relation:
        """Return which terms the predicates relate; with `both` also the other way round."""
        related: _Relation = {}
        for subject, predicate, obj in self.ontology:
            if predicate in predicates:
                related.setdefault(subject, set()).add(obj)
                if both:
                    related.setdefault(obj, set()).add(subject)
        return related

    def typed(self, cls: Term) -> frozenset[Term]:
        """Return the instances of a class of OWL."""
        return frozenset(subject for subject, predicate, obj in self.ontology if predicate == TYPE and obj == cls)

    def super_classes(self) -> dict[Term, tuple[Term, ...]]:
        up, same = self.relation(_SUB_CLASS), self.relation(_SAME_CLASS, both=True)
        classes = {term for relation in (up, same) for term in relation}
        found = {cls: _reach(cls, lambda one: up.get(one, set()) | same.get(one, set())) - {cls} for cls in classes}
        return {cls: tuple(sorted(one for one in above if one != _THING)) for cls, above in found.items()}

    def readings(self) -> dict[Term, tuple[set[Term], set[Term]]]:
        """Return for each property those that hold as well, and those that hold with subject and object turned round."""
        up, same = self.relation(_SUB_PROPERTY), self.relation(_SAME_PROPERTY, both=True)
        inverse, symmetric = self.relation(_INVERSE, both=True), self.typed(_SYMMETRIC)

        def next_of(reading: Term) -> set[Term]:
            # A reading is a property, marked by "^" where it is turned round.
            turned, plain = ("^", "") if reading[0] == "^" else ("", "^")
            name = reading.removeprefix("^")
            ahead = {f"{turned}{one}" for one in up.get(name, set()) | same.get(name, set())}
            back = {f"{plain}{one}" for one in inverse.get(name, set()) | ({name} if name in symmetric else set())}
            return ahead | back

        names = {name for relation in (up, same, inverse, self.relation(_DOMAIN), self.relation(_RANGE)) for name in relation} | symmetric
        found = {}
        for name in names:
            reached = _reach(name, next_of)
            found[name] = {one for one in reached if one[0] != "^"} - {name}, {one[1:] for one in reached if one[0] == "^"}
        return found

    def entailments(self, super_classes: Mapping[Term, tuple[Term, ...]]) -> dict[Term, Entailment]:
        domain, range_ = self.relation(_DOMAIN), self.relation(_RANGE)

        def closed(classes: Iterable[Term]) -> tuple[Term, ...]:
            return tuple(sorted({one for cls in classes for one in (cls, *super_classes.get(cls, ())) if one != _THING}))

        found = {}
        for name, (ahead, back) in self.readings().items():
            subject = {cls for one in {name, *ahead} for cls in domain.get(one, ())} | {cls for one in back for cls in range_.get(one, ())}
            obj = {cls for one in {name, *ahead} for cls in range_.get(one, ())} | {cls for one in back for cls in domain.get(one, ())}
            found[name] = Entailment(tuple(sorted(ahead)), tuple(sorted(back)), closed(subject), closed(obj))
        return found

    def disjoint(self, predicate: Term, cls: Term) -> set[tuple[Term, Term]]:
        """Return the pairs that exclude each other, each both ways."""
        pairs = {(one, other) for one, others in self.relation(predicate, both=True).items() for other in others}
        for members in _lists(self.ontology, cls):
            pairs |= {pair for one, other in combinations(members, 2) for pair in ((one, other), (other, one))}
        return pairs


def compile_rules(ontology: Iterable[Triple]) -> Rules:
    """Compile an ontology; costs some milliseconds, once a process.

    Raises:
        ResourceError: it says something that the rules do not know (a restriction, a property chain, a functional property).
    """
    triples = tuple(ontology)
    _check(triples)
    compiler = _Compiler(triples)
    super_classes = compiler.super_classes()
    disjoint: dict[Term, set[Term]] = {}
    for one, other in compiler.disjoint(_DISJOINT, _ALL_DISJOINT):
        disjoint.setdefault(one, set()).add(other)
    return Rules(
        terms=frozenset(subject for subject, _, _ in triples),
        super_classes=super_classes,
        entailments=compiler.entailments(super_classes),
        transitive=compiler.typed(_TRANSITIVE),
        disjoint_classes={one: frozenset(others) for one, others in disjoint.items()},
        disjoint_properties=frozenset(compiler.disjoint(_DISJOINT_PROPERTY, _ALL_DISJOINT_PROPERTIES)),
        irreflexive=compiler.typed(_IRREFLEXIVE),
        asymmetric=compiler.typed(_ASYMMETRIC),
    )
