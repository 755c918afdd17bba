"""Every fact is one click from its words and every mark from its facts; every page is there; what a document says stays text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kg_builder import vocab
from kg_builder.explorer.links import ServerLinks
from kg_builder.explorer.pages import NAMED, render
from kg_builder.explorer.site import Site
from kg_builder.explorer.telegram import find_telegram

SEED = "telegram/1951-06-21-mao-to-stalin"
LINKS = ServerLinks()

Reads = Callable[[str], Any]


def page(site: Site, path: str, **params: str) -> str:
    html = render(site, path, params, LINKS)
    assert html is not None, path
    return html


def test_every_fact_of_the_seed_leads_to_its_words_and_every_mark_to_its_facts(seed_site: Site, read_page: Reads) -> None:
    """Over the page's HTML: link by link, both ways, and no attestation of the graph is missing."""
    shown, html = find_telegram(seed_site, SEED), read_page(page(seed_site, SEED))
    assert shown is not None
    attested = seed_site.reading.document("1951-06-21-mao-to-stalin").read
    assert len(attested) > 150
    to_words = {(within[-1], href) for href, within in html.links if href.startswith("#char=")}
    for number, one in enumerate(attested, 1):
        for place in one.places:
            assert (f"fact-{number}", f"#char={place.start},{place.end}") in to_words
    assert {href.removeprefix("#") for _, href in to_words} <= set(html.ids)
    marks = [href for href, within in html.links if href.startswith("#note-")]
    assert marks
    assert {href.removeprefix("#") for href in marks} == {one for one in html.ids if one.startswith("note-")}
    to_facts = {(within[-1], href) for href, within in html.links if href.startswith("#fact-")}
    for note in shown.text.notes:
        assert {href for one, href in to_facts if one == f"note-{note.number}"} == {f"#fact-{number}" for number in note.facts}
    placed = {number for number, fact in shown.facts.items() if fact.places}
    assert {number for note in shown.text.notes for number in note.facts} == placed
    assert len(html.ids) == len(set(html.ids))


def test_the_words_of_a_fact_are_those_of_the_text(seed_site: Site) -> None:
    shown = find_telegram(seed_site, SEED)
    assert shown is not None
    sixteen = [fact for fact in shown.facts.values() if fact.predicate == vocab.TG_QUANTITY and not isinstance(fact.value, str)]
    assert ("16", (("char=1200,1207", "sixteen"),)) in [(getattr(fact.value, "value", ""), fact.places) for fact in sixteen]


def test_findings_stand_in_place(seed_site: Site) -> None:
    html = page(seed_site, SEED)
    assert 'class="mark unread" id="char=2152,2250"' in html
    assert "omission.cue-without-object" in html


@pytest.mark.parametrize("path", sorted(NAMED))
def test_every_page_is_there_and_runs_nothing_of_its_own(seed_site: Site, path: str, read_page: Reads) -> None:
    """Scripts come from files of ours: a policy of the server that forbids all others costs nothing."""
    seen = read_page(page(seed_site, path))
    assert all(script.startswith("/static/") for script in seen.scripts)
    assert not seen.handlers


def test_every_link_within_the_seeds_pages_leads_somewhere(seed_site: Site, read_page: Reads) -> None:
    left, done = [""], set()
    while left and len(done) < 400:
        path = left.pop()
        for href, _ in read_page(page(seed_site, path)).links:
            target = href.partition("#")[0].partition("?")[0].removeprefix("/")
            if href.startswith("/") and target not in done and not target.startswith(("static/", "data/", "ledger.csv")):
                done.add(target)
                left.append(target)
    assert {"ledger", "people", "person/stalin", "text/1951-06-21-mao-to-stalin"} <= done


@pytest.mark.parametrize("path", ["telegram/none", "nothing", "person/", "questions/none", "telegram/..%2f", "request/a--1", "static/x"])
def test_what_is_not_there_is_none(seed_site: Site, path: str) -> None:
    assert render(seed_site, path, {}, LINKS) is None


@pytest.mark.parametrize("words", ['"', "a OR", "NEAR(", "*", "'); DROP TABLE words; --", "\x00", "ä" * 5000, "arms"])
def test_search_takes_any_words(seed_site: Site, words: str) -> None:
    html = page(seed_site, "search", q=words, page="99999999999", year="1951")
    assert "<script>" not in html


def test_search_finds_words_of_the_text_and_names(seed_site: Site) -> None:
    assert "<mark>rubber</mark>" in page(seed_site, "search", q="rubber")
    assert "Gao Gang" in page(seed_site, "search", q="gao")
    assert "0 telegrams" in page(seed_site, "search", q="zzz")


@pytest.mark.parametrize(
    ("name", "value", "lines"), [("side", "asked", 14), ("year", "1951", 20), ("year", "1952", 0), ("status", "x' OR 1", 0)]
)
def test_the_ledger_is_filtered(seed_site: Site, name: str, value: str, lines: int) -> None:
    assert f"{lines} lines" in page(seed_site, "ledger", **{name: value, "sort": "quantity"})


HOSTILE = """Title: Telegram <script>window.hacked=1</script> "from" 'here' {{7*7}}

To Comrade FILIPPOV [Stalin]

Comrade FILIPPOV! javascript:alert(1) \u202egnp.exe\u202c <img src=x onerror=alert(1)> &lt;

We have received your telegram and have studied it. The situation at the front is difficult, and the troops are in need of arms.

I ask you to send 2,000 rifles "><svg onload=alert(1)> in August 1951.

<b onmouseover="x">MAO ZEDONG</b>

No. 17 21.6.51
"""


@pytest.fixture(scope="module")
def hostile(make: Callable[[Path], Site], tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "a--b c%.txt").write_text(HOSTILE, encoding="utf-8")
    return make(folder)


def test_a_hostile_telegram_stays_text(hostile: Site, read_page: Reads) -> None:
    telegrams = hostile.index.rows("SELECT iri FROM telegram")
    assert telegrams
    for telegram in telegrams:
        html = page(hostile, telegram["iri"].removeprefix(hostile.base))
        seen = read_page(html)
        assert all(script.startswith("/static/") for script in seen.scripts)
        assert not seen.handlers
        assert not [href for href, _ in seen.links if not href.startswith(("/", "#", "http://", "https://"))]
        assert "&lt;script&gt;window.hacked" in html
        assert "⟨U+202E⟩" in html
        assert "\u202e" not in html


def test_a_text_that_is_not_at_hand_is_told_and_its_quotes_shown(seed_site: Site, read_page: Reads) -> None:
    from dataclasses import replace

    from kg_builder.texts import Texts

    html = page(replace(seed_site, texts=Texts()), SEED)
    assert "is not at hand" in html
    seen = read_page(html)
    to_words = {href.removeprefix("#") for href, _ in seen.links if href.startswith("#char=")}
    # Findings are of the report: the graph has no words for them.
    assert len(to_words - set(seen.ids)) < 25
    assert len(to_words & set(seen.ids)) > 80
