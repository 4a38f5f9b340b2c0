"""What the tab 表册检查 does, and the button for files in the chat. No gradio here, so tests call it directly."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import AssistantError, BadRequest, UploadRefused
from assistant.logs import report
from assistant.registers.child import Options, check_files
from assistant.registers.desk import Desk, laid
from assistant.registers.inputs import Input
from assistant.registers.masking import masked
from assistant.registers.scratch import temporary
from assistant.registers.years import read_school_year
from assistant.text.private import without_private
from assistant.ui.failing import failed
from assistant.ui.fragments import notice_html
from assistant.ui.handlers import STILL_BUSY, Download, Session, View, asked_with, view
from assistant.ui.library import NOT_RECEIVED, NOTHING_CHOSEN, Sent
from assistant.ui.limits import checking
from assistant.ui.made_of_files import fillable, several
from assistant.ui.marked_copies import SHEET, markable
from assistant.ui.registers_html import ALL, checking_html, filter_html, findings_html, skipped_html, summary_html

if TYPE_CHECKING:
    from assistant.wiring import Assistant

TOO_LARGE = "文件超过 {most} MB，或这一次选的加起来太大。请分开传；很大的表可以在命令行里用 check 检查。"
NOT_A_YEAR = "学年认不出，请写成 2013-2014 这样。"
NO_FORM = "请先选一种表。"
FAILED = failed("没有查成")
FORGOTTEN = "文件和检查结果都删掉了。"
ANY_FORM = "自动认"
QUESTIONS = 4
NAMES = 3
"""Files that are named in a question made of an upload."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class RegisterView:
    """What the tab shows after an event."""

    session: Session
    summary: str
    levels: str
    findings: str
    notice: str = ""
    marks: bool = False
    """Whether there is a file that can be handed out with its findings marked."""
    fills: bool = False
    """Whether a statistics form can be counted from a roster."""
    schools: bool = False
    """Whether there are several files to sum up by school."""


def show(assistant: Assistant, session: Session, notice: str = "") -> RegisterView:
    """The tab as it is now."""
    desk, tool = session.conversation.desk, assistant.registers
    if not desk:
        return RegisterView(session, summary_html((), (), ()), "", "", notice)
    lines = [tool().saying.headline(filed) for filed in desk.filed]
    since = [one.text for one in (*tool().whole.compared(desk), *tool().findings.places.explained(desk))]
    refused = [*(bool(filed.refused) for filed in desk.filed), *(False for _ in since)]
    lines += since
    asks = tool().summary(desk).evidence.follow_ups[:QUESTIONS] if desk.findings else ()
    summary = summary_html(lines, asks, refused)
    levels, findings = filter_html(desk, session.level), findings_html(desk, session.level) + skipped_html(desk)
    return RegisterView(session, summary, levels, findings, notice, bool(markable(session)),
                        bool(fillable(assistant, session)), several(session))  # fmt: skip


def check(
    assistant: Assistant, sent: Sequence[Any], form: str | None, year: str | None, session: Session
) -> Iterator[RegisterView]:
    """Check the files and tell how far it is; at the end what was found."""
    said = (year or "").strip()
    wrong = _wrong(sent, said, session)
    if wrong:
        yield show(assistant, session, notice_html(wrong))
        return
    options = Options(form if form != ANY_FORM else None, said or None, details=True, marks=True)
    before = session.conversation.desk
    try:
        files = kept(assistant, sent, session)
        reports = []
        yield _working(session, 0, len(files))
        with checking(session.limits.checks_at_once):
            for checked in check_files(files, options):
                reports.append(checked)
                yield _working(session, len(reports), len(files))
        session.conversation.desk = laid(reports, before, assistant.registers().schemas, options)
        session.level = ALL
        yield show(assistant, session)
    except AssistantError as error:
        session.end_files()  # what is still shown was found in other files
        yield show(assistant, session, notice_html(str(error)))
    except Exception as error:
        session.end_files()
        report(_log, "checking an upload", error)
        yield show(assistant, session, notice_html(FAILED))


