"""Where a result stands in the RDF file that was read."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg_builder.errors import InputError
from kg_builder.terms import Term, Triple
from kg_builder.validate.jsonplaces import find_nodes, find_offsets, label_nodes
from kg_builder.validate.reading import parse_triples
from kg_builder.validate.turtle import Placed, scan_lines, scan_turtle

_SCANNED: Final = {"TURTLE": scan_turtle, "TRIG": scan_turtle, "N_TRIPLES": scan_lines, "N_QUADS": scan_lines}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A region of a file, lines and columns from 1, the end exclusive; `pointer` is a JSON pointer."""

    file: str
    line: int | None = None
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None
    pointer: str | None = None

    def __str__(self) -> str:
        """Return `file:line:column`, or the file and the pointer."""
        if self.line is None:
            return f"{self.file}#{self.pointer}" if self.pointer is not None else self.file
        return f"{self.file}:{self.line}:{self.column}"


class Lines:
    """Offsets of a text to lines and columns; CR, LF and CRLF each end one line."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(found.end() for found in re.finditer("\r\n?|\n", text))]

    def place(self, offset: int) -> tuple[int, int]:
        """Return line and column, both from 1."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


@dataclass(frozen=True, slots=True)
class DataFile:
    """One RDF file as it was read; `data` is None for a large one, which is read again if places in it are asked for.

    `prefix` stands before the labels of its blank nodes in the whole graph; `parts` are its documents, if it is a large build.
    """

    name: str
    format: str
    data: bytes | None
    triples: Sequence[Triple]
    prefix: str = ""
    parts: Sequence[Sequence[Triple]] = ()

    def read_text(self) -> str:
        """Return the text of the file, without a byte-order mark."""
        data = self.data if self.data is not None else Path(self.name).read_bytes()
        return data.decode("utf-8-sig", "replace")


def _wanted_statements(file: DataFile, wanted: Collection[Term], text: str) -> Iterator[Placed]:
    """Yield the statements of a file that speak of the wanted nodes, blank nodes named as in the graph."""
    statements: Iterable[Placed] = _SCANNED[file.format](text)
    if any(term.startswith("_:") for term in wanted):
        statements = _with_graph_labels(file, list(statements))
    for placed in statements:
        if placed.subject in wanted or placed.object in wanted:
            yield placed


def name_by_content(triples: Sequence[Triple]) -> Mapping[Term, str]:
    """Return a name for each blank node by what the graph says of it, whatever its label (three rounds of refinement)."""
    colour = {term: "_:" for triple in triples for term in (triple[0], triple[2]) if term.startswith("_:")}
    if not colour:
        return {}
    near = [triple for triple in triples if triple[0] in colour or triple[2] in colour]
    for _ in range(3):
        said: dict[Term, list[str]] = defaultdict(list)
        for s, p, o in near:
            if s in colour:
                said[s].append(f"> {p} {colour.get(o, o)}")
            if o in colour:
                said[o].append(f"< {p} {colour.get(s, s)}")
        colour = {term: hashlib.sha256("\n".join(sorted(said[term])).encode()).hexdigest() for term in colour}
    return colour


def _match_labels(graph: Sequence[Triple], read: Sequence[Triple]) -> Mapping[Term, Term]:
    """Return for each blank node of a second reading its label in the graph, by what is said of it."""
    theirs: dict[str, list[Term]] = defaultdict(list)
    for term, colour in name_by_content(graph).items():
        theirs[colour].append(term)
    # Of several nodes of which the same is said any may stand for any.
    return {term: theirs[colour].pop(0) for term, colour in name_by_content(read).items() if theirs[colour]}


def _with_graph_labels(file: DataFile, statements: Sequence[Placed]) -> Iterator[Placed]:
    """Yield the statements, each blank node with the label that it has in the graph."""
    names = _match_labels(file.triples, [(p.subject, p.predicate, p.object) for p in statements])
    for p in statements:
        yield Placed(names.get(p.subject, p.subject), p.predicate, names.get(p.object, p.object), p.subject_start, p.start, p.end)


class FileIndex:
    """Places of the statements about some nodes in one file."""

    def __init__(self, file: DataFile, wanted: Collection[Term]) -> None:
        self.name = file.name
        self._exact: dict[Triple, Place] = {}
        self._property: dict[tuple[Term, Term], Place] = {}
        self._subject: dict[Term, Place] = {}
        text = file.read_text()
        if file.format in _SCANNED:
            self._scan(file, wanted, text)
        elif file.format == "JSON_LD":
            self._point(file, wanted, text)
        for term in {subject for subject, _, _ in file.triples if subject in wanted} - self._subject.keys():
            self._subject[term] = Place(file=self.name)

    def _scan(self, file: DataFile, wanted: Collection[Term], text: str) -> None:
        lines = Lines(text)
        for placed in _wanted_statements(file, wanted, text):
            place = self._region(lines, placed.start, placed.end)
            self._exact.setdefault((placed.subject, placed.predicate, placed.object), place)
            self._property.setdefault((placed.subject, placed.predicate), place)
            if placed.subject in wanted and (placed.subject not in self._subject):
                width = len(placed.subject) if text.startswith("<", placed.subject_start) else 1
                self._subject[placed.subject] = self._region(lines, placed.subject_start, placed.subject_start + width)

    def _region(self, lines: Lines, start: int, end: int) -> Place:
        (line, column), (end_line, end_column) = lines.place(start), lines.place(end)
        return Place(file=self.name, line=line, column=column, end_line=end_line, end_column=end_column)

    def _point(self, file: DataFile, wanted: Collection[Term], text: str) -> None:
        offsets, lines = find_offsets(text), Lines(text)
        names: Mapping[Term, Term] = {}
        labelled = label_nodes(text) if any(term.startswith("_:") for term in wanted) else text
        if labelled != text:
            try:
                names = _match_labels(file.triples, parse_triples(labelled.encode("utf-8", "replace"), file.format, file.name))
            except InputError:
                # A context gives a key a meaning that is not known here: the nodes without an address stay without a place.
                labelled = text
        for node in find_nodes(labelled):
            subject = names.get(node.subject, node.subject)
            if subject in wanted:
                self._subject.setdefault(subject, self._pointed(node.pointer, offsets, lines))
                for predicate, pointer in node.properties.items():
                    self._property.setdefault((subject, predicate), self._pointed(pointer, offsets, lines))

    def _pointed(self, pointer: str, offsets: Mapping[str, int], lines: Lines) -> Place:
        if pointer not in offsets:
            return Place(file=self.name, pointer=pointer)
        line, column = lines.place(offsets[pointer])
        return Place(file=self.name, line=line, column=column, end_line=line, end_column=column + 1, pointer=pointer)

    def find(self, focus: Term, path: str | None, value: Term | None) -> Place | None:
        """Return the place of the statement, else of the property, else of the node; None if the file says nothing of it."""
        if path and value:
            triple = (value, path[1:], focus) if path.startswith("^<") else (focus, path, value)
            if triple in self._exact:
                return self._exact[triple]
        if path and (focus, path) in self._property:
            return self._property[focus, path]
        return self._subject.get(focus)

    def has_statement(self, focus: Term, path: str | None, value: Term | None) -> bool:
        """True if the very statement stands in this file."""
        return bool(path and value and (focus, path, value) in self._exact)
