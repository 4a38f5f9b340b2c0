"""Verdicts on schools and counties, and the traps of each standard."""

from __future__ import annotations

from typing import Any

import pytest

from tests.standards.figures import Row, junior, primary, score, told


def verdict(row: Row) -> str:
    return str(told("quality-2017", [row])["schools"][0]["verdict"])


def item(row: Row, id: str, stage: str | None = None) -> dict[str, Any]:
    schools = told("quality-2017", [row])["schools"]
    school = next(s for s in schools if stage in (None, s["stage"]))
    return next(one for one in school["indicators"] if one["id"] == id)


# --- one school under 2017 -------------------------------------------------------------------------------


def test_school_that_meets_all_seven_passes() -> None:
    assert verdict(primary()) == "达标"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"sports": 3749}, "达标"),  # 7.498 < 7.5, above 85 %
        ({"sports": 3187.5}, "达标"),  # exactly 6.375
        ({"sports": 3187.4}, "不达标"),  # a hair below the floor
        ({"sports": 3740, "media": 11}, "不达标"),  # two miss their limits
        ({"lead_primary": 4}, "不达标"),  # 0.8 of a limit of 1
        ({"sports": None}, "数据不足"),
        ({"sports": None, "lead_primary": 4}, "不达标"),
        ({"sports": 3740, "media": None}, "数据不足"),
    ],
)
def test_six_of_seven_with_a_floor(changes: Row, expected: str) -> None:
    assert verdict(primary(**changes)) == expected


def test_limit_itself_is_met_and_so_is_it_with_decimals() -> None:
    assert item(primary(students=1000, degree_primary=42), "L1")["met"] is True
    assert item(junior(students=500, rooms=2900), "L4")["met"] is True


def test_value_that_would_round_to_its_limit_fails_and_shows_why() -> None:
    found = item(primary(students=3000, sports="22499.99", degree_primary=150), "L5")
    assert found["met"] is False
    assert not found["arithmetic"].endswith("= 7.5")


def test_each_stage_has_its_own_limit() -> None:
    row = primary(kind="九年一贯制", students=500, students_junior=500, degree_primary=24, degree_junior=24,
                  teachers_junior=40, lead_junior=9, arts_junior=6)  # fmt: skip
    assert (item(row, "L1", "小学")["met"], item(row, "L1", "初中")["met"]) == (True, False)


def test_shortfall_is_in_whole_people_rooms_and_exact_areas() -> None:
    row = junior(students=1200, lead_junior=10, sports=9000, media=28, equipment=2_900_000)
    got = {id: item(row, id)["short_by"] for id in ("L1", "L2", "L5", "L6", "L7")}
    assert got == {"L1": 0, "L2": 2, "L5": 3240, "L6": 100_000, "L7": 1}


def test_value_carries_its_arithmetic_and_cells() -> None:
    found = item(primary(students=500, rooms=2600, indoor=100.5), "L4")
    assert found["arithmetic"] == "(2600 − 100.5) ÷ 500 = 5"
    assert found["cells"] == ["F2", "G2", "C2"]


def test_county_mean_is_not_taken_for_a_school() -> None:
    rows = [primary("富校", sports=9000), primary("穷校", sports=2000)]
    said = told("quality-2017", rows)
    assert [school["verdict"] for school in said["schools"]] == ["达标", "不达标"]
    assert next(line for line in said["county"] if line["id"] == "L5")["mean"] == 11
    assert said["verdict"] == "不达标"


# --- a county ----------------------------------------------------------------------------------------------


def test_one_coefficient_over_its_line_fails_2017_whatever_the_average() -> None:
    rows = [primary(f"校{n}", media=15 if n else 150) for n in range(8)]
    said = told("quality-2017", rows)
    lines = {line["id"]: line["met"] for line in said["county"]}
    assert [id for id, met in lines.items() if met is False] == ["L7"]
    assert said["averages"][0]["cv"] < 0.5 and said["composite"] == []
    assert said["verdict"] == "不达标"


