"""`kg-builder build`: texts to a validated graph, with a report."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from kg_builder.docids import DEFAULT_PATTERN, FIELDS
from kg_builder.report import Entry, exit_code, to_json, to_summary
from kg_builder.terminal import Progress, escape_controls

_SHOWN = 40  # lines of messages; the report has them all


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    fields = "; ".join(f"{{{name}}} {meaning}" for name, meaning in FIELDS.items()).replace("%", "%%")
    parser.add_argument("source", nargs="+", metavar="SOURCE", help="a text file, a folder (walked for text files), or a quoted pattern")
    parser.add_argument("--out", type=Path, default=Path("out"), metavar="DIR", help="where the graph and the report go (default: out)")
    parser.add_argument("--base", metavar="IRI", help="what the IRIs of the data begin with (default: https://w3id.org/telegram-kg/)")
    parser.add_argument(
        "--id", default=DEFAULT_PATTERN, metavar="PATTERN", help=f"how a document gets its id (default: {DEFAULT_PATTERN}): {fields}"
    )
    parser.add_argument("--encoding", metavar="E", help="encoding of the texts (default: UTF-8, or what a byte-order mark says)")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="what is printed: a summary, or the report as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Build, print the summary, and tell what failed on standard error."""
    from kg_builder.corpus import Options, build_corpus
    from kg_builder.pipeline import load_tools

    tools = load_tools(arguments.base) if arguments.base else load_tools()
    progress = Progress("built")
    entries = build_corpus(
        arguments.source,
        tools,
        Options(out=arguments.out, id_pattern=arguments.id, encoding=arguments.encoding),
        progress,
    )
    _tell(entries, arguments.out)
    if arguments.format == "json":
        sys.stdout.buffer.write(to_json(entries))
    else:
        print(f"{to_summary(entries)}; see {escape_controls(str(arguments.out / 'report.txt'))}")
    return exit_code(entries)


def _tell(entries: Sequence[Entry], out: Path) -> None:
    lines = [*_messages(entries)]
    for line in lines[:_SHOWN]:
        print(line, file=sys.stderr)
    if len(lines) > _SHOWN:
        print(f"... and {len(lines) - _SHOWN} more in {escape_controls(str(out / 'report.txt'))}", file=sys.stderr)


def _with_place(entry: Entry) -> str:
    """Return the reason after the path; one that begins with the file's name and line gets the folders before it."""
    folder, _, name = entry.path.rpartition("/")
    reason = entry.reason or ""
    if reason.startswith(f"{name}:"):
        return f"{folder}/{reason}" if folder else reason
    return f"{entry.path}: {reason}"


def _messages(entries: Sequence[Entry]) -> Iterator[str]:
    """Yield what failed, with its findings; then what was skipped; then the warnings of what was processed."""
    for status in ("failed", "skipped"):
        for entry in entries:
            if entry.status == status:
                yield escape_controls(f"{status}: {_with_place(entry)}")
                yield from (remark.as_line(entry.path) for remark in entry.findings if status == "failed" and remark.severity == "error")
    for entry in entries:
        if entry.status == "processed":
            yield from (
                remark.as_line(entry.path)
                for remark in entry.findings
                if remark.severity != "info" and not remark.code.startswith("omission")
            )
