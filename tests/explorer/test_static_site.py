"""The same pages as files: relative links that lead to files which are there, the same bytes each time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from kg_builder.errors import InputError
from kg_builder.explorer.site import Site
from kg_builder.explorer.static_site import write_site

Reads = Callable[[str], Any]


def test_every_link_of_every_file_leads_to_a_file_and_a_place_in_it(seed_site: Site, tmp_path: Path, read_page: Reads) -> None:
    write_site(seed_site, tmp_path)
    seen = {path: read_page(path.read_text("utf-8")) for path in tmp_path.rglob("*.html")}
    assert len(seen) > 60
    for path, page in seen.items():
        for href, _ in page.links:
            if href.startswith(("http://", "https://")):
                continue
            assert not href.startswith("/"), (path, href)
            file, _, fragment = href.partition("#")
            target = (path.parent / unquote(file)).resolve() if file else path
            assert target.is_file(), (path, href)
            if fragment.startswith("char="):
                assert fragment in seen[target].ids, (path, href)


def test_the_same_site_is_the_same_bytes(seed_site: Site, tmp_path: Path) -> None:
    sites = []
    for name in ("a", "b"):
        write_site(seed_site, tmp_path / name)
        sites.append({path.relative_to(tmp_path / name): path.read_bytes() for path in (tmp_path / name).rglob("*") if path.is_file()})
    assert sites[0] == sites[1]


def test_a_folder_with_other_things_is_left_alone(seed_site: Site, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="not empty"):
        write_site(seed_site, tmp_path)
