"""A build as the pieces that are loaded: each document's own graphs, and each shared graph as the union of its shares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, get_args

from kg_builder.builds import DocumentQuads, documents_of, find_base_in, find_links
from kg_builder.datafiles import sha256_hex
from kg_builder.errors import InputError
from kg_builder.iris import SharedGraphName
from kg_builder.store.records import Names, Piece, safe_iri
from kg_builder.vocab import DEFAULT_BASE

SHARED: Final[tuple[SharedGraphName, ...]] = ("authority", "links")


@dataclass(slots=True)
class Pieces:
    """Iterates over the pieces of a build, the documents first; memory holds one document and the shared graphs.

    The authority graph says nothing but what the authority files say, so it does not grow with the corpus.
    """

    folder: Path
    names: Names
    _shared: dict[str, set[bytes]] = field(default_factory=lambda: {name: set() for name in SHARED})

    def __iter__(self) -> Iterator[Piece]:
        for document in documents_of(self.folder):
            own = self._keep_shared(document)
            if document.doc:
                yield self._piece(document, own)
        links = find_links(self.folder)
        if links is not None:
            self._keep_shared(DocumentQuads(doc="", sha256="", quads=links.read_bytes()))
        yield from (self._shared_piece(name) for name in SHARED if self._shared[name])

    def _keep_shared(self, document: DocumentQuads) -> bytes:
        """Put the lines of shared graphs aside; return the others."""
        own = document.quads
        for name, lines in self._shared.items():
            end = f" <{self.names.base}graph/{name}> .\n".encode()
            if end in own:
                kept = own.splitlines(keepends=True)
                lines.update(line for line in kept if line.endswith(end))
                own = b"".join(line for line in kept if not line.endswith(end))
        if own and not document.doc:
            raise InputError(_foreign(self.folder, "the shared graphs", own, self.names.base))
        return own

    def _piece(self, document: DocumentQuads, own: bytes) -> Piece:
        record = self.names.record(document.doc)
        graphs = {graph: own.count(f" <{graph}> .\n".encode()) for graph in self.names.graphs(record)}
        if sum(graphs.values()) != own.count(b"\n"):
            raise InputError(_foreign(self.folder, document.doc, own, self.names.base))
        return Piece(record=record, label=document.doc, sha256=document.sha256, graphs=graphs, quads=own)

    def _shared_piece(self, name: SharedGraphName) -> Piece:
        quads = b"".join(sorted(self._shared[name]))
        record = self.names.record_of_shared(name)
        (graph,) = self.names.graphs(record)
        return Piece(record=record, label=f"graph/{name}", sha256=sha256_hex(quads), graphs={graph: quads.count(b"\n")}, quads=quads)


def _foreign(folder: Path, label: str, quads: bytes, base: str) -> str:
    line = next((line for line in quads.splitlines() if f"<{base}graph/".encode() not in line), quads.splitlines()[0])
    graph = line[line.rfind(b"<") + 1 : line.rfind(b">")].decode("utf-8", "replace")
    return f"{folder}: {label} has a statement in <{graph}>; expected graphs below {base}graph/ that are its own"


def find_base_of(folder: Path, given: str | None = None) -> str:
    """Return the base of a build's data, as its first document has it; for a build without any what was given, or the default.

    Raises:
        InputError: there is no build, or its base is another than the one given.
    """
    found = find_base_in(folder)
    if found and given and found != given:
        raise InputError(f"{folder}: was built with the base {found}, not {given}")
    base = found or given or DEFAULT_BASE
    if not safe_iri(base):
        raise InputError(f"{folder}: its base {base!r} is no IRI; build again with --base")
    return base


assert set(SHARED) < set(get_args(SharedGraphName))
