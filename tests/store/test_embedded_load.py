"""A build into a store on disk: only what changed is written, foreign graphs stay, and no kill leaves half a document."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph
import pytest

from kg_builder.cli import main
from kg_builder.errors import InputError, StoreError, UsageError
from kg_builder.store.embedded import EmbeddedStore
from kg_builder.store.load import Outcome, load_pieces
from kg_builder.store.pieces import Pieces, find_base_of
from kg_builder.store.records import Names

from .small_builds import BASE, lines_of, write_graph, write_shards

FOREIGN = pyoxigraph.Quad(
    pyoxigraph.NamedNode("urn:x"), pyoxigraph.NamedNode("urn:p"), pyoxigraph.Literal("1"), pyoxigraph.NamedNode("urn:theirs")
)
LOADS = f"{BASE}graph/loads"


def load(folder: Path, place: Path, **options: bool) -> Outcome:
    """Load a build into the store in `place`."""
    names = Names(find_base_of(folder, BASE))
    store = EmbeddedStore(place, names)
    try:
        return load_pieces(Pieces(folder, names), store, **options)
    finally:
        store.close()


def dump(place: Path) -> bytes:
    """Return all quads of a store but the records, sorted."""
    quads = pyoxigraph.Store(str(place))
    return "".join(sorted(f"{quad} .\n" for quad in quads if quad.graph_name.value != LOADS)).encode()


def union(documents: dict[str, bytes]) -> bytes:
    """Return the lines of all documents, as a store writes them."""
    quads = {quad for data in documents.values() for quad in pyoxigraph.parse(data, format=pyoxigraph.RdfFormat.N_QUADS)}
    return "".join(sorted(f"{quad} .\n" for quad in quads)).encode()


@pytest.mark.parametrize("write", [write_graph, write_shards])
def test_a_second_load_changes_nothing_a_changed_document_is_replaced_a_removed_one_leaves(tmp_path: Path, write) -> None:
    place, documents = tmp_path / "store", {doc: lines_of(doc, share=[doc, "s"]) for doc in "abc"}
    first = load(write(tmp_path / "1", documents), place)
    assert (first.added, first.statements) == (4, 27 + 4)
    assert dump(place) == union(documents)
    before = {file: file.read_bytes() for file in place.glob("*.sst")}
    again = load(tmp_path / "1", place)
    assert (again.changed, again.unchanged, again.statements) == (0, 4, 31)
    assert {file: file.read_bytes() for file in place.glob("*.sst")}.items() >= before.items()
    changed = {"a": documents["a"], "b": lines_of("b", 5, share=["new"])}
    third = load(write(tmp_path / "2", changed), place)
    assert (third.added, third.replaced, third.removed, third.unchanged) == (0, 2, 1, 1)
    assert dump(place) == union(changed)


def test_graphs_of_others_are_never_touched(tmp_path: Path) -> None:
    """Nor what others wrote into the graph of the records."""
    theirs = pyoxigraph.Quad(FOREIGN.subject, FOREIGN.predicate, FOREIGN.object, pyoxigraph.NamedNode(LOADS))
    other = b'<urn:s> <urn:p> "2" <https://example.org/other/graph/a--facts> .\n'
    store = pyoxigraph.Store(str(tmp_path / "store"))
    store.extend([FOREIGN, theirs])
    store.bulk_load(other, format=pyoxigraph.RdfFormat.N_QUADS)
    del store
    load(write_graph(tmp_path / "1", {"a": lines_of("a")}), tmp_path / "store")
    last = load(write_graph(tmp_path / "2", {}), tmp_path / "store")
    assert last.removed == 2
    left = pyoxigraph.Store(str(tmp_path / "store"))
    assert {*left} == {FOREIGN, theirs, *pyoxigraph.parse(other, format=pyoxigraph.RdfFormat.N_QUADS)}


def test_what_somebody_changed_or_loaded_without_us_is_made_whole(tmp_path: Path) -> None:
    """A statement too many in a graph of ours, one too few, and graphs that have no record."""
    place, documents = tmp_path / "store", {doc: lines_of(doc) for doc in "abc"}
    store = pyoxigraph.Store(str(place))
    store.bulk_load(lines_of("a", 7), format=pyoxigraph.RdfFormat.N_QUADS)
    del store
    assert load(write_shards(tmp_path / "1", documents), place).added == 4
    assert dump(place) == union(documents)
    store = pyoxigraph.Store(str(place))
    store.remove(next(quad for quad in store if quad.graph_name.value.endswith("b--facts")))
    store.add(pyoxigraph.Quad(FOREIGN.subject, FOREIGN.predicate, FOREIGN.object, pyoxigraph.NamedNode(f"{BASE}graph/c--run")))
    del store
    assert load(tmp_path / "1", place).replaced == 2
    assert dump(place) == union(documents)


def test_two_spellings_of_one_value_are_one_statement_of_the_store(tmp_path: Path) -> None:
    """The engine takes "1.50" and "1.5" for one decimal: the count is that of the values, and a second load changes nothing."""
    line = '<urn:s> <urn:p> "{}"^^<http://www.w3.org/2001/XMLSchema#decimal> <' + BASE + "graph/a--facts> .\n"
    folder = write_graph(tmp_path / "1", {"a": (line.format("1.5") + line.format("1.50")).encode()})
    assert load(folder, tmp_path / "store").statements == 1
    assert load(folder, tmp_path / "store").changed == 0


def test_links_are_loaded_and_leave(tmp_path: Path) -> None:
    """The file of the link stage is graph/links; links that were written straight into the store are not ours to take."""
    folder, place = write_graph(tmp_path / "1", {"a": lines_of("a")}), tmp_path / "store"
    (folder / "links.nq").write_text(f"<urn:a> <urn:restates> <urn:b> <{BASE}graph/links> .\n")
    assert load(folder, place).added == 3
    (folder / "links.nq").unlink()
    assert load(folder, place).removed == 1
    store = pyoxigraph.Store(str(place))
    store.add(pyoxigraph.Quad(FOREIGN.subject, FOREIGN.predicate, FOREIGN.object, pyoxigraph.NamedNode(f"{BASE}graph/links")))
    del store
    assert load(folder, place).changed == 0
    assert b"graph/links" in dump(place)


def test_a_dry_run_says_what_would_change_and_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, place = write_graph(tmp_path / "1", {"a": lines_of("a")}), tmp_path / "store"
    assert main(["load", str(folder), "--store", str(place), "--dry-run"]) == 0
    assert capsys.readouterr().out == f"{place}: would be: 2 added, 0 replaced, 0 removed, 0 unchanged\n"
    assert not place.exists()
    load(folder, place)
    before = sorted((file.name, file.read_bytes()) for file in place.iterdir())
    assert main(["load", str(write_graph(tmp_path / "2", {})), "--store", str(place), "--dry-run", "--base", BASE]) == 0
    assert capsys.readouterr().out == f"{place}: would be: 0 added, 0 replaced, 2 removed, 0 unchanged\n"
    assert sorted((file.name, file.read_bytes()) for file in place.iterdir()) == before


def test_a_statement_in_a_graph_of_another_is_refused(tmp_path: Path) -> None:
    """A build that was tampered with reaches no graph but its documents' own."""
    folder = write_shards(tmp_path / "1", {"a": lines_of("a") + b"<urn:s> <urn:p> <urn:o> <urn:theirs> .\n"})
    with pytest.raises(InputError, match=r"a has a statement in <urn:theirs>; expected graphs below https://example.org/kg/graph/"):
        load(folder, tmp_path / "store")


