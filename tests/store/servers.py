"""Stores to load into: real servers on loopback, started and stopped by a test, and one of our own that fails as it is told."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest

from kg_builder.store.http import Patience
from kg_builder.store.load import Outcome, load_pieces
from kg_builder.store.pieces import Pieces, find_base_of
from kg_builder.store.presets import Server, Settings, to_server
from kg_builder.store.records import Names
from kg_builder.store.remote import RemoteStore

from .small_builds import BASE

OXIGRAPH = shutil.which("oxigraph", path=f"{Path(sys.executable).parent}:{os.environ.get('PATH', '')}")
VIRTUOSO = shutil.which("virtuoso-t")
NO_OXIGRAPH = "oxigraph serve is not installed on this machine"
NO_VIRTUOSO = "OpenLink Virtuoso (virtuoso-t) is not installed on this machine"
SECRETS = {"KG_BUILDER_STORE_USER": "dba", "KG_BUILDER_STORE_PASSWORD": "dba"}
QUICK = Patience(timeout=20, tries=8, first_wait=0.05)


def load(folder: Path, server: Server, patience: Patience = QUICK, **options: bool) -> Outcome:
    """Load a build into a server."""
    names = Names(find_base_of(folder, BASE))
    store = RemoteStore(server, names, patience)
    try:
        return load_pieces(Pieces(folder, names), store, **options)
    finally:
        store.close()


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
    return port


def wait_for(url: str, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    """Wait until a server answers, with whatever status."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        assert process.poll() is None, "the server ended"
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except urllib.error.HTTPError as fault:
            fault.close()
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"{url} does not answer")


class Oxigraph:
    """`oxigraph serve` over a folder."""

    def __init__(self, folder: Path) -> None:
        if OXIGRAPH is None:
            pytest.skip(NO_OXIGRAPH)
        self.folder, self.port = folder, free_port()
        self.start()

    def start(self) -> None:
        assert OXIGRAPH
        words = [OXIGRAPH, "serve", "--location", str(self.folder), "--bind", f"127.0.0.1:{self.port}"]
        self.process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(f"http://127.0.0.1:{self.port}/store", self.process)

    def server(self) -> Server:
        return to_server(f"http://127.0.0.1:{self.port}", Settings(preset="oxigraph"), {})

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def dump(self) -> bytes:
        with urllib.request.urlopen(
            urllib.request.Request(f"http://127.0.0.1:{self.port}/store", headers={"Accept": "application/n-quads"})
        ) as answer:
            return answer.read()


INI = """[Database]
DatabaseFile={folder}/virtuoso.db
ErrorLogFile={folder}/virtuoso.log
LockFile={folder}/virtuoso.lck
TransactionFile={folder}/virtuoso.trx
xa_persistent_file={folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile={folder}/temp.db
TransactionFile={folder}/temp.trx
[Parameters]
ServerPort=127.0.0.1:{sql}
ServerThreads=10
NumberOfBuffers=10000
DirsAllowed={folder}
[HTTPServer]
ServerPort=127.0.0.1:{port}
ServerThreads=8
ServerRoot={folder}
[SPARQL]
ResultSetMaxRows=10000
"""


class Virtuoso:
    """OpenLink Virtuoso with a configuration of its own; its administrator is dba with the password dba."""

    def __init__(self, folder: Path) -> None:
        if VIRTUOSO is None:
            pytest.skip(NO_VIRTUOSO)
        folder.mkdir(parents=True)
        self.folder, self.port = folder, free_port()
        (folder / "virtuoso.ini").write_text(INI.format(folder=folder, port=self.port, sql=free_port()))
        self.start()

    def start(self) -> None:
        assert VIRTUOSO
        self.process = subprocess.Popen(
            [VIRTUOSO, "-f", "-c", str(self.folder / "virtuoso.ini")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
        )
        wait_for(f"http://127.0.0.1:{self.port}/sparql", self.process, 120)

    def server(self) -> Server:
        return to_server(f"http://127.0.0.1:{self.port}", Settings(preset="virtuoso"), SECRETS)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        # Of a process that is dead; Virtuoso itself refuses to start beside it.
        (self.folder / "virtuoso.lck").unlink(missing_ok=True)

    def dump(self) -> bytes:
        """Return all quads below the base, graph by graph."""
        lines = []
        graphs = f"SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), '{BASE}')) }}"
        for row in json.loads(self._ask(graphs, "application/sparql-results+json"))["results"]["bindings"]:
            graph = row["g"]["value"]
            text = self._ask(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}", "text/plain")
            triples = pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.N_TRIPLES)
            lines += [f"{triple.subject} {triple.predicate} {triple.object} <{graph}> .\n" for triple in triples]
        return "".join(lines).encode()

    def _ask(self, query: str, kind: str) -> bytes:
        data = urllib.parse.urlencode({"query": query, "format": kind}).encode()
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/sparql", data, timeout=60) as answer:
            return answer.read()


