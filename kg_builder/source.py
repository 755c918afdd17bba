"""Bytes to SourceText: decoding without guessing, offsets in code points, line ends kept."""

from __future__ import annotations

import codecs
import hashlib
from bisect import bisect_right
from dataclasses import dataclass, field, replace
from pathlib import Path

from kg_builder.errors import InputError
from kg_builder.model import DocId, Evidence, Span

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class SourceText:
    """The very text that was read: `text` as decoded (CR, LF, CRLF kept), and the SHA-256 of its bytes."""

    doc: DocId
    name: str
    """File name with its ending."""
    text: str
    sha256: str
    encoding: str = "utf-8"
    _lines: tuple[int, ...] = field(default=(), repr=False, compare=False)

    def quote(self, start: int, end: int) -> Evidence:
        """Return the evidence at `text[start:end]`; the only place where a quote is made."""
        return Evidence(Span(start, end), self.text[start:end])

    def with_text(self, text: str) -> SourceText:
        """Return the same document with other text, to read from; its offsets are those of `text`."""
        return replace(self, text=text, _lines=_line_starts(text))

    def position(self, offset: int) -> tuple[int, int]:
        """Return line and column of a code point, both from 1; CR, LF and CRLF each end one line."""
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1

    def line_at(self, offset: int) -> str:
        """Return the line that holds the code point, without its line end."""
        line = bisect_right(self._lines, offset)
        end = self._lines[line] if line < len(self._lines) else len(self.text)
        return self.text[self._lines[line - 1] : end].rstrip("\r\n")


def _line_starts(text: str) -> tuple[int, ...]:
    starts, at = [0], 0
    while True:
        lf, cr = text.find("\n", at), text.find("\r", at)
        if lf < 0 and cr < 0:
            return tuple(starts)
        first = min(x for x in (lf, cr) if x >= 0)
        at = first + (2 if first == cr and lf == cr + 1 else 1)
        starts.append(at)


def decode(data: bytes, encoding: str | None, where: str) -> tuple[str, str]:
    """Return text and encoding: UTF-8, or what the byte-order mark says, or what the user said.

    Raises:
        InputError: the bytes are not of that encoding; names byte, line, and the way out.
    """
    used, skip = encoding, 0
    if used is None:
        bom = next((b for b in _BOMS if data.startswith(b[0])), None)
        used, skip = (bom[1], len(bom[0])) if bom else ("utf-8", 0)
    try:
        text = data[skip:].decode(used)
    except LookupError as fault:
        raise InputError(f"{where}: encoding {used!r} is not known to Python") from fault
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start + skip) + 1
        raise InputError(
            f"{where}:{line}: byte {fault.start + skip} is not {used.upper()} ({fault.reason}); expected UTF-8, "
            "or UTF-16 with a byte-order mark; name another with --encoding"
        ) from fault
    return text.removeprefix("\ufeff"), used


def _wide(data: bytes) -> str | None:
    """Return the form of UTF-16 in which Latin letters stand, a zero byte beside each; None if they do not."""
    for at, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        if data[at::2].count(0) * 10 > len(data[at::2]) * 9 and data[1 - at :: 2].count(0) * 10 < len(data[1 - at :: 2]):
            return name
    return None


def to_source(data: bytes, doc: DocId, name: str, encoding: str | None = None) -> SourceText:
    """Return the source text of these bytes.

    Raises:
        InputError: empty or blank, not of the encoding, or not text (a NUL or more than one control in a hundred).
    """
    if not data.strip(b" \t\r\n\x0b\x0c\x00"):
        raise InputError(f"{name}: the file is empty; expected the text of a telegram")
    text, used = decode(data, encoding, name)
    if not text.strip():
        raise InputError(f"{name}: {len(text)} characters, all of them blank; expected the text of a telegram")
    controls = [i for i, c in enumerate(text) if c < " " and c not in "\t\n\r\x0b\x0c\x1c\x1d\x1e\x1f"]
    if "\x00" in text and (wide := _wide(data)):
        raise InputError(f"{name}:1: this looks like UTF-16 without a byte-order mark; expected UTF-8; try --encoding {wide}")
    if "\x00" in text or len(controls) * 100 > len(text):
        line = text.count("\n", 0, controls[0]) + 1
        raise InputError(f"{name}:{line}: control characters: this is a binary file; expected plain text")
    return SourceText(doc, name, text, hashlib.sha256(data).hexdigest(), used, _line_starts(text))


def read_source(path: Path, doc: DocId, encoding: str | None = None) -> SourceText:
    """Read one file from the disk.

    Raises:
        InputError: it is missing, a directory, unreadable, or `to_source` refuses it.
    """
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise InputError(f"{path}: {fault.strerror or fault}; expected a readable text file") from fault
    return to_source(data, doc, path.name, encoding)
