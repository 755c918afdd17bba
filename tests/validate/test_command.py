"""`kg-builder validate` as a CI job sees it: places, formats, exit codes, baseline."""

from __future__ import annotations

import argparse
import io
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pyoxigraph
import pytest

from kg_builder.errors import InputError, UsageError
from kg_builder.terms import Triple
from kg_builder.validate.command import add_arguments, run
from kg_builder.validate.reading import parse_asserted, split_by_document

Spoil = Callable[[tuple[Triple, ...], str], list[Triple]]
DATA = Path(__file__).parent / "data"
FAULTS = {
    "period": (
        '- R tg:periodEnd * ; + R tg:periodEnd "1951-06-30"^^xsd:date',
        "The period ends before it starts.",
        "from July to December 1951",
        "9:58",
    ),
    "unit": ("- W tg:unit *", "A quantity has no unit.", "sixteen divisions", "10:27"),
    "fond": ('- A tg:fond * ; + A tg:fond "forty-five" ; - AT rdf:object "45"', "This is no fond", "f. 45", "14:7"),
}
FORMATS = {"ttl": "TURTLE", "trig": "TRIG", "nt": "N_TRIPLES", "nq": "N_QUADS", "jsonld": "JSON_LD"}


def write(path: Path, triples: list[Triple] | tuple[Triple, ...]) -> Path:
    """Write the triples in the format of the ending."""
    lines = "".join(f"{s} {p} {o} .\n" for s, p, o in triples).encode()
    prefixes = {"tg": "https://w3id.org/telegram-kg/ontology#"}
    data = pyoxigraph.serialize(
        pyoxigraph.parse(lines, format=pyoxigraph.RdfFormat.N_TRIPLES),
        format=getattr(pyoxigraph.RdfFormat, FORMATS[path.suffix[1:]]),
        prefixes=prefixes,
    )
    assert data is not None
    path.write_bytes(data)
    return path


def call(*words: object) -> tuple[int, str, str]:
    """Run the command; return exit code, standard output and standard error."""
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    out, err = io.StringIO(), io.StringIO()
    code = run(parser.parse_args([str(word) for word in words]), out, err)
    return code, out.getvalue(), err.getvalue()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with the text in `seeds`."""
    (tmp_path / "seeds").mkdir()
    shutil.copy(DATA / "telegram.txt", tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_good_graph_conforms(folder: Path, good: tuple[Triple, ...]) -> None:
    """Exit code 0, with what was looked at; no shape of ours is vacuous on a full telegram."""
    write(folder / "g.ttl", good)
    code, out, err = call("g.ttl", "--require-targets", "--engine", "both")
    assert (code, err) == (0, "")
    assert "conforms: 0 violations, 0 warnings" in out
    assert "32 of 32 shapes" in out or "shapes with focus nodes" in out


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_told_with_line_and_words(folder: Path, good: tuple[Triple, ...], spoil: Spoil, fault: str, ending: str) -> None:
    """The line of the telegram, its words, and the line or pointer in the graph."""
    orders, message, words, place = FAULTS[fault]
    write(folder / f"g.{ending}", spoil(good, orders))
    code, out, _ = call(f"g.{ending}", "--format", "json")
    assert code == 1
    result = next(result for result in json.loads(out)["results"] if result["message"].startswith(message))
    assert words in [found["exact"] for found in result["words"]]
    assert f"{result['place']['line']}:{result['place']['column']}" == place
    assert result["place"]["file"] == "seeds/telegram.txt"
    line = (folder / f"g.{ending}").read_text().splitlines()[result["graphPlace"]["line"] - 1]
    value = {"period": "1951-07-01", "unit": "t--d500--510", "fond": "forty-five"}[fault]
    if ending == "jsonld":
        pointed = json.loads((folder / "g.jsonld").read_text())
        for step in result["graphPlace"]["pointer"].split("/")[1:]:
            pointed = pointed[int(step) if isinstance(pointed, list) else step.replace("~1", "/").replace("~0", "~")]
        assert value in json.dumps(pointed)
    else:
        assert value in line
        assert value in line[result["graphPlace"]["column"] - 1 :]


@pytest.mark.parametrize("fault", FAULTS)
def test_every_format_has_the_place(folder: Path, good: tuple[Triple, ...], spoil: Spoil, fault: str) -> None:
    """The file that a person edits, its line, and the message."""
    orders, message, words, place = FAULTS[fault]
    write(folder / "g.nq", spoil(good, orders))
    line, column = place.split(":")
    wanted = {
        "text": f"seeds/telegram.txt:{place}: ",
        "json": f'"line": {line}',
        "github": f"file=seeds/telegram.txt,line={line},col={column},",
        "gitlab": f'"begin": {line}',
        "sarif": f'"startLine": {line}',
        "junit": f'line="{line}"',
        "markdown": f"seeds/telegram.txt:{place}",
    }
    assert call("g.nq", *(word for name in wanted for word in ("--report", f"{name}=r.{name}")))[0] == 1
    for name, found in wanted.items():
        plain = (folder / f"r.{name}").read_text().replace("\\", "")
        assert "seeds/telegram.txt" in plain
        assert message.rstrip(".") in plain
        assert found in plain
        assert words in plain


def test_without_the_text_the_graph_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, good: tuple[Triple, ...], spoil: Spoil
) -> None:
    """A text that is not there, or is not the same, has no line: the words and their offsets are still told."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "g.ttl", spoil(good, FAULTS["unit"][0]))
    (tmp_path / "telegram.txt").write_text("another text of that name")
    _, out, _ = call("g.ttl", "--format", "json")
    result = json.loads(out)["results"][0]
    assert result["place"]["file"] == "g.ttl"
    assert result["words"][0]["exact"] == "sixteen divisions"
    assert "place" not in result["words"][0]


