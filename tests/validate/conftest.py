"""One good graph, made by hand: facts and authorities from Turtle, and an attestation for every statement that needs one."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from kg_builder import vocab
from kg_builder.datafiles import find_data_dir
from kg_builder.terms import Term, Triple, escape
from kg_builder.validate.reading import read_triples
from kg_builder.validate.shapeset import ShapeSet

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
            found.update(_attestation((subject, predicate, obj), text, doc))
    return sorted(found)


def _attestation(statement: Triple, text: str, doc: str) -> list[Triple]:
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


@pytest.fixture(scope="session")
def text() -> str:
    return (DATA / "telegram.txt").read_text("utf-8")


@pytest.fixture(scope="session")
def good(text: str) -> tuple[Triple, ...]:
    """Return the good graph: facts, authorities, run and evidence."""
    facts = read_triples(DATA / "telegram.ttl")
    return (*facts, *attest(list(facts), text))


@pytest.fixture(scope="session")
def shapes() -> ShapeSet:
    """Return the project's own shapes with the class hierarchy and the concepts."""
    ontology = find_data_dir("ontology")
    background = [t for path in [DATA / "classes.ttl", *sorted((ontology / "vocabularies").glob("*.ttl"))] for t in read_triples(path)]
    return ShapeSet({path.name: read_triples(path) for path in sorted(find_data_dir("shapes").glob("*.ttl"))}, background)
