"""SPARQL read only, in a process that can be stopped."""

from __future__ import annotations

import csv
import io
import json
import time
from pathlib import Path

import pytest

from kg_builder.errors import InputError, StoreError, UsageError
from kg_builder.query import Limits, Query, run_query, to_table

from .conftest import Built, Run

WHO = "SELECT ?who WHERE { ?t a tg:Telegram ; tg:sender ?who }"


def rows(built: Built, text: str, **bindings: str) -> tuple[tuple[str | None, ...], ...]:
    return to_table(run_query(Query(graph=built.out, text=text, bindings=bindings), "json")).rows


def test_all_named_graphs_together_are_the_default_graph_and_prefixes_are_known(built: Built) -> None:
    assert rows(built, WHO) == (("https://w3id.org/telegram-kg/person/mao-zedong",),)


def test_a_bound_variable_is_a_term_not_text(built: Built) -> None:
    query = "SELECT ?label ?q WHERE { ?item rdfs:label ?label ; tg:quantity ?q }"
    assert rows(built, query, label='"rifles"') == (("rifles", "1200"),)
    assert rows(built, query, label='"rifles\\" . ?s ?p ?o . \\""') == ()


def test_an_endless_query_is_stopped(built: Built) -> None:
    started = time.monotonic()
    with pytest.raises(StoreError, match=r"^the query took more than 2 seconds and was stopped; --timeout allows more$"):
        run_query(
            Query(graph=built.out, text="SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"),
            "json",
            Limits(seconds=2),
        )
    assert time.monotonic() - started < 10


def test_a_query_that_kills_its_process_is_a_clear_error(built: Built) -> None:
    deep = "SELECT * WHERE " + "{" * 40_000 + "}" * 40_000
    with pytest.raises(StoreError, match=r"^the query ended its process \(.*\): nested too deeply, or more than 4096 megabytes$"):
        run_query(Query(graph=built.out, text=deep), "json")


def test_a_query_with_a_fault_says_where(built: Built) -> None:
    with pytest.raises(UsageError, match=r"^the query cannot be read: error at 1:"):
        run_query(Query(graph=built.out, text="SELECT WHERE"), "json")


def test_without_a_graph_it_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(InputError) as fault:
        run_query(Query(graph=tmp_path, text=WHO), "json")
    assert str(fault.value) == f"{tmp_path / 'graph.nq'}: there is no graph; expected what kg-builder build wrote (--graph DIR)"


def test_a_graph_that_is_no_rdf_is_an_input_error(tmp_path: Path) -> None:
    (tmp_path / "graph.nq").write_text("<a")
    with pytest.raises(InputError, match="expected N-Quads"):
        run_query(Query(graph=tmp_path, text=WHO), "json")


def test_the_command_prints_a_table_with_short_names(built: Built, run: Run) -> None:
    done = run("query", WHO)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "who\n-----------------\nperson/mao-zedong\n(1 rows)\n"


@pytest.mark.parametrize("form", ["json", "csv", "tsv"])
def test_the_command_prints_the_formats_of_the_w3c(built: Built, run: Run, form: str) -> None:
    done = run("query", WHO, "--format", form)
    iri = "https://w3id.org/telegram-kg/person/mao-zedong"
    if form == "json":
        assert json.loads(done.stdout)["results"]["bindings"] == [{"who": {"type": "uri", "value": iri}}]
    elif form == "csv":
        assert list(csv.reader(io.StringIO(done.stdout))) == [["who"], [iri]]
    else:
        assert done.stdout == f"?who\n<{iri}>\n"


def test_a_graph_result_is_sorted_n_triples(built: Built, run: Run) -> None:
    done = run("query", "CONSTRUCT { ?t tg:sender ?who } WHERE { ?t tg:sender ?who }")
    telegram, who = "https://w3id.org/telegram-kg/telegram/small", "https://w3id.org/telegram-kg/person/mao-zedong"
    assert done.stdout == f"<{telegram}> <https://w3id.org/telegram-kg/ontology#sender> <{who}> .\n"


def test_ask_answers_yes_or_no(built: Built, run: Run) -> None:
    assert "yes" in run("query", "ASK { ?t a tg:Telegram }").stdout
    assert "no" in run("query", "ASK { ?t a tg:Office }").stdout


def test_a_query_from_a_file_and_from_standard_input(built: Built, run: Run) -> None:
    (built.folder / "who.rq").write_text(WHO)
    assert run("query", "@who.rq").stdout == run("query", "-", stdin=WHO).stdout == run("query", WHO).stdout
    assert run("query", "@none.rq").returncode == 3


def test_variables_are_bound_from_the_command_line(built: Built, run: Run) -> None:
    query = "SELECT * WHERE { ?r tg:requester ?who ; tg:status ?status }"
    done = run("query", query, "--bind", "who=person/mao-zedong", "--bind", "status=status:asked")
    assert "request/small--" in done.stdout
    assert "(0 rows)" in run("query", query, "--bind", "who=person/stalin").stdout
    unknown = run("query", query, "--bind", "other=text")
    assert unknown.returncode == 2
    assert "variable ?other" in unknown.stderr
    wrong = run("query", query, "--bind", "who")
    assert (wrong.returncode, wrong.stderr) == (2, "kg-builder: --bind 'who': expected NAME=VALUE, such as requester=person/mao-zedong\n")


@pytest.mark.parametrize(
    ("words", "code"),
    [(("query", "SELECT"), 2), (("query", "DROP ALL"), 2), (("query", WHO, "--graph", "nowhere"), 3), (("query",), 2)],
)
def test_exit_codes(built: Built, run: Run, words: tuple[str, ...], code: int) -> None:
    done = run(*words)
    assert done.returncode == code
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_controls_in_a_result_do_not_reach_the_terminal(built: Built, run: Run) -> None:
    done = run("query", 'SELECT ?x WHERE { BIND("a\\u001b[31m\\nb" AS ?x) }')
    assert "\x1b" not in done.stdout
    assert "a\\x1b[31m b" in done.stdout
