"""Single facts of a head: own date, numbers, times, series, secrecy, title, archive marks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from kg_builder.extract.archive import find_archival_references
from kg_builder.extract.dates import find_times
from kg_builder.extract.layout import Page
from kg_builder.extract.marks import HEAD, Mark
from kg_builder.extract.own_date import read_day
from kg_builder.extract.reading import Reading
from kg_builder.extract.titles import read_title
from kg_builder.lexicon import load_forms
from kg_builder.model import ArchivalReference, Entity, EntityKind, Finding, Span, Stated, Telegram
from kg_builder.source import SourceText

_FOOTNOTE_NUMBER = re.compile(r"\[?(\d{1,2})[\].]")
_NUMBER = re.compile(r"[A-ZА-Я]{0,2}-?\d[\w./]*(?:[-–]\d[\w/]*|\s\d{3}(?=\s*$))?(?:\sP\.)?")
_LIST_OF_NUMBERS = re.compile(r"(?:,|\sand\s)\s*|\s+(?=\d{4})")
_OTHER_IN_NOTE = re.compile(
    r"(?<![\w/.])(?:(?P<in>(?i:incoming|vkh\.?)\s*(?:N[º°]|No\.?|#)\s*)?(?P<num>[A-ZА-Я]-\d{1,6}|\d{3,6}(?:/\d{1,6})?(?:/[a-z]{2,3})?))(?![\w/.:])"
)
_NUMBER_SIGN = re.compile(r"(?:N[º°]|№|#|No\.)\s?$")
_LONE_DAY = re.compile(r"\b(\d{1,2})\b\s*$")
_PRONOUN = re.compile(r"\b(?:I|[Ww]e|[Yy]ou|[Yy]our|[Oo]ur|[Mm]y)\b")
_URL = re.compile(r"https?://[A-Za-z0-9.-]+\.[A-Za-z]{2,}(?::\d{1,5})?(?:/[^\s<>\"{}|\\^`\[\]]*)?$")
_CUT_OFF = re.compile(r"\[?(?:\.{3,5}|…)\]\s*$")
_WORD = re.compile(r"[^\W\d_]{3,}")


def footnote_numbers(source: SourceText, page: Page) -> frozenset[int] | None:
    """Return the numbers of a State Department print's footnotes; None for another page, where no digit is glued."""
    if not page.is_print:
        return None
    hits = (_FOOTNOTE_NUMBER.match(source.text, m.span.start) for m in page.of("footnote"))
    return frozenset(int(h[1]) for h in hits if h)


def is_telegram(source: SourceText, page: Page) -> bool:
    """True if the page has a head or a title of a telegram, or a text that addresses somebody."""
    kinds = {m.kind for m in page.marks}
    if kinds & (HEAD - {"number", "time", "clerk", "priority", "classification"}) or kinds & {
        "title",
        "title-dated",
        "salutation",
        "print-telegram-number",
    }:
        return any(m.kind in ("prose", "salutation", "name") for m in page.marks)
    prose = [m.span for m in page.marks if m.kind == "prose"]
    spoken = any(_PRONOUN.search(source.text, span.start, min(span.end, span.start + 2000)) for span in prose[:40])
    return "name" in kinds and bool(prose) and (spoken or "date" in kinds)


def _numbers_at(reading: Reading, span: Span, rule: str) -> list[Stated[str]]:
    found, at = [], span.start
    words = reading.words(span)
    for cut in [*_LIST_OF_NUMBERS.finditer(words), None]:
        end = span.start + (cut.start() if cut else len(words))
        hit = _NUMBER.search(reading.text, at, end)
        if hit:
            close = hit.end() - (1 if hit[0].endswith(".") and not hit[0].endswith("P.") else 0)
            found.append(reading.stated(Span(hit.start(), close), rule, re.sub(r"\s*[-–]\s*", "-", reading.text[hit.start() : close])))
        at = span.start + (cut.end() if cut else len(words))
    return found


def _unique(values: Iterable[Stated[str]]) -> tuple[Stated[str], ...]:
    found: dict[str, Stated[str]] = {}
    for one in values:
        found.setdefault(one.value.lower(), one)
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class _Numbers:
    cipher: tuple[Stated[str], ...]
    outgoing: tuple[Stated[str], ...]
    plain: tuple[Stated[str], ...]
    incoming: tuple[Stated[str], ...]
    other: tuple[Stated[str], ...]


# Kind of a mark with a number: which of the facts it gives; a number line is a cipher number at the head, an outgoing one after the body.
_NUMBER_FACTS = {
    "kind": "cipher",
    "name": "outgoing",
    "outgoing-number": "outgoing",
    "special-number": "plain",
    "print-telegram-number": "plain",
    "incoming-number": "incoming",
    "other-number": "other",
    "print-number": "other",
}


