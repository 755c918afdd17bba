"""What people would write: rdflib, pySHACL and owlrl for each document. `python glued.py FOLDER COUNT`.

It is given what the telegrams say as rdflib's own terms, so that reading and extraction cost it nothing; shapes and
ontology are parsed once. Its inferences and verdicts are held against those of the build, outside the time that is told.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import owlrl
import pyshacl
import rdflib

from kg_builder.datafiles import find_data_dir
from kg_builder.pipeline import load_tools
from kg_builder.reason import _to_node, infer, infer_fast
from kg_builder.validate.document import check_document
from sides.loading import asserted_of, map_facts, read_facts, read_texts, tell

Node = tuple[rdflib.term.Node, rdflib.term.Node, rdflib.term.Node]


def build(triples: list[Node], shapes: rdflib.Graph, ontology: rdflib.Graph) -> tuple[bool, rdflib.Graph, bytes]:
    """Validate, infer, and write the graph."""
    graph = rdflib.Graph()
    for triple in triples:
        graph.add(triple)
    conforms, _, _ = pyshacl.validate(graph, shacl_graph=shapes, ont_graph=ontology, allow_warnings=True)
    closed = graph + ontology
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(closed)
    return conforms, closed, (graph + (closed - ontology)).serialize(format="nt").encode()


def main(folder: str, count: str) -> None:
    """Build each document, then compare."""
    tools = load_tools()
    graphs = map_facts(read_facts(read_texts(Path(folder), int(count)), tools), tools)
    shapes, ontology = rdflib.Graph(), rdflib.Graph().parse(find_data_dir("ontology") / "telegram.ttl")
    for path in find_data_dir("shapes").glob("*.ttl"):
        shapes.parse(path)
    given = [[(_to_node(s), _to_node(p), _to_node(o)) for s, p, o in asserted_of(one)] for one in graphs]
    start, cpu = time.perf_counter(), time.process_time()
    verdicts = [build(one, shapes, ontology)[0] for one in given]
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    tell(
        documents=len(graphs),
        triples=sum(map(len, given)),
        seconds=seconds,
        cpu_seconds=cpu,
        same_verdicts=verdicts == [check_document(asserted_of(one), tools.shapes).conforms for one in graphs],
        same_inferences=all(
            infer((*one.facts, *one.authority), tools.resources.ontology) == infer_fast((*one.facts, *one.authority), tools.rules)
            for one in graphs
        ),
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
