"""Every form of the lexicon matches its examples, refuses its counter-examples, ends in linear time, and needs its words."""

from __future__ import annotations

import random
import re
import time
from pathlib import Path

import pytest

from kg_builder.lexicon import Form, all_lexicons, fold_case, load_forms
from kg_builder.lexicon.needs import find_needs
from kg_builder.lexicon.openings import find_openings, find_tail
from kg_builder.lexicon.places import find_places

FORMS = [form for name in all_lexicons() for form in load_forms(name)]
TEXTS = sorted(path for folder in ("devset", "telegrams") for path in (Path(__file__).parents[1] / folder).glob("*.txt"))
# The lexicons whose forms are tried only where their words stand.
SCREENED = ("answers", "archive", "delivery", "exclusions", "references", "relay", "request", "roles")
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
    """`Places.matches` finds what `finditer` finds: in the examples, in all texts of the tests, and in stretches that cut words."""
    texts = [f"Nothing is said here. {text}" for form in load_forms(name) for text in form.match]
    texts += [text for path in TEXTS[::3] for text in (path.read_bytes().decode(), path.read_bytes().decode().upper())]
    for text in texts:
        places, rng = find_places(text), random.Random(len(text))
        for start in sorted(rng.randrange(len(text)) for _ in range(4)):
            end = min(len(text), start + rng.randrange(300))
            found = [(form.name, hit.span()) for form, hit in places.matches(name, start, end)]
            assert found == [(form.name, hit.span()) for form in load_forms(name) for hit in form.pattern.finditer(text, start, end)]
    assert not find_places("Rain fell.").forms(name, 0, 8)


@pytest.mark.parametrize(
    ("text", "needs"),
    [("we ask", "request.ask"), ("the weather is fine", None), ("tasks", None), ("", None)],
)
def test_a_form_is_tried_only_where_its_words_stand(text: str, needs: str | None) -> None:
    tried = {form.name for form in find_places(text).forms("request", 0, len(text))}
    assert (needs in tried) if needs else ("request.ask" not in tried)


@pytest.mark.parametrize(
    ("pattern", "openings"),
    [
        (r"\b(?:we|I) ask", [("i", True, False, False), ("we", True, False, False)]),
        (r"telegrams?\s", [("telegram", True, False, True), ("telegrams", True, False, True)]),
        (r"\[?\bmy", [("my", False, False, False), ("my", False, True, False)]),
        (r"(?:new\s)*\d+", [("0", False, False, True), ("new", True, False, True)]),
        (r"(?<!\w)(?=x)[Tt]o\b", [("to", True, False, False)]),
        (r"(?:ab)+c", [("ab", False, False, True)]),
        (r"\w+ ask", None),
        (r"[^,]ask", None),
        (r"(?:ask)?", None),
        (r"\s*", None),
    ],
)
def test_a_pattern_begins_with_its_openings(pattern: str, openings: list[tuple[str, bool, bool, bool]] | None) -> None:
    found = find_openings(re.compile(pattern, re.IGNORECASE))
    assert (found and [(o.letters, o.whole, o.led, o.inside) for o in found]) == openings


def test_what_any_word_may_begin_is_sought_by_its_end() -> None:
    """Where the longest end that begins with known words is not found, the pattern is not either."""
    found = find_tail(re.compile(r"(?P<who>[A-Z]\w+)\s+(?:has|have) sent"))
    assert found is not None
    assert [(o.letters, o.led) for o in found[1]] == [("has", True), ("have", True)]
    assert found[0].match(" has sent")
    assert find_tail(re.compile(r"\w+[^,]*")) is None
