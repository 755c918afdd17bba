"""Other documents that a telegram speaks of: which kind, which number and day, from whom, to whom, as far as it says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import ahocorasick

from kg_builder.extract.dates import find_dates, parse_day
from kg_builder.extract.marks import Mark
from kg_builder.extract.messages import Message
from kg_builder.extract.reading import PARTIES, Reading
from kg_builder.lexicon import Form, load_table
from kg_builder.lexicon.places import find_places
from kg_builder.model import DateValue, Entity, Evidence, MentionedDocument, Span, Stated
from kg_builder.source import SourceText

# Code points of one passage that are searched.
_LIMIT = 100_000
# Code points on either side of a word for a document that may say more of it.
_REACH = 150
# No form lacks all of these, in lower case; what is shorter than a word must stand as the pattern says.
_WORTH = (
    "telegram tel cable letter messag note application requisition agreement treaty pact decision resolution decree directive order instruct"
    " protocol minutes memorandum proposal report request wire despatch gram opinion view advice consideration answer words your my our"
).split()
_SHORT = {"tel": re.compile(r"tel(?:s|\b)"), **dict.fromkeys(("your", "my", "our"), re.compile(r"\b(?:your|my|our)\s(?:no|n[º°]|#)"))}
_WHOSE = {"your": "hearer", "my": "speaker", "our": "speaker"}
_REPLY_WHOSE = re.compile(r"\b(?i:my|our)\b")
_DAY_OF_MONTH = re.compile(r"\d{1,2}$")


@cache
def _kinds() -> Mapping[str, str]:
    return {str(k): str(v) for k, v in load_table("references", "nouns").items()}


def _kind_of(noun: str) -> str:
    words = " ".join(noun.lower().split())
    return _kinds().get(words) or _kinds().get(words.split()[-1], "message")


@dataclass(frozen=True, slots=True)
class _Finder:
    """One page with what a reference is read from; `message` is the one that speaks of it."""

    reading: Reading
    message: Message

    @property
    def source(self) -> SourceText:
        return self.reading.source

    def stated(self, span: Span, rule: str) -> Stated[str]:
        return self.reading.stated(span, rule)

    def party(self, role: str, evidence: tuple[Evidence, ...], rule: str) -> Stated[Entity] | None:
        """The speaker or hearer of the message, where the words imply him; an embassy and a department by the page's parties."""
        entity = {"speaker": self.message.speaker, "hearer": self.message.hearer}.get(role)
        if role in ("embassy", "department"):
            entity = self._office(role)
        return Stated(entity, evidence, rule) if entity else None

    def _office(self, role: str) -> Entity | None:
        """Of speaker and hearer of a State Department print, the one that is the Department, or the other one."""
        parties = [p for p in (self.message.speaker, self.message.hearer) if p]
        home = [p for p in parties if re.search(r"\b(?:Department|Secretary of State)\b", p.name)]
        away = [p for p in parties if p not in home]
        return next(iter(home if role == "department" else away), None)

    def who(self, span: Span, rule: str) -> Stated[Entity]:
        return self.reading.who(span, rule, PARTIES)

    def date(self, span: Span, rule: str, like: Stated[DateValue] | None = None) -> Stated[DateValue] | None:
        """The day at a span; a lone day of the month takes the month of `like`."""
        written = self.message.written or self.reading.written
        for found in find_dates(self.reading.text, span, written, self.reading.notes):
            if found.value:
                return Stated(found.value, (self.source.quote(span.start, span.end),), rule)
        if like and _DAY_OF_MONTH.match(self.reading.words(span)):
            value = parse_day(like.value.earliest.year, like.value.earliest.month, int(self.reading.words(span)))
            return Stated(value, (self.source.quote(span.start, span.end), *like.evidence), rule) if value else None
        return None


def _documents(finder: _Finder, hit: re.Match[str], form: Form) -> Iterator[MentionedDocument]:
    """One mention, or two where the words name two numbers or days."""
    parts = {k: Span(*hit.span(k)) for k in form.pattern.groupindex if hit.span(k)[0] >= 0}
    evidence = (finder.source.quote(hit.start(), hit.end()),)
    noun = parts.get("noun")
    kind = finder.reading.words(noun) if noun else ""
    key = _kind_of(kind) if noun else str(form.data.get("kind", "message"))
    kind_evidence = (finder.source.quote(noun.start, noun.end),) if noun else evidence
    role = _WHOSE.get(finder.reading.words(parts["whose"]).lower()) if "whose" in parts else None
    who, to = parts.get("who") or parts.get("who2") or parts.get("place"), parts.get("to") or parts.get("to2")
    sender = finder.who(who, form.name) if who else finder.party(str(form.data.get("from") or role or ""), evidence, form.name)
    # "a telegram received from X" came to the one who speaks.
    implied = form.data.get("to") or ("speaker" if "got" in parts else {"hearer": "speaker", "speaker": "hearer"}.get(role or ""))
    addressee = finder.who(to, form.name) if to else finder.party(str(implied or ""), evidence, form.name)
    second = finder.date(parts["when2"], form.name) if "when2" in parts else None
    days = [finder.date(parts["when"], form.name, second) if "when" in parts else None, second]
    numbers = [finder.stated(parts[n], form.name) if n in parts else None for n in ("num", "num2")]
    count = 2 if second or (numbers[1] and numbers[0]) else 1
    for i in range(count):
        number = numbers[i] if count == 2 else numbers[0] or numbers[1]
        start = hit.start() if i == 0 else (parts.get("when2") or parts["num2"]).start
        yield MentionedDocument(
            start=start,
            telegram=finder.message.telegram.start,
            anchor=evidence,
            rule=form.name,
            label=" ".join(hit[0].split()),
            document_kind=Stated(key, kind_evidence, form.name),
            number=number,
            date=days[i],
            sender=sender,
            addressee=addressee,
        )


