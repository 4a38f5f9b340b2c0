"""Title lines, headings of one and two rows, totals, signatures, blank rows, several sheets."""

from __future__ import annotations

import pytest

from assistant.registers.checking import check_workbook
from assistant.registers.findings import Rows
from assistant.registers.workbook import Workbook
from tests.registers.builders import (
    LEFT_END,
    LEFT_HEADINGS,
    brief,
    check,
    id_number,
    left_rows,
    of,
    only,
    right_rows,
    schemas,
    sheet,
)  # fmt: skip
from tests.registers.builders import (
    Rows as Table,
)

GROUPS = {10: "父亲情况", 13: "母亲情况", 16: "监护人情况"}
SHORT = {
    10: "姓名",
    11: "务工地点或单位",
    12: "电话",
    13: "姓名",
    14: "务工地点或单位",
    15: "电话",
    16: "姓名",
    17: "与学生关系",
    18: "电话",
}


def two_rows(rows: Table) -> Table:
    """The roster with 父亲情况 and the like above 姓名, 电话."""
    upper: list[object] = [GROUPS.get(k) if k in SHORT else heading for k, heading in enumerate(LEFT_HEADINGS)]
    lower: list[object] = [SHORT.get(k) for k in range(len(LEFT_HEADINGS))]
    return [*rows[:2], upper, lower, *rows[3:]]  # type: ignore[list-item]


def merges() -> tuple[tuple[int, int, int, int], ...]:
    across = ((3, 11, 3, 13), (3, 14, 3, 16), (3, 17, 3, 19))
    return across + tuple((3, k + 1, 4, k + 1) for k in range(len(LEFT_HEADINGS)) if k not in SHORT)


def test_a_right_roster_has_no_findings_and_every_row_is_counted() -> None:
    report = check(left_rows(5))
    assert (report.form, report.school_year, brief(report)) == ("留守儿童花名册", "2013-2014", [])
    assert report.rows == Rows(seen=9, data=5, blank=0, header=3, excluded=1)


ONLY_TITLE = ((1, 1, 1, 22),)
"""Groups that are centred across their columns and merged with nothing."""


@pytest.mark.parametrize("merged", [merges(), (), ONLY_TITLE])
def test_headings_of_two_rows_are_read_with_and_without_merged_cells(
    merged: tuple[tuple[int, int, int, int], ...],
) -> None:
    report = check(two_rows(left_rows(5)), merged=merged)
    assert brief(report) == [] and report.rows == Rows(seen=10, data=5, header=4, excluded=1)


def test_findings_below_two_heading_rows_name_the_whole_heading() -> None:
    finding = only(check(two_rows(left_rows(5, 父亲电话="139")), merged=merges()))
    assert (finding.cell, finding.rule, finding.words["column"]) == ("M7", "phone-form", "父亲情况电话")


def test_a_row_of_column_numbers_is_no_data() -> None:
    rows = left_rows(3)
    rows.insert(3, [float(n) for n in range(1, 23)])
    assert check(rows).rows == Rows(seen=8, data=3, header=4, excluded=1)


def test_blank_rows_above_and_a_gap_below_lose_no_row() -> None:
    rows = left_rows(6)
    spread = [[None]] * 100 + rows[:6] + [[None]] * 600 + rows[6:]  # type: ignore[operator]
    report = check(spread)
    assert brief(report) == []
    assert report.rows == Rows(seen=610, data=6, blank=600, header=3, excluded=1)


def test_hidden_rows_are_checked_and_told_of_once() -> None:
    report = check(left_rows(5, 性别="女"), hidden_rows=frozenset({5, 6}))
    assert [(f.cell, f.rule, f.related) for f in report.findings] == [
        ("A5", "hidden-rows", ("A6",)), ("C6", "id-sex", ("E6",)),
    ]  # fmt: skip


def test_total_rows_signatures_and_notes_are_excluded() -> None:
    rows = left_rows(3)[:-1]
    rows += [
        ["合计", "3人"],
        ["注：父母去世的划横线"],
        ["填表人：甲", None, None, None, "审核人：乙", None, None, "公章  年月日 填表日期"],
    ]
    report = check(rows)
    assert brief(report) == [] and report.rows == Rows(seen=9, data=3, header=3, excluded=3)


