"""Where words stand: the file, the line and the column of a piece of evidence, as far as the texts are at hand."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from kg_builder.terms import Term, parse_literal
from kg_builder.texts import Texts

_PLACE: Final = re.compile(r"<(?P<text>.*)[#&]char=(?P<start>[0-9]+),(?P<end>[0-9]+)>")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Quote:
    """Words of a text: `start` and `end` in code points, `line` and `column` from 1, None where the text is not at hand."""

    file: str
    start: int
    end: int
    words: str
    line: int | None = None
    column: int | None = None

    def as_line(self) -> str:
        """Return `file:line:column: "words"`."""
        place = f"{self.line}:{self.column}" if self.line is not None else f"characters {self.start}-{self.end}"
        return f'{self.file}:{place}: "{self.words}"'

    def as_json(self) -> dict[str, Any]:
        """Return the keys that have a value."""
        return {name: getattr(self, name) for name in self.__slots__ if getattr(self, name) is not None}


@dataclass(frozen=True, slots=True)
class TextName:
    """What the graph says of a source text."""

    label: str
    sha256: str


def to_quotes(places: Collection[Term], words: Mapping[Term, Term], names: Mapping[Term, TextName], texts: Texts) -> tuple[Quote, ...]:
    """Return the quotes at these places, in the order of files and characters."""
    return tuple(sorted(_quote(place, words, names, texts) for place in places))


def _quote(place: Term, words: Mapping[Term, Term], names: Mapping[Term, TextName], texts: Texts) -> Quote:
    found = _PLACE.fullmatch(place)
    literal = parse_literal(words.get(place, ""))
    if not found:
        return Quote(file=place, start=0, end=0, words=literal.lexical if literal else "")
    name = names.get(f"<{found['text']}>", TextName(found["text"], ""))
    source = texts.find(name.label, name.sha256)
    line, column = source.position(int(found["start"])) if source else (None, None)
    return Quote(
        file=name.label,
        start=int(found["start"]),
        end=int(found["end"]),
        words=literal.lexical if literal else "",
        line=line,
        column=column,
    )
