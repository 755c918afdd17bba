"""Text of documents on its way into a page: what is invisible or turns the writing round is shown, never obeyed."""

from __future__ import annotations

import re
from typing import Any, Final

from markupsafe import Markup, escape

# Bidirectional controls (Unicode 15, UAX 9), zero-width characters, line separators, and the controls but tab and line end.
_HIDDEN: Final = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
LONGEST: Final = 600
"""Code points of a name or value that a page shows; the whole stands in the data."""


def reveal(text: str) -> str:
    """Return the text with each hidden character as its number.

    >>> reveal("a" + chr(0x202e) + "b")
    'a⟨U+202E⟩b'
    """
    return _HIDDEN.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text)


def to_html(text: str) -> Markup:
    """Return a piece of a source text as HTML: escaped, hidden characters set apart."""
    parts, at = [], 0
    for found in _HIDDEN.finditer(text):
        parts.append(escape(text[at : found.start()]))
        parts.append(Markup('<span class="hidden-character">⟨U+{:04X}⟩</span>').format(ord(found[0])))
        at = found.end()
    parts.append(escape(text[at:]))
    return Markup("").join(parts)


def finish(value: Any) -> Any:
    """Return what a template prints: every string that is not markup shows its hidden characters and has a bound."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return reveal(value if len(value) <= LONGEST else f"{value[:LONGEST]}…")
    return "" if value is None else value