def _wrong(sent: Sequence[Any], year: str, session: Session) -> str:
    if not sent and not session.busy:
        return NOTHING_CHOSEN
    wrong = session.refuses()
    if wrong:
        return wrong
    return NOT_A_YEAR if year and read_school_year(year) is None else ""


def _working(session: Session, done: int, total: int) -> RegisterView:
    return RegisterView(session, "", "", "", checking_html(done, total))


def kept(assistant: Assistant, sent: Sequence[Any], session: Session) -> list[Input]:
    """The files written to the session's own folder; what it held before goes.

    Raises:
        UploadRefused: a file did not come whole, or cannot be written.
    """
    session.end_files()
    session.files = assistant.uploads.session()
    return [session.files.keep(file.name, content_of(file, session.limits.upload)) for file in map(Sent.read, sent)]


def content_of(file: Sent, most: int) -> bytes:
    """What was sent.

    Raises:
        UploadRefused: it is larger than ``most`` bytes, or did not come whole.
    """
    too_large = UploadRefused("too_large", f"{masked(file.name, 'open')}：{TOO_LARGE.format(most=most >> 20)}")
    if file.content is None:
        raise too_large
    content = file.data()
    if content is None:
        raise UploadRefused("damaged", NOT_RECEIVED)
    if len(content) > most:
        raise too_large
    return content


def only(assistant: Assistant, level: str, session: Session) -> RegisterView:
    """Only findings of one severity."""
    session.level = level
    return show(assistant, session)


def forget(assistant: Assistant, session: Session) -> RegisterView:
    """Delete the files and what was found in them."""
    if session.busy:
        return show(assistant, session, notice_html(STILL_BUSY))
    session.end_files()
    session.conversation.desk = Desk()
    return show(assistant, session, notice_html(FORGOTTEN))


# --- files in the chat ------------------------------------------------------------------------------


def attach(assistant: Assistant, sent: Sequence[Any], question: str | None, session: Session) -> Iterator[View]:
    """Files that come with a question, or alone: they are checked and the answer stands in the chat."""
    asked = without_private(str(question or "").strip())
    wrong = _wrong(sent, "", session)
    if wrong:
        yield view(assistant, session, wrong)
        return
    try:
        files = kept(assistant, sent, session)
        before = session.conversation.desk.filed
        names = "、".join(masked(file.name, "open") for file in files[:NAMES]) + ("等" if len(files) > NAMES else "")
        with checking(session.limits.checks_at_once):
            yield from asked_with(assistant, f"【{names}】{asked}", asked, session, files)
    except (UploadRefused, BadRequest) as refusal:
        session.end_files()
        yield view(assistant, session, str(refusal))
        return
    if session.conversation.desk.filed is before:  # they were not checked; what is still shown was found in others
        session.end_files()


# --- downloads ---------------------------------------------------------------------------------------


def form_names(assistant: Assistant) -> list[str]:
    """Names of all forms, those of one kind together."""
    forms = sorted(assistant.registers().schemas.forms.values(), key=lambda form: (form.kind, form.name))
    return [form.name for form in forms]


def template(assistant: Assistant, name: str | None, year: str | None) -> Download | str:
    """The blank form for a school year, or what is wrong with what was asked for."""
    from assistant.rendering.templates import write_template  # slow to load, and only wanted here

    schemas, said = assistant.registers().schemas, (year or "").strip()
    form, school_year = schemas.named(name or ""), read_school_year(said) if said else None
    if form is None:
        return NO_FORM
    if said and school_year is None:
        return NOT_A_YEAR
    with temporary() as folder:
        out = Path(folder) / "blank.xlsx"
        write_template(form, schemas, out, start=school_year.start if school_year else None, stage=None)
        label = f"{school_year.label}学年度" if school_year else ""
        return Download(f"{form.name}{label}.xlsx", SHEET, out.read_bytes())
