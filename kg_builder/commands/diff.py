"""`kg-builder diff`: what changed between two graphs."""

from kg_builder.diff.command import add_arguments, run

__all__ = ["add_arguments", "run"]