def _find_numbers(reading: Reading, page: Page, head: Sequence[Mark], own: Sequence[Mark]) -> _Numbers:
    found: dict[str, list[Stated[str]]] = {"cipher": [], "outgoing": [], "plain": [], "incoming": [], "other": []}
    for place, marks in (("cipher", head), ("outgoing", own)):
        for mark in marks:
            span = mark.parts.get("num") or mark.parts.get("num2")
            fact = place if mark.kind == "number" else _NUMBER_FACTS.get(mark.kind)
            if span and fact:
                found[fact] += _numbers_at(reading, span, mark.rule)
            if mark.kind in ("note", "clerk"):
                for incoming, one in _noted_numbers(reading, mark):
                    found["incoming" if incoming else "other"].append(one)
    shs = [n for n in [*found["cipher"], *found["outgoing"]] if n.value.endswith("/shs")]
    known = _unique([*found["cipher"], *found["outgoing"], *found["plain"]])
    found["plain"] += _title_numbers(reading, page, head, known)
    cipher, outgoing, plain = (_unique(v for v in found[fact] if v not in shs) for fact in ("cipher", "outgoing", "plain"))
    return _Numbers(cipher, outgoing, plain, _unique([*found["incoming"], *shs]), _unique(found["other"]))


def _noted_numbers(reading: Reading, mark: Mark) -> Iterator[tuple[bool, Stated[str]]]:
    """Numbers in a stamp or a note by hand; in a clerk's line those with a number sign. True with one for an incoming number."""
    for hit in _OTHER_IN_NOTE.finditer(reading.text, mark.span.start, mark.span.end):
        span = Span(*hit.span("num"))
        signed = mark.kind == "note" or _NUMBER_SIGN.search(reading.text, max(mark.span.start, hit.start() - 5), hit.start())
        if signed and not _is_part_of_date(reading, mark.span, span):
            one = reading.stated(span, mark.rule)
            yield bool(hit["in"]) or one.value.endswith("/shs"), one


def _is_part_of_date(reading: Reading, inside: Span, span: Span) -> bool:
    return any(d.span.overlaps(span) for d in reading.dates(inside))


def _title_numbers(reading: Reading, page: Page, head: Sequence[Mark], known: Sequence[Stated[str]]) -> list[Stated[str]]:
    """Numbers that the title alone gives; those that the head has in full ("405840" of "405840/sh") are left out."""
    if page.is_print:
        return []
    have = {k.value.lower() for k in known}
    stems = {re.split(r"[/-]", k)[0] for k in have}
    found = []
    for mark in head:
        if mark.kind not in ("title", "title-dated"):
            continue
        for span in read_title(reading.text, mark.parts.get("value", mark.span)).numbers:
            for one in _numbers_at(reading, span, "title.number"):
                ends = re.split(r"\s?[-–]\s?", one.value)
                if one.value.lower() not in have and one.value not in stems and not all(e in have for e in ends):
                    found.append(one)
    return found


def _moment(reading: Reading, mark: Mark) -> tuple[str | None, Evidenced]:
    """Lexical xsd:dateTime of a stamp, with its evidence; None where the day or the time is lost."""
    span = mark.parts.get("when", mark.span)
    for found in reading.dates(span):
        if found.time and found.value and found.value.exact:
            return f"{found.value.earliest.isoformat()}T{found.time}:00", span
    times = find_times(reading.text, Span(mark.span.start, mark.span.end))
    if times and reading.written and mark.rule == "stamp.received-bracket":
        said = next((d.value for d in reading.dates(span) if d.value), None)
        return f"{(said.earliest if said else reading.written).isoformat()}T{times[0].time}:00", span
    if times and reading.written and mark.kind == "stamp":
        day = _LONE_DAY.search(reading.text, times[0].span.end, span.end)
        near = _nearest_day(int(day[1]), reading.written) if day else None
        if near:
            return f"{near.isoformat()}T{times[0].time}:00", span
    return None, span


Evidenced = Span


def _nearest_day(day: int, anchor: date) -> date | None:
    """The day of the month that lies nearest to the anchor: the month of a stamp was lost."""
    months = [(anchor.year, anchor.month), _shift(anchor, 1), _shift(anchor, -1)]
    days = [date(y, m, day) for y, m in months if 1 <= day <= 28 or _exists(y, m, day)]
    return min(days, key=lambda d: abs((d - anchor).days), default=None) if 1 <= day <= 31 else None


def _shift(anchor: date, by: int) -> tuple[int, int]:
    month = anchor.year * 12 + anchor.month - 1 + by
    return month // 12, month % 12 + 1


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _stamped(reading: Reading, marks: Iterable[Mark], field: str) -> Stated[str] | None:
    for mark in marks:
        if mark.kind == "stamp" and mark.data.get("field") == field:
            value, _ = _moment(reading, mark)
            if value:
                return Stated(value, (reading.source.quote(mark.span.start, mark.span.end),), mark.rule)
    return None


