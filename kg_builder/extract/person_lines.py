"""Whether the line, the heading or the list in which capitalised words stand makes them a person's name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg_builder.extract.name_words import is_english, name_words
from kg_builder.extract.page import Page
from kg_builder.extract.person_context import is_acronym, is_barred
from kg_builder.extract.person_names import Found, Loose
from kg_builder.model import Span

_OFFICE = re.compile(
    r"(?:ambassador|charge|consul|minister|secretary|representative|embassy|legation|mission|commissioner|counsell?or|director|advis[eo]r|officer|chief|head|commander|attache|deputy|chairman|chancellor|commander-in-chief|observer|president|member|delegate|delegation|delegate|premier)\b"
)
_KIND = re.compile(
    r"\b(?:telegram|telegrams|cable|cables|ciphered|ciphergram|letter|message|report|note|memorandum|conversation|cipher|dispatch)\b"
)
_JOIN_LEFT = re.compile(r"(?:, and|,| and) \Z")
_JOIN_RIGHT = re.compile(r"(?:,? and|,) ")
_COUNT = re.compile(r" ?(?:[-–—]|\() ?\d{1,2}\b(?!-)")
# A heading begins with what the document is: "Title: Ciphered Telegram No. 1, X to Y", "Cable Nos. 8-9 from X".
_HEADING = re.compile(
    r"[ \t\"*.\d-]*(?:title: ?)?(?:[^\W\d_][\w'-]* ){0,4}(?:telegrams?|cables?|ciphergram|letter|message|report|note|memorandum|dispatch|record)\b"
)
_LIST_MARKS = ("copies", "copy", "distribution", "cc:", "cmrds", "cdes", "messrs", "sent to", "circulated", "to:")
_LIST_HEAD = re.compile(
    r"(?:copies|copy|distribution(?: list)?|cc|cmrds|cdes|messrs|sent to|circulated to|to)\b[^\n\r:]{0,60}:"
    r"|cop(?:y|ies) n[ºo°.№ ]{1,6}\d{1,3}[ \t]{0,3}(?:[-–:]|to)[^\n\r]{0,3}|copies to\b"
)
# A list ends at a blank line, unless its next number follows, and at a full stop that ends the line.
_LIST_END = re.compile(r"\n[ \t\xa0\r]*\n(?!\s{0,40}(?:\d{1,2}[.)\s–-]|copy|to c))|\.[ \t]*[\n\r]")
_SIGN = re.compile(
    r"(?:/-/|/s/|\(-\)|(?:signed|sgd\.?|gez\.?|podp\.?|signature|author):?|(?:verified|typed|typist|deciphered|decoded|transmitted|checked|translated|processed|printed|executed|copied|drafted|approved|cleared|witnessed)(?: by)?:?)[ \t]{0,3}\Z"
)


def _in_brackets(page: Page, start: int, end: int) -> bool:
    return page.flat[start - 1 : start] in "([" and page.flat[end : end + 1] in ")]" and start > 0


def judge_line(page: Page, loose: Loose) -> str | None:
    """Return the rule by which the line makes loose words a name: a signature, an office's holder, a list of copies, a title."""
    units = loose.units
    start, end = units[0].start, units[-1].end
    if any(any(map(str.isdigit, unit.folded)) or unit.folded in name_words().common for unit in units) or len(units) > 3:
        return None
    if (len(units[-1].folded) < 3 and not _is_family(units[-1].folded)) or units[-1].folded.startswith("cinc"):
        return None
    low, high = page.line(start)
    before, after = page.flat[low:start], page.flat[end:high]
    if _SIGN.search(before[-16:]):
        return "names.signature"
    if len(units) == 1 and _in_brackets(page, start, end) and _OFFICE.search(before[-90:]) and not is_acronym(page, units[0]):
        return "names.office-holder"
    if any(is_english(unit.folded) for unit in units):
        return None
    if re.fullmatch(
        r"[ \t]*(?:(?:to|for)[ \t]{1,3}|(?:to|for|from|sender|recipient|addressee|author)(?:\(s\))?:[ \t]{0,3})", before
    ) and not after.strip(" \t:.,!;"):
        return "names.addressed" if not loose.after else None
    if _is_alone(before, after):
        return "names.signature" if not loose.before and not loose.after else None
    if len(units) == 1 and units[0].kind == "G":
        return None
    if _HEADING.match(before) and high - low < 300 and not _ends_sentence(page, low, high) and _in_title(page, start, before):
        return "names.title-line"
    return None


def _ends_sentence(page: Page, low: int, high: int) -> bool:
    return re.search(r"[^\W\d_]{4}\. [^\W\d_a-z]|[^\W\d_]{4}\.[ \t]*\Z", page.text[low:high]) is not None


