"""pySHACL and shifty find the same, for each constraint component in use and in the ways a graph can be odd."""

from __future__ import annotations

import pytest

from kg_builder.errors import InputError
from kg_builder.validate import Engine, EngineDifferenceError, ShapeSet, check_document, prepare_shapes, validate
from kg_builder.validate.comparing import are_comparable, find_differences, is_well_formed
from kg_builder.validate.engines import run_engine
from kg_builder.validate.reading import parse_triples
from kg_builder.validate.report import Report, Result

HEAD = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://ex/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
DATA = """
ex:a a ex:C ; ex:p 1 ; ex:q "x" ; ex:d "1951-01-01"^^xsd:date ; ex:e "1950-01-01"^^xsd:date ; ex:r ex:b .
ex:b a ex:D ; ex:p 2 , 3 ; ex:q "y"@en , "z"@en ; ex:r ex:a , ex:b , "text" , [ ex:p 7 ] .
ex:c a ex:C ; ex:p "one" ; ex:r ex:r ; ex:s "extra" .
"""
# The constraints of SHACL Core, each on ex:C (and ex:D below it), with how many results it gives.
COMPONENTS = """
class 4               | sh:path ex:r ; sh:class ex:C
datatype 1            | sh:path ex:p ; sh:datatype xsd:integer
nodeKind 2            | sh:path ex:r ; sh:nodeKind sh:IRI
minCount 2            | sh:path ex:s ; sh:minCount 1
maxCount 1            | sh:path ex:p ; sh:maxCount 1
minExclusive 2        | sh:path ex:p ; sh:minExclusive 1
minInclusive 2        | sh:path ex:p ; sh:minInclusive 2
maxExclusive 2        | sh:path ex:p ; sh:maxExclusive 3
maxInclusive 2        | sh:path ex:p ; sh:maxInclusive 2
minLength 3           | sh:path ex:q ; sh:minLength 2
maxLength 3           | sh:path ex:q ; sh:maxLength 0
pattern 2             | sh:path ex:q ; sh:pattern "^[XY]$" ; sh:flags "i" ; sh:description "x or y"
languageIn 1          | sh:path ex:q ; sh:languageIn ( "en" "fr" )
uniqueLang 1          | sh:path ex:q ; sh:uniqueLang true
equals 5              | sh:path ex:d ; sh:equals ex:e
disjoint 0            | sh:path ex:d ; sh:disjoint ex:e
lessThan 1            | sh:path ex:d ; sh:lessThan ex:e
lessThanOrEquals 1    | sh:path ex:d ; sh:lessThanOrEquals ex:e
hasValue 2            | sh:path ex:p ; sh:hasValue 1
in 2                  | sh:path ex:p ; sh:in ( 1 2 )
not 1                 | sh:path ex:p ; sh:not [ sh:datatype xsd:string ]
or 2                  | sh:path ex:p ; sh:or ( [ sh:datatype xsd:string ] [ sh:maxInclusive 1 ] )
and 2                 | sh:path ex:p ; sh:and ( [ sh:datatype xsd:integer ] [ sh:maxInclusive 2 ] )
xone 2                | sh:path ex:p ; sh:xone ( [ sh:datatype xsd:integer ] [ sh:minInclusive 2 ] )
node 4                | sh:path ex:r ; sh:node [ sh:property [ sh:path ex:q ; sh:minCount 1 ] ]
qualifiedMinCount 2   | sh:path ex:p ; sh:qualifiedValueShape [ sh:minInclusive 2 ] ; sh:qualifiedMinCount 1
qualifiedMaxCount 1   | sh:path ex:p ; sh:qualifiedValueShape [ sh:minInclusive 2 ] ; sh:qualifiedMaxCount 1
inverse 1             | sh:path [ sh:inversePath ex:r ] ; sh:minCount 1
sequence 1            | sh:path ( ex:r ex:p ) ; sh:minCount 1
alternative 3         | sh:path [ sh:alternativePath ( ex:d ex:q ) ] ; sh:nodeKind sh:IRI ; sh:maxCount 9
zeroOrMore 0          | sh:path [ sh:zeroOrMorePath ex:r ] ; sh:minCount 1
oneOrMore 0           | sh:path [ sh:oneOrMorePath ex:r ] ; sh:minCount 1
zeroOrOne 1           | sh:path [ sh:zeroOrOnePath ex:s ] ; sh:nodeKind sh:IRI
nested 2              | sh:path ex:r ; sh:property [ sh:path ex:p ; sh:maxInclusive 2 ]
warning 1             | sh:path ex:p ; sh:datatype xsd:integer ; sh:severity sh:Warning
""".strip().splitlines()


