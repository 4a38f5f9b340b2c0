"""A blank form as a workbook (.xlsx): headings, drop-down lists, formulas, and a sheet that says how to fill it in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from assistant.knowledge.schemas import Column, Form, Schemas
from assistant.rendering.files import write_whole
from assistant.rendering.template_notes import TITLES, Notes, notes_of
from assistant.rendering.template_plan import TOTAL, Leaf, Plan, letters, plan_template

NOTES, CHOICES = "填表说明", "选项"
_FONT, _MAKER = "宋体", "均衡助手"
_INLINE, _PROMPT = 255, 250
"""Longest list written into a validation, longest prompt; Excel refuses more."""
_THIN = Side(style="thin", color="7F7F7F")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_LEFT = Alignment(vertical="center", wrap_text=True)
_FILLS = {need: PatternFill("solid", fgColor=colour) for need, colour in
          {"yes": "FFF2CC", "when": "DDEBF7", "no": "EDEDED"}.items()}  # fmt: skip
_WORKED = PatternFill("solid", fgColor="F7F7F7")
_FORMATS = {"integer": "0", "decimal": "General", "percent": "0.00%", "date": "yyyy-mm-dd"}
_TEXT = "@"
_LENGTHS = {"id_number": (18, 18), "student_no": (19, 19), "phone": (7, 30)}
_WIDTHS = (18, 20, 38, 34, 22, 40, 30, 20)
_A4 = 9


def write_template(
    form: Form, schemas: Schemas, out: Path, *, start: int | None = None, stage: str | None = None
) -> None:
    """Write the template of a form; a file of that name is replaced in one step.

    Args:
        start: first year of the school year in the title; blank when None.
        stage: 小学 or 初中, to keep only its grades and subjects.

    Raises:
        OSError: it cannot be written.
    """
    save(template_workbook(form, schemas, start=start, stage=stage), out)


def save(book: Workbook, out: Path) -> None:
    """Write a workbook; a file of that name is replaced in one step.

    Raises:
        OSError: it cannot be written.
    """
    content = BytesIO()
    book.save(content)
    write_whole(out, content.getvalue())


def template_workbook(form: Form, schemas: Schemas, *, start: int | None = None, stage: str | None = None) -> Workbook:
    """The template as an openpyxl workbook."""
    return planned_workbook(plan_template(form, school_year=year_words(start), stage=stage), schemas, start)


def year_words(start: int | None) -> str | None:
    """A school year as titles write it."""
    return None if start is None else f"{start}—{start + 1}"


def planned_workbook(plan: Plan, schemas: Schemas, start: int | None) -> Workbook:
    """A plan as an openpyxl workbook."""
    form = plan.form
    book = Workbook()
    book.properties.creator = _MAKER
    sheet = book.active
    sheet.title = sheet_name(form.name)
    _titles(sheet, plan)
    _headings(sheet, plan)
    _data(sheet, plan)
    _footing(sheet, plan)
    _page(sheet, plan)
    choices = _Choices(book)
    for leaf in plan.leaves:
        _validate(sheet, plan, leaf, schemas, choices)
    _notes(book.create_sheet(NOTES), form, notes_of(form, schemas, start))
    return book


def sheet_name(name: str) -> str:
    """A name that Excel takes for a sheet: without what stands in brackets, at most 31 characters."""
    return re.sub(r"[\[\]:*?/\\]", "", re.sub(r"[(（].*?[)）]", "", name))[:31]


# --- the sheet ---------------------------------------------------------------------------------------


@lru_cache(maxsize=8)
def _font(size: int = 11, bold: bool = False) -> Font:
    return Font(name=_FONT, size=size, bold=bold)


def _put(sheet: Worksheet, row: int, column: int, value: Any, *, size: int = 11, bold: bool = False) -> Any:
    cell = sheet.cell(row, column, value)
    cell.font = _font(size, bold)
    return cell


def _line(sheet: Worksheet, row: int, words: str, last: int, *, size: int = 11, bold: bool = False) -> Any:
    cell = _put(sheet, row, 1, words, size=size, bold=bold)
    if last > 1:
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=last)
    return cell


def _titles(sheet: Worksheet, plan: Plan) -> None:
    last = len(plan.leaves)
    for row, words in enumerate(plan.title, 1):
        first = row == 1
        cell = _line(sheet, row, words, last, size=18 if first else 11, bold=first)
        cell.alignment = _CENTRE if first else _LEFT
        sheet.row_dimensions[row].height = 34 if first else 22


def _headings(sheet: Worksheet, plan: Plan) -> None:
    """One row, or two with merged groups."""
    top, bottom = plan.heading_rows
    for leaf in plan.leaves:
        for row in range(top, bottom + 1):
            cell = _put(sheet, row, leaf.number, None, bold=True)
            cell.alignment, cell.border, cell.fill = _CENTRE, _BOX, _FILLS[leaf.column.need]
        if top == bottom or leaf.upper is not None:
            sheet.cell(bottom, leaf.number).value = leaf.lower
        else:
            sheet.cell(top, leaf.number).value = leaf.lower
            sheet.merge_cells(start_row=top, end_row=bottom, start_column=leaf.number, end_column=leaf.number)
        sheet.column_dimensions[letters(leaf.number)].width = max(leaf.column.width, 5.0)
    for first, last in _groups(plan):
        sheet.cell(top, first.number).value = first.upper
        if last.number > first.number:
            sheet.merge_cells(start_row=top, end_row=top, start_column=first.number, end_column=last.number)
    sheet.row_dimensions[top].height = 26
    sheet.row_dimensions[bottom].height = 40


def _groups(plan: Plan) -> Iterable[tuple[Leaf, Leaf]]:
    """First and last column under each upper heading."""
    runs: list[tuple[Leaf, Leaf]] = []
    for leaf in plan.leaves:
        if leaf.upper is None:
            continue
        if runs and runs[-1][1].number == leaf.number - 1 and runs[-1][0].upper == leaf.upper:
            runs[-1] = (runs[-1][0], leaf)
        else:
            runs.append((leaf, leaf))
    return runs


def _data(sheet: Worksheet, plan: Plan) -> None:
    first, last = plan.data_rows
    for row in range(first, last + 1):
        printed = plan.form.rows[row - first] if row - first < len(plan.form.rows) else {}
        for leaf in plan.leaves:
            _cell(sheet, row, leaf, printed.get(leaf.id), plan.formula(leaf, row))
    if plan.total is not None:
        _totals(sheet, plan, last + 1)


def _cell(sheet: Worksheet, row: int, leaf: Leaf, printed: str | None, formula: str | None) -> None:
    value: object = formula or printed or None
    if printed and leaf.column.type == "decimal":
        value = float(printed)
    cell = _put(sheet, row, leaf.number, value)
    cell.border, cell.number_format = _BOX, _FORMATS.get(leaf.column.type, _TEXT)
    cell.alignment = _LEFT if leaf.column.width > 15 else _CENTRE
    if formula:
        cell.fill = _WORKED


def _totals(sheet: Worksheet, plan: Plan, row: int) -> None:
    """合计: numbers of people and things added up, rates worked out anew."""
    first, last = plan.data_rows
    for leaf in plan.leaves:
        formula = plan.formula(leaf, row)
        span = f"{letters(leaf.number)}{first}:{letters(leaf.number)}{last}"
        if _added(leaf, plan):
            formula = f'=IF(COUNT({span})=0,"",SUM({span}))'
        elif leaf.column.type != "percent" and leaf.id.split(".")[0] not in _averaged(plan):
            formula = None
        _cell(sheet, row, leaf, TOTAL if leaf.id == plan.total else None, formula)
        sheet.cell(row, leaf.number).font = _font(bold=True)


def _added(leaf: Leaf, plan: Plan) -> bool:
    """Counts, and money that was multiplied or added; neither numbers of order nor prices nor averages."""
    if leaf.column.type == "integer":
        return leaf.id != "seq"
    worked = leaf.id in plan.formulas and leaf.id not in _averaged(plan)
    tops = {check.parameters["top"] for check in plan.form.checks if check.kind == "quotient"}
    return (
        leaf.column.type == "decimal" and (worked or leaf.column.id in tops) and leaf.column.id not in _averaged(plan)
    )


def _averaged(plan: Plan) -> set[str]:
    return {check.parameters["result"] for check in plan.form.checks if check.kind == "quotient"}


def _footing(sheet: Worksheet, plan: Plan) -> None:
    row = plan.data_rows[1] + (plan.total is not None) + 1
    for number, words in enumerate(plan.form.footing):
        _line(sheet, row + number, words, len(plan.leaves)).alignment = _LEFT
        sheet.row_dimensions[row + number].height = 24


def _page(sheet: Worksheet, plan: Plan) -> None:
    top, bottom = plan.heading_rows
    names = [leaf.number for leaf in plan.leaves[:3] if leaf.column.type == "name"]
    sheet.freeze_panes = f"{letters(names[0] + 1) if names else 'A'}{bottom + 1}"
    sheet.print_title_rows = f"{top}:{bottom}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    for side, inches in {"left": 0.4, "right": 0.4, "top": 0.5, "bottom": 0.5}.items():
        setattr(sheet.page_margins, side, inches)
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"


# --- what may be typed ---------------------------------------------------------------------------------


class _Choices:
    """A hidden sheet for lists too long for a validation; values alone, so that nobody takes it for a table."""

    def __init__(self, book: Workbook) -> None:
        self._book, self._places = book, dict[tuple[str, ...], str]()

    def source(self, values: tuple[str, ...]) -> str:
        """What a validation of these values refers to."""
        inline = '"' + ",".join(values) + '"'
        if len(inline) <= _INLINE and not any("," in value or '"' in value for value in values):
            return inline
        if values not in self._places:
            sheet = self._book[CHOICES] if CHOICES in self._book.sheetnames else self._book.create_sheet(CHOICES)
            sheet.sheet_state = "hidden"
            column = len(self._places) + 1
            for row, value in enumerate(values, 1):
                sheet.cell(row, column, value)
            self._places[values] = f"{CHOICES}!${letters(column)}$1:${letters(column)}${len(values)}"
        return self._places[values]


def _validate(sheet: Worksheet, plan: Plan, leaf: Leaf, schemas: Schemas, choices: _Choices) -> None:
    """The drop-down or bounds of a column, and its instruction as a prompt. A warning may be overruled."""
    rule = DataValidation(allow_blank=True, showInputMessage=True, showErrorMessage=False, **_bounds(leaf.column))
    if leaf.column.list:
        codes = schemas.lists[leaf.column.list]
        rule.type, rule.formula1 = "list", choices.source(codes.values)
        rule.showErrorMessage = not codes.multiple
    elif rule.type is not None:
        rule.showErrorMessage = True
    rule.errorStyle = "warning"
    rule.errorTitle, rule.error = "请核对", leaf.column.fill[:_PROMPT]
    rule.promptTitle, rule.prompt = leaf.lower[:30], leaf.column.fill[:_PROMPT]
    first, last = plan.data_rows
    rule.add(f"{letters(leaf.number)}{first}:{letters(leaf.number)}{last}")
    sheet.add_data_validation(rule)


def _bounds(column: Column) -> dict[str, Any]:
    """Keyword arguments of the validation; none where anything may be typed."""
    if column.words:
        return {}
    if column.type in _LENGTHS:
        least, most = _LENGTHS[column.type]
        return {"type": "textLength", "operator": "between", "formula1": str(least), "formula2": str(most)}
    if column.type == "date":
        return {"type": "date", "operator": "between", "formula1": _serial(1950), "formula2": _serial(2100)}
    if column.type == "percent":
        return {"type": "decimal", "operator": "between", "formula1": "0", "formula2": "1"}
    if column.type in ("integer", "decimal") and column.least is not None:
        kind = "whole" if column.type == "integer" else "decimal"
        if column.most is None:
            return {"type": kind, "operator": "greaterThanOrEqual", "formula1": f"{column.least:g}"}
        return {"type": kind, "operator": "between", "formula1": f"{column.least:g}", "formula2": f"{column.most:g}"}
    return {}


def _serial(year: int) -> str:
    """1 January of a year as Excel counts days."""
    return str((date(year, 1, 1) - date(1899, 12, 30)).days)


# --- how to fill it in -----------------------------------------------------------------------------------


def _notes(sheet: Worksheet, form: Form, notes: Notes) -> None:
    last = len(TITLES)
    _line(sheet, 1, f"{form.name}填表说明", last, size=16, bold=True).alignment = _CENTRE
    sheet.row_dimensions[1].height = 30
    row = 2
    for row, words in enumerate(notes.above, 2):
        _line(sheet, row, words, last).alignment = _LEFT
        sheet.row_dimensions[row].height = 20
    for at, values in enumerate((TITLES, *notes.rows), row + 1):
        for number, value in enumerate(values, 1):
            cell = _put(sheet, at, number, value or None, bold=at == row + 1)
            cell.alignment, cell.border, cell.number_format = _LEFT, _BOX, _TEXT
    sheet.freeze_panes = f"B{row + 2}"
    for number, words in enumerate(notes.below, row + len(notes.rows) + 2):
        _line(sheet, number, words, last).alignment = _LEFT
        sheet.row_dimensions[number].height = 20
    for number, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[letters(number)].width = width
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
