"""Heads in many combinations: each small page stands here beside the facts of its outer telegram."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from kg_builder.extract.document import extract
from kg_builder.extract.given import Given, to_given
from kg_builder.model import DocId, Entity, Extraction, Stated, Telegram
from kg_builder.resources import load_authorities
from kg_builder.source import to_source


@pytest.fixture(scope="module")
def given() -> Given:
    """Return the project's own authorities with their indexes."""
    return to_given(load_authorities())


def _extract(text: str, given: Given) -> Extraction:
    return extract(to_source(text.encode(), DocId("d"), "d.txt"), given)


def _names(stated: Iterable[Stated[Entity]]) -> list[str]:
    return [one.value.name for one in stated]


def _values(stated: Iterable[Stated[str]]) -> list[str]:
    return [one.value for one in stated]


def _head(telegram: Telegram) -> dict[str, Any]:
    """Return the facts of a head that are there, as plain values."""
    facts: dict[str, Any] = {
        "sender": _names(telegram.sender),
        "to": _names(telegram.addressee),
        "via": _names(telegram.via),
        "copies": _names(telegram.copy_to),
        "cipher": _values(telegram.cipher_number),
        "outgoing": _values(telegram.outgoing_number),
        "number": _values(telegram.number),
        "other": _values((*telegram.incoming_number, *telegram.other_number)),
        "date": telegram.date.value.edtf if telegram.date else None,
        "sent": telegram.sent_at.value if telegram.sent_at else None,
        "received": telegram.received_at.value if telegram.received_at else None,
        "time": telegram.unlabelled_time.value if telegram.unlabelled_time else None,
        "from": telegram.sent_from.value.name if telegram.sent_from else None,
        "goes to": telegram.sent_to.value.name if telegram.sent_to else None,
        "series": _values(telegram.series),
        "priority": _values(telegram.priority),
        "class": _values(telegram.classification),
    }
    return {key: value for key, value in facts.items() if value}


BODY = "We have studied your considerations on the railways and agree with them in full. Nothing stands in the way of the work now."

PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "incoming with a receipt": (
        f"""SECOND MAIN ADMINISTRATION OF THE GENERAL STAFF OF THE SOVIET ARMY
CIPHERED TELEGRAM No. 16052
Copies: Stalin (2), Molotov, Malenkov, Copy
From BEIJING Received 12:55 4.3.51
TOP PRIORITY
To Comrade FILIPPOV [Stalin]
{BODY}
MAO ZEDONG
No. 412
4.3.51""",
        {
            "sender": ["Mao Zedong"],
            "to": ["Joseph Stalin"],
            "copies": ["Joseph Stalin", "Vyacheslav Molotov", "Georgy Malenkov"],
            "cipher": ["16052"],
            "outgoing": ["412"],
            "date": "1951-03-04",
            "received": "1951-03-04T12:55:00",
            "from": "Beijing",
            "priority": ["TOP PRIORITY"],
        },
    ),
    "all run together": (
        f"CIPHERED TELEGRAM No. 16052 Copies: Stalin (2), Molotov From BEIJINGReceived 12:55 4.3.51 Series “G” T\n\nTo Comrade FILIPPOV\n\n{BODY} MAO ZEDONG\nNo. 412 4.3.51 Source: APRF, f. 45, op. 1, d. 338, l. 5.",
        {
            "sender": ["Mao Zedong"],
            "to": ["Joseph Stalin"],
            "copies": ["Joseph Stalin", "Vyacheslav Molotov"],
            "cipher": ["16052"],
            "outgoing": ["412"],
            "date": "1951-03-04",
            "received": "1951-03-04T12:55:00",
            "from": "Beijing",
            "series": ["Series “G” T"],
        },
    ),
    "four stamps": (
        f"""CIPHERED TELEGRAM No. 405915/sh
From Pyongyang Sent 8.7.50 10:42 Received 8.7.50 14:02
Sent to the 8th Department of the General Staff of the Armed Forces 8.7.50 14:15
By telegraph
To Comrade FENG XI [Stalin].
{BODY}
SHTYKOV
No. 649/sh
8.VII.50""",
        {
            "sender": ["Terentii Shtykov"],
            "to": ["Joseph Stalin"],
            "cipher": ["405915/sh"],
            "outgoing": ["649/sh"],
            "date": "1950-07-08",
            "sent": "1950-07-08T10:42:00",
            "received": "1950-07-08T14:02:00",
            "from": "Pyongyang",
        },
    ),
    "stamp over two lines": (
        f"Ciphered telegram # 503410/sh\nFrom Pyongyang Sent 3.9.52\n\n12 hours 05 minutes Received 3.9.52 15:10\n\nTo Comrade VASILEVSKY\n\n{BODY}\n\nRAZUVAEV\n\nNo. 2871",
        {
            "sender": ["Vladimir Razuvaev"],
            "to": ["Aleksandr Vasilevsky"],
            "cipher": ["503410/sh"],
            "outgoing": ["2871"],
            "date": "1952-09-03",
            "sent": "1952-09-03T12:05:00",
            "received": "1952-09-03T15:10:00",
            "from": "Pyongyang",
        },
    ),
    "foreign ministry": (
        f"""Tenth Department
Top Secret
Making copies is prohibited
FROM PEKING
No. 23234   9 hours 35 minutes   14 October 1950
Special No. 2398-2399
SPECIAL
To VYSHINSKY
{BODY}
ROSHCHIN
5 copies
1. Comr. Stalin
2. Comr. Molotov
3. Comr. 10th department
4. Comr. Copy""",
        {
            "sender": ["Nikolai Roshchin"],
            "to": ["Andrei Vyshinsky"],
            "copies": ["Joseph Stalin", "Vyacheslav Molotov", "10th Department"],
            "cipher": ["23234"],
            "number": ["2398-2399"],
            "date": "1950-10-14",
            "time": "1950-10-14T09:35:00",
            "from": "Beijing",
            "priority": ["SPECIAL"],
            "class": ["Top Secret"],
        },
    ),
    "outgoing through the ambassador": (
        f"October 2, 1950\nCiphered Telegram No. 4581, Filippov [Stalin] to Mao Zedong via Roshchin\nBEIJING - SOVAMBASSADOR\nfor Comrade MAO ZEDONG\n{BODY}\nFILIPPOV\nNo. 4581",
        {
            "sender": ["Joseph Stalin"],
            "to": ["Mao Zedong"],
            "via": ["Nikolai Roshchin"],
            "outgoing": ["4581"],
            "date": "1950-10-02",
            "goes to": "Beijing",
        },
    ),
    "city, relay and reader on lines of their own": (
        f"8 September 1950\nCIPHERED TELEGRAM No. 3891\nPYONGYANG\nTo Comrade SHTYKOV\nFor Comrade KIM IL SUNG.\n{BODY}\nFENG XI [Stalin]",
        {
            "sender": ["Joseph Stalin"],
            "to": ["Kim Il Sung"],
            "via": ["Terentii Shtykov"],
            "cipher": ["3891"],
            "date": "1950-09-08",
            "goes to": "Pyongyang",
        },
    ),
    "hand him this": (
        f"12 May 1950\nCable, Filippov [Stalin] to Shtykov\nTo Cde. SHTYKOV\nPass to Comrade KIM IL SUNG the following answer:\n“{BODY}\nFilippov.”\nTelegraph the fulfilment.\n№ 7410\n12 May 1950",
        {"sender": ["Joseph Stalin"], "to": ["Kim Il Sung"], "via": ["Terentii Shtykov"], "outgoing": ["7410"], "date": "1950-05-12"},
    ),
    "a letter passed on, quotes never closed": (
        f'Ciphered Telegram No. 100213/sh\nFrom PEKING\nTo Comrade FILIPPOV\nI have received the following telegram from Comrade MAO ZEDONG addressed to you:\n\n"Comrade FILIPPOV!\n\n{BODY}\n\nMAO ZEDONG\n\n3 July 1951\n\nKRASOVSKY\n\nNo. 781\n\n3.7.51',
        {
            "sender": ["Mao Zedong"],
            "to": ["Joseph Stalin"],
            "via": ["Stepan Krasovsky"],
            "cipher": ["100213/sh"],
            "outgoing": ["781"],
            "date": "1951-07-03",
            "from": "Beijing",
        },
    ),
    "news of its own beside an enclosure": (
        f"1 March 1951\nTelegram, Gromyko to Stalin, Transmitting Letter from Kim Il Sung\nto Cde. I.V. STALIN\nI submit herewith the text of a letter of Kim Il Sung.\nThe ministry has examined the wishes that it contains and considers that the second of them can be met this year.\nI ask for instructions.\nA. GROMYKO\n1 March 1951\nNo. 118/ag\nDear Comrade STALIN!\n{BODY}\nKim Il Sung",
        {"sender": ["Andrei Gromyko"], "to": ["Joseph Stalin"], "outgoing": ["118/ag"], "date": "1951-03-01"},
    ),
    "covering minute with a list": (
        f"VKP(b) CC\nNo. P75/49\n7 June 1950\nTo: Comrades Bulganin, Vyshinsky\nExtract from the minutes\nTo approve the draft of an answer to the ambassador.\nAttachment to the decision\nPYONGYANG\nTo SHTYKOV\nRe your No. 77.\n{BODY}\nVYSHINSKY",
        {"date": "1950-06-07", "other": ["P75/49"]},
    ),
    "numbered copies at the top": (
        f"SECOND MAIN DIRECTORATE OF THE GENERAL STAFF OF THE SOVIET ARMY\nCABLE Nº 20412\nCopy Nº 1 to Cde. Stalin\nCopy Nº 2 to Cde. Molotov\nCopy Nº 3 to Cde. Beria\nCopy Nº 4 to the 8th Department\nfrom BEIJING received at 0715 2 June 1951\nCopy Nº 2\nMOLNIYA\nto FILIPPOV\n{BODY}\nMAO ZEDONG",
        {
            "sender": ["Mao Zedong"],
            "to": ["Joseph Stalin"],
            "copies": ["Joseph Stalin", "Vyacheslav Molotov", "Lavrentiy Beria", "8th Department of the General Staff"],
            "cipher": ["20412"],
            "date": "1951-06-02",
            "received": "1951-06-02T07:15:00",
            "from": "Beijing",
            "series": ["MOLNIYA"],
        },
    ),
    "copies one a line with a dash": (
        f"Copies:\n1 – to Cde. Stalin\n2 – to Cde. Malenkov\n3 – to file\nFrom Beijing\nTo Comrade FILIPPOV\n{BODY}\nZHOU ENLAI\n9 May 1952",
        {
            "sender": ["Zhou Enlai"],
            "to": ["Joseph Stalin"],
            "copies": ["Joseph Stalin", "Georgy Malenkov"],
            "date": "1952-05-09",
            "from": "Beijing",
        },
    ),
    "copies at the foot, over two lines": (
        f"Telegram, Shtykov to Vyshinsky\nTo Comrade VYSHINSKY\n{BODY}\nSHTYKOV\n20 January 1950\nCopies: Stalin (2), Molotov,\nMikoyan, Kaganovich, file",
        {
            "sender": ["Terentii Shtykov"],
            "to": ["Andrei Vyshinsky"],
            "copies": ["Joseph Stalin", "Vyacheslav Molotov", "Anastas Mikoyan", "Lazar Kaganovich"],
            "date": "1950-01-20",
        },
    ),
    "a distribution list with counts": (
        f"Ciphered Telegram # 600310/sh\nFROM: PYONGYANG\nSent by wire on 09/06/50 at 11:20 p.m.\nReceived in Moscow on 09/07/50 at 02:10 a.m.\nDistribution list - 6 copies: Stalin - 2, Molotov-1, Beria - 1.\nFENG XI [STALIN]\n{BODY}\nS H T Y K O V\nNo. 1190/sh",
        {
            "sender": ["Terentii Shtykov"],
            "to": ["Joseph Stalin"],
            "copies": ["Joseph Stalin", "Vyacheslav Molotov", "Lavrentiy Beria"],
            "cipher": ["600310/sh"],
            "outgoing": ["1190/sh"],
            "date": "1950-09-06",
            "sent": "1950-09-06T23:20:00",
            "received": "1950-09-07T02:10:00",
            "from": "Pyongyang",
        },
    ),
    "a stamp in the middle": (
        f"CABLE Nº 25187\nCopies to Cde. Stalin\nto Cde. Molotov\nfrom BEIJING received at 1420 3 November 1951\n[Stamp: SUBJECT TO RETURN\nto the IV Unit\nIncoming Nº 254/3700/shs 3 November 1951]\nSeries G.\nT\nto Cde. FILIPPOV\n{BODY}\nMAO ZEDONG",
        {
            "sender": ["Mao Zedong"],
            "to": ["Joseph Stalin"],
            "copies": ["Joseph Stalin", "Vyacheslav Molotov"],
            "cipher": ["25187"],
            "other": ["254/3700/shs"],
            "date": "1951-11-03",
            "received": "1951-11-03T14:20:00",
            "from": "Beijing",
            "series": ["Series G. T"],
        },
    ),
    "a bare letter": (
        f"Skip to content\nFebruary 3, 1952\nCable, Mao Zedong to Stalin\nThis document was made possible with support from Leon Levy Foundation\nComrade Filippov!\n{BODY}\nMao Zedong\n3 February 1952",
        {"sender": ["Mao Zedong"], "to": ["Joseph Stalin"], "date": "1952-02-03"},
    ),
    "two in a salutation": (
        f"January 7, 1951\nTelegram from Zhou Enlai\nComrade Gao Gang and Comrade Peng Dehuai:\n{BODY}\nZhou Enlai\n7 January",
        {"sender": ["Zhou Enlai"], "to": ["Gao Gang", "Peng Dehuai"], "date": "1951-01-07"},
    ),
    "polish ciphergram": (
        f"Secret\nOf Special Significance\nCiphergram No. 16102\nDispatched from Havana on 11.03.1962 at 18:30 and received at 11.04 at 09:05\nCame to the Decoding Department at 11.04 at 10:00\nFrom: JELEŃ\nTo: Rapacki\n{BODY}",
        {
            "sender": ["Bolesław Jeleń"],
            "cipher": ["16102"],
            "from": "Havana",
            "class": ["Secret"],
            "priority": ["Of Special Significance"],
        },
    ),
    "romanian": (
        f"March 1, 1968\nTelegram from Pyongyang to Bucharest, TOP SECRET, No. 76.061, Urgent\n{BODY}\nSigned: N. Popa",
        {"sender": ["N. Popa"], "number": ["76.061"], "date": "1968-03-01", "from": "Pyongyang", "goes to": "Bucharest"},
    ),
    "print with a dateline": (
        f"795.00/7–150: Telegram\n\nThe Ambassador in Korea (Muccio) to the Secretary of State\n\ntop secret   priority\n\nTaejon, July 1, 1950—5 p.m.\n\n[Received July 1—6:40 a.m.]\n\n8. Embtel 5, June 30. {BODY}\n\nMuccio",
        {
            "sender": ["John J. Muccio"],
            "to": ["Secretary of State"],
            "number": ["8"],
            "date": "1950-07-01",
            "sent": "1950-07-01T17:00:00",
            "received": "1950-07-01T06:40:00",
            "from": "Taejon",
            "class": ["top secret"],
            "priority": ["priority"],
        },
    ),
    "print of the sixties": (
        f"254. Telegram From the Embassy in Vietnam to the Department of State1\n\nSaigon, August 29, 1963, 6 p.m.\n\n375. For Secretary. {BODY}\n\nLodge\n\n  1. Source: Department of State, Central Files, POL 26 S VIET. Secret; Flash. Received at 7:12 a.m.",
        {
            "sender": ["Henry Cabot Lodge, Jr."],
            "to": ["United States Department of State"],
            "number": ["375"],
            "date": "1963-08-29",
            "sent": "1963-08-29T18:00:00",
            "received": "1963-08-29T07:12:00",
            "from": "Saigon",
        },
    ),
    "print that was sent to others": (
        f"795.00/6–2550: Telegram\n\nThe Ambassador in Korea (Muccio) to the Secretary of State\n\n951. Sent CINCFE; repeated information Department 951. {BODY}",
        {
            "sender": ["John J. Muccio"],
            "to": ["Commander in Chief, Far East", "Secretary of State"],
            "number": ["951"],
            "date": "1950-06-25",
        },
    ),
    "print with its number in the edition": (
        f"768.5 MSP/9–2054: Telegram\nNo. 704\nThe Ambassador in Yugoslavia (Riddleberger) to the Department of State\nsecret\n229. {BODY}\nRiddleberger",
        {
            "sender": ["James W. Riddleberger"],
            "to": ["United States Department of State"],
            "number": ["229"],
            "other": ["704"],
            "date": "1954-09-20",
            "class": ["secret"],
        },
    ),
    "several numbers for one cable": (
        f"Cable Nos. 826-827 from Shtykov\nStrictly Secret\nfrom PYONGYANG\nNº 34201-34202\n1220 3 November 1949\nSpets Nº 826, 827\nSPECIAL\n{BODY}",
        {
            "sender": ["Terentii Shtykov"],
            "cipher": ["34201-34202"],
            "number": ["826", "827"],
            "date": "1949-11-03",
            "time": "1949-11-03T12:20:00",
            "from": "Pyongyang",
            "priority": ["SPECIAL"],
            "class": ["Strictly Secret"],
        },
    ),
    "the title names no sender": (
        f"Ciphergram\nFrom Prague\nTo Comrade Minister DAVID\n{BODY}\nComrade Kohousek\n5 June 1956",
        {"sender": ["Kohousek"], "to": ["Václav David"], "date": "1956-06-05", "from": "Prague"},
    ),
    "minutes with a telegram attached": (
        f"""September 27, 1950
VKP(b) CC Politburo Decision with Approved Message to Soviet Ambassador in Korea
This document was made possible with support from Leon Levy Foundation
ALL-UNION COMMUNIST PARTY (Bolsheviks), CENTRAL COMMITTEE
No. P78/73
5 October 1950
To: Comrades Bulganin, Vyshinsky, Gromyko
Excerpt from protocol No. 78 of the meeting of the Politburo CC
Decision of 5 October 1950
73. - Telegram of Com. Shtykov No. 1426.
To approve the attached draft of reply to Com. Shtykov.
SECRETARY CC
To paragraph 73 (OP) pr. PB No. 78
Top secret
PYONGYANG
SOVIET AMBASSADOR
To No. 1426.
{BODY}
A. GROMYKO""",
        {
            "sender": ["Andrei Gromyko"],
            "to": ["Soviet Ambassador"],
            "copies": ["Nikolai Bulganin", "Andrei Vyshinsky", "Andrei Gromyko"],
            "other": ["P78/73"],
            "class": ["Top secret"],
        },
    ),
    "the reader on the line of the city": (
        f"""Skip to content
October 8, 1950
Letter, Fyn Si [Stalin] to Kim Il Sung (via Shtykov)
CIPHERED TELEGRAM No. 75525/4/6759
PYONGYANG, SHTYKOV
for KIM IL SUNG
Comrade KIM IL SUNG!
{BODY}
FYN SI [Stalin]
"7" October 1950
Document Information
APRF, f. 45, op. 1, d. 347, ll. 65-67""",
        {"sender": ["Joseph Stalin"], "to": ["Kim Il Sung"], "via": ["Terentii Shtykov"], "cipher": ["75525/4/6759"], "date": "1950-10-08"},
    ),
    "a telegram of a third man with a question of its own": (
        f"""CIPHERED TELEGRAM No. 15451
From: Beijing
Received: 14 hours 02 minutes 14 January 1951
Top priority
To Comrade FILIPPOV.
I am sending you the telegram of Comrade PENG DEHUAI of 10 January addressed to me:
"{BODY}
PENG DEHUAI."
I ask you to tell me your opinion about this matter as soon as it is possible for you.
MAO ZEDONG
No. 198
14.1.51
Copies: Stalin (2), Molotov, Malenkov, Beria, Bulganin, Shtemenko, file of 8th.""",
        {
            "sender": ["Mao Zedong"],
            "to": ["Joseph Stalin"],
            "copies": ["Joseph Stalin", "Vyacheslav Molotov", "Georgy Malenkov", "Lavrentiy Beria", "Nikolai Bulganin", "Sergei Shtemenko"],
            "received": "1951-01-14T14:02:00",
            "from": "Beijing",
            "outgoing": ["198"],
        },
    ),
    "a telegram of his own for information": (
        f"""8th Department of the General Staff of the Soviet Army
CIPHERED TELEGRAM No. 25629
From BEIJING Received 22:18 29.10.1951.
SERIES "G"
To Comrade FILIPPOV [Stalin]
Comrade FILIPPOV!
I send you for your information the text of my telegram of 25 October to Comrade Kim Il Sung:
"Comrade KIM IL SUNG!
{BODY}
MAO ZEDONG
25 October 1951".
With communist greetings,
MAO ZEDONG
29 October 1951
Copies: Stalin (2), Molotov""",
        {
            "sender": ["Mao Zedong"],
            "to": ["Joseph Stalin"],
            "copies": ["Joseph Stalin", "Vyacheslav Molotov"],
            "cipher": ["25629"],
            "date": "1951-10-29",
            "received": "1951-10-29T22:18:00",
            "series": ['SERIES "G"'],
        },
    ),
    "the archive mark first": (
        f"""APRF, Fond 45, Opis 1, Delo 334, Listy 105-106
Ciphered Telegram
Strictly Secret
From Peking
7 October 1950, 12 hours 15 minutes
No. 25348
To: Comrade FILIPPOV (Stalin)
In reply to your No. 4581.
{BODY}
ROSHCHIN""",
        {
            "sender": ["Nikolai Roshchin"],
            "to": ["Joseph Stalin"],
            "cipher": ["25348"],
            "date": "1950-10-07",
            "time": "1950-10-07T12:15:00",
            "from": "Beijing",
            "class": ["Strictly Secret"],
        },
    ),
    "stamps with names of months, an office before the name": (
        f"""Cipher telegram No. 600262/sh
From Pyongyang
Sent 23 September 1950, 15 hours 5 minutes
Received 23 September 1950, 17 hours 40 minutes
To Deputy Chief of the General Staff Comrade ZAKHAROV M.V.
personally
{BODY}
VASIL'YEV
No. 1305""",
        {
            "sender": ["Nikolai Vasiliev"],
            "to": ["Matvei Zakharov"],
            "cipher": ["600262/sh"],
            "outgoing": ["1305"],
            "sent": "1950-09-23T15:05:00",
            "received": "1950-09-23T17:40:00",
        },
    ),
    "a head in columns": (
        f"""          CIPHERED TELEGRAM No. 22834

                         Copies: Stalin (2),
                         Molotov, Malenkov,
                         Beria, Copy

From BEIJING                         Received 02:05 13.11.51

TOP PRIORITY. SERIES "G"

To Comrade FILIPPOV.

{BODY}

MAO ZEDONG

13 November 1951

No. 5632
13.11.51""",
        {
            "sender": ["Mao Zedong"],
            "to": ["Joseph Stalin"],
            "copies": ["Joseph Stalin", "Vyacheslav Molotov", "Georgy Malenkov", "Lavrentiy Beria"],
            "cipher": ["22834"],
            "outgoing": ["5632"],
            "received": "1951-11-13T02:05:00",
            "priority": ["TOP PRIORITY"],
            "series": ['SERIES "G"'],
        },
    ),
    "two relays": (
        f"""CIPHERED TELEGRAM No. 4829
To MATVEEV [Zakharov], SHTYKOV
PYONGYANG
Immediately pass to Comrade KIM IL SUNG:
"{BODY}
FYN SI"
Telegraph the delivery.
FYN SI
13.10.50""",
        {
            "sender": ["Joseph Stalin"],
            "to": ["Kim Il Sung"],
            "via": ["Matvei Zakharov", "Terentii Shtykov"],
            "cipher": ["4829"],
            "date": "1950-10-13",
            "goes to": "Pyongyang",
        },
    ),
    "a letter of two with a cover": (
        f"""1950 Speeches/Documents

Title: Letter, Kim Il Sung and Pak Heon-yeong to Stalin [via Shtykov]

Author: Kim Il Sung

Date: 29 september 1950 Source:. http://digitalarchive.wilsoncenter.org/document/112008

Description: Kim asks for help

CIPHERED TELEGRAM No. 1343

Copies: Stalin (2), Molotov, Malenkov

From PYONGYANG. Sent 30.9.50 23:35

Received 1.10.50 0:35

To Stalin. Urgent. STRICTLY SECRET.

In addition to our No. 1340

At a reception on 29 September PAK HEON-YEONG handed me a letter of Kim Il Sung addressed to Comrade Stalin. I transmit its text:

"MOSCOW, KREMLIN

DEEPLY RESPECTED Iosif Vissarionovich STALIN.

{BODY}

KIM IL SUNG, PAK HEON-YEONG
29 September 1950"

The original of the letter will be sent by mail.

SHTYKOV

No. 1342/sh
30.9.50""",
        {
            "sender": ["Kim Il Sung"],
            "to": ["Joseph Stalin"],
            "via": ["Terentii Shtykov"],
            "cipher": ["1343"],
            "outgoing": ["1342/sh"],
            "sent": "1950-09-30T23:35:00",
            "received": "1950-10-01T00:35:00",
            "priority": ["Urgent"],
            "class": ["STRICTLY SECRET"],
        },
    ),
    "a circular": (
        f"""330/6–2650: Circular telegram

The Secretary of State to Certain Diplomatic Offices1

confidential   niact

Washington, June 26, 1950—11 p.m.

Eyes only Chief of Mission. {BODY}

Acheson""",
        {
            "sender": ["Dean Acheson"],
            "to": ["Certain Diplomatic Offices"],
            "date": "1950-06-26",
            "sent": "1950-06-26T23:00:00",
            "class": ["confidential"],
            "priority": ["niact"],
        },
    ),
    "a telegram of a delegation": (
        f"""396.1 LO/5–1150: Telegram

The Secretary of State to the Acting Secretary of State

secret

London, May 11, 1950—7 p.m.
[Received May 11—5:23 p.m.]

Secto 220. Eyes only Webb from Acheson. {BODY}

Acheson""",
        {
            "sender": ["Dean Acheson"],
            "to": ["Secretary of State"],
            "number": ["220"],
            "date": "1950-05-11",
            "sent": "1950-05-11T19:00:00",
            "received": "1950-05-11T17:23:00",
            "from": "London",
        },
    ),
    "a place and a day above the addressee": (
        f"""Ulaanbaatar, 12 May 1950
To the Ministry of Foreign Affairs of the USSR, Comrade VYSHINSKY A.Ya.
Top Secret. Copy No. 3
Outgoing No. 77
{BODY}
PRIKHODOV""",
        {"sender": ["Prikhodov"], "to": ["Andrei Vyshinsky"], "outgoing": ["77"], "date": "1950-05-12", "from": "Ulan Bator"},
    ),
    "one line": (
        f'CABLE, FILIPPOV (STALIN) TO MAO ZEDONG\nCITATION SHARE DOWNLOAD-\nStalin agrees"Cable, Filippov (Stalin) to Mao Zedong," March 4, 1952, History and Public Policy Program Digital Archive, RGASPI, F. 558, Op. 11, D. 342, L. 95. https://digitalarchive.wilsoncenter.org/document/123150 - Share\nVIEW DOCUMENT IN\nEnglish HTML\n4 March 1952 To Comrade Mao Zedong Your telegram of 2 March has come in. {BODY} With greetings, FILIPPOV [Stalin]',
        {"sender": ["Joseph Stalin"], "to": ["Mao Zedong"], "date": "1952-03-04"},
    ),
}


@pytest.mark.parametrize("name", PAGES)
def test_the_head_of_a_page(name: str, given: Given) -> None:
    text, expected = PAGES[name]
    head = _head(_extract(text, given).telegrams[0])
    got = {key: head.get(key) for key in expected}
    assert got == expected
    if "via" not in expected:
        assert "via" not in head