def test_fail_on_decides_about_warnings(folder: Path, good: tuple[Triple, ...]) -> None:
    """Received before sent: exit code 0, but 1 with --fail-on warning."""
    late = '"1951-06-22T04:00:00"^^<http://www.w3.org/2001/XMLSchema#dateTime>'
    write(folder / "g.ttl", [(s, p, late.replace("22T04", "20T04") if o == late else o) for s, p, o in good])
    assert [call("g.ttl", "--fail-on", level)[0] for level in ("violation", "warning", "info", "never")] == [0, 1, 1, 0]


def test_the_same_fault_many_times_is_one_line(folder: Path, good: tuple[Triple, ...], spoil: Spoil) -> None:
    """A count instead of a page; --all shows each."""
    triples = list(good)
    for orders in ("- I tg:unit *", "- I2 tg:unit *", "- I3 tg:unit *", "- W tg:unit *"):
        triples = spoil(tuple(triples), orders)
    write(folder / "g.ttl", triples)
    _, out, _ = call("g.ttl")
    assert "A quantity has no unit. (4 times, in 1 document)" in out
    assert "and 1 more; --all shows them" in out
    assert out.count("seeds/telegram.txt:") == 3
    assert call("g.ttl", "--all")[1].count("seeds/telegram.txt:") == 4


def test_known_faults_do_not_fail_and_mended_ones_are_told(folder: Path, good: tuple[Triple, ...], spoil: Spoil) -> None:
    """Fingerprints hold when lines move and the syntax changes; a new fault fails."""
    write(folder / "old.ttl", spoil(good, "- W tg:unit *"))
    assert call("old.ttl", "--write-baseline", "known.json")[0] == 0
    write(folder / "new.nq", list(reversed(spoil(good, "- W tg:unit *"))))
    code, out, _ = call("new.nq", "--baseline", "known.json")
    assert code == 0
    assert "1 known fault of the baseline left aside" in out
    write(folder / "new.nq", spoil(good, "- I tg:unit *"))
    code, out, _ = call("new.nq", "--baseline", "known.json")
    assert code == 1
    assert "mended: violation: A quantity has no unit. arms for sixteen divisions" in out


