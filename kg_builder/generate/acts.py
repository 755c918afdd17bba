"""Sentences that ask, grant, refuse, promise or tell of deliveries, each with its gold facts.

A sentence keeps its cue marks (⟦⟧ for a request, ⟪⟫ for a delivery) until the whole text is composed: the k-th mark of a kind is
the k-th act of its kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from kg_builder.generate.days import Period, draw_period
from kg_builder.generate.figures import Figure, draw_figure
from kg_builder.generate.tables import Row, Tables, fill, find_slots

Gold = dict[str, Any]

_NO_MARKS = dict.fromkeys(map(ord, "⟦⟧⟪⟫"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Who speaks to whom, when, and in which family: what all sentences of one telegram share."""

    tables: Tables
    channel: Row
    day: date
    words: Mapping[str, str]
    """Slots that stand for the parties ("government", "asker")."""
    parties: Mapping[str, str]
    """Canonical names: sender, addressee, asker."""

    @property
    def family(self) -> str:
        """Return "archive" or "print"."""
        return str(self.channel["family"])


@dataclass(slots=True)
class Drawn:
    """The goods drawn for one sentence: the gold items by slot, and what later slots depend on."""

    items: dict[str, list[Gold]] = field(default_factory=dict)
    rate: Gold | None = None
    used: set[str] = field(default_factory=set)
    last: tuple[str, str, str, int] | None = None

    def named(self, slots: str | list[str]) -> list[Gold]:
        """Return the items of one slot, or of several in their order."""
        return [item for slot in ([slots] if isinstance(slots, str) else slots) for item in self.items[slot]]


def _item(label: str, figure: Figure | None, unit: str | None, note: str = "") -> Gold:
    gold: Gold = {
        "label": label,
        "quantity": figure.value if figure else None,
        "unit": unit,
        "note": note or (figure.note if figure else ""),
    }
    if figure and figure.top is not None:
        gold["quantity_max"] = figure.top
    return gold


def _phrase(figure: str, label: str, measure: str) -> str:
    return f"{figure} {measure} of {label}" if measure else f"{figure} {label}"


