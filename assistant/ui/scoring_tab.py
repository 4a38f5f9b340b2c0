"""The tab 达标测算: its parts, and what each event calls in ``scoring``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.ui import registers, scoring
from assistant.ui.chat import QUIET, SAVES, handed_over
from assistant.ui.fragments import notice_html
from assistant.ui.handlers import Session
from assistant.ui.library_tab import CHOSEN
from assistant.ui.registers_tab import ACTS
from assistant.ui.scoring import AUTO, EVERY_SCHOOL, ScoreView
from assistant.ui.scoring_html import chooser_html
from assistant.wiring import Assistant

MAKING = "正在写报告……"
BLANK = "学校办学条件数据表"
_STATUS = 'element.setAttribute("role", "status"); element.setAttribute("aria-label", "测算的结果");'


@dataclass(frozen=True)
class ScoreParts:
    """The components that events read or change."""

    session: gr.State
    chooser: gr.HTML
    standard: gr.Dropdown
    notice: gr.HTML
    verdict: gr.HTML
    trying: gr.Row
    school: gr.Dropdown
    column: gr.Dropdown
    amount: gr.Textbox
    try_it: gr.Button
    mapping: gr.Row
    heading: gr.Dropdown
    meant: gr.Dropdown
    keep: gr.Button
    chart: gr.HTML
    table: gr.HTML
    details: gr.HTML
    word: gr.Button
    sheet: gr.Button
    blank: gr.Button
    file: gr.HTML

    @property
    def shown(self) -> list[Any]:
        """What ``updates`` changes, in its order."""
        return [
            self.session, self.verdict, self.chart, self.table, self.details, self.notice, self.trying, self.school,
            self.column, self.word, self.sheet, self.mapping, self.heading, self.meant,
        ]  # fmt: skip


def scoring_tab(assistant: Assistant, session: gr.State) -> ScoreParts:
    """The whole tab with its events; ``session`` is the chat's, so that the tables can be asked about there."""
    with gr.Column(elem_id="scoring"):
        chooser = gr.HTML(chooser_html(), elem_id="score-chooser", js_on_load=CHOSEN)
        with gr.Row(elem_id="score-options"):
            names = scoring.standards(assistant)
            standard = gr.Dropdown(names, value=AUTO, label="按哪个标准", elem_id="score-standard")
            word = gr.Button("下载报告（Word）", elem_id="score-word", visible=False)
            sheet = gr.Button("下载报告（表格）", elem_id="score-sheet", visible=False)
            blank = gr.Button("下载空白表", elem_id="score-blank")
        notice = gr.HTML("", elem_id="score-notice", js_on_load=_STATUS)
        verdict = gr.HTML("", elem_id="score-verdict", js_on_load=ACTS)
        trying, school, column, amount, try_it = _trying_row()
        mapping, heading, meant, keep = _mapping_row()
        chart = gr.HTML("", elem_id="score-chart", js_on_load=None)
        table = gr.HTML("", elem_id="score-table", js_on_load=None)
        details = gr.HTML("", elem_id="score-details", js_on_load=None)
        file = gr.HTML("", html_template="<i></i>", elem_id="score-file", visible="hidden", js_on_load=SAVES)
    parts = ScoreParts(
        session, chooser, standard, notice, verdict, trying, school, column, amount, try_it, mapping,
        heading, meant, keep, chart, table, details,
        word, sheet, blank, file,
    )  # fmt: skip
    _connect(parts, assistant)
    _connect_downloads(parts, assistant)
    return parts


def _trying_row() -> tuple[gr.Row, gr.Dropdown, gr.Dropdown, gr.Textbox, gr.Button]:
    with gr.Row(elem_id="score-trying", visible=False) as row:
        school = gr.Dropdown([], label="试改：哪所学校", elem_id="score-school", filterable=True)
        column = gr.Dropdown([], label="哪一栏", elem_id="score-column", filterable=True)
        amount = gr.Textbox(
            label="加多少（减写 -3）", placeholder="如 10", lines=1, max_lines=1, elem_id="score-amount"
        )
        return row, school, column, amount, gr.Button("试算", elem_id="score-try")


