"""Every rule of cells and rows: broken it is found at its cell, kept it is silent."""

from __future__ import annotations

import datetime as dt

import pytest

from assistant.registers.findings import Report
from assistant.registers.shows import MASKED, finding_json
from assistant.registers.workbook import Value
from tests.registers.builders import (
    LEFT_END,
    RIGHT,
    brief,
    check,
    id_number,
    left_rows,
    only,
    right_rows,
    schemas,
)  # fmt: skip

WRONG_DIGIT = id_number(order=3)[:-1] + ("0" if id_number(order=3)[-1] != "0" else "1")
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
NO_COUNTY = id_number(order=3, place="411499")

BROKEN: list[tuple[str, Value, str, str, str]] = [
    ("姓名", None, "B6", "required-empty", "错误"),
    ("父亲务工地点或单位", None, "L6", "required-when-empty", "错误"),
    ("就读方式", "寄宿", "T6", "list-value", "错误"),
    ("就读方式", "半托", "T6", "list-value", "错误"),
    ("与监护人关系", "爷", "R6", "list-value", "待核实"),
    ("出生年月", "07年3月", "D6", "date-form", "错误"),
    ("出生年月", "2007-02-30", "D6", "date-impossible", "错误"),
    ("父亲电话", "2123456", "M6", "phone-form", "待核实"),
    ("父亲电话", "139111100031", "M6", "phone-form", "错误"),
    ("父亲电话", 139111100.0, "M6", "phone-form", "错误"),
    ("姓名", "示　例", "B6", "name-spaces", "错误"),
    ("姓名", " 示例", "B6", "name-spaces", "错误"),
    ("姓名", "示例2", "B6", "name-digits", "错误"),
    ("姓名", 5.0, "B6", "name-digits", "错误"),
    ("身份证号", "41142520070315001", "E6", "id-form", "错误"),
    ("身份证号", "P1234567", "E6", "id-other-document", "待核实"),
    ("身份证号", "411425070315001", "E6", "id-15-digits", "错误"),
    ("身份证号", 411425070315001.0, "E6", "id-15-digits", "错误"),
    ("身份证号", 4.1142520070315e17, "E6", "id-truncated", "错误"),
    ("身份证号", "4.11425E+17", "E6", "id-truncated", "错误"),
    ("身份证号", "411425200703150000", "E6", "id-truncated", "错误"),
    ("身份证号", id_number(order=3, place="991425"), "E6", "id-province", "错误"),
    ("身份证号", "41142520070230005X", "E6", "id-date", "错误"),
    ("身份证号", id_number("20170315", order=3), "E6", "id-future", "错误"),
    ("身份证号", WRONG_DIGIT, "E6", "id-check-digit", "错误"),
    ("身份证号", "无", "E6", "id-none", "待核实"),
    ("身份证号", "、", "E6", "id-none", "待核实"),
    ("身份证号", "暂无身份证", "E6", "id-none", "待核实"),
    ("身份证号", id_number(order=3).translate(WIDE), "E6", "full-width", "提示"),
    ("性别", "女", "C6", "id-sex", "错误"),
    ("出生年月", "2007-03-16", "D6", "id-birth", "错误"),
    ("学籍号", "G123", "F6", "student-no-form", "错误"),
    ("学籍号", f"G{id_number(order=8)}", "F6", "student-no-id", "待核实"),
    ("年级", "五年级", "D6", "age-grade", "错误"),
    ("年级", "四年级", "D6", "age-grade", "错误"),
    ("年级", "三年级", "D6", "age-grade", "待核实"),
    ("与监护人关系", "父亲", "R6", "guardian-parent", "待核实"),
    ("留守类型", "单亲留守儿童", "O6", "guardian-place", "待核实"),
    ("序号", 9.0, "A6", "sequence", "待核实"),
    ("序号", "丙", "A6", "number-form", "错误"),
    ("序号", 3.5, "A6", "number-decimals", "提示"),
    ("序号", "3号", "A6", "number-unit", "待核实"),
    ("父亲电话", "１３９１１１１０００３", "M6", "full-width", "提示"),
]  # fmt: skip


