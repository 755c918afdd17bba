"""Known names in a text: one pass of an Aho-Corasick automaton over all labels of the authority files.

Text and labels are folded alike: case, accents, kinds of quotes, hyphens and white space do not count, and a name may
break over a line. Offsets are mapped back, so a hit's span is always one of the text as decoded.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Literal, NamedTuple

import ahocorasick

from kg_builder.authority import Authorities, AuthorityEntry
from kg_builder.extract.gazetteer import load_gazetteer
from kg_builder.extract.name_words import is_east_asian, is_family_first
from kg_builder.model import Span

How = Literal["label", "hidden", "code", "context", "surname", "word", "people"]
"""How a string belongs to an entry, the firmest first; "surname" was cut from a longer label.

"word" and "people" are the gazetteer's: a place, and whoever belongs to a country ("Koreans"). Their entries have no key.
"""

_FIRMNESS: Mapping[str, int] = {"label": 0, "hidden": 1, "code": 2, "context": 3, "surname": 4, "word": 5, "people": 6}
_GONE = "\u200b"
_SINGLE = {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "\u00ad": _GONE, "\u200c": _GONE, "\u200d": _GONE, "\ufeff": _GONE, "\u2060": _GONE}
_QUOTES = dict.fromkeys("‘’ʼ′`´ʹ‛", "'") | dict.fromkeys("“”„‟″", '"') | dict.fromkeys("‐‑‒–—―−", "-")


def _fold_character(char: str) -> str:
    """Return one code point for one code point."""
    if char in "\n\r":
        return char
    if char.isspace():
        return " "
    if unicodedata.combining(char):
        return _GONE
    small = char.casefold()
    small = small if len(small) == 1 else char
    small = _SINGLE.get(small) or _QUOTES.get(small) or small
    plain = unicodedata.normalize("NFD", small)
    return plain[0] if len(plain) > 1 and all(map(unicodedata.combining, plain[1:])) else small


class _FoldTable(dict[int, str]):
    """Folding of code points, worked out when one first occurs; what `str.translate` asks for."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_character(chr(code))
        return folded


_TABLE = _FoldTable()

# White space of any length is one blank, a blank line is "\n"; an apostrophe inside a word ("Xi'an", not "Stalin's")
# and whatever is invisible go; a word broken by a hyphen at the line's end is joined, a blank after a hyphen goes.
# Each branch begins with a literal, which lets `re` skip from one such character to the next; several patterns are faster than one.
_BLANKS = re.compile(r" [ \n\r]+|\n[ \n\r]*|\r[ \n\r]*")
_MARKS = (
    ("-", re.compile(r"-[ ]?[\n\r]{1,2}[ ]{0,8}(?=[^\W\d_])|-(?<=[^\W\d_]-) (?=[^\W\d_])")),
    ("'", re.compile(r"'(?<=[^\W\d_]')(?=[^\W\d_]{2})")),
    (_GONE, re.compile(r"\u200b+")),
)


@dataclass(frozen=True, slots=True)
class FoldedText:
    """A folded text with the way back: `original(i)` is where its code point `i` stands in the text."""

    text: str
    _at: tuple[int, ...]
    _shift: tuple[int, ...]

    def original(self, index: int) -> int:
        """Return the offset in the text as decoded."""
        return index + self._shift[bisect_right(self._at, index) - 1]


def flatten(text: str) -> str:
    """Fold case, accents, quotes and hyphens, one code point for one: offsets hold as they are."""
    return text.translate(_TABLE)


def _loose(text: str, flat: str) -> list[tuple[int, int, str]]:
    """Return what folding changes the length of: start, end, and the characters that stand for it."""
    found = []
    for blank in _BLANKS.finditer(flat):
        run = blank[0]
        if len(run) > 1:
            found.append((blank.start(), blank.end(), "\n" if run.count("\n") > 1 or run.count("\r") > 1 else " "))
    marks = []
    for start, end in (mark.span() for sign, pattern in _MARKS if sign in flat for mark in pattern.finditer(flat)):
        # "Andong-" at a line's end before "Sinuiju" keeps its hyphen, so does "PAK IL- U".
        hyphen = flat[start] == "-" and ((end - start == 2 and flat[start + 1] == " ") or text[end].isupper())
        marks.append((start, end, "-" if hyphen else ""))
    if not marks:
        return found
    ends = {end for _, end, _ in marks}
    return sorted([*marks, *(blank for blank in found if blank[1] not in ends)])


