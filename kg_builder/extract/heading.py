"""From marks to messages: the facts of each telegram's head, and the passages in which it speaks for itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kg_builder.extract import facts
from kg_builder.extract.doubts import find_doubts
from kg_builder.extract.given import Given
from kg_builder.extract.layout import Page
from kg_builder.extract.messages import Mention, Message, Passage
from kg_builder.extract.reading import Reading, same, unique
from kg_builder.extract.relays import Layer, own_news, split_layers
from kg_builder.extract.routing import Route, find_copies, find_route, find_signers
from kg_builder.model import DateValue, Entity, Finding, Span, Stated, Telegram
from kg_builder.source import SourceText

_GAP_IN_PASSAGE = frozenset({"page-mark", "translator-note", "note", "furniture", "gap"})
_OFFICE_WORDS = re.compile(
    r"(?i:(?:comrade|cde\.?)\s)?(?i:ambassador|minister|chairman|premier|marshal|general|president)$|^(?i:comrades?|cdes?\.?)$"
)


_TO_ME = re.compile(r"\b(?:addressed|sent|written|wrote)\s+to\s+(?:me|us)\b|\bin\s+my\s+name\b")
_TO_AN_OFFICE = re.compile(r"[“\"]?(?i:respected|dear|esteemed)\s(?i:comrade|cde\.?|mr\.?)\s(?i:ambassador|minister|adviser)\s?[,!]")


def to_reading(source: SourceText, given: Given, page: Page, mentions: tuple[Mention, ...]) -> Reading:
    """Gather what the rules of the head work on."""
    return Reading(source, given, page, mentions, page.own.value.earliest if page.own else None, facts.footnote_numbers(source, page))


class _Messages:
    """Works the layers of one page into messages, the outer one first."""

    def __init__(self, reading: Reading, page: Page) -> None:
        self.reading = reading
        self.page = page
        start, end = page.body
        stop = next((i for i, m in enumerate(page.marks) if m.kind == "back" and i >= end), len(page.marks))
        self.head = page.marks[:start]
        # Signatures, numbers and copies after the body may belong to an inner message or to the outer one.
        body = [*page.marks[start:end], *(m for m in page.marks[end:stop] if m.kind != "prose")]
        self.layers = split_layers(reading, body, any(m.kind == "for" for m in self.head))
        self.after = page.marks[stop:]
        title = next((m for m in self.head if m.kind in ("title", "title-dated")), None) or next(page.of("citation"), None)
        self.title = title
        self.route = find_route(reading, self.head, self.layers[0].marks, (), title)

    def inner_author(self, at: int) -> tuple[Stated[Entity], ...]:
        """Author of an inner layer: its signature, else the cue's author, else, for an order to hand it on, the outer author."""
        layer = self.layers[at]
        signers = find_signers(self.reading, layer.marks)
        if signers:
            return signers[:1]
        cue = layer.cue
        if cue and cue.kind == "passes" and cue.who:
            return self.reading.names(cue.who, cue.form.name)[:1]
        parent = layer.parent or 0
        if parent:
            return self.inner_author(parent)
        return self.route.signers[:1] or self.route.titled_senders[:1]

    def _cue_readers(self, layer: Layer) -> tuple[Stated[Entity], ...]:
        cue = layer.cue
        if cue and _TO_ME.search(self.reading.text, cue.span.start, cue.span.end + 60):
            return self.route.signers[:1] or self.route.titled_senders[:1]
        return self.reading.names(cue.to, cue.form.name) if cue and cue.to else ()

    def inner_addressees(self, at: int) -> tuple[Stated[Entity], ...]:
        """Readers of an inner layer: its own heading or salutation, else the cue, else the outer ones."""
        layer = self.layers[at]
        heads = [m for m in layer.marks if m.kind in ("to", "salutation") and "who" in m.parts]
        found: list[Stated[Entity]] = []
        for mark in heads[:2] if heads and heads[0].kind == "to" else heads[:1]:
            words = self.reading.words(mark.parts["who"]).strip(" .,:!")
            if _OFFICE_WORDS.search(words):
                # "Dear Cde." on a line of its own: the name stands on the next line.
                following = [m for m in layer.marks if m.kind == "name" and m.span.start > mark.span.start and m.line - mark.line <= 2]
                found += [self.reading.who(m.parts["who"], mark.rule) for m in following[:1]]
            else:
                found += self.reading.names(mark.parts["who"], mark.rule)
        if not found:
            told = next((i for i, m in enumerate(layer.marks) if m.kind == "prose"), len(layer.marks))
            named = [m for m in layer.marks[:told] if m.kind == "name" and not self.reading.is_place(m)]
            found += [self.reading.who(m.parts["who"], "head.name-alone") for m in named]
        if found:
            return unique(found)
        if (heads or self._to_an_office(layer)) and layer.parent == 0 and self.route.signers:
            return self.route.signers[:1]
        return self._cue_readers(layer) or self.route.final or self.route.addressees or self.route.titled_addressees

    def _to_an_office(self, layer: Layer) -> bool:
        """True if the layer's text begins "Respected comrade ambassador, …": the relay himself is spoken to."""
        prose = layer.prose()
        return bool(prose) and bool(_TO_AN_OFFICE.match(self.reading.text, prose[0].span.start))

    def is_cover(self) -> bool:
        """True if the outer text only passes a message on."""
        if len(self.layers) < 2:
            return False
        first = self.layers[1]
        if self.route.signers and any(same(v.value, self.route.signers[0].value) for v in self.route.via):
            # The title says that he only passed it on.
            return True
        if first.cue is None and not self.route.final:
            return False
        if first.cue and first.cue.kind in ("own", "attached"):
            return False
        return not own_news(self.reading, self.layers[0])

    def is_minute(self) -> bool:
        """True for minutes of a meeting to which the telegram is attached: the head lists those who get them."""
        listed = any(m.kind in ("to-list", "other-number") for m in self.head)
        first = self.layers[1].cue if len(self.layers) > 1 else None
        return listed and first is not None and first.kind == "attached"

    def parties(self) -> tuple[tuple[Stated[Entity], ...], tuple[Stated[Entity], ...], tuple[Stated[Entity], ...]]:
        """Sender, addressees and relays of the outer telegram."""
        route = self.route
        signed = route.signers[:1]
        sender = _merge(signed, route.titled_senders) if signed else route.titled_senders
        saluted = self._salutation()
        named = tuple(s for s in saluted if s.value.kind == "person")
        addressees = route.addressees or named or route.titled_addressees or saluted
        if self.page.is_print:
            addressees = route.addressees or route.titled_addressees
        if self.is_minute():
            author, readers = self.inner_author(1), self.inner_addressees(1)
            return route.titled_senders or author, addressees or readers, route.via
        if not self.is_cover():
            if route.final:
                return sender or self.inner_author(1), route.final, _relays(route, addressees)
            extra = [
                a
                for a in route.titled_addressees
                if a.value.kind == "organization" and route.addressees and a.rule == "title.addressee" and len(route.titled_addressees) > 1
            ]
            return sender, unique([*addressees, *extra]), route.via
        return self._cover_parties(sender, addressees)

    def _cover_parties(
        self, writer: tuple[Stated[Entity], ...], addressees: tuple[Stated[Entity], ...]
    ) -> tuple[tuple[Stated[Entity], ...], tuple[Stated[Entity], ...], tuple[Stated[Entity], ...]]:
        route, layer = self.route, self.layers[1]
        author = self.inner_author(1) or writer
        readers = self._cue_readers(layer) or self._cue_of_deepest()
        ordered = layer.cue is not None and layer.cue.kind == "order"
        titled = [t for t in route.titled_senders if not author or not same(t.value, author[0].value)]
        relays = [s for s in route.signers if not author or not same(s.value, author[0].value)]
        if route.final or ordered:
            final = route.final or readers or route.titled_addressees
            relays += [a for a in route.addressees if all(not same(a.value, f.value) for f in final)]
            return author, unique(final), unique([*titled, *_relays(route, relays)])
        inner = [a for a in self.inner_addressees(1) if not any(same(a.value, s.value) for s in [*relays, *titled])]
        final = unique([*readers, *addressees, *inner]) if addressees or readers else unique(inner)
        return author, final, unique([*route.via, *relays, *titled])

    def _cue_of_deepest(self) -> tuple[Stated[Entity], ...]:
        return next((r for layer in reversed(self.layers) if (r := self._cue_readers(layer))), ())

    def _salutation(self) -> tuple[Stated[Entity], ...]:
        found: list[Stated[Entity]] = []
        for mark in self.layers[0].marks:
            if mark.kind == "prose":
                break
            if mark.kind == "salutation" and "who" in mark.parts:
                names = self.reading.names(mark.span, mark.rule)
                known = [n for n in names if n.value.kind == "person"]
                found += known or self.reading.names(mark.parts["who"], mark.rule)
                break
        return unique(found)


