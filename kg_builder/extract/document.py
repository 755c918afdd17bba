"""Text to facts: `extract` is pure and total, and whatever it cannot read it says in a finding."""

from __future__ import annotations

from dataclasses import replace

from kg_builder.extract.acts import ActsFound, find_acts
from kg_builder.extract.code_names import find_code_names
from kg_builder.extract.given import Given
from kg_builder.extract.heading import read_messages, to_reading
from kg_builder.extract.hidden import find_hidden, to_readable
from kg_builder.extract.identities import settle_identities
from kg_builder.extract.layout import find_layout
from kg_builder.extract.omissions import find_omissions
from kg_builder.extract.people import find_mentions
from kg_builder.extract.references import find_references
from kg_builder.model import Extraction
from kg_builder.source import SourceText


def extract(source: SourceText, given: Given) -> Extraction:
    """Return all facts of one source text, each tuple in the order of the text.

    Never raises on text; a text without any telegram gives none, and a finding that says so.
    """
    readable = to_readable(source)
    found = readable.restore(_read(readable.copy, given)) if readable else _read(source, given)
    findings = sorted((*find_hidden(source), *found.findings), key=lambda f: (f.span.start if f.span else -1, f.code))
    return settle_identities(replace(found, findings=tuple(findings)))


def _read(source: SourceText, given: Given) -> Extraction:
    """Read a text as it stands."""
    page = find_layout(source)
    reading = to_reading(source, given, page, ())
    mentions = find_mentions(source, given, reading.written)
    reading = replace(reading, mentions=mentions)
    messages, findings = read_messages(source, given, page, mentions)
    if not messages:
        return Extraction(findings=findings)
    telegrams = tuple((m.telegram.start, m.telegram.span) for m in messages)
    code_names, code_findings = find_code_names(source, given, mentions, telegrams, reading.written)
    acts: ActsFound = find_acts(source, messages, mentions, given)
    omissions = find_omissions(source, messages, acts.requests, acts.deliveries, given)
    return Extraction(
        telegrams=tuple(m.telegram for m in messages),
        requests=acts.requests,
        deliveries=acts.deliveries,
        references=find_references(reading, messages),
        code_name_uses=code_names,
        findings=(*findings, *code_findings, *acts.findings, *omissions),
    )
