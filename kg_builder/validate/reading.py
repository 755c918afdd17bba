"""Any RDF file to triples: pyoxigraph reads it, rdflib the two formats that pyoxigraph has not.

Nothing is fetched: a remote JSON-LD context is an error that names it. Named graphs are read as their union, which is
what shapes look at.
"""

from __future__ import annotations

import codecs
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg_builder.errors import InputError
from kg_builder.terms import Quad, Triple

_FORMATS: Final[Mapping[str, str]] = {
    "ttl": "TURTLE",
    "turtle": "TURTLE",
    "trig": "TRIG",
    "nt": "N_TRIPLES",
    "ntriples": "N_TRIPLES",
    "nq": "N_QUADS",
    "nquads": "N_QUADS",
    "n3": "N3",
    "rdf": "RDF_XML",
    "owl": "RDF_XML",
    "xml": "RDF_XML",
    "jsonld": "JSON_LD",
    "json": "JSON_LD",
}
_BY_RDFLIB: Final[Mapping[str, str]] = {"trix": "trix", "hext": "hext"}


def find_format(path: Path | str) -> str:
    """Return the format by the ending of the name.

    Raises:
        InputError: no format is known by this ending.
    """
    path = Path(path)
    ending = path.suffix.lower().removeprefix(".")
    if ending not in _FORMATS and ending not in _BY_RDFLIB:
        known = ", ".join(f".{name}" for name in sorted((*_FORMATS, *_BY_RDFLIB)))
        raise InputError(f"{path}: no RDF format has the ending {path.suffix!r}; expected one of {known}")
    return _FORMATS.get(ending) or _BY_RDFLIB[ending]


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a file.

    Raises:
        InputError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as fault:
        raise InputError(f"{path}: {fault.strerror or fault}; expected a readable RDF file") from fault


def read_triples(path: Path) -> tuple[Triple, ...]:
    """Return the triples of an RDF file in its order, of all its graphs, each once.

    Raises:
        InputError: it cannot be read, or is not what its ending says; names line and column where the reader does.
    """
    return parse_triples(read_bytes(path), find_format(path), str(path))


def parse_triples(data: bytes, format_name: str, where: str) -> tuple[Triple, ...]:
    """Return the triples of these bytes.

    Raises:
        InputError: as `read_triples`.
    """
    quads = parse_quads(data, format_name, where)
    return tuple(dict.fromkeys((s, p, o) for s, p, o, _ in quads))


_GRAPH: Final = re.compile(r"[/#]graph/(?:([^/<>]+)--)?(facts|evidence|run|inferred|authority|links)>$")
SHARED: Final = ""
"""Stands for the document of statements that belong to all documents, or to none that is named."""


@dataclass(frozen=True, slots=True)
class Asserted:
    """The triples of a file but for those of inferred graphs, and how many statements those have.

    `documents` names the document of each triple, by the named graphs that a build writes; it is empty where there are none,
    or where links tie documents together.
    """

    triples: tuple[Triple, ...]
    left_out: int = 0
    documents: tuple[str, ...] = ()


def parse_asserted(data: bytes, format_name: str, where: str) -> Asserted:
    """Return what these bytes assert.

    Shapes look at what is asserted: a statement that was inferred from a range would type what the range should test.

    Raises:
        InputError: as `read_triples`.
    """
    # Equal terms share one string: a large graph has few of them.
    one: dict[str, str] = {}
    share = one.setdefault
    found: dict[Triple, str] = {}
    left_out = 0
    graphs: dict[str, tuple[str, str]] = {}
    for s, p, o, g in parse_quads(data, format_name, where):
        if g not in graphs:
            name = _GRAPH.search(g)
            graphs[g] = (name[2], name[1] or SHARED) if name else ("", SHARED)
        part, document = graphs[g]
        if part == "inferred":
            left_out += 1
        elif found.setdefault(triple := (share(s, s), share(p, p), share(o, o)), document) != document:
            found[triple] = SHARED
    parts = {part for part, _ in graphs.values()}
    is_split = parts >= {"facts", "evidence"} and not parts & {"", "links"}
    return Asserted(tuple(found), left_out, tuple(found.values()) if is_split else ())


