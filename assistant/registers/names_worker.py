"""The child process that reads a list of schools; see :mod:`assistant.registers.worker` for what it may do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.registers.jobs import Job
from assistant.registers.values import plain, text
from assistant.registers.workbook import Value, Workbook
from assistant.registers.worker import serve

HEADINGS = {"学校", "学校名称", "校名", "单位", "单位名称", "学校全称", "序号"}


def names_of(workbook: Workbook, job: Job) -> Mapping[str, Any]:
    """The texts of the first column that holds mostly texts, without its heading."""
    rows = next((sheet.rows for sheet in workbook.sheets if sheet.rows), [])
    columns = [[value for value in column if value is not None] for column in zip(*rows, strict=True)]
    named = [column for column in columns if 2 * sum(map(_is_name, column)) > len(column)]
    names = [text(value) for value in named[0] if isinstance(value, str)] if named else []
    return {"names": [name for name in names if plain(name) not in HEADINGS]}


def _is_name(value: Value) -> bool:
    return isinstance(value, str) and not value.strip().isdigit()


if __name__ == "__main__":
    serve(names_of)
