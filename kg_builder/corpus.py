"""Many documents: files in, one graph and one report out. What is done with one document is one function under `map`.

Reading and writing happen here; a document is built by `pipeline`. A document that fails takes nothing with it: it has
its entry in the report, and nothing else of it is written.
"""

from __future__ import annotations

import json
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from kg_builder import docids, report
from kg_builder.errors import InputError
from kg_builder.inputs import InputFile, Inputs, duplicates, list_inputs, read_bytes
from kg_builder.language import find_other_language
from kg_builder.limits import DocumentLimitExceeded, processor_time
from kg_builder.model import DocId
from kg_builder.output import OutputFolder
from kg_builder.pipeline import BuiltDocument, Tools, build_document
from kg_builder.remark import Remark, shown_name, to_remarks
from kg_builder.report import Entry
from kg_builder.source import SourceText, to_source
from kg_builder.terminal import Progress

NO_TELEGRAM = "no telegram in it: from line 1 on nothing says who writes to whom, no number, no date; expected the text of a telegram"
TIME_LIMIT = 9.0
"""Seconds of processor time for one document. A telegram takes some hundredths."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a build is to be done: where to, and how documents get their ids and their letters."""

    out: Path
    id_pattern: str = docids.DEFAULT_PATTERN
    encoding: str | None = None
    time_limit: float = TIME_LIMIT


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One file to build, under its id."""

    file: InputFile
    doc: DocId
    encoding: str | None
    time_limit: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one job: bytes and an entry, so that it can come from another process."""

    entry: Entry
    sha256: str | None = None
    files: dict[str, bytes] = field(default_factory=dict)
    """By ending: `.ttl`, `.jsonld`, `.evidence.ttl`; empty if nothing is written."""
    lines: bytes = b""
    """Lines of N-Quads."""
    traceback: str | None = None
    """Where the program failed, for the run's own folder: reports hold no paths of the program."""


Builder = Callable[[SourceText, Tools], BuiltDocument]


def build_corpus(sources: Sequence[str], tools: Tools, options: Options, progress: Progress | None = None) -> list[Entry]:
    """Build all that the sources hold into the output folder; return the entries of its report.

    Raises:
        StoreError: the output folder cannot be written; it is as it was.
        UsageError: the id pattern has no meaning.
    """
    return write_corpus(sources, options, partial(build_one, tools=tools), progress or Progress("built"))


def write_corpus(sources: Sequence[str], options: Options, work: Callable[[Job], Result], progress: Progress) -> list[Entry]:
    """Do the work for each file that the sources hold, and write what comes of it, all or nothing."""
    docids.check_pattern(options.id_pattern)
    with OutputFolder(options.out) as folder:
        inputs = list_inputs(sources, options.out)
        progress.start(len(inputs.files))
        results, times, started = [], {}, time.time()
        for result, seconds in _timed(run_jobs(inputs, options, work)):
            if result.entry.document and result.entry.status == "processed":
                folder.put_document(result.entry.document, result.files, result.lines)
            results.append(replace(result, files={}, lines=b""))
            times[result.entry.path] = seconds
            progress.step(result.entry.path)
        progress.close()
        entries = report.sort_entries([*inputs.entries, *note_same_bytes(results)])
        folder.commit(report.to_json(entries), report.to_text(entries))
        folder.write_times(_run_log(started, times, results))
    return entries


def run_jobs(inputs: Inputs, options: Options, work: Callable[[Job], Result]) -> Iterator[Result]:
    """Yield the result of each file: first those that get no id, then the others in the order of their paths."""
    claims, jobs = _to_jobs(inputs, options)
    shared = duplicates((job.doc, job.file.shown) for job in jobs)
    yield from (Result(entry=entry) for entry in claims)
    for job in jobs:
        yield _refuse(job, shared[job.doc]) if job.doc in shared else work(job)


