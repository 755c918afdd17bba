"""Who is named on a page: every human being once, and nothing that is none."""

from __future__ import annotations

import itertools
import time
from datetime import date

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from kg_builder.extract.given import Given, to_given
from kg_builder.extract.messages import Mention
from kg_builder.extract.people import find_mentions, resolve_name
from kg_builder.model import DocId, Span
from kg_builder.resources import load_authorities
from kg_builder.source import SourceText, to_source


@pytest.fixture(scope="module")
def given() -> Given:
    """Return the project's own authorities with their indexes."""
    return to_given(load_authorities())


def _source(text: str) -> SourceText:
    return to_source(text.encode(), DocId("d"), "d.txt")


def _persons(text: str, given: Given, written: date | None = None) -> list[str]:
    """Return the persons of a text, each once, in the order of their first mention."""
    found: dict[tuple[str | None, int], str] = {}
    for mention in find_mentions(_source(text), given, written):
        if mention.entity.kind == "person":
            found.setdefault((mention.entity.key, mention.entity.first), mention.entity.name)
    return list(found.values())


# Text, and the persons in it. Known ones bear the name of the authority files, others that of the text.
NAMED = [
    # Titles, in both families of texts.
    ("Comrade Noga came with Colonel Petrachev.", ["Noga", "Petrachev"]),
    ("To Cde. N. A. Bulganin", ["Nikolai Bulganin"]),
    ("The adviser, Lieutenant Kirsanov, agrees.", ["Kirsanov"]),
    ("I spoke with comrade Tsarapkin and with ambassador Suzdalenko.", ["Semyon Tsarapkin", "Suzdalenko"]),
    ("General of the Army Zakharov left.", ["Matvei Zakharov"]),
    ("  1. Maj. Gen. Walter R. Tenney.", ["Walter R. Tenney"]),
    ("c[omrade] Mao Zedong", ["Mao Zedong"]),
    ("Soviet Ambassador Comrade Filatov and the Comrade Ambassador agree.", ["Filatov"]),
    ("Premier Zhou agreed.", ["Zhou Enlai"]),
    # Initials before and after, letters set apart, broken and misprinted names.
    ("S. Ertl told A. Lozar this.\n\nSigned: N. Pop", ["S. Ertl", "A. Lozar", "N. Pop"]),
    ("To Comrade STALIN I.V. and to Comrade MALINOV R. Ya.", ["Joseph Stalin", "R. Ya. Malinov"]),
    ("Yours\n\nS H T Y K O V\n\nNo. 7", ["Terentii Shtykov"]),
    ("Telegram of Shty-kov and of Vyshin[sky]", ["Terentii Shtykov", "Andrei Vyshinsky"]),
    ("To Comrade LI KENONG.\n\nComrade Le Kenong, your telegram has come.", ["Li Kenong"]),
    ("Comrade STALIN I.V.! I find it necessary to tell you, Josif Vissarionovitch, that", ["Joseph Stalin"]),
    ("To Cde. Vyshinskyy", ["Andrei Vyshinsky"]),
    # Brackets: second spellings, forenames, offices, code names.
    ("PAK HEON-YEONG [Pak Hon Yong] was there; Pak agreed.", ["Pak Hon-yong"]),
    ("after our wire to comrade Ri Geon-su [Ri Gon Su] had gone", ["Ri Geon-su"]),
    ("Ambassador Wang [Jiaxiang]: your telegram came. Wang is right.", ["Wang Jiaxiang"]),
    ("ordered from General [S.M.] Shtemenko", ["Sergei Shtemenko"]),
    ("[Anastas] Mikoyan was to come today", ["Anastas Mikoyan"]),
    ("To: [Foreign Ministry Director Eustachy] MOLNIK 1 and [Juliusz] KOT-SUCHY 2", ["MOLNIK".title(), "Kot-Suchy"]),
    ("[the political commentator Walther] Lomann agrees", ["Lomann"]),
    ("C H A N F U [BULGANIN]", ["Nikolai Bulganin"]),
    ("Comrade Ding asks.\n\n[1] Ding is Ho Chi Minh.", ["Ho Chi Minh"]),
    # East Asian names nobody knows, and their short forms.
    ("the Commission is moving Duan Sumin to the post, and Duan agrees", ["Duan Sumin"]),
    ("A division under Wang Long flew, taken over by He Tong's people.", ["Wang Long", "He Tong"]),
    ("Comrade Kim Changmun, the Minister of Mines; Kim left.", ["Kim Changmun"]),
    ("Mao wrote to Kim Il Sung, and Kim to Mao.", ["Mao Zedong", "Kim Il Sung"]),
    ("Kim Il Sung told me how Kim Il had fared.", ["Kim Il Sung", "Kim Il"]),
    ("in the letter to U Tun Aung", ["U Tun Aung"]),
    # Lines and lists.
    ("Telegram, Severin to Tarimov, for Belosh\n\nbody", ["Severin", "Tarimov", "Belosh"]),
    ("Telegram from Polish Embassy in Havana (Jelski), 16 November 1962", ["Jelski"]),
    ("The Ambassador in Korea (Muccini) to the Secretary of State\n\nbody of it\n\nMuccini", ["Muccini"]),
    ("Copies: Stalin (2), Molotov, Lomovoy\n\nText", ["Joseph Stalin", "Vyacheslav Molotov", "Lomovoy"]),
    ("Sent to: Comrades Malenkov, Beshev - 1; Zverkov - 2.\n", ["Georgy Malenkov", "Beshev", "Zverkov"]),
    ("Deciphered by Morozkin on 10/14/50\nTyped: Bantsova", ["Morozkin", "Bantsova"]),
    ("We agree.\n\nSEVERIN\n\nNo. 777/sh", ["Severin"]),
    ("/-/ Michalski\nPolitburo", ["Michalski"]),
    ("Kang M.\n\n26 Sept.", ["Kang M."]),
    # The sentence.
    (
        "After meeting of Beblar, Murphey and Rideout, Killick saw Vukmar and told him. Vukmar laughed.",
        ["Beblar", "Murphey", "Rideout", "Killick", "Vukmar"],
    ),
    ("revisions were in a telegram of same date from Lawton to Department Army", ["Lawton"]),
    ("so that Rossides, the ambassador of Cyprus in New York, could come", ["Rossides"]),
    ("that Kruglikov, Soviet adviser for trade, left", ["Kruglikov"]),
    ("Boris Jelnin and John Foster Bates wrote to us in May.", ["Boris Jelnin", "John Foster Bates"]),
    ("Lawton2 visited me. I have discussed this with Beamish6 who left.", ["Lawton", "Beamish"]),
    ("Eyes only Lacey1 from Cochrane. Embtel 4.", ["Lacey", "Cochrane"]),
    ("Drafted by Lawton and Bowyer, approved by Murphey, and cleared with Goodpaston.", ["Lawton", "Bowyer", "Murphey", "Goodpaston"]),
    ("Mao Zedong and E. F. Hill talked; the U. S. Government agreed.", ["Mao Zedong", "E. F. Hill"]),
    ("Cable, Stalin [Kuznetsov] to Mao Zedong", ["Joseph Stalin", "Mao Zedong"]),
    ("123 Cochrane, H. Merle: Telegram\n\nThe Ambassador in Malta (Cochrane) to the Secretary of State", ["Cochrane"]),
    ("By Comrade Liu Shaoqi to Luo Guibo: Comrade Guibo may tell him.", ["Liu Shaoqi", "Luo Guibo"]),
    ("Tell Karpovich to come; Karpovich's letter is here.", ["Karpovich"]),
]

