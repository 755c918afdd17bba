"""Draw the graph of the seed as docs/seed.svg, from out/graph.nq and the text that it names: `python docs/picture.py`.

The same graph gives the same bytes. What is drawn is what the graph says: head, requests, deliveries, and under each act
the words that it was read from.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

import pyoxigraph as ox

ROOT = Path(__file__).resolve().parents[1]
INTERVALS = {"P1D": "day", "P1W": "week", "P1M": "month", "P1Y": "year"}
PREFIXES = {
    "tg": "https://w3id.org/telegram-kg/ontology#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "oa": "http://www.w3.org/ns/oa#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
}

# ------------------------------------------------------------------------------------------------------ what is drawn


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A request or a delivery as the graph has it; `words` and `start` are its anchor's."""

    iri: str
    kind: str
    status: str
    parties: str
    via: str
    items: tuple[str, ...]
    action: str
    when: str
    condition: str
    words: str
    start: int
    end: int
    answers: tuple[str, ...]
    part_of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The telegram's own facts, as rows to print."""

    title: str
    rows: tuple[tuple[str, str], ...]
    sender: str
    addressee: str
    code_name: str
    named: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One statement with the characters that say it, and what stands around them."""

    statement: tuple[str, str, str]
    before: str
    words: str
    after: str
    place: str
    rule: str


@dataclass(frozen=True, slots=True)
class Graph:
    """All named graphs as one, asked by SPARQL."""

    store: ox.Store

    def rows(self, pattern: str, **bound: str) -> list[dict[str, str]]:
        """Return the solutions of a WHERE clause as strings, sorted; `bound` are IRIs."""
        names = {ox.Variable(k): ox.NamedNode(v) for k, v in bound.items()}
        found = self.store.query(
            f"SELECT DISTINCT * WHERE {{ {pattern} }}", prefixes=PREFIXES, substitutions=names, use_default_graph_as_union=True
        )
        keys = [v.value for v in found.variables]
        rows = [{k: value.value for k, value in zip(keys, solution, strict=True) if value is not None} for solution in found]
        return sorted(rows, key=lambda row: sorted(row.items()))

    def one(self, iri: str, path: str) -> str:
        """Return the values at the end of a property path, joined by a comma, or an empty string."""
        return ", ".join(self.all(iri, path))

    def all(self, iri: str, path: str) -> list[str]:
        """Return the values at the end of a property path, sorted."""
        return sorted({row["value"] for row in self.rows(f"?here {path} ?value", here=iri)})

    def name(self, iri: str) -> str:
        """Return the name that the graph has for an agent, a place or a concept."""
        for path in ("foaf:name", "skos:prefLabel", "rdfs:label"):
            found = self.all(iri, path)
            if found:
                return found[0]
        return local(iri)

    def names(self, iri: str, path: str) -> str:
        """Return the names of what a path leads to."""
        return ", ".join(self.name(value) for value in self.all(iri, path))


def local(iri: str) -> str:
    """Return what stands after the last slash or hash."""
    return iri.rsplit("/", 1)[-1].rsplit("#", 1)[-1]


def read_head(graph: Graph) -> Head:
    """Return the head of the only outer telegram."""
    (telegram,) = {row["t"] for row in graph.rows("?t a tg:Telegram . FILTER NOT EXISTS { ?t tg:quotedIn ?outer }")}
    (code,) = graph.rows("?use tg:usedIn ?t ; tg:name ?name ; tg:denotes ?person", t=telegram)[:1] or [{"name": ""}]
    received = graph.one(telegram, "tg:receivedAt").replace("T", ", ")[:-3]
    rows = (
        ("cipher number", graph.one(telegram, "tg:cipherNumber")),
        ("outgoing number", graph.one(telegram, "tg:outgoingNumber")),
        ("date", graph.one(telegram, "dcterms:date")),
        ("from", graph.names(telegram, "tg:sentFrom")),
        ("received", received),
        ("series", graph.one(telegram, "tg:series")),
        ("copies", graph.names(telegram, "tg:copyTo")),
        ("archive", graph.one(telegram, "tg:archivalReference/rdfs:label")),
    )
    title = graph.one(telegram, "dcterms:title")
    kept = tuple((key, value) for key, value in rows if value)
    sender, addressee = graph.names(telegram, "tg:sender"), graph.names(telegram, "tg:addressee")
    people = {row["p"] for row in graph.rows("?t tg:mentions ?p . ?p a tg:Person", t=telegram)}
    named = tuple(sorted({graph.name(person) for person in people} - {sender, addressee}))
    return Head(title=title, rows=kept, sender=sender, addressee=addressee, code_name=code["name"], named=named)


def read_example(graph: Graph, texts: Path) -> Example | None:
    """Return the first quantity of the text with its attestation."""
    pattern = (
        "?at rdf:subject ?item ; rdf:predicate tg:quantity ; rdf:object ?number ; tg:foundBy ?rule ; prov:wasQuotedFrom ?e . ?item rdfs:label ?label ."
        " ?e oa:hasSource/rdfs:label ?file ; oa:hasSelector ?s . ?s oa:start ?start ; oa:end ?end"
    )
    found = sorted(graph.rows(pattern), key=lambda row: (int(row["start"]), row["item"]))
    if not found:
        return None
    row = found[0]
    start, end = int(row["start"]), int(row["end"])
    text = (texts / row["file"]).read_bytes().decode("utf-8-sig")
    # A word that the cut goes through is left out.
    before, after = " ".join(text[start - 60 : start].split()[1:]), " ".join(text[end : end + 60].split()[:-1])
    statement = (f"item “{row['label']}”", "tg:quantity", row["number"])
    return Example(
        statement=statement, before=before, words=text[start:end], after=after, place=f"characters {start} to {end}", rule=row["rule"]
    )


def items_of(graph: Graph, act: str) -> Iterator[str]:
    """Yield a line for each item, in the order of the text; parts are set in."""
    items = graph.all(act, "tg:item")
    parts = {part for item in items for part in graph.all(item, "tg:includes")}
    for item in sorted(items, key=lambda iri: int(iri.rsplit("--", 1)[-1])):
        number, unit = graph.one(item, "tg:quantity"), graph.names(item, "tg:unit").split(" (")[0].lower()
        unit += "s" if unit and number != "1" else ""
        label = graph.one(item, "rdfs:label")
        said = f"{label}: {number} {unit}".rstrip() if number else label
        yield f"of which {said}" if item in parts else said


def period_of(graph: Graph, act: str) -> str:
    """Return the bounds of an act and its instalments in one line."""
    start, end = graph.one(act, "tg:periodStart"), graph.one(act, "tg:periodEnd")
    share, every = graph.one(act, "tg:instalmentShare"), graph.one(act, "tg:instalmentInterval")
    bounds = f"{start} to {end}" if start and end else f"from {start}" if start else f"by {end}" if end else ""
    rate = f"{share} each {INTERVALS.get(every, every)}" if share and every else share
    return ", ".join(filter(None, (bounds, rate)))


def read_acts(graph: Graph, cls: str) -> list[Act]:
    """Return all acts of a class in the order of the text."""
    found = []
    anchor = "?at rdf:subject ?act ; rdf:predicate rdf:type ; prov:wasQuotedFrom ?e . ?e oa:hasSelector ?p, ?q . ?p oa:start ?start ; oa:end ?end . ?q oa:exact ?words"
    for iri in graph.all(PREFIXES["tg"] + cls, "^rdf:type"):
        places = sorted(graph.rows(anchor, act=iri), key=lambda row: int(row["start"]))
        by, to = ("tg:requester", "tg:requestee") if cls == "Request" else ("tg:supplier", "tg:recipient")
        act = Act(
            iri=iri,
            kind=local(graph.one(iri, "tg:requestKind")) if cls == "Request" else "delivery",
            status=local(graph.one(iri, "tg:status")),
            parties=f"{graph.names(iri, by) or '?'} → {graph.names(iri, to) or '?'}",
            via=graph.names(iri, "tg:requestedVia"),
            items=tuple(items_of(graph, iri)),
            action=graph.one(iri, "tg:action"),
            when=period_of(graph, iri),
            condition=graph.one(iri, "tg:condition"),
            words=" … ".join(" ".join(place["words"].split()) for place in places),
            start=int(places[0]["start"]),
            end=int(places[-1]["end"]),
            answers=tuple(graph.all(iri, "tg:answers")),
            part_of=graph.one(iri, "tg:partOf"),
        )
        found.append(act)
    return sorted(found, key=lambda act: (act.start, act.iri))


# ------------------------------------------------------------------------------------------------------ how it is drawn

INK, SOFT, LINE, PAPER = "#1f2933", "#61707f", "#c9d1d9", "#ffffff"
COLOURS = {
    "asked": "#2f6fb0",
    "reported": "#2f6fb0",
    "accepted": "#2e8540",
    "refused": "#b5332a",
    "withdrawn": "#7b8794",
    "planned": "#8a6d1d",
    "promised": "#2e8540",
    "conditional": "#a3541b",
    "under-way": "#2e8540",
    "done": "#2e8540",
}
SANS = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
MARK = 'fill="#7a5c00" font-weight="bold" text-decoration="underline"'
SERIF = "Georgia, 'Times New Roman', 'DejaVu Serif', serif"


@dataclass(slots=True)
class Canvas:
    """Elements of the picture in the order in which they are painted."""

    parts: list[str] = field(default_factory=list)

    def text(self, x: float, y: float, words: str, *, size: float = 13, fill: str = INK, style: str = "", anchor: str = "start") -> None:
        """Write one line; y is its baseline."""
        self.parts.append(
            f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" fill="{fill}" text-anchor="{anchor}"{style and " " + style}>{escape(words)}</text>'
        )

    def box(self, x: float, y: float, w: float, h: float, *, fill: str = PAPER, stroke: str = LINE, r: float = 10) -> None:
        """Draw a rounded box."""
        self.parts.append(f'<rect x="{x:g}" y="{y:g}" width="{w:g}" height="{h:g}" rx="{r:g}" fill="{fill}" stroke="{stroke}"/>')

    def down(self, x: float, y1: float, y2: float, colour: str) -> None:
        """Draw an arrow straight down."""
        self.parts.append(f'<path d="M{x:g} {y1:g} V{y2:g}" stroke="{colour}" stroke-width="1.6" marker-end="url(#{colour[1:]})"/>')

    def curve(self, x1: float, y1: float, x2: float, y2: float, colour: str) -> None:
        """Draw a curve that leaves and arrives level."""
        bend = (x2 - x1) / 2
        self.parts.append(
            f'<path d="M{x1:g} {y1:g} C{x1 + bend:g} {y1:g} {x2 - bend:g} {y2:g} {x2:g} {y2:g}" fill="none" stroke="{colour}" stroke-width="1.6" marker-end="url(#{colour[1:]})"/>'
        )


def wrap(words: str, width: int, most: int) -> list[str]:
    """Break into lines of `width` characters, at most `most` of them; the rest is an ellipsis."""
    lines: list[str] = []
    for word in words.split():
        if lines and len(lines[-1]) + len(word) < width:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines if len(lines) <= most else [*lines[: most - 1], lines[most - 1][: width - 2].rstrip(" ,.") + " …"]


@dataclass(frozen=True, slots=True)
class Card:
    """An act laid out: its lines, each with what kind of line it is, and its height."""

    act: Act
    lines: tuple[tuple[str, str], ...]

    @property
    def height(self) -> float:
        """Pixels from edge to edge."""
        return 46 + sum(HEIGHTS[kind] for kind, _ in self.lines)


HEIGHTS = {"bold": 19, "plain": 18, "soft": 18, "quote": 18, "gap": 8}
WIDTH = {"bold": 42, "plain": 50, "soft": 52, "quote": 54}


def lay_out(act: Act) -> Card:
    """Return the lines of an act's card."""
    lines: list[tuple[str, str]] = []
    goods = act.items
    if len(goods) > 3:
        goods = (", ".join(goods),)
    for words in goods or (act.action,):
        lines += [("bold", line) for line in wrap(words, WIDTH["bold"], 4)]
    lines += [("plain", line) for line in wrap(act.parties + (f"  via {act.via}" if act.via else ""), WIDTH["plain"], 2)]
    if act.when:
        lines.append(("soft", act.when))
    if act.condition:
        lines += [("soft", line) for line in wrap(f"if: {act.condition}", WIDTH["soft"], 2)]
    lines.append(("gap", ""))
    lines += [("quote", line) for line in wrap(f"“{act.words}”", WIDTH["quote"], 3)]
    return Card(act, tuple(lines))


