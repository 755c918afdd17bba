"""Every stretch of a text with its kind, in any order, also where lines run together.

A line is read from its beginning: each form of the lexicon that fits there takes its words, and what no form takes is
running text ("prose") up to the end of the line. Nothing here knows names: a bare name is a "name", and `heading`
decides whether it is an addressee, a signature or a city.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from itertools import pairwise

from kg_builder.lexicon import Form, load_forms
from kg_builder.model import Span

# Marks that only the outer telegram's head has; running text before the first of them is the publisher's.
OUTER_ONLY = frozenset(
    {"office", "kind", "from", "stamp", "copies", "copies-open", "destination", "special-number", "series", "file-number"}
)
HEAD = OUTER_ONLY | {
    "to",
    "to-list",
    "for",
    "from-person",
    "number",
    "priority",
    "classification",
    "reply",
    "time",
    "other-number",
    "clerk",
}
_NO_TITLE_AFTER = (OUTER_ONLY - {"file-number"}) | {"title", "title-dated"}
_COPY_STATE = frozenset({"copies", "copies-open", "copy-item", "copy-more"})
_SKIP = re.compile(r"[ \t\xa0\u3000|]*")
_SKIP_JOINT = re.compile(r"[ \t\xa0\u3000|.,;]*")
_LINE_END = re.compile(r"\r\n|\r|\n|\x0b|\x0c|\u2028|\u2029")
# A sentence goes on in the next line, so that a name alone on its line is no signature.
_TORN = re.compile(r"[ \t\xa0]*(?:\r\n|\r|\n)(?!(?:to|from|for|received|sent|copy|copies|cde|via)\b)[a-z]")
# Where a site's menu or a label of its block is glued to what follows; the line is cut there.
_MENU = re.compile(
    r"(?=Citation\s?Share\s?Download)|(?<=Download)(?=\S)|(?=VIEW DOCUMENT IN)|(?<=Skip to content)(?=\s?(?:Search|[A-Z]))|(?<=Search)(?=CABLE|TELEGRAM|LETTER|CIPHERED)"
    r"|(?<=\s)(?=(?:Title|Author|Description):\s[A-Z])|(?<=\s)(?=Date:\s\d)|(?<=Speeches/Documents)(?=\s[A-Z])|(?<=Levy Foundation)(?=\s[A-Z])|(?<=\s)(?=Copies:\s(?:Stalin|STALIN|Cde))"
    r"|(?<=\s)(?=CIPHERED TELEGRAM\s(?:No|#|Nº|№))|(?<=\s)(?=SECOND MAIN\s[AD])|(?<=\s)(?=Source:\s[A-Z]{2,})"
)
# No menu lacks all of these.
_MENU_WORDS = (
    "Citation",
    "Download",
    "VIEW DOCUMENT IN",
    "Skip to content",
    "Search",
    "Title:",
    "Author:",
    "Description:",
    "Date:",
    "Speeches/Documents",
    "Levy Foundation",
    "Copies:",
    "CIPHERED TELEGRAM",
    "SECOND MAIN",
    "Source:",
)
_PRINT_NUMBER = re.compile(r"(?!(?:Emb|Dep|My|Ur|Ref|Con|Leg)tel|Re\b|No\b|Nos\b|Ref\b)(?:[A-Z][A-Za-z]{0,8}\s)?(?P<num>\d{1,6})\.(?=\s|$)")
_PRINT_SIGNED = re.compile(r"(?P<who>(?:[A-Z][^\W\d_]+|[A-Z]\.)(?:\s[A-Z][^\W\d_]+){0,3})\d{1,2}[ \t]*$")
_PRINT_NOTE = re.compile(r"\d{1,2}\.\s{1,4}(?=\S)")
_HEAD_LIMIT = 1500
_BODY_LENGTH = 240
# A list of copies may stand apart from the line that opens it.
_COPIES_GAP = 8
_LONG_LINE = 260


@dataclass(frozen=True, slots=True)
class Mark:
    """One stretch of the page: its kind, its span without outer blanks, the form that found it, and the form's parts."""

    kind: str
    span: Span
    rule: str
    parts: Mapping[str, Span]
    data: Mapping[str, str]
    line: int
    """Number of the line of the text that it begins on, from 0."""
    whole: bool = False
    """True if it is all that stands on its line."""


