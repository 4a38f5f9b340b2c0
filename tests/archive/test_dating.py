"""School years are read out of names in every style people write them in; what may be two years is not one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.archive.dating import find_years, school_year, start_of


@pytest.mark.parametrize(
    ("name", "years"),
    [
        ("2013-2014学年度第一学期成绩", ["2013-2014"]), ("13—14学年", ["2013-2014"]), ("13-14上期", ["2013-2014"]),
        ("2013年9月作息", ["2013-2014"]), ("课表2014.3", ["2013-2014"]), ("20130905扫描", ["2013-2014"]),
        ("2013-09-05", ["2013-2014"]), ("201402", ["2013-2014"]), ("2013年秋课表", ["2013-2014"]),
        ("14年春", ["2013-2014"]), ("二〇一三至二〇一四学年", ["2013-2014"]), ("二〇一三年九月", ["2013-2014"]),
        ("二O一三年十月", ["2013-2014"]), ("2011-2014学年", ["2011-2012", "2012-2013", "2013-2014"]),
        ("2012-2013、2013-2014学年", ["2012-2013", "2013-2014"]), ("2013.9-2014.7工资", ["2013-2014"]),
        ("2013届毕业生", ["2012-2013"]), ("2013年招生", ["2013-2014"]), ("3月份检查2014", ["2013-2014"]),
        ("⑤2013年9月 工资", ["2013-2014"]), ("⑤13-14学年名册", ["2013-2014"]), ("2.13年下半年_留守", ["2013-2014"]),
        ("12年上半年体测", ["2011-2012"]), ("合格率（2011-10-11）", ["2011-2012"]), ("7-13-14学年", ["2013-2014"]),
        ("2013第一学期课表", ["2013-2014"]), ("2014年元月工资", ["2013-2014"]),
        ("2.12～13学年巩固率", ["2012-2013"]), ("2014_04_15体测", ["2013-2014"]), ("11.9.16评定", ["2011-2012"]),
        ("2011年度秋季学期", ["2011-2012"]), ("13年度春季", ["2012-2013"]), ("200910-201007", ["2009-2010"]),
        ("130901考核", ["2013-2014"]), ("2013年9-12月工资", ["2013-2014"]), ("B10.1.2预案", []), ("第130901号", []),
        ("201103名单", ["2010-2011"]), ("2011年第四季度", ["2011-2012"]), ("2012年2季度", ["2011-2012"]),
        ("201203九年一贯制学校", ["2011-2012"]),
        ("一年级1班", []), ("10-11班", []), ("DSC00123", []), ("附件2", []), ("100米跑", []),
    ],
)  # fmt: skip
def test_years_of_a_name(name: str, years: list[str]) -> None:
    dated = find_years(name, ("毕业",), ("招生",))
    assert (list(dated.years), dated.sure) == (years, True)


def test_a_row_of_calendar_years_holds_the_school_years_between_and_may_reach_further() -> None:
    dated = find_years("2011—2014年补助")
    assert (list(dated.years), dated.sure) == (["2011-2012", "2012-2013", "2013-2014"], True)
    assert dated.beside == ("2010-2011", "2014-2015")


@pytest.mark.parametrize("name", ["2013年公用经费", "二〇一三年绩效", "2013年度", "2013"])
def test_a_bare_year_may_be_two_school_years(name: str) -> None:
    dated = find_years(name)
    assert len(dated.years) >= 2 and not dated.sure


@pytest.mark.parametrize(
    ("name", "terms"),
    [
        ("2013-2014上学期", (1,)),
        ("2014年春", (2,)),
        ("2013-2014第二学期", (2,)),
        ("2013年12月", (1,)),
        ("2013-2014", ()),
    ],
)
def test_terms_of_a_name(name: str, terms: tuple[int, ...]) -> None:
    assert find_years(name).terms == terms


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("招生花名册2012年8月", 2012), ("20120820招生", 2012), ("招生2012.7", 2012), ("招生2012年3月", 2011),
        ("2012年8月毕业生招生情况", 2011), ("课表2012年8月", 2011),
    ],
)  # fmt: skip
def test_enrolment_in_summer_is_for_the_year_to_come(name: str, start: int) -> None:
    dated = find_years(name, ("毕业",), ("招生",), ("招生",))
    assert dated.years == (school_year(start),)


@given(st.integers(2005, 2035), st.integers(1, 12), st.integers(1, 28))
def test_every_way_to_write_a_day_is_the_same_school_year(year: int, month: int, day: int) -> None:
    expected = (school_year(start_of(year, month)),)
    for style in ("{}年{}月{}日", "{}.{}.{}", "{}-{:02}-{:02}", "{}{:02}{:02}", "{}年{}月"):
        assert find_years(f"材料{style.format(year, month, day)}扫描").years == expected


@given(st.text("0123456789二〇一三年月日学届级春秋上下期第-—至~.、/ 甲", max_size=24) | st.text(max_size=60))
def test_any_name_can_be_read(name: str) -> None:
    dated = find_years(name)
    assert list(dated.years) == sorted(set(dated.years))
