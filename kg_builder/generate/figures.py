"""Figures as telegrams write them: commas, blanks, words, the words behind the figure, ranges, qualifiers."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from kg_builder.generate.tables import Row

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
).split()
_TENS = "zero ten twenty thirty forty fifty sixty seventy eighty ninety".split()
_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in words of the text, with its value, the upper end of a range, and what qualifies it."""

    text: str
    value: int
    top: int | None = None
    note: str = ""


def to_words(number: int) -> str:
    """Return an English numeral below a thousand million ("twelve thousand five hundred")."""
    if number < 20:
        return _ONES[number]
    if number < 100:
        return _TENS[number // 10] + (f"-{_ONES[number % 10]}" if number % 10 else "")
    for size, name in ((_MILLION, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= size:
            rest = number % size
            return f"{to_words(number // size)} {name}" + (f" {to_words(rest)}" if rest else "")
    raise AssertionError(number)


def to_digits(number: int, mark: str) -> str:
    """Return the number with its thousands set off by the mark, and whole half-millions as "2.5 million"."""
    if number >= _MILLION and number % (_MILLION // 2) == 0:
        return f"{number / _MILLION:g} million"
    return f"{number:,}".replace(",", mark)


def draw_figure(random: Random, number: int, style: Row, *, bare: bool = False) -> Figure:
    """Return the number in a form drawn by the weights of `style`; `bare` leaves out qualifiers and ranges."""
    mark = " " if random.random() < style["blank"] else ","
    digits = to_digits(number, mark)
    if not bare and random.random() < style["ranges"] and 20 <= number < 1000:
        top = number + max(1, number // 4)
        return Figure(f"{number}-{top}", number, top, f"range {number}-{top}")
    if random.random() < style["words_too"] and number < _MILLION:
        return Figure(f"{digits} ({to_words(number)})", number, None, "with the words")
    if random.random() < style["words_only"] and (number < 100 or (number % 1000 == 0 and number < 100_000)):
        return Figure(to_words(number), number, None, "in words")
    if not bare and random.random() < style["qualified"]:
        qualifier = random.choice(style["qualifiers"])
        return Figure(f"{qualifier} {digits}", number, None, qualifier)
    return Figure(digits, number)
