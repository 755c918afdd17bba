"""The items of an object phrase: lines of goods, people or money with their evidence, whole and parts.

phrase  = line { separator line }                 separator = "," ";" "and" "plus" "with" line break
parts   = ("(" | "including" | "of which" | "of them") line { separator line } [")"]
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from kg_builder.extract.given import Given
from kg_builder.extract.goods import GoodsHit
from kg_builder.extract.lines import Line, LineReader, is_person_noun
from kg_builder.extract.numbers import Number, find_numbers
from kg_builder.extract.phrases import Chunk, cut_chunks, find_noun_phrase, head_of, plain_words, words_of
from kg_builder.lexicon import load_table
from kg_builder.model import Item, Span, Stated
from kg_builder.source import SourceText

_NOTE = re.compile(r"\[(?:translator|handwritten|stamp|note|page|editor|illegible|marginal)[^\]]{0,300}\]", re.IGNORECASE)
_PURPOSE = re.compile(r"\bfor\s+(?:the\s+)?\w+\s*$", re.IGNORECASE)
_QUALIFIED = re.compile(
    r"\b(missing|lacking|remaining|additional|another|further)\s+(?:(?:quantity|quantities|number|part|amount)\s+of\s+)?$", re.IGNORECASE
)
_QUALIFIERS = {"missing": "missing", "lacking": "missing", "remaining": "remaining"}
_ONE = re.compile(
    r"(?:division|regiment|brigade|battalion|team|squadron|corps|group|specialist|adviser|advisor|instructor|expert|engineer|pilot|delegation|mission|unit)$"
)
_ORDINAL = re.compile(r"(?:first|second|third|fourth|fifth)\b")
_ARTICLE = re.compile(r"\b(an?|one)\s+(?:more\s+)?$", re.IGNORECASE)
_OF_OR_FOR = re.compile(r"\s+(?:of|for)\s+")
_OBJECT = re.compile(r"\s*(?:to\s+)?(?:us|them|him|you|\[?[A-Z]\w+\]?)?\s*(?:the|an?|our|its|his|their|some|all|new|two|more)\s+")
_BLANKS = re.compile(r"\s+")
RULE = "items.line"


def _counted_head(text: str, line: Line) -> list[str]:
    """Return the words of a label before "of" or "for", the last of which is counted."""
    return _OF_OR_FOR.split(text[line.label.start : line.label.end].lower())[0].split()


def _is_countable(head: list[str], line: Line) -> bool:
    """True if "a" counts the noun: a known thing in the singular that is no stuff, no sum and no set of tools."""
    if line.commodity is None or head[-1].endswith("s"):
        return False
    return head[-1] not in words_of("generic") and line.commodity.commodity not in words_of("stuff")


def _find_one(text: str, line: Line) -> Span | None:
    """Return the article that counts one person or unit ("a technical team"), None if there is none."""
    head = _counted_head(text, line)
    if not head or not (_ONE.search(head[-1]) or _is_countable(head, line)):
        return None
    label = text[line.label.start : line.label.end].lower()
    ordinal = _ORDINAL.match(label)
    if ordinal and len(label.split()) == 2:
        return Span(line.label.start, line.label.start + ordinal.end())
    found = _ARTICLE.search(text, max(0, line.label.start - 12), line.label.start)
    return Span(*found.span(1)) if found else None


def _qualifier(source: SourceText, line: Line) -> Stated[str] | None:
    """About, at least, another, the remaining, the missing: said at the figure, or before goods without one."""
    number = line.number
    if number is not None:
        span = number.qualifier_span
        return Stated(number.qualifier, (source.quote(span.start, span.end),), RULE) if number.qualifier and span else None
    said = _QUALIFIED.search(source.text, max(0, line.label.start - 40), line.label.start)
    return Stated(_QUALIFIERS.get(said[1].lower(), "another"), (source.quote(*said.span(1)),), RULE) if said else None


def _unit(source: SourceText, line: Line, one: Span | None) -> Stated[str] | None:
    """The unit, stated at its own word or at the noun that is counted."""
    span = line.unit_span or line.label
    if line.number is not None:
        return Stated(line.unit or "piece", (source.quote(span.start, span.end),), RULE)
    if one is None:
        return None
    noun = _counted_head(source.text, line)[-1]
    key = load_table("goods", "formation_units").get(noun, "person" if is_person_noun(noun + "s") else "piece")
    return Stated(str(key), (source.quote(line.label.start, line.label.end),), RULE)


def _start(line: Line) -> int:
    """An item's identity: where its label or its number starts."""
    return min(line.label.start, line.number.span.start) if line.number else line.label.start


def _to_item(source: SourceText, line: Line, included: tuple[int, ...] = ()) -> Item:
    def stated(value: Decimal, span: Span) -> Stated[Decimal]:
        return Stated(value, (source.quote(span.start, span.end),), RULE)

    number, commodity = line.number, line.commodity
    one = _find_one(source.text, line) if number is None else None
    key = commodity.commodity if commodity else None
    return Item(
        start=_start(line),
        label=_BLANKS.sub(" ", line.borrowed or source.text[line.label.start : line.label.end]),
        commodity=Stated(key, (source.quote(commodity.span.start, commodity.span.end),), RULE) if commodity and key else None,
        quantity=stated(number.low, number.span) if number else stated(Decimal(1), one) if one else None,
        quantity_max=stated(number.high, number.span) if number and number.high is not None else None,
        unit=_unit(source, line, one),
        quantity_qualifier=_qualifier(source, line),
        includes=included,
    )


