"""Where the stage reads a graph from: N-Quads of a build, or a store on disk. Nothing is held but what is asked for.

The files are those that `build` writes: canonical N-Quads, sorted, so that the lines of one subject stand together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from kg_builder import vocab
from kg_builder.builds import DOCUMENTS, MANIFEST, documents_of
from kg_builder.errors import InputError, StoreError
from kg_builder.output import GRAPH
from kg_builder.terms import Term, Triple, to_iri
from kg_builder.turtle import to_term

if TYPE_CHECKING:
    import pyoxigraph

Evidence = Mapping[Triple, tuple[Term, ...]]
"""The places that attest a statement together; of several attestations the first in the order of their places."""

_TERMS: Final = """rdf:type rdfs:label foaf:name skos:prefLabel dcterms:date dcterms:references prov:wasDerivedFrom
tg:sha256 tg:actsFor tg:sender tg:addressee tg:via tg:number tg:cipherNumber tg:outgoingNumber tg:earliestDate tg:latestDate tg:quotedIn
tg:documentKind tg:inReplyTo tg:statedIn tg:item tg:commodity tg:quantity tg:quantityQualifier tg:unit tg:includes tg:perCommodity
tg:partOf tg:answers tg:status tg:requester tg:requestee tg:beneficiary tg:supplier tg:recipient tg:periodStart tg:periodEnd"""
FACTS: Final = frozenset(f"{vocab.PREFIXES[name.split(':')[0]]}{name.split(':')[1]}" for name in _TERMS.split())
"""The properties that rules and questions of the stage ask for."""

_SUBJECT, _PREDICATE, _OBJECT = (to_iri(name) for name in (vocab.RDF_SUBJECT, vocab.RDF_PREDICATE, vocab.RDF_OBJECT))
_QUOTED_FROM, _EXACT, _SELECTOR = (to_iri(name) for name in (vocab.PROV_WAS_QUOTED_FROM, vocab.OA_EXACT, vocab.OA_HAS_SELECTOR))


class Source(Protocol):
    """A graph to be linked."""

    def facts(self) -> Iterator[tuple[Triple, Term]]:
        """Yield the statements of facts and authorities that the rules need, each with its graph."""

    def attestations(self, wanted: Collection[Triple]) -> Evidence:
        """Return what attests these statements; one that nothing attests is absent."""

    def quotes(self, places: Collection[Term]) -> Mapping[Term, Term]:
        """Return the words at these places, as literals."""


def is_fact_graph(graph: Term) -> bool:
    """True if the graph holds what was asserted: facts of a document, or the authorities."""
    return graph.endswith(("--facts>", "graph/authority>"))


class FileSource:
    """N-Quads in files, read line by line; each question is a pass over them."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self.paths = tuple(paths)

    def facts(self) -> Iterator[tuple[Triple, Term]]:
        """Yield the statements of facts and authorities that the rules need."""
        for triple, graph in self._lines({to_iri(one) for one in FACTS}):
            if is_fact_graph(graph):
                yield triple, graph

    def attestations(self, wanted: Collection[Triple]) -> Evidence:
        """Return what attests these statements."""
        found: dict[Triple, tuple[Term, ...]] = {}
        lines = (triple for triple, _ in self._lines({_SUBJECT, _PREDICATE, _OBJECT, _QUOTED_FROM}))
        for _, group in groupby(lines, key=lambda triple: triple[0]):
            told = [(predicate, obj) for _, predicate, obj in group]
            parts = dict(told)
            if len(parts) == 4:
                places = tuple(sorted(obj for predicate, obj in told if predicate == _QUOTED_FROM))
                _keep(found, (parts[_SUBJECT], parts[_PREDICATE], parts[_OBJECT]), places, wanted)
        return found

    def quotes(self, places: Collection[Term]) -> Mapping[Term, Term]:
        """Return the words at these places."""
        owners: dict[Term, Term] = {}
        for (place, _, selector), _ in self._lines({_SELECTOR}):
            if place in places:
                owners[selector] = place
        return {owners[selector]: words for (selector, _, words), _ in self._lines({_EXACT}) if selector in owners}

    def _lines(self, predicates: Collection[Term]) -> Iterator[tuple[Triple, Term]]:
        for name, number, line in self._numbered():
            parts = line.split(" ", 2)
            if len(parts) != 3:
                raise InputError(f"{name}:{number}: expected a line of N-Quads as kg-builder build writes it")
            if parts[1] in predicates:
                obj, _, graph = parts[2].removesuffix(" .\n").rpartition(" ")
                yield (parts[0], parts[1], obj), graph

    def _numbered(self) -> Iterator[tuple[str, int, str]]:
        """Yield the lines, each with where it stands."""
        for path in self.paths:
            try:
                with path.open(encoding="utf-8", newline="\n") as stream:
                    for number, line in enumerate(stream, 1):
                        yield str(path), number, line
            except (OSError, UnicodeDecodeError) as fault:
                raise InputError(f"{path}: {fault}; expected N-Quads as kg-builder build writes them") from fault


