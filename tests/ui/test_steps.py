"""The steps of an answer: told while they run, in words, and only to the page that asked."""

from __future__ import annotations

import re
import threading
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from assistant.records import Answer, Evidence, ToolCall
from assistant.ui.steps import ELSE, Run, Watched, step, step_name, watched
from tests.ui.conftest import ANSWER, PASSAGE

if TYPE_CHECKING:
    from assistant.wiring import Assistant


class Slow:
    """A tool that runs when it is allowed to."""

    families = frozenset({"archive"})

    def __init__(self, name: str = "archive_lookup") -> None:
        self.name, self.describes, self.allowed = name, "档案", threading.Event()

    def run(self, request: Any) -> Evidence:
        assert self.allowed.wait(10)
        return Evidence(ToolCall(self.name, {}))


def asking(*tools: Any) -> Answer:
    for tool in tools:
        tool.run(SimpleNamespace())
    return ANSWER


def test_step_is_told_before_its_tool_is_done() -> None:
    tool = Slow()
    run = Run(lambda: asking(Watched(tool)))
    tools = run.tools()
    assert next(tools) == "archive_lookup"
    tool.allowed.set()
    assert list(tools) == []
    assert run.answer() is ANSWER


def test_tool_that_runs_again_is_told_once() -> None:
    tool, other = Slow(), Slow("calculator")
    tool.allowed.set()
    other.allowed.set()
    run = Run(lambda: asking(Watched(tool), Watched(other), Watched(tool)))
    assert list(run.tools()) == ["archive_lookup", "calculator"]


def test_pages_hear_their_own_steps_only() -> None:
    one, other = Slow("archive_lookup"), Slow("form_lookup")
    runs = [Run(lambda: asking(Watched(one))), Run(lambda: asking(Watched(other)))]
    one.allowed.set()
    other.allowed.set()
    assert [list(run.tools()) for run in runs] == [["archive_lookup"], ["form_lookup"]]


def test_error_of_the_work_comes_out_of_the_run() -> None:
    def fails() -> Answer:
        raise KeyError("一")

    run = Run(fails)
    assert list(run.tools()) == []
    with pytest.raises(KeyError):
        run.answer()


def test_watched_tool_is_the_tool_in_all_else() -> None:
    tool = Slow()
    assert (Watched(tool).name, Watched(tool).families) == (tool.name, tool.families)  # type: ignore[arg-type]


def test_step_names_what_was_looked_at() -> None:
    find = {"a5": PASSAGE}.get
    assert step(ToolCall("archive_lookup", {"id": "a5"}), find) == "查档案要求：食堂证书"
    assert step(ToolCall("calculator", {"ids": ["a5", "没有", "a5"]}), find) == "按公式计算：食堂证书"
    assert step(ToolCall("policy_search", {"query": "天气"}), find) == "查政策文件"
    assert step(ToolCall("new_tool", {}), find) == ELSE


def test_watched_assistant_answers_the_same_and_tells_its_steps(assistant: Assistant) -> None:
    question = "初中1200名学生，教辅用房6000平方米够不够"
    run = Run(lambda: watched(assistant).ask(question))
    assert "calculator" in list(run.tools())
    assert run.answer() == assistant.ask(question)


def test_every_tool_has_words_of_its_own(assistant: Assistant) -> None:
    names = [tool.name for tool in assistant.engine.lookups] + [assistant.engine.calculator.name]
    said = [step_name(name) for name in names]
    assert ELSE not in said and len(set(said)) == len(said)
    assert [words for words in said if re.search("[A-Za-z]", words)] == []