def fold(text: str, flat: str | None = None) -> FoldedText:
    """Fold a text for matching; `flat` is the flattened text, if there is one already."""
    same_length = flatten(text) if flat is None else flat
    parts: list[str] = []
    at, shift, done, length = [0], [0], 0, 0
    for start, end, new in _loose(text, same_length):
        parts += (same_length[done:start], new)
        length += start - done + len(new)
        at.append(length)
        shift.append(end - length)
        done = end
    parts.append(same_length[done:])
    return FoldedText("".join(parts).replace("\r", " ") if "\r" in same_length else "".join(parts), tuple(at), tuple(shift))


@lru_cache(maxsize=1 << 14)
def fold_name(name: str) -> str:
    """Return a name as `fold` gives it, with blanks between its parts and none around it."""
    return fold(name).text.strip().replace("\n", " ")


@lru_cache(maxsize=1 << 14)
def squeeze(name: str) -> str:
    """Return the letters and figures of a name alone: "S H T Y K O V" and "Shty-kov" are one."""
    return "".join(filter(str.isalnum, fold_name(name)))


# Romanisations of the same Russian letters, made one; in this order.
_SOUNDS = (
    (re.compile(r"shtch|shch|sch|sh|zh|ch|ts|tz|cz"), "c"),
    (re.compile(r"(?:iy|yi|ij|yj|ii|yy|i|y|j)$"), ""),
    (re.compile(r"off$|ow$|ov$|of$"), "ov"),
    (re.compile(r"ks"), "x"),
    (re.compile(r"kh|gh"), "h"),
    (re.compile(r"[iyj]+"), "i"),
    (re.compile(r"i(?=[aeou])"), ""),
    (re.compile(r"w"), "v"),
    (re.compile(r"(.)\1+"), r"\1"),
)


def sound(letters: str) -> str:
    """Return what is common to the romanisations of a Russian surname, given in folded letters."""
    for pattern, new in _SOUNDS:
        letters = pattern.sub(new, letters)
    return letters


@dataclass(frozen=True, slots=True)
class Fit:
    """An entry that a string may stand for, and how."""

    entry: AuthorityEntry
    how: How


class NameHit(NamedTuple):
    """A known string in the text and all entries that it fits, the firmest first."""

    span: Span
    fits: tuple[Fit, ...]
    is_person: bool
    """True if one of the fits is a person."""

    @property
    def entries(self) -> tuple[AuthorityEntry, ...]:
        """The authority entries alone."""
        return tuple(fit.entry for fit in self.fits if fit.entry.key)


def _surnames(entry: AuthorityEntry) -> Iterator[str]:
    """Yield what a person may be called by alone, besides the labels; none for names that begin with the family's."""
    if entry.kind != "person":
        return
    parts = entry.name.split()
    if len(parts) > 1 and len(parts[-1]) > 2 and parts[-1][0].isupper() and not is_family_first(entry.name):
        yield parts[-1]
    for label in entry.hidden:
        if "," in label:
            yield label.split(",")[0]


def _words() -> Iterator[tuple[str, How, AuthorityEntry]]:
    gazetteer = load_gazetteer()
    for place in gazetteer.places():
        yield place, "word", AuthorityEntry(kind="place", key="", name=place)
    for name, country in gazetteer.countries.items():
        for label in country.names:
            yield label, "word", AuthorityEntry(kind="state", key="", name=name)
    for word, name in gazetteer.peoples():
        yield word, "people", AuthorityEntry(kind="state", key="", name=name)


def _labels(entry: AuthorityEntry) -> Iterator[tuple[str, How]]:
    for labels, firm in (((entry.name, *entry.labels), "label"), (entry.hidden, "hidden")):
        for label in labels:
            how: How = "context" if label in entry.context_labels else "label" if firm == "label" else "hidden"
            yield label, how
            # "Andong (now Dandong)" is Andong.
            if label.endswith(")") and " (" in label:
                yield label.split(" (")[0], how
    for code in entry.code_names:
        yield code.name, "code"
    for label in _surnames(entry):
        yield label, "surname"


