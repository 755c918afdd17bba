"""`kg-builder link`: what ties the telegrams of a graph together, and what they say against each other."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg_builder.links.told import Told


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    place = parser.add_mutually_exclusive_group()
    place.add_argument(
        "--graph",
        type=Path,
        default=Path("out"),
        metavar="DIR",
        help="what kg-builder build wrote; links.nq is put beside it (default: out)",
    )
    place.add_argument("--store", type=Path, metavar="PATH", help="a store on disk; its graph/links is replaced")
    parser.add_argument(
        "--texts", type=Path, action="append", default=[], metavar="DIR", help="where the texts are (default: where they were built from)"
    )
    parser.add_argument("--encoding", metavar="E", help="encoding of the texts, if they were built with --encoding")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="for a person, or for a program")


def run(arguments: argparse.Namespace) -> int:
    """Link, check the links against the shapes, publish them, print the report."""
    from kg_builder.links.report import to_json, to_lines

    told = _link_store(arguments) if arguments.store else _link_folder(arguments)
    if arguments.format == "json":
        sys.stdout.buffer.write(to_json(told))
    else:
        print("\n".join(to_lines(told)))
    return 0


def _link_folder(arguments: argparse.Namespace) -> Told:
    from kg_builder import __version__
    from kg_builder.errors import InputError
    from kg_builder.explain import built_from
    from kg_builder.links import link
    from kg_builder.links.checking import check_links
    from kg_builder.links.publish import publish
    from kg_builder.links.report import to_json, to_lines
    from kg_builder.links.sources import find_source
    from kg_builder.links.told import tell
    from kg_builder.output import LINK_FILES, hold
    from kg_builder.serialize import to_nquads
    from kg_builder.texts import Texts

    folder: Path = arguments.graph
    source = find_source(folder)
    if source is None:
        raise InputError(f"{folder}: there is no build; expected the folder that kg-builder build wrote (--graph DIR)")
    with hold(folder):
        linked = link(source, __version__)
        check_links(linked)
        told = tell(linked, source, Texts(arguments.texts or built_from(folder / "report.json"), arguments.encoding))
        text = "".join(f"{line}\n" for line in to_lines(told)).encode("utf-8", "backslashreplace")
        graph, for_people, for_programs = LINK_FILES
        publish(folder, {for_people: text, for_programs: to_json(told), graph: to_nquads(linked.quads)})
    return told


def _link_store(arguments: argparse.Namespace) -> Told:
    from kg_builder import __version__
    from kg_builder.iris import Minter
    from kg_builder.links import link
    from kg_builder.links.checking import check_links
    from kg_builder.links.publish import open_store, replace_links
    from kg_builder.links.sources import StoreSource
    from kg_builder.links.told import tell
    from kg_builder.texts import Texts

    store = open_store(arguments.store)
    source = StoreSource(store)
    linked = link(source, __version__)
    check_links(linked)
    told = tell(linked, source, Texts(arguments.texts, arguments.encoding))
    replace_links(store, Minter(linked.base).shared_graph("links"), linked.quads)
    return told