def test_vacuous_shapes_fail_if_targets_are_required(folder: Path) -> None:
    """A misspelt class, a misspelt property: told always, failing under --require-targets."""
    (folder / "s.ttl").write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://ex/> .\n"
        "ex:S a sh:NodeShape ; sh:targetClass ex:Persn . ex:T a sh:NodeShape ; sh:targetClass ex:Person ; sh:property [ sh:path ex:naem ] .\n"
    )
    (folder / "d.ttl").write_text("@prefix ex: <http://ex/> . ex:a a ex:Person ; ex:name 'A' .\n")
    code, out, _ = call("d.ttl", "--shapes", "s.ttl")
    assert code == 0
    assert "1 shape looked at nothing: S" in out
    assert "1 path of shapes with focus nodes occurs nowhere: naem" in out
    assert "occurs nowhere: naem, which T asks about" in call("d.ttl", "--shapes", "s.ttl", "--all")[1]
    assert call("d.ttl", "--shapes", "s.ttl", "--require-targets")[0] == 1
    assert 'failure message="looked at nothing"' in call("d.ttl", "--shapes", "s.ttl", "--require-targets", "--format", "junit")[1]


def test_several_files_are_one_graph(folder: Path) -> None:
    """A class in one file, a node in another; blank nodes with one label in two files stay apart; each result names its file."""
    (folder / "s.ttl").write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://ex/> .\n"
        "ex:S a sh:NodeShape ; sh:targetClass ex:P ; sh:property [ sh:path ex:knows ; sh:class ex:P ] , [ sh:path ex:name ; sh:maxCount 1 ; sh:minCount 1 ] .\n"
    )
    (folder / "a.ttl").write_text("@prefix ex: <http://ex/> .\n_:x a ex:P ; ex:name 'A' ; ex:knows ex:b .\n")
    (folder / "b.nt").write_text(
        '<http://ex/b> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://ex/P> .\n_:x <http://ex/name> "B" .\n'
    )
    code, out, _ = call("a.ttl", "b.nt", "--shapes", "s.ttl")
    assert code == 1
    assert "b.nt:1:1: b" in out
    assert "a.ttl" not in out


def test_unreadable_files_are_told_and_the_rest_is_validated(folder: Path, good: tuple[Triple, ...]) -> None:
    """Exit code 3 with line and column; the other file's results are there."""
    write(folder / "g.ttl", good)
    (folder / "bad.ttl").write_text("@prefix ex: <http://ex/> .\nex:a ex:b\n  ?? .\n")
    (folder / "what.doc").write_text("")
    code, out, err = call("g.ttl", "bad.ttl", "missing.ttl", "what.doc")
    assert code == 3
    assert "bad.ttl:3:3: " in err
    assert "missing.ttl: No such file or directory" in err
    assert "what.doc: no RDF format has the ending '.doc'" in err
    assert "conforms: 0 violations" in out


def test_wrong_usage_is_told(folder: Path) -> None:
    """A report without a format, a folder without RDF, shapes that are not there."""
    with pytest.raises(UsageError, match="expected FORMAT=FILE"):
        call("x.ttl", "--report", "nonsense")
    with pytest.raises(UsageError, match="there is no RDF file"):
        call(folder / "seeds")
    with pytest.raises(InputError, match=r"no-shapes\.ttl: No such file"):
        call("x.ttl", "--shapes", "no-shapes.ttl")
    (folder / "b.json").write_text("[1]")
    with pytest.raises(InputError, match="no baseline"):
        call("x.ttl", "--baseline", "b.json")


def test_several_reports_of_one_run(folder: Path, good: tuple[Triple, ...], spoil: Spoil) -> None:
    """What the GitHub action needs: annotations on standard output, SARIF and a summary in files."""
    write(folder / "g.ttl", spoil(good, FAULTS["fond"][0]))
    code, out, _ = call(
        "g.ttl", "--format", "github", "--report", "sarif=r/a.sarif", "--report", "markdown=r/a.md", "--report", "junit=r/a.xml"
    )
    assert code == 1
    assert out.startswith("::error file=")
    assert json.loads((folder / "r/a.sarif").read_text())["version"] == "2.1.0"
    assert (folder / "r/a.md").read_text().startswith("## ❌")
    assert ET.parse(folder / "r/a.xml").getroot().tag == "testsuites"


