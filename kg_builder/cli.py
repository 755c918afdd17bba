"""The command line: words to calls, results to streams, faults to exit codes. Each command is imported when it runs.

Exit codes: 0 all processed or skipped on purpose, 1 does not conform or is inconsistent, 2 wrong usage, 3 some input
could not be read (the rest is built), 4 store or network, 5 internal; where several hold, 5, 4, 3, 1 in this order.
"""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module

from kg_builder import __version__
from kg_builder.errors import ConformanceError, IdentityError, InputError, KgBuilderError, ResourceError, StoreError, UsageError

# As in `kg_builder`: what only annotations need is not imported, or `--help` would take half as long again.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

COMMANDS = {
    "build": ("kg_builder.commands.build", "texts to a validated graph, with a report"),
    "show": ("kg_builder.commands.show", "one telegram as a person reads it"),
    "explain": ("kg_builder.commands.explain", "the words of the text that a statement was read from"),
    "ask": ("kg_builder.commands.ask", "the questions that the graph answers"),
    "query": ("kg_builder.commands.query", "a SPARQL query over a built graph, read only"),
    "link": ("kg_builder.commands.link", "which telegram a mention means, which delivery answers which request, and what contradicts what"),
    "ledger": ("kg_builder.commands.ledger", "what was asked, promised, planned, delivered, refused"),
    "site": ("kg_builder.commands.site", "pages to read, as files for any web server"),
    "validate": ("kg_builder.validate.command", "any RDF against SHACL shapes, with line and words"),
    "diff": ("kg_builder.commands.diff", "what changed between two graphs"),
    "load": ("kg_builder.commands.load", "a build into a store"),
    "evaluate": ("kg_builder.commands.evaluate", "a build against facts that are known"),
}
"""Name, module with `add_arguments(parser)` and `run(arguments) -> exit code`, and what it is for."""

EXIT_CODES: tuple[tuple[type[KgBuilderError], int], ...] = (
    (ConformanceError, 1),
    (UsageError, 2),
    (IdentityError, 2),
    (InputError, 3),
    (StoreError, 4),
    (ResourceError, 5),
)


def main(words: Sequence[str] | None = None) -> int:
    """Run one command line (without the program's name); return its exit code."""
    words = sys.argv[1:] if words is None else words
    arguments = _parser(next((word for word in words if not word.startswith("-")), None)).parse_args(words)
    _safe_streams()
    try:
        code: int = import_module(COMMANDS[arguments.command][0]).run(arguments)
        sys.stdout.flush()
    except KgBuilderError as fault:
        return _tell(str(fault), next((code for kind, code in EXIT_CODES if isinstance(fault, kind)), 5))
    except KeyboardInterrupt:
        return _tell("interrupted; nothing half written", 130)
    except BrokenPipeError:
        # Whoever reads us has enough ("| head"). Python would complain once more when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as fault:  # One of the two rims: no traceback for the user, unless asked for.
        if os.environ.get("KG_BUILDER_TRACEBACK"):
            raise
        return _tell(f"internal fault: {type(fault).__name__}: {fault} (set KG_BUILDER_TRACEBACK=1 to see where)", 5)
    return code


def _tell(message: str, code: int) -> int:
    from kg_builder.terminal import escape_controls

    print(f"kg-builder: {escape_controls(message)}", file=sys.stderr)
    return code


def _safe_streams() -> None:
    """A locale without a letter of a name must not end the program: it is written as an escape."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="backslashreplace")


def _parser(chosen: str | None) -> argparse.ArgumentParser:
    """Return the parser; only the chosen command brings its arguments, so that `--help` imports none of them."""
    parser = _Parser(
        prog="kg-builder",
        description="From the text of diplomatic telegrams to a knowledge graph in which every statement shows its words.",
        epilog="kg-builder COMMAND --help tells what a command takes. Exit codes: 0 all well, 1 does not conform, 2 wrong usage, "
        "3 some input could not be read, 4 store or network, 5 internal.",
    )
    parser.add_argument("--version", action="version", version=f"kg-builder {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (module, summary) in COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=f"{summary[0].upper()}{summary[1:]}.")
        if name == chosen:
            import_module(module).add_arguments(command)
    return parser


class _Parser(argparse.ArgumentParser):
    """Messages of wrong usage hold what the user typed, so their controls are escaped."""

    def error(self, message: str) -> NoReturn:
        from kg_builder.terminal import escape_controls

        super().error(escape_controls(message))
