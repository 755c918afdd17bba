"""What pages are made of: a store read as documents, the texts, the index, and the names of the ontology."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from kg_builder import vocab
from kg_builder.datafiles import find_data_dir
from kg_builder.explorer.index import Index, build_index
from kg_builder.ledger import Reading
from kg_builder.store.reader import Reader
from kg_builder.texts import Texts

Answer = tuple[Sequence[str], Sequence[Sequence[str | None]]]
"""Variables and rows of a SELECT."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A store with its pages. `ask` runs a query where it can be stopped; without it the questions are only shown."""

    reading: Reading
    texts: Texts
    index: Index
    labels: Mapping[str, str]
    """Classes and properties of the ontology, by IRI."""
    ask: Callable[[str], Answer] | None = None

    @property
    def base(self) -> str:
        """The base of the data."""
        return self.reading.base

    def close(self) -> None:
        """Let go of the index, when no page is asked for any more."""
        self.index.close()


def make_site(
    reader: Reader, texts: Texts, folder: Path, report: Mapping[str, Any] | None = None, ask: Callable[[str], Answer] | None = None
) -> Site:
    """Read a store and write its index into `folder`, which must last as long as the site; close it before."""
    reading = Reading(reader)
    index = build_index(reading, texts, report or {}, folder / "explorer.sqlite")
    return Site(reading=reading, texts=texts, index=index, labels=load_labels(), ask=ask)


def read_report(path: Path) -> Mapping[str, Any]:
    """Return a build's report, empty where there is none."""
    try:
        report = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return report if isinstance(report, dict) else {}


@lru_cache(maxsize=1)
def load_labels() -> Mapping[str, str]:
    """Return what our ontology calls its classes and properties, and a few terms of others that pages show."""
    import pyoxigraph

    labels = {
        vocab.DCTERMS_TITLE: "title",
        vocab.DCTERMS_DESCRIPTION: "description",
        vocab.DCTERMS_DATE: "date",
        vocab.DCTERMS_SOURCE: "published at",
        vocab.DCTERMS_REFERENCES: "speaks of",
        vocab.DCTERMS_IS_PART_OF: "is part of",
        vocab.DCTERMS_LANGUAGE: "language",
        vocab.FOAF_NAME: "name",
        vocab.SKOS_ALT_LABEL: "also called",
        vocab.SKOS_PREF_LABEL: "name",
        vocab.OWL_SAME_AS: "the same as",
        vocab.RDF_TYPE: "is stated as",
        vocab.RDFS_LABEL: "in short",
        vocab.PROV_WAS_DERIVED_FROM: "derived from",
    }
    for quad in pyoxigraph.parse(path=str(find_data_dir("ontology") / "telegram.ttl")):
        if quad.predicate.value == vocab.RDFS_LABEL and isinstance(quad.subject, pyoxigraph.NamedNode):
            labels.setdefault(quad.subject.value, quad.object.value)
    return labels
