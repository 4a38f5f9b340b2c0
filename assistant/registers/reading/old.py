"""Workbooks of 1997 to 2003 (.xls), read by calamine, which tells of values and merged areas only."""

from __future__ import annotations

from pathlib import Path

from assistant.registers import limits
from assistant.registers.reading.grids import opened
from assistant.registers.reading.values import make_sheet, numbered
from assistant.registers.refusals import too_many_rows
from assistant.registers.workbook import Sheet


def read_old(path: Path) -> list[Sheet]:
    """The sheets of an old workbook, those without values left out.

    Raises:
        UploadRefused: it is damaged, encrypted or larger than what is read.
    """
    found = []
    with opened(path, "xls") as book:
        for index, name in enumerate(book.names):
            if grid := book.grid(index):
                rows = numbered(grid.rows)
                found.append(make_sheet(name, rows, grid.left, hidden=grid.hidden, merged=grid.merged))
    if sum(len(sheet.numbers) for sheet in found) > limits.ROWS + limits.HEADINGS * len(found):
        raise too_many_rows()
    return [sheet for sheet in found if sheet.numbers]
