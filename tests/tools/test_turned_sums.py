"""Sums turned round, results of the asker's own, means with deviations: computed, judged and told right."""

from __future__ import annotations

from fractions import Fraction
from math import floor

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from assistant.text.numerals import shown
from assistant.wiring import Assistant

SAID = {
    # the result is told
    "折算后91.49，不适用6分，倒回去原来实得多少分": ("86分", "≈ 91.49"),
    "折完正好90分，不适用项6分，实得是几分": ("84.6分", "= 90"),
    "扣掉6分不适用项，原始分起码挣到多少才能折出85": ("79.9分",),
    "扣掉不适用10分后要合格，实得分底线是多少": ("76.5分",),
    "学年初1250人，辍学率压在1%以下，最多能辍几个": ("最多12人", "0.96%"),
    "差异系数0.45，均值6.2，标准差倒着算是多少": ("2.79",),
    # mean and deviation
    "均值5.6标准差2.7，差异系数多少": ("约0.482", "2.7 ÷ 5.6"),
    "优质均衡初中某项均值11.2、标准差5.2，超没超线": ("约0.464", "超过优质均衡（2017）初中的线0.45"),
    "优质均衡小学一项均值4.8，差异系数不过线，标准差最大多少": ("2.4",),
    "初中八个单项加起来4.56，综合差异系数多少，按基本均衡过没过": ("0.57", "超过基本均衡（2012）初中的线0.55"),
    "基本均衡小学综合要不超0.65，八个单项加一块最多能到多少": ("5.2",),
    # a result of the asker's own
    "学年初612，辍学9人，我算的1.47%对不": ("^算得对", "1.47%"),
    "学年初612，辍学9人，我算的1.74%对不": ("^不对，应是约1.47%，不是1.74%",),
    "评估表不适用6分得了80，我直接80加6等于86，对不对": ("^不对", "85.11"),
    # the line quoted beside the figure
    "五个班238个小学娃，评估表不是45封顶嘛，平均一班几个，超没超": ("^不达标", "47.6"),
    "小学一年级四个班，按45人封顶最多能招多少": ("最多180人",),
    "班里52个，评估表小学上限，超几个": ("^不达标", "多出7人"),
    # the asker's own figure is no rule quoted wrongly
    "优质均衡小学仪器设备生均才1680元，低没低过85%": ("^不达标", "85%的底线1700元也没过"),
    "优质均衡初中高学历教师每百人4.5，八五折那个底够不够": ("^不达标", "4.505"),
    "基本均衡小学综合差异系数0.58，还超线不": ("^达标", "0.65"),
    "基本均衡小学综合差异系数去年0.63今年0.58，还超线不": ("^达标", "0.58"),
    # words and units
    "年初412 转入9 转出14 年末填的407 平不平": ("^对得上", "407"),
    "六百四十五个适龄娃，还有4个没进学校，入学率多少": ("99.38%",),
    "学年初1260个学生，一年里缀了7个，辍学率咋算": ("0.56%",),
    "数学总分3871.5，名单50人，真考的48人，平均分保留两位": ("80.66",),
    "优质均衡小学1350人要几个县级以上骨干": ("14人",),
    "该划片就近入学980人，实际就近926，优质均衡够没够": ("94.49%", "还差5人"),
    "档案材料260页单面70克，厚多少毫米，选多厚的盒": ("26毫米", "选30毫米"),
}


def opening(assistant: Assistant, question: str) -> str:
    answer = assistant.ask(question)
    assert answer.status == "answered", answer.text
    return answer.text


@pytest.mark.parametrize(("question", "parts"), SAID.items(), ids=SAID)
def test_is_computed(assistant: Assistant, question: str, parts: tuple[str, ...]) -> None:
    said = opening(assistant, question)
    for part in parts:
        assert said.startswith(part[1:]) if part.startswith("^") else part in said, said


def test_two_things_spoken_of_are_no_amount(assistant: Assistant) -> None:
    conversation = assistant.conversation()
    for turn in ("优质均衡小学每百人骨干0.9，差多少", "那初中呢"):
        assistant.ask(turn, conversation)
    assert "2 ÷" not in assistant.ask("俩差多少", conversation).text
    assert "2 ÷ 900" in opening(assistant, "小学900人，骨干就俩，差几个")


def test_a_rule_quoted_wrongly_is_still_denied(assistant: Assistant) -> None:
    for question in ("我记得小学生均用地要求26平米，记错没", "初中教辅用房要求十一间，我们差两间怎么补"):
        assert opening(assistant, question).startswith("不对")


def test_a_claim_is_right_exactly_when_it_is_the_quotient_rounded(assistant: Assistant) -> None:
    @settings(max_examples=8, phases=[Phase.generate], deadline=None)
    @given(st.integers(200, 900), st.integers(1, 19), st.integers(-3, 3))
    def judged(start: int, gone: int, off: int) -> None:
        true = Fraction(gone * 100, start)
        claimed = Fraction(floor(true * 100 + Fraction(1, 2)) + off, 100)
        said = opening(assistant, f"学年初{start}人，辍学{gone}人，我算的辍学率{float(claimed):.2f}%，对不对")
        right = claimed in (Fraction(floor(true * 100), 100), Fraction(floor(true * 100 + Fraction(1, 2)), 100))
        assert said.startswith("算得对") == right, said

    judged()


def test_turning_round_undoes_the_sum(assistant: Assistant) -> None:
    @settings(max_examples=6, phases=[Phase.generate], deadline=None)
    @given(st.integers(70, 90), st.sampled_from([4, 5, 6, 10]))
    def undone(raw: int, lacking: int) -> None:
        said = opening(
            assistant, f"折算后{shown(Fraction(raw * 100, 100 - lacking))}分，不适用{lacking}分，实得是多少分"
        )
        assert f"{raw}分" in said, said

    undone()
