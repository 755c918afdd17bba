"""What a run used and what it made: one `prov:Activity` a source text, without a time.

The run's name is a digest of all that could change its result, so that the same input names the same run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from kg_builder.iris import GraphName, Minter, digest
from kg_builder.resources import Resources
from kg_builder.source import SourceText
from kg_builder.terms import Term, Triple, to_iri, to_string
from kg_builder.vocab import (
    PROV_ACTIVITY,
    PROV_ENTITY,
    PROV_SOFTWARE_AGENT,
    PROV_USED,
    PROV_WAS_ASSOCIATED_WITH,
    PROV_WAS_DERIVED_FROM,
    PROV_WAS_GENERATED_BY,
    RDF_TYPE,
    RDFS_LABEL,
    TG_SHA256,
    TG_SOFTWARE_VERSION,
)

GRAPHS: Final[tuple[GraphName, ...]] = ("evidence", "facts", "inferred", "run")

# What a run used, by the beginning of the file's name; the first that fits counts.
_GROUPS: Final = (
    ("ontology/vocabularies/", "vocabularies"),
    ("ontology/authority/", "authorities"),
    ("ontology/", "ontology"),
    ("lexicon/", "lexicon"),
    ("shapes/", "shapes"),
)
_AUTHORITY_GROUPS: Final = ("vocabularies", "authorities")


def _group(name: str) -> str | None:
    return next((group for start, group in _GROUPS if name.startswith(start)), None)


def group_digests(sha256: Mapping[str, str]) -> dict[str, str]:
    """Return one SHA-256 a group of files ("ontology", "vocabularies", "authorities", "lexicon", "shapes"), sorted by name.

    It is taken over the lines `{name} {sha256 of the file}` in the order of the names.
    """
    lines: dict[str, list[str]] = {group: [] for _, group in _GROUPS}
    for name, value in sorted(sha256.items()):
        group = _group(name)
        if group:
            lines[group].append(f"{name} {value}\n")
    return {group: hashlib.sha256("".join(some).encode()).hexdigest() for group, some in sorted(lines.items())}


def _described(iri: Term, label: str, sha256: str) -> tuple[Triple, ...]:
    return (
        (iri, to_iri(RDF_TYPE), to_iri(PROV_ENTITY)),
        (iri, to_iri(RDFS_LABEL), to_string(label)),
        (iri, to_iri(TG_SHA256), to_string(sha256)),
    )


@dataclass(frozen=True, slots=True)
class RunInputs:
    """What all runs of one process use besides the source text; `triples` describe it in every run graph."""

    version: str
    groups: Mapping[str, str]
    used: tuple[Term, ...]
    software: Term
    triples: tuple[Triple, ...]


def to_run_inputs(sha256: Mapping[str, str], version: str, minter: Minter) -> RunInputs:
    """Return what the runs use: the digests of the data files by name, and the program's version."""
    groups = group_digests(sha256)
    software = to_iri(minter.software(version))
    named = {to_iri(minter.resource(group, value)): (group, value) for group, value in groups.items()}
    triples = [triple for iri, (group, value) in named.items() for triple in _described(iri, group, value)]
    triples += [
        (software, to_iri(RDF_TYPE), to_iri(PROV_SOFTWARE_AGENT)),
        (software, to_iri(RDFS_LABEL), to_string(f"kg-builder {version}")),
        (software, to_iri(TG_SOFTWARE_VERSION), to_string(version)),
    ]
    return RunInputs(version, groups, tuple(sorted(named)), software, tuple(triples))


def run_iri(source: SourceText, inputs: RunInputs, minter: Minter) -> str:
    """Return the IRI of the run over this source text: it changes when the text, a data file or the version does."""
    return minter.run(source.doc, digest(source.sha256, *(f"{group} {value}" for group, value in inputs.groups.items()), inputs.version))


def run_triples(source: SourceText, inputs: RunInputs, minter: Minter) -> list[Triple]:
    """Return the run graph of one source text, unsorted: the activity, what it used, the graphs that it made."""
    run = to_iri(run_iri(source, inputs, minter))
    used = to_iri(PROV_USED)
    made = to_iri(PROV_WAS_GENERATED_BY)
    return [
        *inputs.triples,
        (run, to_iri(RDF_TYPE), to_iri(PROV_ACTIVITY)),
        (run, to_iri(PROV_WAS_ASSOCIATED_WITH), inputs.software),
        (run, used, to_iri(minter.text(source.doc))),
        (run, used, inputs.software),
        *((run, used, iri) for iri in inputs.used),
        *((to_iri(minter.graph(source.doc, name)), made, run) for name in GRAPHS),
    ]


def authority_provenance(resources: Resources, minter: Minter) -> tuple[Triple, ...]:
    """Return from which files `graph/authority` is derived, each with its SHA-256."""
    graph = to_iri(minter.shared_graph("authority"))
    triples: list[Triple] = []
    for name, value in sorted(resources.sha256.items()):
        if _group(name) in _AUTHORITY_GROUPS:
            iri = to_iri(minter.resource(name, value))
            triples += [(graph, to_iri(PROV_WAS_DERIVED_FROM), iri), *_described(iri, name, value)]
    return tuple(triples)
