"""The development set, through the real pipeline: engines agree on every document, and a planted fault is found in its words."""

from __future__ import annotations

import io
import json
from argparse import ArgumentParser
from functools import cache
from pathlib import Path

import pytest

from kg_builder import vocab
from kg_builder.mapping import to_graphs
from kg_builder.model import DocId
from kg_builder.pipeline import Tools, extract_facts, load_tools
from kg_builder.source import SourceText, read_source
from kg_builder.terms import Triple, parse_literal
from kg_builder.validate import check_document
from kg_builder.validate.command import add_arguments, run
from kg_builder.validate.engines import run_engine

TEXTS = sorted((Path(__file__).parent.parent / "devset").glob("*.txt"))
pytestmark = pytest.mark.skipif(not TEXTS, reason="tests/devset is not installed on this machine")
_load_tools = cache(load_tools)


@cache
def _build(path: Path) -> tuple[SourceText, tuple[Triple, ...]]:
    tools: Tools = _load_tools()
    source = read_source(path, DocId(path.stem))
    graphs = to_graphs(extract_facts(source, tools), source, tools.background)
    return source, (*graphs.facts, *graphs.evidence, *graphs.run, *graphs.authority)


@pytest.mark.slow  # half a second of pySHACL for each document
@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_both_engines_find_the_same_in_a_real_document(path: Path) -> None:
    """PySHACL is the reference; the fast engine may not differ by a single result, and the document conforms."""
    _, triples = _build(path)
    shapes = _load_tools().shapes
    report = run_engine(shapes, triples, "both")
    assert report.conforms, [result.message for result in report.results]
    assert check_document(triples, shapes).results == report.results


def _plant(triples: tuple[Triple, ...]) -> list[tuple[str, str, list[Triple]]]:
    """Return the faults that can be planted in this document: subject, message, spoilt graph."""
    by = {(s, p): o for s, p, o in triples}
    found = []
    for (s, p), o in by.items():
        if p == f"<{vocab.TG_UNIT}>" and (s, f"<{vocab.TG_QUANTITY}>") in by:
            found.append((s, "A quantity has no unit.", [t for t in triples if t[:2] != (s, p)]))
        elif p == f"<{vocab.TG_FOND}>":
            found.append((s, "This is no fond", [(*t[:2], '"forty-five"') if t == (s, p, o) else t for t in triples]))
        elif p == f"<{vocab.TG_PERIOD_END}>" and (s, f"<{vocab.TG_PERIOD_START}>") in by:
            early = f'"1900-01-01"^^<{vocab.XSD_DATE}>'
            found.append((s, "The period ends before it starts.", [(*t[:2], early) if t == (s, p, o) else t for t in triples]))
    if not found:
        # A text without acts and archive mark: its telegram mentions the source text instead of somebody.
        s, p, o = next(t for t in sorted(triples) if t[1] == f"<{vocab.TG_MENTIONS}>")
        text = next(t[0] for t in triples if t[2] == f"<{vocab.TG_SOURCE_TEXT}>")
        found.append((s, "Whoever or whatever is mentioned", [(s, p, text) if t == (s, p, o) else t for t in triples]))
    return sorted(found, key=lambda fault: fault[:2])


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_a_fault_planted_in_a_real_document_is_found_in_its_words(path: Path, tmp_path: Path) -> None:
    """The file, the line and the words are those that the faulty thing was read from."""
    source, triples = _build(path)
    faults = _plant(triples)
    subject, message, spoilt = faults[len(path.stem) % len(faults)]
    (tmp_path / "g.nt").write_text("".join(f"{s} {p} {o} .\n" for s, p, o in spoilt), "utf-8")
    parser, out = ArgumentParser(), io.StringIO()
    add_arguments(parser)
    words = [str(tmp_path / "g.nt"), "--texts", str(path.parent), "--format", "json", "--engine", "fast"]
    assert run(parser.parse_args(words), out, io.StringIO()) == 1
    result = next(r for r in json.loads(out.getvalue())["results"] if r["message"].startswith(message) and r["focusNode"] == subject)
    place, first = result["place"], result["words"][0]
    assert Path(place["file"]) == path
    assert (place["line"], place["column"]) == source.position(first["start"])
    assert source.text[first["start"] : first["end"]] == first["exact"]
    attested = {s for s, p, o in triples if p == f"<{vocab.RDF_SUBJECT}>" and o == subject}
    places = {o for s, p, o in triples if s in attested and p == f"<{vocab.PROV_WAS_QUOTED_FROM}>"}
    selectors = {o for s, p, o in triples if s in places and p == f"<{vocab.OA_HAS_SELECTOR}>"}
    quotes = {literal.lexical for s, p, o in triples if s in selectors and p == f"<{vocab.OA_EXACT}>" and (literal := parse_literal(o))}
    assert first["exact"] in quotes
