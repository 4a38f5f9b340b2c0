"""The steps of an answer: which tools run, told while they run and kept under the answer, in plain words."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import replace
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, cast

from assistant.records import Answer, Evidence, Passage, ToolCall

if TYPE_CHECKING:
    from assistant.tools.base import Request, Tool
    from assistant.wiring import Assistant

WORDS = {
    "archive_lookup": "查档案要求",
    "archive_place": "看放哪一项",
    "archive_lacking": "对着清单查还缺什么",
    "rubric_lookup": "查评估标准",
    "form_lookup": "查表册填法",
    "policy_search": "查政策文件",
    "calculator": "按公式计算",
    "document_search": "查自己添加的文件",
    "register_check": "检查表册",
    "score": "按标准测算",
}
ELSE = "查资料"
_NAMED = 3
"""Things a step names; more would be a list, not a hint."""

_Told = str | Answer
_listener: ContextVar[Callable[[_Told], None] | None] = ContextVar("listener", default=None)


def drafts() -> Callable[[Answer], None]:
    """What takes answers on their way to whoever listens in this thread, also from other threads."""
    return _listener.get() or (lambda answer: None)


def step_name(tool: str) -> str:
    """What a tool does, in words."""
    return WORDS.get(tool, ELSE)


def step(call: ToolCall, passage: Callable[[str], Passage | None]) -> str:
    """A tool that ran and what it looked at."""
    arguments = call.arguments
    ids = [arguments["id"]] if arguments.get("id") else arguments.get("ids", ())
    found = [passage(str(name)) for name in ids]
    titles = list(dict.fromkeys(one.title for one in found if one))
    if not titles:
        return step_name(call.name)
    more = f"等{len(titles)}项" if len(titles) > _NAMED else ""
    return f"{step_name(call.name)}：{'、'.join(titles[:_NAMED])}{more}"


class Watched:
    """A tool that says when it starts to whoever listens in its thread."""

    def __init__(self, tool: Tool) -> None:
        self._tool = tool

    def run(self, request: Request) -> Evidence:
        listener = _listener.get()
        if listener:
            listener(self._tool.name)
        return self._tool.run(request)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tool, name)


def watched(assistant: Assistant) -> Assistant:
    """The same assistant with tools that tell when they start."""
    engine = assistant.engine
    # A tool in every way that counts; the engine asks for its own calculator by type.
    calculator = cast(Any, Watched(engine.calculator))
    lookups = [cast("Tool", Watched(tool)) for tool in engine.lookups]
    return replace(assistant, engine=replace(engine, calculator=calculator, lookups=lookups))


class Run:
    """An answer on its way, in a thread of its own so that its steps can be shown before it is there."""

    def __init__(self, work: Callable[[], Answer]) -> None:
        self._work = work
        self._told: SimpleQueue[_Told | None] = SimpleQueue()
        self._answer: Answer | None = None
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._go, daemon=True)
        self._thread.start()

    def _go(self) -> None:
        _listener.set(self._told.put)
        try:
            self._answer = self._work()
        except Exception as error:
            self._error = error
        finally:
            self._told.put(None)

    def over(self, seconds: float | None = None) -> bool:
        """Wait so long at most, or until the end; True when the work has ended."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def events(self) -> Iterator[str | Answer]:
        """Names of tools as they start, each once, and answers that are still being worded; ends with the answer."""
        seen: set[str] = set()
        while (told := self._told.get()) is not None:
            if isinstance(told, Answer):
                yield told
            elif told not in seen:
                seen.add(told)
                yield told

    def tools(self) -> Iterator[str]:
        """The names of tools alone."""
        return (told for told in self.events() if isinstance(told, str))

    def answer(self) -> Answer:
        """The answer, once ``tools`` has ended; raises what the work raised."""
        if self._error:
            raise self._error
        assert self._answer is not None
        return self._answer
