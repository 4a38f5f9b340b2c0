"""The child process of the standards desk: reads an upload behind the gate and hands on its figures.

Started as ``python -m assistant.standards.worker`` by ``registers/child.py``, whose caps of memory and time hold here
too. Only cells of the form's columns leave this process.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import replace
from functools import cache
from typing import Any

from assistant.errors import KnowledgeError
from assistant.knowledge.register_files import SharedFiles, read_shared
from assistant.knowledge.schemas import CodeList, Form, Schemas, load_schemas
from assistant.knowledge.yaml_files import corpus_folder
from assistant.registers.codes import standard_word
from assistant.registers.jobs import Job
from assistant.registers.matching import matcher_for
from assistant.registers.recognising import recognise
from assistant.registers.refusals import refused
from assistant.registers.serving import serve
from assistant.registers.table import Table as Sorted
from assistant.registers.table import make_table
from assistant.registers.values import plain, text
from assistant.registers.workbook import Value, Workbook, column_letters
from assistant.standards.headings import explained
from assistant.standards.staging import by_stage, kinds_of
from assistant.standards.tables import KIND, PARENT, ColumnAt, Table, table_json

_PLAIN = {int, float, str, type(None)}


@cache
def _schemas(form: str) -> Schemas:
    """The one form that is asked for: the headings of the others need not be looked through."""
    return load_schemas(corpus_folder(), only=form, ready=_shared())


@cache
def _shared() -> SharedFiles:
    return read_shared(corpus_folder())


def read_tables(workbook: Workbook, schemas: Schemas, form: Form) -> tuple[list[Table], list[Table]]:
    """The tables of a form in a workbook; else those that have a few of its headings.

    Raises:
        UploadRefused: none of its sheets has headings of the form, or it holds no rows.
    """
    found = list(_found(workbook, schemas, form))
    tables = [table for table, doubtful in found if not doubtful]
    if not found:
        raise refused(
            "unknown_form",
            f"这不像《{form.name}》：没有找到它的栏名。请用 template {form.name} 要一张空白表，或对照它检查表头。",
        )
    if not any(table.numbers for table, _ in found):
        raise refused("empty", "表头下面没有数据行。请填好再算。")
    return [table for table in tables if table.numbers], [] if tables else [table for table, _ in found]


def _found(workbook: Workbook, schemas: Schemas, form: Form) -> Iterator[tuple[Table, bool]]:
    """All tables that may be of the form, and whether each lacks too many of its headings to be."""
    for stage, sheets in by_stage(workbook, schemas, form):
        matcher = matcher_for(schemas, stage)
        for found in recognise(sheets, matcher, form).tables:
            table = make_table(found.sheet, found.heading, found.fit, matcher)
            yield _of_stage(_handed_on(table, schemas), stage, kinds_of(schemas, form)), found.wrong


def _of_stage(table: Table, stage: str, kinds: CodeList | None) -> Table:
    """The table; where it has no column of kinds and its sheet is of one stage, all its schools are of that."""
    if KIND in table.columns or kinds is None or stage not in kinds.values:
        return table
    return replace(table, values={**table.values, KIND: [stage] * len(table.numbers)})


def _handed_on(table: Sorted, schemas: Schemas) -> Table:
    columns, lists = {}, {}
    for leaf, index in table.at.items():
        column = table.leaves[leaf].column
        letters = column_letters(index + table.sheet.left)
        columns[leaf] = ColumnAt(letters, table.label(leaf), column.unit, column.type == "integer")
        lists[leaf] = schemas.lists[column.list] if column.list else None
    nothing = {plain(word) for word in schemas.words.get("none", ())} | {""}
    used, heading = set(table.at.values()), table.sheet.numbers[table.heading_row]
    by_index = {index + table.sheet.left: leaf for leaf, index in table.at.items()}
    marks = {**dict.fromkeys(table.sheet.unsaved, ""), **table.sheet.errors}
    return Table(
        table.sheet.name, table.numbers, columns,
        {leaf: _column(table.column(leaf), lists[leaf], nothing if leaf == PARENT else set()) for leaf in table.at},
        heading,
        {(row, by_index[column]): said for (row, column), said in marks.items() if column in by_index},
        [("".join(stack), f"{column_letters(k + table.sheet.left)}{heading}")
         for k, stack in enumerate(table.stacks) if stack and k not in used],
        {leaf: one.label for leaf, one in table.leaves.items() if leaf not in table.at and not one.column.extra},
        {leaf: table.leaves[leaf].label for leaf in table.renamed if _says_other(table, leaf)}, table.above,
        {leaf: table.leaves[leaf].label for leaf in table.at if _says_other(table, leaf)},
    )  # fmt: skip


def _says_other(table: Sorted, leaf: str) -> bool:
    return leaf in table.at and table.label(leaf) != table.leaves[leaf].label


def _column(values: Sequence[Value], codes: CodeList | None, nothing: Set[str]) -> list[object]:
    """Cells as JSON holds them; words of a list as its standard words, and none for words that say there is nothing."""
    if nothing:
        return [None if plain(said := text(value)) in nothing else said for value in values]
    if codes is not None:
        words = {value: standard_word(codes, text(value)) for value in set(values)}
        return [words[value] for value in values]
    if set(map(type, values)) <= _PLAIN:
        return list(values)
    return [value if type(value) in _PLAIN else text(value) for value in values]


def _called_too(schemas: Schemas, form: str, headings: Mapping[str, str]) -> Schemas:
    """The form with what a person said that headings are."""
    if not headings:
        return schemas
    columns = tuple(
        replace(column, aliases=(*column.aliases, *(said for said, id in headings.items() if id == column.id)))
        for column in schemas.forms[form].columns
    )
    return replace(schemas, forms={form: replace(schemas.forms[form], columns=columns)})


def _read(workbook: Workbook, job: Job) -> Mapping[str, Any]:
    assert job.form is not None
    schemas = _called_too(_schemas(job.form), job.form, job.headings)
    form = schemas.forms[job.form]
    tables, doubtful = read_tables(workbook, schemas, form)
    told: dict[str, Any] = {"tables": [table_json(table) for table in tables]}
    if doubtful:
        bare = [replace(table, numbers=(), values={}, odd={}) for table in doubtful]
        told["doubtful"] = [table_json(table) for table in bare]
        told["refused"] = {"reason": "unknown_form", "message": explained(bare, form.name)}
    return told


if __name__ == "__main__":
    with suppress(KnowledgeError):  # the job meets it again, and tells
        _shared()  # while the parent finds out which form the standard reads
    serve(_read)
