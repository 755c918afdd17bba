"""One telegram from its parts: body, layout, gold facts, faults."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from kg_builder.generate.acts import Gold, Scene, Sentence, compose_act
from kg_builder.generate.days import format_day
from kg_builder.generate.faults import Range, Spoilt, spoil
from kg_builder.generate.heads import Head, draw_head, draw_layout, draw_scene, shown
from kg_builder.generate.tables import fill, load_tables, to_random

_MARKS = re.compile("[⟦⟧⟪⟫]")
_EMPTY_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Generated:
    """A composed telegram: its name ("00017"), its text, and its exact facts in the form of the gold files."""

    name: str
    text: str
    gold: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Body:
    text: str
    requests: tuple[Gold, ...]
    deliveries: tuple[Gold, ...]
    distractors: tuple[tuple[str, str], ...]
    references: tuple[Gold, ...]


def _opening(scene: Scene, random: Random) -> tuple[str, tuple[Gold, ...]]:
    name = "report_opening" if scene.family == "archive" and scene.channel["voice"] == "report" else "opening"
    phrase = random.choice(scene.tables.phrases(scene.family, name))
    day = scene.day - timedelta(days=random.randint(1, 9))
    number = str(random.randrange(11, 4000))
    said = random.choice(scene.tables.row("days")["said" if scene.family == "archive" else "said_print"])
    words = {"ref_date": format_day(day, said), "ref_number": number, **scene.words}
    text = fill(phrase, words.__getitem__)
    if "{ref_date}" not in phrase:
        return text, ()
    gold: Gold = {"kind": "telegram", "number": number if "{ref_number}" in phrase else None, "date": day.isoformat()}
    ends: tuple[str | None, str | None] = (scene.parties["addressee"], scene.parties["sender"])
    if scene.family == "print":
        post = f"Embassy in {scene.channel['post']}"
        ends = (post, "Department of State") if phrase.startswith("Embtel") else ("Department of State", post)
    return text, ({**gold, "from": ends[0], "to": ends[1], "note": ""},)


def _distractors(scene: Scene, random: Random) -> list[tuple[str, str]]:
    rows = random.sample(scene.tables.rows("distractor", scene.family), random.randint(0, 3))
    figures = [f"{random.randint(r['low'], r['high']):,}" for r in rows]
    return [(r["text"].replace("{n}", figure), r["why"]) for r, figure in zip(rows, figures, strict=True)]


def _draw_acts(scene: Scene, random: Random) -> tuple[list[Sentence], list[Sentence]]:
    """Return the acts that may stand anywhere, and those that come last ("whether this can be done")."""
    voice = scene.channel["voice"]
    rows = [r for r in scene.tables.rows("act", scene.family) if r["voice"] == voice]
    # One telegram in eight holds neither request nor delivery.
    count = 0 if random.random() < 0.125 else random.randint(1, min(5, len(rows)))
    drawn = random.sample(rows, count)
    first = [compose_act(scene, row, random) for row in drawn if not row.get("last")]
    return first, [compose_act(scene, row, random) for row in drawn if first and row.get("last")]


def _compose_body(scene: Scene, random: Random) -> _Body:
    opening, references = _opening(scene, random)
    (acts, last), distractors = _draw_acts(scene, random), _distractors(scene, random)
    pieces: list[Sentence | str] = [*acts, *(text for text, _ in distractors)]
    random.shuffle(pieces)
    pieces += last
    sentences = [p for p in pieces if isinstance(p, Sentence)]
    texts = [p.text if isinstance(p, Sentence) else p for p in pieces]
    if scene.family == "print":
        text = " ".join(t for t in (opening, *texts) if t)
    else:
        numbered = len(texts) > 1 and random.random() < 0.5
        lines = [f"{i}. {t}" if numbered else t for i, t in enumerate(texts, 1)]
        closing = random.choice(scene.tables.phrases(scene.family, "closing"))
        text = "\n\n".join(t for t in (opening, *lines, closing) if t)
    requests = tuple(r for s in sentences for r in s.requests)
    deliveries = tuple(d for s in sentences for d in s.deliveries)
    return _Body(text, requests, deliveries, tuple(distractors), references)


def _lay_out(layout: str, head: Head, body: str) -> str:
    """Return the page; a line whose slots are all empty is dropped, and no more than one empty line stands in a row."""
    lines = []
    for line in layout.strip("\n").split("\n"):
        filled = fill(line, lambda slot: body if slot == "body" else head.words[slot])
        if filled.strip() or not line.strip():
            lines.append(filled.rstrip())
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip("\n") + "\n"


def _take_marks(page: str) -> tuple[str, list[Range], list[Range]]:
    """Return the page without cue marks, and the ranges that they stood around: requests, deliveries."""
    parts, open_at = [], {}
    ranges: dict[str, list[Range]] = {"⟧": [], "⟫": []}
    at = last = 0
    for found in _MARKS.finditer(page):
        parts.append(page[last : found.start()])
        at += found.start() - last
        last = found.end()
        if found[0] in "⟦⟪":
            open_at[found[0]] = at
        else:
            ranges[found[0]].append((open_at["⟦" if found[0] == "⟧" else "⟪"], at))
    return "".join([*parts, page[last:]]), ranges["⟧"], ranges["⟫"]


def _find_all(text: str, word: str) -> list[Range]:
    return [found.span() for found in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", text)]


class _Page:
    """A composed page before and after its faults: cuts quotes of the clean text out of the spoilt one."""

    def __init__(self, clean: str, spoilt: Spoilt) -> None:
        self.clean, self.spoilt = clean, spoilt

    def cut(self, at: Range) -> str:
        """Return the spoilt words of a clean range."""
        return self.spoilt.text[self.spoilt.at(at[0]) : self.spoilt.at(at[1], end=True)]

    def cue(self, at: Range) -> str:
        """Return the spoilt words of a range, drawn out word by word until they stand once in the text."""
        start, end = at
        while self._count(self.cut((start, end))) > 1 and end < len(self.clean):
            end = next((m.end() for m in re.finditer(r"\S+", self.clean[end:])), 0) + end
        return " ".join(self.cut((start, end)).split())

    def _count(self, words: str) -> int:
        return " ".join(self.spoilt.text.split()).count(" ".join(words.split()))


def _persons(facts: list[Mapping[str, Any]], scene: Scene, text: str) -> list[dict[str, Any]]:
    forms: dict[str, list[str]] = {}
    for fact in facts:
        pairs = [fact["person"]] if "person" in fact else [(n, f) for n, fs in fact.get("persons", {}).items() for f in fs]
        for name, form in pairs:
            forms.setdefault(name, []).append(form)
    for party in ("asker",):
        if party in scene.parties and scene.words[party] in text:
            forms.setdefault(scene.parties[party], []).append(scene.words[party])
    return [{"name": name, "mentions": sorted(set(found))} for name, found in sorted(forms.items())]


def _gold_head(scene: Scene, facts: list[Mapping[str, Any]], text: str) -> dict[str, Any]:
    def lists(key: str) -> list[str]:
        return sorted({v for f in facts for v in f.get(key, ()) if v})

    def one(key: str) -> Any:
        return next((f[key] for f in facts if f.get(key)), None)

    codes = sorted({f["code"] for f in facts if f.get("code")})
    addressee = scene.parties["addressee"]
    return {
        "date": scene.day.isoformat(),
        "telegram_numbers": lists("telegram_numbers"),
        "other_numbers": [],
        "sender": [scene.parties["sender"]],
        "addressees": [addressee],
        "via": [scene.parties["relay"]] if "relay" in scene.parties else [],
        "copies": next((f["copies"] for f in facts if "copies" in f), []),
        **{key: one(key) for key in ("sent_from", "sent_to", "sent_at", "received_at")},
        "unlabelled_time": None,
        **{key: one(key) for key in ("classification", "priority_or_series", "archive")},
        "archive_other": [],
        "persons": _persons(facts, scene, text),
        "code_names": [{"code": code, "person": name} for code, name in codes],
        "organizations": lists("organizations"),
        "places": lists("places"),
        "inner_messages": [],
    }


def _spared(clean: str, gold: Mapping[str, Any], body: _Body) -> list[Range]:
    """Return the ranges of all names and goods of the page."""
    words = {m for p in gold["persons"] for m in p["mentions"]} | {*gold["organizations"], *gold["places"]}
    words |= {i["label"] for act in (*body.requests, *body.deliveries) for i in act["items"]}
    words |= set(_party_names(body))
    # What the facts give as it stands, and the words that tell an exercise from history.
    words |= {str(gold[k]) for k in ("classification", "priority_or_series") if gold[k]} | {"exercise", "NOT a historical document"}
    return [at for word in sorted(words) for at in _find_all(clean, word)]


def _party_names(body: _Body) -> Iterator[str]:
    """Yield the parties of the acts as they may stand in the text."""
    for act in (*body.requests, *body.deliveries):
        yield from (str(act[k]) for k in ("by", "to", "supplier", "recipient") if act.get(k))


def generate_one(seed: int, index: int, fault_rate: float = 0.0) -> Generated:
    """Return the telegram number `index` of a seed; the fault rate changes its faults, never its facts.

    `fault_rate` is the probability of a fault at each blank between words and at each longer word, 0 to 1.
    """
    tables = load_tables()
    random = to_random(seed, index)
    scene = draw_scene(random, tables)
    head, layout = draw_head(scene, random), draw_layout(scene, random)
    body = _compose_body(scene, random)
    clean, request_cues, delivery_cues = _take_marks(_lay_out(layout, head, body.text))
    return _finish(
        index, scene, shown(layout, head), body, _Cues(clean, request_cues, delivery_cues), to_random(seed, index, "faults"), fault_rate
    )


@dataclass(frozen=True, slots=True)
class _Cues:
    clean: str
    requests: list[Range]
    deliveries: list[Range]


def _finish(index: int, scene: Scene, facts: list[Mapping[str, Any]], body: _Body, cues: _Cues, random: Random, rate: float) -> Generated:
    """Put the faults in, and cut every quote of the gold facts out of the text as it now is."""
    name, head = f"{index:05}", _gold_head(scene, facts, cues.clean)
    page = _Page(cues.clean, spoil(cues.clean, _spared(cues.clean, head, body), rate, scene.tables.row("faults"), random))
    gold = {"id": name, "url": "none", "title": f"Generated exercise {name}; NOT a historical document", **head}
    gold |= {
        "references": list(body.references),
        "requests": _numbered("r", body.requests, cues.requests, page),
        "deliveries": _numbered("d", body.deliveries, cues.deliveries, page),
        "distractors": [{"text": page.cut(at), "why": why} for text, why in body.distractors for at in _find_sentence(cues.clean, text)],
        "notes": ["NOT A HISTORICAL DOCUMENT. Composed by a program."],
        "text_file": f"{name}.txt",
        "text_kind": "generated; not a historical document",
        "excerpt_whole": True,
    }
    return Generated(name, page.spoilt.text, gold)


def _numbered(letter: str, acts: Sequence[Gold], cues: Sequence[Range], page: _Page) -> list[Gold]:
    return [{"id": f"{letter}{i}", **act, "cue": page.cue(at)} for i, (act, at) in enumerate(zip(acts, cues, strict=True), 1)]


def _find_sentence(clean: str, sentence: str) -> list[Range]:
    at = clean.find(sentence)
    return [(at, at + len(sentence))] if at >= 0 else []


def generate(seed: int, count: int, fault_rate: float = 0.0) -> Iterator[Generated]:
    """Yield the first `count` telegrams of a seed, in order; more of them never change the earlier ones."""
    return (generate_one(seed, index, fault_rate) for index in range(count))
