"""`kg-builder ask`: lists the questions and answers one."""

from __future__ import annotations

import csv
import io
import json

import pytest

from kg_builder.commands.ask import find_question, load_questions
from kg_builder.errors import UsageError

from .conftest import Built, Run


def test_there_is_a_question_for_each_of_the_ten() -> None:
    questions = load_questions()
    assert [one.name.split("-")[0] for one in questions] == [f"{number:02}" for number in range(1, 11)]
    assert questions[0].title == "Who sent which telegram to whom, when, through whom, with copies to whom?"
    assert all(one.title.endswith("?") for one in questions)


def test_without_a_word_they_are_listed(run: Run) -> None:
    done = run("ask")
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 10
    assert "Who sent which telegram to whom" in done.stdout.splitlines()[0]
    listed = json.loads(run("ask", "--format", "json").stdout)
    assert [one["name"] for one in listed] == [line.split()[0] for line in done.stdout.splitlines()]


@pytest.mark.parametrize("number", range(1, 11))
def test_each_question_runs_on_a_graph(built: Built, run: Run, number: int) -> None:
    done = run("ask", str(number))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.rstrip().endswith("rows)")


def test_a_question_is_answered(built: Built, run: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(run("ask", "requests", "--format", "csv").stdout)))
    assert {(row["requesterName"], row["requesteeName"], row["itemLabel"], row["quantity"]) for row in rows} == {
        ("Mao Zedong", "Joseph Stalin", "rifles", "1200"),
        ("Mao Zedong", "Joseph Stalin", "mortars", ""),
    }


def test_a_question_is_narrowed_by_a_bound_variable(built: Built, run: Run) -> None:
    assert "(0 rows)" in run("ask", "2", "--bind", "requester=person/stalin").stdout
    assert "(2 rows)" in run("ask", "2", "--bind", "requester=person/mao-zedong").stdout


@pytest.mark.parametrize("word", ["2", "02", "02-requests", "requests", "req"])
def test_ways_to_name_a_question(word: str) -> None:
    assert find_question(load_questions(), word).name == "02-requests"


@pytest.mark.parametrize("word", ["11", "nothing", "0", ""])
def test_an_unknown_question_is_wrong_usage(word: str) -> None:
    with pytest.raises(UsageError, match=r"^no question is called '.*'; expected one of 01-correspondence, 02-requests, "):
        find_question(load_questions(), word)
