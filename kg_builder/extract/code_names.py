"""Code names at work in a page: resolved by the page's own gloss, else by the authority files, else left open."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kg_builder.extract.messages import Mention
from kg_builder.model import CodeNameUse, Finding, Span
from kg_builder.source import SourceText

if TYPE_CHECKING:
    from kg_builder.extract.given import Given


def find_code_names(
    source: SourceText,
    given: Given,
    mentions: tuple[Mention, ...],
    telegrams: tuple[tuple[int | None, Span], ...],
    written: date | None = None,
) -> tuple[tuple[CodeNameUse, ...], tuple[Finding, ...]]:
    """Return one use for each code name in each telegram, and what stayed open; `telegrams` are (start, span), the innermost wins."""
    return (), ()
