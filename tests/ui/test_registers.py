"""The tab 表册检查 and the file button of the chat, without a server."""

from __future__ import annotations

import base64
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from assistant.registers.child import check_file
from assistant.ui import handlers, registers
from assistant.ui.handlers import STILL_BUSY, Session
from assistant.ui.library import NOTHING_CHOSEN
from assistant.ui.registers_html import ALL
from assistant.wiring import Assistant
from tests.tools.test_register_check import faulty, written


def sent(path: Path) -> dict[str, Any]:
    content = path.read_bytes()
    return {"name": path.name, "size": len(content), "content": base64.b64encode(content).decode("ascii")}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return written(tmp_path / "留守.xlsx", faulty())


def checked(assistant: Assistant, session: Session, *files: Path, form: str | None = None, year: str = "") -> Any:
    return list(registers.check(assistant, [sent(path) for path in files], form, year, session))[-1]


def test_progress_comes_before_what_was_found(assistant: Assistant, file: Path) -> None:
    first, *_, last = registers.check(assistant, [sent(file)], None, "", Session())
    assert "<progress" in first.notice
    assert "错误4处" in last.summary and "<progress" not in last.notice


def test_table_has_a_row_for_every_finding_and_can_be_filtered(assistant: Assistant, file: Path) -> None:
    session = Session()
    view = checked(assistant, session, file)
    assert view.findings.count("<tr>") == 1 + len(session.conversation.desk.findings)
    only = registers.only(assistant, "错误", session)
    assert only.findings.count("<tr>") == 1 + 4
    assert 'data-act="错误" aria-pressed="true"' in only.levels
    assert "这一级没有" in registers.only(assistant, "待核实", session).findings
    assert registers.only(assistant, ALL, session).findings == view.findings


def test_archive_is_one_line_a_file(assistant: Assistant, file: Path, tmp_path: Path) -> None:
    packed = tmp_path / "全校.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for name in ("甲校/留守.xlsx", "乙校/留守.xlsx"):
            archive.write(file, name)
    view = checked(assistant, Session(), packed)
    assert view.summary.count("<li") == 2 and "甲校" in view.summary


def test_refused_file_says_why(assistant: Assistant, tmp_path: Path) -> None:
    bad = tmp_path / "坏.xlsx"
    bad.write_bytes(b"no table")
    view = checked(assistant, Session(), bad)
    assert "没有查" in view.summary and view.findings == ""


def test_what_is_wrong_with_the_request_is_told_and_nothing_is_kept(assistant: Assistant, file: Path) -> None:
    session = Session()
    assert NOTHING_CHOSEN in checked(assistant, session).notice
    assert "学年认不出" in checked(assistant, session, file, year="去年").notice
    too_large = {"name": "大.xlsx", "size": 10**9, "content": None}
    assert "MB" in list(registers.check(assistant, [too_large], None, "", session))[-1].notice
    session.begin("在问")
    assert STILL_BUSY in checked(assistant, session, file).notice
    assert not session.conversation.desk


def test_hostile_words_are_shown_as_words(assistant: Assistant, tmp_path: Path) -> None:
    words = "<script>alert(1)</script>${x}"
    file = written(tmp_path / "a&b <i>.xlsx", faulty(C8=words), sheet="<b>")
    view = checked(assistant, Session(), file)
    html = view.summary + view.findings
    assert "&lt;script&gt;" in html and "a&amp;b &lt;i&gt;" in html
    for alive in ("<script", "<i>", "<b>", "${"):
        assert alive not in html


def test_form_and_year_may_be_said(assistant: Assistant, file: Path) -> None:
    session = Session()
    checked(assistant, session, file, form="留守儿童花名册", year="2014-2015")
    assert session.conversation.desk.filed[0].report["school_year"] == "2014-2015"


def test_file_of_the_tab_can_be_asked_about_in_the_chat(assistant: Assistant, file: Path) -> None:
    session = Session()
    checked(assistant, session, file)
    view = list(handlers.ask(assistant, "第4行有什么问题", session))[-1]
    assert "E4" in view.conversation and "身份证号" in view.conversation


def test_file_of_the_chat_is_answered_there_and_shown_on_the_tab(assistant: Assistant, file: Path) -> None:
    session = Session()
    view = list(registers.attach(assistant, [sent(file)], "", session))[-1]
    assert "留守.xlsx" in view.conversation and "错误4处" in view.conversation
    assert "公民身份号码" in view.sources or "教师系统" in view.sources
    assert "错误4处" in registers.show(assistant, session).summary


def test_question_goes_with_the_file(assistant: Assistant, file: Path) -> None:
    view = list(registers.attach(assistant, [sent(file)], "性别那栏哪里错了", Session()))[-1]
    assert "C8" in view.conversation and view.taken is False


def test_files_can_be_deleted(assistant: Assistant, file: Path) -> None:
    session = Session()
    checked(assistant, session, file)
    assert session.files is not None
    folder = session.files.folder
    view = registers.forget(assistant, session)
    assert not folder.exists() and view.findings == "" and not session.conversation.desk


def test_new_files_take_the_place_of_the_old(assistant: Assistant, file: Path) -> None:
    session = Session()
    checked(assistant, session, file)
    assert session.files is not None
    old = session.files.folder
    checked(assistant, session, file)
    assert not old.exists() and session.files.folder.exists()
    session.end_files()


def test_blank_form_of_a_year_passes_its_own_form(assistant: Assistant, tmp_path: Path) -> None:
    made = registers.template(assistant, "留守儿童花名册", "2013-2014")
    assert not isinstance(made, str) and "2013-2014" in made.name
    book = load_workbook(BytesIO(made.content))
    assert any("2013" in str(cell.value) for cell in book.worksheets[0][1])
    (tmp_path / made.name).write_bytes(made.content)
    assert check_file(tmp_path / made.name)["form"] == "留守儿童花名册"


@pytest.mark.parametrize(("form", "year", "said"), [(None, "", "先选一种表"), ("留守儿童花名册", "明年", "学年认不出")])
def test_blank_form_needs_a_form_and_a_year_that_is_one(
    assistant: Assistant, form: str | None, year: str, said: str
) -> None:
    made = registers.template(assistant, form, year)
    assert isinstance(made, str) and said in made


def test_every_form_can_be_chosen(assistant: Assistant) -> None:
    assert set(registers.form_names(assistant)) == {f.name for f in assistant.registers().schemas.forms.values()}
