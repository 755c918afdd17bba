"""One line of goods, people or money: a chunk of a phrase read as label, commodity, number, unit.

line    = [qualifier] number ["(" words ")"] [unit "of"] noun-phrase
        | noun-phrase ["(" … ")"] "-" number [unit]
        | noun-phrase ("for" | "worth" | "of") number unit
        | noun-phrase
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from kg_builder.extract.given import Given
from kg_builder.extract.goods import GoodsHit
from kg_builder.extract.numbers import Number
from kg_builder.extract.phrases import WORD, Chunk, find_noun_phrase, head_of, may_be_goods, plain_words, words_of
from kg_builder.lexicon import load_table
from kg_builder.model import Span

_MARK = re.compile(r"\s*(?:\(?(?:\d{1,2}|[a-zA-Z])[.)]|[-–•*])\s+")
_RATE = re.compile(
    r"\s*(?:(?:a|an|per|each|every)\s+(month|week|day|year|quarter)|(monthly|weekly|daily|yearly|annually|quarterly))\b", re.IGNORECASE
)
_EACH = re.compile(r"\s*(?:per|for\s+(?:each|every)|to\s+(?:each|every))\s+(?P<per>\w+)", re.IGNORECASE)
_MONTHLY = re.compile(r"(?:monthly|daily)")
_SUM = re.compile(r"\b(?:sum|amount|total|value|cost|general|figure)\b", re.IGNORECASE)
_FREE = re.compile(r"\s+(?:there|do|did|stand|waiting)\b", re.IGNORECASE)
_PART = re.compile(r"\(|including|among|of\s", re.IGNORECASE)
_DASH_END = re.compile(r"[ \t\xa0]*(?:\s[-–—=]|[-–—]\s|:|[ \t]{3,}|(?:\s[-–—]\s)(?:in\s+)?(?:total|all|altogether)\s|(?<=[a-z)]),\s)\s*$")
_DESIGNATION = re.compile(r"[A-Z]{1,5}[a-z]{0,2}\s?[-–]?\s?\d{1,3}[A-Za-z]?(?:['’]?s)?$|[A-Z]{2,4}s?$")
_PERSON_NOUN = re.compile(
    r"(?:ists?|men|ians?|eers?|mechanics|cadres|doctors|workers|operators|drivers|officers|workers?|physicians?|nurses|standardizers|commanders|sailors|leaders|fitters|welders|builders|miners|teachers)$"
)
# Between two numbers of one chunk: the second belongs to the first ("5 for each of the 20").
_DEPENDENT = re.compile(r"\b(?:for|per|from|to|by|with|in|at|of)\s+(?:each|every|the|all|about)?\s*(?:of\s+)?(?:the\s+)?$")
_WITH = re.compile(r"\s+with\s+(?:these\s+|the\s+|this\s+)?")
_OF = re.compile(r"\s*(?:of|in)\s+(?!which|whom|it\b|them|these|this\b|the\s+(?:total|year))")
_CARRIER = re.compile(
    r"(?:\bfor(?:\s+(?:only|just|all|the|another))*|\bworth|\bof|\bof\s+a\s+value\s+of|\bin\s+the\s+amount\s+of|\bto\s+the\s+amount\s+of|\btotal(?:l)?ing|\bat|\bto\s+arm|\bamounting\s+to|\bsum\s+of)\s*$"
)
_PURPOSE = re.compile(r"\s+for\s+(?:the\s+)?(?=[a-z])")
_AWAY = re.compile(r"\s*(?:\w+\s+){0,6}?(?:for|from|to|in|by|at|on|against|into|during|via|through|under|needed|required)\b", re.IGNORECASE)
_TAIL = re.compile(r"\s+(?:for|of)\s+(?:the\s+)?")
# How far back a weight without goods looks for the goods named last, in code points.
_BACK = 1500


@dataclass(frozen=True, slots=True)
class Line:
    """A line as read, before evidence is made."""

    label: Span
    commodity: GoodsHit | None
    number: Number | None
    unit: str | None
    unit_span: Span | None
    part: bool
    borrowed: str | None = None
    """The label of the line before, whose noun an elliptic number takes."""
    rate: Span | None = None
    """Where "a month" stands, if the number is an instalment and no total."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Figure:
    """A number in its chunk: the unit right behind it, and the line before, whose label it may borrow."""

    chunk: Chunk
    number: Number
    unit: GoodsHit | None
    part: bool
    before: Line | None

    @property
    def measure(self) -> str | None:
        """The key of the unit."""
        return self.unit.unit if self.unit else None

    @property
    def is_money(self) -> bool:
        """True if the unit is money."""
        return self.measure in words_of("money_units")

    @property
    def measured(self) -> int:
        """Where the unit ends, else the number."""
        return self.unit.span.end if self.unit else self.number.span.end


