"""Long turns in which the question is one clause among many: numbers told by the way make no sums."""

from __future__ import annotations

import pytest

from assistant.wiring import Assistant

PLACE = (
    "开学头一周我跑了6趟县城，打印店老板还多收了8块钱，学校21个班，教师50人，校长天天催。"
    "昨天整理柜子翻出一沓去年收上来的食堂卫生合格证，有3张都卷边了，这东西放三大类的哪一类？"
)
EXCLUDED = (
    "我们是镇上的小学，在校生900人，去年刚换了新操场，花了两年工夫。体育老师4个，音乐2个，美术1个，"
    "还有书法老师1个，但人家教的是语文不算。优质均衡每百名学生体艺教师够不够？"
)
NEEDED = (
    "前天下雨，我去中心校开会，坐了3个小时的车，回来感冒了。会上发了两个本子。我校是小学，学生500人，校长兼着课，"
    "骨干教师有6人，门卫2人。优质均衡骨干教师这一项，每百名学生是多少，达标没有？"
)


def test_a_paper_is_placed_whatever_was_counted_before(assistant: Assistant) -> None:
    answer = assistant.ask(PLACE)
    assert not any(call.name == "calculator" for call in answer.tools)
    assert "÷" not in answer.text and "第一类" in answer.text


def test_what_is_said_not_to_count_is_left_out(assistant: Assistant) -> None:
    text = assistant.ask(EXCLUDED).text
    assert "(4 + 2 + 1) ÷ 900" in text and text.startswith("不达标")


def test_the_sum_is_made_of_the_figures_of_what_is_asked(assistant: Assistant) -> None:
    text = assistant.ask(NEEDED).text
    assert "6 ÷ 500" in text and text.startswith("达标")


@pytest.mark.parametrize("told", ["5次", "2趟", "6扇窗", "四个自然村", "3个月", "2点", "7辆车"])
def test_a_figure_in_a_unit_of_nothing_counted_is_no_input(assistant: Assistant, told: str) -> None:
    answer = assistant.ask(f"小学500人，跑了{told}，骨干教师6人，优质均衡这一项够不够")
    assert "6 ÷ 500" in answer.text


def test_an_amount_for_special_schools_is_computed_only_where_they_are_named(assistant: Assistant) -> None:
    spoken = assistant.ask("教学点只有37个学生，去年买煤花了6千块，优质均衡里不够100人的小学校公用经费按多少人核")
    assert "÷ 37" not in spoken.text and "100" in spoken.text


def test_a_line_of_coefficients_is_missed_by_what_lies_above_it(assistant: Assistant) -> None:
    text = assistant.ask("河南一个县打算两年后报优质均衡，小学八项综合系数0.617，监测复查这关的线守住没有").text
    assert "多出0.017" in text and "最多0.6）" in text
