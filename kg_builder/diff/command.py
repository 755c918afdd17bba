"""`kg-builder diff`: what changed between two graphs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TextIO


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    parser.epilog = "Exit codes: 0, or 1 with --exit-code if a fact changed; 2 wrong usage; 3 a file could not be read."
    what = "a file, a folder that kg-builder build wrote, or REVISION:PATH of git (REVISION alone: its out)"
    parser.add_argument("old", metavar="OLD", help=what)
    parser.add_argument("new", metavar="NEW", help="the same")
    parser.add_argument("--format", choices=("text", "markdown", "json"), default="text", help="what is printed (default: text)")
    parser.add_argument("--exit-code", action="store_true", help="exit code 1 if a fact was gained, lost, altered or moved")
    parser.add_argument("--texts", type=Path, action="append", default=[], metavar="DIR", help="where the texts lie (default: seeds)")


def run(arguments: argparse.Namespace, stdout: TextIO | None = None, stderr: TextIO | None = None) -> int:
    """Compare and report; return the exit code.

    Raises:
        InputError: a file cannot be read or is not RDF.
        UsageError: there is no such file, folder or revision.
    """
    from kg_builder.diff import find_difference, load_state
    from kg_builder.diff.formats import to_json, to_markdown, to_text
    from kg_builder.diff.states import require_statements
    from kg_builder.terminal import Style

    stdout = stdout or sys.stdout
    old, new = load_state(arguments.old), load_state(arguments.new)
    for state in (old, new):
        require_statements(state)
    difference = find_difference(old, new, arguments.texts or [folder for folder in [Path("seeds")] if folder.is_dir()])
    if arguments.format == "text":
        stdout.write(to_text(difference, Style(stdout.isatty())))
    else:
        stdout.write(to_json(difference) if arguments.format == "json" else to_markdown(difference))
    return 1 if arguments.exit_code and difference else 0
