"""The fast engine screens, the reference explains; `both` holds them to each other."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from kg_builder.errors import ConformanceError
from kg_builder.terms import Term, Triple
from kg_builder.validate import shacl
from kg_builder.validate.comparing import find_differences, find_ill_formed, settle
from kg_builder.validate.fast import conforms_fast, run_fast, to_ntriples
from kg_builder.validate.reference import run_reference
from kg_builder.validate.report import Engine, Report, Result
from kg_builder.validate.shapeset import ShapeSet
from kg_builder.validate.wording import say_path, short

if TYPE_CHECKING:
    from shifty._shifty import PreparedValidator

# Beyond this the reference takes minutes and gigabytes, so that the fast engine explains as well.
EXPLAINED: Final = 100_000
"""Triples up to which pySHACL is asked why a graph does not conform."""


_FILLED: Final = ("SPARQLConstraintComponent", "JSConstraintComponent")
# Engines fill in the message of a query; one writes an IRI in brackets, the other without.
_IRI: Final = re.compile(r"<?(https?://[^\s<>\"]+)>?")
_NOTED: Final = 20
"""Ill-formed literals that are noted one by one."""


class EngineDifferenceError(ConformanceError):
    """The two engines do not find the same; its text lists what only one of them finds."""


def _say(literal: Term) -> str:
    text, _, datatype = literal.rpartition("^^")
    return f"{text[:80]}, which is to be of {short(datatype)}, is not well-formed"


def _class_below(triples: Collection[Triple]) -> Mapping[Term, frozenset[Term]]:
    """Return for each class the classes that are it or below it."""
    below: dict[Term, set[Term]] = {}
    for subject, predicate, obj in triples:
        if predicate == shacl.SUBCLASS:
            below.setdefault(obj, set()).add(subject)
    closed: dict[Term, frozenset[Term]] = {}
    for cls in below:
        found, left = {cls}, [cls]
        while left:
            new = below.get(left.pop(), set()) - found
            found |= new
            left += new
        closed[cls] = frozenset(found)
    return closed


def count_focus_nodes(shapes: ShapeSet, triples: Collection[Triple]) -> Mapping[Term, int]:
    """Return how many focus nodes each shape with a target has in the data (SHACL, section 2.1.3).

    `sh:targetNode` counts only where the node occurs in the data: a misspelt one would hide there.
    """
    below = _class_below([*triples, *shapes.background])
    wanted = {target for shape in shapes.targeted for target in shape.targets}
    by_predicate = {value for kind, value in wanted if kind in (shacl.TARGET_SUBJECTS, shacl.TARGET_OBJECTS)}
    nodes = {value for kind, value in wanted if kind == shacl.TARGET_NODE}
    found: dict[tuple[Term, Term], set[Term]] = {}
    instances: dict[Term, set[Term]] = {}
    for subject, predicate, obj in triples:
        if predicate == shacl.TYPE:
            instances.setdefault(obj, set()).add(subject)
        if predicate in by_predicate:
            found.setdefault((shacl.TARGET_SUBJECTS, predicate), set()).add(subject)
            found.setdefault((shacl.TARGET_OBJECTS, predicate), set()).add(obj)
        if nodes:
            for node in nodes & {subject, obj}:
                found[shacl.TARGET_NODE, node] = {node}
    for kind, value in wanted:
        if kind == shacl.TARGET_CLASS:
            found[kind, value] = set().union(*(instances.get(cls, ()) for cls in below.get(value, (value,))))
    return {shape.iri: len(set().union(*(found.get(target, ()) for target in shape.targets))) for shape in shapes.targeted}


def find_dead_paths(shapes: ShapeSet, triples: Collection[Triple], counts: Mapping[Term, int]) -> Mapping[Term, tuple[str, ...]]:
    """Return the predicates of property shapes, of shapes with focus nodes, that no statement of the data has."""
    alive = {predicate for _, predicate, _ in triples}
    dead: dict[Term, tuple[str, ...]] = {}
    for shape in shapes.targeted:
        if counts.get(shape.iri):
            for part in (shape, *shapes.expand(shape)):
                lost = tuple(predicate for predicate in dict.fromkeys(part.predicates) if predicate not in alive)
                if lost:
                    dead[part.iri] = lost
    return dead


def _in_words(shapes: ShapeSet, results: Sequence[Result], data: Collection[Triple]) -> tuple[Result, ...]:
    """Return the results on nodes of the data, each with its shape's own message where that needs no values."""
    background = {subject for subject, _, _ in shapes.background}
    if background:
        background -= {term for subject, _, obj in data for term in (subject, obj)}
    found = []
    for result in results:
        if result.focus not in background:
            shape = shapes.shapes.get(result.shape)
            own = shape.message if shape and result.component not in _FILLED else None
            said = own or shapes.say_fault(result.shape, result.component)
            if said and not own and shape and not shape.path and result.path:
                # Of a closed shape: the property that is not allowed.
                said = f"{say_path(result.path)}: {said[:1].lower()}{said[1:]}"
            found.append(replace(result, message=said or _IRI.sub(lambda iri: short(f"<{iri[1]}>"), result.message)))
    return tuple(sorted(found, key=lambda result: result.order))


