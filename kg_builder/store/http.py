"""Requests to a SPARQL server that end: with an answer, or after a bounded number of tries with a fault that says why.

A request is sent again after 5xx, 429, a time-out or a dropped connection, never after another 4xx. All that is sent may be
sent twice: graphs are put, not added to. Secrets go to the address that was given and nowhere else.
"""

from __future__ import annotations

import email.utils
import random
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from kg_builder.errors import StoreError
from kg_builder.store.presets import Server

if TYPE_CHECKING:
    import httpx

_LONGEST_ANSWER: Final = 32 * 1024 * 1024
_LONGEST_WAIT: Final = 60.0  # seconds; a longer Retry-After is cut
_MOST_REDIRECTS: Final = 3
_SHOWN: Final = 300  # characters of a server's complaint


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a server is waited for."""

    timeout: float = 60.0
    """Seconds until the first byte of an answer, and for all of it ten times as much."""
    tries: int = 7
    first_wait: float = 0.5
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is sent: a method, an address, and bytes."""

    method: str
    url: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    wants: str | None = None
    """Media type that the answer must have; None takes anything but a web page."""
    accepts: tuple[int, ...] = (200, 201, 202, 204)


class _AgainError(Exception):
    """This try failed, the next may not."""

    def __init__(self, why: str, wait: float | None = None) -> None:
        super().__init__(why)
        self.wait = wait


class Client:
    """A connection to one server, kept open between requests."""

    def __init__(self, server: Server, patience: Patience | None = None) -> None:
        import httpx

        self._patience = patience or Patience()
        # The variables of proxies, certificates and .netrc files would send secrets elsewhere: only OpenSSL's own hold.
        self._client = httpx.Client(
            auth=_to_auth(server),
            timeout=self._patience.timeout,
            verify=ssl.create_default_context(),
            trust_env=False,
            follow_redirects=False,
            headers={"User-Agent": "kg-builder", "Accept-Encoding": "identity", **_token(server)},
        )
        self._random = random.Random()  # noqa: S311 - spreads clients over time, hides nothing

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()

    def send(self, request: Request, tries: int | None = None) -> bytes:
        """Send a request until it is answered; return the answer's body.

        Raises:
            StoreError: the server refused it, or every try failed.
        """
        most = tries or self._patience.tries
        for number in range(1, most + 1):
            try:
                return self._try(request)
            except _AgainError as fault:
                if number == most:
                    raise StoreError(
                        f"{request.method} {_shown(request.url)}: {fault}, {most} times; expected a store that answers"
                    ) from fault
                self._patience.sleep(self._wait(number, fault.wait))
        raise AssertionError("unreachable: the last try returns or raises")

    def _wait(self, number: int, told: float | None) -> float:
        """Return the seconds until the next try: doubled each time, spread by half, never less than the server asks for."""
        spread: float = self._patience.first_wait * 2 ** (number - 1) * self._random.uniform(0.5, 1.5)
        return min(max(spread, told or 0.0), _LONGEST_WAIT)

    def _try(self, request: Request) -> bytes:
        import httpx

        url = request.url
        for _ in range(_MOST_REDIRECTS + 1):
            try:
                sent = self._client.build_request(request.method, url, content=request.body or None, headers=dict(request.headers))
                answer = self._client.send(sent, stream=True)
                try:
                    body = self._read(answer)
                finally:
                    answer.close()
            except httpx.TransportError as fault:
                raise _AgainError(_why(fault)) from fault
            except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as fault:
                raise StoreError(f"{request.method} {_shown(url)}: {type(fault).__name__}; expected an answer in HTTP") from fault
            if answer.status_code not in (307, 308):
                return _judge(request, answer, body)
            url = self._same_origin(url, answer)
        raise StoreError(f"{request.method} {_shown(request.url)}: is redirected more than {_MOST_REDIRECTS} times")

    def _read(self, answer: httpx.Response) -> bytes:
        parts, size, ends = [], 0, time.monotonic() + 10 * self._patience.timeout
        for part in answer.iter_raw():
            size += len(part)
            if size > _LONGEST_ANSWER:
                raise StoreError(f"{_shown(str(answer.url))}: answers with more than {_LONGEST_ANSWER} bytes; expected a short answer")
            if time.monotonic() > ends:
                raise _AgainError("the answer takes too long")
            parts.append(part)
        return b"".join(parts)

    def _same_origin(self, url: str, answer: httpx.Response) -> str:
        """Return where to go on.

        Raises:
            StoreError: that is another server, which gets neither the data nor the secret.
        """
        here = answer.request.url
        there = here.join(answer.headers.get("location", ""))
        if (there.scheme, there.host, there.port) != (here.scheme, here.host, here.port):
            raise StoreError(
                f"{_shown(url)}: is redirected to another server, {_shown(str(there))}, which is not followed; name it yourself"
            )
        return str(there)


def _judge(request: Request, answer: httpx.Response, body: bytes) -> bytes:
    status, kind = answer.status_code, answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if status in request.accepts:
        if kind == "text/html" and request.wants is None and status == 200 and b"<html" in body[:2000].lower():
            raise _AgainError("a web page answers and no store")
        if request.wants and kind != request.wants:
            raise _AgainError(f"answers with {kind or 'nothing'}; expected {request.wants}")
        return body
    if status == 429 or status >= 500:
        raise _AgainError(f"status {status}{_complaint(body)}", _retry_after(answer.headers.get("retry-after")))
    hint = "; the secrets come from the environment (docs/stores.md)" if status in (401, 403) else ""
    raise StoreError(f"{request.method} {_shown(request.url)}: status {status}{_complaint(body)}{hint}")


def _complaint(body: bytes) -> str:
    words = " ".join(body[: 4 * _SHOWN].decode("utf-8", "replace").split())[:_SHOWN]
    return f" ({words})" if words else ""


def _retry_after(value: str | None) -> float | None:
    """Return the seconds of a Retry-After header (RFC 9110, section 10.2.3: seconds or a date)."""
    if value is None:
        return None
    if value.strip().isdecimal():
        return float(value.strip()[:9])
    try:
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())
    except (TypeError, ValueError):
        return None


def _why(fault: httpx.TransportError) -> str:
    import httpx

    if isinstance(fault, httpx.TimeoutException):
        return "no answer in time"
    return f"no connection ({fault})" if isinstance(fault, httpx.ConnectError) else "the connection broke"


def _shown(url: str) -> str:
    """Return an address for a message: without a query, which may be long."""
    return url.partition("?")[0][:_SHOWN]


def _to_auth(server: Server) -> httpx.Auth | None:
    import httpx

    if server.authentication == "basic":
        return httpx.BasicAuth(*server.secrets)
    if server.authentication == "digest":
        return httpx.DigestAuth(*server.secrets)
    return None


def _token(server: Server) -> dict[str, str]:
    """Return the header of a bearer token (RFC 6750, section 2.1). No redirect leaves the server, so it goes nowhere else."""
    return {"Authorization": f"Bearer {server.secrets[0]}"} if server.authentication == "bearer" else {}
