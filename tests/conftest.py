"""What holds for every test: no network, only skips that are allowed, the same examples in every run."""

from __future__ import annotations

import socket
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parents[1]

# A red run must be red again: `pytest --hypothesis-profile=explore` looks for new examples.
settings.register_profile("same", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("explore", deadline=None, max_examples=1000, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("same")

_ALLOWED: list[str] = tomllib.loads((ROOT / "tests" / "allowed_skips.toml").read_text("utf-8"))["reasons"]
_refused: list[str] = []


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the top of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def seed(root: Path) -> Path:
    """Return the telegram that the project ships."""
    return root / "seeds" / "1951-06-21-mao-to-stalin.txt"


@pytest.fixture(autouse=True)
def _only_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that leaves the machine."""
    connect = socket.socket.connect

    def refuse(self: socket.socket, address: Any) -> None:
        local = self.family == socket.AF_UNIX or (isinstance(address, tuple) and str(address[0]) in {"127.0.0.1", "::1", "localhost"})
        if not local:
            raise AssertionError(f"a test reaches out to {address!r}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture(autouse=True)
def _datatypes_as_they_were() -> Iterator[None]:
    """Undo what owlrl does to rdflib's table of datatypes, so that no test depends on those before it."""
    term = sys.modules.get("rdflib.term")
    before = dict(term._toPythonMapping) if term else {}
    yield
    if term:
        term._toPythonMapping.clear()
        term._toPythonMapping.update(before)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note a skip whose reason is not allowed."""
    if report.skipped and not hasattr(report, "wasxfail"):
        _note(report.nodeid, report.longrepr)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """Note a whole file that was skipped."""
    if report.skipped:
        _note(report.nodeid, report.longrepr)


def _note(nodeid: str, longrepr: Any) -> None:
    reason = str(longrepr[2]) if isinstance(longrepr, tuple) else str(longrepr)
    if not any(allowed in reason for allowed in _ALLOWED):
        _refused.append(f"{nodeid}: {reason}")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A skip that nobody allowed fails the run: a test that does not run proves nothing."""
    if _refused and session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell which skips are not allowed."""
    if _refused:
        terminalreporter.section("skips that tests/allowed_skips.toml does not know", red=True)
        for line in _refused:
            terminalreporter.line(line)