def _mapping_row() -> tuple[gr.Row, gr.Dropdown, gr.Dropdown, gr.Button]:
    with gr.Row(elem_id="score-mapping", visible=False) as row:
        heading = gr.Dropdown([], label="没认出的栏名", elem_id="score-heading")
        meant = gr.Dropdown([], label="它是哪一栏", elem_id="score-meant", filterable=True)
        return row, heading, meant, gr.Button("记住", elem_id="score-keep")


def _connect(parts: ScoreParts, assistant: Assistant) -> None:
    def on_sent(standard: str, session: Session, event: gr.EventData) -> Iterator[list[Any]]:
        for view in scoring.receive(assistant, list(event.files or ()), standard, session):
            yield updates(view)

    def on_standard(standard: str, session: Session) -> list[Any]:
        return updates(scoring.choose(assistant, standard, session))

    def on_act(session: Session, event: gr.EventData) -> list[Any]:
        done = scoring.undo if str(event.act) == "undo" else scoring.forget
        return updates(done(assistant, session))

    def on_try(school: str, column: str, amount: str, session: Session) -> list[Any]:
        return updates(scoring.change(assistant, school, column, amount, session))

    def on_keep(heading: str, meant: str, session: Session) -> list[Any]:
        return updates(scoring.remember(assistant, heading, meant, session))

    asked = [parts.standard, parts.session]
    tried = [parts.school, parts.column, parts.amount, parts.session]
    parts.chooser.sent(on_sent, asked, parts.shown, trigger_mode="multiple", **QUIET)
    parts.standard.input(on_standard, asked, parts.shown, **QUIET)
    parts.verdict.act(on_act, parts.session, parts.shown, **QUIET)
    kept = [parts.heading, parts.meant, parts.session]
    parts.keep.click(on_keep, kept, parts.shown, **QUIET)
    gr.on([parts.try_it.click, parts.amount.submit], on_try, tried, parts.shown, **QUIET)


def _connect_downloads(parts: ScoreParts, assistant: Assistant) -> None:
    def on_report(kind: str, session: Session) -> Iterator[list[Any]]:
        yield [gr.skip(), notice_html(MAKING)]
        made = scoring.report(assistant, kind, session)
        yield [gr.skip(), notice_html(made)] if isinstance(made, str) else [handed_over(made), ""]

    def on_word(session: Session) -> Iterator[list[Any]]:
        yield from on_report("docx", session)

    def on_sheet(session: Session) -> Iterator[list[Any]]:
        yield from on_report("xlsx", session)

    def on_blank() -> list[Any]:
        made = registers.template(assistant, BLANK, None)
        return [gr.skip(), notice_html(made)] if isinstance(made, str) else [handed_over(made), ""]

    saved = [parts.file, parts.notice]
    parts.word.click(on_word, parts.session, saved, **QUIET)
    parts.sheet.click(on_sheet, parts.session, saved, **QUIET)
    parts.blank.click(on_blank, None, saved, **QUIET)


def shows_when_opened(tab: gr.Tab, parts: ScoreParts, assistant: Assistant) -> None:
    """Whoever comes to the tab sees what was sent in the chat too."""

    def on_open(session: Session) -> list[Any]:
        return updates(scoring.show(assistant, session))

    tab.select(on_open, parts.session, parts.shown, **QUIET)


def updates(view: ScoreView) -> list[Any]:
    """A view as changes of ``ScoreParts.shown``."""
    can_try = bool(view.columns)
    schools = [EVERY_SCHOOL, *view.schools]
    return [
        view.session, view.verdict, view.chart, view.table, view.details, view.notice, gr.update(visible=can_try),
        _choices(schools, view.school), _choices(list(view.columns), view.column), gr.update(visible=view.there),
        gr.update(visible=view.there), *_mapped(view),
    ]  # fmt: skip


def _mapped(view: ScoreView) -> list[Any]:
    """Headings that were not known and the columns that are missing, the likeliest pair chosen."""
    likely = next((one for one in view.unknown if one.column), None)
    return [
        gr.update(visible=bool(view.unknown and view.missing)),
        _choices([one.heading for one in view.unknown], likely.heading if likely else ""),
        _choices(list(view.missing), likely.label if likely else ""),
    ]


def _choices(names: list[str], chosen: str) -> Any:
    """Choices with one of them chosen: the one before, else the first."""
    return gr.update(choices=names, value=chosen if chosen in names else next(iter(names), None))
