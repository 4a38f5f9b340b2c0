"""What is said of a county whose table lacks schools of a stage, or has none that count."""

from __future__ import annotations

from functools import lru_cache
from itertools import product

import pytest

from assistant.knowledge.loader import corpus_folder, load_corpus
from assistant.standards.scoring import score_schools
from assistant.standards.shows import score_json
from assistant.tools.score_computing import Scored
from assistant.tools.score_county import County, Wanted
from assistant.tools.score_saying import Saying
from tests.standards.figures import Row, junior, measures, primary, roll, table

KINDS = ("verdict", "schools", "short", "how", "coefficient", "least", "proof")
FAR: Row = {"kind": "教学点", "lead_primary": 0}


@lru_cache(maxsize=1)
def county() -> County:
    corpus = load_corpus(corpus_folder())
    return County(Saying(corpus.language["scoring"], corpus.cards))


def said(kind: str, rows: list[Row], *, stage: str = "", figure: str = "", school: str = "",
         standard: str = "quality-2017") -> list[str]:  # fmt: skip
    measure, own = measures().measures[standard], roll(rows, standard)
    score = score_schools(own, measure, measures())
    scored = Scored(measure, [table(rows)], score_json(score), own, score)
    wanted = Wanted(kind, stage, (figure,) if figure else (), (school,) if school else (), "全县.xlsx")
    return [statement.text for statement in county().told(wanted, scored, [], [])[0]]


@pytest.mark.parametrize("figure", ["", "lead"])
@pytest.mark.parametrize("kind", KINDS)
def test_stage_without_schools_is_neither_cleared_nor_passed_over(kind: str, figure: str) -> None:
    rows = [primary("甲小"), primary("乙小", lead_primary=0)]
    assert said(kind, rows, stage="初中", figure=figure) == ["表里没有能测算的初中学校，初中没有判。"]
    assert not any("没有能测算" in text for text in said(kind, rows, stage="小学", figure=figure))


def test_which_coefficients_are_over_is_said_first() -> None:
    assert said("coefficient", [primary("甲小"), primary("乙小")])[0] == "7项差异系数都没有超过线。"
    far = said("coefficient", [primary("甲小"), primary("乙小", lead_primary=0)])
    assert far[0] == "7项差异系数里超过线的有1项：小学“每百名学生拥有县级以上骨干教师数”。"
    assert "超过0.50" in far[1]


def test_question_about_the_data_is_answered_whatever_the_stage() -> None:
    assert said("data", [primary("甲小")], stage="初中") == ["数据里没有查出问题。"]


@pytest.mark.parametrize("kind", KINDS)
def test_school_without_a_part_of_the_stage_is_told(kind: str) -> None:
    rows = [primary("甲小"), junior("丙中")]
    assert said(kind, rows, stage="初中", school="甲小") == ["甲小没有按初中算的部分，初中没有判。"]


@pytest.mark.parametrize("standard", ["basic-2012", "quality-2017"])
@pytest.mark.parametrize("kind", [*KINDS, "data", "left_out", "saved"])
def test_every_kind_of_question_has_an_answer_whatever_takes_part(kind: str, standard: str) -> None:
    tables = [
        [primary("甲小")], [primary("甲小", lead_primary=0, books=9), junior("丙中")], [primary("点", 60, **FAR)],
        [primary("甲小"), primary("戊", kind="啥")], [primary("特", kind="特殊教育学校")], [primary("甲小", 0)],
        [primary("点", 60, kind="教学点", parent="没有")], [primary("甲小", sports=None)],
    ]  # fmt: skip
    for rows in tables:
        for stage, figure, school in product(("", "小学", "高中"), ("", "books", "students"), ("", rows[-1]["school"])):
            texts = said(kind, rows, stage=stage, figure=figure, school=school, standard=standard)
            assert texts and all(texts), (rows, stage, figure, school)


def test_schools_that_take_no_part_are_told_and_not_cleared() -> None:
    rows = [primary("甲小"), primary("戊小", kind="啥"), primary("点", 60, kind="教学点", parent="甲小")]
    assert said("schools", rows)[:2] == ["测算了的学校里没有不达标的。", "没有计入的有1个：戊小（学校类别认不出）。"]
    assert said("left_out", rows, school="戊小") == ["没有计入的有1个：戊小（学校类别认不出）。"]
    assert said("how", rows, school="点") == ["点并入甲小一起算。"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("figure", ["lead", "books", ""])
def test_stage_whose_schools_do_not_count_in_coefficients_has_an_answer(kind: str, figure: str) -> None:
    assert said(kind, [primary("点", 60, **FAR), junior("丙中")], stage="小学", figure=figure)
    assert said("coefficient", [primary("点", 60, **FAR)]) == ["小学没有学校计入差异系数，小学的差异系数没有算。"]


def test_schools_that_lack_data_are_not_told_to_pass() -> None:
    (text, *_) = said("schools", [primary("甲小"), primary("乙小", sports=None)])
    assert text == "有数的学校里没有不达标的；还有1个数据不足，没有判。"
