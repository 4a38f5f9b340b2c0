"""Numbers of a question sorted out: figures, runs of a list, school by school pairs."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import groupby

from assistant.text.numerals import Quantity


def is_no_figure(quantity: Quantity, text: str) -> bool:
    """2012年, 近三年, 第12条, 〔2012〕, 一百个学生, 两项: numbers that are no figures."""
    before = text[max(0, quantity.start - 1) : quantity.start]
    if before in ("第", "〔", "近"):
        return True
    if quantity.unit == "项":
        return True
    if quantity.unit == "人" and quantity.value in (1, 100):
        return True
    return quantity.unit == "年" or (not quantity.unit and 1900 <= quantity.value <= 2100 and len(quantity.raw) == 4)


def runs(text: str, figures: Sequence[Quantity]) -> list[list[Quantity]]:
    """Runs of numbers of one unit with nothing but separators between them."""
    run = 0
    keys = [0]
    for before, figure in zip(figures, figures[1:], strict=False):
        between = text[before.end : figure.start].strip(" ,、;和及/|")
        mixed = before.unit != figure.unit and "" not in (before.unit, figure.unit)
        run += bool(between) or mixed
        keys.append(run)
    numbered = zip(keys, figures, strict=True)
    return [[quantity for _, quantity in group] for _, group in groupby(numbered, key=lambda item: item[0])]


def school_pairs(figures: Sequence[Quantity]) -> tuple[list[Fraction], list[Fraction]] | None:
    """Students and amounts told school by school: 500人30个, 300人12个."""
    rest = [figure for figure in figures if figure.unit not in ("所", "项", "县")]
    students, amounts = rest[::2], rest[1::2]
    if len(students) < 2 or len(students) != len(amounts):
        return None
    if {q.unit for q in students} != {"人"} or len({q.unit for q in amounts}) != 1 or amounts[0].unit == "人":
        return None
    return [q.value for q in students], [q.value for q in amounts]