def test_rows_about_the_rows_above_are_excluded() -> None:
    rows = right_rows("score-junior")
    below: Table = [[None, "平均分", None, 80, 90], [None, "及格率（%）", None, "100%"], ["90分以上", None, None, 0, 1]]
    found = check([*rows[:-1], *below, rows[-1]])
    assert (found.findings, found.rows.data, found.rows.excluded) == ((), 1, 4)


def test_running_numbers_may_be_written_in_characters() -> None:
    rows = left_rows(12)
    for row, words in zip(rows[3:15], "一 二 三 四 五 六 七 八 九 十 十一 十三".split(), strict=True):
        row[0] = words
    assert [(f.cell, f.rule, f.expected.text) for f in check(rows).findings] == [("A15", "sequence", "12")]


def test_a_heading_repeated_on_every_page_is_no_data() -> None:
    rows = left_rows(4)
    rows.insert(5, list(LEFT_HEADINGS))
    report = check(rows)
    assert brief(report) == [] and report.rows == Rows(seen=9, data=4, header=4, excluded=1)


def test_numbered_rows_left_free_at_the_end_are_no_data() -> None:
    rows = left_rows(3)
    rows[-1:-1] = [[4.0], [5.0]]
    report = check(rows)
    assert brief(report) == [] and report.rows == Rows(seen=9, data=3, header=3, excluded=3)


def test_the_account_starts_at_the_first_value_wherever_that_is() -> None:
    report = check([[None], [None], *left_rows(2)])
    assert report.rows.seen == 6


def test_columns_left_of_the_table_shift_addresses() -> None:
    rows = [[None, *row] for row in left_rows(4, 性别="女")]
    assert brief(check(rows)) == [("D6", "id-sex")]
    moved = sheet(left_rows(4, 性别="女"), left=3)
    assert brief(check_workbook(Workbook("a.xlsx", "xlsx", (moved,)), schemas())) == [("E6", "id-sex")]


def roster(name: str, *orders: int, grade: str = "一年级", title: str = "2013-2014学年度学生花名册") -> Table:
    headings = (
        "序号 学籍号 姓名 性别 出生年月 民族 身份证号 户籍所在地 现住址 就读方式 监护人姓名 联系电话 备注".split()
    )
    rows: Table = [[title], [f"{name}　学校（公章）：示例小学"], list(headings)]
    for n, order in enumerate(orders, 1):
        number = id_number(order=order)
        rows.append(of(headings, {
            "序号": float(n), "学籍号": f"G{number}", "姓名": f"示例{chr(0x4E00 + order)}", "性别": "男",
            "出生年月": "2007-03-15",
            "民族": "汉族", "身份证号": number, "现住址": "示例村", "就读方式": "走读", "监护人姓名": "示例丁",
            "联系电话": f"1390000{order:04}",
        }))  # fmt: skip
    return [*rows, LEFT_END]


def classes(*tables: tuple[str, Table]) -> Workbook:
    return Workbook("花名册.xlsx", "xlsx", tuple(sheet(rows, name) for name, rows in tables))


def test_every_class_sheet_is_checked_and_counted() -> None:
    report = check_workbook(classes(("一（1）班", roster("a", 1, 2)), ("一（2）班", roster("b", 3, 4, 5))), schemas())
    assert brief(report) == [] and report.rows == Rows(seen=13, data=5, header=6, excluded=2)
    assert [(t["grade"], t["class"], t["rows"]) for t in report.details["tables"]] == [
        ("一年级", "1", 2),
        ("一年级", "2", 3),
    ]


def test_the_sheets_name_gives_the_grade_for_the_age() -> None:
    report = check_workbook(classes(("六年级1班", roster("a", 1, 2))), schemas())
    assert [(f.rule, f.severity) for f in report.findings] == [("age-grade", "错误"), ("age-grade", "错误")]


