"""What concerns a whole sheet: its columns, the year in the title, hidden rows, signatures, errors of formulas."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache

from assistant.knowledge.schemas import Column, Form, Schemas
from assistant.registers.dates import has_date
from assistant.registers.findings import Severity
from assistant.registers.hits import Context, Hit
from assistant.registers.values import narrow, plain
from assistant.registers.workbook import Value, address
from assistant.registers.years import years_in


def columns(ctx: Context) -> Iterator[Hit]:
    """Columns that are missing, not of the form, or elsewhere than in the form; of the first of blocks only."""
    if ctx.table.sheet.beside:
        return
    yield from _missing(ctx)
    yield from _renamed(ctx)
    yield from _extra(ctx)
    yield from _moved(ctx)


def _heading_row(ctx: Context) -> int:
    return ctx.table.sheet.numbers[ctx.table.heading_row]


def missing_columns(ctx: Context) -> list[str]:
    """Ids of columns that must be there and are not."""
    return [c.id for c in ctx.table.form.columns if c.need == "yes" and not ctx.table.parts(c.id)]


def _missing(ctx: Context) -> Iterator[Hit]:
    """What must be there; a number of order, or a grade or class that the title or the sheet's name tells of all rows,
    is a hint only."""
    table = ctx.table
    severity: Severity | None = "待核实" if table.form.columns_confidence == "convention" else None
    columns = {column.id: column for column in table.form.columns}
    for id in missing_columns(ctx):
        order = min(leaf.order for leaf in table.leaves.values() if leaf.column.id == id)
        later = [table.letter(leaf) for leaf in table.at if table.leaves[leaf].order > order]
        where = min(later) if later else max(table.letter(leaf) for leaf in table.at) + 1
        hit = ctx.sheet_hit(
            "column-missing", (_heading_row(ctx), where), expected=columns[id].label, column=columns[id].label,
            form=table.form.name,
        )  # fmt: skip
        told = {"grade": table.grades(), "class": table.rooms()}.get(id)
        hint = id == "seq" or (told and all(told))
        hit.severity, hit.leaf = "提示" if hint else severity, id
        yield hit


SEVERAL = 4
"""So many columns that are none of the form come from one cause: an export, a county's own table."""


def _extra(ctx: Context) -> Iterator[Hit]:
    """Columns that are none of the form: one hit each, or one for all of them when there are several."""
    table, used, numbering = ctx.table, set(ctx.table.at.values()), _numbering(ctx.schemas)
    more = {
        (_heading_row(ctx), index + table.sheet.left): "".join(stack).replace("\n", "")
        for index, stack in enumerate(table.stacks)
        if stack and index not in used and plain(stack[-1]) not in numbering
    }
    cells = list(more)
    if len(cells) < SEVERAL:
        for cell, words in more.items():
            yield ctx.sheet_hit("column-extra", cell, words, column=words, form=table.form.name)
        return
    named = "、".join(list(more.values())[:SEVERAL]) + f"等{len(cells)}栏"
    hit = ctx.sheet_hit("column-extra", cells[0], named, column=named, form=table.form.name)
    hit.related += [address(*cell) for cell in cells[1:]]
    yield hit


@lru_cache(maxsize=4)
def _numbering(schemas: Schemas) -> frozenset[str]:
    """What columns that number the rows or hold remarks are called: any table may have them."""
    numbers = (column for form in schemas.forms.values() for column in form.columns if column.id in ("seq", "remark"))
    return frozenset(plain(name) for column in numbers for name in (column.label, *column.aliases))


def _renamed(ctx: Context) -> Iterator[Hit]:
    """Headings that are none of the names of their column, and were understood all the same."""
    table = ctx.table
    for leaf in sorted(table.renamed, key=lambda leaf: table.at[leaf]):
        cell = (_heading_row(ctx), table.letter(leaf))
        label = table.leaves[leaf].label
        if plain(label) == plain(table.label(leaf)):
            continue
        yield ctx.sheet_hit("column-renamed", cell, table.label(leaf), label, column=label, form=table.form.name)


def _moved(ctx: Context) -> Iterator[Hit]:
    """Columns that leave the order of the form, the fewest that explain it: one hit."""
    table = ctx.table
    leaves = sorted(table.at, key=lambda leaf: table.at[leaf])
    leaves = [leaf for leaf in leaves if _has_place(table.form, table.leaves[leaf].column)]
    kept = _longest_rising([table.leaves[leaf].order for leaf in leaves])
    moved = [leaf for place, leaf in enumerate(leaves) if place not in kept]
    # Parts of one column may stand in any order: subjects, grades.
    moved = [leaf for leaf in moved if table.leaves[leaf].part is None]
    if moved:
        cells = [(_heading_row(ctx), table.letter(leaf)) for leaf in moved]
        names = "、".join(map(table.label, moved))
        hit = ctx.sheet_hit("column-moved", cells[0], table.label(moved[0]), column=names, form=table.form.name)
        hit.related += [address(*cell) for cell in cells[1:]]
        yield hit


def _has_place(form: Form, column: Column) -> bool:
    """Whether the form says where a column stands: not of what is often added to it."""
    guessed = form.columns_confidence == "sourced" and column.confidence == "convention"
    return not column.extra and not guessed


