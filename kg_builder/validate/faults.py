"""Results with their places, words and fingerprints: what every output format is made from."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg_builder.terms import Term, Triple, parse_literal
from kg_builder.validate import shacl
from kg_builder.validate.anchors import find_anchors
from kg_builder.validate.places import DataFile, FileIndex, Place, name_by_content
from kg_builder.validate.report import RANK, Report, Result, Severity
from kg_builder.validate.shapeset import Shape, ShapeSet
from kg_builder.validate.wording import short
from kg_builder.validate.words import Evidence, Words
from kg_builder.vocab import DCTERMS_TITLE, FOAF_NAME, RDFS_LABEL, SKOS_PREF_LABEL, TG_SOURCE_TEXT

_LABELS: Final = tuple(f"<{iri}>" for iri in (RDFS_LABEL, SKOS_PREF_LABEL, FOAF_NAME, DCTERMS_TITLE))
_LONG: Final = 200
"""Characters of a value that are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One result as a person needs it.

    `document` is the text that it was read from, else the file where it stands. `fingerprint` stays the same when lines
    move, when other faults come and go, and when blank nodes are labelled anew. `about` is what the shape says of any fault
    that it finds.
    """

    result: Result
    shape: str
    focus: str
    value: str | None
    expected: str
    advice: str | None
    graph: Place | None
    words: tuple[Words, ...]
    document: str
    fingerprint: str
    about: str = ""
    known: bool = False

    @property
    def severity(self) -> Severity:
        """Return the severity of the result."""
        return self.result.severity

    @property
    def place(self) -> Place | None:
        """Return the place that a person edits: in the telegram, else in the RDF file."""
        return next((words.place for words in self.words if words.place), None) or self.graph

    @property
    def other_place(self) -> Place | None:
        """Return the place in the RDF file where `place` is in the telegram."""
        return self.graph if self.place is not self.graph else None

    @property
    def rule(self) -> str:
        """Return the name of the shape that is stable and short."""
        return self.result.shape.strip("<>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The same fault in many places: one shape, one component, one severity."""

    faults: tuple[Fault, ...]

    @property
    def first(self) -> Fault:
        """Return one fault that stands for all."""
        return self.faults[0]

    @property
    def documents(self) -> int:
        """Return in how many documents it occurs."""
        return len({fault.document for fault in self.faults})

    @property
    def has_one_message(self) -> bool:
        """False if a query fills in the message of each fault."""
        return len({fault.result.message for fault in self.faults}) == 1


def shorten(text: str, width: int = _LONG) -> str:
    """Return at most `width` characters of a text, and how many more there are."""
    return text if len(text) <= width else f"{text[:width]}… ({len(text) - width} more characters)"


