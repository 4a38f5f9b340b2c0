"""What a reader hands on: sheets of plain values that know where they stood in the file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

Value = str | float | int | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None
Area = tuple[int, int, int, int]
"""First row, first column, last row, last column; counted from 1, ends included."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. Only rows that hold a value are kept, so that a value in the last row of a sheet costs one row.

    ``numbers[i]`` is the row number (from 1) of ``rows[i]``; ``rows[i][j]`` stands in column ``left + j``. Lines above
    a table of a Word file have numbers below 1.
    Blank cells, and texts of nothing but white space, are None.
    """

    name: str
    numbers: list[int]
    rows: list[list[Value]]
    left: int = 1
    merged: tuple[Area, ...] = ()
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    errors: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """(row, column) -> the error value that stands there, such as ``#N/A``."""
    unsaved: frozenset[tuple[int, int]] = frozenset()
    """Cells whose formula holds no computed value: the file was never calculated."""
    beside: bool = False
    """The right part of a sheet on which a list goes on beside itself; its rows are counted by the left part."""

    @property
    def seen(self) -> int:
        """Rows from the first to the last that holds a value."""
        return self.numbers[-1] - self.numbers[0] + 1 if self.numbers else 0

    @property
    def blank(self) -> int:
        """Rows among :attr:`seen` that hold none."""
        return self.seen - len(self.numbers)


@dataclass(frozen=True, slots=True)
class Workbook:
    """All sheets of one upload. ``kind`` is what the file really is, whatever its name says."""

    file: str
    kind: str
    sheets: tuple[Sheet, ...]


def column_letters(column: int) -> str:
    """Letters of a column counted from 1: 1 is A, 28 is AB."""
    letters = ""
    while column:
        column, digit = divmod(column - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters


def row_of(cell: str) -> int:
    """The row of an address; 0 of one that has none."""
    return int("".join(sign for sign in cell if sign.isdigit()) or 0)


def address(row: int, column: int) -> str:
    """Address of a cell as people write it: row 12, column 4 is D12; a line above a Word table has none and is 表题."""
    return f"{column_letters(column)}{row}" if row > 0 else "表题"
