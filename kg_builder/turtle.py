"""Turtle that a person likes to read: a block a thing, a telegram followed by what belongs to it, `a` first.

The text is a function of the set of triples and the prefixes; no order of the input reaches it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from kg_builder import vocab
from kg_builder.errors import ResourceError
from kg_builder.fields import FIELDS
from kg_builder.terms import Term, Triple, is_literal, parse_literal, to_iri, to_string, to_tagged, to_typed

if TYPE_CHECKING:
    import pyoxigraph

_TYPE: Final = to_iri(vocab.RDF_TYPE)

# Properties by which the first thing leads to the second, which is written after it; and those by which the second says so.
_LEADS: Final = frozenset(
    to_iri(one)
    for one in (
        vocab.TG_ARCHIVAL_REFERENCE,
        vocab.TG_ITEM,
        vocab.TG_IDENTITY_LINK,
        vocab.DCTERMS_REFERENCES,
        vocab.TG_IN_REPLY_TO,
        vocab.OA_HAS_SELECTOR,
    )
)
_FOLLOWS: Final = frozenset(to_iri(one) for one in (vocab.TG_STATED_IN, vocab.TG_USED_IN))

# Classes whose things open a group, in this order; things of other classes follow by the names of their classes.
_GROUPS: Final = tuple(
    to_iri(one)
    for one in (
        vocab.TG_SOURCE_TEXT,
        vocab.TG_TELEGRAM,
        vocab.TG_REQUEST,
        vocab.TG_DELIVERY,
        vocab.TG_PERSON,
        vocab.TG_ORGANIZATION,
        vocab.TG_STATE,
        vocab.TG_OFFICE,
        vocab.TG_PLACE,
        vocab.SKOS_CONCEPT,
        vocab.TG_ATTESTATION,
        vocab.OA_SPECIFIC_RESOURCE,
    )
)
_NAMES: Final = tuple(to_iri(one) for one in (vocab.RDFS_LABEL, vocab.FOAF_NAME, vocab.SKOS_PREF_LABEL))
_STRUCTURE: Final = tuple(
    to_iri(one)
    for one in (
        vocab.TG_STATED_IN,
        vocab.TG_USED_IN,
        vocab.TG_QUOTED_IN,
        vocab.RDF_SUBJECT,
        vocab.RDF_PREDICATE,
        vocab.RDF_OBJECT,
        vocab.OA_HAS_SOURCE,
        vocab.OA_START,
        vocab.OA_END,
        vocab.OA_PREFIX,
        vocab.OA_EXACT,
        vocab.OA_SUFFIX,
    )
)
# What is computed from a value stands behind it.
_COMPUTED: Final[Mapping[Term, tuple[str, ...]]] = {
    to_iri(vocab.DCTERMS_DATE): (vocab.TG_EARLIEST_DATE, vocab.TG_LATEST_DATE),
    to_iri(vocab.TG_PERIOD_END): (vocab.TG_PERIOD,),
}
_FIELD_ORDER: Final = (
    two
    for fields in FIELDS.values()
    for field in fields
    for one in field.properties
    for two in (one, *(to_iri(computed) for computed in _COMPUTED.get(one, ())))
)
_READING_ORDER: Final = tuple(dict.fromkeys((_TYPE, *_NAMES, *_STRUCTURE, *_FIELD_ORDER)))
_RANK: Final[Mapping[Term, int]] = {predicate: rank for rank, predicate in enumerate(_READING_ORDER)}

# Turtle, section 6.5: PN_LOCAL with PLX; what may not stand bare is escaped by PN_LOCAL_ESC, all else needs the full IRI, as
# does a name that begins with "-" or "." or ends with ".": not every reader takes these escaped.
_LOCAL: Final = re.compile(r"(?![.\-])(?:[A-Za-z0-9_:.~!$&'()*+,;=?@\-]|%[0-9A-Fa-f]{2})+(?<!\.)")
_LOCAL_ESCAPED: Final = re.compile(r"[~!$&'()*+,;=?@]")
_SHORT: Final = {f"{vocab.XSD}integer": re.compile(r"-?(?:0|[1-9][0-9]*)"), f"{vocab.XSD}boolean": re.compile(r"true|false")}
_DIGITS: Final = re.compile(r"([0-9]+)")

_Key = tuple[tuple[int, str], ...]


def natural_key(text: str) -> _Key:
    """Return a key that sorts figures inside a text as numbers: `--9` before `--10`, and `a` before `a--1`."""
    parts = (part for part in _DIGITS.split(text.removesuffix(">")) if part)
    return tuple((int(part[:18]), part) if part[0] in "0123456789" else (-1, part) for part in parts)


class _Names:
    """Shortens terms by prefixes and notes which prefixes were used."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        # The longest namespace first: `…/text/doc#char=` before `…/text/`.
        self._by_length = sorted(((namespace, prefix) for prefix, namespace in prefixes.items()), key=lambda pair: (-len(pair[0]), pair))
        self._short: dict[Term, str] = {}
        self.used: dict[str, str] = {}

    def short(self, term: Term) -> str:
        """Return the shortest Turtle for a term."""
        found = self._short.get(term)
        if found is None:
            found = self._short[term] = self._literal(term) if is_literal(term) else self._iri(term)
        return found

    def _iri(self, term: Term) -> str:
        iri = term[1:-1]
        for namespace, prefix in self._by_length:
            if term[0] == "<" and iri.startswith(namespace) and len(iri) > len(namespace):
                local = iri[len(namespace) :]
                if _LOCAL.fullmatch(local):
                    self.used[prefix] = namespace
                    return f"{prefix}:" + _LOCAL_ESCAPED.sub(lambda found: f"\\{found[0]}", local)
        return term

    def _literal(self, term: Term) -> str:
        literal = parse_literal(term)
        if literal is None or literal.language or literal.datatype == vocab.XSD_STRING:
            return term
        pattern = _SHORT.get(literal.datatype)
        if pattern and pattern.fullmatch(literal.lexical):
            return literal.lexical
        return f"{term[: term.rindex('^^')]}^^{self.short(to_iri(literal.datatype))}"


