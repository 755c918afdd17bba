"""What a publisher's title says: from whom, to whom, through whom, under which number."""

from __future__ import annotations

import pytest

from kg_builder.extract.titles import read_title, split_names
from kg_builder.model import Span

# Title; senders; addressees; via; numbers.
TITLES = [
    ("Telegram from Mao Zedong to I.V. Stalin", ["Mao Zedong"], ["I.V. Stalin"], [], []),
    ("Cable, Filippov [Stalin] to Mao Zedong [via Kovalev]", ["Filippov [Stalin]"], ["Mao Zedong"], ["Kovalev"], []),
    ("Cable with Message from Mao Zedong to Stalin", ["Mao Zedong"], ["Stalin"], [], []),
    ("Cable Nos. 826-827 from Shtykov", ["Shtykov"], [], [], ["826-827"]),
    ("Ciphered Telegram No. 8600, Vyshinsky to Mao Zedong", ["Vyshinsky"], ["Mao Zedong"], [], ["8600"]),
    ("Cable Nos. 408-410, Shtykov to Vyshinsky (for the Politburo)", ["Shtykov"], ["Vyshinsky", "Politburo"], [], ["408-410"]),
    ("Telegram, Gromyko to Cde. I.V. Stalin, Transmitting Letter from Kim Il Sung", ["Gromyko"], ["Cde. I.V. Stalin"], [], []),
    (
        "Ciphered telegram, Zakharov, Soviet Military Representative in Beijing, to Feng Xi [Stalin]",
        ["Zakharov", "Soviet Military Representative in Beijing"],
        ["Feng Xi [Stalin]"],
        [],
        [],
    ),
    (
        "41.17 November 1950, ciphered telegram,\nFilippov (Stalin) to Zhou Enlai via Zakharov",
        ["Filippov (Stalin)"],
        ["Zhou Enlai"],
        ["Zakharov"],
        [],
    ),
    (
        "Ciphered Telegram No. 17318 from Beijing, Zhou Enlai to Filippov [Stalin]",
        ["Beijing", "Zhou Enlai"],
        ["Filippov [Stalin]"],
        [],
        ["17318"],
    ),
    ("Cable from Mao Zedong to Stalin, 'Request that the Soviet Union Send Planes to Us'", ["Mao Zedong"], ["Stalin"], [], []),
    (
        "Ciphered Telegram No. 21646 from Mao Zedong to Filippov [Stalin] conveying 15 July 1952 telegram to Kim",
        ["Mao Zedong"],
        ["Filippov [Stalin]"],
        [],
        ["21646"],
    ),
    ("Telegram from Polish Embassy in Havana (Jeleń), 16 November 1962", ["Jeleń"], [], [], []),
    ("Telegram from Pyongyang to Bucharest, TOP SECRET, No. 76.054, Urgent", ["Pyongyang"], ["Bucharest"], [], ["76.054"]),
    ("The Ambassador in Korea (Muccio) to the Secretary of State", ["Muccio"], ["Secretary of State"], [], []),
    ("The Chief of the American Mission for Aid to Greece (Colby) to the Secretary of State", ["Colby"], ["Secretary of State"], [], []),
    (
        "Telegram from Tunkin to the Soviet Foreign Ministry, in reply to 11 September telegram",
        ["Tunkin"],
        ["Soviet Foreign Ministry"],
        [],
        [],
    ),
    ("Telegram from Kim Il Sung to Stalin via Shtykov regarding the front", ["Kim Il Sung"], ["Stalin"], ["Shtykov"], []),
    ("CABLE, FILIPPOV (STALIN) TO MAO ZEDONG", ["FILIPPOV (STALIN)"], ["MAO ZEDONG"], [], []),
    ("A history of the railways", [], [], [], []),
]


@pytest.mark.parametrize(("title", "senders", "addressees", "via", "numbers"), TITLES)
def test_a_title_is_taken_apart(title: str, senders: list[str], addressees: list[str], via: list[str], numbers: list[str]) -> None:
    parts = read_title(title, Span(0, len(title)))
    got = [[title[s.start : s.end] for s in spans] for spans in (parts.senders, parts.addressees, parts.via, parts.numbers)]
    assert got == [senders, addressees, via, numbers]


def test_a_gloss_belongs_to_its_name() -> None:
    """Commas inside brackets split nothing."""
    text = "Matveyev [Army Gen. Zakharov, M.V.] and Shtykov; Roshchin"
    names = [text[s.start : s.end] for s in split_names(text, Span(0, len(text)))]
    assert names == ["Matveyev [Army Gen. Zakharov, M.V.]", "Shtykov", "Roshchin"]
