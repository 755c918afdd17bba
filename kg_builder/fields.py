"""The table from the fields of the model to properties and kinds of terms: what mapping says, as data.

Each row makes statements that are read from the text, and so attested. What is not in the table is structure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from kg_builder import vocab
from kg_builder.model import ArchivalReference, CodeNameUse, Delivery, Item, MentionedDocument, Request, Telegram
from kg_builder.terms import Term, to_boolean, to_date, to_decimal, to_iri, to_string, to_typed

TermKind = Literal["string", "text", "concept", "entity", "date", "edtf-date", "date-time", "duration", "decimal", "boolean", "page"]


@dataclass(frozen=True, slots=True)
class Field:
    """One row of the table: a field of a record, the properties it is told by, and the kind of its terms.

    `scheme` is that of a concept.
    """

    name: str
    kind: TermKind
    properties: tuple[str, ...]
    scheme: str = ""


def _row(name: str, kind: TermKind, *properties: str, scheme: str = "") -> Field:
    return Field(name, kind, tuple(to_iri(one) for one in properties), scheme)


_ACT: Final = (
    _row("status", "concept", vocab.TG_STATUS, scheme="status"),
    _row("beneficiary", "entity", vocab.TG_BENEFICIARY),
    _row("beneficiary_text", "string", vocab.TG_BENEFICIARY_TEXT),
    _row("action", "string", vocab.TG_ACTION),
    _row("condition", "string", vocab.TG_CONDITION),
    _row("period_start", "date", vocab.TG_PERIOD_START),
    _row("period_end", "date", vocab.TG_PERIOD_END),
    _row("instalment_share", "string", vocab.TG_INSTALMENT_SHARE),
    _row("instalment_interval", "duration", vocab.TG_INSTALMENT_INTERVAL),
    _row("instalment_of", "string", vocab.TG_INSTALMENT_OF),
    _row("according_to", "entity", vocab.TG_ACCORDING_TO),
)

FIELDS: Final[Mapping[type, tuple[Field, ...]]] = {
    Telegram: (
        _row("title", "text", vocab.DCTERMS_TITLE),
        _row("description", "text", vocab.DCTERMS_DESCRIPTION),
        _row("sender", "entity", vocab.TG_SENDER),
        _row("addressee", "entity", vocab.TG_ADDRESSEE),
        _row("copy_to", "entity", vocab.TG_COPY_TO),
        _row("via", "entity", vocab.TG_VIA),
        _row("issued_by", "entity", vocab.TG_ISSUED_BY),
        _row("date", "edtf-date", vocab.DCTERMS_DATE),
        _row("sent_at", "date-time", vocab.TG_SENT_AT),
        _row("received_at", "date-time", vocab.TG_RECEIVED_AT),
        _row("unlabelled_time", "date-time", vocab.TG_UNLABELLED_TIME),
        _row("sent_from", "entity", vocab.TG_SENT_FROM),
        _row("sent_to", "entity", vocab.TG_SENT_TO),
        _row("cipher_number", "string", vocab.TG_CIPHER_NUMBER, vocab.TG_NUMBER),
        _row("outgoing_number", "string", vocab.TG_OUTGOING_NUMBER, vocab.TG_NUMBER),
        _row("number", "string", vocab.TG_NUMBER),
        _row("incoming_number", "string", vocab.TG_INCOMING_NUMBER, vocab.TG_OTHER_NUMBER),
        _row("other_number", "string", vocab.TG_OTHER_NUMBER),
        _row("series", "string", vocab.TG_SERIES),
        _row("classification", "string", vocab.TG_CLASSIFICATION),
        _row("priority", "string", vocab.TG_PRIORITY),
        _row("published_at", "page", vocab.DCTERMS_SOURCE),
        _row("mentions", "entity", vocab.TG_MENTIONS),
        _row("incomplete", "boolean", vocab.TG_INCOMPLETE),
    ),
    Request: (
        *_ACT,
        _row("requester", "entity", vocab.TG_REQUESTER),
        _row("requestee", "entity", vocab.TG_REQUESTEE),
        _row("requested_via", "entity", vocab.TG_REQUESTED_VIA),
        _row("request_kind", "concept", vocab.TG_REQUEST_KIND, scheme="kind"),
    ),
    Delivery: (
        *_ACT,
        _row("supplier", "entity", vocab.TG_SUPPLIER),
        _row("recipient", "entity", vocab.TG_RECIPIENT),
    ),
    Item: (
        _row("commodity", "concept", vocab.TG_COMMODITY, scheme="commodity"),
        _row("quantity", "decimal", vocab.TG_QUANTITY),
        _row("quantity_max", "decimal", vocab.TG_QUANTITY_MAX),
        _row("unit", "concept", vocab.TG_UNIT, scheme="unit"),
        _row("quantity_qualifier", "concept", vocab.TG_QUANTITY_QUALIFIER, scheme="qualifier"),
        _row("instalment_quantity", "decimal", vocab.TG_INSTALMENT_QUANTITY),
        _row("per_commodity", "concept", vocab.TG_PER_COMMODITY, scheme="commodity"),
        _row("beneficiary", "entity", vocab.TG_BENEFICIARY),
    ),
    ArchivalReference: (
        _row("repository", "entity", vocab.TG_REPOSITORY),
        _row("fond", "string", vocab.TG_FOND),
        _row("opis", "string", vocab.TG_OPIS),
        _row("delo", "string", vocab.TG_DELO),
        _row("listy", "string", vocab.TG_LISTY),
        _row("papka", "string", vocab.TG_PAPKA),
        _row("file_number", "string", vocab.TG_FILE_NUMBER),
    ),
    MentionedDocument: (
        _row("document_kind", "concept", vocab.TG_DOCUMENT_KIND, scheme="document-kind"),
        _row("number", "string", vocab.TG_NUMBER),
        _row("date", "edtf-date", vocab.DCTERMS_DATE),
        _row("sender", "entity", vocab.TG_SENDER),
        _row("addressee", "entity", vocab.TG_ADDRESSEE),
    ),
    CodeNameUse: (
        _row("name", "string", vocab.TG_NAME),
        _row("denotes", "entity", vocab.TG_DENOTES),
    ),
}
"""Every field whose value is read from the text; a test holds it against the model: no `Stated` field is left out."""


def one_line(value: str) -> str:
    """Return a value that stands over several lines of the text as one; its evidence keeps the lines."""
    return " ".join(value.split()) if "\n" in value or "\r" in value else value


TERM_OF: Final[Mapping[TermKind, Callable[[Any], Term]]] = {
    "string": lambda value: to_string(one_line(value)),
    "date": to_date,
    "date-time": lambda value: to_typed(value, vocab.XSD_DATE_TIME),
    "duration": lambda value: to_typed(value, vocab.XSD_DURATION),
    "decimal": to_decimal,
    "boolean": to_boolean,
}
"""How the kinds of terms are written that need nothing but the value."""
