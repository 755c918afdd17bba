"""Each output is checked by a reader that we did not write."""

from __future__ import annotations

import io
import json
import shutil
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest
import rdflib
from rdflib.compare import isomorphic

from kg_builder.terms import Triple
from kg_builder.validate.command import add_arguments, run

Spoil = Callable[[tuple[Triple, ...], str], list[Triple]]
DATA = Path(__file__).parent / "data"
SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
NAMES = ("sarif", "junit", "gitlab", "turtle", "jsonld")


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory, good: tuple[Triple, ...], spoil: Spoil) -> dict[str, str]:
    """One run over a graph with five faults, in every format."""
    folder = tmp_path_factory.mktemp("reports")
    shutil.copy(DATA / "telegram.txt", folder)
    orders = '- W tg:unit * ; - A tg:fond * ; + A tg:fond "forty\u0007five" ; - R tg:statedIn * ; - R tg:item I ; - D tg:supplier * ; - D tg:recipient *'
    (folder / "g.nq").write_text("".join(f"{s} {p} {o} .\n" for s, p, o in spoil(good, orders)))
    parser = ArgumentParser()
    add_arguments(parser)
    words = [str(folder / "g.nq"), *(word for name in NAMES for word in ("--report", f"{name}={folder}/r.{name}"))]
    assert run(parser.parse_args(words), io.StringIO(), io.StringIO()) == 1
    return {name: (folder / f"r.{name}").read_text("utf-8") for name in NAMES}


def test_sarif_is_read_by_a_strict_model_of_its_schema(reports: dict[str, str]) -> None:
    """SARIF 2.1.0: the model is generated from the published schema and refuses unknown keys."""
    model = pytest.importorskip(
        "pydantic_sarif.model", reason="pydantic-sarif is not installed on this machine"
    ).StaticAnalysisResultsFormatSarifVersion210JsonSchema
    log = model.model_validate_json(reports["sarif"])
    results = log.runs[0].results
    assert len(results) >= 5
    assert all(result.partialFingerprints for result in results)


def test_sarif_has_what_github_asks_for(reports: dict[str, str]) -> None:
    """Rules with help, ids below their limits, four numbers in each region, a file below the working folder or a file address."""
    run_ = json.loads(reports["sarif"])["runs"][0]
    rules = run_["tool"]["driver"]["rules"]
    assert all(rule["help"]["text"] and rule["help"]["markdown"] and rule["fullDescription"]["text"] for rule in rules)
    assert len({rule["id"] for rule in rules}) == len(rules)
    assert all(len(rule["id"]) <= 255 and len(rule["shortDescription"]["text"]) <= 1024 for rule in rules)
    for result in run_["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        region = result["locations"][0]["physicalLocation"]["region"]
        assert set(region) == {"startLine", "startColumn", "endLine", "endColumn"}
        assert (region["endLine"], region["endColumn"]) > (region["startLine"], region["startColumn"])
        assert "://" in unquote(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])
        if result.get("relatedLocations"):
            assert result["relatedLocations"][0]["message"]["text"] == "in the graph"


def test_junit_is_read_by_junitparser(reports: dict[str, str]) -> None:
    """One case for each document and shape; failures are counted as they are."""
    junitparser = pytest.importorskip("junitparser", reason="junitparser is not installed on this machine")
    suites = junitparser.JUnitXml.fromstring(reports["junit"].encode())
    assert next(suite.name for suite in suites) == "telegram.txt"
    cases = [case for suite in suites for case in suite]
    assert suites.tests == len(cases)
    assert suites.failures == sum(bool(case.result) and isinstance(case.result[0], junitparser.Failure) for case in cases) >= 4


# rdflib's own JSON-LD reader still uses a class that rdflib calls deprecated.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_the_report_as_rdf_is_read_by_rdflib(reports: dict[str, str]) -> None:
    """Turtle and JSON-LD are one graph, and a `sh:ValidationReport` as the standard has it; paths are spelt out."""
    turtle, jsonld = (
        rdflib.Graph().parse(data=reports[name], format=format_) for name, format_ in (("turtle", "turtle"), ("jsonld", "json-ld"))
    )
    assert isomorphic(turtle, jsonld)
    report = turtle.value(predicate=rdflib.RDF.type, object=SH.ValidationReport)
    assert turtle.value(report, SH.conforms) == rdflib.Literal(False)
    for result in turtle.objects(report, SH.result):
        for predicate in (SH.focusNode, SH.resultSeverity, SH.sourceConstraintComponent, SH.sourceShape, SH.resultMessage):
            assert len(list(turtle.objects(result, predicate))) == 1
    assert any(turtle.value(path, SH.inversePath) for path in turtle.objects(None, SH.resultPath))


def test_gitlab_has_its_keys(reports: dict[str, str]) -> None:
    """GitLab: description, check name, a fingerprint of its own, a severity of its list, a path and a line."""
    issues = json.loads(reports["gitlab"])
    assert len({issue["fingerprint"] for issue in issues}) == len(issues) >= 5
    assert {issue["severity"] for issue in issues} <= {"info", "minor", "major", "critical", "blocker"}
    assert all(issue["description"] and issue["check_name"] and issue["location"]["lines"]["begin"] >= 1 for issue in issues)
