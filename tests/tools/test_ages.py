"""Ages in a sentence, against the ages usual for grades."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.wiring import Assistant

GRADES = "一二三四五六七八九"


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("2005年10月3号生的娃，2013年秋上一年级，几岁，跟年级合不合", "是7周岁，一年级一般6—7周岁，合得上"),
        ("2013—2014学年三年级娃生日2003年4月12日，年龄合不合", "是10周岁，三年级一般8—9周岁，大1岁，在上下各放宽1岁"),
        ("2013-2014学年二年级学生2001.3.5出生，这行不行", "大4岁，差3岁以上，年龄与年级不合"),
        ("2013-2014学年八年级，出生日期20020312，年龄对不对", "是11周岁，八年级一般13—14周岁，小2岁，要核对"),
        ("2006年8月31日出生的，2013学年算几周岁", "2006年8月31日出生的是7周岁。"),
        ("2006年9月1日出生的，2013学年算几周岁", "2006年9月1日出生的是6周岁。"),
    ],
)
def test_age_is_counted_on_the_last_of_august(assistant: Assistant, question: str, says: str) -> None:
    answer = assistant.ask(question)
    assert (answer.status, answer.citations[0].passage) == ("answered", "number-age")
    assert says in answer.text.replace("（这是通行做法，以本县通知为准）[1]", "")


def test_school_year_that_is_not_told_is_asked_for(assistant: Assistant) -> None:
    conversation = assistant.conversation()
    asked = assistant.ask("五年级的孩子2009年1月5日出生，年龄合不合", conversation)
    assert asked.status == "clarify" and "学年" in asked.text
    assert "是10周岁，五年级一般10—11周岁，合得上" in assistant.ask("2019-2020学年", conversation).text


@pytest.mark.parametrize(
    "question", ["教督〔2012〕3号是2012年1月20日发的吗，学生多吗", "2月30日是哪年2013年2月30日生日"]
)
def test_date_that_is_no_birth_is_no_age(assistant: Assistant, question: str) -> None:
    assert "周岁" not in assistant.ask(question).text


def test_ages_agree_with_counting_birthdays(assistant: Assistant) -> None:
    @settings(max_examples=25, deadline=None)
    @given(st.dates(dt.date(1998, 1, 1), dt.date(2008, 12, 31)), st.integers(2009, 2018), st.sampled_from(GRADES))
    def holds(born: dt.date, year: int, grade: str) -> None:
        birthdays = sum((y, born.month, born.day) <= (year, 8, 31) for y in range(born.year + 1, year + 1))
        said = assistant.ask(f"{year}-{year + 1}学年{grade}年级学生{born:%Y-%m-%d}出生，年龄合不合").text
        assert f"的是{birthdays}周岁" in said
        usual = range(GRADES.index(grade) + 6, GRADES.index(grade) + 8)
        away = max(usual[0] - birthdays, birthdays - usual[-1], 0)
        assert ("合得上" in said, "年龄与年级不合" in said) == (away <= 1, away >= 3)

    holds()
