"""`kg-builder show`: one telegram as a person reads it."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a text file")
    parser.add_argument("--encoding", metavar="E", help="encoding of the text (default: UTF-8, or what a byte-order mark says)")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="for a person, or for a program")


def run(arguments: argparse.Namespace) -> int:
    """Read the file, extract its facts, print them."""
    from kg_builder.errors import InputError
    from kg_builder.inputs import InputFile, read_bytes
    from kg_builder.language import find_other_language
    from kg_builder.model import DocId
    from kg_builder.pipeline import extract_facts, load_tools
    from kg_builder.remark import shown_name, shown_path
    from kg_builder.show import to_json, to_text
    from kg_builder.source import to_source
    from kg_builder.terminal import style_for

    name = shown_name(arguments.file)
    try:
        data = read_bytes(InputFile(str(arguments.file), shown_path(arguments.file), name))
    except InputError as fault:
        raise InputError(f"{shown_path(arguments.file)}: {fault}") from fault
    source = to_source(data, DocId(arguments.file.stem or name), name, arguments.encoding)
    other = find_other_language(source.text)
    if other:
        print(f"{shown_path(arguments.file)}: {other}; build skips it", file=sys.stderr)
    extraction = extract_facts(source, load_tools())
    if arguments.format == "json":
        sys.stdout.buffer.write(to_json(extraction, source))
    else:
        print(to_text(extraction, source, style_for(sys.stdout, os.environ)), end="")
    return 0
