"""Score books: noughts for absent pupils, subjects before their grade, points outside their bands."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.knowledge.schemas import Check
from assistant.registers.checks.required import empty_hit
from assistant.registers.hits import Context, Hit
from assistant.registers.values import number, text
from assistant.text.grades import GRADES, grade_in

MOSTLY = 0.8
"""A subject of which so large a share of the pupils has marks is one that all were examined in."""


def score_filled(ctx: Context, check: Check) -> Iterator[Hit]:
    """An empty cell of a subject that nearly all have marks in; the remark, or a row without any mark, explains it."""
    leaves, remark = ctx.table.parts(check.parameters["column"]), check.parameters.get("remark")
    columns = {leaf: ctx.table.column(leaf) for leaf in leaves}
    remarks = ctx.table.column(remark) if remark and ctx.table.has(remark) else [None] * len(ctx.table.rows)
    for leaf, values in columns.items():
        if None not in values or sum(value is not None for value in values) < MOSTLY * len(values):
            continue
        for row, value in enumerate(values):
            examined = any(column[row] is not None for column in columns.values())
            if value is None and examined and remarks[row] is None and not ctx.spoiled(row, leaf):
                yield empty_hit(ctx, row, leaf)


def score_zero(ctx: Context, check: Check) -> Iterator[Hit]:
    """A nought is a mark of nought, not an absent pupil: asked about unless the remark explains it."""
    remark = check.parameters.get("remark")
    remarks = ctx.table.column(remark) if remark and ctx.table.has(remark) else [None] * len(ctx.table.rows)
    for leaf in ctx.table.parts(check.parameters["column"]):
        for row, value in enumerate(ctx.table.column(leaf)):
            if number(value) != 0 or (remarks[row] is not None and not _absent(ctx, text(remarks[row]))):
                continue
            hit = ctx.hit("score-absent-zero", row, leaf)
            if remarks[row] is not None and remark:
                hit.related.append(ctx.table.cell(row, remark))
            yield hit


def _absent(ctx: Context, remark: str) -> bool:
    return any(word in remark for word in ctx.words("absent"))


def subjects(ctx: Context, check: Check) -> Iterator[Hit]:
    """Marks in a subject that begins in a later grade: one hit at the heading."""
    column, table = check.parameters["column"], ctx.table
    for subject, first in check.parameters["from"].items():
        leaf = f"{column}.{subject}"
        if not table.has(leaf):
            continue
        rows = [row for row, value in enumerate(table.column(leaf)) if number(value) and _before(ctx, row, first)]
        if rows:
            cell = (table.sheet.numbers[table.heading_row], table.letter(leaf))
            hit = ctx.sheet_hit("subject-not-yet", cell, table.label(leaf), column=table.label(leaf))
            hit.words |= {"grade": _grade(ctx, rows[0]) or "", "from": first}
            hit.related += [table.cell(row, leaf) for row in rows]
            yield hit


def _grade(ctx: Context, row: int) -> str | None:
    for leaf in ("grade", "class"):
        if ctx.table.has(leaf) and (found := grade_in(text(ctx.table.column(leaf)[row]))):
            return found
    return ctx.table.grades()[row]


def _before(ctx: Context, row: int, first: str) -> bool:
    grade = _grade(ctx, row)
    return grade is not None and GRADES.index(grade) < GRADES.index(first)