class ShardSource(FileSource):
    """The shards of a corpus, read document by document."""

    def __init__(self, folder: Path) -> None:
        super().__init__([])
        self.folder = folder

    def _numbered(self) -> Iterator[tuple[str, int, str]]:
        for document in documents_of(self.folder):
            # A literal holds no line feed in N-Quads; `splitlines` would break it at other marks.
            for number, line in enumerate(document.quads.decode().split("\n"), 1):
                if line:
                    yield f"{self.folder}: {document.doc}", number, f"{line}\n"


def find_source(folder: Path) -> FileSource | None:
    """Return what a build folder is read by; None if it is none."""
    if (folder / MANIFEST).is_file() and (folder / DOCUMENTS).is_file():
        return ShardSource(folder)
    return FileSource([folder / GRAPH]) if (folder / GRAPH).is_file() else None


class StoreSource:
    """A store on disk; each question is asked by pattern."""

    def __init__(self, store: pyoxigraph.Store) -> None:
        self.store = store

    def facts(self) -> Iterator[tuple[Triple, Term]]:
        """Yield the statements of facts and authorities that the rules need."""
        for name in sorted(FACTS):
            for triple, graph in self._pattern(None, name, None):
                if is_fact_graph(graph):
                    yield triple, graph

    def attestations(self, wanted: Collection[Triple]) -> Evidence:
        """Return what attests these statements."""
        found: dict[Triple, tuple[Term, ...]] = {}
        for subject in sorted({statement[0] for statement in wanted}):
            for (attestation, _, _), graph in self._pattern(None, vocab.RDF_SUBJECT, subject):
                if graph.endswith("--evidence>"):
                    statement = (
                        subject,
                        *(
                            obj
                            for name in (vocab.RDF_PREDICATE, vocab.RDF_OBJECT)
                            for (_, _, obj), _ in self._pattern(attestation, name, None)
                        ),
                    )
                    places = tuple(sorted(obj for (_, _, obj), _ in self._pattern(attestation, vocab.PROV_WAS_QUOTED_FROM, None)))
                    if len(statement) == 3:
                        _keep(found, statement, places, wanted)
        return found

    def quotes(self, places: Collection[Term]) -> Mapping[Term, Term]:
        """Return the words at these places."""
        return {
            place: words
            for place in sorted(places)
            for (_, _, selector), _ in self._pattern(place, vocab.OA_HAS_SELECTOR, None)
            for (_, _, words), _ in self._pattern(selector, vocab.OA_EXACT, None)
        }

    def _pattern(self, subject: Term | None, predicate: str, obj: Term | None) -> Iterator[tuple[Triple, Term]]:
        import pyoxigraph

        def node(term: Term | None) -> pyoxigraph.NamedNode | None:
            return pyoxigraph.NamedNode(term[1:-1]) if term else None

        try:
            for quad in self.store.quads_for_pattern(node(subject), pyoxigraph.NamedNode(predicate), node(obj), None):
                yield (to_term(quad.subject), to_term(quad.predicate), to_term(quad.object)), str(quad.graph_name)
        except OSError as fault:
            raise StoreError(f"the store cannot be read: {fault}") from fault


def _keep(found: dict[Triple, tuple[Term, ...]], statement: Triple, places: tuple[Term, ...], wanted: Collection[Triple]) -> None:
    if statement in wanted and places and (statement not in found or places < found[statement]):
        found[statement] = places
