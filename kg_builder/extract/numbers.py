"""Numbers in figures and words, as quantities: "N,NNN", "N (words)", "three million", "30-50", "about".

What looks like a number and is none (calibre, type, ordinal, date, time, paragraph, footnote digit) is not returned.
Sources: printed forms of archive translations and State Department prints; no standard.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from kg_builder.lexicon import fold_case, load_table
from kg_builder.model import Span

_FIGURE = r"(?:\d{1,3}(?:,\s?\d{3})+(?!\d)|\d{1,3}(?:[ \xa0]\d{3}){1,4}(?!\d)(?![ \xa0]?-?(?:mm|cm|inch|in\.|caliber|calibre))|\d{1,15})(?:\.\d{1,6}(?!\d))?"
_MONTH = r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
# Before a figure: what makes it a name, a mark or a place of a text.
_NAME_BEFORE = re.compile(
    r"(?:\b(?:No|Nos|Nº|N°|Nr|section|sec|article|art|para|paragraph|paras|point|points|chapter|page|p|pp|order|resolution|decree|protocol|"
    r"telegram|cable|tel|embtel|deptel|contel|mytel|urtel|reftel|secto|tosec|telcan|FY|fiscal year|annex|list|fond|opis|delo|listy?|papka|"
    r"f|op|d|ll?|mark|model|type|division|regiment|brigade|corps|army|grade|hill|point|parallel|room|lot|copy|version|tables?|enclosure|project|series|contract|group|station)\.?|[#№º°])\s*$",
    re.IGNORECASE,
)
_DATE_BEFORE = re.compile(_MONTH + r"\s*$")
_AFTER_NO = re.compile(
    r"(?:[\s-]+(?:third|half|halve|quarter|fourth|fifth|sixth|tenth)s?\b|\s*[-–]?\s*(?:mm|cm|millimet\w*|inch(?:es)?|caliber|calibre)\b|(?:st|nd|rd|th)\b|\s*(?:%|per\s?cent)|[-–]?(?:ton|day|hour|year|month|regiment|seat|man|horsepower|engined?)\b(?!s)"
    r"|\s*(?:a\.m|p\.m|o['’]clock|hours?|minutes?|days?|weeks?|months?|years?|kilomet\w+|km|miles?|degrees?|times|hrs|sorties|copies|sheets|pages|parallel)\b|[./:]\d|/[a-zA-Z])",
    re.IGNORECASE,
)
_DATE_AFTER = re.compile(r"(?:st|nd|rd|th)?(?:\s?(?:and|to|or|-|–)\s?\d{1,2}(?:st|nd|rd|th)?)?\s+(?:of\s+)?" + _MONTH + r"(?![a-z])")
_YEAR = re.compile(r"19[3-9]\d$")
_ENUMERATION = re.compile(r"(?:^|[\r\n])[ \t\xa0]*(?:[-–]\s*)?\(?$")
_MONEY_SIGN = re.compile(r"[$£¥]\s?$")
_PART_BEFORE = re.compile(r"(?:\bpoint|\barticle|\bparagraph|\bsection)\s+$", re.IGNORECASE)
_OF_THEM = re.compile(r"\s+of\s+(?:the|these|those|them|whom|which|his|her|its|our|your|my)\b")
_LIST_AFTER = re.compile(r"[.)]\s")
_BRACKET_BEFORE = re.compile(r"\($")
_BRACKET_AFTER = re.compile(r"\)\s+[A-Z\[]")
_COUNTED_AFTER = re.compile(r"\s+(?:tons|rifles|trucks|men|persons)")
_GOES_ON = re.compile(r"[/:]\d|\.\d")
_BLANKS = re.compile(r"\s+")
_FIGURE_AND_SCALE = re.compile(rf"({_FIGURE})\s?\.?\s?([a-z]*)", re.IGNORECASE)
_GROUPING = re.compile(r"[,\s\xa0]")
_BETWEEN_WORDS = re.compile(r"[\s-]+")


@dataclass(frozen=True, slots=True)
class Number:
    """A quantity of the text. `span` covers figure, words in brackets and multiplier; `low` to `high` if it is a range."""

    span: Span
    low: Decimal
    high: Decimal | None = None
    qualifier: str | None = None
    qualifier_span: Span | None = None
    money_sign: bool = False


@cache
def _words() -> dict[str, int]:
    return {str(k): int(v) for k, v in load_table("numbers", "words").items()}


@cache
def _scales() -> dict[str, int]:
    return {str(k): int(v) for k, v in load_table("numbers", "scales").items()}


@dataclass(frozen=True, slots=True)
class _Patterns:
    number: re.Pattern[str]
    start: re.Pattern[str]
    """Where a number may start; tried alone it is much quicker than the whole."""
    qualifier: re.Pattern[str]
    scale: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    unit = "|".join(sorted(_words(), key=len, reverse=True))
    scale = "|".join(sorted(_scales(), key=len, reverse=True))
    words = (
        rf"\b(?:(?:an?|half\s+an?)[ -](?:{scale})|(?:{unit})(?:[ -](?:and[ ](?:a[ ]half[ ])?)?(?:{unit}|{scale})){{0,8}})"
        rf"(?:[ ]+(?:and[ ])?(?:{scale})s?)?\b"
    )
    bare = rf"{_FIGURE}(?:\s?\.?\s?(?:{scale})\b)?"
    figure = rf"(?<![\w.,/–-])(?<!\d:){bare}"
    one, second = rf"(?:{figure}|{words})", rf"(?:{bare}|{words})"
    number = rf"(?P<a>{one})(?:\s*\((?P<w>{words}|{_FIGURE})\))?(?:(?:\s?[-–—]\s?|\s+(?:to|or)\s+|(?<=between \d\d)\s+and\s+|(?<=between \d)\s+and\s+)(?P<b>{second}))?"
    qualifier = "|".join(re.escape(k).replace(r"\ ", r"\s+") for k in sorted(load_table("numbers", "qualifiers"), key=len, reverse=True))
    return _Patterns(
        re.compile(number, re.IGNORECASE),
        re.compile(rf"\b(?=\d|(?:half\s+an?|an?)[ -]|{unit})"),
        re.compile(rf"\b({qualifier})(?:\s+only)?\s*\(?[$£¥]?\s*$", re.IGNORECASE),
        re.compile(scale, re.IGNORECASE),
    )


@lru_cache(maxsize=2)
def _starts(text: str) -> tuple[int, ...]:
    """Return all places of a text where a number may start; a text is gone through once, its stretches many times."""
    return tuple(found.start() for found in _patterns().start.finditer(fold_case(text)))


def _match_all(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Match numbers in `text[start:end]` from left to right, as `finditer` would."""
    starts, pattern, at = _starts(text), _patterns().number, start
    for place in starts[bisect_left(starts, start) : bisect_left(starts, end)]:
        found = pattern.match(text, place, end) if place >= at else None
        if found:
            yield found
            at = found.end()


