"""Dates and times of a text: every printed form of both families, to EDTF with its outer bounds.

A date without a year takes the year that lies nearest to the telegram's own date. A two-digit year is 19xx.
An impossible date is kept, with its fault, and has no value. Forms are those of `lexicon/dates.toml`.
"""

from __future__ import annotations

import calendar
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

import ahocorasick

from kg_builder.lexicon import Form, fold_case, load_forms, load_table
from kg_builder.model import DateValue, Finding, Span

MONTHS: Mapping[str, int] = {str(name): int(number) for name, number in load_table("dates", "months").items()}
"""Month by lower-case English name or short form, without a point."""

_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth"
).split()
_ORDINAL_DAY = {**{word: i + 1 for i, word in enumerate(_ORDINALS)}, "twentieth": 20, "thirtieth": 30}
_JOIN = re.compile(r"[\s,;]{0,6}(?:(?:on|of|at)\s+)?(?:the\s+)?", re.IGNORECASE)
_LABELLED = ("date.points-labelled", "date.numbered-day-name-year")
_MONTH_FIRST = "month-first"
_DATE_LIKE = re.compile(
    r"\d\s?[./-]\s?(?:\d|[IVX]{1,4}\b)|\d[IVX]{1,4}[./-]|(?<![^\W\d_])(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|января|февраля|марта|апреля|мая|июня|июля|"
    r"августа|сентября|октября|ноября|декабря",
    re.IGNORECASE,
)
_MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()
_FIGURE = re.compile(r"\d")
_SPACE = re.compile(r"\s")
# Code points around a figure or a month that belong to one date with its time.
_REACH = 48
_AT = re.compile(r"\bat\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date at work in the text; `span` covers the time too, if one stands beside it.

    `value` is None where the date cannot be: then `fault` says why.
    """

    span: Span
    value: DateValue | None
    rule: str
    time: str | None = None
    """"HH:MM", as written, no zone."""
    day: Span | None = None
    """The date alone, without the time."""
    fault: str | None = None
    doubt: str | None = None
    """Why the order of day and month was not certain, None if it was."""


@dataclass(frozen=True, slots=True)
class TimeMention:
    """A time of day as written, "HH:MM"."""

    span: Span
    time: str
    rule: str


def month_end(year: int, month: int) -> date:
    """Return the last day of a month.

    >>> month_end(1952, 2)
    datetime.date(1952, 2, 29)
    """
    return date(year, month, calendar.monthrange(year, month)[1])


def month_number(name: str) -> int | None:
    """Return 1 to 12 for an English month name or its short form, None for another word."""
    return MONTHS.get(name.lower().rstrip("."))


def parse_day(year: int, month: int, day: int) -> DateValue | None:
    """Return the value of one certain day, None if there is no such day."""
    try:
        value = date(year, month, day)
    except ValueError:
        return None
    return DateValue(value.isoformat(), value, value)


def nearest_year(month: int, day: int, anchor: date) -> int:
    """Return the year in which day and month lie nearest to the anchor."""
    day = min(day, 28) if month == 2 else min(day, 30)
    return min((anchor.year, anchor.year - 1, anchor.year + 1), key=lambda y: abs((date(y, month, day) - anchor).days))


@cache
def _relations() -> dict[str, int]:
    return {str(k): int(v) for k, v in load_table("dates", "relations").items()}


@cache
def _roman() -> dict[str, int]:
    return {str(k): int(v) for k, v in load_table("dates", "roman").items()}


@cache
def _forms() -> tuple[tuple[Form, ...], tuple[Form, ...]]:
    forms = load_forms("dates")
    return tuple(f for f in forms if f.name.startswith("date.")), tuple(f for f in forms if f.name.startswith("time."))


def _groups(hit: re.Match[str]) -> dict[str, str]:
    return {k: v for k, v in hit.groupdict().items() if v is not None}


def _month_of(got: Mapping[str, str]) -> int:
    if "mon" in got:
        return month_number(got["mon"]) or 0
    return _roman()[got["r"].lower()] if "r" in got else int(got.get("m") or got["m2"])


def _split_glued(digits: str, month: int, notes: frozenset[int] | None) -> int | None:
    """Day in "182" = 18 + note 2, "75" = 7 + note 5: the split that is a day and, if the notes are known, a note."""
    splits = [(int(digits[:i]), int(digits[i:])) for i in (2, 1) if i < len(digits) and digits[i] != "0"]
    fits = [s for s in splits if 1 <= s[0] <= calendar.monthrange(1952, month)[1] and s[1] <= 99]
    known = [s for s in fits if notes and s[1] in notes]
    best = known or fits
    return best[0][0] if best else None


def _day_of(got: Mapping[str, str], form: Form, month: int, notes: frozenset[int] | None) -> int | None:
    if "w" in got:
        return _ORDINAL_DAY[got["w"].lower()]
    day = int(got["d"])
    if form.name in ("date.name-day", "date.name-day-glued") and not 1 <= day <= calendar.monthrange(1952, month)[1]:
        return _split_glued(got["d"], month, notes) if notes is not None else None
    return day


def _year_of(got: Mapping[str, str], month: int, day: int, anchor: date | None) -> int | None:
    if "y" in got:
        return int(got["y"]) if len(got["y"]) == 4 else 1900 + int(got["y"])
    if anchor is None:
        return None
    if "rel" in got:
        return anchor.year + _relations().get(" ".join(got["rel"].lower().split()), 0)
    return nearest_year(month, day, anchor)


def _is_nearer(month: int, day: int, year: int, anchor: date | None) -> bool:
    """True if figures that may be read both ways lie nearer to the telegram's own day when read day first."""
    if anchor is None or not min(month, day) >= 1 or year < 1:
        return False
    return abs((date(year, day, month) - anchor).days) < abs((date(year, month, day) - anchor).days)


def _swapped(form: Form, month: int, day: int, style: str | None, year: int = 0, anchor: date | None = None) -> bool:
    """True if figures written day first are to be read month first, or the other way round."""
    if form.name == "date.slashes":
        return month > 12 >= day or (max(month, day) <= 12 and _is_nearer(month, day, year, anchor))
    if form.name not in ("date.points-year", "date.points-labelled", "date.points-relative", "date.slash-note"):
        return False
    return (month > 12 >= day) or (style == _MONTH_FIRST and day <= 12)


def _read(
    hit: re.Match[str], form: Form, anchor: date | None, style: str | None, notes: frozenset[int] | None
) -> tuple[DateValue | None, str | None] | None:
    """Return value and fault; None if the words are no date after all."""
    got = _groups(hit)
    month = _month_of(got)
    if form.name == "date.name-year":
        first = date(int(got["y"]), month, 1)
        return DateValue(first.isoformat()[:7], first, month_end(first.year, month)), None
    day = _day_of(got, form, month, notes) if "mon" in got else int(got["d"])
    if day is None:
        return None
    if _swapped(form, month, day, style, _year_of(got, month, day, anchor) or 0 if form.name == "date.slashes" else 0, anchor):
        month, day = day, month
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return (None, f"there is no day {day}, month {month}") if "y" in got else None
    year = _year_of(got, month, day, anchor)
    if year is None:
        return None, "no year is written, and the telegram has no date of its own to take it from"
    value = parse_day(year, month, day)
    return value, None if value else f"{year:04d}-{month:02d} has no day {day}"


@lru_cache(maxsize=16)
def page_style(text: str) -> str | None:
    """Return "month-first" if a date in points of the text can only be read so (11.16.1962), else None."""
    form = next(f for f in _forms()[0] if f.name == "date.points-year")
    pairs = [(int(h["d"]), int(h["m"] or h["m2"])) for h in form.pattern.finditer(text)]
    first = sum(d <= 12 < m <= 31 for d, m in pairs)
    return _MONTH_FIRST if first and not any(m <= 12 < d for d, m in pairs) else None


def _time_value(hit: re.Match[str]) -> str | None:
    got = _groups(hit)
    if "noon" in got:
        return "12:00" if got["noon"].lower() == "noon" else "00:00"
    hour, minute = int(got["h"]), int(got.get("n") or 0)
    half = got.get("ap", "").lower()[:1]
    if half == "p" and hour < 12:
        hour += 12
    elif half == "a" and hour == 12:
        hour = 0
    if hour == 24 and minute == 0:
        hour = 0
    return f"{hour:02d}:{minute:02d}" if hour < 24 else None


def find_times(text: str, span: Span | None = None) -> tuple[TimeMention, ...]:
    """Return the times of day in `span`, in order. Four figures without a colon are one only after "at"."""
    start, end = (span.start, span.end) if span else (0, len(text))
    return tuple(
        t for t in _all_times(text, start, end) if t.rule != "time.four-figures" or _AT.search(text, max(0, t.span.start - 4), t.span.start)
    )


def _all_times(text: str, start: int, end: int) -> tuple[TimeMention, ...]:
    found: list[TimeMention] = []
    taken: list[Span] = []
    for form in _forms()[1]:
        for hit in form.pattern.finditer(text, start, end):
            value = _time_value(hit)
            if value and _free(taken, Span(hit.start(), hit.end())):
                found.append(TimeMention(Span(hit.start(), hit.end()), value, form.name))
    return tuple(sorted(found, key=lambda t: t.span))


def _free(taken: list[Span], mark: Span) -> bool:
    """Take `mark` if it overlaps nothing taken; `taken` stays sorted."""
    at = bisect_left(taken, mark)
    if (at and taken[at - 1].overlaps(mark)) or (at < len(taken) and taken[at].overlaps(mark)):
        return False
    taken.insert(at, mark)
    return True


def _balanced(text: str, start: int, end: int) -> Span:
    words = text[start:end]
    if words.endswith("]") and "[" not in words:
        end -= 1
    if words.startswith("[") and "]" not in words:
        start += 1
    return Span(start, end)


@cache
def _months() -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for word in _MONTH_NAMES:
        automaton.add_word(word, len(word))
    automaton.make_automaton()
    return automaton


@lru_cache(maxsize=2)
def _date_starts(text: str) -> tuple[int, ...]:
    """Return the figures of a text, and where the letters of a month stand."""
    figures = [hit.start() for hit in _FIGURE.finditer(text)]
    return tuple(sorted(figures + [last + 1 - size for last, size in _months().iter(fold_case(text))]))


def _date_like(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Yield what looks like a part of a date, as `finditer` would."""
    starts, at = _date_starts(text), start
    for place in starts[bisect_left(starts, start) : bisect_left(starts, end)]:
        hit = _DATE_LIKE.match(text, place, end) if place >= at else None
        if hit:
            yield hit
            at = hit.end()


def _windows(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Stretches in which a date may stand: around figures with a point, slash or dash between, and around months."""
    found: list[tuple[int, int]] = []
    for hit in _date_like(text, start, end):
        low = max(start, hit.start() - _REACH)
        # Figures and words are not cut in two.
        limit = min(end, hit.end() + 2 * _REACH)
        stop = _SPACE.search(text, min(end, hit.end() + _REACH), limit)
        high = stop.start() if stop else limit
        if found and low <= found[-1][1]:
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    return found


def _candidates(text: str, windows: list[tuple[int, int]], forms: tuple[Form, ...]) -> Iterator[tuple[Form, re.Match[str], Span]]:
    taken: list[Span] = []
    for form in forms:
        for hit in (h for low, high in windows for h in form.pattern.finditer(text, low, high)):
            # A label or a number before the figures is no part of the date; a bracket around a part of it is.
            mark = _balanced(text, hit.start("d") if form.name in _LABELLED else hit.start(), hit.end())
            if _free(taken, mark):
                yield form, hit, mark


def _beside(text: str, mark: Span, times: tuple[TimeMention, ...]) -> TimeMention | None:
    """The time right before or after the date, with only a joint ("on", "at", a comma, a line end) between them."""
    at = bisect_left(times, mark, key=lambda t: t.span)
    for time in (*times[max(0, at - 1) : at], *times[at : at + 1]):
        low, high = min(time.span.end, mark.end), max(time.span.start, mark.start)
        if low <= high and high - low <= 12 and _JOIN.fullmatch(text, low, high):
            return time
    return None


def find_dates(
    text: str, span: Span | None = None, anchor: date | None = None, notes: frozenset[int] | None = None
) -> tuple[DateMention, ...]:
    """Return the dates in `span` (all the text if None), in order; years left out are taken from `anchor`.

    `notes` are the numbers of the page's footnotes, against which a glued digit ("June 182") is held; None: the
    page has no such print, and "May 75" is no date.
    """
    start, end = (span.start, span.end) if span else (0, len(text))
    windows = _windows(text, start, end)
    if not windows:
        return ()
    style = page_style(text)
    read = []
    for form, hit, mark in _candidates(text, windows, _forms()[0]):
        got = _read(hit, form, anchor, style, notes)
        if got is not None:
            read.append((mark, form.name, *got))
    read.sort(key=lambda r: r[0])
    marks = [r[0] for r in read]
    times = tuple(t for low, high in windows for t in _all_times(text, low, high) if not _touches(marks, t.span))
    found = []
    for mark, rule, value, fault in read:
        time = _beside(text, mark, times)
        times = tuple(t for t in times if t is not time) if time else times
        whole = Span(min(mark.start, time.span.start), max(mark.end, time.span.end)) if time else mark
        doubt = _doubt(text[mark.start : mark.end], rule, style) if value else None
        found.append(DateMention(whole, value, rule, time.time if time else None, mark, fault, doubt))
    return tuple(found)


def _doubt(words: str, rule: str, style: str | None) -> str | None:
    """Why day and month might change places: figures with slashes, or points with the month first in a page of others."""
    figures = [int(n) for n in re.findall(r"\d+", words)[:2]]
    if len(figures) < 2 or figures[0] == figures[1]:
        return None
    if rule == "date.slashes" and max(figures) <= 12:
        return "with slashes the month comes first in one office and the day in others"
    if rule == "date.points-year" and figures[1] > 12 >= figures[0] and style is None:
        return "the month stands first, against the habit of the page"
    return None


def _touches(marks: list[Span], span: Span) -> bool:
    at = bisect_left(marks, span)
    return bool((at and marks[at - 1].overlaps(span)) or (at < len(marks) and marks[at].overlaps(span)))


@cache
def _doubtful_forms() -> tuple[Form, ...]:
    return tuple(f for f in _forms()[0] if f.data.get("doubtful"))


def find_faults(text: str, span: Span, anchor: date | None) -> tuple[Finding, ...]:
    """Return a finding for each date of a span that cannot be, and for each whose day and month may change places."""
    style = page_style(text)
    found: list[Finding] = []
    for form, hit, mark in _candidates(text, _windows(text, span.start, span.end), _doubtful_forms()):
        got = _read(hit, form, anchor, style, None)
        if got is None:
            continue
        words = text[mark.start : mark.end]
        doubt = _doubt(words, form.name, style) if got[0] else None
        found += to_findings([DateMention(mark, got[0], form.name, fault=got[1])], text)
        if doubt and got[0]:
            found.append(Finding("date.order", "info", f'"{words}" was read as {got[0].edtf}: {doubt}', mark))
    return tuple(found)


def to_findings(dates: Iterable[DateMention], text: str) -> tuple[Finding, ...]:
    """Return a finding for each date that cannot be."""
    return tuple(
        Finding("date.impossible", "warning", f'"{text[d.span.start : d.span.end]}" is no date: {d.fault}', d.span)
        for d in dates
        if d.fault and not d.fault.startswith("no year")
    )