@dataclass(slots=True)
class Scan:
    """What the scanner has seen so far; lives for one scan only."""

    marks: list[Mark]
    body: bool = False
    back: bool = False
    is_print: bool = False
    notes: bool = False
    prose: int = 0
    since_head: int = 0
    number_taken: bool = False
    seen: set[str] = field(default_factory=set)
    """Kinds of the marks of the telegram at hand."""
    since_prose: set[str] = field(default_factory=set)
    """Kinds of the marks since its last running text."""
    copies: str = ""
    """How a list of copies may go on: "list" (names), "lines" (one name a line), "to" (one "to X" a line), "items" (numbered), "" (not at all)."""
    copies_line: int = 0
    breaks: list[tuple[int, bool]] = field(default_factory=list)
    """Index of the first mark of each further telegram, and whether the one before it was a print."""

    @property
    def last(self) -> Mark | None:
        """The mark before."""
        return self.marks[-1] if self.marks else None

    @property
    def strong(self) -> bool:
        """True if the telegram at hand has shown a line of a head."""
        return not HEAD.isdisjoint(self.seen)


@cache
def _forms(zone: str) -> tuple[Form, ...]:
    """Forms to try in a zone, in order: "head" before the body, "body" in it, "long" for long lines of it, "back" after it."""
    stamps, copies = (
        load_forms("stamps"),
        tuple(f for f in load_forms("copies") if f.name not in ("copies.list-item", "copies.more-names", "copies.print-repeated")),
    )
    head = load_forms("head")
    furniture = tuple(f for f in head if f.name.startswith(("furniture.", "back.", "note.")))
    rest = tuple(f for f in head if f not in furniture)
    if zone == "head":
        return tuple(
            f for f in (*furniture, *stamps, *copies, *rest) if f.data.get("zone") not in ("footnote", "print-head", "print-title")
        )
    if zone == "body":
        return tuple(
            f for f in (*furniture, *stamps, *copies, *rest) if f.data.get("zone") not in ("head", "footnote", "print-head", "print-title")
        )
    if zone == "long":
        names = (
            "furniture.page-mark",
            "note.",
            "head.to-title-name",
            "head.salutation",
            "tail.archive-line",
            "copies.line",
            "copies.distribution",
            "furniture.citation",
        )
        return tuple(f for f in (*furniture, *copies, *rest) if f.name.startswith(names))
    return tuple(
        f
        for f in (*furniture, *rest)
        if f.data["kind"] in ("published", "citation", "archive", "footnote", "back", "furniture", "page-mark", "note")
    )


@cache
def _form(lexicon: str, name: str) -> Form:
    return next(f for f in load_forms(lexicon) if f.name == name)


def _mark(form: Form, hit: re.Match[str], line: int, kind: str | None = None) -> Mark:
    parts = {k: Span(*hit.span(k)) for k in form.pattern.groupindex if hit.span(k)[0] >= 0}
    end = hit.end()
    while end > hit.start() and hit.string[end - 1].isspace():
        end -= 1
    return Mark(kind or str(form.data["kind"]), Span(hit.start(), end), form.name, parts, {k: str(v) for k, v in form.data.items()}, line)


def _prose(start: int, end: int, line: int) -> Mark:
    return Mark("prose", Span(start, end), "layout.prose", {}, {}, line)


def _try_copies(text: str, at: int, end: int, line: int, state: Scan) -> Mark | None:
    """Go on with a list of copies that the lines before have opened."""
    if not state.copies or line - state.copies_line > _COPIES_GAP:
        return None
    names = {"items": ("copies.list-item",), "to": ("copies.more-names",)}.get(state.copies, ("copies.list-item", "copies.more-names"))
    if state.copies == "lines" and text[at : at + 3] in ("To ", "For"):
        return None
    if state.copies == "to" and text[at : at + 3].lower() != "to ":
        return None
    for name in names:
        form = _form("copies", name)
        hit = form.pattern.match(text, at, end)
        if hit:
            return _mark(form, hit, line)
    return None


