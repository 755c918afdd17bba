"""One source text to its graph: composition, no logic. Pure: the same text gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kg_builder import __version__, vocab
from kg_builder.errors import InputError
from kg_builder.extract.document import extract
from kg_builder.extract.given import Given, to_given
from kg_builder.graphs import Background, DocumentGraphs, load_background
from kg_builder.mapping import to_graphs
from kg_builder.model import Extraction, Finding
from kg_builder.reason import ContradictionError, infer_fast, load_rules
from kg_builder.resources import DEFAULT_BASE, Resources, load_resources
from kg_builder.rules import Rules
from kg_builder.serialize import JsonLdStyle, load_jsonld_style, to_jsonld, to_nquads, to_turtle
from kg_builder.source import SourceText
from kg_builder.terms import Triple, to_iri
from kg_builder.validate.document import check_document, prepare_shapes
from kg_builder.validate.shapeset import ShapeSet
from kg_builder.verdict import clash_findings, find_places, to_findings

NOT_CONFORMING = "what was read from it does not conform to the shapes"
INCONSISTENT = "what was read from it contradicts itself"
MOST_STATEMENTS = 100_000
"""A telegram gives some thousands. Shapes and JSON-LD take seconds for more than this, and cannot be stopped half way."""
_LABELS = frozenset(to_iri(name) for name in (vocab.FOAF_NAME, vocab.SKOS_PREF_LABEL))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What every document of a process needs, made once: data files, indexes of names, shapes, rules."""

    resources: Resources
    given: Given
    background: Background
    shapes: ShapeSet
    rules: Rules
    style: JsonLdStyle


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltDocument:
    """The graph of one source text as bytes; nothing but the findings if there is a `failure`."""

    telegrams: int
    """How many telegrams the text holds, quoted ones included."""
    findings: tuple[Finding, ...]
    failure: str | None = None
    """Why it is not to be published: it does not conform, or contradicts itself."""
    quads: bytes = b""
    """N-Quads of all its named graphs, sorted lines."""
    files: Mapping[str, bytes] = field(default_factory=dict)
    """`.ttl`, `.jsonld` (facts and the labels of what they name), `.evidence.ttl` (the attestations)."""


def load_tools(base: str = DEFAULT_BASE) -> Tools:
    """Read the data files of the project and compile what is compiled once a process.

    Raises:
        IdentityError: `base` is not an absolute IRI that ends with "/" or "#".
        ResourceError: a data file is missing or wrong.
    """
    resources = load_resources(base)
    return Tools(
        resources=resources,
        given=to_given(resources.authorities),
        background=load_background(resources, __version__),
        shapes=prepare_shapes(resources.shapes, {"telegram.ttl": resources.ontology}),
        rules=load_rules(resources.ontology),
        style=load_jsonld_style(resources),
    )


def extract_facts(source: SourceText, tools: Tools) -> Extraction:
    """Read the facts of a text, each with its evidence; never raises on a text."""
    return extract(source, tools.given)


def build_document(source: SourceText, tools: Tools, readable: bool = True) -> BuiltDocument:
    """Go the whole way of one document: facts, triples, validation of what was asserted, inference, bytes.

    Without `readable` the files for people are left out, which take as long as all the rest.

    Raises:
        IdentityError: two things of the text would have one IRI; names both.
        InputError: the text gives more statements than one document may.
        ResourceError: a fact names an entry that the data files do not have.
    """
    extraction = extract_facts(source, tools)
    graphs = to_graphs(extraction, source, tools.background)
    asserted = (*graphs.facts, *graphs.evidence, *graphs.run, *graphs.authority)
    if len(asserted) > MOST_STATEMENTS:
        raise InputError(f"the text gives {len(asserted)} statements; expected at most {MOST_STATEMENTS}: this is more than one telegram")
    report = check_document(asserted, tools.shapes)
    findings, telegrams = extraction.findings, len(extraction.telegrams)
    if report.results:
        findings += to_findings(report, find_places(graphs.evidence))
    if not report.conforms:
        return BuiltDocument(telegrams=telegrams, findings=findings, failure=NOT_CONFORMING)
    try:
        inferred = infer_fast((*graphs.facts, *graphs.authority), tools.rules)
    except ContradictionError as fault:
        return BuiltDocument(
            telegrams=telegrams, findings=findings + clash_findings(fault.clashes, find_places(graphs.evidence)), failure=INCONSISTENT
        )
    quads = to_nquads(graphs.to_quads(inferred))
    files = to_files(graphs, source, tools) if readable else {}
    return BuiltDocument(telegrams=telegrams, findings=findings, quads=quads, files=files)


def to_files(graphs: DocumentGraphs, source: SourceText, tools: Tools) -> dict[str, bytes]:
    """Return the files for people, by ending."""
    minter = tools.background.minter
    prefixes = {**vocab.PREFIXES, **minter.data_prefixes(source.doc)}
    told = [*graphs.facts, *_labels_of_named(graphs.facts, graphs.authority)]
    return {
        ".ttl": to_turtle(told, prefixes),
        ".jsonld": to_jsonld(told, tools.style, minter, source.doc),
        ".evidence.ttl": to_turtle(graphs.evidence, prefixes),
    }


def _labels_of_named(facts: Iterable[Triple], authority: Iterable[Triple]) -> list[Triple]:
    """Return the preferred labels of what the facts name."""
    named = {obj for _, _, obj in facts}
    return [triple for triple in authority if triple[0] in named and triple[1] in _LABELS]
