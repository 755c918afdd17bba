"""Scoring: the same figures as the judge, every difference with its place, what was gained and lost."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import kg_builder
from kg_builder.errors import InputError, UsageError
from kg_builder.evaluate import evaluate
from kg_builder.evaluate.names import is_same_name, match, normalise
from kg_builder.evaluate.saved import compare, figures, to_json
from kg_builder.evaluate.tally import Counts

from .conftest import Run
from .gold_graph import write_gold_graph

JUDGE = Path(kg_builder.__file__).parents[2] / "shared" / "score.py"


@pytest.fixture(scope="module")
def devset(request: pytest.FixtureRequest) -> Path:
    return Path(__file__).parents[1] / "devset"


def test_a_graph_that_says_all_gold_facts_scores_1(devset: Path, tmp_path: Path) -> None:
    score = evaluate(write_gold_graph(tmp_path, devset, 0, 0.0), devset, [devset])
    assert score.documents == len(list(devset.glob("[0-9]*.json")))
    assert {name: counts.f1 for name, counts in score.counts.items() if counts.f1 < 1} == {}
    assert score.differences == ()


@pytest.mark.skipif(not JUDGE.exists(), reason="the judge (../shared/score.py) is not installed on this machine")
@pytest.mark.parametrize(("seed", "spoil"), [(0, 0.0), (1, 0.05), (2, 0.2), (3, 0.5), (4, 0.95)])
def test_the_figures_are_those_of_the_judge(devset: Path, tmp_path: Path, seed: int, spoil: float) -> None:
    build = write_gold_graph(tmp_path, devset, seed, spoil)
    program = [sys.executable, JUDGE, build, devset, devset, "--json"]
    judged = json.loads(subprocess.run([*map(str, program)], capture_output=True, check=True).stdout)
    score = evaluate(build, devset, [devset])
    assert score.documents == judged["documents"]
    mine = {name: {key: pytest.approx(value, abs=1e-6) for key, value in figures(counts).items()} for name, counts in score.counts.items()}
    assert judged["scores"] == mine


def test_a_missing_document_counts_as_all_missed(devset: Path, tmp_path: Path) -> None:
    write_gold_graph(tmp_path, devset, 0, 0.0)
    lines = [
        line for line in (tmp_path / "graph.nq").read_text("utf-8").splitlines(keepends=True) if ":00:" not in line and ":00>" not in line
    ]
    (tmp_path / "graph.nq").write_text("".join(lines), "utf-8")
    score = evaluate(tmp_path, devset, [devset])
    assert score.counts["document read"].misses == 1
    missed = [difference for difference in score.differences if difference.document == "00.txt"]
    assert {"sender", "requests", "deliveries"} <= {difference.field for difference in missed}
    lines = [difference.as_line() for difference in missed if difference.field == "requests"]
    assert lines[0].startswith(
        "00.txt:33: requests: missed 'I hope that the Soviet government will send its representatives' (representatives)"
    )


@pytest.mark.parametrize(
    ("gold", "label", "same"),
    [
        ("Joseph Stalin", "Joseph Stalin", True),
        ("Joseph Stalin", "I.V. STALIN", True),
        ("Kim Il", "Kim Il Sung", False),
        ("Kim Il Sung", "Kim Il", False),
        ("Xu Xiangqian", "Siu Sian-tsian", False),
        ("Zakharov", "Zakharova", True),
        ("", "x", False),
    ],
)
def test_names_of_people(gold: str, label: str, same: bool) -> None:
    assert is_same_name(gold, frozenset({normalise(label)})) is same


def test_a_place_needs_more_than_its_last_word() -> None:
    labels = frozenset({"north korea"})
    assert is_same_name("Korea", labels)
    assert not is_same_name("Korea", labels, person=False)


def test_names_are_matched_one_to_one() -> None:
    one, two = frozenset({"a"}), frozenset({"b"})
    assert match(["a", "a", "c"], [one, two], lambda gold, labels: gold in labels) == (["a"], ["a", "c"], [two])


def test_precision_and_recall() -> None:
    assert (Counts(3, 1, 2).precision, Counts(3, 1, 2).recall) == (0.75, 0.6)
    assert (Counts().precision, Counts().recall, Counts().f1) == (1.0, 1.0, 1.0)
    assert (Counts(0, 0, 1).precision, Counts(0, 1, 0).f1) == (0.0, 0.0)


def test_what_was_gained_and_lost(devset: Path, tmp_path: Path) -> None:
    good = evaluate(write_gold_graph(tmp_path / "good", devset, 0, 0.0), devset, [devset])
    bad = evaluate(write_gold_graph(tmp_path / "bad", devset, 1, 0.1), devset, [devset])
    (tmp_path / "good.json").write_bytes(to_json(good))
    (tmp_path / "bad.json").write_bytes(to_json(bad))
    change = compare(bad, tmp_path / "good.json")
    assert {"ACTS", "ITEMS", "PERSONS"} <= set(change.fallen)
    assert change.lost
    assert not change.gained
    back = compare(good, tmp_path / "bad.json")
    assert back.fallen == ()
    assert back.gained == change.lost
    assert compare(good, tmp_path / "good.json").figures == {}


def test_the_command(devset: Path, tmp_path: Path, run: Run) -> None:
    good, bad = write_gold_graph(tmp_path / "good", devset, 0, 0.0), write_gold_graph(tmp_path / "bad", devset, 1, 0.1)
    words = ("--texts", devset, "--gold", devset)
    done = run("evaluate", good, *words, "--save", "score.json")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("37 documents\n"), done.stdout
    assert "ACTS                     P 1.000  R 1.000  F1 1.000" in done.stdout
    fell = run("evaluate", bad, *words, "--against", "score.json")
    assert fell.returncode == 1
    assert "   FELL\n" in fell.stdout
    assert "\nlost    00.txt: " in fell.stdout
    as_json = json.loads(run("evaluate", bad, *words, "--against", "score.json", "--format", "json").stdout)
    assert as_json["change"]["lost"]
    assert run("evaluate", good, *words, "--against", "score.json").returncode == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("nowhere", "--texts", "t", "--gold", "g"), "nowhere: no graph here; expected a folder that kg-builder build wrote"),
        (("good", "--texts", "t", "--gold", "g"), "t: no text here has its facts in g; expected NN.txt for NN.json"),
        (("good", "--texts", "{devset}", "--gold", "{devset}", "--against", "none"), "none: [Errno 2] No such file or directory"),
    ],
)
def test_what_cannot_be_read_is_3(devset: Path, tmp_path: Path, run: Run, words: tuple[str, ...], message: str) -> None:
    write_gold_graph(tmp_path / "good", devset, 0, 0.0)
    done = run("evaluate", *(word.format(devset=devset) for word in words))
    assert done.returncode == 3
    assert done.stderr.startswith(f"kg-builder: {message}")


def test_a_damaged_graph_is_an_input_error(tmp_path: Path, devset: Path) -> None:
    (tmp_path / "graph.nq").write_text("<a")
    with pytest.raises(InputError, match="expected RDF"):
        evaluate(tmp_path, devset, [devset])


def test_without_rapidfuzz_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rapidfuzz", None)
    with pytest.raises(UsageError, match=r"pip install 'kg-builder\[evaluate\]'"):
        is_same_name("Orlov", frozenset({"orlow"}))
