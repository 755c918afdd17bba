"""A build into a store: what is new or changed is written, what is gone is taken away, and every graph is counted.

A load makes what the store has below the base equal to the build; graphs of others are never touched. It may be killed at
any moment and run again: it goes on from the records that the store has.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from kg_builder.errors import StoreError
from kg_builder.store.records import Piece, Store

_MOST_PIECES: Final = 500


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What a load did, or with `dry` would do; statements are those that the store counts."""

    added: int = 0
    replaced: int = 0
    removed: int = 0
    unchanged: int = 0
    statements: int = 0

    @property
    def changed(self) -> int:
        """How many documents and shared graphs were written or taken away."""
        return self.added + self.replaced + self.removed


def load_pieces(pieces: Iterable[Piece], store: Store, *, dry: bool = False, tell: Callable[[Piece], None] | None = None) -> Outcome:
    """Make the store equal to the pieces; `tell` hears of each that is done. With `dry` nothing is written.

    Raises:
        InputError: the build is broken; what was loaded before stays, and is whole.
        StoreError: the store failed; it holds no half-loaded document that the next load would not see.
    """
    outcome, seen = Outcome(), set[int]()
    for batch in _batches(pieces, store.batch):
        seen.update(_digest(piece.record) for piece in batch)
        _load_batch(batch, store, outcome, dry)
        for piece in batch:
            if tell:
                tell(piece)
    gone: list[str] = []
    for record in store.list_records():
        if _digest(record) not in seen:
            outcome.removed += 1
            gone.append(record)
            if len(gone) == _MOST_PIECES and not dry:
                store.remove(gone)
                gone = []
    if not dry:
        store.remove(gone)
    return outcome


def _batches(pieces: Iterable[Piece], most: int) -> Iterator[list[Piece]]:
    batch: list[Piece] = []
    size = 0
    for piece in pieces:
        if batch and (size + piece.statements > most or len(batch) == _MOST_PIECES):
            yield batch
            batch, size = [], 0
        batch.append(piece)
        size += piece.statements
    if batch:
        yield batch


def _load_batch(batch: list[Piece], store: Store, outcome: Outcome, dry: bool) -> None:
    records = store.find_records([piece.record for piece in batch])
    counts = store.count([graph for piece in batch for graph in piece.graphs if piece.record in records])
    stale = []
    for piece in batch:
        record = records.get(piece.record)
        there = sum(counts.get(graph, 0) for graph in piece.graphs)
        if record and record.sha256 == piece.sha256 and record.statements == there:
            outcome.unchanged += 1
            outcome.statements += there
        else:
            stale.append(piece)
            outcome.added += record is None
            outcome.replaced += record is not None
    if stale and not dry:
        store.write(stale)
        outcome.statements += _verify(stale, store)


def _verify(pieces: list[Piece], store: Store) -> int:
    """Count what was written; return how many statements there are.

    Raises:
        StoreError: a graph has another number than the build; its document is taken out again.
    """
    counts, good = store.count([graph for piece in pieces for graph in piece.graphs]), []
    for piece in pieces:
        found = {graph: counts[graph] for graph in piece.graphs}
        if found != piece.graphs and found != _count_values(piece):
            store.remove([piece.record])
            graph = next(graph for graph in found if found[graph] != piece.graphs[graph])
            raise StoreError(f"{piece.label}: the store counts {found[graph]} statements in <{graph}>; expected {piece.graphs[graph]}")
        good.append((piece, sum(found.values())))
    store.confirm(good)
    return sum(statements for _, statements in good)


def _count_values(piece: Piece) -> dict[str, int]:
    """Count as stores do that keep values and not spellings: "1.50" and "1.5" said of one thing are one statement."""
    import pyoxigraph

    values = pyoxigraph.Store()
    values.load(piece.quads, format=pyoxigraph.RdfFormat.N_QUADS)
    return {graph: sum(1 for _ in values.quads_for_pattern(None, None, None, pyoxigraph.NamedNode(graph))) for graph in piece.graphs}


def _digest(record: str) -> int:
    """Return eight bytes of a hash: a corpus has more documents than one wants to hold the names of."""
    return int.from_bytes(hashlib.blake2b(record.encode(), digest_size=8).digest())
