"""One school in one stage against the limits: values, verdict, shortfall and the arithmetic in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from assistant.knowledge.measures import Indicator, Measure, Rule
from assistant.standards.cells import Number
from assistant.standards.parts import NONE, Ruler, StagePart
from assistant.standards.schools import Place, number_shown
from assistant.standards.sums import Ratio

_MANY = 10**12
"""Rounded values beyond this are written digit by digit; below, a float holds them."""
MET, FAILED, OPEN = "达标", "不达标", "数据不足"
SAID = {True: MET, False: FAILED, None: OPEN}
"""Whether a limit is met -> the verdict."""


class Addition(NamedTuple):
    """What a school gets so that its part reaches a limit, and how that is found."""

    amount: Number
    arithmetic: str


class Result(NamedTuple):
    """One indicator of one school. ``value`` None: a figure is missing; ``met`` None: that, or there is no limit."""

    indicator: Indicator
    value: Ratio | None
    limit: Fraction | None
    floor: Fraction | None
    met: bool | None
    over_floor: bool | None
    short: Number | None
    """By how much the amount is short, in whole things where it is counted so; 0 when the limit is met."""
    arithmetic: str
    cells: list[str]
    said: str = ""
    """One sentence about a value that misses its limit."""
    whole_school: Addition | None = None
    """What the whole school has to get, where ``short`` is that of a part with its share."""


class Judged(NamedTuple):
    """One school in one stage."""

    part: StagePart
    results: tuple[Result, ...]
    verdict: str
    reasons: tuple[str, ...]


def worst(verdicts: Collection[str]) -> str:
    """One verdict on all: failed where one fails, else open where one is open; also open where there is none."""
    return next((one for one in (FAILED, OPEN) if one in verdicts), MET if verdicts else OPEN)


def judge_schools(parts: Sequence[StagePart], stage: Sequence[Ruler], measure: Measure) -> list[Judged]:
    """All indicators of the schools of one stage, and their verdicts where the standard has one for schools."""
    rule = measure.rule("n-of-m-with-floor")
    rows = _rows(parts)
    columns = [_results(rows, order, ruler) for order, ruler in enumerate(stage)]
    silent = (measure.schools_say or "这类学校不逐校判。",)
    return [
        Judged(part, results, *_verdict(results, rule)) if rule and part.judged else Judged(part, results, OPEN, silent)
        for part, results in zip(parts, zip(*columns, strict=True), strict=True)
    ]


class _Rows(NamedTuple):
    """The schools of one stage, taken apart once for all indicators; school by school in every list."""

    parts: Sequence[StagePart]
    values: list[Mapping[str, Number | None]]
    splits: list[str]
    """The share of the stage as it stands in an arithmetic, '' for a school of this stage alone."""
    places: list[Place | None]
    """Where the one row of a school stands; None where it has several."""
    numbers: list[str]
    """Number of that row as it is written in addresses."""


def _rows(parts: Sequence[StagePart]) -> _Rows:
    schools = [part.school for part in parts]
    places = [school.places[0] if len(school.places) == 1 else None for school in schools]
    return _Rows(
        parts,
        [school.values for school in schools],
        [f" × {part.share.written}" if part.share is not None and part.share.written else "" for part in parts],
        places,
        [str(place.number) if place is not None else "" for place in places],
    )


def _results(rows: _Rows, order: int, ruler: Ruler) -> list[Result]:
    """One indicator of many schools. A loop almost without calls: a county has tens of thousands of values."""
    indicator, limit, floor = ruler.indicator, ruler.limit, ruler.floor
    per, new = indicator.per, tuple.__new__
    times = f" × {per} = " if per > 1 else " = "
    top_limit, bottom_limit = ruler.line
    made: list[Result] = []
    known: tuple[dict[int, str], dict[int, str]] = ({}, {})
    append = made.append
    splits = rows.splits if indicator.shared else [""] * len(rows.parts)
    columns = zip(rows.parts, _cells(rows, ruler), _figures(rows, ruler), splits, strict=True)
    for part, cells, figures, split in columns:
        students, amount = part[2], part[4][order]
        if amount is None or not students:
            append(Result(indicator, None, limit, floor, None, None, None, "", cells))
            continue
        top, bottom = value = amount[0] * per, amount[1] * students
        met = top * bottom_limit >= top_limit * bottom
        large = top >= bottom
        scale = 100 if large else 10_000
        rounded = (2 * top * scale + bottom) // (2 * bottom)
        if rounded >= _MANY or (not met and rounded * bottom_limit >= top_limit * scale):
            shown = value_shown(value, limit)
        elif (seen := known[large].get(rounded)) is not None:
            shown = seen
        else:
            shown = known[large][rounded] = f"{rounded / scale:.15g}"
        written = f"{figures}{split} ÷ {students}{times}{shown}"
        if limit is None:
            append(new(Result, (indicator, value, None, None, None, None, None, written, cells, "", None)))
        elif met:
            append(new(Result, (indicator, value, limit, floor, True, True, NONE, written, cells, "", None)))
        else:
            append(_missed(part, ruler, amount, written, cells, shown))
    return made


def _cells(rows: _Rows, ruler: Ruler) -> Iterable[list[str]]:
    """The addresses of the figures of one indicator, school by school."""
    wanted = (*ruler.columns, ruler.students)
    letters: dict[tuple[int, str], list[str]] = {}
    for place in rows.places:
        if place is not None and (key := (id(place.table), place.prefix)) not in letters:
            letters[key] = [place.prefix + one for column in wanted for one in place.table.letters(column)]
    if len(letters) == 1 and None not in rows.places:
        own = next(iter(letters.values()))
        if len(own) == 2:  # the usual way
            first, second = own
            return [[first + number, second + number] for number in rows.numbers]
        return [[one + number for one in own] for number in rows.numbers]
    return [
        part.school.cells(wanted) if place is None else [one + number for one in letters[id(place.table), place.prefix]]
        for part, place, number in zip(rows.parts, rows.places, rows.numbers, strict=True)
    ]


def _figures(rows: _Rows, ruler: Ruler) -> list[str]:
    """The amount of one indicator as its figures, school by school: ``(2400 − 300)``."""
    first = ruler.columns[0]
    if len(ruler.columns) > 1:
        return [_sum_written(values, ruler) for values in rows.values]
    return [
        str(value) if type(value := values.get(first)) is int else number_shown(value or 0) for values in rows.values
    ]


def _missed(part: StagePart, ruler: Ruler, amount: Ratio, written: str, cells: list[str], shown: str) -> Result:
    """A value below its limit, which is shown as ``shown``."""
    indicator, limit, floor, students = ruler.indicator, ruler.limit, ruler.floor, part.students or 0
    value = amount[0] * indicator.per, amount[1] * students
    over = floor is not None and value[0] * ruler.bottom[1] >= ruler.bottom[0] * value[1]
    bottom = ruler.line[1] * indicator.per * amount[1]
    lack = ruler.line[0] * students * amount[1] - ruler.line[1] * value[0], bottom
    addition = _of_whole_school(part, indicator, lack)
    short: Number = -(-lack[0] // bottom) if indicator.whole else Fraction(*lack)
    said = f"{indicator.name}{shown}{ruler.below if over else ruler.below_floor}，"
    said += f"{indicator.amount_name}差{short_shown(short, indicator.amount_unit)}"
    if addition is not None:
        said += f"（{part.stage}部折算的数，全校要补{short_shown(addition.amount, indicator.amount_unit)}）"
    return Result(indicator, value, limit, floor, False, over, short, written, cells, said + "。", addition)


def _of_whole_school(part: StagePart, indicator: Indicator, lack: Ratio) -> Addition | None:
    """The part gets only its share of what the school gets: short ÷ share (测算均衡系数拆分公式)."""
    share = part.share
    if not indicator.shared or share is None or not share.written:
        return None
    top, bottom = lack[0] * share.ratio[1], lack[1] * share.ratio[0]
    amount: Number = -(-top // bottom) if indicator.whole else Fraction(top, bottom)
    exact = f"约{value_shown(lack)}" if lack[0] * 100 % lack[1] else number_shown(Fraction(*lack))
    unit = indicator.amount_unit
    return Addition(amount, f"{exact} ÷ [{share.written}] = {short_shown(amount, unit)}（向上取）")


def _sum_written(values: Mapping[str, Number | None], ruler: Ruler) -> str:
    words = number_shown(values.get(ruler.columns[0]) or 0)
    for column, sign in zip(ruler.columns[1:], ruler.signs[1:], strict=True):
        words += f" {'+' if sign > 0 else '−'} {number_shown(values.get(column) or 0)}"
    return f"({words})"


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


def short_shown(short: Number, unit: str) -> str:
    """A shortfall for people: rounded up, so that what is said is enough."""
    if type(short) is int:
        return f"{short}{unit}"
    if short.denominator == 1:
        return f"{short.numerator}{unit}"
    hundredths = -(-short.numerator * 100 // short.denominator)
    return f"{hundredths // 100}.{hundredths % 100:02}{unit}".replace(".00", "")


def _verdict(results: Sequence[Result], rule: Rule) -> tuple[str, tuple[str, ...]]:
    """Failed for certain, met for certain, or open."""
    failed = [result for result in results if result.met is False]
    unknown = [result for result in results if result.met is None]
    if not failed and not unknown:
        return MET, (f"{len(results)}项都达到规定值。",)
    reasons = [result.said for result in failed]
    if unknown:
        reasons.append("缺数：" + "、".join(result.indicator.name for result in unknown) + "。")
    if len(failed) > len(results) - rule.least or any(not result.over_floor for result in failed):
        return FAILED, tuple(reasons)
    return (OPEN if unknown else MET), tuple(reasons)