# Text in which no human being is named.
NOBODY = [
    "From Voroshilov by way of Dongning to Port Arthur.",
    "the Stalin Prize, the Order of Lenin, the Marshall Plan, the Lenin Library",
    "the steamer Mikhail Kutuzov and the USNS Sgt. Truman Kimbell left Nakhodka",
    "This document was made possible with support from Leon Levy Foundation",
    "Second Main Administration of the General Staff of the Soviet Army",
    "General Headquarters informs the General Assembly; Foreign Minister has left.",
    "Skip to content\n\nAuthor(s):\n\nDocument Information\n\nSource\n\nAssociated Places",
    "TOP SECRET\nMaking Copies Prohibited\nSERIES “G” T\nMOLNIYA EH",
    "GOC can sound out private trade; Dept concerned, Emb Bangkok agrees. FinMin and PriMin informed.",
    "Repeated information London 33, Paris 44, CINCPAC for POLAD, KMAG.",
    "31 Spitfires received from British; GAZ-51 trucks, Mosin rifles, Mauser pistols, La-9 aircraft, MIG-15's",
    "The first cargo is to arrive Bandar Shahpur; barracks at Yen Bai, battalions in Cao Bang, Dong Khe.",
    "Request that the Soviet Union Dispatch an Air Division to Assist in Intercepting the Spreading of Bacteria",
    "the U. S. Government and the U. N. Commission; points I. V. Two keys",
    "3. Shells. 37 mm - 60 rounds a gun.",
    "I. Handed over up to 31 July:",
    "Particulars it gives none. Kindly confirm. Significance of this is small.",
    "The Korean comrades, the Chinese friends and the Hungarian authorities agree.",
    "at the Manchuria [railway] station and in Primor’ye",
    "Supporters of Peace, Ministry of Foreign Affairs, Council of Ministers, Red Cross",
]


