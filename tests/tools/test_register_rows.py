"""Rows asked for by name, by grade and class, by their number in what was told; and no all-clear for too much."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.records import Answer
from assistant.wiring import Assistant
from tests.tools.test_register_check import faulty, kind, written

Ask = Callable[[str], Answer]
NAMED, CLEAN = 5, 7
"""Rows of the sheet: a child with a fault, and one without."""


@pytest.fixture
def ask(assistant: Assistant, tmp_path: Path) -> Ask:
    """Asks after a file was sent: row 4 a wrong number, row 5 no phone, row 6 a name with a space, row 9 no type."""
    rows = faulty(S5=None)
    for at, row in enumerate(rows):
        row[6:8] = ["一年级", "1班"] if at < 4 else ["二年级", "3班"]
    conversation = assistant.conversation()
    assistant.ask("", conversation, [written(tmp_path / "留守.xlsx", rows)])
    return lambda question: assistant.ask(question, conversation)


def name_in(row: int) -> str:
    return str(faulty()[row - 3][1])


@pytest.mark.parametrize("words", ["{}那行咋回事", "{}这个学生有啥毛病", "看看{}填得对不对", "{}怎么错了"])
def test_who_asks_by_name_is_told_the_row(ask: Ask, words: str) -> None:
    text = ask(words.format(name_in(NAMED))).text
    assert f"S{NAMED}" in text and "E4" not in text


def test_a_child_without_a_fault_is_told_so_by_row_and_not_by_name(ask: Ask) -> None:
    text = ask(f"{name_in(CLEAN)}那行有问题吗").text
    assert f"第{CLEAN}行没有查出问题" in text and name_in(CLEAN) not in text


def test_nobody_is_shown_who_is_asked_for_by_name(ask: Ask) -> None:
    answer = ask(f"{name_in(NAMED)}的身份证号是多少")
    assert kind(answer) == "people" and f"第{NAMED}行" in answer.text


def test_who_is_not_in_the_table_is_asked_for_again(ask: Ask) -> None:
    assert "没认出您说的是哪一行" in ask("欧阳某某那行咋回事").text


@pytest.mark.parametrize(
    ("question", "there", "not_there"),
    [
        ("一年级哪些人有问题", "E4", "J9"), ("二年级3班有问题的有谁", "J9", "E4"), ("3班有没有错", "J9", "E4"),
    ],
)  # fmt: skip
def test_findings_of_a_grade_or_class_alone(ask: Ask, question: str, there: str, not_there: str) -> None:
    text = ask(question).text
    assert there in text and not_there not in text


@pytest.mark.parametrize("question", ["哪个年级错得最多", "哪个班错得最多"])
def test_parts_of_the_school_are_counted_where_they_are_asked_for(ask: Ask, question: str) -> None:
    text = ask(question).text
    assert "一年级" in text and "二年级" in text and "身份证号" not in text


def test_a_cause_is_counted_out(ask: Ask) -> None:
    told = ask("哪些是必须改的").text.splitlines()[1:]
    assert ask("第二处是啥").text.split("。")[0] == told[1].split("。")[0]


@pytest.mark.parametrize(
    ("question", "clean"),
    [("留守类型有没有空着的", False), ("母亲姓名有没有空着的", True), ("学籍号有没有重复", True),
     ("第4行的性别对吗", True), ("第4行的身份证号对吗", False)],
)  # fmt: skip
def test_all_clear_is_given_for_what_was_asked_alone(ask: Ask, question: str, clean: bool) -> None:
    text = ask(question).text
    assert ("没有查出" in text) is clean and "必填的栏没有空着的" not in text


@pytest.mark.parametrize(
    ("question", "asked"),
    [("怎么说明待核实的", "settled"), ("待核实是不是不用管", "severities"), ("把所有身份证号列出来", "people"),
     ("还差什么就能交了", "ready"), ("总结一下", "overview"), ("合计算对了吗", "sums")],
)  # fmt: skip
def test_what_is_asked_is_understood(ask: Ask, question: str, asked: str) -> None:
    assert kind(ask(question)) == asked
