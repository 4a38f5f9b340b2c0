"""The child process that reads a catalogue of a county: every sheet or table as rows of texts, a document as lines.

See :mod:`assistant.registers.worker` for what it may do.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assistant.errors import UploadRefused
from assistant.registers.gate import admit
from assistant.registers.glimpse_worker import paragraphs
from assistant.registers.jobs import Job
from assistant.registers.reading import read_workbook
from assistant.registers.serving import answer_jobs
from assistant.registers.values import text

ROWS, COLUMNS, LONGEST = 60_000, 30, 1000
"""Of a catalogue; longer cells are cut."""


def tables(job: Job) -> Mapping[str, Any]:
    """All tables of a file.

    Raises:
        UploadRefused: it cannot be read.
    """
    path = Path(job.path)
    kind = admit(path)
    try:
        workbook = read_workbook(path, job.name, kind)
    except UploadRefused:
        if kind != "docx":
            raise
        return {"report": {"tables": [[[line.strip()[:LONGEST]] for line in paragraphs(path)][:ROWS]]}}
    found = [
        [[text(value)[:LONGEST] if value is not None else "" for value in row[:COLUMNS]] for row in sheet.rows[:ROWS]]
        for sheet in workbook.sheets
    ]
    return {"report": {"tables": found}}


if __name__ == "__main__":
    answer_jobs(tables)