@contextmanager
def running(kind: type[Oxigraph] | type[Virtuoso], folder: Path) -> Iterator[Any]:
    """Start a server, and end it whatever happens."""
    server = kind(folder)
    try:
        yield server
    finally:
        server.kill()


class Told:
    """A healthy store over HTTP, of our own, that does to the n-th write what its plan says. Notes what it was sent."""

    def __init__(self, plan: tuple[str, ...] = (), dead_from: int | None = None) -> None:
        self.store, self.plan, self.dead_from = pyoxigraph.Store(), list(plan), dead_from
        self.requests: list[tuple[str, str, dict[str, str]]] = []
        self.lock = threading.Lock()
        handler = type("Handler", (_Handler,), {"told": self})
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        self.thread = threading.Thread(target=self.http.serve_forever, daemon=True)

    def __enter__(self) -> Told:
        self.thread.start()
        return self

    def __exit__(self, *fault: object) -> None:
        self.http.shutdown()
        self.http.server_close()
        self.thread.join()

    def server(self, **settings: Any) -> Server:
        return to_server(self.url, Settings(**settings), SECRETS | {"KG_BUILDER_STORE_TOKEN": "t0ken"})

    def writes(self) -> int:
        return sum(method in ("PUT", "DELETE") or path.startswith("/update") for method, path, _ in self.requests)

    def dump(self) -> bytes:
        return "".join(sorted(f"{quad} .\n" for quad in self.store)).encode()


class _Handler(BaseHTTPRequestHandler):
    told: Told
    protocol_version = "HTTP/1.1"

    def log_message(self, *args: object) -> None:
        """Say nothing."""

    def _answer(self, status: int, body: bytes = b"", kind: str = "text/plain", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", headers.pop("length", str(len(body))))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def _handle(self) -> None:
        told, url = self.told, urllib.parse.urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with told.lock:
            told.requests.append((self.command, self.path, dict(self.headers)))
            if url.path == "/query":
                result = told.store.query(body.decode(), use_default_graph_as_union=False)
                return self._answer(200, result.serialize(format=pyoxigraph.QueryResultsFormat.JSON), "application/sparql-results+json")
            if told.dead_from is not None and told.writes() > told.dead_from:
                self.close_connection = True
                return None
            act = told.plan.pop(0) if told.plan else "ok"
            return self._act(act, url, body)

    def _act(self, act: str, url: urllib.parse.SplitResult, body: bytes) -> None:
        if act.isdecimal():
            return self._answer(int(act), b"no \x1b[31m" + b"x" * 5000, **({"Retry_After": "1"} if act == "429" else {}))
        if act == "page":
            return self._answer(200, b"<html>please log in</html>", "text/html")
        if act == "cut":
            self.close_connection = True
            return None
        if act.startswith(("301", "307")):
            return self._answer(int(act[:3]), Location=act.partition(" ")[2] or self.path)
        self._apply(url, body)
        if act == "applied, cut":
            self.close_connection = True
            return None
        if act == "applied, short":
            self.close_connection = True
            return self._answer(200, b"ok", length="1000")
        return self._answer(504 if act == "applied, 504" else 204)

    def _apply(self, url: urllib.parse.SplitResult, body: bytes) -> None:
        store = self.told.store
        if url.path == "/update":
            return store.update(body.decode())
        graph = pyoxigraph.NamedNode(urllib.parse.parse_qs(url.query)["graph"][0])
        store.remove_graph(graph)
        if self.command == "PUT":
            store.bulk_load(body, format=pyoxigraph.RdfFormat.N_TRIPLES, to_graph=graph)
        return None

    do_PUT = do_POST = do_DELETE = _handle  # noqa: N815 - the names that http.server calls


def statements(dump: bytes) -> bytes:
    """Return the lines of a dump but for the records, sorted, numbers and dates by value."""
    lines = {line for line in dump.splitlines(keepends=True) if f"<{BASE}graph/loads>".encode() not in line}
    quads = pyoxigraph.Store()
    quads.bulk_load(b"".join(lines), format=pyoxigraph.RdfFormat.N_QUADS)
    plain = (re.sub(r"\^\^<http://www.w3.org/2001/XMLSchema#string>", "", f"{quad} .\n") for quad in quads)
    return "".join(sorted(plain)).encode()
