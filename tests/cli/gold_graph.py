"""A graph that says the gold facts of a text, each spoilt with a given probability: what scoring is tested on."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg_builder import vocab
from kg_builder.evaluate.names import normalise

KINDS = (
    ("requests", vocab.TG_REQUEST, (("by", vocab.TG_REQUESTER), ("to", vocab.TG_REQUESTEE))),
    ("deliveries", vocab.TG_DELIVERY, (("supplier", vocab.TG_SUPPLIER), ("recipient", vocab.TG_RECIPIENT))),
)


@dataclass(slots=True)
class GoldGraph:
    """Writes the lines of one document."""

    doc: str
    text: str
    gold: dict[str, Any]
    chance: random.Random
    spoil: float
    lines: list[str] = field(default_factory=list)

    def spoilt(self) -> bool:
        return self.chance.random() < self.spoil

    def say(self, subject: str, predicate: str, obj: str) -> None:
        self.lines.append(f"<{subject}> <{predicate}> {obj} <urn:x:g> .\n")

    def text_of(self, subject: str, predicate: str, value: object) -> None:
        self.say(subject, predicate, json.dumps(str(value)))

    def link(self, subject: str, predicate: str, obj: str) -> None:
        self.say(subject, predicate, f"<{obj}>")

    def node(self, name: str, cls: str) -> str:
        """Name a thing, and return it."""
        iri = f"urn:x:{cls.rsplit('#', maxsplit=1)[-1]}:{self.doc}:{normalise(name).replace(' ', '-')}"
        self.link(iri, vocab.RDF_TYPE, cls)
        self.text_of(iri, vocab.FOAF_NAME, name.rsplit(maxsplit=1)[-1] if self.spoilt() else name[:-1] if self.spoilt() else name)
        return iri

    def who(self, name: str) -> str:
        people = {person["name"] for person in self.gold["persons"]}
        return self.node(name, vocab.TG_PERSON if name in people else vocab.TG_ORGANIZATION)

    def write(self) -> list[str]:
        telegram, source = f"urn:x:telegram:{self.doc}", f"urn:x:text:{self.doc}"
        self.link(source, vocab.RDF_TYPE, vocab.TG_SOURCE_TEXT)
        self.text_of(source, vocab.RDFS_LABEL, f"{self.doc}.txt")
        self.link(telegram, vocab.RDF_TYPE, vocab.TG_TELEGRAM)
        self.link(telegram, vocab.PROV_WAS_DERIVED_FROM, source)
        self.names(telegram)
        self.values(telegram)
        self.code_names(telegram)
        for kind, cls, parties in KINDS:
            for number, act in enumerate(self.gold[kind]):
                if not self.spoilt():
                    self.act(f"urn:x:{kind}:{self.doc}:{number}", telegram, act, (cls, parties))
        return self.lines

    def names(self, telegram: str) -> None:
        fields = (
            (vocab.TG_SENDER, self.gold["sender"][:1]),
            (vocab.TG_ADDRESSEE, self.gold["addressees"]),
            (vocab.TG_VIA, self.gold["via"]),
            (vocab.TG_COPY_TO, self.gold["copies"]),
            (vocab.TG_MENTIONS, [person["name"] for person in self.gold["persons"]]),
        )
        for predicate, names in fields:
            for name in names:
                iri = self.who(name)
                if not self.spoilt():
                    self.link(telegram, predicate, iri)
        for predicate, places in ((vocab.TG_MENTIONS, self.gold["places"]), (vocab.TG_SENT_FROM, [self.gold["sent_from"]])):
            for place in filter(None, places):
                if not self.spoilt():
                    self.link(telegram, predicate, self.node(place, vocab.TG_PLACE))

    def values(self, telegram: str) -> None:
        for number in [*self.gold["telegram_numbers"], *(self.gold["other_numbers"] if self.spoilt() else [])]:
            self.text_of(telegram, vocab.TG_NUMBER, number + ("x" if self.spoilt() else ""))
        times = (
            (vocab.DCTERMS_DATE, self.gold["date"]),
            (vocab.TG_RECEIVED_AT, self.gold["received_at"]),
            (vocab.TG_SENT_AT, self.gold["sent_at"] or ("1951-01-01T10:00" if self.spoilt() else None)),
        )
        for predicate, value in times:
            if value and not self.spoilt():
                self.text_of(telegram, predicate, value + (":00" if "T" in value else ""))
        mark = self.gold["archive"] or {}
        if mark.get("fond"):
            self.link(telegram, vocab.TG_ARCHIVAL_REFERENCE, f"urn:x:mark:{self.doc}")
            for key in ("fond", "opis", "delo", "listy"):
                if mark.get(key) and not self.spoilt():
                    self.text_of(f"urn:x:mark:{self.doc}", f"{vocab.TG}{key}", mark[key])

    def code_names(self, telegram: str) -> None:
        for number, use in enumerate(self.gold["code_names"]):
            if use.get("person") and not self.spoilt():
                iri = f"urn:x:use:{self.doc}:{number}"
                self.link(iri, vocab.TG_USED_IN, telegram)
                self.link(iri, vocab.TG_DENOTES, self.node(use["person"], vocab.TG_PERSON))
                self.text_of(iri, vocab.TG_NAME, use["code"])

    def act(self, iri: str, telegram: str, act: dict[str, Any], kind: tuple[str, Iterable[tuple[str, str]]]) -> None:
        self.link(iri, vocab.RDF_TYPE, kind[0])
        self.link(iri, vocab.TG_STATED_IN, telegram)
        self.link(iri, vocab.TG_STATUS, f"urn:x:status/{'asked' if self.spoilt() else act['status'].replace(' ', '-')}")
        self.place(iri, max(self.text.find(act["cue"].split()[0] if self.spoilt() else act["cue"]), 0))
        for key, predicate in kind[1]:
            if act.get(key) and not self.spoilt():
                self.link(iri, predicate, self.who(act[key]))
        for number, item in enumerate(act["items"]):
            if not self.spoilt():
                self.item(f"{iri}:i{number}", iri, item)

    def place(self, iri: str, start: int) -> None:
        start = max(0, start - 500) if self.spoilt() else start
        self.link(f"{iri}:a", vocab.RDF_SUBJECT, iri)
        self.link(f"{iri}:a", vocab.RDF_PREDICATE, vocab.TG_STATUS if self.spoilt() else vocab.RDF_TYPE)
        self.link(f"{iri}:a", vocab.PROV_WAS_QUOTED_FROM, f"{iri}:p")
        self.link(f"{iri}:p", vocab.OA_HAS_SELECTOR, f"{iri}:s")
        self.text_of(f"{iri}:s", vocab.OA_START, start)
        self.text_of(f"{iri}:s", vocab.OA_END, start + 20)

    def item(self, iri: str, act: str, item: dict[str, Any]) -> None:
        self.link(act, f"{vocab.TG}item", iri)
        self.text_of(iri, vocab.RDFS_LABEL, item["label"].split()[-1] if self.spoilt() else item["label"])
        if item["quantity"] is not None:
            self.text_of(iri, vocab.TG_QUANTITY, item["quantity"] + (1 if self.spoilt() else 0))


def write_gold_graph(folder: Path, golds: Path, seed: int, spoil: float) -> Path:
    """Write `graph.nq` over all texts in `golds`; return the folder."""
    chance = random.Random(seed)
    lines: list[str] = []
    for path in sorted(golds.glob("[0-9]*.json")):
        text = path.with_suffix(".txt").read_bytes().decode()
        lines += GoldGraph(path.stem, text, json.loads(path.read_bytes()), chance, spoil).write()
    folder.mkdir(exist_ok=True)
    (folder / "graph.nq").write_text("".join(lines), "utf-8")
    return folder
