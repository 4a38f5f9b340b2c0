"""What the tab 表册检查 makes of the files that were sent: statistics forms counted from rosters, one row a school."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import BadRequest
from assistant.knowledge.schemas import Form
from assistant.logs import report
from assistant.registers.schools import missing_text
from assistant.registers.scratch import temporary
from assistant.registers.years import read_school_year
from assistant.tools.register_schools import rows_of
from assistant.ui.failing import SEND_AGAIN, failed
from assistant.ui.handlers import STILL_BUSY, Download, Session
from assistant.ui.marked_copies import SHEET, packed

if TYPE_CHECKING:
    from assistant.wiring import Assistant

FILL, SCHOOLS = "由花名册填统计表", "下载各校汇总"
NO_ROSTER = "没有能数的花名册。请先传留守儿童、进城务工、贫困家庭或残疾儿童花名册。"
FEW = "汇总要有两份以上的表。请把各校的表一起传，或传装着它们的压缩包。"
FILLED = "按花名册数好了：{names}。{notes}"
SUMMED = "汇总写好了，一校一行，共 {count} 所学校。要看谁没交，请用命令行 check 加上应交学校的名单（--schools）。"
FAILED = failed("没有做成", SEND_AGAIN)
ALL_NAME = "统计表.zip"
SUMMARY_NAME = "各校汇总.xlsx"
Made = tuple[Download | None, str]

_log = logging.getLogger(__name__)


def fillable(assistant: Assistant, session: Session) -> list[Form]:
    """Statistics forms that count a roster among the files."""
    there = {str(table["form"]) for filed in session.conversation.desk.filed for table in filed.tables if table["rows"]}
    if not there:
        return []
    return [form for form in assistant.registers().schemas.forms.values() if _roster_of(form) in there]


def _roster_of(form: Form) -> str:
    """Id of the roster that a statistics form counts, one line a school; '' for any other form."""
    counts = next((check.parameters for check in form.checks if check.kind == "counts"), {})
    return str(counts.get("form", "")) if (counts.get("by") or {}).get("grade") != "row" else ""


def several(session: Session) -> bool:
    """Whether there are tables of more than one file."""
    return len(session.conversation.desk.filed) > 1


def statistics(assistant: Assistant, session: Session) -> Made:
    """The statistics forms of the rosters that were sent, and what is left open in them."""
    forms = [] if session.busy else fillable(assistant, session)
    if not forms:
        return None, STILL_BUSY if session.busy else NO_ROSTER
    made: dict[str, bytes] = {}
    told: dict[str, None] = {}
    try:
        for form, content, notes in _filled(assistant, session, forms):
            made[f"{form.name}.xlsx"] = content
            told |= dict.fromkeys(notes)
    except BadRequest as refusal:
        return None, str(refusal)
    except Exception as error:
        report(_log, "filling a statistics form", error)
        return None, FAILED
    names = "、".join(name.removesuffix(".xlsx") for name in made)
    return packed(made, ALL_NAME), FILLED.format(names=names, notes="".join(map(_sentence, told)))


def _sentence(words: str) -> str:
    return words if words.endswith("。") else f"{words}。"


def _filled(assistant: Assistant, session: Session, forms: list[Form]) -> Iterator[tuple[Form, bytes, tuple[str, ...]]]:
    from assistant.rendering.filled_form import fill_checked  # slow to load, and only wanted here

    schemas, filed = assistant.registers().schemas, session.conversation.desk.filed
    reports: list[dict[str, Any]] = [{**one.report, "details": {"tables": one.tables}} for one in filed]
    years = (read_school_year(one.report["school_year"] or "") for one in filed)
    year = next(filter(None, years), None)
    read = [one for one in reports if not one["refused"]]
    with temporary() as folder:
        out = Path(folder, "filled.xlsx")
        for form in forms:
            filled = fill_checked(form, schemas, read, out, year)
            yield form, out.read_bytes(), filled.notes


def summary(session: Session) -> Made:
    """One row a school, of all files that were sent."""
    if session.busy or not several(session):
        return None, STILL_BUSY if session.busy else FEW
    from assistant.rendering.summary_sheet import write_summary  # slow to load, and only wanted here

    rows = rows_of(session.conversation.desk)
    with temporary() as folder:
        out = Path(folder, "summary.xlsx")
        write_summary(rows, out)
        return Download(SUMMARY_NAME, SHEET, out.read_bytes()), SUMMED.format(count=len(rows)) + missing_text(rows)
