"""The data files of the project, read once a process: Turtle to the plain records of `authority`, and their bytes.

The records are found by type, never by the place of their IRI, so that a folder of one's own (`ontology_dir`) may use
another base. Only English labels (`@en`) are taken for matching: texts are read in English.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kg_builder import vocab
from kg_builder.authority import Authorities, AuthorityEntry, CodeName, Concept
from kg_builder.datafiles import find_data_dir, read_data_files, read_lexicon_files, sha256_hex
from kg_builder.errors import ResourceError

if TYPE_CHECKING:
    import pyoxigraph

    from kg_builder.model import EntityKind

DEFAULT_BASE = vocab.DEFAULT_BASE

_KIND: Mapping[str, EntityKind] = {
    vocab.TG_PERSON: "person",
    vocab.TG_ORGANIZATION: "organization",
    vocab.TG_STATE: "state",
    vocab.TG_OFFICE: "office",
    vocab.TG_PLACE: "place",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Resources:
    """What a run uses besides the text.

    `files` are the bytes of every data file by name ("ontology/telegram.ttl", "shapes/act.ttl", "lexicon/heads.toml"),
    sorted; `sha256` the hexadecimal digests by the same names.
    """

    base: str
    authorities: Authorities
    files: Mapping[str, bytes]
    sha256: Mapping[str, str]

    @property
    def ontology(self) -> bytes:
        """Return the Turtle of the ontology."""
        return self.files["ontology/telegram.ttl"]

    @property
    def shapes(self) -> Mapping[str, bytes]:
        """Return the Turtle of the shapes by file name, sorted."""
        return {name.removeprefix("shapes/"): data for name, data in self.files.items() if name.startswith("shapes/")}

    @property
    def authority_files(self) -> Mapping[str, bytes]:
        """Return the Turtle of authorities and vocabularies by name below `ontology/`, sorted."""
        start = ("ontology/authority/", "ontology/vocabularies/")
        return {name.removeprefix("ontology/"): data for name, data in self.files.items() if name.startswith(start)}


class _Node:
    """One subject of the files: its values by predicate in the order of the file."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.values: dict[str, list[pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal | pyoxigraph.Triple]] = {}

    def texts(self, predicate: str, *, english: bool = False) -> list[str]:
        """Return the lexical forms or IRIs, in order; with `english` only literals tagged @en."""
        found = self.values.get(predicate, [])
        return [term.value for term in found if hasattr(term, "value") and (not english or getattr(term, "language", None) == "en")]

    def one(self, predicate: str) -> str | None:
        """Return the single value, None if there is none."""
        found = self.texts(predicate)
        if len(found) > 1:
            raise ResourceError(f"{self.where}: {predicate} has {len(found)} values; expected one")
        return found[0] if found else None

    def day(self, predicate: str) -> date | None:
        """Return the single value as a day."""
        text = self.one(predicate)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError as fault:
            raise ResourceError(f"{self.where}: {predicate} {text!r} is not a day (YYYY-MM-DD)") from fault

    def year(self, predicate: str) -> int | None:
        """Return the single value as a year."""
        text = self.one(predicate)
        if text is not None and not text.isdecimal():
            raise ResourceError(f"{self.where}: {predicate} {text!r} is not a year")
        return int(text) if text else None


def _read_nodes(files: Mapping[str, bytes]) -> dict[str, _Node]:
    """Parse Turtle files to nodes by IRI. A subject may be described in one file only."""
    import pyoxigraph

    nodes: dict[str, _Node] = {}
    for name, data in files.items():
        try:
            triples = list(pyoxigraph.parse(data, format=pyoxigraph.RdfFormat.TURTLE))
        except SyntaxError as fault:
            raise ResourceError(f"ontology/{name}:{fault.lineno}: {fault.msg}") from fault
        own: dict[str, _Node] = {}
        for triple in triples:
            if not isinstance(triple.subject, pyoxigraph.NamedNode):
                raise ResourceError(f"ontology/{name}: a blank node; expected every subject to have an IRI")
            iri = triple.subject.value
            node = own.setdefault(iri, _Node(f"ontology/{name}: <{iri}>"))
            node.values.setdefault(triple.predicate.value, []).append(triple.object)
        for iri, node in own.items():
            if iri in nodes:
                raise ResourceError(f"{node.where} is described in {nodes[iri].where} too")
        nodes |= own
    return nodes


