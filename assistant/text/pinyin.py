"""Syllables of Chinese text without tones, and what can be one.

>>> syllables("平面图")
('ping', 'mian', 'tu')
>>> is_syllable("zheng"), is_syllable("zhn")
(True, False)
"""

from __future__ import annotations

from functools import lru_cache

_INITIALS = "b p m f d t n l g k h j q x zh ch sh r z c s y w".split()
_FINALS = (
    "a o e ai ei ao ou an en ang eng er i ia ie iao iu ian in iang ing iong u ua uo uai ui uan un uang ue ong v ve"
).split()


@lru_cache(maxsize=32_768)
def syllables(text: str) -> tuple[str, ...]:
    """Toneless pinyin, one entry a Han character; other characters stand for themselves."""
    from pypinyin import Style, lazy_pinyin

    # The stubs allow one string for what is no Han character; a list of them is documented and works.
    return tuple(lazy_pinyin(text, style=Style.NORMAL, errors=list, v_to_u=False))  # type: ignore[arg-type]


@lru_cache(maxsize=1)
def _legal() -> frozenset[str]:
    return frozenset(initial + final for initial in [*_INITIALS, ""] for final in _FINALS)


def is_syllable(letters: str) -> bool:
    """True for what can be one syllable of pinyin."""
    return letters in _legal()


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
