from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.calculation.limits import below_shown, judge

AMOUNT = st.integers(0, 100_000).map(Fraction)
STUDENTS = st.integers(1, 5000).map(Fraction)
LIMIT = st.decimals(1, 60, places=1).map(Fraction)


def test_limit_itself_is_met_with_or_more_and_missed_with_more_than() -> None:
    met = {
        op: judge(Fraction(85), None, limit=Fraction(85), op=op, per=0, whole=False).met
        for op in (">=", "<=", "=", ">", "<")
    }
    assert met == {">=": True, "<=": True, "=": True, ">": False, "<": False}


def test_shortfall_of_an_area() -> None:
    found = judge(Fraction(7000), Fraction(1000), limit=Fraction("7.5"), op=">=", per=1, whole=False)
    assert (found.met, found.value, found.needed, found.short_by) == (False, 7, 7500, 500)


def test_shortfall_of_machines_is_whole() -> None:
    found = judge(Fraction(10), Fraction(111), limit=Fraction(12), op=">=", per=100, whole=True)
    assert (found.met, found.needed, found.short_by) == (False, 14, 4)


def test_too_many_is_reported_as_the_excess() -> None:
    found = judge(Fraction(50), None, limit=Fraction(45), op="<=", per=0, whole=True)
    assert (found.met, found.short_by) == (False, 5)


def test_floor_is_a_share_of_the_limit() -> None:
    below, above = (
        judge(Fraction(amount), Fraction(100), limit=Fraction(10), op=">=", per=1, whole=False, floor=Fraction("0.85"))
        for amount in (849, 850)
    )
    assert (below.floor, below.floor_met, above.floor_met) == (Fraction("8.5"), False, True)


@pytest.mark.parametrize("students", [None, Fraction(0), Fraction(-3)])
def test_students_are_needed_for_a_value_per_student(students: Fraction | None) -> None:
    with pytest.raises(ValueError, match="students"):
        judge(Fraction(1), students, limit=Fraction(1), op=">=", per=1, whole=False)


@given(AMOUNT, STUDENTS, LIMIT, st.sampled_from([1, 100]), st.booleans())
def test_making_up_the_shortfall_meets_the_limit(
    amount: Fraction, students: Fraction, limit: Fraction, per: int, whole: bool
) -> None:
    def judged(amount: Fraction) -> bool:
        return judge(amount, students, limit=limit, op=">=", per=per, whole=whole).met

    found = judge(amount, students, limit=limit, op=">=", per=per, whole=whole)
    assert found.met is (amount * per >= limit * students)
    assert found.met is (found.short_by == 0)
    assert judged(amount + found.short_by)
    if whole and not found.met:
        assert found.short_by == math.ceil(found.short_by)
        assert not judged(amount + found.short_by - 1)


@given(st.fractions(0, 100), st.decimals(1, 100, places=2).map(Fraction))
def test_failed_value_never_looks_like_the_limit(value: Fraction, limit: Fraction) -> None:
    text = below_shown(value, limit)
    assert (text == below_shown(limit, limit)) is (value == limit) or abs(value - limit) < Fraction(1, 10**8)