def _note_copies(mark: Mark, state: Scan) -> None:
    """Keep in mind how a list of copies may go on after this mark."""
    if mark.kind == "copies-open":
        state.copies = "to"
    elif mark.kind in ("copies", "copy-more") and not (mark.kind == "copy-more" and state.copies in ("to", "lines")):
        numbered = mark.rule == "copies.numbered"
        state.copies = (
            "lines"
            if "who" not in mark.parts
            else "list"
            if "more" in mark.parts
            else ""
            if numbered or mark.kind == "copy-more"
            else "items"
        )
    elif mark.kind == "copy-item" or mark.rule == "head.copy-number":
        state.copies = "items"
    elif mark.kind not in ("date", "clerk", "copies-open", "copy-more", "copies", "note", "page-mark"):
        state.copies = ""
    if mark.kind in _COPY_STATE or mark.rule == "head.copy-number":
        state.copies_line = mark.line


def _try_print(text: str, at: int, end: int, line: int, state: Scan) -> Mark | None:
    """Numbers, repetitions and footnotes of State Department prints."""
    line_start = at == 0 or text[at - 1] in "\r\n" or not text[max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1 : at].strip()
    last = state.last
    signed = last is not None and (last.kind in ("name", "signature", "date", "footnote") or state.notes)
    indented = line_start and at - max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) - 1 >= 2
    if state.body and line_start and (signed or indented) and _PRINT_NOTE.match(text, at, end):
        state.notes = True
        return Mark("footnote", Span(at, end), "layout.print-footnote", {}, {}, line)
    signature = _PRINT_SIGNED.match(text, at, end) if state.body and line_start else None
    if signature:
        return Mark("name", Span(at, signature.end()), "tail.name-line", {"who": Span(*signature.span("who"))}, {}, line)
    if state.notes:
        return Mark("footnote", Span(at, end), "layout.print-footnote", {}, {}, line)
    if last is not None and last.kind in ("file-number", "print-number") and line_start:
        form = _form("head", "title.misprinted-print")
        hit = form.pattern.match(text, at, end)
        if hit:
            return _mark(form, hit, line)
    if not state.number_taken and line_start:
        hit = _form("head", "head.document-number").pattern.match(text, at, end)
        if hit:
            return _mark(_form("head", "head.document-number"), hit, line)
        hit = _PRINT_NUMBER.match(text, at, end)
        if hit:
            state.number_taken = True
            return Mark("print-telegram-number", Span(at, hit.end()), "head.print-number", {"num": Span(*hit.span("num"))}, {}, line)
    if last is not None and last.kind in ("print-telegram-number", "repeated"):
        form = _form("copies", "copies.print-repeated")
        hit = form.pattern.match(text, at, end)
        return _mark(form, hit, line) if hit else None
    return None


def _is_wanted(form: Form, mark: Mark, state: Scan) -> bool:
    if mark.kind == "back":
        return state.body or state.prose > _BODY_LENGTH
    if mark.kind in ("title", "title-dated") and form.name != "furniture.title-label":
        return not state.body and state.seen.isdisjoint(_NO_TITLE_AFTER)
    return True


def _try_forms(text: str, at: int, end: int, line: int, state: Scan) -> Mark | None:
    zone = "back" if state.back else ("long" if end - at > _LONG_LINE and state.body else "body") if state.body else "head"
    for form in _forms(zone):
        limit = min(len(text), at + 1500) if form.data.get("multiline") else end
        hit = form.pattern.match(text, at, limit)
        if hit and hit.end() > at:
            mark = _mark(form, hit, line)
            if form.name == "tail.name-line" and _TORN.match(text, hit.end()):
                continue
            if _is_wanted(form, mark, state):
                return mark
    return None


def _cut(text: str, at: int, end: int) -> int:
    """End of the running text that begins at `at`: the line's end, or where a greeting, a number or an archive mark follows."""
    cuts = (f.pattern.search(text, at + 1, end) for f in load_forms("layout"))
    return min((c.start() for c in cuts if c), default=end)