def _relays(route: Route, relays: Sequence[Stated[Entity]]) -> tuple[Stated[Entity], ...]:
    """Those who pass it on; an office without a name is the man whom the title names as relay."""
    named = [v for v in route.via if v.value.kind == "person"]
    named = named or [
        t for t in route.titled_addressees if t.value.kind == "person" and not any(same(t.value, f.value) for f in route.final)
    ]
    if named and any(r.value.kind == "office" for r in relays):
        relays = [*named, *(r for r in relays if r.value.kind != "office")]
    return unique([*route.via, *relays])


def _merge(signed: tuple[Stated[Entity], ...], titled: tuple[Stated[Entity], ...]) -> tuple[Stated[Entity], ...]:
    """The signer; the title's name where the signature fits several people and the title says which."""
    if titled and signed[0].value.key is None and titled[0].value.key is not None and _alike(signed[0].value, titled[0].value):
        return titled[:1]
    return signed


def _alike(one: Entity, other: Entity) -> bool:
    return one.name.split()[-1:] == other.name.split()[-1:] or f"{other.kind}/{other.key}" in one.may_be


def _passages(text: str, layer: Layer) -> tuple[Passage, ...]:
    """Runs of running text of one layer; page marks and notes do not break a run."""
    spans: list[Span] = []
    joined, last = False, -1
    for mark, place in zip(layer.marks, layer.places, strict=True):
        joined, last = joined and place <= last + 1, place
        if mark.kind == "prose":
            begin = mark.span.start
            while begin < mark.span.end and text[begin] in '“"«„':
                begin += 1
            span = Span(begin, mark.span.end)
            if spans and joined:
                spans[-1] = Span(spans[-1].start, span.end)
            else:
                spans.append(span)
            joined = True
        elif mark.kind not in _GAP_IN_PASSAGE:
            joined = False
    return tuple(Passage(s) for s in spans if s.end > s.start)


