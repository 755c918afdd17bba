"""The source texts that pages show: found by name, and shown only if they are the very bytes that the graph was read from."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from kg_builder.errors import InputError
from kg_builder.model import DocId
from kg_builder.remark import shown_name
from kg_builder.source import SourceText, to_source


class Texts:
    """Folders (and files) of texts, looked through once."""

    def __init__(self, places: Iterable[Path] = (), encoding: str | None = None) -> None:
        self._encoding = encoding
        self._paths: dict[str, list[Path]] = {}
        for place in places:
            for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
                if path.is_file():
                    self._paths.setdefault(shown_name(path), []).append(path)
        self.find = lru_cache(maxsize=256)(self._find)

    def _find(self, name: str, sha256: str) -> SourceText | str:
        """Return the text, or a sentence why it is not at hand."""
        if name not in self._paths:
            return f"The text {name} is not at hand; the words below are those that the graph quotes."
        for path in self._paths[name]:
            try:
                source = to_source(path.read_bytes(), DocId(name), name, self._encoding)
            except (OSError, InputError):
                continue
            if source.sha256 == sha256:
                return source
        return f"The file {name} is not the text that the graph was read from (its SHA-256 differs); the words below are those that the graph quotes."
