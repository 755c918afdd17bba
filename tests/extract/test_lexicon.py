"""Every form of the lexicon matches its examples, refuses its counter-examples, ends in linear time, and needs its words."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from kg_builder.lexicon import Form, all_lexicons, find_cues, fold_case, load_forms
from kg_builder.lexicon.needs import find_needs

FORMS = [form for name in all_lexicons() for form in load_forms(name)]
TEXTS = sorted(path for folder in ("devset", "telegrams") for path in (Path(__file__).parents[1] / folder).glob("*.txt"))
# The lexicons whose forms are tried only where their words stand.
SCREENED = ("answers", "delivery", "exclusions", "request", "roles")
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


def seconds(form: Form, text: str) -> float:
    start = time.process_time()
    for _ in form.pattern.finditer(text):
        pass
    return time.process_time() - start


@pytest.mark.parametrize("text", EVIL, ids=lambda text: repr(text[:8]))
def test_no_form_backtracks_catastrophically(text: str) -> None:
    """Three thousand characters of anything cost a form little; what is not linear there is tried at twenty thousand."""
    for form in FORMS:
        if seconds(form, text[:3_000]) > 0.01:
            assert seconds(form, text[:20_000]) < 2, f"{form.name} is slow on {text[:8]!r}"


def test_forms_have_names_of_their_own() -> None:
    names = [form.name for form in FORMS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", all_lexicons())
def test_whatever_a_form_matches_holds_words_that_it_needs(name: str) -> None:
    """The law of `find_needs`, over the examples and over all texts of the tests: of each group one word stands in the match."""
    texts = [path.read_bytes().decode() for path in TEXTS] if name in SCREENED else []
    for form in load_forms(name):
        needs = find_needs(form.pattern)
        for text in (*form.match, *texts):
            for found in form.pattern.finditer(text):
                folded = fold_case(found[0])
                for group in needs:
                    assert any(word in folded for word in group), f"{form.name} matches {found[0]!r} without any of {group}"


@pytest.mark.parametrize("name", SCREENED)
def test_a_form_is_tried_wherever_it_matches(name: str) -> None:
    """`Cues.between` gives every form that matches in a stretch, and seldom one that does not."""
    for form in load_forms(name):
        for text in form.match:
            framed = f"Nothing is said here. {text}"
            assert form in find_cues(name, framed, 0, len(framed)).between(0, len(framed))
    assert not find_cues(name, "Rain fell.", 0, 10).between(0, 8)


@pytest.mark.parametrize(
    ("text", "needs"),
    [("we ask", "request.ask"), ("the weather is fine", None), ("tasks", "request.ask"), ("", None)],
)
def test_a_form_is_tried_only_where_its_words_stand(text: str, needs: str | None) -> None:
    tried = {form.name for form in find_cues("request", text, 0, len(text)).between(0, len(text))}
    assert (needs in tried) if needs else ("request.ask" not in tried)
