"""Extraction is held to the exact facts of generated telegrams: what a program composed, a program can read back.

`FLOOR` states the least share of each kind of fact; a figure that falls below is a fault of a rule or a table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import pytest

from kg_builder.extract.document import extract
from kg_builder.extract.given import Given, to_given
from kg_builder.generate import Generated, generate
from kg_builder.model import Act, DocId, Extraction, Telegram
from kg_builder.resources import load_authorities
from kg_builder.source import to_source

COUNT = 60
SEED = 20
FLOOR = {
    "date": 0.98,
    "numbers": 0.98,
    "sent": 0.95,
    "received": 0.95,
    "copies": 0.98,
    "archive": 0.98,
    "sender": 0.95,
    "addressee": 0.95,
    "requests": 0.80,
    "deliveries": 0.80,
    "request quantities": 0.80,
    "delivery quantities": 0.80,
    "periods": 0.70,
    "precision of acts": 0.80,
}
Pair = tuple[Generated, Extraction]


@pytest.fixture(scope="module")
def given() -> Given:
    return to_given(load_authorities())


@pytest.fixture(scope="module")
def pairs(given: Given) -> list[Pair]:
    """Generated telegrams without faults, each with what was read from it."""
    return [(made, read(made, given)) for made in generate(SEED, COUNT)]


def read(made: Generated, given: Given) -> Extraction:
    return extract(to_source(made.text.encode(), DocId(made.name), f"{made.name}.txt"), given)


def outer(extraction: Extraction) -> Telegram | None:
    return next((t for t in extraction.telegrams if not t.quoted), None)


def names(stated: Sequence[Any]) -> set[str]:
    return {s.value.name for s in stated}


def head_facts(made: Generated, telegram: Telegram | None) -> Iterator[tuple[str, bool]]:
    """Yield (kind of fact, right?) for each fact of the head that the gold has."""
    gold = made.gold
    yield "date", bool(telegram and telegram.date and telegram.date.value.edtf == gold["date"])
    found = {n.value for n in (*telegram.cipher_number, *telegram.outgoing_number, *telegram.number)} if telegram else set()
    yield from (("numbers", number in found) for number in gold["telegram_numbers"])
    for kind, key, stated in (
        ("sent", "sent_at", telegram and telegram.sent_at),
        ("received", "received_at", telegram and telegram.received_at),
    ):
        if gold[key]:
            yield kind, bool(stated and stated.value.startswith(gold[key]))
    yield from (("copies", name in names(telegram.copy_to if telegram else ())) for name in gold["copies"])
    yield from (("sender", name in names(telegram.sender if telegram else ())) for name in gold["sender"])
    yield from (("addressee", name in names(telegram.addressee if telegram else ())) for name in gold["addressees"])
    if gold["archive"] and gold["archive"].get("fond"):
        want = tuple(gold["archive"][k] for k in ("fond", "opis", "delo", "listy"))
        marks = telegram.archival_reference if telegram else ()
        yield "archive", want in {tuple(s.value if s else None for s in (m.fond, m.opis, m.delo, m.listy)) for m in marks}


def is_at(act: Act, start: int, end: int) -> bool:
    """True if the act's anchor or one of its items stands in the words, or right beside them."""
    spans = [e.span for e in act.anchor]
    return any(s.start < end + 60 and s.end > start - 60 for s in spans)


def find_act(text: str, gold: dict[str, Any], free: list[Act]) -> Act | None:
    start = text.find(gold["cue"])
    near = [a for a in free if is_at(a, start, start + len(gold["cue"]))]
    wanted = Counter(quantities_of(gold))
    return max(near, key=lambda a: sum((Counter(read_quantities(a)) & wanted).values()), default=None)


def quantities_of(gold: dict[str, Any]) -> list[Decimal]:
    return [Decimal(str(i["quantity"])) for i in gold["items"] if i["quantity"] is not None]


def read_quantities(act: Act) -> list[Decimal]:
    stated = [q for i in act.items for q in (i.quantity, i.instalment_quantity)]
    return [q.value for q in stated if q]


def act_facts(made: Generated, extraction: Extraction) -> Iterator[tuple[str, bool]]:
    """Yield (kind of fact, right?) for each act of the gold and each act that was read."""
    for group, quantities in (("requests", "request quantities"), ("deliveries", "delivery quantities")):
        free: list[Act] = list(getattr(extraction, group))
        for gold in sorted(made.gold[group], key=lambda a: bool(a.get("optional"))):
            act = find_act(made.text, gold, free)
            if act is not None:
                free.remove(act)
            if gold.get("optional"):
                continue
            yield group, act is not None
            have = Counter(read_quantities(act)) if act else Counter()
            for quantity in quantities_of(gold):
                yield quantities, have[quantity] > 0
            if act is not None and gold["period"]:
                bounds = {"start": act.period_start, "end": act.period_end}
                yield (
                    "periods",
                    all(
                        ((s := bounds[k]) and s.value.isoformat()[:7]) == v or (s is None and v is None) for k, v in gold["period"].items()
                    ),
                )
            if act is not None:
                yield "precision of acts", True
        yield from (("precision of acts", False) for _ in free)


def shares(pairs: Sequence[Pair]) -> dict[str, float]:
    right: Counter[str] = Counter()
    of: Counter[str] = Counter()
    for made, extraction in pairs:
        for kind, ok in (*head_facts(made, outer(extraction)), *act_facts(made, extraction)):
            right[kind] += ok
            of[kind] += 1
    return {kind: right[kind] / of[kind] for kind in of}


@pytest.fixture(scope="module")
def measured(pairs: list[Pair]) -> dict[str, float]:
    return shares(pairs)


@pytest.mark.parametrize("kind", FLOOR)
def test_what_was_composed_is_read_back(kind: str, measured: dict[str, float]) -> None:
    assert measured[kind] >= FLOOR[kind], {k: round(v, 3) for k, v in sorted(measured.items())}


def test_a_text_without_acts_gives_none(pairs: list[Pair]) -> None:
    """Strengths, losses and traffic are full of figures, and neither request nor delivery."""
    empty = [(m, e) for m, e in pairs if not m.gold["requests"] and not m.gold["deliveries"]]
    assert empty
    assert [(m.name, a.label) for m, e in empty for a in (*e.requests, *e.deliveries)] == []


def test_every_quote_is_cut_from_its_text(pairs: list[Pair]) -> None:
    for made, extraction in pairs:
        for act in (*extraction.requests, *extraction.deliveries):
            assert all(made.text[e.span.start : e.span.end] == e.quote for e in act.anchor)


@pytest.mark.parametrize("rate", [0.02, 0.1])
def test_faults_of_copying_stop_nothing(rate: float, given: Given) -> None:
    """Extraction is total, and what faults spare is still read: numbers of telegrams, names of the head."""
    spoilt = [(made, read(made, given)) for made in generate(SEED, 25, rate)]
    found = shares(spoilt)
    assert found["numbers"] >= 0.85
    assert found["sender"] >= 0.85


def test_the_measure_can_fail(pairs: list[Pair]) -> None:
    """Facts of one telegram held against another's are wrong."""
    crossed = [(made, other) for (made, _), (_, other) in zip(pairs, pairs[1:] + pairs[:1], strict=True)]
    found = shares(crossed)
    assert found["date"] < 0.2
    assert found["numbers"] < 0.2
    assert found["request quantities"] < 0.3
