"""A new .xlsx with the values of a table that came as something else (.xls, .docx)."""

from __future__ import annotations

import re
from io import BytesIO

from openpyxl import Workbook as Book
from openpyxl.worksheet.worksheet import Worksheet

from assistant.registers.workbook import Sheet, Value, Workbook

_TEXT = "@"
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_UNNAMED = re.compile(r"[\[\]:*?/\\]")
_LONGEST = 32_767


def plain_copy(workbook: Workbook) -> bytes:
    """The file: values at their cells, texts as texts whatever they begin with, merged areas, hidden rows."""
    book = Book()
    book.remove(book.worksheets[0])
    for number, sheet in enumerate(workbook.sheets, 1):
        _write(book.create_sheet(_UNNAMED.sub("", sheet.name)[:31] or f"Sheet{number}"), sheet)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _write(target: Worksheet, sheet: Sheet) -> None:
    for row, values in zip(sheet.numbers, sheet.rows, strict=True):
        for column, value in enumerate(values, sheet.left):
            error = sheet.errors.get((row, column))
            if value is not None or error:
                _put(target, row, column, value if value is not None else error)
    for top, left, bottom, right in sheet.merged:
        if (top, left) != (bottom, right):
            target.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
    for row in sheet.hidden_rows:
        target.row_dimensions[row].hidden = True
    target.sheet_state = "hidden" if sheet.hidden and len(target.parent.worksheets) > 1 else "visible"


def _put(target: Worksheet, row: int, column: int, value: Value) -> None:
    if isinstance(value, str):
        cell = target.cell(row, column, _ILLEGAL.sub("", value)[:_LONGEST])
        cell.data_type, cell.number_format = "s", _TEXT
    else:
        target.cell(row, column, value)
