"""Each stage's share of a build, in milliseconds of processor time a document. `python stages.py FOLDER COUNT QUADS`.

The N-Quads of each document are left in QUADS, for the floor.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kg_builder.mapping import to_graphs
from kg_builder.model import DocId
from kg_builder.pipeline import extract_facts, load_tools, to_files
from kg_builder.reason import infer_fast
from kg_builder.serialize import to_nquads
from kg_builder.source import to_source
from kg_builder.validate.document import check_document
from sides.loading import asserted_of, tell


class Clock:
    """Adds up the time of each stage."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}

    def time(self, stage: str, work: Callable[[], Any]) -> Any:
        """Do the work, and return what it returns."""
        start = time.process_time()
        result = work()
        self.spent[stage] = self.spent.get(stage, 0.0) + time.process_time() - start
        return result


def main(folder: str, count: str, quads: str) -> None:
    """Go the way of `pipeline.build_document`, with a clock at each step."""
    tools, total = load_tools(), 0
    paths = sorted(Path(folder).glob("*.txt"))[: int(count)]
    for clock in (Clock(), Clock()):  # the first round warms what is made at its first use
        total = 0
        for path in paths:
            text = clock.time("reading", lambda path=path: to_source(path.read_bytes(), DocId(path.stem), path.name))
            facts = clock.time("extraction", lambda text=text: extract_facts(text, tools))
            graphs = clock.time("mapping", lambda text=text, facts=facts: to_graphs(facts, text, tools.background))
            clock.time("validation", lambda graphs=graphs: check_document(asserted_of(graphs), tools.shapes))
            inferred = clock.time("inference", lambda graphs=graphs: infer_fast((*graphs.facts, *graphs.authority), tools.rules))
            data = clock.time("N-Quads", lambda graphs=graphs, inferred=inferred: to_nquads(graphs.to_quads(inferred)))
            (Path(quads) / f"{path.stem}.nq").write_bytes(data)
            total += data.count(b"\n")
            if len(paths) <= 300:
                clock.time(
                    "Turtle and JSON-LD, on demand", lambda graphs=graphs, text=text: to_files(graphs, text, tools)
                ) if path in paths[:20] else None
    spent = {
        stage: seconds * 1000 / (min(20, len(paths)) if "on demand" in stage else len(paths)) for stage, seconds in clock.spent.items()
    }
    tell(documents=len(paths), quads=total, milliseconds=spent)


if __name__ == "__main__":
    main(*sys.argv[1:])
