"""What the page does when somebody asks, corrects, saves or clears. No gradio here, so tests call it directly."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from assistant.conversation.engine import Conversation, too_long
from assistant.errors import AssistantError
from assistant.logs import report
from assistant.records import Answer
from assistant.registers.uploads import Session as Files
from assistant.rendering.exporting import conversation_docx, conversation_markdown
from assistant.text.private import without_private
from assistant.ui.failing import failed
from assistant.ui.fragments import (
    chips_html,
    conversation_html,
    known_html,
    notice_html,
    sources_html,
    with_sources,
)
from assistant.ui.limits import TOO_FAST, TOO_LONG, Limits, Pace
from assistant.ui.steps import Run, drafts, step, step_name

if TYPE_CHECKING:
    from assistant.archive.inventory import Inventory
    from assistant.archive.scheme_draft import Draft
    from assistant.registers.inputs import Input
    from assistant.standards.holding import Sheets
    from assistant.wiring import Assistant

CHIPS = 4
"""Follow-up questions that are offered."""
INSTANT = 0.2
"""Seconds in which an answer is at once: the page changes one time for it, not for the question and each step too."""
KEPT = 40
"""Exchanges a page keeps in view; the oldest leave first."""

NOTHING_ASKED = "请先在框里写下问题，再点“发送”。"
STILL_BUSY = "上一问还在查，请稍等。"
FAILED = failed("这一问没有答成", "请换个说法再问一次；还是不行，就点“重新开始”。")

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_log = logging.getLogger(__name__)


@dataclass
class Exchange:
    """A question and what came of it: an answer, or a sentence about what went wrong."""

    question: str
    answer: Answer | None = None
    trouble: str = ""
    draft: Answer | None = None
    """The answer of the rules, then what of the model's wording is checked, while a model is wording it."""
    steps: tuple[str, ...] = ()
    """What was done for it, in words; while it is pending, what has begun."""

    @property
    def pending(self) -> bool:
        return self.answer is None and not self.trouble


@dataclass
class Sorting:
    """What the tab 档案装盒 remembers besides the inventory it shows."""

    autos: Mapping[str, str] = field(default_factory=dict)
    """What the program itself thought of every file, so that corrections can be told from it later."""
    sent: tuple[str, Mapping[str, Any]] | None = None
    """The name and content of an inventory that was sent and whose corrections are to be kept."""
    listed: int = 0
    """Files that the table shows beyond the first ones."""


@dataclass
class Session:
    """One open page: its conversation and what it shows."""

    conversation: Conversation = field(default_factory=Conversation)
    exchanges: list[Exchange] = field(default_factory=list)
    files: Files | None = None
    """The registers that were sent, on this machine's disk until the session ends."""
    level: str = "全部"
    """Which findings the tab 表册检查 shows."""
    inventory: Inventory | None = None
    """What the tab 档案装盒 shows."""
    sorting: Sorting = field(default_factory=Sorting)
    scheme: Draft | None = None
    """The scheme that is corrected there."""
    doubtful: tuple[Sheets, ...] = ()
    """Tables that the tab 达标测算 refused for their headings."""
    limits: Limits = Limits()
    asked: int = 0
    """Questions since the conversation began."""
    pace: Pace = field(init=False)

    def __post_init__(self) -> None:
        self.pace = Pace(self.limits.questions_per_minute)

    def __deepcopy__(self, _: object) -> Session:
        """What gradio makes of the first one for each page: one where nothing was asked yet."""
        return Session(limits=self.limits)

    def end_files(self) -> None:
        """Delete the files of this page."""
        if self.files is not None:
            self.files.end()
        self.files = None

    @property
    def busy(self) -> bool:
        return any(exchange.pending for exchange in self.exchanges)

    def refuses(self) -> str:
        """Why nothing may be asked now; empty when something may, which is counted."""
        if self.busy:
            return STILL_BUSY
        if self.asked >= self.limits.questions_per_conversation:
            return TOO_LONG.format(count=self.asked)
        return "" if self.pace.allows() else TOO_FAST

    def begin(self, question: str) -> Exchange:
        self.asked += 1
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
    known: str = ""
    taken: bool = False
    """True when the question was taken, so the box is to be emptied."""
    more: bool = False
    """True while the answer is on its way: another view comes."""

    @property
    def chips(self) -> str:
        return chips_html(self.follow_ups)


@dataclass(frozen=True)
class Download:
    """A file for the browser to save. It is never written to this machine's disk by us."""

    name: str
    media: str
    content: bytes


