"""Files below /static/, from a fixed table of names; never from a path."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Final

from kg_builder.explorer.asking import completion
from kg_builder.explorer.links import ASSET_NAMES, STATIC_NAMES

_TYPES: Final = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
    "woff2": "font/woff2",
}


@lru_cache(maxsize=64)
def read_file(name: str) -> tuple[bytes, str] | None:
    """Return the bytes and the media type of a file; None for a name that is not in the table, or that is not there."""
    media = _TYPES.get(name.rpartition(".")[2], "")
    if name == "completion.json":
        return completion(), media
    folder = "static" if name in STATIC_NAMES else "assets" if name in ASSET_NAMES else ""
    file = files("kg_builder.explorer").joinpath(folder, name)
    return (file.read_bytes(), media) if folder and file.is_file() else None


def has_file(name: str) -> bool:
    """Return whether the file is there."""
    return read_file(name) is not None


def all_names() -> list[str]:
    """Return the names of the files that are there."""
    return [name for name in (*STATIC_NAMES, *ASSET_NAMES, "completion.json") if has_file(name)]
