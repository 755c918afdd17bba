"""`kg-builder load`: a build into a store, so that it can be asked and served."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kg_builder.terminal import escape_controls

if TYPE_CHECKING:
    from kg_builder.store.load import Outcome


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    parser.add_argument("build", type=Path, metavar="DIR", help="what kg-builder build wrote")
    parser.add_argument("--store", required=True, metavar="PATH", help="the folder of a store on this machine, made if it is not there")
    parser.add_argument("--base", metavar="IRI", help="what the IRIs of the data begin with (default: as the build has it)")
    parser.add_argument("--dry-run", action="store_true", help="only say what would change")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how the outcome is told")


def run(arguments: argparse.Namespace) -> int:
    """Load, and say what changed."""
    from kg_builder.store.embedded import EmbeddedStore
    from kg_builder.store.load import load_pieces
    from kg_builder.store.pieces import Pieces, find_base_of
    from kg_builder.store.records import Names

    names = Names(find_base_of(arguments.build, arguments.base))
    store = EmbeddedStore(Path(arguments.store), names)
    try:
        outcome = load_pieces(Pieces(arguments.build, names), store, dry=arguments.dry_run)
    finally:
        store.close()
    _tell(outcome, arguments)
    return 0


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
