"""Workbooks of 1997 to 2003 (.xls), read by calamine, which tells of values and merged areas only."""

from __future__ import annotations

from pathlib import Path

from python_calamine import SheetTypeEnum, SheetVisibleEnum

from assistant.registers import limits
from assistant.registers.reading.values import make_sheet, numbered, opened
from assistant.registers.refusals import too_many_rows
from assistant.registers.workbook import Sheet


def read_old(path: Path) -> list[Sheet]:
    """The sheets of an old workbook, those without values left out.

    Raises:
        UploadRefused: it is damaged, encrypted or larger than what is read.
    """
    found = []
    with opened(path, "xls") as book:
        for about in book.sheets_metadata:
            if about.typ is not SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(about.name)
            merged = [
                (top + 1, left + 1, bottom + 1, right + 1)
                for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
            ]
            hidden = about.visible is not SheetVisibleEnum.Visible
            start = sheet.start or (0, 0)
            found.append(
                make_sheet(about.name, numbered(sheet.iter_rows()), start[1] + 1, hidden=hidden, merged=merged)
            )
    if sum(len(sheet.numbers) for sheet in found) > limits.ROWS + limits.HEADINGS * len(found):
        raise too_many_rows()
    return [sheet for sheet in found if sheet.numbers]
