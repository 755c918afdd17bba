"""The explorer's index: one pass over the store's documents into SQLite, which lists, facets, sums and search are drawn from."""

from __future__ import annotations

import pickle
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from kg_builder import vocab
from kg_builder.ledger import DocumentFacts, Reading, Row, to_rows
from kg_builder.ledger.sums import shortfalls
from kg_builder.texts import Texts

_FACETS: Final = {"sender": vocab.TG_SENDER, "addressee": vocab.TG_ADDRESSEE}
_LONGEST_BODY: Final = 2_000_000  # code points of one text that are searched


class Index:
    """An index at `path`, read by several threads, each with a connection of its own; to be closed when no thread reads it any more."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self._kept: dict[tuple[Any, ...], list[sqlite3.Row]] = {}

    def rows(self, text: str, *values: object) -> list[sqlite3.Row]:
        """Return the rows of a query of ours, with values for its question marks."""
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(f"{self._path.resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False)
            connection.row_factory = sqlite3.Row
            connection.create_aggregate("exact_sum", 1, _ExactSum)  # type: ignore[arg-type]
            self._local.connection = connection
            self._connections.append(connection)
        return list(connection.execute(text, values))

    def close(self) -> None:
        """Close the connections of all threads."""
        while self._connections:
            self._connections.pop().close()

    def kept(self, text: str, *values: object) -> list[sqlite3.Row]:
        """Return the same, asked once: the index does not change. For the few queries that each page has without a filter."""
        key = (text, *values)
        if key not in self._kept:
            self._kept[key] = self.rows(text, *values)
        return self._kept[key]

    def one(self, text: str, *values: object) -> Any:
        """Return the first cell of the first row, None if there is none."""
        return next((row[0] for row in self.rows(text, *values)), None)


class _ExactSum:
    """Sum of decimals that are kept as text: SQLite would add them as floating numbers."""

    def __init__(self) -> None:
        self._sum: Decimal | None = None

    def step(self, value: str | None) -> None:
        if value:
            self._sum = (self._sum or Decimal(0)) + Decimal(value)

    def finalize(self) -> str | None:
        return None if self._sum is None else f"{self._sum:f}"


def build_index(reading: Reading, texts: Texts, report: Mapping[str, Any], path: Path) -> Index:
    """Write the index of a store to `path` and open it. `report` is a build's report.json, empty if there is none."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        connection.executescript(files("kg_builder.explorer").joinpath("schema.sql").read_text("utf-8"))
        rows: list[Row] = []
        for facts in reading.documents():
            _write_document(connection, reading, facts, texts)
            rows += to_rows(reading, facts)
        _write_ledger(connection, reading, rows)
        _write_things(connection, reading)
        _write_report(connection, report)
        connection.commit()
    return Index(path)


def _write_document(connection: sqlite3.Connection, reading: Reading, facts: DocumentFacts, texts: Texts) -> None:
    body, quotes = _body(reading, facts, texts)
    inner = facts.of_class(vocab.TG_TELEGRAM)
    for telegram in inner:
        _write_telegram(connection, reading, facts, telegram)
    main = f"{reading.base}telegram/{facts.doc}"
    first = main if main in inner else next(iter(inner), f"{reading.base}text/{facts.doc}")
    title = title_of(reading, facts, first)
    connection.execute("INSERT INTO words VALUES (?, 'telegram', ?, ?)", (first, title, body[:_LONGEST_BODY]))
    connection.executemany("INSERT INTO mention VALUES (?, ?, ?, ?, ?)", _mentions(facts, body if not quotes else "", quotes))
    connection.executemany("INSERT INTO code_name VALUES (?, ?, ?, ?, ?)", _code_names(facts))


def _body(reading: Reading, facts: DocumentFacts, texts: Texts) -> tuple[str, Mapping[Any, str]]:
    """Return the text, or, if it is not at hand, the words that the graph quotes, and these by place."""
    known = reading.texts.get(f"{reading.base}text/{facts.doc}")
    source = texts.find(*known) if known else None
    if source:
        return source.text, {}
    quotes = reading.quotes(facts.doc)
    return "\n".join(dict.fromkeys(quotes.values())), quotes


def _mentions(facts: DocumentFacts, text: str, quotes: Mapping[Any, str]) -> Iterator[tuple[str, str, int, int, str]]:
    for read in facts.read:
        if read.predicate == vocab.TG_MENTIONS and read.places:
            place = read.places[0]
            words = text[place.start : place.end] if text else quotes.get(place, "")
            yield read.value.value, facts.doc, place.start, place.end, " ".join(words.split())[:200]


def _code_names(facts: DocumentFacts) -> Iterator[tuple[str, str, str, int, int]]:
    for use in facts.of_class(vocab.TG_CODE_NAME_USE):
        place = facts.words(use, vocab.TG_NAME)
        if place:
            yield facts.one(use, vocab.TG_DENOTES), facts.one(use, vocab.TG_NAME), facts.doc, place.start, place.end


def title_of(reading: Reading, facts: DocumentFacts, telegram: str) -> str:
    """Return the publisher's title, else one made of sender, addressee and day."""
    title = facts.one(telegram, vocab.DCTERMS_TITLE)
    if title:
        return title
    sender, addressee = (
        ", ".join(reading.name(one.value) for one in facts.all(telegram, name)) for name in (vocab.TG_SENDER, vocab.TG_ADDRESSEE)
    )
    parts = [f"from {sender}" if sender else "", f"to {addressee}" if addressee else ""]
    made = " ".join(part for part in parts if part)
    return f"Telegram {made}" if made else f"Telegram {telegram.rpartition('/')[2]}"


