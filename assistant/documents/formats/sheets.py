"""Workbooks as text: every sheet a heading, every row a line with the heads of its columns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from assistant.documents.formats.extract import Extract, Gone
from assistant.documents.formats.tables import Row, table_lines
from assistant.documents.formats.telling import cannot
from assistant.registers.reading import read_workbook
from assistant.registers.values import text
from assistant.registers.workbook import Sheet

MOST_ROWS = 5_000


def read_sheets(path: Path) -> Extract:
    """The rows of all sheets that are shown; hidden rows and sheets are left out and told.

    Raises:
        UploadRefused: the workbook is no table, empty, or too long to be asked about.
    """
    book = read_workbook(path, kind="xlsx")
    if sum(len(sheet.numbers) for sheet in book.sheets) > MOST_ROWS:
        raise cannot(
            "too_large",
            f"表格超过 {MOST_ROWS} 行。资料库是放文件和制度的；名册、台账请用“查表”检查，或只留要问的表再添加。",
        )
    paragraphs: list[str] = []
    dropped: list[Gone] = []
    for sheet in book.sheets:
        if sheet.hidden:
            dropped.append(("看不见的文字", f"隐藏的工作表“{sheet.name}”，{len(sheet.rows)} 行", _size(sheet)))
            continue
        if sheet.hidden_rows:
            dropped.append(("看不见的文字", f"“{sheet.name}”里隐藏的 {len(sheet.hidden_rows)} 行", 0))
        paragraphs += [f"# {sheet.name}", *table_lines(list(_rows(sheet)))]
    return Extract(tuple(paragraphs), tuple(dropped))


def _size(sheet: Sheet) -> int:
    return sum(len(text(value)) for row in sheet.rows for value in row)


def _rows(sheet: Sheet) -> Iterator[Row]:
    """Rows that are shown, a merged cell's text in all of its places."""
    merged: dict[int, list[tuple[int, int, int, int]]] = {}
    for area in sheet.merged:
        for line in range(area[0], min(area[2], area[0] + MOST_ROWS) + 1):
            merged.setdefault(line, []).append(area)
    values = dict(zip(sheet.numbers, sheet.rows, strict=True))
    for number, row in values.items():
        if number in sheet.hidden_rows:
            continue
        cells = [text(value) for value in row]
        for top, left, _, right in merged.get(number, ()):
            source = values.get(top, [])
            place = left - sheet.left
            if 0 <= place < len(source):
                last = min(right - sheet.left, len(cells) - 1)
                cells[place : last + 1] = [text(source[place])] * max(0, last - place + 1)
        yield number, cells
