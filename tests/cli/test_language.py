"""A text in another language is skipped with its reason; one with English in it is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg_builder.language import find_other_language

RUSSIAN = "Товарищу Филиппову. Прошу Вас изучить заявки, переданные товарищем Гао Ганом, и выяснить возможность выполнения всех поставок."
CHINESE = "请你研究高岗同志转交的申请，并探讨每月按六分之一的比例交付步枪、火炮、坦克、飞机、汽车、汽车零件、油料、药品及其他军用物资的可能性，以便在朝鲜战场作战的各部队得到补充。"
GERMAN = (
    "An den Genossen Filippow. Ich bitte Sie, die Anträge zu prüfen, die Genosse Gao Gang übergeben hat, und festzustellen, ob alle "
    "Lieferungen von Gewehren, Geschützen und Panzern von Juli bis zum Ende des Jahres möglich sind, damit die Truppen sie erhalten."
)
FRENCH = (
    "Au camarade Filippov. Je vous prie d'étudier les demandes transmises par le camarade Gao Gang et de voir s'il est possible de "
    "livrer tous les fusils, canons, chars et avions de juillet à la fin de l'année, afin que les troupes reçoivent leur matériel."
)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (RUSSIAN, "not English: 100 % of its letters are Cyrillic"),
        (CHINESE, "not English: 100 % of its letters are CJK"),
        (GERMAN, "not English: of its 41 words 0 are common English ones"),
        (FRENCH, "not English: of its 43 words 0 are common English ones"),
    ],
)
def test_another_language(text: str, reason: str) -> None:
    assert find_other_language(text) == reason


@pytest.mark.parametrize(
    "text",
    [
        "TO COMRADE ФИЛИППОВ",
        "Ciphered telegram No. 21039",
        "Title: T5\n\nTo Comrade ALPHA\n\nI ask you to send 12 batteries.\n\nBETA\n\nNo. 100005 6.4.51\n",
        "List: " + "rifle " * 500,
        "123 456",
        "\u0301" * 1000,
    ],
)
def test_too_short_or_too_plain_to_tell(text: str) -> None:
    assert find_other_language(text) is None


def test_a_bilingual_telegram_is_read() -> None:
    english = "I ask you to study the applications that were transmitted by Comrade Gao Gang, and to see whether it is possible for you to fulfil them by the end of the year."
    assert find_other_language(RUSSIAN + "\n\n" + english) is None


def test_every_text_of_the_devset_is_english(root: Path) -> None:
    texts = [path.read_bytes().decode() for path in sorted((root / "tests/devset").glob("*.txt"))]
    assert len(texts) > 30
    assert [find_other_language(text) for text in texts] == [None] * len(texts)
