"""The marked copy: what is the user's stays byte for byte, every finding is marked, marks can be taken away."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table
from PIL import Image as Picture

from assistant.errors import BadRequest
from assistant.knowledge.loader import corpus_folder
from assistant.practice.books import make_book
from assistant.practice.material import load_material
from assistant.registers.checking import check_workbook
from assistant.registers.child import Options, check_file
from assistant.registers.reading import read_workbook
from assistant.registers.shows import Manner, report_json
from assistant.rendering.marked import MOVED, NEW_FILE, ODD_FILE
from assistant.rendering.marked import mark as write
from assistant.rendering.marked_styles import COLOURS
from assistant.rendering.marking import marked_copy
from tests.registers import packing
from tests.registers.builders import left_rows, schemas

MATERIAL = load_material(corpus_folder())
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
OURS = re.compile(r"Jh[0-9]+\.(?:xml|vml)$")
KINDS = {"sheet.main": packing.BOOK, "worksheet": packing.SHEET, "styles": packing.STYLES,
         "sharedStrings": packing.STRINGS}  # fmt: skip
KEPT: list[str] = []
WRONG: dict[str, Any] = {"就读方式": "寄宿", "年级": "三年级", "身份证号": "41142520070315001"}


def save(path: Path, rows: list[list[Any]], change: Callable[[Any, Any], None] | None = None) -> Path:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in rows:
        sheet.append(row)
    if change:
        change(book, sheet)
    book.save(path)
    return path


def mark(path: Path, out: Path, lost: list[str] = KEPT, **options: Any) -> dict[str, Any]:
    report = check_file(path, Options(marks=True, **options))
    assert report["refused"] is None, report
    assert marked_copy(path, report, schemas(), out) == lost
    return report


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        assert len(set(package.namelist())) == len(package.namelist())
        return {name: package.read(name) for name in package.namelist()}


def bare(sheet: bytes) -> bytes:
    """A worksheet without what a mark adds: style numbers, empty cells, the drawing of boxes."""
    sheet = re.sub(rb'<(?:x:)?legacyDrawing xmlns:r="[^"]*" r:id="rIdJh\d+"/>', b"", sheet)
    return re.sub(rb'<(?:x:)?c r="[A-Z]+\d+"\s*/>|<(?:x:)?c r="[A-Z]+\d+"></(?:x:)?c>', b"",
                  re.sub(rb'(<(?:x:)?c\b[^>]*?) s="\d+"', rb"\1", sheet))  # fmt: skip


def assert_kept(before: Path, after: Path) -> None:
    """Every part that is not ours is as before, worksheets but for their marks; the package holds together."""
    old, new = parts(before), parts(after)
    touched = {packing.TYPES, packing.BOOK, packing.BOOK_RELATIONS, packing.STYLES}
    for name, content in old.items():
        if name.startswith("xl/worksheets/sheet"):
            assert bare(new[name]) == bare(content), name
        elif name not in touched and not re.search(r"comments|vmlDrawing|/_rels/", name):
            assert new[name] == content, name
    whole(new)
    one, two = openpyxl.load_workbook(before), openpyxl.load_workbook(after)
    assert two.sheetnames[: len(one.sheetnames)] == one.sheetnames
    for sheet in one.worksheets:
        assert outline(sheet) == outline(two[sheet.title])


def whole(package: dict[str, bytes]) -> None:
    """All parts are XML, related parts are there, and each has its kind."""
    types = ElementTree.fromstring(package[packing.TYPES])
    known = {item.get("PartName") for item in types} | {item.get("Extension") for item in types}
    for name, content in package.items():
        if name.endswith((".xml", ".rels", ".vml")):
            ElementTree.fromstring(content)
        if OURS.search(name):
            assert f"/{name}" in known
        if name.endswith(".rels") and "worksheets" in name:
            for relation in ElementTree.fromstring(content):
                target = str(relation.get("Target"))
                assert relation.get("TargetMode") or target.startswith("..") or target[1:] in package, target


def outline(sheet: Any) -> Any:
    """All that openpyxl tells of a sheet but for fills and comments."""
    cells = {
        cell.coordinate: (cell.value, cell.data_type, cell.number_format, cell.font.name, cell.font.b, cell.font.sz,
                          cell.border.left.style, cell.alignment.wrap_text, cell.alignment.horizontal)
        for row in sheet.iter_rows() for cell in row if cell.value is not None
    }  # fmt: skip
    rows = {n: (row.height, row.hidden) for n, row in sheet.row_dimensions.items() if row.height or row.hidden}
    columns = {n: (column.width, column.hidden) for n, column in sheet.column_dimensions.items()}
    rules = [(str(area.sqref), len(rules)) for area, rules in sheet.conditional_formatting._cf_rules.items()]
    valid = [(str(one.sqref), one.type, one.formula1) for one in sheet.data_validations.dataValidation]
    printing = (sheet.page_setup.orientation, sheet.print_title_rows, sheet.print_area, sheet.oddFooter.center.text)
    merged = sorted(map(str, sheet.merged_cells.ranges))
    drawn = (len(sheet._charts), len(sheet._images), list(sheet.tables), sheet.auto_filter.ref)
    return cells, rows, columns, rules, valid, printing, sheet.freeze_panes, merged, sheet.sheet_state, drawn


def marks(path: Path) -> dict[tuple[str, str], str]:
    """(sheet, cell) with a fill of ours and a comment -> severity."""
    severities = {colour: severity for severity, colour in COLOURS.items()}
    found = {}
    for sheet in openpyxl.load_workbook(path).worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            severity = severities.get(str(cell.fill.fgColor.rgb))
            if severity and not sheet.title.startswith("检查结果"):
                assert cell.comment is not None and severity in cell.comment.text
                found[sheet.title, cell.coordinate] = severity
    return found


def found(report: dict[str, Any]) -> dict[tuple[str, str], str]:
    order = list(COLOURS)
    places: dict[tuple[str, str], str] = {}
    for finding in report["findings"]:
        place = finding["sheet"], finding["cell"]
        places[place] = min(places.get(place, finding["severity"]), finding["severity"], key=order.index)
    return places


def listed(path: Path) -> list[dict[str, Any]]:
    sheet = openpyxl.load_workbook(path)["检查结果"]
    rows = list(sheet.iter_rows(min_row=4, values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def told(path: Path) -> dict[str, Any]:
    """The report of a file, made in this process."""
    report = check_workbook(read_workbook(path), schemas())
    return report_json(report, schemas(), Manner(marks=True))


@pytest.mark.parametrize("form", list(MATERIAL.forms["forms"]))
def test_every_form_is_kept_and_every_finding_marked(form: str, tmp_path: Path) -> None:
    file, copy = tmp_path / "表.xlsx", tmp_path / "标注.xlsx"
    file.write_bytes(make_book(MATERIAL, form, seed=form, rows=12, faults=5).content())
    report = told(file)
    named = [{**finding, "name": "规则"} for finding in report["findings"]]
    assert named and write(file, read_workbook(file), {**report, "findings": named}, copy) == []
    assert_kept(file, copy)
    assert Counter(marks(copy).values()) <= Counter(found(report).values()) and marks(copy)
    assert len(listed(copy)) == len(report["findings"])
    again = told(copy)
    assert [(f["rule"], f["cell"]) for f in again["findings"]] == [(f["rule"], f["cell"]) for f in report["findings"]]
    rows = again["rows"]
    assert rows["seen"] == sum(rows[kind] for kind in ("data", "blank", "header", "excluded"))


def odd(book: Any, sheet: Any) -> None:
    """Much of what a workbook may hold."""
    sheet.merge_cells("A1:V1")
    sheet.freeze_panes, sheet.print_title_rows = "C4", "3:3"
    sheet.page_setup.orientation, sheet.oddFooter.center.text = "landscape", "第 &P 页"
    sheet.row_dimensions[5].hidden, sheet.row_dimensions[6].height = True, 33
    sheet.column_dimensions["E"].width, sheet.column_dimensions["U"].hidden = 24, True
    sheet["T6"].fill, sheet["T6"].font = PatternFill("solid", fgColor="FFFFCC00"), Font(bold=True, name="楷体")
    sheet["D7"].value, sheet["D7"].number_format = dt.datetime(2007, 3, 15), "yyyy年m月d日"
    sheet["X4"].value = "=A4*2"
    sheet["X6"].value = '=HYPERLINK("http://example.invalid")'
    sheet["T6"].comment = Comment("我自己的批注", "张老师")
    sheet["B5"].comment = Comment("别的格的批注", "张老师")
    sheet.conditional_formatting.add(
        "A4:A9", CellIsRule(operator="greaterThan", formula=["5"], fill=PatternFill("solid"))
    )
    valid = DataValidation(type="list", formula1='"男,女"')
    valid.add("C4:C9")
    sheet.add_data_validation(valid)
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=1, min_row=4, max_row=8))
    sheet.add_chart(chart, "Z2")
    picture = BytesIO()
    Picture.new("RGB", (8, 8), "red").save(picture, "PNG")
    sheet.add_image(Image(picture), "Z30")
    other = book.create_sheet("另一张 '表'")
    other.append(["甲", "乙"])
    other.append([1, 2])
    other.add_table(Table(displayName="T1", ref="A1:B2"))
    book.create_sheet("检查结果").append(["这是我自己的表"])
    book.create_sheet("藏起来的").sheet_state = "hidden"


def test_what_is_odd_in_a_workbook_is_kept(tmp_path: Path) -> None:
    file = save(tmp_path / "a.xlsx", left_rows(6, **WRONG), odd)
    report = mark(file, tmp_path / "b.xlsx")
    assert_kept(file, tmp_path / "b.xlsx")
    assert marks(tmp_path / "b.xlsx") == found(report)
    book = openpyxl.load_workbook(tmp_path / "b.xlsx")
    text = str(book.worksheets[0]["T6"].comment.text)
    assert text.startswith("我自己的批注") and "应为：住校" in text
    assert book.worksheets[0]["B5"].comment.text == "别的格的批注"
    assert book["检查结果"]["A1"].value == "这是我自己的表" and "检查结果2" in book.sheetnames


def test_marks_of_an_earlier_round_are_taken_away(tmp_path: Path) -> None:
    file = save(tmp_path / "a.xlsx", left_rows(6, **WRONG), odd)
    mark(file, tmp_path / "b.xlsx")
    book = openpyxl.load_workbook(tmp_path / "b.xlsx")  # mended and saved by another program
    sheet = book.worksheets[0]
    sheet["T6"], sheet["G6"], sheet["E7"] = "住校", "一年级", "41142520070315"
    book.save(tmp_path / "c.xlsx")
    report = mark(tmp_path / "c.xlsx", tmp_path / "d.xlsx")
    assert marks(tmp_path / "d.xlsx") == found(report) and ("Sheet", "T6") not in found(report)
    done = openpyxl.load_workbook(tmp_path / "d.xlsx")
    assert done.worksheets[0]["T6"].fill.fgColor.rgb == "FFFFCC00"
    assert done.worksheets[0]["T6"].comment.text == "我自己的批注"
    assert done.sheetnames.count("检查结果2") == 1 and len(done.sheetnames) == len(book.sheetnames)


def test_links_lead_to_the_cells(tmp_path: Path) -> None:
    def named(book: Any, sheet: Any) -> None:
        sheet.title = "一(1)班 '甲'"

    file = save(tmp_path / "a.xlsx", left_rows(5, 就读方式="寄宿"), named)
    mark(file, tmp_path / "b.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "b.xlsx")["检查结果"]
    assert sheet["D5"].hyperlink.location == "'一(1)班 ''甲'''!T6" and sheet["D5"].value == "T6"


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1+2", "@SUM(1)", '=HYPERLINK("http://x","y")', "\t=1", "<&>_x41"])
def test_what_a_cell_says_is_never_a_formula_in_the_list(words: str, tmp_path: Path) -> None:
    def typed(book: Any, sheet: Any) -> None:
        sheet["T6"] = words
        sheet["T6"].data_type = "s"  # as when it is typed behind an apostrophe

    mark(save(tmp_path / "a.xlsx", left_rows(5), typed), tmp_path / "b.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "b.xlsx")["检查结果"]
    cells = [cell for row in sheet.iter_rows(min_row=5) for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"} and all(cell.quotePrefix for cell in cells)
    assert words.strip() in {str(cell.value) for cell in cells}


def test_people_are_masked_in_the_list_unless_in_full(tmp_path: Path) -> None:
    file = save(tmp_path / "a.xlsx", left_rows(5, 身份证号="411425200703159919"))
    for full in (False, True):
        mark(file, tmp_path / "b.xlsx", full=full)
        added = b"".join(content for name, content in parts(tmp_path / "b.xlsx").items() if OURS.search(name))
        assert (b"411425200703159919" in added) is full


def raw(rows: list[list[Any]], prefix: str = "", addresses: bool = True) -> bytes:
    """A worksheet as small writers make it."""
    p, lines = prefix, []
    for n, row in enumerate(rows, 1):
        places = [f' r="{chr(64 + k)}{n}"' if addresses else "" for k in range(1, len(row) + 1)]
        cells = "".join(
            f'<{p}c{place} t="inlineStr"><{p}is><{p}t>{value}</{p}t></{p}is></{p}c>'
            for place, value in zip(places, row, strict=True)
        )
        lines.append(f"<{p}row>{cells}</{p}row>")
    space = f'xmlns:{p[:-1]}="{packing.MAIN}"' if p else f'xmlns="{packing.MAIN}"'
    return f"{packing.HEAD}<{p}worksheet {space}><{p}sheetData>{''.join(lines)}</{p}sheetData></{p}worksheet>".encode()


@pytest.mark.filterwarnings("ignore:Workbook contains no default style")
@pytest.mark.parametrize(("prefix", "addresses"), [("", True), ("x:", True), ("", False)])
@pytest.mark.parametrize("lacking", [(), (packing.STYLES,)])
def test_what_small_writers_leave_out_is_understood(
    prefix: str, addresses: bool, lacking: tuple[str, ...], tmp_path: Path
) -> None:
    rows = [["" if v is None else v for v in row] for row in left_rows(5, 就读方式="寄宿")]
    made = packing.book(raw(rows, prefix, addresses), names=("花名册",))
    made[packing.TYPES] = made[packing.TYPES].replace(b"</Types>", b"".join(
        b'<Override PartName="/%b" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.%b+xml"/>'
        % (part.encode(), kind.encode()) for kind, part in KINDS.items() if part not in lacking
    ) + b"</Types>")  # fmt: skip
    if lacking:
        made[packing.BOOK_RELATIONS] = re.sub(rb'<Relationship Id="styles"[^>]*/>', b"", made[packing.BOOK_RELATIONS])
    file = tmp_path / "a.xlsx"
    file.write_bytes(packing.packed({name: content for name, content in made.items() if name not in lacking}))
    report = mark(file, tmp_path / "b.xlsx")
    assert ("花名册", "T6") in found(report)
    after = parts(tmp_path / "b.xlsx")
    whole(after)
    assert bare(after[packing.SHEET]) == bare(made[packing.SHEET])
    assert check_file(tmp_path / "b.xlsx")["rows"]["data"] == 5 and marks(tmp_path / "b.xlsx") == found(report)


def test_a_workbook_in_an_encoding_of_two_bytes_gets_a_new_one(tmp_path: Path) -> None:
    rows = [["" if v is None else v for v in row] for row in left_rows(5, 就读方式="寄宿")]
    wide = raw(rows).decode().replace("UTF-8", "UTF-16").encode("utf-16")
    (tmp_path / "a.xlsx").write_bytes(packing.packed(dict(packing.book(wide).items())))
    report = mark(tmp_path / "a.xlsx", tmp_path / "b.xlsx", [ODD_FILE])
    assert marks(tmp_path / "b.xlsx") == found(report) != {}


def test_an_old_workbook_gets_a_new_one_with_its_values(tmp_path: Path) -> None:
    xlwt = pytest.importorskip("xlwt")
    book = xlwt.Workbook()
    sheet = book.add_sheet("花名册")
    for r, row in enumerate(left_rows(5, 就读方式="寄宿", 备注="=1+1")):
        for c, value in enumerate(row):
            if value is not None:
                sheet.write(r, c, value)
    book.save(str(tmp_path / "a.xls"))
    report = check_file(tmp_path / "a.xls", Options(marks=True))
    assert marked_copy(tmp_path / "a.xls", report, schemas(), tmp_path / "b.xlsx") == [NEW_FILE]
    assert marks(tmp_path / "b.xlsx") == found(report) != {}
    cell = openpyxl.load_workbook(tmp_path / "b.xlsx")["花名册"]["V6"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_a_table_of_a_word_file_gets_a_workbook(tmp_path: Path) -> None:
    rows = [tuple("" if v is None else str(v) for v in row) for row in left_rows(5, 就读方式="寄宿")]
    wide = max(map(len, rows))
    body = packing.table(*(row + ("",) * (wide - len(row)) for row in rows))
    (tmp_path / "a.docx").write_bytes(packing.packed(packing.word(body)))
    report = mark(tmp_path / "a.docx", tmp_path / "b.xlsx", [NEW_FILE])
    assert marks(tmp_path / "b.xlsx") == found(report) != {}


def test_lines_above_a_word_table_get_rows_of_their_own(tmp_path: Path) -> None:
    rows = [tuple("" if v is None else str(v) for v in row) for row in left_rows(5, 就读方式="寄宿")]
    wide = max(map(len, rows))
    body = packing.table(*(row + ("",) * (wide - len(row)) for row in rows[2:]))
    title = f"<w:p><w:r><w:t>{rows[0][0].replace('2014', '2015')}</w:t></w:r></w:p>"
    (tmp_path / "a.docx").write_bytes(packing.packed(packing.word(title + body)))
    report = mark(tmp_path / "a.docx", tmp_path / "b.xlsx", [NEW_FILE, MOVED])
    assert found(report) == {("表格1", "表题"): "错误", ("表格1", "T4"): "错误"}
    assert set(marks(tmp_path / "b.xlsx")) == {("表格1", "A1"), ("表格1", "T5")}
    assert {line["单元格"] for line in listed(tmp_path / "b.xlsx")} == {"A1", "T5"}


def test_a_copy_never_goes_over_its_original_and_leaves_nothing_half_done(tmp_path: Path) -> None:
    file = save(tmp_path / "a.xlsx", left_rows(5))
    report = check_file(file, Options(marks=True))
    before = file.read_bytes()
    for out in (file, tmp_path / "b.xls", tmp_path / "none" / "b.xlsx", tmp_path):
        with pytest.raises(BadRequest):
            marked_copy(file, report, schemas(), out)
    file.write_bytes(before[:-200])  # spoilt after it was checked
    with pytest.raises(BadRequest):
        marked_copy(file, report, schemas(), tmp_path / "c.xlsx")
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]


def test_libreoffice_opens_the_copy(tmp_path: Path) -> None:
    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed")
    file = save(tmp_path / "a.xlsx", left_rows(6, **WRONG), odd)
    mark(file, tmp_path / "b.xlsx")
    own = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    asked = ["--headless", own, "--convert-to", "xlsx", "--outdir", str(tmp_path / "out"), str(tmp_path / "b.xlsx")]
    subprocess.run([soffice, *asked], check=True, capture_output=True)
    assert openpyxl.load_workbook(tmp_path / "out" / "b.xlsx").worksheets[0]["T6"].value == "寄宿"
