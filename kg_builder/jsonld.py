"""JSON-LD with the telegram at the root: its acts, references and quoted telegrams inside it, the people named beside it.

pyoxigraph writes the expanded form and PyLD frames it; the context stands inside the document, and nothing is fetched.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NoReturn

from kg_builder import vocab
from kg_builder.errors import ResourceError
from kg_builder.iris import Minter
from kg_builder.model import DocId
from kg_builder.terms import Triple
from kg_builder.turtle import natural_key

if TYPE_CHECKING:
    from kg_builder.resources import Resources

_Json = dict[str, Any]

# What stands inside a telegram; all else is named by it and stands beside it, once.
_INSIDE: Final = frozenset(
    (
        vocab.TG_TELEGRAM,
        vocab.TG_REQUEST,
        vocab.TG_DELIVERY,
        vocab.TG_MENTIONED_DOCUMENT,
        vocab.TG_CODE_NAME_USE,
        vocab.TG_SOURCE_TEXT,
        vocab.TG_ITEM_CLASS,
        vocab.TG_ARCHIVAL_REFERENCE_CLASS,
    )
)
# Where one thing holds another by a reverse term, the other's own statement of it would only repeat that.
_SAID_BY_NESTING: Final = {"acts": "statedIn", "codeNameUses": "usedIn", "quotes": "quotedIn"}
_FIRST_KEYS: Final = ("@context", "id", "type", "label", "name", "prefLabel", "title", "description")
_LAST_KEYS: Final = ("codeNameUses", "acts", "quotes", "@graph", "included")
_NATIVE: Final[Mapping[tuple[object, object], bool]] = {("true", vocab.XSD_BOOLEAN): True, ("false", vocab.XSD_BOOLEAN): False}
# Canonical integers that every reader of JSON keeps exactly (RFC 8259, section 6: up to 2**53 - 1).
_INTEGER: Final = re.compile(r"0|-?[1-9][0-9]{0,14}")


@dataclass(frozen=True, slots=True)
class JsonLdStyle:
    """The project's context and frame, read once a process."""

    context: Mapping[str, Any]
    frame: Mapping[str, Any]


def load_jsonld_style(resources: Resources) -> JsonLdStyle:
    """Read `ontology/context.jsonld` and `ontology/frame.jsonld`.

    Raises:
        ResourceError: one of them is missing or is no JSON object.
    """
    found = {}
    for name in ("context", "frame"):
        path = f"ontology/{name}.jsonld"
        try:
            found[name] = json.loads(resources.files[path])
        except KeyError as fault:
            raise ResourceError(f"{path} is missing") from fault
        except ValueError as fault:
            raise ResourceError(f"{path}: {fault}") from fault
        if not isinstance(found[name], dict):
            raise ResourceError(f"{path}: expected a JSON object")
    return JsonLdStyle(found["context"]["@context"], found["frame"])


def _refuse(url: str, options: object = None) -> NoReturn:
    raise ResourceError(f"a JSON-LD context at {url} would be fetched; the context of this project stands in the document")


def _native(value: _Json) -> _Json:
    """Return booleans and integers as JSON has them, if they read back as the same literals."""
    lexical, datatype = value.get("@value"), value.get("@type")
    if (lexical, datatype) in _NATIVE:
        return {"@value": _NATIVE[lexical, datatype]}
    if datatype == vocab.XSD_INTEGER and isinstance(lexical, str) and _INTEGER.fullmatch(lexical):
        return {"@value": int(lexical)}
    return value


def _expanded(triples: Iterable[Triple]) -> list[_Json]:
    """Return the nodes in expanded form, each with its types as `@type`, in natural order."""
    import pyoxigraph

    lines = "".join(f"{subject} {predicate} {obj} .\n" for subject, predicate, obj in sorted(set(triples)))
    parsed = pyoxigraph.parse(lines, format=pyoxigraph.RdfFormat.N_TRIPLES)
    written = pyoxigraph.serialize(parsed, format=pyoxigraph.RdfFormat.JSON_LD)
    nodes = []
    for node in json.loads(written or b"[]"):
        types = [value["@id"] for value in node.pop(vocab.RDF_TYPE, ())] + node.pop("@type", [])
        told = {key: [_native(value) for value in values] if isinstance(values, list) else values for key, values in node.items()}
        nodes.append({**told, **({"@type": sorted(types)} if types else {})})
    return sorted(nodes, key=lambda node: natural_key(node["@id"]))


def _parted(nodes: list[_Json]) -> tuple[list[_Json], list[_Json]]:
    """Return the nodes that stand inside telegrams, and those beside them."""
    inside = [node for node in nodes if _INSIDE & set(node.get("@type", ()))]
    return inside, [node for node in nodes if not _INSIDE & set(node.get("@type", ()))]


