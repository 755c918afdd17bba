"""What stands around the body: parties, numbers, stamps, copies, archive marks; each slot with the facts that it gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from typing import Any

from kg_builder.generate.acts import Scene
from kg_builder.generate.days import draw_day, format_american_hour, format_clock, format_day
from kg_builder.generate.tables import Row, Tables, fill, find_slots

_PARTIES = ("sender", "addressee", "relay", "asker")


@dataclass(frozen=True, slots=True)
class Head:
    """The slots of one layout with their words, and what the gold facts of the head would be if all slots were used."""

    words: Mapping[str, str]
    facts: Mapping[str, Mapping[str, Any]]
    """Gold fields by the slot that shows them."""


def draw_scene(random: Random, tables: Tables) -> Scene:
    """Draw who writes to whom, and when."""
    channel = random.choice(tables.rows("channel"))
    people = {p: tables.row("person", channel[p]) for p in _PARTIES if p in channel}
    words = {p: row["plain"] for p, row in people.items()}
    words |= {"government": channel.get("supplier_government", ""), "abbreviation": channel.get("abbreviation", "")}
    words |= {"recipient": channel["recipient"], "supplier": channel["supplier"]}
    parties = {p: row["name"] for p, row in people.items()}
    if channel["family"] == "print":
        parties["addressee"] = f"Embassy in {channel['post']}" if channel["voice"] == "answer" else "Secretary of State"
    return Scene(tables=tables, channel=channel, day=draw_day(random, channel["years"]), words=words, parties=parties)


def _copies(scene: Scene, random: Random) -> tuple[str, list[str], dict[str, list[str]]]:
    """Return the list as written, the canonical names, and the surface forms by name."""
    keys = list(scene.channel.get("copies", ()))
    chosen = [k for i, k in enumerate(keys) if i < 2 or random.random() < 0.7]
    row = random.choice(scene.tables.rows("copies"))
    people = [scene.tables.row("person", k) for k in chosen]
    twice = random.random() < 0.7
    if "{twice}" in row["each"]:
        lines = [(p, row["twice"] if i == 0 and twice else row.get("once", "")) for i, p in enumerate(people)]
    else:
        lines = [(p, "") for p in (people[:1] if twice else []) + people]
    parts = [fill(row["each"], {"i": str(i), "name": p["plain"], "twice": c}.__getitem__) for i, (p, c) in enumerate(lines, 1)]
    text = row["prefix"] + row["joiner"].join(parts) + row["suffix"].replace("{last}", str(len(lines) + 1))
    return text, [p["name"] for p in people], {p["name"]: [p["plain"]] for p in people}


def _archive(tables: Tables, random: Random) -> tuple[str, dict[str, Any]]:
    row = random.choice(tables.rows("archive"))
    first = random.randrange(1, 180)
    parts = {"fond": random.choice(row["fonds"]), "opis": str(random.randrange(1, 30)), "delo": str(random.randrange(2, 900))}
    parts["listy"] = random.choice((str(first), f"{first}-{first + random.randrange(1, 6)}"))
    return fill(row["text"], parts.__getitem__), {"repository": row["repository"], **parts}


def _parties(scene: Scene) -> tuple[dict[str, str], dict[str, dict[str, Any]]]:
    """Return the name slots, and who is shown by which: `persons` by slot."""
    words: dict[str, str] = {}
    facts: dict[str, dict[str, Any]] = {}
    for party in (p for p in _PARTIES if p in scene.channel):
        row = scene.tables.row("person", scene.channel[party])
        gloss = f" [{row['gloss']}]" if "gloss" in row else ""
        forms = {party: row["plain"], party.upper(): row["capitals"]}
        forms |= {f"{party}_gloss": row["plain"] + gloss, f"{party.upper()}_GLOSS": row["capitals"] + gloss, f"{party}_name": row["name"]}
        words |= forms
        for slot, form in forms.items():
            facts[slot] = {
                "person": (row["name"], form),
                "code": (form.split(" [")[0], row["name"]) if row.get("code") and "_name" not in slot else None,
            }
    return words, facts


def _print_head(scene: Scene, random: Random) -> tuple[dict[str, str], dict[str, dict[str, Any]]]:
    day, hour, number = scene.day, random.randrange(8, 23), str(random.randrange(11, 4000))
    file_date = f"{day.month}–{day.day}{day.year % 100:02}"
    words = {"file": scene.channel["file"], "file_date": file_date, "post": scene.channel["post"]}
    words |= {"hour": format_american_hour(hour), "number": number}
    facts: dict[str, dict[str, Any]] = {
        "file_date": {"archive": {"repository": None, "reference": f"{scene.channel['file']}/{file_date}"}},
        "hour": {"sent_at": f"{day.isoformat()}T{hour:02}:00"},
        "number": {"telegram_numbers": [number]},
    }
    return words, facts


def _stamps(day: date, tables: Tables, random: Random) -> tuple[dict[str, str], dict[str, dict[str, Any]]]:
    days = tables.row("days")
    short = random.choice(days["short"])
    sent = datetime(day.year, day.month, day.day, random.randrange(1, 11), random.randrange(10, 60))  # noqa: DTZ001  # local time, as written
    received = sent.replace(hour=random.randrange(12, 24), minute=random.randrange(10, 60))
    clock = random.choice(days["clock"])
    words = {
        "short": format_day(day, short),
        "long": format_day(day, days["long"][0]),
        "month_first": format_day(day, days["month_first"][0]),
    }
    words |= {"yyyy": str(day.year), "clock_sent": format_clock(sent, clock), "clock_received": format_clock(received, clock)}
    words |= {"short_sent": words["short"], "short_received": words["short"]}
    facts = {"clock_sent": {"sent_at": f"{sent:%Y-%m-%dT%H:%M}"}, "clock_received": {"received_at": f"{received:%Y-%m-%dT%H:%M}"}}
    return words, facts


def _numbers(random: Random) -> tuple[dict[str, str], dict[str, dict[str, Any]]]:
    cipher, outgoing = str(random.randrange(12000, 690000)), str(random.randrange(101, 9000))
    words = {"cipher": cipher, "outgoing": outgoing, "cipher_sh": f"{cipher}/sh", "outgoing_sh": f"{outgoing}/sh"}
    return words, {slot: {"telegram_numbers": [form]} for slot, form in words.items()}


def draw_head(scene: Scene, random: Random) -> Head:
    """Draw the words of every slot that a layout of the scene's family may have."""
    words, facts = _parties(scene)
    groups = [_stamps(scene.day, scene.tables, random), _numbers(random)]
    if scene.family == "print":
        groups.append(_print_head(scene, random))
    else:
        text, names, forms = _copies(scene, random)
        mark, archive = _archive(scene.tables, random)
        copies = {"copies": names, "persons": forms}
        groups.append(({"copies": text, "archive": mark}, {"copies": copies, "archive": {"archive": archive}}))
    for more_words, more_facts in groups:
        words |= more_words
        facts |= more_facts
    for slot, place in (("from", "sent_from"), ("to", "sent_to")):
        words[slot] = scene.channel.get(slot, "")
        facts[slot] = {place: words[slot], "places": [words[slot]]}
    for slot, field in (("priority", "priority_or_series"), ("classification", "classification"), ("office", "organizations")):
        options = scene.tables.phrases(scene.family, slot) if slot in scene.tables.row("phrases", scene.family) else [""]
        words[slot] = random.choice(options)
        facts[slot] = {field: [words[slot]] if slot == "office" else words[slot] or None}
    return Head(words, facts)


def draw_layout(scene: Scene, random: Random) -> str:
    """Return a layout that suits the voice and names nobody who is not there."""
    rows: list[Row] = [r for r in scene.tables.rows("layout", scene.family) if scene.channel["voice"] in r["voices"]]
    return str(random.choice(rows)["text"])


def shown(layout: str, head: Head) -> list[Mapping[str, Any]]:
    """Return the facts that the slots of the layout show; a number with its ending hides the bare one."""
    slots = find_slots(layout)
    hidden = {slot.removesuffix("_sh") for slot in slots if slot.endswith("_sh")}
    return [head.facts[slot] for slot in sorted(slots - hidden) if slot in head.facts]
