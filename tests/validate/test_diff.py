"""`kg-builder diff`: what changed, as a person thinks of it."""

from __future__ import annotations

import argparse
import io
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from kg_builder.diff.command import add_arguments, run
from kg_builder.errors import InputError, UsageError
from kg_builder.terms import Triple

Spoil = Callable[[tuple[Triple, ...], str], list[Triple]]
DATA = Path(__file__).parent / "data"
BASE = "https://w3id.org/telegram-kg/"


def call(*words: object) -> tuple[int, str]:
    """Run the command; return exit code and standard output."""
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    out = io.StringIO()
    return run(parser.parse_args([str(word) for word in words]), out), out.getvalue()


def write(path: Path, triples: list[Triple] | tuple[Triple, ...], inferred: tuple[Triple, ...] = ()) -> Path:
    """Write N-Quads in the named graphs that a build has."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        for s, p, o in triples:
            name = (
                "evidence"
                if "attestation" in s or "char=" in s or "selector" in s
                else "run"
                if "/run/" in s or "/software/" in s
                else "facts"
            )
            file.write(f"{s} {p} {o} <{BASE}graph/t--{name}> .\n")
        for s, p, o in inferred:
            file.write(f"{s} {p} {o} <{BASE}graph/t--inferred> .\n")
    return path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, good: tuple[Triple, ...]) -> Path:
    """A working folder with the text in `seeds` and the good graph in `old/graph.nq`."""
    (tmp_path / "seeds").mkdir()
    shutil.copy(DATA / "telegram.txt", tmp_path / "seeds")
    write(tmp_path / "old/graph.nq", good)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_equal_graphs_have_no_difference(folder: Path, good: tuple[Triple, ...]) -> None:
    """Whatever the order of the lines."""
    write(folder / "new/graph.nq", tuple(reversed(good)))
    assert call("old", "new", "--exit-code") == (0, "nothing changed\n")


def test_an_altered_value_is_one_line_with_its_words(folder: Path, good: tuple[Triple, ...], spoil: Spoil) -> None:
    """Old and new value, the line of the text, its words, and the rule that read them."""
    write(folder / "new/graph.nq", spoil(good, '- I2 tg:quantity * ; + I2 tg:quantity "3000"^^xsd:decimal'))
    code, out = call("old", "new", "--exit-code")
    assert code == 1
    assert '~ cartridges (Item): quantity 300 -> 3000, line 8 "300 cartridges per rifle", rule test.by-hand' in out
    assert "asserted: 1 altered" in out
    assert call("old", "new")[0] == 0


def test_a_value_gained_and_a_value_lost(folder: Path, good: tuple[Triple, ...], spoil: Spoil) -> None:
    """A unit that is gone, a recipient that is new; things are named by their labels."""
    write(folder / "new/graph.nq", spoil(good, "- W tg:unit * ; + D2 tg:recipient PRC"))
    out = call("old", "new")[1]
    assert '- arms for sixteen divisions (Item): unit division-unit, line 10 "sixteen divisions"' in out
    assert "+ The Soviet Union delivers arms for sixty divisions to China (Delivery): recipient People's Republic of China" in out


def test_a_whole_thing_that_is_gone_is_one_line(folder: Path, good: tuple[Triple, ...]) -> None:
    """Not one line for each of its statements."""
    gone = [t for t in good if "code-name/t--97" not in t[0]]
    write(folder / "new/graph.nq", gone)
    out = call("old", "new")[1]
    lines = [line for line in out.splitlines() if "code-name" in line or "CodeNameUse" in line or "t--97" in line]
    assert len(lines) == 1
    assert "denotes: Joseph Stalin" in lines[0]
    assert lines[0].strip().startswith("- ")


def test_a_thing_that_stands_elsewhere_is_moved(folder: Path, good: tuple[Triple, ...]) -> None:
    """A line put in above shifts every offset: the request is the same request."""
    moved = [tuple(term.replace("request/t--300", "request/t--307") for term in t) for t in good]
    write(folder / "new/graph.nq", moved)  # type: ignore[arg-type]
    out = call("old", "new")[1]
    assert "> China asks the Soviet Union for rubber, cartridges and advisers (Request): stands elsewhere, t--300 -> t--307" in out
    assert "asserted: 1 moved" in out


def test_asserted_and_inferred_are_apart(folder: Path, good: tuple[Triple, ...]) -> None:
    """What a document no longer says and what no longer follows are two things."""
    follows = ((f"<{BASE}telegram/t>", "<http://purl.org/dc/terms/creator>", f"<{BASE}person/mao-zedong>"),)
    write(folder / "new/graph.nq", good, follows)
    out = call("old", "new")[1]
    assert "inferred: 1 gained" in out
    assert "asserted" not in out
    found = json.loads(call("old", "new", "--format", "json")[1])
    assert [(change["kind"], change["part"], change["new"]) for change in found["changes"]] == [("gained", "inferred", ["Mao Zedong"])]


def test_markdown_for_a_pull_request(folder: Path, good: tuple[Triple, ...], spoil: Spoil) -> None:
    """Headings by part, a list by document, nothing of the data as markup."""
    write(folder / "new/graph.nq", spoil(good, '- I2 rdfs:label * ; + I2 rdfs:label "<b>|x"'))
    out = call("old", "new", "--format", "markdown")[1]
    assert "### Asserted: 1 altered" in out
    assert "**telegram.txt**" in out
    assert r"\<b\>\|x" in out


def test_another_version_is_told_and_is_no_change(folder: Path, good: tuple[Triple, ...], spoil: Spoil) -> None:
    """Runs differ with every version; facts decide."""
    write(folder / "new/graph.nq", spoil(good, '- SW tg:softwareVersion * ; + SW tg:softwareVersion "0.2.0"'))
    code, out = call("old", "new", "--exit-code")
    assert code == 0
    assert "made by version 0.2.0, before by 0.1.0" in out


def test_blank_nodes_are_compared_by_what_is_said_of_them(folder: Path) -> None:
    """Labels change with every reading."""
    (folder / "a.ttl").write_text("@prefix : <http://e/> . :a :p [ :q 1 ] , [ :q 2 ] .")
    (folder / "b.ttl").write_text("@prefix : <http://e/> . :a :p [ :q 2 ] , [ :q 1 ] .")
    (folder / "c.ttl").write_text("@prefix : <http://e/> . :a :p [ :q 2 ] , [ :q 3 ] .")
    assert call("a.ttl", "b.ttl", "--exit-code")[0] == 0
    assert call("a.ttl", "c.ttl", "--exit-code")[0] == 1


def test_revisions_of_git(folder: Path, good: tuple[Triple, ...], spoil: Spoil) -> None:
    """HEAD against the working folder: what a pull request changes."""
    write(folder / "out/graph.nq", good)
    for words in (["init", "-q"], ["add", "out"], ["-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-qm", "x"]):
        subprocess.run(["git", *words], check=True, cwd=folder)
    write(folder / "out/graph.nq", spoil(good, "- W tg:unit *"))
    code, out = call("HEAD", "out", "--exit-code")
    assert code == 1
    assert "unit division-unit" in out
    assert call("HEAD:out", "HEAD:out/graph.nq", "--exit-code")[0] == 0


def test_wrong_usage_is_told(folder: Path) -> None:
    """A name that is no file, no folder, no revision; a folder without a graph; an empty graph; no RDF."""
    for words, kind, said in (
        (("no-such-thing", "old"), UsageError, "no such file, folder or git revision"),
        (("--", "-x", "old"), UsageError, "no such file, folder or git revision"),
        (("seeds", "old"), UsageError, "there is no RDF file in it"),
        (("e.nt", "old"), InputError, "there is no statement in it"),
        (("b.nt", "old"), InputError, r"b\.nt:1:"),
    ):
        (folder / "e.nt").write_text("")
        (folder / "b.nt").write_text("nonsense")
        with pytest.raises(kind, match=said):
            call(*words)
