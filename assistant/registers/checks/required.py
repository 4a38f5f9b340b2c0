"""Cells that must hold a value: of one column, under a condition, or some of several."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.knowledge.schemas import Check
from assistant.registers.checks.id_numbers import kind_of_document
from assistant.registers.codes import words_of
from assistant.registers.hits import Context, Hit, given
from assistant.registers.values import text

_MARKS = "marks"
"""Variant of the mend of an empty cell in a column of marks: no nought for who was absent."""


def required(ctx: Context, leaf: str) -> Iterator[Hit]:
    """Empty cells of a column that must be filled; cells with an error value are reported as such."""
    values = ctx.table.column(leaf)
    if None not in values:
        return
    for row, value in enumerate(values):
        if value is None and not ctx.spoiled(row, leaf) and not _may_be_empty(ctx, leaf, row):
            yield empty_hit(ctx, row, leaf)


def _may_be_empty(ctx: Context, leaf: str, row: int) -> bool:
    """A child with another kind of document may have no number."""
    numbered = ctx.table.leaves[leaf].column.type == "id_number"
    return numbered and kind_of_document(ctx, row) in ctx.words("number_optional")


def empty_hit(ctx: Context, row: int, leaf: str) -> Hit:
    """An empty cell that must be filled, with how a column of its type is filled."""
    column, codes = ctx.table.leaves[leaf].column, ctx.list_of(leaf)
    expected = words_of(codes) if codes is not None else ""
    return ctx.hit(
        "required-empty",
        row,
        leaf,
        expected,
        variant=_MARKS if column.words and column.type == "decimal" else column.type,
        fill=column.fill,
    )


def filled_when(ctx: Context, check: Check) -> Iterator[Hit]:
    """All of ``columns`` are filled where ``when`` holds; here and below an error value is no empty cell."""
    rows = ctx.where(check.parameters.get("when"))
    for leaf in given(check, "columns") if rows is not None else ():
        if ctx.table.has(leaf):
            for row, (value, due) in enumerate(zip(ctx.table.column(leaf), rows or (), strict=True)):
                if due and value is None and not ctx.spoiled(row, leaf):
                    yield ctx.hit("required-when-empty", row, leaf, why=_condition(ctx, check, row))


def filled_together(ctx: Context, check: Check) -> Iterator[Hit]:
    """All of ``columns`` are filled, or none; 无 in the others is none."""
    leaves = list(given(check, "columns"))
    if not ctx.table.has(*leaves):
        return
    columns, nothing = [ctx.table.column(leaf) for leaf in leaves], _nothing(ctx)
    for row, values in enumerate(zip(*columns, strict=True)):
        said = [leaf for leaf, value in zip(leaves, values, strict=True) if _said(value) not in nothing]
        if said and None in values and not any(ctx.spoiled(row, leaf) for leaf in leaves):
            there = "、".join(map(ctx.label, said))
            yield ctx.hit("required-when-empty", row, leaves[values.index(None)], why=f"{there}已填")


def some_filled(ctx: Context, check: Check) -> Iterator[Hit]:
    """At least ``at_least`` of ``columns`` are filled where ``when`` holds; 无 beside an empty cell fills nothing."""
    rows, leaves = ctx.where(check.parameters.get("when")), list(given(check, "columns"))
    if rows is None or not ctx.table.has(*leaves):
        return
    least = int(check.parameters.get("at_least", 1))
    several = f"{'、'.join(map(ctx.label, leaves))}至少填{least}项"
    nothing = _nothing(ctx)
    for row, values in enumerate(zip(*map(ctx.table.column, leaves), strict=True)):
        few = rows[row] and None in values and sum(_said(value) not in nothing for value in values) < least
        if few and not any(ctx.spoiled(row, leaf) for leaf in leaves):
            why = "，".join(filter(None, (_condition(ctx, check, row), several)))
            hit = ctx.hit("required-when-empty", row, leaves[values.index(None)], why=why)
            hit.related += [ctx.table.cell(row, leaf) for leaf in leaves if leaf != hit.leaf]
            yield hit


def not_all_filled(ctx: Context, check: Check) -> Iterator[Hit]:
    """At least one of ``columns`` is empty where ``when`` holds; a dash, 无 and 在家 count as empty."""
    rows, leaves = ctx.where(check.parameters.get("when")), list(given(check, "columns"))
    if rows is None or not ctx.table.has(*leaves):
        return
    empty, at_home = _nothing(ctx), ctx.words("at_home")
    for row, values in enumerate(zip(*map(ctx.table.column, leaves), strict=True)):
        if rows[row] and not any(_said(value) in empty or text(value).startswith(at_home) for value in values):
            hit = ctx.hit("guardian-place", row, leaves[-1])
            hit.related += [ctx.table.cell(row, leaf) for leaf in leaves[:-1]]
            yield hit


def _nothing(ctx: Context) -> set[object]:
    """What says that there is nothing: an empty cell, a dash, 无."""
    return {None, *ctx.words("dash"), *ctx.words("none")}


def _said(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


def _condition(ctx: Context, check: Check, row: int) -> str:
    """What asks for it in that row: 留守类型为双亲留守儿童."""
    parts = []
    for leaf, wanted in (check.parameters.get("when") or {}).items():
        asked = wanted if isinstance(wanted, str) else ""
        there = ctx.standard(leaf, ctx.table.column(leaf)[row])
        said = {"*": "已填", ">0": "大于0"}.get(asked) or (f"为{there}" if there else "未填")
        parts.append(f"{ctx.label(leaf)}{said}")
    return "，".join(parts)
