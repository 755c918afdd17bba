"""IRIs as a person reads and types them: prefixed names, and the end of an IRI below the base."""

from __future__ import annotations

from collections.abc import Mapping

from kg_builder import vocab
from kg_builder.terms import Term, to_iri, to_string


def names_below(base: str) -> Mapping[str, str]:
    """Return the prefixes with the base, which is shown as no prefix at all."""
    return {**vocab.PREFIXES, "": base}


def shorten(iri: str, prefixes: Mapping[str, str]) -> str:
    """Return an IRI as a prefixed name where one of the namespaces fits, the longest first.

    >>> shorten("https://w3id.org/telegram-kg/person/stalin", names_below(vocab.DEFAULT_BASE))
    'person/stalin'
    """
    for prefix, namespace in sorted(prefixes.items(), key=lambda one: -len(one[1])):
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{prefix}:{iri[len(namespace) :]}" if prefix else iri[len(namespace) :]
    return iri


def parse_name(word: str) -> Term | None:
    """Return the term of `<iri>`, of a name with a prefix of the vocabulary, or of `a`; None if it is none of them."""
    if word == "a":
        return to_iri(vocab.RDF_TYPE)
    if word.startswith("<") and word.endswith(">"):
        return word
    prefix, colon, name = word.partition(":")
    if colon and prefix in vocab.PREFIXES:
        return to_iri(vocab.PREFIXES[prefix] + name)
    return to_iri(word) if colon and name.startswith("//") else None


def to_term(value: str, base: str = vocab.DEFAULT_BASE) -> Term:
    """Return the term of a value as a person types it: an IRI or a name, a path below the base, else text.

    >>> to_term("person/stalin"), to_term("status:asked"), to_term("1/6 of it")
    ('<https://w3id.org/telegram-kg/person/stalin>', '<https://w3id.org/telegram-kg/vocabulary/status/asked>', '"1/6 of it"')
    """
    kind, slash, rest = value.partition("/")
    if slash and rest and kind.replace("-", "").isalpha() and " " not in value:
        return to_iri(base + value)
    return parse_name(value) or to_string(value)