class SlotFiller:
    """Fills the slots of one sentence and gathers their gold items."""

    def __init__(self, scene: Scene, random: Random, period: Period, *, bare: bool) -> None:
        self.scene, self.random, self.period, self.bare = scene, random, period, bare
        self.drawn = Drawn()

    def __call__(self, slot: str) -> str:
        """Return the words for the slot."""
        if slot == "period":
            return self.period.text
        if slot in self.scene.words:
            return self.scene.words[slot]
        return str(getattr(self, f"_draw_{slot}")())

    def _goods(self) -> Row:
        rows = [r for r in self.scene.tables.rows("goods", self.scene.family) if r["label"] not in self.drawn.used]
        row = self.random.choice(rows)
        self.drawn.used.add(row["label"])
        return row

    def _number(self, row: Row) -> int:
        return self.random.randrange(row["low"], row["high"] + 1, row["step"])

    def _one(self, slot: str, *, bare: bool) -> tuple[Figure, Row]:
        row = self._goods()
        figure = draw_figure(self.random, self._number(row), self.scene.tables.row("figures"), bare=bare)
        self.drawn.items.setdefault(slot, []).append(_item(row["label"], figure, row["unit"]))
        self.drawn.last = (row["label"], row["unit"], row.get("measure", ""), figure.value)
        return figure, row

    def _draw_item(self) -> str:
        figure, row = self._one("item", bare=self.bare)
        return _phrase(figure.text, row["label"], row.get("measure", ""))

    def _draw_items(self) -> str:
        parts = []
        for _ in range(self.random.randint(2, 4)):
            figure, row = self._one("items", bare=True)
            parts.append(_phrase(figure.text, row["label"], row.get("measure", "")))
        return ", ".join(parts[:-1]) + " and " + parts[-1]

    def _draw_block(self) -> str:
        lines = []
        for i in range(1, self.random.randint(3, 6)):
            figure, row = self._one("block", bare=True)
            unit = row["unit"] if row["unit"] != "pieces" or self.random.random() < 0.3 else ""
            lines.append((f"{i}) ", f"{row['label']} - {figure.text} {unit}".strip()))
        mark = self.random.choice(("", "- "))
        return ";\n".join(f"{mark or number}{line}" for number, line in lines) + "."

    def _draw_goods(self) -> str:
        rows = self.random.sample(self.scene.tables.rows("bare"), 2)
        self.drawn.items["goods"] = [_item(r["label"], None, None) for r in rows]
        return " and ".join(r["label"] for r in rows)

    def _draw_sum(self) -> str:
        row = self.random.choice(self.scene.tables.rows("sum"))
        labels = self.random.sample(row["parts"], 2)
        numbers = [self.random.randrange(4, 180) for _ in labels]
        total = sum(numbers)
        parts = [_item(lb, Figure(str(n), n), row["unit"], f"part of the {total}") for lb, n in zip(labels, numbers, strict=True)]
        self.drawn.items["sum"] = [_item(row["label"], Figure(str(total), total), row["unit"], "total"), *parts]
        split = " and ".join(f"{n} {lb}" for lb, n in zip(labels, numbers, strict=True))
        return self.random.choice((f"{total} {row['label']} ({split})", f"{total} {row['label']}, including {split}"))

    def _draw_crew(self) -> str:
        row = self.random.choice(self.scene.tables.rows("crew"))
        figure = draw_figure(self.random, self._number(row), self.scene.tables.row("figures"), bare=self.bare)
        self.drawn.items["crew"] = [_item(row["label"], figure, "persons")]
        return f"{figure.text} {row['label']}"

    def _draw_money(self) -> str:
        row = self.random.choice(self.scene.tables.rows("money", self.scene.family))
        number = self._number(row)
        self.drawn.items["money"] = [_item(row["label"], Figure(str(number), number * 1_000_000), row["unit"])]
        return fill(row["form"], lambda _: str(number))

    def _draw_rate(self) -> str:
        row = self.random.choice([r for r in self.scene.tables.rows("goods", self.scene.family) if r.get("measure")])
        figure = draw_figure(self.random, self._number(row), self.scene.tables.row("figures"), bare=True)
        self.drawn.items["rate"] = [_item(row["label"], figure, row["unit"], "rate: each month")]
        self.drawn.rate = {"quantity": figure.value, "unit": row["unit"], "every": "month"}
        return _phrase(figure.text, row["label"], row["measure"]) + self.random.choice((" monthly", " a month", " every month"))

    def _less(self, slot: str) -> tuple[Figure, str, str]:
        """Draw a smaller figure for the goods of the last item."""
        assert self.drawn.last is not None  # the tables put {item} before {part} and {rest}
        label, unit, measure, whole = self.drawn.last
        number = max(1, whole * self.random.randint(3, 7) // 10)
        figure = draw_figure(self.random, number, self.scene.tables.row("figures"), bare=True)
        self.drawn.items[slot] = [_item(label, figure, unit, "the remaining" if slot == "rest" else f"part of the {whole}")]
        return figure, label, measure

    def _draw_part(self) -> str:
        figure, label, measure = self._less("part")
        return self.random.choice((_phrase(figure.text, label, measure), f"{figure.text} {measure}".strip()))

    def _draw_rest(self) -> str:
        figure, _, measure = self._less("rest")
        return f"{figure.text} {measure}".strip()


def _request(scene: Scene, act: Row, drawn: Drawn, period: Period) -> Gold:
    says, channel = act["request"], scene.channel
    by, to, via = scene.parties["sender"], scene.parties["addressee"], None
    also: dict[str, list[str]] = {"to_also": [channel["supplier"]]}
    if channel["voice"] == "answer":
        by, to = to, by
    if channel["voice"] == "report" and scene.family == "archive" and not says.get("own"):
        by, via = scene.parties["asker"], by
        also = {"to_also": [channel["supplier"], scene.parties["sender"]], "by_also": [channel["recipient"]]}
    if says.get("turned"):
        by, to, also = to, by, {"to_also": [channel["recipient"]], "by_also": [channel["supplier"]]}
    if says.get("to") == "government":
        to, also = channel["supplier_government"], {"to_also": [channel["supplier"], scene.parties["addressee"]]}
    if says.get("department"):
        to, also = (
            "Department of State",
            {"by_also": ["Embassy", f"Embassy in {channel['post']}"], "to_also": ["Secretary of State", "United States"]},
        )
    if says.get("host"):
        by, to, also = channel["recipient"], channel["supplier"], {"to_also": [scene.parties["sender"], "Department of State"]}
        also["by_also"] = ["Prime Minister", "Foreign Minister"]
    if says.get("embassy"):
        to, also = f"Embassy in {channel['post']}", {"by_also": ["Department of State", "Secretary of State"]}
    gold: Gold = {"by": by, "to": to, "via": via, "kind": says.get("kind", "materiel"), "items": drawn.named(says.get("items", []))}
    gold |= {"action": "", "period": period.gold() if "delivery" not in act else None, "status": says["status"], **also}
    if says.get("rate") and drawn.rate:
        gold["rate"] = drawn.rate
    if says.get("optional"):
        gold["optional"] = True
    return gold


def _delivery(scene: Scene, says: Row, drawn: Drawn, period: Period) -> Gold:
    gold: Gold = {"supplier": scene.channel["supplier"], "recipient": scene.channel["recipient"], "items": drawn.named(says["items"])}
    gold |= {"status": says["status"], "period": period.gold() if says.get("period") else None}
    gold["recipient_also"] = [scene.parties[k] for k in ("addressee", "asker") if k in scene.parties]
    if says.get("rate") and drawn.rate:
        gold["rate"] = drawn.rate
    if says["status"] == "promised":
        gold["status_also"] = ["planned"]
    return gold


@dataclass(frozen=True, slots=True)
class Sentence:
    """One composed sentence, its cue marks still in it, and the facts it states."""

    text: str
    requests: tuple[Gold, ...] = ()
    deliveries: tuple[Gold, ...] = ()


def compose_act(scene: Scene, act: Row, random: Random) -> Sentence:
    """Return the act's sentence with its slots filled, and its gold requests and deliveries."""
    slots = find_slots(act["text"])
    period = draw_period(random, scene.day, scene.family, scene.tables) if "period" in slots else Period()
    # "the about 500 rifles", "of which about …": a definite or divided amount bears no qualifier.
    bare = "the {item}" in act["text"] or bool(slots & {"part", "rest"})
    filler = SlotFiller(scene, random, period, bare=bare)
    text = fill(act["text"], filler)
    requests = (_request(scene, act, filler.drawn, period),) if "request" in act else ()
    deliveries = tuple(_delivery(scene, act[k], filler.drawn, period) for k in ("delivery", "second") if k in act)
    for request in requests:
        request["action"] = without_marks(text)
    return Sentence(_capitalise(text), requests, deliveries)


def without_marks(text: str) -> str:
    """Return the text without its cue marks."""
    return text.translate(_NO_MARKS)


def _capitalise(text: str) -> str:
    """Return the text with its first letter a capital, past cue marks; a figure in front stays."""
    at = 0
    while text[at] in "⟦⟪":
        at += 1
    return text[:at] + text[at].upper() + text[at + 1 :]
