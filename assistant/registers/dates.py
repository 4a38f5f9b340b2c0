"""Dates as registers write them: 2013.9, 2013-09, 201309, 20130901, 2013年9月, 2013年9月12日(星期四), cells
of type date, serial numbers.

>>> read_day("2013.9").month
9
>>> read_day(20130901.0).day
1
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import NamedTuple

from assistant.registers.values import narrow
from assistant.registers.workbook import Value

FIRST_YEAR, LAST_YEAR = 1900, 2100
_EPOCH = dt.date(1899, 12, 30)
_SERIALS = range(10000, 73050)
_HAN = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_PARTS = re.compile(
    r"([0-9]{4})\s*[-./年、]\s*([0-9]{1,2})(?:\s*[-./月、]\s*([0-9]{1,2}))?\s*[月日号]?(?:[ T]00:00(?::00)?)?"
)
_WEEKDAY = re.compile(r"\s*[(【\[]?\s*(?:星期|周|礼拜)[一二三四五六日天]\s*[)】\]]?$")
_SOLID = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})?")

_WRITTEN = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}\s*[-./年]\s*[0-9]{1,2}\s*(?:月|[-./]\s*[0-9]{1,2}(?![0-9]))")


class Day(NamedTuple):
    """A date, perhaps without its day. ``shape`` names the way it is written; ``loose``: 2013.1 may be October."""

    year: int
    month: int
    day: int | None
    shape: str
    loose: bool = False

    @property
    def possible(self) -> bool:
        """Whether the calendar has it."""
        if not FIRST_YEAR <= self.year <= LAST_YEAR or not 1 <= self.month <= 12:
            return False
        return self.day is None or 1 <= self.day <= calendar.monthrange(self.year, self.month)[1]

    def first(self) -> dt.date:
        """The earliest day it can mean."""
        return dt.date(self.year, self.month, self.day or 1)

    def last(self) -> dt.date:
        """The latest day it can mean."""
        month = 10 if self.loose else self.month
        return dt.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def agrees(self, other: dt.date) -> bool:
        """Whether it can mean that day."""
        months = (self.month, 10) if self.loose else (self.month,)
        return self.year == other.year and other.month in months and self.day in (None, other.day)


def read_day(value: Value) -> Day | None:
    """The date of a cell, possible or not; None when it is not written as one."""
    if isinstance(value, dt.date):
        return Day(value.year, value.month, value.day, "date")
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)):
        return _from_number(float(value))
    return _from_text(narrow(value)) if isinstance(value, str) else None


def _from_number(value: float) -> Day | None:
    if not value.is_integer():
        day = _from_text(repr(value))
        return day if day is None or day.month != 1 else day._replace(loose=repr(value).endswith(".1"))
    whole = int(value)
    if whole in _SERIALS:
        counted = _EPOCH + dt.timedelta(days=whole)
        return Day(counted.year, counted.month, counted.day, "serial")
    return _from_text(str(whole))


def _from_text(words: str) -> Day | None:
    words = _WEEKDAY.sub("", words)
    match = _SOLID.fullmatch(words)
    if match is not None:
        return _day(match, "solid8" if match[3] else "solid6")
    match = _PARTS.fullmatch(words) or _PARTS.fullmatch(_in_digits(words))
    if match is None:
        return None
    mark = next(c for c in words if not c.isdigit())
    return _day(match, f"{mark}{3 if match[3] else 2}")


def _day(match: re.Match[str], shape: str) -> Day:
    return Day(int(match[1]), int(match[2]), int(match[3]) if match[3] else None, shape)


def _in_digits(words: str) -> str:
    """二〇一三年九月 as 2013年9月; 十 and 二十 as 10 and 20."""
    words = (
        re.sub(r"十(?![一二三四五六七八九])", "0", re.sub(r"(?<![一二三])十", "一十", words))
        if "十" in words
        else words
    )
    return words.replace("十", "").translate(_HAN)


def has_date(words: str) -> bool:
    """Whether a date stands somewhere in a text: to the day, or 2013年9月."""
    return _WRITTEN.search(words.translate(_HAN)) is not None