def _group(term: Term, values: Mapping[Term, list[Term]]) -> tuple[int, _Key]:
    """Return where a thing stands among those that nothing leads to."""
    classes = sorted(values.get(_TYPE, ()))
    rank = min((_GROUPS.index(cls) for cls in classes if cls in _GROUPS), default=len(_GROUPS))
    statement = [one for name in (vocab.RDF_SUBJECT, vocab.RDF_PREDICATE, vocab.RDF_OBJECT) for one in sorted(values.get(to_iri(name), ()))]
    # Attestations stand in the order of the things that they speak of.
    return rank, natural_key(
        " ".join((*statement, term) if statement else ("" if rank < len(_GROUPS) else classes[0] if classes else "", term))
    )


def _ordered(nodes: Mapping[Term, Mapping[Term, list[Term]]]) -> list[Term]:
    """Return the subjects in reading order: each followed by what belongs to it."""
    parent: dict[Term, Term] = {}
    for subject in sorted(nodes):
        for predicate, objects in nodes[subject].items():
            for obj in objects:
                if predicate in _FOLLOWS and obj in nodes:
                    parent[subject] = min(obj, parent.get(subject, obj))
                elif predicate in _LEADS and obj in nodes:
                    parent[obj] = min(subject, parent.get(obj, subject))
    children: dict[Term, list[Term]] = {}
    for child, above in parent.items():
        children.setdefault(above, []).append(child)
    keys = {subject: _group(subject, values) for subject, values in nodes.items()}
    ordered: dict[Term, None] = {}
    left = sorted(keys, key=keys.__getitem__, reverse=True)
    roots = [subject for subject in left if subject not in parent]
    # What is in no tree (things that lead to each other) comes last.
    stack = [subject for subject in left if subject in parent] + roots
    while stack:
        subject = stack.pop()
        if subject not in ordered:
            ordered[subject] = None
            stack += sorted(children.get(subject, ()), key=keys.__getitem__, reverse=True)
    return list(ordered)


def _block(subject: Term, values: Mapping[Term, list[Term]], names: _Names) -> str:
    def place(predicate: Term) -> tuple[int, str]:
        return _RANK.get(predicate, len(_RANK)), predicate

    lines = []
    for predicate in sorted(values, key=place):
        objects = [names.short(obj) for obj in sorted(values[predicate], key=natural_key)]
        lines.append(f"    {'a' if predicate == _TYPE else names.short(predicate)} " + " ,\n        ".join(objects))
    return f"{names.short(subject)}\n" + " ;\n".join(lines) + " .\n"


def parse_turtle(data: bytes, where: str) -> list[Triple]:
    """Return the triples of a Turtle file of the project, in the file's order.

    Raises:
        ResourceError: it is not Turtle, or holds relative IRIs; names `where` and the line.
    """
    import pyoxigraph

    try:
        parsed = pyoxigraph.parse(data, format=pyoxigraph.RdfFormat.TURTLE)
        # Its N-Triples are canonical, and are cut faster than the terms are taken apart one by one.
        lines = (pyoxigraph.serialize(parsed, format=pyoxigraph.RdfFormat.N_TRIPLES) or b"").decode().split("\n")
    except SyntaxError as fault:
        raise ResourceError(f"{where}:{fault.lineno}: {fault.msg}") from fault
    return [(subject, predicate, obj) for subject, predicate, obj in (line[:-2].split(" ", 2) for line in lines if line)]


def to_term(node: pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal | pyoxigraph.Triple) -> Term:
    """Return a term of pyoxigraph as a string."""
    import pyoxigraph

    if isinstance(node, pyoxigraph.NamedNode):
        return to_iri(node.value)
    if not isinstance(node, pyoxigraph.Literal):
        return str(node)
    if node.language:
        return to_tagged(node.value, node.language)
    return to_string(node.value) if node.datatype.value == vocab.XSD_STRING else to_typed(node.value, node.datatype.value)


def to_turtle(triples: Iterable[Triple], prefixes: Mapping[str, str]) -> bytes:
    """Return the triples as Turtle, UTF-8; of the prefixes only those in use are declared, by name.

    An IRI is shortened by the longest namespace that it begins with, if what remains can stand as a local name.
    """
    nodes: dict[Term, dict[Term, list[Term]]] = {}
    for subject, predicate, obj in set(triples):
        nodes.setdefault(subject, {}).setdefault(predicate, []).append(obj)
    names = _Names(prefixes)
    blocks = [_block(subject, nodes[subject], names) for subject in _ordered(nodes)]
    head = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in sorted(names.used.items()))
    return "\n".join(part for part in (head, *blocks) if part).encode()
