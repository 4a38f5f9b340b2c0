from __future__ import annotations

import statistics
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.calculation.variation import Variation, variation

AMOUNTS = st.lists(st.integers(1, 100_000).map(Fraction), min_size=1, max_size=12)
SCHOOLS = st.lists(st.tuples(st.integers(0, 100_000), st.integers(1, 3000)), min_size=1, max_size=12).filter(
    lambda schools: any(amount for amount, _ in schools)
)


def split(schools: list[tuple[int, int]]) -> tuple[list[Fraction], list[Fraction]]:
    amounts, students = zip(*schools, strict=True)
    return [Fraction(a) for a in amounts], [Fraction(s) for s in students]


def rounded_root(square: Fraction, places: int) -> str:
    with localcontext() as context:
        context.prec = 60
        root = (Decimal(square.numerator) / Decimal(square.denominator)).sqrt()
        return f"{root.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"


def test_worked_example_of_the_published_method() -> None:
    found = variation([Fraction(n) for n in (279, 137, 935, 160, 402)], [Fraction(n) for n in (45, 37, 89, 76, 55)])
    assert round(float(found.mean), 2) == 6.33
    assert (found.deviation(2), found.coefficient(2)) == ("3.26", "0.52")


@given(AMOUNTS)
def test_without_students_it_is_the_population_deviation(amounts: list[Fraction]) -> None:
    found = variation(amounts)
    assert (found.mean, found.variance) == (statistics.mean(amounts), statistics.pvariance(amounts))


@given(SCHOOLS)
def test_every_student_counts_once(schools: list[tuple[int, int]]) -> None:
    amounts, students = split(schools)
    found, total = variation(amounts, students), sum(students)
    mean = sum(amounts) / total
    assert found.mean == mean
    assert found.variance == sum(p * (a / p - mean) ** 2 for a, p in zip(amounts, students, strict=True)) / total


@given(SCHOOLS, st.integers(0, 4))
def test_roots_are_rounded_half_up(schools: list[tuple[int, int]], places: int) -> None:
    found = variation(*split(schools))
    assert found.deviation(places) == rounded_root(found.variance, places)
    assert found.coefficient(places) == rounded_root(found.variance / found.mean**2, places)


@pytest.mark.parametrize(
    ("variance", "shown"), [("0.25", "0.5"), ("0.0025", "0.1"), ("0.002499", "0.0"), ("2.1025", "1.5")]
)
def test_half_goes_up(variance: str, shown: str) -> None:
    assert Variation(Fraction(1), Fraction(variance)).deviation(1) == shown


@given(SCHOOLS, st.decimals("0.01", 2, places=2).map(Fraction))
def test_the_unrounded_value_decides(schools: list[tuple[int, int]], limit: Fraction) -> None:
    found = variation(*split(schools))
    with localcontext() as context:
        context.prec = 60
        ratio = found.variance / found.mean**2
        coefficient = (Decimal(ratio.numerator) / Decimal(ratio.denominator)).sqrt()
        limit_decimal = Decimal(limit.numerator) / Decimal(limit.denominator)
    assert found.within(limit) is (coefficient <= limit_decimal)


def test_exactly_the_limit_is_within() -> None:
    assert Variation(Fraction(1), Fraction("0.65") ** 2).within(Fraction("0.65"))


def test_just_above_the_limit_is_not_within_though_it_is_shown_alike() -> None:
    found = Variation(Fraction(1), Fraction("0.6501") ** 2)
    assert (found.coefficient(2), found.within(Fraction("0.65"))) == ("0.65", False)


def test_equal_schools_do_not_vary() -> None:
    found = variation([Fraction(10), Fraction(20)], [Fraction(1), Fraction(2)])
    assert (found.variance, found.coefficient()) == (0, "0.000")


@pytest.mark.parametrize(
    ("amounts", "students"),
    [([], None), ([1, 2], [1]), ([1], [0]), ([1, 2], [3, -3]), ([0, 0], [1, 1])],
    ids=["none", "lengths differ", "no students", "negative students", "mean of zero"],
)
def test_what_has_no_variation_is_refused(amounts: list[int], students: list[int] | None) -> None:
    weights = None if students is None else [Fraction(s) for s in students]
    with pytest.raises(ValueError, match="mean is zero|must match"):
        variation([Fraction(a) for a in amounts], weights)
