"""Every command of README.md runs as it is written and prints what stands there.

`console` blocks run one after another, by bash, in one copy of the checkout: a line `$ command` (continued by `> ` lines),
then what it prints. A line `...` stands for any number of lines, `...` at the end of a line for its rest. A command must
end with 0 unless the block says `[exit N]` after its output. Blocks in other languages are not commands.
"""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = [pytest.mark.checkout, pytest.mark.slow]

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
LEFT_OUT = {".git", ".venv", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", "dist", "build", "__pycache__"}
# These are what runs this test: of them, only that make knows how to make them.
OWN = {"make test", "make lint", "make bench"}


@dataclass(frozen=True, slots=True)
class Step:
    """A command, what it should print, and how it should end."""

    line: int
    command: str
    output: str
    status: int


def steps(page: str) -> list[Step]:
    """Return the commands of the page's console blocks in their order."""
    found = []
    for block in re.finditer(r"^```console\n(.*?)^```$", page, re.MULTILINE | re.DOTALL):
        line = page.count("\n", 0, block.start(1)) + 1
        for part in re.finditer(r"^\$ (.*(?:\n>(?: .*)?$)*)\n((?:(?!\$ ).*\n)*)", block[1], re.MULTILINE):
            end = re.search(r"^\[exit (\d)\]\n", part[2], re.MULTILINE)
            output = re.sub(r"^\[exit \d\]\n", "", part[2], flags=re.MULTILINE)
            at = line + block[1].count("\n", 0, part.start())
            found.append(Step(at, re.sub(r"\n> ?", "\n", part[1]), output.strip("\n"), int(end[1]) if end else 0))
    return found


def agrees(expected: str, printed: str) -> bool:
    """Return whether the output is the expected one, `...` standing for anything."""
    lines = [
        re.escape(line[:-3]) + r"[^\n]*\n" if line.endswith("...") and line != "..." else re.escape(line) + r"\n"
        for line in expected.splitlines()
    ]
    pattern = "".join(r"(?:[^\n]*\n)*?" if line == re.escape("...") + r"\n" else line for line in lines)
    return re.fullmatch(pattern, "".join(f"{line.rstrip()}\n" for line in printed.strip("\n").splitlines())) is not None


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the checkout whose .venv is the environment that runs this test."""
    folder = tmp_path_factory.mktemp("readme") / "kg_builder"
    shutil.copytree(ROOT, folder, ignore=lambda _, names: LEFT_OUT & set(names))
    (folder / ".venv").mkdir()
    (folder / ".venv" / "bin").symlink_to(Path(sys.executable).parent)
    (folder / ".venv" / ".ready").touch()
    subprocess.run(["git", "init", "-q", "."], cwd=folder, check=True)
    return folder


def environment(folder: Path) -> dict[str, str]:
    """Return an environment in which `kg-builder` is the copy's."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "MAKE", "MFLAGS"))}
    return env | {"PATH": f"{Path(sys.executable).parent}:{env['PATH']}", "PYTHONPATH": str(folder), "NO_COLOR": "1", "COLUMNS": "120"}


def test_the_page_has_commands() -> None:
    """A page whose blocks are not found would pass without running anything."""
    commands = [step.command for step in steps(README.read_text("utf-8"))]
    assert {"make demo", "make test"} <= set(commands)
    assert len(commands) > 10


def test_agreement_can_fail() -> None:
    """The comparison sees one letter, and a line too many."""
    assert agrees("a\n...\nb c ...", "a\n1\n2\nb c d")
    assert not agrees("a\nb", "a\nc")
    assert not agrees("a", "a\nb")
    assert not agrees("a\n...\nb", "a\n1")


def test_every_command_prints_what_stands_there(copy: Path) -> None:
    """In the order of the page, each after what the ones before it left."""
    env, faults = environment(copy), []
    for step in steps(README.read_text("utf-8")):
        command = step.command.replace("make ", "make -n ", 1) if step.command in OWN else step.command
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=copy,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode != step.status:
            faults.append(f"README.md:{step.line}: $ {step.command}\nended with {done.returncode}, not {step.status}:\n{done.stdout}")
        elif step.output and not agrees(step.output, done.stdout):
            faults.append(f"README.md:{step.line}: $ {step.command}\nprinted:\n{done.stdout}\nwhere the page has:\n{step.output}\n")
    assert not faults, "\n".join(faults)


def test_the_python_of_the_page_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The examples of the Python API give what stands there."""
    monkeypatch.chdir(ROOT)
    failed, tried = doctest.testfile(str(README), module_relative=False, encoding="utf-8")
    assert tried > 3
    assert failed == 0
