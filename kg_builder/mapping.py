"""Facts to triples, by the table of `fields`.

A row of the table makes the statement and its attestation; nothing else makes either, but for the structure between
things (`tg:item`, `tg:statedIn` …), which the ontology marks as exempt. Pure: no clock, no disk, no order of chance.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, Literal

from kg_builder import vocab
from kg_builder.errors import IdentityError, ResourceError
from kg_builder.evidence import Attested, to_evidence
from kg_builder.fields import FIELDS, TERM_OF, Field, one_line
from kg_builder.graphs import Background, DocumentGraphs
from kg_builder.iris import ActKind, GraphName, concept, parse_external_iri
from kg_builder.known import CLASS_OF_KIND
from kg_builder.model import (
    Act,
    CodeNameUse,
    Delivery,
    Entity,
    Evidence,
    Extraction,
    Item,
    MentionedDocument,
    Stated,
    Telegram,
)
from kg_builder.provenance import GRAPHS, run_iri, run_triples
from kg_builder.source import SourceText
from kg_builder.terms import Quad, Term, Triple, to_date, to_integer, to_iri, to_string, to_tagged, to_typed

_TYPE: Final = to_iri(vocab.RDF_TYPE)


class _Writer:
    """Collects the statements of one source text. Lives for one call of `to_graphs`."""

    def __init__(self, source: SourceText, background: Background) -> None:
        self.doc = source.doc
        self.minter = background.minter
        self.known = background.known
        self.facts: set[Triple] = set()
        self.attested: list[Attested] = []
        self.used: set[Term] = set()
        self._things: dict[Term, object] = {}
        self._entities: dict[Entity, Term] = {}

    def claim(self, iri: str, thing: object) -> Term | None:
        """Return the term of a thing that is to be written; None if the very same thing has been.

        Raises:
            IdentityError: the IRI is that of another thing.
        """
        term = to_iri(iri)
        other = self._things.setdefault(term, thing)
        if other is thing:
            return term
        if other == thing:
            return None
        raise IdentityError(f"two things would have one IRI, {term}: {_name(other)} and {_name(thing)}")

    def attest(self, statement: Triple, evidence: tuple[Evidence, ...], rule: str, basis: str | None = None) -> None:
        """Add a statement that was read from the text, with what attests it."""
        ground = self.use(to_iri(self.minter.entry(basis))) if basis else None
        self.facts.add(statement)
        self.attested.append(Attested(statement, evidence, rule, ground))

    def add(self, subject: Term, predicate: str, obj: Term) -> None:
        """Add a statement of structure, which needs no attestation."""
        self.facts.add((subject, to_iri(predicate), obj))

    def use(self, iri: Term) -> Term:
        """Note that an authority entry or a concept is in use, and return it.

        Raises:
            ResourceError: the project's files do not know it.
        """
        if iri not in self.known:
            raise ResourceError(f"{iri} is neither in the authority files nor in the vocabularies")
        self.used.add(iri)
        return iri

    def entity(self, entity: Entity) -> Term:
        """Return the term of an entity; a provisional one is described among the facts when it is first met."""
        term = self._entities.get(entity)
        if term is None:
            term = to_iri(self.minter.entity(self.doc, entity))
            if entity.key is not None:
                self.use(term)
            elif self.claim(term[1:-1], entity):
                self._describe(term, entity)
            self._entities[entity] = term
        return term

    def _describe(self, term: Term, entity: Entity) -> None:
        self.add(term, vocab.RDF_TYPE, to_iri(CLASS_OF_KIND[entity.kind]))
        self.add(term, vocab.FOAF_NAME, to_string(entity.name))
        self.add(term, vocab.TG_AUTHORITY_STATUS, to_string("provisional"))
        for path in entity.may_be:
            self.add(term, vocab.TG_MAY_BE, self.use(to_iri(self.minter.entry(path))))

    def term(self, field: Field, value: Any, language: str) -> Term | None:
        """Return the term of a value by the kind of its field; None if it is an address that is not safe to write."""
        if field.kind == "entity":
            return self.entity(value)
        if field.kind == "concept":
            return self.use(to_iri(concept(field.scheme, value)))
        if field.kind == "text":
            return to_tagged(one_line(value), language)
        if field.kind == "edtf-date":
            return to_date(value.earliest) if value.exact else to_typed(value.edtf, vocab.EDTF_EDTF)
        if field.kind == "page":
            address = parse_external_iri(value)
            return to_iri(address) if address else None
        return TERM_OF[field.kind](value)

    def fields(self, subject: Term, record: object, language: str = "en") -> None:
        """Add what the table says of a record, each statement with its attestation."""
        for field in FIELDS[type(record)]:
            value = getattr(record, field.name)
            if value is None:
                continue
            for stated in value if isinstance(value, tuple) else (value,):
                self._stated(subject, field, stated, language)

    def _stated(self, subject: Term, field: Field, stated: Stated[Any], language: str) -> None:
        obj = self.term(field, stated.value, language)
        if obj is None:
            return
        for predicate in field.properties:
            self.attest((subject, predicate, obj), stated.evidence, stated.rule, stated.basis)
        if field.kind == "edtf-date":
            self.add(subject, vocab.TG_EARLIEST_DATE, to_date(stated.value.earliest))
            self.add(subject, vocab.TG_LATEST_DATE, to_date(stated.value.latest))


def _name(thing: object) -> str:
    """Return how a message names a thing."""
    label = getattr(thing, "label", None) or getattr(thing, "name", None)
    name = label.value if isinstance(label, Stated) else label
    where = next((at for at in (getattr(thing, "start", None), getattr(thing, "first", None)) if at is not None), 0)
    return f"the {type(thing).__name__} {name!r} at {where}"


def _write_telegram(writer: _Writer, telegram: Telegram) -> None:
    minter, doc = writer.minter, writer.doc
    term = writer.claim(minter.telegram(doc, telegram.start), telegram)
    if term is None:
        return
    writer.add(term, vocab.RDF_TYPE, to_iri(vocab.TG_TELEGRAM))
    writer.add(term, vocab.PROV_WAS_DERIVED_FROM, to_iri(minter.text(doc)))
    writer.add(term, vocab.DCTERMS_LANGUAGE, to_string(telegram.language))
    if telegram.quoted:
        outer = to_iri(minter.telegram(doc, telegram.quoted_in))
        writer.add(term, vocab.TG_QUOTED_IN, outer)
        writer.add(term, vocab.DCTERMS_IS_PART_OF, outer)
    writer.fields(term, telegram, telegram.language)
    for reference in telegram.archival_reference:
        iri = minter.archival_reference(doc, reference.start)
        writer.add(term, vocab.TG_ARCHIVAL_REFERENCE, to_iri(iri))
        if mark := writer.claim(iri, reference):
            writer.add(mark, vocab.RDF_TYPE, to_iri(vocab.TG_ARCHIVAL_REFERENCE_CLASS))
            writer.add(mark, vocab.RDFS_LABEL, to_string(reference.label))
            writer.fields(mark, reference)


def _write_act(writer: _Writer, kind: ActKind, act: Act) -> Term | None:
    """Write what requests and deliveries share; None if this act has been written."""
    minter, doc = writer.minter, writer.doc
    term = writer.claim(minter.act(kind, doc, act.start), act)
    if term is None:
        return None
    cls = to_iri(vocab.TG_REQUEST if kind == "request" else vocab.TG_DELIVERY)
    writer.attest((term, _TYPE, cls), act.anchor, act.rule)
    writer.add(term, vocab.RDFS_LABEL, to_string(act.label))
    writer.add(term, vocab.TG_STATED_IN, to_iri(minter.telegram(doc, act.telegram)))
    writer.add(term, vocab.TG_TEXT_PART, to_string(act.text_part))
    if act.period:
        writer.add(term, vocab.TG_PERIOD, to_typed(act.period, vocab.EDTF_EDTF))
    if act.part_of is not None:
        writer.add(term, vocab.TG_PART_OF, to_iri(minter.act(kind, doc, act.part_of)))
    writer.fields(term, act)
    for item in act.items:
        _write_item(writer, kind, act, term, item)
    return term


def _write_item(writer: _Writer, kind: ActKind, act: Act, act_term: Term, item: Item) -> None:
    iri = writer.minter.item(kind, writer.doc, act.start, item.start)
    term = writer.claim(iri, item)
    if term is None:
        return
    writer.add(act_term, vocab.TG_ITEM, term)
    writer.add(term, vocab.RDF_TYPE, to_iri(vocab.TG_ITEM_CLASS))
    writer.add(term, vocab.RDFS_LABEL, to_string(item.label))
    for part in item.includes:
        writer.add(term, vocab.TG_INCLUDES, to_iri(writer.minter.item(kind, writer.doc, act.start, part)))
    writer.fields(term, item)


def _write_delivery(writer: _Writer, delivery: Delivery) -> None:
    term = _write_act(writer, "delivery", delivery)
    if term is not None:
        for start in delivery.answers:
            writer.add(term, vocab.TG_ANSWERS, to_iri(writer.minter.act("request", writer.doc, start)))


def _write_reference(writer: _Writer, reference: MentionedDocument) -> None:
    minter, doc = writer.minter, writer.doc
    term = writer.claim(minter.mentioned_document(doc, reference.start), reference)
    if term is None:
        return
    telegram = to_iri(minter.telegram(doc, reference.telegram))
    predicate = vocab.TG_IN_REPLY_TO if reference.in_reply_to else vocab.DCTERMS_REFERENCES
    writer.attest((telegram, to_iri(predicate), term), reference.anchor, reference.rule)
    writer.add(term, vocab.RDF_TYPE, to_iri(vocab.TG_MENTIONED_DOCUMENT))
    writer.add(term, vocab.RDFS_LABEL, to_string(reference.label))
    writer.fields(term, reference)


def _write_code_name_use(writer: _Writer, use: CodeNameUse) -> None:
    minter, doc = writer.minter, writer.doc
    term = writer.claim(minter.code_name_use(doc, use.start), use)
    if term is None:
        return
    writer.add(term, vocab.RDF_TYPE, to_iri(vocab.TG_CODE_NAME_USE))
    telegram = to_iri(minter.telegram(doc, use.telegram))
    writer.attest((term, to_iri(vocab.TG_USED_IN), telegram), use.name.evidence, use.name.rule)
    writer.fields(term, use)


def _write_source(writer: _Writer, source: SourceText, telegrams: Sequence[Telegram]) -> None:
    term = to_iri(writer.minter.text(source.doc))
    writer.add(term, vocab.RDF_TYPE, to_iri(vocab.TG_SOURCE_TEXT))
    writer.add(term, vocab.RDFS_LABEL, to_string(source.name))
    writer.add(term, vocab.TG_SHA256, to_string(source.sha256))
    writer.add(term, vocab.TG_LENGTH, to_integer(len(source.text)))
    for telegram in telegrams:
        page = parse_external_iri(telegram.published_at.value) if telegram.published_at else None
        if page:
            writer.add(term, vocab.DCTERMS_SOURCE, to_iri(page))


def to_graphs(extraction: Extraction, source: SourceText, background: Background) -> DocumentGraphs:
    """Return the graphs of one source text, all but the inferred one.

    Raises:
        IdentityError: two things would have one IRI; names both.
        ResourceError: a fact names an authority entry or a concept that the project's files do not have.
    """
    writer = _Writer(source, background)
    _write_source(writer, source, extraction.telegrams)
    for telegram in extraction.telegrams:
        _write_telegram(writer, telegram)
    for request in extraction.requests:
        _write_act(writer, "request", request)
    for delivery in extraction.deliveries:
        _write_delivery(writer, delivery)
    for reference in extraction.references:
        _write_reference(writer, reference)
    for use in extraction.code_name_uses:
        _write_code_name_use(writer, use)
    minter, doc = background.minter, source.doc
    run = to_iri(run_iri(source, background.inputs, minter))
    names: dict[GraphName | Literal["authority"], str] = {name: minter.graph(doc, name) for name in GRAPHS}
    return DocumentGraphs(
        facts=tuple(sorted(writer.facts)),
        evidence=tuple(sorted(to_evidence(writer.attested, source, run, minter))),
        run=tuple(sorted(run_triples(source, background.inputs, minter))),
        authority=tuple(sorted((*background.authority, *background.known.describe(writer.used)))),
        names=names | {"authority": minter.shared_graph("authority")},
    )


def to_quads(extraction: Extraction, source: SourceText, background: Background, inferred: Iterable[Triple] = ()) -> list[Quad]:
    """Return all quads of one source text, sorted, without repetitions and without blank nodes.

    Raises:
        IdentityError, ResourceError: as `to_graphs`.
    """
    return to_graphs(extraction, source, background).to_quads(inferred)
