"""Cells as people name them: E3—E10 and not eight addresses.

>>> spans(["E3", "E4", "E5", "F9"])
['E3—E5', 'F9']
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_ADDRESS = re.compile(r"([A-Z]+)([0-9]+)")


def spans(cells: Iterable[str]) -> list[str]:
    """Runs of cells below each other as their first and last, in the order given; other addresses as they are."""
    runs: list[tuple[str, int, int]] = []
    for cell in cells:
        match = _ADDRESS.fullmatch(cell)
        column, row = (match[1], int(match[2])) if match else (cell, 0)
        if match and runs and runs[-1][0] == column and runs[-1][2] + 1 == row:
            runs[-1] = (column, runs[-1][1], row)
        else:
            runs.append((column, row, row))
    return [_named(*run) for run in runs]


def _named(column: str, first: int, last: int) -> str:
    if not first:
        return column
    mark = "—" if last > first + 1 else "、"
    return f"{column}{first}{mark}{column}{last}" if last > first else f"{column}{first}"
