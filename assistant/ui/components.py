"""The page: a header and its tabs, one function each; how it looks and how it is served. Gradio's door."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import gradio as gr
from starlette.middleware import Middleware

from assistant.errors import ServerUnavailable
from assistant.settings import Settings
from assistant.ui import leaving
from assistant.ui.archive_tab import archive_tab
from assistant.ui.asking import offers_ask
from assistant.ui.chat import CHAT, PICKS, asks_from_elsewhere, chat_tab
from assistant.ui.guard import Guard
from assistant.ui.helping import help_html
from assistant.ui.library_tab import library_tab, shows_when_opened
from assistant.ui.limits import DEFAULT, Limits
from assistant.ui.pages import PageStates
from assistant.ui.registers_tab import registers_tab
from assistant.ui.registers_tab import shows_when_opened as registers_when_opened
from assistant.ui.schemes_part import shows_when_opened as schemes_when_opened
from assistant.ui.scoring_tab import scoring_tab
from assistant.ui.scoring_tab import shows_when_opened as scores_when_opened
from assistant.ui.server import ChinesePage, check_port, without_proxy
from assistant.ui.steps import watched
from assistant.ui.visitors import Logins
from assistant.version import __version__
from assistant.wiring import Assistant

HERE = Path(__file__).parent
FONTS = ("PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "system-ui", "sans-serif")
TITLE = "均衡助手"
SUBTITLE = "义务教育均衡发展的档案、评估标准、表册和政策，问什么答什么，句句带出处。"
WAITING = 256
"""Questions of all open pages that may wait at one time."""
AT_ONCE = 4
PLACES_TOLD = 3600.0
"""Seconds until who waits is told the place in the queue, which the page does not show; else after every answer."""
LOOKS, PROGRESS_LOOKS = 0.005, 0.1
"""Seconds between two looks for a question that waits, and for progress, which the page tells in its own way."""
PAGES = 200
"""Open pages whose conversations are kept."""


# --- the page -------------------------------------------------------------------------------------


def build_page(assistant: Assistant, limits: Limits = DEFAULT) -> gr.Blocks:
    """All tabs with their events. A further tab is a function like ``help_tab`` and two lines here."""
    assistant = watched(assistant)
    page = gr.Blocks(title=TITLE, analytics_enabled=False)
    with page:
        _header()
        with gr.Tabs(elem_id="tabs", overflow_behavior="wrap") as tabs:
            # Kept while another tab is looked at, with what was typed and where it was scrolled to.
            with gr.Tab("问答", id=CHAT, render_children=True):
                chat = chat_tab(assistant, limits)
            with gr.Tab("表册检查", id="registers", render_children=True) as desk:
                checked = registers_tab(assistant, chat.session)
                registers_when_opened(desk, checked, assistant)
            with gr.Tab("达标测算", id="scoring", render_children=True) as scores:
                scores_when_opened(scores, scoring_tab(assistant, chat.session), assistant)
            with gr.Tab("档案装盒", id="archive", render_children=True) as boxes:
                schemes_when_opened(boxes, archive_tab(assistant, chat.session).scheme, assistant)
            with gr.Tab("资料库", id="library", render_children=True) as shelves:
                shows_when_opened(shelves, library_tab(assistant), assistant)
            with gr.Tab("帮助", id="help"):
                questions = help_tab(assistant.search.corpus.version)
        asks_from_elsewhere(questions, chat, tabs, assistant)
        asks_from_elsewhere(checked.summary, chat, tabs, assistant)
        offers_ask(assistant, chat.session, page)
        page.unload(_left)
    _queue(page)
    return page


def _queue(page: gr.Blocks) -> None:
    page.queue(max_size=WAITING, default_concurrency_limit=AT_ONCE, status_update_rate=PLACES_TOLD)
    # A thousand looks a second into an empty queue are a sixth of a core of an office computer.
    page._queue.sleep_when_free = max(page._queue.sleep_when_free, LOOKS)
    page._queue.progress_update_sleep_when_free = PROGRESS_LOOKS
    # Around each event gradio looks for this library, through all folders; the page draws nothing with it.
    sys.modules.setdefault("matplotlib", None)  # type: ignore[arg-type]


def _left(request: gr.Request) -> None:
    leaving.left(request.session_hash)


def _header() -> None:
    gr.HTML(f"<header><h1>{TITLE}</h1><p>{SUBTITLE}</p></header>", elem_id="header", js_on_load=None)


def help_tab(rules: str) -> gr.HTML:
    """Questions to click on and how to read the answers."""
    return gr.HTML(help_html(__version__, rules), elem_id="help", js_on_load=PICKS)


# --- launching -----------------------------------------------------------------------------------


def launch(
    page: gr.Blocks, settings: Settings, logins: Logins | None = None, middleware: Sequence[Middleware] = ()
) -> None:
    """Serve the page from a thread of its own; with ``logins``, to those who log in and nobody else.

    ``middleware`` comes before the page and its guard, and looks after itself.

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
                app_kwargs={"middleware": [*middleware, _guard(settings, logins), Middleware(ChinesePage)]},
            )
        page.app.state_holder = PageStates(page)
    except (OSError, ValueError, gr.exceptions.ServerFailedToStartError) as error:
        page.close(verbose=False)
        check_port(settings.host, settings.port)  # taken in the meantime: that is the sentence to give
        raise ServerUnavailable("网页没有打开。请检查磁盘空间和数据文件夹的权限，再试一次。") from error


def _guard(settings: Settings, logins: Logins | None) -> Middleware:
    return Middleware(Guard, port=settings.port, logins=logins, questions_per_minute=settings.questions_per_minute)


def _theme() -> gr.themes.Base:
    return gr.themes.Base(
        primary_hue="teal",
        neutral_hue="stone",
        radius_size="md",
        font=list(FONTS),
        font_mono=["Consolas", "monospace"],
    )
