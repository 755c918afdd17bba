"""A state of a graph: a file, a folder such as `out`, or either in a revision of git."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from kg_builder.errors import InputError, UsageError
from kg_builder.terms import Term, Triple
from kg_builder.validate.places import name_by_content
from kg_builder.validate.reading import find_format, parse_quads, read_bytes

Part = Literal["asserted", "inferred", "evidence", "run"]

_GRAPH: Final = re.compile(r"[/#]graph/(?:(?P<doc>[^/<>]+)--)?(?P<name>facts|evidence|inferred|run|authority|links)>$")
_PART: Final[Mapping[str, Part]] = {"inferred": "inferred", "links": "inferred", "evidence": "evidence", "run": "run"}
_READ: Final = (".nq", ".trig", ".nt", ".ttl", ".n3", ".rdf", ".jsonld")
_GIT_SECONDS: Final = 60


@dataclass(frozen=True, slots=True)
class State:
    """The statements of each part of a graph, and the document of each subject ("" for what belongs to none)."""

    name: str
    parts: Mapping[Part, frozenset[Triple]]
    documents: Mapping[Term, str]

    def of(self, part: Part) -> frozenset[Triple]:
        """Return the statements of a part."""
        return self.parts.get(part, frozenset())

    @property
    def triples(self) -> Iterator[Triple]:
        """Yield all statements."""
        for triples in self.parts.values():
            yield from triples


def load_state(word: str) -> State:
    """Read a file, a folder, or `REVISION:PATH` of the git repository around the working folder; REVISION alone means its `out`.

    Of a folder `graph.nq` is read if it is there, for it holds all; else every RDF file below it.

    Raises:
        InputError: a file cannot be read or is not RDF.
        UsageError: there is no such file, folder or revision.
    """
    path = Path(word)
    if path.is_dir():
        files = {str(p): read_bytes(p) for p in _choose([p for p in path.rglob("*") if p.is_file()], path / "graph.nq")}
    elif path.exists():
        files = {word: read_bytes(path)}
    else:
        files = _read_revision(word)
    if not files:
        raise UsageError(f"{word}: there is no RDF file in it; expected graph.nq, or files that end in {', '.join(_READ)}")
    return _to_state(word, files)


def _choose(paths: Iterable[Path], whole: Path) -> list[Path]:
    found = sorted(paths)
    return [whole] if whole in found else [p for p in found if p.suffix.lower() in _READ]


def _git(*words: str) -> bytes:
    try:
        done = subprocess.run(["git", *words], capture_output=True, check=True, timeout=_GIT_SECONDS)  # noqa: S603, S607  # the user's own git
    except FileNotFoundError as fault:
        raise UsageError("git is not installed; expected files or folders") from fault
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as fault:
        said = (getattr(fault, "stderr", b"") or b"").decode("utf-8", "replace").strip().splitlines()
        raise UsageError(f"git {' '.join(words)}: {said[0] if said else 'no answer'}") from fault
    return done.stdout


def _read_revision(word: str) -> dict[str, bytes]:
    revision, _, path = word.partition(":")
    path = path.rstrip("/") or "out"
    if not revision or revision.startswith("-"):
        raise UsageError(f"{word}: no such file, folder or git revision")
    try:
        _git("rev-parse", "--quiet", "--verify", "--end-of-options", f"{revision}^{{commit}}")
    except UsageError as fault:
        raise UsageError(f"{word}: no such file, folder or git revision") from fault
    listed = _git("ls-tree", "-r", "-z", "--name-only", "--full-tree", revision, "--", path).decode("utf-8", "replace").split("\0")
    chosen = _choose([Path(name) for name in listed if name], Path(path) / "graph.nq")
    return {f"{revision}:{p.as_posix()}": _git("cat-file", "blob", f"{revision}:{p.as_posix()}") for p in chosen}


def _to_state(word: str, files: Mapping[str, bytes]) -> State:
    parts: dict[Part, set[Triple]] = {}
    documents: dict[Term, str] = {}
    for name, data in files.items():
        for subject, predicate, obj, graph in parse_quads(data, find_format(name.rpartition(":")[2]), name):
            found = _GRAPH.search(graph)
            part: Part = _PART.get(found["name"], "asserted") if found else "asserted"
            parts.setdefault(part, set()).add((subject, predicate, obj))
            if found and found["name"] == "facts" and found["doc"]:
                documents.setdefault(subject, found["doc"])
    return State(word, {part: _without_labels(triples) for part, triples in parts.items()}, documents)


def _without_labels(triples: set[Triple]) -> frozenset[Triple]:
    """Return the triples with blank nodes named by what is said of them: labels change from one reading to the next."""
    names = name_by_content(sorted(triples))
    if not names:
        return frozenset(triples)
    return frozenset((_renamed(s, names), p, _renamed(o, names)) for s, p, o in triples)


def _renamed(term: Term, names: Mapping[Term, str]) -> Term:
    return f"_:{names[term][:16]}" if term in names else term


def to_mapping(triples: Iterable[Triple]) -> Mapping[tuple[Term, Term], frozenset[Term]]:
    """Return the values by subject and predicate."""
    found: dict[tuple[Term, Term], set[Term]] = {}
    for subject, predicate, obj in triples:
        found.setdefault((subject, predicate), set()).add(obj)
    return {key: frozenset(values) for key, values in found.items()}


def require_statements(state: State) -> None:
    """Refuse a state that says nothing.

    Raises:
        InputError: there is no statement in it.
    """
    if not any(state.parts.values()):
        raise InputError(f"{state.name}: there is no statement in it; expected a graph")
