"""Requests and deliveries: matched by their place and their items, then compared field by field."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kg_builder import vocab
from kg_builder.evaluate.graph import Graph
from kg_builder.evaluate.names import NEAR_GOODS, is_same_name, nearness_of_words, normalise
from kg_builder.evaluate.tally import DocumentTally, Gold

_KINDS: Mapping[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "requests": (vocab.TG_REQUEST, (("by", vocab.TG_REQUESTER), ("to", vocab.TG_REQUESTEE))),
    "deliveries": (vocab.TG_DELIVERY, (("supplier", vocab.TG_SUPPLIER), ("recipient", vocab.TG_RECIPIENT))),
}
_NEAR = 80  # code points between evidence and cue that still count as the same place
_ENOUGH = 2  # the least fit of the same act: the same sentence, or one item

# A sentence ends at its stop, with quotes and brackets closed, before a capital, a figure or an opening one; or at a blank line.
_STOP = re.compile(r'(?<=[.!?;:])["”’)]*\s+(?=[A-Z0-9"“(\[])|\n\s*\n')


@dataclass(frozen=True, slots=True)
class _Item:
    labels: tuple[str, ...]
    quantity: float | None

    def is_gold(self, gold: Gold) -> bool:
        """True if a label is near and the quantity is the gold one (of a range either end); without one, if both lack it."""
        label, quantity = normalise(gold.get("label", "")), gold.get("quantity")
        if not any(nearness_of_words(label, own) >= NEAR_GOODS for own in self.labels):
            return False
        if quantity is None:
            return self.quantity is None
        return self.quantity in {float(quantity), float(gold.get("quantity_max") or quantity)}


@dataclass(frozen=True, slots=True)
class _Act:
    iri: str
    places: tuple[tuple[int, int], ...]
    items: tuple[_Item, ...]

    @property
    def start(self) -> int:
        """Return where it stands, -1 if it has no place."""
        return min((start for start, _ in self.places), default=-1)


@dataclass(frozen=True, slots=True)
class _Cue:
    """Where a gold act stands: its cue and the sentence around it; -1 if the text lacks the cue."""

    start: int
    end: int
    sentence: tuple[int, int]

    def fit(self, act: _Act, golds: Sequence[Gold]) -> int:
        """Return 1 for the neighbourhood, 2 for the sentence, 2 for each item that the act has too."""
        there = self.start >= 0
        near = there and any(start < self.end + _NEAR and end > self.start - _NEAR for start, end in act.places)
        inside = there and any(start < self.sentence[1] and end > self.sentence[0] for start, end in act.places)
        return near + 2 * inside + 2 * sum(any(item.is_gold(gold) for item in act.items) for gold in golds)


def score_acts(tally: DocumentTally, graph: Graph, telegrams: Sequence[str], gold: Gold) -> None:
    """Count the requests and deliveries of one document with their items, parties and status."""
    everyone = {person["name"] for person in gold.get("persons", [])}
    for kind, (cls, parties) in _KINDS.items():
        stated = {act for t in telegrams for act in graph.subjects(vocab.TG_STATED_IN, t) if graph.is_a(act, cls)}
        free = {act: _read(graph, act) for act in sorted(stated)}
        for wanted in sorted(gold.get(kind, []), key=lambda one: bool(one.get("optional"))):
            act = _take(free, _find_cue(tally.text, wanted), wanted["items"])
            if wanted.get("optional"):
                continue
            if act is None:
                _miss(tally, kind, wanted)
                continue
            tally.count(kind, hits=1)
            tally.hit(kind, wanted["cue"])
            _score_items(tally, kind, act, wanted)
            for key, predicate in parties:
                if wanted.get(key):
                    _score_party(tally, graph, f"{kind}: {key}", act, wanted, key, predicate, everyone)
            _score_status(tally, graph, f"{kind}: status", act, wanted)
        tally.count(kind, extras=len(free))
        for act in free.values():
            words = " ".join(tally.text[start:end][:60] for start, end in act.places[:1])
            tally.differ(kind, "extra", found=" ".join(words.split()) or act.iri, at=act.start)


def _take(free: dict[str, _Act], cue: _Cue, items: Sequence[Gold]) -> _Act | None:
    """Take the act that fits best out of those that are free; the first of several."""
    best = max(free.values(), key=lambda act: cue.fit(act, items), default=None)
    return free.pop(best.iri) if best is not None and cue.fit(best, items) >= _ENOUGH else None


def _read(graph: Graph, act: str) -> _Act:
    attestations = graph.subjects(vocab.RDF_SUBJECT, act)
    anchors = [one for one in attestations if vocab.RDF_TYPE in graph.values(one, vocab.RDF_PREDICATE)]
    places = {
        (int(start), int(end))
        for one in anchors or attestations
        for place in graph.values(one, vocab.PROV_WAS_QUOTED_FROM)
        for selector in graph.values(place, vocab.OA_HAS_SELECTOR)
        for start in graph.values(selector, vocab.OA_START)
        for end in graph.values(selector, vocab.OA_END)
    }
    return _Act(act, tuple(sorted(places)), tuple(_read_item(graph, item) for item in graph.values(act, vocab.TG_ITEM)))


def _read_item(graph: Graph, item: str) -> _Item:
    names = graph.values(item, vocab.RDFS_LABEL)
    for commodity in graph.values(item, vocab.TG_COMMODITY):
        names += graph.values(commodity, vocab.SKOS_PREF_LABEL, vocab.SKOS_ALT_LABEL)
    quantity = next(iter(graph.values(item, vocab.TG_QUANTITY)), None)
    labels = sorted({normalise(name) for name in names} - {""})
    return _Item(tuple(labels), None if quantity is None else float(quantity))


def _find_cue(text: str, wanted: Gold) -> _Cue:
    """Find the cue of a gold act; white space may differ."""
    cue = wanted.get("cue") or ""
    start = text.find(cue) if cue else -1
    if cue and start < 0:
        found = re.search(r"\s+".join(map(re.escape, cue.split())), text)
        start = found.start() if found else -1
    end = start + len(cue)
    stops = [stop.end() for stop in _STOP.finditer(text)]
    before = max((stop for stop in stops if stop <= start), default=0)
    after = min((stop for stop in stops if stop >= end), default=len(text))
    return _Cue(start, end, (before, after))


def _miss(tally: DocumentTally, kind: str, wanted: Gold) -> None:
    tally.count(kind, misses=1)
    tally.count(f"{kind} items", misses=len(wanted["items"]))
    goods = "; ".join(_shown(item) for item in wanted["items"])
    tally.differ(kind, "missed", expected=f"{wanted['cue']!r}" + (f" ({goods})" if goods else ""), at=_find_cue(tally.text, wanted).start)


def _score_items(tally: DocumentTally, kind: str, act: _Act, wanted: Gold) -> None:
    field, left = f"{kind} items", list(act.items)
    for gold in wanted["items"]:
        fitting = [item for item in left if item.is_gold(gold)]
        hit = min(fitting, key=lambda item: item.quantity != gold.get("quantity"), default=None)
        tally.count(field, hits=hit is not None, misses=hit is None)
        if hit is None:
            tally.differ(field, "missed", expected=_shown(gold), at=act.start)
        else:
            left.remove(hit)
            tally.hit(field, f"{wanted['cue']}: {_shown(gold)}")
    # Parts of a total may be repeated.
    parts = [gold for gold in wanted["items"] if "part of" in gold.get("note", "")]
    extras = [item for item in left if not any(item.is_gold(gold) for gold in parts)]
    tally.count(field, extras=len(extras))
    for item in extras:
        tally.differ(
            field, "extra", found=_shown({"label": item.labels[0] if item.labels else "", "quantity": item.quantity}), at=act.start
        )


def _shown(item: Mapping[str, Any]) -> str:
    quantity = item.get("quantity")
    return f"{quantity:g} {item.get('label', '')}" if quantity is not None else str(item.get("label", ""))


def _score_party(
    tally: DocumentTally, graph: Graph, field: str, act: _Act, wanted: Gold, key: str, predicate: str, everyone: set[str]
) -> None:
    right_ones = [wanted[key], *wanted.get(f"{key}_also", [])]
    found = [graph.labels(value) for value in graph.values(act.iri, predicate)]
    right = any(is_same_name(name, labels, person=name in everyone) for name in right_ones for labels in found)
    _count_one(tally, field, act, wanted, right, " or ".join(right_ones), [" / ".join(sorted(labels)[:2]) for labels in found])


def _score_status(tally: DocumentTally, graph: Graph, field: str, act: _Act, wanted: Gold) -> None:
    right_ones = [normalise(status) for status in [wanted["status"], *wanted.get("status_also", [])]]
    found = [normalise(re.split("[#/]", value)[-1]) for value in graph.values(act.iri, vocab.TG_STATUS)]
    _count_one(tally, field, act, wanted, bool(set(right_ones) & set(found)), " or ".join(right_ones), found)


def _count_one(tally: DocumentTally, field: str, act: _Act, wanted: Gold, right: bool, expected: str, found: Sequence[str]) -> None:
    tally.count(field, hits=right, misses=not right, extras=bool(found) and not right)
    if right:
        tally.hit(field, f"{wanted['cue']}: {expected}")
    else:
        tally.differ(field, "other", expected=expected, found=", ".join(found), at=act.start)
