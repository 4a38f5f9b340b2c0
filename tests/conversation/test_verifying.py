"""Lies do not get out: each is dropped, the true sentence beside it stays."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from assistant.conversation.composing import Composed, TemplateComposer
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
    "quotation without end": "原文写的是“场馆越大越好，小学不少于7.5平方米。",
    "denial dropped": "学校规模超过2000人。",
    "at most for at least": "小学不超过7.5平方米。",
    "or less for or more": "小学7.5平方米以下。",
    "range": "小学7.5至10.2平方米。",
    "another standard": "基本均衡（2012）小学不少于7.5平方米。",
    "another province": "江苏的小学不少于7.5平方米。",
    "another year": "优质均衡（2018）小学不少于7.5平方米。",
    "number of another thing": "学校规模不超过7.5人。",
    "per hundred students": "每百名学生小学不少于7.5平方米。",
    "code": "小学不少于7.5平方米，见A5。",
    "invented document": "《学校体育场馆条例》规定，小学不少于7.5平方米。",
}

TRUTHS = {
    "same words": TRUTH,
    "one stage": "初中不少于10.2平方米。",
    "trailing zero": "小学不少于7.50平方米。",
    "number in words": "小学不少于七点五平方米。",
    "quotation": "原文写的是“学校规模不超过2000人”。",
    "both stages in a list": "小学、初中分别不少于7.5和10.2平方米。",
    "at least in other words": "小学至少7.5平方米，初中至少10.2平方米。",
    "stage behind the number": "7.5平方米（小学）、10.2平方米（初中）。",
    "what is below fails": "小学少于7.5平方米的不达标。",
    "quotation in corner marks": "原文写的是「学校规模不超过2000人」。",
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


DENIALS = {
    "不得补签": "档案里缺的签名不得补签，也不得代签。",
    "没有": "河南的要求没有规定每一卷的名称。",
    "不": "没有食堂的学校不交这一份，有的要交。",
}


@pytest.mark.parametrize(
    ("lie", "truth"),
    [
        ("缺的签名可以补签。", DENIALS["不得补签"]),
        ("缺的签名补签。", DENIALS["不得补签"]),
        ("河南规定每一卷的名称。", DENIALS["没有"]),
        ("有的不要交。", DENIALS["不"]),
        ("没有食堂的学校交这一份。", DENIALS["不"]),
        ("教师工资低于当地公务员。", "教师平均工资应当不低于当地公务员。"),
        ("县级以下骨干教师才算。", "县级以上骨干教师才算。"),
        ("省级骨干教师才算。", "县级以上骨干教师才算。"),
        ("平面图归第二类。", "平面图归第一类，课表归第二类。"),
        ("按教督〔2017〕9号办。", "按教督〔2017〕6号办。"),
        ("义务教育法第三十一条。", "义务教育法第三十二条。"),
        ("标签用宋体。", "标签用黑体。"),
        ("校园环境5分。", "学校设置5分，校园环境4分。"),
    ],
)
def test_lie_about_another_truth_is_told(assistant: Assistant, lie: str, truth: str) -> None:
    contrasts = assistant.engine.composer.contrasts
    assert unsupported(lie, [truth], contrasts) != []
    assert unsupported(truth + " ", [truth], contrasts) == []


@pytest.mark.parametrize("opening", ["按", "根据", "依照", "见", ""])
def test_words_before_a_document_number_are_no_part_of_it(opening: str) -> None:
    assert unsupported(f"{opening}教督〔2017〕6号办。", ["这是教督〔2017〕6号的规定。"]) == []


def parts(sentence: str) -> set[str]:
    """Beginnings and ends of a text, cut at its commas: all true when it is."""
    cut = sentence.split("，")
    return {"，".join(cut[:i]) + "。" for i in range(1, len(cut) + 1)} | {"，".join(cut[i:]) for i in range(len(cut))}


def test_every_fact_of_the_corpus_and_every_part_of_it_may_be_said(assistant: Assistant) -> None:
    contrasts = assistant.engine.composer.contrasts
    facts = assistant.search.corpus.facts.values()
    dropped = [
        part
        for fact in facts
        for sentence in re.findall(r"[^。；]+", fact.say)
        for part in parts(sentence)
        if unsupported(part, [fact.say], contrasts)
    ]
    assert dropped == []


def test_nothing_true_is_held_back_from_answers(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    dropped: list[str] = []
    compose = TemplateComposer.compose

    def watched(self: TemplateComposer, *given: Any) -> Composed:
        found = compose(self, *given)
        dropped.extend(found.dropped)
        return found

    monkeypatch.setattr(TemplateComposer, "compose", watched)
    for fact in list(assistant.search.corpus.facts.values())[::25]:
        if fact.ask:
            assistant.ask(fact.ask[0])
    for question in ("初中1200名学生，教辅用房6000平方米够不够", "小学500人，骨干教师3人，够吗"):
        assistant.ask(question)
    assert dropped == []
