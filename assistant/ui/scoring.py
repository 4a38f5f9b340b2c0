"""What the tab 达标测算 does: read a workbook, judge it, try changes, hand out reports. No gradio here.

The tables lie in the conversation of the page, so that the chat answers about the same ones.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant import logs
from assistant.errors import AssistantError, BadRequest
from assistant.registers.scratch import temporary
from assistant.standards.cells import read_cell
from assistant.standards.headings import Unknown, unknown
from assistant.standards.holding import Focus, Holding, Sheets, opened
from assistant.standards.telling import score_text
from assistant.standards.whatif import EVERY, Change
from assistant.tools.score_computing import Scored, headings
from assistant.ui import scoring_html as html
from assistant.ui.failing import failed
from assistant.ui.fragments import notice_html
from assistant.ui.handlers import STILL_BUSY, WORD, Download, Session
from assistant.ui.library import NOTHING_CHOSEN, Sent
from assistant.ui.limits import checking
from assistant.ui.marked_copies import SHEET
from assistant.ui.registers import content_of

if TYPE_CHECKING:
    from assistant.wiring import Assistant

AUTO = "没有要求，按表里的栏定"
EVERY_SCHOOL = "每所学校"
TEXTS = ("school", "kind", "parent")
READING = "正在读表、测算……"
FAILED = failed("没有算成")
FORGOTTEN = "表和测算结果都删掉了。"
NOTHING_THERE = "请先传一份表。"
FEW = 1000
"""Schools up to which the least change is computed while somebody waits for the page."""
NO_CHANGE = "请选好学校、栏目，再写改多少，如 10 或 -3。"
NO_SUCH_FORM = "手上的表不是这个标准用的表，请传{form}。"
NO_HEADING = "请选好没认出的栏名，和它是哪一栏。"
REMEMBERED = "记住了：“{heading}”就是“{column}”。请把表再传一次，以后都认得。"

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ScoreView:
    """What the tab shows after an event. ``schools`` and ``columns`` are what a change may be made of."""

    session: Session
    verdict: str = ""
    chart: str = ""
    table: str = ""
    details: str = ""
    notice: str = ""
    schools: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    """Headings of no column, with what they may be."""
    missing: tuple[str, ...] = ()
    """Columns that no heading names."""
    school: str = ""
    column: str = ""
    """What the last change was made of, which the next one begins with."""

    @property
    def there(self) -> bool:
        """Whether there is something to download."""
        return bool(self.verdict)


def standards(assistant: Assistant) -> list[str]:
    """Names of all standards, as they are chosen."""
    tool = assistant.scores()
    return [AUTO, *(tool.saying.standard(measure) for measure in tool.measures.measures.values())]


def show(assistant: Assistant, session: Session, notice: str = "") -> ScoreView:
    """The tab as it is now."""
    holding = session.conversation.holding
    if not holding:
        return _with_headings(assistant, ScoreView(session, notice=notice), ())
    try:
        scored, why = _scored(assistant, holding)
    except BadRequest as trouble:
        return ScoreView(session, notice=notice_html(str(trouble)))
    told, what_if = scored.told, None
    if holding.changes and scored.roll is not None:
        try:
            what_if = assistant.scores().computing.what_if(scored, holding.changes)
        except BadRequest as trouble:
            session.conversation.holding = replace(holding, changes=())
            notice = notice_html(str(trouble))
    names = headings(scored.tables)
    columns = tuple(at.label for id, at in names.items() if id not in TEXTS) if scored.roll else ()
    units = {indicator.id: indicator.amount_unit for indicator in scored.measure.indicators}
    standard = assistant.scores().saying.standard(scored.measure)
    view = ScoreView(
        session, html.verdict_html(told, standard, holding.name(scored.measure.form), why, what_if, _labels(scored)),
        html.chart_html(told, what_if), html.table_html(told, units),
        html.details_html({**told, "least": _least(assistant, scored)}), notice,
        tuple(scored.names) if scored.roll else (), columns,
    )  # fmt: skip
    return _with_headings(assistant, view, holding.files)


def _least(assistant: Assistant, scored: Scored) -> list[Any]:
    """The least that mends every coefficient; of thousands of schools nobody waits for it here (the command tells)."""
    few = scored.score is not None and len(scored.score.schools) <= FEW
    return assistant.scores().computing.least(scored) if few else []


def _with_headings(assistant: Assistant, view: ScoreView, files: Sequence[Sheets]) -> ScoreView:
    """The view with the headings to be asked for: of tables refused for them, else of those that are there."""
    asked = view.session.doubtful or files
    known = {file.form: assistant.headings().of(file.form) for file in asked}
    kept = [one for file in asked for one in unknown(file.tables) if one.heading not in known[file.form]]
    missing = [label for label, (form, id) in _missing(asked).items() if id not in known[form].values()]
    return replace(view, unknown=tuple(kept), missing=tuple(missing))


def _labels(scored: Scored) -> dict[str, str]:
    return {id: at.label for id, at in headings(scored.tables).items()}


def _missing(files: Sequence[Sheets]) -> dict[str, tuple[str, str]]:
    """Label -> form and id of columns that no heading names."""
    tables = [(file.form, table) for file in files for table in file.tables]
    return {label: (form, id) for form, table in tables for id, label in table.missing.items()}


def remember(assistant: Assistant, heading: str | None, column: str | None, session: Session) -> ScoreView:
    """Keep what a heading is, for every table from now on; the one that was sent has to come again."""
    asked = session.doubtful or session.conversation.holding.files
    form, id = _missing(asked).get(column or "", ("", ""))
    if not (heading and id):
        return show(assistant, session, notice_html(NO_HEADING))
    try:
        assistant.headings().remember(form, {heading: id})
        return show(assistant, session, notice_html(REMEMBERED.format(heading=heading, column=column)))
    except BadRequest as trouble:
        return show(assistant, session, notice_html(str(trouble)))


def _scored(assistant: Assistant, holding: Holding) -> tuple[Scored, str]:
    """The score under the standard that was chosen, and why where none was.

    Raises:
        BadRequest: the tables are none that the standard reads.
    """
    tool = assistant.scores()
    measure, choice = tool.standard_of(holding)
    if measure.form not in holding.forms:
        raise BadRequest(NO_SUCH_FORM.format(form=tool.schemas.forms[measure.form].name))
    return tool.computing.score(holding, measure), tool.why(choice) if choice else ""


def receive(assistant: Assistant, sent: Sequence[Any], standard: str | None, session: Session) -> Iterator[ScoreView]:
    """Read the files and judge what they hold; the files themselves go at once."""
    if session.busy or not sent:
        yield show(assistant, session, notice_html(STILL_BUSY if session.busy else NOTHING_CHOSEN))
        return
    yield replace(show(assistant, session), notice=html.working_html(READING))
    files = assistant.uploads.session()
    try:
        kept = [files.keep(file.name, content_of(file, session.limits.upload)) for file in map(Sent.read, sent)]
        with checking(session.limits.checks_at_once):
            found = opened(kept, _forms(assistant, standard), assistant.headings())
        if found.tables:
            session.conversation.holding = Holding(found.tables, Focus(standard=_id(assistant, standard)))
        session.doubtful = found.doubtful
        yield show(assistant, session, html.refused_html(found.refused))
    except AssistantError as error:
        yield show(assistant, session, notice_html(str(error)))
    except Exception as error:
        logs.report(_log, "scoring an upload", error)
        yield show(assistant, session, notice_html(FAILED))
    finally:
        files.end()


def _id(assistant: Assistant, standard: str | None) -> str:
    """The id of a standard by its name; '' for none."""
    tool = assistant.scores()
    every = tool.measures.measures.values()
    return next((measure.id for measure in every if tool.saying.standard(measure) == standard), "")


def _forms(assistant: Assistant, standard: str | None) -> list[str]:
    """Forms that a file may be: that of the chosen standard, else the county's tables before single forms."""
    measures = assistant.scores().measures.measures
    chosen = _id(assistant, standard)
    every = [measures[chosen]] if chosen else sorted(measures.values(), key=lambda one: one.rubric is not None)
    return list(dict.fromkeys(measure.form for measure in every))


