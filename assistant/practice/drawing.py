"""From a draft to cells with addresses: title, headings of one or two rows, data, 合计, signatures."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from assistant.practice.figures import rounded, total_row
from assistant.practice.material import Material
from assistant.practice.model import Bare, Column, Draft, ErrorValue, Formula, Page, Row, Spot, Value

TEXT, GENERAL = "@", "General"
_DAY = {"date", "birth"}
_PRIVATE = {"id", "phone", "no"}


@dataclass(frozen=True, slots=True)
class Cell:
    """What is written into one cell, and its number format."""

    value: str | int | float | dt.date
    format: str = GENERAL


@dataclass(slots=True)
class Sheet:
    """One drawn sheet; rows and columns are counted from 1."""

    name: str
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    title: int = 1
    heading: int = 1
    first: int = 1
    total: int = 0
    last: int = 1
    columns: dict[str, int] = field(default_factory=dict)


def letters(column: int) -> str:
    """Letters of a column counted from 1."""
    text = ""
    while column:
        column, place = divmod(column - 1, 26)
        text = chr(65 + place) + text
    return text


class Drawer:
    """Draws the pages of a draft."""

    def __init__(self, draft: Draft, material: Material) -> None:
        self.draft, self.look, self.material = draft, draft.look, material

    def sheets(self) -> list[Sheet]:
        """All sheets, in order."""
        return [self._sheet(number, page) for number, page in enumerate(self.draft.pages)]

    def shown(self, value: Value, key: str) -> str:
        """How a value reads in its column; empty for an empty cell."""
        if value is None:
            return ""
        column = self.draft.column(key)
        cell = self._cell(value, column) if column else Cell(str(value))
        if isinstance(cell.value, dt.date):
            return cell.value.strftime("%Y-%m-%d" if "d" in cell.format else "%Y-%m")
        return f"{cell.value:.2%}" if cell.format.endswith("%") and isinstance(cell.value, float) else str(cell.value)

    def _sheet(self, number: int, page: Page) -> Sheet:
        sheet, width = Sheet(page.name), len(self.draft.columns)
        sheet.title = self.look.top + 1
        self._line(sheet, sheet.title, page.title, width)
        row = sheet.title + 1
        if self.look.unit:
            self._line(sheet, row, self._words(self.material.drawing["unit_line"]), width)
            row += 1
        sheet.heading = row
        self._headings(sheet)
        sheet.first = row + self._depth()
        for place, values in enumerate(page.rows):
            self._row(sheet, sheet.first + place, values, self._shifted(number))
        for key, first, last in page.merged:
            column = sheet.columns[key]
            sheet.merges.append((sheet.first + first, column, sheet.first + last, column))
        sheet.hidden = [sheet.first + place for place in sorted(page.hidden)]
        self._end(sheet, page)
        return sheet

    def _end(self, sheet: Sheet, page: Page) -> None:
        sheet.last = sheet.first + max(1, len(page.rows)) - 1
        row = sheet.last + 1
        if self._totals() and page.rows:
            sheet.total = row
            self._total(sheet, page)
            row += 1
        row += self.look.gap
        if self.draft.signed:
            self._line(sheet, row, self._words(self.material.drawing["footer"]), len(self.draft.columns))

    def _totals(self) -> bool:
        counted = any(column.type == "integer" and column.key != "seq" for column in self.draft.columns)
        return self.draft.plan.total or (self.look.total and not self.draft.plan.zero and not counted)

    def _shifted(self, number: int) -> str | None:
        return self.draft.shift[1] if self.draft.shift and self.draft.shift[0] == number else None

    def _depth(self) -> int:
        return 2 if self.look.heads == 2 and any(column.group for column in self.draft.columns) else 1

    def _words(self, template: str) -> str:
        draft = self.draft
        year, month, day = (draft.year + 1, 7, 5) if draft.plan.late else (draft.year, 10, 15)
        day = self.material.drawing["day"].format(y=year, m=month, d=day)
        return template.format(school=draft.school, day=day, filler=draft.filler, checker=draft.checker)

    def _line(self, sheet: Sheet, row: int, text: str, width: int) -> None:
        sheet.cells[row, 1] = Cell(text)
        if width > 1:
            sheet.merges.append((row, 1, row, width))

    def _label(self, column: Column) -> str:
        label = column.label
        if self.look.labels == 2 and column.export:
            label = column.export
        elif self.look.labels == 1 and column.synonyms:
            label = column.synonyms[0]
        return label + "（%）" if column.type == "percent" and self.look.rates == "points" else label

    def _headings(self, sheet: Sheet) -> None:
        top, deep = sheet.heading, self._depth() == 2
        groups: dict[int, tuple[int, str]] = {}
        before: str | None = None
        for place, column in enumerate(self.draft.columns, start=1):
            sheet.columns[column.key] = place
            if deep and column.group:
                start = max(groups) if column.group == before else place
                groups[start] = (place, column.group)
                sheet.cells[top + 1, place] = Cell(column.short or column.label)
            else:
                sheet.cells[top, place] = Cell(self._label(column))
                sheet.merges += [(top, place, top + 1, place)] if deep else []
            before = column.group if deep else None
        for start, (end, name) in groups.items():
            sheet.cells[top, start] = Cell(name)
            sheet.merges += [(top, start, top, end)] if end > start else []

    def _row(self, sheet: Sheet, number: int, values: Row, shifted: str | None) -> None:
        moved = 0
        for place, column in enumerate(self.draft.columns, start=1):
            moved = moved or int(column.key == shifted)
            if (value := values.get(column.key)) is not None:
                sheet.cells[number, place + moved] = self._cell(value, column)

    def _total(self, sheet: Sheet, page: Page) -> None:
        words = total_row(page.rows, self.draft.plan)
        keys = [column.key for column in self.draft.columns]
        at = "name" if "name" in keys and keys[0] == "seq" else keys[0]
        words[at] = self.material.drawing["total"]
        if not self.draft.plan.total:
            words = {at: words[at], keys[keys.index(at) + 1]: f"{len(page.rows)}人"}
        for key, off in page.total_off.items():
            base = words[key]
            assert isinstance(base, int)
            words[key] = base + off
        for key, value in words.items():
            if value is not None and (column := self.draft.column(key)):
                sheet.cells[sheet.total, sheet.columns[key]] = self._cell(value, column)

    def _cell(self, value: Value, column: Column) -> Cell:
        if isinstance(value, Formula | ErrorValue):
            return Cell(value.text)
        if isinstance(value, Bare):
            return Cell(value.number)
        if isinstance(value, dt.date):
            return self._date(value, column)
        if column.type == "percent" and isinstance(value, int | float):
            return self._rate(float(value))
        if isinstance(value, str):
            value = self._coded(value, column)
        assert value is not None
        return Cell(value, TEXT if column.type in _PRIVATE and isinstance(value, str) else GENERAL)

    def _coded(self, value: str, column: Column) -> str:
        codes: Mapping[str, Any] = self.material.words["codes"] if self.look.coded else {}
        return str(codes.get(column.key, {}).get(value, value))

    def _date(self, day: dt.date, column: Column) -> Cell:
        style = self.look.dates
        if column.type == "date" and style.startswith("month"):
            style = "excel" if style == "month-excel" else "text"
        pattern = self.material.drawing["dates"][style]
        if style.endswith("excel"):
            return Cell(day, pattern)
        if "{" in pattern:
            return Cell(pattern.format(y=day.year, m=day.month, d=day.day))
        return Cell(day.strftime(pattern), TEXT)

    def _rate(self, part: float) -> Cell:
        if self.look.rates == "text":
            return Cell(f"{rounded(part * 100, 2):.2f}%")
        if self.look.rates == "points":
            return Cell(rounded(part * 100, 2), "0.00")
        return Cell(part, "0.00%")


def place(sheets: list[Sheet], spot: Spot) -> tuple[str, str]:
    """Sheet name and address of a spot."""
    sheet = sheets[spot.page]
    column = sheet.columns.get(spot.column, 1)
    if isinstance(spot.row, int):
        return sheet.name, f"{letters(column)}{sheet.first + spot.row}"
    if spot.row == "heading" and (sheet.heading + 1, column) in sheet.cells and sheet.first - sheet.heading == 2:
        return sheet.name, f"{letters(column)}{sheet.heading + 1}"
    rows = {"title": sheet.title, "heading": sheet.heading, "total": sheet.total, "end": sheet.last + 1}
    return sheet.name, f"{letters(1 if spot.row in ('title', 'end') else column)}{rows[spot.row]}"


def safe_name(name: str) -> str:
    """A sheet name that table programs accept."""
    return re.sub(r"[\\/*?:\[\]]", "", name)[:31]
