"""What a bracket beside a name adds: a second spelling, forenames, the man behind a code name.

`FENG XI [Stalin]`, `Ambassador Wang [Jiaxiang]`, `General [S.M.] Shtemenko`, `[Anastas] Mikoyan`, `PAK HEON-YEONG [Pak Hon Yong]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

from kg_builder.extract.gazetteer import load_gazetteer
from kg_builder.extract.name_words import name_words
from kg_builder.extract.names import Fit, NameIndex, flatten, sound, squeeze
from kg_builder.extract.page import Cover, Page
from kg_builder.extract.person_names import Found, Loose, title_before
from kg_builder.model import Span

_AFTER = re.compile(r"[ \xa0]{0,2}[\[(]([^\[\]()\n\r]{1,60})[\])]")
# A sentence, mostly of a footnote, that explains a code name.
_IS = re.compile(
    r"[\"')]? (?:is|was|=|stands for|i\.e\.,?|means) (?:(?:a|the) )?(?:(?:pseudonym|code ?name|alias|cover name|nom de guerre) (?:of|for|used by) )?"
)
# Forenames after a comma, up to a colon or a bracket.
_FORENAMES_AFTER = re.compile(r", ((?:[^\W\d_a-z][^\W\d_]{0,15}\.?[ .]{0,2}){1,3})(?=[:)])")
_CLOSED = re.compile(r"([^\]\n\r]{1,120})\][ \xa0]{1,2}\Z")
_ROLE = re.compile(
    r"\b(?:leader|chief|head|deputy|director|commentator|columnist|secretary|minister|ambassador|premier|president|chairman)\b",
    re.IGNORECASE,
)
_INITIAL_SUPPLIED = re.compile(r"(?<![^\W_])([^\W\d_a-z])\.?\[([^\W\d_]{1,12})\][ \xa0]{1,2}\Z")
_PART = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\.?")


def are_persons(fits: Sequence[Fit]) -> bool:
    """True if one of the fits is a person's own name, no code name."""
    return any(fit.how != "code" for fit in fits)


def _same(first: Sequence[Fit], second: Sequence[Fit]) -> tuple[Fit, ...]:
    keys = {fit.entry.key for fit in second}
    return tuple(fit for fit in first if fit.entry.key in keys)


def _with_inner(found: Found, inner: Found, end: int, square: bool) -> Found | None:
    """Return the name with a name in the bracket after it; None if they are two persons."""
    span = Span(found.span.start, end)
    both = _same(inner.fits, found.fits)
    if both:
        return replace(found, span=span, fits=both, alias=inner.name, forenames=found.forenames or inner.forenames)
    if are_persons(inner.fits):
        if are_persons(found.fits) and not any(fit.how == "code" for fit in found.fits):
            # "Stalin [Kuznetsov]" is Stalin under another's name; in round brackets they are two.
            return replace(found, span=span, alias=inner.name) if square else None
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
    if not any(mark in page.flat[found.span.end : found.span.end + 3] for mark in "[("):
        return found, None
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
        merged = _with_inner(found, best, whole.end, page.flat[whole.start : content.start].endswith("["))
    else:
        merged = _with_words(page, index, found, content, whole.end)
    return (found, None) if merged is None else (merged, whole)


def supplied_before(page: Page, start: int) -> tuple[int, tuple[str, ...], bool]:
    """Read the bracket right before an offset: where it begins, the forenames in it, and whether it holds a title.

    "[Foreign Ministry Director Eugeniusz] MILNIKIEL", "[Fidel] Castro", "J.[oseph] Alsop"; the bracket may have opened long before.
    """
    if "]" not in page.text[max(0, start - 3) : start]:
        return start, (), False
    window = page.text[max(0, start - 130) : start]
    low = start - len(window)
    initial = _INITIAL_SUPPLIED.search(window)
    if initial:
        return low + initial.start(), (flatten(initial[1] + initial[2]),), False
    bracket = _CLOSED.search(window)
    if not bracket:
        return start, (), False
    inside, base = bracket[1], low + bracket.start(1)
    opens = inside.rfind("[")
    parts = [(part.start(), part[0]) for part in _PART.finditer(inside, opens + 1)]
    given: list[str] = []
    at = len(inside)
    while parts and len(given) < 3 and _is_forename(parts[-1][1]):
        at, part = parts.pop()
        given.insert(0, flatten(part.rstrip(".")))
    titled = any(flatten(part) in name_words().titles for _, part in parts) or _ROLE.search(inside, opens + 1) is not None
    if opens >= 0 and (titled or not parts):
        at = opens
    return base + at, tuple(given), titled


