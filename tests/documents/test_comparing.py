"""When two sentences set different figures for one thing, and when they only look as if they did."""

from __future__ import annotations

import pytest

from assistant.documents.comparing import Comparing, relation
from assistant.knowledge.loader import corpus_folder, load_words

COMPARING = Comparing(load_words(corpus_folder(), "documents"))


def told(one: str, other: str) -> str | None:
    found = relation(COMPARING.figures(one), COMPARING.figures(other))
    return found[2] if found else None


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("小学班额不得超过40人", "小学班额不超过45人", "stricter"),
        ("小学班额不超过45人", "小学班额不得超过40人", "looser"),
        ("图书室每周开放不少于五天", "学校图书室每周开放不少于3天", "stricter"),
        ("生均图书20册以上，逐年更新。", "生均图书15册以上", "stricter"),
        ("检修记录保存三年", "检修记录保存五年", "other"),
    ],
)
def test_different_figures_of_one_thing(one: str, other: str, expected: str) -> None:
    assert told(one, other) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("小学班额不超过45人", "小学班额不得超过四十五人"),
        ("初中班额不超过50人", "小学班额不超过45人"),
        ("校长每学期听课不少于30节", "教师每学期听课不少于15节"),
        ("图书室每周开放不少于五天", "图书室每学期开放不少于九十天"),
        ("食堂留样不少于48小时", "食堂留样不少于125克"),
        ("班额不超过45人", "班额一般为40人"),
        ("2024年安排经费300万元", "2025年安排经费400万元"),
        ("每班45人，共12个班", "每班40人，共10个班"),
        ("保存三年", "保存五年"),
    ],
)
def test_no_false_alarm(one: str, other: str) -> None:
    assert told(one, other) is None
    assert told(other, one) is None


def test_each_part_of_a_row_is_compared_alone() -> None:
    row = "生均图书小学不少于20册、初中不少于30册"
    assert told("小学生均图书不少于30册", row) == "stricter"
    assert told("初中生均图书不少于30册", row) is None
    assert told("初中生均图书不少于45册", row) == "stricter"


def test_titles_of_one_subject_share_what_most_titles_do_not_say() -> None:
    bus = COMPARING.topic("关于加强青禾县校车管理的通知", "青禾县")
    assert bus & COMPARING.topic("某省中小学校车安全管理办法", "某省")
    assert not bus & COMPARING.topic("青禾县学校食堂管理办法", "青禾县")


def test_clause_is_quoted_as_it_stands() -> None:
    (figure,) = COMPARING.figures("小学每班不超过45人")
    assert figure.clause == "小学每班不超过45人"
    assert told("小学班额不超过40人", "小学每班不超过45人") == "stricter"
