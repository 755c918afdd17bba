"""A difference as text for a terminal, as Markdown for a pull request, as JSON for a program."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, Final

from kg_builder.diff.changes import Change, Difference
from kg_builder.terminal import PLAIN, Style, escape_controls
from kg_builder.validate.faults import shorten
from kg_builder.validate.formats.as_json import place_as_json
from kg_builder.validate.formats.markdown import LIMIT, escape_markdown

_SIGN: Final = {"gained": "+", "lost": "-", "altered": "~", "moved": ">"}
_COLOUR: Final = {"gained": "green", "lost": "red", "altered": "yellow", "moved": "blue"}
_SAID: Final = 8
"""Statements of a whole thing that are shown."""


def say(change: Change) -> str:
    """Return a change as one line: "rifles (Item): quantity 5000 -> 500, line 14, rule goods.quantity"."""
    head = f"{shorten(change.name, 120)} ({change.type})"
    if change.property_name:
        old, new = (shorten(", ".join(values), 120) for values in (change.old, change.new))
        what = {
            "altered": f"{change.property_name} {old} -> {new}",
            "gained": f"{change.property_name} {new}",
            "lost": f"{change.property_name} {old}",
        }[change.kind]
        head = f"{head}: {what}"
    elif change.kind == "moved":
        head = f"{head}: stands elsewhere, {change.old[0]} -> {change.new[0]}"
    elif change.statements:
        more = f"; and {len(change.statements) - _SAID} more" if len(change.statements) > _SAID else ""
        head = f"{head}: {'; '.join(shorten(said, 80) for said in change.statements[:_SAID])}{more}"
    return head + _where(change)


def _where(change: Change) -> str:
    if not change.words:
        return ""
    first = change.words[0]
    place = f"line {first.place.line}" if first.place else f"characters {first.start}-{first.end}"
    rule = f", rule {first.rule}" if first.rule else ""
    return f', {place} "{shorten(first.exact, 60)}"{rule}'


def _documents(changes: Sequence[Change]) -> Iterator[tuple[str, list[Change]]]:
    for document, found in groupby(changes, key=lambda change: change.document):
        yield document or "the whole graph", list(found)


def _counts(changes: Sequence[Change]) -> str:
    found = {kind: sum(change.kind == kind for change in changes) for kind in _SIGN}
    return ", ".join(f"{number} {kind}" for kind, number in found.items() if number) or "nothing changed"


def _beside(difference: Difference) -> Iterator[str]:
    if any(difference.versions):
        yield f"made by version {difference.versions[1] or '(unknown)'}, before by {difference.versions[0] or '(unknown)'}"
    if any(difference.evidence):
        yield f"evidence: {difference.evidence[0]} statements gained, {difference.evidence[1]} lost"


def to_text(difference: Difference, style: Style = PLAIN) -> str:
    """Return the changes by part and document, and a closing line."""
    lines: list[str] = []
    for part in ("asserted", "inferred"):
        changes = difference.of(part)
        if changes:
            lines.append(style(f"{part}: {_counts(changes)}", "bold"))
            for document, found in _documents(changes):
                lines.append(f"  {escape_controls(document)}")
                lines += [f"    {style(_SIGN[change.kind], _COLOUR[change.kind])} {escape_controls(say(change))}" for change in found]
    lines += _beside(difference)
    return "".join(f"{line}\n" for line in lines or ["nothing changed"])


def to_markdown(difference: Difference) -> str:
    """Return the changes for a pull request; what GitHub would cut off is cut at a line."""
    lines = ["## What changed in the graph", ""]
    if not difference:
        lines.append("No fact changed.")
    for part in ("asserted", "inferred"):
        changes = difference.of(part)
        if changes:
            lines += ["", f"### {part.capitalize()}: {_counts(changes)}"]
            for document, found in _documents(changes):
                lines += ["", f"**{escape_markdown(document)}**", ""]
                lines += [f"- {change.kind}: {escape_markdown(say(change))}" for change in found]
    beside = [*_beside(difference)]
    text = "\n".join([*lines, *([""] if beside else []), *(f"_{escape_markdown(line)}_" for line in beside)]) + "\n"
    data = text.encode()
    return text if len(data) <= LIMIT else data[:LIMIT].decode("utf-8", "ignore").rpartition("\n")[0] + "\n\n(cut)\n"


def to_json(difference: Difference) -> str:
    """Return one object with every change."""
    said = {
        "changed": bool(difference),
        "changes": [_change(change) for change in difference.changes],
        "evidence": {"gained": difference.evidence[0], "lost": difference.evidence[1]},
        "versions": {"old": difference.versions[0], "new": difference.versions[1]} if any(difference.versions) else None,
    }
    return json.dumps(said, ensure_ascii=False, indent=2) + "\n"


def _change(change: Change) -> dict[str, Any]:
    found: dict[str, Any] = {
        "kind": change.kind,
        "part": change.part,
        "document": change.document or None,
        "thing": change.thing,
        "name": change.name,
        "type": change.type,
        "property": change.property_name,
        "old": list(change.old) or None,
        "new": list(change.new) or None,
        "statements": list(change.statements) or None,
        "words": [
            {
                "text": words.name,
                "start": words.start,
                "end": words.end,
                "exact": words.exact,
                "rule": words.rule,
                "place": place_as_json(words.place),
            }
            for words in change.words
        ]
        or None,
    }
    return {name: value for name, value in found.items() if value is not None}
