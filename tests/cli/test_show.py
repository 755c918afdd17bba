"""The telegram as a person reads it."""

from __future__ import annotations

import json
from dataclasses import replace

from kg_builder.model import Entity, Extraction, Stated
from kg_builder.show import to_json, to_text
from kg_builder.terminal import Style

from .conftest import small_extraction, small_source


def test_head_acts_findings_and_omissions() -> None:
    source = small_source()
    assert to_text(small_extraction(source), source) == (
        "Telegram from Mao Zedong to Stalin\n"
        "  from        Mao Zedong\n"
        "  to          Joseph Stalin\n"
        "  date        1951-06-21\n"
        "  numbers     17 (outgoing)\n"
        "  Asked\n"
        "    line 5    Mao Zedong asks Joseph Stalin (materiel): asked\n"
        "              - rifles: about 1,200\n"
        "              - mortars\n"
        "              when         until 1951-12-31\n"
        "              rule         request.ask-you-to\n"
        "\n"
        "Findings (1)\n"
        '  line 10:8   info: "51" was read as 1951 [date.two-digit-year]\n'
        "              21.6.51\n"
        "\n"
        "Not read (1)\n"
        "  line 5:1    info: asks, but for what was not understood [omission.cue-without-object]\n"
        "              I ask you to\n"
    )


def test_a_text_without_a_telegram_says_so() -> None:
    assert to_text(Extraction(), small_source()) == "No telegram was found in this text.\n"


def test_who_is_not_settled_is_told() -> None:
    source = small_source()
    extraction = small_extraction(source)
    words = source.quote(0, 5)
    two = Entity("person", "Zakharov", None, 0, ("person/a", "person/b"))
    telegram = replace(
        extraction.telegrams[0], sender=(Stated(two, (words,), "r"), Stated(Entity("person", "Orlov", None, 3), (words,), "r"))
    )
    shown = to_text(replace(extraction, telegrams=(telegram,)), source)
    assert "  from        Zakharov (not settled who), Orlov (not in the authority files)\n" in shown


def test_what_a_document_says_cannot_drive_the_terminal() -> None:
    source = small_source()
    extraction = small_extraction(source)
    hostile = Entity("person", "\x1b[31mALPHA\x1b]0;pwned\x07\u202e", None, 0)
    telegram = replace(extraction.telegrams[0], sender=(Stated(hostile, (source.quote(0, 5),), "r"),))
    shown = to_text(replace(extraction, telegrams=(telegram,)), source)
    assert "\x1b" not in shown
    assert "\\x1b[31mALPHA\\x1b]0;pwned\\x07\\u202e" in shown


def test_colours_change_nothing_but_colours() -> None:
    import re

    source = small_source()
    extraction = small_extraction(source)
    coloured = to_text(extraction, source, Style(colours=True))
    assert coloured != to_text(extraction, source)
    assert re.sub("\x1b\\[[0-9;]*m", "", coloured) == to_text(extraction, source)


def test_as_json_every_value_has_its_words() -> None:
    source = small_source()
    shown = json.loads(to_json(small_extraction(source), source))
    assert shown["file"] == "small.txt"
    request = shown["requests"][0]
    assert request["items"][0]["quantity"]["value"] == "1200"
    assert request["period_end"]["value"] == "1951-12-31"
    assert request["status"]["evidence"][0]["quote"] == "I ask you to"
    assert [finding["line"] for finding in shown["findings"]] == [5, 10]
