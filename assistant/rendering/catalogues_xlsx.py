"""Catalogues as .xlsx: 总目录, then for each volume its 分卷目录 and the 卷内文件目录 of its boxes."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break

from assistant.archive.catalogues import Catalogues, Table
from assistant.knowledge.desk import CatalogueRules

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_FONT = "宋体"
_THIN = Side(style="thin")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_LEFT = Alignment(vertical="center", wrap_text=True)
_MM_PER_WIDTH = 1.95
_A4 = 9
_LEFT_OUT = "未编入"
_NARROW_MM = 36


def catalogues_xlsx(catalogues: Catalogues, rules: CatalogueRules) -> bytes:
    """The catalogues as the bytes of a workbook; every sheet prints on A4."""
    book = Workbook()
    book.properties.creator = "均衡助手"
    sheet = book.active
    sheet.title = catalogues.master.level
    row = _table(sheet, catalogues.master, rules, 1)
    for number, note in enumerate(catalogues.notes):
        _put(sheet, row + number, 1, note).alignment = Alignment(vertical="center")
    for table in catalogues.volumes:
        _table(_sheet(book, table, rules), table, rules, 1)
        files = [entry for entry in catalogues.files if entry.volume == table.volume]
        _files(_sheet(book, files[0], rules), files, rules)
    if catalogues.left_out:
        _left_out(book, catalogues, rules)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _sheet(book: Workbook, table: Table, rules: CatalogueRules) -> Worksheet:
    return book.create_sheet(f"{table.level}{table.volume}")


def _files(sheet: Worksheet, tables: list[Table], rules: CatalogueRules) -> None:
    """One catalogue a box under each other, each on a page of its own."""
    row = 1
    for number, table in enumerate(tables):
        if number:
            sheet.row_breaks.append(Break(id=row - 1))
        row = _table(sheet, table, rules, row)


def _table(sheet: Worksheet, table: Table, rules: CatalogueRules, row: int) -> int:
    """Heading lines, column names, rows; returns the first row below."""
    last = len(table.columns)
    for words, size in ((table.heading, 18), (table.line, 12)):
        if words:
            cell = _put(sheet, row, 1, words, size=size, bold=size == 18)
            cell.alignment = _CENTRE if size == 18 else _LEFT
            sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=last)
            sheet.row_dimensions[row].height = 32 if size == 18 else 22
            row += 1
    for values in (table.columns, *table.rows):
        head = values is table.columns
        for number, value in enumerate(values, 1):
            cell = _put(sheet, row, number, value, bold=head)
            cell.border = _BOX
            narrow = rules.widths[table.columns[number - 1]] <= _NARROW_MM
            cell.alignment = _CENTRE if head or narrow else _LEFT
        sheet.row_dimensions[row].height = 15 * _lines(values, table, rules) + 7
        row += 1
    for number, name in enumerate(table.columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = rules.widths[name] / _MM_PER_WIDTH
    _page(sheet)
    return row


def _lines(values: tuple[Any, ...], table: Table, rules: CatalogueRules) -> int:
    """Lines of type that the fullest cell of a row needs; Excel does not grow rows with set heights by itself."""
    held = (rules.widths[name] / 4 for name in table.columns)
    return int(max(-(-len(str(value or "")) // room) for value, room in zip(values, held, strict=True)) or 1)


def _put(sheet: Worksheet, row: int, column: int, value: object, *, size: int = 11, bold: bool = False) -> Any:
    cell = sheet.cell(row, column, None if value == "" else value)
    if isinstance(value, str) and value:
        # A title that begins with = is a title and no formula.
        cell.data_type, cell.number_format = "s", "@"
    cell.font = Font(name=_FONT, size=size, bold=bold)
    return cell


def _page(sheet: Worksheet) -> None:
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"


def _left_out(book: Workbook, catalogues: Catalogues, rules: CatalogueRules) -> None:
    sheet = book.create_sheet(_LEFT_OUT)
    _put(sheet, 1, 1, rules.headings["left_out"], size=18, bold=True)
    for row, values in enumerate((rules.left_out_columns, *catalogues.left_out), 2):
        for column, value in enumerate(values, 1):
            cell = _put(sheet, row, column, value, bold=row == 2)
            cell.border, cell.alignment = _BOX, _LEFT
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 50, 60
    _page(sheet)
