"""The program's own questions to a store on disk: query texts that ship with it, with bound variables.

A variable can be bound only if the SELECT gives it back (pyoxigraph's rule).

A user's query never comes here: it runs in a process of its own that can be stopped.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg_builder.errors import StoreError
from kg_builder.vocab import PREFIXES

if TYPE_CHECKING:
    import pyoxigraph

    Term = pyoxigraph.NamedNode | pyoxigraph.Literal
    Row = Mapping[str, pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal]


class Reader:
    """A store on disk, read only; several threads may ask at once. All named graphs are read as one.

    Raises:
        StoreError: there is no store at `path`, or it cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        import pyoxigraph

        try:
            self._store = pyoxigraph.Store.read_only(str(path))
        except (OSError, ValueError) as fault:
            raise StoreError(f"{path}: {fault}; expected a store that kg-builder load wrote") from fault

    def select(self, text: str, **bindings: Term) -> list[Row]:
        """Return the rows of a SELECT, in its order; a variable without a value is absent from its row."""
        result = self._query(text, bindings)
        names = [variable.value for variable in result.variables]
        return [{name: row[name] for name in names if row[name] is not None} for row in result]

    def construct(self, text: str, **bindings: Term) -> list[pyoxigraph.Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE, sorted as N-Triples and without repetitions."""
        return sorted(set(self._query(text, bindings)), key=str)

    def ask(self, text: str, **bindings: Term) -> bool:
        """Return the answer of an ASK."""
        return bool(self._query(text, bindings))

    def _query(self, text: str, bindings: Mapping[str, Term]) -> Any:
        import pyoxigraph

        given: dict[pyoxigraph.Variable, Any] = {pyoxigraph.Variable(name): value for name, value in bindings.items()}
        return self._store.query(text, prefixes=dict(PREFIXES), use_default_graph_as_union=True, substitutions=given)