def test_the_same_county_passes_2012_which_looks_at_the_composite() -> None:
    rows = [primary(f"校{n}", books=12_500 if n else 150_000) for n in range(8)]
    said = told("basic-2012", rows)
    assert max(line["cv"] for line in said["county"]) > 0.65
    assert (said["verdict"], said["composite"][0]["met"]) == ("达标", True)
    assert {line["limit"] for line in said["county"]} == {None}


def test_2012_says_that_no_school_has_a_line() -> None:
    school = told("basic-2012", [primary()])["schools"][0]
    assert school["verdict"] == "数据不足" and "不设学校的线" in school["reasons"][0]


def test_verdict_says_what_it_is_about_and_what_lacks_data() -> None:
    last = told("basic-2012", [primary(), primary("乙校")])["reasons"][-1]
    assert "只判了校际均衡" in last and "公众满意度" in last and "没有判" in last


def test_stage_without_schools_is_told_and_not_judged() -> None:
    assert any("没有初中学校" in reason for reason in told("basic-2012", [primary(), primary("乙校")])["reasons"])


def test_missing_figure_leaves_its_coefficient_open_and_the_others_judged() -> None:
    rows = [primary(f"校{n}") for n in range(3)] + [primary("缺", media=None)]
    said = told("quality-2017", rows)
    open_lines = [line for line in said["county"] if line["met"] is None]
    assert [line["id"] for line in open_lines] == ["L7"]
    assert open_lines[0]["lacking"] == ["缺"] and open_lines[0]["schools"] == 3
    assert open_lines[0]["mean"] == 3
    assert said["verdict"] == "数据不足"


def test_composite_may_be_known_to_fail_before_all_figures_are_there() -> None:
    far = {"rooms": 1, "sports": 1, "equipment": 5001, "computers": 0, "books": 1, "teachers_primary": 1,
           "degree_primary": 0, "title_primary": 0}  # fmt: skip
    rows = [primary("富", 500), *(primary(f"穷{n}", 500, **far) for n in range(6)), primary("缺", 500, books=None, **{
        k: v for k, v in far.items() if k != "books"})]  # fmt: skip
    said = told("basic-2012", rows)
    assert said["composite"][0]["cv"] is None
    assert (said["composite"][0]["met"], said["verdict"]) == (False, "不达标")


def test_pulls_name_the_schools_that_make_the_difference() -> None:
    rows = [primary(f"校{n}") for n in range(5)] + [primary("少书", books=1000)]
    line = next(line for line in told("basic-2012", rows)["county"] if line["indicator"] == "生均图书册数")
    first = line["pulls"][0]
    assert (first["school"], first["above"]) == ("少书", False)
    assert first["share"] == max(pull["share"] for pull in line["pulls"]) > 0.8


# --- who counts -------------------------------------------------------------------------------------------


def test_point_with_a_parent_is_counted_in_it() -> None:
    rows = [primary("中心", 400), primary("点", 40, kind="教学点", parent="中心", books=10)]
    said = told("basic-2012", rows)
    assert [school["name"] for school in said["schools"]] == ["中心"]
    found = said["schools"][0]
    assert (found["students"], found["joined"]) == (440, ["点"])
    books = next(one for one in found["indicators"] if one["id"] == "B5")
    assert books["value"] == (10_000 + 10) / 440 and books["cells"] == ["K2", "K3", "C2", "C3"]


def test_point_alone_is_left_out_of_the_coefficients_and_that_is_said() -> None:
    rows = [primary("甲"), primary("乙"), primary("点", 60, kind="教学点", books=1)]
    said = told("basic-2012", rows)
    assert [left["name"] for left in said["left_out"]] == ["点"]
    assert {line["schools"] for line in said["county"]} == {2}
    assert all(line["cv"] == 0 for line in said["county"])


def test_point_of_fifty_is_judged_under_2017_and_a_smaller_one_is_not() -> None:
    rows = [primary("甲"), primary("大点", 60, kind="教学点"), primary("小点", 49, kind="教学点")]
    said = told("quality-2017", rows)
    assert [(school["name"], school["counted"]) for school in said["schools"]] == [("甲", True), ("大点", False)]


