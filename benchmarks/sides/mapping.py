"""Our mapping, from facts to bytes, and the same facts as tables for the others. `python mapping.py FOLDER COUNT TABLES`.

A table a property and kind of value: IRIs, plain strings and integers, which are all but some in a hundred of the triples. Dates, decimals and
tagged texts are left out of what is compared, though our side makes them in the time that is told.
"""

from __future__ import annotations

import csv
import sys
import time
from pathlib import Path

from kg_builder.mapping import to_graphs
from kg_builder.pipeline import load_tools
from kg_builder.serialize import to_ntriples
from kg_builder.terms import Term, parse_literal
from sides.loading import read_facts, read_texts, tell

KINDS = {"http://www.w3.org/2001/XMLSchema#string": "string", "http://www.w3.org/2001/XMLSchema#integer": "integer"}


def cell(term: Term) -> tuple[str, str] | None:
    """Return kind and value of an object; None if it is of a kind that is not compared."""
    literal = parse_literal(term)
    if literal is None:
        return "iri", term[1:-1]
    kind = KINDS.get(literal.datatype)
    return (kind, literal.lexical) if kind else None


def main(folder: str, count: str, tables: str) -> None:
    """Map twice, tell the second time, write the tables and the expected N-Triples."""
    tools = load_tools()
    facts = read_facts(read_texts(Path(folder), int(count)), tools)
    for _ in range(2):
        start, made = time.process_time(), []
        for text, extraction in facts:
            graphs = to_graphs(extraction, text, tools.background)
            made.append(to_ntriples((*graphs.facts, *graphs.evidence)))
        cpu = time.process_time() - start
    rows: dict[tuple[str, str], list[tuple[str, str]]] = {}
    kept = set()
    for line in (line for data in made for line in data.decode().splitlines()):
        subject, predicate, obj = line[:-2].split(" ", 2)
        found = cell(obj)
        if found:
            kept.add(line)
            rows.setdefault((predicate[1:-1], found[0]), []).append((subject[1:-1], found[1]))
    for number, ((predicate, kind), cells) in enumerate(sorted(rows.items())):
        with (Path(tables) / f"{number:03}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([("s", "o"), *cells])
        (Path(tables) / f"{number:03}.meta").write_text(f"{predicate}\n{kind}\n", encoding="utf-8")
    (Path(tables) / "expected.nt").write_text("\n".join(sorted(kept)) + "\n", encoding="utf-8")
    tell(documents=len(facts), triples=sum(data.count(b"\n") for data in made), compared=len(kept), cpu_seconds=cpu)


if __name__ == "__main__":
    main(*sys.argv[1:])
