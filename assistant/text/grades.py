"""Grades and classes in cells, sheet names and headings: 三年级2班, 3年级(2)班, 初一（3）班, 301班.

>>> grade_in("初一（3）班"), class_in("初一（3）班")
('七年级', '3')
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

GRADES = ("一年级", "二年级", "三年级", "四年级", "五年级", "六年级", "七年级", "八年级", "九年级")
_DIGITS = {c: n for n, c in enumerate("一二三四五六七八九", 1)} | {str(n): n for n in range(1, 10)}
_STAGES = ("小学", "初中")
_GRADE = re.compile(r"(小学|初中?)?([一二三四五六七八九1-9])年级")
_JUNIOR = re.compile(
    r"初中?(?:([一二三1-3])(?![0-9一二三四五六七八九])|([一二三])(?=[0-9一二三四五六七八九十]{1,2}班))"
)
_SHORT = re.compile(
    r"(?<![0-9一二三四五六七八九])([一二三四五六七八九1-9])[（(.·-]([0-9]{1,2}|[一二三四五六七八九十])[)）]?班?$"
)
_MIXED = re.compile(r"(?<![0-9一二三四五六七八九十])([一二三四五六七八九])(?=[0-9]{1,2}班)")
_ROOM = re.compile(r"(?<![0-9])([1-9])(0[1-9]|1[0-9])班")
_CLASS = re.compile(r"[（(]?\s*([0-9]{1,2}|[一二三四五六七八九十]{1,2})\s*[)）]?\s*班")


@lru_cache(maxsize=4096)
def grade_in(words: str) -> str | None:
    """The grade that a text names, in its standard spelling; None when it names none."""
    words = unicodedata.normalize("NFKC", words).replace(" ", "")
    match = _GRADE.search(words)
    if match is not None:
        number = _DIGITS[match[2]]
        return GRADES[number + 5] if (match[1] or "").startswith("初") and number <= 3 else GRADES[number - 1]
    match = _JUNIOR.search(words)
    if match is not None:
        return GRADES[_DIGITS[match[1] or match[2]] + 5]
    match = _SHORT.search(words) or _MIXED.search(words) or _ROOM.search(words)
    return GRADES[_DIGITS[match[1]] - 1] if match else None


def stage_of(grade: str) -> str:
    """小学 or 初中, for a grade of GRADES: six years of the one and three of the other."""
    return _STAGES[GRADES.index(grade) > 5]


@lru_cache(maxsize=4096)
def class_in(words: str) -> str | None:
    """The number of the class that a text names; None when it names none."""
    words = unicodedata.normalize("NFKC", words).replace(" ", "")
    match = _ROOM.search(words)
    if match is not None:
        return str(int(match[2]))
    match = _CLASS.search(words)
    return _plain(match[1]) if match else None


def _plain(words: str) -> str:
    if words.isdigit():
        return str(int(words))
    return str(_DIGITS[words]) if words in _DIGITS else words
