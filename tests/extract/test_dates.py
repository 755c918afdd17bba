"""Dates and times in every printed form, as EDTF that the `edtf` package reads, and nothing invented."""

from __future__ import annotations

import time
from datetime import date

import edtf
import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from kg_builder.extract.dates import MONTHS, find_dates, find_times, month_end, nearest_year, to_findings
from kg_builder.model import Span

ANCHOR = date(1951, 6, 21)

# Words, EDTF, time of day.
FORMS = [
    ("Received 21:15 21.6.1951", "1951-06-21", "21:15"),
    ("No. 3107 21.6.51 Source", "1951-06-21", None),
    ("Sent 4.7.50 0:05 Received", "1950-07-04", "00:05"),
    ("on 30.09.1950", "1950-09-30", None),
    ("9.XI.51", "1951-11-09", None),
    ("12/X/1950", "1950-10-12", None),
    ("6/XI-61", "1961-11-06", None),
    ("30/7-50", "1950-07-30", None),
    ("21 june 1951", "1951-06-21", None),
    ("8 January 1949.", "1949-01-08", None),
    ("the 2nd of May, 1949", "1949-05-02", None),
    ("14.May.1950", "1950-05-14", None),
    ("11 March [1952]", "1952-03-11", None),
    ("June 18, 1949", "1949-06-18", None),
    ("December 24 1949", "1949-12-24", None),
    ("41.17 November 1950, ciphered telegram", "1950-11-17", None),
    ("09/30/50", "1950-09-30", None),
    ("on 10/14/50 at 03:15 a.m.", "1950-10-14", "03:15"),
    ("10/14/50 at 13:30 p.m.", "1950-10-14", "13:30"),
    ("4:10 am, 14 May 1950", "1950-05-14", "04:10"),
    ("1135 19 October 1951", "1951-10-19", "11:35"),
    ("at 0530 18 October 1951", "1951-10-18", "05:30"),
    ("Sent 17.7.52\n\n18:45 Received", "1952-07-17", "18:45"),
    ("26.I.1950", "1950-01-26", None),
    ("7 March of this year", "1951-03-07", None),
    ("3:00 15 July of last year", "1950-07-15", "03:00"),
    ("November 1 of this year", "1951-11-01", None),
    ("your telegram of 4.1 of this year", "1951-01-04", None),
    ("Received 31.8 17:27", "1951-08-31", "17:27"),
    ("on [April] 26", "1951-04-26", None),
    ("by 5 January", "1951-01-05", None),
    ("by the first of November", "1951-11-01", None),
    ("in September 1949", "1949-09", None),
    ("795.00/6–2550: Telegram", "1950-06-25", None),
    ("895.20/12–1949", "1949-12-19", None),
    ("684A.86/5–349", "1949-05-03", None),
    ("1951-06-21", "1951-06-21", None),
    ("3 апреля 1951 г.", "1951-04-03", None),
    ("24 February 1952", "1952-02-24", None),
    ("29 February 1952", "1952-02-29", None),
]

NO_DATES = [
    "5,000 rifles",
    "No. 76.054",
    "254/3612/shs",
    "1/6 of the total",
    "of 4.5 million",
    "1,500 May be sent",
    "point 3.2 of the plan",
    "f. 45, op. 1",
    "24.5 tons",
    "in march we go",
]

IMPOSSIBLE = ["31.2.51", "29.2.1951", "0.0.51", "32.13.51", "99.99.9999", "31 June 1950"]


@pytest.mark.parametrize(("words", "value", "clock"), FORMS)
def test_a_date_is_read(words: str, value: str, clock: str | None) -> None:
    """Each form gives one date, whose EDTF is valid and lies within its bounds."""
    (found,) = find_dates(words, None, ANCHOR)
    assert found.value is not None
    assert (found.value.edtf, found.time) == (value, clock)
    edtf.parse_edtf(found.value.edtf)
    assert found.value.earliest <= found.value.latest


@pytest.mark.parametrize("words", NO_DATES)
def test_what_is_no_date(words: str) -> None:
    assert find_dates(words, None, ANCHOR) == ()


@pytest.mark.parametrize("words", IMPOSSIBLE)
def test_an_impossible_date_has_no_value_and_a_finding(words: str) -> None:
    (found,) = find_dates(words, None, ANCHOR)
    assert found.value is None
    (finding,) = to_findings([found], words)
    assert finding.code == "date.impossible"
    assert words in finding.message


