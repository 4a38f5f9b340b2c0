"""``check``: files, folders and archives, exit codes, JSON that nothing else is mixed with."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from assistant.registers.workbook import Value
from tests.cli.conftest import Command
from tests.registers.builders import left_rows
from tests.registers.test_reconciling import stats

CANARY = "41142520070315991"


def save(path: Path, rows: Sequence[Sequence[Value]]) -> str:
    """An .xlsx of one sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return str(path)


@pytest.mark.parametrize(
    ("changes", "code", "rules"),
    [
        ({}, 0, []),
        ({"身份证号": "41142520070315001"}, 1, ["id-form"]),
        ({"年级": "三年级"}, 0, ["age-grade"]),
    ],
)
def test_the_exit_code_tells_whether_something_must_be_mended(
    command: Command, tmp_path: Path, changes: dict[str, Value], code: int, rules: list[str]
) -> None:
    done = command("check", save(tmp_path / "a.xlsx", left_rows(5, **changes)), "--json")
    assert (done.code, [f["rule"] for f in done.json["findings"]], done.err) == (code, rules, "")
    assert done.json["rows"] == {"seen": 9, "data": 5, "blank": 0, "header": 3, "excluded": 1}


@pytest.mark.parametrize("arguments", [["nowhere.xlsx"], ["--form", "没有的表"], ["--school-year", "去年"]])
def test_bad_use_says_what_to_do(command: Command, tmp_path: Path, arguments: list[str]) -> None:
    file = [] if arguments[0].endswith(".xlsx") else [save(tmp_path / "a.xlsx", left_rows(2))]
    done = command("check", *file, *arguments)
    assert done.code == 2 and (done.err or done.out).strip().endswith("。")


def test_what_is_no_table_is_refused(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    file.write_text("不是表格", encoding="utf-8")
    done = command("check", str(file), "--json")
    assert (done.code, done.json["refused"]["reason"]) == (2, "not_a_workbook")


def test_form_and_year_may_be_said(command: Command, tmp_path: Path) -> None:
    rows = left_rows(3)
    rows[0] = ["花名册"]
    file = save(tmp_path / "a.xlsx", rows)
    report = command("check", file, "--form", "留守儿童花名册", "--school-year", "2013-2014", "--json").json
    assert (report["form"], report["school_year"], report["findings"]) == ("留守儿童花名册", "2013-2014", [])


def test_folders_and_archives_give_a_list(command: Command, tmp_path: Path) -> None:
    folder = tmp_path / "全县"
    save(folder / "甲校" / "花名册.xlsx", left_rows(6))
    save(folder / "甲校" / "统计表.xlsx", stats(合计=7, 一年级=7, 男=4, 双亲留守人数=7, 占在校生比例="14%"))
    found = command("check", str(folder), "--json")
    assert found.code == 1
    told = {Path(report["file"]).name: [f["rule"] for f in report["findings"]] for report in found.json}
    assert told == {"花名册.xlsx": [], "统计表.xlsx": ["stats-total"]}
    packed = tmp_path / "全县.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for file in folder.rglob("*.xlsx"):
            archive.write(file, file.relative_to(folder).as_posix())
    assert [len(report["findings"]) for report in command("check", str(packed), "--json").json].count(1) == 1


def test_a_roster_is_held_against_its_statistics(command: Command, tmp_path: Path) -> None:
    roster = save(tmp_path / "花名册.xlsx", left_rows(6))
    table = save(tmp_path / "统计表.xlsx", stats(合计=7, 一年级=7, 男=4, 双亲留守人数=7, 占在校生比例="14%"))
    report = command("check", table, "--against", roster, "--json").json
    assert [(f["cell"], f["rule"]) for f in report["findings"]] == [("F4", "stats-total")] and "details" not in report
    (other,) = command("check", roster, "--against", table, "--json").json["findings"]
    assert (other["file"], other["cell"], other["rule"]) == ("统计表.xlsx", "F4", "stats-total")
    assert "统计表.xlsx" in command("check", roster, "--against", table).out


def test_a_mended_file_is_held_against_the_old_one(command: Command, tmp_path: Path) -> None:
    old = save(tmp_path / "旧.xlsx", left_rows(5, 就读方式="寄宿", 备注=None))
    new = save(tmp_path / "新.xlsx", left_rows(5))
    report = command("check", new, "--against", old, "--json").json
    assert {name: len(some) for name, some in report["compared"].items()} == {"fixed": 1, "new": 0, "open": 0}
    assert "已改好 1 处" in command("check", new, "--against", old).out


def test_people_are_shown_only_in_full(command: Command, tmp_path: Path) -> None:
    file = save(tmp_path / "a.xlsx", left_rows(5, 身份证号=f"{CANARY}9"))
    for arguments in ([], ["--json"]):
        assert CANARY not in command("check", file, *arguments).out
    assert CANARY in command("check", file, "--json", "--full").out


@pytest.mark.parametrize("shape", [[], ["--json"]])
def test_nothing_is_said_when_nobody_reads_on(tmp_path: Path, shape: list[str]) -> None:
    file, out = save(tmp_path / "a.xlsx", left_rows(2)), tmp_path / "汇总.xlsx"
    reader, writer = os.pipe()
    os.close(reader)
    program = [sys.executable, "-m", "assistant", "check", file, *shape, "--summary", str(out)]
    done = subprocess.run(program, stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert done.stderr.decode("utf-8").splitlines() == [f"已写好各校汇总：{out}，1 所学校。"]
    assert done.returncode not in (0, 1, 2) and out.exists()