def is_person_noun(word: str) -> bool:
    """True for "specialists", "engineers", "drivers"."""
    return bool(_PERSON_NOUN.search(word))


@dataclass(frozen=True, slots=True)
class LineReader:
    """Reads the chunks of one phrase; `numbers` and `hits` are the numbers and labels in it."""

    text: str
    given: Given
    numbers: tuple[Number, ...]
    hits: tuple[GoodsHit, ...]

    def _hits_in(self, start: int, end: int) -> list[GoodsHit]:
        return [h for h in self.hits if h.span.start >= start and h.span.end <= end]

    def _goods_in(self, start: int, end: int) -> GoodsHit | None:
        """Return the last commodity of the range, but the first one if there is an "of"."""
        hits = [h for h in self._hits_in(start, end) if h.commodity and self._is_goods(h)]
        return hits[-1] if hits and " of " not in self.text[start:end] else hits[0] if hits else None

    def _is_goods(self, hit: GoodsHit) -> bool:
        """True if the concept is something that is handed over, and not advice, training or the top of all."""
        if self.text[hit.span.start : hit.span.end].lower() in words_of("counted_only") and not self._is_counted(hit):
            return False
        return hit.commodity != "supplies" and not self.given.goods.is_a(hit.commodity, *words_of("not_goods"))

    def _is_counted(self, hit: GoodsHit) -> bool:
        """True if a number stands shortly before the hit or behind a dash after it."""
        return any(0 <= hit.span.start - n.span.end < 24 or 0 <= n.span.start - hit.span.end < 4 for n in self.numbers)

    def _unit_at(self, start: int, end: int) -> GoodsHit | None:
        """Return the unit that starts right at `start` (blanks skipped), None if no unit stands there."""
        hits = self._hits_in(start, end)
        return next((h for h in hits if h.unit and not self.text[start : h.span.start].strip(" \t\r\n\xa0-([")), None)

    def _unit_of(self, label: Span, commodity: GoodsHit | None) -> str:
        """Return the unit of a counted thing without one: person, a military unit, else piece."""
        head = head_of(plain_words(self.text, label))
        units = load_table("goods", "formation_units")
        if head and head[-1] in units:
            return str(units[head[-1]])
        key = commodity.commodity if commodity else None
        if self.given.goods.is_a(key, "personnel") and not self.given.goods.is_a(key, "formations"):
            return "person"
        return "person" if key is None and head and is_person_noun(head[-1]) else "piece"

    def read(self, chunk: Chunk, before: Line | None) -> list[Line]:
        """Read one chunk; `before` is the line read last, whose label an elliptic number borrows."""
        mark = _MARK.match(self.text, chunk.span.start, chunk.span.end)
        if mark and not any(n.span.start < mark.end() for n in self.numbers if n.span.start >= chunk.span.start):
            chunk = replace(chunk, span=Span(mark.end(), chunk.span.end))
        inside = [n for n in self.numbers if chunk.span.start <= n.span.start and n.span.end <= chunk.span.end]
        part = chunk.depth > 0 or bool(_PART.match(chunk.opener))
        if inside:
            return self._counted_all(chunk, inside, part, before)
        one = self._uncounted(chunk, part)
        return [one] if one and not _FREE.match(self.text, one.label.end, chunk.span.end) else []

    def _counted_all(self, chunk: Chunk, inside: list[Number], part: bool, before: Line | None) -> list[Line]:
        """Read the numbers of a chunk one by one; one behind "for" or "per" belongs to the line before it."""
        lines: list[Line] = []
        for at, number in enumerate(inside):
            lead = self.text[inside[at - 1].span.end : number.span.start] if at else ""
            if at and (_DEPENDENT.search(lead) or len(lead.split()) > 6):
                continue
            end = inside[at + 1].span.start if at + 1 < len(inside) and not lead.strip() else chunk.span.end
            own = replace(chunk, span=Span(number.span.start, max(end, number.span.end))) if at else chunk
            unit = self._unit_at(number.span.end, own.span.end)
            line = self._counted(_Figure(chunk=own, number=number, unit=unit, part=part, before=lines[-1] if lines else before))
            lines += [line] if line else []
        return lines

    def _counted(self, one: _Figure) -> Line | None:
        text, chunk, number = self.text, one.chunk, one.number
        dash = _DASH_END.search(text, chunk.span.start, number.span.start)
        listed = find_noun_phrase(text, chunk.span.start, dash.start()) if dash and dash.start() > chunk.span.start else None
        if listed:
            return self._labelled(one, listed)
        if one.unit:
            return self._measured(one)
        right = number.span.end + (text[number.span.end : number.span.end + 1] == ")")
        label = find_noun_phrase(text, right, chunk.span.end)
        if number.money_sign:
            return self._money(one, label)
        if label is None:
            return self._elliptic(one)
        goods = self._goods_in(label.start, label.end)
        if goods is None and not (may_be_goods(text, label) or _DESIGNATION.match(text[label.start : label.end])):
            return None
        return Line(label, goods, number, self._unit_of(label, goods), None, one.part)

    def _labelled(self, one: _Figure, label: Span) -> Line:
        """The line with this label: its unit is the one behind the number, else that of the noun."""
        goods = self._goods_in(label.start, label.end)
        if one.unit:
            return Line(label, goods, one.number, one.unit.unit, one.unit.span, one.part)
        return Line(label, goods, one.number, self._unit_of(label, goods), None, one.part)

    def _alone(self, one: _Figure) -> Line:
        """The line whose noun is the unit itself."""
        span = one.unit.span if one.unit else one.number.span
        return Line(span, None, one.number, one.measure, span, one.part)

    def _measured(self, one: _Figure) -> Line | None:
        """Number unit ["of" noun-phrase], or goods "for" | "worth" | "of" number unit."""
        if one.measure in words_of("measures"):
            return None
        ways = (self._rate, self._load, self._amount_of, self._per_thing, self._amount, self._worth)
        line = next((line for way in ways if (line := way(one))), None)
        if line is None and one.is_money:
            return self._money(one, None)
        return line or self._unit_itself(one)

    def _rate(self, one: _Figure) -> Line | None:
        """Number unit "a month"."""
        rate = _RATE.match(self.text, one.measured, one.chunk.span.end)
        return replace(self._elliptic(one) or self._alone(one), rate=Span(rate.start(), rate.end())) if rate else None

    def _load(self, one: _Figure) -> Line | None:
        """Number "trains" "with" noun-phrase."""
        if one.measure not in words_of("carriers"):
            return None
        load = _WITH.match(self.text, one.measured, one.chunk.span.end + 30)
        label = find_noun_phrase(self.text, load.end(), min(load.end() + 60, len(self.text))) if load else None
        return self._labelled(one, label) if label else None

    def _amount_of(self, one: _Figure) -> Line | None:
        """Number unit "of" noun-phrase."""
        of = None if one.is_money else _OF.match(self.text, one.measured, one.chunk.span.end)
        label = find_noun_phrase(self.text, of.end(), one.chunk.span.end) if of else None
        return self._labelled(one, label) if label else None

    def _per_thing(self, one: _Figure) -> Line | None:
        """The unit is the goods: "300 cartridges per rifle", "1,000 rounds per gun"."""
        if one.unit is None or one.is_money or not _EACH.match(self.text, one.measured, one.chunk.span.end + 40):
            return None
        return replace(self._alone(one), commodity=one.unit if one.unit.commodity else None)

    def _amount(self, one: _Figure) -> Line | None:
        """Prints leave out "of": "6,000 tons sugar"."""
        if one.unit is None or one.unit.commodity is not None or one.is_money or one.measure == "person":
            return None
        bare = find_noun_phrase(self.text, one.measured, one.chunk.span.end)
        if bare and self.text[one.measured : bare.start].strip() == "" and not _MONTHLY.match(self.text[bare.start : bare.end]):
            return self._labelled(one, bare)
        return None

    def _worth(self, one: _Figure) -> Line | None:
        """Goods "for" | "worth" | "of" number unit."""
        start, number = one.chunk.span.start, one.number
        qualifier = number.qualifier_span
        left_end = qualifier.start if qualifier and qualifier.start >= start else number.span.start
        carrier = _CARRIER.search(self.text[start:left_end].rstrip(" $£¥("))
        if carrier is None:
            return None
        goods = self._goods_in(start, start + carrier.start())
        phrase = self._phrase_around(start, start + carrier.start(), goods)
        if phrase and goods is None and one.before is not None and _SUM.search(self.text, phrase.start, phrase.end):
            return self._elliptic(one)
        if phrase and one.unit and (goods or one.is_money):
            return Line(phrase, goods, number, one.unit.unit, one.unit.span, one.part)
        return None

    def _unit_itself(self, one: _Figure) -> Line | None:
        """The unit is the noun itself: "two divisions", "40 instructors", "nine specialists"."""
        whole = find_noun_phrase(self.text, one.number.span.end, one.chunk.span.end)
        if whole and one.unit and (one.unit.commodity or whole.end > one.unit.span.end):
            goods = self._goods_in(whole.start, whole.end)
            kind = one.unit.unit if one.unit.unit != "barrel-artillery" else "piece"
            key = self._unit_of(whole, goods) if one.unit.commodity else kind
            return Line(whole, goods, one.number, key, one.unit.span, one.part)
        return self._elliptic(one) or self._alone(one)

    def _phrase_around(self, start: int, end: int, goods: GoodsHit | None) -> Span | None:
        """Return the noun phrase that ends with the goods, from the last word that ends another phrase."""
        stop = goods.span.end if goods else end
        stops, leads = words_of("stop"), words_of("lead")
        first = start
        for word in WORD.finditer(self.text, start, goods.span.start if goods else end):
            plain = word[0].strip("\"“”'’.").lower()
            if plain in stops or plain in leads:
                first = word.end()
        phrase = find_noun_phrase(self.text, first, stop)
        # A label may hold a preposition ("spare parts for automobiles") that ends other phrases.
        return Span(phrase.start, stop) if phrase and goods else phrase

    def _money(self, one: _Figure, label: Span | None) -> Line | None:
        """A sum: of the goods before it, for the purpose behind it, of what was named before, else by itself."""
        start, number = one.chunk.span.start, one.number
        goods = self._goods_in(start, number.span.start) or (self._goods_in(label.start, label.end) if label else None)
        phrase = self._phrase_around(start, number.span.start, goods) if goods and goods.span.end <= number.span.start else label
        key, span = (one.unit.unit, one.unit.span) if one.unit else ("us-dollar", None)
        purpose = _PURPOSE.match(self.text, one.measured, one.chunk.span.end)
        if phrase is None and purpose:
            phrase = find_noun_phrase(self.text, purpose.end(), one.chunk.span.end)
        if phrase is None or (goods is None and not may_be_goods(self.text, phrase)):
            elliptic = self._elliptic(one)
            return replace(elliptic, unit=key) if elliptic else Line(number.span, None, number, key, span, one.part, "money")
        return Line(phrase, goods, number, key, span, one.part)

    def _elliptic(self, one: _Figure) -> Line | None:
        """A number whose noun was said before: "600, of which 250"; a weight takes the goods named last."""
        before = one.before or self._goods_before(one)
        if before is None:
            return None
        label = before.borrowed or self.text[before.label.start : before.label.end]
        unit, span = (one.unit.unit, one.unit.span) if one.unit else (before.unit, before.unit_span)
        return Line(one.number.span, before.commodity, one.number, unit, span, one.part, label)

    def _goods_before(self, one: _Figure) -> Line | None:
        if one.unit is None:
            return None
        start = one.number.span.start
        said = [h for h in self.given.goods.find(self.text, max(0, start - _BACK), start) if h.commodity and self._is_goods(h)]
        goods = next((h for h in reversed(said) if not self.given.goods.is_a(h.commodity, "personnel")), None)
        return Line(goods.span, goods, None, None, None, False) if goods else None

    def _uncounted(self, chunk: Chunk, part: bool) -> Line | None:
        """A line without a number: the first goods before any preposition that leads away from the object."""
        start, end = chunk.span.start, chunk.span.end
        last = self._goods_in(start, end)
        if last is None:
            return self._generic(chunk, part)
        never = (*words_of("not_goods"), "supplies")
        goods = next((h for h in self._hits_in(start, end) if h.commodity and not self.given.goods.is_a(h.commodity, *never)), last)
        away = _AWAY.match(self.text, start, end)
        generic = self._generic(chunk.until(away.end()), part) if away and goods.span.start > away.end() else None
        if generic:
            return generic
        label = self._phrase_around(start, goods.span.end, goods)
        if label is None:
            return None
        tail = _TAIL.match(self.text, label.end, end)
        after = next((h for h in self._hits_in(label.end, end) if h.span.start == tail.end() and h.commodity), None) if tail else None
        return Line(Span(label.start, after.span.end) if after else label, goods, None, None, None, part)

    def _generic(self, chunk: Chunk, part: bool) -> Line | None:
        """A line whose noun is goods although no concept says which: "materials", "the missing machines"."""
        label = find_noun_phrase(self.text, chunk.span.start, chunk.span.end)
        if label is None:
            return None
        words = plain_words(self.text, label)
        head = head_of(words)
        known = head and (head[-1] in words_of("generic") or head[-1] in load_table("goods", "formation_units"))
        before = self.text[chunk.span.start : label.start].lower().split()
        if not known or len(words) >= 8 or words[0] in words_of("anaphoric") or not words_of("anaphoric").isdisjoint(before):
            return None
        return Line(label, None, None, None, None, part)
