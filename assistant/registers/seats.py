"""Where people stand in a table, kept when the rest that is told of them goes: rows of a name, of a grade and class."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.registers.summary import runs
from assistant.registers.workbook import row_of

NAME, CELL, GRADE, CLASS = 2, 3, 4, 5
"""Where in an entry of ``people`` (``registers/summary.py``) stand token, place, grade and class."""


def seated(table: Mapping[str, Any]) -> dict[str, Any]:
    """``called``: token of a name -> numbers of its rows; ``groups``: grade, number of the class ('' where one is
    unknown) and the runs of their rows. Empty for a table without people."""
    called: dict[str, list[int]] = {}
    groups: dict[tuple[str, str], list[int]] = {}
    for person in table.get("people", ()):
        number = row_of(person[CELL])
        if person[NAME]:
            called.setdefault(person[NAME], []).append(number)
        if person[GRADE] or person[CLASS]:
            groups.setdefault((person[GRADE], person[CLASS]), []).append(number)
    return {"called": called, "groups": [[grade, room, runs(rows)] for (grade, room), rows in groups.items()]}
