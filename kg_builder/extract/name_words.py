"""The words by which names are told, from the lexicon, read once: titles, given names, family names, words that are no names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from kg_builder.lexicon import load_table

# One or two syllables of a Chinese given name in Pinyin, Wade-Giles or the Russian way ("Suquan", "Te-huai", "Sian-tsian").
_CHINESE = re.compile(r"(?:(?:chzh|zh|ch|sh|hs|ts|tsz|dz|sz|[bcdfghjklmnpqrstvwxyz])?(?:[iuyü]?[aeoiuyê]{1,2}i?)(?:ng|n|r|h)?'?[-]?){1,3}")
_KOREAN = re.compile(
    r"(?:(?:kk|tt|pp|ss|ch|kh|ph|th|sh|[bcdghjklmnpstyrw])?h?y?w?(?:ae|eo|eu|ui|oe|oo|ou|ee|[aeiouŏŭ]{1,2})(?:ng|[klmnptsrb])?'?[-]?){1,3}"
)
_VIETNAMESE = re.compile(r"(?:ng|nh|th|ph|kh|tr|ch|gi|qu|gh|[bcdđghklmnprstvx])?[aeiouy]{1,3}(?:ng|nh|ch|[cmnpt])?")
_SYLLABLES = {"chinese": _CHINESE, "korean": _KOREAN, "vietnamese": _VIETNAMESE}


# Endings of nouns, adjectives and participles that English forms freely, and surnames hardly.
_ENGLISH = re.compile(
    r".{3,}(?:tions?|ments?|ness|ities|ity|ances?|ences?|isms?|ists?|ical|tional|ously|ized|ised|ous|ive|able|ible|ship|hood|wards?|sts|ds|ese|ish)|.{5,}(?:ings?|ed|ly|ians)"
)


def is_english(folded: str) -> bool:
    """True for a word whose ending makes it an English noun, adjective or participle ("Particulars", "Spreading")."""
    return "-" not in folded and _ENGLISH.fullmatch(folded) is not None


@dataclass(frozen=True, slots=True)
class NameWords:
    """All sets hold folded words."""

    titles: frozenset[str]
    courtesy: frozenset[str]
    given: frozenset[str]
    families: Mapping[str, frozenset[str]]
    particles: frozenset[str]
    common: frozenset[str]
    grammar: frozenset[str]
    """Those of the common words that no surname is: pronouns, numbers, months."""
    person_verbs: frozenset[str]
    verbs: Mapping[str, frozenset[str]]


def _all(table: Mapping[str, str]) -> frozenset[str]:
    return frozenset(word for words in table.values() for word in words.split())


@cache
def name_words() -> NameWords:
    """Return the words of `name_words.toml` and `common_words.toml`."""
    titles, common = load_table("name_words", "titles"), load_table("common_words", "common")
    verbs = {key: frozenset(words.split()) for key, words in load_table("name_words", "verbs").items()}
    return NameWords(
        titles=_all({key: words for key, words in titles.items() if key != "tails"}),
        courtesy=frozenset(titles["courtesy"].split()),
        given=_all(load_table("name_words", "given")),
        families={key: frozenset(words.split()) for key, words in load_table("name_words", "family").items()},
        particles=_all(load_table("name_words", "particles")),
        common=_all(common),
        grammar=frozenset(common["grammar"].split()) | frozenset(common["calendar"].split()),
        person_verbs=verbs["after"],
        verbs=verbs,
    )


def is_east_asian(parts: tuple[str, ...]) -> bool:
    """True for folded words that read as a Chinese, Korean or Vietnamese name, the family's first ("duan", "suquan")."""
    if not 2 <= len(parts) <= 4:
        return False
    words = name_words()
    for tongue, families in words.families.items():
        if parts[0] not in families or (len(parts) > 3 and tongue != "vietnamese"):
            continue
        if all(_SYLLABLES[tongue].fullmatch(part) for part in parts[1:]):
            return True
    return False


def is_family_first(name: str) -> bool:
    """True if a name in full begins with the family's ("Mao Zedong")."""
    return is_east_asian(tuple(name.casefold().replace("’", "'").split()))
