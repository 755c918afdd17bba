"""What the stage tells besides its links: doubts, contradictions, what is asked and not answered, each with its words.

Contradictions and shortfalls are the answers of the competency questions 9 and 4, asked of the facts and the links together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from kg_builder import vocab
from kg_builder.datafiles import find_data_dir, read_data_files
from kg_builder.links.places import Quote, TextName, to_quotes
from kg_builder.links.sources import Evidence, Source
from kg_builder.links.stage import Linked
from kg_builder.terms import Term, Triple, parse_literal, to_iri
from kg_builder.texts import Texts
from kg_builder.turtle import to_term

if TYPE_CHECKING:
    import pyoxigraph

_TYPE, _REQUEST = to_iri(vocab.RDF_TYPE), to_iri(vocab.TG_REQUEST)
_TEXTS: Final = f"SELECT ?text ?label ?sha WHERE {{ ?text <{vocab.TG_SHA256}> ?sha ; <{vocab.RDFS_LABEL}> ?label }}"
_MENTIONS: Final = (
    f"SELECT ?telegram ?speaks ?document WHERE {{ VALUES ?speaks {{ <{vocab.DCTERMS_REFERENCES}> <{vocab.TG_IN_REPLY_TO}> }} "
    "?telegram ?speaks ?document }"
)

Row = Mapping[str, Term]


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A mention or an act that several things fit equally."""

    subject: Term
    predicate: Term
    rule: str
    fitting: tuple[Term, ...]
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What one telegram says in a contradiction."""

    telegram: Term
    thing: Term
    says: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Two telegrams against each other: about a quantity, a period, a status or a number."""

    kind: str
    about: str
    one: Side
    other: Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """A request, and by how much what was promised falls short of it; figures are "" where the request names none."""

    request: Term
    label: str
    answered: bool
    refused: bool
    goods: str
    unit: str
    asked: str
    promised: str
    short: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """All that the stage tells, each tuple sorted as the questions sort it."""

    linked: Linked
    mentioned: int
    open: tuple[Open, ...]
    contradictions: tuple[Contradiction, ...]
    shortfalls: tuple[Shortfall, ...]


def _ask(store: pyoxigraph.Store, query: str) -> Iterator[Row]:
    result: Any = store.query(query)
    names = [variable.value for variable in result.variables]
    for row in result:
        yield {name: to_term(row[name]) for name in names if row[name] is not None}


def _text(term: Term) -> str:
    """Return the lexical form of a literal that the questions made, of an IRI its address."""
    literal = parse_literal(term)
    return literal.lexical if literal else term[1:-1]


class _Words:
    """The words of statements: collected first, read in one pass, then handed out."""

    def __init__(self, linked: Linked, source: Source, wanted: set[Triple], texts: Texts) -> None:
        self.evidence: Evidence = {**linked.evidence, **source.attestations(wanted - linked.evidence.keys())}
        self.words = source.quotes({place for one in wanted for place in self.evidence.get(one, ())})
        self.names = {row["text"]: TextName(_text(row["label"]), _text(row["sha"])) for row in _ask(linked.store, _TEXTS)}
        self.texts = texts

    def of(self, statement: Triple) -> tuple[Quote, ...]:
        return to_quotes(self.evidence.get(statement, ()), self.words, self.names, self.texts)


def tell(linked: Linked, source: Source, texts: Texts) -> Told:
    """Ask the questions and find the words of what they answer.

    Raises:
        InputError, StoreError: as the source.
    """
    questions = {name[:2]: data.decode() for name, data in read_data_files(find_data_dir("ontology") / "competency", "*.rq").items()}
    against = list(_ask(linked.store, questions["09"]))
    unanswered = list(_ask(linked.store, questions["04"]))
    mentions = {row["document"]: (row["telegram"], row["speaks"], row["document"]) for row in _ask(linked.store, _MENTIONS)}
    wanted = {_side_statement(row, side) for row in against for side in ("one", "other")}
    wanted |= {(row["request"], _TYPE, _REQUEST) for row in unanswered}
    doubted = {one.subject: _doubted(one.subject, mentions) for one in linked.doubts}
    words = _Words(linked, source, wanted | set(doubted.values()), texts)
    return Told(
        linked=linked,
        mentioned=len(mentions),
        open=tuple(
            Open(subject=d.subject, predicate=d.predicate, rule=d.rule, fitting=d.fitting, quotes=words.of(doubted[d.subject]))
            for d in linked.doubts
        ),
        contradictions=tuple(_contradiction(row, words) for row in against),
        shortfalls=tuple(_shortfalls(unanswered, words)),
    )


def _doubted(subject: Term, mentions: Mapping[Term, Triple]) -> Triple:
    """Return the statement whose words show a thing: that it is mentioned, or that it is an act."""
    kind = vocab.TG_REQUEST if "/request/" in subject else vocab.TG_DELIVERY
    return mentions.get(subject, (subject, _TYPE, to_iri(kind)))


def _side_statement(row: Row, side: str) -> Triple:
    numbered = _text(row["contradiction"]) == "number"
    predicate = to_iri(vocab.DCTERMS_DATE) if numbered else row["property"]
    return row[f"{side}Thing"], predicate, row[f"{side}Value"]


def _contradiction(row: Row, words: _Words) -> Contradiction:
    sides = [
        Side(
            telegram=row[side],
            thing=row[f"{side}Thing"],
            says=_text(row[f"{side}Says"]),
            quotes=words.of(_side_statement(row, side)),
        )
        for side in ("one", "other")
    ]
    return Contradiction(kind=_text(row["contradiction"]), about=_text(row["about"]), one=sides[0], other=sides[1])


def _shortfalls(rows: Iterable[Row], words: _Words) -> Iterator[Shortfall]:
    for row in rows:
        told = {name: _text(row[name]) for name in ("label", "goods", "unit", "asked", "promised", "short") if name in row}
        yield Shortfall(
            request=row["request"],
            answered=_text(row["answered"]) == "true",
            refused=_text(row["refused"]) == "true",
            quotes=words.of((row["request"], _TYPE, _REQUEST)),
            **{name: told.get(name, "") for name in ("label", "goods", "unit", "asked", "promised", "short")},
        )
