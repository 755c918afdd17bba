"""Reasoning: only what is new and worth having, the same from both engines, and contradictions with their statements."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg_builder import vocab
from kg_builder.errors import InconsistencyError, ResourceError
from kg_builder.graphs import DocumentGraphs
from kg_builder.reason import ContradictionError, infer, infer_fast, load_rules
from kg_builder.resources import Resources
from kg_builder.terms import Triple

HEAD = """
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix x: <http://x.example/> .
"""
TYPE = f"<{vocab.RDF_TYPE}>"


def x(name: str) -> str:
    return f"<http://x.example/{name}>"


def triples(text: str) -> set[Triple]:
    """Read "a p b; a type C; a p 'v'"."""
    found = set()
    for statement in filter(None, (one.strip() for one in text.split(";"))):
        s, p, o = statement.split()
        found.add((x(s), TYPE if p == "type" else x(p), f'"{o[1:-1]}"' if o.startswith("'") else x(o)))
    return found


def both(facts: set[Triple], ontology: str) -> set[Triple]:
    """Return what both engines infer; they must agree."""
    data = (HEAD + ontology).encode()
    slow, fast = infer(facts, data), infer_fast(facts, load_rules(data))
    assert slow == fast
    assert list(fast) == sorted(set(fast))
    return set(fast)


@pytest.mark.parametrize(
    ("ontology", "asserted", "inferred"),
    [
        ("x:C rdfs:subClassOf x:D . x:D rdfs:subClassOf x:E .", "a type C", "a type D; a type E"),
        ("x:C rdfs:subClassOf owl:Thing .", "a type C", ""),
        ("x:C owl:equivalentClass x:D .", "a type C; b type D", "a type D; b type C"),
        ("x:p rdfs:subPropertyOf x:q . x:q rdfs:subPropertyOf x:r .", "a p b", "a q b; a r b"),
        ("x:p rdfs:subPropertyOf x:q .", "a p 'v'", "a q 'v'"),
        ("x:p owl:equivalentProperty x:q .", "a p b; c q d", "a q b; c p d"),
        ("x:p rdfs:domain x:C . x:C rdfs:subClassOf x:D .", "a p 'v'", "a type C; a type D"),
        ("x:p rdfs:range x:C .", "a p b", "b type C"),
        ("x:p rdfs:range x:C .", "a p 'v'", ""),
        ("x:p rdfs:subPropertyOf x:q . x:q rdfs:domain x:C ; rdfs:range x:D .", "a p b", "a q b; a type C; b type D"),
        ("x:p owl:inverseOf x:q . x:q rdfs:domain x:C .", "a p b; c q d", "b q a; b type C; d p c; c type C"),
        ("x:p owl:inverseOf x:q . x:q rdfs:range x:C .", "a p 'v'", "a type C"),
        ("x:p a owl:SymmetricProperty .", "a p b", "b p a"),
        ("x:p a owl:TransitiveProperty .", "a p b; b p c; c p d", "a p c; a p d; b p d"),
        (
            "x:p a owl:TransitiveProperty ; rdfs:subPropertyOf x:q . x:q rdfs:range x:C .",
            "a p b; b p c",
            "a p c; a q b; b q c; a q c; b type C; c type C",
        ),
        (
            "x:p rdfs:subPropertyOf x:t . x:t a owl:TransitiveProperty ; owl:inverseOf x:u .",
            "a p b; b p c",
            "a t b; b t c; a t c; b u a; c u b; c u a",
        ),
        ("x:p rdfs:subPropertyOf x:q .", "a p b; a q b", ""),
        ("x:C a owl:Class ; rdfs:subClassOf x:D . x:p a owl:ObjectProperty .", "a p b", ""),
        ("x:C rdfs:subClassOf x:D . x:D rdfs:subClassOf x:C .", "a type C", "a type D"),
    ],
)
def test_inferred(ontology: str, asserted: str, inferred: str) -> None:
    """Each rule, and the cases in which nothing is worth having."""
    assert both(triples(asserted), ontology) == triples(inferred)


def test_links_to_other_authorities_are_not_reasoned_over() -> None:
    """Two people with one Wikidata entity in common are not merged."""
    same = f"<{vocab.OWL_SAME_AS}>"
    facts = {*triples("a p b; c type C"), (x("a"), same, x("hub")), (x("c"), same, x("hub"))}
    assert both(facts, "x:p rdfs:subPropertyOf x:q .") == triples("a q b")


def test_an_individual_of_the_ontology_is_not_the_documents_news() -> None:
    assert both(triples("a p b"), "x:i a x:C . x:C rdfs:subClassOf x:D . x:p rdfs:subPropertyOf x:q .") == triples("a q b")


def test_lexical_forms_stay_as_they_are() -> None:
    """To rdflib these figures would be 34."""
    odd = f'"٣٤"^^<{vocab.XSD_STRING}x>'
    zeros = f'"1.50"^^<{vocab.XSD_DECIMAL}>'
    facts = {(x("a"), x("p"), odd), (x("a"), x("p"), zeros), (x("a"), x("p"), '"Ж"@zh-hans'), (x("a"), x("p"), '"a\\tb\\"c"')}
    assert both(facts, "x:p rdfs:subPropertyOf x:q .") == {(s, x("q"), o) for s, _, o in facts}


@pytest.mark.parametrize(
    ("ontology", "asserted", "rule", "grounds"),
    [
        ("x:C owl:disjointWith x:D .", "a type C; a type D; b type C", "cax-dw", "a type C; a type D"),
        (
            "x:B rdfs:subClassOf x:C . x:C owl:disjointWith x:D . x:p rdfs:range x:D .",
            "a type B; b p a; c p a",
            "cax-dw",
            "a type B; b p a",
        ),
        (
            "x:p rdfs:domain x:C . x:q rdfs:domain x:D . x:D owl:disjointWith x:C .",
            "a p 'v'; a q 'w'; a r 'u'",
            "cax-dw",
            "a p 'v'; a q 'w'",
        ),
        ("x:p rdfs:domain x:C ; rdfs:range x:D . x:C owl:disjointWith x:D .", "a p a", "cax-dw", "a p a"),
        ("[] a owl:AllDisjointClasses ; owl:members ( x:C x:D x:E ) .", "a type C; a type E", "cax-dw", "a type C; a type E"),
        ("x:p a owl:IrreflexiveProperty .", "a p a; b p c", "prp-irp", "a p a"),
        ("x:p a owl:AsymmetricProperty .", "a p b; b p a; c p d", "prp-asyp", "a p b; b p a"),
        ("x:q rdfs:subPropertyOf x:p . x:p a owl:AsymmetricProperty .", "a q b; b p a", "prp-asyp", "a q b; b p a"),
        ("x:p owl:propertyDisjointWith x:q .", "a p b; a q b; a p c", "prp-pdw", "a p b; a q b"),
        ("[] a owl:AllDisjointProperties ; owl:members ( x:p x:q ) .", "a p b; a q b", "prp-pdw", "a p b; a q b"),
    ],
)
def test_contradictions(ontology: str, asserted: str, rule: str, grounds: str) -> None:
    """Each is found by both engines, and carries the asserted statements that clash, and no others."""
    data = (HEAD + ontology).encode()
    for run in (lambda: infer(triples(asserted), data), lambda: infer_fast(triples(asserted), load_rules(data))):
        with pytest.raises(ContradictionError) as fault:
            run()
        assert isinstance(fault.value, InconsistencyError)
        assert [clash.rule for clash in fault.value.clashes] == [rule]
        assert set(fault.value.clashes[0].statements) == triples(grounds)


def test_all_contradictions_are_told_at_once_in_words() -> None:
    rules = load_rules((HEAD + "x:C owl:disjointWith x:D .").encode())
    with pytest.raises(ContradictionError) as fault:
        infer_fast(triples("a type C; a type D; b type C; b type D"), rules)
    assert str(fault.value) == (
        "<http://x.example/a> would be a <http://x.example/C> and a <http://x.example/D>, which exclude each other; "
        "<http://x.example/b> would be a <http://x.example/C> and a <http://x.example/D>, which exclude each other"
    )
    again = pickle.loads(pickle.dumps(fault.value))
    assert again.clashes == fault.value.clashes


def test_owlrl_finds_what_the_rules_do_not_look_for() -> None:
    """A value that its datatype does not have: the shapes' business, and an error of OWL all the same."""
    with pytest.raises(ContradictionError, match="Lexical value of the literal '1952-13-45' does not match its datatype"):
        infer({(x("a"), x("p"), f'"1952-13-45"^^<{vocab.XSD_DATE}>')}, HEAD.encode())


