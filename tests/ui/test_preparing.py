"""The first index is built outside the server."""

from __future__ import annotations

import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from assistant import Settings
from assistant.errors import IndexUnavailable
from assistant.ui import preparing


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Programs that were started instead of running."""
    programs: list[Any] = []

    def run(arguments: list[str], **options: Any) -> SimpleNamespace:
        programs.append((arguments[1:], options["env"]["JUNHENG_HOME"]))
        return SimpleNamespace(returncode=0)

    monkeypatch.setattr(subprocess, "run", run)
    return programs


def test_missing_index_is_built_by_another_process(tmp_path: Path, started: list[Any]) -> None:
    preparing.prepare_index(Settings(home=tmp_path))
    assert started == [(["-m", "assistant", "index", "--settings-told"], str(tmp_path))]


def test_current_index_is_left_alone(tmp_path: Path, started: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparing, "current_build", lambda indexes, plan: indexes)
    preparing.prepare_index(Settings(home=tmp_path))
    assert started == []


def test_failed_build_stops_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", lambda *args, **options: SimpleNamespace(returncode=2))
    with pytest.raises(IndexUnavailable, match="索引没有建成"):
        preparing.prepare_index(Settings(home=tmp_path))
