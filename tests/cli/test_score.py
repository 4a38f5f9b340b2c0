"""The command that scores workbooks and published coefficients, from the file to the exit code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document

from assistant.errors import BadRequest
from assistant.standards.beside import LARGE, score_as_json
from assistant.standards.desk import Wishes
from assistant.standards.whatif import read_change
from tests.cli.conftest import Command
from tests.standards.figures import HEADINGS, Row, junior, measures, primary
from tests.standards.test_rubric import KNOWN, OTHER

SHAPE = {"standard", "schools", "county", "composite", "verdict", "reasons", "findings", "rules"}
SCHOOL = {"name", "stage", "indicators", "verdict", "reasons"}
INDICATOR = {"id", "name", "value", "threshold", "floor", "met", "short_by", "arithmetic", "cells"}
COUNTY = {"stage", "indicator", "mean", "sd", "cv", "limit", "met"}
FINDING = {"rule", "severity", "sheet", "cell", "observed", "expected", "message", "fix", "source", "related"}


def workbook(file: Path, rows: list[Row], *, title: bool = False, headings: dict[str, str] | None = None) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    if title:
        sheet.append(["2024—2025学年度学校办学条件数据表"])
    sheet.append([(headings or {}).get(label, label) for label in HEADINGS.values()])
    for row in rows:
        sheet.append([row.get(column) for column in HEADINGS])
    book.save(file)
    return file


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = [primary("甲小"), primary("乙小", 800, sports="4,000"), junior("丙中"), junior("丁中", 900)]
    return workbook(tmp_path_factory.mktemp("score") / "全县.xlsx", rows, title=True)


def test_change_may_name_a_column_as_the_form_does(command: Command, tmp_path: Path) -> None:
    file = workbook(tmp_path / "c.xlsx", [primary("甲"), primary("乙")], headings={"图书册数": "图书藏量(册)"})
    for name in ("图书册数", "图书藏量"):
        done = command("score", str(file), "--standard", "basic-2012", "--what-if", f"甲:{name}:+100", "--json")
        assert [line["indicator"] for line in done.json["what_if"]["after"]["county"] if line["cv"]] == ["生均图书册数"]


def test_degrees_may_be_called_by_what_they_are(command: Command, tmp_path: Path) -> None:
    names = {"小学高于规定学历教师数": "小学专科及以上学历教师", "初中高于规定学历教师数": "初中本科及以上学历教师"}
    file = workbook(tmp_path / "d.xlsx", [primary("甲"), junior("乙")], headings=names)
    told = command("score", str(file), "--standard", "quality-2017", "--json").json
    assert told["unmapped"] == [] and None not in [school["indicators"][0]["value"] for school in told["schools"]]


def test_standard_without_a_line_for_schools_says_of_none_that_it_lacks_figures(command: Command, county: Path) -> None:
    said = command("score", str(county), "--standard", "basic-2012").out
    assert "没有单校的线，不逐校判" in said and "数据不足4个" not in said


def test_shapes_are_those_of_the_interface(county: Path, command: Command) -> None:
    done = command("score", str(county), "--standard", "quality-2017", "--json")
    told = done.json
    assert done.code == 1 and told.keys() >= SHAPE and told["standard"] == "quality-2017"
    assert told["schools"][0].keys() >= SCHOOL and told["schools"][0]["indicators"][0].keys() >= INDICATOR
    assert told["county"][0].keys() >= COUNTY
    assert [(f["rule"], f["cell"]) for f in told["findings"]] == [("cell-written", "H4")]
    assert told["findings"][0].keys() >= FINDING


def test_cells_are_those_of_the_workbook(county: Path, command: Command) -> None:
    told = command("score", str(county), "--standard", "quality-2017", "--json").json
    item = next(i for i in told["schools"][2]["indicators"] if i["id"] == "L1")
    assert told["schools"][2]["name"] == "丙中" and item["cells"] == ["S5", "D5"]


def test_county_that_passes_exits_with_nought(tmp_path: Path, command: Command) -> None:
    file = workbook(tmp_path / "a.xlsx", [primary("甲"), primary("乙"), junior("丙"), junior("丁")])
    for standard in ("basic-2012", "quality-2017"):
        done = command("score", str(file), "--standard", standard, "--json")
        assert (done.code, done.json["verdict"]) == (0, "达标")


def test_two_standards_at_once_give_a_list(county: Path, command: Command) -> None:
    done = command("score", str(county), "--standard", "basic-2012", "--standard", "quality-2017", "--json")
    assert [told["standard"] for told in done.json] == ["basic-2012", "quality-2017"]


def test_standards_scored_side_by_side_say_the_same(county: Path, command: Command) -> None:
    names = ("basic-2012", "quality-2017")
    done = command("score", str(county), "--standard", names[0], "--standard", names[1], "--json")
    chosen = [measures().measures[name] for name in names]
    shown = score_as_json(county, chosen, measures(), Wishes())
    assert [json.loads(text) for _, text in shown] == done.json
    assert [verdict for verdict, _ in shown] == [told["verdict"] for told in done.json]
    with pytest.raises(BadRequest):
        score_as_json(county, chosen, measures(), Wishes((read_change("没有:图书册数:+1"),)))


def test_large_county_is_one_line_of_json(tmp_path: Path, command: Command) -> None:
    file = workbook(tmp_path / "大.xlsx", [primary(f"第{n}小学", 301 + n) for n in range(2200)])
    done = command("score", str(file), "--standard", "basic-2012", "--standard", "quality-2017", "--json")
    assert file.stat().st_size > LARGE and done.code == 0 and done.out.count("\n") == 1
    assert [(told["standard"], len(told["schools"])) for told in done.json] == [
        ("basic-2012", 2200), ("quality-2017", 2200),
    ]  # fmt: skip


def test_text_leads_with_the_verdict_and_says_the_shortfall(county: Path, command: Command) -> None:
    done = command("score", str(county), "--standard", "quality-2017")
    assert done.out.startswith("县域义务教育优质均衡发展督导评估（2017）：不达标。")
    assert "体育运动场馆面积差2000平方米" in done.out and "4000 ÷ 800 = 5（H4、C4）" in done.out


def test_heading_in_other_words_is_found_and_told(tmp_path: Path, command: Command) -> None:
    file = workbook(tmp_path / "b.xlsx", [primary("甲"), primary("乙")], headings={"图书册数": "图书总册数"})
    told = command("score", str(file), "--standard", "basic-2012", "--json").json
    assert all(line["cv"] == 0 for line in told["county"])


def test_unknown_headings_are_listed(tmp_path: Path, command: Command) -> None:
    file = workbook(tmp_path / "c.xlsx", [primary("甲")], headings={"并入学校": "校长手机型号"})
    told = command("score", str(file), "--standard", "basic-2012", "--json").json
    assert [(one["heading"], one["cell"]) for one in told["unmapped"]] == [("校长手机型号", "W1")]


def test_what_if_shows_both(county: Path, command: Command, tmp_path: Path) -> None:
    changes = tmp_path / "changes.yaml"
    changes.write_text("changes: ['乙小:体育运动场馆面积:+2000']\n", encoding="utf-8")
    for given in ("乙小:体育运动场馆面积:+2000", str(changes)):
        told = command("score", str(county), "--standard", "quality-2017", "--what-if", given, "--json").json["what_if"]
        assert (told["before"]["verdict"], told["after"]["verdict"]) == ("不达标", "达标")
        assert [(s["name"], s["before"], s["after"]) for s in told["schools"]] == [("乙小", "不达标", "达标")]


NINE: Row = {"kind": "九年一贯制", "students_junior": 300, "degree_junior": 30, "lead_junior": 5, "arts_junior": 5,
             "teachers_junior": 40, "title_junior": 20}  # fmt: skip


@pytest.mark.parametrize(
    ("row", "change", "turned"),
    [(primary("校", **NINE), "校:初中学生数:=0", [("小学", "不达标", "达标"), ("初中", "不达标", "不再计入")]),
     (primary("校", **{**NINE, "students_junior": 0}), "校:初中学生数:=300",
      [("小学", "达标", "不达标"), ("初中", "新计入", "不达标")]),
     (primary("校", 60, kind="教学点"), "校:小学学生数:-20", [("小学", "达标", "不再计入")])],
)  # fmt: skip
def test_part_that_a_change_makes_or_takes_is_told(
    tmp_path: Path, command: Command, row: Row, change: str, turned: list[tuple[str, str, str]]
) -> None:
    file = workbook(tmp_path / "e.xlsx", [primary("甲"), row])
    given = ("score", str(file), "--standard", "quality-2017", "--what-if", change)
    told = command(*given, "--json").json["what_if"]
    assert [(s["stage"], s["before"], s["after"]) for s in told["schools"]] == turned
    said = command(*given, "--report", str(tmp_path / "r.xlsx")).out
    for stage, before, after in turned:
        assert f"校（{stage}）：{before} → {after}" in said
    county = {line["stage"] for side in ("before", "after") for line in told[side]["county"]}
    rows = list(openpyxl.load_workbook(tmp_path / "r.xlsx")["改动前后"].values)
    assert len(rows) == 1 + 7 * len(county)


@pytest.mark.parametrize("column", ["学校类别", "学校名称", "并入学校", "kind"])
def test_column_of_words_cannot_be_changed(county: Path, command: Command, column: str) -> None:
    done = command("score", str(county), "--standard", "basic-2012", "--what-if", f"甲小:{column}:=5")
    known = done.err.split("可写：")[1]
    assert done.code == 2 and "学校类别" not in known and "图书册数" in known


@pytest.mark.parametrize(
    "change",
    ["乙小", "乙小:没有的栏:+1", "没有:图书册数:+1", "小:图书册数:+1", "乙小:图书册数:-99999999", "乙小:图书册数:+x"],
)
def test_change_that_cannot_be_made_is_refused(county: Path, command: Command, change: str) -> None:
    done = command("score", str(county), "--standard", "basic-2012", "--what-if", change)
    assert done.code == 2 and done.out == "" and done.err.strip()


def test_least_change_is_told(tmp_path: Path, command: Command) -> None:
    rows = [primary(f"校{n}", media=15 if n else 150) for n in range(8)]
    file = workbook(tmp_path / "d.xlsx", rows)
    told = command("score", str(file), "--standard", "quality-2017", "--least", "--json").json
    least = told["least"][0]
    assert (least["id"], least["unit"], least["optimal"]) == ("L7", "间", False)
    assert least["cv_after"] <= 0.5 < least["cv_before"]
    assert sum(one["add"] for one in least["schools"]) == least["total"] and len(least["schools"]) == 7


def test_least_change_of_plain_coefficients_is_refused(county: Path, command: Command) -> None:
    done = command("score", str(county), "--standard", "quality-2017", "--least", "--unweighted")
    assert done.code == 2 and done.out == "" and "--unweighted 请分开用" in done.err


@pytest.mark.parametrize(("cvs", "code"), [([0.3] * 8, 0), ([0.7] * 8, 1), ([0.3], 2)])
def test_published_coefficients(tmp_path: Path, command: Command, cvs: list[float], code: int) -> None:
    file = tmp_path / "cv.json"
    file.write_text(json.dumps({"standard": "basic-2012", "stage": "小学", "cvs": cvs}), encoding="utf-8")
    done = command("score", "--values", str(file), "--json")
    assert done.code == code
    if code < 2:
        assert done.json.keys() >= SHAPE
        assert command("score", "--values", str(file)).out.startswith("县域义务教育基本均衡")


def rubric_book(file: Path, rows: list[tuple[str, Any, Any]]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["河南省义务教育学校办学基本标准评估表（试行）"])
    sheet.append(["学校（公章）：示例小学　　学校类别：小学"])
    sheet.append(["一级指标", "二级指标", "小学评估标准", "初中评估标准", "分值", "评分办法", "自评得分", "自查情况"])
    for item, points, score in rows:
        sheet.append(["", item, "见原表", "见原表", points, "", score, "有台账"])
    book.save(file)
    return file


def test_filled_form_is_scored_in_part(tmp_path: Path, command: Command) -> None:
    file = rubric_book(tmp_path / "评估表.xlsx", [(name, points, points) for name, points in KNOWN])
    done = command("score", str(file), "--standard", "henan-2012", "--json")
    assert (done.code, done.json["verdict"], done.json["schools"][0]["name"]) == (1, "数据不足", "示例小学")
    assert done.json["schools"][0]["total"]["got"] == 41


def test_complete_form_is_scored_in_full(tmp_path: Path, command: Command) -> None:
    file = rubric_book(tmp_path / "评估表.xlsx", [(name, points, points) for name, points in [*KNOWN, *OTHER]])
    done = command("score", str(file), "--standard", "henan-2012", "--json")
    assert (done.code, done.json["schools"][0]["total"]["scaled"]) == (0, 100)
    assert command("score", str(file), "--standard", "henan-2012").out.startswith("河南省")


def test_complete_rubric_may_be_a_word_file(tmp_path: Path, command: Command) -> None:
    rules = Document()
    rules.add_paragraph("河南省义务教育学校办学基本标准评估表（试行）")
    heads = ["一级指标", "二级指标", "小学评估标准", "初中评估标准", "分值", "评分办法"]
    rows = [["组", name, "", "", f"{points}分", ""] for name, points in [*KNOWN, *OTHER]]
    table = rules.add_table(rows=0, cols=len(heads))
    for values in [heads, *rows]:
        for cell, value in zip(table.add_row().cells, values, strict=True):
            cell.text = value
    rules.save(str(tmp_path / "细则.docx"))
    file = rubric_book(tmp_path / "评估表.xlsx", [(name, "", points) for name, points in [*KNOWN, *OTHER]])
    given = ("score", str(file), "--standard", "henan-2012", "--json")
    assert command(*given).json["verdict"] == "数据不足"
    done = command(*given, "--rubric", str(tmp_path / "细则.docx"))
    assert (done.code, done.json["schools"][0]["total"]["scaled"]) == (0, 100)


def test_refusals_have_a_sentence_and_exit_two(tmp_path: Path, county: Path, command: Command) -> None:
    text = tmp_path / "x.xlsx"
    text.write_text("不是表格", encoding="utf-8")
    other = openpyxl.Workbook()
    other.active.append(["姓名", "性别", "班级"])
    other.active.append(["示例", "男", "一班"])
    other.save(tmp_path / "other.xlsx")
    calls = [
        ("score", str(text), "--standard", "basic-2012"),
        ("score", str(tmp_path / "other.xlsx"), "--standard", "basic-2012"),
        ("score", str(tmp_path / "none.xlsx"), "--standard", "basic-2012"),
        ("score", str(county), "--standard", "other-2020"),
        ("score", str(county), "--standard", "basic-2012", "--standard", "henan-2012"),
        ("score", str(county)),
        ("score",),
        ("score", str(county), "--standard", "basic-2012", "--chart", str(tmp_path / "a.gif")),
        ("score", str(county), "--standard", "basic-2012", "--report", str(tmp_path / "a.pdf")),
    ]
    for call in calls:
        done = command(*call)
        assert done.code == 2 and done.err.strip().endswith("。"), call


CALLED = {"图书册数": "馆藏图书（册）总量", "小学县级以上骨干教师数": "小学骨干教师合计人数", "计算机台数": "电子设备"}


def test_command_learns_a_heading_once(tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUNHENG_HOME", str(tmp_path / "home"))
    file = workbook(tmp_path / "旧.xlsx", [primary("甲"), junior("乙")], headings=CALLED)
    before = command("score", str(file), "--standard", "basic-2012", "--json")
    cell = next(one for one in before.json["unmapped"] if one["heading"] == "电子设备")
    assert cell["cell"] == "J1" and before.json["verdict"] == "数据不足"
    said = [f"--map={heading}={label}" for label, heading in CALLED.items()]
    assert command("score", str(file), "--standard", "basic-2012", "--json", *said).json["verdict"] == "达标"
    again = command("score", str(file), "--standard", "basic-2012", "--json").json
    assert again["verdict"] == "达标" and again["unmapped"] == []
    items = {item["id"]: item for item in again["schools"][0]["indicators"]}
    assert "J2" in items["B4"]["cells"] and "K2" in items["B5"]["cells"]
    wrong = command("score", str(file), "--standard", "basic-2012", "--map", "电子设备=没有的栏")
    assert wrong.code == 2 and "本表有" in wrong.err
