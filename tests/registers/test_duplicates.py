"""The same number twice, right or wrong, in one file and in several; what is no number is nobody's."""

from __future__ import annotations

import pytest

from assistant.registers.checking import check_workbook
from assistant.registers.reconciling import reconcile
from assistant.registers.shows import report_json
from assistant.registers.workbook import Value, Workbook
from tests.registers.builders import book, brief, check, id_number, left_rows, schemas, sheet

NUMBER, BIRTH, STUDENT_NO = 4, 3, 5
TWICE_WRONG = ["41142520070315001", "411425070315001", "41142520070230005X", id_number(place="991425"), "H12345678"]


def with_number(number: Value, *rows: int) -> list[list[Value]]:
    table = left_rows(6)
    for row in rows:
        table[row][NUMBER], table[row][STUDENT_NO] = number, None
    return table


@pytest.mark.parametrize("number", TWICE_WRONG)
def test_a_wrong_number_twice_is_told_as_wrong_and_once_as_a_duplicate(number: str) -> None:
    found = brief(check(with_number(number, 3, 6)))
    assert [cell for cell, rule in found if rule == "duplicate-id"] == ["E7"]
    assert {cell for cell, rule in found if rule.startswith("id-")} == {"E4", "E7"}


@pytest.mark.parametrize("said", ["待补", "无", "—", "000000000000000000", "411425********1234", 4.1142520070315e17])
def test_what_names_nobody_makes_no_duplicate(said: Value) -> None:
    assert "duplicate-id" not in {rule for _, rule in brief(check(with_number(said, 3, 6)))}


def test_the_same_child_under_one_wrong_number_is_told_once() -> None:
    table = with_number("41142520070315001", 3, 6)
    table[6][1] = table[3][1]
    assert [rule for _, rule in brief(check(table)) if rule.startswith("duplicate")] == ["duplicate-id"]


def test_a_wrong_number_in_two_files_of_one_form_is_told_in_the_later() -> None:
    reports = []
    for file, row in (("甲.xlsx", 3), ("乙.xlsx", 5)):
        table = with_number("41142520070315001", row)
        for other in table[3:9]:
            if other is not table[row]:
                other[NUMBER], other[STUDENT_NO] = id_number(order=int(str(other[0])[0]) + 20 * len(reports) + 9), None
        report = check_workbook(book(table, file), schemas(), people="secret")
        reports.append({**report_json(report, schemas()), "details": report.details})
    across = [(r["file"], f["cell"]) for r in reconcile(reports, schemas()) for f in r["findings"]
              if f["rule"] == "duplicate-across"]  # fmt: skip
    assert across == [("乙.xlsx", "E6")]


def test_one_phone_in_several_classes_is_one_hint_with_their_sheets() -> None:
    first, second = left_rows(3), left_rows(6)
    del second[3:6]
    first[3][18] = second[3][18] = second[4][18] = "13900000000"
    report = check_workbook(Workbook("表.xlsx", "xlsx", (sheet(first, "1班"), sheet(second, "2班"))), schemas())
    (finding,) = [one for one in report.findings if one.rule == "phone-repeated"]
    assert (finding.sheet, finding.cell, finding.related) == ("1班", "S4", ("2班!S4", "2班!S5"))
    assert finding.words["count"] == "3"
