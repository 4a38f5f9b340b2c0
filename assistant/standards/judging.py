"""One school in one stage against the limits: values, verdict, shortfall and the arithmetic in words."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from assistant.knowledge.measures import Indicator, Measure, Rule, SchoolTable
from assistant.standards.parts import StagePart
from assistant.standards.schools import number_shown
from assistant.standards.sums import Ratio

MET, FAILED, OPEN = "达标", "不达标", "数据不足"


class Result(NamedTuple):
    """One indicator of one school. ``value`` None: a figure is missing; ``met`` None: that, or there is no limit."""

    indicator: Indicator
    value: Ratio | None
    limit: Fraction | None
    floor: Fraction | None
    met: bool | None
    over_floor: bool | None
    short: Fraction | None
    """By how much the amount is short, in whole things where it is counted so; 0 when the limit is met."""
    arithmetic: str
    cells: list[str]


class Judged(NamedTuple):
    """One school in one stage."""

    part: StagePart
    results: tuple[Result, ...]
    verdict: str
    reasons: tuple[str, ...]


def judge_school(part: StagePart, measure: Measure, shared: SchoolTable) -> Judged:
    """All indicators of a school, and its verdict where the standard has one for schools."""
    rule = measure.rule("n-of-m-with-floor")
    floor = rule.floor if rule else None
    results = tuple(_result(part, indicator, shared, floor) for indicator in measure.indicators)
    if rule is None or not part.judged:
        said = measure.schools_say or "这类学校不逐校判。"
        return Judged(part, results, OPEN, (said,))
    return Judged(part, results, *_verdict(results, rule))


def _result(part: StagePart, indicator: Indicator, shared: SchoolTable, floor: Fraction | None) -> Result:
    limit = indicator.limits.get(part.stage)
    bottom = limit * floor if limit is not None and floor is not None else None
    columns = [shared.column(name, part.stage) for name in indicator.amount]
    cells = part.school.cells([*columns, shared.column(shared.students, part.stage)])
    amount, students = part.amount(indicator, shared), part.students
    if amount is None or not students:
        return Result(indicator, None, limit, bottom, None, None, None, "", cells)
    value = amount[0] * indicator.per, amount[1] * students
    written = _arithmetic(part, indicator, columns, value, limit)
    if limit is None:
        return Result(indicator, value, None, None, None, None, None, written, cells)
    met = value[0] * limit.denominator >= limit.numerator * value[1]
    if met:
        return Result(indicator, value, limit, bottom, True, True, Fraction(0), written, cells)
    over = bottom is not None and value[0] * bottom.denominator >= bottom.numerator * value[1]
    short = limit * students / indicator.per - Fraction(*amount)
    if indicator.whole:
        short = Fraction(-(-short.numerator // short.denominator))
    return Result(indicator, value, limit, bottom, False, over, short, written, cells)


def _arithmetic(
    part: StagePart, indicator: Indicator, columns: Sequence[str], value: Ratio, limit: Fraction | None
) -> str:
    """The amount, its share, the students: ``(2400 − 300) × 420 ÷ (420 + 1.1×400) ÷ 420 = 2.44``."""
    values = part.school.values
    words = ""
    for column, sign in zip(columns, indicator.amount.values(), strict=True):
        figure = number_shown(values[column])  # type: ignore[arg-type]
        words += figure if not words else f" {'+' if sign > 0 else '−'} {figure}"
    if len(columns) > 1:
        words = f"({words})"
    if indicator.shared and part.share is not None and part.share.written:
        words += f" × {part.share.written}"
    times = f" × {indicator.per}" if indicator.per > 1 else ""
    return f"{words} ÷ {part.students}{times} = {value_shown(value, limit)}"


def value_shown(value: Ratio, limit: Fraction | None = None) -> str:
    """A value for people, half up; with more decimals where rounding would put it on the wrong side of its limit."""
    top, bottom = value
    places = 2 if top >= bottom else 4
    below = limit is not None and top * limit.denominator < limit.numerator * bottom
    while True:
        scale = 10**places
        rounded = (2 * top * scale + bottom) // (2 * bottom)
        if not below or limit is None or rounded * limit.denominator < limit.numerator * scale or places >= 12:
            break
        places += 1
    whole, rest = divmod(rounded, scale)
    decimals = str(rest).rjust(places, "0").rstrip("0")
    return f"{whole}.{decimals}" if decimals else str(whole)


def short_shown(short: Fraction, unit: str) -> str:
    """A shortfall for people: rounded up, so that what is said is enough."""
    if short.denominator == 1:
        return f"{short.numerator}{unit}"
    hundredths = -(-short.numerator * 100 // short.denominator)
    return f"{hundredths // 100}.{hundredths % 100:02}{unit}".replace(".00", "")


def _verdict(results: Sequence[Result], rule: Rule) -> tuple[str, tuple[str, ...]]:
    """Failed for certain, met for certain, or open."""
    failed = [result for result in results if result.met is False]
    unknown = [result for result in results if result.met is None]
    below = [result for result in failed if not result.over_floor]
    reasons = [_failing(result, rule) for result in failed]
    if unknown:
        reasons.append("缺数：" + "、".join(result.indicator.name for result in unknown) + "。")
    allowed = len(results) - rule.least
    if len(failed) > allowed or below:
        return FAILED, tuple(reasons)
    if unknown:
        return OPEN, tuple(reasons)
    if not failed:
        reasons.append(f"{len(results)}项都达到规定值。")
    return MET, tuple(reasons)


def _failing(result: Result, rule: Rule) -> str:
    """One sentence about an indicator that misses its limit."""
    limit, bottom = result.limit, result.floor
    assert result.value is not None and limit is not None and bottom is not None and result.short is not None
    indicator = result.indicator
    value = value_shown(result.value, limit)
    said = f"{indicator.name}{value}，低于{value_shown((limit.numerator, limit.denominator))}"
    percent = number_shown(rule.floor * 100)
    if not result.over_floor:
        floor = value_shown((bottom.numerator, bottom.denominator))
        said += f"，也低于它的{percent}%（{floor}）"
    else:
        said += f"，但不低于它的{percent}%"
    return f"{said}，{indicator.amount_name}差{short_shown(result.short, indicator.amount_unit)}。"
