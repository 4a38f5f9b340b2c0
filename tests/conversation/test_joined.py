"""Turns that are understood with the turn before only: short verdicts, corrections, figures of a formula, names."""

from __future__ import annotations

import pytest

from assistant.records import Answer
from assistant.wiring import Assistant
from tests.conversation.conftest import talk


def first(answer: Answer) -> str:
    return answer.text.splitlines()[0]


@pytest.mark.parametrize("turn", ["中不中", "行不行", "够不够", "这样行不"])
def test_a_verdict_asked_alone_is_about_the_figures_told(assistant: Assistant, turn: str) -> None:
    *_, answer = talk(assistant, "河南评估表不适用项一共怎么折算", "我校实得80分，扣6分", turn)
    assert "85.11" in first(answer)


def test_thanks_are_still_thanks(assistant: Assistant) -> None:
    *_, answer = talk(assistant, "图书借阅记录放哪", "可以")
    assert not answer.citations


@pytest.mark.parametrize("turn", ["哎不是，我要的是初中", "不是不是，我问的是初中", "不对，我要查的是初中"])
def test_a_correction_with_noise_exchanges_the_stage(assistant: Assistant, turn: str) -> None:
    *_, answer = talk(assistant, "优质均衡小学生均仪器设备值", turn)
    assert answer.citations[0].passage == "quality2017-l6"
    assert "2500" in first(answer)


def test_figures_after_a_formula_are_put_into_it(assistant: Assistant) -> None:
    *_, answer = talk(assistant, "小学巩固率怎么算", "六年前招了200，转入4，转出4，毕业190，是多少")
    assert "95%" in first(answer)
    assert answer.citations[0].passage == "formula-retention-henan-county"


def test_a_sum_that_leaves_out_a_figure_told_is_not_given(assistant: Assistant) -> None:
    *_, answer = talk(assistant, "教师登记表人数得跟哪几张表对上", "我登记表48，学历表合计47，这算错不")
    assert "对得上" not in answer.text


def test_the_number_of_a_rule_is_no_figure_of_the_school(assistant: Assistant) -> None:
    *_, answer = talk(assistant, "计算机教室没有，就一间多功能教室", "六室这条中不中")
    assert answer.tools[0].name != "calculator"


def test_how_something_is_called_is_no_sum(assistant: Assistant) -> None:
    *_, answer = talk(assistant, "优质均衡初中班额最多几个", "66个那种叫啥")
    assert "超大班额" in answer.text
    assert answer.tools[0].name != "calculator"


def test_a_thing_pointed_at_is_called_by_its_name(assistant: Assistant) -> None:
    *_, answer = talk(assistant, "前锋学区管着几所学校", "盒子侧面要贴标签不", "那个学区有多少教师来着")
    assert "66" in first(answer)


def test_a_form_takes_the_place_of_another(assistant: Assistant) -> None:
    *_, answer = talk(assistant, "留守儿童花名册是按啥单位报", "学生花名册呢")
    assert answer.citations[0].passage == "form-student-roster"


@pytest.mark.parametrize("turn", ["最末那级呢", "最后那级叫啥"])
def test_a_short_turn_is_answered_from_the_card_of_its_topic(assistant: Assistant, turn: str) -> None:
    *_, answer = talk(assistant, "河南均衡档案三级目录叫什么", turn)
    assert "卷内文件目录" in first(answer)


@pytest.mark.parametrize("turn", ["红烧肉怎么做", "明天天气怎么样", "股票咋样", "饭费一天几块", "校长工资多少"])
def test_a_turn_of_another_field_is_refused_after_any_topic(assistant: Assistant, turn: str) -> None:
    *_, answer = talk(assistant, "2023年寄宿生公用经费增补提到多少了", turn)
    assert answer.status == "refused"


def test_the_figures_of_a_rule_asked_about_get_no_verdict(assistant: Assistant) -> None:
    *_, answer = talk(assistant, "初中9室是哪些", "小学的呢", "少了几个")
    assert answer.tools[0].name != "calculator"
