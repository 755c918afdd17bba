"""A build into real servers, Oxigraph and OpenLink Virtuoso, on this machine."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg_builder.errors import StoreError

from .servers import QUICK, SECRETS, Oxigraph, Virtuoso, load, running, statements
from .small_builds import BASE, lines_of, write_graph, write_shards

pytestmark = [pytest.mark.checkout, pytest.mark.parametrize("kind", [Oxigraph, Virtuoso])]


def wide(doc: str, size: int = 3) -> bytes:
    """Return a document whose literals are of the kinds that stores rewrite."""
    xsd = "http://www.w3.org/2001/XMLSchema#"
    values = [
        f'"1.50"^^<{xsd}decimal>',
        f'"0045"^^<{xsd}integer>',
        f'"1951-06-21"^^<{xsd}date>',
        f'"true"^^<{xsd}boolean>',
        '"caf\\u00E9 \\"quoted\\" \\\\u0022 tab\\t line\\n"',
        '"Мао"@ru',
        '"1951?"^^<http://id.loc.gov/datatypes/edtf/EDTF>',
    ]
    more = [f"<{BASE}item/{doc}> <{BASE}v{number}> {value} <{BASE}graph/{doc}--facts> .\n" for number, value in enumerate(values)]
    return b"".join(sorted({*lines_of(doc, size, share=[doc, "s"]).splitlines(keepends=True), *(line.encode() for line in more)}))


def counted(documents: dict[str, bytes]) -> int:
    return len({line for quads in documents.values() for line in quads.splitlines()})


def test_twice_changed_and_removed(tmp_path: Path, kind: type[Oxigraph] | type[Virtuoso]) -> None:
    """A second load sends no write; a changed document is replaced, a removed one leaves; all values are there."""
    documents = {doc: wide(doc) for doc in ("a", "b", "c%2Fd")}
    with running(kind, tmp_path / "server") as there:
        first = load(write_graph(tmp_path / "1", documents), there.server())
        assert (first.added, first.statements) == (4, counted(documents))
        again = load(tmp_path / "1", there.server())
        assert (again.changed, again.unchanged, again.statements) == (0, 4, counted(documents))
        changed = {"a": documents["a"], "b": wide("b", 9)}
        third = load(write_graph(tmp_path / "2", changed), there.server())
        assert (third.added, third.replaced, third.removed, third.unchanged) == (0, 2, 1, 1)
        found = statements(there.dump())
        assert found.count(b"\n") == counted(changed)
        if kind is Oxigraph:
            assert found == statements(b"".join(changed.values()))
        assert "Мао".encode() in found or rb"\u041C" in found
        gone = load(write_graph(tmp_path / "3", {}), there.server())
        assert gone.removed == 3
        assert statements(there.dump()) == b""


def test_more_rows_than_a_server_gives_at_once(
    tmp_path: Path, kind: type[Oxigraph] | type[Virtuoso], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A document of 12,000 statements is counted whole, and records on several pages are all found when their documents leave."""
    monkeypatch.setattr("kg_builder.store.remote._PAGE", 40)
    documents = {"big": lines_of("big", 4000)} | {f"d{number:03}": lines_of(f"d{number:03}", 1, share=[]) for number in range(100)}
    with running(kind, tmp_path / "server") as there:
        first = load(write_shards(tmp_path / "1", documents), there.server())
        assert (first.added, first.statements) == (102, counted(documents))
        kept = {"d000": documents["d000"]}
        assert load(write_shards(tmp_path / "2", kept), there.server()).removed == 101
        assert statements(there.dump()) == statements(b"".join(kept.values()))


@pytest.mark.slow
def test_the_server_is_killed_in_the_middle_of_a_load(tmp_path: Path, kind: type[Oxigraph] | type[Virtuoso]) -> None:
    """The load ends with a fault that names the document; the server started again and the same load: the same graph."""
    documents = {f"d{number:03}": wide(f"d{number:03}", 30) for number in range(60)}
    folder = write_shards(tmp_path / "1", documents)
    with running(kind, tmp_path / "server") as there:
        server = there.server()
        script = (
            "import sys; from kg_builder.cli import main; print('go', flush=True);"
            "sys.exit(main(['load', sys.argv[1], '--store', sys.argv[2], '--preset', sys.argv[3], '--tries', '2', '--timeout', '5']))"
        )
        words = [sys.executable, "-c", script, folder, f"http://127.0.0.1:{there.port}", kind.__name__.lower()]
        child = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, **SECRETS})
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(0.5)
        there.kill()
        _, told = child.communicate(timeout=60)
        assert child.returncode == 4, told
        assert b"expected a store that answers" in told
        there.start()
        load(folder, server)
        assert load(folder, server).changed == 0
        assert statements(there.dump()).count(b"\n") == counted(documents)


def test_a_wrong_password_is_told_and_never_shown(tmp_path: Path, kind: type[Oxigraph] | type[Virtuoso]) -> None:
    """Virtuoso refuses it; Oxigraph's server asks for none, so nothing is to be shown there either."""
    from dataclasses import replace

    folder = write_graph(tmp_path / "1", {"a": lines_of("a")})
    with running(kind, tmp_path / "server") as there:
        server = replace(there.server(), authentication="digest", secrets=("dba", "hunter2-wrong"))
        assert "hunter2" not in repr(server)
        if kind is Oxigraph:
            assert load(folder, server).added == 2
            return
        with pytest.raises(StoreError, match="status 401") as told:
            load(folder, server, QUICK)
        assert "hunter2" not in str(told.value)
