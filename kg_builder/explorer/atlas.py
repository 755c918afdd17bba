"""People and places: who writes to whom, what they are called and where, where the places lie."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from markupsafe import Markup

from kg_builder import vocab
from kg_builder.explorer.pictures import Spot, to_map, to_ring
from kg_builder.explorer.search import page_number
from kg_builder.explorer.site import Site

PAGE: Final = 60
_MOST_PAIRS: Final = 400
_NAMED: Final = "kind IN ('person', 'office', 'organization', 'state') AND mentions > 0"


def people_page(site: Site, params: Mapping[str, str]) -> Mapping[str, Any]:
    """Return the ring of correspondents, the pairs, and all who are named, most named first."""
    kept, page = site.index.kept, page_number(params)
    pairs = [
        (row["sender"], row["addressee"], row["n"])
        for row in kept("SELECT sender, addressee, count(*) AS n FROM letter GROUP BY 1, 2 ORDER BY n DESC, 1, 2 LIMIT ?", _MOST_PAIRS)
    ]
    nodes, edges = to_ring(pairs, site.reading.names)
    count = kept(f"SELECT count(*) FROM thing WHERE {_NAMED}")[0][0]  # noqa: S608 -- ours
    return {
        "nodes": nodes,
        "edges": edges,
        "pairs": pairs[:40],
        "more_pairs": max(0, len(pairs) - 40),
        "people": site.index.rows(
            f"SELECT * FROM thing WHERE {_NAMED} ORDER BY mentions DESC, name, iri LIMIT ? OFFSET ?",  # noqa: S608
            PAGE,
            (page - 1) * PAGE,
        ),
        "code_names": kept(
            "SELECT t.iri, t.name, o.words, count(*) AS n, min(o.doc) AS doc, min(o.start) AS start, min(o.stop) AS stop "
            "FROM code_name o JOIN thing t ON t.iri = o.thing GROUP BY t.iri, lower(o.words) ORDER BY t.name, o.words LIMIT 200"
        ),
        "page": page,
        "pages": -(-count // PAGE),
    }


@lru_cache(maxsize=1)
def _coordinates() -> Mapping[str, tuple[float, float]]:
    found = tomllib.loads(files("kg_builder.explorer").joinpath("places.toml").read_text("utf-8"))
    return {name: (north, east) for name, (north, east) in found.items()}


def places_page(site: Site, params: Mapping[str, str]) -> Mapping[str, Any]:
    """Return the places that are named: on the map where the place is a city that is known, and as a list."""
    page = page_number(params)
    rows = site.index.kept("SELECT * FROM thing WHERE kind = 'place' AND mentions > 0 ORDER BY mentions DESC, name, iri")
    most = rows[0]["mentions"] if rows else 1
    spots = []
    for row in rows:
        found = _coordinates().get(row["iri"].removeprefix(f"{site.base}place/"))
        if found:
            x, y = to_map(found[1], found[0])
            size = round(3 + 9 * (row["mentions"] / most) ** 0.5, 1)
            anchor = "end" if x > 860 else "start"
            spots.append(Spot(iri=row["iri"], name=row["name"], x=x, y=y, size=size, count=row["mentions"], anchor=anchor))
    return {
        "spots": spots,
        "labelled": _with_room(spots),
        "land": load_land(),
        "rows": rows[(page - 1) * PAGE : page * PAGE],
        "count": len(rows),
        "page": page,
        "pages": -(-len(rows) // PAGE),
    }


def _with_room(spots: Sequence[Spot]) -> list[Spot]:
    """Return the spots whose names fit on the map, the most named first."""
    taken, fitting = list[tuple[float, float, float]](), list[Spot]()
    for spot in spots[:80]:
        wide = 7 + 6.2 * len(spot.name)
        left = spot.x - wide if spot.anchor == "end" else spot.x
        if all(abs(spot.y - y) > 11 or left > right or left + wide < x for x, right, y in taken):
            taken.append((left, left + wide, spot.y))
            fitting.append(spot)
    return fitting


@lru_cache(maxsize=1)
def load_land() -> Markup:
    """Return the outlines of the continents as one SVG path; "" where `make assets` did not bring them."""
    file = files("kg_builder.explorer").joinpath("assets", "land-110m.json")
    if not file.is_file():
        return Markup("")
    import json

    # Numbers and letters of ours only, and longer than a page shows of text.
    return Markup(_to_path(json.loads(file.read_text("utf-8"))))  # noqa: S704


def _to_path(topology: Mapping[str, Any]) -> str:
    """Return the polygons of a TopoJSON (specification 1.0: arcs are differences, scaled and moved) as an SVG path."""
    (scale_x, scale_y), (move_x, move_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs: list[list[tuple[float, float]]] = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for more_x, more_y in arc:
            x, y = x + more_x, y + more_y
            points.append(to_map(x * scale_x + move_x, y * scale_y + move_y))
        arcs.append(points)
    parts = []
    for shape in topology["objects"]["land"]["geometries"]:
        for polygon in shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]:
            for ring in polygon:
                points = _unbroken(point for number in ring for point in (arcs[number] if number >= 0 else arcs[~number][::-1]))
                parts.append("M" + "L".join(f"{x} {y}" for x, y in points) + "Z")
    return "".join(parts)


def _unbroken(points: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the points of a ring that crosses the edge of the map as going on beyond it, where nothing is drawn."""
    found, shift = list[tuple[float, float]](), 0
    before: float | None = None
    for x, y in points:
        if before is not None and abs(x - before) > 480:
            shift += 960 if x < before else -960
        found.append((round(x + shift, 1), y))
        before = x
    # Where the ring begins is chance: it is moved to where most of it lies on the map.
    turns = 960 * round((sum(x for x, _ in found) / max(len(found), 1) - 480) / 960)
    return [(round(x - turns, 1), y) for x, y in found]


