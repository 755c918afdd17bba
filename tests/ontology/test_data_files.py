"""Authority files and vocabularies as data: readable by two parsers, complete, and honest about their links."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from rdflib import OWL, RDF, SKOS, Literal, URIRef

from kg_builder import vocab
from kg_builder.datafiles import find_data_dir
from kg_builder.resources import load_authorities

ROOT = find_data_dir("ontology")
FILES = sorted(ROOT.glob("**/*.ttl"))
TG = rdflib.Namespace(vocab.TG)
# The brief of each scheme: what extraction writes.
STATUS = "accepted asked conditional done planned promised refused reported under-way withdrawn".split()
KIND = "action information materiel money personnel".split()
QUALIFIER = "about another at-least at-most missing remaining".split()
DOCUMENT_KIND = """agreement application decision directive draft instruction letter message minutes note oral-message order plan
    proposal protocol report requisition-form telegram treaty""".split()


@pytest.fixture(scope="module")
def known() -> rdflib.Graph:
    graph = rdflib.Graph()
    for path in FILES:
        if path.parent != ROOT:
            graph.parse(path, format="turtle")
    return graph


@pytest.fixture(scope="module")
def authorities():
    return load_authorities()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_two_parsers_read_the_same(path: Path):
    theirs = rdflib.Graph().parse(path, format="turtle")
    triples = list(pyoxigraph.parse(path.read_bytes(), pyoxigraph.RdfFormat.TURTLE))
    assert len(set(theirs)) == len(set(map(str, triples)))


@pytest.mark.parametrize("path", [p for p in FILES if p.parent != ROOT], ids=lambda path: path.name)
def test_one_block_a_subject_and_sorted(path: Path):
    """A person finds an entry by its key, and a difference of two versions is the difference of two entries."""
    subjects = []
    for triple in pyoxigraph.parse(path.read_bytes(), pyoxigraph.RdfFormat.TURTLE):
        if not subjects or subjects[-1] != triple.subject.value:
            subjects.append(triple.subject.value)
    assert max(Counter(subjects).values()) == 1
    own = [s for s in subjects if "/identity-link/" not in s and "/code-name-period/" not in s]
    assert own == sorted(own, key=lambda iri: (iri.count("/"), iri))


def test_every_key_is_safe(authorities):
    """Letters of ASCII, digits and hyphens: an IRI keeps it as it is, and Turtle its prefix."""
    keys = [key for _, key in authorities.entries] + [key for concepts in authorities.concepts.values() for key in concepts]
    assert [key for key in keys if not key.replace("-", "").isalnum() or not key.isascii() or key != key.lower() or "--" in key] == []


def test_every_link_has_its_source(known):
    """owl:sameAs only where an identity link of the same entry leads to the same thing and names where that was found."""
    linked = {(s, o) for s, o in known.subject_objects(OWL.sameAs)}
    recorded = {(s, o) for s, link in known.subject_objects(TG.identityLink) for o in known.objects(link, TG.linksTo)}
    assert linked == recorded
    assert len(linked) > 250
    links = set(known.subjects(RDF.type, TG.IdentityLink))
    assert {link for _, link in known.subject_objects(TG.identityLink)} == links
    for link in links:
        assert len(list(known.objects(link, TG.linksTo))) == 1
        assert all(str(source) for source in known.objects(link, URIRef(vocab.DCTERMS_SOURCE)))
        assert list(known.objects(link, URIRef(vocab.DCTERMS_SOURCE))), link


def test_no_two_entries_are_the_same(known):
    """Two entries with one link would be merged by any reasoner."""
    targets = Counter(o for _, o in known.subject_objects(OWL.sameAs))
    assert [target for target, count in targets.items() if count > 1] == []


def test_a_concept_with_a_match_has_its_source(known):
    for predicate in (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch):
        for concept in known.subjects(predicate):
            assert list(known.objects(concept, URIRef(vocab.DCTERMS_SOURCE))), concept


def test_people_are_not_concepts(known):
    """skos:exactMatch would type a person as a concept."""
    people = set(known.subjects(RDF.type, TG.Person))
    assert not people & {s for p in (SKOS.exactMatch, SKOS.closeMatch, SKOS.broader) for s in known.subjects(p)}


def test_labels_bear_a_language_and_all_else_none(known):
    labels = {SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel, SKOS.definition, SKOS.scopeNote, SKOS.note, URIRef(vocab.DCTERMS_TITLE)}
    wrong = [(s, p, o) for s, p, o in known if isinstance(o, Literal) and (p in labels) != (o.language is not None)]
    assert wrong == []


def test_labels_are_clean(known):
    for _, _, o in known:
        if isinstance(o, Literal):
            assert str(o) == " ".join(str(o).split()) != "", o


def test_the_schemes_that_extraction_writes(authorities):
    concepts = {scheme: sorted(found) for scheme, found in authorities.concepts.items()}
    assert (concepts["status"], concepts["kind"], concepts["qualifier"]) == (STATUS, KIND, QUALIFIER)
    assert concepts["document-kind"] == sorted(DOCUMENT_KIND)
    assert {"dose", "battalion-unit", "brigade-unit", "yen", "won", "piece", "person", "division-unit"} <= set(concepts["unit"])


def test_hierarchies_reach_the_top(authorities):
    """Every concept has a way up that ends, and no circle."""
    for concepts in authorities.concepts.values():
        for concept in concepts.values():
            way = [concept.key]
            while concepts[way[-1]].broader:
                (above,) = concepts[way[-1]].broader
                assert above not in way, way
                way.append(above)


def test_commodities_are_one_tree(authorities):
    tops = [concept.key for concept in authorities.concepts["commodity"].values() if not concept.broader]
    assert tops == ["supplies"]


def test_a_label_means_one_concept(authorities):
    """Within a scheme, whatever the case: what is matched must say which concept it is."""
    for scheme, concepts in authorities.concepts.items():
        owners = defaultdict(set)
        for concept in concepts.values():
            for label in concept.labels:
                owners[label.casefold()].add(concept.key)
        assert {label: keys for label, keys in owners.items() if len(keys) > 1} == {}, scheme


def test_context_labels_are_labels(known):
    for subject, label in known.subject_objects(TG.contextLabel):
        spellings = {str(o) for p in (SKOS.altLabel, SKOS.hiddenLabel, URIRef(vocab.FOAF_NAME)) for o in known.objects(subject, p)}
        assert str(label) in spellings, subject


def test_targets_exist(known):
    for predicate in (TG.actsFor, TG.territoryOf, URIRef(vocab.DCTERMS_IS_PART_OF), TG.codeNameOf):
        for subject, target in known.subject_objects(predicate):
            assert (target, RDF.type, None) in known, (subject, target)


def test_whoever_speaks_acts_for_a_state(authorities):
    """For "we" must stand for somebody: all people have a state, but those of the United Nations."""
    without = [key for (kind, key), entry in authorities.entries.items() if kind == "person" and not entry.acts_for]
    assert sorted(without) == ["bernadotte", "bunche", "hammarskjold", "trygve-lie", "u-thant"]


@pytest.mark.parametrize(
    ("entry", "state"),
    [
        ("person/mao-zedong", "china-prc"),
        ("person/stalin", "soviet-union"),
        ("person/kim-il-sung", "korea-dprk"),
        ("person/shtykov", "soviet-union"),
        ("person/muccio", "usa"),
        ("organization/soviet-general-staff", "soviet-union"),
        ("organization/pla", "china-prc"),
        ("organization/cc-ccp", "china-prc"),
        ("organization/us-state-department", "usa"),
        ("office/soviet-ambassador", "soviet-union"),
        ("office/us-secretary-of-state", "usa"),
    ],
)
def test_for_whom_we_stands(authorities, entry, state):
    kind, key = entry.split("/")
    assert authorities.entries[kind, key].acts_for == state


def test_code_names_and_their_days(authorities):
    """Matveyev was Zakharov until 26 September 1950 and Razuvaev from the 27th; Filippov is Stalin and nobody else."""
    bearers = defaultdict(dict)
    for (_, key), entry in authorities.entries.items():
        for code in entry.code_names:
            bearers[code.name][key] = (code.since, code.until)
    assert bearers["Matveyev"] == {"zakharov-matvei": (None, date(1950, 9, 26)), "razuvaev": (date(1950, 9, 27), None)}
    assert set(bearers["Filippov"]) == set(bearers["Feng Xi"]) == set(bearers["Fyn Si"]) == {"stalin"}
    assert bearers["Semenov"] == {"stalin": (date(1952, 1, 1), date(1953, 3, 5))}
    assert set(bearers["Chanfu"]) == {"bulganin"}
    assert set(bearers["Tempo"]) == {"vukmanovic"}


def test_a_code_name_of_the_files_is_told_of_the_person(known):
    for period in known.subjects(RDF.type, TG.CodeNamePeriod):
        (person,) = known.objects(period, TG.codeNameOf)
        (name,) = known.objects(period, TG.name)
        assert (person, TG.codeName, name) in known


@pytest.mark.parametrize(
    ("label", "entries"),
    [
        ("Siu Sian-tsian", {"person/xu-xiangqian"}),
        ("Wang Jia-xiang", {"person/wang-jiaxiang"}),
        ("Kuznetsov", {"person/kuznetsov-ff", "person/kuznetsov-ng", "person/kuznetsov-vv"}),
        ("Zakharov", {"person/zakharov-matvei", "person/zakharov-se"}),
        ("Kim Il", {"person/kim-il"}),
        ("Kanko", {"place/hamhung"}),
        ("Beiping", {"place/beijing"}),
        ("Second Main Administration of the General Staff of the Soviet Army", {"organization/second-main-administration-gs"}),
        ("8th Administration of the General Staff of the Soviet Army", {"organization/eighth-administration-gs"}),
        ("Soviet government", {"state/soviet-union"}),
        ("Department of State", {"organization/us-state-department"}),
        ("SovAmbassador", {"office/soviet-ambassador"}),
    ],
)
def test_who_bears_a_spelling(authorities, label, entries):
    found = {f"{kind}/{key}" for (kind, key), entry in authorities.entries.items() if label in entry.labels}
    assert found == entries


def test_an_abbreviation_of_several_states_is_left_open(authorities):
    found = {key for (kind, key), entry in authorities.entries.items() if kind == "state" and "GOI" in entry.labels}
    assert {"india", "indonesia", "israel", "iran", "iraq"} <= found


def test_files_are_utf8_without_byte_order_mark():
    for path in FILES:
        data = path.read_bytes()
        assert not data.startswith(b"\xef\xbb\xbf")
        assert b"\r" not in data
        assert data.endswith(b".\n")