def explain(shapes: ShapeSet, data: Sequence[Triple]) -> tuple[Result, ...]:
    """Return why the data do not conform, in the words of the shapes: what the reference finds, and what it overlooks.

    Raises:
        InputError: an engine cannot run the shapes.
    """
    return _in_words(shapes, _explain(shapes, [*data, *shapes.background]), data)


def _explain(shapes: ShapeSet, data: Sequence[Triple]) -> tuple[Result, ...]:
    found = run_reference(shapes, data)
    if shapes.fast is None:
        return found
    ntriples = to_ntriples(data)
    if not can_screen(shapes, ntriples):
        return found
    fast = run_fast(shapes, shapes.fast, ntriples)
    # What the screen refused must not pass because the reference overlooks it.
    return settle(shapes, found, fast, data) or fast


def can_screen(shapes: ShapeSet, ntriples: bytes) -> bool:
    """True if shifty reads these shapes as the standard has it for these data.

    It puts a focus node into a query as its text, and to SPARQL the label of a blank node is a variable: such a query asks about any
    node, so that it finds what is not there and passes what is. (A string with ` _:` in it counts as a blank node: that costs time alone.)
    """
    return not shapes.has_queries or not (ntriples.startswith(b"_:") or b"\n_:" in ntriples or b" _:" in ntriples)


def _run_both(shapes: ShapeSet, fast: PreparedValidator, data: Sequence[Triple]) -> tuple[Result, ...]:
    reference, other = run_reference(shapes, data), run_fast(shapes, fast, to_ntriples(data))
    found = settle(shapes, reference, other, data)
    differences = find_differences(found, other)
    if differences:
        raise EngineDifferenceError("the two engines differ:\n" + "\n".join(differences))
    return found


def _run(
    shapes: ShapeSet, fast: PreparedValidator | None, data: Sequence[Triple], engine: Engine | None
) -> tuple[Engine, tuple[Result, ...]]:
    """Return the engine that had the last word, and what it found."""
    if fast is None:
        return "reference", run_reference(shapes, data)
    ntriples = to_ntriples(data)
    if not can_screen(shapes, ntriples):
        return "reference", run_reference(shapes, data)
    if engine == "both":
        return "both", _run_both(shapes, fast, data)
    if conforms_fast(fast, ntriples) and (engine == "fast" or not find_ill_formed(data)):
        return "fast", ()
    if engine is None and len(data) <= EXPLAINED:
        return "reference", _explain(shapes, data)
    return "fast", run_fast(shapes, fast, ntriples)


def run_engine(
    shapes: ShapeSet, triples: Collection[Triple], engine: Engine | None = None, parts: Sequence[Sequence[Triple]] = ()
) -> Report:
    """Validate the triples of one data graph; without an engine the fast one screens and the reference explains.

    `parts` are the same triples in parts that may be validated one by one.

    Raises:
        InputError: an engine cannot run the shapes.
        EngineDifferenceError: `engine` is "both", and they differ.
    """
    notes = [*shapes.notes, *map(_say, find_ill_formed(triples)[:_NOTED])]
    fast = shapes.fast if engine != "reference" else None
    if fast is None and engine != "reference":
        notes.append("the fast engine does not support all of these shapes: the reference ran alone")
    if fast is not None and shapes.has_queries and any(s.startswith("_:") or o.startswith("_:") for s, _, o in triples):
        notes.append("the fast engine does not bind blank nodes in SPARQL constraints: the reference ran where there are some")
    outcomes = [_run(shapes, fast, [*part, *shapes.background], engine) for part in parts or (triples,)]
    counts = count_focus_nodes(shapes, triples)
    return Report(
        results=_in_words(shapes, list({result.key: result for _, results in outcomes for result in results}.values()), triples),
        focus_nodes=counts,
        dead_paths=find_dead_paths(shapes, triples, counts),
        notes=tuple(notes),
        engine=next((used for used, results in outcomes if results), outcomes[0][0]),
    )
