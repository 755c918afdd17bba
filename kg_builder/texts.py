"""The texts that a graph was read from, found again by name: only the very bytes count, for words of others stand elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from kg_builder.errors import InputError
from kg_builder.model import DocId
from kg_builder.remark import shown_name
from kg_builder.source import SourceText, to_source


class Texts:
    """Files and folders of texts, looked through once; texts are read when they are asked for."""

    def __init__(self, places: Iterable[Path] = (), encoding: str | None = None) -> None:
        self._encoding = encoding
        self._paths: dict[str, list[Path]] = {}
        for place in places:
            for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
                if path.is_file():
                    self._paths.setdefault(shown_name(path), []).append(path)
        self.find = lru_cache(maxsize=256)(self._find)

    def has(self, name: str) -> bool:
        """True if a file of this name is there, whatever its bytes."""
        return name in self._paths

    def _find(self, name: str, sha256: str) -> SourceText | None:
        """Return the text of this name and SHA-256 (hex); None if it is not at hand or has changed."""
        for path in self._paths.get(name, ()):
            try:
                source = to_source(path.read_bytes(), DocId(name), name, self._encoding)
            except (OSError, InputError):
                continue
            if source.sha256 == sha256:
                return source
        return None