def count_nouns(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural where it needs one."""
    return f"{number} {noun}" if number == 1 or noun == "info" else f"{number} {noun}s"


def end_sentence(text: str) -> str:
    """Return the text with a full stop, if it has no end of its own."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _labels(triples: Collection[Triple], wanted: Collection[Term]) -> Mapping[Term, str]:
    found: dict[Term, tuple[int, str, str]] = {}
    for subject, predicate, obj in triples:
        if subject in wanted and predicate in _LABELS:
            literal = parse_literal(obj)
            if literal:
                rank = (_LABELS.index(predicate), "" if literal.language in (None, "en") else literal.language or "", literal.lexical)
                found[subject] = min(found.get(subject, rank), rank)
    return {term: text for term, (_, _, text) in found.items()}


def _say(term: Term, labels: Mapping[Term, str]) -> str:
    if term.startswith('"'):
        literal = parse_literal(term)
        return shorten(literal.lexical if literal else term)
    name = shorten(labels[term]) if term in labels else ""
    known = short(term) if term.startswith("<") else "a node without an address"
    return f"{name} ({known})" if name else known


def _fingerprint(result: Result, names: Mapping[Term, str]) -> str:
    parts = (result.shape, names.get(result.focus, result.focus), result.path or "", names.get(result.value or "", result.value or ""))
    return hashlib.sha256("\n".join((*parts, result.component)).encode("utf-8", "replace")).hexdigest()[:32]


def _top(shapes: ShapeSet, shape: Shape | None) -> Shape | None:
    while shape and shape.owner and shape.owner in shapes.shapes:
        shape = shapes.shapes[shape.owner]
    return shape


def _shape_name(shapes: ShapeSet, result: Result) -> str:
    shape = shapes.shapes.get(result.shape)
    top = _top(shapes, shape)
    if shape is None or top is None:
        return short(result.shape)
    return top.label if top is shape else f"{top.label}: {shape.label}"


def find_faults(report: Report, shapes: ShapeSet, files: Sequence[DataFile], folders: Sequence[Path] = ()) -> tuple[Fault, ...]:
    """Return the results of a report with their places; costs little more than the scan of files that have a fault."""
    if not report.results:
        return ()
    wanted = {term for result in report.results for term in (result.focus, result.value) if term and not term.startswith('"')}
    triples = [triple for file in files for triple in file.triples] if len(files) > 1 else files[0].triples
    anchors = find_anchors(report.results, shapes, triples)
    indexes = [FileIndex(file, wanted | {triple[0] for triple in anchors.values()}) for file in files]
    evidence = Evidence(triples, wanted, folders)
    labels, names = _labels(triples, wanted), name_by_content(triples)
    placed = ((result, find_place(indexes, result, anchors.get(result))) for result in report.results)
    return tuple(_fault(result, place, shapes, evidence, labels, names) for result, place in placed)


def _fault(
    result: Result,
    graph: Place | None,
    shapes: ShapeSet,
    evidence: Evidence,
    labels: Mapping[Term, str],
    names: Mapping[Term, str],
) -> Fault:
    words = evidence.find(result.focus, result.path, result.value)
    shape = shapes.shapes.get(result.shape)
    own = shape.expected if shape else ""
    return Fault(
        result=result,
        shape=_shape_name(shapes, result),
        focus=_say(result.focus, labels),
        value=_say(result.value, labels) if result.value and result.value != result.focus else None,
        expected=own,
        advice=shape.description if shape else None,
        graph=graph,
        words=words,
        document=words[0].name if words and words[0].name else graph.file if graph else "",
        fingerprint=_fingerprint(result, names),
        about=_about(shape, result),
    )


def _about(shape: Shape | None, result: Result) -> str:
    """Return what the shape says of any result of it; a message with `{?value}` in it says something of one alone."""
    if shape and shape.message and "{" not in shape.message:
        return shape.message
    return f"Expected: {shape.expected}." if shape and shape.expected else result.message


def find_place(indexes: Sequence[FileIndex], result: Result, anchor: Triple | None = None) -> Place | None:
    """Return where a result stands: in the file that has the very statement, else in the first that knows the node.

    A query asked of a whole text has the faulty node as its value, and the value's place says more. `anchor` is the last
    statement of a path of several steps.
    """
    if anchor:
        ending = [index for index in indexes if index.has_statement(*anchor)]
        found = [place for index in ending or indexes if (place := index.find(*anchor))]
        if found:
            return found[0]
    exact = [index for index in indexes if index.has_statement(result.focus, result.path, result.value)]
    if result.path is None and result.value and result.value != result.focus:
        for index in indexes:
            place = index.find(result.value, None, None)
            if place:
                return place
    places = [place for index in exact or indexes if (place := index.find(result.focus, result.path, result.value))]
    return min(places, key=lambda place: place.line is None, default=None)


def find_documents(triples: Collection[Triple]) -> tuple[str, ...]:
    """Return the names of the texts that a graph was read from, sorted; nothing if it names none."""
    texts = {subject for subject, predicate, obj in triples if predicate == shacl.TYPE and obj == f"<{TG_SOURCE_TEXT}>"}
    return tuple(sorted(set(_labels(triples, texts).values()))) if texts else ()


def group_faults(faults: Iterable[Fault]) -> tuple[Group, ...]:
    """Return the faults in groups, the worst and then the largest first."""
    groups: dict[tuple[object, ...], list[Fault]] = {}
    for fault in faults:
        groups.setdefault((fault.severity, fault.result.shape, fault.result.component, fault.result.path), []).append(fault)
    found = [Group(faults=tuple(members)) for members in groups.values()]
    return tuple(sorted(found, key=lambda group: (RANK[group.first.severity], -len(group.faults), group.first.result.order)))


def to_message(fault: Fault, width: int = _LONG) -> str:
    """Return one paragraph: the shape's message, whom it concerns, what is there, what the text says, how to mend it."""
    parts = [end_sentence(shorten(fault.result.message, 2 * width)), f"It concerns {shorten(fault.focus, width)}."]
    if fault.value is not None:
        parts.append(f'There is "{shorten(fault.value, width)}".')
    if fault.expected:
        parts.append(f"Expected: {shorten(fault.expected, width)}.")
    if fault.words:
        first = fault.words[0]
        parts.append(f'The text has "{shorten(first.exact, width)}" at {first.name} {first.start}-{first.end}.')
    if fault.advice:
        parts.append(fault.advice)
    return " ".join(parts)
