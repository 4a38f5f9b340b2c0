"""The child process: reads jobs from standard input, one JSON object a line, and writes each answer to a file.

A job says which file to check, how, and how much memory that may take; its answer is a report, or the list of files
in an archive. Rows of the user's file never leave this process. It ends when standard input does.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from assistant.knowledge.loader import corpus_folder
from assistant.knowledge.schemas import Schemas, load_schemas
from assistant.registers.checking import check_workbook
from assistant.registers.jobs import Job
from assistant.registers.serving import serve
from assistant.registers.shows import Manner, report_json
from assistant.registers.workbook import Workbook


@cache
def _schemas() -> Schemas:
    return load_schemas(corpus_folder())


def _check(workbook: Workbook, job: Job) -> Mapping[str, Any]:
    schemas, people = _schemas(), job.secret if job.details else None
    report = check_workbook(workbook, schemas, form=job.form, school_year=job.school_year, people=people)
    told = report_json(report, schemas, Manner(job.full, job.secret, job.marks))
    return {**told, "details": report.details} if job.details else told


if __name__ == "__main__":
    serve(_check)
