"""Coefficients of variation of a whole county, exact: nothing is decided by a floating-point number or a root.

Formula of 教督〔2012〕3号 as published for 校际差异系数: CV = S / X̄ with X̄ = Σx/ΣP and S² = Σ (P/ΣP)(x/P − X̄)².
Written out it is CV² = ΣP · Σ(x²/P) / (Σx)² − 1, which needs one pass over whole numbers.

Amounts are pairs (numerator, denominator) of whole numbers, not reduced: adding thousands of Fractions spends nearly
all its time on greatest common divisors.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import gcd, isqrt, lcm, sqrt

Ratio = tuple[int, int]
"""Numerator and positive denominator, not reduced."""
_AT_ONCE = 16
_START, _MOST = 20, 5120
"""Decimals to which roots are enclosed at first, and at most."""
_BITS, _NEAR = 320, 10**40
"""Binary digits of the terms of a square, and the part of one that it may be too small by."""


def add_up(ratios: Iterable[Ratio]) -> Ratio:
    """The sum, by denominators first and then a few at a time, so that numbers stay small as long as they can."""
    by: dict[int, int] = defaultdict(int)
    for numerator, denominator in ratios:
        by[denominator] += numerator
    level = [(numerator, denominator) for denominator, numerator in sorted(by.items())]
    while len(level) > 1:
        level = [_sum(level[start : start + _AT_ONCE]) for start in range(0, len(level), _AT_ONCE)]
    return level[0] if level else (0, 1)


def _sum(ratios: Sequence[Ratio]) -> Ratio:
    bottom = lcm(*[denominator for _, denominator in ratios])
    return sum([numerator * (bottom // denominator) for numerator, denominator in ratios]), bottom


@dataclass(frozen=True, slots=True)
class Coefficient:
    """Mean per student and squared coefficient of variation of one indicator."""

    mean: Ratio
    near: Ratio
    """The square from below, less than 10⁻⁴⁰ too small; exact where it is nought."""
    _of: tuple[Sequence[Ratio], Sequence[int]] = field(compare=False, repr=False)

    @property
    def square(self) -> Ratio:
        """The exact square. Thousands of schools with shares of their own make it a number of thousands of digits,
        so it is computed only where :attr:`near` is too near to a line to decide.
        """
        return _exact_square(*self._of)

    @property
    def value(self) -> float:
        """S / X̄ as a number to show."""
        return sqrt(self.near[0] / self.near[1])

    @property
    def average(self) -> float:
        """X̄ as a number to show."""
        return self.mean[0] / self.mean[1]

    def within(self, limit: Fraction) -> bool:
        """S / X̄ ≤ limit, compared as squares."""
        low, high = (_within(square, limit) for square in (self.near, _above(self.near)))
        return low if low is high else _within(self.square, limit)

    def shown(self, limit: Fraction | None) -> str:
        """S / X̄ for people, half up; see :func:`root_shown`."""
        low, high = (root_shown(square, limit) for square in (self.near, _above(self.near)))
        return low if low == high else root_shown(self.square, limit)


def _above(near: Ratio) -> Ratio:
    return near[0] * _NEAR + near[1], near[1] * _NEAR


def _within(square: Ratio, limit: Fraction) -> bool:
    return square[0] * limit.denominator**2 <= limit.numerator**2 * square[1]


def coefficient(amounts: Sequence[Ratio], students: Sequence[int]) -> Coefficient | None:
    """The coefficient weighted by students; None where there is nothing to compare (no school, or a mean of zero).

    Args:
        amounts: of each school, not per student.
        students: of each school, positive.
    """
    total = add_up(amounts)
    count = sum(students)
    if not total[0] or not count:
        return None
    # Every term is cut off after so many binary digits: the sum is too small by less than one unit for each of them.
    low = sum([(n * n << _BITS) // (d * d * p) for (n, d), p in zip(amounts, students, strict=True)])
    top = count * low * total[1] ** 2
    bottom = total[0] ** 2 << _BITS
    lost = count * len(students) * total[1] ** 2
    near = top - bottom, bottom
    if near[0] <= 0 or lost * _NEAR > bottom:
        near = _exact_square(amounts, students)
    return Coefficient((total[0], total[1] * count), near, (amounts, students))


def _exact_square(amounts: Sequence[Ratio], students: Sequence[int]) -> Ratio:
    total, count = add_up(amounts), sum(students)
    squares = add_up([(n * n, d * d * p) for (n, d), p in zip(amounts, students, strict=True)])
    top = count * squares[0] * total[1] ** 2
    bottom = total[0] ** 2 * squares[1]
    return top - bottom, bottom


def unweighted(amounts: Sequence[Ratio], students: Sequence[int]) -> Coefficient | None:
    """The plain coefficient of the schools' values, every school once; not the published one."""
    values = [(n, d * p) for (n, d), p in zip(amounts, students, strict=True)]
    return coefficient(values, [1] * len(values))