def _shapes(body: str) -> ShapeSet:
    return prepare_shapes({"shapes.ttl": (HEAD + body).encode()}, {"classes.ttl": (HEAD + "ex:D rdfs:subClassOf ex:C .").encode()})


def _run(shapes: ShapeSet, data: str = DATA) -> Report:
    return run_engine(shapes, parse_triples((HEAD + data).encode(), "TURTLE", "data.ttl"), "both")


@pytest.mark.parametrize("line", COMPONENTS, ids=lambda line: line.split()[0])
def test_both_engines_agree_on_each_component(line: str) -> None:
    """One case for each constraint component and each kind of path; subclasses are instances."""
    name, body = line.split("|", 1)
    report = _run(_shapes(f"ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:property [ {body} ] ."))
    assert report.notes == ()
    expected = int(name.split()[1])
    assert (len(report.results) > 0) == (expected > 0)
    assert {result.severity for result in report.results} <= ({"warning"} if name.startswith("warning") else {"violation"})


@pytest.mark.parametrize(
    "target",
    [
        "sh:targetNode ex:a",
        "sh:targetSubjectsOf ex:s",
        "sh:targetObjectsOf ex:r",
        "a rdfs:Class ; sh:targetClass ex:D",
        "sh:targetClass ex:C",
    ],
)
def test_both_engines_agree_on_targets(target: str) -> None:
    """The four targets and the implicit class target; each finds a node that fails."""
    report = _run(_shapes(f"ex:S a sh:NodeShape ; {target} ; sh:property [ sh:path ex:nothing ; sh:minCount 1 ] ."))
    assert report.results
    assert report.unmatched == ()
    assert report.focus_nodes["<http://ex/S>"] == len({result.focus for result in report.results})


def test_closed_shapes_and_deactivated_ones() -> None:
    """A closed shape names the property that is too much; a deactivated one says nothing."""
    report = _run(_shapes("ex:S a sh:NodeShape ; sh:targetNode ex:c ; sh:closed true ; sh:ignoredProperties ( rdf:type ex:p ex:r ) ."))
    assert [(result.path, result.component) for result in report.results] == [("<http://ex/s>", "ClosedConstraintComponent")]
    assert _run(_shapes("ex:S a sh:NodeShape ; sh:targetNode ex:c ; sh:deactivated true ; sh:nodeKind sh:Literal .")).results == ()


def test_sparql_constraints_with_prefixes() -> None:
    """SHACL-SPARQL: `$this`, `?path`, `?value`, declared prefixes, a message with values."""
    body = """ex: sh:declare [ sh:prefix "ex" ; sh:namespace "http://ex/"^^xsd:anyURI ] .
    ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:sparql [ sh:message "Too much: {?value}" ; sh:prefixes ex: ;
      sh:select "SELECT $this ?path ?value WHERE { $this ?path ?value . FILTER(?path = ex:s) }" ] ."""
    results = _run(_shapes(body)).results
    assert [(r.focus, r.path, r.value, r.message) for r in results] == [("<http://ex/c>", "<http://ex/s>", '"extra"', "Too much: extra")]


@pytest.mark.parametrize("engine", ["reference", "fast", "both"])
def test_prefixes_may_be_declared_by_an_import(engine: Engine) -> None:
    """SHACL 5.2.1: the path is `sh:prefixes/owl:imports*/sh:declare`, within the graphs that are given."""
    body = (
        "@prefix owl: <http://www.w3.org/2002/07/owl#> . ex:here owl:imports ex:there . "
        'ex:there owl:imports ex:here ; sh:declare [ sh:prefix "e" ; sh:namespace "http://ex/"^^xsd:anyURI ] . '
        'ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:sparql [ sh:prefixes ex:here ; sh:select "SELECT $this WHERE { $this e:p 1 }" ] .'
    )
    report = validate(f"{HEAD} ex:a a ex:C ; ex:p 1 .".encode(), prepare_shapes({"s.ttl": (HEAD + body).encode()}), engine)
    assert [result.focus for result in report.results] == ["<http://ex/a>"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT $this WHERE { $this nobody:p 1 }", "nobody"),
        ("SELECT $this WHERE { GRAPH $shapesGraph { $this a ?x } }", "shapesGraph"),
        ("SELECT $this WHERE { $this <http://ex/p> }", "shapes: "),
    ],
)
def test_a_query_that_cannot_be_run_is_a_fault_of_the_shapes(query: str, said: str) -> None:
    """Whatever the library raises, it is told as an input that cannot be used."""
    shapes = f'{HEAD} ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:sparql [ sh:select "{query}" ] .'
    with pytest.raises(InputError, match=said):
        validate(f"{HEAD} ex:a a ex:C ; ex:p 1 .".encode(), prepare_shapes({"s.ttl": shapes.encode()}), "reference")


