"""A formula of the corpus turned round: which number makes its result reach a limit, exactly.

>>> solve("teachers / students * 100", {"students": Fraction(500)}, "teachers", Fraction("4.2"))
Fraction(21, 1)
>>> solve("(outdoor + gym) / students", {"outdoor": Fraction(9000), "gym": Fraction(0)}, "students", Fraction("7.5"))
Fraction(1200, 1)
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from fractions import Fraction
from itertools import zip_longest

from assistant.calculation.expressions import UnusableNumbers
from assistant.knowledge.grammar import parse

Polynomial = tuple[Fraction, ...]
"""Coefficients of the unknown, lowest power first."""
Ratio = tuple[Polynomial, Polynomial]


def solve(expression: str, values: Mapping[str, Fraction], unknown: str, target: Fraction) -> Fraction:
    """The value of ``unknown`` for which the expression equals ``target``; rounding up inside it is left out.

    Raises:
        UnusableNumbers: no single number does that, or the unknown stands in a power of itself.
        ValueError: the expression cannot be read as arithmetic.
        KeyError: another input has no value.
    """
    top, bottom = _ratio(parse(expression), values, unknown)
    rest = _plus(top, _times(bottom, (-target,)))
    if len(rest) != 2:
        raise UnusableNumbers("not one solution")
    found = -rest[0] / rest[1]
    if sum(factor * found**power for power, factor in enumerate(bottom)) == 0:
        raise UnusableNumbers("division by zero")
    return found


def _ratio(node: ast.expr, values: Mapping[str, Fraction], unknown: str) -> Ratio:
    one: Polynomial = (Fraction(1),)
    if isinstance(node, ast.Constant):
        return (Fraction(str(node.value)),), one
    if isinstance(node, ast.Name):
        return ((Fraction(0), Fraction(1)) if node.id == unknown else (values[node.id],)), one
    if isinstance(node, ast.Call):
        return _ratio(node.args[0], values, unknown)
    assert isinstance(node, ast.BinOp)
    left, right = _ratio(node.left, values, unknown), _ratio(node.right, values, unknown)
    if isinstance(node.op, ast.Mult):
        return _times(left[0], right[0]), _times(left[1], right[1])
    if isinstance(node.op, ast.Div):
        return _times(left[0], right[1]), _times(left[1], right[0])
    sign = Fraction(-1 if isinstance(node.op, ast.Sub) else 1)
    top = _plus(_times(left[0], right[1]), _times(_times(right[0], left[1]), (sign,)))
    return top, _times(left[1], right[1])


def _plus(left: Polynomial, right: Polynomial) -> Polynomial:
    return _short([a + b for a, b in zip_longest(left, right, fillvalue=Fraction(0))])


def _times(left: Polynomial, right: Polynomial) -> Polynomial:
    product = [Fraction(0)] * (len(left) + len(right) - 1)
    for i, a in enumerate(left):
        for j, b in enumerate(right):
            product[i + j] += a * b
    return _short(product)


def _short(coefficients: list[Fraction]) -> Polynomial:
    while len(coefficients) > 1 and coefficients[-1] == 0:
        coefficients.pop()
    return tuple(coefficients)