@pytest.mark.parametrize(("column", "value", "cell", "rule", "severity"), BROKEN)
def test_a_broken_cell_is_the_only_finding(column: str, value: Value, cell: str, rule: str, severity: str) -> None:
    finding = only(check(left_rows(5, **{column: value})))
    assert (finding.cell, finding.rule, finding.severity) == (cell, rule, severity)


def test_a_county_that_never_was_is_pointed_out() -> None:
    pytest.importorskip("stdnum")
    finding = only(check(left_rows(5, 身份证号=NO_COUNTY, 学籍号=f"G{NO_COUNTY}")))
    assert (finding.cell, finding.rule, finding.severity) == ("E6", "id-county", "提示")


def test_a_lower_case_x_is_pointed_out() -> None:
    ending_in_x = next(n for n in range(3, 400, 2) if id_number(order=n).endswith("X"))
    number = id_number(order=ending_in_x)
    finding = only(check(left_rows(5, 身份证号=number.lower(), 学籍号=f"G{number}")))
    assert (finding.rule, finding.severity, finding.expected.text) == ("id-lower-x", "提示", number)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("就读方式", "2-住校"), ("就读方式", "2"), ("就读方式", 2.0), ("就读方式", " 住校 "), ("出生年月", "2007.3"),
        ("出生年月", 2007.3),
        ("出生年月", "20070315"), ("出生年月", dt.datetime(2007, 3, 15)), ("出生年月", 39156.0), ("出生年月",
        "2007年3月15日"),
        ("父亲电话", "0370-2123456"), ("父亲电话", 13911110003.0), ("父亲电话", "13911110003、13911110004"),
        ("父亲电话", "无"),
        ("父亲姓名", "——"), ("父亲姓名", "古丽·示例"), ("父亲姓名", "John Smith"), ("年级", "二年级"),
        ("出生年月", "2007、3、15"), ("出生年月", "2007年3月15日（星期四）"), ("序号", "三"),
        ("学籍号", None), ("学籍号", "L411425200703150076"), ("备注", "任意的话：=1+1"), ("序号", "3"), ("监护情况",
        None),
    ],
)  # fmt: skip
def test_right_ways_of_writing_are_silent(column: str, value: Value) -> None:
    assert brief(check(left_rows(5, **{column: value}))) == []


def test_the_standard_word_is_the_mend() -> None:
    assert only(check(left_rows(5, 就读方式="寄宿"))).expected.text == "住校"
    assert only(check(left_rows(5, 性别="男生"))).expected.text == "男"


def test_the_right_check_digit_is_told_and_the_number_never_mended() -> None:
    assert only(check(left_rows(5, 身份证号=WRONG_DIGIT))).expected.text == id_number(order=3)[-1]
    assert only(check(left_rows(5, 身份证号=4.1142520070315e17))).expected.text == ""


def test_a_phone_of_three_people_is_one_hint() -> None:
    rows = left_rows(6)
    for row in rows[3:6]:
        row[18] = "13900000000"
    finding = only(check(rows))
    assert (finding.cell, finding.rule, finding.related) == ("S4", "phone-repeated", ("S5", "S6"))


def test_two_people_may_share_a_phone() -> None:
    rows = left_rows(6)
    rows[3][18] = rows[4][18] = "13900000000"
    assert brief(check(rows)) == []


def test_mixed_ways_of_writing_dates_are_one_hint() -> None:
    rows = left_rows(6)
    rows[5][3], rows[7][3] = "2007.3.15", "20070315"
    finding = only(check(rows))
    assert (finding.cell, finding.rule, finding.severity, finding.related) == ("D6", "date-mixed", "提示", ("D8",))


def test_one_number_twice_is_told_once_with_the_first_place() -> None:
    rows = left_rows(6)
    rows[6][4] = rows[3][4]
    finding = only(check([row[:5] + [None] + row[6:] if len(row) > 6 and row[0] != "序号" else row for row in rows]))
    assert (finding.cell, finding.rule, finding.words["place"]) == ("E7", "duplicate-id", "E4")


def test_the_same_name_and_birthday_without_a_number_are_asked_about() -> None:
    rows = left_rows(6)
    rows[5][1], rows[5][4], rows[5][5] = rows[3][1], None, None
    found = brief(check(rows))
    assert ("B6", "duplicate-person") in found and ("B4", "duplicate-person") not in found


