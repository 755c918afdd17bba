"""Few telegrams at a time, with the telegrams that they mention: what the rules about acts look at.

Over a whole corpus the joins of these rules grow with its square, whatever order an engine takes them in. Yet a rule about
acts never looks beyond one telegram and those that it mentions, so it is run on a store of just these, batch by batch, and
the time is that of the number of mentions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from kg_builder import vocab

if TYPE_CHECKING:
    import pyoxigraph

_BATCH: Final = 20
"""Telegrams whose acts are looked at together."""
_PARTIES: Final = (vocab.TG_REQUESTER, vocab.TG_REQUESTEE, vocab.TG_BENEFICIARY, vocab.TG_SUPPLIER, vocab.TG_RECIPIENT)
_LEADS: Final = frozenset((*_PARTIES, vocab.TG_ITEM, vocab.TG_STATED_IN))


def find_batches(store: pyoxigraph.Store) -> Iterator[pyoxigraph.Store]:
    """Yield small stores: some telegrams with mentions that are identified, and all that is said in and of both sides."""
    citing: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for quad in _find(store, None, vocab.TG_IDENTIFIED_AS, None):
        mention, meant = _iri(quad.subject), _iri(quad.object)
        for name in (vocab.DCTERMS_REFERENCES, vocab.TG_IN_REPLY_TO):
            for said in _find(store, None, name, mention):
                citing[_iri(said.subject)].add((mention, meant))
    order = sorted(citing)
    for start in range(0, len(order), _BATCH):
        telegrams = order[start : start + _BATCH]
        things = {one for telegram in telegrams for pair in citing[telegram] for one in pair}
        yield _surroundings(store, [*telegrams, *things])


def _surroundings(store: pyoxigraph.Store, telegrams: Sequence[str]) -> pyoxigraph.Store:
    """Return the statements about the telegrams, the inner ones of each, their acts, items and parties."""
    import pyoxigraph

    found: set[pyoxigraph.Quad] = set()
    seen: set[str] = set()
    left = [*telegrams, *_subjects(store, vocab.TG_QUOTED_IN, telegrams)]
    left += _subjects(store, vocab.TG_STATED_IN, left)
    while left:
        thing = left.pop()
        if thing in seen:
            continue
        seen.add(thing)
        for quad in _find(store, thing, None, None):
            found.add(quad)
            if quad.predicate.value in _LEADS and isinstance(quad.object, pyoxigraph.NamedNode):
                left.append(quad.object.value)
    small = pyoxigraph.Store()
    small.extend(found)
    return small


def _subjects(store: pyoxigraph.Store, predicate: str, objects: Iterable[str]) -> list[str]:
    return [_iri(quad.subject) for obj in objects for quad in _find(store, None, predicate, obj)]


def _find(store: pyoxigraph.Store, subject: str | None, predicate: str | None, obj: str | None) -> Iterator[pyoxigraph.Quad]:
    import pyoxigraph

    terms = [pyoxigraph.NamedNode(one) if one else None for one in (subject, predicate, obj)]
    return store.quads_for_pattern(terms[0], terms[1], terms[2], None)


def _iri(term: object) -> str:
    return str(term)[1:-1]
