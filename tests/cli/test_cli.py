"""The command line as a whole: quick help, exit codes, one line for every fault."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

import kg_builder
from kg_builder import cli, errors
from kg_builder.cli import COMMANDS, main

from .conftest import PACKAGE, Run

ENV = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}


def seconds(*words: str) -> float:
    """Return the processor time of one run of Python, which other programs on the machine do not add to."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *words], env=ENV, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_help_takes_no_more_than_five_times_an_empty_program() -> None:
    rounds = [(seconds("-c", "pass"), seconds("-m", "kg_builder", "--help")) for _ in range(15)]
    nothing, helped = (sum(sorted(times)[:5]) for times in zip(*rounds, strict=True))
    assert helped <= 5 * nothing, f"{helped / 5:.3f} s for --help, {nothing / 5:.3f} s for nothing"


def test_help_names_every_command(run: Run) -> None:
    done = run("--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert all(f"    {name} " in done.stdout for name in COMMANDS)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_help(run: Run, name: str) -> None:
    done = run(name, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"usage: kg-builder {name} ")


def test_version(run: Run) -> None:
    assert run("--version").stdout == f"kg-builder {kg_builder.__version__}\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "the following arguments are required: COMMAND"),
        (("nothing",), "argument COMMAND: invalid choice: 'nothing'"),
        (("build",), "the following arguments are required: SOURCE"),
        (("build", "--no-such", "x"), "unrecognized arguments: --no-such"),
        (("show", "a", "\x1b[31m"), "unrecognized arguments: \\x1b[31m"),
    ],
)
def test_wrong_usage_is_2_and_says_what_was_expected(run: Run, words: tuple[str, ...], message: str) -> None:
    done = run(*words)
    assert done.returncode == 2
    assert done.stdout == ""
    assert message in done.stderr
    assert "\x1b" not in done.stderr


class _Command:
    """A stand-in for a command's module."""

    fault: BaseException | None = None

    @classmethod
    def add_arguments(cls, parser: object) -> None:
        pass

    @classmethod
    def run(cls, arguments: object) -> int:
        if cls.fault:
            raise cls.fault
        return 0


@pytest.mark.parametrize(
    ("fault", "code", "message"),
    [
        (errors.ConformanceError("a"), 1, "a"),
        (errors.InconsistencyError("a"), 1, "a"),
        (errors.UsageError("a\nb"), 2, "a\\x0ab"),
        (errors.IdentityError("a"), 2, "a"),
        (errors.InputError("\x1b[31m"), 3, "\\x1b[31m"),
        (errors.StoreError("a"), 4, "a"),
        (errors.ResourceError("a"), 5, "a"),
        (errors.KgBuilderError("a"), 5, "a"),
        (KeyboardInterrupt(), 130, "interrupted; nothing half written"),
        (ValueError("a\nb"), 5, "internal fault: ValueError: a\\x0ab (set KG_BUILDER_TRACEBACK=1 to see where)"),
    ],
)
def test_every_fault_is_one_line_and_an_exit_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], fault: BaseException, code: int, message: str
) -> None:
    monkeypatch.setattr(_Command, "fault", fault)
    monkeypatch.setattr(cli, "import_module", lambda name: _Command)
    assert main(["show"]) == code
    assert capsys.readouterr() == ("", f"kg-builder: {message}\n")


def test_a_traceback_is_there_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_Command, "fault", ValueError("a"))
    monkeypatch.setattr(cli, "import_module", lambda name: _Command)
    monkeypatch.setenv("KG_BUILDER_TRACEBACK", "1")
    with pytest.raises(ValueError, match=r"^a$"):
        main(["show"])


def test_a_reader_that_has_enough_ends_the_program_quietly(tmp_path: Path) -> None:
    code = f"{sys.executable} -m kg_builder ask | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", code], env=ENV, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode in (0, 5)
    assert "BrokenPipe" not in done.stderr


def test_the_package_offers_what_it_says(run: Run) -> None:
    """`import kg_builder` gives about ten names, and imports what they need when they are used."""
    assert kg_builder.__all__ == sorted(kg_builder.__all__)
    assert kg_builder.__all__ == [
        "BuiltDocument",
        "Evidence",
        "Extraction",
        "Finding",
        "KgBuilderError",
        "SourceText",
        "Tools",
        "__version__",
        "build_corpus",
        "build_document",
        "extract_facts",
        "load_tools",
        "read_source",
        "to_source",
    ]
    assert dir(kg_builder) == kg_builder.__all__
    assert all(getattr(kg_builder, name) is not None for name in kg_builder.__all__)
    with pytest.raises(AttributeError, match=r"^module 'kg_builder' has no attribute 'nothing'$"):
        _ = kg_builder.nothing


def test_importing_the_package_imports_nothing_else() -> None:
    code = "import sys, kg_builder; print(sorted(name for name in sys.modules if name.startswith('kg_builder')))"
    done = subprocess.run([sys.executable, "-c", code], env=ENV, capture_output=True, text=True, check=True)
    assert done.stdout == "['kg_builder']\n"
