"""Catalogues as files: all three levels, as text and never as formulas, printable on A4."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn

from assistant.archive.boxes import plan
from assistant.archive.catalogues import Catalogues, build_catalogues
from assistant.archive.listing import Item, LeftOut, Listing, Volume
from assistant.rendering.catalogues_docx import catalogues_docx
from assistant.rendering.catalogues_xlsx import catalogues_xlsx
from tests.archive.lists import BOXES, CATALOGUES, MAIN

LISTED = Listing(
    "示例小学",
    (
        Volume("综合卷", year="2013-2014", items=(Item("自评表", pages=12), Item('=HYPERLINK("x")', pages=3))),
        Volume("教师{卷}", boxes=2, items=(Item("登记表", box=1), Item("统计表", box=2, date="20140305"))),
    ),
    (LeftOut("扫描件001.jpg", "这是什么材料？"),),
)


@pytest.fixture(scope="module")
def catalogues() -> Catalogues:
    return build_catalogues(plan(LISTED, BOXES), CATALOGUES, MAIN)


@pytest.fixture(scope="module")
def book(catalogues: Catalogues) -> Any:
    return openpyxl.load_workbook(BytesIO(catalogues_xlsx(catalogues, CATALOGUES)))


@pytest.fixture(scope="module")
def paper(catalogues: Catalogues) -> Any:
    return docx.Document(BytesIO(catalogues_docx(catalogues, CATALOGUES)))


def test_the_workbook_has_a_sheet_for_each_level_of_each_volume(book: Any) -> None:
    assert book.sheetnames == ["总目录", "分卷目录1", "卷内文件目录1", "分卷目录2", "卷内文件目录2", "未编入"]


def test_values_are_those_of_the_tables(book: Any, catalogues: Catalogues) -> None:
    rows = [[cell.value for cell in row] for row in book["总目录"].iter_rows(min_row=2, max_row=4)]
    wanted = [catalogues.master.columns, *catalogues.master.rows]
    assert rows == [[value if value != "" else None for value in row] for row in wanted]


def test_a_title_is_never_a_formula(book: Any) -> None:
    cell = next(cell for row in book["卷内文件目录1"] for cell in row if str(cell.value).startswith("="))
    assert cell.data_type == "s"


def test_each_box_has_a_page_of_its_own(book: Any) -> None:
    sheet = book["卷内文件目录2"]
    begins = [cell.row for cell in sheet["A"] if str(cell.value or "").startswith("示例小学")]
    assert len(begins) == 2 and [stop.id for stop in sheet.row_breaks.brk] == [begins[1] - 1]
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)


def test_word_has_the_same_tables(paper: Any, catalogues: Catalogues) -> None:
    tables = [catalogues.master]
    for volume in catalogues.volumes:
        tables += [volume, *(entry for entry in catalogues.files if entry.volume == volume.volume)]
    for table, wanted in zip(paper.tables, tables, strict=False):
        found = [[cell.text for cell in row.cells] for row in table.rows]
        assert found == [["" if cell is None else str(cell) for cell in row] for row in (wanted.columns, *wanted.rows)]
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert paper.tables[-1].rows[1].cells[0].text == "扫描件001.jpg"


def test_headings_name_school_volume_and_box(paper: Any) -> None:
    lines = [paragraph.text for paragraph in paper.paragraphs]
    assert "示例小学均衡发展档案总目录" in lines
    assert "第2卷　教师{卷}　第2盒" in lines
