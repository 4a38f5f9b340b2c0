"""Where the headings of a sheet are: the rows above them, one to three heading rows, merged cells spread out."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from assistant.registers.matching import Fit, Matcher, Stack, fit
from assistant.registers.values import plain, text
from assistant.registers.workbook import Sheet, Value

LOOKED_AT, HIGHEST = 60, 3
"""Rows with values among which headings are looked for, and rows a heading may have."""
_UNITS = 3
"""So many units alone in a row are no data."""

FIGURES = 3
"""So many numbers stand in no lower row of a heading."""


@dataclass(frozen=True, slots=True)
class Heading:
    """Headings of a table: indexes of their rows, one stack a column, and the fit with each form."""

    first: int
    height: int
    stacks: tuple[Stack, ...]
    fits: tuple[Fit, ...]

    @property
    def best(self) -> Fit:
        """The form they fit best."""
        return max(self.fits, key=lambda f: f.score)

    def of(self, form: str) -> Fit | None:
        """The fit with one form."""
        return next((f for f in self.fits if f.form.id == form), None)


def width(sheet: Sheet) -> int:
    """Columns of the sheet."""
    return max(map(len, sheet.rows), default=0)


def find_heading(sheet: Sheet, matcher: Matcher, wanted: str | None = None) -> Heading | None:
    """The best headings of a sheet; for a wanted form those that fit it, when any do."""
    found = list(_candidates(sheet, matcher))
    if wanted is not None:
        mine = [h for h in found if (f := h.of(wanted)) and len(f.at) >= 2]
        best = max(mine, key=lambda h: _worth(h, h.of(wanted)), default=None)
        if best is not None and (fitting := best.of(wanted)) and fitting.coverage >= 0.5:
            return _with_units(sheet, best, matcher)
    best = max(found, key=lambda h: _worth(h, h.best), default=None)
    return _with_units(sheet, best, matcher) if best is not None else None


def _with_units(sheet: Sheet, heading: Heading, matcher: Matcher) -> Heading:
    """A row of nothing but units (人, 万元) below the headings belongs to them, each in brackets behind its own."""
    below = heading.first + heading.height
    row = sheet.rows[below] if below < len(sheet.rows) else []
    filled = [value for value in row if value is not None]
    if len(filled) < _UNITS or not all(isinstance(value, str) and matcher.is_unit(value) for value in filled):
        return heading
    units = _texts(row, width(sheet))
    stacks = tuple(
        (*stack[:-1], f"{stack[-1]}（{unit}）") if stack and unit else stack
        for stack, unit in zip(heading.stacks, units, strict=False)
    )
    fits = tuple(fit(matcher, one.form.id, stacks) for one in heading.fits)
    return Heading(heading.first, heading.height + 1, stacks, fits)


def _worth(heading: Heading, fitting: Fit | None) -> tuple[int, float, int]:
    """More columns first, then the better fit, then fewer rows."""
    return (len(fitting.at), fitting.score, -heading.height) if fitting else (0, 0.0, 0)


def _candidates(sheet: Sheet, matcher: Matcher) -> Iterator[Heading]:
    columns = width(sheet)
    for first in range(min(LOOKED_AT, len(sheet.rows))):
        if not _may_be_heading(sheet.rows[first], matcher):
            continue
        for height in range(1, min(HIGHEST, len(sheet.rows) - first) + 1):
            if height > 1 and _holds_figures(sheet.rows[first + height - 1]):
                break
            stacks = heading_stacks(sheet, first, height, columns, matcher.of_which)
            fits = tuple(f for form in matcher.keys if len((f := fit(matcher, form, stacks)).at) >= 2)
            if fits:
                yield Heading(first, height, stacks, fits)


def _holds_figures(row: list[Value]) -> bool:
    """A row of figures is of the data, whatever its words: 一年级, 45, 12."""
    return sum(type(value) in (int, float) for value in row) >= FIGURES


def _may_be_heading(row: list[Value], matcher: Matcher) -> bool:
    texts = [value for value in row if isinstance(value, str) and len(value) <= 60]
    known = sum(map(matcher.knows, texts))
    # A few words of a data row are headings elsewhere (女, 三年级); in a heading most are.
    return known * 3 >= len(texts) and (known >= 2 or (known == 1 and len(texts) <= 3))


def heading_stacks(
    sheet: Sheet, first: int, height: int, columns: int, of_which: Collection[str] = ()
) -> tuple[Stack, ...]:
    """One stack of different texts a column, merged cells spread over what they cover.

    A word of ``of_which`` (其中) above other headings goes on from the heading before it, which is put on top.
    """
    grid = [_texts(sheet.rows[first + k], columns) for k in range(height)]
    _spread(sheet, grid, first)
    if height > 1:
        _carry_right(grid, _merged_cells(sheet, grid, first))
    stacks: list[Stack] = []
    for column in zip(*grid, strict=True):
        kept = [t for t in column if t]
        stack = tuple(t for k, t in enumerate(kept) if k == 0 or t != kept[k - 1])
        if len(stack) > 1 and plain(stack[0]) in of_which:
            before = next((s[0] for s in reversed(stacks) if s and plain(s[0]) not in of_which), "")
            # The heading that was gone on from was put on top of the columns before it.
            stack = (before, *stack) if before else stack
        stacks.append(stack)
    return tuple(stacks)


def _texts(row: list[Value], columns: int) -> list[str]:
    return [text(value) if isinstance(value, str) else "" for value in row] + [""] * (columns - len(row))


def _spread(sheet: Sheet, grid: list[list[str]], first: int) -> None:
    numbers = {sheet.numbers[first + k]: k for k in range(len(grid))}
    low, high = min(numbers), max(numbers)
    for top, left, bottom, right in sheet.merged:
        if bottom < low or top > high or top not in numbers:
            continue
        start = left - sheet.left
        if not 0 <= start < len(grid[0]) or right - left > 200:
            continue
        words = grid[numbers[top]][start]
        for row in range(top, bottom + 1):
            if row in numbers:
                for column in range(start, min(right - sheet.left + 1, len(grid[0]))):
                    grid[numbers[row]][column] = words


def _merged_cells(sheet: Sheet, grid: list[list[str]], first: int) -> set[tuple[int, int]]:
    """Row and column in the grid of every cell that is merged with another."""
    numbers = {sheet.numbers[first + k]: k for k in range(len(grid))}
    return {
        (k, column)
        for top, left, bottom, right in sheet.merged
        for number, k in numbers.items()
        if top <= number <= bottom
        for column in range(max(left - sheet.left, 0), min(right - sheet.left + 1, len(grid[0])))
    }


def _carry_right(grid: list[list[str]], merged: set[tuple[int, int]]) -> None:
    """An upper heading that is merged with nothing (a pasted table, centred across) covers the empty cells after it."""
    for k, (upper, lower) in enumerate(zip(grid, grid[1:], strict=False)):
        for column in range(1, len(upper)):
            free = (k, column - 1) not in merged and (k, column) not in merged
            if free and not upper[column] and lower[column] and upper[column - 1] and lower[column - 1]:
                upper[column] = upper[column - 1]
