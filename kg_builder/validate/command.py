"""`kg-builder validate`: any RDF against any SHACL shapes; results at the line of the file and the words of the telegram."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

from kg_builder.errors import InputError, UsageError

if TYPE_CHECKING:
    from kg_builder.validate.outcome import Outcome
    from kg_builder.validate.places import DataFile
    from kg_builder.validate.shapeset import ShapeSet

_FORMATS: Final = ("text", "json", "github", "gitlab", "sarif", "junit", "markdown", "turtle", "jsonld")
_KEPT: Final = 16_000_000
"""Bytes of a file that are kept in memory beside its statements."""
_PART: Final = 100_000
"""Statements of a build that are validated at once, if it is much larger."""
_WALKED: Final = (".ttl", ".trig", ".nt", ".nq", ".n3", ".rdf", ".owl", ".jsonld", ".trix")
_FACTS_ALONE: Final = "these are facts of telegrams without their evidence, which the shapes of this program ask for: give the whole graph, such as out/graph.nq"
_DESCRIPTION: Final = (
    "All files are one graph. Without --shapes they are held to the shapes of this program. Nothing is fetched: no owl:imports, no remote JSON-LD "
    "context. Exit codes: 0 conforms, 1 does not, 2 wrong usage, 3 a file could not be read (the rest is validated)."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    parser.epilog = _DESCRIPTION
    add = parser.add_argument
    add(
        "file",
        nargs="+",
        metavar="FILE",
        help="Turtle, TriG, N-Triples, N-Quads, RDF/XML, JSON-LD, N3, TriX, HexTuples; or a folder of them",
    )
    add("--shapes", nargs="+", action="extend", default=[], metavar="F", help="files with SHACL shapes (default: those of this program)")
    add(
        "--ontology",
        nargs="+",
        action="extend",
        default=[],
        metavar="F",
        help="files of which the class hierarchy and the concept schemes are used",
    )
    add("--format", choices=_FORMATS, default="text", help="what is printed (default: text)")
    add("--report", action="append", default=[], metavar="FORMAT=FILE", help="write another format to a file as well; may be repeated")
    add(
        "--fail-on",
        choices=("violation", "warning", "info", "never"),
        default="violation",
        help="from which severity on the exit code is 1",
    )
    add("--require-targets", action="store_true", help="fail if a shape has no focus node, or a path of it occurs nowhere")
    add("--baseline", type=Path, metavar="FILE", help="known faults: only new ones fail, mended ones are told")
    add("--write-baseline", type=Path, metavar="FILE", help="write all faults found as known ones, and do not fail because of them")
    add(
        "--engine",
        choices=("reference", "fast", "both"),
        help="pySHACL, shifty, or both, which fails if they differ (default: the fast one screens)",
    )
    add(
        "--texts",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="where the texts lie that the graph quotes (default: beside it, and seeds)",
    )
    add("--all", action="store_true", help="show every fault of each kind, and what every shape looked at")


def run(arguments: argparse.Namespace, stdout: TextIO | None = None, stderr: TextIO | None = None) -> int:
    """Validate and report; return the exit code.

    Raises:
        InputError: shapes, ontology or baseline cannot be read, or an engine cannot run the shapes.
        UsageError: `--report` is not FORMAT=FILE.
    """
    from kg_builder.validate.engines import EngineDifferenceError

    stdout, stderr = stdout or sys.stdout, stderr or sys.stderr
    reports = [_parse_report(word) for word in arguments.report]
    shapes = _load_shapes(arguments.shapes, arguments.ontology)
    files, unreadable, notes = _read_files(arguments.file)
    if not arguments.shapes and _lacks_evidence(files):
        notes.append(_FACTS_ALONE)
    try:
        outcome = _validate(arguments, shapes, files, unreadable, notes)
    except EngineDifferenceError as fault:
        for line in str(fault).splitlines():
            _say(stderr, f"kg-builder: {line}")
        return 1
    for message in outcome.unreadable:
        _say(stderr, f"kg-builder: {message}")
    for name, path in reports:
        _write(path, _format(outcome, name, arguments, sys.stdout if stdout is None else None))
    stdout.write(_format(outcome, arguments.format, arguments, stdout))
    if arguments.write_baseline:
        from kg_builder.validate.baseline import to_baseline

        _write(arguments.write_baseline, to_baseline(outcome.faults))
        return 3 if outcome.unreadable else 0
    return 3 if outcome.unreadable else 0 if outcome.conforms else 1


def _say(stream: TextIO, message: str) -> None:
    from kg_builder.terminal import escape_controls

    stream.write(f"{escape_controls(message)}\n")


def _parse_report(word: str) -> tuple[str, Path]:
    name, sign, path = word.partition("=")
    if not sign or not path or name not in _FORMATS:
        raise UsageError(f"--report {word}: expected FORMAT=FILE with a format of {', '.join(_FORMATS)}")
    return name, Path(path)


def _format(outcome: Outcome, name: str, arguments: argparse.Namespace, stream: TextIO | None) -> str:
    from kg_builder.terminal import Style
    from kg_builder.validate.formats import format_outcome
    from kg_builder.validate.formats.text import to_text

    if name == "text":
        return to_text(outcome, everything=arguments.all, style=Style(bool(stream and stream.isatty())))
    return format_outcome(outcome, name)


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8", "replace"))
    except OSError as fault:
        raise UsageError(f"{path}: {fault.strerror or fault}; expected a place that can be written") from fault


def _load_shapes(shapes: Sequence[str], ontology: Sequence[str]) -> ShapeSet:
    from kg_builder.validate.document import load_shapes, prepare_shapes
    from kg_builder.validate.reading import read_bytes

    if not shapes and not ontology:
        return load_shapes(concepts=True)
    from kg_builder.datafiles import find_data_dir

    paths = _walk(shapes) if shapes else sorted(find_data_dir("shapes").glob("*.ttl"))
    return prepare_shapes({str(p): read_bytes(p) for p in paths}, {str(p): read_bytes(p) for p in _walk(ontology)})


def _walk(words: Sequence[str]) -> Iterator[Path]:
    for word in words:
        path = Path(word)
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.suffix.lower() in _WALKED and p.is_file())
        else:
            yield path


def _read_files(words: Sequence[str]) -> tuple[list[DataFile], list[str], list[str]]:
    """Return what could be read, the messages of what could not, and what was left out."""
    from kg_builder.validate.places import DataFile
    from kg_builder.validate.reading import find_format, parse_asserted, read_bytes, rename_blank_nodes, split_by_document

    files: list[DataFile] = []
    unreadable: list[str] = []
    notes: list[str] = []
    paths = list(dict.fromkeys(_walk(words)))
    if not paths:
        raise UsageError(f"{' '.join(words)}: there is no RDF file; expected one that ends in {', '.join(_WALKED)}")
    for number, path in enumerate(paths):
        try:
            data = read_bytes(path)
            name = find_format(path)
            prefix = f"f{number}x" if len(paths) > 1 else ""
            asserted = parse_asserted(data, name, str(path))
            if asserted.left_out:
                notes.append(f"{path}: {asserted.left_out} inferred statements were left out: shapes look at what is asserted")
            kept = data if len(data) <= _KEPT else None
            parts = split_by_document(asserted, _PART) if len(asserted.triples) > 2 * _PART and len(paths) == 1 else ()
            files.append(DataFile(str(path), name, kept, rename_blank_nodes(asserted.triples, prefix), prefix, parts))
        except InputError as fault:
            unreadable.append(str(fault))
    return files, unreadable, notes


def _lacks_evidence(files: Sequence[DataFile]) -> bool:
    """True for facts of telegrams without a single attestation, such as a document's Turtle file alone."""
    from kg_builder.terms import to_iri
    from kg_builder.vocab import RDF_TYPE, TG_ATTESTATION, TG_TELEGRAM

    is_a, telegram, attestation = map(to_iri, (RDF_TYPE, TG_TELEGRAM, TG_ATTESTATION))
    kinds = {obj for file in files for _, predicate, obj in file.triples if predicate == is_a}
    return telegram in kinds and attestation not in kinds


