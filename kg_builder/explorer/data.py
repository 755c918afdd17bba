"""One document as data: the facts as Turtle or JSON-LD, straight from the store."""

from __future__ import annotations

import re
from typing import Final

from kg_builder.explorer.site import Site
from kg_builder.vocab import PREFIXES

_NAME: Final = re.compile(r"data/(?P<doc>[A-Za-z0-9._%-]+)\.(?P<ending>ttl|jsonld)")
MEDIA_TYPES: Final = {"ttl": "text/turtle; charset=utf-8", "jsonld": "application/ld+json"}


def find_data(site: Site, path: str) -> tuple[bytes, str] | None:
    """Return the bytes and the media type of `data/{doc}.ttl` or `.jsonld`; None if there is no such document."""
    import pyoxigraph

    found = _NAME.fullmatch(path)
    if not found or f"{site.base}text/{found['doc']}" not in site.reading.texts:
        return None
    facts = site.reading.document(found["doc"])
    quads = [
        pyoxigraph.Quad(pyoxigraph.NamedNode(subject), pyoxigraph.NamedNode(name), value)
        for subject, names in sorted(facts.values.items())
        for name, values in sorted(names.items())
        for value in values
    ]
    formats = {"ttl": pyoxigraph.RdfFormat.TURTLE, "jsonld": pyoxigraph.RdfFormat.JSON_LD}
    made = pyoxigraph.serialize(quads, format=formats[found["ending"]], prefixes=dict(PREFIXES))
    return made or b"", MEDIA_TYPES[found["ending"]]
