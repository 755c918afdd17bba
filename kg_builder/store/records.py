"""What a store is told of what was loaded: one record a document, one a shared graph, in `graph/loads`.

A record is written with the graphs it speaks of, or after them, never before: graphs without one are no whole document. It
holds the SHA-256 of what was loaded and how many statements the store then counted, so that the next load knows without
reading the graphs what is there, what is not, and what somebody changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol, get_args

from kg_builder.iris import GraphName, Minter
from kg_builder.model import DocId
from kg_builder.vocab import LOAD, XSD_INTEGER

if TYPE_CHECKING:
    from kg_builder.iris import SharedGraphName

SHA256: Final = f"{LOAD}sha256"
STATEMENTS: Final = f"{LOAD}statements"
BEGUN: Final = f"{LOAD}begun"
"""On a record whose graphs are being written: whoever finds it later repairs them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What a store says of one piece. `sha256` is None while it is being written."""

    sha256: str | None
    statements: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What is loaded whole or not at all: the graphs of one document, or one shared graph."""

    record: str
    """IRI of its record."""
    label: str
    """The document's id or the graph's name, for messages."""
    sha256: str
    graphs: Mapping[str, int] = field(default_factory=dict)
    """Every graph that it owns, and how many lines of `quads` are in it; graphs without any too."""
    quads: bytes = b""

    @property
    def statements(self) -> int:
        """How many lines there are."""
        return sum(self.graphs.values())


class Store(Protocol):
    """A store as a load sees it. Every method raises StoreError if the store or the way to it fails."""

    batch: int
    """How many statements are best written at once."""

    def find_records(self, records: Sequence[str]) -> dict[str, Record]:
        """Return those of the records that the store has."""

    def list_records(self) -> Iterator[str]:
        """Yield the IRI of every record below the base, in batches that hold while records go away."""

    def count(self, graphs: Sequence[str]) -> dict[str, int]:
        """Ask by query how many statements each graph has; one that is not there has 0."""

    def write(self, pieces: Sequence[Piece]) -> None:
        """Put pieces in the place of what their graphs hold, each whole or not at all."""

    def confirm(self, pieces: Sequence[tuple[Piece, int]]) -> None:
        """Make the records of pieces say that their graphs are whole and hold so many statements."""

    def remove(self, records: Sequence[str]) -> None:
        """Take the graphs of these records away, and the records."""

    def close(self) -> None:
        """Make what was written last, and let go of the store."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names of records and graphs below one base."""

    base: str

    @property
    def loads(self) -> str:
        """The graph of the records."""
        return Minter(self.base).shared_graph("loads")

    def record(self, doc: str) -> str:
        """The record of a document."""
        return Minter(self.base).load(DocId(doc))

    def record_of_shared(self, name: SharedGraphName) -> str:
        """The record of a shared graph; no document has it, as a document's part holds no `--`."""
        return Minter(self.base).load("graph", name)

    def graphs(self, record: str) -> tuple[str, ...]:
        """Return the graphs that a record speaks of."""
        part = record.removeprefix(f"{self.base}load/")
        kind, found, name = part.partition("--")
        if found and kind == "graph":
            return (f"{self.base}graph/{name}",)
        return tuple(f"{self.base}graph/{part}--{name}" for name in get_args(GraphName))

    def is_record(self, iri: str) -> bool:
        """True if the IRI is one that we give to records: what else stands in their graph is not ours."""
        return iri.startswith(f"{self.base}load/") and iri == safe_iri(iri)


def safe_iri(iri: str) -> str:
    """Return the IRI if it can stand between angle brackets, in a query too; else an empty string."""
    return iri if iri.isascii() and not set(iri) & _NEVER_IN_BRACKETS and min(iri) > " " and max(iri) < "\x7f" else ""


_NEVER_IN_BRACKETS: Final = frozenset('<>"{}|\\^`')


def to_lines(piece: Piece, statements: int, loads: str) -> bytes:
    """Return the record of a piece as N-Quads."""
    return (
        f'<{piece.record}> <{SHA256}> "{piece.sha256}" <{loads}> .\n'
        f'<{piece.record}> <{STATEMENTS}> "{statements}"^^<{XSD_INTEGER}> <{loads}> .\n'
    ).encode()
