"""Periods of acts: outer bounds, years taken from the telegram's own date."""

from __future__ import annotations

from datetime import date

import pytest

from kg_builder.extract.periods import find_periods

WRITTEN = date(1951, 6, 21)
READ = [
    ("monthly, from July to the end of the year", "1951-07-01/1951-12-31"),
    ("will be delivered this year", "1951-01-01/1951-12-31"),
    ("will be delivered in 1952-1953.", "1952-01-01/1953-12-31"),
    ("can be delivered in the next year", "1952-01-01/1952-12-31"),
    ("please send during May everything", "1951-05-01/1951-05-31"),
    ("so, before mid-May, please", "/1951-05-20"),
    ("by December 1951", "/1951-12-31"),
    ("in the days from October 5 to October 20", "1951-10-05/1951-10-20"),
    ("in the days from 25 to 30 September", "1951-09-25/1951-09-30"),
    ("during 1 and 2 October", "1951-10-01/1951-10-02"),
    ("in the first nine and a half months of 1950", "1950-01-01/1950-10-31"),
    ("in the course of July and August", "1951-07-01/1951-08-31"),
    ("from November to February", "1951-11-01/1952-02-29"),
    ("in the first half of 1952", "1952-01-01/1952-06-30"),
    ("in the second quarter", "1951-04-01/1951-06-30"),
    ("on 20 December", "1951-12-20"),
    ("not later than 15.8.51", "/1951-08-15"),
    ("Korea FY 1950 to minimum", "1949-07-01/1950-06-30"),
    ("within two weeks", "1951-06-21/1951-07-05"),
]


@pytest.mark.parametrize(("text", "edtf"), READ)
def test_a_period_has_its_outer_bounds(text: str, edtf: str) -> None:
    found = find_periods(text, 0, len(text), WRITTEN)
    assert [p.edtf for p in found] == [edtf]
    assert all(text[p.span.start : p.span.end].strip() for p in found)


@pytest.mark.parametrize("text", ["as soon as possible", "on 31 June", "by rail", "in Korea", "for 20 trucks", "at 5 p.m."])
def test_what_is_no_period_is_none(text: str) -> None:
    assert find_periods(text, 0, len(text), WRITTEN) == ()


def test_without_a_day_of_writing_there_is_no_period() -> None:
    assert find_periods("this year", 0, 9, None) == ()
