"""One cause, one finding: wrong templates, shifted columns, blank rows, numbers saved as numbers, sums that follow."""

from __future__ import annotations

import pytest

from assistant.registers.findings import Report
from assistant.registers.workbook import address
from tests.registers.builders import (
    LEFT_HEADINGS,
    Rows,
    brief,
    check,
    id_number,
    left_rows,
    only,
    right_rows,
)  # fmt: skip


def places(report: Report) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(f.cell, f.rule, f.related) for f in report.findings]


def test_another_forms_columns_under_a_title_are_one_finding() -> None:
    rows = left_rows(5, 性别="女")
    rows[0] = ["2013-2014学年度贫困家庭子女花名册"]
    report = check(rows)
    finding = only(report)
    assert (report.form, finding.rule, finding.severity) == ("贫困家庭子女花名册", "wrong-form", "错误")
    assert finding.words["resembles"] == "留守儿童花名册"
    assert "贫困类型" in str(finding.words["differs"]) and "留守类型" in str(finding.words["differs"])
    assert [s.rule for s in report.skipped] == ["wrong-form"] and report.rows.data == 5


def test_the_form_that_is_asked_for_goes_before_the_title() -> None:
    assert only(check(left_rows(3), form="贫困家庭子女花名册")).rule == "wrong-form"
    assert brief(check(left_rows(3), form="left-roster")) == []


def test_an_outdated_form_is_one_finding_and_its_cells_are_checked() -> None:
    gone = {"身份证号", "现住址", "就读方式", "监护人姓名", "与监护人关系", "监护人电话"}
    kept = [k for k, heading in enumerate(LEFT_HEADINGS) if heading not in gone]
    rows = left_rows(4, 年级="三年纪")
    rows[2:-1] = [[row[k] for k in kept] for row in rows[2:-1]]
    found = brief(check(rows))
    assert found[0] == ("A3", "wrong-form") and ("F6", "list-value") in found
    assert "column-missing" not in {rule for _, rule in found}


def test_one_missing_column_is_told_where_it_should_stand() -> None:
    rows = left_rows(4)
    rows[2:-1] = [row[:4] + row[5:] for row in rows[2:-1]]
    finding = only(check(rows))
    assert (finding.cell, finding.rule, finding.severity) == ("E3", "column-missing", "待核实")


def test_a_moved_and_a_renamed_and_a_new_column_are_hints() -> None:
    rows = left_rows(4)
    for row in rows[2:-1]:
        row[19], row[20] = row[20], row[19]
    assert [(f.rule, f.severity) for f in check(rows).findings] == [("column-moved", "提示")]
    rows = left_rows(4)
    rows[2][8] = "现住址情况说明"
    rows[2][11] = "父亲外出务工的地点"
    assert {rule for _, rule in brief(check(rows))} <= {"column-renamed", "column-missing", "column-extra"}
    rows = left_rows(4)
    rows[2][11] = "父亲务工地点或单位（如实填写）"
    assert brief(check(rows)) == [("L3", "column-renamed")]


def test_a_row_that_slipped_to_the_right_is_one_finding() -> None:
    rows = left_rows(5)
    row = rows[5]
    rows[5] = [*row[:4], None, *row[4:-1]]
    finding = only(check(rows))
    assert (finding.cell, finding.rule, finding.words["direction"]) == ("E6", "column-shifted", "右")


def test_a_whole_block_that_slipped_is_one_finding() -> None:
    rows = left_rows(6)
    rows[3:-1] = [[*row[:2], None, *row[2:-1]] for row in rows[3:-1]]
    finding = only(check(rows))
    assert (finding.cell, finding.rule) == ("C4", "column-shifted")
    assert len(finding.related) > 10


def test_a_row_with_nothing_but_its_number_is_one_finding() -> None:
    rows = left_rows(5)
    rows[5] = [3.0, *[None] * 21]
    finding = only(check(rows))
    assert (finding.cell, finding.rule) == ("B6", "required-empty") and "E6" in finding.related


def test_an_empty_column_is_one_finding() -> None:
    rows = left_rows(5)
    for row in rows[3:-1]:
        row[8] = None
    assert places(check(rows)) == [("I4", "required-empty", ("I5", "I6", "I7", "I8"))]


def test_two_empty_cells_are_two_findings() -> None:
    rows = left_rows(5)
    rows[3][8] = rows[5][8] = None
    assert brief(check(rows)) == [("I4", "required-empty"), ("I6", "required-empty")]


