"""Our tools for other programs: each takes one question that stands alone and gives an Answer. No library's door."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.conversation.deciding import signals
from assistant.records import Answer, Citation, Evidence, ToolCall
from assistant.retrieval.search import Hit
from assistant.text.normalise import clean
from assistant.tools.base import Request, Tool
from assistant.understanding.frame import Frame
from assistant.wiring import Assistant

DEPTH = 80
"""Facts ranked, from which a tool takes those of its part of the field, and the retriever its passages."""

WHOLE, DOCUMENTS = "junheng_ask", "document_search"
ASKED = "一句完整的中文问题，带上事物的名称；要算的，把数和单位写在里面"


@dataclass(frozen=True)
class Offered:
    """A tool as others call it: a name, what it is for, and what answers a question."""

    name: str
    describes: str
    run: Callable[[str], Answer]


def offered(assistant: Assistant) -> list[Offered]:
    """Every tool of the assistant, and ``junheng_ask``, the whole assistant as one tool.

    Look-ups say that the material is silent where the assistant would refuse. None changes anything.
    """
    desk, engine = _Desk(assistant), assistant.engine
    return [
        Offered(WHOLE, "义务教育均衡发展的任何问题：自己选工具，给出带出处的答复", assistant.ask),
        *(Offered(tool.name, tool.describes, desk.looking_up(tool)) for tool in engine.lookups),
        Offered(engine.calculator.name, engine.calculator.describes, desk.compute),
        Offered(DOCUMENTS, "自己添加的文件：按条查原文，摘出回答问题的句子", desk.in_documents),
    ]


class _Desk:
    """Runs one tool for a question that stands alone."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant, self._engine, self._search = assistant, assistant.engine, assistant.search

    def looking_up(self, tool: Tool) -> Callable[[str], Answer]:
        families: frozenset[str] = getattr(tool, "families", frozenset())

        def look_up(question: str) -> Answer:
            frame, hits = ranked(self._assistant, question)
            ours = [hit for hit in hits if hit.card.family in families]
            if not ours or not answerable(self._assistant, frame, ours):
                return self._nothing(tool.name, frame)
            return self._composed(tool.run(Request(frame, ours)))

        return look_up

    def compute(self, question: str) -> Answer:
        frame, hits = ranked(self._assistant, question)
        evidence = self._engine.calculator.run(Request(frame, hits))
        if evidence.ask_back:
            return self._answer(evidence.ask_back, "clarify", evidence.tool)
        return self._composed(evidence) if evidence.statements else self._nothing(self._engine.calculator.name, frame)

    def in_documents(self, question: str) -> Answer:
        frame = self._search.understanding.frame(clean(question))
        found = self._engine.documents.own(frame, clean(question)) if self._engine.documents else None
        if found and found.ask_back:
            return self._answer(found.ask_back, "clarify", found.tool)
        return self._composed(found) if found else self._nothing(DOCUMENTS, frame)

    def _composed(self, evidence: Evidence) -> Answer:
        composed = self._engine.composer.compose([evidence])
        return self._answer(composed.text, "answered", evidence.tool, composed.citations)

    def _nothing(self, tool: str, frame: Frame) -> Answer:
        text = self._search.language.text("refused")
        return self._answer(text, "refused", ToolCall(tool, {"query": frame.text}))

    def _answer(self, text: str, status: Any, call: ToolCall, citations: Sequence[Citation] = ()) -> Answer:
        return Answer(text, status, tuple(citations), (call,), rules=self._search.corpus.version)


def ranked(assistant: Assistant, question: str) -> tuple[Frame, list[Hit]]:
    frame = assistant.search.understanding.frame(clean(question))
    return frame, list(assistant.search.rank(frame, DEPTH))


def answerable(assistant: Assistant, frame: Frame, hits: Sequence[Hit]) -> bool:
    return assistant.engine.gate.lets_through(signals(assistant.search, frame, hits))
