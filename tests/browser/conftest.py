"""A real browser on pages of this machine: Debian's Chromium, driven by Playwright; nothing is downloaded."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
).split()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Start the browser; skip where the machine has none."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("chromium is not installed on this machine")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *words: object) -> None:
        pass


def serve(folder: Path) -> tuple[ThreadingHTTPServer, str]:
    """Serve the files of a folder on a free port of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_address[1]}/"


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The server's pages of the seed and of a hostile telegram, on a free port."""
    import uvicorn
    from starlette.applications import Starlette

    from kg_builder.cli import main
    from kg_builder.datafiles import find_data_dir
    from kg_builder.explorer.routes import routes, thing_routes
    from kg_builder.explorer.site import make_site, read_report
    from kg_builder.store.opened import opened
    from kg_builder.texts import Texts

    folder = tmp_path_factory.mktemp("served")
    (folder / "texts").mkdir()
    (folder / "texts" / "hostile.txt").write_text(HOSTILE, encoding="utf-8")
    texts = [folder / "texts", find_data_dir("seeds")]
    assert main(["build", *map(str, texts), "--out", str(folder / "out")]) == 0
    with opened(folder / "out") as reader:
        site = make_site(reader, Texts(texts), folder, read_report(folder / "out" / "report.json"))
        app = Starlette(routes=[*routes(site), *thing_routes(site)])
        server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            thread.join(0.05)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}/"
        server.should_exit = True
        thread.join(10)
        site.close()


HOSTILE = """Title: Telegram <script>window.hacked=1</script> "from" 'here' {{7*7}}

To Comrade FILIPPOV [Stalin]

Comrade FILIPPOV! javascript:window.hacked=1 \u202egnp.exe\u202c <img src="http://127.0.0.1:9/x.png" onerror="window.hacked=1"> &lt;

We have received your telegram and have studied it. The situation at the front is difficult, and the troops are in need of arms.

I ask you to send 2,000 rifles "><svg onload=window.hacked=1> in August 1951.

<b onmouseover="window.hacked=1">MAO ZEDONG</b>

No. 17 21.6.51
"""
