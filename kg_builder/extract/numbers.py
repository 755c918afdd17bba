"""Numbers in figures and words, as quantities: "N,NNN", "N (words)", "three million", "30-50", "about".

What looks like a number and is none (calibre, type, ordinal, date, time, paragraph, footnote digit) is not returned.
Sources: printed forms of archive translations and State Department prints; no standard.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from kg_builder.lexicon import load_table
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


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    unit = "|".join(sorted(_words(), key=len, reverse=True))
    scale = "|".join(sorted(_scales(), key=len, reverse=True))
    words = (
        rf"\b(?:(?:an?|half\s+an?)[ -](?:{scale})|(?:{unit})(?:[ -](?:and[ ](?:a[ ]half[ ])?)?(?:{unit}|{scale})){{0,8}})"
        rf"(?:[ ]+(?:and[ ])?(?:{scale})s?)?\b"
    )
    bare = rf"{_FIGURE}(?:\s?\.?\s?(?:{scale})\b)?"
    figure = rf"(?<![\w.,/–-])(?<!\d:){bare}"
    one, second = rf"(?:{figure}|{words})", rf"(?:{bare}|{words})"
    any_number = rf"(?P<a>{one})(?:\s*\((?P<w>{words}|{_FIGURE})\))?(?:(?:\s?[-–—]\s?|\s+(?:to|or)\s+|(?<=between \d\d)\s+and\s+|(?<=between \d)\s+and\s+)(?P<b>{second}))?"
    qualifier = "|".join(re.escape(k).replace(r"\ ", r"\s+") for k in sorted(load_table("numbers", "qualifiers"), key=len, reverse=True))
    return (
        re.compile(any_number, re.IGNORECASE),
        re.compile(rf"\b({qualifier})(?:\s+only)?\s*\(?[$£¥]?\s*$", re.IGNORECASE),
        re.compile(scale, re.IGNORECASE),
    )


def parse_figure(lexeme: str) -> Decimal | None:
    """Return the value of "1,500", "1 500", "20.million", "9.6 million"; None if it is no figure."""
    found = re.match(rf"({_FIGURE})\s?\.?\s?([a-z]*)", lexeme, re.IGNORECASE)
    if not found:
        return None
    value = Decimal(re.sub(r"[,\s\xa0]", "", found[1]))
    return value * _scales().get(found[2].lower(), 1)


def parse_words(lexeme: str) -> Decimal | None:
    """Return the value of number words: number = { unit | scale | "and" | "a half" }; None if they are none."""
    total, group, seen = Decimal(0), Decimal(0), False
    for word in re.split(r"[\s-]+", lexeme.lower()):
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
        return bool(re.search(r"(?:\bpoint|\barticle|\bparagraph|\bsection)\s+$", before, re.IGNORECASE)) or bool(
            re.match(r"\s+of\s+(?:the|these|those|them|whom|which|his|her|its|our|your|my)\b", after) and lexeme.lower() == "one"
        )
    if _NAME_BEFORE.search(before) or _DATE_BEFORE.search(before):
        return True
    if _ENUMERATION.search(text[max(0, start - 12) : start]) and re.match(r"[.)]\s", after):
        return True
    if re.search(r"\($", before) and re.match(r"\)\s+[A-Z\[]", after) and len(lexeme) < 3:
        return True
    if _YEAR.match(lexeme) and not re.match(r"\s+(?:tons|rifles|trucks|men|persons)", after):
        return True
    return bool(re.match(r"[/:]\d|\.\d", after)) or lexeme[:1] == "0"


def find_numbers(text: str, start: int, end: int) -> tuple[Number, ...]:
    """Return the quantities in `text[start:end]`, in order; empty if there are none."""
    pattern, qualifier, _ = _patterns()
    qualifiers = load_table("numbers", "qualifiers")
    found = []
    for hit in pattern.finditer(text, start, end):
        # The second half of a range may be what makes the first a date ("1 and 2 October", "5-10 May").
        if _is_name(text, hit.start(), hit.end(), hit["a"], start) or _is_name(text, hit.start(), hit.end("a"), hit["a"], start):
            continue
        low, high = _value(hit["a"]), _value(hit["b"]) if hit["b"] else None
        if low is None:
            continue
        scale = _patterns()[2].search(hit["b"]) if hit["b"] else None
        if scale and not _patterns()[2].search(hit["a"]):
            # "3-4 million", "two or three hundred": the multiplier belongs to both.
            low *= _scales()[scale[0].lower()]
        close = hit.end()
        if high is not None and high <= low:
            high, close = None, hit.end("w") + 1 if hit["w"] else hit.end("a")
        before = qualifier.search(text, max(start, hit.start() - 30), hit.start())
        key = re.sub(r"\s+", " ", before[1].lower()) if before else None
        found.append(
            Number(
                Span(hit.start(), close),
                low,
                high,
                qualifiers[key] if key else None,
                Span(before.start(1), before.end(1)) if before else None,
                bool(_MONEY_SIGN.search(text, max(start, hit.start() - 2), hit.start())),
            )
        )
    return tuple(found)
