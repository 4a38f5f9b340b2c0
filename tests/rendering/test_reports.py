"""Charts and reports of a score: what is in them, and that names of schools stay text."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from docx import Document
from PIL import Image

from assistant.rendering.charts import draw, save_chart
from assistant.rendering.drawing import Box, Dot, Words
from assistant.rendering.pictures import has_font
from assistant.rendering.reports import save_report
from assistant.rendering.svg import svg
from assistant.standards.telling import score_text
from tests.standards.figures import primary, told

NAME = "优质均衡"
HOSTILE = "=1+1<script>&\x07学校"


@pytest.fixture(scope="module")
def score() -> dict[str, Any]:
    return told("quality-2017", [primary("甲"), primary("乙", 300, sports=1000), primary(HOSTILE, 200, media=None)])


def test_every_school_is_a_dot_in_every_row(score: dict[str, Any]) -> None:
    dots = [shape for shape in draw(score, NAME).shapes if isinstance(shape, Dot)]
    assert len(dots) == 3 * 7 - 1
    assert any(dot.hint == "乙 3.333" for dot in dots)


def test_every_coefficient_is_a_bar_and_the_line_is_drawn(score: dict[str, Any]) -> None:
    drawing = draw(score, NAME)
    assert sum(isinstance(shape, Box) for shape in drawing.shapes) == 7
    assert any(isinstance(shape, Words) and shape.text == "线 0.50" for shape in drawing.shapes)
    assert all(0 <= shape.x <= drawing.width for shape in drawing.shapes if isinstance(shape, (Box, Dot, Words)))


def test_page_is_whole_and_fetches_nothing(score: dict[str, Any], tmp_path: Path) -> None:
    save_chart(score, NAME, tmp_path / "a.html")
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "<script" not in page and "src=" not in page and "@import" not in page and "url(" not in page
    ElementTree.fromstring(svg(draw(score, NAME)))


@pytest.mark.skipif(not has_font(), reason="no Chinese font on this machine")
def test_picture_is_a_png_of_the_drawing(score: dict[str, Any], tmp_path: Path) -> None:
    save_chart(score, NAME, tmp_path / "a.png")
    with Image.open(tmp_path / "a.png") as image:
        assert image.size == (2000, draw(score, NAME).height * 2)
        assert len(image.getcolors(1 << 24) or []) > 20


def test_word_report_has_text_tables_and_picture(score: dict[str, Any], tmp_path: Path) -> None:
    save_report(score, NAME, score_text(score, NAME), tmp_path / "a.docx")
    document = Document(str(tmp_path / "a.docx"))
    assert document.paragraphs[1].text.startswith("优质均衡：不达标")
    assert [len(table.rows) for table in document.tables[:2]] == [8, 22]
    names = zipfile.ZipFile(tmp_path / "a.docx").namelist()
    assert any(name.endswith(".png") for name in names) is has_font()


def test_workbook_report_holds_no_formula(score: dict[str, Any], tmp_path: Path) -> None:
    save_report(score, NAME, score_text(score, NAME), tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(BytesIO((tmp_path / "a.xlsx").read_bytes()))
    drawn = ["图"] if has_font() else []
    assert book.sheetnames == ["结论", *drawn, "差异系数", "逐校逐项", "数据里的问题"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert any(str(cell.value).startswith("=1+1") for cell in cells)
    assert any(cell.value == "1000 ÷ 300 = 3.33" for cell in cells)


def test_no_sheet_of_the_report_is_cut_off_where_it_is_printed(score: dict[str, Any], tmp_path: Path) -> None:
    save_report(score, NAME, score_text(score, NAME), tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert all(sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToWidth == 1 for sheet in book)
    first = book["结论"]
    long = max(range(1, first.max_row + 1), key=lambda row: len(str(first.cell(row, 1).value)))
    assert first.row_dimensions[long].height >= 30


def test_change_is_drawn_before_and_after() -> None:
    one = told("quality-2017", [primary("甲"), primary("乙")])
    brief = {key: one[key] for key in ("county", "composite")}
    after = {**one, "what_if": {"changes": ["甲:图书册数:+1"], "before": brief, "after": brief, "schools": []}}
    assert sum(isinstance(shape, Box) for shape in draw(after, NAME).shapes) == 7 * 2 + 1
