"""The terms of SHACL that are read here, as N-Triples strings."""

from __future__ import annotations

from typing import Final

from kg_builder.vocab import RDF, RDF_TYPE, RDFS, SH

_TERMS: Final = (
    "alternativePath and class closed condition conforms datatype deactivated declare description detail disjoint entailment equals "
    "expression filterShape flags focusNode function group hasValue ignoredProperties in inversePath js jsFunctionName jsLibrary "
    "jsLibraryURL labelTemplate languageIn lessThan lessThanOrEquals maxCount maxExclusive maxInclusive maxLength message "
    "minCount minExclusive minInclusive minLength name namespace node nodeKind nodeValidator nodes not object oneOrMorePath "
    "optional or order parameter path pattern predicate prefix prefixes property propertyValidator qualifiedMaxCount "
    "qualifiedMinCount qualifiedValueShape qualifiedValueShapesDisjoint result resultAnnotation resultMessage resultPath "
    "resultSeverity returnType rule select ask construct update severity shapesGraph shapesGraphWellFormed sourceConstraint "
    "sourceConstraintComponent sourceShape sparql subject suggestedShapesGraph target targetClass targetNode targetObjectsOf "
    "targetSubjectsOf this union intersection uniqueLang validator value values xone zeroOrMorePath zeroOrOnePath annotationProperty "
    "annotationValue annotationVarName defaultValue if then else count distinct exists groupConcat limit max min offset sum "
    "targetShape codeIdentifier editor viewer"
)
KNOWN: Final = frozenset(f"<{SH}{name}>" for name in _TERMS.split())
"""Properties of SHACL Core, SHACL-SPARQL and the Advanced Features."""


def sh(name: str) -> str:
    """Return the term `sh:{name}`."""
    return f"<{SH}{name}>"


TYPE: Final = f"<{RDF_TYPE}>"
FIRST: Final = f"<{RDF}first>"
REST: Final = f"<{RDF}rest>"
NIL: Final = f"<{RDF}nil>"
LABEL: Final = f"<{RDFS}label>"
SUBCLASS: Final = f"<{RDFS}subClassOf>"
CLASS: Final = f"<{RDFS}Class>"

PATH: Final = sh("path")
PROPERTY: Final = sh("property")
NODE: Final = sh("node")
MESSAGE: Final = sh("message")
SPARQL: Final = sh("sparql")
TARGET_CLASS: Final = sh("targetClass")
TARGET_NODE: Final = sh("targetNode")
TARGET_SUBJECTS: Final = sh("targetSubjectsOf")
TARGET_OBJECTS: Final = sh("targetObjectsOf")
TARGETS: Final = (TARGET_CLASS, TARGET_NODE, TARGET_SUBJECTS, TARGET_OBJECTS)
SHAPE_CLASSES: Final = (sh("NodeShape"), sh("PropertyShape"))
SHAPE_VALUES: Final = (PROPERTY, NODE, sh("not"), sh("qualifiedValueShape"))
"""Parameters whose value is a shape."""
SHAPE_LISTS: Final = (sh("and"), sh("or"), sh("xone"))
"""Parameters whose value is a list of shapes."""
