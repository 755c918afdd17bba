"""Days, hours and periods as telegrams write them, with what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from kg_builder.generate.tables import Row, Tables, fill

_MONTHS = "January February March April May June July August September October November December".split()
_ROMAN = "I II III IV V VI VII VIII IX X XI XII".split()


@dataclass(frozen=True, slots=True)
class Period:
    """A phrase with its outer bounds as YYYY-MM; both None: no period is said."""

    text: str = ""
    start: str | None = None
    end: str | None = None

    def gold(self) -> dict[str, str | None] | None:
        """Return the bounds in the form of the gold facts."""
        return {"start": self.start, "end": self.end} if self.start or self.end else None


def draw_day(random: Random, years: Sequence[int]) -> date:
    """Return a day of the years (both ends belong to them)."""
    first, last = date(years[0], 1, 1), date(years[1], 12, 31)
    return first + timedelta(days=random.randrange((last - first).days + 1))


def format_day(day: date, form: str) -> str:
    """Return the day in a form of the tables ("{d}.{roman}.{yyyy}")."""
    parts = {
        "d": str(day.day),
        "dd": f"{day.day:02}",
        "m": str(day.month),
        "mm": f"{day.month:02}",
        "roman": _ROMAN[day.month - 1],
        "month": _MONTHS[day.month - 1],
        "yy": f"{day.year % 100:02}",
        "yyyy": str(day.year),
    }
    return fill(form, parts.__getitem__)


def format_clock(moment: datetime, form: str) -> str:
    """Return the hour in a form of the tables ("{h} hours {mi} minutes")."""
    return fill(form, {"h": str(moment.hour), "hh": f"{moment.hour:02}", "mi": f"{moment.minute:02}"}.__getitem__)


def format_american_hour(hour: int) -> str:
    """Return a full hour as the print has it, its stop included: "noon.", "7 p.m."."""
    if hour == 12:
        return "noon."
    return f"{hour % 12 or 12} {'a' if hour < 12 else 'p'}.m."


def _months_after(day: date, count: int) -> date:
    index = day.year * 12 + day.month - 1 + count
    return date(index // 12, index % 12 + 1, 1)


def draw_period(random: Random, day: date, family: str, tables: Tables) -> Period:
    """Return a period after the telegram's day, or, in two of five cases, none.

    A month without a year is the next one of that name.
    """
    if random.random() < 0.4:
        return Period()
    row: Row = random.choice(tables.rows("period", family))
    first = _months_after(day, random.randint(1, 4))
    second = _months_after(first, 1 if row.get("adjacent") else random.randint(1, 4))
    words = {"m1": _MONTHS[first.month - 1], "m2": _MONTHS[second.month - 1], "d": str(random.randint(1, 28)), "next": str(day.year + 1)}
    bounds = {"m1": f"{first:%Y-%m}", "m2": f"{second:%Y-%m}"} | {f"next-{m:02}": f"{day.year + 1}-{m:02}" for m in range(1, 13)}
    return Period(" " + fill(row["text"], words.__getitem__), bounds.get(row.get("start", "")), bounds[row["end"]])