def _is_forename(part: str) -> bool:
    folded = flatten(part.rstrip("."))
    words = name_words()
    return part[0].isupper() and (
        folded in words.given or (folded not in words.common and folded not in words.titles and folded not in _peoples())
    )


@cache
def _peoples() -> frozenset[str]:
    return frozenset(flatten(word) for word, _ in load_gazetteer().peoples())


def _inverted(page: Page, end: int) -> Span | None:
    """Return the forenames after a surname that heads a file and ends here: "123 Cochran, H. Merle: Telegram"."""
    after = _FORENAMES_AFTER.match(page.text, end) if page.text[end : end + 2] == ", " else None
    return Span(*after.span(1)) if after else None


def _before(page: Page, found: Found) -> tuple[Found, Span | None]:
    begin, given, titled = supplied_before(page, found.span.start)
    if not given and not titled:
        return found, None
    start, title = title_before(page, begin)
    span = Span(start, found.span.end)
    named = replace(found, span=span, forenames=(*given, *found.forenames), title=title or ("supplied" if titled else found.title))
    return named, Span(begin, found.span.start)


def _told(page: Page, end: int, starts: Mapping[int, Found]) -> Found | None:
    """Return the person as whom a sentence explains the name that ends here: "Ding is Ho Chi Minh."."""
    link = _IS.match(page.flat, end)
    other = starts.get(link.end()) if link else None
    return other if other is not None and page.flat[other.name.end : other.name.end + 1] in ".;,)\n\r" else None


def _told_names(page: Page, found: Sequence[Found], loose: Sequence[Loose]) -> Iterator[Found]:
    """Yield the code names that sentences explain, as names of those whom they hide."""
    starts = {one.span.start: one for one in found if are_persons(one.fits)}
    for one in found:
        other = None if are_persons(one.fits) else _told(page, one.name.end, starts)
        if other is not None:
            yield replace(one, fits=other.fits, surname=other.surname, rule="names.gloss")
    for words in loose:
        span = Span(words.units[0].start, words.units[-1].end)
        other = _told(page, span.end, starts)
        if other is not None:
            yield Found(span=span, name=span, surname=other.surname, fits=other.fits, rule="names.gloss")


def _spread(page: Page, found: Sequence[Found]) -> list[Found]:
    """Give what the gloss of a code name says to its other places on the page: "Comrade Ding" after "Comrade Ding [Ho Chi Minh]"."""
    glossed = {page.flat[one.name.start : one.name.end]: one for one in found if one.rule == "names.gloss"}
    if not glossed:
        return list(found)
    spread = []
    for one in found:
        told = glossed.get(page.flat[one.name.start : one.name.end])
        open_ = told is not None and one.alias is None and not are_persons(one.fits)
        spread.append(replace(one, fits=told.fits, surname=told.surname, rule="names.gloss") if told is not None and open_ else one)
    return spread


def merge_glosses(page: Page, index: NameIndex, found: Sequence[Found], loose: Sequence[Loose]) -> tuple[list[Found], list[Loose]]:
    """Return the names with their brackets, and without those names and words that are but a bracket of another."""
    before = [_before(page, one) for one in found]
    gone = [span for _, span in before if span]
    # What a bracket before unknown words says makes them a name, and is none itself.
    for words in loose:
        begin, given, _ = supplied_before(page, words.units[0].start)
        if given:
            gone.append(Span(begin, words.units[0].start))
    ends = [one.name.end for one in found if not one.forenames and " " not in one.surname] + [one.units[-1].end for one in loose]
    gone += [span for end in ends if (span := _inverted(page, end))]
    taken = Cover(gone)
    merged: list[Found] = []
    for at, (one, _) in enumerate(before):
        if taken.holds(one.name.start, one.name.end) or (gone and gone[-1].contains(one.name)):
            continue
        with_both, after = _after(page, index, one, [other for other, _ in before[at + 1 : at + 6]])
        gone += [after] if after else []
        merged.append(with_both)
    told = {one.name: one for one in _told_names(page, merged, loose)}
    merged = _spread(page, [*(one for one in merged if one.name not in told), *told.values()])
    taken = Cover(gone)
    left = [one for one in merged if not taken.holds(one.name.start, one.name.end)]
    taken = Cover([*gone, *told])
    return left, [words for words in loose if not taken.holds(words.units[0].start, words.units[-1].end)]
