"""Run both engines over a copy of the W3C's SHACL test suite: python .ci/w3c_suite.py FOLDER.

The suite is not part of this project. FOLDER is what https://w3c.github.io/data-shapes/data-shapes-test-suite/ calls `tests`; the source
distribution of pySHACL has it in `test/resources/sht_tests`. Ends with 1 if a result differs that is not in `KNOWN`.
"""

import sys
from collections import Counter, defaultdict
from pathlib import Path

import pyoxigraph

from kg_builder.errors import KgBuilderError
from kg_builder.validate import ShapeSet, shacl, validate
from kg_builder.validate.reading import parse_triples
from kg_builder.validate.report import RANK

MANIFEST, TEST = "<http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#{}>", "<http://www.w3.org/ns/shacl-test#{}>"
BASE = "http://suite.invalid/"
ENGINES = (None, "reference", "fast", "both")
KNOWN = {
    ("core/property/uniqueLang-002.ttl", "reference"): "pySHACL takes 1 for true",
    ("core/property/uniqueLang-002.ttl", "both"): "pySHACL takes 1 for true",
    **{("sparql/pre-binding/shapesGraph-001.ttl", engine): "$shapesGraph is optional, and pySHACL has it not" for engine in ENGINES},
}


def read(path, root):
    """Return the triples of a test; relative addresses are below BASE."""
    quads = pyoxigraph.parse(path.read_bytes(), format=pyoxigraph.RdfFormat.TURTLE, base_iri=BASE + path.relative_to(root).as_posix())
    lines = "".join(f"{quad.subject} {quad.predicate} {quad.object} .\n" for quad in quads)
    return parse_triples(lines.encode(), "N_TRIPLES", path.name)


def key(severity, focus, value, component):
    """Return what must be the same of a result; labels of blank nodes are no matter."""
    return tuple("_:" if (part or "").startswith("_:") else part for part in (severity, focus, value, component))


def expected(nodes, report):
    """Return the results that a test expects, None where it expects a failure."""
    if report not in nodes:
        return None
    found = set()
    for result in nodes[report].get(shacl.sh("result"), ()):
        one = {
            name: next(iter(nodes[result].get(shacl.sh(name), ())), None)
            for name in ("focusNode", "value", "resultSeverity", "sourceConstraintComponent")
        }
        severity = (one["resultSeverity"] or "").rpartition("#")[2].rstrip(">").lower()
        component = one["sourceConstraintComponent"].strip("<>").replace("#", "/").rpartition("/")[2]
        found.add(key(severity if severity in RANK else "violation", one["focusNode"], one["value"], component))
    return found


def actual(shapes, data, engine):
    """Return the results of an engine, None where it says that it cannot run the shapes."""
    try:
        results = validate(data, ShapeSet({"shapes": shapes}), engine).results
    except KgBuilderError:
        return None
    return {key(result.severity, result.focus, result.value, result.component) for result in results}


def main(root):
    """Print each difference and the tally."""
    tally, unknown = Counter(), 0
    for path in sorted(root.rglob("*.ttl")):
        triples = read(path, root)
        nodes = defaultdict(lambda: defaultdict(list))
        for s, p, o in triples:
            nodes[s][p].append(o)
        for test in [s for s in list(nodes) if TEST.format("Validate") in nodes[s].get(shacl.TYPE, ())]:
            action, wanted = (nodes[test][MANIFEST.format(name)][0] for name in ("action", "result"))
            shapes, data = (
                read(root / nodes[action][TEST.format(name)][0].strip("<>").removeprefix(BASE), root)
                for name in ("shapesGraph", "dataGraph")
            )
            for engine in ENGINES:
                name = path.relative_to(root).as_posix()
                agrees = actual(shapes, data, engine) == expected(nodes, wanted)
                tally[engine or "default", agrees] += 1
                if not agrees:
                    unknown += (name, engine) not in KNOWN
                    print(f"differs: {name} ({engine or 'default'}): {KNOWN.get((name, engine), 'not known')}")
    for engine in ("default", *ENGINES[1:]):
        print(f"{engine:9} {tally[engine, True]} of {tally[engine, True] + tally[engine, False]} as the suite has it")
    return 1 if unknown or not tally else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
