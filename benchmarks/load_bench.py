"""Loading into the embedded store against `oxigraph load`, side by side: the same quads, one after the other, in turns.

    python benchmarks/load_bench.py [--triples 1000000] [--rounds 3]

The quads are those of the seed under many names, so that each document has statements of its own; the build is one of shards,
compressed, each with its share of graph/authority; `oxigraph load` gets every line once, as one plain file. Each run is a
process of its own.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

from kg_builder.datafiles import find_data_dir
from kg_builder.model import DocId
from kg_builder.pipeline import build_document, load_tools
from kg_builder.source import to_source

NAME = "telegram-of-the-bench"
MOST_TIMES, MOST_MEGABYTES = 1.5, 1024


def write_build(folder: Path, triples: int) -> Path:
    """Write a build of shards, and beside it the same lines as one file; return that file."""
    seed = sorted(find_data_dir("seeds").glob("*.txt"))[0]
    quads = build_document(to_source(seed.read_bytes(), DocId(NAME), seed.name), load_tools()).quads
    shared = b"".join(line for line in quads.splitlines(keepends=True) if line.endswith(b"/graph/authority> .\n"))
    count = triples // (quads.count(b"\n") - shared.count(b"\n")) + 1
    (folder / "shards").mkdir(parents=True)
    plain, rows = folder.parent / "plain.nq", []
    with plain.open("wb") as lines, (folder / "shards" / "00000.nq.gz").open("wb") as shard:
        for number in range(count):
            doc = f"d{number:07}"
            own = b"".join(sorted(quads.replace(NAME.encode(), doc.encode()).splitlines(keepends=True)))
            packed = gzip.compress(own, 6, mtime=0)
            rows.append({"doc": doc, "path": f"{doc}.txt", "status": "processed", "shard": "00000.nq.gz", "offset": shard.tell()})
            rows[-1] |= {"length": len(packed), "sha256": hashlib.sha256(own).hexdigest(), "count": own.count(b"\n")}
            shard.write(packed)
            lines.writelines(line for line in own.splitlines(keepends=True) if not number or not line.endswith(b"/graph/authority> .\n"))
    index = "".join(json.dumps(row) + "\n" for row in rows)
    (folder / "documents.jsonl").write_text(index)
    (folder / "manifest.json").write_text(json.dumps({"documents.jsonl": hashlib.sha256(index.encode()).hexdigest()}))
    return plain


def run(words: list[str]) -> tuple[float, float, float]:
    """Run a command; return its seconds, its seconds of processor time, and the most megabytes that it held."""
    start = time.perf_counter()
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{words[0]} ended with {process.returncode}")
    return time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main() -> int:
    """Measure, print, and fail where the bar is not met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--triples", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    oxigraph = shutil.which("oxigraph", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    if oxigraph is None:
        raise SystemExit("oxigraph is not installed: pip install oxigraph")
    with tempfile.TemporaryDirectory() as temp:
        folder = Path(temp)
        plain = write_build(folder / "build", arguments.triples)
        theirs, ours, again = [], [], []
        for number in range(arguments.rounds):
            theirs.append(run([oxigraph, "load", "--location", str(folder / f"theirs{number}"), "--file", str(plain)]))
            words = [sys.executable, "-m", "kg_builder", "load", str(folder / "build"), "--store", str(folder / f"ours{number}")]
            ours.append(run(words))
            again.append(run(words))
            for name in ("theirs", "ours"):
                shutil.rmtree(folder / f"{name}{number}")
        return told(plain, {"oxigraph load": theirs, "kg-builder load": ours, "the same again": again})


def told(plain: Path, runs: dict[str, list[tuple[float, float, float]]]) -> int:
    """Print the table; return 1 if the bar is not met."""
    with plain.open("rb") as lines:
        size = sum(1 for _ in lines)
    print(f"{size} quads; {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, oxigraph {version('oxigraph')}")
    print(f"{'':16} {'seconds':>8} {'processor':>10} {'megabytes':>10} {'quads/s':>9}   (medians of {len(runs['oxigraph load'])})")
    middle = {name: [statistics.median(column) for column in zip(*rows, strict=True)] for name, rows in runs.items()}
    for name, (seconds, processor, megabytes) in middle.items():
        print(f"{name:16} {seconds:8.2f} {processor:10.2f} {megabytes:10.0f} {size / seconds:9.0f}")
    times = middle["kg-builder load"][0] / middle["oxigraph load"][0]
    most = max(row[2] for name, rows in runs.items() if name != "oxigraph load" for row in rows)
    print(f"ratio {times:.2f} (bar {MOST_TIMES}); most memory {most:.0f} MB (bar {MOST_MEGABYTES})")
    return int(times > MOST_TIMES or most > MOST_MEGABYTES)


if __name__ == "__main__":
    sys.exit(main())
