"""Several files: rosters and statistics agree or not, people in two registers, twice, or in none."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.registers.checking import check_workbook
from assistant.registers.reconciling import reconcile
from assistant.registers.shows import report_json
from assistant.registers.workbook import Value, Workbook
from tests.registers.builders import Rows, book, id_number, left_rows, of, right_rows, schemas, sheet
from tests.registers.test_layout import roster


def told(rows: Rows, file: str) -> dict[str, Any]:
    report = check_workbook(book(rows, file), schemas(), people="secret")
    assert report.refused is None and report.findings == (), report
    return {**report_json(report, schemas()), "details": report.details}


def found(*reports: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(r["file"], f["cell"], f["rule"]) for r in reconcile(reports, schemas()) for f in r["findings"]]


def stats(**changes: Value) -> Rows:
    row: dict[str, Value] = {"序号": 1, "学校": "示例小学", "在校生总数": 50, "一年级": 6, "二年级": 0, "合计": 6,
    "男": 3, "女": 3,
                             "单亲留守人数": 0, "双亲留守人数": 6, "占在校生比例": "12%", "备注": None}  # fmt: skip
    assert set(changes) <= set(row)
    return [["2013-2014学年度留守儿童统计表"], ["填报单位（公章）：示例小学"], list(row), list({**row,
    **changes}.values()),
            ["填表人：甲 审核人：乙 填表日期：2013年9月10日"]]  # fmt: skip


MIGRANT = (
    "序号 姓名 性别 出生年月 身份证号 学籍号 年级 班级 户籍所在地 迁入来源 父亲姓名 父亲务工地点或单位 "
    "母亲姓名 母亲务工地点或单位 联系电话 现住址 转入或入学时间 备注"
).split()


def migrants(*orders: int) -> Rows:
    rows: Rows = [["2013-2014学年度进城务工农民子女花名册"], ["学校（公章）：示例小学"], list(MIGRANT)]
    for n, order in enumerate(orders, 1):
        number = id_number(order=order)
        rows.append(of(MIGRANT, {
            "序号": n, "姓名": f"示例{chr(0x4E00 + order)}", "性别": "男", "出生年月": "2007-03-15",
            "身份证号": number, "学籍号": f"G{number}",
            "年级": "一年级", "班级": "1班", "户籍所在地": "外省外县", "迁入来源": "外省迁入", "父亲姓名": "示例父",
            "父亲务工地点或单位": "本县", "母亲姓名": "示例母",
            "母亲务工地点或单位": "本县", "联系电话": f"1390000{order:04}", "现住址": "示例街",
        }))  # fmt: skip
    return [*rows, ["填表人：甲 审核人：乙 填表日期：2013年9月10日"]]


def test_a_roster_and_its_statistics_that_agree_are_silent() -> None:
    assert found(told(left_rows(6), "花名册.xlsx"), told(stats(), "统计表.xlsx")) == []


def test_one_child_more_in_the_statistics_is_one_finding_there() -> None:
    off = stats(合计=7, 一年级=7, 男=4, 双亲留守人数=7, 占在校生比例="14%")
    assert found(told(left_rows(6), "花名册.xlsx"), told(off, "统计表.xlsx")) == [("统计表.xlsx", "F4", "stats-total")]


def test_right_totals_with_wrong_grades_sexes_or_kinds_are_told() -> None:
    off = told(stats(一年级=5, 二年级=1, 男=2, 女=4, 单亲留守人数=1, 双亲留守人数=5), "统计表.xlsx")
    rules = [rule for _, _, rule in found(told(left_rows(6), "花名册.xlsx"), off)]
    assert rules == ["stats-grade", "stats-sex", "stats-kind"]


def test_statistics_of_another_school_are_not_compared() -> None:
    off = stats(合计=7, 一年级=7, 男=4, 双亲留守人数=7, 占在校生比例="14%", 学校="另一小学")
    off[1] = ["填报单位（公章）：另一小学"]
    assert found(told(left_rows(6), "甲/花名册.xlsx"), told(off, "乙/统计表.xlsx")) == []


def test_a_roster_of_no_named_school_beside_those_of_several_is_nobodys() -> None:
    other, unnamed = roster("一年级", 50, 51), roster("一年级", 60, 61)
    other[1], unnamed[1] = ["学校（公章）：另一小学"], ["一年级"]
    given = (told(migrants(1), "随迁.xlsx"), told(other, "另一小学.xlsx"), told(unnamed, "花名册.xlsx"))
    assert not any(rule == "not-in-roster" for _, _, rule in found(*given))


def test_a_child_in_two_exclusive_registers_is_told_once() -> None:
    one = told([*left_rows(6)[:-1], *left_rows(0)[-1:]], "留守.xlsx")
    assert found(one, told(migrants(1, 50), "随迁.xlsx")) == [("随迁.xlsx", "E4", "two-registers")]
    assert found(one, told(migrants(50, 51), "随迁.xlsx")) == []


def test_a_child_that_the_pupils_roster_lacks_is_told() -> None:
    pupils = told(roster("一年级", 1, 3, 50, 51), "学生.xlsx")
    assert found(pupils, told(migrants(1, 50), "随迁.xlsx")) == []
    assert found(pupils, told(migrants(1, 60), "随迁.xlsx")) == [("随迁.xlsx", "E5", "not-in-roster")]


def test_one_number_in_two_files_is_told_at_the_second() -> None:
    one, two = told(migrants(1, 50), "甲/随迁.xlsx"), told(migrants(60, 50), "乙/随迁.xlsx")
    assert found(one, two) == [("乙/随迁.xlsx", "E5", "duplicate-across")]


def test_one_roster_handed_in_twice_is_one_finding() -> None:
    orders = range(1, 20)
    result = reconcile([told(migrants(*orders), "a.xlsx"), told(migrants(*orders), "b.xlsx")], schemas())
    assert [(f["cell"], len(f["related"])) for f in result[1]["findings"]] == [("E4", 18)] and result[0][
        "findings"
    ] == []


def test_what_is_compared_never_leaves_with_the_reports() -> None:
    result = reconcile([told(left_rows(6), "花名册.xlsx")], schemas())
    assert "details" not in result[0]


def test_who_is_in_a_table_can_be_told_only_with_the_secret_of_the_run() -> None:
    one, same, other = (
        check_workbook(book(left_rows(3)), schemas(), people=secret).details["tables"][0]["people"]
        for secret in ("a", "a", "b")
    )
    assert one == same
    assert {t for person in one for t in person[:3]}.isdisjoint(t for person in other for t in person[:3])
    assert "people" not in check_workbook(book(left_rows(3)), schemas()).details["tables"][0]


def test_a_form_that_is_not_there_is_named_until_it_is() -> None:
    alone, partner = told(stats(), "甲.xlsx"), told(left_rows(6), "乙.xlsx")
    assert [s["rule"] for s in alone["skipped"]] == ["stats-total"] and "留守儿童花名册" in alone["skipped"][0]["why"]
    both = reconcile([alone, partner], schemas())
    assert both[0]["skipped"] == []
    assert [s["rule"] for s in both[1]["skipped"]] == ["two-registers", "not-in-roster"]


def test_a_roster_and_its_statistics_in_one_workbook_are_held_against_each_other() -> None:
    sheets = (sheet(left_rows(7), "花名册"), sheet(stats(), "统计表"))
    report = check_workbook(Workbook("表.xlsx", "xlsx", sheets), schemas(), people="secret")
    both = {**report_json(report, schemas()), "details": report.details}
    assert "stats-total" not in {s["rule"] for s in both["skipped"]}
    assert [rule for _, _, rule in found(both)] == ["stats-total"]


RETENTION: Rows = [["2012-2013学年度在校生巩固率统计表"], ["学校名称", "毕业生数", "6(3)年前招生数", "巩固率"],
                   ["示例小学", 57, 60, "95%"]]  # fmt: skip
BY_HAND: list[tuple[Rows, str, str]] = [
    (right_rows("teacher-register"), "R18", "职称统计表"),
    (RETENTION, "R12", "基层报表"),
    (right_rows("enrollment-stats"), "R19", "证明材料"),
]


@pytest.mark.parametrize(("rows", "rule", "other"), BY_HAND, ids=["R18", "R12", "R19"])
def test_what_no_program_can_compare_is_said_to_be_left_open(rows: Rows, rule: str, other: str) -> None:
    said = check_workbook(book(rows), schemas()).skipped
    assert [other in skipped.why for skipped in said if skipped.rule == rule] == [True]


def test_two_schools_of_one_name_in_their_own_folders_are_told_apart() -> None:
    larger = stats(合计=8, 一年级=8, 男=4, 女=4, 双亲留守人数=8, 占在校生比例="16%")
    given = [
        (left_rows(6), "甲/名册.xlsx"),
        (stats(), "甲/统计.xlsx"),
        (left_rows(8), "乙/名册.xlsx"),
        (larger, "乙/统计.xlsx"),
    ]
    assert not [one for one in found(*(told(*file) for file in given)) if one[2].startswith("stats")]


def test_rosters_in_a_folder_of_their_own_are_found_by_the_name_of_the_school() -> None:
    off = stats(合计=7, 一年级=7, 男=4, 双亲留守人数=7, 占在校生比例="14%")
    assert found(told(left_rows(6), "名册/甲.xlsx"), told(off, "统计/甲.xlsx")) == [
        ("统计/甲.xlsx", "F4", "stats-total")
    ]