def _footnotes(page: Page) -> tuple[Passage, ...]:
    return tuple(Passage(m.span, "footnote") for m in page.of("footnote"))


def _descriptions(page: Page) -> tuple[Passage, ...]:
    return tuple(Passage(m.parts["value"], "description") for m in page.of("description"))


def _cue_date(reading: Reading, layer: Layer) -> tuple[Stated[DateValue] | None, str | None]:
    """Day and time of an inner message as its cue tells them ("I report a letter of X of 16.7.52")."""
    if layer.cue is None or layer.cue.kind == "attached":
        return None, None
    line_end = re.compile(r"[\r\n]|[.!?:]\s+(?=[A-Z\"“])").search(reading.text, layer.cue.span.end)
    stop = min(line_end.start() if line_end else len(reading.text), layer.cue.span.end + 120)
    for found in reading.dates(Span(layer.cue.span.start, stop)):
        if found.value:
            at = f"{found.value.earliest.isoformat()}T{found.time}:00" if found.time and found.value.exact else None
            return Stated(found.value, (reading.source.quote(found.span.start, found.span.end),), found.rule), at
    return None, None


def _inner_date(reading: Reading, layer: Layer, outer: Telegram, parent: Telegram) -> tuple[Stated[DateValue] | None, Stated[str] | None]:
    said, at = _cue_date(reading, layer)
    if said:
        return said, Stated(at, said.evidence, said.rule) if at else None
    for mark in layer.marks:
        if mark.kind == "date":
            for found in reading.dates(mark.span):
                if found.value:
                    return Stated(found.value, (reading.source.quote(found.span.start, found.span.end),), mark.rule), None
    return parent.date if layer.cue is None or layer.parent else (outer.date if layer.cue.kind != "own" else None), None


