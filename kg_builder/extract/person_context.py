"""Whether capitalised words that nobody knows are a person: what the sentence, the line or the list around them says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kg_builder.extract.gazetteer import load_gazetteer
from kg_builder.extract.glosses import supplied_before
from kg_builder.extract.name_words import is_english, name_words
from kg_builder.extract.names import fold_name
from kg_builder.extract.page import Page, Unit
from kg_builder.extract.person_names import Found, Loose
from kg_builder.model import Span

_PLACE_WORDS = frozenset("in at near into via around outside throughout toward towards across the".split())
_TRAVEL = frozenset(
    "arrive arrives arrived arriving reach reaches reached reaching leave leaves left leaving depart departs departed quit enter entered toward".split()
)
_NOTE = re.compile(r"\d{1,2}(?=[ ,.;:)])")
# Nouns that a man's name alone qualifies: "Griffin mission", "Tempo proposal".
_ATTRIBUTED = frozenset("mission proposal proposals visit letter memo statement note telegram".split())
_LINKS = frozenset("of for to from with by on under against between among".split())
_CLAUSE = frozenset("had has would will can could should is was wld shld cld may might must does did".split())
_AUXILIARY = frozenset("has had have will would is was did does could can might should also then himself again later".split())
_TALK_LINKS = frozenset("to from with of by between for and".split())
_WITH = frozenset(
    "met spoke talked talk talks meeting meet conversation conversations conferred discussed discussing agreed consulted dined lunched lunch dinner consultation discussion discussions interview meetings together along".split()
)
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
_NUMBER = re.compile(
    r"[\d.,]*\d|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|forty|fifty|hundred|thousand|several|some|many|all|these|those|both|few|no"
)


def is_acronym(page: Page, unit: Unit) -> bool:
    """True for a short word in capitals where the line has small letters too ("KMAG")."""
    word = page.text[unit.start : unit.end]
    if word.startswith("CINC"):
        return True
    if len(word) < 2 or sum(map(str.isupper, word)) * 2 <= len(word) or page.in_capitals(unit.start):
        return False
    return len(word) < 6 or word.startswith(("CINC", "COM", "SEC")) or not re.search(r"[AEIOUY]", word[1:-1])


def _tells_role(words: list[str]) -> bool:
    """True for the beginning of "the Minister of …", "Soviet adviser", "who commands", "his wife"."""
    role = name_words().verbs["role"]
    if not words:
        return False
    opens = words[0] in ("the", "a", "an", "our", "their", "his", "who", "now", "then", "former", "formerly") or words[0] in _peoples()
    return words[0] in role or (opens and any(word in role for word in words[1:4]))


@cache
def _peoples() -> frozenset[str]:
    return frozenset(fold_name(word) for word, _ in load_gazetteer().peoples())


def _follows(page: Page, end: int) -> str | None:
    """Return the rule by which what follows makes the words before it a person."""
    verbs = name_words().verbs
    flat = page.flat
    digits = _NOTE.match(flat, end)
    end = digits.end() if digits else end
    if flat[end : end + 3] in ("'s ", "' ", "'s\n"):
        words = page.words_after(end + 2)
        return "names.own" if any(word.strip(".,;:") in verbs["own"] for word in words[:2]) else None
    if flat[end : end + 1] in ",(" or flat[end : end + 2] == " (":
        return "names.apposition" if _tells_role([word.strip(",.()") for word in page.words_after(end + 1)[:6]]) else None
    if flat[end : end + 1] not in " \n\r\xa0":
        return None
    words = page.words_after(end)
    first = words[0].strip(".,;:") if words else ""
    second = words[1].strip(".,;:") if len(words) > 1 else ""
    if first in verbs["after"] or (first in _AUXILIARY and second in verbs["after"]):
        return "names.speaks"
    if (
        first in ("had", "has", "have")
        and second in ("a", "an", "long", "another", "further", "frank")
        and any(word.strip(".,;:") in verbs["talk"] for word in words[2:6])
    ):
        return "names.speaks"
    if first == "who" or (first in verbs["role"] and words[0] == first and second in ("of", "to", "in", "for", "at")):
        return "names.apposition"
    if first in ("foreign", "prime", "defense", "defence", "deputy", "vice", "acting") and second in verbs["role"]:
        return "names.apposition"
    attributed = first in _ATTRIBUTED and page.text[end + 1 : end + 2].islower() and page.text[end - 1].islower()
    return "names.attributive" if attributed else None


def _precedes(page: Page, start: int) -> str | None:
    """Return the rule by which what precedes makes the words after it a person."""
    verbs = name_words().verbs
    before = page.words_before(start)
    if not before or page.flat[start - 1] not in " \n\r\xa0":
        return None
    last, second = before[-1], before[-2].strip("(,") if len(before) > 1 else ""
    if last in verbs["before"]:
        return "names.spoken-to"
    if last in ("for", "from") and page.family == "print" and page.starts_sentence(page.flat.rindex(last, 0, start)):
        return "names.passed-on"
    if last in ("about", "of") and second in verbs["spoken"]:
        return "names.spoken-of"
    if last == "by" and second in verbs["agent"]:
        return "names.agent"
    if last == "from" and page.family == "print" and any(word in ("eyes", "for") for word in before[-6:-1]):
        return "names.passed-on"
    if (last == "only" and second == "eyes") or (last == "for" and before[-3:-1] == ["eyes", "only"]):
        return "names.passed-on"
    if last == "with" and any(word in _WITH for word in before[-4:-1]):
        return "names.met"
    if last in _TALK_LINKS and second in verbs["talk"]:
        return "names.talk"
    # "telegram of the same date from X to …": the noun of talk stands farther off, in the same clause.
    if (
        last in ("from", "to")
        and any(word in verbs["talk"] for word in before[-7:-1])
        and not any(word[-1] in ".;:," for word in before[-6:])
    ):
        return "names.talk"
    return None


def _is_barred(page: Page, loose: Loose) -> bool:
    units = loose.units
    words, nouns = name_words(), load_gazetteer()
    if any(is_acronym(page, unit) or len(unit.folded) < 3 or any(map(str.isdigit, unit.folded)) for unit in units):
        return True
    if len(units) == 1 and is_english(units[0].folded) and page.starts_sentence(units[0].start):
        return True
    if page.flat[units[-1].end : units[-1].end + 2].strip("0123456789") == "-":
        return True
    if page.flat[max(0, units[0].start - 9) : units[0].start].endswith(("order of ", "hero of ", "medal of ")):
        return True
    if loose.after is not None and (
        loose.after.folded in nouns.thing | nouns.after
        or (loose.after.kind == "C" and loose.after.folded not in words.person_verbs and _follows(page, units[-1].end) is None)
    ):
        return True
    return bool(loose.before is not None and loose.before.kind == "C" and not page.starts_sentence(loose.before.start))


def _has_more(page: Page, start: int, end: int) -> bool:
    """True if more than a title or a number stands beside the words on their line."""
    low, high = page.line(start)
    return high - low - (end - start) > 24


def judge(page: Page, loose: Loose) -> str | None:
    """Return the rule by which loose words are a person's name, None if nothing says so."""
    units = loose.units
    start, end = units[0].start, units[-1].end
    if _is_barred(page, loose) or (page.in_capitals(start) and _has_more(page, start, end)):
        return None
    before = page.words_before(start)
    near = before[-1] if before and page.flat[start - 1 : start] in (" ", "\n") else ""
    follows, precedes = _follows(page, end), _precedes(page, start)
    if supplied_before(page, start)[1]:
        return "names.forename-supplied"
    if page.is_among_places(start, end) and not precedes:
        return None
    # "the Ministry of X agreed": the verb is not X's.
    if follows == "names.speaks" and near in _LINKS:
        follows = None
    if near in _PLACE_WORDS - {"the"} or _NUMBER.fullmatch(near) or near in _TRAVEL:
        return None
    if near == "the":
        return follows if follows == "names.attributive" else None
    if precedes and (precedes == "names.agent" or not page.like_title(start)):
        return precedes
    if follows and not ((page.starts_sentence(start) or follows == "names.attributive") and is_english(units[-1].folded)):
        return follows
    if _acts(page, units, near):
        return "names.acts"
    if len(units) in (2, 3) and near not in ("from", "of", "to", "for") and not page.like_title(start):
        shapes = all(unit.kind in "GU" and page.text[unit.start + 1 : unit.end].islower() for unit in units)
        return (
            "names.two-words"
            if shapes and not any(is_english(unit.folded) for unit in units) and loose.before is None and loose.after is None
            else None
        )
    return None


def _acts(page: Page, units: tuple[Unit, ...], near: str) -> bool:
    """True for the subject of a clause that is named more than once or stands after "that": "that Lamping had been unhelpful"."""
    last = units[-1]
    words = page.words_after(last.end)
    if (
        near in _LINKS
        or not words
        or words[0] not in _CLAUSE
        or page.flat[last.end : last.end + 1] != " "
        or page.text[last.start + 1 : last.end].isupper()
    ):
        return False
    return near == "that" or page.flat.count(last.folded) > 1


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
    waiting = [one for one in loose if not _is_barred(page, one) and len(one.units) < 3]
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
