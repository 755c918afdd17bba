"""The ledger: what was asked, promised, planned, delivered, refused, by whom to whom, each figure with its words."""

from __future__ import annotations

from kg_builder.ledger.export import to_csv, to_json
from kg_builder.ledger.reading import DocumentFacts, Place, Read, Reading
from kg_builder.ledger.rows import SIDES, Row, to_rows
from kg_builder.ledger.sums import Sum, to_sums

__all__ = ["SIDES", "DocumentFacts", "Place", "Read", "Reading", "Row", "Sum", "to_csv", "to_json", "to_rows", "to_sums"]