def _dateline(reading: Reading, head: Sequence[Mark]) -> Stated[str] | None:
    """Time of sending in the dateline of a State Department print: "Seoul, June 25, 1950—5 p.m."."""
    for mark in head:
        if mark.kind in ("date", "dateline") and "time" in mark.parts:
            found = next((d for d in reading.dates(mark.parts["when"]) if d.value), None)
            times = find_times(reading.text, mark.parts["time"])
            if found and found.value and times:
                value = f"{found.value.earliest.isoformat()}T{times[0].time}:00"
                return Stated(value, (reading.source.quote(mark.span.start, mark.span.end),), "print.dateline")
    return None


def _received_in_notes(reading: Reading, page: Page) -> Stated[str] | None:
    """Time of receipt in a print's footnote: "Received at 5:05 p.m."; the day is the telegram's own unless another is said."""
    if not page.is_print or reading.written is None:
        return None
    form = next(f for f in load_forms("stamps") if f.name == "stamp.received-print")
    for mark in page.of("footnote"):
        for hit in form.pattern.finditer(reading.text, mark.span.start, mark.span.end):
            span = Span(*hit.span("when"))
            said = next((d.value for d in reading.dates(span) if d.value), None)
            times = find_times(reading.text, span)
            if times:
                day = said.earliest if said else reading.written
                return Stated(f"{day.isoformat()}T{times[0].time}:00", (reading.source.quote(*hit.span()),), form.name)
    return None


def _unlabelled(reading: Reading, marks: Sequence[Mark]) -> Stated[str] | None:
    """A time without a label: its day beside it, or on the next line, or else the telegram's own."""
    for i, mark in enumerate(marks):
        following = marks[i + 1] if i + 1 < len(marks) else None
        for found in reading.dates(mark.span):
            time = found.time or (_time_of(reading, mark) if "time" in mark.parts else None)
            if time and found.value and found.value.exact:
                return Stated(
                    f"{found.value.earliest.isoformat()}T{time}:00", (reading.source.quote(mark.span.start, mark.span.end),), mark.rule
                )
        if mark.kind == "time":
            time = _time_of(reading, mark)
            day = (
                read_day(reading.source, following.span, following.rule, reading.written)
                if following and following.kind == "date"
                else None
            )
            if time and (day or reading.written):
                evidence = (reading.source.quote(mark.span.start, mark.span.end), *(day.evidence if day else ()))
                own = day.value.earliest if day else reading.written
                return Stated(f"{own}T{time}:00", evidence, mark.rule)
    return None


def _time_of(reading: Reading, mark: Mark) -> str | None:
    times = find_times(reading.text, mark.parts.get("time", mark.span))
    if times:
        return times[0].time
    four = re.match(r"([01]\d|2[0-3])[.]?([0-5]\d)", reading.words(mark.parts.get("time", mark.span)))
    return f"{four[1]}:{four[2]}" if four else None


def _values(reading: Reading, marks: Iterable[Mark], kind: str) -> tuple[Stated[str], ...]:
    return _unique(reading.stated(m.parts["value"], m.rule) for m in marks if m.kind == kind and "value" in m.parts)


_SECRECY = re.compile(r"(?<=,\s)(?i:top secret|strictly secret|secret|strictly confidential|confidential)(?=,|\s*$)")
_URGENCY = re.compile(r"(?<=,\s)(?i:(?:extremely |very )?urgent|flash|niact)(?=,|\s*$)")


def _in_title(reading: Reading, head: Sequence[Mark], pattern: re.Pattern[str]) -> tuple[Stated[str], ...]:
    """Secrecy or urgency that the title alone gives: "Telegram from A to B, TOP SECRET, No. N, Urgent"."""
    titles = [m.parts.get("value", m.span) for m in head if m.kind in ("title", "title-dated")]
    hits = [h for span in titles for h in pattern.finditer(reading.text, span.start, span.end)]
    return _unique(reading.stated(Span(*h.span()), "title.words") for h in hits)


def _series(reading: Reading, marks: Sequence[Mark]) -> tuple[Stated[str], ...]:
    """Series with a lone "T" of the line below."""
    found = []
    for i, mark in enumerate(marks):
        if mark.kind != "series":
            continue
        one = reading.stated(mark.parts["value"], mark.rule)
        following = marks[i + 1] if i + 1 < len(marks) else None
        if following and following.kind == "series-tail":
            tail = reading.source.quote(following.span.start, following.span.end)
            one = Stated(f"{one.value} {tail.quote}", (*one.evidence, tail), one.rule)
        found.append(one)
    return _unique(found)