def mean_within(squares: Sequence[Ratio], limit: Fraction, count: int | None = None) -> bool:
    """Whether the mean of roots is at most a limit: Σ √q ≤ count · limit.

    The roots are enclosed between decimals, more of them until it is clear. A sum of positive roots is rational only
    when each of them is, so that after the rational ones are taken off equality cannot last.
    """
    bound = limit * (count or len(squares))
    places = _START
    while places <= _MOST:
        low = sum(_floor_root(square, places) for square in squares)
        scaled = bound * 10**places
        if low > scaled:
            return False
        if low + len(squares) <= scaled:
            return True
        if places == _START:
            roots = [_rational_root(square) for square in squares]
            bound -= sum((root for root in roots if root is not None), Fraction(0))
            squares = [square for square, root in zip(squares, roots, strict=True) if root is None]
            if not squares:
                return bound >= 0
        places *= 2
    raise ArithmeticError("roots too near to the limit")


def coefficients_within(found: Sequence[Coefficient], limit: Fraction, count: int | None = None) -> bool:
    """Whether the mean of coefficients is at most a limit, as :func:`mean_within` of their squares."""
    low = sum(_floor_root(one.near, _START) for one in found)
    scaled = limit * (count or len(found)) * 10**_START
    if low > scaled:
        return False
    # A root is cut off by less than one unit, and its square by so little that the root loses less than another.
    return low + 2 * len(found) <= scaled or mean_within([one.square for one in found], limit, count)


def _floor_root(square: Ratio, places: int) -> int:
    return isqrt(square[0] * 10 ** (2 * places) // square[1])


def _rational_root(square: Ratio) -> Fraction | None:
    divisor = gcd(*square)
    top, bottom = square[0] // divisor, square[1] // divisor
    roots = isqrt(top), isqrt(bottom)
    return Fraction(*roots) if roots[0] ** 2 == top and roots[1] ** 2 == bottom else None


def root_shown(square: Ratio, limit: Fraction | None = None, places: int = 3) -> str:
    """A root for people, half up; with more decimals where rounding would put it on the wrong side of its limit.

    >>> root_shown((2, 1)), root_shown((250400, 1000000), Fraction(1, 2))
    ('1.414', '0.5004')
    """
    while True:
        # floor(2 · 10^places · √q) decides the half without computing the root in floating point.
        doubled = isqrt(square[0] * (2 * 10**places) ** 2 // square[1])
        rounded = (doubled + 1) // 2
        over = limit is not None and square[0] * limit.denominator**2 > limit.numerator**2 * square[1]
        if limit is None or not over or rounded > limit * 10**places or places >= 12:
            whole, rest = divmod(rounded, 10**places)
            return f"{whole}.{str(rest).rjust(places, '0')}"
        places += 1


def beside(value: float, limit: float | None, places: int = 3) -> str:
    """A number for people; with more decimals where rounding would put it on the wrong side of its limit."""
    while limit is not None and value > limit and places < 12 and round(value, places) <= limit:
        places += 1
    return f"{value:.{places}f}"


def mean_of(found: Sequence[Coefficient]) -> float:
    """The mean of coefficients as a number to show."""
    return sum(one.value for one in found) / len(found)