def test_exactly_fifty_is_told_to_be_disputed() -> None:
    notes = told("quality-2017", [primary("甲"), primary("点", 50, kind="教学点")])["notes"]
    assert any("恰好50人" in note for note in notes)


def test_special_schools_take_no_part() -> None:
    for standard in ("basic-2012", "quality-2017"):
        said = told(standard, [primary("甲"), primary("特校", 80, kind="特殊教育", books=1)])
        assert [school["name"] for school in said["schools"]] == ["甲"]
        assert [left["name"] for left in said["left_out"]] == ["特校"]


def test_who_counts_is_shown_with_its_source() -> None:
    for standard in ("basic-2012", "quality-2017"):
        counts = told(standard, [primary()])["counts"]
        assert {"特殊教育", "教学点", "民办学校"} <= {entry["who"] for entry in counts}
        assert all(entry["source"] and entry["confidence"] for entry in counts)


def test_combined_school_tells_how_it_is_split() -> None:
    row = primary(kind="九年一贯制", students_junior=300)
    assert any("1∶初中1.1" in note for note in told("quality-2017", [row])["notes"])


def test_combined_school_without_students_of_one_stage_cannot_be_split() -> None:
    row = primary(kind="九年一贯制", students_junior=None, degree_junior=20, lead_junior=5, arts_junior=5)
    said = told("quality-2017", [row])["schools"]
    values = {one["id"]: one["value"] for one in said[0]["indicators"]}
    assert values["L1"] is not None and values["L5"] is None
    assert all(one["value"] is None for one in said[1]["indicators"])


def test_all_numbers_of_the_score_are_numbers() -> None:
    said = score("quality-2017", [primary(), junior()])
    assert {type(result.met) for school in said.schools for result in school.results} == {bool}


def test_school_over_its_size_is_told_and_decides_nothing() -> None:
    nine = {"kind": "九年一贯制", "degree_junior": 90, "lead_junior": 30, "arts_junior": 20, "teachers_junior": 100}
    rows = [
        primary("大", 2001),
        primary("正好", 2000),
        primary("九年", 1300, students_junior=1201, rooms=20_000, sports=40_000, equipment=9_000_000, media=90, **nine),
    ]
    said = told("quality-2017", rows)
    assert [(one["name"], one["students"], one["limit"]) for one in said["sizes"]] == [
        ("大", 2001, 2000),
        ("九年", 2501, 2500),
    ]
    assert said["verdict"] == "达标"
    assert told("basic-2012", rows)["sizes"] == []


# --- what a part of a combined school lacks is told for the whole school -----------------------------------


@pytest.mark.parametrize(
    ("column", "id", "has"), [("media", "L7", 9), ("sports", "L5", 9), ("equipment", "L6", 90_000)]
)
@pytest.mark.parametrize("stage", ["小学", "初中"])
def test_what_the_whole_school_gets_is_just_enough_for_its_part(column: str, id: str, has: int, stage: str) -> None:
    row = primary(kind="九年一贯制", students=437, students_junior=211, **{column: has})
    told = item(row, id, stage)
    more = told["short_school"]["amount"]
    assert told["short_by"] < more and told["met"] is False
    assert item({**row, column: has + more}, id, stage)["met"] is True
    assert item({**row, column: has + more - 1}, id, stage)["met"] is False


def test_teachers_of_a_part_are_its_own() -> None:
    row = primary(kind="九年一贯制", students=437, students_junior=211, lead_primary=0)
    assert "short_school" not in item(row, "L2", "小学")


def test_sentence_says_which_number_is_the_whole_school_s() -> None:
    row = primary(kind="九年一贯制", students=400, students_junior=400, media=0)
    reasons = "".join(score("quality-2017", [row]).schools[0].reasons)
    assert "小学部折算的数，全校要补" in reasons
