"""SHACL property paths, from the nodes that spell them to the text that SPARQL has for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from kg_builder.terms import Term, Triple
from kg_builder.validate import shacl

Nodes = Mapping[Term, Mapping[Term, Sequence[Term]]]

_REPEATED: Final = ((shacl.sh("zeroOrMorePath"), "*"), (shacl.sh("oneOrMorePath"), "+"), (shacl.sh("zeroOrOnePath"), "?"))
_INVERSE: Final = shacl.sh("inversePath")
_ALTERNATIVE: Final = shacl.sh("alternativePath")
_DEPTH: Final = 20


def list_members(nodes: Nodes, head: Term) -> list[Term]:
    """Return the members of an RDF list; a list that runs in a circle ends where it comes back."""
    members: list[Term] = []
    seen: set[Term] = set()
    while head != shacl.NIL and head not in seen and shacl.FIRST in nodes.get(head, {}):
        seen.add(head)
        members.append(nodes[head][shacl.FIRST][0])
        head = nodes[head].get(shacl.REST, [shacl.NIL])[0]
    return members


def path_text(nodes: Nodes, path: Term, depth: int = 0) -> str:
    """Return the path as SPARQL 1.1 writes it (section 9.1), predicates in angle brackets.

    path = iri | '^' path | '(' path '/' path ')' | '(' path '|' path ')' | path ('*' | '+' | '?')
    """
    node = nodes.get(path, {})
    if path.startswith("<") or depth > _DEPTH:
        return path
    for parameter, sign in _REPEATED:
        if parameter in node:
            return f"{path_text(nodes, node[parameter][0], depth + 1)}{sign}"
    if _INVERSE in node:
        return f"^{path_text(nodes, node[_INVERSE][0], depth + 1)}"
    if _ALTERNATIVE in node:
        return f"({'|'.join(path_text(nodes, part, depth + 1) for part in list_members(nodes, node[_ALTERNATIVE][0]))})"
    return f"({'/'.join(path_text(nodes, part, depth + 1) for part in list_members(nodes, path))})"


def path_predicates(nodes: Nodes, path: Term, depth: int = 0) -> Iterable[Term]:
    """Return every predicate of a path, in order."""
    if path.startswith("<"):
        yield path
        return
    node = nodes.get(path, {})
    if depth > _DEPTH:
        return
    if shacl.FIRST in node:
        for part in list_members(nodes, path):
            yield from path_predicates(nodes, part, depth + 1)
    for parameter in (_INVERSE, *(parameter for parameter, _ in _REPEATED)):
        for part in node.get(parameter, ()):
            yield from path_predicates(nodes, part, depth + 1)
    for head in node.get(_ALTERNATIVE, ()):
        for part in list_members(nodes, head):
            yield from path_predicates(nodes, part, depth + 1)


_SIGN: Final = {sign: parameter for parameter, sign in _REPEATED}
_TOKEN: Final = re.compile(r"<[^>]*>|[\^()/|*+?]")


def parse_path(text: str, label: str) -> tuple[Term, list[Triple]]:
    """Return the node of a path that `path_text` wrote, and the statements that spell it; blank nodes begin with `label`."""
    tokens = _TOKEN.findall(text)
    triples: list[Triple] = []

    def new() -> Term:
        return f"_:p{label}x{len(triples)}"

    def take_list(parts: list[Term]) -> Term:
        head = shacl.NIL
        for part in reversed(parts):
            cell = new()
            triples.extend(((cell, shacl.FIRST, part), (cell, shacl.REST, head)))
            head = cell
        return head

    def take() -> Term:
        sign = tokens.pop(0)
        if sign == "^":
            inner, node = take(), new()
            triples.append((node, _INVERSE, inner))
        elif sign == "(":
            parts, between = [take()], ""
            while tokens and tokens[0] in ("/", "|"):
                between = tokens.pop(0)
                parts.append(take())
            del tokens[:1]
            node = take_list(parts)
            if between == "|":
                node, head = new(), node
                triples.append((node, _ALTERNATIVE, head))
        else:
            node = sign
        while tokens and tokens[0] in _SIGN:
            inner, node = node, new()
            triples.append((node, _SIGN[tokens.pop(0)], inner))
        return node

    return take(), triples
