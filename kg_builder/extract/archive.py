"""Archive marks: fond, opis, delo, papka and leaves, Chinese and American file numbers.

A mark of leaves that the scan misread ("II." or "11." for "ll.") is repaired, and a finding says what was read.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from kg_builder.lexicon import Form
from kg_builder.lexicon.places import find_places
from kg_builder.model import ArchivalReference, Entity, Finding, Span, Stated
from kg_builder.source import SourceText

_MISREAD = re.compile(r"[1Il]*[1I][1Il]*\.|II\.")
# Code points that are searched: the mark of a telegram stands in its first pages.
_LIMIT = 400_000
# No form lacks all of these.
_WORTH = re.compile(r"(?i:op\.|opis|\bop\s\d)|/\d{1,2}[-–]\d{3}|\bLot\s\d|\d{3}-\d{5}-\d{2}|Files")
_US_TITLE = re.compile(r"[ \t]*:\s*(?:Telegram|Circular|Airgram|Despatch)", re.IGNORECASE)
_US_SOURCE = re.compile(r"(?:\bSource:|Central\s(?:Foreign\sPolicy\s)?Files|\bFiles,?)[^()\r\n]{0,80}$")

Resolve = Callable[[Span, str], Stated[Entity] | None]
"""Who or what the words at a span name; the second argument is the kind that is expected ("organization")."""


def _is_own(text: str, hit: re.Match[str], form: Form) -> bool:
    """True if an American file number is that of this telegram: at the head of its line, or after "Source:"."""
    if not form.name.startswith("archive.us"):
        return True
    line = max(text.rfind("\n", 0, hit.start()), text.rfind("\r", 0, hit.start())) + 1
    head = text[line : hit.start()].strip()
    return (not head and bool(_US_TITLE.match(text, hit.end()) or line < 400)) or bool(
        _US_SOURCE.search(text, max(0, hit.start() - 120), hit.start())
    )


def _label(parts: dict[str, str]) -> str:
    order = ("file", "fond", "opis", "delo", "papka", "listy")
    return ", ".join(parts[k] if k == "file" else f"{k} {parts[k]}" for k in order if k in parts)


def _leaves(words: str) -> str:
    return re.sub(r"\s*[-–—]\s*", "-", words)


def _reference(source: SourceText, hit: re.Match[str], form: Form, resolve: Resolve) -> ArchivalReference:
    spans = {k: hit.span(k) for k in form.pattern.groupindex if hit.span(k)[0] >= 0}
    if "papka0" in spans:
        spans["papka"] = spans.pop("papka0")

    def stated(key: str) -> Stated[str] | None:
        if key not in spans:
            return None
        words = source.text[slice(*spans[key])]
        evidence = (source.quote(*spans[key]),)
        if key == "listy" and "mark" in spans:
            evidence = (source.quote(spans["mark"][0], spans["listy"][1]),)
        return Stated(_leaves(words) if key == "listy" else words, evidence, form.name)

    parts = {k: source.text[slice(*v)] for k, v in spans.items() if k not in ("repo", "mark")}
    if "listy" in parts:
        parts["listy"] = _leaves(parts["listy"])
    return ArchivalReference(
        start=hit.start(),
        label=_label(parts),
        repository=resolve(Span(*spans["repo"]), "organization") if "repo" in spans else None,
        fond=stated("fond"),
        opis=stated("opis"),
        delo=stated("delo"),
        listy=stated("listy"),
        papka=stated("papka"),
        file_number=stated("file"),
    )


def _repair(source: SourceText, hit: re.Match[str]) -> Finding | None:
    mark = hit.groupdict().get("mark")
    if not mark or not _MISREAD.fullmatch(mark):
        return None
    span = Span(hit.start("mark"), hit.end("listy"))
    words = source.text[span.start : span.end]
    return Finding(
        "archive.leaves-misread", "info", f'"{words}" was read as "ll. {_leaves(hit["listy"])}": the mark of the leaves is misread', span
    )


def find_archive_spans(text: str) -> tuple[Span, ...]:
    """Return the places of all archive marks, those of other documents too."""
    return tuple(sorted(Span(h.start(), h.end()) for _, h in find_places(text).matches("archive", 0, len(text))))


def find_archival_references(
    source: SourceText, resolve: Resolve, span: Span | None = None
) -> tuple[tuple[ArchivalReference, ...], tuple[Finding, ...]]:
    """Return the archive marks in order, each shelf mark once, and a finding for each repaired one.

    archive mark = [repository] "f." number "op." number "d." number ["p." number] ["ll." leaves], joined by ";" or "and".
    """
    start, end = (span.start, min(span.end, span.start + _LIMIT)) if span else (0, min(len(source.text), _LIMIT))
    found: dict[tuple[str | None, str], ArchivalReference] = {}
    findings: list[Finding] = []
    marks = [*find_places(source.text).matches("archive", start, end)]
    if not marks or not _WORTH.search(source.text, start, end):
        return (), ()
    hits = [(hit, form) for form, hit in marks if _is_own(source.text, hit, form)]
    for hit, form in sorted(hits, key=lambda x: x[0].start()):
        one = _reference(source, hit, form, resolve)
        key = (re.sub(r"\W", "", hit.groupdict().get("repo") or "").lower(), one.label)
        if key not in found:
            found[key] = one
            repaired = _repair(source, hit)
            findings += [repaired] if repaired else []
    return tuple(found.values()), tuple(findings)