def draw_card(canvas: Canvas, card: Card, x: float, y: float, w: float) -> None:
    """Draw an act with the words that it was read from."""
    act, colour = card.act, COLOURS.get(card.act.status, SOFT)
    canvas.box(x, y, w, card.height)
    canvas.parts.append(f'<path d="M{x + 10:g} {y:g} a10 10 0 0 0 -10 10 v{card.height - 20:g} a10 10 0 0 0 10 10 z" fill="{colour}"/>')
    canvas.text(x + 22, y + 24, act.kind.upper(), size=11, fill=SOFT, style='letter-spacing="1.2"')
    pill = 7.2 * len(act.status) + 18
    canvas.box(x + w - pill - 14, y + 11, pill, 19, fill=colour, stroke=colour, r=9.5)
    canvas.text(x + w - pill / 2 - 14, y + 24.5, act.status, size=11.5, fill=PAPER, anchor="middle", style='font-weight="bold"')
    at = y + 34.0
    for kind, words in card.lines:
        at += HEIGHTS[kind]
        if kind == "bold":
            canvas.text(x + 22, at, words, size=14, style='font-weight="bold"')
        elif kind == "quote":
            canvas.text(x + 22, at, words, size=12.5, fill="#7a5c00", style=f'font-style="italic" font-family="{SERIF}"')
        elif words:
            canvas.text(x + 22, at, words, size=13, fill=INK if kind == "plain" else SOFT)


