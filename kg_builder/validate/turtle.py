"""Where the statements of a Turtle, TriG, N-Triples or N-Quads file stand.

pyoxigraph reads the graph; this reader only tells places, and only for files that pyoxigraph has read without a fault. A
construct that it does not know (quoted triples of RDF 1.2) ends it: the statements after that have no place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin

from kg_builder.terms import Term, escape, unescape
from kg_builder.validate import shacl
from kg_builder.vocab import XSD, XSD_STRING

# Turtle, section 6.5. Possessive quantifiers: a quote that never closes must not be tried in a million ways.
_TOKEN: Final = re.compile(
    r"""(?P<space>(?:[ \t\r\n]++|\#[^\r\n]*+)++)
    |(?P<iri><(?:[^\x00-\x20<>"{}|^`\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+>)
    |(?P<long>\"{3}(?:[^"\\]++|\\.|"(?!""))*+\"{3}|'{3}(?:[^'\\]++|\\.|'(?!''))*+'{3})
    |(?P<text>"(?:[^"\\\r\n]++|\\.)*+"|'(?:[^'\\\r\n]++|\\.)*+')
    |(?P<blank>_:[^\s<>"'{}|^`\\()\[\];,\#]++)
    |(?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*+)
    |(?P<number>[+-]?(?:\d++(?:\.\d*+)?[eE][+-]?\d++|\.\d++[eE][+-]?\d++|\d*\.\d++|\d++)(?![A-Za-z_:]))
    |(?P<name>[^\s<>"'{}|^`\\()\[\];,\#:@=.]?[^\s<>"'{}|^`\\()\[\];,\#:@=]*+:(?:[^\s<>"'{}|^`\\()\[\];,\#@=~!$&*+/?]|\\[_~.\-!$&'()*+,;=/?\#@%])*+)
    |(?P<word>[A-Za-z]++)
    |(?P<sign>\^\^|[.;,\[\](){}])""",
    re.VERBOSE | re.DOTALL,
)
_DEPTH: Final = 200


@dataclass(frozen=True, slots=True)
class Placed:
    """A statement with its places, in code points of the text: where its subject starts, where its object starts and ends."""

    subject: Term
    predicate: Term
    object: Term
    subject_start: int
    start: int
    end: int


class _UnknownConstructError(Exception):
    """The text has something that this reader does not know."""


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int


class _Scanner:
    """One pass over a text. Blank nodes without a label get one by their place."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.prefixes: dict[str, str] = {}
        self.base = ""
        self.tokens = self._tokens()
        self.token = next(self.tokens)

    def _tokens(self) -> Iterator[_Token]:
        at, end = 0, len(self.text)
        while at < end:
            found = _TOKEN.match(self.text, at)
            if not found or not found.lastgroup:
                raise _UnknownConstructError(f"at {at}")
            kind, stop = found.lastgroup, found.end()
            if kind in ("name", "blank") and found[0].endswith(".") and not found[0].endswith("\\."):
                stop -= len(found[0]) - len(found[0].rstrip("."))
            if kind != "space":
                yield _Token(kind, self.text[at:stop], at, stop)
            at = stop
        while True:
            yield _Token("end", "", end, end)

    def take(self, text: str | None = None) -> _Token:
        token = self.token
        if text is not None and token.text != text:
            raise _UnknownConstructError(f"{token.text!r} at {token.start}")
        self.token = next(self.tokens)
        return token

    def statements(self) -> Iterator[Placed]:
        while self.token.kind != "end":
            word = self.token.text.lower()
            if word in ("@prefix", "prefix", "@base", "base", "@version", "version"):
                self._directive(word)
            else:
                yield from self._block()

    def _directive(self, word: str) -> None:
        self.take()
        if word.endswith("prefix"):
            name = self.take().text
            self.prefixes[name[:-1]] = self._iri(self.take())
        elif word.endswith("base"):
            self.base = self._iri(self.take())
        else:
            self.take()
        if word.startswith("@"):
            self.take(".")

    def _block(self) -> Iterator[Placed]:
        """Block = [ 'GRAPH' ] [ label ] '{' triples '}' | triples '.'."""
        if self.token.kind == "word" and self.token.text.lower() == "graph":
            self.take()
            self._node()
            yield from self._graph()
        elif self.token.text == "{":
            yield from self._graph()
        else:
            start = self.token
            inner: list[Placed] = []
            subject = self._node(inner)
            if self.token.text == "{":
                yield from self._graph()
                return
            yield from inner
            if not (start.text in ("[", "(") and self.token.text == "."):
                yield from self._predicates(subject, start.start)
            self.take(".")

    def _graph(self) -> Iterator[Placed]:
        self.take("{")
        while self.token.text != "}":
            start = self.token
            inner: list[Placed] = []
            subject = self._node(inner)
            yield from inner
            if self.token.text not in (".", "}"):
                yield from self._predicates(subject, start.start)
            if self.token.text == ".":
                self.take()
        self.take("}")

    def _predicates(self, subject: Term, subject_start: int, depth: int = 0) -> Iterator[Placed]:
        """Predicates = verb object { ',' object } { ';' [ verb object … ] }."""
        while True:
            verb = self.take()
            predicate = shacl.TYPE if verb.text == "a" and verb.kind == "word" else self._resource(verb)
            while True:
                start = self.token.start
                inner: list[Placed] = []
                obj, end = self._object(inner, depth)
                yield Placed(subject, predicate, obj, subject_start, start, end)
                yield from inner
                if self.token.text != ",":
                    break
                self.take()
            if self.token.text != ";":
                return
            while self.token.text == ";":
                self.take()
            if self.token.text in (".", "]", "}"):
                return

    def _object(self, inner: list[Placed], depth: int) -> tuple[Term, int]:
        token = self.token
        if token.kind in ("text", "long"):
            return self._literal()
        if token.kind == "number":
            self.take()
            kind = "double" if "e" in token.text.lower() else "decimal" if "." in token.text else "integer"
            return f'"{token.text}"^^<{XSD}{kind}>', token.end
        if token.kind == "word" and token.text in ("true", "false"):
            self.take()
            return f'"{token.text}"^^<{XSD}boolean>', token.end
        obj = self._node(inner, depth + 1)
        # Of a node with statements of its own the opening bracket is enough: its end may be pages away.
        return obj, token.start + 1 if token.text in ("[", "(") else token.end

    def _literal(self) -> tuple[Term, int]:
        token = self.take()
        width = 3 if token.kind == "long" else 1
        lexical = f'"{escape(unescape(token.text[width:-width]))}"'
        if self.token.kind == "tag" and self.token.start == token.end:
            tag = self.take()
            return f"{lexical}@{tag.text[1:].lower()}", tag.end
        if self.token.text == "^^":
            self.take()
            datatype = self.take()
            iri = self._resource(datatype)
            return (lexical if iri == f"<{XSD_STRING}>" else f"{lexical}^^{iri}"), datatype.end
        return lexical, token.end

    def _node(self, inner: list[Placed] | None = None, depth: int = 0) -> Term:
        if depth > _DEPTH:
            raise _UnknownConstructError(f"brackets nested deeper than {_DEPTH}")
        token = self.take()
        if token.kind == "blank":
            return token.text
        if token.text == "[":
            label = f"_:@{token.start}"
            if self.token.text != "]":
                found = list(self._predicates(label, token.start, depth))
                if inner is not None:
                    inner += found
            self.take("]")
            return label
        if token.text == "(":
            return self._collection(token, inner if inner is not None else [], depth)
        return self._resource(token)

    def _collection(self, opening: _Token, inner: list[Placed], depth: int) -> Term:
        head, cell = shacl.NIL, ""
        while self.token.text != ")":
            start = self.token.start
            label = f"_:@{opening.start}.{start}"
            if cell:
                inner.append(Placed(cell, shacl.REST, label, opening.start, start, start + 1))
            else:
                head = label
            deeper: list[Placed] = []
            obj, end = self._object(deeper, depth + 1)
            inner.append(Placed(label, shacl.FIRST, obj, opening.start, start, end))
            inner += deeper
            cell = label
        closing = self.take(")")
        if cell:
            inner.append(Placed(cell, shacl.REST, shacl.NIL, opening.start, closing.start, closing.end))
        return head

    def _iri(self, token: _Token) -> str:
        if token.kind != "iri":
            raise _UnknownConstructError(f"{token.text!r} at {token.start}")
        iri = unescape(token.text[1:-1])
        return iri if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", iri) else urljoin(self.base, iri)

    def _resource(self, token: _Token) -> Term:
        if token.kind == "iri":
            return f"<{self._iri(token)}>"
        prefix, colon, local = token.text.partition(":")
        if token.kind != "name" or not colon or prefix not in self.prefixes:
            raise _UnknownConstructError(f"{token.text!r} at {token.start}")
        return f"<{self.prefixes[prefix]}{_LOCAL_ESCAPE.sub(lambda found: found[1], local)}>"


_LOCAL_ESCAPE: Final = re.compile(r"\\(.)")


def scan_turtle(text: str) -> Iterator[Placed]:
    """Yield the statements of a Turtle or TriG text in its order, up to what this reader does not know."""
    try:
        yield from _Scanner(text).statements()
    except (_UnknownConstructError, StopIteration, RecursionError):
        return


_LINE: Final = re.compile(
    r"""[ \t]*+(?P<s><[^<>\s]*+>|_:[^\s<]++)[ \t]*+(?P<p><[^<>\s]*+>)[ \t]*+
    (?P<o><[^<>\s]*+>|_:[^\s.]++(?:\.++[^\s.]++)*+|"(?:[^"\\]++|\\.)*+"(?:@[A-Za-z0-9-]++|\^\^<[^<>\s]*+>)?)""",
    re.VERBOSE,
)


def scan_lines(text: str) -> Iterator[Placed]:
    """Yield the statements of N-Triples or N-Quads in their order; a named graph is read over."""
    at = 0
    for line in text.splitlines(keepends=True):
        found = _LINE.match(line)
        if found:
            yield Placed(
                _plain(found["s"]),
                _plain(found["p"]),
                _plain(found["o"]),
                at + found.start("s"),
                at + found.start("o"),
                at + found.end("o"),
            )
        at += len(line)


def _plain(term: str) -> Term:
    """Return a term in the one form that equal terms have."""
    if term.startswith('"'):
        end = term.rindex('"')
        lexical, tail = f'"{escape(unescape(term[1:end]))}"', term[end + 1 :]
        if tail.startswith("@"):
            return lexical + tail.lower()
        return lexical if tail == f"^^<{XSD_STRING}>" else lexical + unescape(tail)
    return unescape(term) if term.startswith("<") else term
