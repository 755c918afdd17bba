"""Pictures as SVG: numbers in, shapes out. Drawn by templates; nothing here knows a colour."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

_RING: Final = 24
"""People that the ring of correspondents has room for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar: where it stands, how high it is, what it says."""

    label: str
    value: float
    x: float
    y: float
    width: float
    height: float
    kind: str = ""


def to_bars(counts: Sequence[tuple[str, float]], width: float = 640, height: float = 120) -> list[Bar]:
    """Return one bar a count, side by side, the highest as high as the picture."""
    most = max((value for _, value in counts), default=0) or 1
    step = min(width / max(len(counts), 1), 48)
    return [
        Bar(
            label=label,
            value=value,
            x=round(number * step + step * 0.12, 1),
            y=round(height - height * value / most, 1),
            width=round(step * 0.76, 1),
            height=round(height * value / most, 1),
        )
        for number, (label, value) in enumerate(counts)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One of a ring: where the dot is, and where its name begins or ends."""

    iri: str
    name: str
    x: float
    y: float
    label_x: float
    label_y: float
    anchor: str
    size: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A curve from one of the ring to another."""

    source: str
    target: str
    path: str
    count: int
    width: float


def to_ring(pairs: Sequence[tuple[str, str, int]], names: Mapping[str, str]) -> tuple[list[Node], list[Edge]]:
    """Return those who write most, on a ring, and a curve for each direction between two of them.

    `pairs` are sender, addressee, count. The picture is 720 by 560, the same for the same counts.
    """
    weight: dict[str, int] = {}
    for sender, addressee, count in pairs:
        for one in (sender, addressee):
            weight[one] = weight.get(one, 0) + count
    chosen = sorted(weight, key=lambda one: (-weight[one], one))[:_RING]
    places = {one: _on_ring(number, len(chosen)) for number, one in enumerate(_ordered(chosen, pairs))}
    most = max(weight.values(), default=1)
    nodes = [
        Node(
            iri=one,
            name=names.get(one, one),
            x=x,
            y=y,
            label_x=round(x + 12 * math.copysign(1, x - 359.9), 1),
            label_y=round(y + (y - 280) * 0.05 + 4, 1),
            anchor="start" if x > 359.9 else "end",
            size=round(3 + 6 * math.sqrt(weight[one] / most), 1),
        )
        for one, (x, y) in places.items()
    ]
    heaviest = max((count for _, _, count in pairs), default=1)
    edges = [
        Edge(source=a, target=b, path=_curve(places[a], places[b]), count=count, width=round(0.8 + 4 * math.sqrt(count / heaviest), 1))
        for a, b, count in pairs
        if a in places and b in places and a != b
    ]
    return nodes, edges


def _ordered(chosen: Sequence[str], pairs: Sequence[tuple[str, str, int]]) -> list[str]:
    """Return the chosen so that who writes to whom most stand side by side where that is easily had: each beside its heaviest partner."""
    left, order = list(chosen), list[str]()
    while left:
        if not order:
            order.append(left.pop(0))
            continue
        bound = {one: sum(count for a, b, count in pairs if {a, b} == {order[-1], one}) for one in left}
        following = max(left, key=lambda one: (bound[one], -left.index(one)))
        left.remove(following)
        order.append(following)
    return order


def _on_ring(number: int, count: int) -> tuple[float, float]:
    turn = 2 * math.pi * number / max(count, 1) - math.pi / 2
    return round(360 + 190 * math.cos(turn), 1), round(280 + 230 * math.sin(turn), 1)


def _curve(source: tuple[float, float], target: tuple[float, float]) -> str:
    """Return a curve that bends to its own right, so that the two directions are told apart."""
    (x1, y1), (x2, y2) = source, target
    middle_x, middle_y = (x1 + x2) / 2, (y1 + y2) / 2
    bend_x, bend_y = middle_x * 0.75 + 360 * 0.25 + (y1 - y2) * 0.09, middle_y * 0.75 + 280 * 0.25 + (x2 - x1) * 0.09
    return f"M{x1} {y1}Q{bend_x:.1f} {bend_y:.1f} {x2} {y2}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place on the map."""

    iri: str
    name: str
    x: float
    y: float
    size: float
    count: int
    anchor: str


def to_map(longitude: float, latitude: float) -> tuple[float, float]:
    """Return where a point lies on the map of 960 by 480 (plate carrée): half a degree is 1.33 units."""
    return round((longitude + 180) * 960 / 360, 1), round((90 - latitude) * 480 / 180, 1)
