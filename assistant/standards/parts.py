"""From schools to what is compared: teaching points joined to their schools, combined schools split by stage.

Split as published (测算均衡系数拆分公式): the share of a stage is its weighted students ÷ all weighted students of the
school, for example 1.1·B ÷ (A + 1.1·B) for the junior part of a nine-year school.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from math import lcm
from typing import NamedTuple

from assistant.knowledge.measures import Counted, Indicator, Measure, Rule, SchoolTable
from assistant.standards.cells import Number
from assistant.standards.schools import School
from assistant.standards.sums import Ratio
from assistant.text.numerals import shown


@dataclass(frozen=True, slots=True)
class Share:
    """The share of one stage in what all stages use together."""

    ratio: Ratio
    written: str
    """As in an arithmetic: ``1.1×400 ÷ (500 + 1.1×400)``."""


WHOLE = Share((1, 1), "")
NONE = Fraction(0)


class Ruler(NamedTuple):
    """An indicator in one stage, made ready: its columns, and its limit and floor as pairs of whole numbers."""

    indicator: Indicator
    columns: tuple[str, ...]
    signs: tuple[int, ...]
    students: str
    limit: Fraction | None
    floor: Fraction | None
    line: Ratio
    """The limit as a pair of whole numbers, which are asked for much faster; 0 where there is none."""
    bottom: Ratio
    """The floor likewise."""
    below: str
    """What is said of a value below the limit, and below the floor: ``，低于4.2`` …"""
    below_floor: str


def rulers(measure: Measure, shared: SchoolTable) -> dict[str, tuple[Ruler, ...]]:
    """Stage -> its indicators."""
    rule = measure.rule("n-of-m-with-floor")
    return {stage: tuple(_ruler(i, stage, rule, shared) for i in measure.indicators) for stage in measure.stages}


def _ruler(indicator: Indicator, stage: str, rule: Rule | None, shared: SchoolTable) -> Ruler:
    limit = indicator.limits.get(stage)
    floor = limit * rule.floor if limit is not None and rule else None
    below = f"，低于{shown(limit, 6)}" if limit is not None else ""
    percent = shown(rule.floor * 100) if rule else ""
    return Ruler(
        indicator, tuple(shared.column(name, stage) for name in indicator.amount), tuple(indicator.amount.values()),
        shared.column(shared.students, stage), limit, floor, (limit or NONE).as_integer_ratio(),
        (floor or NONE).as_integer_ratio(), f"{below}，但不低于它的{percent}%",
        f"{below}，也低于它的{percent}%（{shown(floor, 6)}）" if floor is not None else below,
    )  # fmt: skip


class StagePart(NamedTuple):
    """One school in one stage. ``students`` None: missing or nought. ``share`` None: it cannot be told."""

    school: School
    stage: str
    students: int | None
    share: Share | None
    amounts: tuple[Ratio | None, ...]
    """In the order of the indicators; None where a figure is missing."""
    compared: bool = True
    """Counts in the coefficients."""
    judged: bool = True
    """Has to reach the limits of a school."""


def _with_amounts(parts: Sequence[StagePart], by_stage: Mapping[str, Sequence[Ruler]]) -> list[StagePart]:
    """The parts with their amounts, which are found indicator by indicator: a county has tens of thousands."""
    found: dict[str, Iterator[tuple[Ratio | None, ...]]] = {}
    for stage, own in by_stage.items():
        there = [part for part in parts if part.stage == stage]
        values, shares = [part.school.values for part in there], [part.share for part in there]
        found[stage] = zip(*[_amounts(values, shares, ruler) for ruler in own], strict=True)
    # What _replace does, a few times as fast.
    return [StagePart(*part[:4], next(found[part.stage]), *part[5:]) for part in parts]


def _amounts(
    values: Sequence[Mapping[str, Number | None]], shares: Sequence[Share | None], ruler: Ruler
) -> list[Ratio | None]:
    """The amounts of one indicator, of every school its share of what stages use together."""
    column = ruler.columns[0]
    amounts = [None if (value := own.get(column)) is None else value.as_integer_ratio() for own in values]
    for column, sign in zip(ruler.columns[1:], ruler.signs[1:], strict=True):
        amounts = [_added(amount, own.get(column), sign) for amount, own in zip(amounts, values, strict=True)]
    if not ruler.indicator.shared:
        return amounts
    return [
        amount
        if share is WHOLE or amount is None
        else None
        if share is None
        else (amount[0] * share.ratio[0], amount[1] * share.ratio[1])
        for amount, share in zip(amounts, shares, strict=True)
    ]


def _added(amount: Ratio | None, value: Number | None, sign: int) -> Ratio | None:
    if amount is None or value is None:
        return None
    top, bottom = value.as_integer_ratio()
    return amount[0] * bottom + sign * amount[1] * top, amount[1] * bottom


@dataclass(frozen=True, slots=True)
class Left:
    """A school that takes no part, and why."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Entered:
    """Schools as they enter a standard."""

    parts: tuple[StagePart, ...]
    left: tuple[Left, ...]
    notes: tuple[str, ...]


