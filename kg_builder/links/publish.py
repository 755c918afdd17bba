"""Where links go: three files beside the graph of a build, or the one graph of a store. Whole, or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kg_builder.errors import StoreError
from kg_builder.output import RUN
from kg_builder.terms import Quad, to_iri

if TYPE_CHECKING:
    import pyoxigraph


def publish(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files aside, then rename each into its place, in their order.

    Raises:
        StoreError: the folder cannot be written.
    """
    aside = {name: folder / RUN / f"{name}.new" for name in files}
    try:
        for name, data in files.items():
            aside[name].write_bytes(data)
        for name, path in aside.items():
            path.replace(folder / name)
    except OSError as fault:
        raise StoreError(f"{fault.filename or folder}: {fault.strerror}; expected a folder that can be written, with room") from fault
    finally:
        for path in aside.values():
            path.unlink(missing_ok=True)


def open_store(path: Path) -> pyoxigraph.Store:
    """Open a store on disk for writing.

    Raises:
        StoreError: there is none, or another process holds it.
    """
    import pyoxigraph

    if not path.is_dir():
        raise StoreError(f"{path}: there is no store; expected what kg-builder load wrote")
    try:
        return pyoxigraph.Store(str(path))
    except (OSError, ValueError) as fault:
        raise StoreError(f"{path}: {fault}; expected a store that nothing else writes to") from fault


def replace_links(store: pyoxigraph.Store, graph: str, quads: tuple[Quad, ...]) -> None:
    """Put the links in the place of those that a store has, in one transaction; no other graph is touched.

    Raises:
        StoreError: the store cannot be written.
    """
    # The terms are canonical N-Triples of our own writers, which is SPARQL too; one update is one transaction.
    triples = "".join(f"{subject} {predicate} {obj} .\n" for subject, predicate, obj, _ in quads)
    try:
        store.update(f"DROP SILENT GRAPH {to_iri(graph)} ;\nINSERT DATA {{ GRAPH {to_iri(graph)} {{\n{triples}}} }}")
        store.flush()
    except (OSError, SyntaxError, ValueError) as fault:
        raise StoreError(f"the links cannot be written to the store: {fault}") from fault
