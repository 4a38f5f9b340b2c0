"""Sums as they are spoken: both stages at once, one figure for several, what is asked for in its own unit."""

from __future__ import annotations

import re
from math import ceil

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from assistant.wiring import Assistant

# Question -> what must stand in the answer, and what must not (regular expressions).
SAID: dict[str, tuple[list[str], list[str]]] = {
    "俺校600个娃，图书馆藏书得有多少本": (["^要至少15000册"], ["最多", "小学小学"]),
    "初中460个住宿生，宿舍使用面积按河南标准要多大": (["^要至少1518平方米"], []),
    "初中800人要几间音乐美术教室": ([], ["要至少"]),
    "小学教室48平方米，按河南评估表生均标准顶多坐几个人": (["^最多41人", "小数舍去"], []),
    "书有一万三千册，河南小学生均20的话能撑多少学生": (["^最多650人"], []),
    "初中615名学生体育音乐美术老师各2个，够不够0.9": (["^达标", r"\(2 \+ 2 \+ 2\) ÷ 615"], []),
    "小学部800人骨干7个，初中部500人骨干5个，达标吗": (["7 ÷ 800", "还差1人", "5 ÷ 500", "小学，85%"], [r"7 \+ 5"]),
    "600人的小学部骨干教师5人，400人的初中部骨干教师4人，够吗": (["5 ÷ 600", "4 ÷ 400"], [r"5 \+ 4"]),
    "四所小学生均设备值1800、2200、2600、2000，差异系数是多少": (["0.138", "4个数"], []),
    "六年级一共64人，缺考3人，及格了58个，及格率多少": ([r"58 ÷ \(64 − 3\)", "95.08"], []),
    "156名专任教师154人有教师资格证，上岗率多少": (["154 ÷ 156"], []),
    "发出去问卷500份，收回来480份，满意403份，满意度够85吗": (["^不达标", "403 ÷ 480"], ["85 对 85"]),
    "初中945个学生，教职工编制按1比13.5应核几人，现有66人缺几个": (["还差4人", "945 ÷ 13.5"], []),
    "初中800人，多媒体教室18间，再建一间达标吗": (["^不达标", r"\(18 \+ 1\) ÷ 800", "还差1间"], []),
    "小学骨干0.9人，多媒体2.2间，够吗": (["2项里2项不达标"], []),
    "我们县小学综合差异系数0.66，初中0.53，基本均衡过不过": (
        ["^不达标：小学差异系数0.66.*0.65", "达标：初中差异系数0.53.*0.55"],
        [],
    ),
    "小学差异系数0.64，能过不": (
        ["^达标：小学.*基本均衡（2012）的线0.65", "不达标：小学.*优质均衡（2017）的线0.50"],
        [],
    ),
    "优质均衡生均图书小学差异系数0.5达标吗": (["^达标：小学.*0.50"], ["2012"]),
    "基本均衡小学图书一项差异系数0.7，达标吗": (["没有单项上限|单项只作参考"], []),
    "差异系数四舍五入以后是0.65，算达标吗": ([], ["^达标"]),
    "甲校100人1000册书，乙校300人6000册，按学生数加权，生均图书差异系数多少": (["0.247", "均值17.5"], ["家校"]),
    "甲校100人，生均10册；乙校300人，生均20册，差异系数多少": (["0.247"], []),
    "仪器设备写的98（万元），小学500学生，优质均衡过没过": (["^不达标", "980000 ÷ 500", "还差20000元"], []),
    "初中740个学生应当有多少本科以上学历的教师": (["^要至少40人"], []),
    "2024年秋季七年级3个班，全校初中610人，体艺教师5个，要添几个": (["^不达标", "还差1人"], ["平均每班"]),
}


@pytest.mark.parametrize("question", SAID)
def test_a_spoken_sum_is_computed_with_the_figures_it_means(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question).text
    wanted, unwanted = SAID[question]
    assert all(re.search(pattern, answer) for pattern in wanted), answer
    assert not any(re.search(pattern, answer) for pattern in unwanted), answer


def test_either_stage_of_a_school_is_held_against_its_own_students(assistant: Assistant) -> None:
    @settings(max_examples=6, phases=[Phase.generate], deadline=None)
    @given(st.integers(150, 1900), st.integers(150, 1900), st.integers(3, 15), st.integers(3, 15))
    def held(primary: int, junior: int, some: int, others: int) -> None:
        said = assistant.ask(f"小学部{primary}人骨干教师{some}人，初中部{junior}人骨干教师{others}人，各差几个").text
        short = [ceil(students / 100) - have for students, have in ((primary, some), (junior, others))]
        assert said.count("，还差") == sum(gap > 0 for gap in short), said
        assert all(f"还差{gap}人" in said for gap in short if gap > 0), said

    held()


@pytest.mark.parametrize(
    "told", ["5个体育老师3个音乐老师", "5名体育教师和3名音乐教师", "体育老师5个音乐老师3个", "体育教师5名和音乐教师3名"]
)
def test_a_row_of_numbers_and_nouns_is_read_in_its_own_order(assistant: Assistant, told: str) -> None:
    assert "(5 + 3) ÷ 1100" in assistant.ask(f"初中1100人，{told}，优质均衡体艺老师够不够").text


def test_books_taken_out_are_taken_from_those_counted_before(assistant: Assistant) -> None:
    text = assistant.ask("小学430人，藏书9200册，今年剔旧了400册又买了650册，生均图书够不够").text
    assert "9200 + 650 − 400" in text or "9200 − 400 + 650" in text


def test_rooms_told_with_their_number_are_no_list_of_rooms(assistant: Assistant) -> None:
    text = assistant.ask("37个教学班的初中，现在音乐美术专用教室各有3间，还差几间").text
    assert "37 ÷ 12" in text


def test_points_of_four_items_are_no_article(assistant: Assistant) -> None:
    text = assistant.ask("建筑面积二档、普通教室一档、辅助用房二档、办公用房三档，评估表这四条加起来几分").text
    assert "一共14分" in text
