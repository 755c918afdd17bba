"""The folder a build writes to: everything is written aside, then renamed; what no document gives any more goes away.

Beside `out/graph.nq`, `out/report.json`, `out/report.txt` stand three files a document. Before the first rename a journal
names what is about to stand there, so that a build killed in between leaves nothing that the next one does not know.
"""

from __future__ import annotations

import filecmp
import hashlib
import heapq
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from kg_builder.errors import StoreError
from kg_builder.iris import escape_part
from kg_builder.model import DocId

GRAPH = "graph.nq"
REPORT_JSON = "report.json"
REPORT_TEXT = "report.txt"
RUN = "run"
LINKS = "links.nq"
LINK_FILES = (LINKS, "links.txt", "links.json")
"""What `link` puts beside the graph: it goes when the graph changes."""
DOCUMENT_ENDINGS = (".ttl", ".jsonld", ".evidence.ttl")
_JOURNAL = "journal.json"
_LONGEST_NAME = 255 - max(map(len, DOCUMENT_ENDINGS))  # NAME_MAX of Linux file systems, bytes
_RUN_OF_LINES = 32 * 1024 * 1024  # bytes held in memory before they are sorted and put aside


def file_stem(doc: DocId) -> str:
    """Return the file name of a document without its ending: safe as a path, at most 242 characters, one a document.

    It is the part of the document's IRIs; a name too long for a file keeps its start, then `--` (which no part holds)
    and 16 hexadecimal digits of the SHA-256 of the whole.

    >>> file_stem(DocId("1951/../June"))
    '1951%2F..%2FJune'
    """
    name = escape_part(doc)
    if len(name) <= _LONGEST_NAME:
        return name
    return f"{name[: _LONGEST_NAME - 18]}--{hashlib.sha256(name.encode()).hexdigest()[:16]}"


class SortedLines:
    """Lines of bytes from many documents, sorted and each kept once, in bounded memory: sorted runs, then one merge."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._lines, self._size, self._runs = folder, set[bytes](), 0, list[Path]()

    def add(self, data: bytes) -> None:
        """Take the lines of `data`, in any order."""
        for line in data.splitlines(keepends=True):
            if line not in self._lines:
                self._lines.add(line)
                self._size += len(line)
        if self._size > _RUN_OF_LINES:
            self._spill()

    def _spill(self) -> None:
        run = self._folder / f"run-{len(self._runs)}"
        run.write_bytes(b"".join(sorted(self._lines)))
        self._runs.append(run)
        self._lines, self._size = set(), 0

    def write(self, path: Path) -> None:
        """Write all lines to `path`, sorted as bytes."""
        streams = [run.open("rb") for run in self._runs]
        try:
            with path.open("wb") as stream:
                last = b""
                for line in heapq.merge(*streams, sorted(self._lines)):
                    if line != last:
                        stream.write(line)
                    last = line
        finally:
            for opened in streams:
                opened.close()


class OutputFolder:
    """A build's hold on its output folder: one build at a time, all or nothing.

    Raises:
        StoreError: the folder cannot be made or written, or another build is at work in it.
    """

    def __init__(self, out: Path) -> None:
        self.out, self._run = out, out / RUN
        self._aside = self._run / "aside"
        self._documents: set[DocId] = set()
        self._lock: int | None = None

    def __enter__(self) -> OutputFolder:
        with _as_store_error(self.out):
            self._run.mkdir(parents=True, exist_ok=True)
            self._lock = _lock(self.out, "another build is writing here; wait for it, or give another --out")
            shutil.rmtree(self._aside, ignore_errors=True)
            self._aside.mkdir()
            self.lines = SortedLines(self._aside)
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        shutil.rmtree(self._aside, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)

    def put_document(self, doc: DocId, files: dict[str, bytes], lines: bytes) -> None:
        """Put a document's files (by ending) and its lines of the graph aside."""
        with _as_store_error(self.out):
            for ending in DOCUMENT_ENDINGS:
                if ending in files:
                    (self._aside / (file_stem(doc) + ending)).write_bytes(files[ending])
            self.lines.add(lines)
        self._documents.add(doc)

    def commit(self, report: bytes, text: bytes) -> None:
        """Rename everything into its place, the report last, and take away what earlier builds left."""
        with _as_store_error(self.out):
            self.lines.write(self._aside / GRAPH)
            (self._aside / REPORT_TEXT).write_bytes(text)
            (self._aside / REPORT_JSON).write_bytes(report)
            known = self._known_documents()
            self._write_journal(known | self._documents)
            written = {name for doc in self._documents for name in _names(doc) if (self._aside / name).exists()}
            if not _same_bytes(self._aside / GRAPH, self.out / GRAPH):
                for name in LINK_FILES:
                    (self.out / name).unlink(missing_ok=True)
            for name in [*sorted(written), GRAPH]:
                (self._aside / name).replace(self.out / name)
            for doc in sorted(known | self._documents):
                for name in _names(doc):
                    if name not in written:
                        (self.out / name).unlink(missing_ok=True)
            for name in (REPORT_TEXT, REPORT_JSON):
                (self._aside / name).replace(self.out / name)
            (self._run / _JOURNAL).unlink()

    def write_times(self, data: bytes) -> None:
        """Write the times of this run, which are never part of what is compared or committed."""
        with _as_store_error(self.out):
            (self._run / "times.json").write_bytes(data)

    def _write_journal(self, documents: set[DocId]) -> None:
        path = self._run / f"{_JOURNAL}.new"
        path.write_text(json.dumps(sorted(documents)), "utf-8")
        path.replace(self._run / _JOURNAL)

    def _known_documents(self) -> set[DocId]:
        """Return the documents whose files our own earlier report or journal says to stand here."""
        report = _read_json(self.out / REPORT_JSON)
        entries = report.get("entries") if isinstance(report, dict) else None
        named = [entry.get("document") for entry in entries or () if isinstance(entry, dict) and entry.get("status") == "processed"]
        journal = _read_json(self._run / _JOURNAL)
        named += journal if isinstance(journal, list) else []
        return {DocId(doc) for doc in named if isinstance(doc, str) and doc}


def _names(doc: DocId) -> list[str]:
    return [file_stem(doc) + ending for ending in DOCUMENT_ENDINGS]


def _read_json(path: Path) -> object:
    """Return what the file holds; None if there is none or it is not JSON."""
    try:
        return json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError):
        return None


def _same_bytes(one: Path, other: Path) -> bool:
    return other.is_file() and filecmp.cmp(one, other, shallow=False)


@contextmanager
def hold(out: Path) -> Iterator[None]:
    """Hold the lock of an output folder, so that nothing is built while something else is put there.

    Raises:
        StoreError: a build is at work there, or nothing can be written.
    """
    with _as_store_error(out):
        (out / RUN).mkdir(exist_ok=True)
        handle = _lock(out, "a build is writing here; wait for it")
    try:
        yield
    finally:
        os.close(handle)


def _lock(out: Path, advice: str) -> int:
    """Take the lock of an output folder; the system drops it with the process, however that ends."""
    import fcntl

    handle = os.open(out / RUN / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as fault:
        os.close(handle)
        raise StoreError(f"{out}: {advice}") from fault
    return handle


@contextmanager
def _as_store_error(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise StoreError(f"{fault.filename or out}: {fault.strerror or fault}; expected a folder that can be written, with room") from fault
