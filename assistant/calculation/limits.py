"""A number against a limit: met or not, short by how much, rounded up to whole things where it must be."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from assistant.text.numerals import shown

_OPERATORS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "=": operator.eq,
}


@dataclass(frozen=True, slots=True)
class Judged:
    """Verdict on one value.

    ``value`` is per student, per hundred students, or the amount itself; ``short_by`` is in the unit of
    the amount (whole people, rooms or machines when ``whole``) and 0 when the limit is met.
    """

    value: Fraction
    limit: Fraction
    met: bool
    short_by: Fraction
    needed: Fraction
    floor: Fraction | None
    floor_met: bool | None


def judge(
    amount: Fraction,
    students: Fraction | None,
    *,
    limit: Fraction,
    op: str,
    per: int,
    whole: bool,
    floor: Fraction | None = None,
) -> Judged:
    """Compare ``amount`` with a limit per ``per`` students (0: as it is). 以上, 以下 include equality.

    Raises:
        ValueError: students are missing or not positive where they are needed.
    """
    if per and (students is None or students <= 0):
        raise ValueError("students needed")
    value = amount * per / students if per and students else amount
    needed = limit * students / per if per and students else limit
    if whole:
        needed = Fraction(math.ceil(needed) if op in (">=", ">") else math.floor(needed))
    met = _OPERATORS[op](value, limit)
    gap = needed - amount if op in (">=", ">") else amount - needed
    bottom = None if floor is None else limit * floor
    return Judged(
        value=value,
        limit=limit,
        met=met,
        short_by=Fraction(0) if met else abs(gap),
        needed=needed,
        floor=bottom,
        floor_met=None if bottom is None else value >= bottom,
    )


def below_shown(value: Fraction, limit: Fraction, places: int = 2) -> str:
    """Show a value so that rounding never makes a failed one look met.

    >>> below_shown(Fraction("84.996"), Fraction(85))
    '84.996'
    """
    while places < 8 and value != limit and shown(value, places) == shown(limit, places):
        places += 1
    return shown(value, places)
