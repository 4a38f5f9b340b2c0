"""Arithmetic of the corpus: ``+ - * / ( )``, ``ceil(x)``, numbers and named inputs, in exact fractions.

>>> evaluate("raw / (100 - na) * 100", {"raw": Fraction(86), "na": Fraction(6)})
Fraction(4300, 47)
>>> steps("raw / (100 - na) * 100", {"raw": Fraction(86), "na": Fraction(6)})
'86 ÷ (100 − 6) × 100'
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping
from fractions import Fraction

from assistant.text.numerals import shown

_OPERATORS: dict[type[ast.operator], tuple[str, int, Callable[[Fraction, Fraction], Fraction]]] = {
    ast.Add: ("+", 1, operator.add),
    ast.Sub: ("−", 1, operator.sub),
    ast.Mult: ("×", 2, operator.mul),
    ast.Div: ("÷", 2, operator.truediv),
}


class UnusableNumbers(ValueError):
    """The numbers given cannot be used in this formula (division by nothing)."""


def names(expression: str) -> set[str]:
    """Inputs an expression needs."""
    return {node.id for node in ast.walk(_parse(expression)) if isinstance(node, ast.Name) and node.id != "ceil"}


def evaluate(expression: str, values: Mapping[str, Fraction]) -> Fraction:
    """The exact value.

    Raises:
        UnusableNumbers: a division by zero.
        ValueError: the expression uses something else than arithmetic.
    """
    return _value(_parse(expression), values)


def steps(expression: str, values: Mapping[str, Fraction]) -> str:
    """The expression with the numbers put in, as people write it; inputs that are 0 and only added are left out."""
    return _written(_parse(expression), values)[0]


def _parse(expression: str) -> ast.expr:
    return ast.parse(expression, mode="eval").body


def _number(node: ast.Constant) -> Fraction:
    if isinstance(node.value, bool) or not isinstance(node.value, int | float):
        raise ValueError(f"not arithmetic: {node.value!r}")
    return Fraction(str(node.value))


def _value(node: ast.expr, values: Mapping[str, Fraction]) -> Fraction:
    if isinstance(node, ast.Constant):
        return _number(node)
    if isinstance(node, ast.Name):
        return values[node.id]
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        left, right = _value(node.left, values), _value(node.right, values)
        if isinstance(node.op, ast.Div) and right == 0:
            raise UnusableNumbers("division by zero")
        return _OPERATORS[type(node.op)][2](left, right)
    if _is_ceil(node):
        assert isinstance(node, ast.Call)
        return Fraction(math.ceil(_value(node.args[0], values)))
    raise ValueError(f"not arithmetic: {ast.dump(node)}")


def _is_ceil(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "ceil"
        and len(node.args) == 1
    )


def _written(node: ast.expr, values: Mapping[str, Fraction]) -> tuple[str, int]:
    """Text and binding strength (1 sum, 2 product, 3 atom)."""
    if isinstance(node, ast.Constant):
        return shown(_number(node), 4), 3
    if isinstance(node, ast.Name):
        return shown(values[node.id], 4), 3
    if isinstance(node, ast.Call):
        return _written(node.args[0], values)
    assert isinstance(node, ast.BinOp)
    sign, strength, _ = _OPERATORS[type(node.op)]
    if strength == 1 and isinstance(node.right, ast.Name) and values[node.right.id] == 0:
        return _written(node.left, values)
    if isinstance(node.op, ast.Add) and isinstance(node.left, ast.Name) and values[node.left.id] == 0:
        return _written(node.right, values)
    left, left_strength = _written(node.left, values)
    right, right_strength = _written(node.right, values)
    if left_strength < strength:
        left = f"({left})"
    if right_strength < strength or (right_strength == strength and sign in "−÷"):
        right = f"({right})"
    return f"{left} {sign} {right}", strength
