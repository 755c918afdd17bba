"""Shapes read once: what each says in words, and both engines prepared.

Shapes and SPARQL constraints without an IRI get one from what they say and where they stand, so that results, baselines
and both engines name them alike and none speaks of a blank node. Paths and lists stay as they are.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from kg_builder.errors import InputError
from kg_builder.terms import Term, Triple, parse_literal
from kg_builder.validate import shacl
from kg_builder.validate.paths import list_members, path_predicates, path_text
from kg_builder.validate.report import Severity
from kg_builder.validate.wording import SKOLEM, say_expected, say_fault, say_path, short
from kg_builder.vocab import OWL, RDF_TYPE, RDFS_SUB_CLASS_OF, SH, SKOS_CONCEPT, SKOS_IN_SCHEME

if TYPE_CHECKING:
    from pyshacl.shapes_graph import ShapesGraph
    from shifty._shifty import PreparedValidator

Node = Mapping[Term, Sequence[Term]]
_SEVERITY: Final[Mapping[str, Severity]] = {f"<{SH}Violation>": "violation", f"<{SH}Warning>": "warning", f"<{SH}Info>": "info"}
# What a document needs to know of the world: which class is below which, and which concept is of which scheme.
_BACKGROUND: Final = frozenset((f"<{RDFS_SUB_CLASS_OF}>", f"<{SKOS_IN_SCHEME}>"))
_CONCEPT: Final = (f"<{RDF_TYPE}>", f"<{SKOS_CONCEPT}>")
_DEPTH: Final = 30
_QUERIES: Final = tuple(map(shacl.sh, ("select", "ask", "construct", "update")))
# What is quoted or a comment is no keyword. An IRI is kept as `<`, so that FROM <…> is still seen.
_QUOTED: Final = re.compile(r"""(?:"(?:[^"\\]++|\\.)*+"|'(?:[^'\\]++|\\.)*+')|(?<=<)[^<>"{}|^`\s]*+(?=>)|\#[^\r\n]*+""", re.DOTALL)
_REACHING: Final = re.compile(r"\b(service|load)\b|\b(from)\s*(?:named\s*)?[<\w:]", re.IGNORECASE)
_ADVANCED: Final = tuple(map(shacl.sh, ("target", "expression")))
_NOT_RUN: Final = {
    shacl.sh("js"): "constraints in JavaScript are not run",
    shacl.sh("rule"): "rules are not run: shapes look at what is asserted",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What one shape says of itself. `owner` is the shape that has it as its `sh:property`, if one alone does."""

    iri: Term
    label: str
    message: str | None
    description: str | None
    severity: Severity
    expected: str
    path: str | None = None
    predicates: tuple[Term, ...] = ()
    targets: tuple[tuple[Term, Term], ...] = ()
    properties: tuple[Term, ...] = ()
    owner: Term | None = None
    source: str = ""


def _index(triples: Iterable[Triple]) -> dict[Term, dict[Term, list[Term]]]:
    nodes: dict[Term, dict[Term, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for subject, predicate, obj in triples:
        values = nodes[subject][predicate]
        if obj not in values:
            values.append(obj)
    return {subject: dict(values) for subject, values in nodes.items()}


def _references(nodes: Mapping[Term, Node], node: Node) -> list[Term]:
    """Return the shapes that a shape refers to."""
    direct = [value for parameter in shacl.SHAPE_VALUES for value in node.get(parameter, ())]
    listed = [member for parameter in shacl.SHAPE_LISTS for head in node.get(parameter, ()) for member in list_members(nodes, head)]
    return direct + listed


def _nameless(nodes: Mapping[Term, Node]) -> dict[Term, Term]:
    """Return the blank nodes that are shapes or SPARQL constraints, each with the shape that refers to it."""
    found: dict[Term, Term] = {}
    for subject, node in nodes.items():
        for value in (*_references(nodes, node), *node.get(shacl.SPARQL, ())):
            if value.startswith("_:"):
                found.setdefault(value, subject)
        if subject.startswith("_:") and (any(target in node for target in shacl.TARGETS) or shacl.PATH in node):
            found.setdefault(subject, "")
    return found


def _content(nodes: Mapping[Term, Node], term: Term, depth: int = 0) -> str:
    """Return what a blank node says, whatever its label."""
    if not term.startswith("_:") or depth > _DEPTH:
        return term if not term.startswith("_:") else "_:"
    parts = sorted(f"{p} {_content(nodes, o, depth + 1)}" for p, values in nodes.get(term, {}).items() for o in values)
    return f"[{' ; '.join(parts)}]"


def _names(nodes: Mapping[Term, Node]) -> dict[Term, Term]:
    owners = _nameless(nodes)
    names: dict[Term, Term] = {}

    def name(term: Term, depth: int = 0) -> str:
        if term not in owners or depth > _DEPTH:
            return "" if term.startswith("_:") else term
        if term not in names:
            said = f"{name(owners[term], depth + 1)}\n{_content(nodes, term)}"
            names[term] = f"<{SKOLEM}{hashlib.sha256(said.encode()).hexdigest()[:16]}>"
        return names[term]

    for term in owners:
        name(term)
    return names


def _check_recursion(nodes: Mapping[Term, Node]) -> None:
    """Refuse shapes that refer to each other in a circle: SHACL leaves open what they mean, and engines differ.

    Raises:
        InputError: names the circle.
    """
    done: set[Term] = set()
    for start in sorted(nodes):
        trail: list[Term] = []
        stack: list[tuple[Term, int]] = [(start, 0)]
        while stack:
            term, depth = stack.pop()
            del trail[depth:]
            if term in trail:
                circle = " -> ".join([*trail[trail.index(term) :], term])
                raise InputError(
                    f"shapes: {circle}: the shapes refer to each other in a circle, which SHACL leaves undefined; expected no recursion"
                )
            if term not in done and term in nodes:
                trail.append(term)
                following = _references(nodes, nodes[term])
                stack += [(value, depth + 1) for value in following]
                if not following:
                    done.add(term)
        done.add(start)


_WALKED: Final = (shacl.REST, *map(shacl.sh, ("inversePath", "alternativePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath")))


def _check_circle(nodes: Mapping[Term, Node], start: Term) -> None:
    """Refuse a list or a path that leads back to itself."""
    seen, left = {start}, [start]
    while left:
        for value in (value for parameter in _WALKED for value in nodes.get(left[-1], {}).get(parameter, ())):
            if value == start:
                raise InputError(f"shapes: {start}: a list or path runs in a circle; expected one that ends")
            if value not in seen:
                seen.add(value)
                left.insert(0, value)
        left.pop()


def _check_well_formed(nodes: Mapping[Term, Node]) -> None:
    """Refuse what no engine should be given.

    Raises:
        InputError: a property shape has no path or several, or a query would leave this machine or read files.
    """
    for subject, node in sorted(nodes.items()):
        _check_circle(nodes, subject)
        for value in node.get(shacl.PROPERTY, ()):
            if len(nodes.get(value, {}).get(shacl.PATH, ())) != 1:
                raise InputError(f"shapes: {value}, a property shape of {subject}, must have exactly one sh:path")
        for literal in filter(None, map(parse_literal, node.get(shacl.sh("pattern"), ()))):
            try:
                re.compile(literal.lexical)
            except (re.error, RecursionError, OverflowError) as fault:
                raise InputError(f"shapes: the sh:pattern of {subject} is no regular expression: {fault}") from fault
        for parameter in _QUERIES:
            for literal in filter(None, map(parse_literal, node.get(parameter, ()))):
                found = _REACHING.search(_QUOTED.sub(" ", literal.lexical))
                if found:
                    raise InputError(
                        f"shapes: the query of {subject} uses {(found[1] or found[2]).upper()}; expected one that looks at the data graph only"
                    )


def _text(node: Node, predicate: Term) -> str | None:
    """Return the English text of a property, else the first by order."""
    found = [literal for literal in map(parse_literal, node.get(predicate, ())) if literal]
    found.sort(key=lambda literal: (literal.language not in ("en", None), literal.language or "", literal.lexical))
    return found[0].lexical if found else None


def _imported_prefixes(nodes: Mapping[Term, Node]) -> list[Triple]:
    """Return the declarations that a `sh:prefixes` has by way of `owl:imports`, as its own (SHACL, section 5.2.1); none is fetched."""
    found: list[Triple] = []
    for head in sorted({value for node in nodes.values() for value in node.get(shacl.sh("prefixes"), ())}):
        seen, left = {head}, [head]
        while left:
            new = [term for term in nodes.get(left.pop(), {}).get(f"<{OWL}imports>", ()) if term not in seen]
            seen.update(new)
            left += new
        found += [
            (head, shacl.sh("declare"), value)
            for term in sorted(seen - {head})
            for value in nodes.get(term, {}).get(shacl.sh("declare"), ())
        ]
    return found


class ShapeSet:
    """Shapes, the background that every document needs, and the two engines, each prepared at its first use."""

    def __init__(self, files: Mapping[str, Iterable[Triple]], background: Iterable[Triple] = ()) -> None:
        """Name the nameless shapes and check that there is no recursion.

        Raises:
            InputError: no shape at all, or shapes that refer to each other in a circle.
        """
        sources = {name: list(triples) for name, triples in files.items()}
        nodes = _index(triple for triples in sources.values() for triple in triples)
        declared = _imported_prefixes(nodes)
        if declared:
            sources[next(iter(sources))] += declared
            nodes = _index(triple for triples in sources.values() for triple in triples)
        names = _names(nodes)
        named = {name: [tuple(names.get(term, term) for term in triple) for triple in triples] for name, triples in sources.items()}
        self.triples: tuple[Triple, ...] = tuple(dict.fromkeys((s, p, o) for triples in named.values() for s, p, o in triples))
        self._nodes = _index(self.triples)
        _check_recursion(self._nodes)
        _check_well_formed(self._nodes)
        own = {subject: name for name, triples in named.items() for subject, _, _ in triples}
        self.shapes: Mapping[Term, Shape] = {shape.iri: shape for shape in self._shapes(own)}
        if not self.shapes:
            raise InputError(f"{', '.join(sources) or 'shapes'}: there is no shape in it; expected sh:NodeShape or sh:PropertyShape")
        self.background: tuple[Triple, ...] = tuple(dict.fromkeys(_select_background(background)))
        self.notes = tuple(self._notes())

    def _is_shape(self, subject: Term, node: Node, referred: frozenset[Term]) -> bool:
        kinds = node.get(shacl.TYPE, ())
        return (
            subject in referred
            or shacl.PATH in node
            or any(kind in kinds for kind in shacl.SHAPE_CLASSES)
            or any(t in node for t in shacl.TARGETS)
        )

    def _shapes(self, own: Mapping[Term, str]) -> Iterable[Shape]:
        referred = frozenset(value for node in self._nodes.values() for value in _references(self._nodes, node))
        owners: dict[Term, list[Term]] = defaultdict(list)
        for subject, node in self._nodes.items():
            for value in node.get(shacl.PROPERTY, ()):
                owners[value].append(subject)
        for subject, node in sorted(self._nodes.items()):
            if self._is_shape(subject, node, referred):
                yield self._shape(subject, node, owners.get(subject, []), own.get(subject, ""))

    def _shape(self, subject: Term, node: Node, owners: Sequence[Term], source: str) -> Shape:
        path = next(iter(node.get(shacl.PATH, ())), None)
        targets = [(kind, value) for kind in shacl.TARGETS for value in node.get(kind, ())]
        if shacl.CLASS in node.get(shacl.TYPE, ()) and any(kind in node.get(shacl.TYPE, ()) for kind in shacl.SHAPE_CLASSES):
            targets.append((shacl.TARGET_CLASS, subject))
        text = path_text(self._nodes, path) if path else None
        return Shape(
            iri=subject,
            label=_text(node, shacl.LABEL) or _text(node, shacl.sh("name")) or (say_path(text) if text else short(subject)),
            message=_text(node, shacl.MESSAGE),
            description=_text(node, shacl.sh("description")),
            severity=next((_SEVERITY[s] for s in node.get(shacl.sh("severity"), ()) if s in _SEVERITY), "violation"),
            expected=say_expected(self._nodes, subject),
            path=text,
            predicates=tuple(path_predicates(self._nodes, path)) if path else (),
            targets=tuple(targets),
            properties=tuple(node.get(shacl.PROPERTY, ())),
            owner=owners[0] if len(owners) == 1 else None,
            source=source,
        )

    def _notes(self) -> Iterable[str]:
        """Say what a reader of the shapes would take for a check and is none."""
        for subject, node in sorted(self._nodes.items()):
            for predicate in sorted(node):
                if predicate.startswith(f"<{SH}") and predicate not in shacl.KNOWN:
                    yield f"{short(subject)}: sh:{short(predicate)} is no term of SHACL, so it checks nothing"
            for predicate, note in _NOT_RUN.items():
                if predicate in node:
                    yield f"{short(subject)}: {note}"
            if len(node.get(shacl.sh("pattern"), ())) > 1:
                yield f"{short(subject)}: sh:pattern has several values, which engines read in different ways"
            if f"<{OWL}imports>" in node:
                yield f"{short(subject)}: owl:imports is not followed; name the file with --shapes or --ontology"

    @property
    def is_advanced(self) -> bool:
        """True if the shapes use targets or expressions of the SHACL Advanced Features."""
        return any(parameter in node for node in self._nodes.values() for parameter in _ADVANCED)

    @cached_property
    def has_queries(self) -> bool:
        """True if a constraint or target is a SPARQL query."""
        return any(parameter in node for node in self._nodes.values() for parameter in _QUERIES)

    def say_fault(self, shape: Term, component: str) -> str | None:
        """Return what is wrong in words; None for a component that is not of SHACL Core."""
        return say_fault(self._nodes, shape, component)

    def values(self, shape: Term, parameter: Term) -> Sequence[Term]:
        """Return the values of a parameter of a shape."""
        return self._nodes.get(shape, {}).get(parameter, ())

    @property
    def targeted(self) -> Sequence[Shape]:
        """Return the shapes that have a target of their own."""
        return [shape for shape in self.shapes.values() if shape.targets]

    def expand(self, shape: Shape) -> Iterable[Shape]:
        """Return the property shapes of a shape."""
        return (self.shapes[iri] for iri in shape.properties if iri in self.shapes)

    @cached_property
    def reference(self) -> ShapesGraph:
        """Return the shapes as pySHACL prepares them."""
        from kg_builder.validate.reference import prepare_reference

        return prepare_reference(self.triples)

    @cached_property
    def fast(self) -> PreparedValidator | None:
        """Return the shapes as shifty prepares them; None where they use what it does not support."""
        from kg_builder.validate.fast import prepare_fast

        return prepare_fast(self)

    @cached_property
    def background_ntriples(self) -> bytes:
        """Return the background as N-Triples."""
        from kg_builder.validate.fast import to_ntriples

        return to_ntriples(self.background)


def _select_background(triples: Iterable[Triple]) -> Iterable[Triple]:
    return (triple for triple in triples if triple[1] in _BACKGROUND or triple[1:] == _CONCEPT)
