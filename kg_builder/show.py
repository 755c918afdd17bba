"""One telegram as a person reads it: head, who asks what of whom, what is handed over, what was not read."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from kg_builder.model import (
    Act,
    ArchivalReference,
    Delivery,
    Entity,
    Extraction,
    Item,
    MentionedDocument,
    Request,
    Stated,
    Telegram,
)
from kg_builder.remark import Remark, to_remarks
from kg_builder.source import SourceText
from kg_builder.terminal import PLAIN, Style, escape_controls

_WIDTH = 100
_QUALIFIERS = {
    "about": "about",
    "at-least": "at least",
    "at-most": "at most",
    "another": "another",
    "remaining": "the remaining",
    "missing": "the missing",
}
_INTERVALS = {"P1D": "day", "P1W": "week", "P1M": "month", "P3M": "quarter", "P6M": "half-year", "P1Y": "year"}


def to_text(extraction: Extraction, source: SourceText, style: Style = PLAIN) -> str:
    """Return the telegrams of one text with their acts, then the findings and the omissions; lines, controls escaped."""
    lines: list[str] = []
    for telegram in extraction.telegrams:
        lines += [*_head(telegram, source, style), *_statements(extraction, telegram, source, style), ""]
    if not extraction.telegrams:
        lines += [style("No telegram was found in this text.", "bold"), ""]
    remarks = to_remarks(extraction.findings, source)
    omissions = [remark for remark in remarks if remark.code.startswith("omission")]
    lines += _section("Findings", [remark for remark in remarks if remark not in omissions], source, style)
    lines += _section("Not read", omissions, source, style)
    return "\n".join(lines).rstrip("\n") + "\n"


def _head(telegram: Telegram, source: SourceText, style: Style) -> Iterator[str]:
    line, _ = source.position(telegram.span.start)
    title = _text(telegram.title.value) if telegram.title else "Telegram without a title"
    kind = "quoted in another" if telegram.quoted else "in this text"
    yield style(title, "bold") if telegram.start is None else style(f"{title} (line {line}, {kind})", "bold")
    for label, value in _head_rows(telegram):
        if value:
            yield from _wrap(f"  {label:12}", value)


def _head_rows(telegram: Telegram) -> Iterator[tuple[str, str]]:
    yield "from", _who(telegram.sender)
    yield "to", _who(telegram.addressee)
    yield "through", _who(telegram.via)
    yield "copies", _who(telegram.copy_to)
    yield "issued by", _who(telegram.issued_by)
    yield "date", telegram.date.value.edtf if telegram.date else ""
    yield "sent", _time(telegram.sent_at)
    yield "received", _time(telegram.received_at)
    yield "time", _time(telegram.unlabelled_time)
    yield "sent from", _who((telegram.sent_from,) if telegram.sent_from else ())
    yield "sent to", _who((telegram.sent_to,) if telegram.sent_to else ())
    yield "numbers", ", ".join(_numbers(telegram))
    yield "series", _values(telegram.series)
    yield "class", _values(telegram.classification)
    yield "priority", _values(telegram.priority)
    yield "archive", "; ".join(_archive(mark) for mark in telegram.archival_reference)
    yield "page", telegram.published_at.value if telegram.published_at else ""
    yield "text", "incomplete" if telegram.incomplete and telegram.incomplete.value else ""


def _numbers(telegram: Telegram) -> Iterator[str]:
    for values, note in (
        (telegram.cipher_number, " (cipher)"),
        (telegram.outgoing_number, " (outgoing)"),
        (telegram.number, ""),
        (telegram.incoming_number, " (incoming)"),
        (telegram.other_number, " (another stamp)"),
    ):
        yield from (f"{_text(number.value)}{note}" for number in values)


def _archive(mark: ArchivalReference) -> str:
    """Return the mark with its repository, unless the mark names it already."""
    where = mark.repository.value.name if mark.repository else ""
    return _text(mark.label if not where or where in mark.label else f"{where}: {mark.label}")


def _statements(extraction: Extraction, telegram: Telegram, source: SourceText, style: Style) -> Iterator[str]:
    """Yield what one telegram asks, hands over, and speaks of."""
    asked = [act for act in extraction.requests if act.telegram == telegram.start]
    given = [act for act in extraction.deliveries if act.telegram == telegram.start]
    for heading, acts in (("Asked", asked), ("Handed over, or to be, or not to be", given)):
        if acts:
            yield f"  {style(heading, 'bold')}"
            for act in acts:
                yield from _act(act, source, style)
    spoken = [reference for reference in extraction.references if reference.telegram == telegram.start]
    if spoken:
        yield f"  {style('Documents spoken of', 'bold')}"
        yield from (line for reference in spoken for line in _wrap(_place(source, reference.start), _document(reference)))
    names = [use for use in extraction.code_name_uses if use.telegram == telegram.start]
    if names:
        yield f"  {style('Code names', 'bold')}"
        yield from (f"{_place(source, use.start)}{_text(use.name.value)} is {_name(use.denotes.value)}" for use in names)


def _act(act: Act, source: SourceText, style: Style) -> Iterator[str]:
    first, rest = _place(source, act.start), " " * 14
    yield from _wrap(first, f"{_parties(act)}: {act.status.value.replace('-', ' ')}")
    for item in act.items:
        yield from _wrap(f"{rest}- ", _item(item))
    for label, value in _act_rows(act):
        if value:
            yield from _wrap(f"{rest}{label:13}", value)
    yield rest + style(f"{'rule':13}{act.rule}", "dim")


def _parties(act: Act) -> str:
    if isinstance(act, Request):
        through = f" through {_who(act.requested_via)}" if act.requested_via else ""
        return f"{_who(act.requester) or 'somebody'} asks {_who(act.requestee) or 'somebody'}{through} ({act.request_kind.value})"
    assert isinstance(act, Delivery)
    return f"from {_who(act.supplier) or 'somebody'} to {_who(act.recipient) or 'somebody'}"


def _act_rows(act: Act) -> Iterator[tuple[str, str]]:
    yield "what", _text(act.action.value) if act.action else ""
    yield "for", _for_whom(act)
    yield "when", _period(act)
    yield "in parts", _instalments(act)
    yield "if", _text(act.condition.value) if act.condition else ""
    yield "according to", _name(act.according_to.value) if act.according_to else ""


def _for_whom(act: Act) -> str:
    if act.beneficiary:
        return _name(act.beneficiary.value)
    return _text(act.beneficiary_text.value) if act.beneficiary_text else ""


def _period(act: Act) -> str:
    since = f"from {act.period_start.value.isoformat()}" if act.period_start else ""
    until = f"until {act.period_end.value.isoformat()}" if act.period_end else ""
    return " ".join(part for part in (since, until) if part)


def _instalments(act: Act) -> str:
    share = act.instalment_share.value if act.instalment_share else ""
    of = f" of {_text(act.instalment_of.value)}" if act.instalment_of else ""
    every = f" every {_INTERVALS.get(act.instalment_interval.value, act.instalment_interval.value)}" if act.instalment_interval else ""
    return (share + of + every).strip()


def _item(item: Item) -> str:
    """Return the goods, then how many: "rifles: about 1,200", "wire: 30 to 50 tons"."""
    parts = [_QUALIFIERS.get(item.quantity_qualifier.value, item.quantity_qualifier.value)] if item.quantity_qualifier else []
    if item.quantity:
        most = f" to {_figure(item.quantity_max.value)}" if item.quantity_max else ""
        parts.append(_figure(item.quantity.value) + most)
    if item.unit and item.unit.value != "piece":
        parts.append(_unit(item.unit.value, item.quantity is not None and item.quantity.value == 1))
    if item.instalment_quantity:
        parts.append(f"({_figure(item.instalment_quantity.value)} each time)")
    if item.per_commodity:
        parts.append(f"(for each {_text(item.per_commodity.value)})")
    if item.beneficiary:
        parts.append(f"for {_name(item.beneficiary.value)}")
    return _text(item.label) + (f": {' '.join(parts)}" if parts else "")


def _unit(key: str, one: bool) -> str:
    """Return the unit as one says it: "divisions", "batteries", "battle sets"."""
    words = key.removesuffix("-unit").removeprefix("soviet-").removeprefix("us-").replace("-", " ")
    if one or words.endswith("s"):
        return words
    return f"{words[:-1]}ies" if re.search(r"[^aeiou]y$", words) else f"{words}s"


def _figure(value: Decimal) -> str:
    return f"{value:,f}"


def _document(reference: MentionedDocument) -> str:
    kind = reference.document_kind.value.replace("-", " ") if reference.document_kind else "document"
    parts = [kind]
    parts += [f"No. {_text(reference.number.value)}"] if reference.number else []
    parts += [f"of {reference.date.value.edtf}"] if reference.date else []
    parts += [f"from {_name(reference.sender.value)}"] if reference.sender else []
    parts += [f"to {_name(reference.addressee.value)}"] if reference.addressee else []
    return " ".join(parts) + (", answered here" if reference.in_reply_to else "")


def _section(heading: str, remarks: list[Remark], source: SourceText, style: Style) -> list[str]:
    if not remarks:
        return []
    lines = [style(f"{heading} ({len(remarks)})", "bold")]
    for remark in remarks:
        place = f"  line {remark.line}:{remark.column}" if remark.line is not None else "  -"
        lines += [*_wrap(f"{place:14}", f"{remark.severity}: {_text(remark.message)} [{remark.code}]")]
        if remark.start is not None and remark.end is not None:
            words = source.text[remark.start : min(remark.end, remark.start + 160)]
            lines += [style(line, "dim") for line in _wrap(" " * 14, _text(" ".join(words.split())))]
    return [*lines, ""]


def _place(source: SourceText, start: int) -> str:
    return f"    {f'line {source.position(start)[0]}':10}"


def _wrap(first: str, text: str) -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent=first, subsequent_indent=" " * len(first), break_long_words=False, break_on_hyphens=False
    ) or [first.rstrip()]


def _text(value: str) -> str:
    return escape_controls(" ".join(value.split()))


def _name(entity: Entity) -> str:
    return _text(entity.name) + ("" if entity.key else " (not settled who)" if entity.may_be else " (not in the authority files)")


def _who(stated: Iterable[Stated[Entity]]) -> str:
    return ", ".join(dict.fromkeys(_name(one.value) for one in stated))


def _values(stated: Iterable[Stated[str]]) -> str:
    return ", ".join(_text(one.value) for one in stated)


def _time(stated: Stated[str] | None) -> str:
    return stated.value.replace("T", " ").removesuffix(":00") if stated else ""


def to_json(extraction: Extraction, source: SourceText) -> bytes:
    """Return all facts with their evidence and findings with their lines; UTF-8 JSON, fields named as in `model`."""
    facts = _plain(extraction)
    facts["findings"] = [remark.as_json() for remark in to_remarks(extraction.findings, source)]
    shown = {"file": source.name, "sha256": source.sha256, **facts}
    return (json.dumps(shown, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "backslashreplace")


def _plain(value: Any) -> Any:
    """Return a fact as what JSON knows; what is absent stays away; decimals are strings, so that none is rounded."""
    if is_dataclass(value) and not isinstance(value, type):
        members = ((member.name, getattr(value, member.name)) for member in fields(value))
        return {name: _plain(member) for name, member in members if member is not None and member != ()}
    if isinstance(value, (tuple, list, frozenset)):
        return [_plain(member) for member in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
