"""Tables as offices draw them: labels over the heads, remarks and names under the rows."""

from __future__ import annotations

from assistant.documents.formats.lines import Line, paragraphs
from assistant.documents.formats.tables import table_lines

HEADS = ["序号", "学校", "学生数（人）", "班数"]


def test_a_line_of_labels_over_a_table_heads_nothing() -> None:
    rows = [
        (1, ["学校基本情况表"] * 4), (2, ["填报单位：云岭县教育局", "", "", "填报日期：2025年10月15日"]), (3, HEADS),
        (4, ["1", "白石中学", "588", "12"]),
    ]  # fmt: skip
    assert list(table_lines(rows)) == [
        "学校基本情况表", "填报单位：云岭县教育局；填报日期：2025年10月15日",
        "〔第4行〕序号：1；学校：白石中学；学生数（人）：588；班数：12。",
    ]  # fmt: skip


def test_remarks_and_names_under_a_table_are_no_rows_of_it() -> None:
    rows = [(1, HEADS), (2, ["1", "白石中学", "588", "12"]), (3, ["注：不含教学点", "", "", ""]),
            (4, ["制表人：甲", "", "", "审核人：乙"])]  # fmt: skip
    assert list(table_lines(rows))[1:] == ["注：不含教学点", "制表人：甲；审核人：乙"]


def test_a_number_that_was_set_apart_stands_with_its_unit() -> None:
    page = [Line("任教满 6 年的教师，达到 95% 以上；小学 50 初中 80", 70, 500, 700, 688, 12)]
    assert [text for text, _ in paragraphs([page])] == ["任教满6年的教师，达到95% 以上；小学 50 初中 80"]