def _note_state(mark: Mark, state: Scan) -> None:
    state.seen.add(mark.kind)
    state.since_prose.add(mark.kind)
    if mark.kind == "prose":
        state.since_prose.clear()
    if mark.kind == "back":
        state.back = True
    if mark.kind in ("file-number",) or mark.rule == "title.numbered-print":
        state.is_print = True
    if mark.kind == "salutation" and (state.strong or not state.back):
        state.body = True
    if mark.kind in HEAD and not state.body:
        state.since_head = 0
    if mark.kind == "prose":
        length = mark.span.end - mark.span.start
        state.prose += length
        state.since_head += length
        # A short line between the lines of a head is no body yet.
        state.body = state.body or (state.strong and state.since_head > _BODY_LENGTH) or state.prose > _HEAD_LIMIT
    if mark.kind == "print-telegram-number":
        state.body = True


# Lines that begin a telegram and nothing else.
_BEGINNINGS = ("furniture.collection", "furniture.title-label", "head.kind-number", "tail.us-file-number", "head.office")
_ENDS = frozenset({"name", "signature", "number", "archive", "back", "footnote"})


def _begins_again(text: str, at: int, end: int, state: Scan) -> bool:
    """True if another telegram begins with this line: one has ended before it, and a first line of a head stands here."""
    if "prose" not in state.seen or not (state.body or state.strong):
        return False
    # A date alone may stand between a description and the head that it describes.
    if not state.back and _ENDS.isdisjoint(state.since_prose):
        return False
    return any(_form("head", name).pattern.match(text, at, end) for name in _BEGINNINGS)


def _begin_again(state: Scan) -> None:
    state.breaks.append((len(state.marks), state.is_print))
    state.body = state.back = state.is_print = state.notes = state.number_taken = False
    state.prose = state.since_head = 0
    state.copies = ""
    state.seen.clear()
    state.since_prose.clear()


@lru_cache(maxsize=2)
def _may_have_menu(text: str) -> bool:
    return any(words in text for words in _MENU_WORDS)


def _hard_cuts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Pieces of a line in which a site's menu is glued to titles and text."""
    if not _may_have_menu(text) or not any(words in text[max(0, start - 20) : end] for words in _MENU_WORDS):
        return [(start, end)]
    cuts = [m.start() for m in _MENU.finditer(text, start, end) if m.start() > start]
    bounds = [start, *cuts, end]
    return list(pairwise(bounds))


def _scan_line(text: str, start: int, end: int, line: int, state: Scan) -> int:
    """Read one line into marks; return the offset to go on from (beyond `end` if a note ran over lines)."""
    at, first = start, len(state.marks)
    while at < end:
        joint = len(state.marks) > first and state.marks[-1].kind != "prose"
        skipped = (_SKIP_JOINT if joint else _SKIP).match(text, at, end)
        at = skipped.end() if skipped else at
        if at >= end:
            break
        if len(state.marks) == first and _begins_again(text, at, end, state):
            _begin_again(state)
        mark = None
        if not state.back:
            mark = _try_copies(text, at, end, line, state)
            if mark is None and state.is_print:
                mark = _try_print(text, at, end, line, state)
        mark = mark or _try_forms(text, at, end, line, state)
        if mark is None:
            stop = _cut(text, at, end)
            close = stop
            while close > at and text[close - 1].isspace():
                close -= 1
            mark = _prose(at, close, line)
            at = stop
        else:
            at = max(mark.span.end, at + 1)
        state.marks.append(mark)
        _note_copies(mark, state)
        _note_state(mark, state)
    if len(state.marks) == first + 1:
        state.marks[-1] = replace(state.marks[-1], whole=True)
    return max(at, end)


def scan(text: str) -> Scan:
    """Read a text into marks; `breaks` says where further telegrams begin."""
    state = Scan([])
    at, line = 0, 0
    while at < len(text):
        stop = _LINE_END.search(text, at)
        end, following = (stop.start(), stop.end()) if stop else (len(text), len(text))
        reached = at
        for begin, close in _hard_cuts(text, at, end):
            if begin >= reached:
                reached = _scan_line(text, begin, close, line, state)
        # A note in brackets may run over several lines.
        while reached > following and stop:
            line += 1
            stop = _LINE_END.search(text, following)
            end, following = (stop.start(), stop.end()) if stop else (len(text), len(text))
            if reached < end:
                _scan_line(text, reached, end, line, state)
                break
        at, line = following, line + 1
    return state