def _longest_rising(orders: list[int]) -> set[int]:
    """Places of a longest rising run of the list (patience sorting)."""
    tops: list[int] = []
    at: list[int] = []
    back: list[int] = []
    for place, order in enumerate(orders):
        pile = bisect_left(tops, order)
        back.append(at[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(order)
            at.append(place)
        else:
            tops[pile], at[pile] = order, place
    kept: set[int] = set()
    place = at[-1] if at else -1
    while place >= 0:
        kept.add(place)
        place = back[place]
    return kept


def title_year(ctx: Context) -> Iterator[Hit]:
    """School years in the title lines are two years that follow each other, and the one that is asked for."""
    sheet = ctx.table.sheet
    for index, row in enumerate(sheet.rows[: ctx.table.heading_row] if not sheet.beside else ()):
        for column, value in enumerate(row):
            wrong = _wrong_year(ctx, value)
            if wrong is not None:
                cell = (sheet.numbers[index], sheet.left + column)
                yield ctx.sheet_hit("title-year", cell, wrong[0], wrong[1], column="")
                return


def _wrong_year(ctx: Context, value: Value) -> tuple[str, str] | None:
    for span in years_in(value) if isinstance(value, str) else ():
        said, due = f"{span.first}-{span.last}", f"{span.first}-{span.first + 1}"
        if said != due:
            return said, due
        if ctx.school_year is not None and said != ctx.school_year.label:
            return said, ctx.school_year.label
    return None


def hidden_rows(ctx: Context) -> Iterator[Hit]:
    """Data rows that are hidden or filtered away are checked like the others, and counted."""
    table = ctx.table
    hidden = table.sheet.hidden_rows if not table.sheet.beside else frozenset()
    rows = [number for number in table.numbers if number in hidden] if hidden else []
    if rows:
        letter = min(map(table.letter, table.at))
        hit = ctx.sheet_hit("hidden-rows", (rows[0], letter), str(len(rows)), count=str(len(rows)), column="")
        hit.related += [address(row, letter) for row in rows[1:]]
        yield hit


def merged_cells(ctx: Context) -> Iterator[Hit]:
    """Columns in which one cell stands for several rows: one hit a column."""
    found: dict[str, Hit] = {}
    for first, leaf, below in ctx.table.merged:
        hit = found.setdefault(leaf, ctx.hit("merged-cells", first, leaf))
        cells = [ctx.table.cell(row, leaf) for row in (first, *below)]
        hit.related += [cell for cell in cells if cell != address(*hit.cell)]
    yield from found.values()


def signatures(ctx: Context) -> Iterator[Hit]:
    """Marks that the form's last lines ask for and that stand nowhere outside the table."""
    table = ctx.table
    asked = "".join(table.form.footing)
    words = table.above + table.below
    missing = [mark for mark in ctx.words("signed") if mark in asked and not _stands(ctx, mark, words)]
    if missing and table.rows and not table.sheet.beside:
        cell = (table.sheet.numbers[-1], min(map(table.letter, table.at)))
        yield ctx.sheet_hit("signature-missing", cell, missing="、".join(missing), column="")


def _stands(ctx: Context, mark: str, words: str) -> bool:
    dated = mark in ctx.words("signed_by_date") and has_date(words)
    return dated or any(way in words for way in (mark, *ctx.words(f"signed_{mark}")))


def zero_report(ctx: Context) -> Iterator[Hit]:
    """A form with nobody in it says 无."""
    table = ctx.table
    if table.form.zero_row and not table.rows and not table.none_said:
        yield ctx.sheet_hit("zero-report", (_heading_row(ctx) + 1, min(map(table.letter, table.at))), column="")


def errors(ctx: Context) -> Iterator[Hit]:
    """Cells of the table that show an error, and formulas that were never calculated (one hit for all of these)."""
    table, sheet = ctx.table, ctx.table.sheet
    if not sheet.errors and not sheet.unsaved:
        return
    row_of = {number: row for row, number in enumerate(table.numbers)}
    leaf_of = {table.letter(leaf): leaf for leaf in table.at}
    for (number, column), shown in sorted(sheet.errors.items()):
        if number in row_of:
            hit = ctx.sheet_hit("error-value", (number, column), narrow(shown), column=_heading(ctx, column))
            hit.row, hit.leaf = row_of[number], leaf_of.get(column)
            yield hit
    cells = [cell for cell in sorted(sheet.unsaved) if cell[0] in row_of]
    if cells:
        hit = ctx.sheet_hit("formula-unsaved", cells[0], column=_heading(ctx, cells[0][1]))
        hit.related += [address(*cell) for cell in cells[1:]]
        yield hit


def _heading(ctx: Context, column: int) -> str:
    """The heading over a column of the sheet."""
    index = column - ctx.table.sheet.left
    stack = ctx.table.stacks[index] if 0 <= index < len(ctx.table.stacks) else ()
    return "".join(stack).replace("\n", "")


WHOLE = (title_year, hidden_rows, merged_cells, signatures, zero_report, errors)
"""Checks of every sheet, besides those of its columns."""
