"""The stage as a whole: facts to a small store, rule after rule, links to quads, and what the telegrams say against each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from kg_builder import vocab
from kg_builder.errors import InputError
from kg_builder.iris import Minter, digest
from kg_builder.links.choice import Doubt, Link, Question, choose
from kg_builder.links.rules import find_candidates, load_rules
from kg_builder.links.sources import Evidence, Source
from kg_builder.links.surroundings import find_batches
from kg_builder.links.writing import Run, to_links_graph
from kg_builder.terms import Quad, Term, Triple, to_iri

if TYPE_CHECKING:
    import pyoxigraph

_GRAPH: Final = re.compile(r"<(?P<base>.*?)graph/[^/#]*>")
_QUOTED_IN, _SHA256 = to_iri(vocab.TG_QUOTED_IN), to_iri(vocab.TG_SHA256)
_SIDES: Final = (vocab.TG_REQUESTER, vocab.TG_REQUESTEE, vocab.TG_BENEFICIARY, vocab.TG_SUPPLIER, vocab.TG_RECIPIENT)
_IDENTIFIES: Final = b"rdf:predicate tg:identifiedAs"
_CHUNK: Final = 100_000  # statements that are put into the working store at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """What the stage found; `store` holds facts and links in its default graph, for the questions that are asked of it."""

    base: str
    quads: tuple[Quad, ...]
    links: tuple[Link, ...]
    doubts: tuple[Doubt, ...]
    evidence: Evidence
    store: pyoxigraph.Store


@dataclass(slots=True)
class _Facts:
    """The working store, and what the stage needs of it besides; lives for one call."""

    store: pyoxigraph.Store
    quoted_in: dict[Term, Term]
    digests: list[str]
    base: str = ""

    def take(self, source: Source) -> None:
        """Load what the rules ask for.

        Raises:
            InputError: the graph has no document.
        """
        import pyoxigraph

        lines = self._lines(source)
        while chunk := "".join(islice(lines, _CHUNK)):
            try:
                self.store.bulk_load(chunk.encode(), pyoxigraph.RdfFormat.N_TRIPLES)
            except SyntaxError as fault:
                raise InputError(f"the graph cannot be read: {fault}; expected N-Quads as kg-builder build writes them") from fault
        add_sides(self.store)
        if not self.base:
            raise InputError("the graph has no facts of any document; expected what kg-builder build wrote")

    def _lines(self, source: Source) -> Iterator[str]:
        for (subject, predicate, obj), graph in source.facts():
            if not self.base and (found := _GRAPH.fullmatch(graph)):
                self.base = found["base"]
            if predicate == _QUOTED_IN:
                self.quoted_in[subject] = obj
            elif predicate == _SHA256:
                self.digests.append(f"{subject} {obj}")
            yield f"{subject} {predicate} {obj} .\n"


def add_sides(store: pyoxigraph.Store) -> None:
    """Let every party of an act act for himself too, so that rules ask for one side by one plain join.

    A path (`tg:actsFor?`) says the same, but engines answer it for all things of the graph at once.
    """
    import pyoxigraph

    acts_for = pyoxigraph.NamedNode(vocab.TG_ACTS_FOR)
    for name in _SIDES:
        for quad in list(store.quads_for_pattern(None, pyoxigraph.NamedNode(name), None, None)):
            if isinstance(quad.object, pyoxigraph.NamedNode):
                store.add(pyoxigraph.Quad(quad.object, acts_for, quad.object))


def link(source: Source, version: str, rules: Mapping[str, bytes] | None = None) -> Linked:
    """Return what ties the documents of a graph together; `version` is the program's.

    Raises:
        InputError: the graph cannot be read, or has no facts.
        ResourceError: a rule cannot be run.
    """
    import pyoxigraph

    rules = load_rules() if rules is None else rules
    facts = _Facts(pyoxigraph.Store(), {}, [])
    facts.take(source)
    links, doubts = _run_rules(facts, rules)
    evidence = source.attestations({statement for one in links for statement in one.support})
    minter = Minter(facts.base)
    run = Run(version=version, rules=rules, texts=digest(*sorted(facts.digests)))
    return Linked(
        base=facts.base,
        quads=to_links_graph(links, evidence, run, minter),
        links=tuple(links),
        doubts=tuple(doubts),
        evidence=evidence,
        store=facts.store,
    )


def _run_rules(facts: _Facts, rules: Mapping[str, bytes]) -> tuple[list[Link], list[Doubt]]:
    """Identify mentions over the whole graph, then look at the acts of each telegram and of those that it mentions."""
    whole = {name: query for name, query in rules.items() if _IDENTIFIES in query}
    links, doubts = _in_turn(facts.store, whole, facts.quoted_in)
    facts.store.bulk_load(_ntriples([one.statement for one in links]), _format())
    acts = {name: query for name, query in rules.items() if name not in whole}
    for batch in find_batches(facts.store):
        found, open_ = _in_turn(batch, acts, facts.quoted_in)
        facts.store.bulk_load(_ntriples([one.statement for one in found]), _format())
        links += found
        doubts += open_
    return sorted(links), sorted(doubts)


def _in_turn(store: pyoxigraph.Store, rules: Mapping[str, bytes], quoted_in: Mapping[Term, Term]) -> tuple[list[Link], list[Doubt]]:
    """Run the rules one after the other; each sees the links of those before it."""
    links: list[Link] = []
    doubts: list[Doubt] = []
    settled: set[Question] = set()
    for name, query in sorted(rules.items()):
        found, open_, asked = choose(find_candidates(store, name, query), settled, quoted_in)
        store.bulk_load(_ntriples([one.statement for one in found]), _format())
        links += found
        doubts += open_
        settled |= asked
    return links, doubts


def _format() -> pyoxigraph.RdfFormat:
    import pyoxigraph

    return pyoxigraph.RdfFormat.N_TRIPLES


def _ntriples(triples: Sequence[Triple]) -> bytes:
    return "".join(f"{subject} {predicate} {obj} .\n" for subject, predicate, obj in triples).encode()
