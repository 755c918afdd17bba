"""The outcome as JSON for other programs."""

from __future__ import annotations

import json
from typing import Any

from kg_builder.validate.faults import Fault
from kg_builder.validate.outcome import Outcome
from kg_builder.validate.places import Place
from kg_builder.validate.words import Words


def to_json(outcome: Outcome) -> str:
    """Return one object; every fault, known ones too, and the focus nodes of every shape."""
    said = {
        "conforms": outcome.conforms,
        "engine": outcome.engine,
        "files": list(outcome.files),
        "unreadable": list(outcome.unreadable),
        "triples": outcome.triples,
        "counts": {severity: outcome.count(severity) for severity in ("violation", "warning", "info")},
        "known": outcome.known,
        "mended": list(outcome.mended),
        "notes": list(outcome.notes),
        "shapes": [
            {"shape": looked.shape, "name": looked.name, "focusNodes": looked.focus_nodes, "deadPaths": list(looked.dead)}
            for looked in outcome.looked
        ],
        "results": [_fault(fault) for fault in outcome.faults],
    }
    return json.dumps(said, ensure_ascii=False, indent=2) + "\n"


def place_as_json(place: Place | None) -> dict[str, Any] | None:
    """Return the keys of a place that have a value."""
    if place is None:
        return None
    names = {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
        "pointer": place.pointer,
    }
    return {name: value for name, value in names.items() if value is not None}


def _words(words: Words) -> dict[str, Any]:
    found = {
        "text": words.name,
        "start": words.start,
        "end": words.end,
        "exact": words.exact,
        "rule": words.rule,
        "place": place_as_json(words.place),
    }
    return {name: value for name, value in found.items() if value not in (None, "")}


def _fault(fault: Fault) -> dict[str, Any]:
    result = fault.result
    found = {
        "severity": result.severity,
        "message": result.message,
        "shape": result.shape,
        "shapeName": fault.shape,
        "component": result.component,
        "focusNode": result.focus,
        "focusName": fault.focus,
        "path": result.path,
        "value": result.value,
        "expected": fault.expected or None,
        "advice": fault.advice,
        "document": fault.document,
        "place": place_as_json(fault.place),
        "graphPlace": place_as_json(fault.graph),
        "words": [_words(words) for words in fault.words],
        "fingerprint": fault.fingerprint,
        "known": fault.known,
    }
    return {name: value for name, value in found.items() if value is not None}
