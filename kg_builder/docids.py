"""Which id a document gets: from its path, or by a pattern from what the file and its text say."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from kg_builder.errors import InputError, UsageError
from kg_builder.inputs import TEXT_ENDINGS, InputFile
from kg_builder.model import DocId
from kg_builder.source import SourceText

DEFAULT_PATTERN = "{path}"
FIELDS = {
    "path": "the path below the folder that was named, without its ending",
    "name": "the file name without its ending",
    "folder": "the folders of that path",
    "publisher": "the parts of the publisher's page address that hold a digit",
    "sha256": "the first 16 digits of the SHA-256 of the file",
}
LONGEST = 255
"""Bytes of an id in UTF-8: that of a file name."""
_FIELD = re.compile(r"\{([^{}]*)\}")
_ADDRESS = re.compile(r"https?://[^\s<>\"”]{1,500}")


def check_pattern(pattern: str) -> None:
    """Check a pattern of `--id`: text with at least one field in braces.

    Raises:
        UsageError: it has no field, or one that is not known.
    """
    fields = _FIELD.findall(pattern)
    unknown = sorted({field for field in fields if field not in FIELDS})
    if unknown or not fields:
        named = f"knows no {{{unknown[0]}}}" if unknown else "has no field"
        raise UsageError(f"--id {pattern!r} {named}; expected some of {', '.join(f'{{{name}}}' for name in FIELDS)}")


def needs_text(pattern: str) -> bool:
    """True if the id cannot be told from the path alone."""
    return bool({"publisher", "sha256"} & set(_FIELD.findall(pattern)))


def to_doc_id(pattern: str, file: InputFile, source: SourceText | None) -> DocId:
    """Return the document's id; `source` is needed for the fields that stand in the text.

    Raises:
        InputError: the text lacks what the pattern asks for, or the id is empty or too long.
    """
    path = PurePosixPath(file.below)
    stem = path.with_suffix("") if path.suffix.lower() in TEXT_ENDINGS and path.stem else path
    values = {"path": str(stem), "name": stem.name, "folder": str(path.parent) if path.parent != PurePosixPath() else ""}
    if source is not None and "{publisher}" in pattern:
        values["publisher"] = _publisher(source)
    if source is not None:
        values["sha256"] = source.sha256[:16]
    doc = _FIELD.sub(lambda found: values[found[1]], pattern)
    if not doc.strip():
        raise InputError(f"--id {pattern!r} gives this file no id; expected at least one character")
    size = len(doc.encode("utf-8", "backslashreplace"))
    if size > LONGEST:
        raise InputError(f"its id would have {size} bytes; expected at most {LONGEST}: give --id, or build from a folder nearer to it")
    return DocId(doc)


def _publisher(source: SourceText) -> str:
    """Return "112111" of "http://archive.example/document/112111", "frus1950v07-d12" of ".../frus1950v07/d12"."""
    for found in _ADDRESS.finditer(source.text):
        parts = [part for part in re.split("[?#]", found[0])[0].split("/")[3:] if re.search("[0-9]", part)]
        if parts:
            return "-".join(parts).rstrip(".,;)")
    raise InputError("the text gives no address of a publisher's page with a number, which --id asks for as {publisher}")
