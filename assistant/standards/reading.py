"""Figures out of any upload: it is read in the child process of the register desk, behind its gate and its caps."""

from __future__ import annotations

from pathlib import Path

from assistant.errors import UploadRefused
from assistant.registers.child import Check, Options, check_file
from assistant.standards.headings import Said
from assistant.standards.tables import WORKER, Table, table_of


def read_upload(path: Path, form: str, headings: Said | None = None, check: Check | None = None) -> list[Table]:
    """The tables of a form in a workbook.

    Args:
        form: id of the form, as in ``corpus/registers/``.
        headings: what a person said that headings are.
        check: a worker that runs already; else one is started.

    Raises:
        UploadRefused: it is no workbook, holds no such table, or cannot be read.
    """
    options = Options(form=form, headings=headings or {})
    told = check(path, options) if check is not None else check_file(path, options, WORKER)
    refusal = told.get("refused")
    if refusal:
        raise UploadRefused(refusal["reason"], refusal["message"])
    return [table_of(table) for table in told["tables"]]
