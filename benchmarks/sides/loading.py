"""What the sides share: the texts that each has, and its figures on standard output."""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Iterable
from pathlib import Path

from kg_builder.graphs import DocumentGraphs
from kg_builder.mapping import to_graphs
from kg_builder.model import DocId, Extraction
from kg_builder.pipeline import Tools, extract_facts
from kg_builder.source import SourceText, to_source
from kg_builder.terms import Triple


def read_texts(folder: Path, count: int, share: int = 0, shares: int = 1) -> list[SourceText]:
    """Return the texts of this share of the first `count` of the folder."""
    paths = sorted(folder.glob("*.txt"))[:count][share::shares]
    return [to_source(path.read_bytes(), DocId(path.stem), path.name) for path in paths]


def read_facts(texts: Iterable[SourceText], tools: Tools) -> list[tuple[SourceText, Extraction]]:
    """Return each text with its facts."""
    return [(text, extract_facts(text, tools)) for text in texts]


def map_facts(facts: Iterable[tuple[SourceText, Extraction]], tools: Tools) -> list[DocumentGraphs]:
    """Return the graphs of each text."""
    return [to_graphs(extraction, text, tools.background) for text, extraction in facts]


def asserted_of(graphs: DocumentGraphs) -> tuple[Triple, ...]:
    """Return what is validated."""
    return (*graphs.facts, *graphs.evidence, *graphs.run, *graphs.authority)


def tell(**figures: object) -> None:
    """Print the figures of this side, with its peak memory and the processor time of its whole life."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({**figures, "peak_mib": round(peak, 1), "cpu_seconds_of_process": round(time.process_time(), 3)}))