def _is_family(folded: str) -> bool:
    return any(folded in families for families in name_words().families.values())


def _is_alone(before: str, after: str) -> bool:
    """True if nothing but marks and the signer's own number stands beside the words on their line."""
    if before.strip(" \t\"'([*-") or len(before) > 40:
        return False
    return (
        re.fullmatch(r"\d{0,2}[ \t\"'.,!;:)\]*-]*", after) is not None
        or re.fullmatch(r"[ .,]{1,3}(?:\d{1,3}|no\.? ?\d{1,5})[ .\"')]*", after) is not None
    )


def _in_title(page: Page, start: int, before: str) -> bool:
    words = before.split()
    last = words[-1].strip("\"'") if words else ""
    if last == "of":
        return len(words) > 1 and _KIND.fullmatch(words[-2]) is not None
    return last in ("from", "to", "via", "through", "for", "by") or (
        before.rstrip()[-1:] in ",:" and " to " in page.flat[start : start + 60]
    )


def _list_spans(page: Page) -> Iterator[tuple[int, int]]:
    """Yield the stretches that hold copy holders: from a list's head to the blank line or the full stop after it."""
    for mark in _LIST_MARKS:
        at = page.flat.find(mark)
        while at >= 0:
            head = _LIST_HEAD.match(page.flat, at)
            if head:
                end = head.end()
                stop = _LIST_END.search(page.flat, end, min(len(page.flat), end + 600))
                yield end, stop.start() if stop else min(len(page.flat), end + 600)
            at = page.flat.find(mark, at + len(mark))


def listed(page: Page, loose: list[Loose], found: list[Found]) -> Iterator[tuple[Loose, str]]:
    """Yield the loose words that a copy list, or a list with persons in it, makes names."""
    spans = list(_list_spans(page)) if loose else []
    for one in loose:
        start, end = one.units[0].start, one.units[-1].end
        if (
            len(one.units) > 2
            or any(len(unit.folded) < 3 or is_acronym(page, unit) or is_english(unit.folded) for unit in one.units)
            or one.before
            or one.after
        ):
            continue
        if _has_count(page, start, end) or (any(low <= start < high for low, high in spans) and _stands_as_item(page, start, end)):
            yield one, "names.copy-list"
    yield from _beside(page, loose, found)


def _stands_as_item(page: Page, start: int, end: int) -> bool:
    before = page.flat[max(0, start - 6) : start].rstrip(" \n\r")
    after = page.flat[end : end + 8].lstrip(" ")
    return (not before or before[-1] in ",:;-.)ºo" or before.endswith((" to", "and", "for"))) and (
        not after or after[0] in ",;-–(.\n\r" or after.startswith("and ")
    )


def _has_count(page: Page, start: int, end: int) -> bool:
    """True for a copy holder with the number of his copies: "Beria - 1, Zverev (2)"."""
    return _COUNT.match(page.flat, end) is not None and page.flat[max(0, start - 3) : start].rstrip(" ")[-1:] in ",;:\n"


def _beside(page: Page, loose: list[Loose], found: list[Found]) -> Iterator[tuple[Loose, str]]:
    """Yield what "and" or a comma ties to a person: "Bebler, Murphy and Riddleberger"."""
    starts = {one.span.start for one in found}
    ends = {one.span.end for one in found}
    waiting = [one for one in loose if not is_barred(page, one) and len(one.units) < 3]
    # Twice forward and back: a chain grows from either end.
    for _ in range(4):
        left = []
        for one in waiting:
            start, end = one.units[0].start, one.units[-1].end
            if _is_tied(page, start, end, starts, ends):
                yield one, "names.list"
                starts.add(start)
                ends.add(end)
            else:
                left.append(one)
        waiting = left[::-1]


def _is_tied(page: Page, start: int, end: int, starts: set[int], ends: set[int]) -> bool:
    left = _JOIN_LEFT.search(page.flat, max(0, start - 6), start)
    right = _JOIN_RIGHT.match(page.flat, end)
    if right and right.end() in starts and (" and" in right[0] or left or page.starts_sentence(start)):
        return True
    return left is not None and left.start() in ends and ("and" in left[0] or right is not None)


def to_found(page: Page, loose: Loose, rule: str) -> Found:
    """Return loose words as a name."""
    units = loose.units
    span = Span(units[0].start, units[-1].end)
    fits = tuple(fit for fit in units[-1].hit.fits if fit.entry.kind == "person") if units[-1].hit else ()
    return Found(span=span, name=span, surname=units[-1].folded, forenames=tuple(unit.folded for unit in units[:-1]), fits=fits, rule=rule)
