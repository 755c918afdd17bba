"""Nothing that a document says can drive a terminal; colours and progress only where a person looks."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg_builder.terminal import Progress, Style, escape_controls, style_for


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b]0;title\x07", r"\x1b[31mred\x1b]0;title\x07"),
        ("a\nb\r\x0b", r"a\x0ab\x0d\x0b"),
        ("\x9b2J\x7f", r"\x9b2J\x7f"),
        ("abc\u202edef\u2066", r"abc\u202edef\u2066"),
        ("\ud800", r"\ud800"),
        ("\U000e0041", r"\U000e0041"),
        ("Ёлка 北京 é\t|", "Ёлка 北京 é\t|"),
    ],
)
def test_controls_are_escaped(text: str, shown: str) -> None:
    assert escape_controls(text) == shown


@given(st.text())
def test_no_line_end_and_no_escape_survives(text: str) -> None:
    shown = escape_controls(text)
    assert "\x1b" not in shown
    assert len(shown.splitlines()) <= 1


def test_colours_only_on_a_terminal_that_wants_them() -> None:
    """NO_COLOR, when present and not an empty string, prevents the addition of ANSI color (no-color.org)."""
    assert style_for(Terminal(), {}) == Style(colours=True)
    assert style_for(Terminal(), {"NO_COLOR": "1"}) == Style(colours=False)
    assert style_for(Terminal(), {"TERM": "dumb"}) == Style(colours=False)
    assert style_for(io.StringIO(), {}) == Style(colours=False)
    assert Style(colours=False)("x", "bold") == "x"


def test_progress_is_one_line_on_a_terminal_and_nothing_in_a_pipe() -> None:
    terminal, pipe = Terminal(), io.StringIO()
    for stream in (terminal, pipe):
        progress = Progress("built", stream)
        progress.start(2)
        progress.step("a\nb")
        progress.close()
    assert pipe.getvalue() == ""
    assert terminal.getvalue().startswith("\r1/2 built a\\x0ab")
    assert "\n" not in terminal.getvalue()


def test_a_single_file_needs_no_progress() -> None:
    terminal = Terminal()
    progress = Progress("built", terminal)
    progress.start(1)
    progress.step("a")
    assert terminal.getvalue() == ""
