"""`vocab` and the ontology name the same terms, and so does the contract of the vocabulary."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pyoxigraph
import pytest

from kg_builder import vocab

# The terms that the vocabulary contract fixed before the ontology was written: names here are final.
FIXED_CLASSES = """Document Telegram MentionedDocument Agent Person Organization State Office Place Act Request Delivery Item
    ArchivalReference CodeNameUse SourceText Attestation""".split()
FIXED_PROPERTIES = """sender addressee copyTo via issuedBy earliestDate latestDate sentAt receivedAt unlabelledTime sentFrom sentTo
    number cipherNumber outgoingNumber otherNumber incomingNumber series classification priority archivalReference repository
    fond opis delo listy papka fileNumber quotedIn documentKind inReplyTo mentions incomplete codeName authorityStatus mayBe name
    denotes usedIn basis statedIn requester requestee requestedVia supplier recipient beneficiary beneficiaryText requestKind
    status item action condition periodStart periodEnd period instalmentShare instalmentInterval instalmentOf answers partOf
    accordingTo restates textPart commodity quantity quantityMax unit quantityQualifier instalmentQuantity perCommodity includes
    sha256 length foundBy softwareVersion identifiedAs""".split()


def _constants(prefix: str) -> dict[str, str]:
    return {name: value for name, value in vars(vocab).items() if name.startswith(f"{prefix}_")}


@pytest.fixture(scope="module")
def terms(ontology_dir) -> set[str]:
    """Return the local names of what the ontology defines."""
    triples = pyoxigraph.parse((ontology_dir / "telegram.ttl").read_bytes(), pyoxigraph.RdfFormat.TURTLE)
    subjects = {triple.subject.value for triple in triples if isinstance(triple.subject, pyoxigraph.NamedNode)}
    return {iri.removeprefix(vocab.TG) for iri in subjects if iri.startswith(vocab.TG)}


def test_vocab_names_just_what_the_ontology_defines(terms):
    """Both ways: no constant without a definition, no definition without a constant."""
    assert {value.removeprefix(vocab.TG) for value in _constants("TG").values()} == terms


@pytest.mark.parametrize("name", FIXED_CLASSES + FIXED_PROPERTIES)
def test_the_fixed_names_are_defined(terms, name):
    assert name in terms


@pytest.mark.parametrize("prefix", [name for name in vars(vocab) if name.isupper() and f"{name.lower()}" in vocab.PREFIXES])
def test_a_constant_is_named_by_its_term(prefix):
    """`TG_SENT_FROM` is tg:sentFrom: prefix, and the local name in capitals; `TG_ITEM_CLASS` is tg:Item beside tg:item."""
    constants = _constants(prefix)
    for name, value in constants.items():
        local = value.removeprefix(getattr(vocab, prefix))
        capitals = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", local).upper()
        twins = f"{prefix}_{capitals}_CLASS" in constants and local[0].isupper()
        assert name == f"{prefix}_{capitals}{'_CLASS' if twins else ''}"


def test_a_misspelt_term_is_an_error():
    """The set is closed, unlike an open namespace that accepts every name."""
    with pytest.raises(AttributeError):
        vocab.TG_SENDR  # noqa: B018 -- the access is what is tested


def test_vocab_needs_no_library():
    """Plain strings: importing it brings in neither rdflib nor pyoxigraph."""
    code = "import sys, kg_builder.vocab; print([m for m in ('rdflib', 'pyoxigraph', 'owlrl') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_schemes_are_the_files(ontology_dir):
    found = set()
    for path in (ontology_dir / "vocabularies").glob("*.ttl"):
        triples = pyoxigraph.parse(path.read_bytes(), pyoxigraph.RdfFormat.TURTLE)
        found |= {t.subject.value for t in triples if getattr(t.object, "value", "") == vocab.SKOS_CONCEPT_SCHEME}
    assert found == {f"{vocab.VOCABULARY}{scheme}" for scheme in vocab.SCHEMES}


def test_the_context_of_json_ld_speaks_of_terms_that_exist(ontology_dir, terms):
    """Every `tg:` term of the context is defined, and a class keeps its name."""
    context = json.loads((ontology_dir / "context.jsonld").read_text("utf-8"))["@context"]
    named = {}
    for short, meaning in context.items():
        full = meaning if isinstance(meaning, str) else meaning.get("@id") or meaning.get("@reverse", "")
        if full.startswith("tg:"):
            named[short] = full.removeprefix("tg:")
    assert set(named.values()) <= terms
    assert all(short == term for short, term in named.items() if term[0].isupper())


def test_the_context_fetches_nothing(ontology_dir):
    context = json.loads((ontology_dir / "context.jsonld").read_text("utf-8"))["@context"]
    assert isinstance(context, dict)
    assert "@import" not in json.dumps(context)
