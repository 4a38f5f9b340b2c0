"""The report of a score as a workbook: a sheet for the text, one for the picture, and one for each table."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from math import ceil
from typing import Any
from unicodedata import east_asian_width

from openpyxl import Workbook
from openpyxl.drawing.image import Image
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from assistant.rendering.report_tables import Table

_FIRST, _DRAWN = "结论", "图"
_WIDE, _LONGEST = 76, 40
_LINE = 15
"""Height of a line in points."""
_SHOWN = "0.####"
"""Decimals that are shown; the cell holds all."""
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
        _make_room(sheet, row, [_width(line) / (_WIDE - 2)])
    if picture is not None:
        image = Image(BytesIO(picture))
        image.height, image.width = round(image.height * _PICTURE / image.width), _PICTURE
        drawn = book.create_sheet(_DRAWN)
        drawn.add_image(image, "A1")
    for name, heads, rows in tables:
        _table(book.create_sheet(name), heads, rows)
    for sheet in book.worksheets:
        _one_page_wide(sheet, lying=sheet.title not in (_FIRST, _DRAWN))
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _width(line: str) -> int:
    """How many letters of the usual width a line takes: Chinese ones take two."""
    return sum(2 if east_asian_width(letter) in "WFA" else 1 for letter in line)


def _table(sheet: Worksheet, heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    shown = [[_width(_as_shown(value)) + 3 for value in values] for values in (heads, *rows)]
    widths = [min(max(column), _LONGEST) for column in zip(*shown, strict=True)]
    for number, values in enumerate([heads, *rows], 1):
        for column, value in enumerate(values, 1):
            cell = _put(sheet, number, column, value)
            if number == 1:
                cell.font = Font(bold=True)
            if shown[number - 1][column - 1] > _LONGEST:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
        _make_room(sheet, number, [one / width for one, width in zip(shown[number - 1], widths, strict=True)])
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[sheet.cell(1, column).column_letter].width = width
    sheet.freeze_panes = "A2"


def _as_shown(value: Any) -> str:
    return f"{value:.4f}" if isinstance(value, float) else "" if value is None else str(value)


def _make_room(sheet: Worksheet, row: int, lines: Sequence[float]) -> None:
    """Not every program makes room for wrapped lines by itself."""
    if max(lines, default=0.0) > 1:
        sheet.row_dimensions[row].height = _LINE * ceil(max(lines))


def _one_page_wide(sheet: Worksheet, *, lying: bool) -> None:
    """So that no line of text, no column and no edge of the picture is cut off where it is printed."""
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.page_setup.orientation = "landscape" if lying else "portrait"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4


def _put(sheet: Worksheet, row: int, column: int, value: Any) -> Any:
    cell = sheet.cell(row, column, value)
    if isinstance(value, str):
        cell.data_type = "s"
    elif isinstance(value, float):
        cell.number_format = _SHOWN
    return cell
