"""Where the node objects of a JSON-LD file stand: JSON pointers (RFC 6901) and offsets, by the context inside the file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urljoin

from kg_builder.terms import Term

_TOKEN: Final = re.compile(r'[ \t\r\n]*+(?:(?P<text>"(?:[^"\\]++|\\.)*+")|(?P<other>[^\s{}\[\],:"]++)|(?P<sign>[{}\[\],:]))', re.DOTALL)


@dataclass(frozen=True, slots=True)
class NodePlace:
    """A node object: its IRI or blank node, its pointer, and the pointers of its properties by IRI."""

    subject: Term
    pointer: str
    properties: Mapping[Term, str]


def _step(key: str | int) -> str:
    return "/" + str(key).replace("~", "~0").replace("/", "~1")


class _Context:
    """As much of a JSON-LD context as names need: prefixes, terms, aliases, base."""

    def __init__(self, given: Any, above: _Context | None = None) -> None:
        self.terms: dict[str, str] = dict(above.terms) if above else {}
        self.base: str = above.base if above else ""
        self.vocab: str = above.vocab if above else ""
        for part in given if isinstance(given, list) else [given]:
            if isinstance(part, dict):
                self._read(part)

    def _read(self, part: Mapping[str, Any]) -> None:
        for key, value in part.items():
            target = value.get("@id") if isinstance(value, dict) else value
            if key == "@base" and isinstance(target, str):
                self.base = target
            elif key == "@vocab" and isinstance(target, str):
                self.vocab = target
            elif isinstance(target, str):
                self.terms[key] = target

    def name(self, word: str, depth: int = 0) -> str:
        """Return the IRI or keyword that a key stands for."""
        if word.startswith("@") or depth > 8:
            return word
        if word in self.terms and self.terms[word] != word:
            return self.name(self.terms[word], depth + 1)
        prefix, colon, rest = word.partition(":")
        if colon and not rest.startswith("//") and prefix in self.terms:
            return self.name(self.terms[prefix], depth + 1) + rest
        return word if colon else self.vocab + word

    def node(self, word: str) -> Term:
        """Return the term that a value of `@id` stands for."""
        if word.startswith("_:"):
            return word
        prefix, colon, rest = word.partition(":")
        if colon and not rest.startswith("//") and prefix in self.terms:
            return f"<{self.name(prefix)}{rest}>"
        return f"<{word if colon else urljoin(self.base, word)}>"


def find_nodes(text: str) -> Iterator[NodePlace]:
    """Yield every node object that has an `@id`, outer ones first; nothing if the text is no JSON."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return
    stack: list[tuple[Any, str, _Context]] = [(document, "", _Context(None))]
    while stack:
        value, pointer, context = stack.pop()
        if isinstance(value, list):
            stack += [(part, pointer + _step(index), context) for index, part in reversed(list(enumerate(value)))]
        elif isinstance(value, dict):
            if "@context" in value:
                context = _Context(value["@context"], context)
            keys = {key: context.name(key) for key in value if key != "@context"}
            subject = next((value[key] for key, name in keys.items() if name == "@id" and isinstance(value[key], str)), None)
            if subject is not None:
                properties = {_predicate(name): pointer + _step(key) for key, name in keys.items()}
                yield NodePlace(context.node(subject), pointer, properties)
            stack += [(value[key], pointer + _step(key), context) for key in reversed(list(keys))]


_NO_NODE: Final = frozenset(("@id", "@value", "@list", "@set"))


def label_nodes(text: str) -> str:
    """Return the JSON text with an `@id` for each node object that has none, so that a second reading tells where each node stands."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return text
    stack: list[tuple[Any, _Context]] = [(document, _Context(None))]
    number = 0
    while stack:
        value, context = stack.pop()
        if isinstance(value, list):
            stack += [(part, context) for part in value]
        elif isinstance(value, dict):
            if "@context" in value:
                context = _Context(value["@context"], context)
            names = {context.name(key) for key in value}
            stack += [(part, context) for key, part in value.items() if key != "@context"]
            if not names & _NO_NODE and names != {"@context", "@graph"}:
                number += 1
                value["@id"] = f"_:at{number}"
    return json.dumps(document) if number else text


def _predicate(name: str) -> Term:
    return "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>" if name == "@type" else f"<{name}>"


def find_offsets(text: str) -> Mapping[str, int]:
    """Return the offset of each value of a JSON text, and of the key of each member, by its pointer; members by their key."""
    places: dict[str, int] = {}
    stack: list[list[Any]] = []  # [pointer, is an object, index or key]
    at = 0
    while found := _TOKEN.match(text, at):
        kind = found.lastgroup or ""
        start, at, word = found.start(kind), found.end(), found[kind]
        if word in ("}", "]"):
            stack.pop()
        elif word == ",":
            if stack and not stack[-1][1]:
                stack[-1][2] += 1
            elif stack:
                stack[-1][2] = None
        elif word != ":":
            _enter(text, places, stack, kind, word, start)
    return places


def _enter(text: str, places: dict[str, int], stack: list[list[Any]], kind: str, word: str, start: int) -> None:
    top: Any = stack[-1] if stack else None
    if top and top[1] and top[2] is None and kind == "text":
        key: str = json.loads(word)
        top[2] = key
        places.setdefault(top[0] + _step(key), start)
        return
    pointer: str = top[0] + _step(top[2]) if top else ""
    places.setdefault(pointer, start)
    if word in ("{", "["):
        stack.append([pointer, word == "{", 0 if word == "[" else None])
