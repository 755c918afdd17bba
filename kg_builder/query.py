"""SPARQL over a built graph, read only: each query in a process of its own that can be stopped.

The engine can neither be timed out nor kept from the network, and a deeply nested query kills its process. So a query is
looked at first, and runs in a child that has a limit of time, of memory, and, once the graph is loaded, no file to open.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from kg_builder.errors import InputError, StoreError, UsageError
from kg_builder.output import LINKS
from kg_builder.prefixes import shorten
from kg_builder.query_text import check_query
from kg_builder.terminal import escape_controls

Format = Literal["table", "json", "csv", "tsv"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one query may take."""

    seconds: float = 60.0
    megabytes: int = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A query over the graph at `graph`; `bindings` give variables a value, as N-Triples terms."""

    graph: Path
    text: str
    bindings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a SELECT: the variables, and in each row the IRI or lexical form of each; None is unbound."""

    variables: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]


def find_graph(place: Path) -> Path:
    """Return the file of the graph: `place` itself, or `graph.nq` in it.

    Raises:
        InputError: there is none.
    """
    path = place / "graph.nq" if place.is_dir() else place
    if not path.is_file():
        raise InputError(f"{path}: there is no graph; expected what kg-builder build wrote (--graph DIR)")
    return path


def find_graphs(place: Path) -> list[Path]:
    """Return the files of the graph: that of the documents, and that of the links if the folder has one.

    Raises:
        InputError: there is no graph.
    """
    graph = find_graph(place)
    links = graph.with_name(LINKS)
    return [graph, links] if place.is_dir() and links.is_file() else [graph]


def run_query(query: Query, result: Literal["json", "csv", "tsv"], limits: Limits | None = None) -> bytes:
    """Run a query; return its result in the W3C's format, for CONSTRUCT and DESCRIBE sorted N-Triples.

    Raises:
        UsageError: the query is refused or has no meaning.
        InputError: there is no graph, or it is not N-Quads.
        StoreError: the query took too long or too much.
    """
    limits = limits or Limits()
    check_query(query.text)
    order = {
        "graphs": [str(path) for path in find_graphs(query.graph)],
        "query": query.text,
        "bindings": dict(query.bindings),
        "result": result,
        "seconds": limits.seconds,
        "megabytes": limits.megabytes,
    }
    try:
        done = subprocess.run(
            [sys.executable, "-m", "kg_builder.query_worker"],
            input=json.dumps(order).encode(),
            capture_output=True,
            timeout=limits.seconds,
            check=False,
            env={**os.environ, "PYTHONPATH": _search_path()},
        )
    except subprocess.TimeoutExpired as fault:
        raise StoreError(f"the query took more than {limits.seconds:g} seconds and was stopped; --timeout allows more") from fault
    if done.returncode:
        _raise_fault(done.returncode, done.stderr, limits)
    return done.stdout


def _search_path() -> str:
    """Return where the child finds this very package."""
    here = str(Path(__file__).resolve().parents[1])
    return os.pathsep.join([here, *filter(None, [os.environ.get("PYTHONPATH")])])


def _raise_fault(code: int, stderr: bytes, limits: Limits) -> None:
    message = stderr.decode("utf-8", "replace").strip().rsplit("\n", 1)[-1]
    if code == 2:
        raise UsageError(f"the query cannot be read: {message}")
    if code == 3:
        raise InputError(message)
    why = f"signal {-code}" if code < 0 else message or f"exit code {code}"
    raise StoreError(f"the query ended its process ({why}): nested too deeply, or more than {limits.megabytes} megabytes")


def to_table(data: bytes) -> Table:
    """Return the rows of a result in SPARQL JSON; ASK gives one row with its answer."""
    result = json.loads(data)
    if "boolean" in result:
        return Table(("answer",), (("yes" if result["boolean"] else "no",),))
    variables = tuple(result["head"]["vars"])
    rows = tuple(tuple(_value(row.get(name)) for name in variables) for row in result["results"]["bindings"])
    return Table(variables, rows)


def _value(term: Mapping[str, Any] | None) -> str | None:
    return None if term is None else str(term["value"])


def to_lines(table: Table, prefixes: Mapping[str, str], widest: int = 60) -> list[str]:
    """Return the rows for a person: columns, at most `widest` characters each, controls escaped."""
    rows = [table.variables, *(tuple(_cell(value, prefixes, widest) for value in row) for row in table.rows)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(table.variables))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return [lines[0], "  ".join("-" * width for width in widths), *lines[1:], f"({len(table.rows)} rows)"]


def _cell(value: str | None, prefixes: Mapping[str, str], widest: int) -> str:
    text = "" if value is None else escape_controls(" ".join(shorten(value, prefixes).split()))
    return text if len(text) <= widest else text[: widest - 1] + "…"
