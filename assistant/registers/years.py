"""School years in titles and file names: 2013-2014, 2013—2014学年度, 2013～2014, 2013.9—2014.7, 二〇一三至二〇一四学年.

A school year runs from 1 September to 31 August (中国基础教育统计指标解释). A title without one is never guessed at.

>>> years_in("示例县2013—2014学年度留守儿童花名册")
[Span(first=2013, last=2014)]
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

_HAN = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_YEAR = r"(?:19|20)[0-9]{2}"
_PAIR = re.compile(
    rf"(?<![0-9])({_YEAR})\s*(?:[年.]\s*0?[89]\s*月?|年)?\s*[-‐‑‒–—―~〜/_至到]+\s*({_YEAR}|[0-9]{{2}}(?=\s*学年))(?![0-9])"
)
_SINGLE = re.compile(rf"(?<![0-9])({_YEAR})\s*学年")


class Span(NamedTuple):
    """Two years as they are written; a right school year has ``last == first + 1``."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """The school year that begins on 1 September of ``start``."""

    start: int

    @property
    def label(self) -> str:
        """``2013-2014``."""
        return f"{self.start}-{self.start + 1}"

    @property
    def first(self) -> dt.date:
        """1 September."""
        return dt.date(self.start, 9, 1)

    @property
    def last(self) -> dt.date:
        """31 August of the next year."""
        return dt.date(self.start + 1, 8, 31)

    def age(self, birth: dt.date) -> int:
        """Full years on 31 August, the day before it begins."""
        return self.start - birth.year - ((birth.month, birth.day) > (8, 31))


def years_in(words: str) -> list[Span]:
    """School years written in a text, in order."""
    return [span for _, span in _found(words)]


def years_at(words: str) -> list[int]:
    """Where they begin, in a text without full-width signs."""
    return [at for at, _ in _found(words)]


def _found(words: str) -> list[tuple[int, Span]]:
    words = unicodedata.normalize("NFKC", words).translate(_HAN)
    spans = [(m.start(), Span(int(m[1]), _full(m[1], m[2]))) for m in _PAIR.finditer(words)]
    spans = [(at, span) for at, span in spans if span.last - span.first <= 2 and span.last >= span.first - 2]
    taken = {at for at, _ in spans}
    spans += [
        (m.start(), Span(int(m[1]), int(m[1]) + 1))
        for m in _SINGLE.finditer(words)
        if not taken and m.start() not in taken
    ]
    return sorted(spans)


def read_school_year(words: str) -> SchoolYear | None:
    """The school year that a text consists of or names first; None when there is none or it is wrongly written."""
    spans = years_in(words)
    if spans and spans[0].last == spans[0].first + 1:
        return SchoolYear(spans[0].first)
    return None


def _full(first: str, last: str) -> int:
    return int(last) if len(last) == 4 else int(first[:2] + last)