def parse_figure(lexeme: str) -> Decimal | None:
    """Return the value of "1,500", "1 500", "20.million", "9.6 million"; None if it is no figure."""
    found = _FIGURE_AND_SCALE.match(lexeme)
    if not found:
        return None
    value = Decimal(_GROUPING.sub("", found[1]))
    return value * _scales().get(found[2].lower(), 1)


def parse_words(lexeme: str) -> Decimal | None:
    """Return the value of number words: number = { unit | scale | "and" | "a half" }; None if they are none."""
    total, group, seen = Decimal(0), Decimal(0), False
    for word in _BETWEEN_WORDS.split(lexeme.lower()):
        if word in ("and", ""):
            continue
        if word in ("a", "an"):
            group = group or Decimal(0)
        elif word == "half":
            group += Decimal("0.5")
            seen = True
        elif word in _words():
            group += _words()[word]
            seen = True
        elif word.rstrip("s") in _scales():
            scale = _scales()[word.rstrip("s")]
            group = (group or Decimal(1)) * scale
            seen = True
            if scale >= 1000:
                total, group = total + group, Decimal(0)
        else:
            return None
    return total + group if seen else None


def _value(lexeme: str) -> Decimal | None:
    return parse_figure(lexeme) if lexeme[:1].isdigit() else parse_words(lexeme)


def _is_name(text: str, start: int, end: int, lexeme: str, floor: int) -> bool:
    """True if the figure is a date, a mark, a type, an ordinal or a measure and no quantity of goods."""
    before, after = text[max(floor, start - 24) : start], text[end : end + 24]
    if _AFTER_NO.match(after) or _DATE_AFTER.match(after):
        return True
    if not lexeme[:1].isdigit():
        return bool(_PART_BEFORE.search(before)) or bool(lexeme.lower() == "one" and _OF_THEM.match(after))
    if _NAME_BEFORE.search(before) or _DATE_BEFORE.search(before):
        return True
    if _LIST_AFTER.match(after) and _ENUMERATION.search(text[max(0, start - 12) : start]):
        return True
    if len(lexeme) < 3 and _BRACKET_BEFORE.search(before) and _BRACKET_AFTER.match(after):
        return True
    if _YEAR.match(lexeme) and not _COUNTED_AFTER.match(after):
        return True
    return bool(_GOES_ON.match(after)) or lexeme[:1] == "0"


def find_numbers(text: str, start: int, end: int) -> tuple[Number, ...]:
    """Return the quantities in `text[start:end]`, in order; empty if there are none."""
    found = []
    for hit in _match_all(text, start, end):
        # The second half of a range may be what makes the first a date ("1 and 2 October", "5-10 May").
        ends = {hit.end(), hit.end("a")}
        number = None if any(_is_name(text, hit.start(), e, hit["a"], start) for e in ends) else _to_number(text, hit, start)
        found += [number] if number else []
    return tuple(found)


def _range(hit: re.Match[str]) -> tuple[Decimal | None, Decimal | None]:
    """Low and high of a number; "3-4 million", "two or three hundred": the multiplier belongs to both."""
    low, high = _value(hit["a"]), _value(hit["b"]) if hit["b"] else None
    scale = _patterns().scale.search(hit["b"]) if hit["b"] else None
    if low is not None and scale and not _patterns().scale.search(hit["a"]):
        low *= _scales()[scale[0].lower()]
    return low, high


def _to_number(text: str, hit: re.Match[str], floor: int) -> Number | None:
    """The number with what stands before it, never before `floor`; None if the words are none."""
    low, high = _range(hit)
    if low is None:
        return None
    close = hit.end()
    if high is not None and high <= low:
        high, close = None, hit.end("w") + 1 if hit["w"] else hit.end("a")
    before = _patterns().qualifier.search(text, max(floor, hit.start() - 30), hit.start())
    key = _BLANKS.sub(" ", before[1].lower()) if before else None
    return Number(
        span=Span(hit.start(), close),
        low=low,
        high=high,
        qualifier=load_table("numbers", "qualifiers")[key] if key else None,
        qualifier_span=Span(*before.span(1)) if before else None,
        money_sign=bool(_MONEY_SIGN.search(text, max(floor, hit.start() - 2), hit.start())),
    )
