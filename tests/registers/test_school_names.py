"""Which school a table is of: by its lines, its title, its one line of figures, its file's name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from assistant.registers import school_names
from assistant.registers.batch import check_batch
from assistant.registers.checking import check_workbook
from assistant.registers.child import Options
from assistant.registers.schools import by_school
from tests.registers.builders import Rows, book, left_rows, schemas
from tests.registers.test_reconciling import stats

TITLE = "2013—2014学年度留守儿童花名册"


@pytest.mark.parametrize(
    ("line", "school"),
    [
        ("学校（公章）：示例镇中心小学", "示例镇中心小学"),
        ("学校（盖章）:示例镇中心小学 填报时间：2013年9月", "示例镇中心小学"),
        ("填报单位(盖章)：示例镇第一初级中学班级：七（1）班", "示例镇第一初级中学"),
        ("学校名称：示例村教学点　　单位：人", "示例村教学点"),
        (f"示例县示例小学{TITLE}", "示例县示例小学"),
        ("示例县第一中学留守儿童花名册", "示例县第一中学"),
        (f"示例镇{TITLE}", ""),
        (f"示例县小学{TITLE}", ""),
        (f"小学{TITLE}", ""),
        ("关于报送示例小学材料的通知", ""),
        ("学校（公章）：", ""),
        ("学校（公章）示例镇中心小学", "示例镇中心小学"),
        ("填报单位（盖章） 示例村小学 2013年9月", "示例村小学"),
        ("学校（公章） 2013年9月", ""),
    ],
)
def test_lines_above_a_table_name_its_school(line: str, school: str) -> None:
    form = schemas().forms["left-roster"]
    assert school_names.of_table(line.replace("（", "(").replace("）", ")"), schemas(), (form.name,)) == school


@pytest.mark.parametrize(
    ("file", "school"),
    [("3.示例镇王庄小学2013-2014学年度留守儿童花名册.xlsx", "示例镇王庄小学"), ("甲校/留守花名册.xlsx", ""),
     ("王庄小学留守儿童花名册.xls", "王庄小学")],
)  # fmt: skip
def test_a_file_may_be_called_after_its_school(file: str, school: str) -> None:
    assert school_names.of_file(file, schemas()) == school


def school_of(rows: Rows) -> str:
    return str(check_workbook(book(rows), schemas()).details["tables"][0]["school"])


def test_one_line_of_figures_is_of_the_school_it_names_not_of_the_office_that_reports() -> None:
    rows = stats()
    rows[1] = ["填报单位（公章）：示例镇中心学校"]
    assert school_of(rows) == "示例小学"
    assert school_of([*rows[:-1], [2, *rows[3][1:]], rows[-1]]) == "示例镇中心学校"


def saved(path: Path, rows: list[list[Any]]) -> None:
    file = openpyxl.Workbook()
    for row in rows:
        file.active.append(row)
    file.save(path)


def test_schools_in_one_folder_are_held_apart_by_their_titles(tmp_path: Path) -> None:
    for number, school in enumerate(("王庄小学", "李楼小学"), 1):
        rows = left_rows(5 + number)
        rows[0], rows[1] = [f"示例镇{school}{TITLE}"], ["填报时间：2013年9月"]
        saved(tmp_path / f"花名册{number}.xlsx", rows)
        grades = {"一年级": 5 + number, "合计": 5 + number, "男": 2 + number, "女": 3}
        figures = stats(学校=f"示例镇{school}", 双亲留守人数=5 + number, 占在校生比例=None, **grades)
        figures[1] = ["填报单位：示例镇中心学校"]
        saved(tmp_path / f"统计表{number}.xlsx", figures)
    batch = check_batch([tmp_path], [], Options())
    assert [f for r in batch.reports for f in r["findings"] if f["rule"].startswith("stats")] == []
    assert [(row.school, row.files) for row in by_school(batch)] == [("示例镇王庄小学", 2), ("示例镇李楼小学", 2)]
