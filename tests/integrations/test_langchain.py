"""Our tools and our search inside LangChain's own machinery, with the real corpus and no model."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import ToolMessage
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnableLambda, RunnablePassthrough
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import ValidationError

from assistant.integrations.langchain import JunhengRetriever, make_tools
from assistant.wiring import Assistant
from tests.documents.papers import NEW_RULES, NOTICE, OLD_RULES, written

PLACE = "学校的平面图装进哪一类"


@pytest.fixture(scope="module")
def tools(assistant: Assistant) -> Mapping[str, BaseTool]:
    return {tool.name: tool for tool in make_tools(assistant)}


def called(tool: BaseTool, question: str) -> ToolMessage:
    """As an agent calls it."""
    message = tool.invoke({"type": "tool_call", "id": "1", "name": tool.name, "args": {"question": question}})
    assert isinstance(message, ToolMessage)
    return message


# --- tools ------------------------------------------------------------------------------------------


def test_every_tool_of_ours_is_there_and_typed(assistant: Assistant, tools: Mapping[str, BaseTool]) -> None:
    ours = {tool.name for tool in assistant.engine.lookups} | {assistant.engine.calculator.name}
    assert tools.keys() == ours | {"junheng_ask", "document_search"}
    for tool in tools.values():
        described = convert_to_openai_tool(tool)["function"]
        assert described["description"]
        assert described["parameters"]["required"] == ["question"]
        assert described["parameters"]["properties"]["question"]["type"] == "string"


@pytest.mark.parametrize("arguments", [{}, {"question": ""}, {"question": 3}], ids=str)
def test_arguments_that_do_not_fit_are_refused(tools: Mapping[str, BaseTool], arguments: dict[str, Any]) -> None:
    for tool in tools.values():
        with pytest.raises(ValidationError):
            tool.invoke(arguments)


def test_whole_assistant_as_a_tool_answers_the_same(assistant: Assistant, tools: Mapping[str, BaseTool]) -> None:
    message, answer = called(tools["junheng_ask"], PLACE), assistant.ask(PLACE)
    assert message.artifact == answer.as_json()
    assert str(message.content).startswith(answer.text)
    assert f"[1] {answer.citations[0].document}" in message.content


@pytest.mark.parametrize(
    ("name", "question", "says"),
    [
        ("archive_lookup", PLACE, "第6项"),
        ("rubric_lookup", "评估表要得多少分才算合格", "85"),
        ("form_lookup", "学籍号一共多少位", "19"),
        ("policy_search", "义务教育法第六条说了什么", "均衡"),
        ("calculator", "初中900人，体育场馆8000平方米，够吗", "1180"),
    ],
)
def test_a_tool_answers_with_its_source(tools: Mapping[str, BaseTool], name: str, question: str, says: str) -> None:
    message = called(tools[name], question)
    assert (message.artifact["status"], message.artifact["tools"][0]["name"]) == ("answered", name)
    assert says in message.artifact["text"]
    first = message.artifact["citations"][0]
    assert first["document"] in message.content and first["quote"] and first["passage"]


@pytest.mark.parametrize(
    ("name", "question"),
    [
        ("form_lookup", PLACE), ("policy_search", "今天的股市怎么样"), ("archive_lookup", "红烧肉怎么做"),
        ("calculator", PLACE), ("document_search", PLACE),
    ],
)  # fmt: skip
def test_a_tool_does_not_answer_what_is_not_its_own(tools: Mapping[str, BaseTool], name: str, question: str) -> None:
    message = called(tools[name], question)
    assert (message.artifact["status"], message.artifact["citations"]) == ("refused", [])


def test_calculator_asks_back_for_the_missing_figure(tools: Mapping[str, BaseTool]) -> None:
    message = called(tools["calculator"], "小学860人，骨干教师够不够")
    assert (message.artifact["status"], "骨干" in message.content) == ("clarify", True)


# --- retriever --------------------------------------------------------------------------------------


def test_retriever_gives_passages_that_can_be_cited(assistant: Assistant) -> None:
    found = JunhengRetriever(assistant=assistant, k=3).invoke("多少人的班叫大班额")
    assert len({document.id for document in found}) == len(found) == 3
    assert "56人" in found[0].metadata["quote"]
    scores = [document.metadata["score"] for document in found]
    assert scores == sorted(scores, reverse=True)
    for document in found:
        passage = assistant.passage(document.metadata["passage"])
        assert passage is not None and passage.text == document.page_content
        assert document.metadata["quote"] in document.page_content
        assert document.metadata["document"] and document.metadata["validity"]


def test_retriever_may_stay_silent_where_the_assistant_refuses(assistant: Assistant) -> None:
    strict = JunhengRetriever(assistant=assistant, only_answerable=True)
    assert strict.invoke("今天的股市怎么样") == []
    assert strict.invoke(PLACE) != []


@pytest.mark.parametrize("nothing", ["", "  ", "\u200b"], ids=repr)
def test_nothing_asked_is_nothing_found(assistant: Assistant, nothing: str) -> None:
    assert JunhengRetriever(assistant=assistant).invoke(nothing) == []


def test_retriever_takes_part_in_a_chain(assistant: Assistant) -> None:
    retriever = JunhengRetriever(assistant=assistant, k=2)
    prompt = ChatPromptTemplate.from_messages([("system", "{passages}"), ("human", "{question}")])
    passages = retriever | RunnableLambda(lambda found: "\n".join(document.page_content for document in found))
    chain = {"passages": passages, "question": RunnablePassthrough()} | prompt
    system, human = chain.invoke(PLACE).to_messages()
    assert "平面图" in str(system.content) and human.content == PLACE
    assert asyncio.run(retriever.ainvoke(PLACE)) == retriever.invoke(PLACE)


def test_retriever_wants_an_assistant(assistant: Assistant) -> None:
    with pytest.raises(ValidationError):
        JunhengRetriever(assistant="no assistant")
    with pytest.raises(ValidationError):
        JunhengRetriever(assistant=assistant, k=0)


# --- documents that were added ------------------------------------------------------------------------


@pytest.fixture
def shelved(assistant: Assistant, tmp_path: Path) -> Iterator[Assistant]:
    """The session's assistant while a notice and two versions of a statute are in its library."""
    library = assistant.documents.library
    files = written(tmp_path / "in", notice__txt=NOTICE, new__md=NEW_RULES, old__md=OLD_RULES)
    added = [str(outcome.id) for outcome in library.add(files)]
    yield assistant
    for identity in added:
        library.remove(identity)