@pytest.mark.parametrize(
    "axiom",
    [
        "x:p a owl:FunctionalProperty .",
        "x:C owl:hasKey ( x:p ) .",
        "x:p owl:propertyChainAxiom ( x:q x:r ) .",
        "x:C rdfs:subClassOf [ a owl:Restriction ; owl:onProperty x:p ; owl:someValuesFrom x:D ] .",
        "x:C owl:unionOf ( x:D x:E ) .",
        "x:a owl:sameAs x:b .",
        "x:C owl:complementOf x:D .",
    ],
)
def test_what_the_rules_do_not_know_is_refused(axiom: str) -> None:
    """So that the fast engine never leaves out in silence what owlrl would infer."""
    with pytest.raises(ResourceError, match="the compiled rules do not know"):
        load_rules((HEAD + axiom).encode())


def test_an_ontology_that_is_no_turtle_is_an_error() -> None:
    for run in (lambda: load_rules(b"x"), lambda: infer([], b"x")):
        with pytest.raises(ResourceError, match=r"ontology/telegram\.ttl:1: "):
            run()


_CLASS = st.sampled_from(["C", "D", "E", "F"])
_PROPERTY = st.sampled_from(["p", "q", "r", "s"])
_THING = st.sampled_from(["a", "b", "c"])
_AXIOM = st.one_of(
    st.builds("x:{} rdfs:subClassOf x:{} .".format, _CLASS, _CLASS),
    st.builds("x:{} owl:equivalentClass x:{} .".format, _CLASS, _CLASS),
    st.builds("x:{} owl:disjointWith x:{} .".format, _CLASS, _CLASS),
    st.builds("x:{} rdfs:subPropertyOf x:{} .".format, _PROPERTY, _PROPERTY),
    st.builds("x:{} owl:equivalentProperty x:{} .".format, _PROPERTY, _PROPERTY),
    st.builds("x:{} owl:inverseOf x:{} .".format, _PROPERTY, _PROPERTY),
    st.builds("x:{} rdfs:domain x:{} .".format, _PROPERTY, _CLASS),
    st.builds("x:{} rdfs:range x:{} .".format, _PROPERTY, _CLASS),
    st.builds(
        "x:{} a owl:{} .".format,
        _PROPERTY,
        st.sampled_from(["SymmetricProperty", "TransitiveProperty", "IrreflexiveProperty", "AsymmetricProperty", "ObjectProperty"]),
    ),
)
_STATEMENT = st.one_of(
    st.builds("{} type {}".format, _THING, _CLASS), st.builds("{} {} {}".format, _THING, _PROPERTY, st.one_of(_THING, st.just("'v'")))
)