def test_two_numbers_are_two_people_of_one_name() -> None:
    rows = left_rows(6)
    rows[5][1] = rows[3][1]
    assert brief(check(rows)) == []


def test_a_filled_down_number_is_one_finding() -> None:
    rows = left_rows(6)
    for n in range(4):
        rows[3 + n][4], rows[3 + n][5] = f"41142520070315{4101 + n}", None
    found = [f for f in check(rows).findings if f.rule.startswith("id-")]
    assert [(f.cell, f.rule, f.related[:3]) for f in found] == [("E4", "id-series", ("E5", "E6", "E7"))]


def test_numbers_start_again_with_each_class() -> None:
    rows = left_rows(6)
    for n, row in enumerate(rows[6:9]):
        row[0] = float(n + 1)
    assert brief(check(rows)) == []


def test_error_values_and_uncalculated_formulas_are_named_not_called_empty() -> None:
    errors = check(left_rows(5, 现住址=None), errors={(6, 9): "#N/A"})
    assert [(f.cell, f.rule, f.observed.text) for f in errors.findings] == [("I6", "error-value", "#N/A")]
    unsaved = check(left_rows(5, 现住址=None), unsaved=frozenset({(6, 9)}))
    assert brief(unsaved) == [("I6", "formula-unsaved")]


def test_no_year_skips_age_and_says_so() -> None:
    rows = left_rows(5, 年级="六年级")
    rows[0] = ["留守儿童花名册"]
    report = check(rows)
    assert brief(report) == [] and "age-grade" in {s.rule for s in report.skipped}
    assert brief(check(rows, year="2013-2014")) == [("D6", "age-grade")]
    assert brief(check(rows, file="2013-2014留守.xlsx")) == [("D6", "age-grade")]


def test_two_years_that_do_not_follow_are_told() -> None:
    rows = left_rows(3)
    rows[0] = ["2013—2015学年度留守儿童花名册"]
    finding = only(check(rows))
    assert (finding.cell, finding.rule, finding.expected.text) == ("A1", "title-year", "2013-2014")


def test_another_year_than_was_asked_for_is_told() -> None:
    report = check(left_rows(3), year="2014-2015")
    assert ("A1", "title-year") in brief(report) and report.school_year == "2014-2015"


def test_a_table_nobody_signed_gets_a_hint() -> None:
    finding = only(check(left_rows(3)[:-1]))
    assert (finding.rule, finding.severity) == ("signature-missing", "提示")


@pytest.mark.parametrize("date", ["2013年9月12日", dt.datetime(2013, 9, 12), "二〇一三年九月十二日"])
def test_a_date_beside_the_signatures_needs_no_word_before_it(date: Value) -> None:
    signed: list[Value] = ["填表人：示例  审核人：示例  公章", None, None, date]
    assert brief(check([*left_rows(3)[:-1], signed])) == []
    title: list[Value] = ["填表人：示例  审核人：示例  公章"]
    assert only(check([*left_rows(3)[:-1], title])).words["missing"] == "填表日期"


@pytest.mark.parametrize(("heading", "found"), [("是否住校", []), ("是否寄宿", []), ("就读方式", ["list-value"])])
def test_a_heading_that_asks_is_answered_with_yes_and_no(heading: str, found: list[str]) -> None:
    rows = left_rows(4, 就读方式="是")
    rows[2] = [heading if cell == "就读方式" else cell for cell in rows[2]]
    report = check(rows)
    assert [rule for _, rule in brief(report)] == found
    if not found:
        assert report.details["tables"][0]["counts"]["board"] == {"住校": 4}


