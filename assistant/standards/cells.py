"""A cell of a table of figures as an exact number, or why it is none.

>>> read_cell("１，２００ 册", "册")
Read(value=1200, trouble='cell-written')
>>> read_cell("约三百", "册")
Read(value=None, trouble='cell-text')
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction

from assistant.text.numerals import UNITS, WORTH

Number = int | Fraction
_WRITTEN = re.compile(r"([+-]?)((?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+)\s*(万?)\s*(\D{0,4}|m2)")
_MINUS = str.maketrans("−－–—，", "----,")
MYRIAD = 10_000
_DIGITS = 100
"""More of them are no figure, and Python refuses to read thousands."""
NO_FIGURE = 10**14
"""What has fifteen digits is somebody's number in a wrong column: no school has as much of anything."""


_BRACKETS = re.compile(r"[（(【\[［〔]([^（(【\[［〔）)】\]］〕]*)[)）】\]］〕]")
_UNIT = re.compile(r"(?:计量)?(?:单位[:：]?)?(百万|[百千万亿])?(.*)")
_SCALE = {"百": 100, "千": 1000, "万": MYRIAD, "百万": 100 * MYRIAD, "亿": MYRIAD**2}


@dataclass(frozen=True, slots=True)
class Read:
    """``value`` None: not usable. ``trouble``: rule of a finding, '' for none; both together where it was mended."""

    value: Number | None
    trouble: str = ""


_BLANK = Read(None, "cell-empty")


def read_cell(cell: object, unit: str, *, whole: bool = False) -> Read:
    """The exact number of a cell: decimals as they were typed.

    Args:
        unit: of the column; it, or another word for it, may stand behind the number.
        whole: only whole numbers can be right.
    """
    kind = type(cell)
    if kind is int:
        value: Number = cell  # type: ignore[assignment]
        return _checked(value, whole, "")
    if cell is None:
        return _BLANK
    if kind is float:
        return _checked(_from_float(cell), whole, "")  # type: ignore[arg-type]
    if kind is str:
        return _written(cell, unit, whole)  # type: ignore[arg-type]
    return Read(None, "cell-text")


def unit_of(heading: str, unit: str) -> tuple[str, Fraction]:
    """The unit that a heading says in brackets, and how many of the column's own unit one of it is.

    >>> unit_of("教学仪器设备值（万元）", "元"), unit_of("图书（册）", "册")
    (('万元', Fraction(10000, 1)), ('册', Fraction(1, 1)))
    """
    for words in map(str.strip, _BRACKETS.findall(unicodedata.normalize("NFKC", heading))):
        match = _UNIT.fullmatch(words)
        scale, own = (match[1] or "", match[2].strip()) if match else ("", words)
        if own and UNITS.get(own, own) == unit or (scale and not own):
            return words, _SCALE.get(scale, 1) * WORTH.get(own, Fraction(1))
    if unit and f"万{unit}" in heading:
        return f"万{unit}", Fraction(MYRIAD)
    return unit, Fraction(1)


def _from_float(cell: float) -> Number | None:
    """The shortest decimal that is this number: what was typed."""
    if cell != cell or cell in (float("inf"), float("-inf")):
        return None
    if cell.is_integer():
        return int(cell)
    # Sums of a spreadsheet carry binary dust in the last digits (0.1+0.2); fifteen digits are all it shows.
    words = f"{cell:.15g}"
    whole, _, decimals = words.partition(".")
    if decimals.isdigit():  # what Fraction makes of the text, without its pattern
        return Fraction(int(whole + decimals), 10 ** len(decimals))
    return Fraction(words)


def _written(cell: str, unit: str, whole: bool) -> Read:
    words = unicodedata.normalize("NFKC", cell).translate(_MINUS).strip()
    match = _WRITTEN.fullmatch(words)
    if match is None or len(match[2]) > _DIGITS:
        return Read(None, "cell-text")
    sign, digits, myriad, behind = match.groups()
    if behind.strip() and UNITS.get(behind.strip(), behind.strip()) != unit:
        return Read(None, "cell-text")
    worth = WORTH.get(behind.strip(), 1)
    value = Fraction(digits.replace(",", "")) * (MYRIAD if myriad else 1) * (-1 if sign == "-" else 1) * worth
    odd = cell.strip() != digits.replace(",", "")
    return _checked(int(value) if value.denominator == 1 else value, whole, "cell-written" if odd else "")


def _checked(value: Number | None, whole: bool, trouble: str) -> Read:
    if value is None:
        return Read(None, "cell-text")
    top, bottom = value.numerator, value.denominator  # Fractions compare ten times as slowly
    if top >= NO_FIGURE * bottom:
        return Read(None, "cell-text")
    if top < 0:
        return Read(None, "cell-negative")
    if whole and bottom != 1:
        return Read(None, "cell-fraction")
    return Read(value, trouble)
