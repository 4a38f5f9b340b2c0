"""The child process that writes marked copies; see :mod:`assistant.registers.worker` for what it may do."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assistant.registers.jobs import Job
from assistant.registers.workbook import Workbook
from assistant.registers.worker import serve
from assistant.rendering.marked import mark


def _mark(workbook: Workbook, job: Job) -> Mapping[str, Any]:
    assert job.findings and job.copy
    report = json.loads(Path(job.findings).read_text(encoding="utf-8"))
    return {"lost": mark(Path(job.path), workbook, report, Path(job.copy))}


if __name__ == "__main__":
    serve(_mark)