@settings(max_examples=60)
@given(st.lists(_AXIOM, max_size=7), st.lists(_STATEMENT, max_size=6))
def test_both_engines_agree_on_any_ontology(axioms: list[str], statements: list[str]) -> None:
    """The same inferences, or a contradiction from both."""
    data = (HEAD + "\n".join(axioms)).encode()
    facts = triples(";".join(statements))
    answers: list[object] = []
    for run in (lambda: infer(facts, data), lambda: infer_fast(facts, load_rules(data))):
        try:
            answers.append(run())
        except ContradictionError as fault:
            answers.append("contradiction")
            for clash in fault.clashes:
                assert set(clash.statements) <= facts
    assert answers[0] == answers[1]


def test_both_engines_agree_on_a_document(graphs: DocumentGraphs, resources: Resources) -> None:
    facts = {*graphs.facts, *graphs.authority}
    found = infer_fast(facts, load_rules(resources.ontology))
    assert found == infer(facts, resources.ontology)
    assert len(found) > 40
    assert not [s for s, p, o in found if not s.startswith("<") or "owl#" in p + o]


def test_both_engines_agree_by_the_projects_ontology(graphs: DocumentGraphs, root) -> None:
    ontology = (root / "ontology" / "telegram.ttl").read_bytes()
    facts = {*graphs.facts, *graphs.authority}
    found = infer_fast(facts, load_rules(ontology))
    assert found == infer(facts, ontology)
    assert len(found) > 40


def test_a_person_who_is_a_place_fails_by_the_projects_ontology(graphs: DocumentGraphs, root) -> None:
    ontology = (root / "ontology" / "telegram.ttl").read_bytes()
    spoilt = ("<https://kg.example/person/wu-pei>", TYPE, f"<{vocab.TG_PLACE}>")
    for run in (
        lambda: infer([*graphs.facts, *graphs.authority, spoilt], ontology),
        lambda: infer_fast([*graphs.facts, *graphs.authority, spoilt], load_rules(ontology)),
    ):
        with pytest.raises(ContradictionError, match="would be a tg:") as fault:
            run()
        assert any(spoilt in clash.statements for clash in fault.value.clashes)
