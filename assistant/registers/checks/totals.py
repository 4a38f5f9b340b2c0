"""合计 and 小计 rows add up the rows above them."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from assistant.knowledge.schemas import Check
from assistant.registers.checks.arithmetic import exact
from assistant.registers.findings import Shown
from assistant.registers.hits import Context, Hit
from assistant.registers.values import plain, shown_number, text


def total_row(ctx: Context, check: Check) -> Iterator[Hit]:
    """Every column that can be added: whole numbers with a unit such as 人, and sums of money that are no price."""
    table, last = ctx.table, 0
    leaves = [leaf for leaf in table.at if _can_be_added(ctx, leaf)]
    for index, upto in table.totals:
        partial = _is_partial(ctx, index)
        first = last if partial else 0
        if partial:
            last = upto
        for leaf in leaves if upto - first >= 1 else ():
            yield from _compare(ctx, leaf, index, range(first, upto))


def _can_be_added(ctx: Context, leaf: str) -> bool:
    column = ctx.table.leaves[leaf].column
    factors = {f for check in ctx.table.form.checks if check.kind == "product" for f in check.parameters["factors"]}
    if column.type == "decimal" and column.unit in ctx.words("added"):
        return leaf not in factors
    return column.type == "integer" and bool(column.unit) and column.unit not in ctx.words("not_added")


def _is_partial(ctx: Context, index: int) -> bool:
    """Whether it is a 小计: of the rows since the last one."""
    words = {plain(value) for value in ctx.table.sheet.rows[index] if isinstance(value, str)}
    partial = tuple(map(plain, ctx.words("subtotal")))
    return any(word.endswith(partial) for word in words if word) if partial else False


def _unknown(ctx: Context, leaf: str, row: int) -> bool:
    """A cell that may hold a number which cannot be read; it is reported as such."""
    table = ctx.table
    value, cell = table.column(leaf)[row], (table.numbers[row], table.letter(leaf))
    if value is None:
        needed = table.leaves[leaf].column.need == "yes" and table.leaves[leaf].part is None
        return needed or cell in table.sheet.errors or cell in table.sheet.unsaved
    return exact(value) is None and text(value) not in ctx.words("dash")


def _compare(ctx: Context, leaf: str, index: int, rows: range) -> Iterator[Hit]:
    table = ctx.table
    value = table.sheet.rows[index][table.at[leaf]]
    observed = exact(value)
    if observed is None:
        return
    column = table.column(leaf)
    if any(_unknown(ctx, leaf, row) for row in rows):
        return
    cells = [(table.numbers[row], table.letter(leaf)) for row in rows]
    stands = [exact(column[row]) or Fraction(0) for row in rows]
    mended = [ctx.mended.get(cell, figure) for cell, figure in zip(cells, stands, strict=True)]
    if observed not in (sum(stands), sum(mended)):
        expected = sum(mended, Fraction(0))
        cell = (table.sheet.numbers[index], table.letter(leaf))
        ctx.mended[cell] = expected
        said = shown_number(float(expected))
        hit = ctx.sheet_hit("footer-total", cell, "", said, column=ctx.label(leaf))
        hit.observed, hit.leaf = Shown(text(value)), leaf
        hit.words["why"] = f"第{table.numbers[rows[0]]}至{table.numbers[rows[-1]]}行相加得{said}"
        yield hit
