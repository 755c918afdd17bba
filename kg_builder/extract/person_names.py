"""Personal names in runs of capitalised words: by authority, title, initials, given name or East Asian family name.

What stands here needs no look at the sentence; `person_context` judges the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg_builder.extract.gazetteer import load_gazetteer
from kg_builder.extract.name_words import is_east_asian, is_english, name_words
from kg_builder.extract.names import Fit
from kg_builder.extract.page import Page, Unit
from kg_builder.model import Span

# Titles with a tail, or in small letters, or with its end supplied ("c[omrade]"), right before a name.
_TITLE_TAIL = re.compile(
    r"(?:general|marshal|colonel|minister|secretary|ambassador|admiral|charge|lieutenant)s?(?: \([a-z ]{1,20}\))? "
    r"(?:of the army|of army|of aviation|of artillery|of the soviet union|of the navy|of defen[sc]e|of war|of state|of (?:the )?interior|d'affaires|of foreign affairs|of foreign trade)\s{1,2}\Z"
)
_BRACKET_TITLE = re.compile(r"(?:c\[omrade\]|com\[rade\]|g\[en(?:eral)?\]\.?|\[comrade\]|\[cde\.?\])\s{1,2}\Z")
_ORDER = re.compile(r"\b(?:order|hero|medal) of \Z")
_MORE_TITLE = re.compile(r"(?<![^\W_])(?:maj|lt|lieut|brig|vice|rear|deputy|col|first|prime|foreign|acting|dear|respected)\.? \Z")
_SHIPS = frozenset(
    "ss uss usns hms ms mv usat steamer steamship ship vessel freighter tanker trawler cruiser destroyer icebreaker transport motorship submarine battleship tug barge schooner liner frigate".split()
)
_HONORIFIC_END = frozenset(
    {"army", "aviation", "artillery", "union", "navy", "defense", "defence", "war", "state", "affairs", "trade", "interior", "d'affaires"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A personal name at work: `span` with title and gloss, `name` bare; forenames and surname folded, initials without point.

    `fits` are the authority's persons for the string; `rule` says why it is a name. `surname` of an East Asian name is all of it.
    """

    span: Span
    name: Span
    surname: str
    forenames: tuple[str, ...] = ()
    title: str = ""
    fits: tuple[Fit, ...] = ()
    rule: str
    alias: Span | None = None
    """A second spelling in brackets."""


@dataclass(frozen=True, slots=True)
class Loose:
    """Capitalised words that may be a name: `before` and `after` are the units of the run beside them."""

    units: tuple[Unit, ...]
    before: Unit | None
    after: Unit | None


def person_fits(unit: Unit) -> tuple[Fit, ...]:
    """Return the persons that a known name may be."""
    return tuple(fit for fit in unit.hit.fits if fit.entry.kind == "person") if unit.hit else ()


def _is_weak(fits: Sequence[Fit], folded: str) -> bool:
    """True for a known surname that is also a common word or a given name: it takes a title or a context."""
    if all(fit.how == "context" for fit in fits):
        return True
    if " " in folded:
        return False
    words, places = name_words(), load_gazetteer()
    if folded in words.common or folded in words.titles or folded in places.thing | places.after:
        return True
    return all(fit.how in ("surname", "context") for fit in fits) and (folded in words.given or len(folded) < 4)


def is_ship(page: Page, start: int) -> bool:
    """True if the words before a name make it a ship's: "USNS Sgt. Truman Kimbro", "the steamer Ilyich"."""
    before = page.flat[max(0, start - 32) : start].split()
    if not before:
        return False
    last = before[-1].strip("\"'(,.;:")
    quoted = page.flat[start - 1] == '"' and len(before) > 1 and before[-2].strip("\"'(,.;:") in _SHIPS
    return last in _SHIPS or last in ("s.s", "m.v", "m/v") or quoted


def _tailed_title(page: Page, start: int, word: str) -> tuple[int, str] | None:
    """Return a title that goes on after its noun ("General of the Army"), or that an editor completed ("c[omrade]")."""
    pattern = _TITLE_TAIL if word in _HONORIFIC_END else _BRACKET_TITLE if page.flat[start - 2 : start - 1] in "].e" else None
    window = page.flat[max(0, start - 48) : start]
    found = pattern.search(window) if pattern else None
    return (start - len(window) + found.start(), found[0].split()[0].rstrip("s")) if found else None


