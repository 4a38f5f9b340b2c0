"""How a child process answers jobs: one JSON object a line on standard input, each answer in a file of its own.

What is made of a workbook is the affair of the worker that serves; rows of the user's file need never leave it.
It ends when standard input does.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assistant.errors import UploadRefused
from assistant.registers.gate import admit
from assistant.registers.jobs import Job
from assistant.registers.reading import read_workbook
from assistant.registers.refusals import too_much
from assistant.registers.workbook import Workbook

Check = Callable[[Workbook, Job], Mapping[str, Any]]
Work = Callable[[Job], Mapping[str, Any]]


def serve(check: Check) -> None:
    """Answer jobs about workbooks until there are no more."""
    answer_jobs(lambda job: _report(job, check))


def answer_jobs(work: Work) -> None:
    """Answer jobs until there are no more, whatever is made of a file."""
    # Rows are plain lists without rings; looking through them for rings again and again takes most of the time. The
    # parent takes a fresh worker before what is not looked for could grow.
    gc.disable()
    for line in sys.stdin.buffer:
        job = Job(**json.loads(line))
        _limit(job.memory)
        _write(Path(job.answer), _answer(job, work))


def _limit(memory: int) -> None:
    """Let the system refuse more memory; where it cannot, the parent watches."""
    try:
        import resource
    except ImportError:
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (memory, hard))


def _answer(job: Job, work: Work) -> Mapping[str, Any]:
    try:
        return work(job)
    except UploadRefused as refusal:
        return {"refused": {"reason": refusal.reason, "message": refusal.message}}
    except (MemoryError, RecursionError):
        return {"refused": {"reason": "too_large", "message": too_much().message}}
    except Exception as error:  # a fault of ours: where it happened, and nothing of the file
        import traceback

        place = traceback.extract_tb(error.__traceback__)[-1]
        return {"fault": f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}"}


def _report(job: Job, check: Check) -> Mapping[str, Any]:
    path = Path(job.path)
    with ExitStack() as stack:
        if job.member is not None:
            from assistant.registers.archive import taken_out

            path = stack.enter_context(taken_out(path, job.member))
        kind = admit(path)
        if kind == "zip" and job.member is None:
            from assistant.registers.archive import members

            return {"archive": [asdict(member) for member in members(path)]}
        return {"report": check(read_workbook(path, job.name, kind), job)}


def _write(file: Path, answer: Mapping[str, Any]) -> None:
    """Write under another name first: the parent takes the file as soon as it is there."""
    draft = file.with_suffix(".draft")
    draft.write_text(json.dumps(answer, ensure_ascii=False), encoding="utf-8", errors="surrogatepass")
    os.replace(draft, file)
