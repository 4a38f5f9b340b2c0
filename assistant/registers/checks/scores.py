"""Score books: noughts for absent pupils, subjects before their grade, points outside their bands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.knowledge.schemas import Check
from assistant.registers.grades import GRADES, grade_in
from assistant.registers.hits import Context, Hit
from assistant.registers.values import number, shown_number, text

_ITEM = re.compile(r"\s*([0-9]+\.[0-9]+)")


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
    """Marks in a subject that begins in a later grade: one hit a column."""
    column, table = check.parameters["column"], ctx.table
    for subject, first in check.parameters["from"].items():
        leaf = f"{column}.{subject}"
        if not table.has(leaf):
            continue
        rows = [row for row, value in enumerate(table.column(leaf)) if number(value) and _before(ctx, row, first)]
        if rows:
            hit = ctx.hit("subject-not-yet", rows[0], leaf, first, grade=_grade(ctx, rows[0]) or "", subject=subject)
            hit.related += [table.cell(row, leaf) for row in rows[1:]]
            yield hit


def _grade(ctx: Context, row: int) -> str | None:
    for leaf in ("grade", "class"):
        if ctx.table.has(leaf) and (found := grade_in(text(ctx.table.column(leaf)[row]))):
            return found
    return ctx.table.grade


def _before(ctx: Context, row: int, first: str) -> bool:
    grade = _grade(ctx, row)
    return grade is not None and GRADES.index(grade) < GRADES.index(first)


def bands(ctx: Context, check: Check) -> Iterator[Hit]:
    """The score of an item is one of those that its points allow, for the items whose bands are known."""
    given, table = check.parameters, ctx.table
    if not table.has(given["column"], given["points"], "item"):
        return
    known = set(given["known"])
    rows = zip(*map(table.column, ("item", given["points"], given["column"])), strict=True)
    for row, (item, points, score) in enumerate(rows):
        match, full, found = _ITEM.match(text(item)), number(points), number(score)
        allowed = given["items"].get(shown_number(full)) if full is not None else None
        if match and match[1] in known and allowed and found is not None and found not in allowed:
            hit = ctx.hit(
                "score-band", row, given["column"], "、".join(map(str, allowed)), points=shown_number(full or 0)
            )
            hit.related.append(table.cell(row, given["points"]))
            yield hit
