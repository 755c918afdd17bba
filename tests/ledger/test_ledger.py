"""The ledger: what sums leave out, shortfall as competency question 4 has it, files for programs and for spreadsheets."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kg_builder.cli import main
from kg_builder.datafiles import find_data_dir
from kg_builder.ledger import Reading, Row, to_csv, to_rows, to_sums
from kg_builder.store.opened import opened

DEFAULTS: dict[str, Any] = {
    "doc": "a", "telegram": "t", "date": "1951-06-21", "act": "r1", "item": "i1", "side": "asked", "status": "asked", "giver": (), "taker": (),
    "commodity": "", "goods": "rifles", "words": "rifles", "quantity": Decimal(10), "most": None, "unit": "piece", "qualifier": "", "since": "",
    "until": "", "condition": "", "left_out": "", "answers": (), "places": {},
}  # fmt: skip


def row(**changes: Any) -> Row:
    return Row(**{**DEFAULTS, **changes})


def test_sums_count_what_vocabulary_says_they_count() -> None:
    """Sums leave out included items, acts that are a share, items for each piece; refused deliveries have a column of their own."""
    rows = [
        row(),
        row(item="i2", quantity=Decimal("0.1")),
        row(item="i3", left_out="part of another line", quantity=Decimal(999)),
        row(act="d1", side="promised", quantity=Decimal(4), answers=("r1",)),
        row(act="d2", side="refused", quantity=Decimal(6), answers=("r1",)),
        row(act="d3", item="i5", side="delivered", quantity=None),
    ]
    (found,) = to_sums(rows)
    assert found.by_side == {"asked": Decimal("10.1"), "promised": Decimal(4), "refused": Decimal(6)}
    assert found.short == Decimal("6.1")
    assert (found.rows, found.unsaid) == (5, 1)


def test_more_than_was_asked_is_no_shortfall_elsewhere() -> None:
    rows = [row(), row(act="d1", side="delivered", quantity=Decimal(50), answers=("r1",)), row(act="r2", quantity=Decimal(3))]
    assert to_sums(rows)[0].short == Decimal(3)


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("ledger") / "out"
    assert main(["build", str(find_data_dir("seeds")), "--out", str(out)]) == 0
    return out


def test_the_seed_says_sixteen_of_sixty(build: Path) -> None:
    with opened(build) as reader:
        reading = Reading(reader)
        rows = [one for facts in reading.documents() for one in to_rows(reading, facts)]
    (arms,) = [one for one in to_sums(rows) if one.goods == "Arms" and one.by_side]
    assert arms.by_side == {"asked": 16, "promised": 16, "planned": 60}
    assert arms.short == 0
    assert {one.left_out for one in rows} >= {"", "share of a larger act", "part of another line"}


def test_shortfall_is_that_of_the_competency_question(build: Path) -> None:
    """Request by request: `asked` less `promised` of `ontology/competency/04-unanswered.rq`."""
    from kg_builder.ledger.sums import shortfalls

    with opened(build) as reader:
        reading = Reading(reader)
        rows = [one for facts in reading.documents() for one in to_rows(reading, facts)]
        text = (find_data_dir("ontology") / "competency" / "04-unanswered.rq").read_text("utf-8")
        asked = {(one["request"].value, one["goods"].value): Decimal(one["short"].value) for one in reader.select(text) if "short" in one}
    ours = {(rows[number].act, rows[number].goods): short for number, short in shortfalls(rows).items() if short}
    assert ours == {key: short for key, short in asked.items() if short > 0}


def test_a_spreadsheet_takes_nothing_for_a_formula(build: Path) -> None:
    with opened(build) as reader:
        made = to_csv([row(words="=cmd|'/C calc'!A0")], Reading(reader), for_spreadsheets=True)
        plain = to_csv([row(words="=cmd|'/C calc'!A0")], Reading(reader))
    assert b",'=cmd" in made
    assert b",=cmd" in plain


@pytest.mark.parametrize(("words", "lines"), [((), 20), (("--year", "1951"), 20), (("--year", "1952"), 0), (("--goods", "arms"), 7)])
def test_the_command_gives_every_line_with_its_place(build: Path, words: tuple[str, ...], lines: int, capfdbinary: Any) -> None:
    assert main(["ledger", "--graph", str(build), "--format", "csv", *words]) == 0
    rows = list(csv.DictReader(io.StringIO(capfdbinary.readouterr().out.decode(), newline="")))
    assert len(rows) == lines
    text = (find_data_dir("seeds") / "1951-06-21-mao-to-stalin.txt").read_text("utf-8")
    for one in rows:
        assert text[int(one["start"]) : int(one["end"])].strip()


def test_json_has_the_same_lines(build: Path, capfdbinary: Any) -> None:
    assert main(["ledger", "--graph", str(build), "--format", "json"]) == 0
    assert len(json.loads(capfdbinary.readouterr().out)) == 20
