"""Batches answered by several processes: the order, the shares, and processes that die."""

from __future__ import annotations

import json
import multiprocessing
import os
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.cli.together import FEWEST, MOST_PROCESSES, SHARE, answered_together, helpers_for
from tests.cli.conftest import Command


def _nothing() -> None:
    """No process needs to be made ready for these."""


def _is_helper() -> bool:
    return multiprocessing.parent_process() is not None


def _twice(share: Sequence[str]) -> list[tuple[int, bool]]:
    time.sleep(0.01)
    return [(2 * int(line), _is_helper()) for line in share]


def _dying(share: Sequence[str]) -> list[tuple[int, bool]]:
    if _is_helper():
        os._exit(3)
    return _twice(share)


def _never_ready() -> None:
    raise OSError("no room for another")


@pytest.mark.parametrize("count", [1, SHARE, SHARE + 1, 50 * SHARE + 3])
def test_answers_stand_in_the_order_of_the_lines(count: int) -> None:
    told = list(answered_together([str(place) for place in range(count)], _twice, _nothing, 1))
    assert [value for value, _ in told] == [2 * place for place in range(count)]


def test_another_process_takes_a_share() -> None:
    told = list(answered_together(["1"] * (150 * SHARE), _twice, _nothing, 1))
    assert {helped for _, helped in told} == {True, False}


@pytest.mark.parametrize("start", [_nothing, _never_ready])
def test_what_a_dead_process_was_given_is_answered_here(start: object) -> None:
    lines = [str(place) for place in range(40 * SHARE)]
    told = list(answered_together(lines, _dying, start, 1))  # type: ignore[arg-type]
    assert told == [(2 * place, False) for place in range(40 * SHARE)]


@pytest.mark.parametrize(
    ("processors", "conversations", "helpers"),
    [(1, FEWEST, 0), (2, FEWEST - 1, 0), (2, FEWEST, 1), (64, FEWEST, MOST_PROCESSES - 1), (None, FEWEST, 0)],
)
def test_helpers_go_by_conversations_and_processors(
    monkeypatch: pytest.MonkeyPatch, processors: int | None, conversations: int, helpers: int
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: processors)
    assert helpers_for(conversations) == helpers


def test_a_long_batch_is_answered_as_a_short_one(
    junheng: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same code answers, in whichever process."""
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    questions = ["食堂的卫生合格证归哪一类", "优质均衡小学生均图书要多少", "明天下雨吗"]
    file = tmp_path / "long.jsonl"
    lines = [{"id": place, "turns": [questions[place % 3]]} for place in range(FEWEST)]
    file.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    told = junheng("ask", "--batch", str(file)).lines
    assert [one["id"] for one in told] == list(range(FEWEST))
    assert all(one["answers"] == told[place % 3]["answers"] for place, one in enumerate(told))
