"""`kg-builder explain`: the words of the text that a statement was read from."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    parser.add_argument(
        "what", nargs="+", metavar="IRI", help="a thing (its IRI, or the end of it: request/DOCUMENT--12), or a statement of three terms"
    )
    parser.add_argument("--graph", type=Path, default=Path("out"), metavar="DIR", help="what kg-builder build wrote (default: out)")
    parser.add_argument(
        "--texts", type=Path, action="append", default=[], metavar="DIR", help="where the texts are (default: where they were built from)"
    )
    parser.add_argument("--encoding", metavar="E", help="encoding of the texts, if they were built with --encoding")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="for a person, or for a program")


def run(arguments: argparse.Namespace) -> int:
    """Find what attests it, read the texts, print the marked words."""
    from kg_builder.datafiles import find_data_dir
    from kg_builder.explain import built_from, find_explanations, find_text, load_statements, to_json, to_lines
    from kg_builder.query import find_graphs
    from kg_builder.terminal import style_for
    from kg_builder.vocab import DEFAULT_BASE

    graph, *links = find_graphs(arguments.graph)
    statements = load_statements(graph, *links)
    explanations = find_explanations(statements, " ".join(arguments.what))
    places = arguments.texts or [*built_from(graph.parent / "report.json"), find_data_dir("seeds")]
    wanted = sorted({place.text for one in explanations for place in one.places})
    texts = {text: find_text(statements, text, places, arguments.encoding) for text in wanted}
    if arguments.format == "json":
        sys.stdout.buffer.write(to_json(explanations, texts))
    else:
        base = wanted[0][1:].split("text/")[0] if wanted else DEFAULT_BASE
        print("\n".join(to_lines(explanations, texts, base, style_for(sys.stdout, os.environ))))
    return 0
