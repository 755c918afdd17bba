r"""Trigger phrases and forms as data: every `*.toml` beside this file, compiled once.

A file holds `[[form]]` tables:

    name     = "request.ask-to"            # unique; facts bear it as the rule that found them
    text     = "archive"                   # the kind of text it is for: archive, print, both
    pattern  = '''\b(?:we|I) ask\s+{agent}?'''   # verbose off; {macro} from the file's [macros] table
    flags    = "i"                         # i: ignore case (default), c: case counts
    match    = ["We ask the Soviet government to send"]
    not      = ["he was asked nothing"]

and may hold other keys, which are the form's `data` (status = "accepted"). Tests run every `match` and `not`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from kg_builder.errors import ResourceError

_KEYS = {"name", "text", "pattern", "flags", "match", "not"}
_MACRO = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Form:
    """One named pattern with the examples that it must and must not match."""

    name: str
    text: str
    pattern: re.Pattern[str]
    match: tuple[str, ...]
    no_match: tuple[str, ...]
    data: Mapping[str, Any] = field(default_factory=dict)


def _expand(pattern: str, macros: Mapping[str, str], where: str) -> str:
    def one(found: re.Match[str]) -> str:
        if found[1] not in macros:
            raise ResourceError(f"{where}: macro {{{found[1]}}} is not in [macros]")
        return f"(?:{_MACRO.sub(one, macros[found[1]])})"

    return _MACRO.sub(one, pattern)


@cache
def load_forms(name: str) -> tuple[Form, ...]:
    """Return the forms of `name`.toml in the file's order.

    Raises:
        ResourceError: the file is missing, a pattern does not compile, or two forms share a name.
    """
    where = f"lexicon/{name}.toml"
    try:
        data = tomllib.loads(files(__name__).joinpath(f"{name}.toml").read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as fault:
        raise ResourceError(f"{where}: {fault}") from fault
    forms: dict[str, Form] = {}
    for row in data.get("form", ()):
        try:
            flags = 0 if row.get("flags", "i") == "c" else re.IGNORECASE
            compiled = re.compile(_expand(row["pattern"], data.get("macros", {}), where), flags)
        except (KeyError, re.error) as fault:
            raise ResourceError(f"{where}: form {row.get('name', '?')}: {fault}") from fault
        if row["name"] in forms:
            raise ResourceError(f"{where}: two forms are named {row['name']}")
        rest = {key: value for key, value in row.items() if key not in _KEYS}
        forms[row["name"]] = Form(
            row["name"], row.get("text", "both"), compiled, tuple(row.get("match", ())), tuple(row.get("not", ())), rest
        )
    return tuple(forms.values())


@cache
def load_table(name: str, table: str) -> Mapping[str, Any]:
    """Return one other table of `name`.toml as it stands (`[months]`, `[words]`)."""
    data = tomllib.loads(files(__name__).joinpath(f"{name}.toml").read_text("utf-8"))
    found: Mapping[str, Any] = data[table]
    return found


def all_lexicons() -> tuple[str, ...]:
    """Return the names of all lexicon files, sorted."""
    return tuple(sorted(p.name[:-5] for p in files(__name__).iterdir() if p.name.endswith(".toml")))


def fold_case(text: str) -> str:
    """Return the text in lower case at its length: a letter that would grow ("İ") stays as it is."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
