"""The inventory as a workbook to correct: files, what is lacking, what was passed over.

``archive.inventory_table`` reads it back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from assistant.archive.inventory_table import COLUMNS, JUDGED, MISSING, PLACED, SETTINGS, SHEETS
from assistant.knowledge.placement import Requirements

_WIDTHS = {"file": 46, "item": 8, "item_name": 34, "part": 12, "years": 22, "placed": 10, "why": 60, "question": 44,
           "title": 34, "where": 40, "keeper": 24, "note": 30, "auto": 20}  # fmt: skip
_USUAL = 14
_LONGEST = 32_000
"""Characters that a cell holds (32,767 in Excel)."""


def inventory_xlsx(content: Mapping[str, Any], needs: Requirements, autos: Mapping[str, str]) -> bytes:
    """The workbook.

    Args:
        content: as in the JSON.
        needs: items to choose from, and names of parts.
        autos: the program's own judgements by file.
    """
    book = Workbook(write_only=True)
    files = book.create_sheet(SHEETS["files"])
    _shape(files, COLUMNS)
    items = dict.fromkeys(wanted.item for wanted in needs.items)
    choice = DataValidation(type="list", formula1=f'"{",".join(items)}"', allow_blank=True)
    choice.add(f"B2:B{max(2, len(content['files']) + 1)}")
    files.data_validations.append(choice)
    files.append(_heading(files, COLUMNS.values()))
    names = {part: name for name, part in needs.parts.items()}
    for one in content["files"]:
        row = {**one, "auto": autos[one["file"]], "placed": PLACED[one["placed"]], "part": names.get(one["part"])}
        files.append([_cell(files, row.get(key)) for key in COLUMNS])
    files.column_dimensions[get_column_letter(len(COLUMNS))].hidden = True
    _table(book, SHEETS["missing"], MISSING, content["missing"])
    _table(book, SHEETS["skipped"], {"file": "文件", "why": "原因"}, content["skipped"])
    settings = [{"name": name, "value": content[key]} for key, name in SETTINGS.items()]
    notes = [{"name": "说明", "value": note} for note in (*JUDGED, *content["notes"])]
    _table(book, SHEETS["settings"], {"name": "名称", "value": "内容"}, [*settings, *notes])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _table(book: Any, name: str, columns: Mapping[str, str], rows: Iterable[Mapping[str, Any]]) -> None:
    sheet = book.create_sheet(name)
    _shape(sheet, columns)
    sheet.append(_heading(sheet, columns.values()))
    for row in rows:
        sheet.append([_cell(sheet, row.get(key)) for key in columns])


def _shape(sheet: Any, columns: Mapping[str, str]) -> None:
    sheet.freeze_panes = "A2"
    for number, key in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(key, _USUAL)


def _heading(sheet: Any, names: Iterable[str]) -> list[Any]:
    cells = [WriteOnlyCell(sheet, name) for name in names]
    for cell in cells:
        cell.font, cell.alignment = Font(bold=True), Alignment(vertical="top")
    return cells


def _cell(sheet: Any, value: object) -> Any:
    """Lists as words; a text is never a formula, whatever a file is called."""
    if isinstance(value, list):
        value = "、".join(map(str, value))
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub(" ", value)[:_LONGEST]
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"
    return cell
