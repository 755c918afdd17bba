"""The generator's tables, read once a process, and the one way in which it draws from them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

from kg_builder.errors import ResourceError

Row = Mapping[str, Any]

_SLOT = re.compile(r"\{([A-Za-z0-9_]+)\}")


@dataclass(frozen=True, slots=True)
class Tables:
    """`tables.toml` as it is: its tables by name, a list of rows or one row each."""

    data: Mapping[str, Any]

    def rows(self, table: str, family: str | None = None) -> tuple[Row, ...]:
        """Return the rows of a list; with `family`, those that are for it or for both."""
        return tuple(r for r in self.data[table] if family is None or r.get("family", "both") in (family, "both"))

    def row(self, *path: str) -> Row:
        """Return one row by the names of its tables ("person", "mao")."""
        found: Any = self.data
        for name in path:
            found = found[name]
        return found  # type: ignore[no-any-return]  # TOML has no types; the test reads every table

    def phrases(self, family: str, name: str) -> Sequence[str]:
        """Return the small phrases of a family ("opening")."""
        return self.data["phrases"][family][name]  # type: ignore[no-any-return]


@cache
def load_tables() -> Tables:
    """Read `tables.toml` of this package.

    Raises:
        ResourceError: the file is missing or no TOML.
    """
    try:
        return Tables(tomllib.loads(files("kg_builder.generate").joinpath("tables.toml").read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError) as fault:
        raise ResourceError(f"kg_builder/generate/tables.toml cannot be read: {fault}") from fault


def find_slots(template: str) -> frozenset[str]:
    """Return the names of the slots of a template."""
    return frozenset(_SLOT.findall(template))


def fill(template: str, value: Callable[[str], str]) -> str:
    """Return the template with each slot replaced, in the order of the text (so that draws are repeatable)."""
    return _SLOT.sub(lambda found: value(found[1]), template)


def to_random(*parts: object) -> Random:
    """Return a source of numbers that depends on the parts alone (text is hashed by SHA-512, never by `hash`)."""
    return Random("/".join(map(str, parts)))  # noqa: S311  # repeatable texts, no secrets