def _span_of(layer: Layer) -> Span:
    return Span(layer.start if layer.start is not None else layer.marks[0].span.start, max(m.span.end for m in layer.marks))


def _mentioned(reading: Reading, span: Span | None) -> tuple[Stated[Entity], ...]:
    inside = [m for m in reading.mentions if span is None or span.contains(m.span)]
    return tuple(Stated(m.entity, (reading.source.quote(m.span.start, m.span.end),), m.rule) for m in inside)


def _to_message(reading: Reading, work: _Messages, telegram: Telegram, layer: Layer, extra: tuple[Passage, ...] = ()) -> Message:
    written = telegram.date.value.earliest if telegram.date else reading.written
    return Message(
        telegram=telegram,
        passages=_passages(reading.text, layer) + extra,
        speaker=telegram.sender[0].value if telegram.sender else None,
        hearer=telegram.addressee[0].value if telegram.addressee else None,
        via=telegram.via[0].value if telegram.via else None,
        written=written,
    )


def _outer(reading: Reading, work: _Messages) -> tuple[Message, tuple[Finding, ...]]:
    telegram, findings = facts.head_facts(reading, work.page, work.head, work.layers[0].marks, work.after)
    sender, addressee, via = work.parties()
    telegram = replace(
        telegram,
        sender=sender,
        addressee=addressee,
        via=via,
        copy_to=work.route.copies,
        sent_from=work.route.sent_from,
        sent_to=work.route.sent_to,
        mentions=_mentioned(reading, telegram.span),
    )
    message = _to_message(reading, work, telegram, work.layers[0], _footnotes(work.page) + _descriptions(work.page))
    if work.is_cover():
        # The relay's own words are his, not the author's.
        relay = work.route.signers[:1] or work.route.titled_senders[:1]
        message = replace(message, speaker=relay[0].value if relay else message.speaker)
    return message, findings


def _inner(reading: Reading, work: _Messages, at: int, outer: Telegram, done: dict[int, Telegram]) -> Message:
    layer = work.layers[at]
    parent = done[layer.parent or 0]
    day, time = _inner_date(reading, layer, outer, parent)
    span = _span_of(layer)
    telegram = Telegram(
        start=layer.start,
        span=span,
        quoted=True,
        quoted_in=parent.start,
        sender=work.inner_author(at),
        addressee=work.inner_addressees(at),
        copy_to=find_copies(reading, layer.marks),
        date=day,
        unlabelled_time=time,
        mentions=_mentioned(reading, span),
        incomplete=facts.incomplete(reading, layer.marks),
    )
    done[at] = telegram
    return _to_message(reading, work, telegram, layer)


def read_messages(
    source: SourceText, given: Given, page: Page, mentions: tuple[Mention, ...]
) -> tuple[tuple[Message, ...], tuple[Finding, ...]]:
    """Return the page's telegrams, the outer one first, then those that it quotes or encloses, then further ones of the same file.

    A page without any running text and without any head gives no message, and a finding.
    """
    if not facts.is_telegram(source, page):
        return (), (
            Finding("telegram.none", "warning", "no telegram was found: neither a head nor running text that is addressed to anybody"),
        )
    messages, findings = _page_messages(source, given, page, mentions)
    for other in page.following:
        if facts.is_telegram(source, other):
            more, further = _page_messages(source, given, other, mentions)
            line = source.position(other.span.start)[0]
            findings += (
                Finding("telegram.second", "warning", f"another telegram begins in line {line}; it is kept apart", other.span),
                *further,
            )
            messages += more
    return tuple(messages), findings


def _page_messages(
    source: SourceText, given: Given, page: Page, mentions: tuple[Mention, ...]
) -> tuple[list[Message], tuple[Finding, ...]]:
    reading = to_reading(source, given, page, mentions)
    work = _Messages(reading, page)
    outer, findings = _outer(reading, work)
    findings += find_doubts(reading, page, outer.telegram)
    done = {0: outer.telegram}
    inner = [_inner(reading, work, at, outer.telegram, done) for at in range(1, len(work.layers))]
    return [outer, *inner], findings
