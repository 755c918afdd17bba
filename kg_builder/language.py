"""Is a text English? By its letters and its commonest words; a text with some English beside another language is."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

# Words of English that no other language of the archives uses often: "in", "was", "on", "to" and "no" are left out.
_ENGLISH = frozenset(
    "the of and that with this you your from our is are be been have has which will by it for at not their they would should".split()
)
_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 20_000  # code points: a telegram is shorter, and a longer text shows its language by then
_ENOUGH_WORDS = 30  # fewer words do not show a language
_ENOUGH_ENGLISH = 12  # a bilingual telegram has an English part: that many of these words, whatever else stands there
_ENGLISH_SHARE = 0.06  # English prose has about 0.3 of these words, telegrams of capitals 0.1, German and French below 0.01


def find_other_language(text: str) -> str | None:
    """Return why the text is not English, as half a sentence; None if it is, or is too short to tell.

    >>> find_other_language("To Comrade Filippov. I ask you to send twelve batteries.") is None
    True
    """
    words = [word for word in _WORD.findall(text[:_SAMPLE]) if len(word) > 1]
    english = sum(word.lower() in _ENGLISH for word in words)
    if english >= _ENOUGH_ENGLISH or english >= _ENGLISH_SHARE * len(words):
        return None
    letters = Counter(script_of(letter) for word in words for letter in word)
    (script, count), total = letters.most_common(1)[0], letters.total()
    if script != "Latin" and total >= 2 * _ENOUGH_WORDS:
        return f"not English: {100 * count // total} % of its letters are {script}"
    if len(words) >= _ENOUGH_WORDS and len(set(words)) * 4 > len(words):
        return f"not English: of its {len(words)} words {english} are common English ones"
    return None


def script_of(letter: str) -> str:
    """Return the script that the letter's Unicode name begins with ("Cyrillic", "CJK"), "Other" if it has none."""
    name = unicodedata.name(letter, "OTHER").split()[0].split("-")[0]
    return name if name == "CJK" else name.capitalize()
