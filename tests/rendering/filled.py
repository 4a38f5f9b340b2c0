"""A template filled in as a person with a spreadsheet would: examples typed in, formulas worked out."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

from openpyxl.worksheet.worksheet import Worksheet

from assistant.knowledge.schemas import Schemas
from assistant.registers.workbook import Sheet, Workbook
from assistant.rendering.template_notes import example_words, filled
from assistant.rendering.template_plan import Plan

_REFERENCE = re.compile(r"\b([A-Z]+[0-9]+)(?::([A-Z]+[0-9]+))?\b")


def typed(example: str, kind: str) -> object:
    """What stands in the cell after the example was typed into it."""
    if not example:
        return None
    if kind == "percent":
        return round(float(example.removesuffix("%")) / 100, 6)
    if kind in ("integer", "decimal"):
        return float(example) if re.fullmatch(r"-?[0-9.]+", example) else example
    if kind == "date":
        return dt.datetime.fromisoformat(example)
    return example


def fill(sheet: Worksheet, plan: Plan, schemas: Schemas, start: int, rows: int = 1) -> None:
    """Type the examples into the first rows; where there are several, number them and tell their names apart."""
    words = example_words(schemas, start)
    first, last = plan.data_rows
    for row in range(first, last + 1):
        for leaf in plan.leaves:
            cell = sheet.cell(row, leaf.number)
            if row >= first + rows or plan.formula(leaf, row) or cell.value is not None:
                continue
            cell.value = typed(filled(leaf.column.example, words), leaf.column.type)
            if row > first and leaf.id == "seq":
                cell.value = row - first + 1
            elif row > first and leaf.column.type == "text" and leaf.column.need == "yes":
                cell.value = f"{cell.value}{row - first + 1}"
    work_out(sheet)


def work_out(sheet: Worksheet) -> None:
    """Replace every formula by its value, as a spreadsheet saves it; the formulas of templates are simple enough."""
    open_cells = [cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=")]
    formulas = {cell.coordinate: str(cell.value)[1:] for cell in open_cells}
    for cell in open_cells:
        cell.value = None
    for _ in range(6):  # Formulas that need others first come right in a later round.
        for place, formula in formulas.items():
            sheet[place].value = _value(sheet, formula)


def _value(sheet: Worksheet, formula: str) -> Any:
    """The value of one formula; '' counts as a blank cell, as readers take it."""

    def cells(first: str, last: str) -> list[float]:
        found = sheet[f"{first}:{last or first}"]
        values = [cell.value for row in found for cell in row]
        return [float(value) for value in values if isinstance(value, (int, float))]

    python = (
        _REFERENCE.sub(lambda m: f"*cells('{m[1]}', '{m[2] or ''}')", formula).replace("=0", "==0").replace("<==", "<=")
    )
    names = {
        "cells": cells, "COUNT": lambda *v: len(v), "SUM": lambda *v: sum(v), "ROUND": _round,
        "OR": lambda *v: any(v), "IF": lambda test, then, other: then if test else other, "PRODUCT": _product,
    }  # fmt: skip
    try:
        value = eval(python, names)
    except ZeroDivisionError:  # Both branches of IF are worked out here; a spreadsheet takes the guarded one.
        return None
    return None if value == "" else value


def _round(value: float, places: int) -> float:
    return round(value + 1e-9, places)


def _product(*values: float) -> float:
    product = 1.0
    for value in values:
        product *= value
    return product


def as_read(file: Path, book: Any) -> Workbook:
    """The workbook as the desk's reader hands it on."""
    return Workbook(file.name, "xlsx", tuple(_sheet(sheet) for sheet in book.worksheets))


def _sheet(sheet: Worksheet) -> Sheet:
    kept = [
        (n, [*row]) for n, row in enumerate(sheet.iter_rows(values_only=True), 1) if any(v is not None for v in row)
    ]
    merged = tuple((a.min_row, a.min_col, a.max_row, a.max_col) for a in sheet.merged_cells.ranges)
    hidden = sheet.sheet_state != "visible"
    return Sheet(sheet.title, [n for n, _ in kept], [row for _, row in kept], merged=merged, hidden=hidden)