def title_before(page: Page, start: int) -> tuple[int, str]:
    """Return where the title right before an offset starts, and its last word; the offset itself and "" if there is none."""
    window = page.flat[max(0, start - 24) : start]
    bare = window.rstrip()
    stem = bare.removesuffix(".")
    at = len(stem)
    while at and (stem[at - 1].isalpha() or stem[at - 1] in "-'"):
        at -= 1
    word = stem[at:]
    tailed = _tailed_title(page, start, word)
    if tailed:
        return tailed
    gap = window[len(bare) :]
    if word not in name_words().titles or gap.count("\n") > 1 or (not gap and bare == stem):
        return start, ""
    if "\n" in gap and word not in name_words().courtesy:
        return start, ""
    first = start - len(window) + at
    # "Vice Foreign Minister", "Maj. Gen.": what stands before a title and belongs to it.
    while first > 1 and (more := _MORE_TITLE.search(page.flat, max(0, first - 12), first)):
        first = more.start()
    return first, word


def _is_place_here(page: Page, unit: Unit) -> bool:
    """True if a name that a man and a town share stands for the town ("from Voroshilov, by way of")."""
    if not unit.hit or all(fit.entry.kind != "place" for fit in unit.hit.fits):
        return False
    before = page.words_before(unit.start)
    if not before or before[-1] not in {"in", "at", "near", "via", "through", "from", "into", "of", "to", "for"}:
        return False
    talk = name_words().verbs["talk"] | name_words().verbs["agent"]
    return before[-1] in {"in", "at", "near", "via", "through", "into"} or (
        not (len(before) > 1 and before[-2] in talk) and before[-1] == "from"
    )


def _ends_in_thing(page: Page, end: int, unit: Unit | None) -> bool:
    """True if a capitalised noun makes the words before it a thing or a place ("Stalin Prize", "Ho Chi Minh Trail")."""
    nouns = load_gazetteer()
    if unit is not None and unit.folded in nouns.thing | nouns.after and unit.start - end < 3 and page.text[unit.start].isupper():
        return not page.in_capitals(unit.start) and page.flat[end : unit.start] == " "
    return False


def _forenames(units: Sequence[Unit]) -> tuple[str, ...]:
    return tuple(unit.folded.strip(".") for unit in units)


def _is_forename_here(page: Page, unit: Unit, follows: Unit) -> bool:
    """True for a known surname that another name follows: "Clark Clifford", "the transport Truman Kimbro"."""
    if follows.kind not in "UP" or page.flat[unit.end : follows.start] != " ":
        return False
    if unit.folded in name_words().given:
        return _is_weak(person_fits(unit), unit.folded)
    plain = follows.kind == "U" and page.text[follows.start + 1 : follows.end].islower() and page.text[unit.start + 1 : unit.end].islower()
    return plain and not is_english(follows.folded) and not page.like_title(unit.start)


def _collect(page: Page, units: Sequence[Unit], at: int) -> tuple[list[Unit], Unit | None, int]:
    """Return what may be forenames from `at`, the known name after them, and where to go on."""
    taken: list[Unit] = []
    while at < len(units) and len(taken) < 5:
        unit = units[at]
        if unit.kind == "P":
            follows = units[at + 1] if at + 1 < len(units) else None
            if follows and " " not in unit.folded and _is_forename_here(page, unit, follows):
                taken.append(unit._replace(kind="G", hit=None))
                at += 1
                continue
            return taken, unit, at + 1
        if (
            (unit.kind == "i" and taken and taken[-1].kind not in "GI")
            or unit.kind not in "IiGU"
            or page.text[unit.end : unit.end + 2].strip("0123456789") == "-"
        ):
            break
        taken.append(unit)
        at += 1
    return taken, None, at


def _is_east_asian_here(page: Page, family: Unit, given: Unit) -> bool:
    """True for a Chinese or Korean name in which an English word stands."""
    if family.kind == "C" == given.kind or given.kind not in "CU" or len(given.folded) > 9 or given.start - family.end != 1:
        return False
    if given.folded in load_gazetteer().after | load_gazetteer().thing:
        return False
    if not page.text[family.start + 1 : family.end].islower() or not page.text[given.start + 1 : given.end].islower():
        return False
    near = page.words_before(family.start)
    titled = bool(near) and near[-1].rstrip(".") in name_words().titles
    plain = titled or not (page.starts_sentence(family.start) or page.like_title(family.start))
    return plain and is_east_asian((family.folded, given.folded))


