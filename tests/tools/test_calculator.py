"""What fits in a sentence is computed exactly, the verdict first, with the steps."""

from __future__ import annotations

import json
import re
from itertools import permutations
from math import ceil

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from assistant.records import Answer
from assistant.wiring import Assistant

# Question -> what must stand in the first statement (regular expressions).
FIRST: dict[str, tuple[str, ...]] = {
    # score with items that do not apply
    "实得86分，不适用项目6分，折算是多少": ("91.49",),
    "评估表实得86分，不适用6分，折算多少分，合格吗": ("^合格", "91.49"),
    "得了80分，不适用10分，折算多少": ("88.89",),
    "评估表得80分，不适用10分，折算多少": ("88.89",),
    "我校实得76.5分，不适用10分，折算后合格吗": ("^合格", "85分"),
    "我校实得76.4分，不适用10分，折算后合格吗": ("^不合格", "84.89"),
    # people, rooms: the shortfall is whole
    "初中750人，骨干教师6人，够吗": ("^不达标", "0.8人", "还差2人"),
    "小学333人，体育艺术教师2人，达标吗": ("^不达标", "还差1人"),
    "小学333人，高于规定学历教师10人，达标吗": ("^不达标", "还差4人"),
    "小学450人，网络多媒体教室10间，够吗": ("^不达标", "还差1间"),
    "小学三百二十人，骨干教师四人，够不够": ("^达标", "1.25人"),
    "我们学校是小学，三百二十个娃，骨干教师3个，够吗": ("^不达标", "还差1人"),
    "小学100人，骨干教师2人，够吗": ("^达标", "2人"),
    "小学200人，骨干教师1人，够吗": ("^不达标", "0.5人", "还差1人"),
    "2017年我们小学500人，骨干教师3人，够吗": ("^不达标", "还差2人"),
    # square metres
    "我们小学500人，教学用房2000平方米，够吗": ("^不达标", "4平方米", "还差250平方米"),
    "教学用房2000平米，小学500人，够吗": ("^不达标", "还差250平方米"),
    "初中600人，运动场馆6000平方米，够吗": ("^不达标", "10平方米", "还差120平方米"),
    # yuan
    "小学400人，教学仪器设备值50万元，达标吗": ("^不达标", "1250元", "还差(?:300000|30万)元"),
    "俺小学设备40万、学生200，够优质均衡那条不": ("^达标", "2000元"),
    # the limit itself is met
    "小学500人，运动场馆3750平方米，达标吗": ("^达标", "7.5平方米"),
    "小学500人，骨干教师5人，达标吗": ("^达标",),
    "初中200人，教学仪器设备50万元，达标吗": ("^达标", "2500元"),
    "满意度85%达标吗": ("^达标",),
    "初中班额50人，达标吗": ("^达标",),
    # just beyond it is not
    "满意度84.996%达标吗": ("^不达标", "84.996"),
    "小学1000人，用房4499平方米，达标吗": ("^不达标", "4.499", "还差1平方米"),
    "初中班额51人，达标吗": ("^不达标", "多出1人"),
    # shares
    "九年一贯制小学300人初中200人，小学部占比多少": ("57.69%",),
    "九年一贯制小学300人初中200人，操场1000平方米怎么分": ("57.69%", "576.92"),
    "公用经费100万元，教师培训经费6万元，占比多少，达标吗": ("^达标", "6%"),
    "公用经费120万，培训费5万，占多少，够不够5%": ("^不达标", "4.17"),
    # rates
    "毕业98人，招生120人，转入5人，转出3人，巩固率是多少": ("80.33%",),
    "6年前招生120人，毕业110人，巩固率多少": ("91.67%",),
    "毕业98人，招生100人，转入5人，转出3人，巩固率是多少": ("96.08%",),
    "辍学3人，年初在校生600人，辍学率多少": ("0.5%",),
    "适龄儿童200人，已入学198人，入学率多少": ("99%",),
    "全县初中巩固率94.9%达标吗": ("^不达标", "94.9%"),
    # coefficients of variation
    "学生数45 37 89 76 55，图书册数279 137 935 160 402，差异系数多少": ("0.515", "加权"),
    "学生数45、37、89、76、55，图书册数279、137、935、160、402，差异系数是多少": ("0.515", "加权"),
    "10、20、30的差异系数是多少": ("0.408", "没有按学生数加权"),
    "五所学校生均用房4、5、6、5、5平方米，差异系数是多少": ("0.126",),
    "八所学校生均用房2、4、4、4、5、5、7、9平方米，差异系数是多少": ("0.4",),
    "八项差异系数0.5、0.4、0.6、0.55、0.45、0.5、0.62、0.38，综合差异系数多少": ("综合差异系数是0.5（",),
    # what a limit asks for
    "初中600人，骨干教师要多少人": ("6人",),
    "小学450人，多媒体教室要配几间": ("11间",),
    "小学500人，教学用房至少要多少平方米": ("2250平方米",),
    # several at once
    "小学900人，骨干教师9人，教学用房4050平方米，教学仪器设备值170万元，达标吗": ("3项里1项不达标", "仪器设备"),
    "小学900人，用房4050平方米，运动场6750平方米，骨干9人，达标吗": ("3项都达标",),
}