def join_points(schools: Sequence[School], shared: SchoolTable) -> tuple[list[School], list[School]]:
    """Schools with their teaching points counted in, and points whose parent is not there.

    A missing figure of a point is missing of the school. Points of a point go where that one goes.
    """
    by_name: dict[str, School] = {}
    for school in schools:
        by_name.setdefault(school.name, school)
    points: dict[str, list[School]] = {}
    orphans: list[School] = []
    kept: list[School] = []
    for school in schools:
        if school.kind != shared.point or not school.parent:
            kept.append(school)
            continue
        parent = _parent_of(school, by_name, shared)
        if parent is None:
            orphans.append(school)
        else:
            points.setdefault(parent, []).append(school)
    own = {*shared.shared, *(shared.column(n, stage) for n in shared.staged for stage in shared.kinds[shared.point])}
    return [_joined(s, points.pop(s.name, []), own) for s in kept], orphans


def _parent_of(point: School, by_name: Mapping[str, School], shared: SchoolTable) -> str | None:
    seen = {point.name}
    while point.kind == shared.point and point.parent:
        found = by_name.get(point.parent)
        if found is None or found.name in seen:
            return None
        seen.add(found.name)
        point = found
    return point.name


def _joined(school: School, points: Sequence[School], own: Set[str]) -> School:
    """``own``: columns that say something of a teaching point."""
    if not points:
        return school
    values = dict(school.values)
    for point in points:
        for column in own & values.keys():
            value, more = values[column], point.values.get(column)
            values[column] = None if value is None or more is None else value + more
    places = (*school.places, *(place for point in points for place in point.places))
    return replace(school, values=values, places=places, joined=tuple(point.name for point in points))


def enter(schools: Sequence[School], orphans: Sequence[School], measure: Measure, shared: SchoolTable) -> Entered:
    """Schools by stage, as the standard counts them."""
    parts: list[StagePart] = []
    left: list[Left] = []
    notes: dict[str, None] = {}
    rules = {kind: [rule for rule in measure.counts if rule.kind == kind] for kind in shared.kinds}
    columns = {stage: shared.column(shared.students, stage) for stage in shared.stages}
    for school in schools:
        own = rules[school.kind]
        if not own:
            parts += _parts(school, measure, shared, columns, None)
            continue
        students = _students(school, shared)
        notes |= {f"{school.name}{rule.doubt}": None for rule in own if rule.doubt and rule.under == students}
        rule = next((rule for rule in own if rule.under is None or students < rule.under), None)
        if rule is not None and not rule.coefficient:
            left.append(Left(school.name, rule.say))
        if rule is None or rule.coefficient or rule.school:
            parts += _parts(school, measure, shared, columns, rule)
    left += [Left(school.name, f"并入学校“{school.parent}”不在表里") for school in orphans]
    return Entered(tuple(_with_amounts(parts, rulers(measure, shared))), tuple(left), tuple(notes))


def _students(school: School, shared: SchoolTable) -> Number:
    stages = shared.kinds[school.kind]
    counts = [school.values.get(shared.column(shared.students, stage)) for stage in stages]
    return sum(count or 0 for count in counts)


def _parts(
    school: School, measure: Measure, shared: SchoolTable, columns: Mapping[str, str], rule: Counted | None
) -> list[StagePart]:
    """A school by stage, its amounts still to be found. ``columns``: stage -> its column of students."""
    stages = shared.kinds[school.kind]
    counts = {stage: school.values.get(columns[stage]) for stage in stages}
    compared = rule is None or rule.coefficient
    judged = rule is None or rule.school
    made = []
    for stage in measure.stages:
        # Nought students of one stage beside another's: the school has no such part.
        if stage in stages and not (counts[stage] == 0 and any(counts.values())):
            count = counts[stage]
            share = _share(counts, stage, measure.weights.get(school.kind)) if len(stages) > 1 else WHOLE
            made.append(StagePart(school, stage, int(count) if count else None, share, (), compared, judged))
    return made


def _share(counts: Mapping[str, Number | None], stage: str, weights: Mapping[str, Fraction] | None) -> Share | None:
    if weights is None or None in counts.values():
        return None
    scale = lcm(*(weight.denominator for weight in weights.values()))
    whole = {one: weights[one].numerator * (scale // weights[one].denominator) for one in counts}
    parts = {one: int(count or 0) * whole[one] for one, count in counts.items()}
    if not sum(parts.values()):
        return None
    said = {one: _weighed(int(count or 0), weights[one]) for one, count in counts.items()}
    return Share((parts[stage], sum(parts.values())), f"{said[stage]} ÷ ({' + '.join(said.values())})")


def _weighed(count: int, weight: Fraction) -> str:
    return str(count) if weight == 1 else f"{_shown(weight)}×{count}"


_shown = cache(shown)
"""The few weights of the standards, which are written once for every school."""
