"""``ask``: one question, or a file of conversations."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from assistant.cli.output import note, progress_bar, say, say_json
from assistant.cli.together import answered_together, helpers_for
from assistant.errors import AssistantError, BadRequest
from assistant.records import Answer
from assistant.rendering.answer import answer_text, prompt_text
from assistant.settings import read_settings
from assistant.text.private import without_private
from assistant.wiring import Assistant, build_assistant

STREAM = "-"
"""The batch comes from standard input and is answered as it comes."""
EXIT = {"answered": 0, "clarify": 3, "refused": 4}


def ask_command(options: argparse.Namespace) -> int:
    """Exit 0 answered, 3 asked back, 4 refused; a batch exits 0."""
    if (options.question is None and not options.file) == (options.batch is None):
        raise BadRequest("请给一个问题，或用 --batch 给一个问题文件（二选一）。")
    files = _files(options.file)
    if options.batch is not None:
        return _batch(options.batch, options.show_prompt)
    answer = _assistant().ask(options.question or "", files=files)
    if options.json:
        say_json(_told(answer, options.show_prompt), indent=2)
    else:
        say(answer_text(answer))
        if options.show_prompt:
            note(prompt_text(answer))
    return EXIT[answer.status]


def _batch(name: str, with_prompt: bool) -> int:
    lines: Iterable[str] = (line for line in _lines(name) if line.strip())
    assistant, beside = _assistant(), Path(name).parent
    if name != STREAM and assistant.phraser is None:
        lines = list(lines)
        helpers = helpers_for(len(lines))
        if helpers:
            _shared.append(assistant)
            share = partial(_share, beside=beside, with_prompt=with_prompt)
            for told in answered_together(lines, share, _ready, helpers):
                say_json(told)
            return 0
    for line in lines:
        say_json(_conversation(assistant, line, beside, with_prompt))
    return 0


_shared: list[Assistant] = []
"""The assistant of this process, for shares of a batch."""


def _ready() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; the first process ends the others
    _shared.append(build_assistant(read_settings()))


def _share(lines: Sequence[str], beside: Path, with_prompt: bool) -> list[dict[str, Any]]:
    return [_conversation(_shared[-1], line, beside, with_prompt) for line in lines]


def _assistant() -> Assistant:
    settings = read_settings(warn=note)
    assistant = build_assistant(settings, progress=progress_bar())
    if settings.model is None:
        return assistant
    from assistant.phrasing.speaking import with_model

    return with_model(assistant, settings)


def _told(answer: Answer, with_prompt: bool) -> dict[str, Any]:
    told = answer.as_json()
    if with_prompt and answer.wording:
        told["model"]["sent"] = [{"role": role, "text": text} for role, text in answer.wording.sent]
    return told


def _files(names: Sequence[str], beside: Path | None = None) -> list[Path]:
    """Files to check with a question; names in a batch count from the folder of the batch file where nothing is there.

    Raises:
        BadRequest: one of them does not exist.
    """
    found = []
    for name in names:
        path = Path(name)
        if not path.exists() and beside is not None and (beside / name).exists():
            path = beside / name
        if not path.exists():
            raise BadRequest(f"没有这个文件：{without_private(name)}。请核对名称和位置。")
        found.append(path)
    return found


def _lines(name: str) -> Iterator[str]:
    if name == STREAM:
        return (line.removeprefix("\ufeff") for line in sys.stdin)  # PowerShell sends a mark first
    try:
        return iter(Path(name).read_text(encoding="utf-8-sig").split("\n"))
    except (OSError, UnicodeDecodeError) as error:
        raise BadRequest(f"问题文件“{name}”打不开。请检查文件名，文件要存成 UTF-8 文本。") from error


def _conversation(assistant: Assistant, line: str, beside: Path, with_prompt: bool) -> dict[str, Any]:
    """One line's answers; a bad line gives its error and the rest go on."""
    identity: Any = None
    try:
        try:
            given = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise BadRequest("这一行不是 JSON，或嵌套太深。") from error
        identity = given.get("id") if isinstance(given, dict) else None
        turns = given.get("turns") if isinstance(given, dict) else None
        if not isinstance(turns, list) or not turns or not all(isinstance(turn, str) for turn in turns):
            raise BadRequest("这一行缺少 turns（问题的列表）。")
        files = given.get("files") or []
        if not isinstance(files, list) or not all(isinstance(name, str) for name in files):
            raise BadRequest("这一行的 files 要写成文件名的列表。")
        attached: list[list[Path]] = [_files(files, beside), *([] for _ in turns[1:])]
        conversation = assistant.conversation()
        answers = [assistant.ask(turn, conversation, some) for turn, some in zip(turns, attached, strict=True)]
        return {"id": identity, "answers": [_told(answer, with_prompt) for answer in answers]}
    except AssistantError as error:
        return {"id": identity, "error": str(error)}
