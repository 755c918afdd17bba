"""maplib or morph-kgc on the tables of `mapping.py`, in a Python of its own. `python mappers.py maplib|morph-kgc TABLES`.

The tables are in memory (maplib) before the clock starts; morph-kgc reads its files itself, as it cannot do otherwise.
The clock stops when the N-Triples are there. What came out is held to what was expected, triple for triple.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from pathlib import Path

os.environ["POLARS_MAX_THREADS"] = os.environ["RAYON_NUM_THREADS"] = "1"  # one core, as ours

OTTR = {"iri": "ottr:IRI", "string": "xsd:string", "integer": "xsd:integer"}
PREFIXES = "@prefix ottr: <http://ns.ottr.xyz/0.4/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
Tables = list[tuple[Path, str, str]]


def read_tables(folder: Path) -> Tables:
    """Return each table with its property and kind of value."""
    return [(path.with_suffix(".csv"), *path.read_text("utf-8").splitlines()) for path in sorted(folder.glob("*.meta"))]


def by_maplib(tables: Tables) -> tuple[str, float]:
    """A template a table."""
    import maplib
    import polars as pl

    types = {"iri": pl.String, "string": pl.String, "integer": pl.Int64}
    frames = [pl.read_csv(path, schema={"s": pl.String, "o": types[kind]}) for path, _, kind in tables]
    templates = [
        f"<urn:table#t{number}> [ ottr:IRI ?s, {OTTR[kind]} ?o ] :: {{ ottr:Triple(?s, <{predicate}>, ?o) }} .\n"
        for number, (_, predicate, kind) in enumerate(tables)
    ]
    start = time.process_time()
    model = maplib.Model()
    model.add_template(PREFIXES + "".join(templates))
    for number, frame in enumerate(frames):
        model.map(f"urn:table#t{number}", frame, validate_iris=False)
    text = model.writes(format="ntriples")
    return text, time.process_time() - start


def by_morph_kgc(tables: Tables) -> tuple[str, float]:
    """A triples map a table."""
    import morph_kgc

    kinds = {
        "iri": "rr:termType rr:IRI",
        "string": "rr:termType rr:Literal",
        "integer": "rr:datatype <http://www.w3.org/2001/XMLSchema#integer>",
    }
    rml = "@prefix rr: <http://www.w3.org/ns/r2rml#> . @prefix rml: <http://semweb.mmlab.be/ns/rml#> . @prefix ql: <http://semweb.mmlab.be/ns/ql#> .\n"
    for number, (path, predicate, kind) in enumerate(tables):
        rml += (
            f'<urn:table#t{number}> a rr:TriplesMap ; rml:logicalSource [ rml:source "{path}" ; rml:referenceFormulation ql:CSV ] ;\n'
            f'  rr:subjectMap [ rml:reference "s" ; rr:termType rr:IRI ] ;\n'
            f'  rr:predicateObjectMap [ rr:predicate <{predicate}> ; rr:objectMap [ rml:reference "o" ; {kinds[kind]} ] ] .\n'
        )
    mapping = tables[0][0].with_name("mapping.ttl")
    mapping.write_text(rml, encoding="utf-8")
    start = time.process_time()
    made = morph_kgc.materialize_set(f"[CONFIGURATION]\nlogging_level=ERROR\nnumber_of_processes=1\nna_values=\n[D]\nmappings={mapping}\n")
    text = "".join(f"{triple} .\n" for triple in made)
    return text, time.process_time() - start


def canonical(text: str) -> set[str]:
    """Return the triples as pyoxigraph reads them."""
    import pyoxigraph

    if hasattr(pyoxigraph, "RdfFormat"):
        return {str(triple) for triple in pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.N_TRIPLES)}
    import io

    return {str(triple) for triple in pyoxigraph.parse(io.BytesIO(text.encode()), "application/n-triples")}


def main(name: str, folder: str) -> None:
    """Map, compare, tell."""
    tables = read_tables(Path(folder).resolve())
    text, cpu = {"maplib": by_maplib, "morph-kgc": by_morph_kgc}[name](tables)
    expected, found = canonical((Path(folder) / "expected.nt").read_text("utf-8")), canonical(text)
    figures = {"triples": len(found), "cpu_seconds": cpu, "same": expected == found, "differing": len(expected ^ found)}
    if expected != found:
        figures["example"] = [*sorted(expected - found)[:1], *sorted(found - expected)[:1]]
    print(json.dumps({**figures, "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


if __name__ == "__main__":
    main(*sys.argv[1:])