def first(answer: Answer) -> str:
    return answer.text.splitlines()[0]


@pytest.mark.parametrize("question", FIRST)
def test_first_statement_holds_the_result(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert [call.name for call in answer.tools] == ["calculator"], answer.text
    assert [part for part in FIRST[question] if not re.search(part, first(answer))] == [], first(answer)


ASKED_BACK = {
    "我们学校骨干教师8人，够吗": "学生|在校生",
    "我们小学设备值30万元，达标吗": "学生|在校生",
    "我们初中操场6000平方米，够不够": "学生|在校生",
    "我们实得86分，折算后多少": "不适用",
    "我校500人，骨干教师够吗": "骨干",
}


@pytest.mark.parametrize(("question", "missing"), ASKED_BACK.items())
def test_missing_figure_is_asked_for(assistant: Assistant, question: str, missing: str) -> None:
    answer = assistant.ask(question)
    assert (answer.status, answer.citations) == ("clarify", ())
    assert re.search(missing, answer.text)


@pytest.mark.parametrize(
    "question",
    [
        "实得86分，不适用100分，折算多少",
        "小学0人，骨干教师3人，够吗",
        "我们小学-5人，骨干教师3人，够吗",
        "毕业98人，招生0人，巩固率多少",
        "0、0、0的差异系数是多少",
        "学生数0 0 0，图书册数1 2 3，差异系数多少",
        "小学" + "9" * 400 + "人，骨干教师3人，够吗",
        "公用经费0元，培训经费5万元，占比多少",
    ],
)
def test_numbers_that_cannot_be_used_give_no_verdict(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert not re.match("达标|合格", answer.text), answer.text
    assert not re.search(r"\bnan\b|\binf|None|Traceback", answer.text)


@pytest.mark.parametrize(
    "question",
    ["优质均衡规定小学生均用房不低于4.5平方米吗", "骨干教师每百名学生1人是底线吗", "2012年3号文是什么", "表Ⅱ-2放哪"],
)
def test_number_that_is_no_figure_is_not_computed(assistant: Assistant, question: str) -> None:
    assert [call.name for call in assistant.ask(question).tools] != ["calculator"]


# Limits of 教督〔2017〕6号, written down here once more: noun, unit, things per, 小学, 初中.
LIMITS = {
    "高学历教师": ("人", 100, 4.2, 5.3),
    "骨干教师": ("人", 100, 1.0, 1.0),
    "体育艺术教师": ("人", 100, 0.9, 0.9),
    "教学用房": ("平方米", 1, 4.5, 5.8),
    "运动场馆": ("平方米", 1, 7.5, 10.2),
    "教学仪器设备值": ("元", 1, 2000, 2500),
    "网络多媒体教室": ("间", 100, 2.3, 2.4),
}
CASES = st.tuples(st.sampled_from(sorted(LIMITS)), st.sampled_from(["小学", "初中"]), st.integers(150, 2000))


def needed(noun: str, stage: str, students: int) -> int:
    """The least whole amount that meets the limit, in tenths so that no rounding comes in."""
    _, per, primary, junior = LIMITS[noun]
    return ceil(round((primary if stage == "小学" else junior) * 10) * students / (10 * per) - 1e-9)


def test_verdict_turns_exactly_at_the_limit(assistant: Assistant) -> None:
    @settings(max_examples=25, phases=[Phase.generate])
    @given(CASES)
    def turns(case: tuple[str, str, int]) -> None:
        noun, stage, students = case
        unit, *_ = LIMITS[noun]
        least = needed(noun, stage, students)
        enough, short = (
            first(assistant.ask(f"我们{stage}{students}人，{noun}{amount}{unit}，达标吗"))
            for amount in (least, least - 1)
        )
        assert enough.startswith("达标"), enough
        assert short.startswith("不达标"), short
        value, limit = re.findall(r"(\d+(?:\.\d+)?)(?:人|间|平方米|元)，低于[^的]*的(\d+(?:\.\d+)?)", short)[0]
        assert float(value) < float(limit)

    turns()


FIGURES = ("学生500人", "骨干教师8人", "教学用房2000平方米", "教学仪器设备值90万元")


@pytest.mark.parametrize("order", [*permutations(FIGURES)][::3], ids="，".join)
def test_order_of_the_figures_does_not_matter(assistant: Assistant, order: tuple[str, ...]) -> None:
    (call,) = assistant.ask(f"我们小学{'，'.join(order)}，达标吗").tools
    assert call.name == "calculator"
    assert call.arguments["figures"] == {
        "quality2017-l2": "8", "quality2017-l4": "2000", "quality2017-l6": "900000"
    }  # fmt: skip


@pytest.mark.parametrize("question", [*FIRST][::4])
def test_arguments_are_told_as_json(assistant: Assistant, question: str) -> None:
    (call,) = assistant.ask(question).tools
    assert json.loads(json.dumps(call.as_json())) == call.as_json()
