"""The map: outlines of land as paths on graph paper of 960 units around the earth."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kg_builder.explorer.atlas import _unbroken

DEGREES = st.tuples(st.floats(0, 960), st.floats(0, 480))


def test_land_that_crosses_the_date_line_goes_on_beyond_the_edge() -> None:
    """Chukotka: drawn as it stands, its outline would run back over the whole map."""
    assert _unbroken([(950.0, 60.0), (958.0, 55.0), (2.0, 50.0), (6.0, 60.0), (950.0, 60.0)]) == [
        (950.0, 60.0),
        (958.0, 55.0),
        (962.0, 50.0),
        (966.0, 60.0),
        (950.0, 60.0),
    ]


def test_where_the_ring_begins_changes_nothing() -> None:
    """A ring that begins beyond the edge is moved to where most of it lies."""
    assert _unbroken([(2.0, 50.0), (950.0, 60.0), (940.0, 55.0), (930.0, 50.0), (2.0, 50.0)])[1:4] == [
        (950.0, 60.0),
        (940.0, 55.0),
        (930.0, 50.0),
    ]
    assert _unbroken([]) == []


@given(st.lists(DEGREES, max_size=40))
def test_no_line_runs_over_more_than_half_of_the_map(points: list[tuple[float, float]]) -> None:
    assert all(abs(one[0] - other[0]) <= 480.2 for one, other in pairwise(_unbroken(points)))
