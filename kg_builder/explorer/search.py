"""Search over texts and names, with facets; and the timeline. Every view has an address of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from markupsafe import Markup, escape

from kg_builder.explorer.letters import reveal
from kg_builder.explorer.pictures import to_bars
from kg_builder.explorer.site import Site

FACETS: Final = {"year": "Year", "sender": "Sender", "addressee": "Addressee", "commodity": "Goods", "status": "Status", "fond": "Archive"}
PAGE: Final = 40
_MOST_PAGES: Final = 100_000
_MOST_WORDS: Final = 12
_FACET_VALUES: Final = 10
_OPEN, _CLOSE = "\x02", "\x03"


def page_number(params: Mapping[str, str]) -> int:
    """Return the page that is asked for, from 1."""
    given = params.get("page", "")
    return min(max(int(given), 1), _MOST_PAGES) if given.isascii() and given.isdigit() and len(given) < 10 else 1


def to_match(words: str) -> str:
    """Return what FTS5 is asked: every word as it stands, the last one as a beginning; no operator of its language gets through.

    >>> to_match('arms "for OR')
    '"arms" "for" "OR"*'
    """
    found = re.findall(r"\w+", words)[:_MOST_WORDS]
    return " ".join(f'"{word[:60]}"' for word in found) + ("*" if found else "")


def chosen_facets(params: Mapping[str, str]) -> dict[str, str]:
    """Return the facets that the address chooses."""
    return {kind: params[kind][:500] for kind in FACETS if params.get(kind)}


def search_page(site: Site, params: Mapping[str, str]) -> Mapping[str, Any]:
    """Return telegrams that hold the words and have the facets, the names that do, and the facets of what was found."""
    words, chosen, page = params.get("q", "")[:300], chosen_facets(params), page_number(params)
    match = to_match(words)
    where, values = _where(match, chosen)
    ask = site.index.rows if match or chosen else site.index.kept
    count = ask(f"SELECT count(*) FROM telegram WHERE {where}", *values)[0][0]  # noqa: S608 -- `where` is ours, values are bound
    found = site.index.rows(
        f"SELECT * FROM telegram WHERE {where} ORDER BY date = '', date, iri LIMIT ? OFFSET ?",  # noqa: S608
        *values,
        PAGE,
        (page - 1) * PAGE,
    )
    return {
        "words": words,
        "chosen": chosen,
        "count": count,
        "telegrams": found,
        "snippets": _snippets(site, match, [row["doc"] for row in found]),
        "things": _things(site, match) if page == 1 else [],
        "facets": _facets(site, where, values, ask),
        "facet_names": FACETS,
        "chosen_labels": {kind: _label(site, kind, value) for kind, value in chosen.items()},
        "page": page,
        "pages": -(-count // PAGE),
    }


def _where(match: str, chosen: Mapping[str, str]) -> tuple[str, list[str]]:
    parts, values = ["1"], list[str]()
    if match:
        parts.append("doc IN (SELECT t.doc FROM words JOIN telegram t ON t.iri = words.id WHERE words MATCH ?)")
        values.append(match)
    for kind, value in chosen.items():
        parts.append("iri IN (SELECT telegram FROM facet WHERE kind = ? AND value = ?)")
        values += [kind, value]
    return " AND ".join(parts), values


def _facets(site: Site, where: str, values: Sequence[str], ask: Any) -> Mapping[str, Sequence[Any]]:
    rows = ask(
        "SELECT kind, value, min(label) AS label, count(*) AS n FROM facet "  # noqa: S608
        f"WHERE telegram IN (SELECT iri FROM telegram WHERE {where}) GROUP BY kind, value ORDER BY kind, n DESC, label",
        *values,
    )
    found: dict[str, list[Any]] = {kind: [] for kind in FACETS}
    for row in rows:
        if row["kind"] in found:
            found[row["kind"]].append(row)
    found["year"].sort(key=lambda row: row["value"])
    return {kind: of if kind == "year" else of[:_FACET_VALUES] for kind, of in found.items() if of}


def _label(site: Site, kind: str, value: str) -> str:
    return site.index.one("SELECT label FROM facet WHERE kind = ? AND value = ? LIMIT 1", kind, value) or value


def _snippets(site: Site, match: str, docs: Sequence[str]) -> Mapping[str, Markup]:
    if not match or not docs:
        return {}
    rows = site.index.rows(
        f"SELECT t.doc, snippet(words, 3, ?, ?, '…', 28) AS words FROM words JOIN telegram t ON t.iri = words.id "  # noqa: S608
        f"WHERE words MATCH ? AND t.doc IN ({', '.join('?' * len(docs))})",
        _OPEN,
        _CLOSE,
        match,
        *docs,
    )
    return {row["doc"]: _marked(row["words"]) for row in rows}


def _marked(snippet: str) -> Markup:
    pieces = re.split(f"([{_OPEN}{_CLOSE}])", " ".join(snippet.split()))
    out = [Markup("<mark>") if one == _OPEN else Markup("</mark>") if one == _CLOSE else escape(reveal(one)) for one in pieces]
    # A text may hold these very controls: closing marks too many are dropped, missing ones added.
    depth, kept = 0, list[Markup]()
    for one in out:
        depth += {"<mark>": 1, "</mark>": -1}.get(str(one), 0)
        if depth in (0, 1):
            kept.append(one)
        depth = min(max(depth, 0), 1)
    return Markup("").join([*kept, Markup("</mark>") if depth else Markup("")])


def _things(site: Site, match: str) -> Sequence[Any]:
    if not match:
        return []
    return site.index.rows(
        "SELECT t.iri, t.kind, t.name, t.mentions FROM words w JOIN thing t ON t.iri = w.id WHERE words MATCH ? AND w.kind <> 'telegram' "
        "ORDER BY t.mentions DESC, t.name LIMIT 12",
        match,
    )


def timeline_page(site: Site, params: Mapping[str, str]) -> Mapping[str, Any]:
    """Return telegrams by year, and, within one year, by month and one by one."""
    years = site.index.kept("SELECT year, count(*) AS n FROM telegram WHERE year <> '' GROUP BY year ORDER BY year LIMIT 400")
    year = params.get("year", "")[:4] or (years[0]["year"] if years else "")
    page = page_number(params)
    months = site.index.rows("SELECT substr(date, 1, 7) AS month, count(*) AS n FROM telegram WHERE year = ? GROUP BY month", year)
    counts = {row["month"]: row["n"] for row in months}
    telegrams = site.index.rows("SELECT * FROM telegram WHERE year = ? ORDER BY date, iri LIMIT ? OFFSET ?", year, PAGE, (page - 1) * PAGE)
    total = sum(counts.values())
    return {
        "years": to_bars([(row["year"], row["n"]) for row in years], width=960),
        "year": year,
        "months": to_bars([(f"{year}-{month:02}", counts.get(f"{year}-{month:02}", 0)) for month in range(1, 13)], width=576, height=80),
        "telegrams": telegrams,
        "undated": site.index.one("SELECT count(*) FROM telegram WHERE year = ''"),
        "page": page,
        "pages": -(-total // PAGE),
    }


def home_page(site: Site, params: Mapping[str, str]) -> Mapping[str, Any]:
    """Return what the store holds, in a few figures, and where to begin."""
    kept = site.index.kept
    return {
        "telegrams": kept("SELECT count(*) FROM telegram")[0][0],
        "requests": kept("SELECT count(DISTINCT telegram || side) FROM entry WHERE side = 'asked'")[0][0],
        "entries": kept("SELECT count(*) FROM entry")[0][0],
        "people": kept("SELECT count(*) FROM thing WHERE kind = 'person' AND mentions > 0")[0][0],
        "years": kept("SELECT min(year), max(year) FROM telegram WHERE year <> ''")[0],
        "first": kept("SELECT * FROM telegram WHERE inner_one = 0 ORDER BY date = '', date, iri LIMIT 8"),
        "bars": to_bars(
            [
                (row[0], row[1])
                for row in kept("SELECT year, count(*) FROM telegram WHERE year <> '' GROUP BY year ORDER BY year LIMIT 400")
            ],
            width=960,
        ),
    }
