"""A formula turned round gives back the number it was computed from."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.calculation.expressions import UnusableNumbers, evaluate
from assistant.calculation.solving import solve

NUMBERS = st.fractions(min_value=1, max_value=10_000, max_denominator=50)
FORMULAS = {
    "part / whole * 100": ("part", "whole"),
    "(part - less + more) / whole": ("part", "less", "more", "whole"),
    "part / (whole + more - less * 0.5) * 100": ("part", "whole", "more"),
    "part * 3 + more * whole": ("part", "more", "whole"),
    "1.1 * part / (whole + 1.1 * part) * 100": ("part", "whole"),
}


@given(
    st.sampled_from(sorted(FORMULAS)), st.fixed_dictionaries({k: NUMBERS for k in ("part", "whole", "more", "less")})
)
def test_every_input_is_found_again(expression: str, values: dict[str, Fraction]) -> None:
    try:
        value = evaluate(expression, values)
    except UnusableNumbers:
        return
    for unknown in FORMULAS[expression]:
        if value == 0 and expression.startswith("part / ("):
            continue
        try:
            found = solve(expression, values, unknown, value)
        except UnusableNumbers:
            assert unknown != "part" or value == 100
            continue
        assert found == values[unknown]


@pytest.mark.parametrize(
    ("expression", "unknown"),
    [("part * part", "part"), ("whole + 1", "part"), ("part / part", "part"), ("part * (part + whole)", "part")],
)
def test_what_has_no_single_answer_is_told(expression: str, unknown: str) -> None:
    with pytest.raises(UnusableNumbers):
        solve(expression, {"whole": Fraction(2)}, unknown, Fraction(6))


def test_rounding_up_is_left_out() -> None:
    assert solve("ceil(classes / 12)", {}, "classes", Fraction(3)) == 36
