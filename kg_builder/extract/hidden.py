"""A text as its reader sees it: without characters that do not show, letters with their accents; every offset leads back.

A zero-width space in a name, a letter and its accent apart, or a ligature of a scan would hide words from every rule. Such a
text is read from a copy, and what was read is said of the text itself: evidence quotes it with all that does not show.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, Final

from kg_builder.model import Evidence, Extraction, Finding, Span
from kg_builder.source import SourceText

# Unicode Bidirectional Algorithm (UAX 9): explicit and implicit formatting characters.
_BIDI: Final = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_TAGS: Final = "\U000e0000-\U000e007f"
# Default_Ignorable_Code_Point (Unicode, DerivedCoreProperties) as far as text has it: soft hyphen, zero width, selectors.
_SILENT: Final = "\u00ad\u034f\u180e\u200b-\u200d\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef"
_LIGATURES: Final = "\ufb00-\ufb06"
# Combining marks, and the vowels and finals of Hangul; at most so many after a letter as Stream-Safe Text has (UAX 15).
_MARKS: Final = "\u0300-\u034e\u0350-\u036f\u1160-\u11ff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
_HIDDEN: Final = re.compile(f"[{_BIDI}{_TAGS}{_SILENT}]+")
_CHANGED: Final = re.compile(f"{_HIDDEN.pattern}|[{_LIGATURES}]|[^\\s{_MARKS}][{_MARKS}]{{1,30}}")
_DECEIVING: Final = re.compile(f"[{_BIDI}{_TAGS}]")
# A letter of the one alphabet beside one of the other in a word: a Cyrillic A before "LPHA" is not ALPHA.
_MIXED: Final = re.compile(r"[A-Za-z][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z]")
_OFFSETS: Final = frozenset(("start", "first", "telegram", "quoted_in", "part_of"))
_MANY_OFFSETS: Final = frozenset(("answers", "includes"))


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch of the copy, from `at` on, and what it was made from; the two are the same characters if `kept`."""

    at: int
    span: Span
    kept: bool


@dataclass(frozen=True, slots=True)
class Readable:
    """A copy of a text that can be read, and the way back."""

    copy: SourceText
    _source: SourceText
    _runs: tuple[_Run, ...]
    _starts: tuple[int, ...]

    def restore(self, extraction: Extraction) -> Extraction:
        """Return what was read from the copy as said of the text: evidence and offsets are those of the text."""
        restored: Extraction = self._restore(extraction)
        return restored

    def _restore(self, thing: Any) -> Any:
        if isinstance(thing, tuple):
            return tuple(self._restore(part) for part in thing)
        if isinstance(thing, Evidence):
            span = self._span(thing.span)
            return self._source.quote(span.start, span.end)
        if isinstance(thing, Span):
            return self._span(thing)
        if is_dataclass(thing) and not isinstance(thing, type):
            return replace(thing, **{field.name: self._field(field.name, getattr(thing, field.name)) for field in fields(thing)})
        return thing

    def _field(self, name: str, value: Any) -> Any:
        if name in _OFFSETS and isinstance(value, int):
            return self._start(value)
        return tuple(self._start(one) for one in value) if name in _MANY_OFFSETS else self._restore(value)

    def _back(self, offset: int) -> Span:
        """Where the character of the copy at this offset stands in the text."""
        run = self._runs[bisect_right(self._starts, offset) - 1]
        at = run.span.start + offset - run.at
        return Span(at, at + 1) if run.kept else run.span

    def _start(self, offset: int) -> int:
        if 0 <= offset < len(self.copy.text):
            return self._back(offset).start
        return offset if offset < 0 else len(self._source.text)

    def _span(self, span: Span) -> Span:
        start = self._start(span.start)
        return Span(start, self._back(span.end - 1).end if span.end > span.start else start)


def _reads(words: str) -> str:
    """Return how a stretch reads that does not show, is a ligature, or a letter with marks."""
    if _HIDDEN.fullmatch(words):
        return ""
    return unicodedata.normalize("NFKC" if "\ufb00" <= words <= "\ufb06" else "NFC", words)


def _runs(text: str) -> Iterator[tuple[Span, str, bool]]:
    """Yield each stretch of the text with how it reads, and whether it reads as it stands."""
    done = 0
    for found in _CHANGED.finditer(text):
        reads = _reads(found[0])
        if reads != found[0]:
            yield Span(done, found.start()), text[done : found.start()], True
            yield Span(*found.span()), reads, False
            done = found.end()
    yield Span(done, len(text)), text[done:], True


def to_readable(source: SourceText) -> Readable | None:
    """Return a copy that reads as the text looks; None if the text does so itself, as nearly all do."""
    if source.text.isascii():
        return None
    runs: list[_Run] = []
    parts: list[str] = []
    at = 0
    for span, words, kept in _runs(source.text):
        if words:
            runs.append(_Run(at, span, kept))
            parts.append(words)
            at += len(words)
    if not runs or (len(runs) == 1 and runs[0].span == Span(0, len(source.text))):
        return None
    return Readable(source.with_text("".join(parts)), source, tuple(runs), tuple(run.at for run in runs))


def find_hidden(source: SourceText) -> Iterator[Finding]:
    """Yield a warning for characters that make a text look like another than it is."""
    if source.text.isascii():
        return
    hidden = list(_DECEIVING.finditer(source.text))
    if hidden:
        first = hidden[0][0]
        words = (
            f"{len(hidden)} characters that do not show change how the text looks, the first is U+{ord(first):04X}; it is read without them"
        )
        yield Finding("text.hidden-characters", "warning", words, Span(*hidden[0].span()))
    mixed = _MIXED.search(source.text)
    if mixed:
        words = "a word of Latin and Cyrillic letters; letters that look alike are not taken for one another"
        yield Finding("text.mixed-alphabets", "warning", words, Span(*mixed.span()))
