"""The same pages as files: everything that can be reached from the first page, with relative links."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from kg_builder.errors import InputError
from kg_builder.explorer.data import find_data
from kg_builder.explorer.ledger_page import ledger_rows
from kg_builder.explorer.links import StaticLinks, file_name
from kg_builder.explorer.pages import render
from kg_builder.explorer.site import Site
from kg_builder.explorer.static_files import all_names, read_file
from kg_builder.ledger import to_csv

Wanted = dict[tuple[str, tuple[tuple[str, str], ...]], None]
_START: Final = ""


def write_site(site: Site, folder: Path) -> int:
    """Write every page that links lead to; return how many there are. Same store and texts, same bytes.

    Raises:
        InputError: the folder cannot be written, or holds something else than a site of ours.
    """
    if folder.is_dir() and any(folder.iterdir()) and not (folder / "static" / "explorer.css").is_file():
        raise InputError(f"{folder}: the folder is not empty; expected a new one, or a site that this command wrote")
    wanted: Wanted = {(_START, ()): None}
    done = 0
    try:
        for name in all_names():
            file = read_file(name)
            if file:
                _write(folder / "static" / name, file[0])
        while done < len(wanted):
            # The table grows while pages are written: what they lead to comes at its end.
            for path, params in list(wanted)[done:]:
                data = _render(site, path, dict(params), wanted)
                if data is not None:
                    _write(folder / file_name(path, dict(params)), data)
                done += 1
    except OSError as fault:
        raise InputError(f"{fault.filename or folder}: {fault.strerror}; expected a folder that can be written") from fault
    return done


def _render(site: Site, path: str, params: dict[str, str], wanted: Wanted) -> bytes | None:
    if path == "ledger.csv":
        return to_csv(ledger_rows(site, {}), site.reading)
    if path.startswith("data/"):
        found = find_data(site, path)
        return found[0] if found else None
    text = render(site, path, params, StaticLinks(file_name(path, params), wanted))
    return text.encode("utf-8", "backslashreplace") if text is not None else None


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
