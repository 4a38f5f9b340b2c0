"""``mcp``: our tools for other programs, over standard input and output."""

from __future__ import annotations

import argparse

from assistant.cli.output import note, progress_bar
from assistant.errors import BadRequest
from assistant.settings import read_settings
from assistant.wiring import build_assistant

MISSING = "没有装 MCP 组件。请运行 pip install mcp 再试。"


def mcp_command(options: argparse.Namespace) -> int:
    """Serve until standard input ends; nothing but the protocol goes to standard output."""
    try:
        from assistant.integrations.mcp import serve_stdio
    except ImportError as error:
        raise BadRequest(MISSING) from error
    serve_stdio(build_assistant(read_settings(warn=note), progress=progress_bar()))
    return 0
