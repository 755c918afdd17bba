"""The ledger as CSV (RFC 4180) and JSON: the same rows as its page."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from decimal import Decimal

from kg_builder.ledger.reading import Reading
from kg_builder.ledger.rows import Row

COLUMNS = (
    "date telegram side status from to goods words quantity quantityMax unit qualifier periodStart periodEnd condition leftOut "
    "start end act item answers"
).split()
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def to_csv(rows: Iterable[Row], reading: Reading, for_spreadsheets: bool = False) -> bytes:
    """Return the rows, UTF-8 with CRLF; `for_spreadsheets` puts an apostrophe before what one would take for a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in rows:
        cells = _cells(row, reading)
        writer.writerow([f"'{cell}" if for_spreadsheets and cell.startswith(_FORMULA) else cell for cell in cells])
    return out.getvalue().encode("utf-8", "backslashreplace")


def to_json(rows: Iterable[Row], reading: Reading) -> bytes:
    """Return the rows as a JSON array of objects; what is not said is absent; figures are strings, so that none is rounded."""
    made = [{name: cell for name, cell in zip(COLUMNS, _cells(row, reading), strict=True) if cell} for row in rows]
    return (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "backslashreplace")


def _cells(row: Row, reading: Reading) -> list[str]:
    place = row.places.get("quantity") or row.places.get("goods") or row.places.get("act")
    return [
        row.date,
        _below(row.telegram, reading),
        row.side,
        row.status,
        "; ".join(map(reading.name, row.giver)),
        "; ".join(map(reading.name, row.taker)),
        row.goods,
        row.words,
        _figure(row.quantity),
        _figure(row.most),
        row.unit,
        row.qualifier,
        row.since,
        row.until,
        row.condition,
        row.left_out,
        str(place.start) if place else "",
        str(place.end) if place else "",
        _below(row.act, reading),
        _below(row.item, reading),
        " ".join(_below(one, reading) for one in row.answers),
    ]


def _figure(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"


def _below(iri: str, reading: Reading) -> str:
    return iri.removeprefix(reading.base)
