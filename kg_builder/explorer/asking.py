"""The competency questions, a page for SPARQL, and the page on quality."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from kg_builder import vocab
from kg_builder.datafiles import find_data_dir, read_data_files
from kg_builder.errors import KgBuilderError
from kg_builder.explorer.search import page_number
from kg_builder.explorer.site import Site, load_labels

_ROWS: Final = 200
_PAGE: Final = 100
_LONGEST_QUERY: Final = 100_000


@lru_cache(maxsize=1)
def load_questions() -> Mapping[str, tuple[str, str, str]]:
    """Return the ten questions by name: the question, how to narrow it, the query."""
    found = {}
    for name, data in read_data_files(find_data_dir("ontology") / "competency", "*.rq").items():
        text = data.decode()
        comments = [line.removeprefix("# ") for line in text.splitlines() if line.startswith("# ")]
        found[re.sub(r"^[0-9]+-|\.rq$", "", name)] = (comments[0], " ".join(comments[1:]), text)
    return found


def questions_page(site: Site, params: Mapping[str, str], name: str = "") -> Mapping[str, Any] | None:
    """Return the list of questions, or one with its answer."""
    questions = load_questions()
    if name and name not in questions:
        return None
    shown: dict[str, Any] = {"questions": questions, "name": name}
    if name:
        shown |= {
            "question": questions[name][0],
            "how": questions[name][1],
            "query": questions[name][2],
            **_answer(site, questions[name][2]),
        }
    return shown


def sparql_page(site: Site, params: Mapping[str, str]) -> Mapping[str, Any]:
    """Return the form, and the answer to what was asked by it."""
    query = params.get("query", "")[:_LONGEST_QUERY]
    shown: dict[str, Any] = {"query": query or _EXAMPLE, "asked": bool(query)}
    return {**shown, **(_answer(site, query) if query else {"names": [], "rows": [], "fault": "", "more": False})}


def _answer(site: Site, query: str) -> Mapping[str, Any]:
    if site.ask is None:
        return {"names": [], "rows": [], "fault": "", "more": False, "unasked": True}
    try:
        names, rows = site.ask(query)
    except KgBuilderError as fault:
        return {"names": [], "rows": [], "fault": str(fault), "more": False}
    return {"names": names, "rows": rows[:_ROWS], "fault": "", "more": len(rows) > _ROWS, "total": len(rows)}


def completion() -> bytes:
    """Return what the query editor completes, as JSON: our prefixes, and the classes and properties of our ontology."""
    terms = sorted(iri for iri in load_labels() if iri.startswith(vocab.TG))
    classes = [iri for iri in terms if iri[len(vocab.TG)].isupper()]
    properties = [iri for iri in terms if iri not in classes]
    others = [iri for iri in load_labels() if not iri.startswith(vocab.TG)]
    return json.dumps({"prefixes": dict(vocab.PREFIXES), "classes": classes, "properties": properties + sorted(others)}).encode()


def quality_page(site: Site, params: Mapping[str, str]) -> Mapping[str, Any]:
    """Return what was processed and what not, and what was not read, code by code."""
    ask, kept, page, code = site.index.rows, site.index.kept, page_number(params), params.get("code", "")[:100]
    count = site.index.one("SELECT count(*) FROM finding WHERE code = ?", code) if code else 0
    return {
        "outcomes": kept(
            "SELECT status, count(*) AS n FROM outcome WHERE doc IS NOT NULL OR status <> 'processed' GROUP BY status ORDER BY n DESC"
        ),
        "failed": kept("SELECT * FROM outcome WHERE status <> 'processed' ORDER BY path LIMIT 200"),
        "codes": kept(
            "SELECT code, severity, count(*) AS n, count(DISTINCT doc) AS docs FROM finding GROUP BY 1, 2 ORDER BY severity, n DESC"
        ),
        "code": code,
        "found": ask("SELECT * FROM finding WHERE code = ? ORDER BY doc, start LIMIT ? OFFSET ?", code, _PAGE, (page - 1) * _PAGE)
        if code
        else [],
        "provisional": kept("SELECT count(*) FROM thing WHERE mentions > 0 AND iri LIKE '%--%'")[0][0],
        "known": kept("SELECT count(*) FROM thing WHERE mentions > 0 AND iri NOT LIKE '%--%'")[0][0],
        "page": page,
        "pages": -(-count // _PAGE),
    }


_EXAMPLE: Final = """SELECT ?telegram ?from ?to ?what ?number
WHERE {
    ?request a tg:Request ;
        tg:statedIn ?telegram ;
        tg:requester/foaf:name ?from ;
        tg:requestee/foaf:name ?to ;
        tg:item ?item .
    ?item rdfs:label ?what ;
        tg:quantity ?number .
}
ORDER BY DESC(?number)
LIMIT 20
"""
