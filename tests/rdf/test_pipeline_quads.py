"""Files for people are made where they are asked for."""

from __future__ import annotations

from pathlib import Path

from kg_builder.model import DocId
from kg_builder.pipeline import build_document, load_tools
from kg_builder.source import to_source


def test_a_build_without_files_has_the_same_quads(seed: Path) -> None:
    """N-Quads are the same bytes with and without Turtle and JSON-LD."""
    tools, source = load_tools(), to_source(seed.read_bytes(), DocId("seed"), seed.name)
    whole, bare = build_document(source, tools), build_document(source, tools, readable=False)
    assert bare.quads == whole.quads
    assert (sorted(whole.files), dict(bare.files)) == ([".evidence.ttl", ".jsonld", ".ttl"], {})