FORMS: list[tuple[str, str, dict[str, Value], list[tuple[str, str]]]] = [
    ("retention-register", "right", {}, []),
    ("retention-register", "subtotal", {"增加—小计": 46, "净增加": 44, "现有或毕业人数": 120}, [("F5", "subtotal")]),
    ("retention-register", "balance", {"净增加": 40}, [("K5", "balance")]),
    ("retention-register", "rate", {"巩固率": "98%"}, [("M5", "rate")]),
    ("retention-register", "rate", {"巩固率": 98.0}, [("M5", "rate")]),
    ("retention-register", "share", {"巩固率": 1.0}, []),
    ("retention-register", "over", {"现有或毕业人数": 121, "巩固率": "101.68%"}, [("M5", "rate-over-100")]),
    ("left-stats", "right", {}, []),
    ("left-stats", "grades", {"一年级": 5}, [("G4", "sum")]),
    ("left-stats", "sexes", {"男": 8}, [("G4", "sum")]),
    ("left-stats", "total", {"合计": 11}, [("G4", "sum")]),
    ("left-stats", "share", {"占在校生比例": "4.9%"}, [("J4", "rate")]),
    ("left-stats", "more than all", {"在校生总数": 9, "占在校生比例": None}, [("G4", "at-most")]),
    ("new-books", "right", {}, []),
    ("new-books", "product", {"金额": 50}, [("I4", "product")]),
    ("loan-log", "right", {}, []),
    ("loan-log", "still out", {"归还时间": "未还"}, []),
    ("loan-log", "order", {"归还时间": "2013-09-30"}, [("D4", "date-order")]),
    ("dropout-register", "right", {}, []),
    ("dropout-register", "year", {"辍学时间": "2014-03-01"}, [("K4", "date-outside-year")]),
    ("score-junior", "right", {}, []),
    ("score-junior", "absent", {"数学": "缺考", "总分": 80}, []),
    ("score-junior", "too much", {"数学": 130, "总分": 210}, [("E4", "score-range")]),
    ("score-junior", "zero", {"数学": 0, "总分": 80}, [("E4", "score-absent-zero")]),
    ("score-junior", "early", {"化学": 70, "总分": 240}, [("F3", "subject-not-yet")]),
    ("disabled-roster", "right", {}, []),
    ("disabled-roster", "form", {"残疾证号": "123"}, [("K4", "cert-form")]),
    ("disabled-roster", "level", {"残疾等级": "三级"}, [("K4", "cert-level")]),
    ("disabled-roster", "category", {"残疾类别": "视力残疾"}, [("K4", "cert-category")]),
    ("disabled-roster", "id", {"残疾证号": f"{id_number(order=9)}42"}, [("K4", "cert-id")]),
    ("disabled-roster", "reissued", {"残疾证号": f"{id_number(order=1)}42B1"}, []),
    ("disabled-roster", "no certificate", {"残疾证号": "无", "残疾等级": None, "备注": "有诊断证明"}, []),
    ("disabled-roster", "no proof", {"残疾证号": "无", "残疾等级": None}, [("Q4", "required-when-empty")]),
    ("disabled-roster", "half", {"残疾等级": None}, [("J4", "required-when-empty")]),
    ("disabled-roster", "none", {"残疾类别": "无残疾"}, [("I4", "disability-none")]),
    ("teacher-register", "right", {}, []),
    ("teacher-register", "asked", {"教龄": 24}, [("E4", "seniority-age")]),
    ("teacher-register", "wrong", {"教龄": 27}, [("E4", "seniority-age")]),
    ("standard-school-register", "right", {}, []),
    ("standard-school-register", "low", {"评估得分": 84.5}, [("H4", "register-below-85")]),
    ("graduate-scores", "right", {}, []),
    ("graduate-scores", "average", {"语文平均分": 79}, [("E4", "rate")]),
    ("graduate-scores", "rate", {"语文合格率": "91%"}, [("G4", "rate")]),
    ("graduate-scores", "more than sat", {"实考人数": 51, "语文总分": None, "语文平均分": 80, "语文合格率": None,
    "语文优秀率": None}, [("C4", "at-most")]),
    ("poor-roster", "right", {}, []),
    ("poor-roster", "proof", {"证件名称与编号": None}, [("O4", "required-when-empty")]),
    ("poor-roster", "two kinds", {"贫困类型": "最低生活保障家庭、其他经济困难"}, [("M4", "list-value")]),
    ("enrollment-stats", "right", {}, []),
    ("enrollment-stats", "sum", {"未入学人数": 3}, [("B4", "sum")]),
]  # fmt: skip


@pytest.mark.parametrize(("form", "case", "changes", "expected"), FORMS, ids=[f"{f}-{c}" for f, c, _, _ in FORMS])
def test_rules_of_the_forms(form: str, case: str, changes: dict[str, Value], expected: list[tuple[str, str]]) -> None:
    assert brief(check(right_rows(form, **changes))) == expected


