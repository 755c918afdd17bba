"""Outcomes as text: for a terminal, for programs, for the CI systems that show them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Final

from kg_builder.validate.outcome import Outcome

FORMATS: Final[Mapping[str, str]] = {
    "text": "text",
    "json": "as_json",
    "github": "github",
    "gitlab": "gitlab",
    "sarif": "sarif",
    "junit": "junit",
    "markdown": "markdown",
    "turtle": "rdf",
    "jsonld": "rdf",
}
"""Name of a format, and the module that has `to_{name}`."""


def format_outcome(outcome: Outcome, name: str) -> str:
    """Return the outcome in a format of FORMATS, but for "text", which has arguments of its own."""
    function: Callable[[Outcome], str] = getattr(import_module(f"kg_builder.validate.formats.{FORMATS[name]}"), f"to_{name}")
    return function(outcome)
