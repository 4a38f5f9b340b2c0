from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.calculation.expressions import UnusableNumbers, evaluate, names, steps

NUMBER = st.fractions(-1000, 1000, max_denominator=100)


def values(**given: int | str) -> dict[str, Fraction]:
    return {name: Fraction(value) for name, value in given.items()}


@given(NUMBER, NUMBER, NUMBER.filter(bool))
def test_value_is_exact(a: Fraction, b: Fraction, c: Fraction) -> None:
    assert evaluate("(a + b * 2 - 0.1) / c", {"a": a, "b": b, "c": c}) == (a + b * 2 - Fraction(1, 10)) / c


@given(NUMBER)
def test_ceil_goes_up_to_the_next_whole(a: Fraction) -> None:
    assert evaluate("ceil(a)", {"a": a}) == math.ceil(a)


def test_names_are_the_inputs_alone() -> None:
    assert names("ceil(graduates / (enrolled + moved_in)) * 100") == {"graduates", "enrolled", "moved_in"}


def test_dividing_by_nothing_is_unusable() -> None:
    with pytest.raises(UnusableNumbers):
        evaluate("a / (b - b)", values(a=1, b=2))


@pytest.mark.parametrize(
    "expression",
    [
        "a ** 2", "a if a else 1", "abs(a)", "'x'", "a.real", "[a]", "ceil(a, a)", "True", "a // 2", "-a", "1j",
        "ceil(a=a)", "ceil()", "ceil", "ceil + 1", "a <= 3", "a, a",
    ],
)  # fmt: skip
def test_anything_but_arithmetic_is_refused(expression: str) -> None:
    with pytest.raises(ValueError, match="not arithmetic"):
        evaluate(expression, values(a=3))


@pytest.mark.parametrize(
    "expression", ["", " ", "a +", "a (", "(a", "a b", "3 ÷ a", "a\0", "a\na", "a; a", "(" * 999 + "a"]
)
def test_what_cannot_be_read_is_a_value_error(expression: str) -> None:
    for read in (names, lambda text: evaluate(text, values(a=3)), lambda text: steps(text, values(a=3))):
        with pytest.raises(ValueError, match="not arithmetic"):
            read(expression)


def test_a_very_long_sum_is_refused() -> None:
    with pytest.raises(ValueError, match="not arithmetic"):
        evaluate("+".join(["a"] * 100_000), values(a=3))


def test_steps_leave_rounding_up_to_the_words_beside_them() -> None:
    assert steps("ceil(classes / 12)", values(classes=26)) == "26 ÷ 12"


def test_unknown_input_is_an_error() -> None:
    with pytest.raises(KeyError):
        evaluate("a + b", values(a=1))


@pytest.mark.parametrize(
    ("expression", "given", "written"),
    [
        ("raw / (100 - na) * 100", values(raw=86, na=6), "86 ÷ (100 − 6) × 100"),
        ("a - (b - c)", values(a=9, b=5, c=1), "9 − (5 − 1)"),
        ("a - b - c", values(a=9, b=5, c=1), "9 − 5 − 1"),
        ("a / (b * c)", values(a=9, b=5, c=1), "9 ÷ (5 × 1)"),
        ("(a + b) * c", values(a=1, b=2, c=3), "(1 + 2) × 3"),
        ("a + b", values(a=5, b=0), "5"),
        ("a / (b + c)", values(a=5, b=0, c=4), "5 ÷ 4"),
        ("a * b", values(a=5, b=0), "5 × 0"),
        ("a / 3", {"a": Fraction(1, 3)}, "0.3333 ÷ 3"),
    ],
)
def test_steps_show_the_numbers(expression: str, given: dict[str, Fraction], written: str) -> None:
    assert steps(expression, given) == written


@given(
    st.tuples(*[st.integers(0, 50).map(Fraction)] * 3),
    st.sampled_from(["a+b-c", "a-(b+c)", "a*(b-c)", "(a-b)*(c+1)", "a-(b-c)"]),
)
def test_steps_compute_the_value(numbers: tuple[Fraction, ...], expression: str) -> None:
    given = dict(zip("abc", numbers, strict=True))
    readable = steps(expression, given).translate(str.maketrans("−×÷", "-*/"))
    assert evaluate(readable, {}) == evaluate(expression, given)
