"""The door to openpyxl, which here only writes: the same draft gives the same bytes on any day."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from assistant.practice.drawing import Sheet, safe_name

_STAMP = dt.datetime(2013, 10, 15, 8, 0)
_MODIFIED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
NOTE = "练习材料：人名、证号、电话都是虚构的。"


def workbook_bytes(sheets: Sequence[Sheet]) -> bytes:
    """An .xlsx file with those sheets."""
    from openpyxl import Workbook

    book: Any = Workbook()
    book.remove(book.active)
    book.properties.description = NOTE
    for sheet in sheets:
        _write(book.create_sheet(safe_name(sheet.name)), sheet)
    return _fixed(book)


def table_bytes(name: str, rows: Sequence[Sequence[str]]) -> bytes:
    """An .xlsx file with one plain table of texts; nothing in it is taken for a formula."""
    from openpyxl import Workbook

    book: Any = Workbook()
    book.active.title = name
    for number, row in enumerate(rows, start=1):
        for place, text in enumerate(row, start=1):
            cell = book.active.cell(number, place, text)
            cell.data_type = "s"
    return _fixed(book)


def _write(target: Any, sheet: Sheet) -> None:
    from openpyxl.styles import Alignment

    for (row, column), cell in sheet.cells.items():
        written = target.cell(row, column, cell.value)
        written.number_format = cell.format
    for top, left, bottom, right in sheet.merges:
        target.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
        target.cell(top, left).alignment = Alignment(horizontal="center", vertical="center")
    for row in sheet.hidden:
        target.row_dimensions[row].hidden = True
    from openpyxl.utils import get_column_letter

    for key, column in sheet.columns.items():
        wide = 22 if key in ("id_number", "student_no", "dis_cert") else 12
        target.column_dimensions[get_column_letter(column)].width = wide


def _fixed(book: Any) -> bytes:
    """Saved, with every date of the package the same."""
    raw, packed = BytesIO(), BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, date_time=_STAMP.timetuple()[:6])
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>" + _STAMP.strftime("%Y-%m-%dT%H:%M:%SZ").encode(), content)
            target.writestr(entry, content)
    return packed.getvalue()
