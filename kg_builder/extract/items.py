"""The lines of goods, people or money in an object phrase: label, commodity, quantity, unit, whole and parts.

phrase  = line { separator line }                 separator = "," ";" "and" "plus" "with" line break
line    = [qualifier] number ["(" words ")"] [unit "of"] noun-phrase
        | noun-phrase ["(" … ")"] "-" number [unit]
        | noun-phrase ("for" | "worth" | "of") number unit
        | noun-phrase
parts   = ("(" | "including" | "of which" | "of them") line { separator line } [")"]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from kg_builder.extract.given import Given
from kg_builder.extract.goods import GoodsHit
from kg_builder.extract.numbers import Number, find_numbers
from kg_builder.lexicon import load_table
from kg_builder.model import Item, Span, Stated
from kg_builder.source import SourceText

_SEPARATOR = re.compile(
    r"[,;:()]|(?:\r\n?|\n)[ \t\xa0]*(?:\(?(?:\d{1,2}|[a-z])[.)]|[-–•*])\s|\b(?:and|plus|with|including|among\s+(?:it|them)|of\s+(?:which|whom|it|them|these|this)|as\s+well\s+as|in\s+all|or)\b",
    re.IGNORECASE,
)
# A list of the form "X - N units, Y - N units" is cut at commas alone: its nouns hold "and" and "of".
_DASH_LIST = re.compile(r"\s[-–—]\s*(?=\d|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty)\b)")
_DASH_SEPARATOR = re.compile(
    r"[,;]|:(?=\s)|(?:\r\n?|\n)[ \t\xa0]*(?:\(?(?:\d{1,2}|[a-z])[.)]|[-–•*])\s|\bof\s+(?:which|them)\b|\bincluding\b"
)
# Rows of a table: goods, three or more blanks, a figure.
_TABLE = re.compile(r"[a-z)][ \t]{3,}(?=\d)")
_TABLE_SEPARATOR = re.compile(r"\r\n?|\n|:(?=\s)")
_MARK = re.compile(r"\s*(?:\(?(?:\d{1,2}|[a-zA-Z])[.)]|[-–•*])\s+")
_BRACKET = re.compile(r"\([^()]{0,120}\)(?=\s*[-–—]\s)")
_RATE = re.compile(
    r"\s*(?:(?:a|an|per|each|every)\s+(month|week|day|year|quarter)|(monthly|weekly|daily|yearly|annually|quarterly))\b", re.IGNORECASE
)
_PURPOSE = re.compile(r"\bfor\s+(?:the\s+)?\w+\s*$", re.IGNORECASE)
_PARTICIPLE = re.compile(r"^[a-z]{3,}ed$|^(?:foreseen|got|taken|built|bought|due|left|lying|standing|lent|held|put|found)$")
_EACH = re.compile(r"\s*(?:per|for\s+(?:each|every)|to\s+(?:each|every))\s+(?P<per>\w+)", re.IGNORECASE)
_QUALIFIED = re.compile(
    r"\b(missing|lacking|remaining|additional|another|further)\s+(?:(?:quantity|quantities|number|part|amount)\s+of\s+)?$", re.IGNORECASE
)
_SUM = re.compile(r"\b(?:sum|amount|total|value|cost|general|figure)\b", re.IGNORECASE)
_NOTE = re.compile(r"\[(?:translator|handwritten|stamp|note|page|editor|illegible|marginal)[^\]]{0,300}\]", re.IGNORECASE)
_FREE = re.compile(r"\s+(?:there|do|did|stand|waiting)\b", re.IGNORECASE)
_PERSON_NOUN = re.compile(
    r"(?:ists?|men|ians?|eers?|mechanics|cadres|doctors|workers|operators|drivers|officers|workers?|physicians?|nurses|standardizers|commanders|sailors|leaders|fitters|welders|builders|miners|teachers)$"
)
_PART = re.compile(r"\(|including|among|of\s", re.IGNORECASE)
_WORD = re.compile(r"[^\s,;:()\[\]]+")
_DASH_END = re.compile(r"[ \t\xa0]*(?:\s[-–—=]|[-–—]\s|:|[ \t]{3,}|(?:\s[-–—]\s)(?:in\s+)?(?:total|all|altogether)\s|(?<=[a-z)]),\s)\s*$")
_DESIGNATION = re.compile(r"[A-Z]{1,5}[a-z]{0,2}\s?[-–]?\s?\d{1,3}[A-Za-z]?(?:['’]?s)?$|[A-Z]{2,4}s?$")
_CALIBRE = re.compile(r"\d{1,3}(?:\.\d+)?\s?-?\s?(?:mm|cm|inch|in)\.?$", re.IGNORECASE)
_MONEY = frozenset({"soviet-ruble", "us-dollar", "yuan", "money", "million-rubles", "won", "yen", "pound", "rupee"})
_PERSONS = ("personnel",)
_BODIES = ("troops",)
_NOT_GOODS = ("information", "training", "transport-service", "price", "plans", "airfields", "air-cover", "supplies")
_NO_GOODS_UNITS = frozenset({"hour", "day", "week", "month", "year", "time", "kilometre", "percent", "sortie", "millimetre"})
_CARRIERS = frozenset({"train", "wagon", "consignment"})
_LOAD = re.compile(r"\s+with\s+(?:these\s+|the\s+|this\s+)?")
_OF = re.compile(r"\s*(?:of|in)\s+(?!which|whom|it\b|them|these|this\b|the\s+(?:total|year))")
_HOW_OFTEN = re.compile(r"monthly|daily")
_CARRIER = re.compile(
    r"(?:\bfor(?:\s+(?:only|just|all|the|another))*|\bworth|\bof|\bof\s+a\s+value\s+of|\bin\s+the\s+amount\s+of|\bto\s+the\s+amount\s+of|\btotal(?:l)?ing|\bat"
    r"|\bto\s+arm|\bamounting\s+to|\bsum\s+of)\s*$"
)
RULE = "items.line"


@cache
def _table(name: str) -> frozenset[str]:
    words: list[str] = list(load_table("goods", name))
    return frozenset(words)


@dataclass(frozen=True, slots=True)
class _Chunk:
    """A stretch between two separators. `depth` counts open brackets; `opener` is the separator before it."""

    span: Span
    depth: int
    opener: str


@dataclass(frozen=True, slots=True)
class _Line:
    """A line as read, before evidence is made."""

    label: Span
    commodity: GoodsHit | None
    number: Number | None
    unit: str | None
    unit_span: Span | None
    part: bool
    borrowed: str | None = None
    rate: Span | None = None
    """Where "a month" stands, if the number is an instalment and no total."""


def _chunks(text: str, span: Span, numbers: tuple[Number, ...]) -> Iterator[_Chunk]:
    at, depth, opener = span.start, 0, ""
    table = len(_TABLE.findall(text, span.start, span.end)) > 1
    dash_list = not table and len(_DASH_LIST.findall(text, span.start, span.end)) > 1
    skipped = [b.span() for b in _BRACKET.finditer(text, span.start, span.end)]
    for mark in (_TABLE_SEPARATOR if table else _DASH_SEPARATOR if dash_list else _SEPARATOR).finditer(text, span.start, span.end):
        if any(start <= mark.start() < end for start, end in skipped):
            continue
        if any(n.span.start < mark.end() and mark.start() < n.span.end for n in numbers):
            continue
        if text[at : mark.start()].strip():
            yield _Chunk(Span(at, mark.start()), depth, opener)
        depth = max(0, depth + (mark[0] == "(") - (mark[0] == ")"))
        opener, at = mark[0].strip().lower() or "\n", mark.end()
    if text[at : span.end].strip():
        yield _Chunk(Span(at, span.end), depth, opener)


def noun_phrase(text: str, start: int, end: int) -> Span | None:
    """Return the noun phrase at `start`: leading determiners dropped, up to the first word that ends one; None if empty."""
    first = last = -1
    for word in _WORD.finditer(text, start, end):
        plain = word[0].strip("\"“”'’.").lower()
        if first < 0 and (plain in _table("lead") or not plain or plain in "-–—"):
            continue
        if (
            plain in _table("stop")
            or plain in ("-", "–", "—")
            or (first >= 0 and _PARTICIPLE.search(plain) and plain not in _table("participle_adjectives"))
        ):
            break
        if first >= 0 and plain.replace(",", "").isdigit() and text[:last][-1:].islower():
            # "of the 20 locomotives 12 were shipped": a figure of its own.
            break
        if first < 0:
            first = word.start()
        last = word.end()
        if word[0].endswith((".", "!", "?")) and not _CALIBRE.search(text, first, last) and len(plain) > 2:
            break
    if first < 0:
        return None
    while last > first and text[last - 1] in '.,;:!?"”’-–— ':
        last -= 1
    words = text[first:last].split()
    if words and words[-1].lower() == "of":
        last = first + len(text[first:last].rstrip()) - 3
    while first < last and text[first] in "\"“‘'":
        first += 1
    if text[first:last].count("[") > text[first:last].count("]") and text[last : last + 1] == "]":
        last += 1
    return Span(first, last) if last > first else None


def _is_head(text: str, phrase: Span) -> str:
    """Return the head word: the last before "of", in lower case."""
    words = re.split(r"\s+of\s+", text[phrase.start : phrase.end].lower())[0].split()
    return words[-1].strip("\"“”'’.s[]") if words else ""


def _acceptable(text: str, phrase: Span) -> bool:
    """True if an unknown noun that a number counts may be goods."""
    words = [w.strip("\"“”'’.[]").lower() for w in text[phrase.start : phrase.end].split()]
    head = re.split(r"\s+of\s+", " ".join(words))[0].split()
    return bool(head) and head[-1] not in _table("never") and words[0] not in _table("never") and any(c.isalpha() for c in head[-1])


def _until(chunk: _Chunk, end: int) -> _Chunk:
    """Return the chunk cut at `end`."""
    return _Chunk(Span(chunk.span.start, end), chunk.depth, chunk.opener)


@dataclass(frozen=True, slots=True)
class _Reader:
    source: SourceText
    given: Given
    numbers: tuple[Number, ...]
    hits: tuple[GoodsHit, ...]

    def hits_in(self, start: int, end: int) -> list[GoodsHit]:
        return [h for h in self.hits if h.span.start >= start and h.span.end <= end]

    def goods_in(self, start: int, end: int) -> GoodsHit | None:
        """Return the last commodity before "of", else the first one."""
        hits = [h for h in self.hits_in(start, end) if h.commodity and self.is_goods(h)]
        return hits[-1] if hits and " of " not in self.source.text[start:end] else hits[0] if hits else None

    def is_goods(self, hit: GoodsHit) -> bool:
        """True if the concept is something that is handed over, and not advice, training or the top of all."""
        if self.source.text[hit.span.start : hit.span.end].lower() in _table("counted_only") and not self.is_counted(hit):
            return False
        top = hit.commodity == "supplies" or any(self.given.goods.is_a(hit.commodity, key) for key in _NOT_GOODS if key != "supplies")
        return not top

    def is_counted(self, hit: GoodsHit) -> bool:
        """True if a number stands shortly before the hit or behind a dash after it."""
        return any(0 <= hit.span.start - n.span.end < 24 or 0 <= n.span.start - hit.span.end < 4 for n in self.numbers)

    def unit_at(self, start: int, end: int) -> GoodsHit | None:
        """Return the unit that starts right at `start` (blanks skipped), None if no unit stands there."""
        text = self.source.text
        return next((h for h in self.hits_in(start, end) if h.unit and not text[start : h.span.start].strip(" \t\r\n\xa0-([")), None)

    def unit_of(self, label: Span, commodity: GoodsHit | None) -> str:
        """Return the unit of a counted thing without one: person, a military unit, else piece."""
        words = [w.strip("\"“”'’.[]") for w in self.source.text[label.start : label.end].lower().split()]
        head = re.split(r"\s+of\s+", " ".join(words))[0].split()
        units = load_table("goods", "formation_units")
        if head and head[-1] in units:
            return str(units[head[-1]])
        key = commodity.commodity if commodity else None
        if self.given.goods.is_a(key, *_PERSONS) and not self.given.goods.is_a(key, "formations"):
            return "person"
        if key is None and head and _PERSON_NOUN.search(head[-1]):
            return "person"
        return "piece"

    def line(self, chunk: _Chunk, before: _Line | None) -> list[_Line]:
        """Read one chunk; `before` is the line read last, whose label an elliptic number borrows."""
        mark = _MARK.match(self.source.text, chunk.span.start, chunk.span.end)
        if mark and not any(n.span.start < mark.end() for n in self.numbers if n.span.start >= chunk.span.start):
            chunk = replace(chunk, span=Span(mark.end(), chunk.span.end))
        inside = [n for n in self.numbers if chunk.span.start <= n.span.start and n.span.end <= chunk.span.end]
        part = chunk.depth > 0 or bool(_PART.match(chunk.opener))
        if inside:
            return self._counted_all(chunk, inside, part, before)
        one = self._bare(chunk, part)
        return [one] if one and not _FREE.match(self.source.text, one.label.end, chunk.span.end) else []

    def _counted_all(self, chunk: _Chunk, inside: list[Number], part: bool, before: _Line | None) -> list[_Line]:
        """Read the numbers of a chunk one by one; one behind "for" or "per" belongs to the line before it."""
        lines: list[_Line] = []
        for at, number in enumerate(inside):
            lead = self.source.text[inside[at - 1].span.end : number.span.start] if at else ""
            if at and (
                re.search(r"\b(?:for|per|from|to|by|with|in|at|of)\s+(?:each|every|the|all|about)?\s*(?:of\s+)?(?:the\s+)?$", lead)
                or len(lead.split()) > 6
            ):
                continue
            start = number.span.start if at else chunk.span.start
            end = inside[at + 1].span.start if at + 1 < len(inside) and not lead.strip() else chunk.span.end
            line = self._counted(
                replace(chunk, span=Span(start, max(end, number.span.end))) if at else chunk, number, part, lines[-1] if lines else before
            )
            if line:
                lines.append(line)
        return lines

    def _counted(self, chunk: _Chunk, number: Number, part: bool, before: _Line | None) -> _Line | None:
        text = self.source.text
        left_end = (
            number.qualifier_span.start if number.qualifier_span and number.qualifier_span.start >= chunk.span.start else number.span.start
        )
        left = text[chunk.span.start : left_end].rstrip(" $£¥(")
        right = number.span.end
        unit = self.unit_at(right, chunk.span.end)
        if text[right : right + 1] == ")":
            right += 1
        dash = _DASH_END.search(text, chunk.span.start, number.span.start)
        if dash and dash.start() > chunk.span.start:
            label = noun_phrase(text, chunk.span.start, dash.start())
            if label:
                return self._with_unit(label, number, unit, part)
        if unit:
            return self._measured(chunk, number, unit, left, part, before)
        label = noun_phrase(text, right, chunk.span.end)
        if number.money_sign:
            return self._money(chunk, number, part, before, label)
        if label is None:
            return self._elliptic(number, part, before)
        goods = self.goods_in(label.start, label.end)
        if goods is None and not (_acceptable(text, label) or _DESIGNATION.match(text[label.start : label.end])):
            return None
        return _Line(label, goods, number, self.unit_of(label, goods), None, part)

    def _with_unit(self, label: Span, number: Number, unit: GoodsHit | None, part: bool) -> _Line:
        goods = self.goods_in(label.start, label.end)
        if unit:
            return _Line(label, goods, number, unit.unit, unit.span, part)
        return _Line(label, goods, number, self.unit_of(label, goods), None, part)

    def _measured(self, chunk: _Chunk, number: Number, unit: GoodsHit, left: str, part: bool, before: _Line | None) -> _Line | None:
        """Number unit ["of" noun-phrase], or goods "for" | "worth" | "of" number unit."""
        if unit.unit in _NO_GOODS_UNITS:
            return None
        rate = _RATE.match(self.source.text, unit.span.end, chunk.span.end)
        if rate:
            one = self._elliptic(number, part, before, unit) or _Line(unit.span, None, number, unit.unit, unit.span, part)
            return replace(one, rate=Span(rate.start(), rate.end()))
        return (
            self._loaded(chunk, number, unit, part)
            or self._of_unit(chunk, number, unit, part)
            or self._carried(chunk, number, unit, left, part, before)
            or (self._money(chunk, number, part, before, None, unit) if unit.unit in _MONEY else None)
            or self._unit_itself(chunk, number, unit, part)
            or self._elliptic(number, part, before, unit)
            or _Line(unit.span, None, number, unit.unit, unit.span, part)
        )

    def _labelled(self, label: Span | None, number: Number, unit: GoodsHit, part: bool) -> _Line | None:
        return _Line(label, self.goods_in(label.start, label.end), number, unit.unit, unit.span, part) if label else None

    def _loaded(self, chunk: _Chunk, number: Number, unit: GoodsHit, part: bool) -> _Line | None:
        """So: "Eleven trains with these shells": what a carrier carries."""
        text = self.source.text
        load = _LOAD.match(text, unit.span.end, chunk.span.end + 30) if unit.unit in _CARRIERS else None
        return self._labelled(noun_phrase(text, load.end(), min(load.end() + 60, len(text))), number, unit, part) if load else None

    def _of_unit(self, chunk: _Chunk, number: Number, unit: GoodsHit, part: bool) -> _Line | None:
        """So: "600 tons of DDT", "300 cartridges per rifle", and without "of", as prints have it, "6,000 tons sugar"."""
        text = self.source.text
        if unit.unit in _MONEY:
            return None
        of = _OF.match(text, unit.span.end, chunk.span.end)
        line = self._labelled(noun_phrase(text, of.end(), chunk.span.end), number, unit, part) if of else None
        if line is not None:
            return line
        if _EACH.match(text, unit.span.end, chunk.span.end + 40):
            return _Line(unit.span, unit if unit.commodity else None, number, unit.unit, unit.span, part)
        bare = noun_phrase(text, unit.span.end, chunk.span.end) if unit.commodity is None and unit.unit != "person" else None
        direct = bare and not text[unit.span.end : bare.start].strip() and not _HOW_OFTEN.match(text, bare.start)
        return self._labelled(bare, number, unit, part) if direct else None

    def _carried(self, chunk: _Chunk, number: Number, unit: GoodsHit, left: str, part: bool, before: _Line | None) -> _Line | None:
        """So: "arms for sixteen divisions", "military goods worth 140 million rubles": the goods stand before."""
        carrier = _CARRIER.search(left)
        if carrier is None:
            return None
        end = chunk.span.start + carrier.start()
        goods = self.goods_in(chunk.span.start, end)
        phrase = self._phrase_around(chunk.span.start, end, goods)
        if phrase and goods is None and before is not None and _SUM.search(self.source.text, phrase.start, phrase.end):
            return self._elliptic(number, part, before, unit)
        return _Line(phrase, goods, number, unit.unit, unit.span, part) if phrase and (goods or unit.unit in _MONEY) else None

    def _unit_itself(self, chunk: _Chunk, number: Number, unit: GoodsHit, part: bool) -> _Line | None:
        """So: "two divisions", "40 instructors", "nine specialists": the unit is the noun."""
        whole = noun_phrase(self.source.text, number.span.end, chunk.span.end)
        if whole is None or not (unit.commodity or whole.end > unit.span.end):
            return None
        goods = self.goods_in(whole.start, whole.end)
        kind = unit.unit if unit.unit != "barrel-artillery" else "piece"
        return _Line(whole, goods, number, self.unit_of(whole, goods) if unit.commodity else kind, unit.span, part)

    def _phrase_around(self, start: int, end: int, goods: GoodsHit | None) -> Span | None:
        """Return the noun phrase that ends with the goods, from the last word that ends another phrase."""
        text = self.source.text
        stop = goods.span.end if goods else end
        first = start
        for word in _WORD.finditer(text, start, goods.span.start if goods else end):
            plain = word[0].strip("\"“”'’.").lower()
            if plain in _table("stop") or plain in _table("lead"):
                first = word.end()
        phrase = noun_phrase(text, first, stop)
        # A label may hold a preposition ("spare parts for automobiles") that ends other phrases.
        return Span(phrase.start, stop) if phrase and goods else phrase

    def _money(
        self, chunk: _Chunk, number: Number, part: bool, before: _Line | None, label: Span | None, unit: GoodsHit | None = None
    ) -> _Line | None:
        goods = self.goods_in(chunk.span.start, number.span.start) or (self.goods_in(label.start, label.end) if label else None)
        phrase = self._phrase_around(chunk.span.start, number.span.start, goods) if goods and goods.span.end <= number.span.start else label
        key, span = (unit.unit, unit.span) if unit else ("us-dollar", None)
        purpose = re.compile(r"\s+for\s+(?:the\s+)?(?=[a-z])").match(
            self.source.text, unit.span.end if unit else number.span.end, chunk.span.end
        )
        if phrase is None and purpose:
            phrase = noun_phrase(self.source.text, purpose.end(), chunk.span.end)
        if phrase is None or (goods is None and not _acceptable(self.source.text, phrase)):
            elliptic = self._elliptic(number, part, before, unit)
            return (elliptic and replace(elliptic, unit=key)) or _Line(number.span, None, number, key, span, part, "money")
        return _Line(phrase, goods, number, key, span, part)

    def _elliptic(self, number: Number, part: bool, before: _Line | None, unit: GoodsHit | None = None) -> _Line | None:
        """A number whose noun was said before: "600, of which 250"; a weight takes the goods named last."""
        if before is None:
            said = (
                [
                    h
                    for h in self.given.goods.find(self.source.text, max(0, number.span.start - 1500), number.span.start)
                    if h.commodity and self.is_goods(h)
                ]
                if unit
                else []
            )
            said = [h for h in said if not self.given.goods.is_a(h.commodity, "personnel")]
            if not said:
                return None
            before = _Line(said[-1].span, said[-1], None, None, None, False)
        label = before.borrowed or self.source.text[before.label.start : before.label.end]
        return _Line(
            number.span, before.commodity, number, unit.unit if unit else before.unit, unit.span if unit else before.unit_span, part, label
        )

    def _bare(self, chunk: _Chunk, part: bool) -> _Line | None:
        """A line without a number: the first goods before any preposition that leads away from the object."""
        text = self.source.text
        head = re.compile(
            r"\s*(?:\w+\s+){0,6}?(?:for|from|to|in|by|at|on|against|into|during|via|through|under|needed|required)\b", re.IGNORECASE
        ).match(text, chunk.span.start, chunk.span.end)
        goods = self.goods_in(chunk.span.start, chunk.span.end)
        if goods is None:
            return self._generic(chunk, part)
        first = next(
            (
                h
                for h in self.hits_in(chunk.span.start, chunk.span.end)
                if h.commodity and not self.given.goods.is_a(h.commodity, *_NOT_GOODS)
            ),
            goods,
        )
        if head and first.span.start > head.end() and self._generic(_until(chunk, head.end()), part):
            return self._generic(_until(chunk, head.end()), part)
        label = self._phrase_around(chunk.span.start, first.span.end, first)
        if label is None:
            return None
        tail = re.compile(r"\s+(?:for|of)\s+(?:the\s+)?").match(text, label.end, chunk.span.end)
        after = next((h for h in self.hits_in(label.end, chunk.span.end) if tail and h.span.start == tail.end() and h.commodity), None)
        return _Line(Span(label.start, after.span.end) if after else label, first, None, None, None, part)

    def _generic(self, chunk: _Chunk, part: bool) -> _Line | None:
        label = noun_phrase(self.source.text, chunk.span.start, chunk.span.end)
        if label is None:
            return None
        words = [w.strip("\"“”'’.[]").lower() for w in self.source.text[label.start : label.end].split()]
        head = re.split(r"\s+of\s+", " ".join(words))[0].split()
        known = head and (head[-1] in _table("generic") or head[-1] in load_table("goods", "formation_units"))
        anaphor = _table("anaphoric") & set(self.source.text[chunk.span.start : label.start].lower().split()) or (
            words and words[0] in _table("anaphoric")
        )
        return _Line(label, None, None, None, None, part) if known and len(words) < 8 and not anaphor else None


_ONE = re.compile(
    r"(?:division|regiment|brigade|battalion|team|squadron|corps|group|specialist|adviser|advisor|instructor|expert|engineer|pilot|delegation|mission|unit)$"
)


def _countable(head: list[str], line: _Line) -> bool:
    """True if "a" counts the noun: a known thing in the singular that is no stuff, no sum and no set of tools."""
    return (
        line.commodity is not None
        and not head[-1].endswith("s")
        and head[-1] not in _table("generic")
        and line.commodity.commodity not in _table("stuff")
    )


def _counts_one(text: str, line: _Line) -> Span | None:
    """Return the article that counts one person or unit ("a technical team"), None if there is none."""
    head = re.split(r"\s+(?:of|for)\s+", text[line.label.start : line.label.end].lower())[0].split()
    if not head or not (_ONE.search(head[-1]) or _countable(head, line)):
        return None
    ordinal = re.match(r"(?:first|second|third|fourth|fifth)\b", source_label := text[line.label.start : line.label.end].lower())
    if ordinal and len(source_label.split()) == 2:
        return Span(line.label.start, line.label.start + ordinal.end())
    found = re.compile(r"\b(an?|one)\s+(?:more\s+)?$", re.IGNORECASE).search(text, max(0, line.label.start - 12), line.label.start)
    return Span(found.start(1), found.end(1)) if found else None


def _qualifier(source: SourceText, line: _Line) -> Stated[str] | None:
    """About, at least, another, the remaining, the missing: said at the figure, or before goods without one."""
    number = line.number
    if number is not None:
        span = number.qualifier_span
        return Stated(number.qualifier, (source.quote(span.start, span.end),), RULE) if number.qualifier and span else None
    said = _QUALIFIED.search(source.text, max(0, line.label.start - 40), line.label.start)
    if said is None:
        return None
    key = {"missing": "missing", "lacking": "missing", "remaining": "remaining"}.get(said[1].lower(), "another")
    return Stated(key, (source.quote(*said.span(1)),), RULE)


def _unit(source: SourceText, line: _Line, one: Span | None) -> Stated[str] | None:
    """The unit, stated at its own word or at the noun that is counted."""
    span = line.unit_span or line.label
    if line.number is not None:
        return Stated(line.unit or "piece", (source.quote(span.start, span.end),), RULE)
    if one is None:
        return None
    head = re.split(r"\s+(?:of|for)\s+", source.text[line.label.start : line.label.end].lower())[0].split()
    key = load_table("goods", "formation_units").get(head[-1], "person" if _PERSON_NOUN.search(head[-1] + "s") else "piece")
    return Stated(str(key), (source.quote(line.label.start, line.label.end),), RULE)


def _to_item(source: SourceText, line: _Line, included: tuple[int, ...]) -> Item:
    def stated(value: Decimal, span: Span) -> Stated[Decimal]:
        return Stated(value, (source.quote(span.start, span.end),), RULE)

    number, commodity = line.number, line.commodity
    one = _counts_one(source.text, line) if number is None else None
    key = commodity.commodity if commodity else None
    return Item(
        start=min(line.label.start, number.span.start) if number else line.label.start,
        label=re.sub(r"\s+", " ", line.borrowed or source.text[line.label.start : line.label.end]),
        commodity=Stated(key, (source.quote(commodity.span.start, commodity.span.end),), RULE) if commodity and key else None,
        quantity=stated(number.low, number.span) if number else stated(Decimal(1), one) if one else None,
        quantity_max=stated(number.high, number.span) if number and number.high is not None else None,
        unit=_unit(source, line, one),
        quantity_qualifier=_qualifier(source, line),
        includes=included,
    )


def _includes(lines: list[_Line], at: int) -> tuple[int, ...]:
    """Return the starts of the parts that follow the total at `at`."""
    if lines[at].part or lines[at].number is None:
        return ()
    starts = []
    for line in lines[at + 1 :]:
        if not line.part:
            break
        starts.append(min(line.label.start, line.number.span.start) if line.number else line.label.start)
    return tuple(dict.fromkeys(starts))


def read_items(source: SourceText, span: Span, given: Given, borrowed: Item | None = None) -> tuple[Item, ...]:
    """Return the items of an object phrase in order; empty if it names no goods, people or money.

    `borrowed` is the item whose noun an elliptic number takes ("of the 900 trucks … we can give 600").
    """
    numbers = find_numbers(source.text, span.start, span.end)
    notes = [n.span() for n in _NOTE.finditer(source.text, span.start, span.end)]
    numbers = tuple(n for n in numbers if not any(a <= n.span.start < b for a, b in notes))
    hits = tuple(h for h in given.goods.find(source.text, span.start, span.end) if not any(a <= h.span.start < b for a, b in notes))
    reader = _Reader(source, given, numbers, hits)
    before: _Line | None = None
    if borrowed is not None:
        hit = GoodsHit(borrowed.commodity.evidence[0].span, borrowed.commodity.value, None) if borrowed.commodity else None
        before = _Line(
            Span(borrowed.start, borrowed.start), hit, None, borrowed.unit.value if borrowed.unit else None, None, False, borrowed.label
        )
    lines: list[_Line] = []
    aside = False
    for chunk in _chunks(source.text, span, numbers):
        counted = any(chunk.span.start <= n.span.start < chunk.span.end for n in numbers)
        # "30 aircraft for food, clothing and troops": what a counted thing is for is not asked.
        if aside and not counted and chunk.opener in (",", "and", "or"):
            continue
        aside = counted and bool(_PURPOSE.search(source.text, chunk.span.start, chunk.span.end))
        for line in reader.line(chunk, before):
            _count_last(lines, line, chunk, source.text)
            if chunk.opener == ":" and line.number and lines and all(known.number is None for known in lines):
                # "arms as follows: 50,000 rifles": the list says what the arms are.
                lines.clear()
            before = lines[-1] if lines and lines[-1].number is line.number and line.number else line
            lines += [] if before is not line else [line]
    lines, rates = _instalments(lines)
    items = [_to_item(source, line, _includes(lines, at)) for at, line in enumerate(lines)]
    items = [
        replace(
            i,
            instalment_quantity=Stated(r.low, (source.quote(r.span.start, r.span.end),), RULE),
            quantity=i.quantity if i.quantity and i.quantity.evidence[0].span != r.span else None,
        )
        if (r := rates.get(at))
        else i
        for at, i in enumerate(items)
    ]
    return tuple({item.start: item for item in reversed(items)}.values())[::-1]


def read_object(source: SourceText, span: Span, given: Given) -> tuple[Item, ...]:
    """Return the bare object of a verb of handing over as an item, whatever it is: "ship the rolling mill"; empty if it is nothing to hand over."""
    article = re.compile(
        r"\s*(?:to\s+)?(?:us|them|him|you|\[?[A-Z]\w+\]?)?\s*(?:the|an?|our|its|his|their|some|all|new|two|more)\s+"
    ).match(source.text, span.start, span.end)
    label = noun_phrase(source.text, article.end(), span.end) if article else None
    if label is None:
        return ()
    words = [w.strip("\"“”'’.[]").lower() for w in source.text[label.start : label.end].split()]
    head = re.split(r"\s+of\s+", " ".join(words))[0].split()
    if (
        not head
        or len(words) > 6
        or {head[-1], words[0]} & (_table("abstract") | _table("never"))
        or not head[-1].isalpha()
        or head[-1].endswith("ing")
    ):
        return ()
    goods = next((h for h in given.goods.find(source.text, label.start, label.end) if h.commodity), None)
    if goods and given.goods.is_a(goods.commodity, *(key for key in _NOT_GOODS if key != "supplies")):
        return ()
    return (_to_item(source, _Line(label, goods, None, None, None, False), ()),)


def _instalments(lines: list[_Line]) -> tuple[list[_Line], dict[int, Number]]:
    """Join "4,000 tons a month … in all 24,000 tons" to one line; return lines and the instalments by their index."""
    kept: list[_Line] = []
    rates: dict[int, Number] = {}
    for line in lines:
        if kept and len(kept) - 1 in rates and line.number and line.rate is None and line.unit == kept[-1].unit and line.borrowed:
            kept[-1] = replace(kept[-1], number=line.number)
            continue
        kept.append(line)
        if line.rate is not None and line.number is not None:
            rates[len(kept) - 1] = line.number
    return kept, rates


def _count_last(lines: list[_Line], line: _Line, chunk: _Chunk, text: str) -> None:
    """So: "Soviet jet forces (two regiments)": a bracket counts what stands before it."""
    if line.number and line.borrowed is None and lines and chunk.opener == "(" and lines[-1].number is None and _is_count(text, line):
        lines[-1] = replace(line, label=lines[-1].label, commodity=lines[-1].commodity or line.commodity, part=lines[-1].part)


def _is_count(text: str, line: _Line) -> bool:
    words = text[line.label.start : line.label.end].lower().split()
    return len(words) == 1 and (words[0] in load_table("goods", "formation_units") or line.unit not in ("piece", None))
