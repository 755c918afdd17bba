"""Words that begin with a capital, and the runs that they make: where a name may stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from kg_builder.extract.gazetteer import load_gazetteer
from kg_builder.extract.name_words import name_words

# Ranges with capitals in them; which of their characters are capitals is asked of each word found.
_UPPER = "A-Z\u00c0-\u00de\u0100-\u024f\u0370-\u052f\u1e00-\u1eff"
# Initials are one capital, or one Russian letter in two or three Latin ones.
_INITIAL = r"(?:[" + _UPPER + r"]|Ia|Ya|Yu|Iu|Ja|Ju|Je|Ye|Ie|Yo|Kh|Ch|Sh|Zh|Ts|Ph|Th|Shch|Dzh|Zs|Sz|Cs)"


@cache
def _word() -> re.Pattern[str]:
    apostrophe = r"['’‘ʼ](?![sS](?![^\W\d_]))"
    return re.compile(
        rf"[{_UPPER}](?<![^\W_][{_UPPER}])(?:(?:(?<=[{_UPPER}])|(?:(?<=I)|(?<=Y))[aoue]|(?<=[KCSTZPJD])[hsuaez](?:ch|h)?)\.(?=[^\d]|\Z)"
        rf"|[^\W\d_]*(?:{apostrophe}[^\W\d_]+|[-‐‑](?=[^\W\d_])[^\W\d_]+)*)"
    )


# The Arabic article in front of a name ("Qadi al-Amri").
_ARTICLES = frozenset({"al-", "el-", "as-", "ad-", "an-", "ar-", "ash-", "ul-", "os-", "es-"})
# No name has more words than that; it bounds the work on a text that is all capitals.
_LONGEST = 24


class Word(NamedTuple):
    """A capitalised word: offsets, and its folded form without the point of an initial.

    `kind`: I initial, T title, C common word, G given name, U any other.
    """

    start: int
    end: int
    folded: str
    kind: str


@cache
def _kinds() -> dict[str, str]:
    words, places = name_words(), load_gazetteer()
    kinds = dict.fromkeys(places.thing | places.after, "C")
    kinds.update(dict.fromkeys(words.given, "G"))
    kinds.update(dict.fromkeys(words.common, "C"))
    kinds.update(dict.fromkeys(words.titles, "T"))
    return kinds


def find_words(text: str, flat: str) -> list[Word]:
    """Return the capitalised words of a text; `flat` is the text folded one to one."""
    kinds, found = _kinds(), []
    for match in _word().finditer(text):
        start, end = match.span()
        if not text[start].isupper():
            continue
        if text[end - 1] == ".":
            found.append(Word(start, end, flat[start : end - 1], "I"))
        else:
            folded = flat[start:end]
            found.append(Word(start, end, folded, kinds.get(folded) or ("i" if end - start == 1 else "U")))
    return found


def _joins(text: str, flat: str, before: Word, after: Word) -> bool:
    """True if only what may stand inside a name stands between two words."""
    gap = flat[before.end : after.start]
    if gap == " ":
        return True
    if len(gap) > 6:
        return False
    if not gap:
        return before.kind == "I"
    bare = gap.strip()
    if not bare:
        breaks = gap.count("\n") or gap.count("\r")
        if not breaks:
            return len(gap) < 4
        if breaks > 1:
            return False
        if before.kind == "C" or after.kind == "C":
            return False
        # Only wrapped text goes on in the next line; a head's lines are short.
        return before.kind in "TI" or before.end - max(text.rfind("\n", 0, before.end), text.rfind("\r", 0, before.end)) > 60
    if bare == ".":
        return before.kind == "T" and before.end - before.start < 6
    if bare in _ARTICLES:
        return gap[0] == " "
    return bare in name_words().particles and gap[0] == gap[-1] == " "


def runs(text: str, flat: str, words: list[Word]) -> Iterator[list[Word]]:
    """Group the words into runs that a name may stand in."""
    run: list[Word] = []
    for word in words:
        if run and (len(run) == _LONGEST or not _joins(text, flat, run[-1], word)):
            yield run
            run = []
        run.append(word)
    if run:
        yield run
