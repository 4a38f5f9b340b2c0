"""Coefficient of variation, decided without a root.

Formula of 教督〔2012〕3号 as published for 校际差异系数: CV = S / X̄ with X̄ = Σx/ΣP and
S² = Σ (P_i / ΣP) (x_i/P_i − X̄)². With every P_i = 1 it is the plain population coefficient.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Variation:
    """Mean and squared deviation as exact fractions."""

    mean: Fraction
    variance: Fraction

    def within(self, limit: Fraction) -> bool:
        """True when S / X̄ ≤ limit, compared as S² ≤ (limit · X̄)²."""
        return self.variance <= (limit * self.mean) ** 2

    def coefficient(self, places: int = 3) -> str:
        """S / X̄ for people, half up."""
        return _root(self.variance / self.mean**2, places)

    def deviation(self, places: int = 3) -> str:
        return _root(self.variance, places)


def variation(amounts: Sequence[Fraction], students: Sequence[Fraction] | None = None) -> Variation:
    """Variation of per-student values; without ``students`` every value counts once.

    Raises:
        ValueError: no values, different lengths, or a mean of zero.
    """
    weights = list(students) if students is not None else [Fraction(1)] * len(amounts)
    if not amounts or len(weights) != len(amounts) or any(weight <= 0 for weight in weights):
        raise ValueError("amounts and students must match and be positive")
    total = sum(weights, Fraction(0))
    mean = sum(amounts, Fraction(0)) / total
    if mean == 0:
        raise ValueError("the mean is zero")
    variance = sum(
        (weight / total * (amount / weight - mean) ** 2 for amount, weight in zip(amounts, weights, strict=True)),
        Fraction(0),
    )
    return Variation(mean, variance)


def _root(square: Fraction, places: int) -> str:
    """Square root of a fraction with ``places`` decimals, half up, exactly rounded.

    >>> _root(Fraction(2), 3)
    '1.414'
    """
    from math import isqrt

    scale = 10**places
    # floor(2·scale·√s) decides the half without ever computing the root in floating point.
    doubled = isqrt(square.numerator * (2 * scale) ** 2 // square.denominator)
    rounded = (doubled + 1) // 2
    whole, rest = divmod(rounded, scale)
    return f"{whole}.{str(rest).rjust(places, '0')}" if places else str(whole)