def _to_line(item: Item) -> Line:
    """The line from which an elliptic number borrows: an item that was named before."""
    hit = GoodsHit(item.commodity.evidence[0].span, item.commodity.value, None) if item.commodity else None
    unit = item.unit.value if item.unit else None
    return Line(Span(item.start, item.start), hit, None, unit, None, False, item.label)


def _includes(lines: list[Line], at: int) -> tuple[int, ...]:
    """Return the starts of the parts that follow the total at `at`."""
    if lines[at].part or lines[at].number is None:
        return ()
    starts = []
    for line in lines[at + 1 :]:
        if not line.part:
            break
        starts.append(_start(line))
    return tuple(dict.fromkeys(starts))


def _is_count(text: str, line: Line) -> bool:
    """True for "two regiments": a figure whose noun is a unit and says nothing of the goods."""
    words = text[line.label.start : line.label.end].lower().split()
    return len(words) == 1 and (words[0] in load_table("goods", "formation_units") or line.unit not in ("piece", None))


def _take(text: str, lines: list[Line], chunk: Chunk, line: Line) -> Line:
    """Add a line to those before it, joined to the last one where it says how many that one is; return it as it was added."""
    if line.number and line.borrowed is None and lines and chunk.opener == "(" and lines[-1].number is None and _is_count(text, line):
        # "Soviet jet forces (two regiments)": the bracket counts what stands before it.
        last = lines.pop()
        line = replace(line, label=last.label, commodity=last.commodity or line.commodity, part=last.part)
    if chunk.opener == ":" and line.number and lines and all(known.number is None for known in lines):
        # "arms as follows: 50,000 rifles": the list says what the arms are.
        lines.clear()
    lines.append(line)
    return line


def _read_lines(text: str, span: Span, reader: LineReader, before: Line | None) -> list[Line]:
    lines: list[Line] = []
    aside = False
    for chunk in cut_chunks(text, span, reader.numbers):
        counted = any(chunk.span.start <= n.span.start < chunk.span.end for n in reader.numbers)
        # "30 aircraft for food, clothing and troops": what a counted thing is for is not asked.
        if aside and not counted and chunk.opener in (",", "and", "or"):
            continue
        aside = counted and bool(_PURPOSE.search(text, chunk.span.start, chunk.span.end))
        for line in reader.read(chunk, before):
            before = _take(text, lines, chunk, line)
    return lines


def read_items(source: SourceText, span: Span, given: Given, borrowed: Item | None = None) -> tuple[Item, ...]:
    """Return the items of an object phrase in order; empty if it names no goods, people or money.

    `borrowed` is the item whose noun an elliptic number takes ("of the 900 trucks … we can give 600").
    """
    text = source.text
    notes = [n.span() for n in _NOTE.finditer(text, span.start, span.end)]
    numbers = find_numbers(text, span.start, span.end)
    hits = given.goods.find(text, span.start, span.end)
    if notes:
        numbers = tuple(n for n in numbers if not any(a <= n.span.start < b for a, b in notes))
        hits = tuple(h for h in hits if not any(a <= h.span.start < b for a, b in notes))
    read = _read_lines(text, span, LineReader(text, given, numbers, hits), _to_line(borrowed) if borrowed else None)
    lines, rates = _instalments(read)
    items = [_to_item(source, line, _includes(lines, at)) for at, line in enumerate(lines)]
    items = [_at_rate(source, item, rates[at]) if at in rates else item for at, item in enumerate(items)]
    return tuple({item.start: item for item in reversed(items)}.values())[::-1]


def _instalments(lines: list[Line]) -> tuple[list[Line], dict[int, Number]]:
    """Join "4,000 tons a month … in all 24,000 tons" to one line; return lines and the instalments by their index."""
    kept: list[Line] = []
    rates: dict[int, Number] = {}
    for line in lines:
        if kept and len(kept) - 1 in rates and line.number and line.rate is None and line.unit == kept[-1].unit and line.borrowed:
            kept[-1] = replace(kept[-1], number=line.number)
            continue
        kept.append(line)
        if line.rate is not None and line.number is not None:
            rates[len(kept) - 1] = line.number
    return kept, rates


def _at_rate(source: SourceText, item: Item, rate: Number) -> Item:
    """The item with its instalment; the figure of the instalment is no quantity of the whole."""
    stated = Stated(rate.low, (source.quote(rate.span.start, rate.span.end),), RULE)
    total = item.quantity if item.quantity and item.quantity.evidence[0].span != rate.span else None
    return replace(item, instalment_quantity=stated, quantity=total)


def read_object(source: SourceText, span: Span, given: Given) -> tuple[Item, ...]:
    """Return the bare object of a verb of handing over as an item, whatever it is: "ship the rolling mill".

    Empty if it is nothing to hand over: a paper, a pronoun, an abstract noun.
    """
    article = _OBJECT.match(source.text, span.start, span.end)
    label = find_noun_phrase(source.text, article.end(), span.end) if article else None
    words = plain_words(source.text, label) if label else []
    head = head_of(words)
    if label is None or not head or len(words) > 6 or not head[-1].isalpha() or head[-1].endswith("ing"):
        return ()
    if {head[-1], words[0]} & (words_of("abstract") | words_of("never")):
        return ()
    goods = next((h for h in given.goods.find(source.text, label.start, label.end) if h.commodity), None)
    if goods and given.goods.is_a(goods.commodity, *words_of("not_goods")):
        return ()
    return (_to_item(source, Line(label, goods, None, None, None, False)),)


def name_same_goods(one: Item, other: Item) -> bool:
    """True if both bear the same commodity, or without one the same last word."""
    if one.commodity and other.commodity:
        return one.commodity.value == other.commodity.value
    return one.label.lower().split()[-1].rstrip("s") == other.label.lower().split()[-1].rstrip("s")
