"""Syllables of Chinese text without tones, and what can be one.

>>> syllables("平面图")
('ping', 'mian', 'tu')
>>> is_syllable("zheng"), is_syllable("zhn")
(True, False)
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

_INITIALS = "b p m f d t n l g k h j q x zh ch sh r z c s y w".split()
_FINALS = (
    "a o e ai ei ao ou an en ang eng er i ia ie iao iu ian in iang ing iong u ua uo uai ui uan un uang ue ong v ve"
).split()


@lru_cache(maxsize=1)
def _readings() -> tuple[dict[str, str], dict[str, tuple[str, ...]], int]:
    """Syllable of every character; syllables of the words that are looked for (银行, 重复), and the longest's length.

    No syllables stand for words read as their characters are, which only keep others apart (初中|都, not 中都).
    """
    regular, *lines = Path(__file__).with_name("readings.txt").read_text(encoding="utf-8").splitlines()
    alone: dict[str, str] = {}
    words: dict[str, tuple[str, ...]] = dict.fromkeys(regular.split(" ")[1:], ())
    for line in lines:
        key, held = line.split(" ", 1)
        if key.isascii():
            alone.update(dict.fromkeys(held, key))
        else:
            words[key] = tuple(held.split(" "))
    return alone, words, max(map(len, words))


@lru_cache(maxsize=32_768)
def syllables(text: str) -> tuple[str, ...]:
    """Toneless pinyin, one entry a character; what is no Han character stands for itself.

    The readings are those of pypinyin (``scripts/readings.py``), which reads its dictionaries for half a second at
    every start; words are found from left to right, the longest first.
    """
    alone, words, longest = _readings()
    out: list[str] = []
    while len(out) < len(text):
        start = len(out)
        word = next(
            (text[start:end] for end in range(start + longest, start + 1, -1) if text[start:end] in words), text[start]
        )
        out += words.get(word) or (alone.get(char, char) for char in word)
    return tuple(out)


@lru_cache(maxsize=1)
def _legal() -> frozenset[str]:
    return frozenset(initial + final for initial in [*_INITIALS, ""] for final in _FINALS)


def is_syllable(letters: str) -> bool:
    """True for what can be one syllable of pinyin."""
    return letters in _legal()


@lru_cache(maxsize=2048)
def confusable(syllable: str) -> str:
    """Fold what southern and hurried typists mix up: zh/z, ch/c, sh/s, n/l, in/ing, en/eng, an/ang.

    >>> confusable("zheng") == confusable("zen"), confusable("lan") == confusable("nan")
    (True, True)
    """
    for retroflex, flat in (("zh", "z"), ("ch", "c"), ("sh", "s")):
        if syllable.startswith(retroflex):
            syllable = flat + syllable[2:]
    if syllable.startswith("n") and len(syllable) > 1:
        syllable = "l" + syllable[1:]
    return syllable[:-1] if syllable.endswith("ng") else syllable
