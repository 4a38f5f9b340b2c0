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


@pytest.mark.parametrize(
    "question",
    ["村里捐地给学校的老字据放哪个盒", "广播稿放哪", "红领巾广播站的稿子要装盒不", "旧桌椅报废的单子放哪",
     "毕业班的合影放哪",
     "控辍保学的责任书放哪", "食堂进货的台账列在哪一项"],
)  # fmt: skip
def test_of_a_paper_that_is_not_listed_just_that_is_said_and_what_is_usual(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.status == "answered" and answer.text.startswith("材料没有规定") and "通行做法" in answer.text


def test_what_has_a_place_only_by_custom_is_said_not_to_be_listed(assistant: Assistant) -> None:
    answer = assistant.ask("营养餐台账列了没")
    assert answer.text.startswith("材料没有单列“营养餐台账”") and "第9项" in answer.text
    assert answer.citations[0].confidence == "convention"


def test_where_a_roster_goes_is_not_how_many_columns_it_has(assistant: Assistant) -> None:
    assert "报县教育局" in assistant.ask("随班就读花名册归几类").text


def test_papers_from_above_are_in_none_of_the_classes(assistant: Assistant) -> None:
    assert "三大类20项没有单列" in assistant.ask("教育局发的红头文件放哪").text
