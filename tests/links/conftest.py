"""The connected telegrams of this folder, built once; and small graphs by hand for the rules."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from kg_builder.cli import main
from kg_builder.links import Linked, link
from kg_builder.links.sources import FileSource

CORPUS = Path(__file__).parent / "corpus"


@dataclass(frozen=True, slots=True)
class Built:
    """A build folder of the connected telegrams."""

    out: Path

    def linked(self) -> Linked:
        return link(FileSource([self.out / "graph.nq"]), "1.2.3")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Return the build, not linked."""
    out = tmp_path_factory.mktemp("links") / "out"
    assert main(["build", str(CORPUS), "--out", str(out)]) == 0
    return Built(out)


@pytest.fixture(scope="session")
def linked(built: Built) -> Linked:
    return built.linked()


def names(linked: Linked) -> list[tuple[str, str, str, str]]:
    """Return the links with short names: rule, subject, property, object."""
    return sorted({(one.rule, *(term[1:-1].removeprefix(linked.base).split("#")[-1] for term in one.statement)) for one in linked.links})
