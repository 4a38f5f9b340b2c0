"""Tables of figures as they come out of a workbook, before anything is made of their cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

WORKER = "assistant.standards.worker"
"""The child process that makes tables out of an upload."""

NAME, KIND, PARENT = "school", "kind", "parent"
TEXTS = frozenset({NAME, KIND, PARENT})
"""Columns that hold words: every other one holds figures."""


@dataclass(frozen=True, slots=True)
class ColumnAt:
    """A column of the form in a sheet: its letters, its heading there, and what the form says of it."""

    letters: str
    label: str
    unit: str = ""
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table. ``values``: column id -> its cells, one for each row number in ``numbers``.

    ``odd``: (row number, column id) -> the error value of a cell, or '' for a formula that was never calculated.
    ``heading``: row number of the headings; ``unused``: headings of no column with their cells;
    ``missing``: column id -> label of columns that the form has and the sheet has not; ``near``: column id -> label of
    columns whose headings are only nearly their names.
    """

    sheet: str
    numbers: Sequence[int]
    columns: Mapping[str, ColumnAt]
    values: Mapping[str, Sequence[object]]
    heading: int = 1
    odd: Mapping[tuple[int, str], str] = field(default_factory=dict)
    unused: Sequence[tuple[str, str]] = ()
    missing: Mapping[str, str] = field(default_factory=dict)
    near: Mapping[str, str] = field(default_factory=dict)
    above: str = ""
    """Title lines over the headings."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Column id -> what the form calls it, of those that are called otherwise here."""

    sums: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Column that is not there -> columns whose sum stands for it."""

    def letters(self, column: str) -> list[str]:
        """The letters of a column, or of those that stand for it."""
        return [self.columns[id].letters for id in self.sums.get(column, (column,)) if id in self.columns]

    def cell(self, row: int, column: str) -> str:
        """Address of a cell of the row with that index."""
        return f"{self.columns[column].letters}{self.numbers[row]}"


def table_json(table: Table) -> dict[str, Any]:
    """A table as plain values of JSON."""
    return {
        "sheet": table.sheet, "numbers": list(table.numbers), "heading": table.heading, "above": table.above,
        "columns": {id: [at.letters, at.label, at.unit, at.whole] for id, at in table.columns.items()},
        "values": {id: list(cells) for id, cells in table.values.items()},
        "odd": [[row, id, said] for (row, id), said in table.odd.items()],
        "unused": list(table.unused), "missing": dict(table.missing), "near": dict(table.near),
        "names": dict(table.names),
    }  # fmt: skip


def table_of(told: Mapping[str, Any]) -> Table:
    """The table that :func:`table_json` told."""
    return Table(
        told["sheet"], told["numbers"], {id: ColumnAt(*at) for id, at in told["columns"].items()}, told["values"],
        told["heading"], {(row, id): said for row, id, said in told["odd"]},
        [(heading, cell) for heading, cell in told["unused"]], told["missing"], told["near"],
        told["above"], told["names"],
    )  # fmt: skip
