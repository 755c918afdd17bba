"""Who speaks in which stretch of a page: quoted, enclosed and wrapped messages, and what is left to the relay."""

from __future__ import annotations

import pytest

from kg_builder.extract.cues import find_cues, is_routine
from kg_builder.extract.given import Given, to_given
from kg_builder.extract.heading import read_messages, to_reading
from kg_builder.extract.layout import find_layout
from kg_builder.extract.messages import Message
from kg_builder.extract.people import find_mentions
from kg_builder.model import DocId, Finding, Span
from kg_builder.resources import load_authorities
from kg_builder.source import SourceText, to_source


@pytest.fixture(scope="module")
def given() -> Given:
    """Return the project's own authorities with their indexes."""
    return to_given(load_authorities())


def _read(text: str, given: Given) -> tuple[SourceText, tuple[Message, ...], tuple[Finding, ...]]:
    source = to_source(text.encode(), DocId("d"), "d.txt")
    page = find_layout(source)
    mentions = find_mentions(source, given, to_reading(source, given, page, ()).written)
    messages, findings = read_messages(source, given, page, mentions)
    return source, messages, findings


def _said(source: SourceText, message: Message) -> list[str]:
    return [source.text[p.span.start : p.span.end] for p in message.passages if p.part == "body"]


def _speaker(message: Message) -> str | None:
    return message.speaker.name if message.speaker else None


def _hearer(message: Message) -> str | None:
    return message.hearer.name if message.hearer else None


RELAYED = """12 October 1950
Ciphered Telegram, Roshchin to Filippov [Stalin]
To Cde. Filippov.
At 2212 there came to me this telegram of Mao Zedong for you:
"To Cdes. Filippov and Zhou Enlai. Our troops have not moved so far.

We ask you to send 40 trucks to Andong.

Mao Zedong".
Nº 2395
12 October 1950."""


def test_a_mere_cover_has_the_author_as_sender(given: Given) -> None:
    """The outer telegram has the author as sender and the relay as via; the body speaks in the inner one."""
    source, (outer, inner), _ = _read(RELAYED, given)
    assert [s.value.name for s in outer.telegram.sender] == ["Mao Zedong"]
    assert [s.value.name for s in outer.telegram.via] == ["Nikolai Roshchin"]
    assert inner.telegram.quoted
    assert inner.telegram.start == source.text.index("To Cdes. Filippov")
    assert (_speaker(inner), _hearer(inner)) == ("Mao Zedong", "Joseph Stalin")
    assert _said(source, inner) == ["Our troops have not moved so far.\n\nWe ask you to send 40 trucks to Andong."]
    assert "trucks" not in " ".join(_said(source, outer))
    assert [n.value for n in outer.telegram.outgoing_number] == ["2395"]


NESTED = """16 July 1952
To Comrade VASILEVSKY
I report a letter of KIM IL SUNG to Comrade STALIN I.V. of 16.7.52.
RAZUVAEV
No. 2250
17.7.52
“Respected comrade ambassador, please bring to the notice of Comrade STALIN I.V. what the telegram below says:

“Dear Comrade STALIN I.V.

The talks drag on. We need anti-aircraft guns."""


def test_quotes_inside_quotes_that_never_close(given: Given) -> None:
    source, (outer, letter, telegram), _ = _read(NESTED, given)
    assert [_speaker(m) for m in (letter, telegram)] == ["Kim Il Sung", "Kim Il Sung"]
    assert (_hearer(letter), _hearer(telegram)) == ("Vladimir Razuvaev", "Joseph Stalin")
    assert [s.value.name for s in outer.telegram.addressee] == ["Joseph Stalin", "Aleksandr Vasilevsky"]
    assert telegram.telegram.quoted_in == letter.telegram.start
    assert _said(source, telegram) == ["The talks drag on. We need anti-aircraft guns."]
    assert letter.telegram.date is not None
    assert letter.telegram.date.value.edtf == "1952-07-16"


OWN = """October 18, 1951
Cable, Mao Zedong to Filippov [Stalin]
to Cde. FILIPPOV
Here, for [your] information, is what I wired to Cde. Li Kenong at 0530 18 October 1951.
"Cde. Le Kenong, copy to Cdes. Kim Il Sung and Peng Dehuai. Your telegram of 0115 18 October has come.
Our side should take a line that helps the conference."
We ask you to tell us your opinion."""


def test_a_telegram_of_the_speaker_s_own_is_shown(given: Given) -> None:
    """Its copy list belongs to it alone; what follows the quotation is the outer telegram's."""
    source, (outer, inner), _ = _read(OWN, given)
    assert (_speaker(outer), _hearer(outer)) == ("Mao Zedong", "Joseph Stalin")
    assert (_speaker(inner), _hearer(inner)) == ("Mao Zedong", "Li Kenong")
    assert [c.value.name for c in inner.telegram.copy_to] == ["Kim Il Sung", "Peng Dehuai"]
    assert outer.telegram.copy_to == ()
    assert _said(source, outer)[-1] == "We ask you to tell us your opinion."
    assert inner.telegram.unlabelled_time is not None
    assert inner.telegram.unlabelled_time.value == "1951-10-18T05:30:00"