def _folders(given: Sequence[Path], files: Sequence[DataFile]) -> list[Path]:
    if given:
        return list(given)
    beside = [
        folder
        for file in files
        for folder in (Path(file.name).parent, Path(file.name).parent / "seeds", Path(file.name).parent.parent / "seeds")
    ]
    return [folder for folder in dict.fromkeys([Path("seeds"), *beside]) if folder.is_dir()]


def _validate(
    arguments: argparse.Namespace, shapes: ShapeSet, files: Sequence[DataFile], unreadable: Sequence[str], notes: Sequence[str]
) -> Outcome:
    from kg_builder.validate.baseline import Baseline, load_baseline
    from kg_builder.validate.engines import run_engine
    from kg_builder.validate.faults import find_documents, find_faults
    from kg_builder.validate.outcome import Looked, Outcome, mark_known
    from kg_builder.validate.wording import short

    baseline = load_baseline(arguments.baseline) if arguments.baseline else Baseline({})
    triples = files[0].triples if len(files) == 1 else list(dict.fromkeys(triple for file in files for triple in file.triples))
    # Shapes of this program look at one document at a time, so that a large build need not be in the engine at once.
    parts = files[0].parts if len(files) == 1 and not arguments.shapes else ()
    report = run_engine(shapes, triples, arguments.engine, parts)
    faults = mark_known(find_faults(report, shapes, files, _folders(arguments.texts, files)), baseline)
    looked = tuple(
        Looked(
            shape=shape.iri.strip("<>"),
            name=shape.label,
            focus_nodes=report.focus_nodes.get(shape.iri, 0),
            dead=tuple(sorted({short(p) for part in (shape, *shapes.expand(shape)) for p in report.dead_paths.get(part.iri, ())})),
        )
        for shape in shapes.targeted
    )
    return Outcome(
        files=tuple(file.name for file in files),
        documents=find_documents(triples) or tuple(file.name for file in files),
        faults=faults,
        looked=looked,
        engine=report.engine,
        fail_on=arguments.fail_on,
        require_targets=arguments.require_targets,
        notes=(*notes, *report.notes),
        unreadable=tuple(unreadable),
        mended=baseline.find_mended(faults),
        triples=len(triples),
    )
