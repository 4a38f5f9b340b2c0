"""How many were born in a year or month, and how many there are in each class: from the counts of a checked file."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.records import Statement
from assistant.registers.desk import Desk
from assistant.tools.register_asking import Asked
from assistant.tools.register_told import Teller

_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])")
_MONTH = re.compile(r"(?<![0-9])(1[0-2]|0?[1-9])月")
_YEARS = "年级"
_CLASSES = 12
"""Classes that are told at once."""


class Births(Teller):
    """Counts by month of birth and by class."""

    def born(self, asked: Asked, desk: Desk, this_month: Sequence[str]) -> list[Statement]:
        """How many were born when the question says; of all years where it says none."""
        counted, rows = _added(desk, "born"), _rows(desk)
        if not counted:
            return [self.of_desk(desk, self.text("born_none"))]
        year, month = _when(asked.text, this_month)
        wanted = {at: n for at, n in counted.items() if year in ("", at[:4]) and month in ("", at[5:])}
        if year or month:
            said = self.text("born_year", year=year) if year else ""
            said += self.text("born_month", month=int(month)) if month else ""
            text = self.text("born", when=said, count=sum(wanted.values()), unit=self.text("person"), rows=rows)
        else:
            text = self.text("born_each", each=self._each(_years(counted)), rows=rows)
        unread = rows - sum(counted.values())
        return [self.of_desk(desk, text + (self.text("born_unread", count=unread) if unread else ""))]

    def classes(self, asked: Asked, desk: Desk) -> list[Statement]:
        """How many there are in each class, of the grades that are named or of all; the largest first."""
        groups = asked.named.groups or (("", ""),)
        counted = Counter({name: n for name, n in _added(desk, "classes").items() if _is_of(name, groups)})
        if not counted:
            return [self.of_desk(desk, self.text("classes_none"))]
        if any(room for _, room in groups):
            return [self.of_desk(desk, self.text("classes", each=self._each(counted)))]
        most = max(counted.values())
        first = [room for room, n in counted.items() if n == most]
        name = "classes_most" if len(first) == 1 else "classes_alike"
        lead = self.text(name, most="、".join(first[:_CLASSES]), count=most, unit=self.text("person"))
        each = self._each(dict(counted.most_common(_CLASSES)))
        return [self.of_desk(desk, lead + (self.text("classes", each=each) if len(counted) > len(first) else ""))]

    def _each(self, counts: Mapping[str, int]) -> str:
        unit = self.text("person")
        return "，".join(self.text("each", word=word, count=count, unit=unit) for word, count in counts.items())


def _is_of(name: str, groups: Sequence[tuple[str, str]]) -> bool:
    """Whether a class (七年级2班) is one of these grades and classes."""
    grade, _, room = name.partition(_YEARS)
    return any((grade + _YEARS).startswith(g) and room == (f"{r}班" if r else room) for g, r in groups)


def _when(words: str, this_month: Sequence[str]) -> tuple[str, str]:
    """Year and month of a question, '' where it says none; 这个月 is the month of today, of whatever year."""
    year, month = _YEAR.search(words), _MONTH.search(words)
    if month is None and any(word in words for word in this_month):
        return (year[1] if year else ""), f"{dt.date.today().month:02}"
    return (year[1] if year else ""), (f"{int(month[1]):02}" if month else "")


def _years(counted: Mapping[str, int]) -> Mapping[str, int]:
    years: Counter[str] = Counter()
    for at, count in sorted(counted.items()):
        years[f"{at[:4]}年"] += count
    return years


def _tables(desk: Desk) -> list[Mapping[str, Any]]:
    return [table for filed in desk.filed if not filed.refused for table in filed.tables]


def _added(desk: Desk, name: str) -> Mapping[str, int]:
    total: Counter[str] = Counter()
    for table in _tables(desk):
        total.update(table.get(name, {}))
    return total


def _rows(desk: Desk) -> int:
    return sum(int(table["rows"]) for table in _tables(desk))
