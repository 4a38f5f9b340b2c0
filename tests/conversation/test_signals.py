"""The gate decides the same whether or not it has measured the questions outside of the field."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation.deciding import OF_OUTSIDE, SIGNALS, Signals, load_gate

GATE = load_gate()
shares = st.floats(0, 1, width=32)
known_signals = st.fixed_dictionaries({name: shares for name in SIGNALS if name not in OF_OUTSIDE})


def never() -> tuple[float, float]:
    raise AssertionError("measured")


@given(known_signals, shares, st.floats(-1, 1, width=32), st.booleans())
def test_measured_late_they_decide_the_same(known: dict[str, float], like: float, cosine: float, leaning: bool) -> None:
    measured = {**known, **Signals(known, never).with_outside(like, cosine)}
    late = Signals(known, lambda: (like, cosine))
    assert GATE.lets_through(late, leaning=leaning) == GATE.lets_through(measured, leaning=leaning)
    assert GATE.probability(late) == GATE.probability(measured)


def test_a_question_that_passes_anyway_is_not_held_against_those_outside() -> None:
    best = {name: float(GATE.weights.get(name, 0) > 0) * 9 for name in SIGNALS if name not in OF_OUTSIDE}
    assert GATE.lets_through(Signals(best, never))


def test_a_signal_that_is_none_is_an_error() -> None:
    with pytest.raises(KeyError):
        Signals({}, never)["nonsense"]
