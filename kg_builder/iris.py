"""The only place where an IRI is minted.

Every IRI of the data is `{base}{kind}/{parts}`. A part is percent-encoded in UTF-8 but for the letters and digits of
ASCII, `-`, `_` and `.`; two hyphens in a row are encoded too, so that parts joined by `--` cannot collide. A part that
is nothing but one or two dots is encoded, or readers would take it for a step of a path. So every IRI is an ASCII URI
(RFC 3986), which stands in Turtle as a prefixed name.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import AddressValueError, IPv6Address
from typing import Final, Literal

from kg_builder.errors import IdentityError
from kg_builder.model import DocId, Entity, EntityKind, Span
from kg_builder.vocab import DEFAULT_BASE, VOCABULARY

ActKind = Literal["request", "delivery"]
GraphName = Literal["facts", "evidence", "inferred", "run"]
SharedGraphName = Literal["authority", "links", "loads"]
SelectorName = Literal["position", "quote"]

# RFC 3986, appendix A: unreserved, percent-encoded, sub-delims, ":" and "@".
_PCHAR: Final = r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2})"
_REG_NAME: Final = r"(?:[A-Za-z0-9\-._~!$&'()*+,;=]|%[0-9A-Fa-f]{2})"
_BASE: Final = re.compile(
    rf"(?P<scheme>[A-Za-z][A-Za-z0-9+.\-]*):(?P<authority>//(?:\[(?P<ipv6>[0-9A-Fa-f:.]+)\]|(?P<host>{_REG_NAME}*))(?::[0-9]*)?(?=[/?#]))?"
    rf"(?:{_PCHAR}|/)*(?:\?(?:{_PCHAR}|[/?])*)?(?:#(?:{_PCHAR}|[/?])*)?"
)
_EXTERNAL: Final = re.compile(
    r"(?P<head>[Hh][Tt][Tt][Pp][Ss]?://[A-Za-z0-9](?:[A-Za-z0-9.\-]*[A-Za-z0-9])?(?::[0-9]{1,5})?)(?P<path>/[^?#]*)?(?P<query>\?[^#]*)?(?P<fragment>#.*)?",
    re.DOTALL,
)
_NEVER_IN_IRI: Final = re.compile(r"[\x00-\x20\x7f-\xa0<>\"{}|\\^`\ud800-\udfff\u2028\u2029\ufeff]")
_MUST_ESCAPE: Final = re.compile(r"%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9\-._~!$&'()*+,;=:@/?%]")
_MUST_ENCODE: Final = re.compile(r"--|[^A-Za-z0-9\-_.]")
_LONGEST_EXTERNAL: Final = 2048  # what browsers and stores take without trouble


def _percent(found: re.Match[str]) -> str:
    # Lone surrogates come from file names that are not UTF-8; they keep apart what is apart.
    return "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "surrogatepass"))


@lru_cache(maxsize=4096)
def escape_part(part: str) -> str:
    """Return one part of an IRI, percent-encoded as the module's head says; different parts stay different.

    >>> escape_part("1951/June--Mao to Stalin")
    '1951%2FJune%2D%2DMao%20to%20Stalin'

    Raises:
        IdentityError: the part is empty.
    """
    if not part:
        raise IdentityError("an IRI cannot be minted from an empty name; expected at least one character")
    if part in (".", ".."):
        return part.replace(".", "%2E")
    return _MUST_ENCODE.sub(lambda found: "%2D%2D" if found[0] == "--" else _percent(found), part)


def parse_external_iri(text: str) -> str | None:
    r"""Return the address of a page as a URI that every RDF reader takes; None if it is unsafe or none at all.

    Only http and https with a plain host name pass. Spaces, controls and `<>"{}|\^` with the grave accent are refused,
    as is an address with a user name; letters beyond ASCII in path, query and fragment are percent-encoded.

    >>> parse_external_iri("http://digitalarchive.example/document/112111")
    'http://digitalarchive.example/document/112111'
    >>> parse_external_iri("javascript:alert(1)") is None
    True
    """
    if len(text) > _LONGEST_EXTERNAL or _NEVER_IN_IRI.search(text):
        return None
    found = _EXTERNAL.fullmatch(text)
    if not found:
        return None
    path, query, fragment = (found[name] or "" for name in ("path", "query", "fragment"))
    tail = _MUST_ESCAPE.sub(_percent, path) + _MUST_ESCAPE.sub(_percent, query)
    return found["head"] + tail + (f"#{_MUST_ESCAPE.sub(_percent, fragment[1:])}" if fragment else "")


def check_base(base: str) -> None:
    """Check that IRIs can be made by appending to `base`.

    Raises:
        IdentityError: it is relative, holds characters that no IRI may hold, or does not end with "/" or "#".
    """
    want = "expected an absolute IRI of ASCII characters that ends with / or #, such as https://example.org/kg/"
    found = _BASE.fullmatch(base)
    if not found:
        raise IdentityError(f"the base IRI {base!r} is not an absolute IRI; {want}")
    if base[-1] not in "/#" or "#" in base[:-1]:
        raise IdentityError(f"the base IRI {base!r} does not end with / or its only #; {want}")
    if found["scheme"].lower() in ("http", "https") and not (found["host"] or found["ipv6"]):
        raise IdentityError(f"the base IRI {base!r} names no host; {want}")
    try:
        IPv6Address(found["ipv6"] or "::")
    except AddressValueError as fault:
        raise IdentityError(f"the base IRI {base!r} has no IPv6 address in its brackets; {want}") from fault


def digest(*parts: str) -> str:
    """Return 16 hexadecimal digits of the SHA-256 over the parts, each closed by a line feed."""
    return hashlib.sha256("".join(f"{part}\n" for part in parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def concept(scheme: str, key: str) -> str:
    """Return the IRI of a concept, which is the same under every base."""
    return f"{VOCABULARY}{scheme}/{escape_part(key)}"


@dataclass(frozen=True, slots=True)
class Minter:
    """Mints every IRI of the data below one base. All methods are pure and return bare IRIs, without brackets.

    Raises:
        IdentityError: the base is not an absolute IRI that ends with "/" or "#"; a name is empty.
    """

    base: str = DEFAULT_BASE

    def __post_init__(self) -> None:
        check_base(self.base)

    def _of(self, kind: str, *parts: str) -> str:
        return f"{self.base}{kind}/" + "--".join(map(escape_part, parts))

    def text(self, doc: DocId) -> str:
        """Source text: `text/{doc}`."""
        return self._of("text", doc)

    def telegram(self, doc: DocId, start: int | None = None) -> str:
        """Telegram: `telegram/{doc}`, one inside or after the first `telegram/{doc}--{start}`."""
        return self._of("telegram", doc) if start is None else self._of("telegram", doc, str(start))

    def act(self, kind: ActKind, doc: DocId, start: int) -> str:
        """Request or delivery: `{kind}/{doc}--{start of its anchor}`."""
        return self._of(kind, doc, str(start))

    def item(self, kind: ActKind, doc: DocId, act_start: int, start: int) -> str:
        """Item: `item/{doc}--{r or d}{start of its act}--{start}`."""
        return self._of("item", doc, f"{kind[0]}{act_start}", str(start))

    def mentioned_document(self, doc: DocId, start: int) -> str:
        """Document that a telegram speaks of: `document/{doc}--{start}`."""
        return self._of("document", doc, str(start))

    def code_name_use(self, doc: DocId, start: int) -> str:
        """Code name at work: `code-name/{doc}--{start}`."""
        return self._of("code-name", doc, str(start))

    def archival_reference(self, doc: DocId, start: int) -> str:
        """Archive mark: `archival-reference/{doc}--{start}`."""
        return self._of("archival-reference", doc, str(start))

    def known(self, kind: EntityKind, key: str) -> str:
        """Entry of the authority files: `person/stalin`."""
        return self._of(kind, key)

    def provisional(self, kind: EntityKind, doc: DocId, first: int) -> str:
        """Name that the authorities do not settle: `person/{doc}--{first mention}`.

        Raises:
            IdentityError: `first` is no offset.
        """
        if first < 0:
            raise IdentityError(f"a {kind} without a key has no first mention in {doc}; expected the offset of one")
        return self._of(kind, doc, str(first))

    def entity(self, doc: DocId, entity: Entity) -> str:
        """Person, organization, state, office or place, known or provisional."""
        if entity.key is not None:
            return self.known(entity.kind, entity.key)
        return self.provisional(entity.kind, doc, entity.first)

    def entry(self, path: str) -> str:
        """Entry of the authority files by its path ("state/china-prc"), as a basis or a possibility names it.

        Raises:
            IdentityError: it is not a kind, a slash and a key.
        """
        kind, slash, key = path.partition("/")
        if not slash or kind not in ("person", "organization", "state", "office", "place"):
            raise IdentityError(f"{path!r} names no authority entry; expected a kind and a key, such as person/stalin")
        return self._of(kind, key)

    def evidence(self, doc: DocId, span: Span) -> str:
        """Place of a source text: `text/{doc}#char={start},{end}` (RFC 5147); after a base that ends with # `&char=`."""
        return f"{self.base}text/{escape_part(doc)}{'&' if self.base[-1] == '#' else '#'}char={span.start},{span.end}"

    def selector(self, doc: DocId, span: Span, name: SelectorName) -> str:
        """Selector of a place: `selector/{doc}--{start}--{end}--{position or quote}`."""
        return f"{self.base}selector/{escape_part(doc)}--{span.start}--{span.end}--{name}"

    def attestation(self, doc: DocId, key: str) -> str:
        """Attestation: `attestation/{doc}--{16 hex}`; `key` is the `digest` of statement, places and rule."""
        return self._of("attestation", doc, key)

    def run(self, doc: DocId, key: str) -> str:
        """Run over one source text: `run/{doc}--{16 hex}`."""
        return self._of("run", doc, key)

    def link_attestation(self, subject: str, key: str) -> str:
        """Attestation of a link, in the document of its subject: `attestation/{doc}--{16 hex}`; `subject` ends in `{doc}--{start}`."""
        doc = subject.rsplit("/", 1)[-1].rpartition("--")[0]
        return f"{self.base}attestation/{doc}--{key}"

    def link_run(self, key: str) -> str:
        """Run of the link stage over a whole graph: `link-run/{16 hex}`."""
        return self._of("link-run", key)

    def graph(self, doc: DocId, name: GraphName) -> str:
        """Named graph of one source text: `graph/{doc}--{facts, evidence, inferred or run}`."""
        return self._of("graph", doc, name)

    def shared_graph(self, name: SharedGraphName) -> str:
        """Named graph of all source texts: `graph/authority`, `graph/links`; `graph/loads` says what a store holds."""
        return self._of("graph", name)

    def load(self, *parts: str) -> str:
        """Record of what was loaded: `load/{doc}`, of a shared graph `load/graph--{name}`."""
        return self._of("load", *parts)

    def software(self, version: str) -> str:
        """The program in one version: `software/kg-builder/{version}`."""
        return f"{self.base}software/kg-builder/{escape_part(version)}"

    def resource(self, name: str, sha256: str) -> str:
        """What a run used, by name and content: `resource/{name}--{first 16 hex of its SHA-256}`."""
        return self._of("resource", name, sha256[:16])

    def identity_link(self, key: str) -> str:
        """Link of an authority entry to another authority: `identity-link/{key}`; its key may hold `--`."""
        return f"{self.base}identity-link/" + "--".join(escape_part(part) for part in key.split("--"))

    def data_prefixes(self, doc: DocId) -> dict[str, str]:
        """Return one Turtle prefix for each class of data IRIs, and `char` for the places of this source text."""
        prefixes = {kind: f"{self.base}{kind}/" for kind in _KINDS}
        return {**prefixes, "char": self.evidence(doc, Span(0, 0)).removesuffix("0,0"), "software": f"{self.base}software/kg-builder/"}


_KINDS: Final = (
    "archival-reference",
    "attestation",
    "code-name",
    "delivery",
    "document",
    "graph",
    "identity-link",
    "item",
    "link-run",
    "office",
    "organization",
    "person",
    "place",
    "request",
    "resource",
    "run",
    "selector",
    "state",
    "telegram",
    "text",
)
