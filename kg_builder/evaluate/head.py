"""Fields of the head: who, to whom, when, which number, which archive."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kg_builder import vocab
from kg_builder.evaluate.graph import Graph
from kg_builder.evaluate.names import NEAR_CODE_NAME, Labels, is_same_name, match, nearness, normalise
from kg_builder.evaluate.tally import DocumentTally, Gold

_PEOPLE = (vocab.TG_MENTIONS, vocab.TG_SENDER, vocab.TG_ADDRESSEE, vocab.TG_COPY_TO, vocab.TG_VIA)
_PLACES = (vocab.TG_MENTIONS, vocab.TG_SENT_FROM, vocab.TG_SENT_TO)
_NUMBERS = (vocab.TG_NUMBER, vocab.TG_CIPHER_NUMBER, vocab.TG_OUTGOING_NUMBER)
_SHELF_MARK = ("fond", "opis", "delo", "listy")
_MINUTES = 16  # of "1951-06-21T21:15:00": a time without its seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class _Field:
    """A field whose gold names are matched to things of the graph. `loose` names are no error if they turn up too."""

    name: str
    golds: Sequence[str]
    predicates: tuple[str, ...]
    of: Sequence[str]
    loose: Sequence[str] = ()
    cls: str | None = None
    same: Callable[[str, Labels], bool] = is_same_name


def score_head(tally: DocumentTally, graph: Graph, telegrams: Sequence[str], gold: Gold) -> None:
    """Count the head of one document; `telegrams` are all those of its text."""
    outer = [t for t in telegrams if not set(graph.values(t, vocab.DCTERMS_IS_PART_OF)) & set(telegrams)] or list(telegrams)
    for field in _fields(gold, telegrams, outer):
        _score_field(tally, graph, field)
    tally.counts["places"].extras = 0  # the gold lists of places are not exhaustive
    _score_times(tally, graph, outer, gold)
    _score_archive(tally, graph, outer, gold)
    _score_code_names(tally, graph, telegrams, gold)


def _fields(gold: Gold, telegrams: Sequence[str], outer: Sequence[str]) -> Iterable[_Field]:
    via, addressees = gold.get("via", []), gold["addressees"]
    yield _Field(name="sender", golds=gold["sender"][:1], predicates=(vocab.TG_SENDER,), of=outer, loose=[*gold["sender"], *via])
    yield _Field(name="addressee", golds=addressees, predicates=(vocab.TG_ADDRESSEE,), of=outer, loose=[*via, *addressees])
    yield _Field(name="via", golds=via, predicates=(vocab.TG_VIA,), of=telegrams)
    yield _Field(name="copies", golds=sorted(set(gold.get("copies", []))), predicates=(vocab.TG_COPY_TO,), of=outer)
    yield _Field(
        name="numbers",
        golds=gold["telegram_numbers"],
        predicates=_NUMBERS,
        of=outer,
        loose=gold.get("other_numbers", []),
        same=lambda number, labels: normalise(number) in labels,
    )
    people = [person["name"] for person in gold.get("persons", [])]
    yield _Field(name="persons", golds=people, predicates=_PEOPLE, of=telegrams, cls=vocab.TG_PERSON)
    yield _Field(name="sent from", golds=[gold["sent_from"]] if gold.get("sent_from") else [], predicates=(vocab.TG_SENT_FROM,), of=outer)
    yield _Field(
        name="places",
        golds=sorted({normalise(place) for place in gold.get("places", [])}),
        predicates=_PLACES,
        of=telegrams,
        cls=vocab.TG_PLACE,
        same=lambda place, labels: is_same_name(place, labels, person=False),
    )


def _score_field(tally: DocumentTally, graph: Graph, field: _Field) -> None:
    found: list[Labels] = []
    for telegram in field.of:
        for value in graph.values(telegram, *field.predicates):
            if field.cls and not graph.is_a(value, field.cls):
                continue
            labels = graph.labels(value) if value.startswith(("http", "urn")) else frozenset({normalise(value)})
            if labels not in found:
                found.append(labels)
    hits, misses, extras = match(field.golds, found, field.same)
    excused = sum(any(is_same_name(name, labels) for name in field.loose) for labels in extras)
    tally.count(field.name, hits=len(hits), extras=max(len(extras) - excused, 0), misses=len(misses))
    for name in hits:
        tally.hit(field.name, name)
    for name in misses:
        tally.differ(field.name, "missed", expected=name)
    for labels in extras:
        if field.name != "places" and not any(is_same_name(name, labels) for name in field.loose):
            tally.differ(field.name, "extra", found=" / ".join(sorted(labels)[:2]))


def _score_times(tally: DocumentTally, graph: Graph, outer: Sequence[str], gold: Gold) -> None:
    times = (("date", vocab.DCTERMS_DATE, "date"), ("received", vocab.TG_RECEIVED_AT, "received_at"), ("sent", vocab.TG_SENT_AT, "sent_at"))
    for name, predicate, key in times:
        expected = gold.get(key)
        found = {value[: len(expected) if expected else _MINUTES] for telegram in outer for value in graph.values(telegram, predicate)}
        right = bool(expected) and expected in found
        # An unlabelled time may be read as either.
        excused = name != "date" and gold.get("unlabelled_time")
        tally.count(name, hits=right, extras=bool(found) and not right and not excused, misses=bool(expected) and not right)
        _note(tally, name, right, expected, found)


def _score_archive(tally: DocumentTally, graph: Graph, outer: Sequence[str], gold: Gold) -> None:
    mark = gold.get("archive") or {}
    if not mark.get("fond"):
        return
    wanted = _plain_mark(mark.get(key) for key in _SHELF_MARK)
    references = [r for telegram in outer for r in graph.values(telegram, vocab.TG_ARCHIVAL_REFERENCE)]
    found = {
        _plain_mark(next(iter(graph.values(r, f"{vocab.TG}{key}")), None) for key in _SHELF_MARK)
        for r in references
        if graph.values(r, vocab.TG_FOND)
    }
    right = wanted in found
    tally.count("archive", hits=right, extras=bool(found) and not right, misses=not right)
    _note(tally, "archive", right, "/".join(wanted), {"/".join(one) for one in found})


def _plain_mark(parts: Iterable[str | None]) -> tuple[str, ...]:
    """Return the parts of a shelf mark without the zeros and dashes that editions write or not."""
    return tuple(str(part or "").lstrip("0").replace("–", "-") for part in parts)


def _score_code_names(tally: DocumentTally, graph: Graph, telegrams: Sequence[str], gold: Gold) -> None:
    uses = [
        (use, person) for t in telegrams for use in graph.subjects(vocab.TG_USED_IN, t) for person in graph.values(use, vocab.TG_DENOTES)
    ]
    known = [(person, name) for use, person in uses for name in graph.values(use, vocab.TG_NAME)]
    known += [
        (person, name) for t in telegrams for person in graph.values(t, *_PEOPLE) for name in graph.values(person, vocab.TG_CODE_NAME)
    ]
    for entry in gold.get("code_names", []):
        code, bearer = entry["code"], entry.get("person")
        if bearer:
            near = [person for person, name in known if nearness(normalise(code), normalise(name)) >= NEAR_CODE_NAME]
            right = any(is_same_name(bearer, graph.labels(person)) for person in near)
            tally.count("code names", hits=right, misses=not right)
            at = tally.text.find(code)
            if right:
                tally.hit("code names", f"{code} is {bearer}")
            else:
                tally.differ("code names", "missed", expected=f"{code} is {bearer}", at=at)


def _note(tally: DocumentTally, name: str, right: bool, expected: str | None, found: set[str]) -> None:
    if right:
        tally.hit(name, str(expected))
    elif expected or found:
        tally.differ(name, "other", expected=str(expected or "nothing"), found=", ".join(sorted(found)))
