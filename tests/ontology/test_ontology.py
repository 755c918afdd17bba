"""The ontology keeps its rules, and its exclusions find what was read wrongly."""

from __future__ import annotations

import re
from collections import Counter

import owlrl
import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, SKOS, Literal, URIRef

from kg_builder import vocab
from kg_builder.reason import ContradictionError, infer_fast, load_rules
from kg_builder.turtle import parse_turtle

ERROR = URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")
DATA = "@prefix tg: <https://w3id.org/telegram-kg/ontology#> . @prefix x: <https://archive.example/> .\n"
# Outside OWL 2 RL, or answered by a reasoner with sameAs and literal subjects instead of an error.
FORBIDDEN = (
    OWL.FunctionalProperty,
    OWL.InverseFunctionalProperty,
    OWL.hasKey,
    OWL.Restriction,
    OWL.propertyChainAxiom,
    OWL.unionOf,
    OWL.oneOf,
    OWL.sameAs,
    OWL.imports,
)
# Read from the text, so attested: VOCABULARY lists what is not (the link stage's own two besides).
EXEMPT = """rdf:type rdfs:label tg:statedIn tg:item tg:includes tg:partOf tg:answers tg:archivalReference tg:authorityStatus tg:textPart
    dcterms:isPartOf tg:quotedIn dcterms:language tg:earliestDate tg:latestDate tg:period tg:restates tg:identifiedAs""".split()


@pytest.fixture(scope="module")
def ontology(ontology_dir) -> rdflib.Graph:
    return rdflib.Graph().parse(ontology_dir / "telegram.ttl", format="turtle")


def _own(graph: rdflib.Graph, *classes: URIRef) -> list[URIRef]:
    return sorted({s for cls in classes for s in graph.subjects(RDF.type, cls) if str(s).startswith(vocab.TG)})


def _properties(graph: rdflib.Graph) -> list[URIRef]:
    return _own(graph, OWL.ObjectProperty, OWL.DatatypeProperty)


