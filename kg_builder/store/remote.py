"""A store behind the SPARQL 1.1 Protocol and the Graph Store HTTP Protocol.

Graphs are put one by one, so a document is not whole at once. Before its first graph it is marked as begun, and only when
the store has counted its graphs it gets its record: a load that was cut off is seen by the next one. Texts that are sent as
queries and updates hold IRIs of our own making, digests and numbers, never anything that a document says.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final, TypeVar
from urllib.parse import quote, urlencode

from kg_builder.errors import InputError, StoreError
from kg_builder.store.http import Client, Patience, Request
from kg_builder.store.presets import Server
from kg_builder.store.records import BEGUN, SHA256, STATEMENTS, Names, Piece, Record, safe_iri, to_lines

_RESULTS: Final = "application/sparql-results+json"
_PAGE: Final = 1000
"""Rows of one answer: Virtuoso gives at most 10,000, and does not say that there are more."""
_AT_ONCE: Final = 100
"""Graphs or records in one query or update."""

T = TypeVar("T")


class RemoteStore:
    """A store behind a server's three addresses."""

    batch = 20_000

    def __init__(self, server: Server, names: Names, patience: Patience | None = None) -> None:
        self._server, self._names = server, names
        self._client = Client(server, patience)

    def find_records(self, records: Sequence[str]) -> dict[str, Record]:
        """Return those of the records that the store has."""
        found: dict[str, dict[str, str]] = {}
        for some in _runs(records):
            rows = self._select(
                f"SELECT ?record ?property ?value WHERE {{ GRAPH <{self._names.loads}> {{ ?record ?property ?value }} "
                f"FILTER(?record IN ({_list(some)})) }}"
            )
            for row in rows:
                found.setdefault(row["record"], {})[row["property"]] = row["value"]
        return {
            iri: Record(sha256=None if BEGUN in values else values.get(SHA256), statements=int(values.get(STATEMENTS, -1)))
            for iri, values in found.items()
        }

    def list_records(self) -> Iterator[str]:
        """Yield the IRI of every record below the base, page by page, each page after the last IRI of the one before."""
        last = ""
        while True:
            rows = self._select(
                f"SELECT DISTINCT ?record WHERE {{ GRAPH <{self._names.loads}> {{ ?record ?property ?value }} "
                f'FILTER(STR(?record) > "{last}") FILTER(STRSTARTS(STR(?record), "{self._names.base}load/")) }} '
                f"ORDER BY STR(?record) LIMIT {_PAGE}"
            )
            page = [row["record"] for row in rows if self._names.is_record(row["record"])]
            yield from page
            if len(rows) < _PAGE or not page:
                return
            last = page[-1]

    def count(self, graphs: Sequence[str]) -> dict[str, int]:
        """Ask by query how many statements each graph has."""
        counts = dict.fromkeys(graphs, 0)
        for some in _runs(graphs):
            rows = self._select(
                f"SELECT ?graph (COUNT(*) AS ?statements) WHERE {{ GRAPH ?graph {{ ?s ?p ?o }} FILTER(?graph IN ({_list(some)})) }} GROUP BY ?graph"
            )
            counts |= {row["graph"]: int(row["statements"]) for row in rows if row.get("graph") in counts}
        return counts

    def write(self, pieces: Sequence[Piece]) -> None:
        """Put the graphs of pieces in the place of what is there; the first that fails is taken out again, if the store lets us."""
        self._begin(pieces)
        there = self.count([graph for piece in pieces for graph, size in piece.graphs.items() if not size])
        for piece in pieces:
            try:
                self._put(piece, there)
            except (StoreError, KeyboardInterrupt) as fault:
                state = self._take_out(piece)
                if isinstance(fault, KeyboardInterrupt):
                    raise
                raise StoreError(f"{fault}. {piece.label} {state}; what was loaded before it stays. Run the same load again") from fault

    def _begin(self, pieces: Sequence[Piece]) -> None:
        for some in _runs(pieces):
            begun = " ".join(f'<{piece.record}> <{BEGUN}> "{piece.sha256}" .' for piece in some)
            self._update([*(self._forget(piece.record) for piece in some), f"INSERT DATA {{ GRAPH <{self._names.loads}> {{ {begun} }} }}"])

    def _put(self, piece: Piece, there: dict[str, int]) -> None:
        bodies = _split(piece)
        for graph, size in piece.graphs.items():
            if size:
                headers = {"Content-Type": "application/n-triples"}
                self._client.send(Request(method="PUT", url=self._address(graph), body=bodies[graph], headers=headers))
            elif there.get(graph):
                self._drop(graph)

    def _drop(self, graph: str, tries: int | None = None) -> None:
        self._client.send(Request(method="DELETE", url=self._address(graph), accepts=(200, 202, 204, 404)), tries)

    def _take_out(self, piece: Piece) -> str:
        """Take a half-loaded document out, without waiting for a store that is gone; return what to say of it."""
        try:
            for graph in piece.graphs:
                self._drop(graph, tries=1)
        except StoreError:
            return "may be there in part until then, and is marked so"
        return "is not there"

    def confirm(self, pieces: Sequence[tuple[Piece, int]]) -> None:
        """Write the records of pieces whose graphs were counted."""
        for some in _runs(pieces):
            lines = b"".join(to_lines(piece, statements, self._names.loads) for piece, statements in some).decode()
            told = lines.replace(f" <{self._names.loads}> .\n", " . ")
            insert = f"INSERT DATA {{ GRAPH <{self._names.loads}> {{ {told}}} }}"
            self._update([*(self._forget(piece.record) for piece, _ in some), insert])

    def remove(self, records: Sequence[str]) -> None:
        """Take the graphs of these records away, then the records: cut off in between, the next load goes on."""
        for some in _runs(records):
            graphs = [graph for record in some for graph in self._names.graphs(record)]
            for graph, size in self.count(graphs).items():
                if size:
                    self._drop(graph)
            self._update([self._forget(record) for record in some])

    def close(self) -> None:
        """Let go of the server."""
        self._client.close()

    def _forget(self, record: str) -> str:
        return f"DELETE WHERE {{ GRAPH <{self._names.loads}> {{ <{record}> ?p ?o }} }}"

    def _address(self, graph: str) -> str:
        joint = "&" if "?" in self._server.graphs else "?"
        return f"{self._server.graphs}{joint}{self._server.parameter}={quote(graph, safe='')}"

    def _select(self, query: str) -> list[dict[str, str]]:
        body, kind = (urlencode({"query": query}), "x-www-form-urlencoded") if self._server.form else (query, "sparql-query")
        headers = {"Content-Type": f"application/{kind}", "Accept": _RESULTS}
        data = self._client.send(Request(method="POST", url=self._server.query, body=body.encode(), headers=headers, wants=_RESULTS))
        try:
            rows: list[dict[str, Any]] = json.loads(data)["results"]["bindings"]
            return [{name: str(term["value"]) for name, term in row.items()} for row in rows]
        except (ValueError, KeyError, TypeError, AttributeError) as fault:
            raise StoreError(f"{self._server.query}: answers with no table; expected SPARQL 1.1 Query Results in JSON") from fault

    def _update(self, operations: Sequence[str]) -> None:
        update = " ;\n".join(operations)
        body, kind = (urlencode({"update": update}), "x-www-form-urlencoded") if self._server.form else (update, "sparql-update")
        self._client.send(
            Request(method="POST", url=self._server.update, body=body.encode(), headers={"Content-Type": f"application/{kind}"})
        )


def _runs(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), _AT_ONCE):
        yield items[start : start + _AT_ONCE]


def _list(iris: Sequence[str]) -> str:
    for iri in iris:
        if not safe_iri(iri):
            raise InputError(f"{iri!r} is no IRI that can stand in a query; expected one that kg-builder made")
    return ", ".join(f"<{iri}>" for iri in iris)


def _split(piece: Piece) -> dict[str, bytes]:
    """Return the lines of each graph as N-Triples."""
    ends = {f" <{graph}> .\n".encode(): graph for graph in piece.graphs}
    lines: dict[str, list[bytes]] = {graph: [] for graph in piece.graphs}
    for line in piece.quads.splitlines(keepends=True):
        end = line[line.rfind(b" <") :]
        lines[ends[end]].append(line[: -len(end)] + b" .\n")
    return {graph: b"".join(found) for graph, found in lines.items()}
