"""Every page by its path: what it shows, in which template. One function for the server and for the static site."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from markupsafe import escape

from kg_builder import vocab
from kg_builder.explorer import asking, atlas, fact_page, ledger_page, search
from kg_builder.explorer.letters import finish
from kg_builder.explorer.links import ASSET_NAMES, Links, Params
from kg_builder.explorer.marks import KINDS
from kg_builder.explorer.site import Site
from kg_builder.explorer.telegram import find_telegram

Shown = Mapping[str, Any]

NAMED: Final[Mapping[str, tuple[str, Callable[[Site, Params], Shown | None]]]] = {
    "": ("home.html", search.home_page),
    "ledger": ("ledger.html", ledger_page.ledger_page),
    "people": ("people.html", atlas.people_page),
    "places": ("places.html", atlas.places_page),
    "timeline": ("timeline.html", search.timeline_page),
    "search": ("search.html", search.search_page),
    "questions": ("questions.html", asking.questions_page),
    "sparql-page": ("sparql.html", asking.sparql_page),
    "quality": ("quality.html", asking.quality_page),
}
"""Pages of the explorer's own, by path: template, and what it shows."""
AGENTS: Final = ("person", "organization", "state", "office", "place")
KINDS_OF_THINGS: Final = ("telegram", "text", *AGENTS, *fact_page.KINDS)
"""The first part of the paths, below the base, that the explorer has pages for."""


@dataclass(frozen=True, slots=True)
class _Page:
    template: str
    shown: Shown


def render(site: Site, path: str, params: Params, links: Links) -> str | None:
    """Return the HTML of a page, by its path as it stands in the address (percent-encoded, no slash before it); None if there is none."""
    page = _find(site, path, params)
    if page is None:
        return None
    template = _environment().get_template(page.template)
    return str(
        template.render(
            site=site,
            path=path,
            params=params,
            link=_Linker(site, links),
            links=links,
            kinds=KINDS,
            site_names=lambda iris: "; ".join(map(site.reading.name, iris)),
            # A query is given back as it was, hidden characters and all: to show others would be to change it.
            sparql_text=escape,
            **page.shown,
        )
    )


def _find(site: Site, path: str, params: Params) -> _Page | None:
    shown: Shown | None
    kind, slash, name = path.partition("/")
    if path in NAMED:
        template, of = NAMED[path]
        shown = of(site, params)
    elif not slash or not name:
        return None
    elif kind == "questions":
        template, shown = "questions.html", asking.questions_page(site, params, name)
    elif kind in ("telegram", "text"):
        found = find_telegram(site, path)
        template, shown = "telegram.html", {"page": found} if found else None
    elif kind in AGENTS:
        template, shown = "agent.html", atlas.thing_page(site, path, params)
    elif kind in fact_page.KINDS:
        template, shown = "fact.html", fact_page.fact_page(site, path)
    else:
        return None
    return _Page(template, shown) if shown is not None else None


@dataclass(frozen=True, slots=True)
class _Linker:
    """What templates call to lead somewhere: to a page, to a thing by its IRI, to the same page with other choices."""

    site: Site
    links: Links

    def page(self, path: str, **params: Any) -> str | None:
        return self.links.to(path, {key: str(value) for key, value in params.items() if value})

    def changed(self, path: str, params: Params, **changes: Any) -> str | None:
        """Lead to the same page with some choices changed; the page number falls away unless it is one of them."""
        kept = {key: value for key, value in params.items() if key != "page"}
        kept.update({key: "" if value is None else str(value) for key, value in changes.items()})
        return self.links.to(path, {key: value for key, value in kept.items() if value})

    def thing(self, iri: str, fragment: str = "") -> str | None:
        """Lead to the page of a thing of the data; None if it has none."""
        path = iri.removeprefix(self.site.base) if iri.startswith(self.site.base) else ""
        kind, slash, name = path.partition("/")
        if iri.startswith(f"{vocab.VOCABULARY}commodity/"):
            return self.links.to("ledger", {"commodity": iri})
        if not slash or not name or kind not in KINDS_OF_THINGS or "?" in path or "#" in path:
            return None
        address = self.links.to(path, {})
        return f"{address}#{fragment}" if address and fragment else address

    def words(self, doc: str, place: Any) -> str | None:
        """Lead to words of a text."""
        start, end = (place["start"], place["stop"]) if not hasattr(place, "end") else (place.start, place.end)
        return self.thing(f"{self.site.base}text/{doc}", f"char={start},{end}")

    def outside(self, iri: str) -> str | None:
        """Return an address of the web that may be a link; None for what a browser would run or fetch otherwise."""
        return iri if iri.lower().startswith(("http://", "https://")) and not set(iri) & set('"<>{}|\\^` \t\r\n') else None

    def asset(self, name: str) -> str | None:
        """Lead to a file of others, None where `make assets` did not bring it."""
        from kg_builder.explorer.static_files import has_file

        return self.links.to(f"static/{name}", {}) if name not in ASSET_NAMES or has_file(name) else None


@lru_cache(maxsize=1)
def _environment() -> Any:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("kg_builder.explorer", "templates"),
        autoescape=True,
        finalize=finish,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["day"] = to_day
    environment.filters["figure"] = to_figure
    return environment


_MONTHS: Final = "January February March April May June July August September October November December".split()


def to_day(text: str) -> str:
    """Return a day as one writes it; what is no whole day stays as it is.

    >>> to_day("1951-06-21"), to_day("1951-06?")
    ('21 June 1951', '1951-06?')
    """
    parts = text.split("-")
    if len(parts) == 3 and all(part.isascii() and part.isdigit() for part in parts) and len(text) == 10 and 1 <= int(parts[1]) <= 12:
        return f"{int(parts[2])} {_MONTHS[int(parts[1]) - 1]} {parts[0]}"
    return text


def to_figure(value: Any) -> str:
    """Return a number with its thousands apart, "" for none.

    >>> from decimal import Decimal
    >>> to_figure(Decimal("1200.50"))
    '1,200.50'
    """
    return "" if value is None else f"{value:,f}" if not isinstance(value, int) else f"{value:,}"
