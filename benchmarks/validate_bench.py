"""Validation against its peers: pySHACL called for each graph, the fast engine alone, and a large graph within its memory.

    python benchmarks/validate_bench.py [--graphs 100] [--triples 100000]

The figures of the bar are those of `--graphs 1000 --triples 1000000`. One process, one core; graphs differ in their IRIs.
"""

from __future__ import annotations

import argparse
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from kg_builder.datafiles import find_data_dir
from kg_builder.mapping import to_graphs
from kg_builder.model import DocId
from kg_builder.pipeline import extract_facts, load_tools
from kg_builder.source import to_source
from kg_builder.terms import Triple
from kg_builder.validate import check_document, load_shapes
from kg_builder.validate.fast import conforms_fast, to_ntriples

REFERENCE = 10
"""Graphs that pySHACL is timed on: it takes a second for each."""


def make_graphs(count: int) -> list[list[Triple]]:
    """Return the graphs of the seed under `count` names."""
    tools = load_tools()
    seed = sorted(find_data_dir("seeds").glob("*.txt"))[0]
    graphs = []
    for number in range(count):
        source = to_source(seed.read_bytes(), DocId(f"d{number:05}"), seed.name)
        if number == 0:
            extraction = extract_facts(source, tools)
        built = to_graphs(extraction, source, tools.background)
        graphs.append([*built.facts, *built.evidence, *built.run, *built.authority])
    return graphs


def timed(task: Callable[[Sequence[list[Triple]]], bool], graphs: Sequence[list[Triple]]) -> float:
    """Return milliseconds of processor time for each graph."""
    start = time.process_time()
    if not task(graphs):
        raise SystemExit("a graph does not conform: the benchmark measures conforming ones")
    return (time.process_time() - start) * 1000 / len(graphs)


def by_kg_builder(graphs: Sequence[list[Triple]]) -> bool:
    """The function that `build` calls."""
    shapes = load_shapes()
    return all(check_document(graph, shapes).conforms for graph in graphs)


def by_fast_engine(graphs: Sequence[list[Triple]]) -> bool:
    """shifty alone, shapes prepared, the same bytes."""
    shapes = load_shapes()
    assert shapes.fast is not None
    return all(conforms_fast(shapes.fast, to_ntriples(graph) + shapes.background_ntriples) for graph in graphs)


def by_pyshacl(graphs: Sequence[list[Triple]]) -> bool:
    """pySHACL as its manual has it: a graph, a shapes graph, an ontology graph, one call for each."""
    import pyshacl
    import rdflib

    own, ontology = rdflib.Graph(), rdflib.Graph().parse(find_data_dir("ontology") / "telegram.ttl")
    for path in find_data_dir("shapes").glob("*.ttl"):
        own.parse(path)
    return all(
        pyshacl.validate(
            rdflib.Graph().parse(data=to_ntriples(graph), format="nt"), shacl_graph=own, ont_graph=ontology, allow_warnings=True
        )[0]
        for graph in graphs
    )


def _name(subject: str) -> str:
    """Return the named graph that a build puts a subject of the benchmark into."""
    doc = re.search(r"d\d{5}", subject)
    if not doc:
        return "<https://w3id.org/telegram-kg/graph/authority>"
    part = "evidence" if re.search("/attestation/|/selector/|#char=", subject) else "facts"
    return f"<https://w3id.org/telegram-kg/graph/{doc[0]}--{part}>"


def large(triples: int, graphs: Sequence[list[Triple]], folder: Path) -> None:
    """Validate one graph of that many triples in a process of its own, and print its time and memory."""
    path = folder / "large.nq"
    written, number = 0, 0
    with path.open("w", encoding="utf-8") as file:
        while written < triples:
            graph = graphs[number % len(graphs)]
            old = f"d{number % len(graphs):05}"  # the name of the document, in its graphs too
            text = "".join(f"{s} {p} {o} {_name(s)} .\n" for s, p, o in graph)
            file.write(text.replace(old, f"e{number:06}"))
            written += len(graph)
            number += 1
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "kg_builder", "validate", str(path), "--engine", "fast"], capture_output=True, text=True, check=False
    )
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024**2
    print(f"{written:>9} triples in one graph: exit {done.returncode}, {time.monotonic() - start:.1f} s, {memory:.2f} GiB")
    print(done.stdout.strip().splitlines()[-1] if done.stdout.strip() else done.stderr)


def main() -> None:
    """Print the table."""
    import tempfile

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--graphs", type=int, default=100)
    parser.add_argument("--triples", type=int, default=100_000)
    arguments = parser.parse_args()
    graphs = make_graphs(arguments.graphs)
    by_kg_builder(graphs[:1])
    ours, alone, again = timed(by_kg_builder, graphs), timed(by_fast_engine, graphs), timed(by_kg_builder, graphs)
    ours = min(ours, again)
    reference = timed(by_pyshacl, graphs[:REFERENCE])
    print(f"{len(graphs)} graphs of {len(graphs[0])} triples; milliseconds of processor time for each")
    print(f"  pySHACL                {reference:9.2f}   (over {min(REFERENCE, len(graphs))} graphs)")
    print(f"  shifty alone           {alone:9.2f}")
    print(
        f"  kg_builder             {ours:9.2f}   {reference / ours:.1f} times as fast as pySHACL, {ours / alone:.2f} times the fast engine alone"
    )
    with tempfile.TemporaryDirectory() as folder:
        large(arguments.triples, graphs, Path(folder))


if __name__ == "__main__":
    main()
