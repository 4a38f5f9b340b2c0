"""One row a school as a workbook (.xlsx)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill

from assistant.registers.schools import SchoolRow
from assistant.registers.shows import SEVERITIES
from assistant.rendering.marked_styles import COLOURS
from assistant.rendering.templates import save

HEADINGS = ("学校", "交了几份", "交了哪些表", "数据行数", *SEVERITIES, "没有查成的", "别的学校大多交了、这里没有的")
_WIDTHS = (26, 10, 40, 10, 8, 8, 8, 50, 40)
NOTHING = "没有交"


def write_summary(rows: Sequence[SchoolRow], out: Path) -> None:
    """Write the summary; a file of that name is replaced in one step.

    Raises:
        OSError: it cannot be written.
    """
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "各校汇总"
    for number, values in enumerate((HEADINGS, *map(_values, rows)), 1):
        for column, value in enumerate(values, 1):
            cell = sheet.cell(number, column, value)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            if isinstance(value, str):  # never a formula, whatever a school is called
                cell.data_type = "s"
        if number == 1 or not rows[number - 2].files:
            for cell in sheet[number]:
                cell.font = Font(bold=number == 1)
                cell.fill = PatternFill("solid", fgColor="FFEDEDED" if number == 1 else COLOURS["待核实"])
    for column, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[chr(64 + column)].width = width
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
    save(book, out)


def _values(row: SchoolRow) -> tuple[str | int, ...]:
    counts = [row.counts.get(severity, 0) for severity in SEVERITIES]
    forms = "、".join(row.forms) if row.files else NOTHING
    return (row.school, row.files, forms, row.rows, *counts, "\n".join(row.refused), "、".join(row.lacking))
