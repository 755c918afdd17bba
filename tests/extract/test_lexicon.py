"""Every form of the lexicon matches its examples, refuses its counter-examples, and ends in linear time."""

from __future__ import annotations

import time

import pytest

from kg_builder.lexicon import Form, all_lexicons, load_forms

FORMS = [form for name in all_lexicons() for form in load_forms(name)]
EVIL = (
    "1 " * 25_000,
    "9" * 50_000,
    " " * 50_000,
    "(" * 50_000,
    "No. No. " * 6_000,
    "a" * 50_000,
    "A B " * 12_000,
    "of the " * 7_000,
    "request " * 6_000,
    "to be " * 8_000,
)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_a_form_matches_what_it_says(form: Form) -> None:
    """A rule comes with a text that it must match and one that it must not."""
    assert form.match, f"{form.name} has no example"
    for text in form.match:
        assert form.pattern.search(text), f"{form.name} does not match {text!r}"
    for text in form.no_match:
        assert not form.pattern.search(text), f"{form.name} matches {text!r}"


@pytest.mark.parametrize("text", EVIL, ids=lambda text: repr(text[:8]))
def test_no_form_backtracks_catastrophically(text: str) -> None:
    """Fifty thousand characters of anything cost each form far less than a second of its own CPU time."""
    for form in FORMS:
        start = time.process_time()
        for _ in form.pattern.finditer(text[:20_000]):
            pass
        assert time.process_time() - start < 2, f"{form.name} is slow on {text[:8]!r}"


def test_forms_have_names_of_their_own() -> None:
    names = [form.name for form in FORMS]
    assert len(names) == len(set(names))
