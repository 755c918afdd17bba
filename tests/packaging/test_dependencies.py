"""What the code imports, what pyproject.toml asks for, and what the lock pins are one and the same."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

pytestmark = pytest.mark.checkout

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
LOCK = dict(
    line.split("==", 1) for line in (ROOT / "requirements.lock").read_text("utf-8").splitlines() if line and not line.startswith("#")
)


def asked_for(requirements: list[str]) -> set[str]:
    """Return the normalised names of requirements."""
    return {canonicalize_name(Requirement(r).name) for r in requirements}


def imported_by(folder: Path) -> set[str]:
    """Return the distributions whose modules the Python files below a folder import, normalised."""
    tops: set[str] = set()
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                tops |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                tops.add(node.module.split(".")[0])
    known = packages_distributions()
    foreign = tops - set(sys.stdlib_module_names) - {"kg_builder", "__future__", "tests"}
    return {canonicalize_name(known[top][0]) for top in foreign if top in known} | {top for top in foreign if top not in known}


def test_the_package_imports_what_it_asks_for_and_no_more() -> None:
    """A dependency that nothing imports is a burden; an import that nothing asks for breaks the installation."""
    extra = asked_for(PROJECT["optional-dependencies"]["evaluate"])
    found = imported_by(ROOT / "kg_builder")
    assert found - extra == asked_for(PROJECT["dependencies"])
    assert extra <= found


def test_the_tests_import_what_dev_asks_for() -> None:
    """Tests need nothing but the package's own dependencies and the extra `dev`."""
    asked = asked_for([*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]])
    assert imported_by(ROOT / "tests") <= asked | {"conftest", "packaging"}


def test_the_lock_pins_all_that_is_asked_for_and_all_that_this_brings() -> None:
    """Following the requirements of every pinned package leads to pinned packages only, within the bounds asked for."""
    extras = [r for group in PROJECT["optional-dependencies"].values() for r in group]
    waiting, seen = [Requirement(r) for r in [*PROJECT["dependencies"], *extras]], set()
    pinned = {canonicalize_name(name): version for name, version in LOCK.items()}
    while waiting:
        wanted = waiting.pop()
        name = canonicalize_name(wanted.name)
        assert name in pinned, f"{name} is not in requirements.lock"
        assert wanted.specifier.contains(pinned[name], prereleases=True), f"{wanted} against {pinned[name]}"
        key = (name, frozenset(wanted.extras))
        if key in seen:
            continue
        seen.add(key)
        for text in distribution(name).requires or ():
            brought = Requirement(text)
            if brought.marker is None or any(brought.marker.evaluate({"extra": extra}) for extra in ("", *wanted.extras)):
                waiting.append(brought)
    assert {name for name, _ in seen} == set(pinned), "the lock pins what nothing asks for"


def test_the_lock_is_what_is_installed() -> None:
    """The tests ran with the pinned versions."""
    different = {name: distribution(name).version for name, version in LOCK.items() if distribution(name).version != version}
    assert not different


def test_every_dependency_stands_with_its_licence_in_the_docs() -> None:
    """docs/dependencies.md names each runtime package."""
    page = (ROOT / "docs" / "dependencies.md").read_text("utf-8").lower()
    for name in asked_for(PROJECT["dependencies"]):
        assert re.search(rf"\| {re.escape(name)} \|", page), name
