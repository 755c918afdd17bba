"""Faults of the world and of the program, as exceptions.

A fault of a document is a `Finding` and never raised. The tree:

    KgBuilderError
    ├── InputError          a file that cannot be read or decoded          exit 3
    ├── ConformanceError    a graph that does not conform or contradicts   exit 1
    │   └── InconsistencyError   the reasoner found a contradiction
    ├── IdentityError       two things would get one IRI, or an IRI is ill-formed
    ├── ResourceError       a data file of the project itself is wrong     exit 5
    ├── StoreError          a store or the network failed                  exit 4
    └── UsageError          the call's words are off                       exit 2
"""

from __future__ import annotations


class KgBuilderError(Exception):
    """Base of every deliberate exception; its text is a sentence for the user."""


class InputError(KgBuilderError):
    """A file cannot be read: names the file, the place, and what was expected."""


class ConformanceError(KgBuilderError):
    """A graph does not conform to the shapes."""


class InconsistencyError(ConformanceError):
    """The reasoner found statements that contradict each other."""


class IdentityError(KgBuilderError):
    """Two things would share one IRI, or an IRI cannot be minted."""


class ResourceError(KgBuilderError):
    """A data file of the project (ontology, lexicon, shapes) is missing or wrong."""


class StoreError(KgBuilderError):
    """A SPARQL store or the network failed."""


class UsageError(KgBuilderError):
    """The command or the call cannot mean anything."""
