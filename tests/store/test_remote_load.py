"""A load into a server that fails: sent again where that helps, told where it does not, and never half a document in silence."""

from __future__ import annotations

import base64
import json
import logging
import re
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from kg_builder.cli import main
from kg_builder.errors import StoreError, UsageError
from kg_builder.store.http import Patience, _retry_after
from kg_builder.store.presets import Server, Settings, load_presets, to_server

from .servers import Told, load
from .small_builds import BASE, lines_of, write_graph, write_shards

ROOT = Path(__file__).parents[2]
DOCUMENTS = {doc: lines_of(doc, 4, share=[doc]) for doc in "abcd"}


class Clock:
    """Waits that are noted and not waited for."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    def patience(self, **options: float) -> Patience:
        return Patience(**{"timeout": 5, "tries": 7, "sleep": self.waits.append, **options})  # type: ignore[arg-type]


@pytest.fixture
def build(tmp_path: Path) -> Path:
    return write_shards(tmp_path / "build", DOCUMENTS)


def healthy(build: Path) -> bytes:
    """Return what a load into a store without faults ends with."""
    index = (build / "documents.jsonl").read_bytes()
    if index not in _healthy:
        with Told() as store:
            load(build, store.server())
            _healthy[index] = store.dump()
    return _healthy[index]


_healthy: dict[bytes, bytes] = {}


FAULTS = ["500", "502", "503", "429", "cut", "page", "applied, cut", "applied, 504", "applied, short", "307"]


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("at", [0, 1, 5])
def test_what_may_pass_is_sent_again_and_nothing_is_doubled_or_lost(build: Path, fault: str, at: int) -> None:
    clock = Clock()
    with Told(("ok",) * at + (fault, fault)) as store:
        load(build, store.server(), clock.patience())
        assert store.dump() == healthy(build)
    assert len(clock.waits) == (0 if fault == "307" else 2)


def test_waits_double_are_spread_and_are_never_shorter_than_asked_for(build: Path) -> None:
    clock = Clock()
    with Told(("500", "500", "500", "500", "429")) as store:
        load(build, store.server(), clock.patience(first_wait=0.1))
    for number, wait in enumerate(clock.waits[:4]):
        assert 0.05 * 2**number <= wait <= 0.15 * 2**number
    assert clock.waits[4] >= 1
    assert _retry_after("7") == 7
    assert _retry_after("Wed, 21 Oct 2015 07:28:00 GMT") == 0
    assert _retry_after("soon") is None


@pytest.mark.parametrize("status", ["400", "401", "403", "404", "413", "415"])
def test_what_does_not_pass_is_not_sent_again(build: Path, status: str) -> None:
    clock = Clock()
    with Told(("ok", status)) as store, pytest.raises(StoreError, match=f"status {status}") as told:
        load(build, store.server(), clock.patience())
    assert clock.waits == []
    assert len(str(told.value)) < 1000


def test_a_second_load_writes_nothing(build: Path) -> None:
    with Told() as store:
        load(build, store.server())
        before = store.writes()
        assert load(build, store.server()).changed == 0
        assert store.writes() == before


def test_a_store_that_dies_is_told_with_code_4_and_the_next_load_goes_on(
    build: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """After any number of writes: what was begun is marked, and is repaired even if the build lacks it by then."""
    for writes in (0, 1, 2, 5, 14):
        with Told(dead_from=writes) as store:
            assert main(["load", str(build), "--store", store.url, "--tries", "1", "--timeout", "5"]) == 4
            told = capsys.readouterr().err
            assert "expected a store that answers" in told
            assert "(0 documents and shared graphs are there as in the build; the same load again goes on)" in told
            store.dead_from = None
            smaller = write_shards(build.parent / f"smaller{writes}", {"a": DOCUMENTS["a"]})
            load(smaller, store.server())
            assert store.dump() == healthy(smaller)
            load(build, store.server())
            assert store.dump() == healthy(build)


def test_a_refused_document_is_taken_out_again(build: Path) -> None:
    """A store without transactions took a part of it; the store still answers, so nothing of it stays."""
    with Told(("ok", "ok", "413")) as store:
        with pytest.raises(StoreError, match=r"a is not there; what was loaded before it stays. Run the same load again"):
            load(build, store.server())
        assert f"{BASE}graph/a--".encode() not in store.dump()


def test_no_secret_follows_a_redirect_to_another_server(build: Path) -> None:
    """Neither do data; a redirect within the server is followed."""
    with Told() as other:
        for plan in (f"307 {other.url}/store?graph=x", f"301 {other.url}/"):
            with Told(("ok", plan)) as store, pytest.raises(StoreError):
                load(build, store.server(authentication="bearer"))
        assert other.requests == []


def test_redirects_that_never_end_are_told(build: Path) -> None:
    with Told(("307",) * 9) as store, pytest.raises(StoreError, match="redirected more than 3 times"):
        load(build, store.server())


@pytest.mark.parametrize(
    ("how", "header"), [("basic", f"Basic {base64.b64encode(b'dba:dba').decode()}"), ("bearer", "Bearer t0ken"), ("none", None)]
)
def test_secrets_go_into_the_header_and_into_no_log(
    build: Path, how: str, header: str | None, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A .netrc file and the variables of proxies are not read."""
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login theirs password theirs\n")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with caplog.at_level(logging.DEBUG), Told() as store:
        server = store.server(authentication=how)
        load(build, server)
        assert {headers.get("Authorization") for _, _, headers in store.requests} == {header}
    assert "t0ken" not in caplog.text + repr(server)
    assert "ZGJhOmRiYQ" not in caplog.text


