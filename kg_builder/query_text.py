r"""The text of a query, looked at before it runs: what only reads, and only the graphs at hand, may pass.

The text is cut into the tokens of SPARQL 1.1 (section 19.8), so that a keyword in a string, an IRI, a comment or a name
is none. The engine's own cut is looser: it takes `trueSERVICE` for two words, `p:a\#b` for a name, `?a<'x>'` for a
comparison with a string. Where the two could differ about SERVICE, the text is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from kg_builder.errors import UsageError

LONGEST_QUERY: Final = 100_000
"""Code points of a query on the command line."""

# What is opaque comes first: in it a keyword is none. Possessive quantifiers, so that any text takes one pass.
_TOKEN: Final = re.compile(
    r'(?P<string>"""(?:"{0,2}(?:[^"\\]|\\.))*+"""'
    r"|'''(?:'{0,2}(?:[^'\\]|\\.))*+'''"
    r'|"(?:[^"\\\n\r]|\\.)*+"'
    r"|'(?:[^'\\\n\r]|\\.)*+')"
    r"|\#[^\n\r]*+"
    r"|(?P<iri><[^<>\"{}|^`\\\x00-\x20]*+>)"
    r"|(?P<variable>[?$]\w++|@[A-Za-z]++(?:-[A-Za-z0-9]++)*+)"
    # A run of letters is a word, or with a colon the name that it begins; a name has its escapes (PN_LOCAL_ESC).
    r"|(?P<name>(?:[^\W\d][\w.·-]*+)?:(?:[\w:%·.-]|\\[_~.\-!$&'()*+,;=/?#@%])*+)"
    r"|(?P<word>[^\W\d][\w.·-]*+)"
    r"|(?P<bracket>[()\[\]{}])"
    r"|(?P<rest>\S)",
    re.DOTALL,
)
_OPERANDS: Final = frozenset(("string", "iri", "variable", "name", "word"))
_REFUSED: Final[Mapping[str, str]] = {
    "SERVICE": "asks another server",
    "FROM": "names a graph to fetch; the graphs that were built are named by GRAPH",
    **dict.fromkeys("LOAD INSERT DELETE CLEAR DROP CREATE COPY MOVE ADD".split(), "changes the graph"),
}


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


def _tokens(text: str) -> Iterator[_Token]:
    """Yield the tokens; comments are none."""
    for found in _TOKEN.finditer(text):
        if found.lastgroup:
            yield _Token(found.lastgroup, found[0])


def check_query(text: str) -> None:
    """Refuse what is not a query of this graph alone.

    Raises:
        UsageError: it asks a server, fetches or changes a graph, hides a keyword behind an escape, or is too long.
    """
    if len(text) > LONGEST_QUERY:
        raise UsageError(f"the query has {len(text)} characters; expected at most {LONGEST_QUERY}")
    names_service = re.search("service", text, re.IGNORECASE) is not None
    before, open_brackets = _Token("rest", ""), [""]
    for token in _tokens(text):
        _check_token(token, before)
        if token.kind == "bracket":
            _turn(token.text, open_brackets)
        if names_service and token.kind == "iri":
            _check_comparison(token, before, open_brackets[-1])
        before = token


def _check_token(token: _Token, before: _Token) -> None:
    if token.kind == "word":
        for piece in re.findall(r"\w+", token.text.upper()):
            _check_word("SERVICE" if "SERVICE" in piece else piece)
    elif token.text == "{" and before.kind == "name" and "SERVICE" in before.text.upper():
        _check_word("SERVICE")
    elif token.kind == "rest" and token.text == "\\":
        raise UsageError(r"an escape (\u) outside of a string or an IRI is refused: write the letter itself")


def _check_word(word: str) -> None:
    if word in _REFUSED:
        raise UsageError(f"{word} {_REFUSED[word]}, which is refused: queries only read, and only the graph that was built")


def _turn(bracket: str, open_brackets: list[str]) -> None:
    """Open or close a bracket; the first of the list stands for none."""
    if bracket in "([{":
        open_brackets.append(bracket)
    elif len(open_brackets) > 1:
        open_brackets.pop()


def _check_comparison(token: _Token, before: _Token, bracket: str) -> None:
    """Refuse `?a<'x>'` in round brackets: an IRI by the standard, to the engine a comparison, so that all after it is unsure."""
    operand = before.kind in _OPERANDS or before.text == ")" or before.text.isdigit()
    if bracket == "(" and operand and ("'" in token.text or "#" in token.text):
        raise UsageError(f"{before.text}{token.text} may be a comparison or an IRI, which is refused: put a blank after <")
