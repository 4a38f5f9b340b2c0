"""Asking and clearing, without a server."""

from __future__ import annotations

import asyncio
import copy
import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from assistant.conversation.history import State
from assistant.errors import IndexUnavailable
from assistant.records import Answer, Wording
from assistant.text.normalise import LONGEST
from assistant.ui.fragments import LOOKING, NO_SOURCES_YET, NOT_SOURCED, SENT, WORDING
from assistant.ui.handlers import (
    CHIPS,
    FAILED,
    INSTANT,
    KEPT,
    NOTHING_ASKED,
    STILL_BUSY,
    Session,
    View,
    answer_text,
    ask,
    clear,
    forget,
    save,
)
from assistant.ui.limits import Limits
from assistant.ui.views import one_by_one
from tests.ui.conftest import ANSWER, QUOTE, Scripted

REFUSAL = Answer("材料里没有。", "refused", follow_ups=tuple("一二三四五六"))


class Slow(Scripted):
    """An assistant that answers when it is allowed to."""

    def __init__(self, *replies: Answer | Exception) -> None:
        super().__init__(*replies)
        self.allowed = threading.Event()

    def ask(self, question: str, conversation: Any) -> Answer:
        assert self.allowed.wait(10)
        return super().ask(question, conversation)


def asked(assistant: Any, question: str, session: Session) -> list[View]:
    return list(ask(assistant, question, session))


def waited_for(assistant: Slow, question: str, session: Session) -> list[View]:
    """What is shown for an answer that is not there at once."""
    running = ask(assistant, question, session)
    first = next(running)
    assistant.allowed.set()
    return [first, *running]


def test_answer_that_is_there_at_once_is_shown_with_its_question() -> None:
    (done,) = asked(Scripted(ANSWER), "证书归哪", Session())
    assert "证书归哪" in done.conversation and QUOTE in done.conversation
    assert done.taken and LOOKING not in done.conversation


def test_question_is_shown_before_an_answer_that_takes_time() -> None:
    waiting, done = waited_for(Slow(ANSWER), "证书归哪", Session())
    assert "证书归哪" in waiting.conversation
    assert LOOKING in waiting.conversation
    assert waiting.taken and not done.taken
    assert LOOKING not in done.conversation
    assert QUOTE in done.conversation


def test_sources_and_follow_ups_belong_to_the_last_answer() -> None:
    session, assistant = Session(), Scripted(ANSWER, REFUSAL)
    first = asked(assistant, "证书归哪", session)[-1]
    assert ("档案要求" in first.sources, first.follow_ups) == (True, ANSWER.follow_ups)
    second = asked(assistant, "天气", session)[-1]
    assert (NOT_SOURCED in second.sources, len(second.follow_ups)) == (True, CHIPS)


class Worded(Slow):
    """An assistant whose answers a model words: the answer of the rules comes first, then half of the wording."""

    phraser = object()

    def ask(self, question: str, conversation: Any, heard: Any) -> Answer:  # type: ignore[override]
        assert self.allowed.wait(10)
        for text in (ANSWER.text, "食堂证书[1]。"):
            heard(replace(ANSWER, text=text))
        sent = (("system", "照抄 <b>数字</b>"), ("human", question))
        return replace(super().ask(question, conversation), wording=Wording("小模型", True, sent=sent))


def test_answer_of_the_rules_is_shown_while_a_model_words_it_and_what_it_was_sent_after() -> None:
    waiting, first, second, done = waited_for(Worded(ANSWER), "证书归哪", Session())
    assert WORDING not in waiting.conversation + done.conversation
    assert WORDING in first.conversation and QUOTE in first.conversation and "档案要求" in first.sources
    assert WORDING in second.conversation and "食堂证书<sup" in second.conversation
    assert SENT in done.conversation and "小模型" in done.conversation and SENT not in second.conversation
    assert "<b>" not in done.conversation and "&lt;b&gt;数字" in done.conversation


