"""A text twice as long costs about twice the work: lines of many kinds, each in a telegram that is nothing but them."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

import pytest

from kg_builder.extract.document import extract
from kg_builder.extract.given import Given, to_given
from kg_builder.model import DocId
from kg_builder.resources import load_authorities
from kg_builder.source import to_source

LINES = (
    "1. We ask you.\n",
    "We ask you to send 50 trucks. ",
    "50 trucks will be given to you. ",
    "Stalin asked Mao Zedong. ",
    "MAO.\n\n",
    "To Comrade Stalin\n",
    "of the ",
    "\n",
)
# Steps of a line of Python; twice the text may cost a little more than twice.
_MOST = 2.6


@pytest.fixture(scope="module")
def given() -> Given:
    return to_given(load_authorities())


def steps(text: str, given: Given) -> int:
    """Count the lines of Python that the reading of a text runs: the same on every machine, unlike its time."""
    count = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    source = to_source(text.encode(), DocId("long"), "long.txt")
    before = sys.gettrace()
    sys.settrace(trace)
    try:
        extract(source, given)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("line", LINES, ids=repr)
def test_twice_the_text_costs_about_twice_the_steps(line: str, given: Given) -> None:
    def of(size: int) -> int:
        return steps("To Comrade Filippov.\n\nWe report: " + line * (size // len(line)) + "\n\nMAO ZEDONG\n", given)

    of(400)
    first, second = of(4_000), of(8_000)
    assert second < _MOST * first, f"{first:,} steps for 4,000 characters, {second:,} for 8,000"
