"""What may reach a terminal: text whose control characters are escaped, colours and progress only where a person looks."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TextIO

# C0 but tab, DEL, C1, the bidirectional controls of Unicode TR 9, line and paragraph separator, lone surrogates.
_CONTROLS = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff\U000e0000-\U000e007f]")
_STYLES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "blue": "34", "mark": "30;43"}


def escape_controls(text: str) -> str:
    r"""Return one line that cannot drive a terminal: controls stand as `\x1b`, `\u202e`.

    >>> print(escape_controls("a\x1b[31m\nb"))
    a\x1b[31m\x0ab
    """
    return _CONTROLS.sub(lambda found: _escape(ord(found[0])), text)


def _escape(code: int) -> str:
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


@dataclass(frozen=True, slots=True)
class Style:
    """Colours, if they are wanted."""

    colours: bool = False

    def __call__(self, text: str, name: str) -> str:
        """Return `text` in the style "bold", "dim", "red", "green", "yellow", "blue" or "mark"."""
        return f"\x1b[{_STYLES[name]}m{text}\x1b[0m" if self.colours else text


PLAIN = Style()


def style_for(stream: TextIO, environment: Mapping[str, str]) -> Style:
    """Return colours for a terminal, unless NO_COLOR (https://no-color.org) is set or the terminal is dumb."""
    return Style(stream.isatty() and not environment.get("NO_COLOR") and environment.get("TERM") != "dumb")


class Progress:
    """One line on standard error that tells how far the work is; nothing unless it is a terminal."""

    def __init__(self, what: str, stream: TextIO | None = None) -> None:
        self._what, self._done, self._total, self._shown = what, 0, 0, False
        self._stream = stream or sys.stderr

    @property
    def done(self) -> int:
        """How many are done."""
        return self._done

    def start(self, total: int) -> None:
        """Tell how many there are; a single one needs no progress."""
        self._total, self._shown = total, self._stream.isatty() and total > 1

    def step(self, label: str = "") -> None:
        """Tell that one more is done; `label` may hold anything."""
        self._done += 1
        if self._shown:
            line = f"{self._done}/{self._total} {self._what} {escape_controls(label)}"[:78]
            self._stream.write(f"\r{line:78}")
            self._stream.flush()

    def close(self) -> None:
        """Wipe the line."""
        if self._shown:
            self._stream.write(f"\r{'':78}\r")
            self._stream.flush()
