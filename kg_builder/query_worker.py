"""The child process of `query`: one query over one file, then the end. Reads its order as JSON from standard input.

Exit codes: 2 the query cannot be read, 3 the graph cannot be read.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Mapping
from typing import Any


def main() -> int:
    """Run the order; the result goes to standard output, a fault as one line to standard error."""
    order = json.load(sys.stdin)
    _limit(order["seconds"], order["megabytes"])
    import pyoxigraph

    from kg_builder.vocab import PREFIXES

    store = pyoxigraph.Store()
    for graph in order["graphs"]:
        try:
            store.bulk_load(path=graph, format=pyoxigraph.RdfFormat.N_QUADS)
        except (OSError, SyntaxError) as fault:
            return _fail(f"{graph}: {fault}; expected N-Quads", 3)
    # From here on nothing can be opened, neither a file nor a socket.
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))
    try:
        bindings = {pyoxigraph.Variable(name): _term(term) for name, term in order["bindings"].items()}
        result = store.query(order["query"], prefixes=dict(PREFIXES), use_default_graph_as_union=True, substitutions=bindings)
        data = _serialise(result, order["result"])
    except (RuntimeError, SyntaxError, ValueError) as fault:
        return _fail(str(fault), 2)
    sys.stdout.buffer.write(data)
    return 0


def _limit(seconds: float, megabytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 1))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))


def _term(text: str) -> Any:
    """Return the term that stands in the place of the object of a triple."""
    import pyoxigraph

    statement = next(iter(pyoxigraph.parse(f"<x:s> <x:p> {text} .".encode(), format=pyoxigraph.RdfFormat.N_TRIPLES)))
    return statement.object


def _serialise(result: Any, kind: str) -> bytes:
    import pyoxigraph

    if isinstance(result, pyoxigraph.QueryTriples):
        return b"".join(sorted(f"{triple} .\n".encode() for triple in result))
    formats: Mapping[str, Any] = {
        "json": pyoxigraph.QueryResultsFormat.JSON,
        "csv": pyoxigraph.QueryResultsFormat.CSV,
        "tsv": pyoxigraph.QueryResultsFormat.TSV,
    }
    data: bytes = result.serialize(format=formats[kind])
    return data


def _fail(message: str, code: int) -> int:
    sys.stderr.write(" ".join(message.split()) + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
