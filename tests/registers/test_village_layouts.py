"""Layouts of village schools: lists that go on beside themselves, classes under one another, grades as rows, 其中."""

from __future__ import annotations

from typing import Any

from assistant.registers.findings import Rows
from tests.registers.builders import LEFT_HEADINGS, brief, check, id_number, left_rows, only
from tests.registers.builders import Rows as Table

HEADINGS = ["序号", "学籍号", "姓名", "性别", "出生年月", "身份证号", "家庭住址", "监护人姓名", "联系电话"]
END = ["班主任：甲　审核人：乙　填表日期：2013年9月10日"]


def pupil(n: int, birth: str = "20070315") -> list[Any]:
    number = id_number(birth, n)
    born = f"{birth[:4]}-{birth[4:6]}-{birth[6:]}"
    return [
        n,
        f"G{number}",
        f"示例{'甲乙丙丁戊己庚辛'[n % 8]}",
        "男",
        born,
        number,
        "示例村",
        "示例父",
        f"139000000{n:02}",
    ]


def beside(left: list[list[Any]], right: list[list[Any]], gap: int = 0) -> Table:
    rows = [[*one, *[None] * gap, *two] for one, two in zip(left, right, strict=True)]
    return [["2013—2014学年度一年级学生花名册"], [*HEADINGS, *[None] * gap, *HEADINGS], *rows, list(END)]


def test_a_list_that_goes_on_beside_itself_is_checked_on_both_sides() -> None:
    left, right = [pupil(n) for n in (1, 2, 3)], [pupil(n) for n in (4, 5, 6)]
    for gap in (0, 1):
        assert brief(check(beside(left, right, gap))) == []
    left[0][3] = right[2][3] = "女"
    found = check(beside(left, right))
    assert [(f.cell, f.rule) for f in found.findings] == [("D3", "id-sex"), ("M5", "id-sex")]
    assert found.rows == Rows(seen=6, data=3, header=2, excluded=1)


def test_somebody_on_both_sides_is_a_duplicate() -> None:
    again = [4, *pupil(1)[1:]]
    found = check(beside([pupil(1), pupil(2)], [pupil(3), again]))
    assert [(f.rule, f.cell) for f in found.findings] == [("duplicate-id", "O4")]


def test_a_shorter_right_side_makes_no_empty_rows() -> None:
    assert brief(check(beside([pupil(1), pupil(2)], [pupil(3), [None] * 9]))) == []


def test_classes_under_one_another_have_each_their_own_grade() -> None:
    first, second = [pupil(1), pupil(2)], [pupil(3, "20030315"), pupil(4, "20030415")]
    whole: Table = [["示例小学学生花名册（2013—2014学年度）"], list(HEADINGS)]
    titled = [*whole, ["一年级1班"], *first, ["五年级1班"], *second, list(END)]
    assert brief(check(titled)) == []
    repeated = [["2013—2014学年度一年级学生花名册"], HEADINGS, *first, ["五年级学生花名册"], HEADINGS, *second, END]
    assert brief(check(repeated)) == []
    swapped = [*whole, ["五年级1班"], *first, ["一年级1班"], *second, list(END)]
    assert {rule for _, rule in brief(check(swapped))} == {"age-grade"}


def test_figures_by_grade_are_no_headings() -> None:
    headings = ["年级", "在校生数", "留守儿童数", "男", "女"]
    lines: Table = [["一年级", 40, 9, 5, 4], ["二年级", 38, 8, 4, 4], ["填表人：甲 审核人：乙 公章 2013年9月10日"]]
    rows: Table = [["2013—2014学年度留守儿童统计表"], list(headings), *lines]
    assert brief(check(rows)) == [("A2", "wrong-form")] and check(rows).rows.data == 2
    rows[2][3] = 6
    assert ("C3", "sum") in brief(check(rows))


TITLE = ["2013—2014学年度适龄儿童入学情况统计表"]
UPPER = ["村名", "适龄儿童数", None, "已入学数", None, "其中", None, "未入学数", "未入学原因", "入学率"]
LOWER = [None, "计", "其中女", "计", "其中女", "在本地就读", "在外地就读"]
MERGED = ((2, 2, 2, 3), (2, 4, 2, 5), (2, 6, 2, 7))


def test_a_second_row_of_headings_says_all_and_of_which() -> None:
    line = ["示例村", 100, 50, 99, 49, 90, 9, 1, "重度残疾", "99%"]
    rows: Table = [TITLE, UPPER, LOWER, line, ["填表人：甲 审核人：乙 公章 2013年9月10日"]]
    assert brief(check(rows, merged=MERGED)) == []
    line[4] = 120
    assert brief(check(rows, merged=MERGED)) == [("E4", "at-most")]


