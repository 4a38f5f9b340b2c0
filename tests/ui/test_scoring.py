"""The tab 达标测算 without a browser: what is read, judged, tried and handed out."""

from __future__ import annotations

import base64
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document

from assistant.registers.scratch import prefix
from assistant.standards.headings import Memory
from assistant.ui import scoring
from assistant.ui.handlers import Session
from assistant.wiring import Assistant
from tests.cli.test_score import workbook
from tests.standards.figures import primary
from tests.tools.test_register_check import faulty, written
from tests.tools.test_score_check import ROWS, form

LEAD = "小学县级以上骨干教师数"
EVIL = "<img src=x onerror=alert(1)>"


def sent(path: Path) -> dict[str, Any]:
    content = path.read_bytes()
    return {"name": path.name, "size": len(content), "content": base64.b64encode(content).decode()}


def received(assistant: Assistant, session: Session, *files: Path, standard: str = scoring.AUTO) -> scoring.ScoreView:
    *_, last = scoring.receive(assistant, list(map(sent, files)), standard, session)
    return last


@pytest.fixture
def county(tmp_path: Path) -> Path:
    return workbook(tmp_path / "全县 <b>.xlsx", [*ROWS, {**ROWS[0], "school": EVIL}], title=True)


def test_verdict_schools_and_coefficients_are_shown_and_the_file_is_gone(assistant: Assistant, county: Path) -> None:
    session, before = Session(), set(assistant.uploads.folder.glob("*/*.xlsx"))
    view = received(assistant, session, county)
    assert "不达标" in view.verdict and "没有说按哪个标准" in view.verdict
    assert "示例县丁中学" in view.table and "差2人" in view.table and "小学：差异系数" in view.chart
    assert EVIL not in view.verdict + view.chart + view.table
    assert set(assistant.uploads.folder.glob("*/*.xlsx")) <= before


def test_other_standard_shows_nothing_of_the_first(assistant: Assistant, county: Path) -> None:
    session = Session()
    received(assistant, session, county)
    view = scoring.choose(assistant, "基本均衡（2012）", session)
    assert "综合差异系数" in view.chart and "规定值" not in view.table
    assert "没有说按哪个标准" not in view.verdict


def test_least_that_mends_a_coefficient_stands_on_the_page_and_in_the_report(
    assistant: Assistant, tmp_path: Path
) -> None:
    session = Session()
    uneven = [primary("示例县富小学", 500, lead_primary=25), primary("示例县穷小学", 500, lead_primary=5)]
    view = received(assistant, session, workbook(tmp_path / "两校.xlsx", uneven, title=True))
    said = "小学每百名学生拥有县级以上骨干教师数：共补4人（示例县穷小学4）"
    assert said in view.details and "只加不减" in view.details
    made = scoring.report(assistant, "docx", session)
    assert not isinstance(made, str)
    assert any(said in paragraph.text for paragraph in Document(BytesIO(made.content)).paragraphs)


def test_change_is_tried_and_taken_back(assistant: Assistant, county: Path) -> None:
    session = Session()
    received(assistant, session, county)
    tried = scoring.change(assistant, "示例县乙小学", "小学县级以上骨干教师数", "2", session)
    assert "示例县乙小学：小学县级以上骨干教师数加2" in tried.verdict and "不达标 → 达标" in tried.verdict
    assert "试改" not in scoring.undo(assistant, session).verdict


@pytest.mark.parametrize("amount", ["", "多些", None])
def test_change_that_says_no_number_is_asked_for(assistant: Assistant, county: Path, amount: str | None) -> None:
    session = Session()
    received(assistant, session, county)
    view = scoring.change(assistant, "示例县乙小学", "计算机台数", amount, session)
    assert "改多少" in view.notice and not session.conversation.holding.changes


def test_change_that_cannot_be_made_leaves_those_before(assistant: Assistant, county: Path) -> None:
    session = Session()
    received(assistant, session, county)
    scoring.change(assistant, "示例县乙小学", "计算机台数", "2", session)
    view = scoring.change(assistant, "示例县乙小学", "计算机台数", "-200", session)
    assert "减不了" in view.notice and len(session.conversation.holding.changes) == 1


