"""What must hold of any county."""

from __future__ import annotations

from fractions import Fraction
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.calculation.variation import variation
from assistant.knowledge.measures import Measure
from assistant.standards.least import least_for_line
from assistant.standards.scoring import score_schools
from assistant.standards.sums import (
    Coefficient,
    add_up,
    coefficient,
    coefficients_within,
    mean_within,
    root_shown,
    unweighted,
)
from assistant.standards.whatif import Change, changed, column_names
from tests.standards.figures import Row, measures, primary, roll, score, table

AMOUNTS = st.integers(0, 10**6)
STUDENTS = st.integers(1, 5000)
COUNTIES = st.lists(st.tuples(AMOUNTS, STUDENTS), min_size=1, max_size=12).filter(lambda c: any(a for a, _ in c))
LIMITS = st.fractions(Fraction(1, 100), Fraction(2), max_denominator=1000)


def of(county: list[tuple[int, int]]) -> Fraction:
    found = coefficient([(a, 1) for a, _ in county], [p for _, p in county])
    assert found is not None
    return Fraction(*found.square)


@given(COUNTIES)
def test_it_is_the_published_formula(county: list[tuple[int, int]]) -> None:
    expected = variation([Fraction(a) for a, _ in county], [Fraction(p) for _, p in county])
    assert of(county) == expected.variance / expected.mean**2


@given(COUNTIES, LIMITS)
def test_it_is_decided_as_exact_fractions_decide(county: list[tuple[int, int]], limit: Fraction) -> None:
    found = coefficient([(a, 1) for a, _ in county], [p for _, p in county])
    expected = variation([Fraction(a) for a, _ in county], [Fraction(p) for _, p in county])
    assert found is not None and found.within(limit) is expected.within(limit)


@given(COUNTIES)
def test_what_is_computed_first_is_just_below_the_exact_square(county: list[tuple[int, int]]) -> None:
    found = coefficient([(a, 1) for a, _ in county], [p for _, p in county])
    assert found is not None
    assert 0 <= Fraction(*found.square) - Fraction(*found.near) < Fraction(1, 10**40)
    assert (found.near[0] == 0) is (found.square[0] == 0)


@given(COUNTIES, LIMITS)
def test_it_is_shown_as_its_exact_square_is(county: list[tuple[int, int]], limit: Fraction) -> None:
    found = coefficient([(a, 1) for a, _ in county], [p for _, p in county])
    assert found is not None
    assert found.shown(limit) == root_shown(found.square, limit) and found.shown(None) == root_shown(found.square)


@given(st.lists(COUNTIES, min_size=1, max_size=8), LIMITS)
def test_mean_of_coefficients_is_decided_as_that_of_their_squares(
    counties: list[list[tuple[int, int]]], limit: Fraction
) -> None:
    lines = [coefficient([(a, 1) for a, _ in county], [p for _, p in county]) for county in counties]
    found = [line for line in lines if line is not None]
    assert coefficients_within(found, limit) is mean_within([one.square for one in found], limit)


def halves(root: Fraction) -> Coefficient:
    """A coefficient that is exactly so much: two schools of 10⁶ students each, as far above as below the mean."""
    found = coefficient([(10**6 + int(10**6 * root), 1), (10**6 - int(10**6 * root), 1)], [10**6, 10**6])
    assert found is not None and Fraction(*found.square) == root**2
    return found


@pytest.mark.parametrize("root", ["0.5", "0.4995", "0.0005", "0.65"])
def test_at_the_very_line_and_the_very_half_the_exact_square_decides(root: str) -> None:
    line = Fraction(root)
    assert halves(line).within(line) and not halves(line).within(line - Fraction(1, 10**60))
    assert coefficients_within([halves(line)] * 8, line)
    assert halves(line).shown(None) == root_shown((line.numerator**2, line.denominator**2))


@given(COUNTIES, st.integers(1, 1000), st.integers(1, 1000))
def test_scaling_leaves_it_as_it_is(county: list[tuple[int, int]], top: int, bottom: int) -> None:
    scaled = coefficient([(a * top, bottom) for a, _ in county], [p for _, p in county])
    assert scaled is not None and Fraction(*scaled.square) == of(county)


@given(COUNTIES, STUDENTS)
def test_school_at_the_mean_adds_nothing(county: list[tuple[int, int]], students: int) -> None:
    total, count = sum(a for a, _ in county), sum(p for _, p in county)
    amounts = [(a, 1) for a, _ in county] + [(total * students, count)]
    more = coefficient(amounts, [*(p for _, p in county), students])
    before, after = of(county), more
    assert after is not None
    # Σ P(x/P − X̄)² is as before, over more students.
    assert Fraction(*after.square) * (count + students) == before * count


@given(COUNTIES, st.data())
def test_splitting_a_school_in_two_halves_changes_nothing(county: list[tuple[int, int]], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(county) - 1))
    amount, students = county[index]
    whole = [(2 * a, 1) for a, _ in county], [2 * p for _, p in county]
    halves = [*whole[0], (amount, 1)], [*whole[1], students]
    halves[0][index], halves[1][index] = (amount, 1), students
    one, two = coefficient(*whole), coefficient(*halves)
    assert one is not None and two is not None and Fraction(*one.square) == Fraction(*two.square)


