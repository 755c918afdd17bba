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
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import ahocorasick

from kg_builder.errors import ResourceError
from kg_builder.lexicon.needs import find_needs

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


@dataclass(frozen=True, slots=True)
class Cues:
    """Where in a text each form of a lexicon may match: found in one pass over the words that the forms need."""

    forms: tuple[Form, ...]
    masks: tuple[int, ...]
    """For each form, a bit for each group of words that it needs; 0 if it may match anywhere."""
    starts: tuple[int, ...]
    """Where words stand, sorted."""
    bits: tuple[int, ...]
    """The groups to which the word at each start belongs."""

    def between(self, start: int, end: int) -> list[Form]:
        """Return the forms that may match inside `[start, end)`, in the order of the lexicon."""
        there = 0
        for bits in self.bits[bisect_left(self.starts, start) : bisect_left(self.starts, end)]:
            there |= bits
        return [form for form, mask in zip(self.forms, self.masks, strict=True) if mask & there == mask]


@cache
def _needs(name: str) -> tuple[Any, tuple[int, ...]]:
    """Return the automaton of the words that the forms of a lexicon need, and the mask of each form."""
    bearers: dict[str, int] = {}
    groups: dict[tuple[str, ...], int] = {}
    masks = []
    for form in load_forms(name):
        mask = 0
        for group in find_needs(form.pattern):
            bit = groups.setdefault(group, 1 << len(groups))
            mask |= bit
            for word in group:
                bearers[word] = bearers.get(word, 0) | bit
        masks.append(mask)
    automaton = ahocorasick.Automaton()
    for word, bits in sorted(bearers.items()):
        automaton.add_word(word, (len(word), bits))
    automaton.make_automaton()
    return automaton, tuple(masks)


def find_cues(name: str, text: str, start: int, end: int) -> Cues:
    """Return where the forms of a lexicon may match in `text[start:end]`."""
    automaton, masks = _needs(name)
    folded = fold_case(text[start:end])
    places = sorted((start + last - size + 1, bits) for last, (size, bits) in automaton.iter(folded)) if len(automaton) else []
    return Cues(load_forms(name), masks, tuple(at for at, _ in places), tuple(bits for _, bits in places))


def fold_case(text: str) -> str:
    """Return the text in lower case at its length: a letter that would grow ("İ") stays as it is."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