def test_every_school_gets_what_it_can_have(assistant: Assistant, county: Path) -> None:
    session = Session()
    received(assistant, session, county)
    view = scoring.change(assistant, scoring.EVERY_SCHOOL, "初中县级以上骨干教师数", "3", session)
    assert view.notice == "" and "示例县丁中学" in view.verdict


def test_reports_hold_the_verdict_and_what_was_tried(assistant: Assistant, county: Path, folders: list[str]) -> None:
    session = Session()
    received(assistant, session, county)
    scoring.change(assistant, "示例县乙小学", "小学县级以上骨干教师数", "2", session)
    word, sheet = (scoring.report(assistant, kind, session) for kind in ("docx", "xlsx"))
    assert not isinstance(word, str) and not isinstance(sheet, str)
    assert "不达标" in "\n".join(p.text for p in Document(BytesIO(word.content)).paragraphs)
    assert "改动前后" in openpyxl.load_workbook(BytesIO(sheet.content)).sheetnames
    assert folders and all(name.startswith(prefix()) for name in folders)  # swept after a kill


def test_form_with_points_is_recognised(assistant: Assistant, tmp_path: Path) -> None:
    view = received(assistant, Session(), form(tmp_path / "自评.xlsx", [5, 1, 4, 3, 5, 2, 0, 4]))
    assert "示例小学" in view.table and "2.3 辅助用房" in view.chart and view.columns == ()


def test_register_is_refused_with_a_reason(assistant: Assistant, tmp_path: Path) -> None:
    session = Session()
    view = received(assistant, session, written(tmp_path / "留守.xlsx", faulty()))
    assert "没有算" in view.notice and not view.there
    assert scoring.report(assistant, "docx", session) == scoring.NOTHING_THERE


def test_headings_of_a_refused_table_are_asked_for_and_learned(assistant: Assistant, tmp_path: Path) -> None:
    memory = Memory(tmp_path / "home")
    assert assistant.engine.filing is not None
    engine = replace(assistant.engine, filing=replace(assistant.engine.filing, memory=memory))
    assistant, session = replace(assistant, engine=engine), Session()
    called = {"教学及辅助用房面积": "甲栏", "室内体育用房面积": "乙栏", "体育运动场馆面积": "丙栏",
              "计算机台数": "机子", "图书册数": "书", "网络多媒体教室间数": "班班通"}  # fmt: skip
    file = workbook(tmp_path / "旧.xlsx", ROWS, headings=called)
    view = received(assistant, session, file)
    assert "没有算" in view.notice and "像是“图书册数”" in view.notice and not view.there
    assert {one.heading for one in view.unknown} == set(called.values()) and set(called) <= set(view.missing)
    for column, heading in called.items():
        view = scoring.remember(assistant, heading, column, session)
    assert view.unknown == () and not set(called) & set(view.missing)
    assert received(assistant, session, file).there


def test_chat_and_tab_look_at_the_same_tables(assistant: Assistant, county: Path) -> None:
    session = Session()
    received(assistant, session, county)
    answer = assistant.ask("丁中学为什么不达标", session.conversation)
    assert answer.tools[0].name == "score" and "差2人" in answer.text


def test_heading_is_learned_and_the_next_table_is_read_with_it(assistant: Assistant, tmp_path: Path) -> None:
    memory = Memory(tmp_path / "home")
    assert assistant.engine.filing is not None
    engine = replace(assistant.engine, filing=replace(assistant.engine.filing, memory=memory))
    assistant, session = replace(assistant, engine=engine), Session()
    file = workbook(tmp_path / "旧.xlsx", ROWS, title=True, headings={LEAD: "小学名师"})
    view = received(assistant, session, file)
    assert [one.heading for one in view.unknown] == ["小学名师"] and view.missing == (LEAD,)
    told = scoring.remember(assistant, "小学名师", LEAD, session)
    assert "记住了" in told.notice and "再传一次" in told.notice
    again = received(assistant, session, file)
    assert again.unknown == () and "示例县乙小学" in again.table and "差2人" in again.table
    assert assistant.ask("小学骨干教师缺多少", assistant.conversation(), [file]).text.count("差2人")