@given(COUNTIES)
def test_plain_coefficient_counts_every_school_once(county: list[tuple[int, int]]) -> None:
    found = unweighted([(a, 1) for a, _ in county], [p for _, p in county])
    expected = variation([Fraction(a, p) for a, p in county])
    assert found is not None and Fraction(*found.square) == expected.variance / expected.mean**2


@given(st.lists(st.tuples(st.integers(-99, 99), st.integers(1, 50)), max_size=40))
def test_sums_are_sums(ratios: list[tuple[int, int]]) -> None:
    assert Fraction(*add_up(ratios)) == sum((Fraction(*ratio) for ratio in ratios), Fraction(0))


@given(st.lists(st.fractions(0, 2, max_denominator=50), min_size=1, max_size=8), LIMITS)
def test_mean_of_rational_roots_is_decided_even_at_equality(roots: list[Fraction], limit: Fraction) -> None:
    squares = [(root.numerator**2 * 3, root.denominator**2 * 3) for root in roots]
    mean = sum(roots, Fraction(0)) / len(roots)
    assert mean_within(squares, mean)
    assert mean_within(squares, limit) is (mean <= limit)


@given(st.lists(st.integers(1, 99), min_size=1, max_size=8))
def test_mean_of_roots_is_decided_at_the_last_digit(numbers: list[int]) -> None:
    squares = [(number, 1) for number in numbers]
    near = Fraction(sum(map(sqrt, numbers)) / len(numbers))
    assert mean_within(squares, near * (1 + Fraction(1, 10**12)))
    assert not mean_within(squares, near * (1 - Fraction(1, 10**12)))


@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_shown_roots_are_half_up(top: int, bottom: int) -> None:
    shown = Fraction(root_shown((top, bottom)))
    square = Fraction(top, bottom)
    assert (shown - Fraction(1, 2000)) ** 2 <= square or shown == 0
    assert square < (shown + Fraction(1, 2000)) ** 2


# --- schools ----------------------------------------------------------------------------------------------

BOOKS = st.lists(st.tuples(st.integers(1, 3000), st.integers(0, 90_000)), min_size=2, max_size=8)


def rows_of(schools: list[tuple[int, int]]) -> list[Row]:
    return [primary(f"校{n}", students, books=books) for n, (students, books) in enumerate(schools)]


def basic() -> Measure:
    return measures().measures["basic-2012"]


@given(BOOKS, st.data())
def test_what_if_equals_computing_it_anew(schools: list[tuple[int, int]], data: st.DataObject) -> None:
    index, more = data.draw(st.integers(0, len(schools) - 1)), data.draw(st.integers(0, 5000))
    rows = rows_of(schools)
    names = column_names([table(rows)], basic())
    after = changed(roll(rows, "basic-2012"), [Change(f"校{index}", "图书册数", "+", more)], names)
    rows[index]["books"] += more
    anew = score("basic-2012", rows)
    assert score_schools(after, basic(), measures()).composites == anew.composites


@given(BOOKS, st.fractions(Fraction(1, 20), Fraction(1, 2), max_denominator=100))
def test_least_additions_reach_the_line_and_no_single_one_is_spare(
    schools: list[tuple[int, int]], limit: Fraction
) -> None:
    line = next(line for line in score("basic-2012", rows_of(schools)).county if line.indicator.id == "B5")
    least = least_for_line(line, limit)
    if line.found is None or line.found.within(limit):
        assert least is None
        return
    assert least is not None
    more = {addition.school: addition.amount for addition in least.additions}
    new = [
        (top + int(more.get(part.school.name, 0)) * bottom, bottom)
        for part, (top, bottom) in zip(line.parts, line.amounts, strict=True)
    ]
    found = coefficient(new, [part.students or 0 for part in line.parts])
    assert found is not None and found.within(limit)
    assert least.after == pytest.approx(found.value)


def test_least_of_what_can_be_divided_agrees_with_an_optimiser() -> None:
    optimize = pytest.importorskip("scipy.optimize")
    students, areas = [300, 500, 900, 150], [600.0, 4000.0, 9000.0, 300.0]
    rows = [primary(f"校{n}", p, sports=a) for n, (p, a) in enumerate(zip(students, areas, strict=True))]
    line = next(line for line in score("quality-2017", rows).county if line.indicator.id == "L5")
    least = least_for_line(line, Fraction(1, 5))
    assert least is not None and least.optimal

    def room(more: list[float]) -> float:
        new = [a + m for a, m in zip(areas, more, strict=True)]
        mean = sum(new) / sum(students)
        spread = sum((x / p - mean) ** 2 * p for x, p in zip(new, students, strict=True)) / sum(students)
        return float(0.2 * mean - spread**0.5)

    found = optimize.minimize(
        lambda more: sum(more), [2000.0] * 4, bounds=[(0, None)] * 4, constraints={"type": "ineq", "fun": room},
        options={"maxiter": 500, "ftol": 1e-10},
    )  # fmt: skip
    assert float(least.total) == pytest.approx(found.fun, rel=1e-4)


def test_no_least_is_proposed_for_plain_coefficients() -> None:
    lines = score("basic-2012", rows_of([(100, 0), (500, 9000), (900, 90)]), weighted=False).county
    books = next(line for line in lines if line.indicator.id == "B5")
    assert books.found is not None and least_for_line(books, Fraction(1, 5)) is None
