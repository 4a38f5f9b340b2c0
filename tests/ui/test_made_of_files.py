"""What the tab makes of the files that were sent: statistics forms out of rosters, one row a school."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from assistant.registers.child import check_file
from assistant.ui import registers
from assistant.ui.handlers import Session
from assistant.ui.made_of_files import FEW, NO_ROSTER, statistics, summary
from assistant.wiring import Assistant
from tests.registers.builders import left_rows
from tests.ui.test_registers import checked


def school(folder: Path, name: str, count: int, **changes: str) -> Path:
    book = openpyxl.Workbook()
    for row in left_rows(count, **changes):
        book.active.append([name if cell == "学校（公章）：示例小学" else cell for cell in row])
    folder.mkdir(exist_ok=True)
    book.save(folder / "留守.xlsx")
    return folder / "留守.xlsx"


@pytest.fixture
def two(tmp_path: Path) -> list[Path]:
    return [
        school(tmp_path / "甲", "学校（公章）：甲小学", 6),
        school(tmp_path / "乙", "学校（公章）：乙小学", 4, 就读方式="寄宿"),
    ]


def test_a_statistics_form_is_counted_from_the_rosters_and_passes_the_check(
    assistant: Assistant, two: list[Path], tmp_path: Path
) -> None:
    session = Session()
    assert checked(assistant, session, *two).fills
    made, told = statistics(assistant, session)
    assert made and made.name == "留守儿童统计表.xlsx" and "留守儿童统计表" in told and "在校生总数" in told
    (tmp_path / made.name).write_bytes(made.content)
    report = check_file(tmp_path / made.name)
    assert report["form"] == "留守儿童统计表" and report["school_year"] == "2013-2014" and report["rows"]["data"] == 2
    cells = {
        cell.value for row in openpyxl.load_workbook(BytesIO(made.content)).worksheets[0].iter_rows() for cell in row
    }
    assert {"甲小学", "乙小学", 6, 4} <= cells


def test_schools_are_summed_up_one_row_each(assistant: Assistant, two: list[Path], tmp_path: Path) -> None:
    packed = tmp_path / "全镇.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for path in two:
            archive.write(path, f"{path.parent.name}校/{path.name}")
    session = Session()
    assert checked(assistant, session, packed).schools
    made, told = summary(session)
    assert made and "共 2 所学校" in told
    rows = list(openpyxl.load_workbook(BytesIO(made.content)).worksheets[0].iter_rows(min_row=2, values_only=True))
    assert [(row[0], row[1], row[3], row[4]) for row in rows] == [("甲小学", 1, 6, 0), ("乙小学", 1, 4, 1)]


def test_nothing_is_made_of_nothing(assistant: Assistant, tmp_path: Path) -> None:
    session = Session()
    assert statistics(assistant, session) == (None, NO_ROSTER) and summary(session) == (None, FEW)
    bad = tmp_path / "坏.xlsx"
    bad.write_bytes(b"no table")
    view = checked(assistant, session, bad)
    assert not view.fills and not view.schools
    assert statistics(assistant, session) == (None, NO_ROSTER)
    assert not registers.forget(assistant, session).fills