def thing_page(site: Site, path: str, params: Mapping[str, str]) -> Mapping[str, Any] | None:
    """Return the page of a person, organization, state, office or place; None if the store names none such."""
    iri, page = f"{site.base}{path}", page_number(params)
    about = site.reading.about(iri)
    if not about:
        return None
    index = site.index
    values: dict[str, list[Any]] = {}
    for name, value in about:
        values.setdefault(name, []).append(value)
    return {
        "iri": iri,
        "name": site.reading.name(iri),
        "kind": path.partition("/")[0],
        "values": values,
        "role": [value.value for value in values.get(vocab.TG_ROLE, [])],
        "code_names": [value.value for value in values.get(vocab.TG_CODE_NAME, [])],
        "alt_labels": [value.value for value in values.get(vocab.SKOS_ALT_LABEL, [])],
        "same_as": [value.value for value in values.get(vocab.OWL_SAME_AS, [])],
        "may_be": [value.value for value in values.get(vocab.TG_MAY_BE, [])],
        "provisional": any(value.value == "provisional" for value in values.get(vocab.TG_AUTHORITY_STATUS, [])),
        "spellings": index.rows(
            "SELECT words, count(*) AS n, min(doc) AS doc FROM mention WHERE thing = ? GROUP BY words ORDER BY n DESC, words LIMIT 60", iri
        ),
        "mentions": index.rows(
            "SELECT m.*, t.title, t.date FROM mention m LEFT JOIN telegram t ON t.iri = ? || m.doc WHERE thing = ? ORDER BY t.date, m.doc, start LIMIT ? OFFSET ?",
            f"{site.base}telegram/",
            iri,
            PAGE,
            (page - 1) * PAGE,
        ),
        "count": index.one("SELECT count(*) FROM mention WHERE thing = ?", iri),
        "sent": index.rows(
            "SELECT addressee AS other, count(*) AS n FROM letter WHERE sender = ? GROUP BY 1 ORDER BY n DESC, 1 LIMIT 20", iri
        ),
        "received": index.rows(
            "SELECT sender AS other, count(*) AS n FROM letter WHERE addressee = ? GROUP BY 1 ORDER BY n DESC, 1 LIMIT 20", iri
        ),
        "entries": index.one("SELECT count(*) FROM party WHERE agent = ?", iri),
        "page": page,
        "pages": -(-(index.one("SELECT count(*) FROM mention WHERE thing = ?", iri) or 0) // PAGE),
    }
