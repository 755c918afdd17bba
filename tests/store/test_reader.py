"""The program's own questions to a store on disk."""

from pathlib import Path

import pyoxigraph
import pytest

from kg_builder.errors import StoreError
from kg_builder.store.reader import Reader

NAME = pyoxigraph.NamedNode("http://xmlns.com/foaf/0.1/name")
MAO = pyoxigraph.NamedNode("https://example.org/person/mao")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    store = pyoxigraph.Store(str(tmp_path / "store"))
    store.add(pyoxigraph.Quad(MAO, NAME, pyoxigraph.Literal("Mao"), pyoxigraph.NamedNode("https://example.org/graph/a")))
    store.flush()
    del store
    return tmp_path / "store"


def test_all_named_graphs_are_read_as_one_and_variables_are_bound_as_terms(place: Path) -> None:
    reader = Reader(place)
    query = "SELECT ?who ?name ?other WHERE { ?who foaf:name ?name OPTIONAL { ?who foaf:nick ?other } }"
    assert reader.select(query, who=MAO) == [{"who": MAO, "name": pyoxigraph.Literal("Mao")}]
    assert reader.select(query, who=pyoxigraph.Literal('Mao" } #')) == []


def test_triples_come_sorted_and_an_ask_is_a_boolean(place: Path) -> None:
    reader = Reader(place)
    assert reader.construct("DESCRIBE ?who WHERE { ?who foaf:name ?name }") == [pyoxigraph.Triple(MAO, NAME, pyoxigraph.Literal("Mao"))]
    assert reader.ask("ASK { ?who foaf:name 'Mao' }")
    assert not reader.ask("ASK { ?who foaf:name 'Gao' }")


def test_a_folder_that_is_no_store_is_told_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="expected a store that kg-builder load wrote"):
        Reader(tmp_path / "none")
