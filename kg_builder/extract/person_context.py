"""Whether capitalised words that nobody knows are a person: what the sentence, the line or the list around them says."""

from __future__ import annotations

import re
from functools import cache

from kg_builder.extract.gazetteer import load_gazetteer
from kg_builder.extract.glosses import supplied_before
from kg_builder.extract.name_words import is_english, name_words
from kg_builder.extract.names import fold_name
from kg_builder.extract.page import Page, Unit
from kg_builder.extract.person_names import Loose

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
    if first in verbs["after"] or (first in _AUXILIARY and (second in verbs["after"] or second == "like")):
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
    if last in ("by", "with") and second in verbs["agent"]:
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


def is_barred(page: Page, loose: Loose) -> bool:
    """True for words that no sentence makes a person: acronyms, figures, designators, parts of a longer name."""
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
    if is_barred(page, loose) or (page.in_capitals(start) and _has_more(page, start, end)):
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
