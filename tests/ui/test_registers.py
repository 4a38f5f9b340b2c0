"""The tab 表册检查 and the file button of the chat, without a server."""

from __future__ import annotations

import base64
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from assistant.registers.child import check_file
from assistant.ui import handlers, registers
from assistant.ui.handlers import STILL_BUSY, Session
from assistant.ui.library import NOTHING_CHOSEN
from assistant.ui.marked_copies import NONE_TO_MARK, NOT_INSIDE, marked_copies
from assistant.ui.registers_html import ALL
from assistant.wiring import Assistant
from tests.registers.builders import left_row, left_rows
from tests.registers.test_reconciling import stats
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


def noted(content: bytes) -> set[str]:
    """Cells of the first sheet that have a comment."""
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    return {cell.coordinate for row in sheet for cell in row if cell.comment}


def test_marked_copy_has_a_comment_at_every_cell_that_was_told(assistant: Assistant, file: Path) -> None:
    session = Session()
    assert checked(assistant, session, file).marks
    made, told = marked_copies(assistant, session)
    assert made and made.name == "留守-标注.xlsx" and "标注好了" in told
    assert noted(made.content) == {finding["cell"] for _, finding in session.conversation.desk.findings}


def test_file_of_the_chat_can_be_had_marked_too(assistant: Assistant, file: Path) -> None:
    session = Session()
    list(registers.attach(assistant, [sent(file)], "", session))
    made, _ = marked_copies(assistant, session)
    assert made and "E4" in noted(made.content)


def test_several_marked_copies_come_in_one_archive_each_with_its_own_marks(
    assistant: Assistant, file: Path, tmp_path: Path
) -> None:
    (tmp_path / "乙校").mkdir()
    other = written(tmp_path / "乙校" / file.name, faulty(E4=left_row(2)[4], B6="示例", J9=left_row(7)[9]))
    bad = tmp_path / "坏.xlsx"
    bad.write_bytes(b"no table")
    packed = tmp_path / "全校.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(file, "丙校/留守.xlsx")
    session = Session()
    checked(assistant, session, file, bad, packed, other)
    made, told = marked_copies(assistant, session)
    assert made and NOT_INSIDE in told
    with zipfile.ZipFile(BytesIO(made.content)) as archive:
        marks = {name: noted(archive.read(name)) for name in archive.namelist()}
    assert list(marks) == ["留守-标注.xlsx", "留守-标注（2）.xlsx"]
    assert "E4" in marks["留守-标注.xlsx"] and "E4" not in marks["留守-标注（2）.xlsx"]


def test_nothing_is_marked_before_a_table_was_read_or_after_it_was_deleted(
    assistant: Assistant, file: Path, tmp_path: Path
) -> None:
    session = Session()
    assert marked_copies(assistant, session) == (None, NONE_TO_MARK)
    bad = tmp_path / "坏.xlsx"
    bad.write_bytes(b"no table")
    assert not checked(assistant, session, bad).marks
    checked(assistant, session, file)
    assert not registers.forget(assistant, session).marks
    assert marked_copies(assistant, session) == (None, NONE_TO_MARK)


def test_files_that_did_not_come_whole_leave_nothing_to_mark(assistant: Assistant, file: Path) -> None:
    session = Session()
    checked(assistant, session, file)
    cut = {"name": file.name, "size": 10**9, "content": None}
    assert not list(registers.check(assistant, [sent(file), cut], None, "", session))[-1].marks
    assert session.files is None


def test_roster_and_statistics_in_one_workbook_are_held_against_each_other(
    assistant: Assistant, tmp_path: Path
) -> None:
    book = Workbook()
    for sheet, rows in (
        (book.active, left_rows(6)),
        (book.create_sheet("统计"), stats(合计=7, 一年级=7, 男=4, 双亲留守人数=7, 占在校生比例="14%")),
    ):
        for row in rows:
            sheet.append(row)
    book.save(tmp_path / "全.xlsx")
    session = Session()
    checked(assistant, session, tmp_path / "全.xlsx")
    assert "stats-total" in [finding["rule"] for _, finding in session.conversation.desk.findings]
    session.end_files()


def test_every_form_can_be_chosen(assistant: Assistant) -> None:
    assert set(registers.form_names(assistant)) == {f.name for f in assistant.registers().schemas.forms.values()}


def test_mended_file_says_what_was_mended_and_what_is_new(assistant: Assistant, tmp_path: Path) -> None:
    session = Session()
    checked(assistant, session, written(tmp_path / "留守.xlsx", faulty()))
    (tmp_path / "改").mkdir()
    view = checked(assistant, session, written(tmp_path / "改" / "留守.xlsx", faulty(C8="男", C5="女")))
    assert "和上一份比" in view.summary and "已改好：C8" in view.summary and "新出现：C5" in view.summary


def test_what_was_explained_is_not_asked_again_of_the_file_itself(assistant: Assistant, tmp_path: Path) -> None:
    session, rows = Session(), left_rows(6, 与监护人关系="父亲")
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "留守.xlsx")
    view = checked(assistant, session, tmp_path / "留守.xlsx")
    assert "待核实1处" in view.summary
    made, _ = marked_copies(assistant, session)
    assert made is not None
    marked = load_workbook(BytesIO(made.content))
    findings = marked["检查结果"]
    (headings,) = [row for row in findings.iter_rows() if any(cell.value == "说明" for cell in row)]
    at = next(cell.column for cell in headings if cell.value == "说明")
    findings.cell(headings[0].row + 1, at).value = "父亲在家养伤"
    marked.save(tmp_path / "标注.xlsx")
    assert "待核实" not in checked(assistant, session, tmp_path / "标注.xlsx").summary
    again = checked(assistant, session, tmp_path / "留守.xlsx")
    assert "待核实" not in again.summary and "写过说明的有1处" in again.summary


def test_what_was_not_checked_is_said_beside_the_findings(assistant: Assistant, file: Path) -> None:
    view = checked(assistant, Session(), file)
    assert "没有核的" in view.findings and "学年度学生花名册" in view.findings
