"""Workbooks as people leave them: a right 留守儿童花名册 of eight children in odd dress, and what must come of it.

Each function changes the sheet or the book; ``rules`` it returns are the findings above a hint, none where it is right.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from itertools import product

from openpyxl import Workbook as Book
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table as ExcelTable
from openpyxl.worksheet.worksheet import Worksheet

from assistant.registers.workbook import column_letters
from tests.registers.builders import LEFT_HEADINGS, left_rows

CHILDREN = 8
FIRST, LAST = 4, 3 + CHILDREN
Odd = Callable[[Book, Worksheet], set[str] | None]
ODD: dict[str, Odd] = {}


def odd(change: Odd) -> Odd:
    """Enter a way to be odd."""
    ODD[change.__name__] = change
    return change


def odd_book(name: str) -> tuple[Book, set[str]]:
    """The book in that dress, and the rules that must be found broken in it."""
    book = Book()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in left_rows(CHILDREN):
        sheet.append(row)
    return book, ODD[name](book, sheet) or set()


def _letter(column: str) -> str:
    return column_letters(LEFT_HEADINGS.index(column) + 1)


def _cells(column: str) -> list[str]:
    return [f"{_letter(column)}{row}" for row in range(FIRST, LAST + 1)]


@odd
def merged_title_and_lines(book: Book, sheet: Worksheet) -> None:
    for row in (1, 2, LAST + 1):
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=22)


@odd
def merged_blank_block_below(book: Book, sheet: Worksheet) -> None:
    sheet.merge_cells(f"A{LAST + 3}:V{LAST + 30}")


@odd
def merged_single_headings(book: Book, sheet: Worksheet) -> None:
    sheet.insert_rows(4)
    for column in range(1, 23):
        sheet.merge_cells(start_row=3, end_row=4, start_column=column, end_column=column)


@odd
def merged_address_of_all(book: Book, sheet: Worksheet) -> None:
    sheet.merge_cells(f"{_letter('现住址')}{FIRST}:{_letter('现住址')}{LAST}")


@odd
def merged_numbers_of_all(book: Book, sheet: Worksheet) -> set[str]:
    sheet.merge_cells(f"{_letter('出生年月')}{FIRST}:{_letter('出生年月')}{LAST}")
    return {"required-empty"}


@odd
def apostrophes_before_numbers(book: Book, sheet: Worksheet) -> None:
    for cell in (*_cells("身份证号"), *_cells("学籍号"), *_cells("监护人电话"), *_cells("出生年月")):
        sheet[cell] = f"'{sheet[cell].value}"


@odd
def texts_as_formulas(book: Book, sheet: Worksheet) -> set[str]:
    for cell in _cells("现住址"):
        sheet[cell] = '="示例县"&"示例乡"'
    return {"formula-unsaved"}


@odd
def error_cells(book: Book, sheet: Worksheet) -> set[str]:
    for cell, error in zip(_cells("现住址"), ("#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!"), strict=False):
        sheet[cell] = error
        sheet[cell].data_type = "e"
    return {"error-value"}


@odd
def dates_before_1900(book: Book, sheet: Worksheet) -> set[str]:
    sheet[_cells("出生年月")[0]] = "1899-12-31"
    sheet[_cells("出生年月")[1]] = 0
    sheet[_cells("出生年月")[2]] = -5
    for cell in _cells("出生年月")[:3]:
        sheet[cell].number_format = "yyyy-mm-dd"
    return {"date-impossible", "date-form", "*"}


@odd
def dates_of_1904(book: Book, sheet: Worksheet) -> None:
    book.epoch = dt.datetime(1904, 1, 1)
    for cell in _cells("出生年月"):
        sheet[cell] = dt.date(2007, 3, 15)


@odd
def times_in_dates(book: Book, sheet: Worksheet) -> None:
    for cell in _cells("出生年月"):
        sheet[cell] = dt.datetime(2007, 3, 15, 8, 30)


@odd
def a_value_in_the_last_column(book: Book, sheet: Worksheet) -> None:
    sheet["XFD2"] = "草稿"


@odd
def a_value_in_the_last_row(book: Book, sheet: Worksheet) -> None:
    sheet["A1048576"] = "注：完"


@odd
def headings_to_the_last_column(book: Book, sheet: Worksheet) -> None:
    for column in range(30, 16385, 400):
        sheet.cell(row=3, column=column, value="备用")


@odd
def formats_everywhere(book: Book, sheet: Worksheet) -> None:
    for row, column in product(range(1, 300), range(1, 60)):
        sheet.cell(row=row, column=column).fill = PatternFill("solid", fgColor="FFFF00")


@odd
def an_excel_table(book: Book, sheet: Worksheet) -> None:
    sheet.add_table(ExcelTable(displayName="名册", ref=f"A3:V{LAST}"))


@odd
def filtered_rows(book: Book, sheet: Worksheet) -> None:
    sheet.auto_filter.ref = f"A3:V{LAST}"
    for row in range(FIRST, FIRST + 3):
        sheet.row_dimensions[row].hidden = True


@odd
def hidden_columns(book: Book, sheet: Worksheet) -> None:
    for column in ("身份证号", "父亲电话", "备注"):
        sheet.column_dimensions[_letter(column)].hidden = True


@odd
def grouped_rows(book: Book, sheet: Worksheet) -> None:
    sheet.row_dimensions.group(FIRST, FIRST + 2, outline_level=1, hidden=True)


@odd
def a_sheet_named_with_quotes(book: Book, sheet: Worksheet) -> None:
    sheet.title = "O'学生'“册” & <1>"


@odd
def a_sheet_named_with_emoji(book: Book, sheet: Worksheet) -> None:
    sheet.title = "😀名册👩‍🏫"


@odd
def right_to_left(book: Book, sheet: Worksheet) -> None:
    sheet.sheet_view.rightToLeft = True


@odd
def huge_comments(book: Book, sheet: Worksheet) -> None:
    for cell in _cells("姓名"):
        sheet[cell].comment = Comment("核" * 30000, "审核人")


@odd
def lists_to_choose_from(book: Book, sheet: Worksheet) -> None:
    choice = DataValidation(type="list", formula1='"走读,住校"', allow_blank=True)
    choice.add(f"T{FIRST}:T1048576")
    sheet.add_data_validation(choice)


@odd
def coloured_by_rules(book: Book, sheet: Worksheet) -> None:
    sheet.conditional_formatting.add("A1:XFD1048576", CellIsRule("equal", ["0"], fill=PatternFill(bgColor="FF0000")))


@odd
def names_for_ranges(book: Book, sheet: Worksheet) -> None:
    book.defined_names["坏名"] = DefinedName("坏名", attr_text="#REF!")


@odd
def a_second_empty_sheet_in_front(book: Book, sheet: Worksheet) -> None:
    book.create_sheet("目录", 0)


@odd
def leftovers_of_a_pivot(book: Book, sheet: Worksheet) -> None:
    pivot = book.create_sheet("Sheet2")
    for row in (["行标签", "计数项:姓名"], ["一年级", CHILDREN], ["总计", CHILDREN]):
        pivot.append(row)


@odd
def lines_broken_in_cells(book: Book, sheet: Worksheet) -> None:
    for cell in sheet[3]:
        cell.value = "\n".join(str(cell.value)) if cell.value else None
        cell.alignment = Alignment(wrap_text=True)


@odd
def spaces_around_everything(book: Book, sheet: Worksheet) -> set[str]:
    for row in sheet.iter_rows(min_row=FIRST, max_row=LAST, min_col=3):
        for cell in row:
            cell.value = f" {cell.value}\u00a0\u3000" if isinstance(cell.value, str) else cell.value
    return {"name-spaces"}


@odd
def invisible_characters(book: Book, sheet: Worksheet) -> None:
    for cell in (*_cells("身份证号"), *_cells("性别"), *_cells("就读方式")):
        sheet[cell] = f"\u200b{sheet[cell].value}\ufeff"


@odd
def numbers_kept_as_texts(book: Book, sheet: Worksheet) -> None:
    for cell in _cells("序号"):
        sheet[cell] = f"'{sheet[cell].value:.0f}".removeprefix("'")


@odd
def phones_kept_as_numbers(book: Book, sheet: Worksheet) -> None:
    for cell in _cells("监护人电话"):
        sheet[cell] = int(str(sheet[cell].value))


@odd
def true_and_false(book: Book, sheet: Worksheet) -> None:
    for cell in _cells("备注"):
        sheet[cell] = True


@odd
def struck_and_white(book: Book, sheet: Worksheet) -> None:
    for cell in _cells("备注"):
        sheet[cell] = "作废"
        sheet[cell].font = Font(strike=True, color="FFFFFF")


@odd
def blank_rows_between(book: Book, sheet: Worksheet) -> None:
    for row in range(LAST, FIRST, -1):
        sheet.insert_rows(row)


@odd
def blank_columns_between(book: Book, sheet: Worksheet) -> None:
    for column in (20, 12, 5):
        sheet.insert_cols(column)


@odd
def the_table_far_away(book: Book, sheet: Worksheet) -> None:
    sheet.move_range(f"A1:V{LAST + 1}", rows=400, cols=200)


@odd
def the_same_table_twice(book: Book, sheet: Worksheet) -> set[str]:
    book.copy_worksheet(sheet)
    return {"duplicate-id"}
