"""The run: named by what it used, told without a time."""

from __future__ import annotations

import dataclasses
import hashlib

from kg_builder import vocab
from kg_builder.graphs import DocumentGraphs, load_background
from kg_builder.provenance import group_digests, run_iri, to_run_inputs
from kg_builder.resources import Resources
from kg_builder.source import SourceText


def test_the_run_used_everything_that_could_change_its_result(graphs: DocumentGraphs) -> None:
    """Source, ontology, vocabularies, authorities, lexicon, shapes, and the software, with digests and version."""
    (run,) = {s for s, p, o in graphs.run if o == f"<{vocab.PROV_ACTIVITY}>"}
    used = {o for s, p, o in graphs.run if s == run and p == f"<{vocab.PROV_USED}>"}
    labels = {o for s, p, o in graphs.run if s in used and p == f"<{vocab.RDFS_LABEL}>"}
    assert labels == {'"ontology"', '"vocabularies"', '"authorities"', '"lexicon"', '"shapes"', '"kg-builder 9.8.7"'}
    assert "<https://kg.example/text/1952%2FApril%2D%2DWu>" in used
    assert len([1 for s, p, o in graphs.run if s in used and p == f"<{vocab.TG_SHA256}>"]) == 5
    assert ("<https://kg.example/software/kg-builder/9.8.7>", f"<{vocab.TG_SOFTWARE_VERSION}>", '"9.8.7"') in graphs.run


def test_the_run_made_the_four_graphs(graphs: DocumentGraphs) -> None:
    made = {s.rsplit("--", 1)[-1] for s, p, o in graphs.run if p == f"<{vocab.PROV_WAS_GENERATED_BY}>"}
    assert made == {"facts>", "evidence>", "inferred>", "run>"}


def test_the_authority_graph_names_its_files(graphs: DocumentGraphs, resources: Resources) -> None:
    files = {o for s, p, o in graphs.authority if p == f"<{vocab.PROV_WAS_DERIVED_FROM}>"}
    digests = {o for s, p, o in graphs.authority if s in files and p == f"<{vocab.TG_SHA256}>"}
    names = ("ontology/authority/all.ttl", "ontology/vocabularies/all.ttl")
    assert digests == {f'"{resources.sha256[name]}"' for name in names}


def test_no_time_is_told(graphs: DocumentGraphs) -> None:
    assert not [p for _, p, _ in (*graphs.run, *graphs.evidence) if "Time" in p or "generatedAt" in p]


def test_each_input_changes_the_runs_name(resources: Resources, source: SourceText) -> None:
    background = load_background(resources, "1")
    names = {run_iri(source, background.inputs, background.minter)}
    for name in resources.sha256:
        changed = {**resources.sha256, name: hashlib.sha256(b"another").hexdigest()}
        names.add(run_iri(source, to_run_inputs(changed, "1", background.minter), background.minter))
    names.add(run_iri(source, to_run_inputs(resources.sha256, "2", background.minter), background.minter))
    names.add(run_iri(dataclasses.replace(source, sha256="0" * 64), background.inputs, background.minter))
    assert len(names) == len(resources.sha256) + 3


def test_a_group_is_its_files_in_order() -> None:
    lines = "ontology/authority/a.ttl 1\nontology/authority/b.ttl 2\n"
    digests = group_digests({"ontology/authority/b.ttl": "2", "ontology/authority/a.ttl": "1", "seeds/x.txt": "3"})
    assert digests["authorities"] == hashlib.sha256(lines.encode()).hexdigest()
    assert sorted(digests) == ["authorities", "lexicon", "ontology", "shapes", "vocabularies"]
