"""`kg-builder load`: a build into a store, so that it can be asked and served."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kg_builder.errors import InputError, StoreError, UsageError
from kg_builder.terminal import Progress, escape_controls

if TYPE_CHECKING:
    from kg_builder.store.load import Outcome
    from kg_builder.store.records import Names, Store


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    parser.add_argument("build", type=Path, metavar="DIR", help="what kg-builder build wrote")
    parser.add_argument(
        "--store",
        required=True,
        metavar="URL|PRESET|PATH",
        help="the address of a server, a preset (oxigraph, virtuoso, ...; see docs/stores.md), or a folder on this machine, made if it is not there",
    )
    parser.add_argument("--base", metavar="IRI", help="what the IRIs of the data begin with (default: as the build has it)")
    parser.add_argument("--dry-run", action="store_true", help="only say what would change")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how the outcome is told")
    server = parser.add_argument_group(
        "a server", "secrets come from KG_BUILDER_STORE_USER, KG_BUILDER_STORE_PASSWORD, KG_BUILDER_STORE_TOKEN"
    )
    server.add_argument("--preset", metavar="NAME", help="what kind of server an address is (default: plain)")
    server.add_argument("--repository", metavar="NAME", help="which of its stores, where it has several")
    server.add_argument("--query-url", metavar="URL", help="its address for SPARQL 1.1 Query")
    server.add_argument("--update-url", metavar="URL", help="its address for SPARQL 1.1 Update")
    server.add_argument("--graphs-url", metavar="URL", help="its address for the Graph Store Protocol")
    server.add_argument("--graph-parameter", metavar="NAME", help="the parameter that names a graph there (default: graph)")
    server.add_argument("--auth", choices=("none", "basic", "digest", "bearer"), help="how it wants to know who writes")
    server.add_argument("--plain-http", action="store_true", help="send a password or token over http to another machine")
    server.add_argument("--timeout", type=float, default=60.0, metavar="S", help="seconds to wait for an answer (default: 60)")
    server.add_argument("--tries", type=int, default=7, metavar="N", help="how often a request is sent at most (default: 7)")


def run(arguments: argparse.Namespace) -> int:
    """Load, and say what changed."""
    from kg_builder.builds import count_documents
    from kg_builder.store.load import load_pieces
    from kg_builder.store.pieces import Pieces, find_base_of
    from kg_builder.store.records import Names

    names = Names(find_base_of(arguments.build, arguments.base))
    store = _open(arguments, names)
    progress = Progress("looked at")
    progress.start(count_documents(arguments.build))
    try:
        outcome = load_pieces(Pieces(arguments.build, names), store, dry=arguments.dry_run, tell=lambda piece: progress.step(piece.label))
    except (InputError, StoreError) as fault:
        raise type(fault)(
            f"{fault} ({progress.done} documents and shared graphs are there as in the build; the same load again goes on)"
        ) from fault
    finally:
        progress.close()
        store.close()
    _tell(outcome, arguments)
    return 0


def _open(arguments: argparse.Namespace, names: Names) -> Store:
    from kg_builder.store.presets import Settings, is_server, to_server

    if not is_server(arguments.store):
        from kg_builder.store.embedded import EmbeddedStore

        return EmbeddedStore(Path(arguments.store), names, dry=arguments.dry_run)
    from kg_builder.store.http import Patience
    from kg_builder.store.remote import RemoteStore

    if arguments.tries < 1 or not arguments.timeout > 0:
        raise UsageError("--tries and --timeout are at least 1 and more than 0")
    settings = Settings(
        preset=arguments.preset,
        repository=arguments.repository,
        query=arguments.query_url,
        update=arguments.update_url,
        graphs=arguments.graphs_url,
        parameter=arguments.graph_parameter,
        authentication=arguments.auth,
        plain_http=arguments.plain_http,
    )
    server = to_server(arguments.store, settings, os.environ)
    return RemoteStore(server, names, Patience(timeout=arguments.timeout, tries=arguments.tries))


def _tell(outcome: Outcome, arguments: argparse.Namespace) -> None:
    if arguments.format == "json":
        json.dump({name: getattr(outcome, name) for name in ("added", "replaced", "removed", "unchanged", "statements")}, sys.stdout)
        print()
        return
    print(f"{escape_controls(str(arguments.store))}: {to_sentence(outcome, arguments.dry_run)}")


def to_sentence(outcome: Outcome, dry: bool) -> str:
    """Return what a load did as one line; documents and shared graphs count alike."""
    counted = f"{outcome.statements} statements counted in the store"
    if not outcome.changed:
        return f"nothing {'would change' if dry else 'changed'}, {outcome.unchanged} unchanged; {counted}"
    parts = f"{outcome.added} added, {outcome.replaced} replaced, {outcome.removed} removed, {outcome.unchanged} unchanged"
    return f"would be: {parts}" if dry else f"{parts}; {counted}"
