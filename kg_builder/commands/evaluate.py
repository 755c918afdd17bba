"""`kg-builder evaluate`: a build against facts that are known."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from kg_builder.terminal import escape_controls


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    parser.add_argument("build", type=Path, metavar="BUILD_DIR", help="what kg-builder build wrote")
    parser.add_argument("--texts", type=Path, required=True, metavar="DIR", help="the texts that were built, NN.txt or SET-NN.txt")
    parser.add_argument("--gold", type=Path, required=True, nargs="+", metavar="DIR", help="folders with the facts of each text, NN.json")
    parser.add_argument(
        "--against", type=Path, metavar="FILE", help="an earlier score: tells what was gained and lost; exit 1 if an F1 fell"
    )
    parser.add_argument("--save", type=Path, metavar="FILE", help="write the score here, for --against")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="a table and the differences, or JSON")


def run(arguments: argparse.Namespace) -> int:
    """Score the build; print figures, differences and what changed."""
    from kg_builder.errors import StoreError
    from kg_builder.evaluate import evaluate
    from kg_builder.evaluate.saved import compare, to_json, to_table

    score = evaluate(arguments.build, arguments.texts, arguments.gold)
    change = compare(score, arguments.against) if arguments.against else None
    if arguments.format == "json":
        sys.stdout.buffer.write(to_json(score, change))
    else:
        lines = [*(difference.as_line() for difference in score.differences), *to_table(score), *(change.as_lines() if change else ())]
        print("\n".join(map(escape_controls, lines)))
    if arguments.save:
        try:
            arguments.save.write_bytes(to_json(score))
        except OSError as fault:
            raise StoreError(f"{arguments.save}: {fault.strerror}; expected a file that can be written") from fault
    return 1 if change and change.fallen else 0
