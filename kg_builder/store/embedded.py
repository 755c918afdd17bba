"""A store on disk inside the program: pyoxigraph, no server.

The engine takes what one bulk load brings in a single step: killed before it, nothing is there, after it, all. So each
batch is one bulk load of whole documents together with their records. What a changed document had goes in one transaction
before: killed in between, it is absent, never half there, and the next load brings it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kg_builder.errors import InputError, StoreError, UsageError
from kg_builder.store.records import BEGUN, SHA256, STATEMENTS, Names, Piece, Record, to_lines

if TYPE_CHECKING:
    import pyoxigraph

_COUNT: Final = "count.rq"
_UNFINISHED: Final = "bulk-*.sst"
_MARK: Final = "CURRENT"  # RocksDB's own: a folder that has it is a database.


class EmbeddedStore:
    """A store in the folder `path`, made if it is not there; one process at a time writes in it. `dry` only looks.

    Raises:
        UsageError: the folder holds something else.
        StoreError: it cannot be made or opened, or another process has it.
    """

    batch = 250_000

    def __init__(self, path: Path, names: Names, *, dry: bool = False) -> None:
        import pyoxigraph

        _check_place(path)
        self._path, self._names = path, names
        self._loads = pyoxigraph.NamedNode(names.loads)
        self._count = files("kg_builder.store").joinpath(_COUNT).read_text("utf-8")
        self._dry = dry
        with self._as_store_error():
            self._store = _look(path) if dry else _open(path)

    def find_records(self, records: Sequence[str]) -> dict[str, Record]:
        """Return those of the records that the store has."""
        found = {}
        with self._as_store_error():
            for iri in records:
                values = self._statements_of(iri)
                if values:
                    done = BEGUN not in values
                    found[iri] = Record(sha256=values.get(SHA256) if done else None, statements=int(values.get(STATEMENTS, -1)))
        return found

    def _statements_of(self, record: str) -> dict[str, str]:
        import pyoxigraph

        found = self._store.quads_for_pattern(pyoxigraph.NamedNode(record), None, None, self._loads)
        return {quad.predicate.value: quad.object.value for quad in found if isinstance(quad.object, pyoxigraph.Literal)}

    def list_records(self) -> Iterator[str]:
        """Yield the IRI of every record below the base; the store is read as it was at the first."""
        import pyoxigraph

        with self._as_store_error():
            for quad in self._store.quads_for_pattern(None, pyoxigraph.NamedNode(SHA256), None, self._loads):
                if isinstance(quad.subject, pyoxigraph.NamedNode) and self._names.is_record(quad.subject.value):
                    yield quad.subject.value

    def count(self, graphs: Sequence[str]) -> dict[str, int]:
        """Ask by query how many statements each graph has."""
        import pyoxigraph

        counts, name = dict.fromkeys(graphs, 0), pyoxigraph.Variable("graph")
        with self._as_store_error():
            for graph in graphs:
                rows: Any = self._store.query(self._count, substitutions={name: pyoxigraph.NamedNode(graph)})
                counts[graph] = next((int(row["statements"].value) for row in rows), 0)
        return counts

    def write(self, pieces: Sequence[Piece]) -> None:
        """Put pieces in the place of what their graphs hold, with their records, in one step."""
        import pyoxigraph

        there = self.count([graph for piece in pieces for graph in piece.graphs])
        known = self.find_records([piece.record for piece in pieces])
        self.remove([piece.record for piece in pieces if piece.record in known or any(there[graph] for graph in piece.graphs)])
        data = b"".join(part for piece in pieces for part in (piece.quads, to_lines(piece, piece.statements, self._names.loads)))
        with self._as_store_error():
            try:
                self._store.bulk_load(data, format=pyoxigraph.RdfFormat.N_QUADS)
            except SyntaxError as fault:
                raise InputError(
                    f"{pieces[0].label} to {pieces[-1].label}: {fault}; expected N-Quads, nothing of them was loaded"
                ) from fault

    def confirm(self, pieces: Sequence[tuple[Piece, int]]) -> None:
        """Correct the count of records, which were written with their graphs."""
        import pyoxigraph

        with self._as_store_error():
            for piece, statements in pieces:
                if statements != piece.statements:
                    self._store.update(_delete(piece.record, self._names.loads))
                    lines = to_lines(piece, statements, self._names.loads)
                    self._store.extend(list(pyoxigraph.parse(lines, format=pyoxigraph.RdfFormat.N_QUADS)))

    def remove(self, records: Sequence[str]) -> None:
        """Take the graphs of these records away, and the records, in one transaction."""
        drops = [f"DROP SILENT GRAPH <{graph}>" for record in records for graph in self._names.graphs(record)]
        with self._as_store_error():
            if records:
                self._store.update(" ;\n".join([*drops, *(_delete(record, self._names.loads) for record in records)]))

    def close(self) -> None:
        """Make what was written last, and let go of the store."""
        with self._as_store_error():
            if not self._dry:
                self._store.flush()
        del self._store

    @contextmanager
    def _as_store_error(self) -> Iterator[None]:
        try:
            yield
        except (OSError, ValueError) as fault:
            raise StoreError(f"{self._path}: {fault}; expected a store that this program alone writes, on a disk with room") from fault


def _open(path: Path) -> pyoxigraph.Store:
    import pyoxigraph

    path.parent.mkdir(parents=True, exist_ok=True)
    store = pyoxigraph.Store(str(path))
    # What a bulk load that was killed left: the engine knows nothing of it, and the store is ours alone by now.
    for file in path.glob(_UNFINISHED):
        file.unlink()
    return store


def _look(path: Path) -> pyoxigraph.Store:
    import pyoxigraph

    return pyoxigraph.Store.read_only(str(path)) if (path / _MARK).is_file() else pyoxigraph.Store()


def _delete(record: str, loads: str) -> str:
    """Return the update that deletes a record. Both are IRIs of our own making, which hold nothing that ends a bracket."""
    return f"DELETE WHERE {{ GRAPH <{loads}> {{ <{record}> ?p ?o }} }}"


def _check_place(path: Path) -> None:
    if path.exists() and not path.is_dir():
        raise UsageError(f"{path}: is a file; expected the folder of a store, or a name that is free")
    if path.is_dir() and not (path / _MARK).is_file() and any(path.iterdir()):
        raise UsageError(f"{path}: is a folder with other things in it; expected the folder of a store, or a name that is free")