def draw_person(canvas: Canvas, x: float, y: float, w: float, name: str, note: str) -> None:
    """Draw a person as a filled pill."""
    canvas.box(x, y, w, 52, fill="#eef3f8", stroke="#9db4c9", r=26)
    canvas.parts.append(
        f'<circle cx="{x + 28:g}" cy="{y + 20:g}" r="7" fill="#5b7fa3"/><path d="M{x + 15:g} {y + 40:g} a13 12 0 0 1 26 0 z" fill="#5b7fa3"/>'
    )
    canvas.text(x + 52, y + 24, name, size=15, style='font-weight="bold"')
    canvas.text(x + 52, y + 41, note, size=12, fill=SOFT)


def draw_head(canvas: Canvas, head: Head, x: float, y: float, w: float) -> tuple[float, float]:
    """Draw sender, telegram and addressee below one another; return where the telegram's box begins and ends."""
    draw_person(canvas, x, y, w, head.sender, "tg:sender")
    top = y + 52 + 46
    canvas.down(x + w / 2, y + 52, top - 3, "#61707f")
    title = wrap(head.title, 28, 3)
    rows = [(key if first else "", line) for key, value in head.rows for first, line in with_first(wrap(value, 24, 3))]
    height = 62 + 20 * len(title) + 22 * len(rows)
    canvas.box(x, top, w, height, fill="#fffdf5", stroke="#d9c98a")
    canvas.text(x + 20, top + 28, "TELEGRAM", size=11, fill=SOFT, style='letter-spacing="1.2"')
    at = top + 32.0
    for line in title:
        at += 20
        canvas.text(x + 20, at, line, size=15, style='font-weight="bold"')
    at += 8
    for key, line in rows:
        at += 22
        canvas.text(x + 20, at, key, size=12, fill=SOFT)
        canvas.text(x + 132, at, line, size=12.5)
    end = top + height
    canvas.down(x + w / 2, end, end + 43, "#61707f")
    draw_person(canvas, x, end + 46, w, head.addressee, f"tg:addressee, here “{head.code_name}”" if head.code_name else "tg:addressee")
    at = end + 126
    for line in wrap(f"Also named: {', '.join(head.named)}", 44, 3) if head.named else ():
        canvas.text(x + 4, at, line, size=12.5, fill=SOFT)
        at += 18
    return top, at