def _to_jobs(inputs: Inputs, options: Options) -> tuple[list[Entry], list[Job]]:
    """Return the entries of files that get no id, and the jobs of the others."""
    entries, jobs = [], []
    for file in inputs.files:
        try:
            source = _read(file, DocId("?"), options.encoding) if docids.needs_text(options.id_pattern) else None
            doc = docids.to_doc_id(options.id_pattern, file, source)
        except InputError as fault:
            entries.append(_failed(file, None, str(fault)).entry)
        else:
            jobs.append(Job(file=file, doc=doc, encoding=options.encoding, time_limit=options.time_limit))
    return entries, jobs


def _refuse(job: Job, paths: list[str]) -> Result:
    return _failed(
        job.file, job.doc, f"the id {job.doc!r} is that of {len(paths)} files: {', '.join(paths)}; give --id, or build them apart"
    )


def _failed(file: InputFile, doc: DocId | None, reason: str, fault: report.Fault = "input", findings: tuple[Remark, ...] = ()) -> Result:
    return Result(entry=Entry(path=file.shown, status="failed", document=doc, reason=reason, fault=fault, findings=findings))


def _read(file: InputFile, doc: DocId, encoding: str | None) -> SourceText:
    return to_source(read_bytes(file), doc, shown_name(file.path), encoding)


def build_one(job: Job, tools: Tools, builder: Builder = build_document) -> Result:
    """Build one document; never raises: whatever happens is in the result."""
    try:
        with processor_time(job.time_limit):
            return _build(job, tools, builder)
    except InputError as fault:
        return _failed(job.file, job.doc, str(fault))
    except DocumentLimitExceeded:
        return _failed(
            job.file, job.doc, f"took more than {job.time_limit:g} seconds of processor time, the most that one document may take"
        )
    except MemoryError:
        return _failed(job.file, job.doc, "took more memory than there is")
    except Exception as fault:  # noqa: BLE001 - one of the two rims: a document that breaks the program breaks nothing else
        remark = Remark(code="internal", severity="error", message=f"{type(fault).__name__}: {fault}")
        failed = _failed(job.file, job.doc, "the program failed on this document; please report it", "internal", (remark,))
        return replace(failed, traceback=traceback.format_exc())


def _build(job: Job, tools: Tools, builder: Builder) -> Result:
    source = _read(job.file, job.doc, job.encoding)
    other = find_other_language(source.text)
    if other:
        return Result(entry=Entry(path=job.file.shown, status="skipped", document=job.doc, reason=other), sha256=source.sha256)
    built = builder(source, tools)
    remarks = to_remarks(built.findings, source)
    if not built.telegrams:
        entry = Entry(path=job.file.shown, status="skipped", document=job.doc, reason=NO_TELEGRAM, findings=remarks)
        return Result(entry=entry, sha256=source.sha256)
    if built.failure:
        return replace(_failed(job.file, job.doc, built.failure, "conformance", remarks), sha256=source.sha256)
    entry = Entry(path=job.file.shown, status="processed", document=job.doc, findings=remarks)
    return Result(entry=entry, sha256=source.sha256, files=dict(built.files), lines=built.quads)


def note_same_bytes(results: Iterable[Result]) -> list[Entry]:
    """Return the entries; a document whose bytes an earlier path has too gets a finding that names it."""
    first: dict[str, str] = {}
    entries = []
    for result in sorted(results, key=lambda one: one.entry.path):
        entry = result.entry
        if result.sha256 and entry.status == "processed":
            earlier = first.setdefault(result.sha256, entry.path)
            if earlier != entry.path:
                remark = Remark(code="document.same-bytes", severity="warning", message=f"the file has the same bytes as {earlier}")
                entry = replace(entry, findings=(*entry.findings, remark))
        entries.append(entry)
    return entries


def _timed(results: Iterator[Result]) -> Iterator[tuple[Result, float]]:
    """Yield each result with the seconds of processor time that it took."""
    before = time.process_time()
    for result in results:
        now = time.process_time()
        yield result, round(now - before, 6)
        before = time.process_time()


def _run_log(started: float, times: dict[str, float], results: Iterable[Result]) -> bytes:
    crashes = {result.entry.path: result.traceback for result in results if result.traceback}
    log = {"started": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(started)), "seconds": times, "tracebacks": crashes}
    return (json.dumps(log, indent=1) + "\n").encode()
