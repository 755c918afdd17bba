"""Sums of the ledger, commodity by commodity in one unit, as competency question 4 makes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kg_builder.ledger.rows import SIDES, Row

_NONE = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """One kind of goods in one unit. A range counts with its lower figure; what has no figure is counted in `unsaid`."""

    goods: str
    unit: str
    commodity: str
    by_side: Mapping[str, Decimal]
    """By `SIDES`; a side of which nothing is said is absent."""
    short: Decimal
    """By how much the deliveries that answer each request fall short of it, over all requests that give a figure."""
    rows: int
    unsaid: int


def to_sums(rows: Iterable[Row]) -> list[Sum]:
    """Return the sums by name of goods and unit; included items, shares, figures for each piece and what was withdrawn are left out."""
    counted = [row for row in rows if row.item and not row.left_out]
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in counted:
        groups[row.goods, row.unit].append(row)
    short = _short(counted)
    return [_sum(key, group, short.get(key, _NONE)) for key, group in sorted(groups.items(), key=lambda one: (one[0][0].lower(), one[0]))]


def _sum(key: tuple[str, str], rows: list[Row], short: Decimal) -> Sum:
    by_side: dict[str, Decimal] = {}
    for side in SIDES:
        found = [row.quantity for row in rows if row.side == side and row.quantity is not None]
        if found:
            by_side[side] = sum(found, _NONE)
    unsaid = sum(row.quantity is None for row in rows)
    return Sum(goods=key[0], unit=key[1], commodity=rows[0].commodity, by_side=by_side, short=short, rows=len(rows), unsaid=unsaid)


def _short(rows: Sequence[Row]) -> Mapping[tuple[str, str], Decimal]:
    total: dict[tuple[str, str], Decimal] = defaultdict(lambda: _NONE)
    for number, missing in shortfalls(rows).items():
        total[rows[number].goods, rows[number].unit] += missing
    return total


def shortfalls(rows: Sequence[Row]) -> Mapping[int, Decimal]:
    """Return by how much the deliveries that answer a request fall short of it, by the number of the row that asks first for the goods.

    Request by request what was asked less what answers it, never below nothing; only rows that sums count.
    """
    asked: dict[tuple[str, str, str], Decimal] = defaultdict(lambda: _NONE)
    given: dict[tuple[str, str, str], Decimal] = defaultdict(lambda: _NONE)
    first: dict[tuple[str, str, str], int] = {}
    for number, row in enumerate(rows):
        if row.quantity is None or row.left_out:
            continue
        if row.side == "asked":
            asked[row.act, row.goods, row.unit] += row.quantity
            first.setdefault((row.act, row.goods, row.unit), number)
        elif row.side != "refused":
            for request in row.answers:
                given[request, row.goods, row.unit] += row.quantity
    return {first[key]: max(_NONE, quantity - given[key]) for key, quantity in asked.items()}
