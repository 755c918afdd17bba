"""Workflow commands of GitHub Actions: annotations on the lines of a pull request."""

from __future__ import annotations

from typing import Final

from kg_builder.validate.faults import Fault, count_nouns, to_message
from kg_builder.validate.outcome import Outcome
from kg_builder.validate.report import RANK

ANNOTATIONS: Final = 10
"""Annotations of one step that GitHub shows; the rest stands in the job summary."""
_COMMAND: Final = {"violation": "error", "warning": "warning", "info": "notice"}


def to_github(outcome: Outcome) -> str:
    """Return at most ten annotations, the worst first and one of each kind before a second, and a closing line."""
    faults = sorted(outcome.new, key=lambda fault: RANK[fault.severity])
    first = {id(group.first) for group in outcome.groups}
    ordered = sorted(faults, key=lambda fault: (RANK[fault.severity], id(fault) not in first))
    lines = [_annotation(fault) for fault in ordered[:ANNOTATIONS]]
    # A file that could not be read may hide the worst.
    lines = [f"::error title=Not read::{_data(message)}" for message in outcome.unreadable] + lines
    if outcome.require_targets:
        lines += [f"::error title=Looked at nothing::{_data(looked.name)}" for looked in outcome.vacuous]
        lines += [
            f"::error title=Occurs nowhere::{_data(', '.join(looked.dead))}, which {_data(looked.name)} asks about"
            for looked in outcome.dead
        ]
    more = max(len(lines), len(outcome.unreadable) + len(faults)) - ANNOTATIONS
    lines = lines[:ANNOTATIONS]
    verdict = "conforms" if outcome.conforms else "does not conform"
    rest = f"; {more} more in the job summary" if more > 0 else ""
    lines.append(f"{verdict}: {count_nouns(len(faults), 'result')}, {outcome.known} known{rest}")
    return "".join(f"{line}\n" for line in lines)


def _annotation(fault: Fault) -> str:
    properties: dict[str, object] = {}
    place = fault.place
    if place:
        properties["file"] = place.file
        if place.line is not None:
            properties |= {"line": place.line, "col": place.column, "endLine": place.end_line, "endColumn": place.end_column}
            if place.end_line != place.line:
                # GitHub takes columns only within one line.
                del properties["col"], properties["endColumn"]
    properties["title"] = fault.shape
    said = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    message = to_message(fault) + (f" In the graph: {fault.other_place}." if fault.other_place else "")
    return f"::{_COMMAND[fault.severity]} {said}::{_data(message)}"


def _data(text: str) -> str:
    """Return the text with the escapes of a workflow command's message."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Return the text with the escapes of a workflow command's property."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