def test_an_ill_formed_literal_is_never_passed() -> None:
    """The trap of pySHACL: "1951-13" as a gYearMonth, a time without seconds; the report has them whoever explains."""
    data = (
        'ex:a a ex:C ; ex:p "1951-13"^^xsd:gYearMonth ; ex:d "1951-06-21T21:15"^^xsd:dateTime ; ex:e "1952-01-01T00:00:00"^^xsd:dateTime .'
    )
    shapes = _shapes(
        "ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:property [ sh:path ex:p ; sh:datatype xsd:gYearMonth ] ,"
        "[ sh:path ex:d ; sh:datatype xsd:dateTime ] , [ sh:path ex:d ; sh:lessThan ex:e ] ."
    )
    for engine in ("both", None):
        report = run_engine(shapes, parse_triples((HEAD + data).encode(), "TURTLE", "d"), engine)  # type: ignore[arg-type]
        components = sorted(result.component for result in report.results)
        assert components == ["DatatypeConstraintComponent", "LessThanConstraintComponent"]
        assert '"1951-13", which is to be of gYearMonth, is not well-formed' in report.notes


@pytest.mark.parametrize(
    ("left", "right", "comparable"),
    [
        ('"1"^^<http://www.w3.org/2001/XMLSchema#integer>', '"2.5"^^<http://www.w3.org/2001/XMLSchema#decimal>', True),
        ('"a"', '"b"', True),
        ('"a"', '"1"^^<http://www.w3.org/2001/XMLSchema#integer>', False),
        (
            '"1951-01-01T00:00:00"^^<http://www.w3.org/2001/XMLSchema#dateTime>',
            '"1951-01-01T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime>',
            False,
        ),
        ('"1951-02-30"^^<http://www.w3.org/2001/XMLSchema#date>', '"1951-03-01"^^<http://www.w3.org/2001/XMLSchema#date>', False),
    ],
)
def test_what_can_be_compared(left: str, right: str, comparable: bool) -> None:
    """Numbers with numbers, strings with strings, zoned times with zoned ones, and nothing ill-formed."""
    assert are_comparable(left, right) is comparable
    assert is_well_formed("<http://a>")


def test_a_difference_is_told_result_by_result() -> None:
    """`both` fails on any other difference, and names what only one engine has."""
    mine = Result(severity="violation", shape="<s>", focus="<f>", component="X", message="")
    theirs = Result(severity="warning", shape="<s>", focus="<f>", component="X", message="")
    assert find_differences([mine], [mine]) == []
    assert [line.split(":")[0] for line in find_differences([mine], [theirs])] == ["only the reference", "only the fast engine"]
    assert issubclass(EngineDifferenceError, Exception)


@pytest.mark.parametrize(
    "body",
    [
        "ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:property [ sh:path ex:r ; sh:node ex:S ] .",
        "ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:node ex:T . ex:T a sh:NodeShape ; sh:not ex:U . ex:U a sh:NodeShape ; sh:or ( ex:V ex:S ) . ex:V a sh:NodeShape .",
        "ex:S a sh:NodeShape ; sh:and ( ex:S ) .",
    ],
)
def test_recursive_shapes_are_refused(body: str) -> None:
    """SHACL leaves recursion undefined; pySHACL would call it conforming from depth 3 on."""
    with pytest.raises(InputError, match="refer to each other in a circle"):
        _shapes(body)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("ex:a a ex:C .", "there is no shape in it"),
        ("ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:property [ sh:minCount 1 ] .", "exactly one sh:path"),
        (
            'ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:sparql [ sh:select "SELECT $this WHERE { SERVICE <http://x/> { $this ?p ?o } }" ] .',
            "SERVICE",
        ),
        (
            'ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:sparql [ sh:select "SELECT $this FROM <file:///etc/passwd> WHERE { $this ?p ?o }" ] .',
            "FROM",
        ),
    ],
)
def test_shapes_that_cannot_be_used_are_refused(body: str, said: str) -> None:
    """No shape, a property shape without a path, a query that would leave this machine or read its files."""
    with pytest.raises(InputError, match=said):
        _run(_shapes(body))


