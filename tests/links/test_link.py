"""`kg-builder link`: a build folder and a store, the report, the same bytes each time, questions 4, 8 and 9 across documents."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest

import kg_builder
from kg_builder import vocab
from kg_builder.builds import documents_of
from kg_builder.cli import main
from kg_builder.errors import ConformanceError, InputError
from kg_builder.links import Linked, link
from kg_builder.links.checking import check_links
from kg_builder.links.report import to_lines, to_summary
from kg_builder.links.sources import FileSource, ShardSource, StoreSource, find_source
from kg_builder.links.told import Told, tell
from kg_builder.texts import Texts

from .conftest import CORPUS, Built, names

GRAPH = pyoxigraph.NamedNode("https://w3id.org/telegram-kg/graph/links")


@pytest.fixture
def copy(built: Built, tmp_path: Path) -> Path:
    """Return a copy of the build that a test may write to."""
    shutil.copytree(built.out, tmp_path / "out", ignore=shutil.ignore_patterns("run"))
    return tmp_path / "out"


@pytest.fixture(scope="module")
def told(built: Built, linked: Linked) -> Told:
    return tell(linked, FileSource([built.out / "graph.nq"]), Texts([CORPUS]))


def _link(*words: str) -> int:
    return main(["link", *words])


def _as_json(capfdbinary: Any) -> Any:
    return json.loads(capfdbinary.readouterr().out)


def test_a_contradiction_has_both_quotes_with_file_and_line(told: Told) -> None:
    """Mao says that 350 trucks came of those that were promised, Roshchin 380."""
    (figures,) = [one for one in told.contradictions if one.kind == "quantity"]
    assert figures.about == "Truck"
    assert [(side.says, [quote.as_line() for quote in side.quotes]) for side in (figures.one, figures.other)] == [
        ("350", ['03-mao-733.txt:7:84: "350"']),
        ("380", ['04-roshchin-809.txt:7:124: "380"']),
    ]


def test_what_was_promised_and_later_refused(told: Told) -> None:
    (status,) = [one for one in told.contradictions if one.kind == "status"]
    assert (status.one.says, status.other.says) == ("refused", "promised")
    assert [quote.words for side in (status.one, status.other) for quote in side.quotes] == ["cannot deliver", "will deliver"]


def test_how_much_was_promised_of_what_was_asked(told: Told) -> None:
    """Per goods and unit; two deliveries of rice add up, the gasoline was promised in full, a promise that was told again counts once."""
    short = [
        (one.request.rsplit("/", 1)[1].split("--")[0], one.goods, one.unit, one.asked, one.promised, one.short)
        for one in told.shortfalls
        if one.answered
    ]
    assert short == [
        ("01-mao-412", "Truck", "Piece", "600", "400", "200"),
        ("14-kim-17-of-1952", "Rice", "Ton (metric)", "5000", "3000", "2000"),
    ]


def test_what_was_refused_is_not_what_was_never_answered(told: Told) -> None:
    silent = {one.request.rsplit("/", 1)[1].split("--")[0] for one in told.shortfalls if not one.answered and not one.refused}
    assert [one.request.rsplit("/", 1)[1] for one in told.shortfalls if one.refused] == ["16-kim-3990--127>"]
    assert silent == {
        "05-mao-412-of-1950",
        "06-kim-of-the-same-day",
        "08-mao-455",
        "09-mao-601",
        "10-mao-602",
        "13-kim-17-of-1951",
        "21-zhou-30",
    }


def test_a_doubt_is_told_with_its_words(told: Told) -> None:
    text = "\n".join(to_lines(told))
    assert (
        "document/11-filippov-two-fit--85 tg:identifiedAs: telegram/09-mao-601, telegram/10-mao-602 [link.ambiguous, identified.day]"
        in text
    )
    assert '11-filippov-two-fit.txt:7:1: "Your telegram of 9.4.51"' in text


def test_the_summary_counts(told: Told) -> None:
    assert to_summary(told) == (
        "8 of 15 mentions are telegrams of the corpus; 4 acts restate an act of another telegram; 5 deliveries answer a request of another "
        "telegram; 1 doubts; 2 contradictions; 7 requests without an answer, 2 answered in part"
    )


def test_a_text_that_has_changed_gives_no_line(built: Built, linked: Linked, tmp_path: Path) -> None:
    """Its line might be another one: the characters are told, with the words that the graph has."""
    for path in CORPUS.glob("*.txt"):
        (tmp_path / path.name).write_bytes(b"\n\n" + path.read_bytes())
    other = tell(linked, FileSource([built.out / "graph.nq"]), Texts([tmp_path]))
    figures = next(one for one in other.contradictions if one.kind == "quantity")
    assert figures.one.quotes[0].as_line().startswith("03-mao-733.txt:characters ")
    assert figures.one.quotes[0].words == "350"


def test_three_files_are_written_and_written_again_alike(copy: Path) -> None:
    assert _link("--graph", str(copy)) == 0
    first = {name: (copy / name).read_bytes() for name in ("links.nq", "links.txt", "links.json")}
    lines = first["links.nq"].splitlines()
    assert lines == sorted(set(lines))
    assert all(line.endswith(b"<https://w3id.org/telegram-kg/graph/links> .") for line in lines)
    assert not any(b"_:" in line for line in lines)
    assert _link("--graph", str(copy)) == 0
    assert {name: (copy / name).read_bytes() for name in first} == first
    assert [path.name for path in (copy / "run").iterdir()] == ["lock"]


def test_neither_the_order_of_documents_nor_the_hash_seed_matters(built: Built, linked: Linked, tmp_path: Path) -> None:
    blocks: dict[str, list[str]] = {}
    for line in (built.out / "graph.nq").read_text("utf-8").splitlines(keepends=True):
        blocks.setdefault(line.split(" ", 1)[0], []).append(line)
    shuffled = list(blocks.values())
    random.Random(7).shuffle(shuffled)
    (tmp_path / "graph.nq").write_text("".join(line for block in shuffled for line in block), "utf-8")
    assert link(FileSource([tmp_path / "graph.nq"]), "1.2.3").quads == linked.quads
    results = set()
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run(
            [sys.executable, "-m", "kg_builder", "link", "--graph", str(tmp_path)], env=environment, check=True, capture_output=True
        )
        results.add(b"".join((tmp_path / name).read_bytes() for name in ("links.nq", "links.txt", "links.json")))
    assert len(results) == 1


def test_a_store_gets_the_same_links_and_nothing_else_changes(built: Built, tmp_path: Path, capfdbinary: Any) -> None:
    store = pyoxigraph.Store(str(tmp_path / "store"))
    store.bulk_load(path=str(built.out / "graph.nq"), format=pyoxigraph.RdfFormat.N_QUADS)
    store.add(pyoxigraph.Quad(GRAPH, pyoxigraph.NamedNode("x:old"), GRAPH, GRAPH))
    before = len(store)
    del store
    assert _link("--store", str(tmp_path / "store"), "--texts", str(CORPUS), "--format", "json") == 0
    by_store = _as_json(capfdbinary)
    assert _link("--store", str(tmp_path / "store")) == 0
    store = pyoxigraph.Store(str(tmp_path / "store"))
    in_store = {str(quad) for quad in store.quads_for_pattern(None, None, None, GRAPH)}
    assert {" ".join(quad) for quad in link(FileSource([built.out / "graph.nq"]), kg_builder.__version__).quads} == in_store
    assert len(store) - len(in_store) == before - 1
    assert by_store["contradictions"][0]["one"]["quotes"][0]["line"] == 7


def test_both_sources_give_the_same(built: Built, linked: Linked) -> None:
    store = pyoxigraph.Store()
    store.bulk_load(path=str(built.out / "graph.nq"), format=pyoxigraph.RdfFormat.N_QUADS)
    assert link(StoreSource(store), "1.2.3").quads == linked.quads


def test_shards_give_the_same(built: Built, linked: Linked, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A corpus in shards: a gzip member a document, told by an index."""
    (tmp_path / "shards").mkdir()
    rows, data = [], b""
    for document in documents_of(built.out):
        doc = document.doc or "shared"
        member = gzip.compress(document.quads)
        row = {"doc": doc, "status": "processed", "shard": "00000.nq.gz", "offset": len(data), "length": len(member)}
        rows.append({**row, "sha256": hashlib.sha256(document.quads).hexdigest()})
        data += member
    (tmp_path / "shards" / "00000.nq.gz").write_bytes(data)
    (tmp_path / "documents.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    (tmp_path / "manifest.json").write_text("{}", "utf-8")
    source = find_source(tmp_path)
    assert isinstance(source, ShardSource)
    assert link(source, "1.2.3").quads == linked.quads
    assert _link("--graph", str(tmp_path), "--texts", str(CORPUS)) == 0
    assert "8 of 15 mentions are telegrams of the corpus" in capfd.readouterr().out
    assert (tmp_path / "links.nq").is_file()


def test_json_names_statement_rule_and_evidence(copy: Path, capfdbinary: Any) -> None:
    assert _link("--graph", str(copy), "--format", "json") == 0
    data = _as_json(capfdbinary)
    assert json.loads((copy / "links.json").read_bytes()) == data
    one = next(one for one in data["links"] if one["rule"] == "identified.day" and "03-mao-733" in one["statement"][0])
    assert one["statement"][1:] == [vocab.TG_IDENTIFIED_AS, "https://w3id.org/telegram-kg/telegram/02-filippov-518"]
    assert "https://w3id.org/telegram-kg/text/02-filippov-518#char=240,256" in one["evidence"]


def _ask(capfdbinary: Any, *words: str) -> list[dict[str, str]]:
    capfdbinary.readouterr()
    assert main(["ask", *words, "--format", "json"]) == 0
    rows = _as_json(capfdbinary)["results"]["bindings"]
    return [{name: term["value"].removeprefix(vocab.DEFAULT_BASE) for name, term in row.items()} for row in rows]


def test_the_questions_see_the_links(copy: Path, capfdbinary: Any) -> None:
    """4, 8 and 9 across documents: before the stage everything is missing and unanswered, and nothing contradicts anything."""
    graph = ("--graph", str(copy))
    assert {row["missing"] for row in _ask(capfdbinary, "8", *graph)} == {"true"}
    assert _ask(capfdbinary, "9", *graph) == []
    assert _link(*graph) == 0
    found = {row["document"]: row.get("identifiedAs") for row in _ask(capfdbinary, "8", *graph)}
    assert found["document/02-filippov-518--98"] == "telegram/01-mao-412"
    assert found["document/12-filippov-missing--98"] is None
    rows = _ask(capfdbinary, "4", *graph)
    assert [(row["asked"], row["promised"], row["short"]) for row in rows if row["request"] == "request/01-mao-412--253"] == [
        ("600", "400", "200")
    ]
    assert {(row["contradiction"], row["oneSays"], row["otherSays"]) for row in _ask(capfdbinary, "9", *graph)} == {
        ("quantity", "350", "380"),
        ("status", "refused", "promised"),
    }


def test_explain_shows_the_words_of_both_documents(copy: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert _link("--graph", str(copy)) == 0
    words = ("document/03-mao-733--97", "tg:identifiedAs", "telegram/02-filippov-518")
    assert main(["explain", *words, "--graph", str(copy), "--texts", str(CORPUS)]) == 0
    text = capfd.readouterr().out
    assert "rule identified.day" in text
    assert "02-filippov-518.txt:12:1" in text
    assert "03-mao-733.txt:7:1" in text


def test_links_conform_to_all_shapes_with_the_whole_graph(copy: Path) -> None:
    assert _link("--graph", str(copy)) == 0
    assert main(["validate", str(copy / "graph.nq"), str(copy / "links.nq")]) == 0


@pytest.mark.parametrize(
    ("name", "lost"),
    [("words", "wasQuotedFrom"), ("rule", "foundBy"), ("class", "#type> <https://w3id.org/telegram-kg/ontology#Telegram>")],
)
def test_links_that_break_a_shape_are_not_written(linked: Linked, name: str, lost: str) -> None:
    if name == "class":
        store = pyoxigraph.Store()
        store.extend(quad for quad in linked.store if lost not in str(quad))
        spoilt = _with(linked, store=store)
    else:
        spoilt = _with(linked, quads=tuple(quad for quad in linked.quads if lost not in quad[1]))
    check_links(linked)
    with pytest.raises(ConformanceError, match="so nothing is written"):
        check_links(spoilt)


def _with(linked: Linked, **changes: Any) -> Linked:
    from dataclasses import replace

    return replace(linked, **changes)


def test_a_graph_without_evidence_is_refused(built: Built, tmp_path: Path) -> None:
    """A link shows its words, or there is none."""
    lines = (built.out / "graph.nq").read_text("utf-8").splitlines(keepends=True)
    (tmp_path / "graph.nq").write_text("".join(line for line in lines if "--evidence>" not in line), "utf-8")
    with pytest.raises(InputError, match="no words attest"):
        link(FileSource([tmp_path / "graph.nq"]), "1.2.3")


@pytest.mark.parametrize(
    ("text", "message"),
    [("", "no facts of any document"), ("nothing\n", r"graph\.nq:1: expected a line of N-Quads"), ("a b c .\n", "no facts")],
)
def test_what_is_no_graph_is_told(tmp_path: Path, capfd: pytest.CaptureFixture[str], text: str, message: str) -> None:
    (tmp_path / "graph.nq").write_text(text, "utf-8")
    assert _link("--graph", str(tmp_path)) == 3
    assert re.search(message, capfd.readouterr().err)
    assert not (tmp_path / "links.nq").exists()


def test_where_nothing_is_or_a_build_is_at_work(copy: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    import fcntl

    assert _link("--graph", str(tmp_path / "none")) == 3
    assert _link("--store", str(tmp_path / "none")) == 4
    (copy / "run").mkdir()
    with (copy / "run" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert _link("--graph", str(copy)) == 4
    assert "a build is writing here" in capfd.readouterr().err
    assert names(link(FileSource([copy / "graph.nq"]), "1"))
