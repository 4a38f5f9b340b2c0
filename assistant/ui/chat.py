"""The tab 问答: its parts, one function each, and what each event calls in ``handlers``."""

from __future__ import annotations

import base64
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import gradio as gr

from assistant.ui import handlers, leaving, registers
from assistant.ui.examples import EXAMPLES
from assistant.ui.fragments import conversation_html, questions_html, sources_html
from assistant.ui.handlers import Download, Session, View
from assistant.ui.limits import Limits
from assistant.ui.registers_html import attach_html
from assistant.ui.views import one_by_one
from assistant.wiring import Assistant

CHAT = "chat"
"""The id of this tab."""
PAGE_HOURS = 12
QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
_AS_IT_IS: dict[str, Any] = {**QUIET, "preprocess": False, "postprocess": False}
"""A question is text, and so are ``updates``: gradio would hand each to a thread of its own to do nothing with it."""

# A click on one of our own buttons inside a piece of HTML becomes an event with the button's data.
PICKS = """
element.addEventListener("click", (event) => {
  const button = event.target.closest("button.pick");
  if (button) trigger("pick", {question: button.dataset.ask});
});
"""
_FORGETS = """
element.addEventListener("click", (event) => {
  const button = event.target.closest("button.forget");
  if (button) trigger("forget", {label: button.dataset.forget});
});
"""
_ATTACHES = """
element.addEventListener("change", async (event) => {
  const files = await window.junheng.asSent([...event.target.files]);
  event.target.value = "";  // so that the same file can be chosen again
  if (files.length) trigger("sent", {files});
});
"""
SAVES = 'watch("value", () => window.junheng.save(props.value));'


@dataclass(frozen=True)
class Parts:
    """The components that events read or change."""

    session: gr.State
    conversation: gr.HTML
    examples: gr.HTML
    chips: gr.HTML
    notice: gr.HTML
    box: gr.Textbox
    send: gr.Button
    attach: gr.HTML
    restart: gr.Button
    save_docx: gr.Button
    save_md: gr.Button
    file: gr.HTML
    known: gr.HTML
    sources: gr.HTML

    @property
    def shown(self) -> list[Any]:
        """What ``updates`` changes, in its order."""
        return [
            self.session, self.conversation, self.sources, self.notice, self.box, self.chips, self.known,
        ]  # fmt: skip


# --- the parts ------------------------------------------------------------------------------------


def chat_tab(assistant: Assistant, limits: Limits) -> Parts:
    """The whole tab with its events."""
    with gr.Row(elem_id="desk"):
        with gr.Column(elem_id="talk"):
            session = gr.State(
                Session(limits=limits), time_to_live=PAGE_HOURS * 3600, delete_callback=Session.end_files
            )
            conversation = _html(conversation_html([]), "conversation")
            examples = _html(questions_html(EXAMPLES), "examples", PICKS)
            chips = _html("", "chips", PICKS)
            notice = _html("", "notice")
            box, send = _question_row()
            attach, save_docx, save_md, restart = _tools_row()
            file = gr.HTML("", html_template="<i></i>", elem_id="file", visible="hidden", js_on_load=SAVES)
        with gr.Column(elem_id="beside"):
            known = _html("", "known", _FORGETS)
            sources = _html(sources_html(None, lambda _: None), "sources")
    parts = Parts(
        session, conversation, examples, chips, notice, box, send, attach, restart, save_docx, save_md, file, known,
        sources,
    )  # fmt: skip
    _connect(parts, assistant)
    return parts


def _html(value: str, name: str, script: str | None = None) -> gr.HTML:
    return gr.HTML(value, elem_id=name, js_on_load=script)


def _question_row() -> tuple[gr.Textbox, gr.Button]:
    with gr.Row(elem_id="question-row"):
        box = gr.Textbox(
            label="您的问题",
            show_label=False,
            container=False,
            placeholder="写下问题，按回车发送",
            lines=1,
            max_lines=5,
            autofocus=True,
            elem_id="question",
        )
        return box, gr.Button("发送", variant="primary", elem_id="send")


