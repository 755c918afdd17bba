"""Hostile RDF: a clear error or a plain report, in bounded time, and nothing is fetched."""

from __future__ import annotations

import contextlib
import io
import socket
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from kg_builder.errors import InputError, KgBuilderError
from kg_builder.validate.command import add_arguments, run
from kg_builder.validate.reading import read_triples

SHAPES = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://ex/> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
ex:S a sh:NodeShape ; sh:targetSubjectsOf ex:p ; sh:property [ sh:path ex:p ; sh:maxLength 10 ; sh:pattern "^[a-z]*$" ] .
"""
SECONDS = 60
"""No case may take longer; the slowest takes some ten seconds on a busy machine."""


@pytest.fixture(autouse=True)
def bounded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No case reaches for the network, and none takes long."""

    def refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s.ttl").write_text(SHAPES)
    start = time.monotonic()
    yield
    assert time.monotonic() - start < SECONDS


def call(*words: str) -> tuple[int, str, str]:
    """Run the command; return exit code, standard output and standard error."""
    parser = ArgumentParser()
    add_arguments(parser)
    out, err = io.StringIO(), io.StringIO()
    return run(parser.parse_args(words), out, err), out.getvalue(), err.getvalue()


BAD = {
    "unclosed.ttl": (b'<http://a> <http://p> "no end .\n', ":1:"),
    "prefix.ttl": (b"@prefix ex: <http://ex/> .\nex:a ex:p exx:b .\n", ":2:11"),
    "relative.ttl": (b"<http://a> <http://p> <b> .\n", ":1:23: a relative IRI, and the file sets no base"),
    "relative.nt": (b"<a> <http://p> <http://b> .\n", ":1:"),
    "space.ttl": (b"<http://a b> <http://p> 1 .\n", ":1:"),
    "latin1.ttl": (b'<http://a> <http://p> "\xe9" .\n', ":1:"),
    "utf16.ttl": ("<http://a> <http://p> 1 .\n".encode("utf-16"), ""),
    "nul.nt": (b"\x00\x00\x00", ""),
    "quads.nt": (b"<http://a> <http://p> <http://b> <http://g> .\n", ":1:"),
    "context.jsonld": (b'{"@context": "http://example.org/context.jsonld", "a": 1}', "a remote JSON-LD context is not fetched"),
    "local.jsonld": (b'{"@context": "file:///etc/passwd", "a": 1}', "a remote JSON-LD context is not fetched"),
    "nested.jsonld": (b"[" * 200_000, ""),
    "broken.jsonld": (b'{"@id": "http://a",}', ""),
    "bomb.rdf": (
        b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">'
        + b"".join(b'<!ENTITY %c "&%c;&%c;&%c;&%c;&%c;&%c;&%c;&%c;">' % (c, *[c - 1] * 8) for c in range(98, 112))
        + b']><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="http://a"><p xmlns="http://p/">&o;</p></rdf:Description></rdf:RDF>',
        "",
    ),
    "external.rdf": (
        (
            b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
            b'<rdf:Description rdf:about="http://a"><p xmlns="http://p/">&x;</p></rdf:Description></rdf:RDF>'
        ),
        "",
    ),
    "external.trix": (
        b'<?xml version="1.0"?><!DOCTYPE t [<!ENTITY x SYSTEM "file:///etc/passwd">]><TriX><graph><triple><uri>http://a</uri></triple></graph></TriX>',
        "",
    ),
    "broken.trix": (b"<TriX><graph>", ""),
    "broken.hext": (b'["http://a", "http://p"]\n', ""),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_rdf_is_a_clear_error(tmp_path: Path, name: str) -> None:
    """The file's name, line and column where there is one, what was expected; exit code 3, no traceback, no file's content."""
    data, said = BAD[name]
    (tmp_path / name).write_bytes(data)
    code, out, err = call(name, "--shapes", "s.ttl")
    assert code == 3
    assert err.startswith(f"kg-builder: {name}")
    assert said in err
    assert err.count("\n") == 1
    assert "nothing was validated" in out
    assert "root:" not in err


@pytest.mark.slow
def test_a_literal_of_ten_megabytes(tmp_path: Path) -> None:
    """It is read, fails, and is told in a few hundred characters, but for the formats that hold the value itself."""
    (tmp_path / "d.ttl").write_text(f'<http://a> <http://ex/p> "{"x" * 10_000_000}" .\n')
    names = ("json", "github", "sarif", "junit", "gitlab", "markdown", "turtle")
    code, out, _ = call("d.ttl", "--shapes", "s.ttl", *(word for name in names for word in ("--report", f"{name}=r.{name}")))
    assert code == 1
    assert len(out) < 10_000
    for name in names:
        assert (tmp_path / f"r.{name}").stat().st_size < (30_000_000 if name in ("json", "turtle") else 10_000)


def test_deep_brackets(tmp_path: Path) -> None:
    """Twenty thousand brackets: read or refused, never a crash."""
    (tmp_path / "d.ttl").write_text("<http://a> <http://ex/p> " + "[ <http://q> " * 20_000 + "1" + " ]" * 20_000 + " .\n")
    code, _, err = call("d.ttl", "--shapes", "s.ttl")
    assert code in (0, 1, 3)
    assert "Traceback" not in err


def test_a_list_in_a_circle_and_a_path_in_a_circle(tmp_path: Path) -> None:
    """Engines would walk them for ever."""
    for body in (
        "ex:T a sh:NodeShape ; sh:targetNode ex:a ; sh:in _:l . _:l rdf:first 1 ; rdf:rest _:l .",
        "ex:T a sh:NodeShape ; sh:property [ sh:path _:p ] . _:p sh:inversePath _:p .",
    ):
        (tmp_path / "t.ttl").write_text(SHAPES + body)
        (tmp_path / "d.nt").write_text('<http://ex/a> <http://ex/p> "x" .\n')
        with pytest.raises(InputError, match="runs in a circle"):
            call("d.nt", "--shapes", "t.ttl")


@pytest.mark.parametrize(
    "body",
    [
        'ex:T a sh:NodeShape ; sh:targetNode ex:a ; sh:sparql [ sh:select "SELECT nonsense" ] .',
        'ex:T a sh:NodeShape ; sh:targetNode ex:a ; sh:property [ sh:path ex:p ; sh:pattern "(" ] .',
        'ex:T a sh:NodeShape ; sh:targetNode ex:a ; sh:property [ sh:path ex:p ; sh:minCount "many" ] .',
        'ex:T a sh:NodeShape ; sh:targetNode ex:a ; sh:property [ sh:path "p" ] .',
        "ex:T a sh:NodeShape ; sh:targetNode ex:a ; sh:property [ sh:path ex:p ; sh:nodeKind ex:Nonsense ] .",
        "ex:T a sh:NodeShape ; sh:targetNode ex:a ; sh:or ex:p .",
    ],
)
@pytest.mark.parametrize("engine", ["reference", "fast"])
def test_ill_formed_shapes_are_told(tmp_path: Path, body: str, engine: str) -> None:
    """Whatever the engine: an error of the program's own, or a report; no foreign exception."""
    (tmp_path / "t.ttl").write_text(SHAPES + body)
    (tmp_path / "d.nt").write_text('<http://ex/a> <http://ex/p> "x" .\n')
    with contextlib.suppress(KgBuilderError):
        assert call("d.nt", "--shapes", "t.ttl", "--engine", engine)[0] in (0, 1)


def test_imports_are_noted_and_not_followed(tmp_path: Path) -> None:
    """owl:imports in shapes or data fetches nothing."""
    (tmp_path / "t.ttl").write_text(SHAPES + "<http://o> <http://www.w3.org/2002/07/owl#imports> <http://example.org/more.ttl> .")
    (tmp_path / "d.nt").write_text(
        '<http://ex/a> <http://ex/p> "x" .\n<http://o> <http://www.w3.org/2002/07/owl#imports> <http://example.org/more.ttl> .\n'
    )
    code, out, _ = call("d.nt", "--shapes", "t.ttl")
    assert code == 0
    assert "owl:imports is not followed" in out


def test_many_results_are_counted_in_bounded_time(tmp_path: Path) -> None:
    """Six thousand faults: one line in the text, five thousand results in SARIF and the rest summed up."""
    (tmp_path / "d.nt").write_text("".join(f'<http://ex/{n}> <http://ex/p> "X" .\n' for n in range(6_000)))
    code, out, _ = call(
        "d.nt", "--shapes", "s.ttl", "--engine", "fast", "--report", "sarif=r.sarif", "--report", "junit=r.xml", "--report", "markdown=r.md"
    )
    assert code == 1
    assert "(6000 times, in 1 document)" in out
    assert "1000 more results are not listed" in (tmp_path / "r.sarif").read_text()


def test_odd_but_valid_rdf_is_read(tmp_path: Path) -> None:
    """A byte-order mark, an empty file, TriX and HexTuples by rdflib, directional language tags."""
    (tmp_path / "bom.ttl").write_bytes(b"\xef\xbb\xbf<http://a> <http://p> 1 .\n")
    (tmp_path / "empty.ttl").write_bytes(b"")
    (tmp_path / "t.trix").write_bytes(
        b'<TriX xmlns="http://www.w3.org/2004/03/trix/trix-1/"><graph><triple><uri>http://a</uri><uri>http://p</uri><plainLiteral>x</plainLiteral></triple></graph></TriX>'
    )
    (tmp_path / "h.hext").write_text('["http://a", "http://p", "x", "http://www.w3.org/2001/XMLSchema#string", "", ""]\n')
    assert len(read_triples(tmp_path / "bom.ttl")) == 1
    assert read_triples(tmp_path / "empty.ttl") == ()
    assert read_triples(tmp_path / "t.trix") == read_triples(tmp_path / "h.hext") == (("<http://a>", "<http://p>", '"x"'),)