def test_a_final_reader_wraps_the_body_without_quotes(given: Given) -> None:
    text = "17 November 1950\nCIPHERED TELEGRAM No. 5708 BEIJING\nTo Comrade Zakharov\nFor Comrade Zhou Enlai\nYour request will be satisfied by us.\nFILIPPOV"
    source, (outer, inner), _ = _read(text, given)
    assert (_speaker(inner), _hearer(inner)) == ("Joseph Stalin", "Zhou Enlai")
    assert _said(source, inner) == ["Your request will be satisfied by us."]
    assert _said(source, outer) == []


def test_an_enclosed_letter_after_the_signature(given: Given) -> None:
    text = """28 September 1950
Telegram, Gromyko to Cde. I.V. Stalin, Transmitting Letter from Kim Il Sung
to Cde. I. V. STALIN
By diplomatic post goes to you the original of a letter of Kim Il Sung of 31 August 1950.
I report besides that four wishes of the Koreans are under study here at the ministry.
(A. Gromyko)
28 September 1950
Nº [handwritten: 328/ag] [signature]
Dear Cde.
I. V. Stalin
Your attention has moved us deeply.
Kim Il Sung
31 August 1950"""
    source, (outer, inner), _ = _read(text, given)
    assert (_speaker(outer), _hearer(outer)) == ("Andrei Gromyko", "Joseph Stalin")
    assert (_speaker(inner), _hearer(inner)) == ("Kim Il Sung", "Joseph Stalin")
    assert _said(source, inner) == ["Your attention has moved us deeply."]
    assert inner.telegram.date is not None
    assert inner.telegram.date.value.edtf == "1950-08-31"


def test_quoted_words_are_no_message(given: Given) -> None:
    """A paragraph that begins with a quoted word stays in its telegram."""
    text = (
        "10 March 1952\nComrade Filippov!\nWe ask you to send the following means:\n“DDT” - 600 tons, of this “pure” 200 tons.\nZhou Enlai"
    )
    _, messages, _ = _read(text, given)
    assert len(messages) == 1


def test_two_telegrams_in_one_file(given: Given) -> None:
    """Both are built, the second with a start of its own, and a finding says so."""
    one = "CIPHERED TELEGRAM No. 1001\nFrom BEIJING Received 21:15 21.6.1951\nTo Comrade FILIPPOV\nWe ask you to send 10 tanks to Andong at once.\nMAO ZEDONG\nNo. 31\n21.6.51\n\n"
    two = "CIPHERED TELEGRAM No. 1002\nFrom Pyongyang Sent 22.6.51 0:05\nTo Comrade VASILEVSKY\nWe ask you to send 20 guns to the front.\nRAZUVAEV\nNo. 32\n22.6.51\n"
    source, (first, second), findings = _read(one + two, given)
    assert "telegram.second" in [f.code for f in findings]
    assert (first.telegram.start, second.telegram.start) == (None, len(one))
    assert not second.telegram.quoted
    assert [n.value for n in first.telegram.cipher_number] == ["1001"]
    assert [n.value for n in second.telegram.cipher_number] == ["1002"]
    assert (_speaker(first), _speaker(second)) == ("Mao Zedong", "Vladimir Razuvaev")
    assert "guns" not in " ".join(_said(source, first))


def test_a_text_without_a_telegram(given: Given) -> None:
    for text in ("Take two eggs and stir.\n\nBake them for ten minutes.", "1 2 3", "[[[[", "{}"):
        _, messages, findings = _read(text, given)
        assert messages == ()
        assert [f.code for f in findings] == ["telegram.none"]


def test_notes_of_a_print_are_passages_of_their_own(given: Given) -> None:
    text = "795.00/6–2550: Telegram\n\nThe Ambassador in Korea (Muccio) to the Secretary of State\n\n944. He asks for ten planes with all their bombs.\n\n[Page 148]\n\nHe further requests 36 howitzers.\n\nMuccio\n\n  1. Not printed here; it told of the same.\n"
    source, (message,), _ = _read(text, given)
    parts = [(p.part, source.text[p.span.start : p.span.end]) for p in message.passages]
    assert parts == [
        ("body", "He asks for ten planes with all their bombs.\n\n[Page 148]\n\nHe further requests 36 howitzers."),
        ("footnote", "1. Not printed here; it told of the same."),
    ]


# Words, kind of the cue (None for none).
CUES = [
    ("Hand c[omrade] Mao Zedong this telegram:", "order"),
    ("Pass the following to Comrade Kim Il Sung:", "order"),
    ("Visit ZHOU ENLAI and make the following statement to him", "order"),
    ("Herewith a telegram of Cde. MAO ZEDONG on the air route", "passes"),
    ("I received the following telegram from Comrade Mao Zedong:", "passes"),
    ("KIM IL SUNG asked me to transmit to you the following telegram", "passes"),
    ("I send you the text of my telegram to Peng Dehuai", "own"),
    ("We need rifles for the army of Kim Il Sung", None),
    ("Please send 40 trucks to Comrade Gao Gang", None),
    ("He told me of his letter", None),
]


@pytest.mark.parametrize(("words", "kind"), CUES)
def test_cues(words: str, kind: str | None) -> None:
    assert [c.kind for c in find_cues(words, Span(0, len(words)))][:1] == ([kind] if kind else [])


@pytest.mark.parametrize(
    ("words", "routine"),
    [
        ("Wire when done.", True),
        ("Confirm receipt.", True),
        ("Telegraph the fulfillment.", True),
        ("Report on the state of the army.", False),
    ],
)
def test_clerks_orders(words: str, routine: bool) -> None:
    assert is_routine(words, Span(0, len(words))) is routine
