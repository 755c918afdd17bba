"""How an act is called: "Mao Zedong asks Stalin: 500 trucks and 40 more"."""

from __future__ import annotations

import re

from kg_builder.extract.deliveries import HandedOver
from kg_builder.extract.requests import Asked
from kg_builder.model import Entity, Item, Stated

_COUNTED = {"division-unit": "divisions", "regiment-unit": "regiments", "brigade-unit": "brigades", "battalion-unit": "battalions"}
_BLANKS = re.compile(r"\s+")
_LONGEST, _MOST_ITEMS = 120, 4


def name_request(one: Asked, action: str) -> str:
    """Return the label of a request; `action` are the words of what is asked, where it names no goods."""
    goods = _name_items(one.items) if one.items else _shorten(action)
    return f"{_name(one.requester)} asks {_name(one.requestee)}: {goods}"


def name_delivery(one: HandedOver) -> str:
    """Return the label of a delivery, its status at the end."""
    return f"{_name(one.supplier)} to {_name(one.recipient)}: {_name_items(one.items)} ({one.status.replace('-', ' ')})"


def _name(who: tuple[Stated[Entity], ...]) -> str:
    return who[0].value.name if who else "somebody"


def _name_items(items: tuple[Item, ...]) -> str:
    more = f" and {len(items) - _MOST_ITEMS} more" if len(items) > _MOST_ITEMS else ""
    return ", ".join(name_item(i) for i in items[:_MOST_ITEMS]) + more


def _shorten(words: str) -> str:
    words = _BLANKS.sub(" ", words).strip()
    return words if len(words) <= _LONGEST else words[:_LONGEST].rsplit(" ", 1)[0] + " …"


def name_item(item: Item) -> str:
    """Return "500 trucks", "600 tons of DDT", "arms for 16 divisions"."""
    if item.quantity is None:
        return item.label
    number = f"{item.quantity.value.normalize():,f}"
    number += f"-{item.quantity_max.value.normalize():,f}" if item.quantity_max else ""
    unit = item.unit.value if item.unit else "piece"
    plural = _COUNTED.get(unit)
    if plural and plural[:-1] not in item.label.lower():
        return f"{item.label} for {number} {plural}"
    if unit in ("piece", "person") or plural:
        return f"{number} {item.label}"
    words = item.unit.evidence[0].quote if item.unit else unit
    return f"{number} {words}" if words.lower() in item.label.lower() else f"{number} {words} of {item.label}"
