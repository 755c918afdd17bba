"""`kg-builder query`: a SPARQL query over a built graph, read only."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

from kg_builder.errors import InputError, UsageError

FORMATS = ("table", "json", "csv", "tsv")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    parser.add_argument("query", metavar="QUERY", help="SPARQL, or @FILE, or - for standard input; common prefixes need no declaration")
    add_common(parser)


def add_common(parser: argparse.ArgumentParser) -> None:
    """Declare what `ask` takes too."""
    parser.add_argument("--graph", type=Path, default=Path("out"), metavar="DIR", help="what kg-builder build wrote (default: out)")
    parser.add_argument("--format", choices=FORMATS, default="table", help="a table for a person, or a W3C result format")
    parser.add_argument("--timeout", type=float, default=60.0, metavar="S", help="seconds after which the query is stopped (default: 60)")
    parser.add_argument(
        "--bind",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="give a variable of the result a value: an <IRI>, a path below the base such as person/stalin, a prefixed name, or text",
    )


def run(arguments: argparse.Namespace) -> int:
    """Run the query and print its result."""
    return print_result(_read(arguments.query), arguments)


def _read(word: str) -> str:
    if word == "-":
        return sys.stdin.read()
    if not word.startswith("@"):
        return word
    try:
        return Path(word[1:]).read_text("utf-8")
    except (OSError, ValueError) as fault:
        raise InputError(f"{word[1:]}: {fault}; expected a query in UTF-8") from fault


def print_result(text: str, arguments: argparse.Namespace) -> int:
    """Run a query text with what the command line says of graph, format, time and variables."""
    from kg_builder.prefixes import names_below
    from kg_builder.query import Limits, Query, run_query, to_lines, to_table
    from kg_builder.terminal import escape_controls
    from kg_builder.vocab import DEFAULT_BASE

    query = Query(graph=arguments.graph, text=text, bindings=to_bindings(arguments.bind))
    data = run_query(query, "json" if arguments.format == "table" else arguments.format, Limits(seconds=arguments.timeout))
    if arguments.format != "table":
        sys.stdout.buffer.write(data)
    elif data.startswith(b"{"):
        print("\n".join(to_lines(to_table(data), names_below(DEFAULT_BASE))))
    else:
        print("\n".join(map(escape_controls, data.decode().splitlines())))
    return 0


def to_bindings(words: list[str]) -> Mapping[str, str]:
    """Return the terms that variables are given.

    Raises:
        UsageError: a word is not NAME=VALUE.
    """
    from kg_builder.prefixes import to_term

    bindings = {}
    for word in words:
        name, sign, value = word.partition("=")
        if not sign or not name.isidentifier():
            raise UsageError(f"--bind {word!r}: expected NAME=VALUE, such as requester=person/mao-zedong")
        bindings[name] = to_term(value)
    return bindings
