"""The least that brings a coefficient to its line by adding, never by taking away.

Writing CV ≤ L as ‖x/√P‖ ≤ √((1+L²)/ΣP) · Σx shows that the amounts x that meet it form a convex cone, and the sum of
what is added is linear. The optimum therefore raises all schools below one level per student exactly to it and leaves
the others alone (the conditions of Karush, Kuhn and Tucker say so), and the level is found by halving. That is the
least there is where amounts can be divided; rounded up to whole things and then trimmed it is near the least.
Whatever is proposed is checked by exact computation.

None of this holds for plain coefficients: there one more per student costs a large school more, and no common level is
the least. For them nothing is proposed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from assistant.knowledge.measures import Indicator
from assistant.standards.county import Line
from assistant.standards.sums import Coefficient, Ratio, coefficient, coefficients_within

_HALVINGS, _TRIES = 100, 60
_PENNY = 100
"""What can be divided is told in hundredths."""


@dataclass(frozen=True, slots=True)
class Addition:
    """What one school gets."""

    school: str
    amount: Fraction


@dataclass(frozen=True, slots=True)
class Least:
    """The additions of one indicator in one stage that bring it, or the mean of all, to the line."""

    stage: str
    indicator: Indicator
    level: float
    """Value per student up to which schools are raised."""
    additions: tuple[Addition, ...]
    before: float
    after: float

    @property
    def total(self) -> Fraction:
        """All additions together."""
        return sum((addition.amount for addition in self.additions), Fraction(0))

    @property
    def optimal(self) -> bool:
        """Proved to be the least (to the hundredth); rounded to whole things it is only near it."""
        return not self.indicator.whole


def least_for_line(line: Line, limit: Fraction) -> Least | None:
    """The least for one coefficient; None where it is met already, is a plain one or cannot be computed."""
    found = line.found
    if found is None or not line.weighted or found.within(limit):
        return None
    return _least(line, lambda new: new.within(limit), float(limit))


def least_for_mean(lines: Sequence[Line], order: int, limit: Fraction) -> Least | None:
    """The least of one indicator alone that brings the mean of all coefficients to the line; None if it cannot."""
    if any(line.found is None or line.lacking or not line.weighted for line in lines):
        return None
    found = [line.found for line in lines if line.found is not None]
    if coefficients_within(found, limit):
        return None
    others = [one for index, one in enumerate(found) if index != order]
    if not coefficients_within(others, limit, len(found)):
        return None
    room = float(limit) * len(found) - sum(one.value for one in others)
    return _least(lines[order], lambda new: coefficients_within([*others, new], limit), max(room, 0.0))


def _least(line: Line, enough: Callable[[Coefficient], bool], limit: float) -> Least | None:
    students = [part.students or 0 for part in line.parts]
    amounts = [top / bottom for top, bottom in line.amounts]
    level = _level(amounts, students, limit)
    highest = max(amount / count for amount, count in zip(amounts, students, strict=True))
    step = (highest or 1.0) * 1e-12
    for _ in range(_TRIES):
        added = _raised(line, amounts, students, level)
        new = _after(line, added, students)
        if new is not None and enough(new):
            break
        level, step = level + step, step * 2
    else:
        return None
    if line.indicator.whole:
        added = _trimmed(line, added, students, enough)
        new = _after(line, added, students)
    assert line.found is not None and new is not None
    return Least(
        line.stage, line.indicator, level * line.indicator.per,
        tuple(Addition(p.school.name, a) for p, a in zip(line.parts, added, strict=True) if a),
        line.found.value, new.value,
    )  # fmt: skip


def _level(amounts: Sequence[float], students: Sequence[int], limit: float) -> float:
    """The lowest level with a coefficient of at most ``limit``, by halving: raising the level lowers it."""
    values = [amount / count for amount, count in zip(amounts, students, strict=True)]
    low, high, total = min(values), max(values), sum(students)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        raised = [max(value, middle) for value in values]
        mean = sum(value * count for value, count in zip(raised, students, strict=True)) / total
        spread = sum((value - mean) ** 2 * count for value, count in zip(raised, students, strict=True)) / total
        low, high = (low, middle) if spread <= (limit * mean) ** 2 else (middle, high)
        if high - low <= high * 1e-14:
            break
    return high


def _raised(line: Line, amounts: Sequence[float], students: Sequence[int], level: float) -> list[Fraction]:
    """What lifts every school to the level, rounded up."""
    unit = 1 if line.indicator.whole else _PENNY
    gaps = [level * count - amount for amount, count in zip(amounts, students, strict=True)]
    # A hair less than nothing more: what floating point adds must not cost a whole machine.
    return [Fraction(ceil(gap * unit - 1e-9), unit) if gap > 0 else Fraction(0) for gap in gaps]


def _after(line: Line, added: Sequence[Fraction], students: Sequence[int]) -> Coefficient | None:
    """The coefficient with the additions, exact."""
    new: list[Ratio] = [
        (top * more.denominator + more.numerator * bottom, bottom * more.denominator)
        for (top, bottom), more in zip(line.amounts, added, strict=True)
    ]
    return coefficient(new, students)


def _trimmed(
    line: Line, added: Sequence[Fraction], students: Sequence[int], enough: Callable[[Coefficient], bool]
) -> list[Fraction]:
    """One thing less here and there, as long as it is enough: half of the schools, a quarter, and so on."""
    kept = list(added)
    places = [index for index, more in enumerate(kept) if more]
    size, tries = len(places), 0
    while size and tries < _HALVINGS:
        for start in range(0, len(places), size):
            tries += 1
            some = set(places[start : start + size])
            fewer = [more - 1 if index in some and more else more for index, more in enumerate(kept)]
            new = _after(line, fewer, students)
            if new is not None and enough(new):
                kept = fewer
        size //= 2
    return kept
