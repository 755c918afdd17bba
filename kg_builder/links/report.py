"""What the stage found, for a person and for a program. The same bytes each time."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from kg_builder import vocab
from kg_builder.links.told import Contradiction, Open, Shortfall, Side, Told
from kg_builder.prefixes import names_below, shorten
from kg_builder.terminal import escape_controls
from kg_builder.terms import Term, iri_of, to_iri

AMBIGUOUS: Final = "link.ambiguous"
_COUNTED: Final = {
    to_iri(vocab.TG_IDENTIFIED_AS): "mentions are telegrams of the corpus",
    to_iri(vocab.TG_RESTATES): "acts restate an act of another telegram",
    to_iri(vocab.TG_ANSWERS): "deliveries answer a request of another telegram",
}


def to_summary(told: Told) -> str:
    """Return one line: how many links, doubts, contradictions and requests without an answer."""
    statements = {one.statement for one in told.linked.links}
    counts = Counter(predicate for _, predicate, _ in statements)
    parts = [f"{counts[predicate]} {words}" for predicate, words in _COUNTED.items()]
    parts[0] = f"{counts[next(iter(_COUNTED))]} of {told.mentioned} {next(iter(_COUNTED.values()))}"
    unanswered = len({one.request for one in told.shortfalls if not one.answered and not one.refused})
    short = len({one.request for one in told.shortfalls if one.answered})
    parts += [f"{len(told.open)} doubts", f"{len(told.contradictions)} contradictions"]
    return "; ".join([*parts, f"{unanswered} requests without an answer, {short} answered in part"])


def to_lines(told: Told) -> Iterator[str]:
    """Yield the report: links by kind, then doubts, contradictions, shortfalls; controls escaped."""
    names = names_below(told.linked.base)
    yield to_summary(told)
    for title, lines in (
        ("Links", _links(told, names)),
        ("Several fit equally, so none is linked", (line for one in told.open for line in _open(one, names))),
        ("Contradictions", (line for one in told.contradictions for line in _contradiction(one, names))),
        ("Asked and not answered, or not in full", (line for one in told.shortfalls for line in _shortfall(one, names))),
    ):
        found = list(lines)
        if found:
            yield ""
            yield title
            yield from (escape_controls(line) for line in found)


def _short(term: Term, names: Mapping[str, str]) -> str:
    return shorten(iri_of(term), names)


def _links(told: Told, names: Mapping[str, str]) -> Iterator[str]:
    for one in told.linked.links:
        yield f"  {' '.join(_short(term, names) for term in one.statement)} [{one.rule}]"


def _open(one: Open, names: Mapping[str, str]) -> Iterator[str]:
    fitting = ", ".join(_short(term, names) for term in one.fitting)
    yield f"  {_short(one.subject, names)} {_short(one.predicate, names)}: {fitting} [{AMBIGUOUS}, {one.rule}]"
    yield from (f"    {quote.as_line()}" for quote in one.quotes)


def _contradiction(one: Contradiction, names: Mapping[str, str]) -> Iterator[str]:
    yield f"  {one.kind} ({one.about}): {one.one.says} against {one.other.says}"
    for side in (one.one, one.other):
        yield f"    {_short(side.telegram, names)} says {side.says}"
        yield from (f"      {quote.as_line()}" for quote in side.quotes)


def _shortfall(one: Shortfall, names: Mapping[str, str]) -> Iterator[str]:
    yield f"  {_short(one.request, names)}: {_state(one)}"
    yield from (f"    {quote.as_line()}" for quote in one.quotes)


def _state(one: Shortfall) -> str:
    state = "answered in part" if one.answered else "refused" if one.refused else "not answered"
    goods = " ".join(part for part in (one.goods, f"({one.unit})" if one.unit else "") if part)
    return f"{state}; {goods}: asked {one.asked}, promised {one.promised}, short {one.short}" if one.asked else f"{state}; {one.label}"


def to_json(told: Told) -> bytes:
    """Return all of it as JSON: terms as bare IRIs, quotes with file, line and column."""
    evidence = told.linked.evidence
    data = {
        "links": [
            {
                "statement": [iri_of(term) for term in one.statement],
                "rule": one.rule,
                "evidence": sorted({iri_of(place) for statement in one.support for place in evidence.get(statement, ())}),
            }
            for one in told.linked.links
        ],
        "mentioned": told.mentioned,
        "ambiguous": [_open_json(one) for one in told.open],
        "contradictions": [
            {"kind": one.kind, "about": one.about, "one": _side_json(one.one), "other": _side_json(one.other)}
            for one in told.contradictions
        ],
        "unanswered": [_shortfall_json(one) for one in told.shortfalls],
    }
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "backslashreplace")


def _open_json(one: Open) -> dict[str, Any]:
    return {
        "code": AMBIGUOUS,
        "subject": iri_of(one.subject),
        "predicate": iri_of(one.predicate),
        "rule": one.rule,
        "fitting": [iri_of(term) for term in one.fitting],
        "quotes": [quote.as_json() for quote in one.quotes],
    }


def _side_json(side: Side) -> dict[str, Any]:
    return {
        "telegram": iri_of(side.telegram),
        "thing": iri_of(side.thing),
        "says": side.says,
        "quotes": [quote.as_json() for quote in side.quotes],
    }


def _shortfall_json(one: Shortfall) -> dict[str, Any]:
    names = ("label", "answered", "refused", "goods", "unit", "asked", "promised", "short")
    return {
        "request": iri_of(one.request),
        **{name: getattr(one, name) for name in names},
        "quotes": [quote.as_json() for quote in one.quotes],
    }