def test_one_child_in_two_class_sheets_is_told_once_with_the_other_place() -> None:
    report = check_workbook(classes(("一（1）班", roster("a", 1, 2)), ("一（2）班", roster("b", 2))), schemas())
    finding = only(report)
    assert (finding.sheet, finding.cell, finding.rule) == ("一（2）班", "G4", "duplicate-id")
    assert finding.words["place"] == "一（1）班!G5"


def test_sheets_of_words_and_hidden_lists_do_not_matter() -> None:
    words = sheet([["填表说明"], ["一、如实填写"]], "说明")
    lists = sheet([["男", "走读"], ["女", "住校"]], "选项", hidden=True)
    report = check_workbook(Workbook("a.xlsx", "xlsx", (words, sheet(left_rows(3)), lists)), schemas())
    assert brief(report) == [] and report.rows == Rows(seen=11, data=3, header=3, excluded=5)


def test_empty_files_and_tables_without_rows_are_refused() -> None:
    for rows in ([], left_rows(0)[:-1]):
        report = check(rows)
        assert report.refused is not None and report.refused.reason == "empty"


def test_a_form_of_nobody_must_say_so() -> None:
    headings = (
        "序号 姓名 性别 出生年月 身份证号 年级 班级 家庭住址 家长姓名 联系电话 辍学时间 辍学原因 "
        "去向 劝返经过 是否复学及时间"
    ).split()
    rows: Table = [["2012-2013学年度在校生辍学情况登记表"], ["学校（公章）：示例小学"], list(headings)]
    assert ("A4", "zero-report") in brief(check([*rows, ["填表人：甲 审核人：乙 填表日期"]]))
    said = check([*rows, ["无"], ["填表人：甲 审核人：乙 填表日期"]])
    assert brief(said) == [] and said.rows == Rows(seen=5, header=3, excluded=2)


def test_hidden_and_unknown_sheets_are_named_and_instructions_are_not() -> None:
    more = [
        sheet(left_rows(3), name="去年", hidden=True),
        sheet([["甲", "乙"]], name="杂"),
        sheet([["先看"]], "填表说明"),
    ]
    found = check_workbook(Workbook("表.xlsx", "xlsx", (sheet(left_rows(4)), *more)), schemas())
    assert (found.rows.data, found.findings) == (4, ())
    assert [(s.rule, s.why[3:7]) for s in found.skipped][:2] == [("hidden-rows", "“去年”"), ("wrong-form", "“杂”认")]
    assert not any("填表说明" in s.why for s in found.skipped)


def test_a_class_that_the_title_names_is_not_asked_for_in_every_row() -> None:
    at = [LEFT_HEADINGS.index(name) for name in ("年级", "班级")]
    rows = [[v for k, v in enumerate(row) if k not in at] if len(row) > 1 else row for row in left_rows(4)]
    assert {f.severity for f in check(rows).findings} == {"待核实"}
    rows[0] = ["2013—2014学年度一年级2班留守儿童花名册"]
    assert {f.severity for f in check(rows).findings} == {"提示"}


def test_number_of_an_attachment_alone_names_no_register() -> None:
    """Every notice has an 附件2."""
    rows: Table = [["附件2"], ["固定资产登记表"], ["序号", "学校名称", "教学班数", "在校生数", "固定资产总值"]]
    report = check([*rows, *([k, f"第{k}小学", 6, 200, 30000] for k in range(1, 6))])
    assert report.form is None and report.refused is not None and report.refused.reason == "unknown_form"


def test_short_headings_are_of_the_group_of_the_column_before_them() -> None:
    short = {"父亲电话": "电话", "母亲电话": "电话", "与监护人关系": "关系", "监护人电话": "联系电话"}
    rows = left_rows(5, 监护人电话="12")
    rows[2] = [short.get(str(heading), heading) for heading in rows[2]]
    assert [(f.rule, f.cell) for f in check(rows).findings] == [("phone-form", "S6")]


def test_a_column_that_numbers_the_rows_is_never_one_too_many() -> None:
    headings = ["序号", "姓名", "班级", "书名", "借阅时间", "归还时间"]
    row = [1.0, "示例甲", "三（1）班", "示例故事集", "2013-10-15", "2013-10-22"]
    assert brief(check([["图书借阅记录"], headings, row])) == []
