"""How much one page may ask and send, and what is said of it."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import BadRequest
from assistant.settings import Settings
from assistant.ui import handlers, registers
from assistant.ui.handlers import Session
from assistant.ui.limits import CHECKS_FULL, TOO_FAST, Limits, Pace, checking
from assistant.wiring import Assistant
from tests.tools.test_register_check import faulty, written
from tests.ui.conftest import ANSWER, Scripted


def asked(session: Session) -> str:
    *_, last = handlers.ask(Scripted(ANSWER), "食堂证书归哪一类", session)  # type: ignore[arg-type]
    return last.notice


def sent(content: bytes) -> list[dict[str, Any]]:
    return [{"name": "留守.xlsx", "size": len(content), "content": base64.b64encode(content).decode("ascii")}]


@pytest.fixture
def file(tmp_path: Path) -> list[dict[str, Any]]:
    return sent(written(tmp_path / "留守.xlsx", faulty()).read_bytes())


def test_pace_is_so_many_a_minute() -> None:
    seconds = [0.0]
    pace = Pace(6, lambda: seconds[0])
    assert [pace.allows() for _ in range(7)] == [True] * 6 + [False]
    seconds[0] = 10.0
    assert [pace.allows(), pace.allows()] == [True, False]


def test_page_that_asks_without_end_is_told_to_wait() -> None:
    session = Session(limits=Limits(questions_per_minute=2))
    assert [TOO_FAST in asked(session) for _ in range(3)] == [False, False, True]
    assert len(session.exchanges) == 2


def test_long_conversation_is_to_be_begun_anew(assistant: Assistant) -> None:
    session = Session(limits=Limits(questions_per_conversation=2))
    assert ["重新开始" in asked(session) for _ in range(3)] == [False, False, True]
    handlers.clear(assistant, session)
    assert "重新开始" not in asked(session)


def test_so_many_pages_check_at_one_time() -> None:
    with checking(2), checking(2), pytest.raises(BadRequest, match=CHECKS_FULL), checking(2):
        pass
    with checking(1):
        pass


def test_check_that_finds_no_place_is_told_and_leaves_nothing(
    assistant: Assistant, file: list[dict[str, Any]], home: Path
) -> None:
    session = Session(limits=Limits(checks_at_once=1))
    with checking(1):
        (*_, table) = registers.check(assistant, file, None, "", session)
        (*_, chat) = registers.attach(assistant, file, "", session)
    assert CHECKS_FULL in table.notice and CHECKS_FULL in chat.notice
    assert session.files is None and not session.busy
    (*_, table) = registers.check(assistant, file, None, "", session)
    assert "错误4处" in table.summary
    session.end_files()


def test_file_larger_than_the_setting_is_refused_whatever_the_browser_says(assistant: Assistant) -> None:
    session = Session(limits=Limits(upload=1 << 20))
    (*_, view) = registers.check(assistant, sent(bytes((1 << 20) + 1)), None, "", session)
    assert "超过 1 MB" in view.notice and session.files is None


def test_settings_set_the_limits(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, upload_mb=3, questions_per_minute=7, questions_per_conversation=8)
    assert Limits.of(settings) == Limits(7, 8, 8, 3 << 20)