def with_first(lines: list[str]) -> Iterator[tuple[bool, str]]:
    """Yield each line and whether it is the first."""
    return ((index == 0, line) for index, line in enumerate(lines))


def draw_example(canvas: Canvas, example: Example, x: float, y: float, w: float) -> float:
    """Draw one statement over its words, marked in the text; return where the box ends."""
    text = wrap(f"… {example.before} \0{example.words}\0 {example.after} …", 41, 6)
    height = 118 + 18 * len(text)
    canvas.box(x, y, w, height)
    canvas.text(x + 20, y + 28, "ONE STATEMENT AND ITS WORDS", size=11, fill=SOFT, style='letter-spacing="1.2"')
    subject, predicate, value = example.statement
    canvas.text(x + 20, y + 54, subject, size=13)
    canvas.parts.append(
        f'<text x="{x + 20:g}" y="{y + 73:g}" font-size="13" fill="{INK}">{escape(predicate)} <tspan font-weight="bold">{escape(value)}</tspan></text>'
    )
    at, inside = y + 80.0, 0
    for line in text:
        at += 18
        pieces = [escape(piece) for piece in line.split("\0")]
        marked = "".join(f"<tspan {MARK}>{p}</tspan>" if (i + inside) % 2 else p for i, p in enumerate(pieces))
        inside = (inside + len(pieces) - 1) % 2
        canvas.parts.append(
            f'<text x="{x + 20:g}" y="{at:g}" font-size="12.5" fill="{SOFT}" font-style="italic" font-family="{SERIF}">{marked}</text>'
        )
    canvas.text(x + 20, at + 24, f"{example.place}, rule {example.rule}", size=11.5, fill=SOFT)
    return y + height


