"""Serving the page. Gradio, slow to load, is imported only once the port is free and the index is there."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from assistant.accounts import Accounts
from assistant.errors import ServerUnavailable
from assistant.logs import log_to, nothing_printed
from assistant.quiet import QUIET
from assistant.retrieval.build import Progress
from assistant.retrieval.readers import sweep
from assistant.settings import Settings
from assistant.ui.examples import EXAMPLES
from assistant.ui.preparing import prepare_index
from assistant.ui.server import address, check_port, scratch
from assistant.ui.stubs import without_stubs
from assistant.ui.visitors import Logins, is_local
from assistant.wiring import Assistant, build_assistant

NO_ACCOUNTS = (
    "在 {host} 上打开，别的电脑也能看到，要先有账号：请运行 user add 名字，给每个人建一个，再打开网页。"
    "只在这台电脑上用，就不写 --host（或把设置里的 host 改回 127.0.0.1）。"
)
FOR_OTHERS = (
    "同一网络里的其他电脑也能打开：把地址换成这台电脑的，用 user add 建的账号登录。"
    "密码和内容在网络上不加密，请只在可信的内部网络里用。"
)

UNPROTECTED = "少装了 defusedxml，读别人传来的表不安全，网页没有打开。请重新安装均衡助手（make run 或 启动.bat）。"


def environment(home: Path) -> dict[str, str]:
    """What gradio and the libraries below it read while they are imported.

    No calls home, nothing written elsewhere, and not after each event a table of all before, which nobody reads.
    """
    counts = {"GRADIO_ANALYTICS_MAX_EVENTS": "100", "GRADIO_ANALYTICS_CACHE_FREQUENCY": str(10**9)}
    return {**QUIET, **counts, "GRADIO_TEMP_DIR": str(scratch(home / "temp"))}


def warm_up(assistant: Assistant) -> None:
    """Ask a look-up and a sum of our own: the first questions load dictionaries, which takes a second or two."""
    # What goes wrong here goes wrong again for the first user, and is told there.
    with suppress(Exception):
        for questions in EXAMPLES.values():
            assistant.ask(questions[0])
        assistant.documents.warm()


def serve(settings: Settings, progress: Progress, note: Callable[[str], None], *, mcp: bool = False) -> None:
    """Build the assistant and serve its page until Ctrl-C; with ``mcp`` its tools too, for programs on this machine.

    Raises:
        ServerUnavailable: the page cannot be served at that address and port.
        AssistantError: the assistant cannot be built.
    """
    if find_spec("defusedxml") is None:
        raise ServerUnavailable(UNPROTECTED)
    logins = logins_for(settings)
    check_port(settings.host, settings.port)
    log_to(settings.home / "logs")
    os.environ.update(environment(settings.home))
    note("正在打开，请稍等……")
    prepare_index(settings)
    with without_stubs():
        from assistant.ui.components import build_page, launch
    from assistant.ui.limits import Limits

    assistant = build_assistant(settings, progress=progress)
    middleware = _mcp(assistant, settings) if mcp else []
    page = build_page(_with_model(assistant, settings), Limits.of(settings))
    threading.Thread(target=sweeping, args=(assistant, settings.indexes), daemon=True).start()
    _stops_when_told()
    try:
        with nothing_printed():
            launch(page, settings, logins, middleware)
            threading.Thread(target=warm_up, args=(assistant,), daemon=True).start()
            note(f"已经打开：{address(settings.host, settings.port)}　请在浏览器里访问；要停止，请按 Ctrl-C。")
            if logins is not None:
                note(FOR_OTHERS)
            while page.is_running:
                time.sleep(0.5)
    except KeyboardInterrupt:
        note("已停止。")
    finally:
        page.close(verbose=False)
        assistant.uploads.end()


def logins_for(settings: Settings) -> Logins | None:
    """Who may come in from other computers; None when the page is for this machine alone.

    Raises:
        AssistantError: others could come, and there are no accounts for them.
    """
    if is_local(settings.host):
        return None
    accounts = Accounts(settings.home)
    if not accounts.names():
        raise ServerUnavailable(NO_ACCOUNTS.format(host=settings.host))
    return Logins(accounts)


def _with_model(assistant: Assistant, settings: Settings) -> Assistant:
    if settings.model is None:
        return assistant
    from assistant.phrasing.speaking import with_model

    return with_model(assistant, settings)


def _mcp(assistant: Assistant, settings: Settings) -> list[Any]:
    """The middleware that offers the tools at ``/mcp``.

    Raises:
        ServerUnavailable: its library is missing, or the page can be reached from other machines.
    """
    if not is_local(settings.host):
        raise ServerUnavailable("MCP 服务只在本机上开：请去掉 --host，或用 --host 127.0.0.1。")
    try:
        from assistant.integrations.mcp import McpOnThePage
    except ImportError as error:
        raise ServerUnavailable("没有装 MCP 组件。请运行 pip install mcp 再试。") from error
    from starlette.middleware import Middleware

    return [Middleware(McpOnThePage, assistant=assistant, port=settings.port)]


def _stops_when_told() -> None:
    """Being told to end (a service that stops) is as Ctrl-C is: uploads go. Nothing outside the main thread."""
    with suppress(ValueError):
        signal.signal(signal.SIGTERM, signal.default_int_handler)


def sweeping(assistant: Assistant, indexes: Path) -> None:
    """Delete uploads and builds of the index that were left behind: at start, then every hour."""
    while True:
        assistant.uploads.sweep()
        sweep(indexes)
        time.sleep(3600)
