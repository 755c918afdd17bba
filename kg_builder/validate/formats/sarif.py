"""SARIF 2.1.0 (OASIS), with all that GitHub code scanning asks of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from kg_builder import __version__
from kg_builder.validate.faults import Fault, end_sentence, shorten, to_message
from kg_builder.validate.outcome import Outcome
from kg_builder.validate.places import Place
from kg_builder.validate.report import RANK

RESULTS: Final = 5_000
"""Results of a run that GitHub shows; it refuses more than 25,000."""
_RELATED: Final = 10
_LEVEL: Final = {"violation": "error", "warning": "warning", "info": "note"}
_PROBLEM: Final = {"violation": "error", "warning": "warning", "info": "recommendation"}
_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_HOME: Final = "https://w3id.org/telegram-kg/"


def to_relative(file: str) -> str:
    """Return a path below the working folder with slashes; another as it is."""
    path = Path(file)
    if path.is_absolute() and path.is_relative_to(Path.cwd()):
        path = path.relative_to(Path.cwd())
    return path.as_posix()


def to_sarif(outcome: Outcome) -> str:
    """Return one run: at most 5,000 results, the worst first, the rest summed up in a notification."""
    faults = sorted(outcome.new, key=lambda fault: RANK[fault.severity])
    shown = faults[:RESULTS]
    rules = _rules(shown)
    index = {rule["id"]: number for number, rule in enumerate(rules)}
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "kg-builder",
                "semanticVersion": __version__,
                "version": __version__,
                "informationUri": _HOME,
                "rules": rules,
            }
        },
        "automationDetails": {"id": "kg-builder/validate/"},
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {"executionSuccessful": not outcome.unreadable, "toolExecutionNotifications": _notifications(outcome, faults[RESULTS:])}
        ],
        "results": [_result(fault, index) for fault in shown],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"


def _rules(faults: Sequence[Fault]) -> list[dict[str, Any]]:
    rules: dict[str, dict[str, Any]] = {}
    for fault in faults:
        if fault.rule not in rules:
            message = end_sentence(shorten(fault.about, 900))
            advice = fault.advice or (f"Expected: {fault.expected}." if fault.expected else "See the shape.")
            rules[fault.rule] = {
                "id": fault.rule,
                "name": "".join(word[:1].upper() + word[1:] for word in fault.shape.replace(":", " ").split()) or "Shape",
                "shortDescription": {"text": shorten(fault.shape, 900)},
                "fullDescription": {"text": message},
                "help": {"text": f"{message} {advice}", "markdown": f"**{message}**\n\n{advice}\n\nShape: `{fault.rule}`"},
                "defaultConfiguration": {"level": _LEVEL[fault.severity]},
                "properties": {"tags": ["shacl"], "precision": "very-high", "problem.severity": _PROBLEM[fault.severity]},
            }
    return list(rules.values())


def _result(fault: Fault, index: dict[str, int]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": fault.rule,
        "ruleIndex": index[fault.rule],
        "level": _LEVEL[fault.severity],
        "message": {"text": to_message(fault)},
        "locations": [_location(fault.place)],
        "partialFingerprints": {"kgBuilderShacl/v1": fault.fingerprint, "primaryLocationLineHash": f"{fault.fingerprint}:1"},
    }
    related = [words.place for words in fault.words if words.place and words.place != fault.place]
    others = [*([fault.other_place] if fault.other_place else []), *related][:_RELATED]
    if others:
        result["relatedLocations"] = [
            {"id": number, "message": {"text": "in the graph" if place is fault.graph else "in the text too"}, **_location(place)}
            for number, place in enumerate(others, 1)
        ]
    return result


def _location(place: Place | None) -> dict[str, Any]:
    # GitHub wants every result to have a place with all four numbers of a region.
    file = to_relative(place.file) if place else "."
    region = {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 2}
    if place and place.line is not None and place.column is not None:
        end_line, end_column = place.end_line or place.line, place.end_column or place.column + 1
        region = {"startLine": place.line, "startColumn": place.column, "endLine": end_line, "endColumn": max(end_column, 1)}
        if end_line == place.line and end_column <= place.column:
            region["endColumn"] = place.column + 1
    artifact: dict[str, Any] = {"uri": quote(file)}
    if Path(file).is_absolute():
        artifact["uri"] = Path(file).as_uri()
    else:
        artifact["uriBaseId"] = "%SRCROOT%"
    location: dict[str, Any] = {"physicalLocation": {"artifactLocation": artifact, "region": region}}
    if place and place.pointer is not None:
        location["logicalLocations"] = [{"fullyQualifiedName": place.pointer or "/", "kind": "object"}]
    return location


def _notifications(outcome: Outcome, left: Sequence[Fault]) -> list[dict[str, Any]]:
    said = [("error", message) for message in outcome.unreadable]
    if left:
        said.append(("warning", f"{len(left)} more results are not listed: the limit is {RESULTS}"))
    level = "error" if outcome.require_targets else "note"
    said += [(level, f"looked at nothing: {looked.name} <{looked.shape}>") for looked in outcome.vacuous]
    said += [(level, f"occurs nowhere: {', '.join(looked.dead)}, which {looked.name} asks about") for looked in outcome.dead]
    said += [("note", note) for note in outcome.notes]
    return [{"level": level, "message": {"text": message}} for level, message in said]
