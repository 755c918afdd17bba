"""A source text with its telegrams, as its page shows them: marks, facts by thing, findings in place, citation."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from kg_builder import vocab
from kg_builder.explorer.index import title_of
from kg_builder.explorer.marks import Mark, MarkedText, to_id, to_marked_text
from kg_builder.explorer.site import Site
from kg_builder.ledger import DocumentFacts, Place, Read
from kg_builder.texts import Texts

if TYPE_CHECKING:
    from kg_builder.ledger.reading import Value

_MOST_FACTS: Final = 5_000
"""Facts that one page shows; who reads more asks the data."""

_KIND_OF_CLASS: Final = {
    vocab.TG_ITEM_CLASS: "goods",
    vocab.TG_CODE_NAME_USE: "code-name",
    vocab.TG_MENTIONED_DOCUMENT: "document",
    vocab.TG_REQUEST: "request",
    vocab.TG_DELIVERY: "delivery",
    vocab.TG_ARCHIVAL_REFERENCE_CLASS: "archive",
}
_GROUPS: Final = {
    "head": "The telegram",
    "request": "Requests",
    "delivery": "Deliveries",
    "document": "Documents spoken of",
    "code-name": "Code names",
    "archive": "Where the original lies",
    "mention": "People and places named",
    "unread": "Not read",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One statement with its words, or one finding (then `predicate` is "")."""

    number: int
    kind: str
    subject: str
    predicate: str
    label: str
    value: Value | str
    places: tuple[tuple[str, str], ...]
    """Id of each place on the page, and its words."""
    rule: str
    basis: str | None = None
    called: str = ""
    """What a value that is a thing of this text is called in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """The facts about one thing, in the order of the text; items follow within their act."""

    iri: str
    label: str
    facts: Sequence[Fact]
    parts: Sequence[Thing] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Routing:
    """Who sends to whom: names with their IRIs."""

    sender: Sequence[tuple[str, str]]
    via: Sequence[tuple[str, str]]
    addressee: Sequence[tuple[str, str]]
    copies: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramPage:
    """All that the page of a source text shows."""

    doc: str
    iri: str
    title: str
    description: str
    date: str
    numbers: Sequence[str]
    archive: Sequence[str]
    source: str
    routing: Routing
    citation: str
    file: str
    sha256: str
    missing: str
    """Why the text is not shown; "" if it is."""
    text: MarkedText
    facts: Mapping[int, Fact]
    groups: Sequence[tuple[str, str, Sequence[Thing]]]
    """Kind, heading, things."""
    others: Sequence[tuple[str, str]]
    """The other telegrams of the same text."""
    links: Sequence[tuple[str, str]]
    """What binds it to other documents: sentence, IRI."""
    complete: bool


def find_telegram(site: Site, path: str) -> TelegramPage | None:
    """Return the page of `telegram/{id}` or `text/{doc}`; None if the store has no such thing."""
    kind, _, name = path.partition("/")
    doc = name.partition("--")[0]
    facts = site.reading.document(doc)
    telegrams = facts.of_class(vocab.TG_TELEGRAM)
    iri = f"{site.base}{path}"
    if kind == "text":
        if iri not in site.reading.texts:
            return None
        main = f"{site.base}telegram/{doc}"
        iri = main if main in telegrams else next(iter(telegrams), iri)
    elif iri not in telegrams:
        return None
    return _Maker(site, facts, iri).page(telegrams)


@dataclass(slots=True)
class _Maker:
    site: Site
    facts: DocumentFacts
    iri: str
    made: dict[int, Fact] = field(default_factory=dict)
    by_subject: dict[str, list[Fact]] = field(default_factory=dict)

    def page(self, telegrams: Sequence[str]) -> TelegramPage:
        file, sha256 = self.site.reading.texts.get(f"{self.site.base}text/{self.facts.doc}", ("", ""))
        source = self.site.texts.find(file, sha256)
        text = source.text if source else None
        quotes = {} if text is not None else self.site.reading.quotes(self.facts.doc)
        marks = self._marks(text, quotes)
        one, names = self.facts.one, self._named
        return TelegramPage(
            doc=self.facts.doc,
            iri=self.iri,
            title=title_of(self.site.reading, self.facts, self.iri),
            description=one(self.iri, vocab.DCTERMS_DESCRIPTION),
            date=one(self.iri, vocab.DCTERMS_DATE),
            numbers=[value.value for value in self.facts.all(self.iri, vocab.TG_NUMBER)],
            archive=self._archive(),
            source=one(self.iri, vocab.DCTERMS_SOURCE),
            routing=Routing(
                sender=names(vocab.TG_SENDER),
                via=names(vocab.TG_VIA),
                addressee=names(vocab.TG_ADDRESSEE),
                copies=names(vocab.TG_COPY_TO),
            ),
            citation=self._citation(sha256),
            file=file,
            sha256=sha256,
            missing="" if source else _why_missing(self.site.texts, file),
            text=to_marked_text(text, marks) if text is not None else _quoted(quotes, marks),
            facts=self.made,
            groups=self._groups(),
            others=[(other, title_of(self.site.reading, self.facts, other)) for other in telegrams if other != self.iri][:100],
            links=self._links(telegrams),
            complete=self.facts.complete and len(self.facts.read) <= _MOST_FACTS,
        )

    def _named(self, name: str) -> list[tuple[str, str]]:
        return [(value.value, self.site.reading.name(value.value)) for value in self.facts.all(self.iri, name)][:60]

    def _marks(self, text: str | None, quotes: Mapping[Place, str]) -> list[Mark]:
        marks = []
        for number, read in enumerate(self.facts.read[:_MOST_FACTS], 1):
            words = [text[place.start : place.end] if text is not None else quotes.get(place, "") for place in read.places]
            fact = self._fact(number, read, words)
            marks += [Mark(place=place, kind=fact.kind, fact=number) for place in read.places]
        findings = self.site.index.rows("SELECT * FROM finding WHERE doc = ? ORDER BY start, code LIMIT 500", self._doc_of_report())
        for number, row in enumerate(findings, len(self.made) + 1):
            marks += self._finding(number, row)
        return marks

    def _doc_of_report(self) -> str:
        """Reports have the id as it was given, addresses have it percent-encoded."""
        from urllib.parse import unquote

        return unquote(self.facts.doc, errors="surrogatepass") if "%" in self.facts.doc else self.facts.doc

    def _fact(self, number: int, read: Read, words: Sequence[str]) -> Fact:
        classes = {value.value for value in self.facts.all(read.subject, vocab.RDF_TYPE)}
        kind = next((kind for name, kind in _KIND_OF_CLASS.items() if name in classes), "head")
        if kind == "head" and read.predicate == vocab.TG_MENTIONS:
            kind = "mention"
        fact = Fact(
            number=number,
            kind=kind,
            subject=read.subject,
            predicate=read.predicate,
            label=self.site.labels.get(read.predicate, read.predicate.rpartition("/")[2]),
            value=read.value,
            places=tuple((to_id(place), " ".join(each.split())) for place, each in zip(read.places, words, strict=True)),
            rule=read.rule,
            basis=read.basis,
            called=self.facts.one(read.value.value, vocab.RDFS_LABEL),
        )
        self.made[number] = fact
        self.by_subject.setdefault(read.subject, []).append(fact)
        return fact

    def _finding(self, number: int, row: sqlite3.Row) -> list[Mark]:
        places: tuple[Place, ...] = ()
        if isinstance(row["start"], int) and isinstance(row["stop"], int) and row["start"] < row["stop"]:
            places = (Place(row["start"], row["stop"]),)
        message = str(row["message"]).rpartition("” – ")[2] or str(row["message"])
        fact = Fact(
            number=number,
            kind="unread",
            subject="",
            predicate="",
            label=str(row["code"]),
            value=message,
            places=tuple((to_id(place), f"line {row['line']}") for place in places),
            rule=str(row["severity"]),
        )
        self.made[number] = fact
        self.by_subject.setdefault("", []).append(fact)
        return [Mark(place=place, kind="unread", fact=number) for place in places]

    def _archive(self) -> list[str]:
        found = []
        for reference in self.facts.all(self.iri, vocab.TG_ARCHIVAL_REFERENCE):
            where, mark = self.facts.one(reference.value, vocab.TG_REPOSITORY), self.facts.one(reference.value, vocab.RDFS_LABEL)
            found.append(", ".join(part for part in (self.site.reading.name(where) if where else "", mark) if part))
        return found

    def _citation(self, sha256: str) -> str:
        one = self.facts.one
        parts = [title_of(self.site.reading, self.facts, self.iri), one(self.iri, vocab.DCTERMS_DATE)]
        number = one(self.iri, vocab.TG_NUMBER)
        parts += [f"No. {number}" if number else "", *self._archive(), one(self.iri, vocab.DCTERMS_SOURCE)]
        return ". ".join(part.rstrip(".") for part in parts if part) + f". Text with the SHA-256 {sha256[:16]}…, {self.iri}"

    def _groups(self) -> list[tuple[str, str, Sequence[Thing]]]:
        inside = {value.value for item in self.facts.values.values() for value in item.get(vocab.TG_ITEM, ())}
        things: dict[str, list[Thing]] = {kind: [] for kind in _GROUPS}
        for subject, facts in self.by_subject.items():
            if subject in inside:
                continue
            for kind in dict.fromkeys(fact.kind for fact in facts):
                group = "request" if kind == "goods" else kind
                things[group].append(self._thing(subject, [fact for fact in facts if fact.kind == kind]))
        return [(kind, heading, things[kind]) for kind, heading in _GROUPS.items() if things[kind]]

    def _thing(self, subject: str, facts: Sequence[Fact]) -> Thing:
        parts = [
            self._thing(value.value, self.by_subject[value.value])
            for value in self.facts.all(subject, vocab.TG_ITEM)
            if value.value in self.by_subject
        ]
        label = self.facts.one(subject, vocab.RDFS_LABEL) or self.facts.one(subject, vocab.TG_NAME)
        if not label and subject and facts[0].kind in ("head", "mention"):
            label = "" if subject == self.iri else title_of(self.site.reading, self.facts, subject)
        return Thing(iri=subject, label=label, facts=facts, parts=parts)

    def _links(self, telegrams: Sequence[str]) -> list[tuple[str, str]]:
        sentences = {
            vocab.TG_IDENTIFIED_AS: "speaks of",
            vocab.TG_RESTATES: "says again",
            vocab.TG_ANSWERS: "answers",
        }
        found = [
            (words, target)
            for subject in self.facts.values
            for name, words in sentences.items()
            for target in self.site.reading.links.get((subject, name), ())
        ]
        found += [("is spoken of in", other) for telegram in telegrams for other in self.site.reading.linked_from.get(telegram, ())]
        return sorted(set(found))[:200]


def _quoted(quotes: Mapping[Place, str], marks: Sequence[Mark]) -> MarkedText:
    """Return the words that the graph quotes, one a line, as marks of their own: what stands in for a text that is not at hand."""
    at, lines, moved = 0, list[str](), dict[Place, Place]()
    for place, words in quotes.items():
        moved[place] = Place(at, at + len(words))
        lines.append(words)
        at += len(words) + 1
    shifted = [Mark(place=moved[one.place], kind=one.kind, fact=one.fact) for one in marks if one.place in moved]
    return to_marked_text("\n".join(lines), shifted, {new: old for old, new in moved.items()})


def _why_missing(texts: Texts, name: str) -> str:
    """Return the sentence that stands in the place of a text."""
    why = (
        f"The file {name} is not the text that the graph was read from (its SHA-256 differs)"
        if texts.has(name)
        else f"The text {name} is not at hand"
    )
    return f"{why}; the words below are those that the graph quotes."
