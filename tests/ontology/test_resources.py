"""The loader: a folder of one's own counts at once, and a faulty file is told with its place."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from kg_builder.authority import CodeName
from kg_builder.datafiles import find_data_dir, read_data_files, sha256_hex
from kg_builder.errors import ResourceError
from kg_builder.extract.goods import GoodsIndex
from kg_builder.resources import DEFAULT_BASE, load_authorities, load_resources

HEAD = """@prefix commodity: <https://w3id.org/telegram-kg/vocabulary/commodity/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix tg: <https://w3id.org/telegram-kg/ontology#> .
@prefix vocabulary: <https://w3id.org/telegram-kg/vocabulary/> .
@prefix x: <https://archive.example/people/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
SNOWSHOES = """
commodity:snowshoes
    a skos:Concept ;
    skos:inScheme vocabulary:commodity ;
    skos:prefLabel "Snowshoes"@en ;
    skos:altLabel "snow-shoes"@en , "снегоступы"@ru ;
    skos:broader commodity:uniforms .
"""


@pytest.fixture
def own_dir(tmp_path: Path, ontology_dir: Path) -> Path:
    """Return a copy of the data files that a test may change."""
    return Path(shutil.copytree(ontology_dir, tmp_path / "ontology"))


def _write(folder: Path, turtle: str, name: str = "authority/own.ttl") -> None:
    (folder / name).write_text(HEAD + turtle, "utf-8")


def test_a_commodity_added_in_turtle_is_known(own_dir: Path):
    path = own_dir / "vocabularies" / "commodities.ttl"
    path.write_text(path.read_text("utf-8") + SNOWSHOES, "utf-8")
    found = load_authorities(own_dir).concepts["commodity"]["snowshoes"]
    assert (found.label, found.labels, found.broader) == ("Snowshoes", ("Snowshoes", "snow-shoes"), ("uniforms",))
    assert "snowshoes" not in load_authorities().concepts["commodity"]


def test_a_commodity_added_in_turtle_is_found_in_a_text(own_dir: Path):
    """With no code: its labels are what the index of goods looks for."""
    _write(own_dir, SNOWSHOES, "vocabularies/own.ttl")
    text = "we ask you to send 500 snow-shoes by December"
    found = [hit.commodity for hit in GoodsIndex.build(load_authorities(own_dir)).find(text, 0, len(text))]
    assert "snowshoes" in found
    assert "snowshoes" not in [hit.commodity for hit in GoodsIndex.build(load_authorities()).find(text, 0, len(text))]


def test_a_person_added_in_turtle_is_known(own_dir: Path):
    """The entry may lie below another address: its key is what counts."""
    _write(
        own_dir,
        """x:li-example a tg:Person ; foaf:name "Li Example" ; skos:altLabel "Li Eksampl"@en , "李"@zh ; skos:hiddenLabel "Li Exampie"@en ;
            tg:contextLabel "Li" ; tg:role "clerk" ; tg:birthYear 1901 ; tg:actsFor <https://w3id.org/telegram-kg/state/china-prc> .
        <https://archive.example/code-name-period/li> a tg:CodeNamePeriod ; tg:codeNameOf x:li-example ; tg:name "Linden" ;
            skos:hiddenLabel "Lindon"@en ; tg:validUntil "1950-01-31"^^xsd:date .""",
    )
    entry = load_authorities(own_dir).entries["person", "li-example"]
    assert entry.labels == ("Li Example", "Li Eksampl")
    assert entry.hidden == ("Li Exampie",)
    assert entry.context_labels == {"Li"}
    assert entry.code_names == (CodeName(name="Linden", until=date(1950, 1, 31)), CodeName(name="Lindon", until=date(1950, 1, 31)))
    assert (entry.acts_for, entry.role, entry.since, entry.until) == ("china-prc", "clerk", date(1901, 1, 1), None)


