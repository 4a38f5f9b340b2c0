"""What lacks is told in the chat from what she lists or sends, as the inventory tells it of a folder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from assistant.archive.inventory import Filed, held
from assistant.archive.lacking import lacking
from assistant.records import Answer
from assistant.tools.archive_lacking import ArchiveLacking
from assistant.tools.archive_shelf import Shelf
from assistant.wiring import Assistant

LISTED = "我有招生计划、学籍花名册、食堂卫生许可证"
THINGS = ("招生计划", "学籍花名册", "食堂卫生许可证")
TODAY = dt.date(2014, 3, 1)


@pytest.fixture(scope="module")
def tool(assistant: Assistant) -> ArchiveLacking:
    assert assistant.engine.lacking is not None
    return assistant.engine.lacking


def said(assistant: Assistant, *turns: str, files: Sequence[Path] = ()) -> list[Answer]:
    """The answers to turns of one conversation; the files come with the first."""
    conversation = assistant.conversation()
    return [assistant.ask(turn, conversation, () if at else files) for at, turn in enumerate(turns)]


def is_lacking(answer: Answer) -> bool:
    return [tool.name for tool in answer.tools] == ["archive_lacking"]


def items(answer: Answer) -> list[str]:
    return [line.split("　")[0] for line in answer.text.splitlines() if "来处：" in line]


def heard(tool: ArchiveLacking, shelf: Shelf, typed: str) -> str:
    found = tool.hear(typed, shelf, today=TODAY)
    assert found is not None
    return "\n".join([found.opening, *(one.text for one in found.evidence.statements), found.closing])


def test_the_kind_of_school_is_asked_for_and_then_what_lacks_is_told(assistant: Assistant) -> None:
    noted, asked, told, second = said(assistant, LISTED, "还缺什么", "教学点，2013-2014学年", "第二类还缺哪些")
    assert "3样" in noted.text and noted.status == "answered"
    assert asked.status == "clarify" and is_lacking(asked) and "教学点" in asked.text
    assert is_lacking(told) and told.status == "answered" and "2013-2014学年" in told.text
    assert "A1" in items(told) and not {"A2", "A5"} & set(items(told))
    assert set(items(second)) == {one for one in items(told) if one.startswith("B")}


@pytest.mark.parametrize("kind", ["小学", "初中", "九年一贯制", "教学点"])
def test_it_is_the_list_of_the_inventory(assistant: Assistant, tool: ArchiveLacking, kind: str) -> None:
    desk = assistant.archive()
    have = held(Filed(thing, desk.placer.name(thing)) for thing in THINGS)
    wanted = {(one.item, one.item_name) for one in lacking(have, desk.needs, desk.kind(kind), 2013)}
    found = tool.hear(f"{kind}还缺什么", Shelf(THINGS, year="2013-2014"), today=TODAY)
    assert found is not None
    lines = [one.text.split("\n")[-1] for one in found.evidence.statements]
    assert len(lines) == len(wanted)
    assert all(any(line.startswith(f"{item}　{name}") for line in lines) for item, name in wanted)


def test_who_keeps_it_is_told_and_where_nobody_says_that_too(tool: ArchiveLacking) -> None:
    told = heard(tool, Shelf(THINGS, kind="小学", year="2013-2014"), "还缺什么")
    assert "C3　图书目录及借阅记录。来处：学校自己登记；保管：图书室" in told
    assert "由谁保管材料没有规定" in told


@pytest.mark.parametrize(
    ("turn", "first"),
    [
        ("B类还差什么呀", "B"), ("第三类呢，还缺啥", "C"), ("上交的还缺哪些", "S"), ("B1还缺哪几年的", "B1"),
        ("体质健康档案还缺哪几年", "B3"), ("报县教育局的还缺什么呢", "S"),
    ],
)  # fmt: skip
def test_a_class_or_an_item_may_be_asked_for(tool: ArchiveLacking, turn: str, first: str) -> None:
    told = heard(tool, Shelf(THINGS, kind="小学", year="2013-2014"), turn)
    lines = [line for line in told.splitlines() if "来处：" in line]
    assert lines and all(line.startswith(first) for line in lines)


def test_what_is_there_without_its_year_is_not_called_missing(tool: ArchiveLacking) -> None:
    told = heard(tool, Shelf(("学生花名册",), kind="小学", year="2013-2014"), "学籍档案还缺哪几年的")
    roster = next(line for line in told.splitlines() if "名册" in line and line.startswith("B1"))
    assert "没写学年" in roster and "2008-2009至2013-2014共6个学年" in roster and "缺" not in roster
    assert "还缺4项，另有1项" in told


def test_years_that_are_told_count(tool: ArchiveLacking) -> None:
    shelf = Shelf(("近三年公用经费账册", "2012-2013学年贫困生补助发放表"), kind="小学", year="2013-2014")
    told = heard(tool, shelf, "第二类还缺哪些")
    assert "B8" not in told
    assert "缺2011-2012、2013-2014学年" in next(line for line in told.splitlines() if line.startswith("B9"))


def test_a_bare_year_is_told_only_of_what_is_asked_for(tool: ArchiveLacking) -> None:
    shelf = Shelf(("2013年公用经费账册", "平面图"), kind="小学", year="2013-2014")
    assert "只写了年份" in heard(tool, shelf, "第二类还缺哪些")
    assert "只写了年份" not in heard(tool, shelf, "第一类还缺哪些")


def test_without_a_year_that_of_today_is_taken_and_said(tool: ArchiveLacking) -> None:
    assert "按今天所在的2013-2014学年" in heard(tool, Shelf(THINGS, kind="小学"), "还缺什么")
    assert "按今天" not in heard(tool, Shelf(THINGS, kind="小学"), "还缺什么，数到2012-2013学年")


@pytest.mark.parametrize(
    "turn",
    [
        "我们是教学点还差啥",
        "我们教学点还要补哪些",
        "教学点，材料齐了吗",
        "教学点，这些够吗",
        "俺是教学点，看看还少什么",
    ],
)
def test_the_kind_may_be_told_with_the_question(tool: ArchiveLacking, turn: str) -> None:
    found = tool.hear(turn, Shelf(THINGS), today=TODAY)
    assert found is not None and found.shelf.kind == "教学点" and found.evidence.statements


def test_whether_it_is_enough_is_asked_of_a_list(tool: ArchiveLacking) -> None:
    found = tool.hear("我们教学点有平面图和课程表，够了吗", Shelf(), today=TODAY)
    assert found is not None and found.shelf.things == ("平面图", "课程表") and found.evidence.statements


def test_more_things_and_another_school_change_the_list(assistant: Assistant) -> None:
    answers = said(assistant, f"{LISTED}，我们是小学，还缺什么", "还有平面图和课程表", "还缺什么", "初中呢")
    first, _, third, junior = map(items, answers)
    assert {"A6", "B4"} <= set(first) and not {"A6", "B4"} & set(third)
    assert "按初中" in answers[3].text and "B1" in junior


def test_a_list_that_was_asked_about_before_counts(assistant: Assistant) -> None:
    _, told = said(assistant, "平面图、学生花名册、食堂许可证都放哪", "我们小学还缺什么")
    assert is_lacking(told) and not {"A5", "A6"} & set(items(told))


def test_files_that_were_sent_count(assistant: Assistant, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["年级", "节次", "星期一", "星期二"])
    sheet.append(["一年级", "1", "语文", "数学"])
    names = ["2013-2014学年总课程表.xlsx", "学校平面图.xlsx"]
    for name in names:
        book.save(tmp_path / name)
    told = said(assistant, "我们是小学，还缺哪些材料", files=[tmp_path / name for name in names])[0]
    assert is_lacking(told) and not {"B4", "A6"} & set(items(told)) and "A5" in items(told)


def test_files_of_earlier_turns_count_too(assistant: Assistant, tmp_path: Path) -> None:
    conversation = assistant.conversation()
    for name in ("学校平面图.xlsx", "图书目录.xlsx"):
        openpyxl.Workbook().save(tmp_path / name)
        assistant.ask("", conversation, [tmp_path / name])
    told = assistant.ask("我们是小学，还缺什么", conversation)
    assert "2样" in told.text and not {"A6", "C3"} & set(items(told))


def test_nothing_is_compared_with_nothing(assistant: Assistant) -> None:
    (answer,) = said(assistant, "小学的档案还缺什么")
    assert answer.status == "clarify" and is_lacking(answer)


@pytest.mark.parametrize(
    "turn",
    [
        "我们学校有学生300人、教师20人、班级6个，够不够", "够不够", "图书还缺多少册",
        "学生花名册缺哪些列", "这张表还缺什么",
        "我有学生花名册、课程表，怎么装盒", "公用经费的材料留一年够不够", "B8要几年的",
    ],
)  # fmt: skip
def test_other_turns_are_left_alone(tool: ArchiveLacking, turn: str) -> None:
    assert tool.hear(turn, Shelf(THINGS), today=TODAY) is None


def test_a_new_beginning_forgets_what_was_listed(assistant: Assistant) -> None:
    answers = said(assistant, LISTED, "重新开始", "还缺什么")
    assert not is_lacking(answers[-1])