def test_of_which_goes_on_from_the_heading_before_it() -> None:
    kinds = ["视力", "听力", "智力", "其他", "合计"]
    upper = ["学校名称", "残疾儿童总数", "已入学人数", "其中", *[None] * 4, "未入学人数", "其中", *[None] * 4, "入学率"]
    lower = [None, None, None, *kinds, None, *kinds]
    line = ["示例小学", 3, 2, 1, 1, 0, 0, 2, 1, 0, 0, 1, 0, 1, "66.67%"]
    rows: Table = [["2013—2014学年度残疾儿童随班就读情况统计表"], upper, lower, line,
                   ["填表人：甲 审核人：乙 公章 2013年9月10日"]]  # fmt: skip
    merged = ((2, 4, 2, 8), (2, 10, 2, 14))
    assert brief(check(rows, merged=merged)) == []
    line[12] = 1
    assert brief(check(rows, merged=merged)) == [("N4", "subtotal")]


def test_a_word_that_stands_again_and_again_is_one_finding_and_another_word_its_own() -> None:
    rows = left_rows(6)
    at = LEFT_HEADINGS.index("与监护人关系")
    for row, word in zip(rows[3:-1], ("爷爷", "爷爷", "祖父", "爷爷", "奶奶", "邻居"), strict=True):
        row[at] = word
    found = [(f.cell, f.observed.text, f.related) for f in check(rows).findings]
    assert found == [("R4", "爷爷", ("R5", "R7")), ("R8", "奶奶", ()), ("R9", "邻居", ())]


def test_many_columns_of_an_export_are_one_hint() -> None:
    rows = left_rows(3)
    rows[2] += ["籍贯", "国籍", "政治面貌", "健康状况"]
    finding = only(check(rows))
    assert (finding.rule, finding.cell, finding.related) == ("column-extra", "W3", ("X3", "Y3", "Z3"))


def test_grades_in_figures_and_by_year_of_entry_are_let_pass() -> None:
    for grade in ("1年级", "2013级"):
        assert brief(check(left_rows(3, 年级=grade))) == []


SUBJECTS = ["学号", "姓名", "语文", "数学", "英语", "总分", "平均分"]


def book(**changes: Any) -> Table:
    """Ten pupils; the changes go into the third (row 5)."""
    rows = [[n, f"示例{'甲乙丙丁戊己庚辛壬癸'[n]}", 80, 90, 70, 240, 80] for n in range(10)]
    for name, value in changes.items():
        rows[2][SUBJECTS.index(name)] = value
    return [["2013—2014学年度三年级1班学生成绩册"], SUBJECTS, *rows, [*END, "任课教师：丙"]]


def test_one_wrong_mark_is_one_finding() -> None:
    for mark, rule in ((190, "score-range"), (None, "required-empty"), ("九十", "number-form")):
        finding = only(check(book(数学=mark)))
        assert (finding.rule, finding.cell) == (rule, "D5") and "F5" in finding.related


def test_an_average_of_a_wrong_total_is_not_told_again() -> None:
    assert brief(check(book(总分=270, 平均分=90))) == [("F5", "sum")]
    assert brief(check(book(平均分=70))) == [("G5", "rate")]


def test_a_pupil_without_any_mark_or_with_a_remark_is_not_asked_for_marks() -> None:
    rows = book(语文=None, 数学=None, 英语=None, 总分=None, 平均分=None)
    assert brief(check(rows)) == []
    rows = book(数学=None, 总分=150, 平均分=75)
    rows[1] = [*SUBJECTS, "备注"]
    rows[4] = [*rows[4], "数学病假"]
    assert brief(check(rows)) == []


def test_ages_of_those_counted_and_months_of_a_year_are_understood() -> None:
    upper = ["单位", "7—12周岁适龄儿童数", None, "已入学数", None, "未入学数", "入学率"]
    lower = [None, "合计", "女", "合计", "女"]
    rows: Table = [["适龄儿童入学情况统计表（2013.9—2014.7）"], upper, lower, ["示例村", 100, 50, 100, 49, 0, "100%"],
                   ["填表人：甲 审核人：乙 公章 2013年9月10日"]]  # fmt: skip
    report = check(rows, merged=((2, 2, 2, 3), (2, 4, 2, 5)))
    assert brief(report) == [] and report.school_year == "2013-2014"
    rows[0] = ["适龄儿童入学情况统计表（2013年9月至2014年7月）"]
    assert check(rows).school_year == "2013-2014"