def test_added_documents_are_retrieved_first_where_they_answer(shelved: Assistant) -> None:
    found = JunhengRetriever(assistant=shelved, k=4).invoke("图书室里一次能借几本书")
    assert (found[0].metadata["number"], found[0].metadata["origin"]) == ("青教发〔2025〕18号", "notice.txt")
    assert "两本书" in found[0].metadata["quote"]
    assert len({document.id for document in found}) == 4
    assert {document.id[:4] == "doc-" for document in found if document.id} == {True, False}
    for document in found:
        passage = shelved.passage(document.metadata["passage"])
        assert passage is not None and passage.text == document.page_content


def test_an_article_is_retrieved_by_its_number(shelved: Assistant) -> None:
    first, older, *_ = JunhengRetriever(assistant=shelved, k=3).invoke("校园饮水管理办法第三条")
    assert (first.metadata["clause"], first.metadata["validity"]) == ("第三条", "现行")
    assert "每15天" in first.page_content
    assert older.metadata["validity"] == "已被替代"


def test_cards_stay_first_where_they_answer(shelved: Assistant) -> None:
    assert not str(JunhengRetriever(assistant=shelved, k=2).invoke(PLACE)[0].id).startswith("doc-")


def test_strict_retriever_speaks_where_only_a_document_answers(shelved: Assistant) -> None:
    strict = JunhengRetriever(assistant=shelved, k=2, only_answerable=True)
    assert "每15天" in strict.invoke("饮水机多久要洗一回")[0].page_content


@pytest.mark.parametrize(
    ("question", "status", "says"),
    [
        ("饮水机多久要洗一回", "answered", "每15天"),
        ("校园饮水管理办法第四条第（三）项", "answered", "安排学生清洗饮水机的"),
        ("红烧肉怎么做", "refused", "材料里没有"),
    ],
)
def test_documents_as_a_tool(shelved: Assistant, question: str, status: str, says: str) -> None:
    message = called({tool.name: tool for tool in make_tools(shelved)}["document_search"], question)
    assert (message.artifact["status"], says in message.content) == (status, True)
