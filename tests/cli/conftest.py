from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from assistant.cli.main import run
from assistant.wiring import Assistant

COMMANDS = ("ask", "lookup", "inventory")


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """Every line of standard output; anything that is not JSON fails here."""
        return [json.loads(line) for line in self.out.removesuffix("\n").split("\n")]


Command = Callable[..., Done]


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    """Run a command in this process with everything real."""

    def command(*arguments: str) -> Done:
        code = run(arguments)
        return Done(code, *capsys.readouterr())

    return command


@pytest.fixture
def junheng(assistant: Assistant, command: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run a command with the assistant of the session, so that nothing is loaded twice."""
    for module in COMMANDS:
        monkeypatch.setattr(f"assistant.cli.{module}.build_assistant", lambda *_, **__: assistant)
    return command
