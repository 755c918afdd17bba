"""Statements are told with the line and column where they stand, whatever the syntax."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg_builder.datafiles import find_data_dir
from kg_builder.validate.jsonplaces import find_nodes, find_offsets
from kg_builder.validate.places import DataFile, FileIndex
from kg_builder.validate.reading import parse_triples, rename_blank_nodes
from kg_builder.validate.turtle import scan_lines, scan_turtle

ODD = r'''@prefix : <http://e/> . PREFIX x: <http://x/>
@base <http://b/c/> .
:a :p [ :q :b ; :r [ :s :c ] ; ] , ( :x [ :y :z ] ) ; :t "x" ; a x:C;; :n 1 , -2.5, .5, 1e3, +1.E4, true .
_:foo :p _:bar.
[ :own :o ] :z :k .
[ :alone :o ] .
[] :m :n .
( 1 2 ) :list () .
:a :rei "q"@EN-us, 'sing"le', """long "quoted" text.""", \'\'\'a
b\'\'\', "esc \u00e9 \n \"q\"" ; :dt "1951-01-01"^^x:date, "s"^^<http://www.w3.org/2001/XMLSchema#string> .
<rel> <#f> <../up>, x:a\,b, x:a%20b, x:1.5, x:, x:a.b, x:a:b .
:s :p 5. # a comment "with quotes
:g1 :p :é·x .
'''.replace("\\'", "'")
TRIG = """@prefix : <http://e/> .
:g { :a :b :c . :d :e [ :f 1 ] } GRAPH :h { :a :b "x" } { :q :r :s , :t . } :x :y :z . [] { :a :b 3 } _:foo { }
"""


def _same_as_pyoxigraph(text: str, name: str) -> None:
    """The scanner reads the same statements; blank nodes are compared without their labels."""
    theirs = [
        (str(q.subject), str(q.predicate), str(q.object))
        for q in pyoxigraph.parse(text.encode(), format=getattr(pyoxigraph.RdfFormat, name))
    ]
    ours = [(p.subject, p.predicate, p.object) for p in (scan_turtle if name in ("TURTLE", "TRIG") else scan_lines)(text)]
    assert sorted(map(_bare, ours)) == sorted(map(_bare, theirs))


def _bare(triple: tuple[str, str, str]) -> tuple[str, ...]:
    return tuple("_:" if term.startswith("_:") else term for term in triple)


@pytest.mark.parametrize(("text", "name"), [(ODD, "TURTLE"), (TRIG, "TRIG")])
def test_the_scanner_reads_every_form_of_turtle(text: str, name: str) -> None:
    """Turtle 1.1: all forms of terms, nested brackets, collections, dots that end a name or a number."""
    _same_as_pyoxigraph(text, name)


@pytest.mark.parametrize(
    "path", sorted([*find_data_dir("shapes").glob("*.ttl"), *find_data_dir("ontology").glob("**/*.ttl")]), ids=lambda p: p.name
)
def test_the_scanner_reads_the_files_of_the_project(path: Path) -> None:
    """Thousands of real statements."""
    _same_as_pyoxigraph(path.read_text("utf-8"), "TURTLE")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from(["", "@en-GB", "^^<http://d>"])), max_size=5))
def test_the_scanner_reads_what_pyoxigraph_writes(values: list[tuple[str, str]]) -> None:
    """Any literal, in N-Quads and in Turtle."""
    literals = [
        pyoxigraph.Literal(text, language=tail[1:])
        if tail.startswith("@")
        else pyoxigraph.Literal(text, datatype=pyoxigraph.NamedNode("http://d") if tail else None)
        for text, tail in values
    ]
    quads = [
        pyoxigraph.Quad(pyoxigraph.NamedNode("http://s"), pyoxigraph.NamedNode("http://p"), o, pyoxigraph.NamedNode("http://g"))
        for o in literals
    ]
    for name in ("N_QUADS", "TRIG"):
        data = pyoxigraph.serialize(quads, format=getattr(pyoxigraph.RdfFormat, name))
        assert data is not None
        _same_as_pyoxigraph(data.decode(), name)


def test_places_are_those_of_the_object() -> None:
    """A statement is shown at its object, a node at its subject; columns count code points from 1."""
    text = '@prefix : <http://e/> .\n:a :p "😀" ,\n      :b ;\n   :q 5 .\n'
    file = DataFile("x.ttl", "TURTLE", text.encode(), parse_triples(text.encode(), "TURTLE", "x.ttl"))
    index = FileIndex(file, {"<http://e/a>"})
    assert str(index.find("<http://e/a>", "<http://e/p>", "<http://e/b>")) == "x.ttl:3:7"
    assert str(index.find("<http://e/a>", "<http://e/q>", None)) == "x.ttl:4:7"
    assert str(index.find("<http://e/a>", "<http://e/absent>", None)) == "x.ttl:2:1"
    place = index.find("<http://e/a>", "<http://e/p>", '"😀"')
    assert place is not None
    assert (place.line, place.column, place.end_line, place.end_column) == (2, 7, 2, 10)


def test_nodes_in_brackets_have_places() -> None:
    """A blank node has no label to look for, so it is known by what is said of it."""
    text = "@prefix : <http://e/> .\n:a :p [ :q 1 ] ,\n  [ :q 2 ] .\n"
    file = DataFile("x.ttl", "TURTLE", text.encode(), parse_triples(text.encode(), "TURTLE", "x.ttl"))
    node = next(s for s, p, o in file.triples if o.startswith('"2"'))
    assert str(FileIndex(file, {node}).find(node, "<http://e/q>", None)) == "x.ttl:3:8"


def test_line_ends_of_all_kinds_end_one_line() -> None:
    """CR, LF and CRLF."""
    text = '<http://a> <http://p> "1" .\r\n<http://b> <http://p> "2" .\r<http://c> <http://p> "3" .\n'
    file = DataFile("x.nt", "N_TRIPLES", text.encode(), parse_triples(text.encode(), "N_TRIPLES", "x.nt"))
    index = FileIndex(file, {"<http://b>", "<http://c>"})
    assert [str(index.find(f"<http://{n}>", "<http://p>", None)) for n in "bc"] == ["x.nt:2:23", "x.nt:3:23"]


def test_json_pointers_of_node_objects() -> None:
    """Aliases, prefixes, base and nested nodes; the pointer leads to the node or the property in any JSON reader."""
    document = {
        "@context": [{"id": "@id", "ex": "http://e/", "knows": {"@id": "ex:knows"}}, {"@base": "http://b/"}],
        "@graph": [{"id": "ex:a", "knows": [{"id": "c/d", "ex:n/x": 1}, {"@id": "_:b"}]}],
    }
    text = json.dumps(document, indent=1)
    found = {node.subject: node for node in find_nodes(text)}
    assert set(found) == {"<http://e/a>", "<http://b/c/d>", "_:b"}
    assert found["<http://b/c/d>"].pointer == "/@graph/0/knows/0"
    assert found["<http://b/c/d>"].properties["<http://e/n/x>"] == "/@graph/0/knows/0/ex:n~1x"
    offsets = find_offsets(text)
    assert text[offsets["/@graph/0/knows/0/ex:n~1x"] :].startswith('"ex:n/x": 1')
    assert text[offsets["/@graph/0/knows/0"] :].startswith("{")
    assert text[offsets["/@graph/0/knows"] :].startswith('"knows"')


def test_a_reader_that_gives_up_tells_what_it_has() -> None:
    """Quoted triples are unknown to the scanner: what stands before them has its places, and nothing raises."""
    assert [p.object for p in scan_turtle("<http://a> <http://p> 1 .\n<< <http://a> <http://p> 1 >> <http://q> 2 .")] == [
        '"1"^^<http://www.w3.org/2001/XMLSchema#integer>'
    ]
    assert list(find_nodes("{not json")) == []
    assert list(scan_turtle("[" * 5000)) == []


def test_no_pattern_of_the_scanner_backtracks() -> None:
    """An open quote before a million characters ends in a moment."""
    for opening in ('"', "'", '"""', "'''", "<", "#", "_:", "@", "a:"):
        assert list(scan_turtle(opening + "x\\\\'" * 250_000)) == []
        assert len(list(scan_lines("<http://a> <http://p> " + opening + "x\\\\'" * 250_000))) <= 1


