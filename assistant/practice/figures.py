"""The equations of a form, worked out in a row."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from assistant.practice.model import Plan, Row


def rounded(value: float | Decimal, places: int) -> float:
    """Rounded half up, as people round."""
    return float(Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def number(row: Row, key: str) -> float | None:
    """The number in a cell of a row, if there is one."""
    value = row.get(key)
    return value if isinstance(value, int | float) else None


def recalculate(row: Row, plan: Plan, keep: Iterable[str] = ()) -> None:
    """Work out sums, products and ratios of a row from top to bottom; columns of ``keep`` stay as they are."""
    held = set(keep)
    for item in plan.sums:
        parts = [number(row, key) for key, _ in item.parts]
        if item.target in row and item.target not in held and None not in parts:
            row[item.target] = _tidy(sum(sign * (number(row, key) or 0) for key, sign in item.parts))
    for target, one, other in plan.products:
        if (
            target not in held
            and (factor := number(row, one)) is not None
            and (price := number(row, other)) is not None
        ):
            row[target] = rounded(Decimal(str(factor)) * Decimal(str(price)), 2)
    for ratio in plan.ratios:
        if ratio.target in row and ratio.target not in held:
            row[ratio.target] = _ratio(row, plan, ratio.target, ratio.top, ratio.bottom)


def _tidy(value: float) -> float | int:
    return int(value) if value == int(value) else rounded(value, 1)


def _ratio(row: Row, plan: Plan, target: str, top: str, bottom: tuple[str, ...]) -> float | None:
    over, under = number(row, top), [number(row, key) for key in bottom]
    if over is None or None in under or not (below := sum(value or 0 for value in under)):
        return None
    percent = any(column.key == target and column.type == "percent" for column in plan.columns)
    return rounded(Decimal(str(over)) / Decimal(str(below)), 4 if percent else 2)


def total_row(rows: list[Row], plan: Plan) -> Row:
    """What the 合计 row of those rows says."""
    summed = [c.key for c in plan.columns if c.type == "integer" and c.key != "seq" or c.key.startswith("total.")]
    row: Row = {key: _tidy(sum(number(line, key) or 0 for line in rows)) for key in summed}
    row.update({c.key: None for c in plan.columns if c.type in ("percent", "decimal") and c.key not in row})
    for ratio in plan.ratios:
        row[ratio.target] = _ratio(row, plan, ratio.target, ratio.top, ratio.bottom)
    return row