def ask(assistant: Assistant, question: str | None, session: Session) -> Iterator[View]:
    """Show the question with its answer; where that is not there at once, the question and its steps before."""
    asked, wrong = _heard(question, session)
    if wrong:
        yield view(assistant, session, wrong)
        return
    yield from asked_with(assistant, asked, asked, session)


def answer_text(assistant: Assistant, question: str | None, session: Session) -> str:
    """The answer with its sources, or what is wrong, as text."""
    asked, wrong = _heard(question, session)
    if wrong:
        return wrong
    exchange, conversation = session.begin(asked), session.conversation
    run = Run(lambda: _answer(assistant, asked, conversation, ()))
    run.over()
    _settle(assistant, exchange, run)
    found = with_sources(exchange.answer) if exchange.answer else exchange.trouble
    return "\n".join(filter(None, (found, _only_the_beginning(assistant, asked))))


def _only_the_beginning(assistant: Assistant, asked: str) -> str:
    return assistant.search.language.text("too_long") if too_long(asked) else ""


def _heard(question: str | None, session: Session) -> tuple[str, str]:
    """What is asked, and why it may not be asked now; empty when it may."""
    asked = without_private(str(question or "").strip())
    return asked, session.refuses() if asked or session.busy else NOTHING_ASKED


def asked_with(
    assistant: Assistant, shown: str, asked: str, session: Session, files: Sequence[Input] = ()
) -> Iterator[View]:
    """Show what is asked with its answer, as ``ask`` does; ``files`` are checked first."""
    notice = _only_the_beginning(assistant, asked)
    exchange, conversation = session.begin(shown), session.conversation
    try:
        run = Run(lambda: _answer(assistant, asked, conversation, files))
        at_once = run.over(INSTANT)
        if not at_once:
            yield view(assistant, session, notice, taken=True, more=True)
            for told in run.events():
                if isinstance(told, Answer):
                    exchange.draft = told
                else:
                    exchange.steps = (*exchange.steps, step_name(told))
                yield view(assistant, session, notice, more=True)
        _settle(assistant, exchange, run)
    finally:
        if exchange.pending:
            exchange.trouble = FAILED
    yield view(assistant, session, notice, taken=at_once)


def _answer(assistant: Assistant, asked: str, conversation: Conversation, files: Sequence[Input]) -> Answer:
    more: dict[str, Any] = {"files": files} if files else {}
    if assistant.phraser is not None:
        more["heard"] = drafts()
    return assistant.ask(asked, conversation, **more)


def forget(assistant: Assistant, label: str, session: Session) -> View:
    """Take back something the user told; later answers no longer use it."""
    if session.busy:  # the answer on its way would bring it back
        return view(assistant, session, STILL_BUSY)
    session.conversation.state = session.conversation.state.forget(label)
    return view(assistant, session)


def save(session: Session, kind: Literal["docx", "md"], on: date) -> Download | None:
    """The conversation as a file; nothing when there is none yet."""
    done = [exchange for exchange in session.exchanges if not exchange.pending]
    if not done:
        return None
    name = f"均衡助手问答-{on.isoformat()}.{kind}"
    if kind == "docx":
        return Download(name, WORD, conversation_docx(done, on))
    # The mark at the beginning tells Notepad on old Windows that this is UTF-8.
    return Download(name, "text/markdown", conversation_markdown(done, on).encode("utf-8-sig"))


def clear(assistant: Assistant, session: Session) -> View:
    """Forget the conversation; an answer still on its way finds nothing to be added to."""
    session.end_files()
    session.conversation, session.exchanges, session.asked = Conversation(), [], 0
    return view(assistant, session)


def view(assistant: Assistant, session: Session, notice: str = "", *, taken: bool = False, more: bool = False) -> View:
    """The page for a session."""
    last = session.exchanges[-1] if session.exchanges else Exchange("")
    return View(
        session=session,
        conversation=conversation_html(session.exchanges),
        sources=sources_html(last.answer or last.draft, assistant.passage),
        notice=notice_html(notice),
        follow_ups=last.answer.follow_ups[:CHIPS] if last.answer else (),
        known=known_html(session.conversation.state.known),
        taken=taken,
        more=more,
    )


def _settle(assistant: Assistant, exchange: Exchange, run: Run) -> None:
    """Put what came of a question where it is shown."""
    exchange.steps = ()
    try:
        answer = run.answer()
        exchange.steps = tuple(dict.fromkeys(step(call, assistant.passage) for call in answer.tools))
        exchange.answer = answer
    except AssistantError as error:
        exchange.trouble = str(error)
    except Exception as error:
        report(_log, "answering", error)
        exchange.trouble = FAILED
