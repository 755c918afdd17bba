"""The ways a historian goes, in a real browser; no request leaves the machine; axe finds nothing serious."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

pytestmark = [pytest.mark.checkout, pytest.mark.slow]

ROOT = Path(__file__).parents[2]
SEED = "telegram/1951-06-21-mao-to-stalin"
PAGES = ["", SEED, "ledger", "people", "places", "timeline", "search?q=arms", "questions", "questions/requests", "sparql-page", "quality"]
PAGES += ["person/stalin", "request/1951-06-21-mao-to-stalin--1191"]


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def tab(chromium: Any, scripts: bool) -> Iterator[Any]:
    """A page of the browser that records what is asked for and what goes wrong."""
    context = chromium.new_context(java_script_enabled=scripts)
    page = context.new_page()
    page.asked, page.faults = [], []
    page.on("request", lambda one: page.asked.append(one.url))
    page.on("pageerror", lambda one: page.faults.append(str(one)))
    yield page
    assert {urlsplit(url).hostname for url in page.asked} <= {"127.0.0.1"}
    # One server alone; none, where the test was skipped before it opened a page.
    assert len({urlsplit(url).port for url in page.asked}) <= 1, page.asked
    assert not page.faults
    context.close()


@pytest.fixture
def scripted(chromium: Any) -> Iterator[Any]:
    context = chromium.new_context()
    page = context.new_page()
    yield page
    context.close()


def test_from_a_question_to_the_words(tab: Any, served: str) -> None:
    """Search, a telegram, a mark, its fact, and back to the words: each one click."""
    tab.goto(served)
    tab.fill("#q", "rubber")
    tab.click("form.search button")
    tab.click("ol.telegrams a")
    mark = tab.locator(".text a", has_text="sixteen").first
    note = mark.get_attribute("href")
    mark.click()
    shown = tab.locator(note)
    assert shown.is_visible()
    assert "quantity" in shown.inner_text()
    shown.locator("a[href^='#fact-']", has_text="quantity").first.click()
    tab.wait_for_url("**#fact-*")
    fact = tab.locator(f"#{tab.url.partition('#')[2]}")
    assert "16" in fact.inner_text()
    fact.locator("a[data-char]").first.click()
    tab.wait_for_url(lambda url: url.endswith("#char=1200,1207"))
    assert tab.locator('[id="char=1200,1207"]').inner_text() == "sixteen"
    assert tab.locator('[id="char=1200,1207"]').evaluate("one => getComputedStyle(one).backgroundColor") != "rgba(0, 0, 0, 0)"


def test_from_the_ledger_to_the_words(tab: Any, served: str) -> None:
    tab.goto(f"{served}ledger")
    tab.select_option("select[name=side]", "planned")
    tab.click("form.filters button")
    cell = tab.locator("table.lines tbody tr td.number a", has_text="60").first
    cell.click()
    tab.wait_for_url("**#char=*")
    place = tab.url.partition("#")[2]
    assert tab.locator(f'[id="{place}"]').inner_text() == "sixty"
    box = tab.locator(f'[id="{place}"]').bounding_box()
    assert 0 <= box["y"] <= tab.viewport_size["height"]


def test_from_a_person_to_every_place_that_names_them(tab: Any, served: str) -> None:
    tab.goto(f"{served}people")
    tab.locator("ul.names a", has_text="Gao Gang").click()
    tab.wait_for_url("**/person/gao-gang")
    tab.locator("ol.telegrams a").first.click()
    tab.wait_for_url(lambda url: "#char=" in url)
    assert tab.locator(f'[id="{tab.url.partition("#")[2]}"]').inner_text().endswith("Gao Gang")


def test_a_hostile_telegram_stays_text(tab: Any, served: str, scripts: bool) -> None:
    for path in ("telegram/hostile", "search?q=script", "ledger", "timeline?year=1951", "quality", "person/mao-zedong"):
        tab.goto(served + path)
        if scripts:
            assert tab.evaluate("window.hacked") is None
        assert tab.locator("a[href^='javascript:'], img, .text svg, .text b").count() == 0
    tab.goto(f"{served}telegram/hostile")
    assert "⟨U+202E⟩" in tab.locator(".text").inner_text()
    assert "<script>window.hacked=1</script>" in tab.locator(".text").inner_text()


@pytest.mark.parametrize("wide", [1280, 390])
@pytest.mark.parametrize("path", PAGES)
def test_pages_fit_and_axe_finds_nothing_serious(scripted: Any, served: str, path: str, wide: int) -> None:
    axe = ROOT / "node_modules" / "axe-core" / "axe.min.js"
    if not axe.is_file():
        pytest.skip("axe-core is not there: make assets was not run")
    scripted.set_viewport_size({"width": wide, "height": 844})
    scripted.goto(served + path)
    assert scripted.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    scripted.evaluate(axe.read_text("utf-8"))
    found = scripted.evaluate("axe.run()")["violations"]
    told = [(one["impact"], one["id"], one["nodes"][0]["html"], one["nodes"][0]["failureSummary"]) for one in found]
    assert not [one for one in told if one[0] in ("serious", "critical")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_both_colour_schemes_have_contrast(chromium: Any, served: str, scheme: Any) -> None:
    axe = ROOT / "node_modules" / "axe-core" / "axe.min.js"
    if not axe.is_file():
        pytest.skip("axe-core is not there: make assets was not run")
    context = chromium.new_context(color_scheme=scheme)
    page = context.new_page()
    for path in (SEED, "ledger", "search"):
        page.goto(served + path)
        page.evaluate(axe.read_text("utf-8"))
        found = page.evaluate("axe.run({ runOnly: ['color-contrast'] })")["violations"]
        assert not found, found[0]["nodes"][0]["failureSummary"]
    context.close()


def test_keys_alone_are_enough(scripted: Any, served: str) -> None:
    """Tab reaches the skip link first; Enter opens a note; Escape closes it and the mark has the focus again."""
    scripted.goto(served + SEED)
    scripted.keyboard.press("Tab")
    assert scripted.evaluate("document.activeElement.className") == "skip"
    scripted.locator(".text a").first.focus()
    scripted.keyboard.press("Enter")
    assert scripted.locator(".note:target").count() == 1
    scripted.keyboard.press("Escape")
    assert scripted.locator(".note:target").count() == 0
    assert scripted.evaluate("document.activeElement.closest('.text') !== null")


def test_the_query_editor_completes_from_our_ontology_and_asks_nobody_else(tab: Any, served: str, scripts: bool) -> None:
    from kg_builder.explorer.static_files import has_file

    if not has_file("yasqe.min.js"):
        pytest.skip("the query editor is not there: make assets was not run")
    tab.goto(f"{served}sparql-page")
    if not scripts:
        assert tab.locator("textarea#query").is_visible()
        return
    tab.wait_for_selector(".CodeMirror")
    tab.evaluate("document.querySelector('.CodeMirror').CodeMirror.setValue('SELECT * WHERE { ?a tg:quan')")
    tab.evaluate("(() => { const cm = document.querySelector('.CodeMirror').CodeMirror; cm.focus(); cm.setCursor(0, 99); })()")
    tab.keyboard.press("Control+Space")
    tab.wait_for_selector(".CodeMirror-hints")
    assert "tg:quantity" in tab.locator(".CodeMirror-hints").inner_text()
