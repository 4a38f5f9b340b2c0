"""Sheets of one stage: what a county keeps on a sheet for primary schools need not say 小学 in every heading."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assistant.knowledge.schemas import CodeList, Form, Schemas
from assistant.registers.codes import standard_word
from assistant.registers.figures import Figures
from assistant.registers.values import text
from assistant.registers.workbook import Sheet, Workbook
from assistant.standards.tables import KIND

_TITLES, _FEW, _LONGEST_KIND = 12, 2, 8
"""Rows among which titles are, texts that a title row has, and characters of a kind of school."""


def kinds_of(schemas: Schemas, form: Form) -> CodeList | None:
    """The kinds of schools that a form knows; None for a form of something else."""
    column = next((column for column in form.columns if column.id == KIND), None)
    return schemas.lists[column.list] if column is not None and column.list else None


def by_stage(workbook: Workbook, schemas: Schemas, form: Form) -> Iterator[tuple[str, Workbook]]:
    """The sheets by the stage that all of their schools are of, '' where they are of several or it is not said."""
    kinds = kinds_of(schemas, form)
    shown = [sheet for sheet in workbook.sheets if not sheet.hidden] or list(workbook.sheets)
    figures = Figures(form, schemas.words)
    stages = [stage_of(sheet, figures, kinds) if kinds is not None else "" for sheet in shown]
    if len(set(stages)) == 1:
        yield stages[0], workbook
        return
    for stage in dict.fromkeys(stages):
        own = tuple(sheet for sheet, one in zip(shown, stages, strict=True) if one == stage)
        yield stage, replace(workbook, sheets=own)


def stage_of(sheet: Sheet, figures: Figures, kinds: CodeList) -> str:
    """The one stage that the kinds of schools on a sheet are of, or its name and title where there are no kinds."""
    # 小学 and 初中 over columns are no schools: a row of one has figures.
    rows = (row for row in sheet.rows if any(type(cell) in (int, float) for cell in row))
    words = {cell for row in rows for cell in row if type(cell) is str and len(cell) <= _LONGEST_KIND}
    found = [figures.said(kind) for kind in {standard_word(kinds, text(word)) for word in words} & {*kinds.values}]
    titled = figures.said("".join(_titles(sheet)))
    said = set().union(*found) if found else titled
    # A school of several stages says none, and so does a title that says another than the schools.
    if len(said) != 1 or not all(found) or (len(titled) == 1 and titled != said):
        return ""
    return next(iter(said))


def _titles(sheet: Sheet) -> Iterator[str]:
    yield sheet.name
    for row in sheet.rows[:_TITLES]:
        filled = [cell for cell in row if cell is not None]
        if len(filled) > _FEW:  # the headings: what stands below them is a note, not a title
            return
        if all(isinstance(cell, str) for cell in filled):
            yield from map(text, filled)
