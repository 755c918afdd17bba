"""The graph of a build as an index of plain values: what scoring asks of it, all named graphs together."""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from kg_builder import vocab
from kg_builder.errors import InputError
from kg_builder.evaluate.names import normalise

_LABELS = (vocab.FOAF_NAME, vocab.SKOS_PREF_LABEL, vocab.SKOS_ALT_LABEL, vocab.RDFS_LABEL, vocab.TG_CODE_NAME)
_ENDINGS = {".nq": "N_QUADS", ".trig": "TRIG", ".ttl": "TURTLE", ".nt": "N_TRIPLES"}
_QUADS = (".nq", ".trig")


@dataclass(frozen=True, slots=True)
class Graph:
    """Values (IRIs and lexical forms) by subject and predicate, and subjects by predicate and value."""

    forward: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    backward: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, subject: str, predicate: str, value: str) -> None:
        """Add a statement."""
        self.forward[subject, predicate].add(value)
        self.backward[predicate, value].add(subject)

    def values(self, subject: str, *predicates: str) -> list[str]:
        """Return the values of a subject, each once, sorted."""
        return sorted({value for predicate in predicates for value in self.forward.get((subject, predicate), ())})

    def subjects(self, predicate: str, value: str) -> list[str]:
        """Return the subjects that have the value, sorted."""
        return sorted(self.backward.get((predicate, value), ()))

    def is_a(self, subject: str, cls: str) -> bool:
        """True if the subject has the class, asserted or inferred."""
        return cls in self.forward.get((subject, vocab.RDF_TYPE), ())

    def labels(self, iri: str) -> frozenset[str]:
        """Return all names of a thing, normalised."""
        return frozenset(normalise(label) for label in self.values(iri, *_LABELS))

    def telegrams_of(self, name: str) -> list[str]:
        """Return the telegrams of the source text whose file name ends with `name`."""
        sources = [
            s
            for s in self.subjects(vocab.RDF_TYPE, vocab.TG_SOURCE_TEXT)
            if any(x.endswith(name) for x in self.values(s, vocab.RDFS_LABEL))
        ]
        found = {t for source in sources for t in self.subjects(vocab.PROV_WAS_DERIVED_FROM, source) if self.is_a(t, vocab.TG_TELEGRAM)}
        return sorted(found)


def load_graph(build: Path) -> Graph:
    """Read the graph of a build: all RDF below the folder, the files with named graphs alone if there are any.

    Raises:
        InputError: there is none, or a file is not what its ending says.
    """
    import pyoxigraph

    graph = Graph()
    for path, ending in _files(build):
        try:
            data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            for quad in pyoxigraph.parse(data, format=getattr(pyoxigraph.RdfFormat, _ENDINGS[ending])):
                subject, value = getattr(quad.subject, "value", ""), getattr(quad.object, "value", "")
                graph.add(subject, quad.predicate.value, value)
        except (OSError, SyntaxError, EOFError) as fault:
            raise InputError(f"{path}: {fault}; expected RDF") from fault
    return graph


def _files(build: Path) -> Iterable[tuple[Path, str]]:
    found = [(path, Path(path.stem).suffix if path.suffix == ".gz" else path.suffix) for path in sorted(build.rglob("*")) if path.is_file()]
    files = [(path, ending) for path, ending in found if ending in _ENDINGS]
    if not files:
        raise InputError(f"{build}: no graph here; expected a folder that kg-builder build wrote")
    quads = [(path, ending) for path, ending in files if ending in _QUADS]
    return quads or files