def incomplete(reading: Reading, marks: Sequence[Mark]) -> Stated[bool] | None:
    """Return that the text is cut off, with the mark that says so; None if nothing does."""
    for mark in reversed(marks):
        if mark.kind in ("gap", "prose"):
            hit = _CUT_OFF.search(reading.text, max(mark.span.start, mark.span.end - 12), mark.span.end)
            return Stated(True, (reading.source.quote(hit.start(), mark.span.end),), "layout.cut-off") if hit else None
    return None


def _published(reading: Reading, page: Page) -> Stated[str] | None:
    """The publisher's page: the address of its source line, of its citation, or one that stands alone. Other schemes are none."""
    for kind in ("published", "citation", "published-bare"):
        for mark in page.of(kind):
            if "url" in mark.parts:
                span = mark.parts["url"]
                while span.end > span.start and reading.text[span.end - 1] in ".,;)":
                    span = Span(span.start, span.end - 1)
                if _URL.fullmatch(reading.words(span)):
                    return reading.stated(span, mark.rule)
    return None


def _title(reading: Reading, page: Page, head: Sequence[Mark]) -> Stated[str] | None:
    marks = [m for m in head if m.kind in ("title", "title-dated")] or list(page.of("citation"))
    return reading.stated(marks[0].parts["value"], marks[0].rule) if marks else None


def _description(reading: Reading, page: Page, head: Sequence[Mark]) -> Stated[str] | None:
    for i, mark in enumerate(page.marks):
        if mark.kind == "description":
            span = mark.parts["value"]
            following = page.marks[i + 1] if i + 1 < page.body[0] else None
            if following and following.kind == "prose" and reading.text[span.end - 1] not in ".!?":
                evidence = (reading.source.quote(span.start, span.end), reading.source.quote(following.span.start, following.span.end))
                return Stated(" ".join(e.quote for e in evidence), evidence, mark.rule)
            return reading.stated(span, mark.rule)
        if mark.kind == "description-next" and i + 1 < len(page.marks) and page.marks[i + 1].kind == "prose":
            return reading.stated(page.marks[i + 1].span, mark.rule)
    start, end = page.body
    loose = [m for m in (*page.marks[:start], *page.marks[end:]) if m.kind == "prose" and len(_WORD.findall(reading.words(m.span))) > 4]
    return reading.stated(loose[0].span, "layout.description") if loose else None


def _issuers(reading: Reading, head: Sequence[Mark]) -> tuple[Stated[Entity], ...]:
    kinds: tuple[EntityKind, ...] = ("organization",)
    return tuple(reading.who(m.parts["who"], m.rule, kinds) for m in head if m.kind == "office" and "who" in m.parts)


def _archives(reading: Reading, page: Page) -> tuple[tuple[ArchivalReference, ...], tuple[Finding, ...]]:
    def resolve(span: Span, kind: str) -> Stated[Entity]:
        return reading.who(span, "archive.repository", ("organization",))

    return find_archival_references(reading.source, resolve, page.span)


def head_facts(
    reading: Reading, page: Page, head: Sequence[Mark], own: Sequence[Mark], after: Sequence[Mark]
) -> tuple[Telegram, tuple[Finding, ...]]:
    """Return the outer telegram with all facts but its parties, and what was odd about them.

    `head` are the marks before the body, `own` those of the body and its end that are the outer telegram's, `after` the back matter.
    """
    stamps = [m for m in (*head, *own) if m.kind != "prose"]
    numbers = _find_numbers(reading, page, head, own)
    archives, findings = _archives(reading, page)
    secret = [m for m in stamps if m.kind == "classification"]
    telegram = Telegram(
        start=page.span.start or None,
        span=page.span,
        title=_title(reading, page, head),
        description=_description(reading, page, head),
        date=page.own,
        issued_by=_issuers(reading, head),
        sent_at=_stamped(reading, stamps, "sent_at") or (_dateline(reading, head) if page.is_print else None),
        received_at=_stamped(reading, stamps, "received_at") or _received_in_notes(reading, page),
        unlabelled_time=None if page.is_print else _unlabelled(reading, [m for m in stamps if m.kind in ("time", "date")]),
        cipher_number=numbers.cipher,
        outgoing_number=numbers.outgoing,
        number=numbers.plain,
        incoming_number=numbers.incoming,
        other_number=numbers.other,
        series=_series(reading, stamps),
        classification=_unique(reading.stated(m.parts["value"], m.rule) for m in secret) or _in_title(reading, head, _SECRECY),
        priority=_values(reading, stamps, "priority") or _in_title(reading, head, _URGENCY),
        archival_reference=archives,
        published_at=_published(reading, page),
        incomplete=incomplete(reading, own),
    )
    return telegram, findings
