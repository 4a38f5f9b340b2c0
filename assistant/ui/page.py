"""Serving the page. Gradio, slow to load, is imported only once the port is free and the index is there."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

from assistant.retrieval.build import Progress
from assistant.settings import Settings
from assistant.ui.preparing import prepare_index
from assistant.ui.server import EVERY_ADDRESS, address, check_port, log_to, scratch
from assistant.wiring import build_assistant


def environment(home: Path) -> dict[str, str]:
    """What gradio and the libraries below it read while they are imported: no calls home, nothing written elsewhere."""
    return {
        "GRADIO_ANALYTICS_ENABLED": "False",
        "GRADIO_TEMP_DIR": str(scratch(home / "temp")),
        "HF_HUB_OFFLINE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "LANGSMITH_TRACING": "false",
        "LANGCHAIN_TRACING_V2": "false",
    }


def serve(settings: Settings, progress: Progress, note: Callable[[str], None]) -> None:
    """Build the assistant and serve its page until Ctrl-C.

    Raises:
        ServerUnavailable: the page cannot be served at that address and port.
        AssistantError: the assistant cannot be built.
    """
    check_port(settings.host, settings.port)
    log_to(settings.home / "logs")
    os.environ.update(environment(settings.home))
    note("正在打开，请稍等……")
    prepare_index(settings)
    from assistant.ui.components import build_page, launch

    page = build_page(build_assistant(settings, progress=progress))
    try:
        launch(page, settings)
        note(f"已经打开：{address(settings.host, settings.port)}　请在浏览器里访问；要停止，请按 Ctrl-C。")
        if settings.host in EVERY_ADDRESS:
            note("同一网络里的其他电脑也能打开：把 127.0.0.1 换成这台电脑的地址。")
        while page.is_running:
            time.sleep(0.5)
    except KeyboardInterrupt:
        note("已停止。")
    finally:
        page.close(verbose=False)
