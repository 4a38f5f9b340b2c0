"""A filled form before it is drawn: pages of rows by column key, so that a fault can name its cell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that was never calculated."""

    text: str


@dataclass(frozen=True, slots=True)
class ErrorValue:
    """What a table program shows when it cannot calculate."""

    text: str


@dataclass(frozen=True, slots=True)
class Bare:
    """A number written without the format of its column."""

    number: float


Value = str | int | float | dt.date | Formula | ErrorValue | Bare | None
Row = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``need``: ``*`` always, ``?`` under a condition, empty never. ``group`` and ``short`` are the two
    cells of a two-row heading; ``label`` stands in a heading of one row."""

    key: str
    label: str
    type: str = "text"
    need: str = ""
    group: str | None = None
    short: str = ""
    synonyms: tuple[str, ...] = ()
    export: str | None = None


@dataclass(frozen=True, slots=True)
class Sum:
    """``target`` equals the sum of ``parts`` (column, +1 or -1); ``rule`` is broken where it does not."""

    rule: str
    target: str
    parts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Ratio:
    """``target`` equals ``top`` over the sum of ``bottom``. ``loose``: the form itself does not hold what it is really
    worked out from, so a wrong one cannot be told."""

    target: str
    top: str
    bottom: tuple[str, ...]
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What is known of a form: its columns and the equations between them. ``previous``: it tells of the school year
    before; ``late``: it is closed when the year is over; ``zero``: it is handed in with 无 when there is nobody;
    ``signed``: it asks at its end for who filled it in and when, as a log or a form sealed at its head does not."""

    id: str
    name: str
    title: str
    stage: str
    columns: tuple[Column, ...]
    sums: tuple[Sum, ...]
    ratios: tuple[Ratio, ...]
    products: tuple[tuple[str, str, str], ...]
    total: bool
    previous: bool
    by_class: bool
    zero: bool
    late: bool
    signed: bool
    pair: str | None


@dataclass(frozen=True, slots=True)
class Look:
    """How a form is drawn."""

    name: str
    heads: int = 1
    dates: str = "text"
    rates: str = "number"
    labels: int = 0
    coded: bool = False
    sheets: int = 1
    top: int = 0
    gap: int = 0
    unit: bool = True
    total: bool = False


@dataclass(slots=True)
class Page:
    """One sheet of rows. ``total_off`` is added to a column in the 合计 row; ``merged`` are cells that stand for
    several rows: column, first and last row."""

    name: str
    title: str
    rows: list[Row]
    grade: str = ""
    hidden: set[int] = field(default_factory=set)
    total_off: dict[str, int] = field(default_factory=dict)
    merged: list[tuple[str, int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a draft: a data row, or ``title``, ``heading``, ``total``."""

    page: int
    row: int | str
    column: str


@dataclass(frozen=True, slots=True)
class Seed:
    """A fault that was put in. ``also``: rules that may speak in the same row or of the same cause; ``either``: rules
    that say the same in other words; ``near``: places where the finding may stand as well."""

    rule: str
    spot: Spot
    right: Value
    stands: Value
    also: tuple[str, ...] = ()
    either: tuple[str, ...] = ()
    near: tuple[Spot, ...] = ()


@dataclass(slots=True)
class Draft:
    """A filled form and what may still be done to it."""

    plan: Plan
    look: Look
    columns: list[Column]
    pages: list[Page]
    year: int
    school: str
    filler: str
    checker: str
    signed: bool = True
    shift: tuple[int, str] | None = None
    """Page and column from which the data stand one cell too far right."""
    used: set[tuple[int, int]] = field(default_factory=set)
    spare: Mapping[str, Any] = field(default_factory=dict)
    """What faults take new values from."""

    def column(self, key: str) -> Column | None:
        """The column of that key, if the draft has it."""
        return next((column for column in self.columns if column.key == key), None)

    def has(self, *keys: str) -> bool:
        """Whether all those columns are there."""
        return all(self.column(key) for key in keys)

    def free(self) -> Iterator[tuple[int, int, Row]]:
        """Rows that hold no fault yet: page, row, values."""
        for p, page in enumerate(self.pages):
            for r, row in enumerate(page.rows):
                if (p, r) not in self.used:
                    yield p, r, row