def draw(head: Head, requests: list[Act], deliveries: list[Act], example: Example | None) -> str:
    """Return the picture as SVG."""
    left, middle, right, top, gap = 36.0, 420.0, 880.0, 92.0, 22.0
    columns = (("Requests", middle, 400.0, [lay_out(a) for a in requests]), ("Deliveries", right, 400.0, [lay_out(a) for a in deliveries]))
    canvas, place = Canvas(), dict[str, tuple[float, float, float, float]]()
    lowest = 0.0
    for _, x, w, cards in columns:
        y = top
        for card in cards:
            place[card.act.iri] = (x, y, w, card.height)
            y += card.height + gap
        lowest = max(lowest, y - gap)
    head_top, head_end = draw_head(canvas, head, left, top, 300.0)
    edges = Canvas()
    if example:
        head_end = draw_example(canvas, example, left, head_end + 16, 300.0)
    centre = head_top + 150
    for index, act in enumerate(requests):
        x, y, _, h = place[act.iri]
        edges.curve(left + 300, centre + (index - (len(requests) - 1) / 2) * 14, x - 3, y + h / 2, "#61707f")
    for act in deliveries:
        x, y, w, h = place[act.iri]
        for asked in act.answers:
            ax, ay, aw, ah = place[asked]
            edges.curve(x, y + h / 2, ax + aw + 3, ay + ah / 2, "#2e8540")
            edges.text((x + ax + aw) / 2, min(y + h / 2, ay + ah / 2) - 8, "answers", size=11.5, fill="#2e8540", anchor="middle")
        if act.part_of in place:
            _, py, _, ph = place[act.part_of]
            edge, out = x + w, x + w + 30
            edges.parts.append(
                f'<path d="M{edge:g} {y + h / 2:g} C{out:g} {y + h / 2:g} {out:g} {py + ph / 2:g} {edge + 3:g} {py + ph / 2:g}" '
                'fill="none" stroke="#8a6d1d" stroke-width="1.6" marker-end="url(#8a6d1d)"/>'
            )
            edges.text(edge + 28, (y + h / 2 + py + ph / 2) / 2, "part of", size=11.5, fill="#8a6d1d")
    for title, x, _, _ in columns:
        canvas.text(x, top - 20, title, size=20, style='font-weight="bold"')
    canvas.text(left, top - 20, "Who wrote to whom", size=20, style='font-weight="bold"')
    for _, _, _, cards in columns:
        for card in cards:
            x, y, w, _ = place[card.act.iri]
            draw_card(canvas, card, x, y, w)
    width, height = right + 400 + 90, max(lowest, head_end) + 64
    canvas.text(
        left,
        height - 22,
        "In italics: the words of the telegram that each statement was read from. The graph has their offsets and the rule.",
        size=12.5,
        fill=SOFT,
    )
    markers = "".join(
        f'<marker id="{c[1:]}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="{c}"/></marker>'
        for c in ("#2e8540", "#61707f", "#8a6d1d")
    )
    body = "\n".join([*edges.parts, *canvas.parts])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}" font-family="{SANS}" role="img">\n'
        f"<title>The graph of one telegram: {escape(head.title)}</title>\n<defs>{markers}</defs>\n"
        f'<rect width="{width:g}" height="{height:g}" rx="14" fill="#f6f8fa"/>\n{body}\n</svg>\n'
    )


def main(arguments: list[str]) -> None:
    """Read the graph, write the picture."""
    graph = Path(arguments[0]) if arguments else ROOT / "out" / "graph.nq"
    target = Path(arguments[1]) if len(arguments) > 1 else ROOT / "docs" / "seed.svg"
    store = ox.Store()
    store.load(graph.read_bytes(), ox.RdfFormat.N_QUADS)
    asked = Graph(store)
    target.write_text(
        draw(read_head(asked), read_acts(asked, "Request"), read_acts(asked, "Delivery"), read_example(asked, ROOT / "seeds")), "utf-8"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
