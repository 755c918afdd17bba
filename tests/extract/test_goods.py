"""Labels of commodities and units: whole words, the longest first, in any stretch of a text."""

from __future__ import annotations

import pytest

from kg_builder.extract.goods import GoodsIndex, fold
from kg_builder.resources import load_authorities


@pytest.fixture(scope="module")
def goods() -> GoodsIndex:
    return GoodsIndex.build(load_authorities())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("rifles and sub-machine guns", [("rifles", "rifle"), ("sub-machine guns", "submachine-gun")]),
        ("spare  parts", [("spare  parts", "spare-parts")]),
        ("in the farms", []),
        ("anti-aircraft", []),
    ],
)
def test_labels_are_whole_words(text: str, found: list[tuple[str, str]], goods: GoodsIndex) -> None:
    hits = goods.find(text, 0, len(text))
    assert [(text[h.span.start : h.span.end], h.commodity) for h in hits if h.commodity] == found


def test_a_stretch_is_read_as_if_nothing_stood_around_it(goods: GoodsIndex) -> None:
    """The law of `find`: a stretch of a text gives what the stretch alone gives, at its place."""
    text = "anti-aircraft guns, 5 farms, 20 tons of gasoline; İ spare parts for tanks"
    for start in range(len(text)):
        for end in range(start, len(text) + 1):
            alone = goods.find(text[start:end], 0, end - start)
            assert [(h.span.start, h.commodity, h.unit) for h in goods.find(text, start, end)] == [
                (start + h.span.start, h.commodity, h.unit) for h in alone
            ]


def test_folding_keeps_the_offset_of_each_character() -> None:
    folded = fold("A –\xa0B -- C")
    assert folded.text == "a b c"
    assert [folded.original(i) for i in range(5)] == [0, 1, 4, 5, 9]
