"""Where a server has its three addresses, how graphs are named there, and who may write: presets, and settings by hand."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib.resources import files
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from kg_builder.errors import UsageError

Authentication = Literal["none", "basic", "digest", "bearer"]
USER: Final = "KG_BUILDER_STORE_USER"
PASSWORD: Final = "KG_BUILDER_STORE_PASSWORD"  # noqa: S105 - the name of a variable
TOKEN: Final = "KG_BUILDER_STORE_TOKEN"  # noqa: S105 - the name of a variable


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A kind of server; paths are those below its address."""

    name: str
    title: str
    tested: bool
    server: str
    query: str
    update: str
    graphs: str
    source: str
    parameter: str = "graph"
    """The query parameter that names a graph (SPARQL 1.1 Graph Store HTTP Protocol, section 4.2: `graph`)."""
    authentication: Authentication = "none"
    form: bool = False
    """True if queries go as form fields and not as bodies (SPARQL 1.1 Protocol, section 2.1.2 and 2.1.3)."""

    @property
    def needs_repository(self) -> bool:
        """True if a server of this kind has several stores."""
        return "{repository}" in self.query


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """One server, ready to be asked."""

    query: str
    update: str
    graphs: str
    parameter: str = "graph"
    form: bool = False
    authentication: Authentication = "none"
    secrets: tuple[str, ...] = field(default=(), repr=False)
    """User and password, or the token: never shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the user says of a server; None leaves what the preset has."""

    preset: str | None = None
    repository: str | None = None
    query: str | None = None
    update: str | None = None
    graphs: str | None = None
    parameter: str | None = None
    authentication: Authentication | None = None
    plain_http: bool = False


def load_presets() -> Mapping[str, Preset]:
    """Return the presets by name."""
    data: dict[str, Any] = tomllib.loads(files("kg_builder.store").joinpath("presets.toml").read_text("utf-8"))
    return {name: Preset(name=name, **row) for name, row in data.items()}


def is_server(word: str) -> bool:
    """True if `--store` names a server by address or by preset, and no folder."""
    return "://" in word or word in load_presets()


def to_server(word: str, settings: Settings, environment: Mapping[str, str]) -> Server:
    """Return the server that `--store` and its settings name; secrets come from the environment alone.

    Raises:
        UsageError: an address is none or holds a password, a repository or a secret is missing, or a secret would go in the clear.
    """
    presets = load_presets()
    name = settings.preset or (word if word in presets else "plain")
    if name not in presets:
        raise UsageError(f"no preset is called {name!r}; expected one of {', '.join(presets)}")
    preset = presets[name]
    if preset.needs_repository and not settings.repository and not (settings.query and settings.update and settings.graphs):
        raise UsageError(f"{preset.title} has several stores; --repository names the one to load into")
    root = (preset.server if word in presets else word).rstrip("/")
    server = Server(
        query=settings.query or _join(root, preset.query, settings.repository),
        update=settings.update or _join(root, preset.update, settings.repository),
        graphs=settings.graphs or _join(root, preset.graphs, settings.repository),
        parameter=settings.parameter or preset.parameter,
        form=preset.form,
        authentication=settings.authentication or preset.authentication,
    )
    for address in (server.query, server.update, server.graphs):
        _check_address(address, server.authentication, settings.plain_http)
    return replace(server, secrets=_secrets(server.authentication, environment))


def _join(root: str, path: str, repository: str | None) -> str:
    from urllib.parse import quote

    return root + path.replace("{repository}", quote(repository or "", safe=""))


def _check_address(address: str, authentication: Authentication, plain_http: bool) -> None:
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError as fault:
        raise UsageError(f"{address!r} is no address: {fault}; expected http://host:port or https://host") from fault
    if parts.username or parts.password or "@" in parts.netloc:
        raise UsageError(
            f"an address holds a name or a password; expected them in {USER} and {PASSWORD}, where no log and no list shows them"
        )
    if parts.scheme not in ("http", "https") or not host or not address.isascii() or set(address) & set(" \t\r\n"):
        raise UsageError(f"{address!r} is no address; expected http://host:port or https://host")
    in_clear = parts.scheme == "http" and authentication in ("basic", "bearer") and host not in ("127.0.0.1", "::1", "localhost")
    if in_clear and not plain_http:
        raise UsageError(f"{address}: the secret would be sent in the clear; expected https, or --plain-http where the way is safe")


def _secrets(authentication: Authentication, environment: Mapping[str, str]) -> tuple[str, ...]:
    wanted = {"none": (), "bearer": (TOKEN,)}.get(authentication, (USER, PASSWORD))
    missing = [name for name in wanted if not environment.get(name)]
    if missing:
        raise UsageError(f"{authentication} authentication needs {' and '.join(missing)} in the environment")
    return tuple(environment[name] for name in wanted)
