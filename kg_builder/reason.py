"""Reasoning: asserted statements and the ontology to what follows from them, and nothing else.

Two engines give the same: `infer` is owlrl (OWL 2 RL), the reference; `infer_fast` looks up what `rules` has compiled.

Kept are the types that classes, domains and ranges give, the statements of super-properties, inverse, symmetric and
transitive properties. Left out are what was asserted, what the ontology entails alone, every statement about its own
terms, types and statements in the vocabulary of OWL, RDFS, RDF and XSD (`x a owl:Thing`), `x owl:sameAs x`, and statements
whose subject is a literal. Links to other authorities (`owl:sameAs`) are not reasoned over: shared hubs would merge
whatever they touch.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from kg_builder import vocab
from kg_builder.errors import InconsistencyError, ResourceError
from kg_builder.rules import TYPE, Rules, compile_rules, is_schema
from kg_builder.terms import Term, Triple, is_iri, is_literal, parse_literal, to_iri, to_string, to_tagged, to_typed
from kg_builder.turtle import parse_turtle

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Node

_SAME_AS: Final = to_iri(vocab.OWL_SAME_AS)
_ERROR: Final = "http://www.daml.org/2002/03/agents/agent-ont#error"


@dataclass(frozen=True, slots=True)
class Clash:
    """One contradiction: the rule of OWL 2 RL that found it, what it means, and the asserted statements that clash."""

    rule: str
    message: str
    statements: tuple[Triple, ...]


def load_rules(ontology: bytes) -> Rules:
    """Compile the ontology's Turtle for `infer_fast`.

    Raises:
        ResourceError: it is not Turtle, or says what the rules do not know.
    """
    axioms = parse_turtle(ontology, "ontology/telegram.ttl")
    rules = compile_rules(axioms)
    return replace(rules, entailed=frozenset(_Closure(set(axioms), rules).triples()))


def _reasoned_over(triples: Iterable[Triple]) -> set[Triple]:
    return {triple for triple in triples if triple[1] != _SAME_AS}


def _is_worth(triple: Triple, terms: frozenset[Term]) -> bool:
    """True if an inferred statement is kept, as the module's head says."""
    subject, predicate, obj = triple
    if not is_iri(subject) or subject in terms or not (is_iri(obj) or is_literal(obj)):
        return False
    if is_schema(subject):
        return False
    return not is_schema(obj) if predicate == TYPE else not is_schema(predicate)


# -------------------------------------------------------------------------------------------------- compiled rules


class _Closure:
    """The closure of some statements under compiled rules. Lives for one call."""

    def __init__(self, asserted: set[Triple], rules: Rules) -> None:
        self.rules = rules
        self.known: set[Triple] = set(asserted)
        self.types: dict[Term, set[Term]] = {}
        new: Iterable[Triple] = asserted
        while new:
            new = self._transitive(self._step(new))

    def _step(self, triples: Iterable[Triple]) -> set[Triple]:
        """Add all that follows from each statement alone; return the statements with transitive properties among them."""
        rules, types, known = self.rules, self.types, self.known
        chained: set[Triple] = set()
        for subject, predicate, obj in triples:
            if predicate == TYPE:
                found = types.setdefault(subject, set())
                if obj not in found:
                    found.add(obj)
                    found.update(rules.super_classes.get(obj, ()))
                continue
            entailed = rules.entailments.get(predicate)
            if entailed:
                for one in entailed.forward:
                    known.add((subject, one, obj))
                for one in entailed.backward:
                    known.add((obj, one, subject))
                if entailed.subject_types:
                    types.setdefault(subject, set()).update(entailed.subject_types)
                if entailed.object_types:
                    types.setdefault(obj, set()).update(entailed.object_types)
            if rules.transitive:
                everything = ((subject, predicate, obj), *self._others(subject, predicate, obj))
                chained.update(triple for triple in everything if triple[1] in rules.transitive)
        return chained

    def _others(self, subject: Term, predicate: Term, obj: Term) -> list[Triple]:
        entailed = self.rules.entailments.get(predicate)
        if not entailed:
            return []
        return [(subject, one, obj) for one in entailed.forward] + [(obj, one, subject) for one in entailed.backward]

    def _transitive(self, links: set[Triple]) -> set[Triple]:
        """Return the new statements that chains through the links give."""
        new: set[Triple] = set()
        for predicate in {triple[1] for triple in links}:
            pairs = [(subject, obj) for subject, one, obj in self.known if one == predicate]
            after: dict[Term, set[Term]] = {}
            for subject, obj in pairs:
                after.setdefault(subject, set()).add(obj)
            for subject, obj in pairs:
                new.update((subject, predicate, end) for end in after.get(obj, ()) if (subject, predicate, end) not in self.known)
        self.known |= new
        return new

    def triples(self) -> set[Triple]:
        """Return everything, with the types."""
        return self.known | {(subject, TYPE, cls) for subject, classes in self.types.items() for cls in classes}


