"""Periods of acts: "by", "from … to", "during May", "this year", "1952-1953", "at once" as outer bounds and EDTF.

period = "from" point ("to" | "until") point | ("by" | "before" | "not later than") point
| ("in" | "during" | "in the course of") span | "this year" | "next year" | "within" number unit
"""

from __future__ import annotations

import calendar
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from kg_builder.extract.numbers import parse_words
from kg_builder.lexicon import fold_case
from kg_builder.model import Span

_MONTHS = (
    {m.lower(): i for i, m in enumerate(calendar.month_name) if m}
    | {m.lower(): i for i, m in enumerate(calendar.month_abbr) if m}
    | {"sept": 9}
)
_MONTH = r"(?:" + "|".join(sorted((m.capitalize() for m in _MONTHS), key=len, reverse=True)) + r")\b\.?"
_YEAR = r"(?:\s*(?:,|of)?\s*(?P<{0}y>19\d\d)|\s+of\s+(?:this|the\s+current|the\s+present)\s+year|\s+of\s+(?P<{0}n>next\s+year))?"


def _point(key: str) -> str:
    year = _YEAR.format(key)
    return (
        rf"(?:(?:the\s+)?(?P<{key}part>beginning|start|middle|end|early|mid|late|first\s+half|second\s+half)(?:\s+of\s+|[-\s]+))?(?:"
        rf"(?P<{key}d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<{key}m>{_MONTH})|(?P<{key}m2>{_MONTH})(?:\s+(?P<{key}d2>\d{{1,2}})(?:st|nd|rd|th)?(?!\d))?"
        rf"|(?P<{key}num>\d{{1,2}})\.(?P<{key}mon>\d{{1,2}})(?:\.(?P<{key}yy>\d{{2,4}}))?|(?P<{key}day>\d{{1,2}})(?!\d)){year}"
        rf"|(?:the\s+)?(?P<{key}ypart>beginning|start|middle|end)\s+of\s+(?:(?P<{key}yr>19\d\d)|(?P<{key}this>this|the|the\s+current)\s+(?P<{key}unit>year|month)|(?P<{key}next>next)\s+(?P<{key}nunit>year|month))"
    )


