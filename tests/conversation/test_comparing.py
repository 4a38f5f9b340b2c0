"""The two things asked last held against each other, and turns that are no such question."""

from __future__ import annotations

import pytest

from assistant.wiring import Assistant
from tests.conversation.conftest import talk

FIRST = "优质均衡小学体育运动场馆生均面积要多少"


def first(text: str) -> str:
    return text.splitlines()[0]


@pytest.mark.parametrize("turn", ["俩差几平", "差多少", "两个差多少平方米", "那初中比小学多几平"])
def test_lines_of_two_stages_are_subtracted(assistant: Assistant, turn: str) -> None:
    *_, compared = talk(assistant, FIRST, "初中呢", turn)
    assert first(compared.text).startswith("差2.7平方米")
    assert "10.2 − 7.5" in first(compared.text)


def test_both_sources_of_two_standards_are_cited(assistant: Assistant) -> None:
    *_, compared = talk(assistant, "基本均衡小学差异系数上限是多少", "优质均衡小学的呢", "哪个严，差多少")
    assert "更严，差0.15" in first(compared.text)
    assert "优质均衡" in first(compared.text).partition("更严")[0]
    assert len({citation.document for citation in compared.citations}) > 1


def test_counts_of_two_years_are_subtracted(assistant: Assistant) -> None:
    *_, compared = talk(assistant, "2016年底全国多少县过了基本均衡", "2018年底呢", "两年多了几个")
    assert "2717 − 1824" in first(compared.text)


def test_a_unit_of_neither_value_is_not_compared(assistant: Assistant) -> None:
    *_, answer = talk(assistant, FIRST, "初中呢", "差几间")
    assert answer.tools[0].name != "compare"


def test_answers_without_one_number_each_are_not_compared(assistant: Assistant) -> None:
    *_, answer = talk(assistant, "图书借阅记录放哪", "食堂卫生合格证归哪类", "俩差多少")
    assert answer.tools[0].name != "compare"


def test_a_gap_of_the_own_school_stays_a_gap(assistant: Assistant) -> None:
    *_, answer = talk(assistant, "我们小学500人，骨干教师3人，够吗", "差几个")
    assert answer.tools[0].name == "calculator"


def test_the_talk_goes_on_where_it_was_after_a_comparison(assistant: Assistant) -> None:
    *_, years = talk(assistant, FIRST, "初中呢", "差多少", "依据呢")
    assert years.citations[0].passage == "quality2017-l5"


def test_two_figures_that_one_fact_ties_together_are_subtracted(assistant: Assistant) -> None:
    answer = assistant.ask("云南基本均衡的政府工作比国家多出来几项")
    assert first(answer.text).startswith("差6项（23 − 17）")


def test_facts_of_two_stages_are_subtracted(assistant: Assistant) -> None:
    *_, compared = talk(assistant, "沈阳小学生均公用经费是多少", "初中呢", "市里初中比小学高多少")
    assert "1350 − 1150" in first(compared.text)


@pytest.mark.parametrize("question", ["国办发2001年74号文农村小学教职工跟学生1比几", "教师灯具74号令里1:几"])
def test_numbers_of_papers_and_ratios_asked_for_are_no_figures(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question).tools[0].name != "calculator"


def test_the_unit_of_a_figure_keeps_it_from_counting_things(assistant: Assistant) -> None:
    answer = assistant.ask("教室灯我们都换成30瓦的了，评估表说的就是30瓦吧")
    assert answer.tools[0].name != "calculator"
    assert "40W" in first(answer.text)


@pytest.mark.parametrize("turn", ["比小学多几平", "跟小学比差多少"])
def test_both_stages_of_one_answer_are_subtracted(assistant: Assistant, turn: str) -> None:
    *_, compared = talk(assistant, "优质均衡初中生均教辅用房要多少", turn)
    assert "5.8 − 4.5" in first(compared.text)


@pytest.mark.parametrize("turn", ["两年加起来", "两年一共多少个", "合起来是几个"])
def test_counts_of_two_years_are_added_up(assistant: Assistant, turn: str) -> None:
    *_, compared = talk(assistant, "2023年认定了多少个优质均衡县", "2024年呢", turn)
    assert "56 + 188" in first(compared.text) and first(compared.text).startswith("合计244个")


def test_lines_are_not_added_up(assistant: Assistant) -> None:
    *_, answer = talk(assistant, FIRST, "初中呢", "加起来")
    assert answer.tools[0].name != "compare"
