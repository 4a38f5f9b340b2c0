"""Whatever happens to a table, it is checked without a traceback and every row is counted once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.registers.checking import check_workbook
from assistant.registers.shows import report_json, report_text
from assistant.registers.workbook import Value
from tests.registers.builders import RIGHT, Rows, book, left_rows, right_rows, schemas

ODD: list[Value] = [
    None, "", " ", "　", "无", "—", "合计", "小计", "#N/A", "=1+1", "男", "一年级", 0, -1, 3.5, 1e300, 4.1e17, True,
    float("nan"), float("inf"),
    "2013-02-30", dt.date(2013, 9, 1), dt.datetime(2013, 9, 1, 8), dt.time(8), dt.timedelta(days=1), "x" * 5000, "\n",
    "①②③", "１２３", "姓名", "序号", "\ud83d",
]  # fmt: skip
values = st.sampled_from(ODD) | st.text(max_size=12) | st.floats() | st.integers()
forms = st.sampled_from([*RIGHT, "left-roster"])
settings.register_profile("tables", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)


def table(form: str) -> Rows:
    return left_rows(6) if form == "left-roster" else right_rows(form)


def holds(rows: Rows) -> None:
    workbook = book(rows)
    report = check_workbook(workbook, schemas(), people="secret")
    sheet = workbook.sheets[0]
    count = report.rows
    assert count.seen == sheet.seen == count.data + count.blank + count.header + count.excluded
    assert count.blank == sheet.blank
    told = report_json(report, schemas())
    assert report_text(told)
    assert all(f["severity"] in ("错误", "待核实", "提示") for f in told["findings"])
    if report.refused is None:
        keys = {(f.sheet, f.cell) for f in report.findings}
        assert all(cell for _, cell in keys)


@settings(settings.get_profile("tables"))
@given(forms, st.lists(st.tuples(st.integers(0, 12), st.integers(0, 25), values), max_size=12))
def test_any_value_in_any_cell(form: str, changes: list[tuple[int, int, Value]]) -> None:
    rows = [list(row) for row in table(form)]
    for row, column, value in changes:
        line = rows[row % len(rows)]
        line[column % len(line)] = None if isinstance(value, str) and not value.strip() else value
    holds(rows)


def _drop_row(rows: Rows, random: Random) -> None:
    if rows:
        rows.pop(random.randrange(len(rows)))


def _blank_rows(rows: Rows, random: Random) -> None:
    rows[(at := random.randrange(len(rows) + 1)) : at] = [[None]] * random.randrange(1, 40)


def _repeat_row(rows: Rows, random: Random) -> None:
    if rows:
        rows.insert(random.randrange(len(rows) + 1), list(random.choice(rows)))


def _drop_column(rows: Rows, random: Random) -> None:
    at = random.randrange(max(map(len, rows), default=1) or 1)
    for row in rows:
        del row[at : at + 1]


def _new_column(rows: Rows, random: Random) -> None:
    at = random.randrange((max(map(len, rows), default=0)) + 1)
    for row in rows:
        row.insert(at, random.choice([None, "新", 1.0]))


def _swap_columns(rows: Rows, random: Random) -> None:
    for row in rows:
        if len(row) > 3:
            row[1], row[3] = row[3], row[1]


def _as_text(rows: Rows, random: Random) -> None:
    for row in rows:
        row[:] = [str(value) if isinstance(value, float) else value for value in row]


def _as_numbers(rows: Rows, random: Random) -> None:
    for row in rows:
        row[:] = [
            float(value) if isinstance(value, str) and value.isascii() and value.isdigit() else value for value in row
        ]


def _cut_short(rows: Rows, random: Random) -> None:
    del rows[random.randrange(len(rows) + 1) :]


def _rename(rows: Rows, random: Random) -> None:
    for row in rows[:4]:
        if len(row) > 2:
            row[random.randrange(len(row))] = random.choice(["别的", "姓名（必填）", "证 号", "合计", 5.0])


CHANGES: list[Callable[[Rows, Random], None]] = [
    _drop_row, _blank_rows, _repeat_row, _drop_column, _new_column, _swap_columns, _as_text, _as_numbers, _cut_short,
    _rename,
]  # fmt: skip


@settings(settings.get_profile("tables"))
@given(forms, st.lists(st.sampled_from(CHANGES), min_size=1, max_size=5), st.integers(0, 10**6))
def test_any_change_of_rows_and_columns(form: str, changes: list[Callable[[Rows, Random], None]], seed: int) -> None:
    rows, random = [list(row) for row in table(form)], Random(seed)
    for change in changes:
        change(rows, random)
    holds(rows)


@settings(settings.get_profile("tables"))
@given(st.lists(st.lists(values, max_size=8), max_size=12))
def test_any_sheet_at_all(rows: Rows) -> None:
    holds([[None if isinstance(v, str) and not v.strip() else v for v in row] for row in rows])


@settings(settings.get_profile("tables"))
@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9), st.integers(1, 9), st.integers(1, 30)), max_size=6))
def test_any_merged_cells(merged: list[tuple[int, int, int, int]]) -> None:
    report = check_workbook(book(left_rows(4), merged=tuple(merged)), schemas())
    assert report.rows.seen == 8
