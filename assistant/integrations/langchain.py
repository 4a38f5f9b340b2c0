"""For LangChain: our tools as ``StructuredTool``, our search as a ``BaseRetriever``.

    from assistant import Settings, build_assistant
    from assistant.integrations.langchain import JunhengRetriever, make_tools

    assistant = build_assistant(Settings())
    tools = make_tools(assistant)
    retriever = JunhengRetriever(assistant=assistant, k=3)

Nothing is sent anywhere: a tool looks up or computes on this machine, as the page does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice, zip_longest
from typing import Annotated, Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.tools import BaseTool, StructuredTool
from pydantic import AfterValidator, Field

from assistant.conversation.deciding import signals
from assistant.integrations.desk import ASKED, Offered, answerable, offered, ranked
from assistant.records import Evidence, Passage, Source
from assistant.rendering.answer import answer_text
from assistant.retrieval.search import Hit
from assistant.text.normalise import clean
from assistant.understanding.frame import Frame
from assistant.wiring import Assistant

Question = Annotated[str, Field(min_length=1, description=ASKED)]


def make_tools(assistant: Assistant) -> list[BaseTool]:
    """Every tool of the assistant, and ``junheng_ask``, the whole assistant as one tool.

    Each takes ``question`` and returns text with marks and sources for the model; the artifact of the message is
    the answer as JSON (status, citations with document, number, clause, quote, validity). Look-ups say that the
    material is silent where the assistant would refuse.
    """
    return [_tool(tool) for tool in offered(assistant)]


def _tool(tool: Offered) -> BaseTool:
    def call(question: Question) -> tuple[str, dict[str, Any]]:
        answer = tool.run(question)
        return answer_text(answer), answer.as_json()

    return StructuredTool.from_function(
        call, name=tool.name, description=tool.describes, response_format="content_and_artifact", parse_docstring=False
    )


def _is_assistant(given: object) -> Assistant:
    if not isinstance(given, Assistant):
        raise ValueError("an Assistant, as build_assistant makes it, is wanted")
    return given


class JunhengRetriever(BaseRetriever):
    """Passages of the corpus and of the user's own documents for a question, as documents that can be cited.

    Those the assistant would answer from come first, then the best of both in turns. ``k``: how many at most.
    ``only_answerable``: none at all for a question the assistant itself would refuse.
    Metadata of a document: ``passage`` (id for ``assistant.passage``), ``title``, ``path``, ``document``, ``number``,
    ``clause``, ``origin``, ``validity``, ``confidence``, ``quote`` (the sentence that fits best), ``score`` (to
    compare passages of the corpus with each other, or those of documents; not one with the other).
    """

    assistant: Annotated[Any, AfterValidator(_is_assistant), Field(exclude=True, repr=False)]
    k: int = Field(default=5, ge=1)
    only_answerable: bool = False

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        asked = clean(query)
        if not asked:
            return []
        frame, hits = ranked(self.assistant, query)
        answer = _from_documents(self.assistant, frame, hits, asked)
        if self.only_answerable and not answer and not answerable(self.assistant, frame, hits):
            return []
        cards = [_of_card(hit) for hit in islice(_first_of_each_card(hits), self.k)]
        answering = _of_answer(self.assistant, answer)
        known = {document.id for document in answering}
        added = [document for document in _of_documents(self.assistant, frame, self.k) if document.id not in known]
        first, second = (added, cards) if answer else (cards, added)
        return [*answering, *(document for document in chain(*zip_longest(first, second)) if document)][: self.k]


def _from_documents(assistant: Assistant, frame: Frame, hits: Sequence[Hit], asked: str) -> Evidence | None:
    """What the assistant answers from the user's documents; None when the corpus answers, or nothing."""
    documents = assistant.engine.documents
    seen = signals(assistant.search, frame, hits)
    return documents.evidence(frame, hits, seen, before="", typed=asked, leaning=False) if documents else None


def _of_answer(assistant: Assistant, answer: Evidence | None) -> list[Document]:
    """The passages an answer from the user's documents rests on."""
    found: dict[str, Document] = {}
    for statement in answer.statements if answer else ():
        passage = assistant.passage(statement.passage)
        if passage:
            found.setdefault(passage.id, _document(passage, passage.source, statement.quote, 1.0))
    return list(found.values())


def _of_documents(assistant: Assistant, frame: Frame, count: int) -> list[Document]:
    """What of the user's documents fits a question best."""
    tool = assistant.documents.tool()
    quotes = tool.quotes(frame.asked, count) if tool else []
    opened = [(assistant.passage(f"{quote.document.id}:{quote.passage.id}"), quote) for quote in quotes]
    return [_document(passage, passage.source, quote.text, quote.coverage) for passage, quote in opened if passage]


def _first_of_each_card(hits: Sequence[Hit]) -> Iterator[Hit]:
    seen: set[str] = set()
    for hit in hits:
        if hit.card.id not in seen:
            seen.add(hit.card.id)
            yield hit


def _of_card(hit: Hit) -> Document:
    return _document(hit.card.passage, hit.fact.source, hit.fact.say, hit.score)


def _document(passage: Passage, source: Source, quote: str, score: float) -> Document:
    return Document(
        id=passage.id,
        page_content=passage.text,
        metadata={
            "passage": passage.id,
            "title": passage.title,
            "path": passage.path,
            "document": source.document,
            "number": source.number,
            "clause": source.clause,
            "origin": source.origin,
            "validity": source.validity,
            "confidence": source.confidence,
            "quote": quote,
            "score": score,
        },
    )
