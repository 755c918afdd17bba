"""The page of the ledger: filtered, sorted, summed, drawn; every cell leads to its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from kg_builder.explorer.index import to_row
from kg_builder.explorer.pictures import Bar, to_bars
from kg_builder.explorer.search import page_number
from kg_builder.explorer.site import Site
from kg_builder.ledger import SIDES, Row

PAGE: Final = 100
_SUMS: Final = 60
FILTERS: Final = ("commodity", "side", "status", "year", "party")
SORTS: Final = {
    "date": "date = '', date, number",
    "goods": "goods COLLATE NOCASE, date, number",
    "from": "giver COLLATE NOCASE, date, number",
    "to": "taker COLLATE NOCASE, date, number",
    "quantity": "amount IS NULL, amount DESC, number",
    "status": "status, date, number",
}
_COUNTED: Final = "left_out = '' AND goods <> ''"


def ledger_page(site: Site, params: Mapping[str, str]) -> Mapping[str, Any]:
    """Return one page of rows, the sums of all that the filter lets through, and their chart."""
    where, values, chosen = _where(params)
    ask = site.index.rows if chosen else site.index.kept
    page = page_number(params)
    sort = params.get("sort", "") if params.get("sort") in SORTS else "date"
    count = ask(f"SELECT count(*) FROM entry WHERE {where}", *values)[0][0]  # noqa: S608 -- `where` is ours, values are bound
    found = site.index.rows(
        f"SELECT body FROM entry WHERE {where} ORDER BY {SORTS[sort]} LIMIT ? OFFSET ?",  # noqa: S608
        *values,
        PAGE,
        (page - 1) * PAGE,
    )
    sums = _sums(ask, where, values)
    return {
        "rows": [to_row(entry) for entry in found],
        "count": count,
        "page": page,
        "pages": -(-count // PAGE),
        "sort": sort,
        "sorts": list(SORTS),
        "chosen": chosen,
        "sides": SIDES,
        "sums": sums[:_SUMS],
        "more_sums": max(0, len(sums) - _SUMS),
        "chart": _chart(ask, where, values),
        "choices": _choices(site),
        "party_name": site.reading.name(chosen["party"]) if "party" in chosen else "",
        "commodity_name": site.reading.name(chosen["commodity"]) if "commodity" in chosen else "",
    }


def ledger_rows(site: Site, params: Mapping[str, str]) -> Sequence[Row]:
    """Return all rows that the filter lets through, in the order of the page: what is downloaded."""
    where, values, _ = _where(params)
    sort = params.get("sort", "") if params.get("sort") in SORTS else "date"
    found = site.index.rows(f"SELECT body FROM entry WHERE {where} ORDER BY {SORTS[sort]}", *values)  # noqa: S608
    return [to_row(entry) for entry in found]


def _where(params: Mapping[str, str]) -> tuple[str, list[str], Mapping[str, str]]:
    chosen = {name: params[name][:500] for name in FILTERS if params.get(name)}
    parts, values = ["1"], list[str]()
    for name, value in chosen.items():
        parts.append("number IN (SELECT number FROM party WHERE agent = ?)" if name == "party" else f"{name} = ?")
        values.append(value)
    return " AND ".join(parts), values, chosen


def _sums(ask: Any, where: str, values: Sequence[str]) -> list[Mapping[str, Any]]:
    rows = ask(
        "SELECT goods, unit, min(commodity) AS commodity, side, exact_sum(quantity) AS total, exact_sum(short) AS short, count(*) AS n, "  # noqa: S608
        f"sum(quantity IS NULL) AS unsaid FROM entry WHERE {where} AND {_COUNTED} GROUP BY goods, unit, side ORDER BY goods COLLATE NOCASE, goods, unit",
        *values,
    )
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        one = found.setdefault(
            (row["goods"], row["unit"]), {"goods": row["goods"], "unit": row["unit"], "commodity": "", "n": 0, "unsaid": 0}
        )
        one["commodity"] = one["commodity"] or row["commodity"]
        one["n"] += row["n"]
        one["unsaid"] += row["unsaid"]
        if row["total"] is not None:
            one[row["side"]] = Decimal(row["total"])
        if row["short"] is not None:
            one["short"] = one.get("short", Decimal(0)) + Decimal(row["short"])
    return sorted(found.values(), key=lambda one: (not any(side in one for side in SIDES), -one["n"], one["goods"], one["unit"]))


def _chart(ask: Any, where: str, values: Sequence[str]) -> Mapping[str, Any]:
    """Return the lines of the ledger by year and side: figures in different units cannot be added, lines can."""
    rows = ask(
        f"SELECT year, side, count(*) AS n FROM entry WHERE {where} AND year <> '' GROUP BY year, side ORDER BY year LIMIT 2000",  # noqa: S608
        *values,
    )
    years = sorted({row["year"] for row in rows})[-40:]
    counts = {(row["year"], row["side"]): row["n"] for row in rows}
    totals = to_bars([(year, sum(counts.get((year, side), 0) for side in SIDES)) for year in years], width=640, height=140)
    stacked: list[Bar] = []
    for bar in totals:
        foot = bar.y + bar.height
        for side in SIDES:
            part = counts.get((bar.label, side), 0)
            high = round(bar.height * part / bar.value, 1) if bar.value else 0
            foot -= high
            if part:
                stacked.append(Bar(label=bar.label, value=part, x=bar.x, y=round(foot, 1), width=bar.width, height=high, kind=side))
    return {"years": totals, "parts": stacked}


def _choices(site: Site) -> Mapping[str, Sequence[Any]]:
    kept = site.index.kept
    return {
        "commodity": kept(
            "SELECT commodity AS value, min(goods) AS label, count(*) AS n FROM entry WHERE commodity <> '' GROUP BY commodity ORDER BY label LIMIT 600"
        ),
        "status": kept(
            "SELECT status AS value, replace(status, '-', ' ') AS label, count(*) AS n FROM entry WHERE status <> '' GROUP BY status"
        ),
        "year": kept("SELECT year AS value, year AS label, count(*) AS n FROM entry WHERE year <> '' GROUP BY year"),
        "party": kept("SELECT agent AS value, agent AS label, count(*) AS n FROM party GROUP BY agent ORDER BY n DESC, agent LIMIT 60"),
    }
