"""The build of a corpus against what people would write instead, against the mappers, and against the floor, in one run.

    python benchmarks/corpus_bench.py [--sizes 1 100 1000 10000] [--sample 200] [--glued 10] [--results FILE]

Telegrams are generated, so their facts are known. Each side is one process (`benchmarks/sides`). Where one core is compared
with one core, processor time counts, so that what the machine does besides weighs little; wall time is told beside it.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sides.plots import write_plots

from kg_builder import __version__
from kg_builder.generate import generate

HERE = Path(__file__).parent
PEERS = HERE.parent / "build" / "bench-venv" / "bin" / "python"
PACKAGES = ("rdflib", "owlrl", "pyshacl", "pyoxigraph", "pyshifty")
STARTS = 3
FLOOR = 600
"""Documents that the floor parses and writes, at least: it takes milliseconds for each."""
LEAST_SAMPLE = 50
"""Below this nothing is measured in earnest: it is to be seen that everything runs."""
Figures = dict[str, Any]


def run_side(name: str, *arguments: object, python: str = sys.executable) -> subprocess.Popen[str]:
    """Start a side in a process of its own."""
    path = os.pathsep.join((str(HERE), str(HERE.parent)))
    return subprocess.Popen(
        [python, str(HERE / "sides" / f"{name}.py"), *map(str, arguments)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    )


def figures_of(process: subprocess.Popen[str]) -> Figures:
    """Wait for a side, and return what it tells."""
    out, _ = process.communicate()
    if process.returncode:
        raise SystemExit(f"{process.args} ended with {process.returncode}")
    found: Figures = json.loads(out.splitlines()[-1])
    return found


def together(name: str, calls: list[tuple[object, ...]]) -> Figures:
    """Run a side in as many processes as there are calls, at once; a rate is that of the wall clock of the slowest."""
    start = time.perf_counter()
    told = [figures_of(process) for process in [run_side(name, *call) for call in calls]]
    documents = sum(one["documents"] for one in told)
    return {
        "documents": documents,
        "quads": sum(one["quads"] for one in told),
        "failed": sum(one.get("failed", 0) for one in told),
        "seconds_with_start": time.perf_counter() - start,
        "documents_a_second": documents / max(one["seconds"] for one in told),
        "cpu_ms_a_document": sum(one["cpu_seconds"] for one in told) * 1000 / documents,
        "peak_mib_of_a_worker": max(one["peak_mib"] for one in told),
    }


def measure_sizes(folder: Path, sizes: list[int]) -> list[Figures]:
    """Build corpora of these sizes with one and with two workers."""
    rows = []
    for size in sizes:
        for workers in (1, 2):
            row = together("ours", [(folder, size, share, workers) for share in range(min(workers, size))])
            rows.append({"size": size, "workers": workers, **row})
            print(
                f"  {size:>7} documents, {workers} worker(s): {row['documents_a_second']:8.1f} documents a second"
                f" ({row['cpu_ms_a_document']:.1f} ms of processor time each), {row['peak_mib_of_a_worker']:.0f} MiB, {row['failed']} failed"
            )
    return rows


def measure_mapping(folder: Path, count: int, tables: Path) -> Figures:
    """Map the facts of some documents by ours and by the mappers that are installed."""
    ours = figures_of(run_side("mapping", folder, count, tables))
    found: Figures = {"kg_builder": {"triples_a_second": ours["compared"] / ours["cpu_seconds"], "same": True, **ours}}
    for name in ("maplib", "morph-kgc"):
        if PEERS.exists():
            told = figures_of(run_side("mappers", name, tables, python=str(PEERS)))
            found[name] = {"triples_a_second": told["triples"] / told["cpu_seconds"], **told}
    for name, told in found.items():
        print(f"  {name:12} {told['triples_a_second']:12,.0f} triples a second, the same triples: {told['same']}")
    if not PEERS.exists():
        print("  maplib and morph-kgc are not installed here: `make bench` puts them into build/bench-venv")
    return found


def measure_start(folder: Path) -> Figures:
    """Return seconds to the first document built, and to import rdflib and pySHACL: the least of some, by turns."""
    calls = {
        "first_document": [sys.executable, str(HERE / "sides" / "ours.py"), str(folder), "1", "0", "1"],
        "import_rdflib_pyshacl": [sys.executable, "-c", "import rdflib, pyshacl"],
    }
    env = {**os.environ, "PYTHONPATH": os.pathsep.join((str(HERE), str(HERE.parent)))}
    spent: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(STARTS):
        for name, call in calls.items():
            start = time.perf_counter()
            subprocess.run(call, check=True, env=env, stdout=subprocess.DEVNULL)
            spent[name].append(time.perf_counter() - start)
    return {name: min(some) for name, some in spent.items()}


def machine() -> Figures:
    """Return what the figures were measured on."""
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines() if Path("/proc/cpuinfo").exists() else []
    model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())
    return {
        "processor": model,
        "cores": os.cpu_count(),
        "load_at_start": os.getloadavg()[0],
        "system": platform.system(),
        "python": platform.python_version(),
        "kg_builder": __version__,
        **{name: version(name) for name in PACKAGES},
    }


def to_bars(found: Figures) -> list[Figures]:
    """Return each bar with its figure and whether it is met."""
    stages, floor, one = found["stages"]["milliseconds"], found["floor"]["1"], found["sizes"][-2]
    after = sum(ms for stage, ms in stages.items() if stage not in ("reading", "extraction") and "demand" not in stage)
    glued = found["glued"]["cpu_seconds"] * 1000 / found["glued"]["documents"]
    rates = {name: told["triples_a_second"] for name, told in found["mapping"].items()}
    scale = found["sizes"][-1]["documents_a_second"] / one["documents_a_second"]
    floor_scale = found["floor"]["2"]["documents_a_second"] / floor["documents_a_second"]
    start = found["start"]
    rows = [
        ("times rdflib + owlrl + pySHACL, the whole build", glued / one["cpu_ms_a_document"], 60, "least"),
        ("times rdflib + owlrl + pySHACL, reading and extraction apart on both sides", glued / after, 60, "least"),
        ("times the floor, reading and extraction apart", after / floor["cpu_ms_a_document"], 8, "most"),
        ("gain of two workers over that of two processes of the floor", scale / floor_scale, 0.9, "least"),
        ("MiB at the peak of a worker", max(row["peak_mib_of_a_worker"] for row in found["sizes"]), 300, "most"),
        (
            "times importing rdflib and pySHACL, from start to the first document",
            start["first_document"] / start["import_rdflib_pyshacl"],
            1,
            "most",
        ),
    ]
    if "maplib" in rates:
        rows.append(("times maplib, facts to bytes", rates["kg_builder"] / rates["maplib"], 3, "least"))
    return [
        {"what": what, "figure": round(figure, 2), "bar": bar, "at": at, "met": figure >= bar if at == "least" else figure <= bar}
        for what, figure, bar, at in rows
    ]


def measure(sizes: list[int], sample: int, glued: int, work: Path) -> Figures:
    """Measure everything, and print it on the way."""
    folders = {name: work / name for name in ("texts", "quads", "tables")}
    for folder in folders.values():
        folder.mkdir()
    texts, found = folders["texts"], {"machine": machine()}
    print(json.dumps(found["machine"]))
    for made in generate(6, max(*sizes, sample)):
        (texts / f"{made.name}.txt").write_bytes(made.text.encode())
    print("stages, milliseconds of processor time a document")
    found["stages"] = figures_of(run_side("stages", texts, sample, folders["quads"]))
    for stage, ms in found["stages"]["milliseconds"].items():
        print(f"  {stage:30} {ms:8.2f}")
    rounds = max(1, FLOOR // sample) if sample >= LEAST_SAMPLE else 1
    print("the floor: the same bytes parsed and written by pyoxigraph")
    found["floor"] = {str(many): together("floor", [(folders["quads"], rounds)] * many) for many in (1, 2)}
    for many, row in found["floor"].items():
        print(
            f"  {many} process(es): {row['documents_a_second']:8.1f} documents a second ({row['cpu_ms_a_document']:.2f} ms of processor time each)"
        )
    print("end to end, from text to N-Quads")
    found["sizes"] = measure_sizes(texts, sizes)
    print("rdflib + owlrl + pySHACL for each document")
    found["glued"] = figures_of(run_side("glued", texts, glued))
    row = found["glued"]
    print(
        f"  {row['documents'] / row['cpu_seconds']:.2f} documents a second, the same inferences: {row['same_inferences']}, the same verdicts: {row['same_verdicts']}"
    )
    print("mapping, facts to bytes, one core")
    found["mapping"] = measure_mapping(texts, sample, folders["tables"])
    print("start")
    found["start"] = measure_start(texts)
    for name, seconds in found["start"].items():
        print(f"  {name:24} {seconds:6.2f} s")
    found["bars"] = to_bars(found)
    return found


def main() -> int:
    """Measure, print, keep; 1 if the sides do not say the same."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1, 100, 1000])
    parser.add_argument("--sample", type=int, default=200, help="documents of the stages, the floor and the mapping")
    parser.add_argument("--glued", type=int, default=10, help="documents of rdflib + owlrl + pySHACL, seconds each")
    parser.add_argument("--results", type=Path, help="keep the figures here as JSON, and the plots beside it")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        found = measure(asked.sizes, asked.sample, asked.glued, Path(work))
    for bar in found["bars"]:
        print(f"{'met    ' if bar['met'] else 'not met'} {bar['figure']:9.2f} {bar['what']} (at {bar['at']} {bar['bar']})")
    if asked.results:
        asked.results.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        write_plots(found, asked.results.parent)
    same = found["glued"]["same_inferences"] and found["glued"]["same_verdicts"] and all(told["same"] for told in found["mapping"].values())
    return 0 if same else 1


if __name__ == "__main__":
    raise SystemExit(main())
