"""Figures out of any upload: it is read in the child process of the register desk, behind its gate and its caps."""

from __future__ import annotations

from pathlib import Path

from assistant.errors import UploadRefused
from assistant.registers.child import Options, check_file
from assistant.standards.headings import Said
from assistant.standards.holding import WORKER
from assistant.standards.tables import Table, table_of


def read_upload(path: Path, form: str, headings: Said | None = None) -> list[Table]:
    """The tables of a form in a workbook.

    Args:
        form: id of the form, as in ``corpus/registers/``.
        headings: what a person said that headings are.

    Raises:
        UploadRefused: it is no workbook, holds no such table, or cannot be read.
    """
    told = check_file(path, Options(form=form, headings=headings or {}), WORKER)
    refusal = told.get("refused")
    if refusal:
        raise UploadRefused(refusal["reason"], refusal["message"])
    return [table_of(table) for table in told["tables"]]
