"""A batch of many schools: one row each, and who has handed in nothing."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

from assistant.registers.batch import Batch
from assistant.registers.school_names import same
from assistant.registers.schools import UNKNOWN, SchoolRow, by_school, missing_text, read_names
from assistant.rendering.summary_sheet import NOTHING
from tests.cli.conftest import Command, command
from tests.cli.test_check import save
from tests.registers.builders import left_rows
from tests.registers.test_reconciling import migrants

__all__ = ["command"]
NAMES = ["示例乡甲小学", "乙小学", "丙小学", "=丁小学"]


def rows_of(school: str | None, count: int = 4, **changes: object) -> list[list[object]]:
    rows = left_rows(count, **changes)  # type: ignore[arg-type]
    rows[1] = [f"学校（公章）：{school}"] if school else ["留守儿童"]
    return rows  # type: ignore[return-value]


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """Three schools: one with two forms, one with something to mend, one whose file is no table; a fourth is silent."""
    folder = tmp_path / "全县"
    save(folder / "1" / "留守.xlsx", rows_of("甲小学"))  # type: ignore[arg-type]
    save(folder / "1" / "随迁.xlsx", migrants(60, 61))
    save(folder / "乙小学" / "留守.xlsx", rows_of(None, 5, 就读方式="寄宿"))  # type: ignore[arg-type]
    (folder / "丙小学").mkdir()
    (folder / "丙小学" / "留守.xlsx").write_text("不是表格", encoding="utf-8")
    return folder


def told(out: Path) -> dict[str, tuple[object, ...]]:
    sheet = openpyxl.load_workbook(out).worksheets[0]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    return {str(row[0]): row[1:7] for row in sheet.iter_rows(min_row=2, values_only=True)}


def test_one_row_a_school_and_who_is_missing(county: Path, tmp_path: Path, command: Command) -> None:
    names = tmp_path / "名单.txt"
    names.write_text("\r\n".join(NAMES), encoding="gb18030")
    out = tmp_path / "汇总.xlsx"
    done = command("check", str(county), "--summary", str(out), "--schools", str(names), "--json")
    assert "没有交的学校 1 所：=丁小学" in done.err and len(done.json) == 4
    rows = told(out)
    assert list(rows)[:4] == NAMES
    assert rows["乙小学"][:4] == (1, "留守儿童花名册", 5, 1)
    assert rows["丙小学"][0] == 1 and rows["=丁小学"][:2] == (0, NOTHING)


def test_an_archive_gives_the_same_rows(county: Path, tmp_path: Path, command: Command) -> None:
    packed = tmp_path / "全县.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for file in sorted(county.rglob("*.xlsx")):
            archive.write(file, file.relative_to(county).as_posix())
    command("check", str(county), "--summary", str(tmp_path / "a.xlsx"))
    command("check", str(packed), "--summary", str(tmp_path / "b.xlsx"))
    assert told(tmp_path / "a.xlsx") == told(tmp_path / "b.xlsx")


def test_a_list_of_schools_may_be_a_table(tmp_path: Path) -> None:
    rows = [["应交学校名单"], ["序号", "学校名称"], *([n, name] for n, name in enumerate(NAMES[:3], 1))]
    file = Path(save(tmp_path / "名单.xlsx", [[None, rows[0][0]], *rows[1:]]))  # type: ignore[list-item]
    assert read_names(file)[-3:] == NAMES[:3]


@pytest.mark.parametrize("arguments", [["--schools", "none.txt"], ["--summary", "a.txt"], ["--marked-copy", "a.xlsx"]])
def test_bad_use_is_told(
    arguments: list[str], county: Path, command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    done = command("check", str(county), *arguments)
    assert done.code == 2 and done.err.strip().endswith("。")


def test_a_name_may_leave_out_the_town() -> None:
    assert same("示例乡甲小学", "甲小学") and not same("甲小学", "乙小学") and not same("", "甲小学")


def rows_by_school(schools: list[str], listed: list[str]) -> list[SchoolRow]:
    report = {"form": None, "findings": (), "rows": {"data": 1}, "refused": None}
    files = tuple({**report, "file": f"{school}.xlsx"} for school in schools)
    return by_school(Batch(files, several=True, schools=tuple(schools)), listed)


def handed_in(schools: list[str], listed: list[str]) -> dict[str, int]:
    return {row.school: row.files for row in rows_by_school(schools, listed)}


@pytest.mark.parametrize("name", ["第二实验小学", "示例镇第二实验小学"])
def test_a_file_of_the_second_school_is_not_the_first_ones(name: str) -> None:
    assert handed_in([name], ["实验小学", "第二实验小学"]) == {"实验小学": 0, "第二实验小学": 1}
    assert handed_in([name], ["实验小学"]) == {"实验小学": 0, name: 1}


def test_the_very_name_goes_before_one_that_leaves_out_the_town() -> None:
    assert handed_in(["甲小学"], ["示例乡甲小学", "甲小学"]) == {"示例乡甲小学": 0, "甲小学": 1}


def test_a_name_that_two_schools_may_have_is_given_to_neither() -> None:
    listed = ["东乡甲小学", "西乡甲小学"]
    assert handed_in(["甲小学"], listed) == {"东乡甲小学": 0, "西乡甲小学": 0, UNKNOWN: 1}
    assert "另有 1 份表看不出是哪所学校" in missing_text(rows_by_school(["甲小学"], listed))


def test_two_schools_of_one_name_in_two_towns_are_two_rows(tmp_path: Path, command: Command) -> None:
    for town, count in (("东镇", 3), ("西镇", 5)):
        save(tmp_path / "全县" / town / "中心小学" / "留守.xlsx", rows_of("中心小学", count))  # type: ignore[arg-type]
    save(tmp_path / "全县" / "东镇" / "甲小学" / "留守.xlsx", rows_of("甲小学", 2))  # type: ignore[arg-type]
    command("check", str(tmp_path / "全县"), "--summary", str(tmp_path / "汇总.xlsx"))
    sheet = openpyxl.load_workbook(tmp_path / "汇总.xlsx").worksheets[0]
    told = [str(row[0]) for row in sheet.iter_rows(values_only=True)]
    assert {"中心小学（东镇）", "中心小学（西镇）", "甲小学"} <= set(told)


def test_a_member_that_leads_out_of_its_archive_is_told_so(tmp_path: Path, command: Command) -> None:
    with zipfile.ZipFile(tmp_path / "全校.zip", "w") as archive:
        archive.writestr("../花名册.xlsx", "x")
    said = command("check", str(tmp_path / "全校.zip")).out
    assert "指到别处" in said