def test_a_small_rate_whose_figures_cannot_be_read_is_not_taken_for_a_share() -> None:
    rows = right_rows("enrollment-stats", 适龄人口数="百来个", 入学率=1.49)
    assert brief(check(rows)) == [("B4", "number-form")]


def severity_of(report: Report, rule: str) -> str:
    return next(f.severity for f in report.findings if f.rule == rule)


def test_seniority_is_wrong_only_where_it_cannot_be() -> None:
    assert severity_of(check(right_rows("teacher-register", 教龄=24)), "seniority-age") == "待核实"
    assert severity_of(check(right_rows("teacher-register", 教龄=27)), "seniority-age") == "错误"


def test_what_is_in_no_column_of_the_form_is_not_judged() -> None:
    rows = left_rows(4)
    rows[2].append("家庭年收入")
    for row in rows[3:-1]:
        row.append("很多")
    assert brief(check(rows)) == [("W3", "column-extra")]


@pytest.mark.parametrize("said", ["在家", "在家务农", "务农", "家中", "本村", "无", "—"])
def test_a_parent_at_home_has_no_place_of_work(said: str) -> None:
    assert brief(check(left_rows(5, 留守类型="单亲留守儿童", 母亲务工地点或单位=said))) == []


@pytest.mark.parametrize("phone", ["139-1110-0003", "139 1110 0003", "+86 13911100003", "13911100003 / 13911100004"])
def test_a_mobile_number_may_be_written_in_groups(phone: str) -> None:
    assert brief(check(left_rows(5, 父亲电话=phone))) == []


def test_a_date_without_its_year_is_asked_about() -> None:
    report = check(right_rows("loan-log", 借阅时间="10月15日"))
    assert brief(report) == [("C4", "date-form")] and severity_of(report, "date-form") == "待核实"


@pytest.mark.parametrize(
    ("line", "found"),
    [("本学年无辍学学生", []), ("本校没有辍学", []), ("无", []), ("填表说明见另页", ["zero-report"])],
)  # fmt: skip
def test_a_line_may_say_that_there_is_nobody(line: str, found: list[str]) -> None:
    title, row = RIGHT["dropout-register"]
    report = check([[title], list(row), [line], LEFT_END])
    assert [rule for _, rule in brief(report)] == found


def _student(**changes: Value) -> Report:
    """The report of a 学生花名册 with one child; changes by heading."""
    number = id_number()
    row: dict[str, Value] = {
        "序号": 1.0, "学籍号": f"G{number}", "姓名": "示例甲", "性别": "男", "出生年月": "2007-03-15",
        "身份证号": number,
        "现住址": "示例村", "监护人姓名": "示例乙", "联系电话": "13911110003", "备注": None, **changes,
    }  # fmt: skip
    return check([["2013—2014学年度学生花名册"], list(row), list(row.values()), LEFT_END])


@pytest.mark.parametrize(
    "changes",
    [
        {"身份证号": "暂无身份证", "学籍号": "J411425200703150076"},
        {"身份证号": "无", "学籍号": "J411425200703150076"},
        {"身份证号": "H12345678", "学籍号": "L411425200703150076", "备注": "香港居民"},
        {"身份证号": "H12345678", "身份证件类型": "香港特区护照/身份证明"},
        {"身份证号": None, "身份证件类型": "其他", "学籍号": "L411425200703150076"},
    ],
)
def test_a_child_without_a_card_is_no_fault_where_the_row_says_so(changes: dict[str, Value]) -> None:
    assert [f.rule for f in _student(**changes).findings if f.rule != "column-moved"] == []


def test_a_cell_that_says_none_is_told_as_it_stands() -> None:
    told = finding_json(only(_student(身份证号="/")), schemas(), MASKED)
    assert told["observed"] == "/" and "写的是“/”" in told["message"] and "J开头" in told["fix"]


@pytest.mark.parametrize(
    ("column", "says"),
    [("性别", "男、女"), ("就读方式", "走读、住校"), ("出生年月", "2006-03-15"), ("班级", "“无”"), ("姓名", "户口簿")],
)
def test_an_empty_cell_is_mended_as_its_column_is_filled(column: str, says: str) -> None:
    told = finding_json(only(check(left_rows(5, **{column: None}))), schemas(), MASKED)
    assert told["rule"] == "required-empty" and says in told["fix"] and (column == "班级" or "“无”" not in told["fix"])