@pytest.mark.parametrize(
    ("word", "settings", "told"),
    [
        ("http://me:secret@example.org", {}, "holds a name or a password"),
        ("ftp://example.org", {}, "is no address"),
        ("http://example.org:x", {}, "is no address"),
        ("http://example.org", {"preset": "none-such"}, "expected one of plain, oxigraph, virtuoso"),
        ("fuseki", {}, "--repository names the one to load into"),
        ("http://example.org", {"authentication": "basic"}, "would be sent in the clear; expected https"),
        ("https://example.org", {"authentication": "bearer"}, "needs KG_BUILDER_STORE_TOKEN in the environment"),
        ("virtuoso", {}, "needs KG_BUILDER_STORE_USER and KG_BUILDER_STORE_PASSWORD"),
    ],
)
def test_what_cannot_be_meant_is_told(word: str, settings: dict[str, str], told: str) -> None:
    with pytest.raises(UsageError, match=told) as fault:
        to_server(word, Settings(**settings), {})  # type: ignore[arg-type]
    assert "secret@" not in str(fault.value)


def test_presets_give_three_addresses() -> None:
    server = to_server("https://example.org/fuseki/", Settings(preset="fuseki", repository="a b"), {})
    assert server == Server(
        query="https://example.org/fuseki/a%20b/query",
        update="https://example.org/fuseki/a%20b/update",
        graphs="https://example.org/fuseki/a%20b/data",
    )
    given = to_server("plain", Settings(query="http://localhost/q", parameter="g"), {})
    assert (given.query, given.update, given.parameter) == ("http://localhost/q", "http://127.0.0.1:7878/update", "g")


@pytest.mark.checkout
def test_nothing_else_of_the_standard_library_opens_a_connection() -> None:
    """What import-linter cannot name: modules below a package of the standard library."""
    modules = re.compile(
        r"^\s*(?:from|import) (?:urllib\.request|urllib import request|http\.client|http import client|ftplib|smtplib)", re.M
    )
    assert modules.search("from urllib.request import urlopen")
    files = [file for file in (ROOT / "kg_builder").rglob("*.py") if file.parent.name != "store"]
    assert [file for file in files if modules.search(file.read_text("utf-8"))] == []


@pytest.mark.checkout
def test_the_page_lists_every_preset_and_says_which_are_tested() -> None:
    page = (ROOT / "docs" / "stores.md").read_text("utf-8")
    for preset in load_presets().values():
        row = re.search(rf"^\| `{preset.name}` \|.*$", page, re.MULTILINE)
        assert row, preset.name
        assert ("untested" in row[0]) is not preset.tested
        assert all(f"`{path}`" in row[0] for path in (preset.query, preset.update, preset.graphs))


@pytest.mark.checkout
@pytest.mark.slow
def test_through_the_flaky_store_as_through_a_healthy_one(tmp_path: Path) -> None:
    """Twenty seeds of faults at three writes in ten: 5xx, 429, cuts before and after, stalls, halves, short answers, pages."""
    script = ROOT.parent / "shared" / "hostile" / "flaky_store.py"
    if not script.exists():
        pytest.skip("the generator of hostile inputs (../shared/hostile) is not installed on this machine")
    folder = write_graph(tmp_path / "build", DOCUMENTS)
    ends = set()
    for words in (["--plan", "ok"], *(["--seed", str(seed), "--hang", "1.2"] for seed in range(1, 21))):
        process = subprocess.Popen([sys.executable, script, *words], stdout=subprocess.PIPE)
        try:
            assert process.stdout is not None
            url = process.stdout.readline().decode().strip()
            server = to_server(url, Settings(), {})
            load(folder, server, Patience(timeout=0.8, tries=7, first_wait=0.02, sleep=lambda wait: time.sleep(min(wait, 0.1))))
            with urllib.request.urlopen(f"{url}/_state") as answer:
                ends.add(json.load(answer)["sha256"])
        finally:
            process.kill()
            process.wait()
            process.stdout and process.stdout.close()
    assert len(ends) == 1