def _to_frame(style: JsonLdStyle, inside: list[_Json]) -> _Json:
    """Return the frame for these nodes: its roots are the telegrams that no other quotes, its quotations as deep as can be."""
    telegrams = [node for node in inside if vocab.TG_TELEGRAM in node["@type"]]
    layer = {key: value for key, value in style.frame.items() if key not in ("@context", "quotes")}
    quotes = style.frame.get("quotes", {})
    for _ in telegrams:
        quotes = {**layer, **style.frame.get("quotes", {}), "quotes": quotes}
    roots = [node["@id"] for node in telegrams if vocab.TG_QUOTED_IN not in node]
    return {**{key: value for key, value in layer.items() if key != "@type"}, "@id": roots, "quotes": quotes}


def _ids(value: object) -> Iterable[str]:
    """Yield the addresses of all nodes of which something is told."""
    if isinstance(value, dict):
        if "id" in value and len(value) > 1:
            yield value["id"]
        for one in value.values():
            yield from _ids(one)
    elif isinstance(value, list):
        for one in value:
            yield from _ids(one)


def _rank(key: str) -> tuple[int, int, str]:
    if key in _FIRST_KEYS:
        return 0, _FIRST_KEYS.index(key), ""
    return (2, _LAST_KEYS.index(key), "") if key in _LAST_KEYS else (1, 0, key)


def _place(value: object) -> tuple[bool, object, str]:
    """Return where a value stands in a list: telegrams first, then by address or value, figures as numbers."""
    address = value.get("id", "") if isinstance(value, dict) else value
    telegram = isinstance(value, dict) and value.get("type") == "Telegram"
    return not telegram, natural_key(address if isinstance(address, str) else ""), json.dumps(value, sort_keys=True)


def _tidy(value: object, dropped: str = "") -> object:
    """Return the value with keys and lists in reading order, without what nesting says already."""
    if isinstance(value, dict):
        return {key: _tidy(value[key], _SAID_BY_NESTING.get(key, "")) for key in sorted(value, key=_rank) if key != dropped}
    if isinstance(value, list):
        return sorted((_tidy(one, dropped) for one in value), key=_place)
    return value


def _assemble(roots: list[_Json], beside: list[_Json]) -> _Json:
    """One telegram is the root itself, with what it names in `included`; several stand in a graph."""
    if len(roots) == 1:
        return {**roots[0], **({"included": beside} if beside else {})}
    return {"@graph": [*roots, *beside]}


def _graph(compacted: _Json) -> list[_Json]:
    rest = {key: value for key, value in compacted.items() if key != "@context"}
    if set(rest) <= {"@graph"}:
        found: list[_Json] = rest.get("@graph", [])
        return found
    return [rest]


def _innermost(fault: BaseException) -> str:
    """Return the message at the root of an error of PyLD, which wraps them."""
    while inner := fault.__cause__ or getattr(fault, "cause", None):
        fault = inner
    return str(fault.args[0]) if fault.args else str(fault)


def _dump(context: Mapping[str, Any], told: object) -> bytes:
    """Return the document, indented, with one line for each term of the context. `told` is what the document says."""
    terms = ",\n".join(f"    {json.dumps(term)}: {json.dumps(meaning, ensure_ascii=False)}" for term, meaning in context.items())
    body = json.dumps(told, indent=2, ensure_ascii=False).removeprefix("{")
    return f'{{\n  "@context": {{\n{terms}\n  }},{body}\n'.encode()


def to_jsonld(triples: Iterable[Triple], style: JsonLdStyle, minter: Minter, doc: DocId) -> bytes:
    """Return the triples as JSON-LD, UTF-8, indented: the facts of one source text and the labels of what they name.

    The root is the telegram; where the text has several that no other quotes, they stand in `@graph`. Whatever the frame
    does not reach is told beside it, so that the document reads back to the same triples.

    Raises:
        ResourceError: context or frame are wrong, or lead elsewhere.
    """
    from pyld import jsonld

    options = {"documentLoader": _refuse, "processingMode": "json-ld-1.1", "omitGraph": False, "omitDefault": True}
    prefixes = {name: namespace for name, namespace in minter.data_prefixes(doc).items() if name != "char"}
    context = {**style.context, **prefixes}
    inside, outside = _parted(_expanded(triples))
    frame = _to_frame(style, inside)
    try:
        framed = _graph(jsonld.frame(inside, {**frame, "@context": context}, options)) if frame["@id"] else []
        reached = set(_ids(framed))
        rest = outside if len(reached) == len(inside) else inside + outside
        compacted = _graph(jsonld.compact(rest, context, {**options, "graph": True})) if rest else []
    except jsonld.JsonLdError as fault:
        raise ResourceError(f"ontology/context.jsonld or frame.jsonld: {_innermost(fault)}") from fault
    beside = [node for node in compacted if node["id"] not in reached]
    return _dump(context, _tidy(_assemble(framed, beside)))