def _reply(finder: _Finder, mark: Mark) -> Iterator[MentionedDocument]:
    """A reply line of the head: "To No. 483/sh", "In addition to my No. 2390", "RE: # 1298"."""
    cue = mark.parts["cue"]
    words = finder.reading.words(cue)
    mine = bool(_REPLY_WHOSE.search(words))
    evidence = (finder.source.quote(mark.span.start, mark.span.end),)
    sender = finder.party("speaker" if mine else "hearer", evidence, mark.rule)
    addressee = finder.party("hearer" if mine else "speaker", evidence, mark.rule)
    when = finder.date(mark.parts["when"], mark.rule) if "when" in mark.parts else None
    span = mark.parts["num"]
    for piece in re.finditer(r"[\w/]*\d[\w/]*(?:\s?[-–]\s?\d[\w/]*)?", finder.reading.words(span)):
        start = span.start + piece.start()
        yield MentionedDocument(
            start=start,
            telegram=finder.message.telegram.start,
            anchor=evidence,
            rule=mark.rule,
            label=" ".join(finder.reading.words(mark.span).split()),
            document_kind=Stated("telegram", evidence, mark.rule),
            number=finder.stated(Span(start, start + len(piece[0])), mark.rule),
            date=when,
            sender=sender,
            addressee=addressee,
            in_reply_to=True,
        )


@cache
def _worth() -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for word in _WORTH:
        automaton.add_word(word, word)
    automaton.make_automaton()
    return automaton


def _worthwhile(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the words without which no document is spoken of, of a text in lower case."""
    for last, word in _worth().iter(folded, start, end):
        first = last + 1 - len(word)
        short = _SHORT[word].match(folded, first, end) if word in _SHORT else None
        if short or word not in _SHORT:
            yield first, short.end() if short else last + 1


def _windows(text: str, span: Span) -> list[tuple[int, int]]:
    """Stretches around the words without which no document is spoken of."""
    found: list[tuple[int, int]] = []
    end = min(span.end, span.start + _LIMIT)
    for first, close in sorted(_worthwhile(find_places(text).folded, span.start, end)):
        low, high = max(span.start, first - _REACH), min(end, close + _REACH)
        if found and low <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], high))
        else:
            found.append((low, high))
    return found


def _in_passage(finder: _Finder, span: Span) -> Iterator[MentionedDocument]:
    windows = _windows(finder.reading.text, span)
    low = finder.reading.text[span.start : min(span.end, span.start + _LIMIT)].lower()
    taken: list[Span] = []
    family = "print" if finder.reading.page.is_print else "archive"
    places = find_places(finder.reading.text)
    for form, hit in (found for window in windows for found in places.matches("references", *window)):
        if form.text not in (family, "both") or not (form.data.get("needs") is None or any(word in low for word in form.data["needs"])):
            continue
        place = Span(hit.start(), hit.end())
        if hit.end() > hit.start() and not any(place.overlaps(t) for t in taken):
            taken.append(place)
            yield from _documents(finder, hit, form)


def _innermost(messages: Sequence[Message], offset: int) -> Message:
    inside = [m for m in messages if m.telegram.start is None or m.telegram.span.start <= offset < m.telegram.span.end]
    return max(inside or messages[:1], key=lambda m: -1 if m.telegram.start is None else m.telegram.start)


def find_references(reading: Reading, messages: tuple[Message, ...]) -> tuple[MentionedDocument, ...]:
    """Return the documents that the messages speak of, in order of the text, one a mention."""
    found: dict[int, MentionedDocument] = {}
    for mark in reading.page.of("reply"):
        for one in _reply(_Finder(reading, _innermost(messages, mark.span.start)), mark):
            found.setdefault(one.start, one)
    for message in messages:
        for passage in message.passages:
            if passage.part in ("body", "footnote"):
                for one in _in_passage(_Finder(reading, message), passage.span):
                    found.setdefault(one.start, one)
    return tuple(found[start] for start in sorted(found))