def infer_fast(triples: Iterable[Triple], rules: Rules) -> tuple[Triple, ...]:
    """Return what follows from the triples by the compiled rules: only what is new and worth having, sorted.

    Raises:
        InconsistencyError: statements contradict each other; `clashes` holds them.
    """
    asserted = _reasoned_over(triples)
    closure = _Closure(asserted, rules)
    _raise_clashes(asserted, closure, rules)
    return tuple(sorted(triple for triple in closure.triples() - asserted - rules.entailed if _is_worth(triple, rules.terms)))


# -------------------------------------------------------------------------------------------------- contradictions


def _name(term: Term) -> str:
    iri = term[1:-1]
    return f"tg:{iri.removeprefix(vocab.TG)}" if iri.startswith(vocab.TG) else term


def _grounds(asserted: Iterable[Triple], thing: Term, cls: Term, rules: Rules) -> tuple[Triple, ...]:
    """Return the asserted statements each of which makes the thing an instance of the class; the plainest ones first."""
    stated, by_subject, by_object = [], [], []
    for triple in asserted:
        subject, predicate, obj = triple
        if predicate == TYPE:
            if subject == thing and (obj == cls or cls in rules.super_classes.get(obj, ())):
                stated.append(triple)
            continue
        entailed = rules.entailments.get(predicate)
        if entailed and subject == thing and cls in entailed.subject_types:
            by_subject.append(triple)
        if entailed and obj == thing and cls in entailed.object_types:
            by_object.append(triple)
    return tuple(dict.fromkeys((*sorted(stated), *sorted(by_subject), *sorted(by_object))))


def _disjoint_clashes(asserted: set[Triple], closure: _Closure, rules: Rules) -> list[Clash]:
    clashes = []
    for thing, classes in closure.types.items():
        for one in classes:
            for other in rules.disjoint_classes.get(one, ()):
                if other in classes and one <= other:
                    grounds = _grounds(asserted, thing, one, rules)[:1] + _grounds(asserted, thing, other, rules)[:1]
                    message = f"{thing} would be a {_name(one)} and a {_name(other)}, which exclude each other"
                    clashes.append(Clash("cax-dw", message, tuple(dict.fromkeys(grounds))))
    return clashes


def _sources(asserted: Iterable[Triple], triple: Triple, rules: Rules) -> tuple[Triple, ...]:
    """Return the asserted statement that gives the triple: itself, or the first that entails it."""
    subject, predicate, obj = triple
    found = []
    for one in asserted:
        entailed = rules.entailments.get(one[1])
        same, turned = one[0] == subject and one[2] == obj, one[0] == obj and one[2] == subject
        if one == triple:
            return (one,)
        if entailed and ((same and predicate in entailed.forward) or (turned and predicate in entailed.backward)):
            found.append(one)
    return tuple(sorted(found)[:1])


def _property_clashes(asserted: set[Triple], closure: _Closure, rules: Rules) -> list[Clash]:
    """Return uses of irreflexive, asymmetric and disjoint properties that contradict them."""
    disjoint: dict[Term, list[Term]] = {}
    for one, other in rules.disjoint_properties:
        disjoint.setdefault(one, []).append(other)
    checked = rules.irreflexive | rules.asymmetric | disjoint.keys()
    found: list[tuple[str, str, tuple[Triple, ...]]] = []
    for triple in closure.known:
        subject, predicate, obj = triple
        if predicate not in checked:
            continue
        if predicate in rules.irreflexive and subject == obj:
            found.append(("prp-irp", f"{subject} {_name(predicate)} itself", (triple,)))
        if predicate in rules.asymmetric and subject <= obj and (obj, predicate, subject) in closure.known:
            found.append(
                ("prp-asyp", f"{_name(predicate)} holds both ways between {subject} and {obj}", (triple, (obj, predicate, subject)))
            )
        for other in disjoint.get(predicate, ()):
            if predicate <= other and (subject, other, obj) in closure.known:
                message = f"{_name(predicate)} and {_name(other)} exclude each other, and both hold between {subject} and {obj}"
                found.append(("prp-pdw", message, (triple, (subject, other, obj))))
    return [
        Clash(rule, message, tuple(dict.fromkeys(ground for one in used for ground in _sources(asserted, one, rules))))
        for rule, message, used in found
    ]


