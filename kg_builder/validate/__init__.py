"""Graph and shapes to a report that names the fault, its place and the words of the text.

pySHACL is the reference and explains; shifty is the fast engine and screens.
"""

from kg_builder.validate.document import check_document, load_shapes, prepare_shapes, validate
from kg_builder.validate.engines import EngineDifferenceError
from kg_builder.validate.report import Engine, Report, Result, Severity
from kg_builder.validate.shapeset import ShapeSet

__all__ = [
    "Engine",
    "EngineDifferenceError",
    "Report",
    "Result",
    "Severity",
    "ShapeSet",
    "check_document",
    "load_shapes",
    "prepare_shapes",
    "validate",
]
