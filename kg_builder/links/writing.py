"""Links to `graph/links`: each link, its attestation with the words that support it, and the run that found it. No clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg_builder import vocab
from kg_builder.datafiles import sha256_hex
from kg_builder.errors import InputError
from kg_builder.iris import Minter, digest
from kg_builder.links.choice import Link
from kg_builder.links.sources import Evidence
from kg_builder.terms import Quad, Term, Triple, iri_of, to_iri, to_string


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What a run of the stage used: the program's version, the rules by file name, a digest of the texts of the graph."""

    version: str
    rules: Mapping[str, bytes]
    texts: str

    def digests(self) -> dict[str, str]:
        """Return the SHA-256 of each rule, by its path."""
        return {f"ontology/links/{name}": sha256_hex(data) for name, data in sorted(self.rules.items())}


def to_links_graph(links: Iterable[Link], evidence: Evidence, run: Run, minter: Minter) -> tuple[Quad, ...]:
    """Return the quads of `graph/links`, sorted and without repetitions.

    Raises:
        InputError: nothing attests what supports a link: the graph lacks its evidence.
    """
    graph = to_iri(minter.shared_graph("links"))
    digests = run.digests()
    activity = to_iri(minter.link_run(digest(run.version, run.texts, *(f"{name} {value}" for name, value in digests.items()))))
    triples = set(_run_triples(activity, graph, run, minter))
    for one in links:
        places = sorted({place for statement in one.support for place in evidence.get(statement, ())})
        if not places:
            raise InputError(f"{' '.join(one.statement)}: no words attest what supports it; expected a graph with its evidence")
        triples.add(one.statement)
        triples |= set(_attestation(one, places, activity, minter))
    return tuple(sorted((*triple, graph) for triple in triples))


def _attestation(link: Link, places: list[Term], activity: Term, minter: Minter) -> list[Triple]:
    subject, predicate, obj = link.statement
    key = digest(" ".join(link.statement), ";".join(places), link.rule)
    iri = to_iri(minter.link_attestation(iri_of(subject), key))
    return [
        (iri, to_iri(vocab.RDF_TYPE), to_iri(vocab.TG_ATTESTATION)),
        (iri, to_iri(vocab.RDF_SUBJECT), subject),
        (iri, to_iri(vocab.RDF_PREDICATE), predicate),
        (iri, to_iri(vocab.RDF_OBJECT), obj),
        (iri, to_iri(vocab.TG_FOUND_BY), to_string(link.rule)),
        (iri, to_iri(vocab.PROV_WAS_GENERATED_BY), activity),
        *((iri, to_iri(vocab.PROV_WAS_QUOTED_FROM), place) for place in places),
    ]


def _run_triples(activity: Term, graph: Term, run: Run, minter: Minter) -> list[Triple]:
    software = to_iri(minter.software(run.version))
    used = [(to_iri(minter.resource(name, value)), name, value) for name, value in run.digests().items()]
    return [
        (graph, to_iri(vocab.PROV_WAS_GENERATED_BY), activity),
        (activity, to_iri(vocab.RDF_TYPE), to_iri(vocab.PROV_ACTIVITY)),
        (activity, to_iri(vocab.PROV_WAS_ASSOCIATED_WITH), software),
        (activity, to_iri(vocab.PROV_USED), software),
        (software, to_iri(vocab.RDF_TYPE), to_iri(vocab.PROV_SOFTWARE_AGENT)),
        (software, to_iri(vocab.RDFS_LABEL), to_string(f"kg-builder {run.version}")),
        (software, to_iri(vocab.TG_SOFTWARE_VERSION), to_string(run.version)),
        *((activity, to_iri(vocab.PROV_USED), iri) for iri, _, _ in used),
        *((iri, to_iri(vocab.RDF_TYPE), to_iri(vocab.PROV_ENTITY)) for iri, _, _ in used),
        *((iri, to_iri(vocab.RDFS_LABEL), to_string(name)) for iri, name, _ in used),
        *((iri, to_iri(vocab.TG_SHA256), to_string(value)) for iri, _, value in used),
    ]
