"""The part of the tab 档案装盒 where a county's scheme is read and corrected: its parts and events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.ui import leaving, schemes
from assistant.ui.chat import QUIET, SAVES, handed_over
from assistant.ui.fragments import notice_html
from assistant.ui.handlers import Session
from assistant.ui.schemes import SchemeView
from assistant.ui.schemes_html import chooser_html
from assistant.wiring import Assistant

_STATUS = 'element.setAttribute("role", "status"); element.setAttribute("aria-label", "分卷方案");'
_CHOSEN = """
const take = async (files) => files.length && trigger("sent", {files: await window.junheng.asNamed([files[0]])});
element.addEventListener("change", async (event) => {
  await take(event.target.files);
  event.target.value = "";
});
const over = (is) => element.querySelector(".chooser").classList.toggle("over", is);
element.addEventListener("dragover", (event) => (event.preventDefault(), over(true)));
element.addEventListener("dragleave", () => over(false));
element.addEventListener("drop", (event) => (event.preventDefault(), over(false), take(event.dataTransfer.files)));
"""
# The table is drawn anew; who goes by keyboard stays at the field that was changed.
_CHANGES = """
window.junheng.asDrawn(element);
const tell = (target, value) => {
  const {at, what} = target.dataset;
  if (!what) return;
  trigger("act", {at, what, value});
  new MutationObserver((_, watching) => {
    watching.disconnect();
    element.querySelector(`[data-at="${at}"][data-what="${what}"]`)?.focus({preventScroll: true});
  }).observe(element, {childList: true, subtree: true});
};
element.addEventListener("change", (event) => tell(event.target, event.target.value));
element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button) tell(button, "");
});
"""


@dataclass(frozen=True)
class SchemeParts:
    """The components that events read or change; ``scheme`` is where one is chosen for labels and catalogues."""

    session: gr.State
    scheme: gr.Dropdown
    chooser: gr.HTML
    look: gr.Button
    notice: gr.HTML
    draft: gr.HTML
    save: gr.Button
    take: gr.Button
    file: gr.HTML

    @property
    def shown(self) -> list[Any]:
        """What ``updates`` changes, in its order."""
        return [self.session, self.draft, self.notice, self.save, self.take]


def schemes_part(assistant: Assistant, session: gr.State, scheme: gr.Dropdown) -> SchemeParts:
    """The whole part with its events."""
    with gr.Accordion("县局的分卷方案：读县局目录、查看、修改", open=False, elem_id="schemes"):
        chooser = gr.HTML(chooser_html(), elem_id="scheme-chooser", js_on_load=_CHOSEN)
        look = gr.Button("查看所选方案", elem_id="scheme-look")
        notice = gr.HTML("", elem_id="scheme-notice", js_on_load=_STATUS)
        draft = gr.HTML("", elem_id="scheme-draft", js_on_load=_CHANGES)
        with gr.Row(elem_id="scheme-papers"):
            save = gr.Button("存为分卷方案", elem_id="scheme-save", visible=False)
            take = gr.Button("下载方案.yaml", elem_id="scheme-take", visible=False)
        file = gr.HTML("", html_template="<i></i>", elem_id="scheme-file", visible="hidden", js_on_load=SAVES)
    parts = SchemeParts(session, scheme, chooser, look, notice, draft, save, take, file)
    _connect(parts, assistant)
    return parts


def _connect(parts: SchemeParts, assistant: Assistant) -> None:
    def on_sent(session: Session, event: gr.EventData, request: gr.Request) -> list[Any]:
        leaving.came(request.session_hash, session)
        return updates(schemes.upload(assistant, list(event.files or ()), session))

    def on_look(scheme: str, session: Session) -> list[Any]:
        return updates(schemes.look(assistant, scheme, session))

    def on_change(session: Session, event: gr.EventData) -> list[Any]:
        return updates(schemes.change(assistant, event.what, event.at, event.value, session))

    def on_save(session: Session) -> list[Any]:
        view = schemes.save(assistant, session)
        chosen = gr.Dropdown(schemes.choices(assistant), value=view.chosen) if view.chosen else gr.skip()
        return [*updates(view), chosen]

    def on_take(session: Session) -> list[Any]:
        made, told = schemes.download(session)
        return [handed_over(made) if made else gr.skip(), notice_html(told)]

    parts.chooser.sent(on_sent, parts.session, parts.shown, **QUIET)
    parts.look.click(on_look, [parts.scheme, parts.session], parts.shown, **QUIET)
    parts.draft.act(on_change, parts.session, parts.shown, **QUIET)
    parts.save.click(on_save, parts.session, [*parts.shown, parts.scheme], **QUIET)
    parts.take.click(on_take, parts.session, [parts.file, parts.notice], **QUIET)


def shows_when_opened(tab: gr.Tab, parts: SchemeParts, assistant: Assistant) -> None:
    """Whoever comes to the tab can choose what was kept since, on any page or by hand."""

    def on_open(scheme: str) -> list[Any]:
        choices = schemes.choices(assistant)
        known = {name for _, name in choices}
        chosen = gr.Dropdown(choices, value=scheme if scheme in known else choices[0][1])
        return [chosen, schemes.spoilt(assistant) or gr.skip()]

    tab.select(on_open, parts.scheme, [parts.scheme, parts.notice], **QUIET)


def updates(view: SchemeView) -> list[Any]:
    """A view as changes of ``SchemeParts.shown``."""
    there = gr.update(visible=view.session.scheme is not None)
    return [view.session, view.draft, view.notice, there, there]
