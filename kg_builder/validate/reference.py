"""The reference engine: pySHACL, over rdflib's own memory graph.

Shapes are given as a graph, never as a string, which pySHACL may take for an address and fetch.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from kg_builder.errors import InputError
from kg_builder.terms import Term, Triple, parse_literal
from kg_builder.validate import shacl
from kg_builder.validate.report import Result, Severity
from kg_builder.vocab import SH

if TYPE_CHECKING:
    from pyshacl.shapes_graph import ShapesGraph

    from kg_builder.validate.shapeset import ShapeSet

_LOG: Final = logging.getLogger("kg_builder.validate.reference")
_LOG.addHandler(logging.NullHandler())
_LOG.propagate = False
_SEVERITY: Final[Mapping[str, Severity]] = {f"<{SH}Warning>": "warning", f"<{SH}Info>": "info"}


@contextmanager
def _quiet_rdflib() -> Iterator[None]:
    """Keep rdflib from logging a traceback for each ill-formed literal: to find those is the shapes' work."""
    log = logging.getLogger("rdflib.term")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        log.setLevel(level)


def prepare_reference(triples: Iterable[Triple]) -> ShapesGraph:
    """Return the shapes as pySHACL keeps them, once a process.

    Raises:
        InputError: pySHACL finds a shape ill-formed.
    """
    from pyshacl.errors import ReportableRuntimeError
    from pyshacl.shapes_graph import ShapesGraph

    from kg_builder.validate.memory import to_graph

    shapes = ShapesGraph(to_graph(triples), False, _LOG)
    try:
        _ = shapes.shapes
    except ReportableRuntimeError as fault:
        raise InputError(f"shapes: {fault}") from fault
    return shapes


def _message(messages: Sequence[Term]) -> str:
    found = [literal for literal in map(parse_literal, messages) if literal]
    found.sort(key=lambda literal: (literal.language not in ("en", None), literal.language or "", literal.lexical))
    return found[0].lexical if found else ""


def read_results(triples: Iterable[Triple], shapes: ShapeSet) -> tuple[Result, ...]:
    """Return the results of a `sh:ValidationReport`, sorted, each once.

    A path that is no predicate is told as its shape tells it: shifty names the node of the path and not what it says.
    """
    nodes: dict[Term, dict[Term, list[Term]]] = {}
    for subject, predicate, obj in triples:
        nodes.setdefault(subject, {}).setdefault(predicate, []).append(obj)
    tops = [result for node in nodes.values() for result in node.get(shacl.sh("result"), ())]
    return tuple(sorted({_result(nodes[top], shapes) for top in tops}, key=lambda result: result.order))


def _result(node: Mapping[Term, Sequence[Term]], shapes: ShapeSet) -> Result:
    def one(name: str) -> Term | None:
        return next(iter(node.get(shacl.sh(name), ())), None)

    path, component, shape = one("resultPath"), one("sourceConstraintComponent") or "<>", one("sourceShape") or ""
    if path and not path.startswith("<"):
        path = shapes.shapes[shape].path if shape in shapes.shapes else None
    return Result(
        severity=_SEVERITY.get(one("resultSeverity") or "", "violation"),
        shape=shape,
        focus=one("focusNode") or "",
        component=component[1:-1].replace("#", "/").rsplit("/", 1)[-1],
        message=_message(node.get(shacl.sh("resultMessage"), ())),
        path=path,
        value=one("value"),
    )


def run_reference(shapes: ShapeSet, triples: Iterable[Triple]) -> tuple[Result, ...]:
    """Return what pySHACL finds in the data and background.

    Raises:
        InputError: pySHACL cannot run these shapes.
    """
    from pyparsing import ParseException
    from pyshacl.errors import ReportableRuntimeError
    from pyshacl.graph_abstraction import DataGraph
    from pyshacl.validator import Validator
    from rdflib import Graph

    from kg_builder.validate.memory import to_graph, to_triples

    with _quiet_rdflib():
        has_rules = any(predicate == shacl.sh("rule") for _, predicate, _ in shapes.triples)
        advanced = shapes.is_advanced and not has_rules
        options = {"inference": "none", "inplace": True, "advanced": advanced, "logger": _LOG}
        validator = Validator(DataGraph.from_rdflib(to_graph(triples)), shacl_graph=Graph(bind_namespaces="none"), options=options)
        # The prepared shapes in place of the empty ones: pySHACL would build them anew for each document.
        validator.shacl_graph = shapes.reference
        try:
            _, report, _ = validator.run()  # type: ignore[no-untyped-call]  # pySHACL leaves it without types
        except (ReportableRuntimeError, ParseException, RecursionError, NotImplementedError) as fault:
            raise InputError(f"shapes: pySHACL cannot run them: {fault}") from fault
        return read_results(to_triples(report), shapes)