def _key(iri: str) -> str:
    return iri.rsplit("/", 1)[-1]


def _unique(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


def _code_names(nodes: Mapping[str, _Node]) -> Mapping[str, tuple[CodeName, ...]]:
    """Return the code names by IRI of the bearer; a spelling of faulty copies has the days of its code name."""
    found: dict[str, list[CodeName]] = {}
    for node in nodes.values():
        if vocab.TG_CODE_NAME_PERIOD in node.texts(vocab.RDF_TYPE):
            bearer, name = node.one(vocab.TG_CODE_NAME_OF), node.one(vocab.TG_NAME)
            if bearer is None or name is None:
                raise ResourceError(f"{node.where}: expected tg:codeNameOf and tg:name")
            since, until = node.day(vocab.TG_VALID_FROM), node.day(vocab.TG_VALID_UNTIL)
            spellings = _unique([name, *node.texts(vocab.SKOS_HIDDEN_LABEL, english=True)])
            found.setdefault(bearer, []).extend(CodeName(name=spelling, since=since, until=until) for spelling in spellings)
    return {bearer: tuple(names) for bearer, names in found.items()}


def _lifetime(node: _Node) -> tuple[date | None, date | None]:
    """Return the days within which the entry was at work: stated ones, else birth to death, else open."""
    born, died = node.year(vocab.TG_BIRTH_YEAR), node.year(vocab.TG_DEATH_YEAR)
    since = node.day(vocab.TG_VALID_FROM) or (date(born, 1, 1) if born else None)
    until = node.day(vocab.TG_VALID_UNTIL) or (date(died, 12, 31) if died else None)
    return since, until


def _territory(iri: str, nodes: Mapping[str, _Node]) -> str | None:
    """Return the state in whose territory a place lies, up the chain of dcterms:isPartOf; None if it is none or several."""
    seen: set[str] = set()
    while iri in nodes and iri not in seen:
        seen.add(iri)
        states = nodes[iri].texts(vocab.TG_TERRITORY_OF)
        if states:
            return states[0] if len(states) == 1 else None
        around = nodes[iri].texts(vocab.DCTERMS_IS_PART_OF)
        if len(around) != 1:
            return None
        iri = around[0]
    return None


def _to_entry(iri: str, kind: EntityKind, nodes: Mapping[str, _Node], code_names: tuple[CodeName, ...]) -> AuthorityEntry:
    node = nodes[iri]
    name = node.one(vocab.FOAF_NAME)
    if name is None:
        raise ResourceError(f"{node.where}: expected one foaf:name")
    labels = _unique([name, *node.texts(vocab.SKOS_ALT_LABEL, english=True)])
    hidden = tuple(label for label in _unique(node.texts(vocab.SKOS_HIDDEN_LABEL, english=True)) if label not in labels)
    state = _territory(iri, nodes) if kind == "place" else node.one(vocab.TG_ACTS_FOR)
    since, until = _lifetime(node)
    return AuthorityEntry(
        kind=kind,
        key=_key(iri),
        name=name,
        labels=labels,
        hidden=hidden,
        context_labels=frozenset(node.texts(vocab.TG_CONTEXT_LABEL)),
        code_names=code_names,
        acts_for=_key(state) if state else None,
        role=node.one(vocab.TG_ROLE) or "",
        since=since,
        until=until,
    )


def _entries(nodes: Mapping[str, _Node]) -> dict[tuple[EntityKind, str], AuthorityEntry]:
    code_names = _code_names(nodes)
    entries: dict[tuple[EntityKind, str], AuthorityEntry] = {}
    for iri, node in sorted(nodes.items()):
        kinds = [_KIND[t] for t in node.texts(vocab.RDF_TYPE) if t in _KIND]
        if len(kinds) > 1:
            raise ResourceError(f"{node.where}: is a {' and a '.join(kinds)}; expected one of them")
        if kinds:
            entry = _to_entry(iri, kinds[0], nodes, code_names.get(iri, ()))
            if (entry.kind, entry.key) in entries:
                raise ResourceError(f"{node.where}: the key {entry.kind}/{entry.key} is taken")
            entries[entry.kind, entry.key] = entry
    for entry in entries.values():
        if entry.acts_for and ("state", entry.acts_for) not in entries:
            raise ResourceError(f"{entry.kind}/{entry.key}: tg:actsFor state/{entry.acts_for}, which is not in the authority files")
    return entries


def _to_concept(iri: str, scheme: str, node: _Node) -> Concept:
    preferred = node.texts(vocab.SKOS_PREF_LABEL, english=True)
    if len(preferred) != 1:
        raise ResourceError(f"{node.where}: {len(preferred)} English skos:prefLabel; expected one")
    others = (*node.texts(vocab.SKOS_ALT_LABEL, english=True), *node.texts(vocab.SKOS_HIDDEN_LABEL, english=True))
    broader = tuple(_key(text) for text in node.texts(vocab.SKOS_BROADER))
    return Concept(scheme=scheme, key=_key(iri), label=preferred[0], labels=_unique([*preferred, *others]), broader=broader)


def _concepts(nodes: Mapping[str, _Node]) -> dict[str, dict[str, Concept]]:
    schemes: dict[str, dict[str, Concept]] = {}
    for iri, node in sorted(nodes.items()):
        if vocab.SKOS_CONCEPT in node.texts(vocab.RDF_TYPE):
            scheme = node.one(vocab.SKOS_IN_SCHEME)
            if scheme is None:
                raise ResourceError(f"{node.where}: expected one skos:inScheme")
            concept = _to_concept(iri, _key(scheme), node)
            schemes.setdefault(concept.scheme, {})[concept.key] = concept
    for scheme, concepts in schemes.items():
        for concept in concepts.values():
            lost = [key for key in concept.broader if key not in concepts]
            if lost:
                raise ResourceError(f"{scheme}/{concept.key}: skos:broader {', '.join(lost)}, which the scheme does not have")
    return schemes


def _authority_files(folder: Path) -> dict[str, bytes]:
    return {**read_data_files(folder, "authority/*.ttl"), **read_data_files(folder, "vocabularies/*.ttl")}


def load_authorities(ontology_dir: Path | None = None) -> Authorities:
    """Read authority files and vocabularies; `ontology_dir` is the project's own folder by default.

    Raises:
        ResourceError: a file is missing or is not Turtle, a key occurs twice, a target does not exist.
    """
    nodes = _read_nodes(_authority_files(ontology_dir or find_data_dir("ontology")))
    return Authorities(entries=_entries(nodes), concepts=_concepts(nodes))


def load_resources(base: str = DEFAULT_BASE, *, ontology_dir: Path | None = None, shapes_dir: Path | None = None) -> Resources:
    """Read every data file that a run uses.

    Raises:
        ResourceError: as `load_authorities`; or a folder is missing.
    """
    ontology = ontology_dir or find_data_dir("ontology")
    groups = {
        "lexicon": read_lexicon_files(),
        "ontology": {**_authority_files(ontology), **read_data_files(ontology, "*.*")},
        "shapes": read_data_files(shapes_dir or find_data_dir("shapes"), "*.ttl"),
    }
    files = {f"{group}/{name}": data for group, some in groups.items() for name, data in sorted(some.items())}
    digests = {name: sha256_hex(data) for name, data in files.items()}
    return Resources(base=base, authorities=load_authorities(ontology), files=files, sha256=digests)
