"""Dates: written as such, in the calendar, in order, within the school year, in one way down a column."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from assistant.knowledge.schemas import Check
from assistant.registers.dates import Day, read_day
from assistant.registers.hits import Context, Hit, given
from assistant.registers.values import narrow
from assistant.registers.workbook import Value

_NO_YEAR = re.compile(r"(?:0?[1-9]|1[0-2])月(?:0?[1-9]|[12][0-9]|3[01])[日号]?")
MIXED_LEAST = 2
"""So many cells must be written in another way before it is said."""


def days_of(ctx: Context, leaf: str) -> list[Day | None]:
    """The dates of a column, read once; impossible ones are None here."""
    key = f"days {leaf}"
    if key not in ctx.memo:
        known: dict[Value, Day | None] = {}
        days = []
        for value in ctx.table.column(leaf):
            if value not in known:
                day = read_day(value)
                known[value] = day if day is not None and day.possible else None
            days.append(known[value])
        ctx.memo[key] = days
    days_read: list[Day | None] = ctx.memo[key]
    return days_read


def dates(ctx: Context, leaf: str) -> Iterator[Hit]:
    """Cells that are no date or one that the calendar does not have; then one hit for mixed ways of writing."""
    values, days = ctx.table.column(leaf), days_of(ctx, leaf)
    column = ctx.table.leaves[leaf].column
    blank = {*ctx.words("dash"), *ctx.words("none"), *column.words}
    whole = column.type == "date"
    for row, (value, day) in enumerate(zip(values, days, strict=True)):
        if day is None and value is not None and not (isinstance(value, str) and narrow(value) in blank):
            impossible = read_day(value) is not None
            yield ctx.hit(
                "date-impossible" if impossible else "date-form", row, leaf, "" if impossible else _way(whole),
                severity="待核实" if _lacks_year(value) else None,
            )  # fmt: skip
    yield from _mixed(ctx, leaf, days)


def _lacks_year(value: Value) -> bool:
    """Whether only the year is missing (9月9日): which one is not for us to say."""
    return isinstance(value, str) and _NO_YEAR.fullmatch(narrow(value)) is not None


def _way(whole: bool) -> str:
    return "2013-09-01" if whole else "2013-09 或 2013-09-01"


def _mixed(ctx: Context, leaf: str, days: list[Day | None]) -> Iterator[Hit]:
    shapes = Counter(day.shape for day in days if day is not None)
    if len(shapes) < 2:
        return
    usual = shapes.most_common(1)[0][0]
    rows = [row for row, day in enumerate(days) if day is not None and day.shape != usual]
    if len(rows) >= MIXED_LEAST:
        hit = ctx.hit("date-mixed", rows[0], leaf, count=str(len(rows)))
        hit.related += [ctx.table.cell(row, leaf) for row in rows[1:]]
        yield hit


def date_order(ctx: Context, check: Check) -> Iterator[Hit]:
    """The first of ``columns`` is not later than the second."""
    first, then = given(check, "columns")
    if not ctx.table.has(first, then):
        return
    for row, (one, two) in enumerate(zip(days_of(ctx, first), days_of(ctx, then), strict=True)):
        if one is not None and two is not None and one.first() > two.last():
            hit = ctx.hit("date-order", row, then, other=ctx.label(first))
            hit.related.append(ctx.table.cell(row, first))
            yield hit


def within_year(ctx: Context, check: Check) -> Iterator[Hit]:
    """Dates of ``columns`` fall into the school year of the title."""
    year = ctx.school_year
    if year is None:
        ctx.skip("date-outside-year", "表题和文件名没有写学年，没有核对日期是否在学年内；可用 --school-year 指明。")
        return
    for leaf in given(check, "columns"):
        for row, day in enumerate(days_of(ctx, leaf) if ctx.table.has(leaf) else ()):
            if day is not None and (day.last() < year.first or day.first() > year.last):
                expected = f"{year.first.isoformat()}至{year.last.isoformat()}"
                yield ctx.hit("date-outside-year", row, leaf, expected, year=year.label)
