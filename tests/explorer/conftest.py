"""Sites made of a build that the tests make themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from kg_builder.cli import main
from kg_builder.explorer.site import Site, make_site, read_report
from kg_builder.store.opened import opened
from kg_builder.texts import Texts


@dataclass
class Seen(HTMLParser):
    """The ids of a page, and its links with the ids of the elements that they stand in."""

    ids: list[str] = field(default_factory=list)
    links: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    handlers: list[str] = field(default_factory=list)
    _open: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a" and "href" in given:
            self.links.append((given["href"], tuple(one for _, one in self._open if one)))
        if tag == "script":
            self.scripts.append(given.get("src", ""))
        self.handlers += [name for name in given if name.startswith("on") or name == "style"]
        if tag not in {"meta", "link", "input", "br", "img", "path", "line", "rect", "circle"}:
            self._open.append((tag, given.get("id", "")))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass


def _read_page(html: str) -> Seen:
    """Return what stands in the page."""
    seen = Seen()
    seen.feed(html)
    seen.close()
    return seen


@pytest.fixture(scope="session")
def read_page() -> Callable[[str], Seen]:
    """Return the function that reads a page."""
    return _read_page


@pytest.fixture(scope="session")
def make(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], Site]]:
    """Build the texts of a folder and open the site of their graph."""

    def site_of(texts: Path) -> Site:
        folder = tmp_path_factory.mktemp("site")
        assert main(["build", str(texts), "--out", str(folder / "out")]) == 0
        held = opened(folder / "out")
        reader = held.__enter__()
        site = make_site(reader, Texts([texts]), folder, read_report(folder / "out" / "report.json"))
        kept.extend((held, closing(site)))
        return site

    kept: list[Any] = []
    yield site_of
    for held in reversed(kept):
        held.__exit__(None, None, None)


@pytest.fixture(scope="session")
def seed_site(make: Callable[[Path], Site]) -> Site:
    """The site of the seed."""
    from kg_builder.datafiles import find_data_dir

    return make(find_data_dir("seeds"))
