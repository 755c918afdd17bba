"""What a build wrote, read back document by document: `graph.nq`, or the shards of a corpus.

A document's quads are given only if they are what the build says they are: a shard that was cut or changed is a fault,
never a smaller graph.
"""

from __future__ import annotations

import json
import re
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import Any, Final, get_args
from urllib.parse import unquote

from kg_builder.datafiles import sha256_hex
from kg_builder.errors import InputError
from kg_builder.iris import GraphName
from kg_builder.output import GRAPH, LINKS

MANIFEST: Final = "manifest.json"
DOCUMENTS: Final = "documents.jsonl"
SHARDS: Final = "shards"

_GRAPH_OF_DOCUMENT: Final = re.compile(
    rf"(?P<base>.*[/#])graph/(?P<part>(?:(?!--)[^/<>])+)--(?:{'|'.join(get_args(GraphName))})".encode(), re.DOTALL
)
_BUCKET: Final = 32 * 1024 * 1024
"""Bytes of `graph.nq` that are sorted out by document at once."""
_LONGEST_DOCUMENT: Final = 1 << 30
"""Bytes of one document's quads: more is no document, but a shard made to fill the memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentQuads:
    """All quads of one document, its share of the shared graphs too where the layout keeps shares."""

    doc: str
    """Its id. Empty for the last one of a `graph.nq`, which holds the graphs that no single document owns."""
    sha256: str
    quads: bytes
    """N-Quads, UTF-8, sorted lines."""


def documents_of(folder: Path) -> Iterator[DocumentQuads]:
    """Yield each document of a build once. Memory holds one document of the shards, or a share of `graph.nq`.

    Raises:
        InputError: there is no whole build, or a file of it is not what the build wrote.
    """
    if (folder / MANIFEST).is_file() and (folder / DOCUMENTS).is_file():
        return _from_shards(folder)
    if (folder / GRAPH).is_file():
        return _from_graph(folder / GRAPH)
    raise InputError(f"{folder}: there is no build; expected {GRAPH}, or {MANIFEST} with {DOCUMENTS}, as kg-builder build writes them")


def find_links(folder: Path) -> Path | None:
    """Return the file of the links across documents; None if `kg-builder link` has not written it."""
    path = folder / LINKS
    return path if path.is_file() else None


def find_base_in(folder: Path) -> str | None:
    """Return the base below which a build's documents lie; None if it has no document. Reads no further than it must.

    Raises:
        InputError: there is no whole build.
    """
    if (folder / MANIFEST).is_file() or not (folder / GRAPH).is_file():
        lines = (line for one in documents_of(folder) for line in one.quads.splitlines(keepends=True))
        return next(_bases(lines), None)
    with _opened(folder / GRAPH) as stream:
        return next(_bases(stream), None)


def _bases(lines: Iterable[bytes]) -> Iterator[str]:
    ends = (line[line.rfind(b"<") + 1 : -4].decode("utf-8", "replace") for line in lines)
    return (base for end in ends if (base := find_base(end)))


def count_documents(folder: Path) -> int:
    """Return how many lines the index of the shards has, for progress; 0 where there is none."""
    if not (folder / DOCUMENTS).is_file():
        return 0
    with _opened(folder / DOCUMENTS) as lines:
        return sum(1 for _ in lines)


def find_base(graph: str) -> str | None:
    """Return the base below which a document's graph lies; None if the IRI is not that of a document's graph."""
    found = _GRAPH_OF_DOCUMENT.fullmatch(graph.encode("utf-8", "surrogatepass"))
    return found["base"].decode() if found else None


# ------------------------------------------------------------------------------------------------------- shards


def _from_shards(folder: Path) -> Iterator[DocumentQuads]:
    index = folder / DOCUMENTS
    _check_index(folder, index)
    shard: BufferedReader | None = None
    try:
        with _opened(index) as lines:
            for number, line in enumerate(lines, 1):
                row = _row(index, number, line)
                if row.get("status") != "processed":
                    continue
                if shard is None or Path(shard.name).name != row["shard"]:
                    if shard is not None:
                        shard.close()
                    shard = _opened(folder / SHARDS / row["shard"])
                yield _document(shard, row)
    finally:
        if shard is not None:
            shard.close()


def _check_index(folder: Path, index: Path) -> None:
    """Hold the index to the manifest, which is published last: a build that was killed has another one, or none."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
    except ValueError as fault:
        raise InputError(f"{folder / MANIFEST}: {fault}; expected JSON, as kg-builder build writes it") from fault
    wanted = _find_hash(manifest, DOCUMENTS)
    if wanted is None:
        return
    import hashlib

    with _opened(index) as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    if found != wanted:
        raise InputError(f"{index}: is not what {MANIFEST} says (SHA-256 {found}, expected {wanted}); build again")