@pytest.mark.parametrize(("text", "expected"), NAMED)
def test_every_person_is_found_once(given: Given, text: str, expected: list[str]) -> None:
    """One entity for each human being that the text names, in the order of the text."""
    assert _persons(text, given) == expected


@pytest.mark.parametrize("text", NOBODY)
def test_nobody_is_invented(given: Given, text: str) -> None:
    """Ships, towns, prizes, bodies, goods and furniture are no persons."""
    assert _persons(text, given) == []


def test_a_name_that_fits_several_stays_open(given: Given) -> None:
    """Two Zakharovs are two men until rank, initials, role or date settle which; then the whole page is settled."""
    bare = [m.entity for m in find_mentions(_source("To Comrade Zakharov"), given) if m.entity.kind == "person"]
    assert [(one.key, one.may_be) for one in bare] == [(None, ("person/zakharov-matvei", "person/zakharov-se"))]
    told = "Zakharov, Soviet Military Representative in Beijing, to Feng Xi\n\nComrade Zakharov reports."
    assert {m.entity.key for m in find_mentions(_source(told), given) if "Zakharov" in m.entity.name} == {"zakharov-se"}


def test_conflicting_initials_are_two_men(given: Given) -> None:
    """An unknown surname is one man unless the initials say two; a bare one is the man before it."""
    text = "Comrade A. Belkin and Comrade V. Belkin came. Comrade Belkin spoke."
    firsts = [m.entity.first for m in find_mentions(_source(text), given) if m.entity.kind == "person"]
    assert firsts == [8, 30, 30]


def test_forenames_that_are_another_mans(given: Given) -> None:
    """A known surname with other forenames is another man: Zacharias Molotov is not Vyacheslav Molotov."""
    assert _persons("Foreign Minister Zacharias Molotov came.", given) == ["Zacharias Molotov"]


def test_a_president_abroad_is_the_one_of_that_day(given: Given) -> None:
    """In a print from a post, "President" alone is the head of the host state, if the authority files know one of that year."""
    text = "795.00/6: Telegram\n\nThe Ambassador in Lebanon (Smithers) to the Secretary of State\n\n12. President still calm. US President agrees. Embtel 4."
    assert _persons(text, given, date(1958, 5, 14)) == ["Smithers", "Camille Chamoun"]
    assert _persons(text, given, date(1940, 5, 14)) == ["Smithers"]
    assert _persons("President still calm.", given, date(1958, 5, 14)) == []


def test_spans_cover_title_name_and_gloss(given: Given) -> None:
    """The span has title and gloss, `name` is bare; both are cut from the text as decoded."""
    text = "To Comrade FENG\u00a0XI [Stalin]."
    (mention,) = find_mentions(_source(text), given)
    assert text[mention.span.start : mention.span.end] == "Comrade FENG\u00a0XI [Stalin]"
    assert text[mention.name.start : mention.name.end] == "FENG\u00a0XI"


