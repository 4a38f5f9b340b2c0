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

from assistant.knowledge.grammar import inputs, parse
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
    """Inputs an expression needs.

    Raises:
        ValueError: the expression cannot be read as arithmetic.
    """
    return inputs(parse(expression))


def evaluate(expression: str, values: Mapping[str, Fraction]) -> Fraction:
    """The exact value.

    Raises:
        UnusableNumbers: a division by zero.
        ValueError: the expression cannot be read as arithmetic.
        KeyError: an input has no value.
    """
    return _value(parse(expression), values)


def steps(expression: str, values: Mapping[str, Fraction], sums: Mapping[str, str] | None = None) -> str:
    """The expression with the numbers put in, as people write it; inputs that are 0 and only added are left out.

    ``sums`` writes an input as what it was added up from (7 + 2). Rounding up is not written: whoever shows the
    steps of a formula with ``ceil`` says so beside them.

    Raises:
        ValueError: the expression cannot be read as arithmetic.
        KeyError: an input has no value.
    """
    return _written(parse(expression), values, sums or {})[0]


def _value(node: ast.expr, values: Mapping[str, Fraction]) -> Fraction:
    """Value of a tree that ``parse`` has let through."""
    if isinstance(node, ast.Constant):
        return Fraction(str(node.value))
    if isinstance(node, ast.Name):
        return values[node.id]
    if isinstance(node, ast.Call):
        return Fraction(math.ceil(_value(node.args[0], values)))
    assert isinstance(node, ast.BinOp)
    left, right = _value(node.left, values), _value(node.right, values)
    if isinstance(node.op, ast.Div) and right == 0:
        raise UnusableNumbers("division by zero")
    return _OPERATORS[type(node.op)][2](left, right)


def _operand(node: ast.expr, values: Mapping[str, Fraction], sums: Mapping[str, str]) -> tuple[str, int]:
    """Part of a longer sum: what was rounded up is written as the whole number that is computed with."""
    if isinstance(node, ast.Call):
        return shown(_value(node, values)), 3
    return _written(node, values, sums)


def _takes_from_the_same(node: ast.BinOp) -> bool:
    """100 − (100 − 94) is written 94."""
    right = node.right
    return (
        isinstance(right, ast.BinOp) and isinstance(right.op, ast.Sub) and ast.dump(node.left) == ast.dump(right.left)
    )


def _written(node: ast.expr, values: Mapping[str, Fraction], sums: Mapping[str, str]) -> tuple[str, int]:
    """Text and binding strength (1 sum, 2 product, 3 atom)."""
    if isinstance(node, ast.Constant):
        return shown(Fraction(str(node.value)), 4), 3
    if isinstance(node, ast.Name):
        return (sums[node.id], 1) if node.id in sums else (shown(values[node.id], 4), 3)
    if isinstance(node, ast.Call):
        return _written(node.args[0], values, sums)
    assert isinstance(node, ast.BinOp)
    sign, strength, _ = _OPERATORS[type(node.op)]
    if strength == 1 and isinstance(node.right, ast.Name) and values[node.right.id] == 0:
        return _written(node.left, values, sums)
    if isinstance(node.op, ast.Add) and _value(node.left, values) == 0:
        return _written(node.right, values, sums)
    if strength == 1 and sign == "−" and _takes_from_the_same(node):
        return _written(node.right.right, values, sums)  # type: ignore[attr-defined]
    left, left_strength = _operand(node.left, values, sums)
    right, right_strength = _operand(node.right, values, sums)
    if left_strength < strength:
        left = f"({left})"
    if right_strength < strength or (right_strength == strength and sign in "−÷"):
        right = f"({right})"
    return f"{left} {sign} {right}", strength
