"""The floor: the bytes that the build gives, parsed and written again by pyoxigraph, nothing else. `python floor.py QUADS ROUNDS`.

QUADS holds a document's N-Quads in each of its files.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pyoxigraph

from sides.loading import tell


def main(folder: str, rounds: str) -> None:
    """Parse to quads and write these quads."""
    documents = [path.read_bytes() for path in sorted(Path(folder).glob("*.nq"))]
    quads = 0
    start, cpu = time.perf_counter(), time.process_time()
    for _ in range(int(rounds)):
        for data in documents:
            parsed = list(pyoxigraph.parse(data, format=pyoxigraph.RdfFormat.N_QUADS))
            pyoxigraph.serialize(parsed, format=pyoxigraph.RdfFormat.N_QUADS)
            quads += len(parsed)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    tell(documents=len(documents) * int(rounds), quads=quads, seconds=seconds, cpu_seconds=cpu)


if __name__ == "__main__":
    main(*sys.argv[1:])