def _variants(label: str) -> tuple[str, ...]:
    """Return the folded label as written, without its apostrophes, and with blanks, hyphens or nothing between syllables."""
    plain = fold_name(label)
    bare = plain.replace("'", "")
    forms = [plain, bare]
    if "-" in plain and not any(map(str.isdigit, plain)):
        forms += (bare.replace("-", " "), bare.replace("-", ""))
    if ". " in plain:
        forms += [form.replace(". ", ".") for form in forms[:2]]
    parts = bare.replace("-", " ").split(" ")
    if len(parts) == 3 and is_east_asian(tuple(parts)):
        forms += (f"{parts[0]} {parts[1]}-{parts[2]}", f"{parts[0]} {parts[1]}{parts[2]}", " ".join(parts))
    return tuple(dict.fromkeys(filter(None, forms)))


def _needs_capitals(label: str) -> bool:
    letters = [char for char in label if char.isalpha()]
    return len(letters) < 6 and all(map(str.isupper, letters))


@dataclass(frozen=True, slots=True)
class _Key:
    """One folded string of the index: its fits, whether it must stand in capitals, whether its first letter must be one."""

    length: int
    fits: tuple[Fit, ...]
    is_person: bool
    capitals: bool
    capital: bool


def _all_labels(entries: Iterable[AuthorityEntry]) -> Iterator[tuple[str, How, AuthorityEntry]]:
    for entry in entries:
        for label, how in _labels(entry):
            yield label, how, entry
    yield from _words()


def _keys(entries: Iterable[AuthorityEntry]) -> dict[str, _Key]:
    found: dict[str, dict[tuple[str, str], Fit]] = {}
    shapes: dict[str, tuple[bool, bool]] = {}
    for label, how, entry in _all_labels(entries):
        loose = entry.kind == "organization" and " " in label
        shape = (_needs_capitals(label), not loose and label[:1].isupper())
        for form in _variants(label):
            if len(form) < 2:
                continue
            fits = found.setdefault(form, {})
            old = fits.get((entry.kind, entry.key or entry.name))
            if old is None or _FIRMNESS[how] < _FIRMNESS[old.how]:
                fits[entry.kind, entry.key or entry.name] = Fit(entry, how)
            before = shapes.get(form, (True, True))
            shapes[form] = (shape[0] and before[0], shape[1] and before[1])
    ordered = {form: tuple(sorted(fits.values(), key=_order)) for form, fits in found.items()}
    return {form: _Key(len(form), fits, any(fit.entry.kind == "person" for fit in fits), *shapes[form]) for form, fits in ordered.items()}


def _order(fit: Fit) -> tuple[int, str, str]:
    return _FIRMNESS[fit.how], fit.entry.kind, fit.entry.key


def _families(entries: Iterable[AuthorityEntry]) -> dict[str, tuple[Fit, ...]]:
    found: dict[str, list[Fit]] = {}
    for entry in entries:
        if entry.kind == "person" and is_family_first(entry.name):
            for family in dict.fromkeys(fold_name(label).split()[0] for label in (entry.name, *entry.labels) if is_family_first(label)):
                found.setdefault(family, []).append(Fit(entry, "context"))
    return {family: tuple(fits) for family, fits in found.items()}


def _heads(entries: Iterable[AuthorityEntry]) -> dict[str, tuple[AuthorityEntry, ...]]:
    found: dict[str, list[AuthorityEntry]] = {}
    for entry in entries:
        if entry.kind == "person" and entry.acts_for and "President" in entry.role:
            found.setdefault(entry.acts_for, []).append(entry)
    return {state: tuple(heads) for state, heads in found.items()}


_PLACE = itemgetter(0, 1)