def test_messages_of_the_data_cannot_drive_a_terminal_or_a_workflow(folder: Path) -> None:
    """Escapes, line ends and workflow commands inside values are shown, not obeyed."""
    (folder / "s.ttl").write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://ex/> .\nex:S a sh:NodeShape ; sh:targetSubjectsOf ex:p ; sh:property [ sh:path ex:p ; sh:maxLength 1 ] .\n"
    )
    (folder / "d.ttl").write_text('<http://ex/a> <http://ex/p> "\\u001b[31m\\n::set-output name=x::y\\u202e|`<b>" .\n')
    for name in ("text", "github", "markdown"):
        out = call("d.ttl", "--shapes", "s.ttl", "--format", name)[1]
        assert "\x1b" not in out or name == "github"
        assert "\n::set-output" not in out
    assert ET.fromstring(call("d.ttl", "--shapes", "s.ttl", "--format", "junit")[1]) is not None


def test_a_large_build_is_validated_in_parts(folder: Path, good: tuple[Triple, ...], spoil: Spoil, monkeypatch: pytest.MonkeyPatch) -> None:
    """Document by document, with what they share; the results are those of the whole, and shared faults are told once."""
    bad = [*spoil(good, "- W tg:unit *"), *spoil(spoil(good, "- I tg:unit *"), "- MAO foaf:name *")]  # type: ignore[arg-type]
    lines = set()
    for number, (subject, p, obj) in enumerate(bad):
        doc = "t" if number < len(good) - 1 else "u"
        s, o = (re.sub(r"(?<=/)t(?=--|>|#)", doc, term) if term.startswith("<") else term for term in (subject, obj))
        part = "evidence" if "attestation" in s or "char=" in s or "selector" in s else "facts"
        own = "authority" if re.search("/(person|organization|state|place|identity-link|software)/(?!u--|t--)", s) else f"{doc}--{part}"
        lines.add(f"{s} {p} {o} <https://w3id.org/telegram-kg/graph/{own}> .\n")
    (folder / "g.nq").write_text("".join(sorted(lines)))
    whole = json.loads(call("g.nq", "--format", "json")[1])
    monkeypatch.setattr("kg_builder.validate.command._PART", 100)
    parts = json.loads(call("g.nq", "--format", "json")[1])
    assert parts == whole
    assert {result["document"] for result in parts["results"]} >= {"telegram.txt"}
    assert len({result["focusNode"] for result in parts["results"] if result["message"] == "A quantity has no unit."}) == 2


def test_linked_documents_are_validated_as_a_whole() -> None:
    """A link from one document to another would lead out of its part."""
    line = "<http://x/a> <http://x/p> <http://x/b> <http://x/graph/{}> .\n"
    one = parse_asserted("".join(line.format(name) for name in ("a--facts", "a--evidence", "a--inferred")).encode(), "N_QUADS", "x")
    assert (one.documents, one.left_out) == (("a",), 1)
    two = parse_asserted("".join(line.format(name) for name in ("a--facts", "a--evidence", "links")).encode(), "N_QUADS", "x")
    assert two.documents == ()
    assert split_by_document(two, 1) == [two.triples]


def test_facts_without_their_evidence_are_told_as_such(folder: Path, good: tuple[Triple, ...]) -> None:
    """The Turtle file of one document is the first that a newcomer tries."""
    alone = [triple for triple in good if "attestation" not in triple[0]]
    (folder / "alone.nt").write_text("".join(f"{s} {p} {o} .\n" for s, p, o in alone))
    (folder / "whole.nt").write_text("".join(f"{s} {p} {o} .\n" for s, p, o in good))
    assert "facts of telegrams without their evidence" in call("alone.nt")[1]
    assert "facts of telegrams without their evidence" not in call("whole.nt")[1]


def test_where_no_file_could_be_read_nothing_is_said_of_shapes(folder: Path) -> None:
    code, out, err = call("nowhere.nt")
    assert (code, out) == (3, "nothing was validated: no file could be read\n")
    assert "nowhere.nt: No such file" in err
