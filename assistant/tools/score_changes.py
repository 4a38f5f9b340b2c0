"""What-if in a user's words: which schools, which figure, by how much (给三所学校各加十台电脑)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.knowledge.measures import SchoolTable
from assistant.standards.schools import School
from assistant.standards.whatif import Change
from assistant.text.numerals import Quantity
from assistant.tools.score_asking import Asked

_SIGNS = {"set": "=", "less": "-", "more": "+"}
"""The first that is said: 减到50 sets."""
_SCHOOLS, _THING = "所", "个"


@dataclass(frozen=True, slots=True)
class Wish:
    """A change as far as it was said. ``count``: so many schools, not named; ``every``: all of them."""

    figure: str
    sign: str
    amount: Quantity | None
    count: int = 0
    every: bool = False
    these: bool = False
    again: bool = False
    together: bool = False


def read_wish(asked: Asked, data: Mapping[str, Any], figure: str) -> Wish:
    """What is to be changed.

    Args:
        data: the language data of questions about scores.
        figure: what the last answer was about, for a question that names none.
    """
    schools = next((q for q in asked.quantities if q.unit == _SCHOOLS or _is_schools(q, asked.text)), None)
    rest = [q for q in asked.quantities if q is not schools]
    amount = next((q for q in rest if q.unit in data["units"]), None) or (rest[-1] if rest else None)
    named = asked.figures[0] if asked.figures else data["units"].get(amount.unit if amount else "", figure)
    text = re.sub("|".join(data["not_changes"]), "", asked.text)
    signs = (sign for kind, sign in _SIGNS.items() if any(word in text for word in data["changes"][kind]))
    sign = next(signs, "+")
    says = {name: any(word in asked.text for word in data[name]) for name in ("every", "these", "again", "together")}
    return Wish(named, sign, amount, int(schools.value) if schools else 0, **says)


def _is_schools(quantity: Quantity, text: str) -> bool:
    """Three schools are counted in 所 or in nothing in particular (三个学校)."""
    return quantity.unit in (_THING, "") and text.startswith(("学校", "校"), quantity.end)


def columns_of(figure: str, school: School, stage: str, table: SchoolTable) -> list[str]:
    """Columns of a figure that a school has: one, or one for each of its stages where none is said."""
    if figure in table.shared:
        return [figure]
    stages = [one for one in table.kinds[school.kind] if stage in ("", one)]
    columns = [table.column(figure, one) for one in stages]
    return [column for column in columns if column in school.values]


def made(wish: Wish, schools: Sequence[School], columns: Iterable[str]) -> list[Change]:
    """The changes of some schools, each in its column."""
    assert wish.amount is not None
    value = wish.amount.value
    amount = int(value) if value.denominator == 1 else value
    return [Change(s.name, column, wish.sign, amount) for s, column in zip(schools, columns, strict=True)]
