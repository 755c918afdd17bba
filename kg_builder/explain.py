"""Why the graph says something: the statements about a thing, each with the words of the text that it was read from."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg_builder import vocab
from kg_builder.errors import InputError, UsageError
from kg_builder.model import DocId, Span
from kg_builder.prefixes import names_below, parse_name, shorten
from kg_builder.remark import shown_name
from kg_builder.source import SourceText, to_source
from kg_builder.terminal import PLAIN, Style, escape_controls
from kg_builder.terms import Term, Triple, iri_of, is_iri, parse_literal, to_iri

_BEFORE, _AFTER = 60, 40
"""Code points of a long line that are shown on the two sides of the marked words."""
_NAMED = 5  # things that a message names where a word fits several


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place of a source text, as the graph says it: the IRI of the text, the span, the very words."""

    text: Term
    span: Span
    exact: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One attestation: a statement, the rule that read it, the places that support it together."""

    statement: Triple
    rule: str
    basis: Term | None
    places: tuple[Place, ...]


class Statements:
    """The statements of a graph by subject, all named graphs together; terms are N-Triples strings."""

    def __init__(self, statements: Iterable[Triple]) -> None:
        self._values: dict[Term, dict[Term, set[Term]]] = defaultdict(lambda: defaultdict(set))
        self._subjects: dict[tuple[Term, Term], set[Term]] = defaultdict(set)
        for subject, predicate, obj in statements:
            self._values[subject][predicate].add(obj)
            self._subjects[predicate, obj].add(subject)

    def values(self, subject: Term, predicate: str) -> list[Term]:
        """Return the values of a property (a bare IRI), sorted."""
        return sorted(self._values.get(subject, {}).get(to_iri(predicate), ()))

    def one(self, subject: Term, predicate: str) -> str:
        """Return the lexical form of the first value, "" if there is none."""
        values = self.values(subject, predicate)
        literal = parse_literal(values[0]) if values else None
        return literal.lexical if literal else ""

    def having(self, predicate: str, value: Term) -> list[Term]:
        """Return the subjects that have the value, sorted."""
        return sorted(self._subjects.get((to_iri(predicate), value), ()))

    def things(self) -> Iterator[Term]:
        """Yield every subject."""
        yield from self._values

    def of(self, subject: Term) -> list[Triple]:
        """Return all statements about a thing, sorted."""
        return sorted((subject, predicate, obj) for predicate, values in self._values.get(subject, {}).items() for obj in values)


def load_statements(*paths: Path) -> Statements:
    """Read files of N-Quads, together.

    Raises:
        InputError: it is none.
    """
    import pyoxigraph

    from kg_builder.turtle import to_term

    try:
        quads = (quad for path in paths for quad in pyoxigraph.parse(path.read_bytes(), format=pyoxigraph.RdfFormat.N_QUADS))
        return Statements((to_term(quad.subject), to_term(quad.predicate), to_term(quad.object)) for quad in quads)
    except (OSError, SyntaxError) as fault:
        raise InputError(f"{', '.join(map(str, paths))}: {fault}; expected N-Quads") from fault


def find_explanations(statements: Statements, what: str) -> list[Explanation]:
    """Return what attests a thing or a statement, in the order of the text.

    `what` is an IRI, its last part (`request/a--12`), or a statement of three terms. A thing brings the statements about
    it and about its items; one about which nothing was read brings the statements that lead to it.

    Raises:
        UsageError: the graph has no such thing, or nothing of it was read from the text.
    """
    parts = _split(what)
    if len(parts) == 3:
        return _of_statement(statements, [_to_term(statements, part) for part in parts], what)
    if len(parts) != 1:
        raise UsageError(f"{what!r} has {len(parts)} terms; expected an IRI, or a statement of three terms")
    thing = _to_term(statements, parts[0])
    things = [thing, *statements.values(thing, f"{vocab.TG}item")]
    attestations = {one for each in things for one in statements.having(vocab.RDF_SUBJECT, each)}
    attestations |= {one for one in (thing,) if statements.values(one, vocab.TG_FOUND_BY)}
    attestations = attestations or set(statements.having(vocab.RDF_OBJECT, thing))
    if not attestations:
        raise UsageError(f"{what}: nothing about it was read from a text; it is known, computed or structure")
    return _sort(_explanation(statements, one) for one in attestations)


def _of_statement(statements: Statements, terms: Sequence[Term], what: str) -> list[Explanation]:
    subject, predicate, obj = terms
    found = [
        one
        for one in statements.having(vocab.RDF_SUBJECT, subject)
        if predicate in statements.values(one, vocab.RDF_PREDICATE) and obj in statements.values(one, vocab.RDF_OBJECT)
    ]
    if found:
        return _sort(_explanation(statements, one) for one in found)
    if (subject, predicate, obj) in statements.of(subject):
        raise UsageError(f"{what}: the graph says so, but it was not read from a text: it is known, computed or structure")
    raise UsageError(f"{what}: the graph does not say so")


def _split(what: str) -> list[str]:
    """Return the terms of a statement: IRIs, prefixed names, and literals with their blanks."""
    parts, rest = [], what.strip().removesuffix(" .")
    while rest:
        if rest.startswith('"'):
            parts.append(rest)
            break
        part, _, rest = rest.partition(" ")
        parts.append(part)
        rest = rest.strip()
    return parts


def _to_term(statements: Statements, word: str) -> Term:
    """Return the term that a word means; a path such as `request/a--12` means the thing whose IRI ends so."""
    term = word if word.startswith('"') else parse_name(word)
    if term:
        return term
    fitting = sorted(thing for thing in statements.things() if iri_of(thing).endswith(f"/{word}"))
    if not fitting:
        raise UsageError(f"no IRI of this graph ends with {'/' + word!r}; expected a thing of it, such as request/DOCUMENT--12")
    if len(fitting) > 1:
        raise UsageError(f"{word!r} is the end of {len(fitting)} IRIs; expected one of: {_first_few(fitting)}")
    return fitting[0]


def _first_few(things: Sequence[Term]) -> str:
    named = ", ".join(iri_of(thing) for thing in things[:_NAMED])
    return f"{named} …" if len(things) > _NAMED else named


def _explanation(statements: Statements, attestation: Term) -> Explanation:
    subject, predicate, obj = (
        statements.values(attestation, name)[0] for name in (vocab.RDF_SUBJECT, vocab.RDF_PREDICATE, vocab.RDF_OBJECT)
    )
    places = [_place(statements, place) for place in statements.values(attestation, vocab.PROV_WAS_QUOTED_FROM)]
    return Explanation(
        statement=(subject, predicate, obj),
        rule=statements.one(attestation, vocab.TG_FOUND_BY),
        basis=next(iter(statements.values(attestation, vocab.TG_BASIS)), None),
        places=tuple(sorted(places, key=lambda place: (place.text, place.span))),
    )


def _place(statements: Statements, place: Term) -> Place:
    selectors = statements.values(place, vocab.OA_HAS_SELECTOR)
    start, end, exact = (
        next((found for one in selectors if (found := statements.one(one, name))), "")
        for name in (vocab.OA_START, vocab.OA_END, vocab.OA_EXACT)
    )
    return Place(text=statements.values(place, vocab.OA_HAS_SOURCE)[0], span=Span(int(start), int(end)), exact=exact)


def _sort(explanations: Iterable[Explanation]) -> list[Explanation]:
    return sorted(
        explanations,
        key=lambda one: (one.places[0].text, one.places[0].span, one.statement) if one.places else ("", Span(0, 0), one.statement),
    )


def find_text(statements: Statements, text: Term, folders: Sequence[Path], encoding: str | None = None) -> SourceText:
    """Return the source text from the first of the folders (or files) that holds a file of its name and its SHA-256.

    Raises:
        InputError: no file has the name, or none of that name is the text that the graph was read from.
    """
    name, sha256 = statements.one(text, vocab.RDFS_LABEL), statements.one(text, vocab.TG_SHA256)
    others = []
    for path in _candidates(name, folders):
        source = to_source(path.read_bytes(), DocId(name), name, encoding)
        if source.sha256 == sha256:
            return source
        others.append(f"{path} has {source.sha256}")
    if others:
        raise InputError(f"{name}: the graph was read from a file with the SHA-256 {sha256}, but {'; '.join(others)}: build again")
    raise InputError(f"{name}: the text is in none of {', '.join(map(str, folders))}; say where it is by --texts DIR")


def _candidates(name: str, folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        if folder.is_file() and shown_name(folder) == name:
            yield folder
        elif folder.is_dir():
            yield from (path for path in sorted(folder.rglob("*")) if shown_name(path) == name and path.is_file())


def built_from(report: Path) -> list[Path]:
    """Return the paths of the processed files in a build report; none if there is no report."""
    try:
        entries = json.loads(report.read_bytes())["entries"]
        return [Path(entry["path"]) for entry in entries if entry["status"] == "processed" and entry["document"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def to_lines(explanations: Sequence[Explanation], texts: Mapping[Term, SourceText], base: str, style: Style = PLAIN) -> Iterator[str]:
    """Yield each statement with its rule, then the lines of the text with the words marked; controls escaped."""
    names = names_below(base)
    for one in explanations:
        subject, predicate, obj = (_short(term, names) for term in one.statement)
        yield style(f"{subject}  {predicate}  {obj}", "bold")
        basis = f", by {_short(one.basis, names)}" if one.basis else ""
        yield style(f"  rule {escape_controls(one.rule)}{basis}", "dim")
        for place in one.places:
            yield from _marked(texts[place.text], place, style)
        yield ""


def _short(term: Term, names: Mapping[str, str]) -> str:
    if is_iri(term):
        return escape_controls(shorten(iri_of(term), names))
    literal = parse_literal(term)
    return escape_controls(f'"{literal.lexical}"' if literal else term)


def _marked(source: SourceText, place: Place, style: Style) -> Iterator[str]:
    """Yield the lines of one place: file, line and column, then each line with a row of carets.

    Raises:
        InputError: the text has other words there than the graph says.
    """
    if source.text[place.span.start : place.span.end] != place.exact:
        raise InputError(
            f"{source.name}: at {place.span.start} stands something else than {place.exact!r}; was it built with another --encoding?"
        )
    line, column = source.position(place.span.start)
    yield f"    {escape_controls(source.name)}:{line}:{column}"
    at = place.span.start
    while at < place.span.end:
        line, column = source.position(at)
        whole = source.line_at(at)
        first = at - column + 1
        start, end = column - 1, min(place.span.end - first, len(whole))
        if end > start:
            yield from _window(whole, start, end, line, style)
        at = first + len(whole)
        while at < place.span.end and source.text[at] in "\r\n":
            at += 1


def _window(line: str, start: int, end: int, number: int, style: Style) -> Iterator[str]:
    """Yield the words of one line with as much of the line as is worth seeing, and carets below them."""
    left, right = max(0, start - _BEFORE), min(len(line), end + _AFTER)
    before, words, after = (escape_controls(part.replace("\t", " ")) for part in (line[left:start], line[start:end], line[end:right]))
    before, after = ("…" if left else "") + before, after + ("…" if right < len(line) else "")
    yield f"    {number:>6} | {before}{style(words, 'mark')}{after}"
    yield f"    {'':>6} | {' ' * len(before)}{style('^' * len(words), 'yellow')}"


def to_json(explanations: Sequence[Explanation], texts: Mapping[Term, SourceText]) -> bytes:
    """Return the explanations as JSON: terms in N-Triples, places with file, line and column."""
    rows = [
        {
            "statement": one.statement,
            "rule": one.rule,
            "basis": one.basis,
            "places": [_as_json(place, texts[place.text]) for place in one.places],
        }
        for one in explanations
    ]
    return (json.dumps(rows, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "backslashreplace")


def _as_json(place: Place, source: SourceText) -> dict[str, object]:
    line, column = source.position(place.span.start)
    return {"file": source.name, "line": line, "column": column, "start": place.span.start, "end": place.span.end, "exact": place.exact}