def test_lines_that_are_no_quads_load_nothing_of_their_batch(tmp_path: Path) -> None:
    folder = write_shards(tmp_path / "1", {"a": lines_of("a") + f"nonsense <{BASE}graph/a--run> .\n".encode()})
    with pytest.raises(InputError, match="expected N-Quads, nothing of them was loaded"):
        load(folder, tmp_path / "store")
    assert dump(tmp_path / "store") == b""


def test_a_place_that_is_no_store_is_left_alone(tmp_path: Path) -> None:
    folder = write_graph(tmp_path / "1", {"a": lines_of("a")})
    with pytest.raises(UsageError, match="is a folder with other things in it"):
        load(folder, folder)
    with pytest.raises(UsageError, match="is a file"):
        load(folder, folder / "graph.nq")


def test_a_store_that_another_process_writes_is_told(tmp_path: Path) -> None:
    other = pyoxigraph.Store(str(tmp_path / "store"))
    with pytest.raises(StoreError, match="expected a store that this program alone writes"):
        load(write_graph(tmp_path / "1", {"a": lines_of("a")}), tmp_path / "store")
    del other


def test_killed_at_any_moment_each_document_is_whole_or_absent_and_the_next_load_goes_on(tmp_path: Path) -> None:
    """SIGKILL after growing waits; then each document has all its statements or none, and the same command ends as undisturbed."""
    place, old = tmp_path / "store", {f"d{number:03}": lines_of(f"d{number:03}", 40) for number in range(60)}
    new = {doc: lines_of(doc, 60, share=["s", "t"]) if int(doc[1:]) % 2 else quads for doc, quads in old.items()}
    load(write_shards(tmp_path / "old", old), place)
    write_shards(tmp_path / "new", new)
    script = (
        "import sys; from pathlib import Path; import kg_builder.store.embedded as e; e.EmbeddedStore.batch = 600;"
        "from kg_builder.cli import main; print('go', flush=True); main(['load', sys.argv[1], '--store', sys.argv[2]])"
    )
    for moment in range(1, 8):
        child = subprocess.Popen([sys.executable, "-c", script, tmp_path / "new", place], stdout=subprocess.PIPE)
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(0.04 * moment)
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        child.stdout.close()
        counts = _counts(place)
        assert all(sizes in ({120}, {180}, {0}) for sizes in counts.values()), (moment, counts)
    load(tmp_path / "new", place)
    assert dump(place) == union(new)
    assert not [*place.glob("bulk-*")]


def _counts(place: Path) -> dict[str, set[int]]:
    """Return how many statements of its own each document has."""
    store = pyoxigraph.Store(str(place))
    lines = [quad.graph_name.value for quad in store if quad.graph_name.value.startswith(f"{BASE}graph/d")]
    counts: dict[str, int] = {}
    for graph in lines:
        doc = graph.rsplit("--")[0]
        counts[doc] = counts.get(doc, 0) + 1
    return {doc: {size} for doc, size in counts.items()}
