"""Numbers: that they are some, in their range, with no more decimals than asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from assistant.knowledge.schemas import Check
from assistant.registers.hits import Context, Hit
from assistant.registers.values import counted, decimals, narrow, number, number_with_unit, shown_number, text
from assistant.registers.workbook import Value

TYPED, SHARE = 6, 1.5
"""More decimals than that were calculated, and the cell may show fewer; numbers up to that may be shares of one."""
_FULL = re.compile(r"[（(]\s*(?:满分)?([0-9]+(?:\.[0-9]+)?)\s*分?\s*[)）]")


def numbers(ctx: Context, leaf: str) -> Iterator[Hit]:
    """One column of integers, decimals or percentages."""
    values, column = ctx.table.column(leaf), ctx.table.leaves[leaf].column
    full, scores = full_marks(ctx, leaf), bool(column.words)
    most = full if full is not None else column.most
    passed = {*column.words, *ctx.words("dash"), *(ctx.words("absent") if scores else ())}
    judged: dict[Value, tuple[str, str] | None] = {None: None}
    for row, value in enumerate(values):
        if value not in judged and leaf == "seq" and number(value) is None and counted(value):
            judged[value] = None  # 一、二、三 count as well as 1, 2, 3
        if value not in judged:
            judged[value] = _judge(value, column.type, column.least, most, column.decimals, passed)
        found = judged[value]
        if found is not None:
            rule = "score-range" if scores and found[0] == "number-range" else found[0]
            yield ctx.hit(rule, row, leaf, found[1])


def full_marks(ctx: Context, leaf: str) -> float | None:
    """Full marks in the heading of a score column: 语文（120分）."""
    match = _FULL.search(narrow(ctx.table.label(leaf))) if ctx.table.leaves[leaf].column.unit else None
    return float(match[1]) if match and float(match[1]) >= 10 else None


def _judge(
    value: Value, type: str, least: float | None, most: float | None, places: int | None, passed: set[str]
) -> tuple[str, str] | None:
    """Rule and expected value for one cell; None when it is right."""
    found = number(value)
    if found is None:
        if isinstance(value, str) and narrow(value) in passed:
            return None
        with_unit = number_with_unit(value)
        return ("number-unit", shown_number(with_unit, 6)) if with_unit is not None else ("number-form", "")
    if type == "integer" and not found.is_integer():
        return "number-decimals", "整数"
    if (least is not None and found < least) or (most is not None and found > most and type != "percent"):
        return "number-range", _range(least, most)
    if places is not None and places < _written(value, type) <= TYPED:
        return "number-decimals", shown_number(found, places)
    return None


def _written(value: Value, type: str) -> int:
    """Decimals of a number; a share such as 0.9851 is written 98.51%."""
    share = type == "percent" and isinstance(value, float) and abs(value) <= SHARE
    return decimals(value) - 2 * share


def _range(least: float | None, most: float | None) -> str:
    if most is None:
        return f"不小于{shown_number(least or 0)}"
    return f"不大于{shown_number(most)}" if least is None else f"{shown_number(least)}—{shown_number(most)}"


def at_least(ctx: Context, check: Check) -> Iterator[Hit]:
    """``column`` is not below ``value``."""
    leaf, least = check.parameters["column"], float(check.parameters["value"])
    for row, value in enumerate(ctx.table.column(leaf) if ctx.table.has(leaf) else ()):
        found = number(value)
        if found is not None and found < least:
            yield ctx.hit("number-range", row, leaf, f"不小于{shown_number(least)}")


def at_most(ctx: Context, check: Check) -> Iterator[Hit]:
    """``column`` is not above ``other`` − ``less``; the first of ``bands`` that is broken gives the severity."""
    bands = check.parameters.get("bands") or [{"less": check.parameters.get("less", 0)}]
    for leaf, bound in pairs(ctx, check.parameters["column"], check.parameters["other"]):
        both = zip(ctx.table.column(leaf), ctx.table.column(bound), strict=True)
        for row, (value, limit) in enumerate(both):
            found, most = number(value), number(limit)
            if found is None or most is None:
                continue
            band = next((band for band in bands if found > most - float(band["less"])), None)
            if band is not None:
                yield _above(ctx, row, leaf, bound, most, band)


def _above(ctx: Context, row: int, leaf: str, bound: str, most: float, band: Mapping[str, Any]) -> Hit:
    less = float(band["less"])
    other = f"{ctx.label(bound)}{shown_number(most)}" + (f"−{shown_number(less)}" if less else "")
    why = f"{text(ctx.table.column(leaf)[row])}>{shown_number(most - less)}"
    hit = ctx.hit("at-most", row, leaf, f"不大于{shown_number(most - less)}", severity=band.get("severity"))
    hit.words |= {"other": other, "why": why}
    hit.related.append(ctx.table.cell(row, bound))
    return hit


def pairs(ctx: Context, column: str, other: str) -> Iterator[tuple[str, str]]:
    """Leaves of two columns that belong together: one with one, part with the same part, every part with one."""
    table = ctx.table
    for leaf in table.parts(column):
        part = table.leaves[leaf].part
        same = f"{other}.{part}"
        if part is not None and same in table.at:
            yield leaf, same
        elif other in table.at:
            yield leaf, other
