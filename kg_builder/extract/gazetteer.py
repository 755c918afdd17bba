"""Countries, their peoples and places that the lexicon knows besides the authority files; they are words, not identities."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from kg_builder.lexicon import load_table

Family = Literal["archive", "print"]
"""The two families of texts: archive translations and State Department prints."""


@dataclass(frozen=True, slots=True)
class Country:
    """A country: its names, the preferred first, words for what and who belongs to it, and places inside it."""

    names: tuple[str, ...]
    peoples: tuple[str, ...]
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All countries by name; which of two an adjective means by family of text; other places; nouns of places and things, folded."""

    countries: Mapping[str, Country]
    shared: Mapping[str, Mapping[str, str]]
    areas: tuple[str, ...]
    after: frozenset[str]
    before: frozenset[str]
    thing: frozenset[str]

    def peoples(self) -> Iterator[tuple[str, str]]:
        """Yield each adjective or people's name with its country's."""
        for name, country in self.countries.items():
            for word in country.peoples:
                yield word, name

    def places(self) -> Iterator[str]:
        """Yield all places but the countries themselves."""
        for country in self.countries.values():
            yield from country.places
        yield from self.areas


def _commas(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (part.strip() for part in text.replace("\n", " ").split(","))))


def _peoples(text: str) -> tuple[str, ...]:
    words = text.split()
    # "East Germans", "North Korean" are two words of one name.
    heads = {"East", "West", "North", "South", "New", "Saudi", "Costa"}
    pairs = tuple(f"{a} {b}" for a, b in itertools.pairwise(words) if a in heads)
    singles = tuple(word for i, word in enumerate(words) if word not in heads - {"Saudi"} and (i == 0 or words[i - 1] not in heads))
    return pairs + singles


@cache
def load_gazetteer() -> Gazetteer:
    """Return the tables of `gazetteer.toml`."""
    countries = {}
    for name, row in load_table("gazetteer", "countries").items():
        further, peoples, places = row.split("|")
        countries[name] = Country((name, *_commas(further)), _peoples(peoples), _commas(places))
    nouns = {key: frozenset(words.split()) for key, words in load_table("gazetteer", "nouns").items()}
    return Gazetteer(countries, load_table("gazetteer", "shared"), _commas(load_table("gazetteer", "areas")["names"]), **nouns)
