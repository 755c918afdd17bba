"""The statement at the end of a path of several steps: there stands the value that a result is about."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from kg_builder.terms import Term, Triple
from kg_builder.validate.report import Result
from kg_builder.validate.shapeset import ShapeSet


def find_anchors(results: Iterable[Result], shapes: ShapeSet, triples: Collection[Triple]) -> Mapping[Result, Triple]:
    """Return for each value at the end of a path of several steps the statement that gives it."""
    wanted = {result: shapes.shapes[result.shape].predicates for result in results if _is_far(result) and result.shape in shapes.shapes}
    if not wanted:
        return {}
    steps = {predicate for predicates in wanted.values() for predicate in predicates}
    near: dict[Term, list[Triple]] = defaultdict(list)
    for triple in triples:
        if triple[1] in steps:
            near[triple[0]].append(triple)
            near[triple[2]].append(triple)
    found = ((result, _follow(result, frozenset(predicates), near)) for result, predicates in wanted.items())
    return {result: triple for result, triple in found if triple}


def _is_far(result: Result) -> bool:
    """True if the path is more than a predicate, or a predicate backwards."""
    return bool(result.path and result.value) and not re.fullmatch(r"\^?<[^>]*>", result.path or "")


def _follow(result: Result, predicates: frozenset[Term], near: Mapping[Term, Sequence[Triple]]) -> Triple | None:
    """Return the nearest statement with the value of a result, over the predicates of its path and in either direction."""
    seen, level = {result.focus}, [result.focus]
    while level:
        around = [triple for term in level for triple in near.get(term, ()) if triple[1] in predicates]
        for triple in around:
            if result.value in (triple[0], triple[2]) and (triple[2] == result.value or triple[0] != result.focus):
                return triple
        level = list(dict.fromkeys(term for s, _, o in around for term in (s, o) if term not in seen and not term.startswith('"')))
        seen.update(level)
    return None
