"""The generator keeps its word: the same bytes for the same seed, and facts that are true of the text, faults or none."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg_builder.generate import Generated, generate, generate_one
from kg_builder.generate.__main__ import main
from kg_builder.generate.faults import spoil
from kg_builder.generate.figures import draw_figure, to_digits, to_words
from kg_builder.generate.tables import find_slots, load_tables, to_random
from kg_builder.resources import load_authorities

COUNT = 150
RATES = (0.0, 0.02, 0.2)


def squash(text: str) -> str:
    return " ".join(text.split())


def every(rate: float) -> list[Generated]:
    return list(generate(5, COUNT, rate))


@pytest.mark.parametrize("rate", RATES)
def test_every_cue_stands_once_in_its_text(rate: float) -> None:
    for made in every(rate):
        text = squash(made.text)
        cues = [a["cue"] for a in (*made.gold["requests"], *made.gold["deliveries"])]
        assert {c: text.count(c) for c in cues} == dict.fromkeys(cues, 1), made.name


@pytest.mark.parametrize("rate", RATES)
def test_names_numbers_and_goods_stand_in_the_text(rate: float) -> None:
    """Faults spare them: what the facts say can still be read."""
    for made in every(rate):
        text, gold = squash(made.text), made.gold
        said = [m for p in gold["persons"] for m in p["mentions"]] + gold["telegram_numbers"] + gold["places"] + gold["organizations"]
        said += [c["code"] for c in gold["code_names"]] + [d["text"] for d in gold["distractors"]]
        said += [i["label"] for a in (*gold["requests"], *gold["deliveries"]) for i in a["items"]]
        said += [gold[k] for k in ("sent_from", "sent_to", "classification") if gold[k]]
        assert [s for s in said if squash(s) not in text] == [], made.name


@pytest.mark.parametrize("rate", RATES)
def test_text_and_facts_say_that_it_is_no_history(rate: float) -> None:
    for made in every(rate):
        assert "NOT a historical document" in made.text
        assert "not a historical document" in made.gold["text_kind"]


def test_a_telegram_is_known_by_seed_and_number_alone() -> None:
    """More telegrams, or fewer, change none of the others; another seed changes nearly all."""
    assert list(generate(1, 20))[13] == generate_one(1, 13)
    assert [m.text for m in generate(1, 5)] == [m.text for m in generate(1, 9)][:5]
    assert sum(a.text == b.text for a, b in zip(generate(1, 50), generate(2, 50), strict=True)) == 0


def test_faults_change_the_text_and_no_fact() -> None:
    """But for quotes, the facts are the same at any rate."""
    changed = 0
    for clean, faulty in zip(every(0.0), every(0.1), strict=True):
        changed += clean.text != faulty.text
        for key in ("date", "telegram_numbers", "sender", "addressees", "via", "copies", "archive", "sent_at", "received_at", "references"):
            assert clean.gold[key] == faulty.gold[key]
        for group in ("requests", "deliveries"):
            assert [a | {"cue": ""} for a in clean.gold[group]] == [a | {"cue": ""} for a in faulty.gold[group]]
    assert changed > COUNT * 0.9


def test_no_mark_of_the_tables_is_left() -> None:
    for made in every(0.1):
        assert not re.search(r"[⟦⟧⟪⟫{}]", made.text)
        actions = " ".join(r["action"] for r in made.gold["requests"])
        assert not re.search(r"[⟦⟧⟪⟫{}]", actions)


def test_one_in_eight_or_so_holds_no_act() -> None:
    """A text without request and delivery must give none, so there must be such texts."""
    empty = sum(not m.gold["requests"] and not m.gold["deliveries"] for m in generate(3, 400))
    assert 20 < empty < 120


def test_both_families_and_all_voices_occur() -> None:
    texts = [m.text for m in generate(3, 200)]
    assert 30 < sum(": Telegram\n" in t for t in texts) < 170
    statuses = {a["status"] for m in generate(3, 200) for a in (*m.gold["requests"], *m.gold["deliveries"])}
    assert statuses >= {"asked", "reported", "accepted", "refused", "promised", "conditional", "done"}


def test_periods_follow_the_telegram() -> None:
    for made in every(0.0):
        for act in (*made.gold["requests"], *made.gold["deliveries"]):
            if act["period"]:
                bounds = [b for b in act["period"].values() if b]
                assert bounds == sorted(bounds)
                assert bounds[0] > made.gold["date"][:7]


def test_same_bytes_under_any_hash_seed(tmp_path: Path) -> None:
    """Nothing hangs on the order of a set or on `hash`."""
    for hash_seed in ("0", "4242"):
        command = [
            sys.executable,
            "-m",
            "kg_builder.generate",
            "--seed",
            "9",
            "--count",
            "40",
            "--out",
            str(tmp_path / hash_seed),
            "--fault-rate",
            "0.1",
        ]
        done = subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": hash_seed}, capture_output=True, check=True)
        assert done.stdout == b""
    one, other = ({p.name: p.read_bytes() for p in (tmp_path / s).iterdir()} for s in ("0", "4242"))
    assert one == other
    assert len(one) == 80


def test_program_writes_texts_and_facts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--seed", "1", "--count", "3", "--out", str(tmp_path / "new")]) == 0
    assert sorted(p.name for p in (tmp_path / "new").iterdir()) == [f"{i:05}.{e}" for i in range(3) for e in ("json", "txt")]
    assert json.loads((tmp_path / "new" / "00002.json").read_bytes())["text_file"] == "00002.txt"
    assert capsys.readouterr() == ("", "")


def test_a_thousand_cost_little_more_than_writing_their_facts() -> None:
    """A benchmark must not wait for its data: composing costs at most forty times the plain dump of what is composed."""
    start = time.process_time()
    made = list(generate(11, 1000))
    composing = time.process_time() - start
    start = time.process_time()
    assert sum(len(json.dumps(m.gold)) for m in made) > 0
    assert composing < 40 * (time.process_time() - start)


def test_people_and_goods_are_known_to_the_authorities() -> None:
    """Names that are not made up for the US print are those of the authority files; goods have a concept."""
    authorities = load_authorities()
    names = {e.name for e in authorities.entries.values() if e.kind == "person"}
    made_up = {"Hargrave", "Whitlock", "Fenwick"}
    people = {row["name"] for row in load_tables().data["person"].values()}
    assert people - names == made_up


def test_tables_name_only_slots_that_are_filled() -> None:
    """A slot that nothing fills would raise in one telegram of many: every act and every layout is tried."""
    tables = load_tables()
    acts = {row["text"] for row in tables.rows("act")}
    layouts = {row["text"] for row in tables.rows("layout")}
    assert len(acts) == len(tables.rows("act"))
    known = {"body", "period", "item", "items", "block", "goods", "sum", "part", "rest", "rate", "money", "crew"}
    known |= {"government", "abbreviation", "recipient", "supplier", "asker", "sender", "addressee", "relay"}
    assert {slot for text in acts for slot in find_slots(text)} <= known
    assert all("{body}" in text for text in layouts)


@pytest.mark.parametrize(
    ("number", "words"),
    [(7, "seven"), (21, "twenty-one"), (100, "one hundred"), (12_500, "twelve thousand five hundred"), (2_000_000, "two million")],
)
def test_numerals(number: int, words: str) -> None:
    assert to_words(number) == words


@pytest.mark.parametrize(
    ("number", "mark", "digits"),
    [(950, ",", "950"), (12_500, " ", "12 500"), (2_500_000, ",", "2.5 million"), (24_000_000, ",", "24 million")],
)
def test_digits(number: int, mark: str, digits: str) -> None:
    assert to_digits(number, mark) == digits


def test_bare_figures_bear_neither_range_nor_qualifier() -> None:
    style = load_tables().row("figures")
    drawn = [draw_figure(to_random("figure", i), 300, style, bare=True) for i in range(200)]
    assert {f.top for f in drawn} == {None}
    assert not any(f.text.startswith(tuple(style["qualifiers"])) for f in drawn)


def test_offsets_of_a_spoilt_text() -> None:
    """A clean range maps to the words that now stand in its place."""
    text = "We received everything. Thereupon nothing further happened, 12 tons excepted."
    made = spoil(text, [], 1.0, load_tables().row("faults"), to_random("offsets"))
    assert made.text != text
    assert made.text[made.at(text.index("12 tons")) :].startswith("12")
    whole = "".join(made.text[made.at(i) : made.at(i + 1)] for i in range(len(text)))
    assert len(whole) <= len(made.text)
    assert made.at(len(text)) == len(made.text)


def test_nothing_is_spoilt_at_rate_nought_or_where_it_is_spared() -> None:
    text, style = "Please send ammunition without delay.", load_tables().row("faults")
    assert spoil(text, [], 0.0, style, to_random(1)).text == text
    assert spoil(text, [(0, len(text))], 1.0, style, to_random(1)).text == text
