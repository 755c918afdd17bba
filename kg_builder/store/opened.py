"""A store to read from, wherever the data are: a store on disk as it is, a build by way of a store of its own for the time being."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg_builder.store.reader import Reader


@contextmanager
def opened(build: Path, store: Path | None = None) -> Iterator[Reader]:
    """Give a reader of `store`, or, without one, of what `kg-builder build` wrote to `build`.

    Raises:
        InputError: there is no build.
        StoreError: there is no store.
    """
    if store is not None:
        yield Reader(store)
        return
    with tempfile.TemporaryDirectory(prefix="kg-builder-") as folder:
        place = Path(folder) / "store"
        _load(build, place)
        yield Reader(place)


def _load(build: Path, place: Path) -> None:
    from kg_builder.store.embedded import EmbeddedStore
    from kg_builder.store.load import load_pieces
    from kg_builder.store.pieces import Pieces, find_base_of
    from kg_builder.store.records import Names

    names = Names(find_base_of(build))
    made = EmbeddedStore(place, names)
    try:
        load_pieces(Pieces(build, names), made)
    finally:
        made.close()
