"""The text of a query: what reaches out or changes is refused, however it is written; what only looks so is not."""

from __future__ import annotations

import time

import pytest

from kg_builder.errors import UsageError
from kg_builder.query_text import LONGEST_QUERY, check_query

AWAY = "<http://127.0.0.1:1/>"


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("SELECT * WHERE { SERVICE <http://example.org/> { ?s ?p ?o } }", "SERVICE asks another server"),
        ("select * where { service\n silent <http://example.org/> { ?s ?p ?o } }", "SERVICE asks another server"),
        ("SELECT * FROM <file:///etc/passwd> WHERE { ?s ?p ?o }", "FROM names a graph to fetch"),
        ("LOAD <http://example.org/>", "LOAD changes the graph"),
        ("INSERT DATA { <x:a> <x:b> <x:c> }", "INSERT changes the graph"),
        ("DELETE WHERE { ?s ?p ?o }", "DELETE changes the graph"),
        ("DROP ALL", "DROP changes the graph"),
        (r"SELECT * WHERE { SERV\u0049CE <http://example.org/> {} }", "an escape"),
        ("# x\nCLEAR ALL", "CLEAR changes the graph"),
        ('SELECT ("a#" AS ?a) WHERE { SERVICE <http://example.org/> {} }', "SERVICE asks another server"),
    ],
)
def test_what_reaches_out_or_changes_is_refused(query: str, word: str) -> None:
    with pytest.raises(UsageError) as fault:
        check_query(query)
    assert str(fault.value).startswith(word)


@pytest.mark.parametrize(
    "query",
    [
        'SELECT ?service ?from WHERE { ?service rdfs:label "SERVICE FROM LOAD" ; tg:from ?from } # INSERT',
        "SELECT * WHERE { <http://example.org/SERVICE> ?load '''DROP''' }",
        'SELECT * WHERE { ?s ?p """a "FROM" b""" }',
        "SELECT ?x WHERE { ?x tg:sender-from ?y . ?x load:it ?z }",
    ],
)
def test_a_keyword_in_a_name_a_string_or_a_comment_is_none(query: str) -> None:
    check_query(query)


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT * {{ SERVICESILENT {AWAY} {{}} }}",
        "SELECT * { SERVICEp:s {} }",
        f"SELECT * {{ ?s ?p true.SERVICE {AWAY} {{}} }}",
        "SELECT * { ?s ?p true.SERVICE :x {} }",
        f"SELECT * {{ ?s ?p trueSERVICE {AWAY} {{}} }}",
        f"SELECT * {{ ?s ?p 1e0SERVICE {AWAY} {{}} }}",
        f"SELECT * {{ ?s ?p 'a'@en.SERVICE {AWAY} {{}} }}",
        f"SELECT * {{ ?s ?p p:a\\#b SERVICE {AWAY} {{}} }}",
        f"SELECT * {{ ?s ?p p:a\\'b SERVICE {AWAY} {{}} . ?s ?p p:c\\'d }}",
        f"SELECT * {{ BIND(1 AS ?a) FILTER(?a<'x>') SERVICE {AWAY} {{ ?s ?p 'y' }} }}",
        f"SELECT * {{ BIND(1 AS ?a) FILTER(?a<?b#x> '''\n) SERVICE {AWAY} {{}} #'''\n}}",
        "SELECT * { BIND(1 AS ?a) FILTER(?a<?b)SERVICE?x{} }",
    ],
)
def test_what_the_engine_takes_for_service_is_refused_however_it_is_written(query: str) -> None:
    """Each of these was run by the engine as SERVICE when a plain search for the keyword let it pass."""
    with pytest.raises(UsageError, match=r"^(SERVICE asks another server|.* may be a comparison or an IRI)"):
        check_query(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s <http://e.example/#SERVICE> ?o }",
        "SELECT * { VALUES ?x { <http://e.example/#service> } FILTER(?x IN (<http://e.example/O'Neill#service>)) }",
        "PREFIX service: <http://e.example/> SELECT * { service:x service:y 1 . FILTER(?a<3 && ?b>4) }",
        "SELECT ?service { FILTER(?a < 'x>') }",
    ],
)
def test_service_in_an_address_or_a_prefix_is_none(query: str) -> None:
    check_query(query)


@pytest.mark.parametrize("part", ["'''a", "<a", '"a', "a:", "p:a..", ".", "a.", "1 ", "#", "''", "a-", "\\'", "?a<b#"])
def test_any_text_is_read_in_one_pass(part: str) -> None:
    """The longest text of each trap takes far less than the minutes that trying again at each place would take."""
    started = time.process_time()
    text = part * (LONGEST_QUERY // len(part) - 3)
    for prefix in ("", "'''", "<"):
        try:
            check_query(prefix + text)
        except UsageError:
            continue
    assert time.process_time() - started < 10


def test_the_length_is_limited() -> None:
    with pytest.raises(UsageError, match=f"has {LONGEST_QUERY + 1} characters; expected at most {LONGEST_QUERY}"):
        check_query("a" * (LONGEST_QUERY + 1))
