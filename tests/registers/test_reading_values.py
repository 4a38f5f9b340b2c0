"""Dates, school years, grades and numbers as people write them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.registers.dates import read_day
from assistant.registers.values import decimals, number, number_with_unit, plain, shown_number, text
from assistant.registers.years import SchoolYear, Span, read_school_year, years_in
from assistant.text.grades import class_in, grade_in


@pytest.mark.parametrize(
    ("value", "year", "month", "day"),
    [
        ("2013.9", 2013, 9, None), ("2013-09", 2013, 9, None), ("201309", 2013, 9, None), (201309.0, 2013, 9, None),
        ("20130901", 2013, 9, 1), (20130901.0, 2013, 9, 1), ("2013年9月", 2013, 9, None), ("2013年9月1日", 2013, 9, 1),
        ("2013/9/1", 2013, 9, 1), ("２０１３－０９", 2013, 9, None), (2013.09, 2013, 9, None), (41518.0, 2013, 9, 1),
        (dt.datetime(2013, 9, 1), 2013, 9, 1), ("二〇一三年九月", 2013, 9, None), ("二〇一三年十二月二十一日", 2013,
        12, 21),
        ("2013-09-01 00:00:00", 2013, 9, 1),
    ],
)  # fmt: skip
def test_ways_of_writing_a_date_are_read(value: object, year: int, month: int, day: int | None) -> None:
    found = read_day(value)  # type: ignore[arg-type]
    assert found is not None and (found.year, found.month, found.day) == (year, month, day)


@pytest.mark.parametrize("value", ["13年9月", "九月", "2013", "约2013.9", "9/1/2013", True, 12.0, ""])
def test_what_is_no_date_is_none(value: object) -> None:
    assert read_day(value) is None  # type: ignore[arg-type]


@pytest.mark.parametrize("value", ["2013-02-30", "2013.13", "20130631"])
def test_dates_that_the_calendar_lacks_are_read_and_impossible(value: str) -> None:
    found = read_day(value)
    assert found is not None and not found.possible


def test_a_number_2013_1_may_be_october() -> None:
    found = read_day(2013.1)
    assert found is not None
    assert found.agrees(dt.date(2013, 10, 5)) and found.agrees(dt.date(2013, 1, 5))


@given(
    st.dates(dt.date(1990, 1, 1), dt.date(2030, 12, 31)),
    st.sampled_from(["%Y-%m-%d", "%Y%m%d", "%Y.%m.%d", "%Y/%m/%d"]),
)
def test_a_written_date_is_that_date(day: dt.date, way: str) -> None:
    found = read_day(day.strftime(way))
    assert found is not None and found.possible and found.first() == day and found.agrees(day)


@given(st.text() | st.floats() | st.integers())
def test_any_value_can_be_looked_at(value: object) -> None:
    read_day(value)  # type: ignore[arg-type]
    number(value)  # type: ignore[arg-type]
    decimals(value)  # type: ignore[arg-type]
    words = text(value)  # type: ignore[arg-type]
    grade_in(words), class_in(words), years_in(words), plain(words)


@pytest.mark.parametrize(
    "words",
    ["2013-2014学年度学生花名册", "2013—2014学年度", "2013～2014", "2013至2014学年", "二〇一三—二〇一四学年度",
    "2013/2014",
     "2013 - 2014", "2013_2014", "2013-14学年", "2013学年花名册", "２０１３－２０１４学年度"],
)  # fmt: skip
def test_school_years_are_found(words: str) -> None:
    year = read_school_year(words)
    assert year is not None and year.label == "2013-2014"


@pytest.mark.parametrize(
    "words", ["学生花名册", "2013年9月10日", "2013-09-10", "联系电话13920132014", "2013-2015学年度", ""]
)
def test_no_school_year_is_guessed(words: str) -> None:
    assert read_school_year(words) is None


def test_a_wrong_pair_of_years_is_seen() -> None:
    assert years_in("2013-2015学年度") == [Span(2013, 2015)]


def test_age_is_that_of_31_august() -> None:
    year = SchoolYear(2013)
    assert [year.age(dt.date(2007, 8, 31)), year.age(dt.date(2007, 9, 1))] == [6, 5]


@pytest.mark.parametrize(
    ("words", "grade", "room"),
    [("三年级2班", "三年级", "2"), ("3年级（2）班", "三年级", "2"), ("初一（3）班", "七年级", "3"), ("初中二年级",
    "八年级", None),
     ("301班", "三年级", "1"), ("三（2）班", "三年级", "2"), ("九年级", "九年级", None), ("Sheet1", None, None),
     ("3班", None, "3"), ("初一年级", "七年级", None), ("初二2班", "八年级", "2"), ("初三11班", "九年级", "11"),
     ("五3班", "五年级", "3")],
)  # fmt: skip
def test_grades_and_classes_are_read(words: str, grade: str | None, room: str | None) -> None:
    assert (grade_in(words), class_in(words)) == (grade, room)


@pytest.mark.parametrize(
    ("value", "figure"),
    [("35", 35.0), ("1,234.5", 1234.5), ("98.5%", 98.5), ("９８", 98.0), (35, 35.0), ("-3", -3.0), ("", None), ("约35",
    None),
     ("35人", None), (True, None), (float("nan"), None), ("1.2.3", None), ("1.", None)],
)  # fmt: skip
def test_numbers_are_read_exactly(value: object, figure: float | None) -> None:
    assert number(value) == figure  # type: ignore[arg-type]


def test_a_unit_behind_a_number_is_told_apart() -> None:
    assert (number_with_unit("35人"), number_with_unit("35人左右的样子"), number_with_unit(35)) == (35.0, None, None)


def test_numbers_are_shown_without_trailing_zeros() -> None:
    assert [shown_number(35.0), shown_number(98.50), shown_number(0.0), shown_number(100.0)] == [
        "35",
        "98.5",
        "0",
        "100",
    ]
