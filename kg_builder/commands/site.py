"""`kg-builder site`: the explorer's pages as files for any web server."""

from __future__ import annotations

import argparse
import tempfile
from contextlib import closing
from pathlib import Path

from kg_builder.commands.ledger import add_data


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="where the pages go: a new folder, or one that this command wrote")
    add_data(parser)
    parser.add_argument(
        "--texts", type=Path, action="append", default=[], metavar="DIR", help="where the texts are (default: where the build found them)"
    )
    parser.add_argument("--encoding", metavar="E", help="encoding of the texts (default: UTF-8, or what a byte-order mark says)")


def run(arguments: argparse.Namespace) -> int:
    """Write the pages and say how many."""
    from kg_builder.explain import built_from
    from kg_builder.explorer.site import make_site, read_report
    from kg_builder.explorer.static_site import write_site
    from kg_builder.store.opened import opened
    from kg_builder.texts import Texts

    report = arguments.graph / "report.json"
    texts = Texts(arguments.texts or built_from(report), arguments.encoding)
    with opened(arguments.graph, arguments.store) as reader, tempfile.TemporaryDirectory(prefix="kg-builder-") as folder:
        found = read_report(report) if arguments.store is None else {}
        with closing(make_site(reader, texts, Path(folder), found)) as site:
            pages = write_site(site, arguments.folder)
    print(f"{pages} pages; open {arguments.folder / 'index.html'}")
    return 0
