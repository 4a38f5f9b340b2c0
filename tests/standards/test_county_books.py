"""County workbooks in the ways offices make them: what is read out of them, and what is not guessed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from assistant.errors import UploadRefused
from assistant.knowledge.loader import corpus_folder
from assistant.knowledge.schemas import load_schemas
from assistant.registers.reading import read_workbook
from assistant.standards.headings import explained
from assistant.standards.schools import Roll, read_schools
from assistant.standards.scoring import score_schools
from assistant.standards.tables import Table
from assistant.standards.worker import read_tables
from tests.standards.figures import HEADINGS, measures

FORM = "school-conditions"
STAGED = ("students", "teachers", "degree", "title", "lead", "arts")
OF_BOTH = {id for id in HEADINGS if id not in ("students_senior", "parent")}
TEACHERS = ["专任教师", "高于规定学历教师", "中级及以上职称教师", "县级及以上骨干教师", "体育、艺术专任教师"]
SHARED_HEADS = [
    "教学及辅助用房面积", "室内体育用房面积", "体育运动场馆面积", "教学仪器设备值", "计算机台数", "图书册数",
    "网络多媒体教室间数",
]  # fmt: skip
SHARED = [1500.5, 120, 2600, 520000, 30, 6000, 8]
Rows = list[list[Any]]


def read(file: Path, sheets: dict[str, Rows], merged: tuple[str, ...] = ()) -> tuple[list[Table], list[Table]]:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for area in merged:
            sheet.merge_cells(area)
    book.save(file)
    schemas = load_schemas(corpus_folder(), only=FORM)
    return read_tables(read_workbook(file), schemas, schemas.forms[FORM])


def test_two_rows_of_merged_headings_with_units_a_title_and_totals(tmp_path: Path) -> None:
    rows: Rows = [
        ["示例县义务教育学校办学条件基本情况统计表"], ["填报单位：示例县教育体育局"],
        ["序号", "学校名称", "学校类别", "在校学生数（人）", None, "校舍及场地面积（㎡）", None, None, "设备情况",
         *[None] * 3, "小学教师情况（人）", *[None] * 4, "初中教师情况（人）"],
        [None, None, None, "小学", "初中", "教学及辅助用房面积", "其中：室内体育用房面积", "体育运动场馆面积",
         "教学仪器设备值（万元）", "计算机（台）", "图书（册）", "网络多媒体教室（间）", *TEACHERS, *TEACHERS],
        [1, "甲小", "小学", 240, 0, *SHARED, 15, 14, 8, 3, 2, 0, 0, 0, 0, 0],
        [2, "乙中", "初级中学", 0, 300, *SHARED, 0, 0, 0, 0, 0, 25, 20, 9, 4, 1],
        ["合计", None, None, 240, 300, *(2 * one for one in SHARED), 15, 14, 8, 3, 2, 25, 20, 9, 4, 1],
        ["填表人：", None, "审核人："],
    ]  # fmt: skip
    merged = ("A1:V1", "A3:A4", "B3:B4", "C3:C4", "D3:E3", "F3:H3", "I3:L3", "M3:Q3", "R3:V3")
    ((table,), doubtful) = read(tmp_path / "a.xlsx", {"汇总": rows}, merged)
    assert set(table.columns) == OF_BOTH and not doubtful and table.numbers == [5, 6]
    assert table.values["kind"] == ["小学", "初中"] and table.values["students_junior"] == [0, 300]
    assert [table.values[f"{name}_junior"][1] for name in STAGED] == [300, 25, 20, 9, 4, 1]
    assert table.columns["equipment"].letters == "I" and "万元" in table.columns["equipment"].label


def test_stage_in_brackets_behind_the_figure(tmp_path: Path) -> None:
    heads = [f"{name}数（{stage}）" for stage in ("小学", "初中") for name in ("在校生", *TEACHERS)]
    shared = ["教学及\n辅助用房面积\n（平方米）", "其中:室内体育用房面积（㎡）", "体育运动场（馆）面积",
              "教学仪器设备总值（元）", "学生用计算机数量（台）", "图书藏量（册）", "多媒体教室数（间）"]  # fmt: skip
    rows = [["学校全称", "学段", *shared, *heads], ["甲校", "九年一贯制学校", *SHARED, *range(100, 112)]]
    ((table,), _) = read(tmp_path / "a.xlsx", {"数据": rows})
    assert set(table.columns) == OF_BOTH and table.near == {}
    assert [table.values[f"{name}_primary"] for name in STAGED] == [[number] for number in range(100, 106)]


def test_total_with_its_parts_below_a_stage(tmp_path: Path) -> None:
    parts = ["合计", "其中：高于规定学历", "其中：中级及以上职称", "其中：县级以上骨干教师", "其中：体艺教师"]
    rows: Rows = [
        ["学校名称", "学校类别", *SHARED_HEADS, "在校生数（人）", None, None, "小学部", *[None] * 4, "初中部"],
        [*[None] * 9, "合计", "小学部", "初中部", "专任教师", *[None] * 4, "专任教师"],
        [*[None] * 12, *parts, *parts],
        ["甲校", "九年一贯制", *SHARED, 540, 240, 300, *range(100, 105), *range(200, 205)],
    ]
    merged = (*(f"{letter}1:{letter}3" for letter in "ABCDEFGHI"), "J1:L1", "J2:J3", "K2:K3", "L2:L3", "M1:Q1", "R1:V1",
              "M2:Q2", "R2:V2")  # fmt: skip
    ((table,), _) = read(tmp_path / "a.xlsx", {"数据": rows}, merged)
    assert [table.values[f"{name}_primary"] for name in STAGED] == [[240], [100], [101], [102], [103], [104]]
    assert [table.values[f"{name}_junior"] for name in STAGED] == [[300], [200], [201], [202], [203], [204]]
    assert [cell for _, cell in table.unused] == ["J3"]


@pytest.mark.parametrize("kinds", [True, False])
def test_sheets_of_one_stage_need_not_say_it_in_every_heading(tmp_path: Path, kinds: bool) -> None:
    heads = ["学校", *(["类别"] if kinds else []), "学生数", *SHARED_HEADS, *(f"{name}数" for name in TEACHERS)]
    sheets: dict[str, Rows] = {
        stage: [[f"示例县{stage}办学条件表"], heads, [name, *([stage] if kinds else []), count, *SHARED, 9, 8, 7, 6, 5]]
        for stage, name, count in (("小学", "甲校", 240), ("初中", "乙校", 300))
    }
    tables, _ = read(tmp_path / "a.xlsx", sheets)
    chosen = [measures().measures["quality-2017"]]
    roll = read_schools(tables, measures(), chosen)
    assert [(school.name, school.kind) for school in roll.schools] == [("甲校", "小学"), ("乙校", "初中")]
    assert roll.schools[1].values["students_junior"] == 300 and roll.schools[1].values["arts_junior"] == 5
    rules = {finding.rule for finding in roll.findings}
    assert rules == ({"heading-near"} if kinds else {"heading-near", "kind-by-sheet"})


def test_figure_without_a_stage_is_nobodys_where_schools_are_of_several(tmp_path: Path) -> None:
    heads = ["学校", "类别", "学生数", *SHARED_HEADS, "专任教师数"]
    rows = [heads, ["甲校", "小学", 240, *SHARED, 9], ["乙校", "初中", 300, *SHARED, 9]]
    ((table,), _) = read(tmp_path / "a.xlsx", {"小学和初中": rows})
    assert [heading for heading, _ in table.unused] == ["学生数", "专任教师数"]


def test_figure_of_some_students_is_not_that_of_all(tmp_path: Path) -> None:
    heads = ["学校", "类别", "其中：随迁子女（小学）", "小学女生数", "小学代课教师数", *SHARED_HEADS]
    ((table,), _) = read(tmp_path / "a.xlsx", {"数据": [heads, ["甲校", "小学", 20, 110, 2, *SHARED]]})
    assert {"students_primary", "teachers_primary"} <= set(table.missing)


def test_area_of_rooms_is_not_their_number_and_ten_thousands_are_told(tmp_path: Path) -> None:
    heads = ["学校", "类别", "教学及辅助用房面积", "室内体育用房面积", "体育运动场馆面积", "计算机教室（间）",
             "图书（万册）", "网络多媒体教室面积", "多媒体教室（㎡）", "学生用计算机数量（台）"]  # fmt: skip
    tables, _ = read(tmp_path / "a.xlsx", {"数据": [heads, ["甲校", "小学", 1500, 0, 2600, 2, 1.25, 640, 640, 30]]})
    assert {"media", "equipment"} <= set(tables[0].missing) and tables[0].values["computers"] == [30]
    roll = read_schools(tables, measures(), [measures().measures["basic-2012"]])
    assert roll.schools[0].values["books"] == 12500
    said = next(finding for finding in roll.findings if finding.rule == "heading-unit")
    assert said.message == "栏名“图书(万册)”以万册为单位，已乘10000换成册计算。"


def test_table_with_few_headings_says_which_and_what_the_others_may_be(tmp_path: Path) -> None:
    rows = [["学校名称", "小学生", "电脑", "仪器值", "书"], ["甲校", 240, 30, 52, 6000]]
    tables, (table,) = read(tmp_path / "a.xlsx", {"数据": rows})
    said = explained([table], "学校办学条件数据表")
    assert not tables and "只认出3个" in said and "A1“学校名称”" in said and "E1“书”（像是“图书册数”）" in said
    assert "体育运动场馆面积" in said and "--map" in said


def test_table_of_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UploadRefused):
        read(tmp_path / "a.xlsx", {"数据": [["姓名", "性别"], ["示例", "男"]]})


PRIMARY = [f"小学{name}" for name in ("学生数", "专任教师数", "高于规定学历教师数", "中级及以上教师数",
                                    "县级以上骨干教师数", "体育艺术专任教师数")]  # fmt: skip


def roll_of(tables: list[Table], standard: str = "quality-2017") -> Roll:
    return read_schools(tables, measures(), [measures().measures[standard]])


def test_row_of_units_below_the_headings_belongs_to_them(tmp_path: Path) -> None:
    units = ["平方米", "平方米", "亩", "万元", "台", "册", "间"]
    rows = [["学校名称", "类别", *PRIMARY, *SHARED_HEADS], [None, None, *["人"] * 6, *units],
            ["甲校", "村小", 240, 15, 14, 8, 3, 3, 1500.5, 120, 12, 52, 30, 6000, 8]]  # fmt: skip
    ((table,), _) = read(tmp_path / "a.xlsx", {"数据": rows})
    assert table.numbers == [3]
    roll = roll_of([table])
    (school,) = roll.schools
    assert (school.kind, school.values["equipment"], school.values["sports"]) == ("小学", 520_000, 8000)
    assert {finding.cell for finding in roll.findings if finding.rule == "heading-unit"} == {"K2", "L2"}


def test_cell_with_a_unit_of_its_own_is_not_multiplied_again(tmp_path: Path) -> None:
    heads = [*SHARED_HEADS[:3], "教学仪器设备值（万元）", *SHARED_HEADS[4:]]
    rows: Rows = [["学校名称", "类别", *PRIMARY, *heads]]
    rows += [[name, "小学", 240, 15, 14, 8, 3, 3, *SHARED[:3], value, *SHARED[4:]]
             for name, value in (("甲", 52), ("乙", "52万元"), ("丙", "520000元"), ("丁", "52"))]  # fmt: skip
    ((table,), _) = read(tmp_path / "a.xlsx", {"数据": rows})
    assert {school.values["equipment"] for school in roll_of([table]).schools} == {520_000}


def test_grounds_and_indoor_rooms_make_up_the_sports_area_where_it_has_no_column(tmp_path: Path) -> None:
    heads = [*SHARED_HEADS[:2], "运动场地面积（平方米）", *SHARED_HEADS[3:]]
    rows = [["学校名称", "类别", *PRIMARY, *heads], ["甲校", "小学", 240, 15, 14, 8, 3, 3, *SHARED]]
    ((table,), _) = read(tmp_path / "a.xlsx", {"数据": rows})
    roll = roll_of([table])
    assert roll.schools[0].values["sports"] == 2720
    assert ("column-summed", "K1", ("J1",)) in {(f.rule, f.cell, f.related) for f in roll.findings}
    assert not any(f.rule == "column-missing" for f in roll.findings)
    score = score_schools(roll, measures().measures["quality-2017"], measures())
    area = next(result for result in score.schools[0].results if result.indicator.id == "L5")
    assert area.arithmetic.startswith("2720 ÷ 240") and area.cells == ["J2", "K2", "C2"]


def test_sheet_of_one_stage_may_name_both_over_its_columns_and_others_in_its_notes(tmp_path: Path) -> None:
    heads: Rows = [["学校名称", "在校学生数", None, *SHARED_HEADS], [None, "小学", "初中", *[None] * 7]]
    sheets: dict[str, Rows] = {
        stage: [*heads, [name, *counts, *SHARED], ["注：教学点并入中心学校。"]]
        for stage, name, counts in (("小学", "甲校", (240, 0)), ("初中", "乙校", (0, 300)))
    }
    tables, _ = read(tmp_path / "a.xlsx", sheets, ("A1:A2", "B1:C1"))
    assert [(school.name, school.kind) for school in roll_of(tables).schools] == [("甲校", "小学"), ("乙校", "初中")]


@pytest.mark.parametrize(
    ("said", "kind"),
    [("中心小学", "小学"), ("村完小", "小学"), ("九年制学校", "九年一贯制"), ("民办初中", "初中"),
     ("特教学校", "特殊教育")],
)  # fmt: skip
def test_kinds_of_schools_go_by_many_names(tmp_path: Path, said: str, kind: str) -> None:
    rows = [["学校名称", "类别", *PRIMARY, *SHARED_HEADS], ["甲校", said, 240, 15, 14, 8, 3, 3, *SHARED]]
    ((table,), _) = read(tmp_path / "a.xlsx", {"数据": rows})
    assert table.values["kind"] == [kind]


@pytest.mark.parametrize("said", ["无", "/", "—", "没有"])
def test_parent_that_says_there_is_none_is_none(tmp_path: Path, said: str) -> None:
    rows = [["学校名称", "类别", *PRIMARY, *SHARED_HEADS, "并入学校"],
            ["甲点", "教学点", 40, 3, 2, 1, 1, 1, *SHARED, said]]  # fmt: skip
    ((table,), _) = read(tmp_path / "a.xlsx", {"数据": rows})
    assert [school.parent for school in roll_of([table]).schools] == [""]
