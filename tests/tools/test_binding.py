"""A number goes to the noun beside it, in whatever order things are told."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text.numerals import quantities
from assistant.text.phrases import Phrases
from assistant.tools.binding import Reading, Slot, assign, bind

NOUNS = {
    "students": ("学生", "人"),
    "backbone": ("骨干教师", "人"),
    "room": ("教学用房", "平方米"),
    "value": ("设备值", "元"),
}
ROLES = {role: [noun] for role, (noun, _) in NOUNS.items()}
ROLES["students"].append("在校")
UNITS = {role: frozenset({unit}) for role, (_, unit) in NOUNS.items()}
COUNTS = st.fixed_dictionaries({role: st.integers(2, 99_999) for role in NOUNS})


def bound(text: str) -> dict[str, Fraction]:
    return {role: found.quantity.value for role, found in bind(text, quantities(text), ROLES, UNITS).items()}


@st.composite
def told(draw: st.DrawFn) -> tuple[str, dict[str, Fraction]]:
    """Some of the figures, each noun first or number first, in any order, with any separator."""
    counts = draw(COUNTS)
    roles = draw(st.lists(st.sampled_from(sorted(NOUNS)), min_size=1, unique=True))
    clauses = []
    for role in roles:
        noun, unit = NOUNS[role]
        figure = f"{counts[role]}{unit}"
        clauses.append(
            draw(st.sampled_from([f"{noun}{figure}", f"{figure}{noun}", f"{noun}有{figure}", f"{noun}:{figure}"]))
        )
    return draw(st.sampled_from(",;、")).join(clauses), {role: Fraction(counts[role]) for role in roles}


@given(told())
def test_every_figure_goes_to_its_noun(case: tuple[str, dict[str, Fraction]]) -> None:
    text, figures = case
    assert bound(text) == figures


@given(st.text(alphabet="学生骨干教师教学用房设备值在校0123456789人平方米元,、 有", max_size=40))
def test_no_number_is_taken_twice(text: str) -> None:
    found = bind(text, quantities(text), ROLES, UNITS)
    starts = [item.quantity.start for item in found.values()]
    assert len(set(starts)) == len(starts)
    assert all(item.quantity.unit in {*UNITS[role], ""} for role, item in found.items())


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("骨干教师10人,学生500人", {"backbone": 10, "students": 500}),
        ("500名学生里有10名骨干教师", {"backbone": 10, "students": 500}),
        ("在校500人骨干教师10人", {"backbone": 10, "students": 500}),
        ("骨干教师10", {"backbone": 10}),
        ("设备值50万", {"value": 500_000}),
        ("教学用房10人", {}),
        ("骨干教师,10人", {}),
        ("", {}),
    ],
)
def test_figures_of_a_sentence(text: str, figures: dict[str, int]) -> None:
    assert bound(text) == figures


def test_noun_that_only_says_the_kind_of_another_counts_nothing() -> None:
    roles = {"sport": ["体育"], "hall": ["体育馆"], "teachers": ["教师"], "counted": ["教师数"]}
    text = "体育馆 9000"
    assert set(bind(text, quantities(text), {name: roles[name] for name in ("sport", "hall")})) == {"hall"}
    alone = Reading.of(text, quantities(text), Phrases(["体育", "体育馆"]))
    assert assign(alone, {"sport": Slot(frozenset(["体育"]))}) == {}
    counting = Reading.of("教师数60", quantities("教师数60"), Phrases(["教师", "教师数"]))
    assert assign(counting, {"teachers": Slot(frozenset(["教师"]))}) != {}