def _find_hash(manifest: Any, name: str) -> str | None:
    """Return the SHA-256 that the manifest has for a file, wherever it keeps it."""
    if not isinstance(manifest, dict):
        return None
    here = manifest.get(name)
    if isinstance(here, Mapping):
        here = here.get("sha256")
    if isinstance(here, str) and re.fullmatch("[0-9a-f]{64}", here):
        return here
    return next((found for value in manifest.values() if (found := _find_hash(value, name))), None)


def _row(index: Path, number: int, line: bytes) -> Mapping[str, Any]:
    try:
        row = json.loads(line)
        if row.get("status") == "processed":
            good = (
                all(isinstance(row[key], str) for key in ("doc", "shard", "sha256"))
                and all(isinstance(row[key], int) and row[key] >= 0 for key in ("offset", "length"))
                and re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", row["shard"])
            )
            if not good or not row["doc"]:
                raise InputError(f"{index}:{number}: is no line of a document; expected doc, shard, offset, length, sha256")
    except (ValueError, KeyError, AttributeError) as fault:
        raise InputError(f"{index}:{number}: {fault}; expected a line of JSON with doc, shard, offset, length, sha256") from fault
    return row  # type: ignore[no-any-return]


def _document(shard: BufferedReader, row: Mapping[str, Any]) -> DocumentQuads:
    try:
        shard.seek(row["offset"])
        quads = _unpack(shard.read(row["length"]))
    except (OSError, zlib.error) as fault:
        raise InputError(_broken(shard, row, str(fault))) from fault
    if quads is None or sha256_hex(quads) != row["sha256"]:
        raise InputError(_broken(shard, row, "other bytes than the build wrote"))
    return DocumentQuads(doc=row["doc"], sha256=row["sha256"], quads=quads)


def _unpack(data: bytes) -> bytes | None:
    """Return what one gzip member holds; None if it is cut, is not alone, or holds more than a document may."""
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    quads = unpacker.decompress(data, _LONGEST_DOCUMENT)
    return quads if unpacker.eof and not unpacker.unused_data else None


def _broken(shard: BufferedReader, row: Mapping[str, Any], what: str) -> str:
    return f"{shard.name}: {row['doc']} at byte {row['offset']}: {what}; kg-builder build again makes it whole"


# ----------------------------------------------------------------------------------------------------- graph.nq


def _from_graph(path: Path) -> Iterator[DocumentQuads]:
    """Yield the documents of a `graph.nq`: its lines are dealt out to files by document, and each file is small."""
    shared: list[bytes] = []
    count = min(path.stat().st_size // _BUCKET + 1, 200)
    with tempfile.TemporaryDirectory(prefix="kg-builder-") as folder:
        buckets = [Path(folder) / str(number) for number in range(count)]
        _deal(path, buckets, shared)
        for bucket in buckets:
            documents: dict[str, list[bytes]] = {}
            with bucket.open("rb") as lines:
                for line in lines:
                    documents.setdefault(_doc_of(line) or "", []).append(line)
            for doc in sorted(documents):
                yield _to_document(doc, documents[doc])
            bucket.unlink()
    if shared:
        yield _to_document("", shared)


def _deal(path: Path, buckets: list[Path], shared: list[bytes]) -> None:
    """Write each line to the file of its document; lines of shared graphs are kept apart."""
    streams = [bucket.open("wb") for bucket in buckets]
    try:
        with _opened(path) as lines:
            for number, line in enumerate(lines, 1):
                if not line.endswith(b"> .\n"):
                    raise InputError(
                        f"{path}:{number}: is no quad in a named graph; expected sorted N-Quads as kg-builder build writes them"
                    )
                doc = _doc_of(line)
                if doc is None:
                    shared.append(line)
                else:
                    streams[zlib.crc32(doc.encode("utf-8", "surrogatepass")) % len(streams)].write(line)
    finally:
        for stream in streams:
            stream.close()


def _doc_of(line: bytes) -> str | None:
    """Return the id of the document that owns the graph of this line; None if none does."""
    found = _GRAPH_OF_DOCUMENT.fullmatch(line[line.rfind(b"<") + 1 : -4])
    return unquote(found["part"].decode("utf-8", "replace"), errors="surrogatepass") if found else None


def _to_document(doc: str, lines: list[bytes]) -> DocumentQuads:
    quads = b"".join(lines)
    return DocumentQuads(doc=doc, sha256=sha256_hex(quads), quads=quads)


def _opened(path: Path) -> BufferedReader:
    try:
        return path.open("rb")
    except OSError as fault:
        raise InputError(f"{path}: {fault.strerror or fault}; expected a file of the build") from fault
