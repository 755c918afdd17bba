"""Every IRI is minted in one place, is accepted by two libraries, and belongs to one thing."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

import pyoxigraph
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from kg_builder.errors import IdentityError
from kg_builder.iris import Minter, digest, escape_part, parse_external_iri
from kg_builder.model import DocId, Entity, Span

# Names that try to look like the joints between parts.
_DOC = st.one_of(st.text(min_size=1), st.text("ab1-._/%#2D", min_size=1, max_size=8))
_START = st.integers(min_value=0, max_value=200)


def _all_of(minter: Minter, doc: DocId, start: int) -> Iterator[tuple[object, str]]:
    """Yield every kind of IRI of a document with what it names."""
    yield ("text", doc), minter.text(doc)
    yield ("telegram", doc, None), minter.telegram(doc)
    yield ("telegram", doc, start), minter.telegram(doc, start)
    yield ("request", doc, start), minter.act("request", doc, start)
    yield ("delivery", doc, start), minter.act("delivery", doc, start)
    for act in (start, start + 1):
        yield ("item r", doc, act, start), minter.item("request", doc, act, start)
        yield ("item d", doc, act, start), minter.item("delivery", doc, act, start)
    yield ("document", doc, start), minter.mentioned_document(doc, start)
    yield ("code", doc, start), minter.code_name_use(doc, start)
    yield ("mark", doc, start), minter.archival_reference(doc, start)
    for kind in ("person", "organization", "state", "office", "place"):
        yield (kind, doc), minter.entity(doc, Entity(kind, "x", key=doc))
        yield (kind, doc, start), minter.entity(doc, Entity(kind, "x", first=start))
    yield ("evidence", doc, start), minter.evidence(doc, Span(start, start + 3))
    yield ("position", doc, start), minter.selector(doc, Span(start, start + 3), "position")
    yield ("quote", doc, start), minter.selector(doc, Span(start, start + 3), "quote")
    yield ("attestation", doc, start), minter.attestation(doc, digest(str(start)))
    yield ("run", doc, start), minter.run(doc, digest(str(start)))
    for name in ("facts", "evidence", "inferred", "run"):
        yield ("graph", doc, name), minter.graph(doc, name)
    for name in ("authority", "links"):
        yield ("graph", name), minter.shared_graph(name)
    yield ("software", doc), minter.software(doc)
    yield ("resource", doc), minter.resource(doc, "0" * 64)


@given(st.lists(st.tuples(_DOC, _START), min_size=2, max_size=3), st.sampled_from(["https://kg.example/", "https://kg.example/x#"]))
def test_no_two_things_share_an_iri(documents: list[tuple[str, int]], base: str) -> None:
    named: dict[str, object] = {}
    for doc, start in documents:
        for thing, iri in _all_of(Minter(base), DocId(doc), start):
            assert named.setdefault(iri, thing) == thing


@given(_DOC, _START, st.sampled_from(["https://kg.example/", "https://kg.example/x#", "urn:x-kg:/", "http://[::1]:3030/kg/"]))
def test_every_iri_is_accepted(doc: str, start: int, base: str) -> None:
    """By pyoxigraph, which checks RFC 3987, and by rdflib; no reader changes it."""
    iris = sorted({iri for _, iri in _all_of(Minter(base), DocId(doc), start)})
    lines = "".join(f"<{iri}> <http://a.example/p> <{iri}> .\n" for iri in iris)
    assert sorted(quad.subject.value for quad in pyoxigraph.parse(lines, format=pyoxigraph.RdfFormat.N_TRIPLES)) == iris
    assert sorted(map(str, rdflib.Graph().parse(data=lines, format="nt").subjects())) == iris
    for iri in iris:
        assert rdflib.URIRef(iri).n3() == f"<{iri}>"


@given(st.text(min_size=1))
def test_parts_come_back(part: str) -> None:
    escaped = escape_part(part)
    assert unquote(escaped, errors="surrogatepass") == part
    assert "--" not in escaped


@pytest.mark.parametrize(
    ("part", "escaped"),
    [
        ("1951-06-21-mao_to.Stalin", "1951-06-21-mao_to.Stalin"),
        ("a--b", "a%2D%2Db"),
        ("a---b", "a%2D%2D-b"),
        ("1951/June", "1951%2FJune"),
        ("a b#c?d", "a%20b%23c%3Fd"),
        ("100%", "100%25"),
        ("п", "%D0%BF"),
        (".", "%2E"),
        ("..", "%2E%2E"),
        ("\udcff", "%ED%B3%BF"),
    ],
)
def test_escapes(part: str, escaped: str) -> None:
    assert escape_part(part) == escaped


def test_the_forms_of_the_vocabulary() -> None:
    """The table of identities, for one document."""
    minter, doc = Minter("https://kg.example/"), DocId("1951-06-21")
    assert minter.telegram(doc) == "https://kg.example/telegram/1951-06-21"
    assert minter.telegram(doc, 7) == "https://kg.example/telegram/1951-06-21--7"
    assert minter.item("request", doc, 12, 30) == "https://kg.example/item/1951-06-21--r12--30"
    assert minter.evidence(doc, Span(3, 9)) == "https://kg.example/text/1951-06-21#char=3,9"
    assert minter.graph(doc, "facts") == "https://kg.example/graph/1951-06-21--facts"
    assert minter.shared_graph("authority") == "https://kg.example/graph/authority"
    assert minter.software("1.0.0") == "https://kg.example/software/kg-builder/1.0.0"
    assert minter.entry("state/china-prc") == "https://kg.example/state/china-prc"
    assert Minter("https://kg.example/#").evidence(doc, Span(3, 9)) == "https://kg.example/#text/1951-06-21&char=3,9"


@pytest.mark.parametrize(
    "base", ["https://w3id.org/telegram-kg/", "http://127.0.0.1:8000/", "urn:x:/", "https://a.example/q?x=/", "http://a.example/#"]
)
def test_good_bases(base: str) -> None:
    assert Minter(base).base == base
    assert pyoxigraph.NamedNode(Minter(base).text(DocId("d")))


@pytest.mark.parametrize(
    "base",
    [
        "",
        "kg/",
        "/kg/",
        "//host/kg/",
        "https://a.example/kg",
        "https://a.example/#x/",
        "https://a.example/#/#",
        "https://a.example/a b/",
        "https://a.example/<x>/",
        "https://a.example/%zz/",
        "https://a.example/кг/",
        "https:///kg/",
        "http://[::::]/",
        "http://[::1/",
        "https://a.example:port/",
        'https://a.example/"/',
        "https://a.example/\n/",
        "https://a.example/kg/\n",
    ],
)
def test_bad_bases(base: str) -> None:
    with pytest.raises(IdentityError, match=r"the base IRI .* expected an absolute IRI"):
        Minter(base)


def test_a_base_without_an_end_is_refused_in_words() -> None:
    with pytest.raises(IdentityError) as fault:
        Minter("https://a.example/kg")
    assert str(fault.value) == (
        "the base IRI 'https://a.example/kg' does not end with / or its only #; expected an absolute IRI of ASCII characters "
        "that ends with / or #, such as https://example.org/kg/"
    )


def test_no_iri_without_a_name() -> None:
    with pytest.raises(IdentityError, match="empty name"):
        Minter().text(DocId(""))


def test_a_provisional_entity_has_a_place() -> None:
    """Else `doc--` and `-1` would be the place 1 of a document `doc-`."""
    with pytest.raises(IdentityError, match="a person without a key has no first mention in d"):
        Minter().entity(DocId("d"), Entity("person", "Hale"))


@pytest.mark.parametrize("path", ["stalin", "person", "person/", "planet/mars", ""])
def test_a_basis_is_an_entry(path: str) -> None:
    with pytest.raises(IdentityError):
        Minter().entry(path)


@pytest.mark.parametrize(
    ("text", "iri"),
    [
        ("http://digitalarchive.wilsoncenter.org/document/112111", "http://digitalarchive.wilsoncenter.org/document/112111"),
        ("HTTPS://Archive.Example:8080/a?b=c&d=e#f", "HTTPS://Archive.Example:8080/a?b=c&d=e#f"),
        ("http://archive.example", "http://archive.example"),
        ("http://archive.example/dépôt", "http://archive.example/d%C3%A9p%C3%B4t"),
        ("http://archive.example/100%", "http://archive.example/100%25"),
        ("http://archive.example/a[1]#b#c", "http://archive.example/a%5B1%5D#b%23c"),
    ],
)
def test_external_addresses(text: str, iri: str) -> None:
    assert parse_external_iri(text) == iri
    assert pyoxigraph.NamedNode(iri)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "archive.example/1",
        "ftp://archive.example/1",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "http://",
        "http:///1",
        "http://user@archive.example/",
        "http://archive.example/a b",
        "http://archive.example/<script>",
        'http://archive.example/"',
        "http://archive.example/{x}",
        "http://archive.example/a|b",
        "http://archive.example/a\\b",
        "http://archive.example/a^b",
        "http://archive.example/a`b",
        "http://archive.example/\n",
        "http://archive.example/\x00",
        "http://арх.example/",
        "http://archive.example:port/",
        "http://archive.example/" + "a" * 3000,
        "http://archive.example/\ud800",
    ],
)
def test_unsafe_addresses_are_dropped(text: str) -> None:
    assert parse_external_iri(text) is None


@given(st.text())
def test_whatever_passes_is_accepted(tail: str) -> None:
    iri = parse_external_iri(f"http://archive.example/{tail}")
    if iri is not None:
        assert pyoxigraph.NamedNode(iri).value == iri
        assert list(pyoxigraph.parse(f"<{iri}> <{iri}> <{iri}> .", format=pyoxigraph.RdfFormat.N_TRIPLES))
        assert rdflib.URIRef(iri).n3() == f"<{iri}>"
