"""The named graphs of one source text, and the background that mapping is given besides the facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from kg_builder import vocab
from kg_builder.iris import GraphName, Minter
from kg_builder.known import Known, load_known
from kg_builder.provenance import RunInputs, authority_provenance, to_run_inputs
from kg_builder.terms import Quad, Triple, to_iri

if TYPE_CHECKING:
    from kg_builder.resources import Resources


# What a reader of the facts needs of the people and concepts that they name.
_LABELS: Final = frozenset(
    to_iri(one) for one in (vocab.RDF_TYPE, vocab.FOAF_NAME, vocab.SKOS_PREF_LABEL, vocab.TG_CODE_NAME, vocab.TG_AUTHORITY_STATUS)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """What mapping is given besides the facts, made once a process: names, descriptions, what the runs use."""

    minter: Minter
    known: Known
    inputs: RunInputs
    authority: tuple[Triple, ...]
    """From which files `graph/authority` comes."""


def load_background(resources: Resources, version: str) -> Background:
    """Make the background of all documents from the data files; `version` is the program's.

    Raises:
        IdentityError: the base IRI of the resources is no base.
        ResourceError: an authority file is wrong.
    """
    minter = Minter(resources.base)
    return Background(
        minter=minter,
        known=load_known(resources, minter),
        inputs=to_run_inputs(resources.sha256, version, minter),
        authority=authority_provenance(resources, minter),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentGraphs:
    """The graphs of one source text, each sorted and without repetitions; `inferred` comes from `reason`."""

    facts: tuple[Triple, ...]
    evidence: tuple[Triple, ...]
    run: tuple[Triple, ...]
    authority: tuple[Triple, ...]
    """This text's share of `graph/authority`: what it uses."""
    names: Mapping[GraphName | Literal["authority"], str]
    """The IRI of each graph."""

    def readable(self) -> tuple[Triple, ...]:
        """Return the facts and the labels of what they name: what the Turtle and JSON-LD files hold. Sorted."""
        named = {obj for _, _, obj in self.facts}
        labels = (triple for triple in self.authority if triple[0] in named and triple[1] in _LABELS)
        return tuple(sorted({*self.facts, *labels}))

    def to_quads(self, inferred: Iterable[Triple] = ()) -> list[Quad]:
        """Return all quads, sorted and without repetitions."""
        graphs: tuple[tuple[GraphName | Literal["authority"], Iterable[Triple]], ...] = (
            ("facts", self.facts),
            ("evidence", self.evidence),
            ("run", self.run),
            ("authority", self.authority),
            ("inferred", set(inferred)),
        )
        quads: list[Quad] = []
        for name, triples in graphs:
            graph = to_iri(self.names[name])
            quads += [(s, p, o, graph) for s, p, o in triples]
        quads.sort()
        return quads
