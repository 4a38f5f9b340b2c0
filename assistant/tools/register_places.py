"""Where findings stand in the files on the desk: rows with and without any, the columns with most, rows without data.

Told from the masked reports and what they keep of their tables (``registers/summary.py``: ``runs``, ``letters``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from assistant.records import Statement
from assistant.registers.desk import Desk, Filed
from assistant.registers.workbook import row_of
from assistant.tools.register_saying import Saying, groups

COLUMNS, CELLS = 6, 12
_OF_NO_ROW = ("signature-missing", "hidden-rows")
"""Findings about a sheet that are shown at one of its rows."""
Table = Mapping[str, Any]
Group = tuple[str, str]
"""Grade and number of the class; '' where one of them is not said."""


class Places:
    """Sentences about rows and columns as a whole."""

    def __init__(self, saying: Saying) -> None:
        self.saying = saying

    def clean_rows(self, desk: Desk) -> list[Statement]:
        """Of every file: how many rows of data, and how many of them are without a finding."""
        return [self._clean(filed) for filed in desk.filed if not filed.refused]

    def _clean(self, filed: Filed) -> Statement:
        bad = sum(len(_rows_hit(filed, table)) for table in filed.tables)
        rows = sum(int(table["rows"]) for table in filed.tables)
        text = self.saying.text("clean_rows", file=f"“{filed.name}”", rows=rows, clean=rows - bad, bad=bad)
        return self.saying.of_file(filed, text)

    def explained(self, desk: Desk) -> list[Statement]:
        """What was explained by the user and is asked no more."""
        found = [(filed, [str(one["cell"]) for one in filed.report.get("explained", ())]) for filed in desk.filed]
        text = self.saying.text
        return [
            self.saying.of_file(filed, text("explained", count=len(cells), cells="、".join(cells[:CELLS])))
            for filed, cells in found
            if cells
        ]

    @staticmethod
    def has(desk: Desk, columns: Sequence[str]) -> bool:
        """Whether one of the columns (ids) stands in a table on the desk."""
        return any(True for filed in desk.filed for table in filed.tables for _ in _letters(table, columns))

    @staticmethod
    def groups(desk: Desk, groups: Sequence[Group]) -> str:
        """The grades and classes of a question as words, where a table has rows of one; '' else."""
        there = [group for group in groups if any(True for filed in desk.filed for _ in _runs(filed.tables, [group]))]
        return "、".join(grade + (f"{room}班" if room else "") for grade, room in there)

    @staticmethod
    def within(finding: Mapping[str, Any], filed: Filed, groups: Sequence[Group]) -> bool:
        """Whether a finding, or a cell folded into it, stands in a row of one of these grades and classes."""
        cells = map(str, (finding["cell"], *finding["related"]))
        rows = [row_of(cell) for cell in cells if "!" not in cell]
        runs = list(_runs(_tables_at(filed, finding), groups))
        return any(first <= row <= last for row in rows for first, last in runs)

    def by_group(self, desk: Desk, column: str) -> list[Statement]:
        """Findings by grade, or by class where ``column`` is that, most first; [] where no table tells them."""
        counted: Counter[str] = Counter()
        for filed, finding in desk.findings:
            for group in _groups_of(filed, finding, column):
                counted[group] += 1
        each = "，".join(self.saying.text("column_one", column=c, count=n) for c, n in counted.most_common(COLUMNS))
        return [self.saying.of_file(desk.filed[0], self.saying.text("by_group", each=each))] if counted else []

    def columns(self, desk: Desk) -> list[Statement]:
        """Columns by how many findings stand in them, most first."""
        counted: Counter[str] = Counter()
        for group in groups([(n, filed, finding) for n, (filed, finding) in enumerate(desk.findings)]):
            label = self.saying.label(group)
            if label:
                counted[label] += len(group.items)
        if not counted:
            return []
        each = "，".join(self.saying.text("column_one", column=c, count=n) for c, n in counted.most_common(COLUMNS))
        more = self.saying.text("columns_more", count=len(counted)) if len(counted) > COLUMNS else ""
        return [self.saying.of_file(desk.filed[0], self.saying.text("by_column", each=each) + more)]

    def row(self, row: int, desk: Desk) -> str:
        """What is said of a row without findings: nothing was found, or it holds no data."""
        runs = [run for filed in desk.filed for table in filed.tables for run in table["runs"]]
        if not runs or any(first <= row <= last for first, last in runs):
            return self.saying.text("row_clean", row=row)
        if len(desk.filed) > 1 or len(desk.filed[0].tables) > 1:
            return self.saying.text("row_none", row=row)
        return self.saying.text("row_outside", row=row, first=runs[0][0], last=runs[-1][1])


def touches(finding: Mapping[str, Any], filed: Filed, columns: Sequence[str]) -> bool:
    """Whether a cell folded into a finding stands in one of the columns (ids)."""
    letters = {letter for table in _tables_at(filed, finding) for letter in _letters(table, columns)}
    return any(cell.rstrip("0123456789") in letters for cell in map(str, finding["related"]))


def _letters(table: Table, columns: Sequence[str]) -> Iterator[str]:
    return (letter for leaf, letter in table["letters"].items() if leaf.partition(".")[0] in columns)


def _runs(tables: Iterable[Table], groups: Sequence[Group]) -> Iterator[tuple[int, int]]:
    """First and last rows of these grades and classes."""
    for table in tables:
        for grade, room, runs in table.get("groups", ()):
            if any(grade == (g or grade) and room == (r or room) for g, r in groups):
                yield from ((first, last) for first, last in runs)


def _groups_of(filed: Filed, finding: Mapping[str, Any], column: str) -> set[str]:
    """The grade, or class, of the row in which a finding stands."""
    row = row_of(str(finding["cell"]))
    return {
        grade if column == "grade" else f"{grade}{room}班"
        for table in _tables_at(filed, finding)
        for grade, room, runs in table.get("groups", ())
        if (grade if column == "grade" else room) and any(first <= row <= last for first, last in runs)
    }


def _tables_at(filed: Filed, finding: Mapping[str, Any]) -> Iterator[Table]:
    return (table for table in filed.tables if table["sheet"] == finding["sheet"])


def _rows_hit(filed: Filed, table: Table) -> set[int]:
    """Rows of data in which a finding, or a cell folded into one, stands."""
    sheet = str(table["sheet"])
    rows = set()
    for finding in filed.findings:
        for cell in map(str, (finding["cell"], *finding["related"])):
            at, _, address = cell.rpartition("!")
            if (at or finding["sheet"]) == sheet and finding["rule"] not in _OF_NO_ROW:
                rows.add(row_of(address))
    return {row for row in rows if any(first <= row <= last for first, last in table["runs"])}
