"""The parts of the page, one function each, and what each event calls in ``handlers``. Gradio's door."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr
from starlette.middleware import Middleware

from assistant.errors import ServerUnavailable
from assistant.settings import Settings
from assistant.ui import handlers
from assistant.ui.examples import EXAMPLES
from assistant.ui.fragments import conversation_html, sources_html
from assistant.ui.handlers import CHIPS, Session, View
from assistant.ui.server import ChinesePage, check_port, without_proxy
from assistant.version import __version__
from assistant.wiring import Assistant

HERE = Path(__file__).parent
FONTS = ("PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "system-ui", "sans-serif")
TITLE = "均衡助手"
SUBTITLE = "义务教育均衡发展的档案、评估标准、表册和政策，问什么答什么，句句带出处。"
WAITING = 64
"""Questions of all open pages that may wait at one time."""
AT_ONCE = 4
PAGES = 200
"""Open pages whose conversations are kept."""
PAGE_HOURS = 12


@dataclass(frozen=True)
class Parts:
    """The components that events read or change."""

    session: gr.State
    conversation: gr.HTML
    chips: list[gr.Button]
    notice: gr.HTML
    box: gr.Textbox
    send: gr.Button
    restart: gr.Button
    examples: gr.Accordion
    example_buttons: list[gr.Button]
    sources: gr.HTML

    @property
    def shown(self) -> list[Any]:
        """What ``updates`` changes, in its order."""
        return [self.session, self.conversation, self.sources, self.notice, self.box, self.examples, *self.chips]


# --- the parts ------------------------------------------------------------------------------------


def build_page(assistant: Assistant) -> gr.Blocks:
    """All components with their events."""
    page = gr.Blocks(title=TITLE, analytics_enabled=False)
    with page:
        _header()
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="talk"):
                session = gr.State(Session(), time_to_live=PAGE_HOURS * 3600)
                conversation = _conversation()
                chips = _chips()
                notice = gr.HTML("", elem_id="notice", js_on_load=None)
                box, send, restart = _question_row()
                examples, example_buttons = _examples()
            with gr.Column(elem_id="beside"):
                sources = _sources()
        _footer(assistant.search.corpus.version)
        parts = Parts(
            session, conversation, chips, notice, box, send, restart, examples, example_buttons, sources
        )  # fmt: skip
        _connect(parts, assistant)
    page.queue(max_size=WAITING, default_concurrency_limit=AT_ONCE)
    return page


def _header() -> None:
    gr.HTML(f"<header><h1>{TITLE}</h1><p>{SUBTITLE}</p></header>", elem_id="header", js_on_load=None)


def _conversation() -> gr.HTML:
    return gr.HTML(conversation_html([]), elem_id="conversation", js_on_load=None)


def _chips() -> list[gr.Button]:
    with gr.Row(elem_id="chips"):
        return [gr.Button("", visible=False, size="sm", elem_classes="chip") for _ in range(CHIPS)]


def _question_row() -> tuple[gr.Textbox, gr.Button, gr.Button]:
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
        send = gr.Button("发送", variant="primary", elem_id="send")
        restart = gr.Button("重新开始", elem_id="restart")
    return box, send, restart


def _examples() -> tuple[gr.Accordion, list[gr.Button]]:
    with gr.Accordion("可以这样问", open=True, elem_id="examples") as examples, gr.Row(elem_id="example-groups"):
        groups = [_example_group(people, questions) for people, questions in EXAMPLES.items()]
    return examples, [button for group in groups for button in group]


def _example_group(people: str, questions: tuple[str, ...]) -> list[gr.Button]:
    with gr.Column(elem_classes="example-group"):
        gr.HTML(f"<h3>{people}</h3>", js_on_load=None)
        return [gr.Button(question, size="sm", elem_classes="example") for question in questions]


def _sources() -> gr.HTML:
    return gr.HTML(sources_html(None, lambda _: None), elem_id="sources", js_on_load=None)


def _footer(rules: str) -> None:
    text = f"{TITLE} {__version__} · 知识库 {rules} · 在本机运行，不联网。答复供参考，办理时以原文和本县通知为准。"
    gr.HTML(f'<p class="about">{text}</p>', elem_id="about", js_on_load=None)


# --- events ---------------------------------------------------------------------------------------


def _connect(parts: Parts, assistant: Assistant) -> None:
    def on_ask(question: str, session: Session) -> Iterator[list[Any]]:
        for view in handlers.ask(assistant, question, session):
            yield updates(view)

    def on_restart(session: Session) -> list[Any]:
        return updates(handlers.clear(assistant, session))

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    typed = [parts.box.submit, parts.send.click]
    # "multiple": gradio would drop a question sent in the moment before the last event is over; handlers keep order.
    gr.on(typed, on_ask, [parts.box, parts.session], parts.shown, trigger_mode="multiple", **quiet)
    for button in [*parts.chips, *parts.example_buttons]:
        button.click(on_ask, [button, parts.session], parts.shown, **quiet)
    parts.restart.click(on_restart, parts.session, parts.shown, **quiet)


def updates(view: View) -> list[Any]:
    """A view as changes of ``Parts.shown``."""
    offered = [*view.follow_ups, *[""] * CHIPS][:CHIPS]
    return [
        view.session,
        view.conversation,
        view.sources,
        view.notice,
        "" if view.taken else gr.skip(),
        gr.update(open=not view.session.exchanges),
        *(gr.update(value=question, visible=bool(question)) for question in offered),
    ]


# --- launching -----------------------------------------------------------------------------------


def launch(page: gr.Blocks, settings: Settings) -> None:
    """Serve the page from a thread of its own, on this machine and nowhere else.

    Raises:
        ServerUnavailable: it cannot be served there.
    """
    try:
        with without_proxy():
            page.launch(
                server_name=settings.host,
                server_port=settings.port,
                share=False,
                quiet=True,
                prevent_thread_lock=True,
                show_error=False,
                ssr_mode=False,
                mcp_server=False,
                pwa=False,
                run_history=False,
                enable_monitoring=False,
                footer_links=[],
                max_file_size="1mb",
                state_session_capacity=PAGES,
                favicon_path=HERE / "favicon.svg",
                theme=_theme(),
                css_paths=HERE / "page.css",
                js=(HERE / "page.js").read_text(encoding="utf-8"),
                app_kwargs={"middleware": [Middleware(ChinesePage)]},
            )
    except (OSError, ValueError, gr.exceptions.ServerFailedToStartError) as error:
        page.close(verbose=False)
        check_port(settings.host, settings.port)  # taken in the meantime: that is the sentence to give
        raise ServerUnavailable("网页没有打开。请检查磁盘空间和数据文件夹的权限，再试一次。") from error


def _theme() -> gr.themes.Base:
    return gr.themes.Base(
        primary_hue="teal",
        neutral_hue="stone",
        radius_size="md",
        font=list(FONTS),
        font_mono=["Consolas", "monospace"],
    )