def test_json_nodes_without_an_address_have_pointers(tmp_path: Path) -> None:
    """Nested objects without `@id` are told by what is said of them; values, lists and contexts are no nodes."""
    text = """{"@context": {"ex": "http://ex/", "v": "@value", "knows": {"@id": "ex:knows", "@container": "@list"}},
 "@graph": [
  {"@id": "ex:a", "ex:name": {"v": "A"}, "knows": [{"ex:zip": "1"}, {"@id": "_:x", "ex:zip": "2"}],
   "ex:home": {"ex:zip": "3", "ex:in": {"ex:zip": "4"}}}]}"""
    file = DataFile("d.jsonld", "JSON_LD", text.encode(), rename_blank_nodes(parse_triples(text.encode(), "JSON_LD", "d"), "f1x"), "f1x")
    zips = {o: s for s, p, o in file.triples if p == "<http://ex/zip>"}
    index = FileIndex(file, set(zips.values()))
    found = [index.find(zips[f'"{number}"'], "<http://ex/zip>", None) for number in (1, 2, 3, 4)]
    assert [place and place.pointer for place in found] == [
        "/@graph/0/knows/0/ex:zip",
        "/@graph/0/knows/1/ex:zip",
        "/@graph/0/ex:home/ex:zip",
        "/@graph/0/ex:home/ex:in/ex:zip",
    ]
    assert [place and place.line for place in found] == [3, 3, 4, 4]
