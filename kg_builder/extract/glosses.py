"""What a bracket beside a name adds: a second spelling, forenames, the man behind a code name.

`FENG XI [Stalin]`, `Ambassador Wang [Jiaxiang]`, `General [S.M.] Shtemenko`, `[Anastas] Mikoyan`, `PAK HEON-YEONG [Pak Hon Yong]`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kg_builder.extract.name_words import name_words
from kg_builder.extract.names import Fit, NameIndex, sound, squeeze
from kg_builder.extract.page import Page
from kg_builder.extract.person_names import Found, Loose, title_before
from kg_builder.model import Span

_AFTER = re.compile(r"[ \xa0]{0,2}[\[(]([^\[\]()\n\r]{1,60})[\])]")
_BEFORE = re.compile(r"\[([^\[\]()\n\r]{1,60})\][ \xa0]{1,2}\Z")
_PART = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\.?")


def are_persons(fits: Sequence[Fit]) -> bool:
    """True if one of the fits is a person's own name, no code name."""
    return any(fit.how != "code" for fit in fits)


def _same(first: Sequence[Fit], second: Sequence[Fit]) -> tuple[Fit, ...]:
    keys = {fit.entry.key for fit in second}
    return tuple(fit for fit in first if fit.entry.key in keys)


def _with_inner(found: Found, inner: Found, end: int) -> Found | None:
    """Return the name with a name in the bracket after it; None if they are two persons."""
    span = Span(found.span.start, end)
    both = _same(inner.fits, found.fits)
    if both:
        return replace(found, span=span, fits=both, alias=inner.name, forenames=found.forenames or inner.forenames)
    if are_persons(inner.fits):
        if are_persons(found.fits) and not any(fit.how == "code" for fit in found.fits):
            return None
        spelling = sound(squeeze(found.surname)) == sound(squeeze(inner.surname))
        rule = "names.spelling" if spelling else "names.gloss"
        return replace(found, span=span, fits=inner.fits, alias=inner.name, rule=rule, forenames=inner.forenames, surname=inner.surname)
    return replace(found, span=span, alias=inner.name)


def _with_words(page: Page, index: NameIndex, found: Found, content: Span, end: int) -> Found | None:
    """Return the name with forenames or the rest of itself from the bracket after it; None if the bracket says something else."""
    parts = [part.rstrip(".") for part in _PART.findall(page.flat[content.start : content.end])]
    words = page.text[content.start : content.end]
    if not parts or not words[0].isupper() or len(parts) > 4 or re.search(r"\d", words):
        return None
    name = page.text[found.name.start : found.name.end]
    fits = tuple(fit for form in (f"{name} {words}", f"{words} {name}", words) for fit in index.lookup(form) if fit.entry.kind == "person")
    span = Span(found.span.start, end)
    if fits:
        both = _same(fits, found.fits) or fits
        return replace(found, span=span, fits=both, alias=content)
    known = name_words()
    if all(len(part) < 3 or part in known.given for part in parts):
        return replace(found, span=span, forenames=(*found.forenames, *parts), alias=content)
    if (found.title or found.fits) and len(parts) == 1 and parts[0] not in known.common and parts[0] not in known.titles:
        return replace(found, span=span, alias=content)
    return None


def _after(page: Page, index: NameIndex, found: Found, others: Sequence[Found]) -> tuple[Found, Span | None]:
    bracket = _AFTER.match(page.flat, found.span.end)
    if not bracket:
        return found, None
    content, whole = Span(*bracket.span(1)), Span(*bracket.span())
    inner = [other for other in others if content.contains(other.name)]
    if inner:
        rest = page.flat[content.start : inner[0].span.start] + page.flat[inner[-1].span.end : content.end]
        if re.search(r"[^\W\d_]{2,}", re.sub(r"soviet|chinese|comrade|i\.e\.|pseudonym(?: of)?|alias|the ", "", rest)):
            return found, None
        best = next((other for other in reversed(inner) if are_persons(other.fits)), inner[-1])
        merged = _with_inner(found, best, whole.end)
    else:
        merged = _with_words(page, index, found, content, whole.end)
    return (found, None) if merged is None else (merged, whole)


def _before(page: Page, found: Found) -> tuple[Found, Span | None]:
    window = page.flat[max(0, found.span.start - 66) : found.span.start]
    bracket = _BEFORE.search(window)
    if not bracket:
        return found, None
    low = found.span.start - len(window)
    parts = [part.rstrip(".") for part in _PART.findall(bracket[1])]
    words = name_words()
    given: list[str] = []
    while parts and (parts[-1] in words.given or len(parts[-1]) < 3):
        given.insert(0, parts.pop())
    titled = bool(parts) and (parts[-1] in words.titles or any(part in words.titles for part in parts))
    if not given and not titled:
        return found, None
    start, title = title_before(page, low + bracket.start())
    span = Span(start, found.span.end)
    return replace(found, span=span, forenames=(*given, *found.forenames), title=title or (parts[-1] if titled else found.title)), Span(
        low + bracket.start(), found.span.start
    )


def merge_glosses(page: Page, index: NameIndex, found: Sequence[Found], loose: Sequence[Loose]) -> tuple[list[Found], list[Loose]]:
    """Return the names with their brackets, and without those names and words that are but a bracket of another."""
    merged: list[Found] = []
    gone: list[Span] = []
    for one in found:
        if any(span.contains(one.name) for span in gone):
            continue
        with_before, before = _before(page, one)
        with_both, after = _after(page, index, with_before, found)
        gone += [span for span in (before, after) if span]
        merged.append(with_both)
    left = [one for one in merged if not any(span.contains(one.name) for span in gone)]
    return left, [one for one in loose if not any(span.contains(Span(one.units[0].start, one.units[-1].end)) for span in gone)]
