"""``doctor``: what this machine, this home and these settings make of the program."""

from __future__ import annotations

import argparse
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from assistant.cli.output import progress_bar, say, say_json
from assistant.errors import AssistantError, ServerUnavailable, why
from assistant.knowledge.loader import corpus_digest, corpus_folder
from assistant.retrieval.build import Plan, current_build
from assistant.retrieval.embedding import make_encoder
from assistant.retrieval.readers import CURRENT
from assistant.settings import Found, Settings, find_settings, is_secret, write_settings
from assistant.version import __version__
from assistant.wiring import build_assistant, open_library

OLDEST_PYTHON = (3, 11)
MEGABYTE = 1_000_000
ROOM = 200 * MEGABYTE
"""Bytes that an index, built beside an older one, and the log need at most."""
OPTIONAL = {
    "模型组件": ("sentence_transformers", "torch"),
    "LangChain": ("langchain_core",),
    "大模型组件": ("langchain", "langchain_openai"),
    "MCP": ("mcp",),
}


def doctor_command(options: argparse.Namespace) -> int:
    """Exit 0 when everything works, 1 when something does not, 2 when settings cannot be written."""
    found = find_settings()
    if options.write_settings:
        file = write_settings(found.settings)
        if options.json:
            say_json({"written": str(file)})
        else:
            say(f"设置写好了：{file}")
        return 0
    checks = [_check(name, look, found) for name, look in _CHECKS]
    healthy = all(check["ok"] for check in checks)
    if options.json:
        say_json({"version": __version__, "ok": healthy, "settings": _settings(found), "checks": checks}, indent=2)
    else:
        for name, setting in _settings(found).items():
            say(f"设置　{name} = {_shown(setting['value'])}（{setting['origin']}）")
        for check in checks:
            say(f"{'正常' if check['ok'] else '有问题'}　{check['name']}：{check['says']}")
    return 0 if healthy else 1


def _settings(found: Found) -> dict[str, dict[str, Any]]:
    values = {name: getattr(found.settings, name) for name in found.origins}
    return {name: {"value": _told(name, value), "origin": found.origins[name]} for name, value in values.items()}


def _told(name: str, value: object) -> object:
    if is_secret(name) and value is not None:
        return "（写了，不显示）"
    return str(value) if isinstance(value, Path) else value


def _shown(value: object) -> str:
    return "（没有写）" if value is None else str(value)


def _check(name: str, look: Callable[[Found], str], found: Found) -> dict[str, Any]:
    try:
        return {"name": name, "ok": True, "says": look(found)}
    except AssistantError as error:
        return {"name": name, "ok": False, "says": str(error)}
    except OSError as error:
        return {"name": name, "ok": False, "says": f"{why(error)}，请检查磁盘空间和权限。"}


# --- the checks: a sentence when all is well, an error when not ---------------------------------------


def _python(found: Found) -> str:
    if sys.version_info < OLDEST_PYTHON:
        raise AssistantError("Python 太旧，请装 3.11 或更新的版本。")
    return f"{platform.python_version()}，{platform.system()}"


def _settings_file(found: Found) -> str:
    if found.complaints:
        raise AssistantError("".join(found.complaints))
    file = found.settings.file
    return str(file) if file.is_file() else "没有，按默认值和环境变量运行；要写一份，请运行 doctor --write-settings"


def _home(found: Found) -> str:
    found.settings.home.mkdir(parents=True, exist_ok=True)
    # Written to, for a full disk lets empty files be made.
    with tempfile.NamedTemporaryFile(dir=found.settings.home) as file:
        file.write(b"\0" * 4096)
        file.flush()
    return str(found.settings.home)


def _room(found: Found) -> str:
    home = found.settings.home
    free = shutil.disk_usage(next(folder for folder in (home, *home.parents) if folder.exists())).free
    if free < ROOM:
        raise AssistantError(f"只剩 {free // MEGABYTE} MB，请至少腾出 {ROOM // MEGABYTE} MB。")
    return f"还有 {free // MEGABYTE} MB"


def _encoder(found: Found) -> str:
    encoder = make_encoder(found.settings.embedding_model)
    return f"{encoder.name}（{'自带的' if found.settings.embedding_model is None else '设置里换用的'}）"


def _answers(found: Found) -> str:
    state = _index_state(found.settings)
    corpus = build_assistant(found.settings, progress=progress_bar()).search.corpus
    return f"知识库 {corpus.version}，{len(corpus.cards)} 个条目，索引{state}"


def _index_state(settings: Settings) -> str:
    """What there was before this command came."""
    plan = Plan(corpus_digest(corpus_folder()), make_encoder(settings.embedding_model).name)
    if current_build(settings.indexes, plan) is not None:
        return f"可用（{plan.digest}）"
    older = (settings.indexes / CURRENT).exists()
    return f"{'是旧的，已重建' if older else '原来没有，已建好'}（{plan.digest}）"


def _documents(found: Found) -> str:
    count = open_library(found.settings).store.sound()
    return f"{count} 份" if count else "还没有"


def _port(found: Found) -> str:
    from assistant.ui.server import address, check_port, page_is_open

    host, port = found.settings.host, found.settings.port
    try:
        check_port(host, port)
    except ServerUnavailable:
        if page_is_open(host, port):
            return f"均衡助手正开着：{address(host, port)}"
        raise
    return f"{port} 空着，网页会开在 {address(host, port)}"


def _model(found: Found) -> str:
    if found.settings.model is None:
        return "没有设置，不用它也能答"
    from assistant.phrasing.probing import probe

    return probe(found.settings)


def _optional(found: Found) -> str:
    has = {name: all(map(find_spec, modules)) for name, modules in OPTIONAL.items()}
    return "；".join(f"{name}{'已装' if there else '没装（不影响问答）'}" for name, there in has.items())


_CHECKS: tuple[tuple[str, Callable[[Found], str]], ...] = (
    ("Python", _python),
    ("设置文件", _settings_file),
    ("数据文件夹", _home),
    ("磁盘空间", _room),
    ("编码器", _encoder),
    ("知识库和索引", _answers),
    ("添加的文件", _documents),
    ("网页端口", _port),
    ("大模型", _model),
    ("可选组件", _optional),
)
