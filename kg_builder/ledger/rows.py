"""A document's acts as rows of the ledger: one row an item, with the place in the text of each cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from kg_builder import vocab
from kg_builder.ledger.reading import DocumentFacts, Place, Reading

SIDES: Final = ("asked", "promised", "planned", "delivered", "refused")
_SIDE_OF_STATUS: Final = {
    "planned": "planned",
    "promised": "promised",
    "conditional": "promised",
    "under-way": "delivered",
    "done": "delivered",
    "refused": "refused",
}

# By column of a row: the property of the request, of the delivery, whose words the cell leads to.
_ACT_CELLS: Final = {
    "status": (vocab.TG_STATUS, vocab.TG_STATUS),
    "giver": (vocab.TG_REQUESTEE, vocab.TG_SUPPLIER),
    "taker": (vocab.TG_REQUESTER, vocab.TG_RECIPIENT),
    "since": (vocab.TG_PERIOD_START, vocab.TG_PERIOD_START),
    "until": (vocab.TG_PERIOD_END, vocab.TG_PERIOD_END),
}
_ITEM_CELLS: Final = {"goods": vocab.TG_COMMODITY, "quantity": vocab.TG_QUANTITY, "unit": vocab.TG_UNIT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One item of one act; an act without items is a row without goods. IRIs are whole, days are ISO 8601."""

    doc: str
    telegram: str
    date: str
    act: str
    item: str
    side: str
    """One of `SIDES`: in which column its quantity stands."""
    status: str
    giver: tuple[str, ...]
    """Who is asked, or hands over."""
    taker: tuple[str, ...]
    """Who asks, or receives."""
    commodity: str
    goods: str
    words: str
    """The goods as the text calls them, or what is asked to be done."""
    quantity: Decimal | None
    most: Decimal | None
    unit: str
    qualifier: str
    since: str
    until: str
    condition: str
    left_out: str
    """Why sums leave the row out; "" if they count it."""
    answers: tuple[str, ...]
    places: Mapping[str, Place]
    """By column: where it stands; "act" always, if the text says so anywhere."""


def to_rows(reading: Reading, facts: DocumentFacts) -> Iterator[Row]:
    """Yield the rows of one document, acts in the order of their addresses, items in theirs."""
    included = {value.value for item in facts.values.values() for value in item.get(vocab.TG_INCLUDES, ())}
    for act in facts.of_class(vocab.TG_REQUEST, vocab.TG_DELIVERY):
        items = sorted({value.value for value in facts.all(act, vocab.TG_ITEM)})
        for item in items or [""]:
            yield _row(reading, facts, (act, item), item in included)


def _row(reading: Reading, facts: DocumentFacts, pair: tuple[str, str], included: bool) -> Row:
    act, item = pair
    is_request = vocab.TG_REQUEST in {value.value for value in facts.all(act, vocab.RDF_TYPE)}
    status = _key(facts.one(act, vocab.TG_STATUS))
    side = "asked" if is_request else _SIDE_OF_STATUS.get(status, "planned")
    telegram, commodity = facts.one(act, vocab.TG_STATED_IN), facts.one(item, vocab.TG_COMMODITY)
    words = facts.one(item, vocab.RDFS_LABEL) or facts.one(act, vocab.TG_ACTION)
    given = {*(value.value for value in facts.all(act, vocab.TG_ANSWERS)), *reading.links.get((act, vocab.TG_ANSWERS), ())}
    return Row(
        doc=facts.doc,
        telegram=telegram,
        date=facts.one(telegram, vocab.TG_EARLIEST_DATE),
        act=act,
        item=item,
        side=side,
        status=status,
        giver=_agents(facts, act, _ACT_CELLS["giver"][not is_request]),
        taker=_agents(facts, act, _ACT_CELLS["taker"][not is_request]),
        commodity=commodity,
        goods=reading.name(commodity) if commodity else words,
        words=words,
        quantity=_decimal(facts.one(item, vocab.TG_QUANTITY)),
        most=_decimal(facts.one(item, vocab.TG_QUANTITY_MAX)),
        unit=_unit(reading, facts.one(item, vocab.TG_UNIT)),
        qualifier=_key(facts.one(item, vocab.TG_QUANTITY_QUALIFIER)),
        since=facts.one(act, vocab.TG_PERIOD_START),
        until=facts.one(act, vocab.TG_PERIOD_END),
        condition=facts.one(act, vocab.TG_CONDITION),
        left_out=_left_out(facts, pair, included, status) or _again(reading, act),
        answers=tuple(sorted(given)),
        places=_places(facts, pair, is_request),
    )


def _left_out(facts: DocumentFacts, pair: tuple[str, str], included: bool, status: str) -> str:
    act, item = pair
    if included:
        return "part of another line"
    if facts.all(act, vocab.TG_PART_OF):
        return "share of a larger act"
    if facts.all(item, vocab.TG_PER_COMMODITY):
        return "a figure for each piece"
    return "withdrawn" if status == "withdrawn" else ""


def _again(reading: Reading, act: str) -> str:
    return "says again what another telegram says" if (act, vocab.TG_RESTATES) in reading.links else ""


def _places(facts: DocumentFacts, pair: tuple[str, str], is_request: bool) -> Mapping[str, Place]:
    act, item = pair
    wanted = {"act": (act, vocab.RDF_TYPE), "condition": (act, vocab.TG_CONDITION)}
    wanted |= {cell: (act, properties[not is_request]) for cell, properties in _ACT_CELLS.items()}
    wanted |= {cell: (item, name) for cell, name in _ITEM_CELLS.items()}
    found = {cell: facts.words(*about) for cell, about in wanted.items()}
    return {cell: place for cell, place in found.items() if place}


def _agents(facts: DocumentFacts, act: str, name: str) -> tuple[str, ...]:
    return tuple(sorted({value.value for value in facts.all(act, name)}))


def _key(iri: str) -> str:
    return iri.rpartition("/")[2]


def _unit(reading: Reading, iri: str) -> str:
    return reading.name(iri).lower() if iri else ""


def _decimal(text: str) -> Decimal | None:
    """Return the number; None for what is none, which a graph of other makers may hold."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None
