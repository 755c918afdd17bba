"""`kg-builder ledger`: what was asked, promised, planned, delivered, refused, one line an item."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg_builder.ledger import Reading, Row


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    add_data(parser)
    parser.add_argument("--format", choices=("table", "csv", "json"), default="table", help="sums for a person, or all lines for a program")
    parser.add_argument(
        "--for-spreadsheets", action="store_true", help="in CSV, an apostrophe before what a spreadsheet takes for a formula"
    )
    parser.add_argument("--goods", metavar="NAME", help="only this commodity, by its name or key, such as wheat")
    parser.add_argument("--year", metavar="YYYY", help="only telegrams of this year")


def add_data(parser: argparse.ArgumentParser) -> None:
    """Declare where the data are; `site` takes the same."""
    parser.add_argument("--graph", type=Path, default=Path("out"), metavar="DIR", help="what kg-builder build wrote (default: out)")
    parser.add_argument("--store", type=Path, metavar="PATH", help="instead of it, a store on disk that kg-builder load wrote")


def run(arguments: argparse.Namespace) -> int:
    """Read the documents one by one and print their rows."""
    from kg_builder.ledger import Reading, to_csv, to_json, to_rows, to_sums
    from kg_builder.store.opened import opened

    with opened(arguments.graph, arguments.store) as reader:
        reading = Reading(reader)
        rows = [row for facts in reading.documents() for row in to_rows(reading, facts)]
        rows = sorted((row for row in rows if _fits(row, arguments)), key=lambda row: (row.date == "", row.date))
        if arguments.format == "table":
            _print_table(to_sums(rows), rows, reading)
        else:
            data = to_json(rows, reading) if arguments.format == "json" else to_csv(rows, reading, arguments.for_spreadsheets)
            sys.stdout.buffer.write(data)
    return 0


def _fits(row: Row, arguments: argparse.Namespace) -> bool:
    goods = (arguments.goods or "").lower()
    return (not goods or goods in (row.goods.lower(), row.commodity.rpartition("/")[2])) and row.date.startswith(arguments.year or "")


def _print_table(sums: Sequence[object], rows: Sequence[Row], reading: Reading) -> None:
    from kg_builder.ledger import SIDES, Sum
    from kg_builder.terminal import escape_controls

    lines = [["goods", "in", *SIDES, "short"]]
    for one in sums:
        assert isinstance(one, Sum)
        figures = [f"{one.by_side[side]:,f}" if side in one.by_side else "" for side in SIDES]
        if any(figures):
            lines.append([escape_controls(one.goods), escape_controls(one.unit), *figures, f"{one.short:,f}" if one.short else ""])
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    for number, line in enumerate(lines):
        print(
            "  ".join(
                cell.ljust(width) if at < 2 else cell.rjust(width) for at, (cell, width) in enumerate(zip(line, widths, strict=True))
            ).rstrip()
        )
        if number == 0:
            print("  ".join("-" * width for width in widths))
    telegrams = len({row.telegram for row in rows})
    print(f"({len(rows)} lines of {telegrams} telegram{'' if telegrams == 1 else 's'}; --format csv gives them with their places)")