def test_turns_of_a_page_share_its_conversation() -> None:
    session, assistant = Session(), Scripted(ANSWER, ANSWER)
    asked(assistant, "证书归哪", session)
    asked(assistant, "那平面图呢", session)
    assert [conversation for _, conversation in assistant.asked] == [session.conversation] * 2


def test_pages_never_share_a_conversation() -> None:
    blank = Session()
    one, other = copy.deepcopy(blank), copy.deepcopy(blank)
    asked(Scripted(ANSWER), "证书归哪", one)
    assert other.exchanges == []
    assert one.conversation is not other.conversation


@pytest.mark.parametrize("question", ["", "  \n　", None])
def test_empty_question_gets_a_hint_and_no_turn(question: Any) -> None:
    session = Session()
    (view,) = asked(Scripted(), question, session)
    assert NOTHING_ASKED in view.notice
    assert session.exchanges == [] and not view.taken


def test_over_long_question_is_answered_with_a_notice() -> None:
    view = asked(Scripted(ANSWER), "长" * (LONGEST + 1), Session())[-1]
    assert "too_long" in view.notice
    assert QUOTE in view.conversation
    assert len(view.conversation) < LONGEST


def test_second_question_waits_for_the_first() -> None:
    session, assistant = Session(), Slow(ANSWER)
    running = ask(assistant, "证书归哪", session)
    next(running)
    (view,) = asked(assistant, "快点", session)
    assistant.allowed.set()
    assert STILL_BUSY in view.notice
    assert len(list(running)) == 1
    assert [question for question, _ in assistant.asked] == ["证书归哪"]


def test_page_that_goes_away_does_not_stay_busy() -> None:
    session, assistant = Session(), Slow(ANSWER)
    running = ask(assistant, "证书归哪", session)
    next(running)
    running.close()
    assistant.allowed.set()
    assert not session.busy


def test_unexpected_error_becomes_a_sentence_and_a_log_line_without_the_question(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.ERROR):
        view = asked(Scripted(KeyError("张三的身份证")), "张三的身份证", Session())[-1]
    assert FAILED in view.conversation
    assert "Traceback" not in view.conversation
    assert "KeyError" in caplog.text and "conftest.py" in str([record.__dict__["where"] for record in caplog.records])
    assert "张三" not in caplog.text


def test_error_of_ours_says_its_own_sentence() -> None:
    view = asked(Scripted(IndexUnavailable("索引坏了，请重建。")), "证书归哪", Session())[-1]
    assert "索引坏了，请重建。" in view.conversation


def test_page_goes_on_after_an_error() -> None:
    session = Session()
    assistant = Scripted(ValueError(), ANSWER)
    asked(assistant, "一", session)
    assert QUOTE in asked(assistant, "二", session)[-1].conversation


def test_clearing_forgets_everything() -> None:
    session = Session()
    asked(Scripted(ANSWER), "证书归哪", session)
    before = session.conversation
    view = clear(Scripted(), session)
    assert QUOTE not in view.conversation
    assert NO_SOURCES_YET in view.sources
    assert (view.follow_ups, session.exchanges) == ((), [])
    assert session.conversation is not before


def test_answer_that_comes_after_clearing_is_not_shown() -> None:
    session, assistant = Session(), Slow(ANSWER)
    running = ask(assistant, "证书归哪", session)
    next(running)
    clear(assistant, session)
    assistant.allowed.set()
    assert QUOTE not in next(running).conversation


def test_long_conversation_keeps_its_end() -> None:
    session = Session()
    for number in range(KEPT + 3):
        asked(Scripted(REFUSAL), f"第{number}问", session)
    assert [exchange.question for exchange in session.exchanges][:: KEPT - 1] == ["第3问", f"第{KEPT + 2}问"]


# --- what was told --------------------------------------------------------------------------------


def told(**known: str) -> Session:
    """A page whose user told some figures."""
    session = Session()
    session.conversation.state = State().heard(known.items())
    return session


