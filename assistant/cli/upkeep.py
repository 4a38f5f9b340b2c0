"""``index`` and ``doctor``: keeping the program usable."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Callable
from typing import Any

from assistant.cli.output import progress_bar, say, say_json
from assistant.errors import AssistantError
from assistant.settings import Settings, read_settings
from assistant.version import __version__
from assistant.wiring import build_assistant, rebuild_index

OLDEST_PYTHON = (3, 11)


def index_command() -> int:
    """Rebuild the index, whether or not there is one."""
    plan = rebuild_index(read_settings(), progress_bar())
    say(f"索引已建好：{plan.digest}。")
    return 0


def doctor_command(options: argparse.Namespace) -> int:
    """Exit 0 when everything works, 1 when something does not."""
    settings = read_settings()
    checks = [_check(name, look, settings) for name, look in _CHECKS]
    healthy = all(check["ok"] for check in checks)
    if options.json:
        say_json({"version": __version__, "ok": healthy, "checks": checks}, indent=2)
    else:
        for check in checks:
            say(f"{'正常' if check['ok'] else '有问题'}　{check['name']}：{check['says']}")
    return 0 if healthy else 1


def _check(name: str, look: Callable[[Settings], str], settings: Settings) -> dict[str, Any]:
    try:
        return {"name": name, "ok": True, "says": look(settings)}
    except AssistantError as error:
        return {"name": name, "ok": False, "says": str(error)}
    except OSError as error:
        return {"name": name, "ok": False, "says": f"{error.strerror or '读写失败'}，请检查磁盘空间和权限。"}


def _python(settings: Settings) -> str:
    if sys.version_info < OLDEST_PYTHON:
        raise AssistantError("Python 太旧，请装 3.11 或更新的版本。")
    return platform.python_version()


def _home(settings: Settings) -> str:
    settings.home.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=settings.home)
    os.close(handle)
    os.unlink(name)
    return str(settings.home)


def _answers(settings: Settings) -> str:
    assistant = build_assistant(settings, progress=progress_bar())
    cards = len(assistant.search.corpus.cards)
    return f"知识库 {assistant.search.corpus.version}，{cards} 个条目，索引可用"


_CHECKS: tuple[tuple[str, Callable[[Settings], str]], ...] = (
    ("Python", _python),
    ("数据文件夹", _home),
    ("知识库和索引", _answers),
)
