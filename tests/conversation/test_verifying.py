"""Lies do not get out: each is dropped, the true sentence beside it stays."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from assistant.conversation.composing import Composed
from assistant.conversation.verifying import unsupported
from assistant.records import Evidence, Source, Statement, ToolCall
from assistant.wiring import Assistant

TRUTH = "优质均衡（2017）生均体育运动场馆面积，小学不少于7.5平方米，初中不少于10.2平方米，学校规模不超过2000人。"
SOURCE = Source("优质均衡督导评估办法", "教督〔2017〕6号", "第5项", "原件", "sourced", "现行")
TRUE = Statement(TRUTH, SOURCE, "quality2017-l5", TRUTH, TRUTH, "support")

LIES = {
    "wrong number": "小学不少于8.5平方米。",
    "number ten times as large": "小学不少于75平方米。",
    "number in full width": "小学不少于８.５平方米。",
    "number in words": "小学不少于八点五平方米。",
    "count in words": "小学要存六年，不少于7.5平方米。",
    "percentage in words": "小学不少于百分之七。",
    "wrong article": "第三十二条说小学不少于7.5平方米。",
    "swapped stages": "小学不少于10.2平方米，初中不少于7.5平方米。",
    "number of the other stage": "初中不少于7.5平方米。",
    "wrong unit": "小学不少于7.5间。",
    "wrong year of a document": "按教督〔2018〕6号，小学不少于7.5平方米。",
    "wrong issuer of a document": "按豫政办〔2017〕6号，小学不少于7.5平方米。",
    "document in square brackets": "按教督[2018]6号，小学不少于7.5平方米。",
    "invented quotation": "原文写的是“场馆越大越好”，小学不少于7.5平方米。",
    "invented quotation in corner marks": "原文写的是「场馆越大越好」，小学不少于7.5平方米。",
    "invented quotation in straight marks": '原文写的是"场馆越大越好"，小学不少于7.5平方米。',
    "long invented quotation": "原文写的是“" + "场馆" * 30 + "”，小学不少于7.5平方米。",
    "invented document": "《学校体育场馆条例》规定，小学不少于7.5平方米。",
}

TRUTHS = {
    "same words": TRUTH,
    "one stage": "初中不少于10.2平方米。",
    "trailing zero": "小学不少于7.50平方米。",
    "number in words": "小学不少于七点五平方米。",
    "quotation": "原文写的是“学校规模不超过2000人”。",
    "no number at all": "小学和初中的线不一样。",
}


def composed(assistant: Assistant, *statements: Statement) -> Composed:
    return assistant.engine.composer.compose([Evidence(ToolCall("test", {}), statements)])


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_lie_is_dropped_and_the_truth_stays(assistant: Assistant, lie: str) -> None:
    found = composed(assistant, replace(TRUE, text=lie, role="lead"), TRUE)
    assert found.dropped == (lie,)
    assert TRUTH.removesuffix("。") in found.text
    assert lie.removesuffix("。") not in found.text


@pytest.mark.parametrize("text", TRUTHS.values(), ids=TRUTHS)
def test_truth_goes_out(text: str) -> None:
    assert unsupported(text, [TRUTH]) == []


def test_marks_are_counted_without_the_dropped(assistant: Assistant) -> None:
    lie = replace(TRUE, text=LIES["wrong number"], passage="other", role="lead")
    found = composed(assistant, lie, TRUE)
    assert re.findall(r"\[(\d+)\]", found.text) == ["1"]
    assert [(citation.mark, citation.passage) for citation in found.citations] == [(1, "quality2017-l5")]


def test_only_lies_leave_nothing_to_cite(assistant: Assistant) -> None:
    found = composed(assistant, *(replace(TRUE, text=LIES[name]) for name in ("wrong number", "invented document")))
    assert (found.text, found.citations, len(found.dropped)) == ("", (), 2)


def test_every_fact_of_the_corpus_may_be_said(assistant: Assistant) -> None:
    facts = assistant.search.corpus.facts.values()
    assert [fact.id for fact in facts if unsupported(fact.say, [fact.say])] == []
