"""总分 and 平均分 are judged by the way the book itself adds up."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.registers.findings import Report
from assistant.registers.workbook import Value
from tests.registers.builders import check

HEADINGS = "序号 姓名 性别 语文 数学 英语 科学 品德与社会 音乐 体育 美术 总分 平均分 备注".split()
TITLE = ["2013—2014学年度小学学生成绩册", "学校：示例小学　年级：五年级　班级：1班"]
FIRST = 4
"""Row of the sheet of the first pupil."""
Way = Callable[[Sequence[float]], tuple[Value, Value]]


def marks(n: int) -> list[float]:
    return [80.0 + n, 71.0 + n, 92.5 - n, 85.0, 88.0, 90.0, 91.0, 95.0]


def all_subjects(row: Sequence[float]) -> tuple[Value, Value]:
    return sum(row), round(sum(row) / len(row), 2)


def first_three(row: Sequence[float]) -> tuple[Value, Value]:
    return sum(row[:3]), round(sum(row[:3]) / 3, 1)


def chinese_mathematics_science(row: Sequence[float]) -> tuple[Value, Value]:
    return row[0] + row[1] + row[3], None


WAYS: dict[str, Way] = {
    "all subjects": all_subjects,
    "the first three": first_three,
    "three that are no neighbours": chinese_mathematics_science,
}


def book(way: Way, pupils: int = 8, **changes: Value) -> Report:
    """A score book; the changes go to the third pupil, by heading."""
    rows: list[list[Value]] = [[line] for line in TITLE]
    rows.append(list(HEADINGS))
    for n in range(1, pupils + 1):
        total, average = way(marks(n))
        row: list[Value] = [n, f"示例{'甲乙丙丁戊己庚辛'[n - 1]}", "女", *marks(n), total, average, None]
        if n == 3:
            row = [changes.get(heading, value) for heading, value in zip(HEADINGS, row, strict=True)]
        rows.append(row)
    return check(rows)


def sums(report: Report) -> list[tuple[str, str, str]]:
    assert report.refused is None
    return [(f.rule, f.cell, f.expected.text) for f in report.findings if f.rule in ("sum", "rate")]


@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_adding_up_is_a_right_one(way: str) -> None:
    assert sums(book(WAYS[way])) == []


@pytest.mark.parametrize(
    ("way", "right"), [("all subjects", "695.5"), ("the first three", "246.5"), ("three that are no neighbours", "242")]
)
def test_a_total_off_the_way_of_the_others_is_found(way: str, right: str) -> None:
    assert sums(book(WAYS[way], 总分=100.0, 平均分=None)) == [("sum", "L6", right)]


def test_an_average_off_the_way_of_the_others_is_found() -> None:
    assert sums(book(first_three, 平均分=80.1)) == [("rate", "M6", "82.17")]


def test_an_absent_pupil_is_added_up_without_the_subject() -> None:
    row = marks(3)
    assert sums(book(all_subjects, 语文="缺考", 总分=sum(row[1:]), 平均分=None)) == []


def test_totals_that_are_no_sums_are_left_alone_and_it_is_said() -> None:
    report = book(lambda row: (round(row[0] * 0.61 + row[1] * 0.37, 3), None))
    assert sums(report) == []
    assert [skipped.rule for skipped in report.skipped if skipped.rule == "sum"] == ["sum"]


@given(st.lists(st.tuples(*[st.integers(0, 100)] * 4), min_size=4, max_size=12), st.integers(0, 3))
def test_one_wrong_total_is_the_only_one_found(rows: list[tuple[int, ...]], at: int) -> None:
    body: list[list[Value]] = [
        ["2013—2014学年度小学学生成绩册"],
        ["序号", "姓名", "语文", "数学", "英语", "科学", "总分"],
    ]
    for n, row in enumerate(rows):
        body.append([n + 1, "示例甲", *row, sum(row) + (1000 if n == at else 0)])
    assert [cell for _, cell, _ in sums(check(body))] == [f"G{at + 3}"]
