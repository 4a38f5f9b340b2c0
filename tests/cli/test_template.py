"""``template``: by name, id or alias; what is wrong is said in Chinese and nothing is left behind."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from assistant.cli.main import BAD_USE, run

NOT_FOUND = 4


def title(file: Path) -> str:
    return str(openpyxl.load_workbook(file).worksheets[0]["A1"].value)


@pytest.mark.parametrize(
    "name", ["留守儿童花名册", "left-roster", "留守学生花名册", " 留守兒童花名册 ", "ＬＥＦＴ－ＲＯＳＴＥＲ"]
)
def test_a_form_is_found_by_name_id_or_alias(name: str, tmp_path: Path) -> None:
    out = tmp_path / "a.xlsx"
    assert run(["template", name, "--out", str(out), "--school-year", "2024-2025"]) == 0
    assert title(out) == "2024—2025学年度留守儿童花名册"


def test_without_a_place_it_goes_here_under_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["template", "loan-log"]) == 0
    assert [file.name for file in tmp_path.iterdir()] == ["图书借阅记录.xlsx"]


def test_the_list_names_every_form(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["template", "--list"]) == 0
    shown = capsys.readouterr().out
    assert "left-roster" in shown and "学校办学条件数据表" in shown and len(shown.splitlines()) == 25


def test_the_list_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["template", "--list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert {"id", "name", "kind", "aliases"} <= listed["forms"][0].keys() and listed["rules"]


@pytest.mark.parametrize(
    ("name", "near"),
    [("留守儿童名单册", "留守儿童花名册"), ("巩固率", "在校生巩固率统计表"), ("教师表", "教师基本情况登记表")],
)
def test_a_near_miss_is_told(name: str, near: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["template", name, "--out", str(tmp_path / "a.xlsx")]) == NOT_FOUND
    said = capsys.readouterr().err
    assert "您要的是不是" in said and near in said
    assert not list(tmp_path.iterdir())


def test_nothing_near_points_to_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["template", "qqqqqq"]) == NOT_FOUND
    assert "template --list" in capsys.readouterr().err


def test_the_name_asked_for_tells_the_stage(tmp_path: Path) -> None:
    out = tmp_path / "a.xlsx"
    assert run(["template", "小学毕业年级学生成绩情况统计表", "--out", str(out)]) == 0
    words = {cell.value for row in openpyxl.load_workbook(out).worksheets[0].iter_rows() for cell in row}
    assert "科学" in words and "物理" not in words


BAD = {
    "no name": (["template"], "请写表名"),
    "years apart": (["template", "left-roster", "--school-year", "2024-2026"], "后一年等于前一年加1"),
    "no year": (["template", "left-roster", "--school-year", "去年"], "2013-2014"),
    "a stage it has not": (["template", "score-primary", "--stage", "初中"], "小学"),
    "a folder": (["template", "left-roster", "--out", "{folder}"], "是文件夹"),
    "another kind of file": (["template", "left-roster", "--out", "{folder}/a.docx"], ".xlsx"),
    "a folder that is not there": (["template", "left-roster", "--out", "{folder}/none/a.xlsx"], "没有"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_use_is_told_and_leaves_nothing(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    arguments, said = BAD[case]
    assert run([argument.replace("{folder}", str(tmp_path)) for argument in arguments]) == BAD_USE
    assert said in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
