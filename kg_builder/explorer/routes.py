"""The explorer's routes: pages by path, files from a table of names, the ledger and the data of a document to download."""

from __future__ import annotations

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg_builder.explorer.data import find_data
from kg_builder.explorer.ledger_page import ledger_rows
from kg_builder.explorer.links import ServerLinks
from kg_builder.explorer.pages import KINDS_OF_THINGS, NAMED, render
from kg_builder.explorer.site import Site
from kg_builder.explorer.static_files import read_file
from kg_builder.ledger import to_csv

_HTML = "text/html; charset=utf-8"


def routes(site: Site) -> list[Route]:
    """Return the explorer's own routes: what lies below the base is `page_for`'s, since it is negotiated with the data."""

    async def page(request: Request) -> Response:
        return await run_in_threadpool(_page, site, _path(request), dict(request.query_params))

    async def static(request: Request) -> Response:
        file = read_file(request.path_params["name"])
        return Response(file[0], media_type=file[1]) if file else _missing()

    async def ledger(request: Request) -> Response:
        params = dict(request.query_params)
        rows = await run_in_threadpool(ledger_rows, site, params)
        data = to_csv(rows, site.reading, for_spreadsheets=params.get("for") == "spreadsheets")
        return Response(data, media_type="text/csv; charset=utf-8", headers={"Content-Disposition": 'attachment; filename="ledger.csv"'})

    async def data(request: Request) -> Response:
        found = await run_in_threadpool(find_data, site, _path(request))
        return Response(found[0], media_type=found[1]) if found else _missing()

    named = [Route(f"/{name}", page) for name in NAMED]
    return [
        *named,
        Route("/questions/{name}", page),
        Route("/ledger.csv", ledger),
        Route("/data/{name}", data),
        Route("/static/{name}", static),
    ]


def thing_routes(site: Site) -> list[Route]:
    """Return a route for each kind of thing that has a page: for a server that negotiates nothing."""

    async def page(request: Request) -> Response:
        return await run_in_threadpool(_page, site, _path(request), dict(request.query_params))

    return [Route(f"/{kind}/{{name:path}}", page) for kind in KINDS_OF_THINGS]


def page_for(site: Site, path: str, params: dict[str, str] | None = None) -> str | None:
    """Return the HTML of a thing of the data by its path below the base, None if the explorer has no page for it."""
    return render(site, path, params or {}, ServerLinks())


def _page(site: Site, path: str, params: dict[str, Any]) -> Response:
    text = render(site, path, params, ServerLinks())
    return _missing() if text is None else Response(text.encode("utf-8", "backslashreplace"), media_type=_HTML)


def _missing() -> Response:
    return Response("There is no such page.\n", status_code=404, media_type="text/plain; charset=utf-8")


def _path(request: Request) -> str:
    """Return the path as it stands in the address: what is percent-encoded in an IRI stays so."""
    raw: bytes = request.scope.get("raw_path") or request.url.path.encode()
    return raw.decode("ascii", "replace").partition("?")[0].removeprefix("/")
