"""What is lacking is told by item and year for the kind of school, and nothing that is there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.archive.lacking import Held, Missing, doubtful, lacking
from assistant.knowledge.loader import corpus_folder
from assistant.knowledge.placement import load_requirements

NEEDS = load_requirements(corpus_folder())
START = 2013


def missing(kind: str, *held: Held) -> list[Missing]:
    return lacking(held, NEEDS, NEEDS.kinds[kind], START)


def years(found: list[Missing], item: str, part: str = "") -> list[str | None]:
    return [one.year for one in found if one.item == item and one.part == part]


@pytest.mark.parametrize(
    ("kind", "first"),
    [
        ("小学", 2008),
        ("五年制小学", 2009),
        ("初中", 2011),
        ("完全中学初中部", 2011),
        ("教学点", 2008),
        ("九年一贯制", 2008),
    ],
)
def test_the_years_of_the_school_roll_follow_the_kind(kind: str, first: int) -> None:
    expected = [f"{year}-{year + 1}" for year in range(first, START + 1)]
    assert years(missing(kind), "B1", "roster") == years(missing(kind), "B2") == expected


def test_three_years_are_three_in_every_school() -> None:
    for kind in NEEDS.kinds:
        assert years(missing(kind), "B3") == ["2011-2012", "2012-2013", "2013-2014"]


def test_of_dropouts_only_the_year_before_is_wanted() -> None:
    assert years(missing("小学"), "B1", "dropout") == ["2012-2013"]


def test_what_is_there_is_not_lacking() -> None:
    found = missing("小学", Held("B3", "", ("2012-2013",)), Held("A6", "", ()), Held("B1", "roster", ("2013-2014",)))
    assert years(found, "B3") == ["2011-2012", "2013-2014"]
    assert "A6" not in {one.item for one in found}
    assert "2013-2014" not in years(found, "B1", "roster") and "2013-2014" in years(found, "B1", "enrolment")


def test_a_file_without_a_year_fills_no_year_and_is_told() -> None:
    found = [one for one in missing("小学", Held("B3", "", ())) if one.item == "B3"]
    assert len(found) == 3 and all("1个文件没有写学年" in one.note for one in found)


def test_a_bare_year_raises_no_alarm() -> None:
    assert years(missing("小学", Held("B8", "", (), maybe=("2012-2013", "2013-2014"))), "B8") == ["2011-2012"]


def test_a_bare_year_is_doubted_only_of_what_is_asked_of_the_school() -> None:
    kind, held = NEEDS.kinds["小学"], [Held("B8", "", (), maybe=("2012-2013",))]
    assert [one[:2] for one in doubtful(held, NEEDS, kind, START)] == ["B8"]
    assert doubtful(held, NEEDS, replace(kind, without=("B8",)), START) == []


def test_every_term_wants_its_performance_papers() -> None:
    found = missing("小学", Held("B7", "", ("2013-2014",), (1,)), Held("B7", "", ("2012-2013",)))
    assert [(one.year, "第二学期" in one.item_name) for one in found if one.item == "B7"] == [
        ("2011-2012", False), ("2013-2014", True),
    ]  # fmt: skip


def test_a_school_of_nine_years_keeps_six_of_one_stage_and_three_of_the_other() -> None:
    primary = [Held("B2", "", (f"{year}-{year + 1}",), stage="小学") for year in range(2008, 2014)]
    found = [one for one in missing("九年一贯制", *primary) if one.item == "B2"]
    assert [one.year for one in found] == ["2011-2012", "2012-2013", "2013-2014"]
    assert all("初中" in one.item_name for one in found)


def test_results_of_graduates_may_end_with_the_year_before() -> None:
    done = [Held("B1", "graduates", (f"{year}-{year + 1}",)) for year in (2010, 2011, 2012)]
    assert years(missing("小学", *done), "B1", "graduates") == []
    assert years(missing("小学", *done[1:]), "B1", "graduates") == ["2013-2014"]


def test_where_and_keeper_come_from_the_material_or_are_told_as_open() -> None:
    found = {one.item: one for one in missing("小学")}
    assert found["C3"].keeper == "图书室" and found["B4"].keeper == "材料没有规定"
    assert "卫生防疫部门" in found["A5"].where and "交县教育局" in found["S8"].where


def test_a_teaching_point_is_not_asked_for_a_table_that_leaves_it_out() -> None:
    assert "A2" not in {one.item for one in missing("教学点")} and "A2" in {one.item for one in missing("小学")}