def choose(assistant: Assistant, standard: str | None, session: Session) -> ScoreView:
    """Judge what is there under another standard."""
    holding = session.conversation.holding
    focus = replace(holding.focus, standard=_id(assistant, standard))
    session.conversation.holding = replace(holding, focus=focus)
    return show(assistant, session)


def change(
    assistant: Assistant, school: str | None, column: str | None, amount: str | None, session: Session
) -> ScoreView:
    """Try what becomes of it when a school has more, or less, of something; changes add up."""
    holding = session.conversation.holding
    read = read_cell((amount or "").strip().lstrip("+-−－＋"), "")
    if not (school and column and read.value is not None):
        return show(assistant, session, notice_html(NO_CHANGE if holding else NOTHING_THERE))
    sign = "-" if (amount or "").strip().startswith(("-", "−", "－")) else "+"
    new = Change(EVERY if school == EVERY_SCHOOL else school, column, sign, read.value)
    before = holding.changes
    session.conversation.holding = replace(holding, changes=(*before, new))
    view = show(assistant, session)
    if not session.conversation.holding.changes:  # it could not be made
        session.conversation.holding = replace(holding, changes=before)
        view = show(assistant, session, view.notice)
    return replace(view, school=school, column=column)


def undo(assistant: Assistant, session: Session) -> ScoreView:
    """Take all changes back."""
    session.conversation.holding = replace(session.conversation.holding, changes=())
    return show(assistant, session)


def forget(assistant: Assistant, session: Session) -> ScoreView:
    """Delete the tables."""
    if session.busy:
        return show(assistant, session, notice_html(STILL_BUSY))
    session.conversation.holding, session.doubtful = Holding(), ()
    return show(assistant, session, notice_html(FORGOTTEN))


def report(assistant: Assistant, kind: str, session: Session) -> Download | str:
    """The report as ``docx`` or ``xlsx``, or what is to be done first."""
    from assistant.rendering.reports import save_report  # slow to load, and only wanted here

    holding = session.conversation.holding
    if not holding:
        return NOTHING_THERE
    try:
        scored, _ = _scored(assistant, holding)
        told = {**scored.told, "least": _least(assistant, scored)}
        if holding.changes and scored.roll is not None:
            told["what_if"] = assistant.scores().computing.what_if(scored, holding.changes)
        with temporary() as folder:
            out = Path(folder) / f"report.{kind}"
            save_report(told, scored.measure.name, score_text(told, scored.measure.name), out)
            name = f"达标测算-{assistant.scores().saying.standard(scored.measure)}.{kind}"
            return Download(name, WORD if kind == "docx" else SHEET, out.read_bytes())
    except AssistantError as error:
        return str(error)
