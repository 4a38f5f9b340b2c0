"""Values of cells brought back to what the file says, and sheets made of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from assistant.registers.workbook import Area, Sheet, Value

WHOLE_BELOW = 10**15
"""Numbers of 16 digits and more have lost their last ones when a spreadsheet saves them: they stay floats."""
SPARE = 500_000
"""Blank cells that cost nothing worth a second look."""


def numbered(rows: Iterable[Sequence[Any]]) -> Iterator[tuple[int, list[Value]]]:
    """Rows that hold a value, with their number from 1.

    Blank texts become None and whole numbers int again. One expression without calls of ours, since it sees every cell.
    """
    for number, row in enumerate(rows, 1):
        values: list[Value] = [
            (int(value) if -WHOLE_BELOW < value < WHOLE_BELOW and value.is_integer() else value)
            if (kind := type(value)) is float
            else (value if value and not value.isspace() else None)
            if kind is str
            else float(value)
            if kind is int and not -WHOLE_BELOW < value < WHOLE_BELOW
            else value
            for value in row
        ]
        if values.count(None) < len(values):
            yield number, values


def make_sheet(
    name: str,
    rows: Iterable[tuple[int, list[Value]]],
    left: int,
    *,
    hidden: bool = False,
    hidden_rows: Iterable[int] = (),
    merged: Iterable[Area] = (),
    errors: Mapping[tuple[int, int], str] | None = None,
    unsaved: Iterable[tuple[int, int]] = (),
) -> Sheet:
    """A sheet of the given rows, wide and long enough for its error values and uncalculated formulas."""
    kept, errors, unsaved = dict(rows), dict(errors or {}), frozenset(unsaved)
    marks = [*errors, *unsaved]
    for row, _ in marks:
        kept.setdefault(row, [])
    numbers = sorted(kept) if marks else list(kept)
    first = min([left, *(column for _, column in marks)])
    last = max([left + max(map(len, kept.values()), default=0) - 1, *(column for _, column in marks)])
    framed = _framed([kept[number] for number in numbers], left - first, last - first + 1)
    shown = frozenset(hidden_rows) & frozenset(numbers)
    return Sheet(name, numbers, framed, first, tuple(merged), hidden, shown, errors, unsaved)


def _framed(rows: list[list[Value]], shift: int, width: int) -> list[list[Value]]:
    """The rows moved right by ``shift`` and filled up to one width.

    Where a few cells stand so far to the right that this would be mostly blanks, only their rows reach there.
    """
    lengths = [shift + len(row) for row in rows]
    most = SPARE + 4 * sum(lengths)
    if len(rows) * width > most:
        width = max((length for length in lengths if len(rows) * length <= most), default=0)
    before: list[Value] = [None] * shift
    return [before + row + [None] * (width - length) for row, length in zip(rows, lengths, strict=True)]
