"""Graphs and shapes of others: what is wrong is said in words, at the line, whatever the shapes leave unsaid."""

from __future__ import annotations

import argparse
import io
import json
from pathlib import Path

import pytest

from kg_builder.validate import prepare_shapes, validate
from kg_builder.validate.command import add_arguments, run

HEAD = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://ex/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
SHAPES = f"""{HEAD}
ex:S a sh:NodeShape ; sh:targetClass ex:Person ;
  sh:or ( [ sh:path ex:name ; sh:minCount 1 ] [ sh:path ex:nick ; sh:minCount 2 ] ) ;
  sh:property [ sh:path ( ex:address ex:zip ) ; sh:pattern "^[0-9]+$" ] ;
  sh:sparql [ sh:message "{{$this}} is {{?v}} years old" ; sh:select "SELECT $this ?v WHERE {{ $this <http://ex/age> ?v . FILTER(?v > 150) }}" ] .
"""
DATA = """@prefix ex: <http://ex/> .
ex:a a ex:Person ; ex:age 200 ;
  ex:address [
     ex:zip "12" , "x" ] .
ex:b a ex:Person ; ex:name "B" ; ex:age 300 .
"""
# A constraint on ex:p of ex:a, and what is said where it finds a fault.
SAID = """
sh:minCount 4                                     | p: there are fewer values than 4
sh:maxCount 2                                     | p: there are more values than 2
sh:datatype xsd:integer                           | p: the value is not of datatype integer
sh:class ex:C                                     | p: the value is no instance of C
sh:nodeKind sh:Literal                            | p: the value is not of node kind Literal
sh:in ( 1 2 )                                     | p: the value is none of 1, 2
sh:hasValue 9                                     | p: the value 9 is missing
sh:not [ sh:datatype xsd:integer ]                | p: what must not hold holds: (a value of datatype integer)
sh:node ex:T                                      | p: the value does not conform to a thing with a name
sh:and ( ex:T [ sh:minLength 1 ] )                | p: not all of these hold: a thing with a name; (at least 1 character)
sh:xone ( [ sh:nodeKind sh:IRI ] [ sh:class ex:C ] ) | p: not exactly one of these holds: (node kind IRI); (an instance of C)
""".strip().splitlines()


def call(folder: Path, *words: str) -> str:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    out = io.StringIO()
    run(parser.parse_args([str(folder / "d.ttl"), "--shapes", str(folder / "s.ttl"), *words]), out, io.StringIO())
    return out.getvalue().replace(f"{folder}/", "")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "s.ttl").write_text(SHAPES)
    (tmp_path / "d.ttl").write_text(DATA)
    return tmp_path


@pytest.mark.parametrize("line", SAID)
def test_a_shape_without_a_message_is_said_in_words(line: str) -> None:
    """No engine's own words: no `Literal(...)`, no blank node, no address that we made up."""
    body, said = (part.strip() for part in line.split("|"))
    text = f'{HEAD}ex:T a sh:NodeShape ; sh:name "a thing with a name" ; sh:property [ sh:path ex:name ; sh:minCount 1 ] .\n'
    shapes = prepare_shapes(
        {"s.ttl": f"{text} ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:property [ sh:path ex:p ; {body} ] .".encode()}
    )
    report = validate(f'{HEAD} ex:a ex:p 1 , ex:b , "" .'.encode(), shapes)
    assert report.results
    assert {result.message for result in report.results} == {said}


def test_a_closed_shape_names_the_property() -> None:
    """SHACL 4.8.1: the result path is the property that is not allowed."""
    shapes = prepare_shapes({"s.ttl": f"{HEAD} ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:closed true .".encode()})
    (result,) = validate(f"{HEAD} ex:a ex:naem 1 .".encode(), shapes).results
    assert result.message == "naem: the property is not among those that are allowed"


def test_alternatives_are_said_by_what_they_ask_for(folder: Path) -> None:
    """Shapes without an address are told by their content."""
    out = call(folder)
    assert "violation: None of these holds: (name: at least 1 value); (nick: at least 2 values) [S]" in out
    assert "urn:x-shape" not in out


def test_a_value_at_the_end_of_a_path_stands_at_its_own_line(folder: Path) -> None:
    """The statement with the value, not the node where the path begins."""
    assert "d.ttl:4:20: a\n    there is: x" in call(folder)
    assert "file=" in call(folder, "--format", "github")


def test_each_fault_of_a_group_has_what_a_query_says_of_it(folder: Path) -> None:
    """The head of a group has the first fault's words; the others stand below it; rules of SARIF name no node."""
    out = call(folder)
    assert "violation: a is 200 years old (2 times, in 1 document) [S]" in out
    assert "d.ttl:5:1: b\n    here: b is 300 years old" in out
    assert "a is 200 years old … and the like" in call(folder, "--format", "markdown")
    sarif = json.loads(call(folder, "--format", "sarif"))
    for rule in sarif["runs"][0]["tool"]["driver"]["rules"]:
        assert "200" not in rule["fullDescription"]["text"] + rule["help"]["text"]


def test_annotations_say_what_was_not_looked_at(folder: Path) -> None:
    """Under --require-targets a misspelt property is an annotation, and so is a file that could not be read, before all others."""
    (folder / "s.ttl").write_text(
        f"{HEAD} ex:S a sh:NodeShape ; sh:targetClass ex:Person ; sh:property [ sh:path ex:naem ; sh:maxCount 1 ] ."
    )
    out = call(folder, "--require-targets", "--format", "github")
    assert "::error title=Occurs nowhere::naem, which S asks about" in out
    (folder / "d.ttl").write_text("ex:a")
    assert call(folder, "--format", "github").startswith("::error title=Not read::")


def test_engines_that_differ_are_told_line_by_line(folder: Path) -> None:
    """Rdflib holds that a word is greater than a number; the standard has it as an error, and shifty too."""
    (folder / "d.ttl").write_text('@prefix ex: <http://ex/> . ex:a a ex:Person ; ex:name "A" ; ex:age "old" .')
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    words, err = [str(folder / "d.ttl"), "--shapes", str(folder / "s.ttl"), "--engine", "both"], io.StringIO()
    assert run(parser.parse_args(words), io.StringIO(), err) == 1
    assert err.getvalue().splitlines()[0] == "kg-builder: the two engines differ:"
    assert err.getvalue().splitlines()[1].startswith("kg-builder: only the reference: violation <http://ex/S> <http://ex/a>")
