"""Syllables of Chinese text without tones, and reading a run of typed pinyin.

>>> syllables("平面图")
('ping', 'mian', 'tu')
>>> split_pinyin("weishengzheng")
('wei', 'sheng', 'zheng')
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


@lru_cache(maxsize=2048)
def split_pinyin(letters: str) -> tuple[str, ...] | None:
    """Cut a run of letters into legal syllables, fewest first; None when it is no pinyin."""
    legal, size = _legal(), len(letters)
    best: list[tuple[str, ...] | None] = [()] + [None] * size
    for end in range(1, size + 1):
        for start in range(max(0, end - 6), end):
            before = best[start]
            if before is None or letters[start:end] not in legal:
                continue
            current = best[end]
            if current is None or len(before) + 1 < len(current):
                best[end] = (*before, letters[start:end])
    return best[size]


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
