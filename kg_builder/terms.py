"""RDF terms as N-Triples strings: what passes between mapping, reasoning and the writers.

A term is one `str` in canonical N-Triples (RDF 1.2 N-Triples, section 4): `<https://…>`, `"x"`, `"x"@en`, `"1"^^<…>`.
Equal terms are equal strings, so that sets, sorting and writing need no RDF library.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

Term = str
Triple = tuple[Term, Term, Term]
Quad = tuple[Term, Term, Term, Term]

XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_XSD_STRING: Final = XSD + "string"

# The ECHARs, and all else that is no XML 1.1 Char or a control, as UCHAR: the canonical form has just these escapes.
_ESCAPES: Final = {code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F, 0xFFFE, 0xFFFF, *range(0xD800, 0xE000))} | {
    ord(char): escape
    for char, escape in (("\b", "\\b"), ("\t", "\\t"), ("\n", "\\n"), ("\f", "\\f"), ("\r", "\\r"), ('"', '\\"'), ("\\", "\\\\"))
}
_TO_ESCAPE: Final = re.compile(r'["\\\x00-\x1f\x7f\ufffe\uffff\ud800-\udfff]')
_ESCAPE: Final = re.compile(r'\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([tbnrf"\'\\]))')
_ECHARS: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
_LITERAL: Final = re.compile(r'"((?:[^"\\]|\\.)*)"(?:@([A-Za-z]+(?:-[A-Za-z0-9]+)*)|\^\^<([^<>"{}|^`\\\x00-\x20]*)>)?', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Literal:
    """A literal taken apart: lexical form unescaped; `datatype` is an IRI without brackets, also for plain and tagged ones."""

    lexical: str
    datatype: str
    language: str | None = None


def escape(text: str) -> str:
    """Return the text with the escapes of canonical N-Triples."""
    return text.translate(_ESCAPES) if _TO_ESCAPE.search(text) else text


def unescape(escaped: str) -> str:
    """Return the text that `escaped` stands for; takes every escape of N-Triples, not the canonical ones only."""
    if "\\" not in escaped:
        return escaped
    return _ESCAPE.sub(lambda found: _ECHARS[found[3]] if found[3] else chr(int(found[1] or found[2], 16)), escaped)


def to_iri(iri: str) -> Term:
    """Return the term of an IRI that has passed a check (`iris` checks)."""
    return f"<{iri}>"


def to_string(text: str) -> Term:
    """Return a plain literal, which is an xsd:string."""
    return f'"{escape(text)}"'


def to_tagged(text: str, language: str) -> Term:
    """Return a literal with a language tag, in lower case as RDF 1.2 has it."""
    return f'"{escape(text)}"@{language.lower()}'


def to_typed(lexical: str, datatype: str) -> Term:
    """Return a literal with a datatype (its IRI without brackets)."""
    return f'"{escape(lexical)}"^^<{datatype}>'


def to_decimal(value: Decimal) -> Term:
    """Return an xsd:decimal in the canonical form of XSD 1.1: no exponent, no needless zeros ("16", "1.5")."""
    lexical = format(value, "f")
    if "." in lexical:
        lexical = lexical.rstrip("0").rstrip(".")
    return f'"{"0" if lexical in ("", "-0") else lexical}"^^<{XSD}decimal>'


def to_integer(value: int) -> Term:
    """Return an xsd:integer."""
    return f'"{value}"^^<{XSD}integer>'


def to_boolean(value: bool) -> Term:
    """Return an xsd:boolean."""
    return f'"{"true" if value else "false"}"^^<{XSD}boolean>'


def to_date(value: date) -> Term:
    """Return an xsd:date without a zone."""
    return f'"{value.isoformat()}"^^<{XSD}date>'


def is_iri(term: Term) -> bool:
    """True if the term is an IRI, not a literal and not a blank node."""
    return term[:1] == "<"


def is_literal(term: Term) -> bool:
    """True if the term is a literal."""
    return term[:1] == '"'


def iri_of(term: Term) -> str:
    """Return the IRI of an IRI term, without its brackets."""
    return term[1:-1]


def parse_literal(term: Term) -> Literal | None:
    """Return the parts of a literal term; None if it is none.

    literal = '"' lexical '"' [ '@' language | '^^<' datatype '>' ]
    """
    found = _LITERAL.fullmatch(term)
    if not found:
        return None
    if found[2]:
        return Literal(unescape(found[1]), "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString", found[2])
    return Literal(unescape(found[1]), found[3] or _XSD_STRING)