def _trailing(units: Sequence[Unit], at: int) -> int:
    """Return where the initials after a surname end ("STALIN I.V."); `at` itself if they belong to the next name."""
    end = at
    while end < len(units) and units[end].kind == "I":
        end += 1
    return at if end < len(units) and units[end].kind in "GUP" else end


def _known(page: Page, taken: list[Unit], unit: Unit, units: Sequence[Unit], at: int) -> tuple[Found | None, int]:
    """Return a known name with what belongs to it, None if it stands for something else."""
    fits = person_fits(unit)
    fore = taken
    if any(part.kind == "U" for part in fore) and (
        page.in_capitals(unit.start)
        or page.starts_sentence(fore[0].start)
        or page.like_title(unit.start)
        or "\n" in page.text[fore[0].start : unit.start]
    ):
        fore = []
    if (
        fore
        and fore[-1].kind == "I"
        and len(fore) == 1
        and page.starts_sentence(fore[0].start)
        and page.flat[fore[0].end : unit.start].count(" ") > 1
    ):
        fore = []
    start = fore[0].start if fore else unit.start
    end_at = _trailing(units, at)
    end = units[end_at - 1].end if end_at > at else unit.end
    title_at, title = title_before(page, start)
    after = units[end_at] if end_at < len(units) else None
    if _ends_in_thing(page, end, after) and not title:
        return None, end_at
    if not title and _ORDER.search(page.flat, max(0, start - 12), start):
        return None, end_at
    if not title and not fore and end_at == at and (_is_place_here(page, unit) or _is_weak(fits, unit.folded)):
        return None, end_at
    names = _forenames(fore) + _forenames(units[at:end_at])
    rule = "names.known-titled" if title else "names.known"
    found = Found(span=Span(title_at, end), name=Span(start, end), surname=unit.folded, forenames=names, title=title, fits=fits, rule=rule)
    return found, end_at


def _is_named(page: Page, taken: list[Unit], title: str) -> str | None:
    """Return the rule that makes unknown words a name by themselves, None if none does."""
    last = taken[-1]
    if last.kind not in "GU" or len(last.folded) < 2:
        return None
    if title and (len(last.folded) > 2 or len(taken) > 1 or any(last.folded in families for families in name_words().families.values())):
        return "names.titled"
    if len(taken) == 1:
        return None
    if taken[0].kind == "I" and len(last.folded) > 2:
        numeral = len(taken) == 2 and taken[0].folded in ("i", "v", "x") and page.starts_sentence(taken[0].start)
        return None if numeral else "names.initials"
    if taken[0].kind == "i":
        return "names.burmese" if taken[0].folded == "u" and len(taken) < 4 and not page.in_capitals(last.start) else None
    if is_east_asian(tuple(unit.folded for unit in taken)):
        return "names.east-asian"
    if taken[0].kind == "G" and len(last.folded) > 2 and not page.in_capitals(last.start):
        return "names.given"
    return None


def _fills_line(page: Page, start: int, end: int) -> bool:
    low, high = page.line(start)
    return not page.flat[low:start].strip(" \t\"'(") and not page.flat[end:high].strip(" \t\"'.,!)")


def _cut(page: Page, taken: list[Unit], title: str) -> list[Unit]:
    """Leave out words at a sentence's or a line's start that no name begins with, and what follows an East Asian name."""
    if not title and taken[0].kind != "i" and not is_east_asian(tuple(unit.folded for unit in taken)):
        for length in (3, 2):
            if len(taken) > length and is_east_asian(tuple(unit.folded for unit in taken[:length])):
                return taken[:length]
    if len(taken) > 1 and taken[0].kind == "U" and taken[1].kind == "I" and page.starts_sentence(taken[0].start) and not title:
        return taken[1:] if len(taken) > 2 else taken
    return taken


def _stands_as_place(page: Page, start: int, end: int) -> bool:
    return page.words_before(start)[-1:] in (["in"], ["at"], ["near"], ["via"]) or page.is_among_places(start, end)


