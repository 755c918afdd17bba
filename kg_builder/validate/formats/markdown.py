"""The outcome as Markdown, for the summary of a job or a comment on a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from kg_builder.terminal import escape_controls
from kg_builder.validate.faults import Group, count_nouns, shorten
from kg_builder.validate.outcome import Outcome

LIMIT: Final = 1_000_000
"""Bytes of a job summary that GitHub takes (1 MiB), a little less."""
_ROWS: Final = 200
_PLACES: Final = 3
_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]<>()#+!|~-])")


def escape_markdown(text: str) -> str:
    """Return the text so that Markdown shows it as it is, in one line."""
    return _SPECIAL.sub(r"\\\1", escape_controls(text))


def to_markdown(outcome: Outcome) -> str:
    """Return a heading, a table of the kinds of fault, and what looked at nothing."""
    text = "\n".join([*_head(outcome), *_table(outcome), *_coverage(outcome)]) + "\n"
    encoded = text.encode()
    return text if len(encoded) <= LIMIT else encoded[:LIMIT].decode("utf-8", "ignore").rpartition("\n")[0] + "\n\n(cut)\n"


def _head(outcome: Outcome) -> Iterator[str]:
    sign = "✅ The graph conforms" if outcome.conforms else "❌ The graph does not conform"
    yield f"## {sign}"
    yield ""
    yield (
        f"{count_nouns(outcome.count('violation'), 'violation')}, {count_nouns(outcome.count('warning'), 'warning')}, {outcome.count('info')} info in "
        f"{count_nouns(len(outcome.files), 'file')} with {count_nouns(outcome.triples, 'statement')}; {outcome.known} known, {len(outcome.mended)} mended."
    )
    for message in outcome.unreadable:
        yield f"- could not be read: {escape_markdown(message)}"


def _table(outcome: Outcome) -> Iterator[str]:
    groups = outcome.groups
    if groups:
        yield ""
        yield "| severity | what | times | where |"
        yield "| --- | --- | ---: | --- |"
        yield from map(_row, groups[:_ROWS])
        if len(groups) > _ROWS:
            yield f"\n… and {len(groups) - _ROWS} more kinds of fault."


def _row(group: Group) -> str:
    first = group.first
    places = [
        f"{escape_markdown(str(fault.place or fault.focus))}{_quote(fault.words[0].exact) if fault.words else ''}"
        for fault in group.faults[:_PLACES]
    ]
    more = f"<br>… and {len(group.faults) - _PLACES} more" if len(group.faults) > _PLACES else ""
    like = "" if group.has_one_message else " … and the like"
    return (
        f"| {first.severity} | {escape_markdown(shorten(first.result.message))}{like} | {len(group.faults)} | {'<br>'.join(places)}{more} |"
    )


def _quote(exact: str) -> str:
    return f" “{escape_markdown(shorten(exact, 60))}”"


def _coverage(outcome: Outcome) -> Iterator[str]:
    if outcome.vacuous:
        yield ""
        yield f"Looked at nothing: {', '.join(escape_markdown(looked.name) for looked in outcome.vacuous)}."
    if outcome.dead:
        names = sorted({name for looked in outcome.dead for name in looked.dead})
        yield ""
        yield f"Occurs nowhere, though asked about: {', '.join(map(escape_markdown, names))}."