@pytest.mark.parametrize(
    ("turtle", "message"),
    [
        ("x:a a tg:Person ", r"ontology/authority/own\.ttl:\d+: "),
        ("[] a tg:Person .", r"ontology/authority/own\.ttl: a blank node; expected every subject to have an IRI"),
        ("x:a a tg:Person .", r"own\.ttl: <https://archive\.example/people/a>: expected one foaf:name"),
        ('x:a a tg:Person , tg:Place ; foaf:name "A" .', r"is a person and a place; expected one of them"),
        ('x:stalin a tg:Person ; foaf:name "A" .', r"the key person/stalin is taken"),
        ('x:a a tg:Person ; foaf:name "A" ; tg:actsFor x:no .', r"person/a: tg:actsFor state/no, which is not in the authority files"),
        ('x:a a tg:Person ; foaf:name "A" ; tg:validFrom "1950-02-30" .', r"'1950-02-30' is not a day \(YYYY-MM-DD\)"),
        ('x:a a tg:Person ; foaf:name "A" ; tg:birthYear "about 1900" .', r"'about 1900' is not a year"),
        ('x:a a tg:Person ; foaf:name "A" , "B" .', r"has 2 values; expected one"),
        ("x:c a tg:CodeNamePeriod .", r"expected tg:codeNameOf and tg:name"),
        ('commodity:rifle skos:note "x"@en .', r"rifle> is described in ontology/\S+ .*too"),
        ('commodity:x a skos:Concept ; skos:prefLabel "X"@en .', r"expected one skos:inScheme"),
        ("commodity:x a skos:Concept ; skos:inScheme vocabulary:commodity .", r"0 English skos:prefLabel; expected one"),
        (
            'commodity:x a skos:Concept ; skos:inScheme vocabulary:commodity ; skos:prefLabel "X"@en ; skos:broader commodity:no .',
            r"commodity/x: skos:broader no, which the scheme does not have",
        ),
    ],
)
def test_a_faulty_file_is_told_with_its_place(own_dir: Path, turtle: str, message: str):
    _write(own_dir, turtle)
    with pytest.raises(ResourceError, match=message):
        load_authorities(own_dir)


def test_resources_hold_every_file_with_its_digest(ontology_dir: Path):
    resources = load_resources()
    assert resources.base == DEFAULT_BASE
    assert list(resources.files) == sorted(resources.files)
    assert resources.sha256 == {name: sha256_hex(data) for name, data in resources.files.items()}
    assert resources.ontology == (ontology_dir / "telegram.ttl").read_bytes()
    assert "act.ttl" in resources.shapes
    assert "authority/persons.ttl" in resources.authority_files
    assert {name.split("/")[0] for name in resources.files} == {"lexicon", "ontology", "shapes"}


def test_a_changed_file_changes_its_digest(own_dir: Path):
    before = load_resources(ontology_dir=own_dir).sha256
    path = own_dir / "authority" / "persons.ttl"
    path.write_bytes(path.read_bytes() + b"# one more line\n")
    after = load_resources(ontology_dir=own_dir).sha256
    assert [name for name in after if after[name] != before[name]] == ["ontology/authority/persons.ttl"]


def test_a_folder_that_is_no_data_folder_is_refused():
    with pytest.raises(ResourceError, match=r"no data folder is called 'secrets'; there are ontology, shapes, seeds"):
        find_data_dir("secrets")


def test_a_missing_folder_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("kg_builder.datafiles._PACKAGE", tmp_path / "kg_builder")
    with pytest.raises(ResourceError, match=r"the folder shapes is missing; looked for .*_data/shapes and .*/shapes"):
        find_data_dir("shapes")


def test_an_installed_package_has_its_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """In a wheel the data lie inside the package, and come before what may lie beside it."""
    inside = tmp_path / "kg_builder" / "_data" / "shapes"
    inside.mkdir(parents=True)
    (tmp_path / "shapes").mkdir()
    monkeypatch.setattr("kg_builder.datafiles._PACKAGE", tmp_path / "kg_builder")
    assert find_data_dir("shapes") == inside


def test_files_are_read_in_the_order_of_their_names(tmp_path: Path):
    for name in ("b.ttl", "a.ttl", "c.txt"):
        (tmp_path / name).write_text(name)
    assert read_data_files(tmp_path, "*.ttl") == {"a.ttl": b"a.ttl", "b.ttl": b"b.ttl"}
