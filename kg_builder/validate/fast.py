"""The fast engine: shifty (PyPI `pyshifty`), prepared shapes, N-Triples bytes in.

Its native class is used, not the wrapper around it: the wrapper reads every report through rdflib with literals
normalised, so that a value is told as it never stood in the data.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING, Final

from kg_builder.errors import InputError
from kg_builder.terms import Triple
from kg_builder.validate.reading import parse_triples
from kg_builder.validate.reference import read_results
from kg_builder.validate.report import Result

if TYPE_CHECKING:
    from shifty._shifty import PreparedValidator

    from kg_builder.validate.shapeset import ShapeSet

# The data graph alone, as the standard has it: the other modes let constraints see the shapes graph as well.
_MODE: Final = "data"
_PIECE: Final = 20_000


def to_ntriples(triples: Iterable[Triple]) -> bytes:
    """Return N-Triples bytes; a lone surrogate, which no encoding has, becomes `?`."""
    lines = (f"{s} {p} {o} .\n" for s, p, o in triples)
    # In pieces: the strings of a large graph would take several times its bytes at once.
    pieces = iter(lambda: "".join(islice(lines, _PIECE)).encode("utf-8", "replace"), b"")
    return b"".join(pieces)


def prepare_fast(shapes: ShapeSet) -> PreparedValidator | None:
    """Return the prepared shapes; None if shifty says that it does not support all of them.

    Raises:
        InputError: shifty finds a shape ill-formed.
    """
    from shifty._shifty import PreparedValidator

    try:
        prepared = PreparedValidator(to_ntriples(shapes.triples), None, "nt", None)
    except (ValueError, RuntimeError) as fault:
        raise InputError(f"shapes: {fault}") from fault
    return None if prepared.diagnostics else prepared


def conforms_fast(prepared: PreparedValidator, data: bytes) -> bool:
    """True if shifty finds nothing at all in the data and background, not even an info."""
    return prepared.validate_algebra(data, None, "nt", _MODE, None, False, "info", False, "ignore", False).conforms


def run_fast(shapes: ShapeSet, prepared: PreparedValidator, data: bytes) -> tuple[Result, ...]:
    """Return what shifty finds in the data and background."""
    outcome = prepared.validate_w3c(data, None, "nt", _MODE, None, False, "info", False, "ignore", False)
    return read_results(parse_triples(outcome.report_turtle.encode(), "TURTLE", "report of the fast engine"), shapes)
