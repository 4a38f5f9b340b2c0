"""The report of a score as a workbook: a sheet for the text and the picture, and one for each table."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.drawing.image import Image
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from assistant.rendering.report_tables import Table

_FIRST = "结论"
_WIDE, _LONGEST = 90, 40
_PICTURE = 700
"""Width of the picture in pixels."""


def report_xlsx(title: str, lines: Sequence[str], tables: Sequence[Table], picture: bytes | None) -> bytes:
    """The workbook; whatever a name of a school holds, no cell becomes a formula."""
    book = Workbook()
    sheet = book.active
    sheet.title = _FIRST
    sheet.column_dimensions["A"].width = _WIDE
    for row, line in enumerate([title, *lines], 1):
        cell = _put(sheet, row, 1, line)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.font = Font(bold=row == 1)
    if picture is not None:
        image = Image(BytesIO(picture))
        image.height, image.width = round(image.height * _PICTURE / image.width), _PICTURE
        sheet.add_image(image, "C2")
    for name, heads, rows in tables:
        _table(book.create_sheet(name), heads, rows)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _table(sheet: Worksheet, heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    for number, values in enumerate([heads, *rows], 1):
        for column, value in enumerate(values, 1):
            cell = _put(sheet, number, column, value)
            if number == 1:
                cell.font = Font(bold=True)
    for column, head in enumerate(heads, 1):
        longest = max([len(head), *(len(str(values[column - 1])) for values in rows[:200])])
        sheet.column_dimensions[sheet.cell(1, column).column_letter].width = min(longest * 1.8 + 3, _LONGEST)
    sheet.freeze_panes = "A2"


def _put(sheet: Worksheet, row: int, column: int, value: Any) -> Any:
    cell = sheet.cell(row, column, value)
    if isinstance(value, str):
        cell.data_type = "s"
    return cell
