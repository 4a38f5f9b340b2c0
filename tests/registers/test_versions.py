"""A mended file against its earlier version: fixed, new and open, whatever rows were moved, put in or taken out."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

from tests.cli.conftest import Command, command
from tests.cli.test_check import save
from tests.registers.builders import LEFT_HEADINGS, Rows, id_number, left_row, left_rows

__all__ = ["command"]
COLUMN = {heading: number for number, heading in enumerate(LEFT_HEADINGS)}


def old() -> Rows:
    """A roster with four faults in three rows."""
    rows = left_rows(9)
    put(rows, 4, 就读方式="寄宿")
    put(rows, 5, 身份证号=wrong(5), 就读方式="寄宿", 学籍号=None)
    put(rows, 7, 留守类型="都出去了")
    return rows


def wrong(n: int) -> str:
    number = id_number(order=n)
    return number[:-1] + ("0" if number[-1] != "0" else "1")


def put(rows: Rows, n: int, **changes: Any) -> None:
    """Change cells of the n-th child."""
    row = next(row for row in rows[3:] if row[1] == left_row(n)[1])
    for heading, value in changes.items():
        row[COLUMN[heading]] = value


def numbered(rows: Rows) -> Rows:
    for number, row in enumerate(rows[3:-1], 1):
        row[0] = float(number)
    return rows


def compared(new: Rows, folder: Path, command: Command) -> dict[str, list[tuple[str, str]]]:
    before = save(folder / "旧.xlsx", old())
    report = command("check", save(folder / "新.xlsx", new), "--against", before, "--json").json
    return {name: [(f["rule"], f["cell"]) for f in some] for name, some in report["compared"].items()}


def test_nothing_mended_is_all_open(tmp_path: Path, command: Command) -> None:
    found = compared(old(), tmp_path, command)
    assert found["fixed"] == found["new"] == [] and len(found["open"]) == 4


def test_rows_may_be_sorted_anew(tmp_path: Path, command: Command) -> None:
    rows = old()
    body = rows[3:-1]
    Random(3).shuffle(body)
    found = compared(numbered([*rows[:3], *body, rows[-1]]), tmp_path, command)
    assert found["fixed"] == found["new"] == [] and len(found["open"]) == 4


def test_rows_may_be_put_in_and_taken_out(tmp_path: Path, command: Command) -> None:
    rows = old()
    put(rows, 4, 就读方式="住校")
    added = [left_row(20), left_row(21, 就读方式="寄宿")]
    found = compared(numbered([*rows[:3], *added, *rows[3:9], *rows[10:]]), tmp_path, command)
    assert found["fixed"] == [("list-value", "T7"), ("list-value", "J10")]  # mended, and gone with its row
    assert found["new"] == [("list-value", "T5")]
    assert sorted(rule for rule, _ in found["open"]) == ["id-check-digit", "list-value"]


def test_a_mended_number_does_not_make_the_rest_of_its_row_new(tmp_path: Path, command: Command) -> None:
    rows = old()
    put(rows, 5, 身份证号=id_number(order=5, woman=False))
    found = compared(rows, tmp_path, command)
    assert found["fixed"] == [("id-check-digit", "E8")] and found["new"] == []
    assert ("list-value", "T8") in found["open"]


def test_two_alike_are_counted(tmp_path: Path, command: Command) -> None:
    rows = old()
    put(rows, 5, 就读方式="住校")
    found = compared(rows, tmp_path, command)
    assert found["fixed"] == [("list-value", "T8")] and len(found["open"]) == 3


def test_it_is_told_in_plain_words(tmp_path: Path, command: Command) -> None:
    rows = old()
    put(rows, 7, 留守类型="双亲留守儿童")
    before, after = save(tmp_path / "旧.xlsx", old()), save(tmp_path / "新.xlsx", rows)
    said = command("check", after, "--against", before).out
    assert "已改好 1 处：J10" in said and "还没改 3 处" in said and "新出现 0 处" in said
