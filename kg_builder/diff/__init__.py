"""What changed between two graphs, as a person thinks of it: things and facts gained, lost, altered."""

from kg_builder.diff.changes import Change, Difference, find_difference
from kg_builder.diff.states import State, load_state

__all__ = ["Change", "Difference", "State", "find_difference", "load_state"]
