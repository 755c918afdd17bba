"""The outcome for a person at a terminal: a line for each kind of fault, its places below it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kg_builder.terminal import PLAIN, Style, escape_controls
from kg_builder.validate.faults import Fault, Group, count_nouns, shorten
from kg_builder.validate.outcome import Outcome

_SHOWN: Final = 3
"""Faults of a group that are shown unless all are asked for."""
_COLOUR: Final = {"violation": "red", "warning": "yellow", "info": "blue"}


def to_text(outcome: Outcome, *, everything: bool = False, style: Style = PLAIN) -> str:
    """Return the report, lines ended; controls of the data are escaped."""
    lines = [
        *_groups(outcome, everything, style),
        *_baseline(outcome),
        *_coverage(outcome, everything),
        *outcome.notes,
        *_verdict(outcome, style),
    ]
    return "".join(f"{line}\n" for line in lines)


def _groups(outcome: Outcome, everything: bool, style: Style) -> Iterator[str]:
    for group in outcome.groups:
        yield _head(group, style)
        shown = group.faults if everything else group.faults[:_SHOWN]
        for fault in shown:
            yield from _fault(fault, style, group)
        if len(shown) < len(group.faults):
            yield f"  … and {len(group.faults) - len(shown)} more; --all shows them"
        if group.first.advice:
            yield f"  To mend it: {escape_controls(group.first.advice)}"
        yield ""


def _head(group: Group, style: Style) -> str:
    first = group.first
    times = "" if len(group.faults) == 1 else f" ({len(group.faults)} times, in {count_nouns(group.documents, 'document')})"
    word = style(first.severity, _COLOUR[first.severity])
    return f"{word}: {escape_controls(shorten(first.result.message))}{times} [{escape_controls(first.shape)}]"


def _fault(fault: Fault, style: Style, group: Group) -> Iterator[str]:
    place = fault.place
    yield f"  {style(escape_controls(str(place)), 'bold') if place else '(no place)'}: {escape_controls(fault.focus)}"
    if not group.has_one_message and fault is not group.first:
        yield f"    here: {escape_controls(shorten(fault.result.message))}"
    if fault.value is not None:
        yield f"    there is: {escape_controls(fault.value)}"
    if fault.expected:
        yield f"    expected: {escape_controls(shorten(fault.expected))}"
    for words in fault.words[:2]:
        where = "" if words.place else f" ({words.name}, characters {words.start}-{words.end})"
        by = f", read by {words.rule}" if words.rule else ""
        yield f'    the text: "{escape_controls(shorten(words.exact))}"{escape_controls(where)}{escape_controls(by)}'
    if fault.other_place:
        yield f"    in the graph: {escape_controls(str(fault.other_place))}"


def _baseline(outcome: Outcome) -> Iterator[str]:
    if outcome.known:
        yield f"{count_nouns(outcome.known, 'known fault')} of the baseline left aside"
    for line in outcome.mended:
        yield f"mended: {escape_controls(shorten(line))}"


def _coverage(outcome: Outcome, everything: bool) -> Iterator[str]:
    if everything:
        for looked in outcome.looked:
            yield f"looked at {count_nouns(looked.focus_nodes, 'node')}: {escape_controls(looked.name)} <{escape_controls(looked.shape)}>"
        for looked in outcome.dead:
            yield f"occurs nowhere: {escape_controls(', '.join(looked.dead))}, which {escape_controls(looked.name)} asks about"
        return
    if not outcome.files:
        return
    if outcome.vacuous:
        names = ", ".join(escape_controls(looked.name) for looked in outcome.vacuous)
        yield f"{count_nouns(len(outcome.vacuous), 'shape')} looked at nothing: {shorten(names, 1000)}"
    dead = sorted({name for looked in outcome.dead for name in looked.dead})
    if dead:
        yield f"{count_nouns(len(dead), 'path')} of shapes with focus nodes {'occurs' if len(dead) == 1 else 'occur'} nowhere: {shorten(escape_controls(', '.join(dead)), 1000)}"


def _verdict(outcome: Outcome, style: Style) -> Iterator[str]:
    counts = ", ".join(count_nouns(outcome.count(severity), severity) for severity in ("violation", "warning", "info"))
    looked = sum(looked.focus_nodes > 0 for looked in outcome.looked)
    if not outcome.files:
        yield "nothing was validated: no file could be read"
        return
    if not any(looked.focus_nodes for looked in outcome.looked):
        yield style("nothing was looked at: no shape has a focus node in these files", "yellow")
    verdict = style("conforms", "green") if outcome.conforms else style("does not conform", "red")
    what = f"{count_nouns(len(outcome.files), 'file')}, {count_nouns(outcome.triples, 'statement')}, {looked} of {count_nouns(len(outcome.looked), 'shape')} with focus nodes"
    yield f"{verdict}: {counts} ({what}; engine: {outcome.engine})"
