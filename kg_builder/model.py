"""What was read from one source text: frozen facts, each with the words that say it.

Every offset is a Unicode code point of the text as decoded; every span is half-open.
Names of fields are those of the vocabulary (`sender` is `tg:sender`); `mapping` turns them into triples.
A thing of the text is identified by the offset where it starts, so that one fact more renames no other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Generic, Literal, NewType, TypeVar

T_co = TypeVar("T_co", covariant=True)

DocId = NewType("DocId", str)
"""A document's identity below the base IRI; unescaped (`iris` escapes it)."""

EntityKind = Literal["person", "organization", "state", "office", "place"]
Severity = Literal["info", "warning", "error"]
TextPart = Literal["body", "title", "description", "footnote"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range of code points: `text[start:end]`."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """True if the two share at least one code point."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """True if `other` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """A place of the source text and its very words: `quote == text[span.start:span.end]`, always.

    Made by `SourceText.quote` only.
    """

    span: Span
    quote: str


@dataclass(frozen=True, slots=True)
class Stated(Generic[T_co]):
    """A value, the pieces of evidence that support it together, and the rule that read it.

    `basis` names the authority entry ("state/china-prc") where the value is not in the words themselves:
    "our troops" stands for a state, a code name for a person.
    """

    value: T_co
    evidence: tuple[Evidence, ...]
    rule: str
    basis: str | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """A person, organization, state, office or place: known to the authority files, or provisional.

    `key` is the authority key ("stalin"); None means provisional, and then `first`, the offset of the first
    mention, is the identity, and `may_be` lists the keys ("person/kotov") of all authority entries that fit.
    """

    kind: EntityKind
    name: str
    key: str | None = None
    first: int = -1
    may_be: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DateValue:
    """A date as EDTF (Library of Congress, level 1) with its outer bounds, both days inclusive."""

    edtf: str
    earliest: date
    latest: date

    @property
    def exact(self) -> bool:
        """True if it is one certain day."""
        return self.earliest == self.latest and self.edtf == self.earliest.isoformat()


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of goods, people or money in an act."""

    start: int
    label: str
    commodity: Stated[str] | None = None
    quantity: Stated[Decimal] | None = None
    quantity_max: Stated[Decimal] | None = None
    unit: Stated[str] | None = None
    quantity_qualifier: Stated[str] | None = None
    instalment_quantity: Stated[Decimal] | None = None
    per_commodity: Stated[str] | None = None
    beneficiary: Stated[Entity] | None = None
    includes: tuple[int, ...] = ()
    """Starts of the items of the same act that are parts of this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What requests and deliveries share. `start` is that of the object phrase, the act's anchor."""

    start: int
    anchor: tuple[Evidence, ...]
    rule: str
    telegram: int | None
    """`Telegram.start` of the innermost telegram that states it."""
    label: str
    status: Stated[str]
    text_part: TextPart = "body"
    items: tuple[Item, ...] = ()
    beneficiary: Stated[Entity] | None = None
    beneficiary_text: Stated[str] | None = None
    action: Stated[str] | None = None
    condition: Stated[str] | None = None
    period_start: Stated[date] | None = None
    period_end: Stated[date] | None = None
    period: str | None = None
    """EDTF interval of the two bounds: open end `..`, unknown end empty."""
    instalment_share: Stated[str] | None = None
    instalment_interval: Stated[str] | None = None
    instalment_of: Stated[str] | None = None
    part_of: int | None = None
    """Start of the larger act of the same class of which it is a share."""
    according_to: Stated[Entity] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request(Act):
    """Somebody asks somebody for something, as a telegram states it."""

    requester: tuple[Stated[Entity], ...] = ()
    requestee: tuple[Stated[Entity], ...] = ()
    requested_via: tuple[Stated[Entity], ...] = ()
    request_kind: Stated[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery(Act):
    """Something is (to be) handed over, or is not to be, as a telegram states it."""

    supplier: tuple[Stated[Entity], ...] = ()
    recipient: tuple[Stated[Entity], ...] = ()
    answers: tuple[int, ...] = ()
    """Starts of the requests of the same text that it answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivalReference:
    """Where an original lies; `label` is the mark, normalised."""

    start: int
    label: str
    repository: Stated[Entity] | None = None
    fond: Stated[str] | None = None
    opis: Stated[str] | None = None
    delo: Stated[str] | None = None
    listy: Stated[str] | None = None
    papka: Stated[str] | None = None
    file_number: Stated[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionedDocument:
    """A document that a telegram speaks of, with what is said of it; one a mention."""

    start: int
    telegram: int | None
    anchor: tuple[Evidence, ...]
    rule: str
    label: str
    document_kind: Stated[str] | None = None
    number: Stated[str] | None = None
    date: Stated[DateValue] | None = None
    sender: Stated[Entity] | None = None
    addressee: Stated[Entity] | None = None
    in_reply_to: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeNameUse:
    """A code name at work in a telegram, resolved by the text's gloss or by the authorities."""

    start: int
    telegram: int | None
    name: Stated[str]
    denotes: Stated[Entity]


@dataclass(frozen=True, slots=True, kw_only=True)
class Telegram:
    """One message as this source text gives it; `start` is None for the first outer one."""

    start: int | None
    span: Span
    quoted: bool = False
    """True for one that another telegram of this text quotes or encloses."""
    quoted_in: int | None = None
    """If quoted: `start` of the telegram around it (None is the first outer one)."""
    title: Stated[str] | None = None
    description: Stated[str] | None = None
    sender: tuple[Stated[Entity], ...] = ()
    addressee: tuple[Stated[Entity], ...] = ()
    copy_to: tuple[Stated[Entity], ...] = ()
    via: tuple[Stated[Entity], ...] = ()
    issued_by: tuple[Stated[Entity], ...] = ()
    date: Stated[DateValue] | None = None
    sent_at: Stated[str] | None = None
    received_at: Stated[str] | None = None
    unlabelled_time: Stated[str] | None = None
    """These three: lexical xsd:dateTime, no zone ("1951-06-21T21:15:00")."""
    sent_from: Stated[Entity] | None = None
    sent_to: Stated[Entity] | None = None
    cipher_number: tuple[Stated[str], ...] = ()
    outgoing_number: tuple[Stated[str], ...] = ()
    number: tuple[Stated[str], ...] = ()
    """Numbers that name it and are neither a cipher nor an outgoing number; mapping asserts tg:number for all."""
    incoming_number: tuple[Stated[str], ...] = ()
    other_number: tuple[Stated[str], ...] = ()
    series: tuple[Stated[str], ...] = ()
    classification: tuple[Stated[str], ...] = ()
    priority: tuple[Stated[str], ...] = ()
    archival_reference: tuple[ArchivalReference, ...] = ()
    published_at: Stated[str] | None = None
    """Absolute IRI of the publisher's page (`dcterms:source`)."""
    mentions: tuple[Stated[Entity], ...] = ()
    incomplete: Stated[bool] | None = None
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault, a doubt or an omission of one document; `code` is stable ("omission.quantity-without-goods")."""

    code: str
    severity: Severity
    message: str
    span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """All that was read from one source text, each tuple in the order of the text."""

    telegrams: tuple[Telegram, ...] = ()
    requests: tuple[Request, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    references: tuple[MentionedDocument, ...] = ()
    code_name_uses: tuple[CodeNameUse, ...] = ()
    findings: tuple[Finding, ...] = field(default=())
