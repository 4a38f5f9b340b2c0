"""A roster handed in twice counts its people once; of two drafts nothing is counted, and it is said why."""

from __future__ import annotations

from typing import Any

from assistant.registers.batch import Batch
from assistant.registers.copies import note_copies
from assistant.registers.counting import Counted, count
from assistant.registers.reconciling import reconcile
from assistant.registers.schools import by_school
from tests.registers.builders import Rows, left_rows, schemas
from tests.registers.test_reconciling import stats, told

STATS = "留守儿童统计表"


def held(*files: tuple[Rows, str]) -> dict[str, dict[str, Any]]:
    return {report["file"]: report for report in reconcile([told(*file) for file in files], schemas())}


def filled(*files: tuple[Rows, str]) -> Counted:
    reports = [told(*file) for file in files]
    note_copies(reports)
    form = schemas().named(STATS)
    assert form is not None
    return count(form, schemas(), [table for report in reports for table in report["details"]["tables"]])


def rules(report: dict[str, Any]) -> list[str]:
    return [finding["rule"] for finding in report["findings"]]


def part_of(rows: Rows, first: int, last: int) -> Rows:
    """Some of the children only, the lines around them as before."""
    return [row for row in rows if not isinstance(row[0], float) or first <= row[0] <= last]


def test_a_copy_beside_the_roster_changes_no_number_of_the_statistics() -> None:
    reports = held((stats(), "统计.xlsx"), (left_rows(6), "花名册.xlsx"), (left_rows(6), "花名册 - 副本.xlsx"))
    assert rules(reports["统计.xlsx"]) == []
    (finding,) = reports["花名册 - 副本.xlsx"]["findings"][:1]
    assert finding["rule"] == "duplicate-across" and "只留一份" in finding["fix"]
    assert reports["花名册 - 副本.xlsx"]["copy_of"] == "花名册.xlsx" and "copy_of" not in reports["花名册.xlsx"]


def test_classes_beside_the_roster_of_all_are_counted_once() -> None:
    whole = left_rows(6)
    given = ((part_of(whole, 1, 3), "一班.xlsx"), (part_of(whole, 4, 6), "二班.xlsx"), (whole, "全校.xlsx"))
    assert rules(held((stats(), "统计.xlsx"), *given)["统计.xlsx"]) == []
    counted = filled(*given)
    assert counted.lines[0]["n_total"] == 6
    assert sum("只数了一次" in note for note in counted.open) == 2


def test_two_drafts_are_held_against_nothing_and_that_is_said() -> None:
    drafts = ((part_of(left_rows(8), 1, 6), "初稿.xlsx"), (part_of(left_rows(8), 3, 8), "定稿.xlsx"))
    report = held((stats(), "统计.xlsx"), *drafts)["统计.xlsx"]
    assert rules(report) == []
    assert any("两稿" in skipped["why"] for skipped in report["skipped"])
    counted = filled(*drafts)
    assert "n_total" not in counted.lines[0] and any("两稿" in note for note in counted.open)


def test_one_child_in_two_rosters_is_still_one_too_many() -> None:
    rosters = ((part_of(left_rows(6), 1, 3), "一班.xlsx"), (part_of(left_rows(6), 3, 6), "二班.xlsx"))
    report = held((stats(), "统计.xlsx"), *rosters)["统计.xlsx"]
    assert "stats-total" in rules(report)


def test_the_same_people_of_two_schools_are_no_copy() -> None:
    other = left_rows(6)
    other[0:2] = [[str(cell).replace("示例", "另一") if cell else cell for cell in row] for row in other[0:2]]
    reports = held((left_rows(6), "甲/花名册.xlsx"), (other, "乙/花名册.xlsx"))
    assert not any("copy_of" in report for report in reports.values())


def test_rows_of_a_copy_are_not_added_to_the_school() -> None:
    reports = held((left_rows(6), "花名册.xlsx"), (left_rows(6), "副本.xlsx"))
    (row,) = by_school(Batch(tuple(reports.values()), True, ("示例小学", "示例小学")))
    assert (row.files, row.rows) == (2, 6)
