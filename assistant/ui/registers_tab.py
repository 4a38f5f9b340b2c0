"""The tab 表册检查: its parts, and what each event calls in ``registers``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.ui import leaving, made_of_files, marked_copies, registers
from assistant.ui.chat import PICKS, QUIET, SAVES, handed_over
from assistant.ui.fragments import notice_html
from assistant.ui.handlers import Session
from assistant.ui.library_tab import CHOSEN
from assistant.ui.registers import ANY_FORM, RegisterView
from assistant.ui.registers_html import chooser_html, summary_html
from assistant.wiring import Assistant

MARKING = "正在标注……"
_STATUS = 'element.setAttribute("role", "status"); element.setAttribute("aria-label", "检查的结果");'
# The same buttons are drawn anew; who goes by keyboard stays at the one that was pressed.
ACTS = """
element.addEventListener("click", (event) => {
  const button = event.target.closest("button.act");
  if (!button) return;
  const act = button.dataset.act;
  trigger("act", {act});
  new MutationObserver((_, watching) => {
    watching.disconnect();
    element.querySelector(`button[data-act="${act}"]`)?.focus({preventScroll: true});
  }).observe(element, {childList: true, subtree: true});
});
"""


@dataclass(frozen=True)
class RegisterParts:
    """The components that events read or change."""

    session: gr.State
    chooser: gr.HTML
    form: gr.Dropdown
    year: gr.Textbox
    notice: gr.HTML
    summary: gr.HTML
    levels: gr.HTML
    findings: gr.HTML
    marked: gr.Button
    filled: gr.Button
    schools: gr.Button
    blank: gr.Button
    file: gr.HTML

    @property
    def shown(self) -> list[Any]:
        """What ``updates`` changes, in its order."""
        return [self.session, self.summary, self.levels, self.findings, self.notice, self.marked, self.filled,
                self.schools]  # fmt: skip


def registers_tab(assistant: Assistant, session: gr.State) -> RegisterParts:
    """The whole tab with its events; ``session`` is the chat's, so that files can be asked about there."""
    with gr.Column(elem_id="registers"):
        chooser = gr.HTML(chooser_html(), elem_id="register-chooser", js_on_load=CHOSEN)
        form, year, blank = _options_row(assistant)
        notice = gr.HTML("", elem_id="register-notice", js_on_load=_STATUS)
        summary = gr.HTML(summary_html((), (), ()), elem_id="register-summary", js_on_load=PICKS + ACTS)
        with gr.Row(elem_id="register-copies"):
            marked = gr.Button(marked_copies.LABEL, elem_id="register-marked", visible=False)
            filled = gr.Button(made_of_files.FILL, elem_id="register-filled", visible=False)
            schools = gr.Button(made_of_files.SCHOOLS, elem_id="register-schools", visible=False)
        levels = gr.HTML("", elem_id="register-levels", js_on_load=ACTS)
        findings = gr.HTML("", elem_id="register-findings", js_on_load=None)
        file = gr.HTML("", html_template="<i></i>", elem_id="register-file", visible="hidden", js_on_load=SAVES)
    parts = RegisterParts(
        session, chooser, form, year, notice, summary, levels, findings, marked, filled, schools, blank, file
    )
    _connect(parts, assistant)
    return parts


def _options_row(assistant: Assistant) -> tuple[gr.Dropdown, gr.Textbox, gr.Button]:
    with gr.Row(elem_id="register-options"):
        names = registers.form_names(assistant)
        form = gr.Dropdown(
            [ANY_FORM, *names], value=ANY_FORM, label="哪一种表", elem_id="register-form", filterable=True
        )
        year = gr.Textbox(
            label="学年", placeholder="如 2013-2014，不写就看表题", lines=1, max_lines=1, elem_id="register-year"
        )
        return form, year, gr.Button("下载空白表", elem_id="register-blank")


def _connect(parts: RegisterParts, assistant: Assistant) -> None:
    def on_sent(
        form: str, year: str, session: Session, event: gr.EventData, request: gr.Request
    ) -> Iterator[list[Any]]:
        leaving.came(request.session_hash, session)
        for view in registers.check(assistant, list(event.files or ()), form, year, session):
            yield updates(view)

    def on_level(session: Session, event: gr.EventData) -> list[Any]:
        return updates(registers.only(assistant, str(event.act), session))

    def on_forget(session: Session) -> list[Any]:
        return updates(registers.forget(assistant, session))

    def on_blank(form: str, year: str) -> list[Any]:
        made = registers.template(assistant, None if form == ANY_FORM else form, year)
        return [gr.skip(), notice_html(made)] if isinstance(made, str) else [handed_over(made), ""]

    def on_marked(session: Session) -> Iterator[list[Any]]:
        yield [gr.skip(), notice_html(MARKING)]
        made, told = marked_copies.marked_copies(assistant, session)
        yield [handed_over(made), notice_html(told)]

    def on_filled(session: Session) -> list[Any]:
        made, told = made_of_files.statistics(assistant, session)
        return [handed_over(made), notice_html(told)]

    def on_schools(session: Session) -> list[Any]:
        made, told = made_of_files.summary(session)
        return [handed_over(made), notice_html(told)]

    asked = [parts.form, parts.year, parts.session]
    parts.chooser.sent(on_sent, asked, parts.shown, trigger_mode="multiple", **QUIET)
    parts.levels.act(on_level, parts.session, parts.shown, **QUIET)
    parts.summary.act(on_forget, parts.session, parts.shown, **QUIET)
    parts.marked.click(on_marked, parts.session, [parts.file, parts.notice], **QUIET)
    parts.filled.click(on_filled, parts.session, [parts.file, parts.notice], **QUIET)
    parts.schools.click(on_schools, parts.session, [parts.file, parts.notice], **QUIET)
    parts.blank.click(on_blank, [parts.form, parts.year], [parts.file, parts.notice], **QUIET)


def shows_when_opened(tab: gr.Tab, parts: RegisterParts, assistant: Assistant) -> None:
    """Whoever comes to the tab sees what was checked in the chat too."""

    def on_open(session: Session) -> list[Any]:
        return updates(registers.show(assistant, session))

    tab.select(on_open, parts.session, parts.shown, **QUIET)


def updates(view: RegisterView) -> list[Any]:
    """A view as changes of ``RegisterParts.shown``."""
    buttons = [gr.update(visible=shown) for shown in (view.marks, view.fills, view.schools)]
    return [view.session, view.summary, view.levels, view.findings, view.notice, *buttons]