# Words of a State Department print, numbers of its footnotes, day.
GLUED = [
    ("Embtel 1519 December 17.1 Program laid", {1, 2}, "1951-12-17"),
    ("Tempo proposal of June 182 for talks", {1, 2}, "1951-06-18"),
    ("Rangoon tel Jan 254 pouched", {3, 4}, "1951-01-25"),
    ("Embtel 503 March 75 that US", {5}, "1951-03-07"),
    ("of August 313 that wheat", {3}, "1951-08-31"),
    ("September 18,1 Killen saw", {1}, "1951-09-18"),
    ("Jan 30, sent Bangkok 42", {1}, "1951-01-30"),
]


@pytest.mark.parametrize(("words", "notes", "day"), GLUED)
def test_a_footnote_glued_to_a_day_is_no_part_of_it(words: str, notes: set[int], day: str) -> None:
    (found,) = find_dates(words, None, ANCHOR, frozenset(notes))
    assert found.value is not None
    assert found.value.edtf == day


def test_a_footnote_is_glued_in_prints_only() -> None:
    """Of another page, "In May 75 aircraft" names no day."""
    assert find_dates("In May 75 aircraft will come", None, ANCHOR) == ()


def test_month_first_where_the_page_writes_so() -> None:
    """A Polish ciphergram: 11.16.1962 can only be November, so 11.7 on the same page is November too."""
    found = find_dates("Dispatched on 11.16.1962 at 22:30, received at 11.7 at 16:00", None, date(1962, 11, 16))
    assert [d.value.edtf for d in found if d.value] == ["1962-11-16", "1962-11-07"]


def test_an_order_that_is_not_certain_is_said() -> None:
    (found,) = find_dates("on 5/6/51")
    assert found.value is not None
    assert found.value.edtf == "1951-05-06"
    assert found.doubt


def test_the_year_comes_from_the_telegram() -> None:
    """A telegram of December speaks of January: the next one."""
    assert nearest_year(1, 10, date(1952, 12, 24)) == 1953
    assert nearest_year(12, 20, date(1953, 1, 5)) == 1952


def test_without_a_day_of_its_own_no_year_is_invented() -> None:
    (found,) = find_dates("on 5 May we met")
    assert found.value is None
    assert to_findings([found], "on 5 May we met") == ()


TIMES = [
    ("21:15", "21:15"),
    ("15 hours 30 minutes", "15:30"),
    ("14 hours", "14:00"),
    ("5 p.m.", "17:00"),
    ("6 p. m.", "18:00"),
    ("12:05 a.m.", "00:05"),
    ("noon", "12:00"),
    ("At 2212 there came", "22:12"),
    ("at 18-20 (Belgrade time)", "18:20"),
    ("4.10 p.m.", "16:10"),
]


@pytest.mark.parametrize(("words", "clock"), TIMES)
def test_a_time_is_read(words: str, clock: str) -> None:
    (found,) = find_times(words)
    assert found.time == clock


@pytest.mark.parametrize("words", ["25:61", "1951", "7 hours 65 men: 1:250", "200 hours of flight", "No. 1340"])
def test_what_is_no_time(words: str) -> None:
    assert [t.time for t in find_times(words)] in ([], ["07:00"])


def test_a_span_bounds_the_search() -> None:
    text = "21.6.51 and 22.6.51"
    (found,) = find_dates(text, Span(8, len(text)), ANCHOR)
    assert found.value is not None
    assert found.value.edtf == "1951-06-22"
    assert text[found.span.start : found.span.end] == "22.6.51"


@for_all(
    st.dates(date(1945, 1, 1), date(1965, 12, 31)),
    st.sampled_from(["{d}.{m}.{y}", "{d:02}.{m:02}.{yy:02}", "{d} {name} {y}", "{name} {d}, {y}"]),
)
def test_every_day_is_read_back(day: date, form: str) -> None:
    name = next(n for n, number in MONTHS.items() if number == day.month).capitalize()
    words = form.format(d=day.day, m=day.month, y=day.year, yy=day.year % 100, name=name)
    (found,) = find_dates(f"telegram of {words} to us")
    assert found.value is not None
    assert found.value.earliest == found.value.latest == day


def test_month_end() -> None:
    assert month_end(1951, 2) == date(1951, 2, 28)


@pytest.mark.parametrize("evil", ["9" * 50_000, " " * 50_000, "1.2." * 12_000, "May 1 " * 8_000, "12:" * 16_000, "[(" * 25_000])
def test_long_runs_end_soon(evil: str) -> None:
    start = time.process_time()
    find_dates(evil, None, ANCHOR)
    assert time.process_time() - start < 2