BARE = [
    ("Copies: Lomovoy", "Lomovoy", ("person",), "person", "Lomovoy"),
    ("To Whom: SovAmbassador", "SovAmbassador", ("person", "office"), "office", None),
    ("To: CINCXX", "CINCXX", ("person", "office"), "office", "CINCXX"),
    ("to the 19th Department", "19th Department", ("person", "office", "organization"), "organization", "19th Department"),
    ("STATION SOUTH - To Comrade ORLENKO", "STATION SOUTH", ("place",), "place", "Station South"),
    ("To Comrade ORLENKO", "ORLENKO", ("person",), "person", "Orlenko"),
    ("to Cde. Stalin (2)", " Stalin ", ("person",), "person", "Joseph Stalin"),
    ("the Politburo", "Politburo", ("person", "organization"), "organization", None),
    ("From PEKING", "PEKING", ("place",), "place", "Beijing"),
]


@pytest.mark.parametrize(("text", "words", "expect", "kind", "name"), BARE)
def test_a_bare_name_is_resolved(given: Given, text: str, words: str, expect: tuple[str, ...], kind: str, name: str | None) -> None:
    """By authority, else as the mention that is there, else as a provisional entity of the kind that the words tell."""
    source = _source(text)
    start = text.index(words.strip())
    stated = resolve_name(source, Span(start, start + len(words.strip())), given, find_mentions(source, given), None, expect)  # type: ignore[arg-type]  # kinds
    assert (stated.value.kind, stated.value.name if name else None) == (kind, name)
    assert stated.evidence[0].quote == words.strip()


def test_head_and_body_agree_on_one_entity(given: Given) -> None:
    """A signature and the man in the body are one, whoever asks first."""
    text = "SEVERIN\n\nHand this to Comrade Severin."
    source = _source(text)
    mentions = find_mentions(source, given)
    entities = {resolve_name(source, span, given, mentions).value for span in (Span(0, 7), Span(30, 37))}
    assert len(entities) == 1


def test_a_code_name_resolved_by_authority_says_so(given: Given) -> None:
    """`basis` names the entry, since the person is not in the words."""
    source = _source("To Comrade FILIPPOV")
    stated = resolve_name(source, Span(11, 19), given, find_mentions(source, given, date(1951, 6, 21)), date(1951, 6, 21))
    assert (stated.value.key, stated.basis) == ("stalin", "person/stalin")


@settings(max_examples=60)
@for_all(
    st.lists(
        st.sampled_from(
            "Comrade Stalin Kim Il [ ] ( ) , . - Duan Suquan GENERAL 12 to from Copies: \n \r\n and I. V. the Beijing FENG XI x".split(" ")
        ),
        max_size=40,
    )
)
def test_any_text_gives_spans_of_its_own(given: Given, words: list[str]) -> None:
    """Nothing is raised; spans lie inside the text, names inside spans, and those of persons apart."""
    text = "x " + " ".join(words)
    mentions = find_mentions(_source(text), given)
    for mention in mentions:
        assert 0 <= mention.span.start <= mention.name.start < mention.name.end <= mention.span.end <= len(text)
    assert _apart([mention for mention in mentions if mention.entity.kind == "person"])


def _apart(mentions: list[Mention]) -> bool:
    return all(one.span.end <= other.span.start for one, other in itertools.pairwise(mentions))


LONG = [
    "1",
    " ",
    "\n",
    "[",
    "] ",
    "( ",
    "A",
    "A ",
    "Abcde ",
    "ABC ",
    "A. ",
    "No. ",
    "General ",
    "Comrade ",
    "Kim ",
    "Petrov, ",
    "Stalin ",
    "Stalin [",
    "[Ivan] ",
    "Copies: ",
    "Ab[c]",
    "A-",
    "A'",
    "Embassy in X and ",
]


@pytest.mark.parametrize("unit", LONG)
def test_long_runs_take_no_long_time(given: Given, unit: str) -> None:
    """50,000 characters of one kind are done in a bounded time: no pattern backtracks, no list is searched for each name."""
    source = _source("x " + unit * (50_000 // len(unit)))
    began = time.process_time()
    find_mentions(source, given)
    assert time.process_time() - began < 2