def _raise_clashes(asserted: set[Triple], closure: _Closure, rules: Rules, also: Iterable[str] = ()) -> None:
    clashes: list[Clash] = []
    if rules.disjoint_classes:
        clashes += _disjoint_clashes(asserted, closure, rules)
    if rules.irreflexive or rules.asymmetric or rules.disjoint_properties:
        clashes += _property_clashes(asserted, closure, rules)
    if clashes:
        raise ContradictionError(tuple(sorted(clashes, key=lambda clash: (clash.message, clash.rule))))
    _raise_unnamed(also)


def _raise_unnamed(messages: Iterable[str]) -> None:
    clashes = tuple(Clash("owlrl", message, ()) for message in messages)
    if clashes:
        raise ContradictionError(clashes)


class ContradictionError(InconsistencyError):
    """Statements contradict each other; `clashes` holds each contradiction with the asserted statements behind it."""

    def __init__(self, clashes: tuple[Clash, ...]) -> None:
        super().__init__(clashes)
        self.clashes = clashes

    def __str__(self) -> str:
        return "; ".join(clash.message for clash in self.clashes)


# ---------------------------------------------------------------------------------------------------------- owlrl


def _to_node(term: Term) -> Node:
    """Return the term for rdflib. The literal is built by parts, so that rdflib does not rewrite its lexical form."""
    import rdflib

    literal = parse_literal(term)
    if literal is None:
        return rdflib.URIRef(term[1:-1]) if is_iri(term) else rdflib.BNode(term.removeprefix("_:"))
    if literal.language:
        return rdflib.Literal(literal.lexical, lang=literal.language)
    datatype = None if literal.datatype == vocab.XSD_STRING else rdflib.URIRef(literal.datatype)
    return rdflib.Literal(literal.lexical, datatype=datatype, normalize=False)


def _to_string_term(node: Node) -> Term:
    import rdflib

    if isinstance(node, rdflib.Literal):
        if node.language:
            return to_tagged(str(node), node.language)
        plain = node.datatype is None or str(node.datatype) == vocab.XSD_STRING
        return to_string(str(node)) if plain else to_typed(str(node), str(node.datatype))
    return to_iri(str(node)) if isinstance(node, rdflib.URIRef) else f"_:{node}"


def _expand(triples: Iterable[Triple]) -> rdflib.Graph:
    import owlrl
    import rdflib

    graph = rdflib.Graph(bind_namespaces="none")
    for subject, predicate, obj in triples:
        graph.add((_to_node(subject), _to_node(predicate), _to_node(obj)))
    # owlrl leaves its own readings of datatypes in rdflib's table: what is validated afterwards in this process would be
    # read otherwise. Seen in owlrl 7.6.2 with rdflib 7.6.0.
    conversions = rdflib.term._toPythonMapping
    before = dict(conversions)
    try:
        owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    finally:
        conversions.clear()
        conversions.update(before)
    return graph


def _to_triples(graph: rdflib.Graph) -> set[Triple]:
    return {(_to_string_term(s), _to_string_term(p), _to_string_term(o)) for s, p, o in graph}


@lru_cache(maxsize=4)
def _own_closure(ontology: bytes) -> frozenset[Triple]:
    """Return what the ontology says and entails alone."""
    return frozenset(_to_triples(_expand(parse_turtle(ontology, "ontology/telegram.ttl"))))


def infer(triples: Iterable[Triple], ontology: bytes) -> tuple[Triple, ...]:
    """Return what follows from the triples by owlrl: only what is new and worth having, sorted.

    `ontology` is Turtle.

    Raises:
        InconsistencyError: statements contradict each other; `clashes` holds them, where the compiled rules can name them.
        ResourceError: the ontology is not Turtle.
    """
    axioms = parse_turtle(ontology, "ontology/telegram.ttl")
    asserted = _reasoned_over(triples)
    graph = _expand([*axioms, *asserted])
    errors = sorted(str(message) for _, predicate, message in graph if str(predicate) == _ERROR)
    try:
        rules = compile_rules(axioms)
    except ResourceError:
        # The ontology says more than the rules know: owlrl's own words must do.
        _raise_unnamed(errors)
    else:
        # Looked for even where owlrl sees no error: it passes over the last member of owl:AllDisjointProperties (7.6.2).
        _raise_clashes(asserted, _Closure(asserted, rules), rules, errors)
    terms = frozenset(subject for subject, _, _ in axioms)
    return tuple(sorted(triple for triple in _to_triples(graph) - asserted - _own_closure(ontology) if _is_worth(triple, terms)))
