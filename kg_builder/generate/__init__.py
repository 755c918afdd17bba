"""A generator of telegrams with known facts, for property tests and benchmarks.

Composes exercises of both families (archive translations, US State Department prints) from the tables of `tables.toml`
and returns each with its exact facts in the form of `tests/devset`. No text made here is a historical document, and each says so.
The same seed gives the same bytes, on any machine and under any hash seed.
"""

from __future__ import annotations

from kg_builder.generate.compose import Generated, generate, generate_one

__all__ = ["Generated", "generate", "generate_one"]
