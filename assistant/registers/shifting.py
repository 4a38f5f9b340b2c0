"""A block of columns that stands one column beside its headings: told by checking it where it would belong.

Where a needed column is empty in every row, or one is wrong in nearly every row, the columns from there on are moved by
one and checked again. When nearly everything comes right, the shift is the one cause.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from assistant.registers.findings import Shown
from assistant.registers.folding import absorb
from assistant.registers.hits import Context, Hit
from assistant.registers.workbook import Value

LEAST, WRONG, RIGHT, SUSPECTS = 3, 0.8, 0.25, 4
"""Rows and hits that make a case; share of rows wrong in one column; share of hits that may remain after the move."""


def shifted_block(ctx: Context, hits: Sequence[Hit], run: Callable[[Context], list[Hit]]) -> list[Hit]:
    """The hits, or the shift in place of those of cells when there is one."""
    rows = len(ctx.table.rows)
    cells = [hit for hit in hits if hit.row is not None]
    if rows < LEAST or len(cells) < max(LEAST, rows / 2):
        return list(hits)
    for leaf, direction in _suspects(ctx, cells):
        moved = _moved(ctx, ctx.table.at[leaf], direction)
        before = [hit for hit in cells if hit.leaf != leaf]
        after = [hit for hit in run(moved) if hit.row is not None and hit.leaf != leaf]
        if len(before) >= LEAST and len(after) <= RIGHT * len(before):
            return [_cause(ctx, leaf, direction, hits), *(hit for hit in hits if _of_headings(hit))]
    return list(hits)


def _of_headings(hit: Hit) -> bool:
    return hit.row is None and hit.rule.startswith(("column-", "title-", "signature-", "hidden-"))


def _suspects(ctx: Context, cells: Sequence[Hit]) -> Iterator[tuple[str, str]]:
    """Columns from which the block may be shifted to the right, then to the left."""
    table = ctx.table
    ordered = sorted(table.at, key=lambda leaf: table.at[leaf])
    empty = [leaf for leaf in ordered if all(value is None for value in table.column(leaf))]
    yield from ((leaf, "右") for leaf in empty[:SUSPECTS] if leaf != ordered[-1])
    wrong = {leaf: {hit.row for hit in cells if hit.leaf == leaf} for leaf in ordered}
    first = next((leaf for leaf in ordered if len(wrong[leaf]) >= WRONG * len(table.rows)), None)
    if first is not None and first not in empty and first != ordered[-1]:
        yield first, "左"


def _moved(ctx: Context, index: int, direction: str) -> Context:
    """The table with the block where it would belong."""

    def move(row: list[Value]) -> list[Value]:
        if direction == "右":
            return [*row[:index], *row[index + 1 :], None]
        return [*row[:index], None, *row[index:-1]]

    rows = [move(row) for row in ctx.table.rows]
    table = replace(ctx.table, rows=rows, totals=[], _columns={})
    return Context(table, ctx.schemas, ctx.school_year)


def _cause(ctx: Context, leaf: str, direction: str, hits: Sequence[Hit]) -> Hit:
    cause = ctx.hit("column-shifted", 0, leaf, direction=direction, count=str(len(ctx.table.rows)))
    cause.observed = Shown("")
    absorb(cause, [hit for hit in hits if not _of_headings(hit)])
    return cause
