"""Questions about many files: by school, what is not handed in, and what was explained."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from assistant.records import Answer
from assistant.registers.child import Options, check_file
from assistant.rendering.marking import marked_copy
from assistant.wiring import Assistant
from tests.registers.builders import id_number, left_rows, schemas
from tests.registers.test_reconciling import stats
from tests.registers.test_school_names import saved


@pytest.fixture
def ask(assistant: Assistant, tmp_path: Path) -> Callable[[str], Answer]:
    """Three schools: 王庄小学 with a wrong word in its roster, 李楼小学 without its statistics form."""
    files = []
    for number, school in enumerate(("王庄小学", "李楼小学", "赵寨小学")):
        rows = left_rows(6, 就读方式="寄宿" if school == "王庄小学" else "住校")
        rows[1] = [f"学校（公章）：示例镇{school}"]
        for row in rows[3:-1]:
            row[4] = id_number(order=int(str(row[0])[0]) + 20 * number, woman=row[2] == "女")
            row[5] = f"G{row[4]}"
        saved(tmp_path / f"{school}花名册.xlsx", rows)
        files.append(tmp_path / f"{school}花名册.xlsx")
        if school != "李楼小学":
            saved(tmp_path / f"{school}统计表.xlsx", stats(学校=f"示例镇{school}", 占在校生比例=None))
            files.append(tmp_path / f"{school}统计表.xlsx")
    conversation = assistant.conversation()
    assistant.ask("", conversation, files)
    return lambda question: assistant.ask(question, conversation)


def test_a_question_may_name_one_school(ask: Callable[[str], Answer]) -> None:
    assert "T6" in ask("王庄小学有哪些问题").text
    assert "T6" not in ask("赵寨小学有哪些问题").text
    assert "T6" in ask("还有呢").text or "T6" in ask("哪些是必须改的").text


def test_schools_are_told_by_how_much_is_wrong(ask: Callable[[str], Answer]) -> None:
    assert ask("哪个学校错得最多").text.startswith("按学校数：示例镇王庄小学错误1处")


def test_a_form_that_the_others_handed_in_is_missed(ask: Callable[[str], Answer]) -> None:
    text = ask("哪些学校还没交").text
    assert "示例镇李楼小学没有留守儿童统计表" in text and "--schools" in text


def test_tables_of_several_schools_agree(ask: Callable[[str], Answer]) -> None:
    assert "没有对不上的" in ask("花名册和统计表对得上吗").text


def test_what_was_explained_is_told_apart(assistant: Assistant, tmp_path: Path) -> None:
    saved(tmp_path / "a.xlsx", left_rows(5, 与监护人关系="父亲"))
    report = check_file(tmp_path / "a.xlsx", Options(marks=True))
    marked_copy(tmp_path / "a.xlsx", report, schemas(), tmp_path / "b.xlsx")
    book = openpyxl.load_workbook(tmp_path / "b.xlsx")
    listed = book["检查结果"]
    headings = [cell.value for cell in listed[4]]
    listed.cell(5, headings.index("说明") + 1).value = "父亲在家照看"
    book.save(tmp_path / "b.xlsx")
    conversation = assistant.conversation()
    assistant.ask("", conversation, [tmp_path / "a.xlsx"])
    answer = assistant.ask("改完了再看一遍", conversation, [tmp_path / "b.xlsx"])
    assert "R6" in answer.text and "写过说明的有1处" in answer.text
    assert "写过说明的有1处（R6）" in assistant.ask("说明过的是哪几个", conversation).text