@dataclass(frozen=True, slots=True, eq=False)
class NameIndex:
    """All labels, hidden labels, surnames and code names of the authority files, ready to be found; can be pickled."""

    _automaton: ahocorasick.Automaton
    _by_letters: Mapping[str, tuple[Fit, ...]]
    _by_sound: Mapping[str, tuple[Fit, ...]]
    _by_family: Mapping[str, tuple[Fit, ...]]
    _heads: Mapping[str, tuple[AuthorityEntry, ...]]

    @classmethod
    def build(cls, authorities: Authorities) -> NameIndex:
        """Compile the index; costs some hundred milliseconds for two thousand entries, once a process."""
        automaton = ahocorasick.Automaton()
        by_letters: dict[str, tuple[Fit, ...]] = {}
        by_sound: dict[str, tuple[Fit, ...]] = {}
        keys = _keys(authorities.entries.values())
        for form in sorted(keys):
            automaton.add_word(form, keys[form])
            letters = "".join(filter(str.isalnum, form))
            by_letters.setdefault(letters, keys[form].fits)
            if " " not in form and keys[form].fits[0].entry.kind == "person":
                by_sound.setdefault(sound(letters), keys[form].fits)
        automaton.make_automaton()
        return cls(automaton, by_letters, by_sound, _families(authorities.entries.values()), _heads(authorities.entries.values()))

    def find(self, text: str) -> tuple[NameHit, ...]:
        """Return the longest known names, left to right, none overlapping another."""
        return self.find_folded(text, fold(text))

    def find_folded(self, text: str, folded: FoldedText) -> tuple[NameHit, ...]:
        """Do the same for a text that is folded already."""
        line = folded.text
        # A sentinel at each end saves the tests for the text's ends.
        ringed, found = f"\n{line}\n", []
        for last, key in self._automaton.iter(line) if self._by_letters else ():
            start = last + 1 - key.length
            # Most hits lie inside longer words; only a capital can begin a name there, a figure or a capital follow one.
            if ringed[start].isalnum() and not (text[folded.original(start)].isupper() and self._starts_word(text, folded, start)):
                continue
            if ringed[last + 2].isalnum() and not self._ends_word(text, folded, last):
                continue
            found.append((start, -last, key))
        found.sort(key=_PLACE)
        return tuple(self._longest(text, folded, found))

    @staticmethod
    def _starts_word(text: str, folded: FoldedText, start: int) -> bool:
        """True for a name glued to the word or footnote digit before it: "receivedBeijing", "446,2Lawson"."""
        here = folded.original(start)
        return (
            here > 0
            and text[here].isupper()
            and (text[here - 1].islower() or (text[here - 1].isdigit() and text[here + 1 : here + 2].islower()))
        )

    @staticmethod
    def _ends_word(text: str, folded: FoldedText, last: int) -> bool:
        """True for a name glued to the next word, to a figure or to a footnote digit: "BeijingReceived", "Ceylon1"."""
        here = folded.original(last)
        after = text[here + 1 : here + 2]
        return text[here].islower() and (after.isupper() or after.isdigit())

    @staticmethod
    def _longest(text: str, folded: FoldedText, found: list[tuple[int, int, _Key]]) -> Iterator[NameHit]:
        done = -1
        for start, minus_last, key in found:
            if start <= done:
                continue
            end = folded.original(-minus_last) + 1
            while end < len(text) and text[end] > "\u02ff" and unicodedata.combining(text[end]):
                end += 1
            span = Span(folded.original(start), end)
            words = text[span.start : span.end]
            if (key.capital and not words[0].isupper()) or (key.capitals and not words.isupper()):
                continue
            done = -minus_last
            yield NameHit(span, key.fits, key.is_person)

    def lookup(self, name: str) -> tuple[Fit, ...]:
        """Return the entries that bear this very name, whatever its blanks, hyphens and apostrophes ("S T A L I N")."""
        return self._by_letters.get(squeeze(name), ())

    def of_family(self, name: str) -> tuple[Fit, ...]:
        """Return the Chinese, Korean and Vietnamese persons of this family name, folded."""
        return self._by_family.get(name, ())

    def heads_of(self, state: str) -> tuple[AuthorityEntry, ...]:
        """Return the persons with a role at the head of a state, given by its key."""
        return self._heads.get(state, ())

    def sounding(self, name: str) -> tuple[Fit, ...]:
        """Return the persons whose surname is another romanisation of this one ("Vyshinskyy", "Razuvayev")."""
        return self._by_sound.get(sound(squeeze(name)), ())
