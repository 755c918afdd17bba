"""JUnit XML, as CI systems read it: a suite for each document, a case for each shape with a target."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Final
from xml.etree import ElementTree as ET

from kg_builder.validate.faults import Fault, to_message
from kg_builder.validate.outcome import Outcome
from kg_builder.validate.report import RANK

# XML 1.0, section 2.2: all that is no Char.
_NO_CHAR: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_junit(outcome: Outcome) -> str:
    """Return the XML; results that do not fail stand in `system-out`, unreadable files are errors."""
    by_document: dict[str, dict[str, list[Fault]]] = {document: {} for document in outcome.documents}
    names = {looked.name for looked in outcome.looked}
    for fault in outcome.new:
        top = fault.shape if fault.shape in names else fault.shape.split(": ", 1)[0]
        by_document.setdefault(fault.document or "(no document)", defaultdict(list)).setdefault(top, []).append(fault)
    root = ET.Element("testsuites", name="kg-builder validate")
    failing = {id(fault) for fault in outcome.failing}
    for document, faults in by_document.items():
        _suite(root, document, sorted(names | faults.keys()), faults, failing)
    if outcome.unreadable:
        suite = ET.SubElement(
            root, "testsuite", name="reading", tests=str(len(outcome.unreadable)), failures="0", errors=str(len(outcome.unreadable))
        )
        for message in outcome.unreadable:
            case = ET.SubElement(suite, "testcase", classname="reading", name=_clean(message.split(":", 1)[0]), time="0")
            ET.SubElement(case, "error", message=_clean(message), type="unreadable")
    if outcome.require_targets:
        _targets(root, outcome)
    for name in ("tests", "failures", "errors"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _suite(root: ET.Element, document: str, names: list[str], faults: dict[str, list[Fault]], failing: set[int]) -> None:
    failed = [name for name in names if any(id(fault) in failing for fault in faults.get(name, ()))]
    suite = ET.SubElement(root, "testsuite", name=_clean(document), tests=str(len(names)), failures=str(len(failed)), errors="0")
    for name in names:
        case = ET.SubElement(suite, "testcase", classname=_clean(document), name=_clean(name), time="0")
        found = sorted(faults.get(name, ()), key=lambda fault: RANK[fault.severity])
        place = next((fault.place for fault in found if fault.place), None)
        if place:
            case.set("file", _clean(place.file))
            if place.line is not None:
                case.set("line", str(place.line))
        lines = [f"{fault.place or '(no place)'}: {fault.severity}: {to_message(fault)}" for fault in found]
        if name in failed:
            element = ET.SubElement(case, "failure", message=_clean(found[0].result.message), type=found[0].severity)
            element.text = _clean("\n".join(lines))
        elif lines:
            ET.SubElement(case, "system-out").text = _clean("\n".join(lines))


def _targets(root: ET.Element, outcome: Outcome) -> None:
    lost = [*outcome.vacuous, *(looked for looked in outcome.dead if looked.focus_nodes)]
    suite = ET.SubElement(
        root, "testsuite", name="targets", tests=str(len(outcome.looked)), failures=str(len({looked.shape for looked in lost})), errors="0"
    )
    for looked in outcome.looked:
        case = ET.SubElement(suite, "testcase", classname="targets", name=_clean(looked.name), time="0")
        if looked in lost:
            message = "looked at nothing" if not looked.focus_nodes else f"occurs nowhere: {', '.join(looked.dead)}"
            ET.SubElement(case, "failure", message=_clean(message), type="target")


def _clean(text: str) -> str:
    return _NO_CHAR.sub("\ufffd", text)
