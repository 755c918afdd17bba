"""Each statement with the words that it was read from; the text must be the very one."""

from __future__ import annotations

import json

import pytest

from kg_builder.errors import InputError, UsageError
from kg_builder.explain import find_explanations, find_text, load_statements, to_lines

from .conftest import TEXT, Built, Run

REQUEST = f"request/small--{TEXT.index('1,200')}"


def test_a_request_rule_by_rule(built: Built, run: Run) -> None:
    done = run("explain", REQUEST)
    assert (done.returncode, done.stderr) == (0, "")
    assert (
        f"{REQUEST}  rdf:type  tg:Request\n"
        "  rule request.ask-you-to\n"
        "    small.txt:5:1\n"
        "         5 | I ask you to send about 1,200 rifles\n"
        "           | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
        "    small.txt:5:25\n"
        "         5 | I ask you to send about 1,200 rifles\n"
        "           |                         ^^^^^^^^^^^^\n"
        "    small.txt:6:1\n"
        "         6 | and mortars before the end of the year.\n"
        "           | ^^^^^^^^^^^\n"
    ) in done.stdout
    # The statements about its items are told too, all in the order of the text.
    assert f'item/small--r{TEXT.index("1,200")}--{TEXT.index("1,200")}  tg:quantity  "1200"' in done.stdout
    lines = [int(line.split(":")[1]) for line in done.stdout.splitlines() if line.startswith("    small.txt:")]
    assert lines


def test_a_statement(built: Built, run: Run) -> None:
    done = run("explain", REQUEST, "tg:status", "status:asked")
    assert done.returncode == 0
    assert done.stdout.count("rule ") == 1
    assert "           | ^^^^^^^^^^^^\n" in done.stdout


def test_a_statement_with_a_literal(built: Built) -> None:
    statements = load_statements(built.out / "graph.nq")
    found = find_explanations(statements, 'telegram/small tg:outgoingNumber "17"')
    assert [place.exact for one in found for place in one.places] == ["17"]


def test_a_person_is_explained_by_the_statements_that_name_him(built: Built) -> None:
    statements = load_statements(built.out / "graph.nq")
    found = find_explanations(statements, "person/stalin")
    assert {one.statement[1].rsplit("#")[-1] for one in found} == {"addressee>", "requestee>"}


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ("request/none", "no IRI of this graph ends with '/request/none'; expected a thing of it, such as request/DOCUMENT--12"),
        (
            "small",
            "'small' is the end of 2 IRIs; expected one of: https://w3id.org/telegram-kg/telegram/small, https://w3id.org/telegram-kg/text/small",
        ),
        ("commodity:none", "commodity:none: nothing about it was read from a text; it is known, computed or structure"),
        ("telegram/small tg:sender person/stalin", "telegram/small tg:sender person/stalin: the graph does not say so"),
        ("a b c d", "'a b c d' has 4 terms; expected an IRI, or a statement of three terms"),
        (
            f"{REQUEST} tg:statedIn telegram/small",
            f"{REQUEST} tg:statedIn telegram/small: the graph says so, but it was not read from a text: it is known, computed or structure",
        ),
    ],
)
def test_what_cannot_be_explained(built: Built, what: str, message: str) -> None:
    with pytest.raises(UsageError) as fault:
        find_explanations(load_statements(built.out / "graph.nq"), what)
    assert str(fault.value) == message


def test_another_text_of_the_same_name_is_refused(built: Built, run: Run) -> None:
    built.text.write_bytes(TEXT.replace("1,200", "1,300").encode())
    done = run("explain", REQUEST)
    assert done.returncode == 3
    assert done.stderr.startswith("kg-builder: small.txt: the graph was read from a file with the SHA-256 ")
    assert done.stderr.endswith(": build again\n")


def test_a_text_that_is_not_there_is_asked_for(built: Built, run: Run) -> None:
    built.text.unlink()
    done = run("explain", REQUEST, "--texts", "texts")
    assert (done.returncode, done.stderr) == (3, "kg-builder: small.txt: the text is in none of texts; say where it is by --texts DIR\n")


def test_the_right_one_of_several_texts_of_one_name_is_found(built: Built, run: Run) -> None:
    (built.folder / "texts" / "a").mkdir()
    (built.folder / "texts" / "a" / "small.txt").write_text("another")
    assert run("explain", REQUEST, "--texts", "texts").returncode == 0


def test_a_graph_whose_words_are_not_in_the_text_is_refused(built: Built) -> None:
    """SHA-256 and offsets fit, the quote does not: the graph was made by hand."""
    graph = (built.out / "graph.nq").read_text("utf-8").replace('"1,200"', '"1,300"')
    (built.out / "graph.nq").write_text(graph, "utf-8")
    statements = load_statements(built.out / "graph.nq")
    found = find_explanations(statements, REQUEST)
    texts = {place.text: find_text(statements, place.text, [built.text]) for one in found for place in one.places}
    with pytest.raises(InputError, match="stands something else than '1,300'"):
        list(to_lines(found, texts, "https://w3id.org/telegram-kg/"))


def test_as_json(built: Built, run: Run) -> None:
    rows = json.loads(run("explain", REQUEST, "tg:status", "status:asked", "--format", "json").stdout)
    place = {"file": "small.txt", "line": 5, "column": 1, "start": TEXT.index("I ask"), "end": TEXT.index(" send"), "exact": "I ask you to"}
    assert [(row["rule"], row["places"]) for row in rows] == [("test.rule", [place])]


def test_a_long_line_is_shown_around_the_words(built: Built, run: Run) -> None:
    done = run("explain", REQUEST)
    assert max(map(len, done.stdout.splitlines())) < 200
