"""One good graph, made by hand: facts and authorities from Turtle, and an attestation for every statement that needs one."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from kg_builder import vocab
from kg_builder.datafiles import find_data_dir
from kg_builder.terms import Term, Triple, escape
from kg_builder.validate.reading import read_triples
from kg_builder.validate.shapeset import ShapeSet

Spoil = Callable[[tuple[Triple, ...], str], list[Triple]]
DATA = Path(__file__).parent / "data"
BASE = "https://w3id.org/telegram-kg/"
_CLASSES = {f"<{vocab.TG}{name}>" for name in "Telegram MentionedDocument Request Delivery Item ArchivalReference CodeNameUse".split()}
_STRUCTURE = {
    f"<{iri}>"
    for iri in (
        *(f"{vocab.TG}{name}" for name in "statedIn item includes partOf answers archivalReference quotedIn textPart".split()),
        *(f"{vocab.TG}{name}" for name in "earliestDate latestDate period".split()),
        vocab.RDFS_LABEL,
        vocab.DCTERMS_IS_PART_OF,
        vocab.DCTERMS_LANGUAGE,
        vocab.PROV_WAS_DERIVED_FROM,
    )
}
# Which words say what, by property or by item; all else is said by "we ask".
_WORDS = {
    "fond": "f. 45",
    "periodStart": "from July to December 1951",
    "periodEnd": "from July to December 1951",
    "commodity": "rubber",
    "sender": "MAO ZEDONG",
    "t--d500--510": "sixteen divisions",
    "t--r300--340": "300 cartridges per rifle",
}


def _words(subject: Term, predicate: Term) -> str:
    local = predicate.rstrip(">").rsplit("#", 1)[-1].rsplit("/", 1)[-1]
    return _WORDS.get(local) or _WORDS.get(subject.rstrip(">").rsplit("/", 1)[-1], "we ask")


def attest(triples: list[Triple], text: str, doc: str = "t") -> list[Triple]:
    """Return the evidence graph for all statements that are read from the text."""
    classes = {subject: obj for subject, predicate, obj in triples if predicate == f"<{vocab.RDF_TYPE}>" and obj in _CLASSES}
    found: set[Triple] = set()
    for subject, predicate, obj in triples:
        anchor = predicate == f"<{vocab.RDF_TYPE}>" and obj in (f"<{vocab.TG_REQUEST}>", f"<{vocab.TG_DELIVERY}>")
        if anchor or (subject in classes and predicate not in _STRUCTURE and predicate != f"<{vocab.RDF_TYPE}>"):
            found.update(_attest((subject, predicate, obj), text, doc))
    return sorted(found)


def _attest(statement: Triple, text: str, doc: str) -> list[Triple]:
    words = _words(statement[0], statement[1])
    start = text.index(words)
    end = start + len(words)
    key = hashlib.sha256(" ".join(statement).encode()).hexdigest()[:16]
    iri, place = f"<{BASE}attestation/{doc}--{key}>", f"<{BASE}text/{doc}#char={start},{end}>"
    position, quote = (f"<{BASE}selector/{doc}--{start}--{end}--{name}>" for name in ("position", "quote"))
    number = f"^^<{vocab.XSD_INTEGER}>"
    return [
        (iri, f"<{vocab.RDF_TYPE}>", f"<{vocab.TG_ATTESTATION}>"),
        (iri, f"<{vocab.RDF_SUBJECT}>", statement[0]),
        (iri, f"<{vocab.RDF_PREDICATE}>", statement[1]),
        (iri, f"<{vocab.RDF_OBJECT}>", statement[2]),
        (iri, f"<{vocab.TG_FOUND_BY}>", '"test.by-hand"'),
        (iri, f"<{vocab.TG_BASIS}>", f"<{BASE}person/stalin>"),
        (iri, f"<{vocab.PROV_WAS_GENERATED_BY}>", f"<{BASE}run/{doc}--0123456789abcdef>"),
        (iri, f"<{vocab.PROV_WAS_QUOTED_FROM}>", place),
        (place, f"<{vocab.RDF_TYPE}>", f"<{vocab.OA_SPECIFIC_RESOURCE}>"),
        (place, f"<{vocab.OA_HAS_SOURCE}>", f"<{BASE}text/{doc}>"),
        (place, f"<{vocab.OA_HAS_SELECTOR}>", position),
        (place, f"<{vocab.OA_HAS_SELECTOR}>", quote),
        (position, f"<{vocab.RDF_TYPE}>", f"<{vocab.OA_TEXT_POSITION_SELECTOR}>"),
        (position, f"<{vocab.OA_START}>", f'"{start}"{number}'),
        (position, f"<{vocab.OA_END}>", f'"{end}"{number}'),
        (quote, f"<{vocab.RDF_TYPE}>", f"<{vocab.OA_TEXT_QUOTE_SELECTOR}>"),
        (quote, f"<{vocab.OA_EXACT}>", f'"{escape(words)}"'),
        (quote, f"<{vocab.OA_PREFIX}>", f'"{escape(text[max(0, start - 8) : start])}"'),
        (quote, f"<{vocab.OA_SUFFIX}>", f'"{escape(text[end : end + 8])}"'),
    ]


NAMES = {
    "T": "telegram/t",
    "T2": "telegram/t--199",
    "A": "archival-reference/t--740",
    "M": "document/t--199",
    "C": "code-name/t--97",
    "R": "request/t--300",
    "D": "delivery/t--500",
    "D2": "delivery/t--600",
    "I": "item/t--r300--320",
    "I2": "item/t--r300--340",
    "I3": "item/t--r300--360",
    "W": "item/t--d500--510",
    "P": "item/t--d500--530",
    "X": "text/t",
    "RUN": "run/t--0123456789abcdef",
    "SW": "software/kg-builder/0.1.0",
    "MAO": "person/mao-zedong",
    "STALIN": "person/stalin",
    "KOTOV": "person/t--670",
    "GRU": "organization/gru",
    "PRC": "state/china-prc",
    "USSR": "state/soviet-union",
    "BEIJING": "place/beijing",
    "LINK": "identity-link/person--mao-zedong--wikidata",
    "E": "text/t#char=466,483",
    "EP": "selector/t--466--483--position",
    "EQ": "selector/t--466--483--quote",
}


def _term(word: str) -> Term:
    if word in NAMES:
        return f"<{BASE}{NAMES[word]}>"
    if word.startswith(('"', "<")):
        return re.sub(r"\^\^(\w+):(\w+)$", lambda found: f"^^<{vocab.PREFIXES[found[1]]}{found[2]}>", word)
    prefix, local = word.split(":", 1)
    return f"<{vocab.PREFIXES[prefix]}{local}>"


def spoil_graph(good: tuple[Triple, ...], orders: str) -> list[Triple]:
    """Return the graph after the orders of one line of SPOILT."""
    triples = list(good)
    for order in orders.split(" ; "):
        sign, *words = re.findall(r'"[^"]*"\S*|\S+', order)
        if sign == ">":
            old = _first_attestation(triples) if words[0] == "AT" else _term(words[0])
            triples = [tuple(f"<{BASE}{words[1]}>" if term == old else term for term in triple) for triple in triples]  # type: ignore[misc]
            continue
        subject = None if words[0] == "AT" else _term(words[0])
        predicate, obj = _term(words[1]), None if words[2] == "*" else _term(words[2])
        if sign == "+":
            triples.append((subject or _first_attestation(triples), predicate, obj or ""))
        else:
            triples = [t for t in triples if not (t[0] == (subject or t[0]) and t[1] == predicate and t[2] == (obj or t[2]))]
    assert triples != list(good)
    return triples


def _first_attestation(triples: list[Triple]) -> Term:
    return next(s for s, _, o in triples if o == f"<{vocab.TG_ATTESTATION}>")


@pytest.fixture(scope="session")
def spoil() -> Spoil:
    """Return what spoils a graph after the orders of one line, such as "- T tg:sender * ; + T tg:sender BEIJING"."""
    return spoil_graph


@pytest.fixture(scope="session")
def text() -> str:
    return (DATA / "telegram.txt").read_text("utf-8")


@pytest.fixture(scope="session")
def good(text: str) -> tuple[Triple, ...]:
    """Return the good graph: facts, authorities, run and evidence."""
    digest = f'"{hashlib.sha256((DATA / "telegram.txt").read_bytes()).hexdigest()}"'
    facts = [(s, p, digest if p == f"<{vocab.TG_SHA256}>" else o) for s, p, o in read_triples(DATA / "telegram.ttl")]
    return (*facts, *attest(list(facts), text))


@pytest.fixture(scope="session")
def shapes() -> ShapeSet:
    """Return the project's own shapes with the class hierarchy and the concepts."""
    ontology = find_data_dir("ontology")
    background = [t for path in [ontology / "telegram.ttl", *sorted((ontology / "vocabularies").glob("*.ttl"))] for t in read_triples(path)]
    return ShapeSet({path.name: read_triples(path) for path in sorted(find_data_dir("shapes").glob("*.ttl"))}, background)