def test_every_term_is_explained(ontology):
    """One label and one definition in English, and where it is defined."""
    terms = _own(ontology, OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    assert len(terms) > 100
    for term in terms:
        for predicate in (RDFS.label, SKOS.definition):
            (text,) = ontology.objects(term, predicate)
            assert text.language == "en", term
        assert str(next(ontology.objects(term, SKOS.definition))).endswith("."), term
        assert list(ontology.objects(term, RDFS.isDefinedBy)) == [URIRef(vocab.TG.removesuffix("#"))], term


def test_labels_tell_terms_apart(ontology):
    labels = Counter(str(o) for term in _properties(ontology) for o in ontology.objects(term, RDFS.label))
    assert [label for label, count in labels.items() if count > 1] == []


def test_at_most_one_domain_and_one_range(ontology):
    """Two would be an intersection, and a person would become an organization."""
    for term in set(ontology.subjects(RDF.type, None)):
        assert len(list(ontology.objects(term, RDFS.domain))) <= 1, term
        assert len(list(ontology.objects(term, RDFS.range))) <= 1, term


def test_domains_and_ranges_are_classes(ontology):
    classes = set(ontology.subjects(RDF.type, OWL.Class))
    for predicate in (RDFS.domain, RDFS.range, RDFS.subClassOf, OWL.disjointWith):
        assert set(ontology.objects(None, predicate)) <= classes


def test_no_range_on_literals(ontology):
    for term in _own(ontology, OWL.DatatypeProperty):
        assert list(ontology.objects(term, RDFS.range)) == [], term


def test_a_property_has_one_kind(ontology):
    kinds = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    for term in set(ontology.subjects(RDF.type, None)):
        assert sum((term, RDF.type, kind) in ontology for kind in kinds) <= 1, term


@pytest.mark.parametrize("term", FORBIDDEN, ids=lambda term: term.rsplit("#")[-1])
def test_what_reasoners_answer_with_nonsense_is_not_used(ontology, term):
    assert (None, None, term) not in ontology
    assert (None, term, None) not in ontology


def test_it_has_a_version(ontology):
    iri = URIRef(vocab.TG.removesuffix("#"))
    (version,) = ontology.objects(iri, OWL.versionIRI)
    (info,) = ontology.objects(iri, OWL.versionInfo)
    assert version == URIRef(f"{iri}/{info}")


def test_what_needs_no_words_is_data(ontology):
    """VOCABULARY's list; every property of PROV is exempt besides."""
    names = {f"<{full}>": short for short in EXEMPT for full in [str(ontology.namespace_manager.expand_curie(short))]}
    marked = set(ontology.subjects(URIRef(vocab.TG_ATTESTATION_EXEMPT), Literal(True)))
    assert {f"<{term}>" for term in marked} == set(names)


def test_shapes_exempt_the_same(ontology, ontology_dir):
    """The constraint that asks for attestations lists what the ontology marks, and what a reasoner adds to attested statements."""
    shapes = (ontology_dir.parent / "shapes" / "attestation.ttl").read_text("utf-8")
    listed = set(re.findall(r"<([^>]+)>", shapes[shapes.index("NOT IN (") : shapes.index("))", shapes.index("NOT IN ("))]))
    exempt = {str(term) for term in ontology.subjects(URIRef(vocab.TG_ATTESTATION_EXEMPT), Literal(True))}
    wider = {str(term) for term in ontology.objects(None, RDFS.subPropertyOf)}
    assert exempt <= listed <= exempt | wider


def test_the_fast_rules_can_be_compiled_from_it(ontology_dir):
    rules = load_rules((ontology_dir / "telegram.ttl").read_bytes())
    assert f"<{vocab.TG_AGENT}>" in rules.super_classes[f"<{vocab.TG_STATE}>"]


def _contradictions(ontology_dir, data: str) -> list[str]:
    graph = rdflib.Graph().parse(ontology_dir / "telegram.ttl", format="turtle").parse(data=DATA + data, format="turtle")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    return [str(message) for message in graph.objects(None, ERROR)]


def test_it_has_no_contradiction_of_its_own(ontology_dir):
    assert _contradictions(ontology_dir, "") == []


def test_a_good_telegram_contradicts_nothing(ontology_dir):
    data = """x:t a tg:Telegram ; tg:sender x:mao ; tg:sentFrom x:beijing . x:mao a tg:Person ; tg:actsFor x:china . x:china a tg:State .
        x:beijing a tg:Place ; tg:territoryOf x:china . x:r a tg:Request ; tg:statedIn x:t ; tg:requester x:mao ; tg:item x:i .
        x:d a tg:Delivery ; tg:answers x:r ; tg:partOf x:d0 . x:d0 a tg:Delivery . x:t2 a tg:Telegram ; tg:quotedIn x:t ."""
    assert _contradictions(ontology_dir, data) == []


@pytest.mark.parametrize(
    "data",
    [
        "x:a a tg:Request , tg:Delivery .",
        "x:a a tg:Telegram , tg:MentionedDocument .",
        "x:a a tg:Person , tg:Organization .",
        "x:a a tg:Person , tg:State .",
        "x:a a tg:Office , tg:Person .",
        "x:a a tg:Place , tg:State .",
        "x:a a tg:SourceText , tg:Telegram .",
        "x:t a tg:Telegram ; tg:sender x:beijing . x:beijing a tg:Place .",
        "x:t a tg:Telegram ; tg:sentFrom x:mao . x:mao a tg:Person .",
        "x:d tg:supplier x:s ; tg:requester x:s .",
        "x:d a tg:Delivery ; tg:answers x:d2 . x:d2 a tg:Delivery .",
        "x:t a tg:Telegram ; tg:inReplyTo x:t2 . x:t2 a tg:Telegram .",
        "x:i tg:includes x:i .",
        "x:d tg:partOf x:e . x:e tg:partOf x:d .",
        "x:t tg:quotedIn x:t .",
        "x:i tg:commodity x:mao . x:mao a tg:Person .",
    ],
)
def test_what_was_read_wrongly_is_a_contradiction(ontology_dir, data):
    """The reference and the compiled rules both find it."""
    assert _contradictions(ontology_dir, data)
    with pytest.raises(ContradictionError):
        infer_fast(parse_turtle(f"{DATA}{data}".encode(), "test"), load_rules((ontology_dir / "telegram.ttl").read_bytes()))


def test_alignments_are_apart(ontology_dir):
    """No file imports them or anything else; they speak of terms that exist."""
    graph = rdflib.Graph().parse(ontology_dir / "alignments.ttl", format="turtle")
    assert (None, OWL.imports, None) not in graph
    own = {term for term in graph.subjects() if str(term).startswith(vocab.TG)}
    defined = set(rdflib.Graph().parse(ontology_dir / "telegram.ttl", format="turtle").subjects())
    assert len(own) > 25
    assert own <= defined
    for term in own:
        assert all(str(o).startswith("http") for o in graph.objects(term))
