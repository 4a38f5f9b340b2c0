"""Statistics forms filled from rosters agree with them, and what a roster does not decide is left blank and said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from assistant.knowledge.loader import corpus_folder
from assistant.practice.books import make_books
from assistant.practice.material import load_material
from tests.cli.conftest import Command, command
from tests.cli.test_check import save
from tests.registers.builders import left_rows
from tests.registers.test_layout import roster

__all__ = ["command"]
MATERIAL = load_material(corpus_folder())


def row_of(file: Path) -> dict[str, Any]:
    """Heading -> value of the first line of a statistics form."""
    rows = list(openpyxl.load_workbook(file).worksheets[0].iter_rows(min_row=3, values_only=True))
    names = [lower or upper for upper, lower in zip(rows[0], rows[1], strict=True)]
    return {str(name): value for name, value in zip(names, rows[2], strict=True) if value is not None}


def test_a_roster_is_counted_by_grade_sex_and_kind(tmp_path: Path, command: Command) -> None:
    source = save(tmp_path / "花名册.xlsx", left_rows(7, 年级="二年级", 就读方式="走读", 出生年月="2007-03-15"))
    out = tmp_path / "统计表.xlsx"
    done = command("template", "留守儿童统计表", "--from", source, "--out", str(out))
    assert done.code == 0 and "“在校生总数”空着" in done.out and "没有学生的年级空着" in done.out
    assert row_of(out) == {
        "序号": 1, "学校": "示例小学", "一年级": 6, "二年级": 1, "合计": 7, "男": 4, "女": 3,
        "单亲留守人数": 0, "双亲留守人数": 7, "住校人数": 6, "走读人数": 1,
    }  # fmt: skip
    title = openpyxl.load_workbook(out).worksheets[0]["A1"].value
    assert title == "2013—2014学年度留守儿童统计表"
    report = command("check", str(out), "--against", source, "--json").json
    assert [finding["rule"] for finding in report["findings"]] == ["required-empty"]


def test_with_the_roster_of_all_pupils_nothing_is_left_open(tmp_path: Path, command: Command) -> None:
    left, pupils = save(tmp_path / "a.xlsx", left_rows(3)), save(tmp_path / "b.xlsx", roster("一年级", 1, 3, 50, 51))
    done = command("template", "left-stats", "--from", left, pupils, "--out", str(tmp_path / "c.xlsx"))
    assert "在校生总数" not in done.out and row_of(tmp_path / "c.xlsx")["在校生总数"] == len(
        [row for row in roster("一年级", 1, 3, 50, 51) if isinstance(row[0], (int, float))]
    )


@pytest.mark.parametrize("group", ["left", "migrant", "poor"])
def test_it_agrees_with_the_practice_rosters(group: str, tmp_path: Path, command: Command) -> None:
    stats, source = make_books(MATERIAL, (f"{group}-stats", f"{group}-roster"), seed=group, rows=15)
    (tmp_path / "花名册.xlsx").write_bytes(source.content())
    out = tmp_path / "统计表.xlsx"
    asked = ["--from", str(tmp_path / "花名册.xlsx"), "--out", str(out)]
    assert command("template", f"{group}-stats", *asked).code == 0
    report = command("check", str(out), "--against", str(tmp_path / "花名册.xlsx"), "--json").json
    assert {f["rule"] for f in report["findings"] if f["severity"] == "错误"} <= {"required-empty"}
    assert not [f for f in report["findings"] if f["rule"].startswith(("stats-", "formula-", "sum"))]


def test_a_division_that_not_everybody_is_in_is_left_blank(tmp_path: Path, command: Command) -> None:
    source = save(tmp_path / "a.xlsx", left_rows(5, 留守类型="不详"))
    done = command("template", "left-stats", "--from", source, "--out", str(tmp_path / "b.xlsx"))
    assert "数不准" in done.out and "处错误" in done.out
    assert "单亲留守人数" not in row_of(tmp_path / "b.xlsx")


def test_several_schools_are_several_lines_with_a_total(tmp_path: Path, command: Command) -> None:
    one, two = left_rows(4), left_rows(6)
    two[1] = ["学校（公章）：另一小学"]
    for n, rows in enumerate((one, two)):
        save(tmp_path / "in" / f"{n}.xlsx", rows)
    out = tmp_path / "b.xlsx"
    command("template", "left-stats", "--from", str(tmp_path / "in"), "--out", str(out))
    rows = list(openpyxl.load_workbook(out).worksheets[0].iter_rows(min_row=5, max_row=7, values_only=True))
    assert [row[1] for row in rows] == ["示例小学", "另一小学", "合计"] and [row[12] for row in rows] == [4, 6, 10]


@pytest.mark.parametrize(
    ("name", "said"),
    [("left-roster", "能填的是"), ("poor-stats", "没有《贫困家庭子女花名册》"), ("dropout-stats", "能填的是")],
)
def test_what_cannot_be_counted_is_told(name: str, said: str, tmp_path: Path, command: Command) -> None:
    source = save(tmp_path / "a.xlsx", left_rows(4))
    done = command("template", name, "--from", source, "--out", str(tmp_path / "b.xlsx"))
    assert done.code == 2 and said in done.err
    assert not (tmp_path / "b.xlsx").exists()
