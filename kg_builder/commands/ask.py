"""`kg-builder ask`: the questions that the graph answers."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path

from kg_builder.commands.query import add_common, print_result
from kg_builder.errors import UsageError


@dataclass(frozen=True, slots=True)
class Question:
    """One of the competency questions: its name, what it asks, and the query."""

    name: str
    title: str
    text: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    parser.add_argument("question", nargs="?", metavar="QUESTION", help="its number or name; without one, the questions are listed")
    add_common(parser)


def run(arguments: argparse.Namespace) -> int:
    """List the questions, or answer one."""
    questions = load_questions()
    if arguments.question is None:
        _list(questions, arguments.format)
        return 0
    return print_result(find_question(questions, arguments.question).text, arguments)


def load_questions(folder: Path | None = None) -> list[Question]:
    """Return the questions by their file names; the first comment of a query says what it asks."""
    from kg_builder.datafiles import find_data_dir, read_data_files

    folder = folder or find_data_dir("ontology") / "competency"
    files = read_data_files(folder, "*.rq")
    return [Question(name.removesuffix(".rq"), _title(data.decode("utf-8")), data.decode("utf-8")) for name, data in files.items()]


def _title(text: str) -> str:
    """Return the comment that a query begins with, as one line."""
    comment = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        comment.append(line.lstrip("# ").strip())
    return " ".join(comment)


def find_question(questions: list[Question], word: str) -> Question:
    """Return the question of this number or name.

    Raises:
        UsageError: there is none, or several begin so.
    """
    wanted = word.lstrip("0")
    fitting = [one for one in questions if one.name == word or one.name.split("-")[0].lstrip("0") == wanted]
    fitting = fitting or [one for one in questions if one.name.split("-", 1)[-1].startswith(word)]
    if len(fitting) != 1:
        raise UsageError(f"no question is called {word!r}; expected one of {', '.join(one.name for one in questions)}")
    return fitting[0]


def _list(questions: list[Question], form: str) -> None:
    if form == "json":
        json.dump([{"name": one.name, "question": one.title} for one in questions], sys.stdout, ensure_ascii=False, indent=1)
        print()
    else:
        width = max((len(one.name) for one in questions), default=0)
        print("\n".join(f"{one.name:{width}}  {one.title}" for one in questions))
