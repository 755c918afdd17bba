"""Code names at work in a page: resolved by the page's own gloss, else by the authority files, else left open."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from kg_builder.extract.identity import to_mixed
from kg_builder.extract.messages import Mention
from kg_builder.extract.name_words import name_words
from kg_builder.extract.names import fold_name, squeeze
from kg_builder.model import CodeNameUse, Entity, Finding, Span, Stated
from kg_builder.source import SourceText

if TYPE_CHECKING:
    from kg_builder.authority import Authorities
    from kg_builder.extract.given import Given

Telegrams = Sequence[tuple[int | None, Span]]


def _name(source: SourceText, mention: Mention) -> str:
    """Return the bare name on one line, letters set apart joined ("C H A N F U" is CHANFU)."""
    words = re.sub(r"\s+", " ", source.text[mention.name.start : mention.name.end])
    return words.replace(" ", "") if re.fullmatch(r"(?:[^\W\d_] )+[^\W\d_]", words) else words


def _is_ordinary(source: SourceText, mention: Mention) -> bool:
    """True for a name with a rank, an office or initials: code names take none."""
    words = name_words()
    title = fold_name(source.text[mention.span.start : mention.name.start]).replace(".", " ").split()
    ranked = any(word in words.titles and word not in words.courtesy for word in title)
    return ranked or "." in source.text[mention.name.start : mention.name.end]


def _is_code_name(source: SourceText, mention: Mention, name: str, given: Given) -> bool:
    if mention.rule in ("names.gloss", "names.code-name"):
        return True
    if _is_ordinary(source, mention):
        return False
    key = mention.entity.key
    fits = [fit for fit in given.names.lookup(name) if fit.entry.kind == "person"]
    return any(fit.how == "code" and (fit.entry.key == key or key is None) for fit in fits)


def _innermost(telegrams: Telegrams, offset: int) -> int | None:
    around = [(span.end - span.start, start) for start, span in telegrams if span.start <= offset < span.end]
    return min(around, key=lambda one: one[0])[1] if around else telegrams[0][0] if telegrams else None


def _denotes(source: SourceText, mention: Mention, gloss: Mention | None) -> Stated[Entity]:
    shown = gloss or mention
    evidence = (source.quote(shown.span.start if gloss else shown.name.start, shown.span.end),)
    if gloss:
        return Stated(mention.entity, evidence, "code-names.gloss")
    basis = f"person/{mention.entity.key}" if mention.entity.key else None
    return Stated(mention.entity, evidence, "code-names.authority" if basis else "code-names.open", basis)


def _open(source: SourceText, mention: Mention, name: str, authorities: Authorities) -> Finding:
    known = authorities.entries
    may_be = [
        known["person", key.removeprefix("person/")].name
        for key in mention.entity.may_be
        if ("person", key.removeprefix("person/")) in known
    ]
    who = f"it may be {' or '.join(may_be)}" if may_be else "the authority files know no bearer for that day"
    return Finding("name.open", "info", f'"{name}" is left open: {who}', mention.name)


def _findings(source: SourceText, given: Given, mentions: Sequence[Mention]) -> Iterator[Finding]:
    """Yield one finding for each person whom several entries fit, at the first mention."""
    seen = set()
    for mention in mentions:
        if mention.entity.kind == "person" and mention.entity.may_be and mention.entity.first not in seen:
            seen.add(mention.entity.first)
            yield _open(source, mention, _name(source, mention), given.authorities)


def find_code_names(
    source: SourceText,
    given: Given,
    mentions: tuple[Mention, ...],
    telegrams: tuple[tuple[int | None, Span], ...],
    written: date | None = None,
) -> tuple[tuple[CodeNameUse, ...], tuple[Finding, ...]]:
    """Return one use for each code name in each telegram, and what stayed open; `telegrams` are (start, span), the innermost wins.

    `written` has done its work in `find_mentions`: a code name out of its days stands for a provisional person.
    """
    coded = [(mention, _name(source, mention)) for mention in mentions if mention.entity.kind == "person"]
    coded = [(mention, name) for mention, name in coded if _is_code_name(source, mention, name, given)]
    glosses: dict[tuple[str, Entity], Mention] = {}
    for mention, name in coded:
        if source.text[mention.name.end : mention.span.end].strip():
            glosses.setdefault((squeeze(name), mention.entity), mention)
    uses: dict[tuple[int | None, str], CodeNameUse] = {}
    for mention, name in coded:
        telegram = _innermost(telegrams, mention.name.start)
        key = (telegram, squeeze(name))
        if key not in uses:
            words = Stated(to_mixed(name), (source.quote(mention.name.start, mention.name.end),), "code-names.words")
            denotes = _denotes(source, mention, glosses.get((squeeze(name), mention.entity)))
            uses[key] = CodeNameUse(start=mention.name.start, telegram=telegram, name=words, denotes=denotes)
    return tuple(uses.values()), tuple(_findings(source, given, mentions))
