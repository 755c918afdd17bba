"""Addresses of pages: paths of a server, or relative files of a static site. The only place where a page's address is made."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Protocol
from urllib.parse import quote, urlencode

STATIC_NAMES: Final = (
    "explorer.css",
    "explorer.js",
    "sparql.js",
    "icon.svg",
)
"""Our own files below /static/."""
ASSET_NAMES: Final = (
    "source-serif-4-latin-400-normal.woff2",
    "source-serif-4-latin-400-italic.woff2",
    "source-serif-4-latin-600-normal.woff2",
    "source-serif-4-latin-ext-400-normal.woff2",
    "yasqe.min.css",
    "yasqe.min.js",
    "LICENSES.txt",
)
"""Files of others that `make assets` brings; a page does without them."""

Params = Mapping[str, str]


class Links(Protocol):
    """How a page leads to others."""

    static: bool

    def to(self, path: str, params: Params) -> str | None:
        """Return the address of a page, given by its path without the slash before it; None if this site has no such page."""


class ServerLinks:
    """Addresses below the root of a server."""

    static = False

    def to(self, path: str, params: Params) -> str | None:
        """Return path and query; every page is there."""
        kept = {key: value for key, value in params.items() if value}
        return f"/{path}" + (f"?{urlencode(kept)}" if kept else "")


class StaticLinks:
    """Relative addresses of files, as seen from one page; what is led to is remembered in `wanted`."""

    static = True

    def __init__(self, here: str, wanted: dict[tuple[str, tuple[tuple[str, str], ...]], None]) -> None:
        self._up = "../" * here.count("/")
        self._wanted = wanted

    def to(self, path: str, params: Params) -> str | None:
        """Return the relative path of a page's file; None for a view of more than one choice, which only a server makes."""
        kept = tuple(sorted((key, value) for key, value in params.items() if value))
        if path.startswith("static/"):
            return self._up + path
        if len([key for key, _ in kept if key != "page"]) > 1 or any(key in _SERVER_ONLY for key, _ in kept):
            return None
        self._wanted.setdefault((path, kept))
        return self._up + quote(file_name(path, dict(kept)))


_SERVER_ONLY: Final = {"q", "sort", "query", "for"}
_NOT_IN_FILE_NAMES: Final = re.compile(r"[^A-Za-z0-9._-]")


def file_name(path: str, params: Params) -> str:
    """Return the file of a page in a static site: `%` of an address is `=` in it, so that servers do not decode it.

    >>> file_name("telegram/a%2Fb", {}), file_name("ledger", {"page": "2"}), file_name("", {})
    ('telegram/a=2Fb.html', 'ledger..page-2.html', 'index.html')
    """
    if path == "ledger.csv" or path.startswith("data/"):
        return path.replace("%", "=")
    more = "".join(f"..{key}-{_NOT_IN_FILE_NAMES.sub(_as_code, value)}" for key, value in sorted(params.items()))
    return f"{path.replace('%', '=') or 'index'}{more}.html"


def _as_code(found: re.Match[str]) -> str:
    return "".join(f"={byte:02X}" for byte in found[0].encode("utf-8", "backslashreplace"))