def _unknown(page: Page, taken: list[Unit], units: Sequence[Unit], at: int) -> tuple[Found | None, int]:
    while len(taken) > 1 and taken[-1].kind == "I" and taken[-2].kind in "UGI":
        taken = taken[:-1]
        at -= 1
    start = taken[0].start
    title_at, title = title_before(page, start)
    cut = _cut(page, taken, title)
    if cut is not taken:
        start = cut[0].start
        at -= len(taken) - len(cut) if cut[0] is taken[0] else 0
        taken = cut
    end_at = _trailing(units, at) if taken[-1].kind in "GU" else at
    after = units[end_at] if end_at < len(units) else None
    if _ends_in_thing(page, taken[-1].end, after) and not title:
        return None, end_at
    rule = _is_named(page, taken, title)
    if rule in ("names.east-asian", "names.given") and _stands_as_place(page, start, taken[-1].end):
        return None, end_at
    if rule is None and (end_at - at > 1 or (end_at > at and _fills_line(page, start, units[end_at - 1].end))):
        rule = "names.initials"
    if rule is None:
        return None, at
    end = units[end_at - 1].end if end_at > at else taken[-1].end
    fore, surname = _forenames(taken[:-1]), taken[-1].folded
    if (
        is_east_asian(tuple(unit.folded for unit in taken))
        and taken[0].kind != "I"
        and not (taken[0].kind == "G" and taken[-1].kind == "G")
    ):
        fore, surname = (), " ".join(unit.folded for unit in taken)
    names = fore + _forenames(units[at:end_at])
    return Found(span=Span(title_at, end), name=Span(start, end), surname=surname, forenames=names, title=title, rule=rule), end_at


def find_named(page: Page) -> tuple[list[Found], list[Loose]]:
    """Return the names that are plain by themselves, and the words that only their context can judge."""
    found: list[Found] = []
    loose: list[Loose] = []
    for run, kinds in zip(page.runs, page.kinds, strict=True):
        # Common words and titles alone name nobody, a lone place does not either.
        if not kinds.strip("CT") or (kinds == "X" and not _is_surname_here(page, run[0])):
            continue
        units = run if kinds == "P" else _retagged(page, run)
        at = 0
        while at < len(units):
            if units[at].kind not in "IiGUP":
                at += 1
                continue
            start = at
            taken, known, at = _collect(page, units, at)
            if known is not None:
                one, at = _known(page, taken, known, units, at)
                rest = [unit for unit in taken if one is None or unit.end <= one.name.start] + ([known] if one is None else [])
            elif taken:
                one, at = _unknown(page, taken, units, at)
                rest = taken if one is None else []
            else:
                at += 1
                continue
            if one is not None and not is_ship(page, one.span.start):
                found.append(one)
            loose.extend(_loose(units, rest, start))
    return found, loose


def _may_be_family(units: Sequence[Unit], at: int) -> bool:
    families = name_words().families
    unit = units[at]
    known = unit.kind in "CU" and (unit.folded in families["chinese"] or unit.folded in families["korean"])
    return known and at + 1 < len(units) and "C" in unit.kind + units[at + 1].kind


def _ends_initials(units: Sequence[Unit], at: int) -> bool:
    """True for a surname that is an English word, after two initials or a given name and one ("E. F. Hill"), not after U. S."""
    if at < 2 or units[at - 1].kind != "I" or units[at - 2].kind not in "IG" or units[at].folded in name_words().grammar:
        return False
    return (units[at - 2].folded, units[at - 1].folded) not in (("u", "s"), ("u", "n"), ("u", "k"))


def _retagged(page: Page, run: Sequence[Unit]) -> list[Unit]:
    """Return the units of a run with the kinds that only their neighbours give them."""
    units = list(run)
    for i, unit in enumerate(units):
        if unit.kind == "X" and _is_surname_here(page, unit):
            units[i] = unit._replace(kind="U", hit=None)
        elif unit.kind == "C" and _ends_initials(units, i):
            units[i] = unit._replace(kind="U")
        # "He Cheng", "Wang Long": an English word, but not between capitals in the midst of a sentence.
        elif _may_be_family(units, i) and _is_east_asian_here(page, unit, units[i + 1]):
            units[i : i + 2] = unit._replace(kind="U"), units[i + 1]._replace(kind="U")
    return units


def _is_surname_here(page: Page, unit: Unit) -> bool:
    """True if a place of the gazetteer is a man here: "Comrade TARIM"."""
    if unit.hit is None or any(fit.how != "word" or fit.entry.kind != "place" for fit in unit.hit.fits):
        return False
    return title_before(page, unit.start)[1] in name_words().courtesy


def _loose(units: Sequence[Unit], rest: list[Unit], start: int) -> Iterator[Loose]:
    rest = [unit for unit in rest if unit.kind not in "Ii"]
    if not rest:
        return
    first, last = units.index(next(unit for unit in units if unit.start == rest[0].start)), 0
    last = max(i for i, unit in enumerate(units) if unit.start == rest[-1].start)
    before = units[first - 1] if first else None
    after = units[last + 1] if last + 1 < len(units) else None
    yield Loose(tuple(rest), before, after)
