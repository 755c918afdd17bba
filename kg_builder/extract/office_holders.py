"""Heads of state whom a State Department print names by their office alone: "President still in Seoul".

The post that sends the telegram tells the country, the authority files tell who held its office on that day; where they
know none or several, the office stays an office.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from kg_builder.authority import AuthorityEntry
from kg_builder.extract.gazetteer import load_gazetteer
from kg_builder.extract.names import Fit, NameIndex, fold_name
from kg_builder.extract.page import Page
from kg_builder.extract.parties import Parties
from kg_builder.extract.person_names import Found
from kg_builder.model import Span

_POST = re.compile(
    r"\b(?:ambassador|ambassador-designate|charge|minister|embassy|legation)(?: ad interim)? (?:in|at) (?:the )?([a-z' -]{3,40}?)(?= \(| to\b|[\n\r,.])"
)
# What the text says, and what an entry's role then says. A "Prime Minister" is left an office: prints use it of many.
_SAID = re.compile(r"(?<![^\W_])president(?![^\W_])(?! of| and prime|-)")
_ROLE = re.compile(r"(?<!vice )\bpresident\b(?! of the executive)")
_YEARS = re.compile(r"(from|to)? ?(?:[a-z]{3} )?(\d{4})(?:-(\d{2,4}))?")
_ANOTHERS = re.compile(r"(?:vice|us|u\.s\.|american|mr\.?|former|ex|deputy|by|for|pass|to|from|the secretary and)[ -]\Z")


def _terms(role: str) -> list[tuple[int, int]]:
    """Return the years in brackets of a role, first and last: "(1950-52, 1960-61)", "(to Oct 1951)", "(from 1966)"."""
    found = []
    for bracket in re.findall(r"\(([^)]*)\)", role):
        for word, year, end in _YEARS.findall(bracket):
            last = int(year[: 4 - len(end)] + end) if end else int(year)
            found.append((0 if word == "to" else int(year), 9999 if word == "from" else last))
    return found


def _holds(entry: AuthorityEntry, written: date) -> bool:
    if entry.until is not None and entry.until < written:
        return False
    for role in entry.role.casefold().split(";"):
        terms = _terms(role)
        if _ROLE.search(role) and (not terms or any(first <= written.year <= last for first, last in terms)):
            return True
    return False


def _host(page: Page, index: NameIndex, written: date) -> tuple[str, int] | None:
    """Return the key of the state to which the sending post is accredited, and where the head of the telegram ends."""
    post = _POST.search(page.flat, 0, 600)
    if not post:
        return None
    countries = (name for name, country in load_gazetteer().countries.items() if post[1] in map(fold_name, country.names))
    country = next(countries, None)
    state = Parties(page, index, written).state(country) if country else None
    return (state.key, post.end()) if state and state.key and state.key != "usa" else None


def find_holders(page: Page, index: NameIndex, written: date | None) -> Iterator[Found]:
    """Yield the bare offices that the authority files give one holder on that day; only in telegrams from a post abroad."""
    host = _host(page, index, written) if page.family == "print" and written else None
    if host is None or written is None:
        return
    holders = [entry for entry in index.heads_of(host[0]) if _holds(entry, written)]
    if len(holders) > 1:
        # A role is told in the order of time: who was something else before is not yet president.
        holders = [entry for entry in holders if _ROLE.search(entry.role.casefold().split(";")[0])]
    if len(holders) == 1:
        yield from _said(page, holders[0], host[1])


def _said(page: Page, holder: AuthorityEntry, after: int) -> Iterator[Found]:
    for found in _SAID.finditer(page.flat, after):
        start, end = found.span()
        named = page.text[end : end + 2].lstrip(" ")[:1].isupper()
        if page.text[start].isupper() and not named and not _ANOTHERS.search(page.flat, max(0, start - 18), start):
            span = Span(start, end)
            yield Found(span=span, name=span, surname=found[0], fits=(Fit(holder, "label"),), rule="names.head-of-state")