def test_what_was_told_is_listed_and_can_be_taken_back() -> None:
    session = told(学生="900名学生", 班="18个班")
    view = forget(Scripted(), "学生", session)
    assert "18个" in view.known and "900" not in view.known
    assert [item.label for item in session.conversation.state.known] == ["班"]


def test_nothing_told_shows_nothing() -> None:
    assert forget(Scripted(), "学生", told(学生="900名学生")).known == ""


def test_taking_back_waits_for_the_answer_on_its_way() -> None:
    session = told(学生="900名学生")
    assistant = Slow(ANSWER)
    running = ask(assistant, "够不够", session)
    next(running)
    assert STILL_BUSY in forget(Scripted(), "学生", session).notice
    assert session.conversation.state.known != ()
    assistant.allowed.set()


# --- saving ---------------------------------------------------------------------------------------

DAY = date(2026, 11, 30)


def test_saved_file_holds_the_conversation() -> None:
    session = Session()
    asked(Scripted(ANSWER), "证书归哪", session)
    file = save(session, "md", DAY)
    assert file is not None and file.name == "均衡助手问答-2026-11-30.md"
    text = file.content.decode("utf-8-sig")
    assert "证书归哪" in text and QUOTE in text and "豫政办〔2012〕131号" in text


def test_word_file_is_one() -> None:
    session = Session()
    asked(Scripted(ANSWER), "证书归哪", session)
    file = save(session, "docx", DAY)
    assert file is not None and file.name.endswith(".docx") and file.content.startswith(b"PK")


def test_nothing_to_save_gives_no_file() -> None:
    session = Session()
    assert save(session, "md", DAY) is None
    assistant = Slow(ANSWER)
    running = ask(assistant, "证书归哪", session)
    next(running)
    assert save(session, "docx", DAY) is None
    assistant.allowed.set()


# --- as text -----------------------------------------------------------------------------------------


def test_program_is_told_the_answer_with_its_sources() -> None:
    session = Session()
    text = answer_text(Scripted(ANSWER), "食堂证书归哪", session)
    assert text.startswith(ANSWER.text)
    assert text.splitlines()[-1].startswith("[1] 档案要求")
    assert session.exchanges[0].answer is ANSWER


def test_program_is_told_what_went_wrong() -> None:
    session = Session()
    assert answer_text(Scripted(), "  ", session) == NOTHING_ASKED
    assert answer_text(Scripted(IndexUnavailable("没有索引。")), "问", session) == "没有索引。"
    assert answer_text(Scripted(ZeroDivisionError()), "问", session) == FAILED
    assert not session.busy


def test_program_hears_that_only_the_beginning_was_read() -> None:
    assert "（too_long）" in answer_text(Scripted(ANSWER), "长" * (LONGEST + 1), Session())


# --- one by one --------------------------------------------------------------------------------------


def taken(views: Iterator[View]) -> list[View]:
    async def all_of() -> list[View]:
        return [view async for view in one_by_one(views)]

    # In a thread of its own: the browser's driver may have left this one with a loop that runs.
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(lambda: asyncio.run(all_of())).result()


def test_views_of_a_slow_answer_come_one_by_one() -> None:
    assistant = Slow(ANSWER)
    threading.Timer(2 * INSTANT, assistant.allowed.set).start()
    shown = taken(ask(assistant, "问", Session()))
    assert [view.more for view in shown] == [True, False]
    assert QUOTE in shown[-1].conversation


def test_nothing_is_asked_for_after_the_last_view() -> None:
    views = ask(Scripted(ANSWER), "问", Session())
    assert len(taken(views)) == 1
    assert next(views, None) is None


def test_page_that_begins_is_empty_and_has_its_limits() -> None:
    session = Session(limits=Limits(questions_per_conversation=3))
    asked(Scripted(ANSWER), "问", session)
    other = copy.deepcopy(session)
    assert (other.exchanges, other.asked, other.limits) == ([], 0, session.limits)
    assert other.conversation is not session.conversation
