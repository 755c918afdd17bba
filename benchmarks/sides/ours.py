"""A worker: it builds its share of the texts, from bytes to N-Quads in a file. `python ours.py FOLDER COUNT SHARE SHARES`."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from kg_builder.model import DocId
from kg_builder.pipeline import build_document, load_tools
from kg_builder.source import to_source
from sides.loading import tell


def main(folder: str, count: str, share: str, shares: str) -> None:
    """Build, and tell how long it took."""
    tools = load_tools()
    paths = sorted(Path(folder).glob("*.txt"))[: int(count)][int(share) :: int(shares)]
    quads = failed = 0
    with tempfile.TemporaryFile() as out:
        start, cpu = time.perf_counter(), time.process_time()
        for path in paths:
            built = build_document(to_source(path.read_bytes(), DocId(path.stem), path.name), tools, readable=False)
            out.write(built.quads)
            quads += built.quads.count(b"\n")
            failed += built.failure is not None
        seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    tell(documents=len(paths), quads=quads, failed=failed, seconds=seconds, cpu_seconds=cpu)


if __name__ == "__main__":
    main(*sys.argv[1:])
