"""Where the data folders are: beside the package in a checkout, inside it when installed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from kg_builder.errors import ResourceError

_PACKAGE = Path(__file__).resolve().parent
_KINDS = ("ontology", "shapes", "seeds")


def find_data_dir(kind: str) -> Path:
    """Return the folder `ontology`, `shapes` or `seeds`.

    A wheel carries them as `kg_builder/_data/{kind}`; a checkout has them beside the package.

    Raises:
        ResourceError: neither place has it: the installation is incomplete.
    """
    if kind not in _KINDS:
        raise ResourceError(f"no data folder is called {kind!r}; there are {', '.join(_KINDS)}")
    places = (_PACKAGE / "_data" / kind, _PACKAGE.parent / kind)
    for place in places:
        if place.is_dir():
            return place
    raise ResourceError(f"the folder {kind} is missing; looked for {' and '.join(map(str, places))}")


def read_data_files(folder: Path, pattern: str) -> Mapping[str, bytes]:
    """Return the files of `folder` that match the glob, by path relative to it with `/`, sorted.

    Raises:
        ResourceError: a file cannot be read.
    """
    try:
        return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.glob(pattern)) if p.is_file()}
    except OSError as fault:
        raise ResourceError(f"{folder}: {fault}") from fault


def read_lexicon_files() -> Mapping[str, bytes]:
    """Return the lexicon files by name, sorted; they are part of what a run used."""
    return read_data_files(_PACKAGE / "lexicon", "*.toml")


def sha256_hex(data: bytes) -> str:
    """Return the SHA-256 of `data`, lower-case hexadecimal."""
    return hashlib.sha256(data).hexdigest()
