"""Small builds for the tests of stores: a graph of a few documents in both layouts."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

BASE = "https://example.org/kg/"
SHARE = "s"


def lines_of(doc: str, size: int = 3, share: Sequence[str] = (SHARE,)) -> bytes:
    """Return the quads of a document: its graphs, and its share of graph/authority."""
    own = [
        f'<{BASE}telegram/{doc}> <{BASE}p> "{number}"@en <{BASE}graph/{doc}--{graph}> .\n'
        for graph in ("evidence", "facts", "run")
        for number in range(size)
    ]
    shared = [f'<{BASE}person/{name}> <{BASE}name> "{name} \\"x\\" \\\\u0022" <{BASE}graph/authority> .\n' for name in share]
    return "".join(sorted({*own, *shared})).encode()


def write_graph(folder: Path, documents: Mapping[str, bytes]) -> Path:
    """Write a build as one graph.nq; return its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = {line for quads in documents.values() for line in quads.splitlines(keepends=True)}
    (folder / "graph.nq").write_bytes(b"".join(sorted(lines)))
    return folder


def write_shards(folder: Path, documents: Mapping[str, bytes]) -> Path:
    """Write a build as shards of two documents each; return its folder."""
    (folder / "shards").mkdir(parents=True, exist_ok=True)
    rows, shards = [], dict[str, bytes]()
    for number, (doc, quads) in enumerate(sorted(documents.items())):
        name = f"{number // 2:05}.nq.gz"
        packed, offset = gzip.compress(quads, mtime=0), len(shards.get(name, b""))
        shards[name] = shards.get(name, b"") + packed
        row = {"doc": doc, "path": f"{doc}.txt", "status": "processed", "shard": name, "offset": offset, "length": len(packed)}
        rows.append(row | {"sha256": hashlib.sha256(quads).hexdigest(), "count": quads.count(b"\n")})
    rows.append({"doc": "none", "path": "none.txt", "status": "failed"})
    for name, data in shards.items():
        (folder / "shards" / name).write_bytes(data)
    index = "".join(json.dumps(row) + "\n" for row in rows).encode()
    (folder / "documents.jsonl").write_bytes(index)
    (folder / "manifest.json").write_text(json.dumps({"files": {"documents.jsonl": hashlib.sha256(index).hexdigest()}}))
    return folder