def _tools_row() -> tuple[gr.HTML, gr.Button, gr.Button, gr.Button]:
    with gr.Row(elem_id="tools-row"):
        return (
            _html(attach_html(), "attach", _ATTACHES),
            gr.Button("存成 Word", elem_id="save-docx", size="sm", elem_classes="plain"),
            gr.Button("存成文本", elem_id="save-md", size="sm", elem_classes="plain"),
            gr.Button("重新开始", elem_id="restart", size="sm", elem_classes="plain"),
        )


# --- events ---------------------------------------------------------------------------------------


def _connect(parts: Parts, assistant: Assistant) -> None:
    async def on_ask(question: str, session: Session) -> AsyncIterator[list[Any]]:
        async for view in one_by_one(handlers.ask(assistant, question, session)):
            yield updates(view)

    async def on_pick(session: Session, event: gr.EventData) -> AsyncIterator[list[Any]]:
        async for view in one_by_one(handlers.ask(assistant, str(event.question), session)):
            yield updates(view)

    def on_forget(session: Session, event: gr.EventData) -> list[Any]:
        return updates(handlers.forget(assistant, str(event.label), session))

    def on_restart(session: Session) -> list[Any]:
        return updates(handlers.clear(assistant, session))

    def on_save_docx(session: Session) -> Any:
        return handed_over(handlers.save(session, "docx", date.today()))

    def on_save_md(session: Session) -> Any:
        return handed_over(handlers.save(session, "md", date.today()))

    typed = [parts.box.submit, parts.send.click]
    # "multiple": gradio would drop a question sent in the moment before the last event is over; handlers keep order.
    gr.on(typed, on_ask, [parts.box, parts.session], parts.shown, trigger_mode="multiple", **_AS_IT_IS)
    _connect_files(parts, assistant)
    for offered in (parts.chips, parts.examples):
        offered.pick(on_pick, parts.session, parts.shown, **_AS_IT_IS)
    parts.known.forget(on_forget, parts.session, parts.shown, **_AS_IT_IS)
    parts.restart.click(on_restart, parts.session, parts.shown, **_AS_IT_IS)
    parts.save_docx.click(on_save_docx, parts.session, parts.file, **QUIET)
    parts.save_md.click(on_save_md, parts.session, parts.file, **QUIET)


def _connect_files(parts: Parts, assistant: Assistant) -> None:
    def on_sent(question: str, session: Session, event: gr.EventData, request: gr.Request) -> Iterator[list[Any]]:
        leaving.came(request.session_hash, session)
        for view in registers.attach(assistant, list(event.files or ()), question, session):
            yield updates(view)

    parts.attach.sent(on_sent, [parts.box, parts.session], parts.shown, trigger_mode="multiple", **_AS_IT_IS)


def asks_from_elsewhere(offered: gr.HTML, parts: Parts, tabs: gr.Tabs, assistant: Assistant) -> None:
    """Let questions of another tab be asked here: the page comes over to this tab, then asks."""

    async def on_pick(session: Session, event: gr.EventData) -> AsyncIterator[list[Any]]:
        async for view in one_by_one(handlers.ask(assistant, str(event.question), session)):
            yield [gr.Tabs(selected=CHAT), *updates(view)]

    offered.pick(on_pick, parts.session, [tabs, *parts.shown], **_AS_IT_IS)


def updates(view: View) -> list[Any]:
    """A view as changes of ``Parts.shown``."""
    return [
        view.session,
        view.conversation,
        view.sources,
        view.notice,
        "" if view.taken else gr.skip(),
        view.chips,
        view.known,
    ]


def handed_over(file: Download | None) -> Any:
    """A file on its way to the browser, which saves it (page.js): nothing is left on the server's disk."""
    if file is None:
        return gr.skip()
    content = base64.b64encode(file.content).decode("ascii")
    # The same conversation may be saved twice; only a value that differs reaches the browser.
    return {"name": file.name, "media": file.media, "content": content, "handed_over": time.monotonic_ns()}
