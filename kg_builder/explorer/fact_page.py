"""The page of an act, an item, a spoken-of document or another thing of one text: what is said of it, each value with its words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from kg_builder import vocab
from kg_builder.explorer.index import title_of
from kg_builder.explorer.marks import to_id
from kg_builder.explorer.site import Site
from kg_builder.ledger import DocumentFacts, Place

KINDS: Final = ("request", "delivery", "item", "document", "code-name", "archival-reference")
_AROUND: Final = 70
"""Code points before and after the words that are shown with them."""
_HIDDEN: Final = (vocab.RDFS_LABEL,)
_MOST: Final = 300


def fact_page(site: Site, path: str) -> Mapping[str, Any] | None:
    """Return the page of one thing of a document; None if the store has no such thing."""
    kind, _, name = path.partition("/")
    facts = site.reading.document(name.partition("--")[0])
    iri = f"{site.base}{path}"
    if iri not in facts.values:
        return None
    known = site.reading.texts.get(f"{site.base}text/{facts.doc}")
    source = site.texts.find(*known) if known else None
    text = source.text if source else ""
    telegram = facts.one(iri, vocab.TG_STATED_IN) or facts.one(iri, vocab.TG_USED_IN) or f"{site.base}telegram/{facts.doc}"
    leading = [
        (subject, name) for subject, names in facts.values.items() for name, of in names.items() if any(one.value == iri for one in of)
    ]
    return {
        "iri": iri,
        "kind": kind.replace("-", " "),
        "label": facts.one(iri, vocab.RDFS_LABEL) or facts.one(iri, vocab.TG_NAME) or path,
        "telegram": telegram,
        "title": title_of(site.reading, facts, telegram),
        "doc": facts.doc,
        "rows": _rows(site, facts, iri, text),
        "leading": leading[:_MOST],
        "parts": [(one.value, facts.one(one.value, vocab.RDFS_LABEL)) for one in facts.all(iri, vocab.TG_ITEM)][:_MOST],
    }


def _rows(site: Site, facts: DocumentFacts, iri: str, text: str) -> list[Mapping[str, Any]]:
    read: dict[tuple[str, str], list[Any]] = {}
    for one in facts.read:
        if one.subject == iri:
            read.setdefault((one.predicate, one.value.value), []).append(one)
    rows: list[Mapping[str, Any]] = []
    for name, values in sorted(facts.values[iri].items()):
        for value in values if name not in _HIDDEN else ():
            found = read.get((name, value.value), [])
            rows.append(
                {
                    "label": site.labels.get(name, name),
                    "value": value,
                    "places": [_place(text, place) for one in found for place in one.places],
                    "rules": sorted({one.rule for one in found}),
                }
            )
    return rows[:_MOST]


def _place(text: str, place: Place) -> tuple[str, str, str, str]:
    """Return the id of a place on the page of its text, the words before it, its words, and those after it."""
    before, words, after = (
        " ".join(part.split())
        for part in (
            text[max(0, place.start - _AROUND) : place.start],
            text[place.start : place.end],
            text[place.end : place.end + _AROUND],
        )
    )
    return to_id(place), before, words or "its words", after
