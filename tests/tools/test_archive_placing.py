"""Several things in one question each get a line; any other question stays what it was."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from assistant.wiring import Assistant


def lines(assistant: Assistant, question: str) -> list[str]:
    answer = assistant.ask(question)
    assert [tool.name for tool in answer.tools] == ["archive_place"] and answer.status == "answered"
    assert answer.text.count("[") == len(answer.text.splitlines()) and len(answer.citations) >= 1
    return answer.text.splitlines()


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("这些放哪：留守儿童花名册、总课程表、食堂许可证", ("没有单列", "B4", "A5")),
        ("仪器账，图书目录，听课记录都搁哪儿", ("C1", "C3", "第二类第6项")),
        ("1.学生名册\n2.绩效工资表\n3.图书目录\n分别归哪一类", ("B1", "B7", "C3")),
        ("党支部会议记录、平面图归哪一项", ("通行做法", "A6")),
    ],
)
def test_each_thing_has_its_line(assistant: Assistant, question: str, said: tuple[str, ...]) -> None:
    told = lines(assistant, question)
    assert len(told) == len(said) and all(word in line for word, line in zip(said, told, strict=True))


@pytest.mark.parametrize("question", ["体育、音乐、美术器材账放哪", "食堂许可证放哪", "平面图归哪一类，要不要标面积"])
def test_other_questions_are_answered_as_before(assistant: Assistant, question: str) -> None:
    assert "archive_place" not in [tool.name for tool in assistant.ask(question).tools]


def test_an_attached_file_is_placed_by_what_it_is(assistant: Assistant, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["2013-2014学年度留守儿童花名册"])
    sheet.append(["序号", "姓名", "性别", "出生年月", "身份证号", "年级", "班级", "留守类型", "监护人姓名", "联系电话"])
    sheet.append([1, "甲", "男", "2005-01", "", "三", "1", "双亲留守儿童", "乙", ""])
    book.save(tmp_path / "表1.xlsx")
    answer = assistant.ask("这个放哪", files=[tmp_path / "表1.xlsx"])
    assert "报县教育局" in answer.text and answer.text.startswith("表1.xlsx")
