"""What the page does when somebody asks or clears. No gradio here, so tests call it directly."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.conversation.engine import Conversation, too_long
from assistant.errors import AssistantError
from assistant.records import Answer
from assistant.ui.fragments import conversation_html, notice_html, sources_html

if TYPE_CHECKING:
    from assistant.wiring import Assistant

CHIPS = 4
"""Follow-up questions that are offered."""
KEPT = 40
"""Exchanges a page keeps in view; the oldest leave first."""

NOTHING_ASKED = "请先在框里写下问题，再点“发送”。"
STILL_BUSY = "上一问还在查，请稍等。"
FAILED = "这一问没有答成：程序出了意外，已经记下。请换个说法再问一次；还是不行，就点“重新开始”。"

_log = logging.getLogger(__name__)


@dataclass
class Exchange:
    """A question and what came of it: an answer, or a sentence about what went wrong."""

    question: str
    answer: Answer | None = None
    trouble: str = ""

    @property
    def pending(self) -> bool:
        return self.answer is None and not self.trouble


@dataclass
class Session:
    """One open page: its conversation and what it shows."""

    conversation: Conversation = field(default_factory=Conversation)
    exchanges: list[Exchange] = field(default_factory=list)

    @property
    def busy(self) -> bool:
        return any(exchange.pending for exchange in self.exchanges)

    def begin(self, question: str) -> Exchange:
        exchange = Exchange(question)
        self.exchanges = [*self.exchanges, exchange][-KEPT:]
        return exchange


@dataclass(frozen=True)
class View:
    """Everything the page shows after an event."""

    session: Session
    conversation: str
    sources: str
    notice: str
    follow_ups: tuple[str, ...]
    taken: bool = False
    """True when the question was taken, so the box is to be emptied."""


def ask(assistant: Assistant, question: str | None, session: Session) -> Iterator[View]:
    """Show the question at once, then its answer."""
    asked = (question or "").strip()
    if session.busy:
        yield view(assistant, session, STILL_BUSY)
        return
    if not asked:
        yield view(assistant, session, NOTHING_ASKED)
        return
    notice = assistant.search.language.text("too_long") if too_long(asked) else ""
    exchange = session.begin(asked)
    try:
        yield view(assistant, session, notice, taken=True)
        _answer(assistant, exchange, session.conversation)
    finally:
        if exchange.pending:
            exchange.trouble = FAILED
    yield view(assistant, session, notice)


def clear(assistant: Assistant, session: Session) -> View:
    """Forget the conversation; an answer still on its way finds nothing to be added to."""
    session.conversation, session.exchanges = Conversation(), []
    return view(assistant, session)


def view(assistant: Assistant, session: Session, notice: str = "", *, taken: bool = False) -> View:
    """The page for a session."""
    last = session.exchanges[-1] if session.exchanges else Exchange("")
    return View(
        session=session,
        conversation=conversation_html(session.exchanges),
        sources=sources_html(last.answer, assistant.passage),
        notice=notice_html(notice),
        follow_ups=last.answer.follow_ups[:CHIPS] if last.answer else (),
        taken=taken,
    )


def _answer(assistant: Assistant, exchange: Exchange, conversation: Conversation) -> None:
    try:
        exchange.answer = assistant.ask(exchange.question, conversation)
    except AssistantError as error:
        exchange.trouble = str(error)
    except Exception as error:
        _report(error)
        exchange.trouble = FAILED


def _report(error: Exception) -> None:
    """Log where it happened; the message is left out because it may repeat the user's words."""
    where = "".join(traceback.format_tb(error.__traceback__))
    _log.error("answering failed with %s\n%s", type(error).__name__, where)
