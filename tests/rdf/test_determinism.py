"""The same facts give the same bytes, whatever the hash seed, the locale, the zone and the order of what was read."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from pathlib import Path

from kg_builder.graphs import Background
from kg_builder.mapping import to_quads
from kg_builder.model import Extraction
from kg_builder.source import SourceText

PROGRAM = """
import importlib.util, json, sys
from pathlib import Path
from kg_builder.graphs import load_background
from kg_builder.mapping import to_graphs
from kg_builder.reason import infer, infer_fast, load_rules
from kg_builder.serialize import JsonLdStyle, to_jsonld, to_nquads, to_turtle, turtle_prefixes

here, folder = Path(sys.argv[1]), Path(sys.argv[2])
spec = importlib.util.spec_from_file_location("made", here / "conftest.py")
made = importlib.util.module_from_spec(spec)
spec.loader.exec_module(made)
resources, source = made.make_resources(folder), made.make_source()
background = load_background(resources, "9.8.7")
graphs = to_graphs(made.make_extraction(source), source, background)
facts = [*graphs.facts, *graphs.authority]
inferred = infer_fast(facts, load_rules(resources.ontology))
assert inferred == infer(facts, resources.ontology)
prefixes = turtle_prefixes(background.minter, source.doc)
ontology = here.parents[1] / "ontology"
style = JsonLdStyle(json.loads((ontology / "context.jsonld").read_bytes())["@context"], json.loads((ontology / "frame.jsonld").read_bytes()))
for data in (
    to_nquads(graphs.to_quads(inferred)),
    to_turtle(graphs.readable(), prefixes),
    to_turtle(graphs.evidence, prefixes),
    to_jsonld(graphs.readable(), style, background.minter, source.doc),
):
    sys.stdout.buffer.write(data)
"""


def build(folder: Path, **environment: str) -> bytes:
    """Return all that is written of the telegram, in a process of its own."""
    folder.mkdir()
    command = [sys.executable, "-c", PROGRAM, str(Path(__file__).parent), str(folder)]
    return subprocess.run(command, env={**os.environ, **environment}, capture_output=True, check=True).stdout


def test_two_hash_seeds_give_the_same_bytes(tmp_path: Path) -> None:
    first = build(tmp_path / "a", PYTHONHASHSEED="0", TZ="UTC", LC_ALL="C.UTF-8")
    second = build(tmp_path / "b", PYTHONHASHSEED="4711", TZ="Asia/Pyongyang", LC_ALL="C")
    assert first == second
    assert len(first) > 100_000


def test_the_order_of_the_facts_does_not_matter(extraction: Extraction, source: SourceText, background: Background) -> None:
    names = ("telegrams", "requests", "deliveries", "references", "code_name_uses")
    turned = dataclasses.replace(extraction, **{name: getattr(extraction, name)[::-1] for name in names})
    assert to_quads(turned, source, background) == to_quads(extraction, source, background)
