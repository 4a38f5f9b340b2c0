"""Every figure that cannot be used is a finding at its cell, counts as missing, and the rest is judged."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.standards.cells import Read, read_cell
from assistant.standards.schools import read_schools
from assistant.standards.tables import table_json, table_of
from tests.standards.figures import Row, junior, measures, primary, roll, rules, score, table, told

QUALITY, BASIC = "quality-2017", "basic-2012"


def values(standard: str, row: Row) -> dict[str, Any]:
    """Indicator -> value of the bad school, beside a good one that must be judged in full."""
    schools = told(standard, [primary("好校"), row])["schools"]
    assert all(one["value"] is not None for one in schools[0]["indicators"])
    return {one["id"]: one["value"] for one in schools[1]["indicators"]}


BAD: list[tuple[Row, str, str, set[str]]] = [
    ({"sports": "约四千"}, "cell-text", "H3", {"L5"}),
    ({"sports": "9" * 5000}, "cell-text", "H3", {"L5"}),
    ({"sports": "0." + "3" * 5000}, "cell-text", "H3", {"L5"}),
    ({"sports": "无"}, "cell-text", "H3", {"L5"}),
    ({"sports": None}, "cell-empty", "H3", {"L5"}),
    ({"sports": -3800}, "cell-negative", "H3", {"L5"}),
    ({"sports": "-3800"}, "cell-negative", "H3", {"L5"}),
    ({"sports": True}, "cell-text", "H3", {"L5"}),
    ({"media": 12.5}, "cell-fraction", "L3", {"L7"}),
    ({"students_primary": 0}, "students-zero", "C3", {"L1", "L2", "L3", "L4", "L5", "L6", "L7"}),
    ({"students_primary": "五百"}, "cell-text", "C3", {"L1", "L2", "L3", "L4", "L5", "L6", "L7"}),
    ({"equipment": 125}, "cell-myriad", "I3", {"L6"}),
    ({"lead_primary": 40}, "part-over-whole", "P3", {"L2"}),
    ({"degree_primary": 31}, "part-over-whole", "N3", {"L1"}),
    ({"indoor": 9000}, "part-over-whole", "G3", {"L4", "L5"}),
    ({"indoor": 3900, "sports": 3800, "rooms": 6000}, "part-over-whole", "G3", {"L4", "L5"}),
]


@pytest.mark.parametrize(("changes", "rule", "cell", "lost"), BAD)
def test_bad_figure_is_found_and_missing(changes: Row, rule: str, cell: str, lost: set[str]) -> None:
    row = primary("坏校", **changes)
    assert (rule, cell) in rules(QUALITY, [primary("好校"), row])
    assert {id for id, value in values(QUALITY, row).items() if value is None} == lost


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("４０００", 4000),
        ("4,000", 4000),
        ("4，000.50", 4000.5),
        ("4000平方米", 4000),
        (" 4000 ㎡", 4000),
        ("0.4万", 4000),
    ],
)
def test_number_written_another_way_is_used_and_told(written: str, value: float) -> None:
    row = primary("另写", sports=written)
    assert ("cell-written", "H3") in rules(QUALITY, [primary("好校"), row])
    assert values(QUALITY, row)["L5"] == value / 500


def test_plain_text_of_digits_is_simply_a_number() -> None:
    assert rules(QUALITY, [primary(sports="4000")]) == []


def test_columns_of_another_stage_may_hold_anything() -> None:
    assert rules(QUALITY, [primary(students_junior="/", teachers_junior="—", degree_junior=None), junior()]) == []


def test_column_that_the_standard_does_not_use_may_be_empty() -> None:
    assert rules(BASIC, [primary(lead_primary=None, media=None)]) == []
    assert rules(QUALITY, [primary(computers=None, books=None)]) == []


def test_same_row_twice_counts_once() -> None:
    rows = [primary("甲"), primary("乙", 300), primary("甲")]
    assert rules(QUALITY, rows) == [("name-twice", "A4")]
    assert len(score(QUALITY, rows).schools) == 2


def test_same_name_with_other_figures_counts_twice_and_is_told() -> None:
    rows = [primary("甲"), primary("甲", 300)]
    assert rules(QUALITY, rows) == [("name-shared", "A3")]
    assert len(score(QUALITY, rows).schools) == 2


@pytest.mark.parametrize("standard", [QUALITY, BASIC])
def test_unknown_kind_leaves_the_county_open(standard: str) -> None:
    rows = [primary("甲"), primary("乙"), primary("丙", kind="中学")]
    assert ("kind-unknown", "B4") in rules(standard, rows)
    assert told(standard, rows)["verdict"] == "数据不足"


def test_kind_that_contradicts_the_students_is_told() -> None:
    assert ("kind-stage", "D2") in rules(QUALITY, [primary(students_junior=200)])


def test_combined_school_with_nobody_in_one_stage_has_no_such_part() -> None:
    rows = [
        primary("甲"),
        primary("九年", kind="九年一贯制", students_junior=0, degree_junior=0, lead_junior=0, arts_junior=0),
    ]
    assert rules(QUALITY, rows) == [("students-zero", "D3")]
    said = told(QUALITY, rows)
    assert [(school["name"], school["stage"]) for school in said["schools"]] == [("甲", "小学"), ("九年", "小学")]
    assert said["verdict"] == "达标"


def test_school_without_any_students_leaves_its_stage_open() -> None:
    said = told(QUALITY, [primary("甲"), primary("乙"), primary("空", 0)])
    assert said["verdict"] == "数据不足" and {line["met"] for line in said["county"]} == {None}


def test_parent_that_is_not_there_is_told() -> None:
    rows = [primary("甲"), primary("点", 60, kind="教学点", parent="没有的学校")]
    assert [left["name"] for left in told(BASIC, rows)["left_out"]] == ["点"]
    assert "不在表里" in told(BASIC, rows)["left_out"][0]["why"]


def test_heading_in_myriads_is_multiplied_and_told() -> None:
    plain = table([primary(equipment=125)])
    columns = {**plain.columns}
    at = columns["equipment"]
    columns["equipment"] = type(at)(at.letters, "教学仪器设备值(万元)", at.unit, at.whole)
    one = type(plain)(plain.sheet, plain.numbers, columns, plain.values)
    read = read_schools([one], measures(), [measures().measures[QUALITY]])
    assert [finding.rule for finding in read.findings] == ["heading-unit"]
    assert read.schools[0].values["equipment"] == 1_250_000


def test_error_values_and_formulas_never_calculated_are_named() -> None:
    rows = [primary(sports=None, media=None)]
    read = roll(rows, QUALITY, odd={(2, "sports"): "#REF!", (2, "media"): ""})
    assert {(f.rule, f.cell) for f in read.findings} == {("cell-error", "H2"), ("cell-unsaved", "L2")}


def test_missing_column_is_one_finding() -> None:
    rows = [primary(f"校{n}", media=None) for n in range(30)]
    found = score(QUALITY, rows).findings
    assert len(found) == 1 and len(found[0].related) == 29


def test_every_finding_says_what_to_do() -> None:
    for changes, *_ in BAD:
        for finding in score(QUALITY, [primary(**changes)]).findings:
            assert finding.fix.endswith("。") and "{" not in finding.message + finding.fix


def test_tables_travel_as_json() -> None:
    more = {"odd": {(2, "media"): "#N/A"}, "missing": {"books": "图书册数"}, "unused": [("备注", "Z1")]}
    one = table([primary(sports="4,000"), junior()], **more)
    assert table_of(table_json(one)) == one


# --- one cell ---------------------------------------------------------------------------------------------


@given(st.decimals(0, 10**9, places=2))
def test_decimals_are_read_as_typed(number: Any) -> None:
    assert read_cell(float(number), "平方米").value == number
    assert read_cell(f"{number:,}", "平方米").value == number


@given(st.one_of(st.text(max_size=12), st.floats(), st.integers(), st.booleans(), st.none()))
def test_no_cell_breaks_the_reading(cell: Any) -> None:
    read = read_cell(cell, "人", whole=True)
    assert read.value is None or (read.value >= 0 and read.value == int(read.value))
    assert read.value is not None or read.trouble


def test_binary_dust_of_a_sum_is_wiped_off() -> None:
    assert read_cell(0.1 + 0.2, "平方米").value == read_cell(0.3, "平方米").value


def test_wrong_unit_is_no_number() -> None:
    assert read_cell("40台", "人") == Read(None, "cell-text")


def test_row_that_stands_twice_with_a_part_over_its_whole_is_counted_once() -> None:
    rows = [primary("甲", lead_primary=999), primary("甲", lead_primary=999)]
    assert {rule for rule, _ in rules(QUALITY, rows)} == {"part-over-whole", "name-twice"}
    assert len(told(QUALITY, rows)["schools"]) == 1


def test_area_in_mu_is_read_as_square_metres() -> None:
    read = roll([primary(sports="12亩")], QUALITY)
    assert read.schools[0].values["sports"] == 8000 and read.findings[0].expected == "8000"


def test_number_of_fifteen_digits_is_somebodys_and_no_figure() -> None:
    read = roll([primary(books=123_456_789_012_345)], QUALITY, BASIC)
    assert read.schools[0].values["books"] is None
    assert [(f.rule, f.cell) for f in read.findings] == [("cell-text", "K2")]
