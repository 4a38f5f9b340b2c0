"""Numbers of a question sorted out: figures, runs of a list, school by school pairs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import groupby

from assistant.text.numerals import Quantity
from assistant.understanding.frame import Frame

_EACH = ("第", "〔", "近", "每", "按", "足", "满")
_ONE_OF_MANY = re.compile("摊|多少|几|平均|该|能|合")
_ONE = re.compile("一个[0-9]|一块[^钱]?|一[分成]不")
_UNTOLD_UNITS = ("项", "年", "县", "所", "倍", "天", "岁")


def figures_of(frame: Frame) -> list[Quantity]:
    """The figures of a question, 近三年 and the like left out; .60 is read with its point."""
    return [_pointed(quantity, frame.text) for quantity in frame.quantities if not is_no_figure(quantity, frame.text)]


def is_no_figure(quantity: Quantity, text: str) -> bool:
    """2012年, 近三年, 第12条, 〔2012〕, 每百人, 两项, 五(1)班: numbers that are no figures."""
    before, after = text[max(0, quantity.start - 1) : quantity.start], text[quantity.end : quantity.end + 2]
    if before in ("第", "〔", "近") or quantity.unit in _UNTOLD_UNITS:
        return True
    if before == "(" and quantity.raw[0] in "百千万":
        return True
    if (before == "(" and after == ")班") or _ONE.fullmatch(quantity.raw + after[:1]):
        return True
    if quantity.unit == "人" and quantity.value in (1, 100) and not quantity.raw[0].isdigit():
        spoken_of = before in _EACH or _ONE_OF_MANY.match(after)
        return bool(spoken_of) or quantity.raw[0] == "百" or quantity.value == 100
    return not quantity.unit and 1900 <= quantity.value <= 2100 and len(quantity.raw) == 4 and (
        after[:1] in _YEARS or not before.isalpha()
    )


_YEARS = frozenset("年版办届级度秋春建文")


def _pointed(quantity: Quantity, text: str) -> Quantity:
    """.60 as it is meant: the point stands before the number that was read."""
    start = quantity.start
    point = start and text[start - 1] == "." and not text[max(0, start - 2)].isdigit() and quantity.raw[:1].isdigit()
    if not point or quantity.value.denominator != 1:
        return quantity
    digits = re.match("[0-9]+", quantity.raw)
    assert digits is not None
    return replace(quantity, value=Fraction("0." + digits[0]), start=start - 1)


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
