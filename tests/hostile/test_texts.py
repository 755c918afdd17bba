"""Texts that are made to break something: each costs at most its own facts, and what is written is read alike by two parsers."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
import rdflib
from rdflib.compare import isomorphic, to_isomorphic

from kg_builder.corpus import NO_TELEGRAM, Options, build_corpus
from kg_builder.pipeline import Tools, load_tools
from kg_builder.report import Entry


def telegram(
    *, to: str = "Comrade ORLOV", sign: str = "PETROV", foot: str = "No. 4711 3.4.51", date: str = "3 april 1951", body: str = ""
) -> str:
    """Return a telegram with the given words at the places where names, numbers, dates and requests stand."""
    body = body or "1. I ask you to send 12 batteries, 1,200 shells and 30 tons of wire."
    return f"Title: Telegram from Petrov to Orlov\n\nAuthor: Petrov\n\nDate: {date}\n\nCIPHERED TELEGRAM No. 90001\n\nTo {to}\n\n{body}\n\n{sign}\n\n{foot}\n"


SALUTED = "Comrade ORLOV!\n\n1. I ask you to send 12 batteries, 1,200 shells and 30 tons of wire.\n\n2. All is quiet here."
INJECTED = 'X" . <http://evil.example/canary> <http://evil.example/canary> "y'
TEXTS = {
    "control": telegram(),
    "injected-turtle": telegram(sign=INJECTED),
    "injected-iri": telegram(to="Comrade ORLOV> <http://evil.example/canary"),
    "injected-backslash": telegram(to="Comrade OR\\LOV\\"),
    "injected-script": telegram(to='Comrade <script>alert("x")</script>', sign="javascript:alert(1)"),
    "injected-path": telegram(foot="No. ../../outside/x 3.4.51"),
    "controls": telegram(to="Comrade \x1b[31mORLOV\x07"),
    "right-to-left": telegram(to="Comrade \u202eVOLRO"),
    "invisible": telegram(to="Comrade OR\u200bLOV"),
    "noncharacter": telegram(to="Comrade OR\uffff\ufdd0LOV"),
    "two": telegram(body=SALUTED) + "\n\n###\n\n" + telegram(body=SALUTED, foot="No. 4712 4.4.51", sign="IVANOV"),
    "impossible-date": telegram(foot="No. 4711 31.2.51", date="31 february 1951"),
    "contradicting-dates": telegram(foot="No. 4711 5.6.50"),
    "arabic-digits": telegram(foot="No. 4711 \u0663.\u0664.\u0665\u0661", body="I ask you to send \u0663\u0664 tanks."),
    "infinite": telegram(body="I ask you to send NaN tanks, inf guns, 1e400 shells and 0x1F lorries."),
    "huge-number": telegram(body=f"I ask you to send {'9' * 5000} shells."),
    "long-name": telegram(sign="X" * 70_000),
    "brackets": telegram(body="[" * 10_000 + "x" + "]" * 10_000),
    "open-brackets": telegram(body="(" * 50_000),
    "open-quotes": telegram(body='"\u201c' * 10_000),
    "blanks": telegram(body="shells" + " " * 200_000 + "x"),
    "empty-lines": telegram(body="\n" * 200_000 + "I ask you to send 12 batteries."),
    "digits": telegram(body="I ask for " + "7" * 1_000_000 + " shells"),
    "numbers-without-numbers": telegram(body="No. " * 20_000 + "x"),
    "names": telegram(body="Orlov " * 3_000),
    "points": telegram(body="".join(f"{i}. I ask you to send {i} shells.\n" for i in range(1, 301))),
    "points-without-end": telegram(body="".join(f"{i}. I ask you to send {i} shells.\n" for i in range(1, 1_501))),
    "marks": telegram(sign="P" + "\u0301" * 100_000),
    "recipe": "Take three onions and cut them. Put them into the pan with the butter and let it cook. The soup is done when the onions are soft.\n",
}


@dataclass(frozen=True, slots=True)
class Built:
    out: Path
    entries: dict[str, Entry]
    seconds: dict[str, float]

    def graph(self, name: str) -> str:
        """Return the lines of the graph that speak of one document."""
        lines = (self.out / "graph.nq").read_text("utf-8").splitlines()
        return "\n".join(line for line in lines if f"/{name}--" in line or f"/{name}>" in line)

    def messages(self, name: str) -> list[tuple[str, int | None]]:
        return [(remark.code, remark.line) for remark in self.entries[name].findings]


@pytest.fixture(scope="module")
def tools() -> Tools:
    return load_tools()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, tools: Tools) -> Built:
    folder = tmp_path_factory.mktemp("texts") / "in"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / f"{name}.txt").write_bytes(text.encode("utf-8"))
    (folder / "large.txt").write_bytes(b"I ask you to send 12 batteries.\n" * 700_000)
    entries = build_corpus([str(folder)], tools, Options(out=folder / "out"))
    log = json.loads((folder / "out" / "run" / "times.json").read_bytes())
    return Built(
        folder / "out", {Path(entry.path).stem: entry for entry in entries}, {Path(path).stem: s for path, s in log["seconds"].items()}
    )


def test_every_text_is_processed_but_those_that_are_none(built: Built) -> None:
    others = {name: (entry.status, entry.reason) for name, entry in built.entries.items() if entry.status != "processed"}
    assert others == {
        "points-without-end": ("failed", built.entries["points-without-end"].reason),
        "large": ("failed", "22400000 bytes; expected at most 4194304: a telegram is a short text"),
        "recipe": ("skipped", NO_TELEGRAM),
    }


def test_a_text_that_gives_too_much_says_how_much(built: Built) -> None:
    reason = built.entries["points-without-end"].reason or ""
    assert re.fullmatch(r"the text gives [0-9]+ statements; expected at most 100000: this is more than one telegram", reason)


def test_none_takes_long(built: Built) -> None:
    assert {name: seconds for name, seconds in built.seconds.items() if seconds > 10} == {}


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.parametrize("name", sorted(name for name in TEXTS if len(TEXTS[name]) < 5_000 and name != "recipe"))
def test_two_parsers_read_the_same(built: Built, name: str) -> None:
    """Turtle and JSON-LD of a document are the same graph, to rdflib and to pyoxigraph."""
    graphs = []
    for ending, theirs, ours in ((".ttl", "turtle", pyoxigraph.RdfFormat.TURTLE), (".jsonld", "json-ld", pyoxigraph.RdfFormat.JSON_LD)):
        data = (built.out / f"{name}{ending}").read_bytes()
        graphs.append(to_isomorphic(rdflib.Graph().parse(data=data, format=theirs)))
        lines = "".join(f"{triple.subject} {triple.predicate} {triple.object} .\n" for triple in pyoxigraph.parse(data, format=ours))
        graphs.append(to_isomorphic(rdflib.Graph().parse(data=lines, format="nt")))
    assert all(isomorphic(graphs[0], other) for other in graphs[1:])


def quads(built: Built) -> list[Any]:
    return list(pyoxigraph.parse((built.out / "graph.nq").read_bytes(), format=pyoxigraph.RdfFormat.N_QUADS))


def test_nothing_that_a_text_says_becomes_an_iri_of_its_own(built: Built) -> None:
    for quad in quads(built):
        for term in (quad.subject, quad.predicate, quad.object):
            if isinstance(term, pyoxigraph.NamedNode):
                assert "evil.example" not in term.value
                assert re.fullmatch(r"https?://[\x21-\x7e]+", term.value), term.value


def test_numbers_and_dates_have_valid_ascii_forms(built: Built) -> None:
    forms = {
        "date": r"19[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])",
        "decimal": r"-?[0-9]+(\.[0-9]+)?",
        "integer": r"-?[0-9]+",
    }
    for quad in quads(built):
        if isinstance(quad.object, pyoxigraph.Literal):
            form = forms.get(quad.object.datatype.value.rsplit("#")[-1])
            assert form is None or re.fullmatch(form, quad.object.value, re.ASCII), quad


def test_nothing_is_written_outside(built: Built) -> None:
    assert {path.name for path in built.out.parent.parent.iterdir()} == {built.out.parent.name}
    assert not [path for path in built.out.rglob("*") if path.is_dir() and path.name != "run"]


def test_quotes_stand_in_the_text_where_the_graph_says(built: Built) -> None:
    """`exact` equals the source text at its offsets, always."""
    by_selector: dict[str, dict[str, str]] = {}
    for quad in quads(built):
        name = quad.predicate.value.rsplit("#")[-1].rsplit("/")[-1]
        if name in ("start", "end", "exact"):
            by_selector.setdefault(quad.subject.value.rsplit("--", 1)[0], {})[name] = quad.object.value
    assert len(by_selector) > 100
    for iri, found in by_selector.items():
        doc = iri.rsplit("/")[-1].split("--")[0]
        assert TEXTS[doc][int(found["start"]) : int(found["end"])] == found["exact"]


def test_two_telegrams_in_one_file_are_both_built_with_a_finding(built: Built) -> None:
    second = TEXTS["two"].index("Title:", 10)
    numbers = re.findall(r"<[^>]*/telegram/(two[^>]*)> <[^>]*#outgoingNumber> \"(\w+)\"", built.graph("two"))
    assert sorted(set(numbers)) == [("two", "4711"), (f"two--{second}", "4712")]
    line = TEXTS["two"].count("\n", 0, second) + 1
    assert ("telegram.second", line) in built.messages("two")


@pytest.mark.parametrize("name", ["impossible-date", "contradicting-dates"])
def test_a_date_that_cannot_be_is_told_with_its_line(built: Built, name: str) -> None:
    assert [at for code, at in built.messages(name) if code.startswith("date.")], built.messages(name)
    assert "1951-02-31" not in built.graph(name)


def test_the_same_facts_as_without_the_others(built: Built, tools: Tools, tmp_path: Path) -> None:
    (tmp_path / "control.txt").write_bytes(TEXTS["control"].encode())
    build_corpus([str(tmp_path)], tools, Options(out=tmp_path / "out"))
    for ending in (".ttl", ".jsonld", ".evidence.ttl"):
        assert (tmp_path / "out" / f"control{ending}").read_bytes() == (built.out / f"control{ending}").read_bytes()