def test_numbers_saved_as_numbers_are_one_finding_without_dependants() -> None:
    rows = left_rows(6, 性别="女")
    for row in rows[3:-1]:
        row[4] = float(int(str(row[4])[:15] + "000"))
    finding = only(check(rows))
    assert (finding.cell, finding.rule, finding.related) == ("E4", "id-truncated", ("E5", "E6", "E7", "E8", "E9"))


def test_a_wrong_number_takes_what_it_contradicts_with_it() -> None:
    number = id_number("20080415", 4, woman=True)
    wrong = number[:-1] + ("1" if number[-1] != "1" else "2")
    finding = only(check(left_rows(5, 身份证号=wrong)))
    assert (finding.rule, set(finding.related)) == ("id-check-digit", {"C6", "D6"})


def test_one_wrong_word_in_every_row_is_one_finding() -> None:
    rows = left_rows(12)
    for row in rows[3:-1]:
        row[19] = "寄宿"
    finding = only(check(rows))
    assert (finding.cell, finding.rule, len(finding.related)) == ("T4", "list-value", 11)


def stats(*lines: list[float | str | None], total: list[float | str | None]) -> Rows:
    head = ["序号", "学校", "在校生总数", "一年级", "二年级", "合计", "男", "女", "占在校生比例", "备注"]
    end = ["填表人：甲 审核人：乙 填表日期：2013年9月10日"]
    return [
        ["2013-2014学年度留守儿童统计表"],
        ["填报单位（公章）：示例镇"],
        list(head),
        *map(list, lines),
        list(total),
        list(end),
    ]


GOOD = stats([1, "甲小学", 100, 4, 6, 10, 5, 5, "10%", None], [2, "乙小学", 50, 2, 3, 5, 2, 3, "10%", None],
             total=["合计", None, 150, 6, 9, 15, 7, 8, "10%", None])  # fmt: skip


def test_right_totals_are_silent() -> None:
    report = check(GOOD)
    assert brief(report) == [] and (report.rows.data, report.rows.excluded) == (2, 2)


@pytest.mark.parametrize(
    ("row", "column", "value", "cell", "rule"),
    [
        (3, 5, 11, "F4", "sum"),  # a sum: the share and the total below follow
        (3, 3, 5, "F4", "sum"),  # a part: the sum tells, the total below follows
        (3, 8, "12%", "I4", "rate"),
        (5, 3, 7, "D6", "footer-total"),
        (5, 5, 16, "F6", "sum"),
    ],
)
def test_one_wrong_figure_is_one_finding(row: int, column: int, value: float | str, cell: str, rule: str) -> None:
    rows = [list(line) for line in GOOD]
    rows[row][column] = value
    found = places(check(rows))
    assert [(c, r) for c, r, _ in found][:1] == [(cell, rule)] or any(cell in related for _, _, related in found)
    assert len(found) == 1


def test_figures_that_follow_from_a_wrong_subtotal_are_not_told_again() -> None:
    report = check(right_rows("retention-register", **{"增加—小计": 46, "净增加": 44, "现有或毕业人数": 120}))
    assert brief(report) == [("F5", "subtotal")]


def test_unreadable_figures_make_no_wrong_totals() -> None:
    rows = [list(line) for line in GOOD]
    rows[3][3] = "约4"
    assert brief(check(rows)) == [("D4", "number-form")]


def test_the_key_of_a_finding_does_not_hang_on_its_row() -> None:
    one = check(left_rows(5, 就读方式="寄宿")).findings[0]
    rows = left_rows(5, 就读方式="寄宿")
    rows[3:8] = rows[4:8] + rows[3:4]
    other = next(f for f in check(rows).findings if f.rule == "list-value")
    assert one.key == other.key and one.cell != other.cell


def test_findings_come_in_the_order_of_the_sheet() -> None:
    rows = left_rows(6)
    rows[7][19], rows[4][2], rows[4][19] = "寄宿", "男", "寄宿"
    assert [cell for cell, _ in brief(check(rows))] == ["C5", "T5", "T8"]


@pytest.mark.parametrize("heading", ["父亲务工地点或单位", "身份证号"])
def test_an_error_value_is_no_empty_cell_too(heading: str) -> None:
    rows, column = left_rows(5, **{heading: None}), LEFT_HEADINGS.index(heading) + 1
    report = check(rows, errors={(6, column): "#N/A"})
    assert brief(report) == [(address(6, column), "error-value")]