def test_a_misspelt_term_of_shacl_is_noted() -> None:
    """`sh:minCont` checks nothing, and both engines say nothing about it."""
    report = _run(_shapes("ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:property [ sh:path ex:nothing ; sh:minCont 1 ] ."))
    assert report.results == ()
    assert "sh:minCont is no term of SHACL" in report.notes[0]


def test_what_the_fast_engine_does_not_support_runs_on_the_reference() -> None:
    """An expression that calls a function: shifty says so, the reference runs alone, and the report says that too."""
    shapes = _shapes(
        "ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:property [ sh:path ex:nothing ; sh:minCount 1 ] ; sh:expression [ ex:f ( sh:this ) ] ."
        'ex:f a sh:SPARQLFunction ; sh:parameter [ sh:path ex:x ] ; sh:returnType xsd:boolean ; sh:ask "ASK { FILTER(true) }" .'
    )
    report = run_engine(shapes, parse_triples((HEAD + DATA).encode(), "TURTLE", "d"))
    assert report.engine == "reference"
    assert report.results
    assert any("the reference ran alone" in note for note in report.notes)


def test_targets_of_the_advanced_features() -> None:
    """A SPARQL target selects the same nodes in both engines."""
    body = """ex:S a sh:NodeShape ; sh:target [ a sh:SPARQLTarget ; sh:select "SELECT ?this WHERE { ?this a <http://ex/C> }" ] ;
        sh:property [ sh:path ex:nothing ; sh:minCount 1 ] ."""
    assert sorted(result.focus for result in _run(_shapes(body)).results) == ["<http://ex/a>", "<http://ex/c>"]


def test_what_is_not_run_is_noted() -> None:
    """Constraints in JavaScript and rules."""
    report = _run(_shapes('ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:js [ sh:jsFunctionName "f" ] .'))
    assert any("JavaScript" in note for note in report.notes)


def test_shapes_without_an_address_have_one_that_lasts() -> None:
    """A shape in brackets is known by what it says: the same in both engines, in another run, after other shapes."""
    body = "ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:property [ sh:path ex:nothing ; sh:minCount 1 ] ."
    one, other = _run(_shapes(body)), _run(_shapes("ex:Z a sh:NodeShape ; sh:property [ sh:path ex:p ; sh:maxCount 5 ] . " + body))
    assert {result.shape for result in one.results} == {result.shape for result in other.results}
    assert all(result.shape.startswith("<urn:x-shape:") for result in one.results)


def test_vacuous_shapes_and_dead_paths_are_told() -> None:
    """A misspelt class has no focus node, a misspelt property occurs nowhere."""
    report = _run(
        _shapes(
            "ex:S a sh:NodeShape ; sh:targetClass ex:Clas . ex:T a sh:NodeShape ; sh:targetClass ex:C ; sh:property ex:P . ex:P sh:path ex:naem ."
        )
    )
    assert report.unmatched == ("<http://ex/S>",)
    assert report.dead_paths == {"<http://ex/P>": ("<http://ex/naem>",)}


def test_bytes_are_read_by_their_format() -> None:
    """The function for programs takes bytes as well as triples."""
    shapes = _shapes("ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:property [ sh:path ex:nothing ; sh:minCount 1 ] .")
    assert len(validate((HEAD + DATA).encode(), shapes).results) == 3
    assert not validate((HEAD + DATA).encode(), shapes).conforms


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("$this <http://ex/age> ?v . FILTER(?v > 150)", {"<http://ex/a>"}),
        ("OPTIONAL { $this <http://ex/age> ?v } FILTER(!BOUND(?v))", {"_:b"}),
    ],
)
@pytest.mark.parametrize("engine", [None, "fast", "both", "reference"])
def test_queries_are_not_asked_of_blank_nodes_by_the_fast_engine(query: str, found: set[str], engine: Engine | None) -> None:
    """Shifty lets the label of a blank node be a variable, so that a graph with a fault would pass; the reference has the last word."""
    shapes = prepare_shapes(
        {
            "s.ttl": f'{HEAD}ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:sparql [ sh:select "SELECT $this WHERE {{ {query} }}" ] .'.encode()
        }
    )
    data = f"{HEAD}_:b a ex:C . ex:a a ex:C ; ex:age 200 .".encode()
    report = validate(data, shapes, engine)
    assert {result.focus if result.focus.startswith("<") else "_:b" for result in report.results} == found
    assert report.engine == "reference"
    assert any("does not bind blank nodes" in note for note in report.notes) == (engine != "reference")
    assert {result.focus[:2] for result in check_document(parse_triples(data, "TURTLE", "d"), shapes).results} == {
        focus[:2] for focus in found
    }
