"""Validation of one document, as `build` does it: shapes and class hierarchy are prepared once a process."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from kg_builder.datafiles import find_data_dir, read_data_files
from kg_builder.terms import Triple
from kg_builder.validate.engines import can_screen, explain, run_engine
from kg_builder.validate.fast import conforms_fast, to_ntriples
from kg_builder.validate.reading import find_format, parse_triples
from kg_builder.validate.report import Engine, Report
from kg_builder.validate.shapeset import ShapeSet


def prepare_shapes(shapes: Mapping[str, bytes], ontology: Mapping[str, bytes] | None = None) -> ShapeSet:
    """Return the shapes of these files by name; of the ontology only classes and concept schemes are used.

    Raises:
        InputError: a file is not RDF, has no shape, or its shapes refer to each other in a circle.
    """
    files = {name: parse_triples(data, find_format(name), name) for name, data in shapes.items()}
    background = (triple for name, data in (ontology or {}).items() for triple in parse_triples(data, find_format(name), name))
    return ShapeSet(files, background)


@cache
def load_shapes(concepts: bool = False) -> ShapeSet:
    """Return the project's own shapes with its class hierarchy, and all concepts if asked for; read once a process.

    A document brings along what the authorities say of the concepts that it names, so that `build` asks for none.
    """
    folder = find_data_dir("ontology")
    ontology = dict(read_data_files(folder, "telegram.ttl"))
    if concepts:
        ontology |= read_data_files(folder, "vocabularies/*.ttl")
    return prepare_shapes(read_data_files(find_data_dir("shapes"), "*.ttl"), ontology)


def check_document(triples: Iterable[Triple], shapes: ShapeSet | None = None) -> Report:
    """Validate what was asserted of one document: its facts, evidence, run, and the authority triples that it names.

    The fast engine screens; a document that it does not pass is explained by the reference. Vacuity is no matter here: a
    telegram need not hold a delivery.
    """
    shapes = shapes or load_shapes()
    data = list(triples)
    ntriples = to_ntriples(data) + shapes.background_ntriples
    if shapes.fast is not None and can_screen(shapes, ntriples) and conforms_fast(shapes.fast, ntriples):
        return Report(engine="fast")
    return Report(results=explain(shapes, data), engine="reference")


def validate(
    data: Iterable[Triple] | bytes, shapes: ShapeSet | None = None, engine: Engine | None = None, rdf_format: str = "TURTLE"
) -> Report:
    """Validate a graph given as triples, or as bytes of an RDF format that pyoxigraph reads ("TURTLE", "N_QUADS", …).

    Raises:
        InputError: the bytes are not RDF, or an engine cannot run the shapes.
        EngineDifferenceError: `engine` is "both", and the two find different things.
    """
    triples = parse_triples(data, rdf_format, "data") if isinstance(data, bytes) else tuple(data)
    return run_engine(shapes or load_shapes(concepts=True), triples, engine)
