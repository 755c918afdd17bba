"""The words of the telegram that a faulty statement was read from, if the graph has evidence."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg_builder.errors import InputError
from kg_builder.model import DocId
from kg_builder.source import SourceText, to_source
from kg_builder.terms import Term, Triple, parse_literal
from kg_builder.validate import shacl
from kg_builder.validate.places import Place
from kg_builder.vocab import (
    OA_END,
    OA_EXACT,
    OA_HAS_SELECTOR,
    OA_HAS_SOURCE,
    OA_START,
    PROV_WAS_QUOTED_FROM,
    RDF_OBJECT,
    RDF_PREDICATE,
    RDF_SUBJECT,
    RDFS_LABEL,
    TG_FOUND_BY,
    TG_SHA256,
)

_LISTED: Final = 20_000
"""Files looked through for a text by its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of a text that a statement was read from; `place` is None where the text was not found or is not the same."""

    name: str
    start: int
    end: int
    exact: str
    rule: str
    place: Place | None


def _iri(term: str) -> Term:
    return f"<{term}>"


class Evidence:
    """The attestations of some nodes of a graph, and the texts that they quote."""

    def __init__(self, triples: Collection[Triple], wanted: Collection[Term], folders: Sequence[Path]) -> None:
        self._folders = folders
        self._texts: dict[Term, SourceText | None] = {}
        self._paths: dict[Term, str] = {}
        subjects = {s for s, p, o in triples if p == _iri(RDF_SUBJECT) and o in wanted}
        attestations = subjects | {s for s, p, _ in triples if p == _iri(RDF_SUBJECT) and s in wanted}
        self._about: dict[Term, dict[Term, list[Term]]] = defaultdict(lambda: defaultdict(list))
        self._load(triples, attestations)
        quoted = {o for a in attestations for o in self._about[a].get(_iri(PROV_WAS_QUOTED_FROM), ())}
        quoted |= {s for s, p, o in triples if p == _iri(OA_HAS_SELECTOR) and (s in wanted or o in wanted)}
        self._load(triples, quoted)
        sources = {o for q in quoted for o in self._about[q].get(_iri(OA_HAS_SOURCE), ())}
        self._load(triples, {o for q in quoted for o in self._about[q].get(_iri(OA_HAS_SELECTOR), ())} | sources)
        self._of: dict[Term, list[Term]] = defaultdict(list)
        for attestation in sorted(attestations):
            self._of[attestation].append(attestation)
            for subject in self._about[attestation].get(_iri(RDF_SUBJECT), ()):
                self._of[subject].append(attestation)
        self._places: dict[Term, list[Term]] = defaultdict(list)
        for place in sorted(quoted):
            for term in (place, *self._about[place].get(_iri(OA_HAS_SELECTOR), ())):
                self._places[term].append(place)

    def _load(self, triples: Collection[Triple], nodes: Collection[Term]) -> None:
        if nodes:
            for s, p, o in triples:
                if s in nodes:
                    self._about[s][p].append(o)

    def _one(self, node: Term, predicate: str) -> str:
        values = self._about.get(node, {}).get(_iri(predicate), ())
        literal = parse_literal(values[0]) if values else None
        return literal.lexical if literal else ""

    def find(self, focus: Term, path: str | None, value: Term | None) -> tuple[Words, ...]:
        """Return the words for a statement, else for its property, else for the node, else for the value as a node."""
        about = self._of.get(focus, [])
        if path:
            by_path = [a for a in about if path in self._about[a].get(_iri(RDF_PREDICATE), ())]
            by_value = [a for a in by_path if value in self._about[a].get(_iri(RDF_OBJECT), ())]
            about = by_value or by_path or about
        anchors = [a for a in about if shacl.TYPE in self._about[a].get(_iri(RDF_PREDICATE), ())]
        found = [words for a in anchors or about for words in self._quotes(a)]
        found = found or [words for place in self._places.get(focus, ()) for words in self._words(place, "")]
        if not found and value is not None and value != focus:
            return self.find(value, None, None)
        return tuple(sorted(set(found), key=lambda words: (words.name, words.start, words.end, words.rule)))

    def _quotes(self, attestation: Term) -> Iterator[Words]:
        for place in self._about[attestation].get(_iri(PROV_WAS_QUOTED_FROM), ()):
            yield from self._words(place, self._one(attestation, TG_FOUND_BY))

    def _words(self, place: Term, rule: str) -> Iterator[Words]:
        selectors = self._about[place].get(_iri(OA_HAS_SELECTOR), ())
        start, end, exact = (next(filter(None, (self._one(s, p) for s in selectors)), "") for p in (OA_START, OA_END, OA_EXACT))
        source = next(iter(self._about[place].get(_iri(OA_HAS_SOURCE), ())), "")
        if start.isdecimal() and end.isdecimal():
            first, last = int(start[:9]), int(end[:9])
            yield Words(
                name=self._one(source, RDFS_LABEL), start=first, end=last, exact=exact, rule=rule, place=self._place(source, first, last)
            )

    def _place(self, source: Term, start: int, end: int) -> Place | None:
        text = self._text(source)
        if text is None or not 0 <= start <= end <= len(text.text):
            return None
        (line, column), (end_line, end_column) = text.position(start), text.position(end)
        return Place(file=self._paths[source], line=line, column=column, end_line=end_line, end_column=end_column)

    def _text(self, source: Term) -> SourceText | None:
        """Return the text that the graph was read from: a file of its name whose bytes have the SHA-256 that the graph gives."""
        if source not in self._texts:
            name, digest = self._one(source, RDFS_LABEL), self._one(source, TG_SHA256)
            self._texts[source] = self._look_for(source, name, digest) if name and digest and "/" not in name else None
        return self._texts[source]

    def _look_for(self, source: Term, name: str, digest: str) -> SourceText | None:
        for path in _candidates(self._folders, name):
            try:
                data = path.read_bytes()
                if hashlib.sha256(data).hexdigest() == digest:
                    self._paths[source] = str(path)
                    return to_source(data, DocId(path.stem), name)
            except (OSError, InputError):
                continue
        return None


def _candidates(folders: Sequence[Path], name: str) -> Iterator[Path]:
    yield from (folder / name for folder in folders if (folder / name).is_file())
    looked = 0
    for folder in folders:
        for path in sorted(folder.glob("**/*")) if folder.is_dir() else ():
            looked += 1
            if looked > _LISTED:
                return
            if path.name == name and path.is_file():
                yield path
