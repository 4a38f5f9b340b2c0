"""The child process that reads a list of schools; see :mod:`assistant.registers.worker` for what it may do."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from assistant.knowledge.loader import corpus_folder
from assistant.knowledge.schemas import load_schemas
from assistant.registers.jobs import Job
from assistant.registers.serving import serve
from assistant.registers.values import plain, text
from assistant.registers.workbook import Value, Workbook

_COLUMNS = ("school", "seq")
"""Columns of the forms whose headings may stand over a list of schools."""


def names_of(workbook: Workbook, job: Job) -> Mapping[str, Any]:
    """The texts of the first column that holds mostly texts, without its heading."""
    rows = next((sheet.rows for sheet in workbook.sheets if sheet.rows), [])
    columns = [[value for value in column if value is not None] for column in zip(*rows, strict=True)]
    named = [column for column in columns if 2 * sum(map(_is_name, column)) > len(column)]
    names = [text(value) for value in named[0] if isinstance(value, str)] if named else []
    return {"names": [name for name in names if plain(name) not in _headings()]}


@cache
def _headings() -> frozenset[str]:
    forms = load_schemas(corpus_folder()).forms.values()
    columns = [column for form in forms for column in form.columns if column.id in _COLUMNS]
    return frozenset(plain(name) for column in columns for name in (column.label, *column.aliases))


def _is_name(value: Value) -> bool:
    return isinstance(value, str) and not value.strip().isdigit()


if __name__ == "__main__":
    serve(names_of)
