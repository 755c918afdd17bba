"""A store read one document at a time: its facts, the words that say so, and what binds it to others."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from kg_builder import vocab
from kg_builder.vocab import DEFAULT_BASE

if TYPE_CHECKING:
    import pyoxigraph

    from kg_builder.store.reader import Reader

    Value = pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal

_PLACE: Final = re.compile(r"#char=([0-9]{1,12}),([0-9]{1,12})$")
"""The end of the address of a place: RFC 5147, code points, end exclusive."""


@lru_cache(maxsize=64)
def query_text(package: str, name: str) -> str:
    """Return a query that ships with a package, without its ending `.rq`."""
    return (files(package) / "queries" / f"{name}.rq").read_text("utf-8")


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place of a source text: half-open, code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One statement that was read from a text, by one rule, from places that say it together."""

    subject: str
    predicate: str
    value: Value
    rule: str
    basis: str | None
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFacts:
    """What the graph says of one source text; `read` is in the order of the text."""

    doc: str
    values: Mapping[str, Mapping[str, Sequence[Value]]]
    read: tuple[Read, ...]
    complete: bool = True
    """False where a limit cut the statements."""
    _places: dict[tuple[str, str], list[Read]] = field(default_factory=dict, repr=False, compare=False)

    def all(self, subject: str, predicate: str) -> Sequence[Value]:
        """Return the values of a property."""
        return self.values.get(subject, {}).get(predicate, ())

    def one(self, subject: str, predicate: str) -> str:
        """Return the first value as text, "" if there is none."""
        return next((value.value for value in self.all(subject, predicate)), "")

    def of_class(self, *classes: str) -> list[str]:
        """Return the subjects of these classes, sorted."""
        return sorted(one for one in self.values if any(value.value in classes for value in self.all(one, vocab.RDF_TYPE)))

    def words(self, subject: str, predicate: str) -> Place | None:
        """Return the first place that a property of a thing was read from."""
        if not self._places:
            for one in self.read:
                self._places.setdefault((one.subject, one.predicate), []).append(one)
        found = self._places.get((subject, predicate), [])
        return found[0].places[0] if found and found[0].places else None


class Reading:
    """A store as documents. `base` is the base of the data; names and links are read once."""

    def __init__(self, reader: Reader, base: str | None = None) -> None:
        self._reader = reader
        self.texts = {row["text"].value: (row["file"].value, row["sha256"].value) for row in self._ask("texts")}
        """File name and SHA-256 by the address of the source text."""
        self.base = base or _base_of(self.texts)
        self.names: dict[str, str] = {}
        for row in self._ask("names"):
            self.names.setdefault(row["thing"].value, row["name"].value)
        self.links = self._links()
        self.linked_from: dict[str, list[str]] = defaultdict(list)
        """By telegram: the documents that speak of it."""
        for (subject, name), targets in sorted(self.links.items()):
            for target in targets if name == vocab.TG_IDENTIFIED_AS else ():
                self.linked_from[target].append(subject)
        self.other_names: dict[str, set[str]] = defaultdict(set)
        """Other spellings and code names."""
        for row in self._ask("spellings"):
            self.other_names[row["thing"].value].add(row["name"].value)

    def _ask(self, name: str, graph: str | None = None) -> list[Mapping[str, Value]]:
        import pyoxigraph

        text = query_text("kg_builder.ledger", name)
        rows = self._reader.select(text, graph=pyoxigraph.NamedNode(graph)) if graph else self._reader.select(text)
        return [dict(row) for row in rows]

    def _links(self) -> Mapping[tuple[str, str], Sequence[str]]:
        found = defaultdict(set)
        for row in self._ask("links", f"{self.base}graph/links"):
            found[row["subject"].value, row["predicate"].value].add(row["object"].value)
        return {key: sorted(values) for key, values in found.items()}

    def things(self, classes: Sequence[str]) -> list[tuple[str, str]]:
        """Return the things of these classes, each with the first of them that it has, sorted."""
        found: dict[str, str] = {}
        rows = self._ask("things")
        for kind in classes:
            for row in rows:
                if row["class"].value == kind:
                    found.setdefault(row["thing"].value, kind)
        return sorted(found.items())

    def about(self, iri: str) -> list[tuple[str, Value]]:
        """Return what all graphs together say of one thing, up to a limit: property and value, sorted."""
        import pyoxigraph

        rows = self._reader.select(query_text("kg_builder.ledger", "about"), thing=pyoxigraph.NamedNode(iri))
        return sorted({(row["property"].value, row["value"]) for row in rows}, key=str)

    def docs(self) -> list[str]:
        """Return the document ids as they stand in addresses, sorted."""
        start = f"{self.base}text/"
        return sorted(text.removeprefix(start) for text in self.texts if text.startswith(start))

    def documents(self) -> Iterator[DocumentFacts]:
        """Yield every document; memory is that of one."""
        yield from (self.document(doc) for doc in self.docs())

    def document(self, doc: str) -> DocumentFacts:
        """Return what the graph says of one source text; empty if it knows none of that id."""
        values: dict[str, dict[str, list[Value]]] = defaultdict(lambda: defaultdict(list))
        rows = self._ask("statements", f"{self.base}graph/{doc}--facts")
        for row in sorted(rows, key=lambda one: str(one["object"])):
            values[row["subject"].value][row["predicate"].value].append(row["object"])
        read = self._read(f"{self.base}graph/{doc}--evidence")
        return DocumentFacts(doc=doc, values={key: dict(of) for key, of in values.items()}, read=read, complete=len(rows) < 50_000)

    def _read(self, graph: str) -> tuple[Read, ...]:
        rows: dict[str, Mapping[str, Value]] = {}
        places: dict[str, set[Place]] = defaultdict(set)
        for row in self._ask("attestations", graph):
            found = _PLACE.search(row["place"].value)
            if found and int(found[1]) <= int(found[2]):
                rows[row["attestation"].value] = row
                places[row["attestation"].value].add(Place(int(found[1]), int(found[2])))
        read = [_to_read(row, tuple(sorted(places[name]))) for name, row in sorted(rows.items())]
        return tuple(sorted(read, key=lambda one: (one.places, one.subject, one.predicate, one.value.value)))

    def quotes(self, doc: str) -> Mapping[Place, str]:
        """Return the words at each place, as the graph keeps them: what a page shows where the text itself is not at hand."""
        found = {}
        for row in self._ask("quotes", f"{self.base}graph/{doc}--evidence"):
            place = _PLACE.search(row["place"].value)
            if place:
                found[Place(int(place[1]), int(place[2]))] = row["words"].value
        return dict(sorted(found.items()))

    def name(self, iri: str) -> str:
        """Return what a thing is called; the end of its address where it has no name."""
        return self.names.get(iri) or iri.rpartition("/")[2] or iri


def _to_read(row: Mapping[str, Value], places: tuple[Place, ...]) -> Read:
    return Read(
        subject=row["subject"].value,
        predicate=row["predicate"].value,
        value=row["object"],
        rule=row["rule"].value,
        basis=row["basis"].value if "basis" in row else None,
        places=places,
    )


def _base_of(texts: Mapping[str, object]) -> str:
    first = next(iter(texts), "")
    return first.rpartition("text/")[0] or DEFAULT_BASE
