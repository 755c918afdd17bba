"""What a build was given: files, folders and patterns to a list of files to read, and an entry for all that is not read.

A folder is walked for text files: links in it are not followed, hidden and half-written files are left out, other formats
wait for their reader. Each path gets its entry, the folders too.
"""

# Paths are strings here: os.scandir gives them, and any bytes may stand in them.
# ruff: noqa: PTH100, PTH116, PTH123, PTH207
from __future__ import annotations

import errno
import glob
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from kg_builder.errors import InputError
from kg_builder.remark import shown_path
from kg_builder.report import Entry

MAX_BYTES = 4 * 1024 * 1024
"""The largest file that is read. The longest telegrams have some hundred kilobytes."""
TEXT_ENDINGS = (".txt", ".text", ".asc")
"""Endings that a document's id leaves off. A file of an unknown ending is read as text too, and keeps it in its id."""
OTHER_FORMATS = frozenset(
    "pdf ps djvu epub html htm xhtml mht xml tei rdf owl ttl nt nq n3 trig jsonld json ndjson yaml yml toml csv tsv xls xlsx ods "
    "sqlite db parquet rq sparql doc docx odt rtf md rst tex ppt pptx eml msg jpg jpeg png gif bmp tif tiff jp2 webp svg "
    "mp3 mp4 wav zip gz tgz bz2 xz zst tar 7z rar jar py pyc js css sh exe so dll bin iso".split()
)
_HALF_WRITTEN = (".part", ".partial", ".crdownload", ".tmp", ".swp", ".bak", ".orig", "~", "#")
_SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file to read: where it is, its path as the report shows it, and its path below the folder that was named."""

    path: str
    shown: str
    below: str


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that was named or found: the files to read, and the entries of what is not read."""

    files: tuple[InputFile, ...]
    entries: tuple[Entry, ...]


def list_inputs(sources: Sequence[str], out: Path) -> Inputs:
    """List what the sources hold, each path once, sorted by path; the output folder is never looked into."""
    outside = os.path.realpath(out)
    files: dict[str, InputFile] = {}
    entries: dict[str, Entry] = {}
    for found in (one for source in sorted(set(sources)) for one in _find(source, outside)):
        if isinstance(found, Entry):
            entries.setdefault(found.path, found)
            continue
        known = files.setdefault(os.path.abspath(found.path), found)
        if (found.shown, found.below) < (known.shown, known.below):
            files[os.path.abspath(found.path)] = found
    ordered = sorted(files.values(), key=lambda file: file.shown)
    return Inputs(tuple(ordered), tuple(entry for path, entry in sorted(entries.items()) if path not in {file.shown for file in ordered}))


def _find(source: str, outside: str) -> Iterator[InputFile | Entry]:
    """Yield what one word of the command line means: a path if there is one of that name, else a pattern."""
    if os.path.lexists(source) or not glob.has_magic(source):
        yield from _named(source, PurePosixPath(source).name or source, outside)
        return
    matches = sorted(glob.glob(source, recursive=True))
    if not matches:
        yield _failed(source, "no path fits this pattern")
    root = _fixed_part(source)
    for match in matches:
        yield from _named(match, os.path.relpath(match, root or "."), outside)


def _fixed_part(pattern: str) -> str:
    """Return the folders of a pattern before the first wildcard."""
    parts = pattern.split("/")
    first = next(i for i, part in enumerate(parts) if glob.has_magic(part))
    return "/".join(parts[:first]) + "/" if first else ""


def _named(path: str, below: str, outside: str) -> Iterator[InputFile | Entry]:
    """Yield a path that the user named: a link is followed, a folder walked."""
    try:
        mode = os.stat(path).st_mode
    except OSError as fault:
        yield _failed(path, f"{_reason(fault)}; expected a text file or a folder")
        return
    if stat.S_ISDIR(mode):
        yield from _walk(path, outside)
    else:
        yield _settle(path, below, mode)


