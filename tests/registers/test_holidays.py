"""Books lent and experiments done on holidays are asked about."""

from __future__ import annotations

import datetime as dt

import pytest

from assistant.registers.findings import Finding
from assistant.registers.workbook import Value
from tests.registers.builders import check

HEADINGS = ["姓名", "书名", "借阅时间", "归还时间", "备注", "班级"]


def asked(borrowed: Value, returned: Value) -> list[Finding]:
    row: list[Value] = ["示例甲", "示例故事集", borrowed, returned, None, "五年级1班"]
    report = check([["图书借阅记录"], list(HEADINGS), row])
    assert report.refused is None
    return [finding for finding in report.findings if finding.rule == "date-holiday"]


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2013-07-20", "暑假"),
        ("2013-08-20", "暑假"),
        ("2013.10.1", "国庆节"),
        (dt.datetime(2014, 1, 1), "元旦"),
        ("20140501", "劳动节"),
    ],
)
def test_a_holiday_is_asked_about(day: Value, name: str) -> None:
    (finding,) = asked("2013-05-20" if name == "暑假" else "2013-09-20", day)
    assert (finding.cell, finding.severity, finding.expected.text) == ("D3", "待核实", name)


@pytest.mark.parametrize("day", ["2013-07-19", "2013-08-21", "2013-10-04", "2013-12-31", dt.datetime(2014, 5, 2)])
def test_a_school_day_is_not(day: Value) -> None:
    assert asked("2013-05-20", day) == []