def _write_telegram(connection: sqlite3.Connection, reading: Reading, facts: DocumentFacts, telegram: str) -> None:
    date = facts.one(telegram, vocab.TG_EARLIEST_DATE)
    reference = facts.one(telegram, vocab.TG_ARCHIVAL_REFERENCE)
    senders, addressees = (sorted({one.value for one in facts.all(telegram, name)}) for name in _FACETS.values())
    connection.execute(
        "INSERT OR IGNORE INTO telegram VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            telegram,
            facts.doc,
            title_of(reading, facts, telegram),
            date,
            date[:4],
            ", ".join(map(reading.name, senders)),
            ", ".join(map(reading.name, addressees)),
            facts.one(telegram, vocab.TG_NUMBER),
            facts.one(reference, vocab.RDFS_LABEL),
            int("--" in telegram.rpartition("/")[2]),
        ),
    )
    facets = [("year", date[:4], date[:4])] if date else []
    facets += [("sender", one, reading.name(one)) for one in senders]
    facets += [("addressee", one, reading.name(one)) for one in addressees]
    facets += _fonds(reading, facts, telegram)
    connection.executemany(
        "INSERT OR IGNORE INTO facet VALUES (?, ?, ?, ?)", [(telegram, kind, value, label) for kind, value, label in facets]
    )
    pairs = [(sender, addressee, telegram) for sender in senders for addressee in addressees]
    connection.executemany("INSERT OR IGNORE INTO letter VALUES (?, ?, ?)", pairs)


def _fonds(reading: Reading, facts: DocumentFacts, telegram: str) -> list[tuple[str, str, str]]:
    found = []
    for reference in facts.all(telegram, vocab.TG_ARCHIVAL_REFERENCE):
        archive, fond = facts.one(reference.value, vocab.TG_REPOSITORY), facts.one(reference.value, vocab.TG_FOND)
        parts = [reading.name(archive) if archive else "", f"fond {fond}" if fond else ""]
        label = ", ".join(part for part in parts if part)
        if label:
            found.append(("fond", label, label))
    return found


def _write_ledger(connection: sqlite3.Connection, reading: Reading, rows: Sequence[Row]) -> None:
    short = shortfalls(rows)
    connection.executemany(
        f"INSERT INTO entry VALUES ({', '.join('?' * 18)})",  # noqa: S608 -- question marks only
        [_entry(number, row, reading, short.get(number)) for number, row in enumerate(rows)],
    )
    parties = {(number, agent) for number, row in enumerate(rows) for agent in (*row.giver, *row.taker)}
    connection.executemany("INSERT INTO party VALUES (?, ?)", sorted(parties))
    facets = {(row.telegram, "commodity", row.commodity, row.goods) for row in rows if row.commodity}
    facets |= {(row.telegram, "status", row.status, row.status.replace("-", " ")) for row in rows if row.status}
    connection.executemany("INSERT OR IGNORE INTO facet VALUES (?, ?, ?, ?)", sorted(facets))


def _entry(number: int, row: Row, reading: Reading, short: Decimal | None) -> tuple[object, ...]:
    return (
        number,
        row.telegram,
        row.date,
        row.date[:4],
        row.side,
        row.status,
        "; ".join(map(reading.name, row.giver)),
        "; ".join(map(reading.name, row.taker)),
        row.commodity,
        row.goods,
        row.words,
        None if row.quantity is None else f"{row.quantity:f}",
        None if row.quantity is None else float(row.quantity),
        row.unit,
        row.since,
        row.left_out,
        None if short is None else f"{short:f}",
        pickle.dumps(row),
    )


def to_row(entry: sqlite3.Row) -> Row:
    """Return the row of the ledger that an entry keeps; the file is ours, written by this very process."""
    row: Row = pickle.loads(entry["body"])  # noqa: S301 -- of no other origin than `_entry`
    return row


_CLASSES: Final = {
    vocab.TG_PERSON: "person",
    vocab.TG_OFFICE: "office",
    vocab.TG_STATE: "state",
    vocab.TG_ORGANIZATION: "organization",
    vocab.TG_PLACE: "place",
}


def _write_things(connection: sqlite3.Connection, reading: Reading) -> None:
    counts = dict(connection.execute("SELECT thing, count(*) FROM mention GROUP BY thing"))
    for iri, kind in reading.things(tuple(_CLASSES)):
        name = reading.name(iri)
        connection.execute("INSERT OR IGNORE INTO thing VALUES (?, ?, ?, ?)", (iri, _CLASSES[kind], name, counts.get(iri, 0)))
        others = " ".join(sorted(reading.other_names.get(iri, ())))
        connection.execute("INSERT INTO words VALUES (?, ?, ?, ?)", (iri, _CLASSES[kind], name, others))


def _write_report(connection: sqlite3.Connection, report: Mapping[str, Any]) -> None:
    for entry in _entries(report):
        doc = entry.get("document")
        connection.execute("INSERT INTO outcome VALUES (?, ?, ?, ?)", [entry.get(key) for key in ("path", "status", "document", "reason")])
        found = [one for one in entry.get("findings") or [] if isinstance(one, dict)]
        connection.executemany(
            "INSERT INTO finding VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(doc, *(one.get(key) for key in ("code", "severity", "message", "line", "start", "end"))) for one in found],
        )


def _entries(report: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    entries = report.get("entries")
    return [one for one in entries if isinstance(one, dict)] if isinstance(entries, list) else []
