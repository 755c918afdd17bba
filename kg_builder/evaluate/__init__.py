"""A build held against facts that are known: precision, recall and F1 by field, and every difference with its place.

The facts stand in one JSON file a text, in the form that `tests/devset/README.md` describes. What counts as equal is
stated where it is decided: names in `names`, fields of the head in `head`, requests and deliveries in `acts`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from kg_builder.errors import InputError
from kg_builder.evaluate.acts import score_acts
from kg_builder.evaluate.graph import Graph, load_graph
from kg_builder.evaluate.head import score_head
from kg_builder.evaluate.tally import DocumentTally, Gold, Score

__all__ = ["evaluate"]


def evaluate(build: Path, texts: Path, golds: Sequence[Path]) -> Score:
    """Score the graph of a build against the facts in the gold folders.

    Text `NN.txt`, or `SET-NN.txt` where several folders are scored at once, has its facts in `SET/NN.json`; facts
    without a text are left out, a text without a telegram in the graph counts as all missed.

    Raises:
        InputError: a file cannot be read, or there are no facts for these texts.
    """
    graph = load_graph(build)
    tallies = [_score(graph, name, _text(path), gold) for name, path, gold in _pairs(texts, golds)]
    if not tallies:
        raise InputError(f"{texts}: no text here has its facts in {', '.join(map(str, golds))}; expected NN.txt for NN.json")
    return Score.of(tallies)


def _pairs(texts: Path, golds: Iterable[Path]) -> Iterable[tuple[str, Path, Gold]]:
    for folder in golds:
        for path in sorted(folder.glob("[0-9]*.json")):
            names = (f"{folder.resolve().name}-{path.stem}.txt", f"{path.stem}.txt")
            name = next((name for name in names if (texts / name).exists()), None)
            if name:
                yield name, texts / name, _gold(path)


def _gold(path: Path) -> Gold:
    try:
        gold: Gold = json.loads(path.read_bytes())
    except (OSError, ValueError) as fault:
        raise InputError(f"{path}: {fault}; expected the facts of a text as JSON") from fault
    return gold


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, ValueError) as fault:
        raise InputError(f"{path}: {fault}; expected a text in UTF-8") from fault


def _score(graph: Graph, name: str, text: str, gold: Gold) -> DocumentTally:
    tally = DocumentTally(name, text)
    telegrams = graph.telegrams_of(name)
    tally.count("document read", hits=bool(telegrams), misses=not telegrams)
    score_head(tally, graph, telegrams, gold)
    score_acts(tally, graph, telegrams, gold)
    return tally
