"""Constraints in words: what a shape expects, and what is wrong where a result says no more than the name of a component."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from kg_builder.terms import Term, parse_literal
from kg_builder.validate import shacl
from kg_builder.validate.paths import list_members, path_text

Nodes = Mapping[Term, Mapping[Term, Sequence[Term]]]

SKOLEM: Final = "urn:x-shape:"
"""What the addresses of shapes without one begin with."""
_DEPTH: Final = 4
# SHACL, section 4: the parameter, what it expects, and what is wrong. `{s}` is the ending of the plural.
_CONSTRAINTS: Final = (
    ("minCount", "at least {} value{s}", "there are fewer values than {}"),
    ("maxCount", "at most {} value{s}", "there are more values than {}"),
    ("datatype", "a value of datatype {}", "the value is not of datatype {}"),
    ("class", "an instance of {}", "the value is no instance of {}"),
    ("nodeKind", "node kind {}", "the value is not of node kind {}"),
    ("pattern", "text like {}", "the value is not like {}"),
    ("minLength", "at least {} character{s}", "the value has fewer characters than {}"),
    ("maxLength", "at most {} character{s}", "the value has more characters than {}"),
    ("minExclusive", "more than {}", "the value is not more than {}"),
    ("minInclusive", "{} or more", "the value is not {} or more"),
    ("maxExclusive", "less than {}", "the value is not less than {}"),
    ("maxInclusive", "{} or less", "the value is not {} or less"),
    ("hasValue", "the value {}", "the value {} is missing"),
    ("in", "one of {}", "the value is none of {}"),
    ("lessThan", "less than {}", "the value is not less than that of {}"),
    ("lessThanOrEquals", "not more than {}", "the value is more than that of {}"),
    ("equals", "the same as {}", "the values are not the same as those of {}"),
    ("disjoint", "other than {}", "the value is one of {} too"),
    ("languageIn", "a language of {}", "the value is in no language of {}"),
    ("uniqueLang", "one value a language", "a language has several values"),
    ("closed", "no other properties", "the property is not among those that are allowed"),
    ("node", "conforming to {}", "the value does not conform to {}"),
    ("qualifiedMinCount", "at least {} of a kind", "there are fewer values of the kind than {}"),
    ("qualifiedMaxCount", "at most {} of a kind", "there are more values of the kind than {}"),
    ("and", "all of {}", "not all of these hold: {}"),
    ("or", "one or more of {}", "none of these holds: {}"),
    ("xone", "exactly one of {}", "not exactly one of these holds: {}"),
    ("not", "not {}", "what must not hold holds: {}"),
)
_LISTS: Final = ("in", "languageIn")
_SHAPES: Final = ("node", "not", "and", "or", "xone")
_SHOWN: Final = 20
"""Members of a list that are named."""


def short(term: Term) -> str:
    """Return a term as a person says it: the last part of an IRI, the text of a literal."""
    literal = parse_literal(term)
    if literal:
        return literal.lexical
    return term[1:-1].replace("#", "/").rstrip("/").rsplit("/", 1)[-1] if term.startswith("<") else term


def say_path(text: str) -> str:
    """Return a path that SPARQL could read as a person says it.

    >>> say_path("(<http://ex/a>/^<http://ex/b>)")
    'a/^b'
    """
    said = re.sub(r"<[^>]*>", lambda iri: short(iri[0]), text)
    # The brackets around a whole sequence say nothing; those around a part do.
    return said[1:-1] if re.fullmatch(r"\([^()]*\)", said) else said


def say_expected(nodes: Nodes, shape: Term, depth: int = 0) -> str:
    """Return what the constraints of a shape ask for, in words; nothing if there are none that have words."""
    node = nodes.get(shape, {})
    parts = [
        expected.format(said, s="" if said == "1" else "s")
        for parameter, expected, _ in _CONSTRAINTS
        for said in _values(nodes, node, parameter, depth)
    ]
    if depth:
        parts += [_say_shape(nodes, value, depth) for value in node.get(shacl.PROPERTY, ())]
    return "; ".join(parts)


def say_fault(nodes: Nodes, shape: Term, component: str) -> str | None:
    """Return what is wrong where a constraint component found a fault; None if it is not one of SHACL Core."""
    node = nodes.get(shape, {})
    name = component.removesuffix("ConstraintComponent")
    name = name[:1].lower() + name[1:]
    said = next((fault.format(", ".join(_values(nodes, node, name, 0))) for parameter, _, fault in _CONSTRAINTS if parameter == name), None)
    path = next(iter(node.get(shacl.PATH, ())), None)
    if said is None:
        return None
    return f"{say_path(path_text(nodes, path))}: {said}" if path else said[:1].upper() + said[1:]


def _values(nodes: Nodes, node: Mapping[Term, Sequence[Term]], parameter: str, depth: int) -> list[str]:
    """Return each value of a parameter in words; a list is one of them."""
    values = node.get(shacl.sh(parameter), ())
    if parameter in ("closed", "uniqueLang"):
        return ["" for value in values if short(value) in ("true", "1")]
    if parameter in _SHAPES:
        heads = [list_members(nodes, value) if parameter not in ("node", "not") else [value] for value in values]
        return [_enumerate([_say_shape(nodes, member, depth + 1) for member in members], "; ") for members in heads]
    return [
        _enumerate([short(member) for member in (list_members(nodes, value) if parameter in _LISTS else [value])], ", ") for value in values
    ]


def _enumerate(parts: Sequence[str], between: str) -> str:
    more = f"{between}and {len(parts) - _SHOWN} more" if len(parts) > _SHOWN else ""
    return between.join(parts[:_SHOWN]) + more


def _say_shape(nodes: Nodes, shape: Term, depth: int) -> str:
    """Return a shape by its name, and one without a name by what it asks for, in brackets."""
    node = nodes.get(shape, {})
    for predicate in (shacl.LABEL, shacl.sh("name")):
        if predicate in node:
            return short(sorted(node[predicate])[0])
    if shape.startswith("<") and not shape.startswith(f"<{SKOLEM}"):
        return short(shape)
    path = next(iter(node.get(shacl.PATH, ())), None)
    said = say_expected(nodes, shape, depth + 1) if depth < _DEPTH else "…"
    words = [say_path(path_text(nodes, path))] if path else []
    return f"({': '.join([*words, said or 'anything'])})"