def _walk(folder: str, outside: str) -> Iterator[InputFile | Entry]:
    """Yield all that lies in a folder, folders first seen first; no recursion, so any depth will do."""
    waiting = [folder]
    while waiting:
        at = waiting.pop()
        if os.path.realpath(at) == outside:
            continue
        try:
            with os.scandir(at) as scan:
                inside = sorted(scan, key=lambda one: os.fsencode(one.name))
        except OSError as fault:
            yield _failed(at, f"the folder cannot be listed: {_reason(fault)}")
            continue
        yield Entry(path=shown_path(at), status="processed", reason=f"a folder with {len(inside)} path{'' if len(inside) == 1 else 's'}")
        for one in inside:
            if _is_open_folder(one):
                waiting.append(one.path)
            else:
                yield _found(one, os.path.relpath(one.path, folder))


def _is_open_folder(one: os.DirEntry[str]) -> bool:
    return one.is_dir(follow_symlinks=False) and not one.name.startswith(".")


def _found(one: os.DirEntry[str], below: str) -> InputFile | Entry:
    """Return what a name found in a folder is."""
    name = one.name.lower()
    if one.is_symlink():
        return _link(one.path)
    if name.startswith(".") or name.endswith(_HALF_WRITTEN) or name in _SYSTEM_FILES:
        return _skipped(one.path, "hidden, half-written or left by the system")
    try:
        return _settle(one.path, below, one.stat(follow_symlinks=False).st_mode)
    except OSError as fault:
        return _failed(one.path, _reason(fault))


def _link(path: str) -> Entry:
    try:
        os.stat(path)
    except OSError as fault:
        if fault.errno == errno.ELOOP:
            return _skipped(path, "a link that leads in a circle")
        return _failed(path, f"a link to nothing that can be read: {_reason(fault)}")
    return _skipped(path, "a link: links found in a folder are not followed; name it to have it read")


def _settle(path: str, below: str, mode: int) -> InputFile | Entry:
    """Return a file to read, or why it is none."""
    if not stat.S_ISREG(mode):
        return _skipped(path, f"{_kind(mode)}, not a file")
    ending = PurePosixPath(path).suffix.lower().removeprefix(".")
    if ending in OTHER_FORMATS:
        return _skipped(path, f"format not read yet: {ending}")
    return InputFile(path, shown_path(path), shown_path(below))


def _kind(mode: int) -> str:
    kinds = ((stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket"), (stat.S_ISDIR, "a hidden folder"))
    return next((name for test, name in kinds if test(mode)), "a device")


def _failed(path: str, reason: str) -> Entry:
    return Entry(path=shown_path(path), status="failed", reason=reason, fault="input")


def _skipped(path: str, reason: str) -> Entry:
    return Entry(path=shown_path(path), status="skipped", reason=reason)


def _reason(fault: OSError) -> str:
    return fault.strerror or str(fault)


def read_bytes(file: InputFile, limit: int = MAX_BYTES) -> bytes:
    """Read one file whole, or not at all.

    Raises:
        InputError: it cannot be opened, is no file, is larger than `limit` (told before it is read), or changed meanwhile.
    """
    try:
        handle = os.open(file.path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with open(handle, "rb") as stream:
            before = os.fstat(stream.fileno())
            if not stat.S_ISREG(before.st_mode):
                raise InputError(f"{_kind(before.st_mode)}, not a file")
            if before.st_size > limit:
                raise InputError(f"{before.st_size} bytes; expected at most {limit}: a telegram is a short text")
            data = stream.read(limit + 1)
            after = os.fstat(stream.fileno())
    except OSError as fault:
        raise InputError(f"{_reason(fault)}; expected a readable text file") from fault
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(data) != before.st_size:
        raise InputError("the file changed while it was read; build again when it is at rest")
    return data


def duplicates(names: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return the second members that share a first one: documents' ids with the paths that claim them."""
    claims: dict[str, list[str]] = {}
    for key, path in names:
        claims.setdefault(key, []).append(path)
    return {key: sorted(paths) for key, paths in claims.items() if len(paths) > 1}