_FROM_TO = re.compile(
    rf"\b(?:from|between|in\s+the\s+days\s+from|in\s+the\s+period\s+from)\s+(?:{_point('a')})\s*(?:,\s*)?(?:to|until|till|through|and|up\s+to|-|–)\s+(?:{_point('b')})",
    re.IGNORECASE,
)
_BY = re.compile(
    rf"\b(?:by|before|until|till|not\s+later\s+than|no\s+later\s+than|prior\s+to|up\s+to)\s+(?:the\s+)?(?:{_point('a')}|(?P<wyear>19\d\d)\b)",
    re.IGNORECASE,
)
_IN = re.compile(
    rf"\b(?:in|during|in\s+the\s+course\s+of|throughout|for|within)\s+(?:{_point('a')})(?:\s*(?:and|-|–|or|to)\s*(?:{_point('b')}))?",
    re.IGNORECASE,
)
_ON = re.compile(rf"\b(?:on|as\s+of)\s+(?:{_point('a')})", re.IGNORECASE)
_DAYS = re.compile(rf"\b(?P<d1>\d{{1,2}})\s*(?:and|to|-|–)\s*(?P<d2>\d{{1,2}})\s+(?P<m>{_MONTH})(?:\s+(?P<y>19\d\d))?", re.IGNORECASE)
_YEARS = re.compile(
    r"\b(?:in|during|for|in\s+the\s+course\s+of|over)\s+(?:the\s+(?:years?|period)\s+)?(?P<y1>19\d\d)(?:\s*(?:-|–|to|and)\s*(?P<y2>(?:19)?\d\d))?(?!\d|[./]\d)",
    re.IGNORECASE,
)
_THIS = re.compile(
    r"\b(?P<which>this|(?:the\s+)?(?:present|current)|(?:the\s+)?next|(?:the\s+)?coming)\s+(?P<unit>year|month|week)\b", re.IGNORECASE
)
_HALF = re.compile(
    r"\b(?P<n>first|second|third|fourth|last)\s+(?P<unit>half|quarter|(?P<count>[\w\s-]{2,24}?)\s+months)(?:\s+of\s+(?:the\s+year\s+)?(?P<y>19\d\d|this\s+year|next\s+year))?",
    re.IGNORECASE,
)
_FISCAL = re.compile(r"\b(?:FY|fiscal\s+year)\s*(?:19)?(?P<y>\d\d)\b", re.IGNORECASE)
_WITHIN = re.compile(
    r"\b(?:within|in\s+the\s+course\s+of|over|in)\s+(?:the\s+next\s+|a\s+period\s+of\s+)?(?P<n>\d{1,2}|[a-z]+)\s+(?P<unit>days|weeks|months)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Period:
    """Outer bounds, both inclusive; None where the text leaves one open. `span` is where it is said."""

    span: Span
    start: date | None
    end: date | None

    @property
    def edtf(self) -> str:
        """EDTF level 1: a day, or an interval with an open end as `..` and an unknown start empty."""
        if self.start and self.start == self.end:
            return self.start.isoformat()
        return f"{self.start.isoformat() if self.start else ''}/{self.end.isoformat() if self.end else '..'}"


def _last_day(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def _parts(year: int, month: int, part: str | None) -> tuple[date, date]:
    """Bounds of a part of a month: early, mid and late are its thirds as a writer means them."""
    last = _last_day(year, month)
    first, end = {
        "beginning": (1, 10),
        "start": (1, 10),
        "early": (1, 10),
        "mid": (10, 20),
        "middle": (10, 20),
        "late": (20, last),
        "end": (20, last),
        "first half": (1, 15),
        "second half": (15, last),
    }.get(re.sub(r"\s+", " ", (part or "").lower()), (1, last))
    return date(year, month, first), date(year, month, end)


def _resolve(found: re.Match[str], key: str, written: date, month: int | None = None, year: int | None = None) -> tuple[date, date] | None:
    """Return the bounds of one point, years taken from the day of writing; None if it is no date of the calendar."""
    groups = found.groupdict()
    part = groups.get(f"{key}ypart")
    if part:
        base = int(groups[f"{key}yr"]) if groups.get(f"{key}yr") else written.year + bool(groups.get(f"{key}next"))
        unit = groups.get(f"{key}unit") or groups.get(f"{key}nunit") or "year"
        if unit.lower() == "month":
            return _parts(written.year, written.month, part)
        months = {"beginning": (1, 2), "start": (1, 2), "middle": (6, 7), "end": (12, 12)}[part.lower()]
        return date(base, months[0], 1), date(base, months[1], _last_day(base, months[1]))
    name = groups.get(f"{key}m") or groups.get(f"{key}m2")
    day = groups.get(f"{key}d") or groups.get(f"{key}d2") or groups.get(f"{key}num") or groups.get(f"{key}day")
    number = _MONTHS[name.lower().rstrip(".")] if name else int(groups[f"{key}mon"]) if groups.get(f"{key}mon") else month
    if number is None or not 1 <= number <= 12:
        return None
    explicit = groups.get(f"{key}y") or groups.get(f"{key}yy")
    base = (
        int(explicit) + (1900 if explicit and len(explicit) == 2 else 0)
        if explicit
        else year or _near(written, number, bool(groups.get(f"{key}n")))
    )
    if day is None:
        return _parts(base, number, groups.get(f"{key}part"))
    try:
        one = date(base, number, int(day))
    except ValueError:
        return None
    return one, one


def _near(written: date, month: int, following: bool) -> int:
    """Return the year of a month named without one: this year, or the next if it lies more than five months back."""
    if following:
        return written.year + 1
    return written.year + (1 if written.month - month > 8 else -1 if month - written.month > 9 else 0)


def _year_of(words: str | None, written: date) -> int:
    if words and words[:2] == "19":
        return int(words)
    return written.year + (1 if words and words.lower().startswith("next") else 0)


def _from_to(found: re.Match[str], written: date) -> Period | None:
    end = _resolve(found, "b", written)
    if end is None:
        return None
    start = _resolve(found, "a", written, month=end[0].month, year=end[0].year if not found["am"] and not found["am2"] else None)
    if start and start[0] > end[1] and not found["by"]:
        # "from November to February": the later month lies in the next year.
        whole = end[1].day == _last_day(end[1].year, end[1].month)
        last = _last_day(start[0].year + 1, end[1].month)
        end = (end[0], end[1].replace(year=start[0].year + 1, day=last if whole else min(end[1].day, last)))
    return Period(Span(*found.span()), start[0], end[1]) if start and start[0] <= end[1] else None


def _bounded(found: re.Match[str], written: date) -> Period | None:
    if found["wyear"]:
        year = int(found["wyear"])
        return Period(Span(*found.span()), None, date(year, 12, 31))
    if not (found["am"] or found["am2"] or found["amon"] or found["aypart"]):
        return None
    point = _resolve(found, "a", written)
    return Period(Span(*found.span()), None, point[1]) if point else None


def _during(found: re.Match[str], written: date) -> Period | None:
    if not (found["am"] or found["am2"] or found["aypart"]):
        return None
    start = _resolve(found, "a", written)
    end = _resolve(found, "b", written) if "bm" in found.re.groupindex and (found["bm"] or found["bm2"]) else start
    return Period(Span(*found.span()), start[0], end[1]) if start and end and start[0] <= end[1] else None


def _part_of_year(found: re.Match[str], written: date) -> Period | None:
    year = _year_of(found["y"], written)
    which = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": -1}[found["n"].lower()]
    unit = found["unit"].lower()
    if found["count"]:
        words = found["count"].strip().lower()
        count = int(words) if words.isdigit() else parse_words(re.sub(r"\s+and\s+a\s+half", "", words))
        if count is None or which != 0 or not 0 < count < 12:
            return None
        last = min(12, int(count) + ("half" in words))
        return Period(Span(*found.span()), date(year, 1, 1), date(year, last, _last_day(year, last)))
    size = 6 if unit == "half" else 3
    first = (which % (12 // size)) * size + 1
    return Period(Span(*found.span()), date(year, first, 1), date(year, first + size - 1, _last_day(year, first + size - 1)))


def _whole_years(found: re.Match[str], written: date) -> Period | None:
    first = int(found["y1"])
    last = int(found["y2"]) if found["y2"] else first
    last = last if last > 1900 else first // 100 * 100 + last
    return Period(Span(*found.span()), date(first, 1, 1), date(last, 12, 31)) if last >= first else None


def _relative(found: re.Match[str], written: date) -> Period | None:
    later = bool(re.search(r"next|coming", found["which"], re.IGNORECASE))
    unit = found["unit"].lower()
    if unit == "year":
        year = written.year + later
        return Period(Span(*found.span()), date(year, 1, 1), date(year, 12, 31))
    if unit == "week":
        monday = written - timedelta(days=written.weekday()) + timedelta(days=7 * later)
        return Period(Span(*found.span()), monday, monday + timedelta(days=6))
    year, month = (written.year + (written.month + later > 12), (written.month + later - 1) % 12 + 1)
    return Period(Span(*found.span()), date(year, month, 1), date(year, month, _last_day(year, month)))


def _days(found: re.Match[str], written: date) -> Period | None:
    month = _MONTHS[found["m"].lower().rstrip(".")]
    year = int(found["y"]) if found["y"] else _near(written, month, False)
    try:
        first, last = date(year, month, int(found["d1"])), date(year, month, int(found["d2"]))
    except ValueError:
        return None
    return Period(Span(*found.span()), first, last) if first <= last else None


def _fiscal(found: re.Match[str], written: date) -> Period:
    year = 1900 + int(found["y"])
    return Period(Span(*found.span()), date(year - 1, 7, 1), date(year, 6, 30))


def _within(found: re.Match[str], written: date) -> Period | None:
    words = found["n"].lower()
    count = int(words) if words.isdigit() else parse_words(words)
    if count is None:
        return None
    days = int(count) * {"days": 1, "weeks": 7, "months": 30}[found["unit"].lower()]
    return Period(Span(*found.span()), written, written + timedelta(days=days))


def _one_day(found: re.Match[str], written: date) -> Period | None:
    if not (found["am"] or found["am2"] or found["amon"]):
        return None
    point = _resolve(found, "a", written)
    return Period(Span(*found.span()), point[0], point[1]) if point else None


# The surest reading first, each with the words that it may start with; "" stands for a figure.
_READERS = (
    (_FROM_TO, _from_to, ("from", "between", "in")),
    (_BY, _bounded, ("by", "before", "until", "till", "not", "no", "prior", "up")),
    (_DAYS, _days, ("",)),
    (_HALF, _part_of_year, ("first", "second", "third", "fourth", "last")),
    (_FISCAL, _fiscal, ("fy", "fiscal")),
    (_IN, _during, ("in", "during", "throughout", "for", "within")),
    (_YEARS, _whole_years, ("in", "during", "for", "over")),
    (_THIS, _relative, ("this", "the", "present", "current", "next", "coming")),
    (_WITHIN, _within, ("within", "in", "over")),
    (_ON, _one_day, ("on", "as")),
)
_HINT = re.compile(r"\d|year|month|week|half|quarter|" + _MONTH, re.IGNORECASE)
_START = re.compile(r"\b(?:\d|(" + "|".join(sorted({w for _, _, words in _READERS for w in words if w}, key=len, reverse=True)) + r"))")


@lru_cache(maxsize=2)
def _starts(text: str) -> tuple[tuple[int, ...], ...]:
    """Return, for each reader, the places of a text where its periods may start; a text is gone through once."""
    found: dict[str, list[int]] = {}
    for hit in _START.finditer(fold_case(text)):
        found.setdefault(hit[1] or "", []).append(hit.start())
    return tuple(tuple(sorted(at for word in words for at in _starting(found, word))) for _, _, words in _READERS)


def _starting(found: dict[str, list[int]], word: str) -> list[int]:
    """Places of a word, those where only its longer fellow was noted included ("in" in "into")."""
    if not word:
        return found.get("", [])
    return [at for other, places in found.items() if other.startswith(word) for at in places]


def _match_all(text: str, reader: int, start: int, end: int) -> Iterator[re.Match[str]]:
    """Match the pattern of one reader in `text[start:end]` from left to right, as `finditer` would."""
    starts, pattern, at = _starts(text)[reader], _READERS[reader][0], start
    first = bisect_left(starts, start)
    for place in starts[first : bisect_left(starts, end, first)]:
        hit = pattern.match(text, place, end) if place >= at else None
        if hit:
            yield hit
            at = hit.end()


def find_periods(text: str, start: int, end: int, written: date | None) -> tuple[Period, ...]:
    """Return the periods in `text[start:end]`, the surest reading first; none without a day of writing."""
    if written is None:
        return ()
    found: list[Period] = []
    for at, (_, reader, _) in enumerate(_READERS):
        for hit in _match_all(text, at, start, end):
            period = reader(hit, written)
            if period and not any(p.span.overlaps(period.span) for p in found):
                found.append(period)
    return tuple(found) if found and _HINT.search(text, start, end) else ()