def split_by_document(asserted: Asserted, size: int) -> Sequence[Sequence[Triple]]:
    """Return the triples in parts of whole documents, each of at least `size` triples, with what all documents share."""
    if not asserted.documents:
        return [asserted.triples]
    shared = [triple for triple, document in zip(asserted.triples, asserted.documents, strict=True) if document == SHARED]
    by_document: dict[str, list[Triple]] = {}
    for triple, document in zip(asserted.triples, asserted.documents, strict=True):
        if document != SHARED:
            by_document.setdefault(document, []).append(triple)
    parts: list[list[Triple]] = []
    for triples in by_document.values():
        if not parts or len(parts[-1]) >= size:
            parts.append([*shared])
        parts[-1] += triples
    return parts or [shared]


def parse_quads(data: bytes, format_name: str, where: str) -> Iterator[Quad]:
    """Yield the quads of these bytes in their order; the name of the default graph is "DEFAULT".

    Raises:
        InputError: as `read_triples`.
    """
    if format_name in _BY_RDFLIB.values():
        yield from _parse_by_rdflib(data, format_name, where)
        return
    import pyoxigraph

    if format_name == "RDF_XML":
        _check_entities(data, where)
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        for quad in pyoxigraph.parse(data, format=getattr(pyoxigraph.RdfFormat, format_name)):
            yield str(quad.subject), str(quad.predicate), str(quad.object), str(quad.graph_name)
    except SyntaxError as fault:
        raise InputError(_explain(fault, where)) from fault
    except (ValueError, OSError) as fault:
        raise InputError(f"{where}: {fault}") from fault


# XML 1.0, section 4.2: an internal general entity. OWL files of good faith use them for their namespaces.
_ENTITY: Final = re.compile(rb"""<!ENTITY\s+([^\s%"'<>&]+)\s+(?:"([^"]*+)"|'([^']*+)')""")
_REFERENCE: Final = re.compile(rb"&([^\s;&#<>]+);")
_EXPANDED: Final = 100_000
"""Bytes that one entity may stand for; readers expand the entities inside it again and again."""


def _check_entities(data: bytes, where: str) -> None:
    """Refuse entities that expand beyond measure.

    Raises:
        InputError: names the entity.
    """
    values = {found[1]: found[2] or found[3] or b"" for found in _ENTITY.finditer(data)}
    sizes: dict[bytes, int] = {}

    def size(name: bytes, above: frozenset[bytes]) -> int:
        if name not in values:
            return 0
        if name in above or len(above) > len(values):
            return _EXPANDED + 1
        if name not in sizes:
            inner = (size(found[1], above | {name}) for found in _REFERENCE.finditer(values[name]))
            sizes[name] = min(len(values[name]) + sum(inner), _EXPANDED + 1)
        return sizes[name]

    for name in list(values)[:1000]:
        if size(name, frozenset()) > _EXPANDED:
            raise InputError(
                f"{where}: the entity {name.decode('utf-8', 'replace')} expands to more than {_EXPANDED} bytes; expected none that large"
            )


def _explain(fault: SyntaxError, where: str) -> str:
    place = f":{fault.lineno}:{fault.offset or 1}" if fault.lineno else ""
    message = str(fault.msg)
    if "No scheme found" in message:
        message = "a relative IRI, and the file sets no base; expected an absolute IRI or @base"
    elif "LoadDocumentCallback" in message:
        message = "a remote JSON-LD context is not fetched; expected the context inside the file"
    elif message.startswith("Parser error at ") and ": " in message:
        message = message.split(": ", 1)[1]
    return f"{where}{place}: {message}"


def _parse_by_rdflib(data: bytes, format_name: str, where: str) -> Sequence[Quad]:
    from xml.sax import SAXException

    from rdflib import Dataset
    from rdflib.exceptions import ParserError

    from kg_builder.validate.memory import to_term

    graph = Dataset(default_union=True)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            graph.parse(data=data, format=format_name)
    except (ParserError, SAXException, ValueError, LookupError, TypeError, AttributeError) as fault:
        raise InputError(f"{where}: {fault}") from fault
    return sorted({(to_term(s), to_term(p), to_term(o), to_term(g) if g else "DEFAULT") for s, p, o, g in graph.quads()})


def rename_blank_nodes(triples: tuple[Triple, ...], prefix: str) -> tuple[Triple, ...]:
    """Return the triples with `prefix` before the labels of blank nodes, which are those of one file only."""
    if not prefix:
        return triples

    def rename(term: str) -> str:
        return f"_:{prefix}{term[2:]}" if term.startswith("_:") else term

    return tuple((rename(s), p, rename(o)) for s, p, o in triples)
