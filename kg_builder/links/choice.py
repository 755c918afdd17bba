"""From candidates to links: what fits alone is a link, what fits as well as another is a doubt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from kg_builder.links.rules import Candidate
from kg_builder.terms import Term, Triple

Question = tuple[Term, Term, Term]
"""What is asked of a rule: subject and predicate of the link, and the goods where they matter, else ""."""


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """A statement between two documents, the rule that found it, and the statements that support it together."""

    statement: Triple
    rule: str
    support: tuple[Triple, ...]


@dataclass(frozen=True, slots=True, order=True)
class Doubt:
    """Several things fit a mention or an act equally, so none is linked."""

    subject: Term
    predicate: Term
    rule: str
    fitting: tuple[Term, ...]


def choose(
    candidates: Iterable[Candidate], settled: Collection[Question], quoted_in: Mapping[Term, Term]
) -> tuple[list[Link], list[Doubt], set[Question]]:
    """Return the links and doubts of one rule, and the questions that are settled by them; those settled before are not asked again.

    Of a telegram and the one that quotes it, both of which fit, the outer one is meant: it is what was sent under that day.
    """
    asked: dict[Question, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        question = (candidate.statement[0], candidate.statement[1], candidate.commodity)
        if question not in settled:
            asked[question].append(candidate)
    support: dict[tuple[Triple, str], set[Triple]] = defaultdict(set)
    doubts = set[Doubt]()
    for (subject, predicate, _), some in asked.items():
        objects = {one.statement[2] for one in some}
        objects = {obj for obj in objects if quoted_in.get(obj) not in objects}
        if len(objects) > 1:
            doubts.add(Doubt(subject, predicate, some[0].rule, tuple(sorted(objects))))
            continue
        for one in some:
            if one.statement[2] in objects:
                support[one.statement, one.rule].update(one.support)
    links = [Link(statement, rule, tuple(sorted(some))) for (statement, rule), some in support.items()]
    return sorted(links), sorted(doubts), set(asked)
