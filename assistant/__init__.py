"""Junheng (均衡助手): answers questions about balanced development of compulsory education, offline.

Importing this package does nothing and costs nothing. ``build_assistant`` and ``Settings`` are loaded when asked for.
"""

from __future__ import annotations

from typing import Any

from assistant.version import __version__

__all__ = ["Answer", "Settings", "__version__", "build_assistant"]


def __getattr__(name: str) -> Any:
    if name == "build_assistant":
        from assistant.wiring import build_assistant

        return build_assistant
    if name == "Settings":
        from assistant.settings import Settings

        return Settings
    if name == "Answer":
        from assistant.records import Answer

        return Answer
    raise AttributeError(name)
