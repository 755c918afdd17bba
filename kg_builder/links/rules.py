"""The rules of `ontology/links/`: each a CONSTRUCT query that gives candidates, one blank node a candidate.

A candidate says what would be stated (`rdf:subject`, `rdf:predicate`, `rdf:object`), by which rule (`tg:foundBy`), of which goods if
that matters (`tg:commodity`), and which statements support it (`prov:wasDerivedFrom`, each a node with subject, predicate, object).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kg_builder import vocab
from kg_builder.datafiles import find_data_dir, read_data_files
from kg_builder.errors import ResourceError
from kg_builder.terms import Term, Triple, parse_literal, to_iri
from kg_builder.turtle import to_term

if TYPE_CHECKING:
    import pyoxigraph

_STATEMENT: Final = tuple(to_iri(name) for name in (vocab.RDF_SUBJECT, vocab.RDF_PREDICATE, vocab.RDF_OBJECT))
_RULE, _COMMODITY, _SUPPORT = (to_iri(name) for name in (vocab.TG_FOUND_BY, vocab.TG_COMMODITY, vocab.PROV_WAS_DERIVED_FROM))


@dataclass(frozen=True, slots=True, order=True)
class Candidate:
    """A link that a rule would make; `commodity` is "" where goods do not matter."""

    statement: Triple
    rule: str
    commodity: Term
    support: tuple[Triple, ...]


def load_rules(folder: Path | None = None) -> Mapping[str, bytes]:
    """Return the queries by file name, in the order in which they run.

    Raises:
        ResourceError: a file cannot be read, or there is none.
    """
    files = read_data_files(folder or find_data_dir("ontology") / "links", "*.rq")
    if not files:
        raise ResourceError("ontology/links holds no rule; expected CONSTRUCT queries")
    return files


def find_candidates(store: pyoxigraph.Store, name: str, query: bytes) -> list[Candidate]:
    """Return what a rule constructs from the statements of the default graph, sorted.

    Raises:
        ResourceError: the query cannot be read, or constructs no candidates.
    """
    nodes: dict[str, dict[Term, list[Term]]] = defaultdict(lambda: defaultdict(list))
    try:
        constructed: Any = store.query(query.decode())
        for triple in constructed:
            nodes[str(triple.subject)][to_term(triple.predicate)].append(_term(triple.object))
    except (SyntaxError, ValueError, TypeError) as fault:
        raise ResourceError(f"ontology/links/{name}: {fault}; expected a CONSTRUCT query") from fault
    found = set()
    for told in nodes.values():
        if _RULE in told:
            supports = {_statement(nodes[one]) for one in told[_SUPPORT]}
            statement = _statement(told)
            literal = parse_literal(told[_RULE][0])
            if statement is None or literal is None:
                raise ResourceError(f"ontology/links/{name}: a candidate lacks its statement or the name of its rule")
            commodity = told[_COMMODITY][0] if _COMMODITY in told else ""
            found.add(Candidate(statement, literal.lexical, commodity, tuple(sorted(one for one in supports if one))))
    return sorted(found)


def _term(term: pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal | pyoxigraph.Triple) -> Term:
    return str(term) if str(term).startswith("_:") else to_term(term)


def _statement(told: Mapping[Term, list[Term]]) -> Triple | None:
    """Return the statement of a node; None if a part of it was unbound."""
    if not all(part in told for part in _STATEMENT):
        return None
    subject, predicate, obj = (told[part][0] for part in _STATEMENT)
    return subject, predicate, obj
