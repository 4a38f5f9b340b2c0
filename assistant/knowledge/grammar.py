"""What a formula of the corpus may be written with: ``+ - * / ( )``, ``ceil(x)``, plain numbers and input keys.

>>> parse("2 ** 3")
Traceback (most recent call last):
    ...
ValueError: not arithmetic: **
"""

from __future__ import annotations

import ast
import re
from functools import lru_cache

_UNWRITABLE = re.compile(r"\*\*|//|[^A-Za-z0-9_.+\-*/() ]")
_OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div)
ROUND_UP = "ceil"


@lru_cache(maxsize=512)
def parse(expression: str) -> ast.expr:
    """The expression as a tree of names, numbers, the four operations and calls of ``ceil`` with one argument.

    Raises:
        ValueError: it is no expression, or uses something else.
    """
    strange = _UNWRITABLE.search(expression)
    if strange:
        raise ValueError(f"not arithmetic: {strange[0]}")
    try:
        tree = ast.parse(expression.strip(), mode="eval").body
        _check(tree)
    except (SyntaxError, RecursionError, MemoryError) as error:
        raise ValueError(f"not arithmetic: {expression}") from error
    return tree


def inputs(tree: ast.expr) -> set[str]:
    """Keys of the inputs a parsed expression needs."""
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - {ROUND_UP}


def _check(node: ast.expr) -> None:
    if isinstance(node, ast.BinOp) and isinstance(node.op, _OPERATORS):
        _check(node.left)
        _check(node.right)
    elif isinstance(node, ast.Call) and _rounds_up(node):
        _check(node.args[0])
    elif not (isinstance(node, ast.Name) and node.id != ROUND_UP) and not _is_number(node):
        raise ValueError(f"not arithmetic: {ast.unparse(node)}")


def _rounds_up(call: ast.Call) -> bool:
    named = isinstance(call.func, ast.Name) and call.func.id == ROUND_UP
    return named and len(call.args) == 1 and not call.keywords


def _is_number(node: ast.expr) -> bool:
    # True is an int of its own kind, which type() tells apart.
    return isinstance(node, ast.Constant) and type(node.value) in (int, float)
