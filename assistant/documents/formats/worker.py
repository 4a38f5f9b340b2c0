"""The child process that reads files as documents; see :mod:`assistant.registers.serving` for what it may do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assistant.documents.formats.extract import RECOGNISE, Extract
from assistant.documents.formats.gate import KIND_OF, check
from assistant.documents.formats.telling import usual
from assistant.errors import UploadRefused
from assistant.registers.jobs import Job
from assistant.registers.serving import answer_jobs


def read(job: Job) -> Mapping[str, Any]:
    """The text of a file, the pages of it that are pictures, or the sentence it is refused with."""
    path, kind = Path(job.path), KIND_OF[Path(job.name).suffix.lower()]
    try:
        check(path, kind)
        if job.form == RECOGNISE:
            from assistant.documents.formats.pictures import recognise

            return {"extract": asdict(recognise(path, kind))}
        found = _READERS[kind](path)
    except UploadRefused as refusal:
        told = refusal.message if refusal.reason != "damaged" or kind != "xlsx" else usual(refusal.reason, kind)
        return {"refused": told}
    return {"extract": asdict(found)} if isinstance(found, Extract) else {"scanned": found.of}


def _word(path: Path) -> Extract:
    from assistant.documents.formats.word import read_word

    return read_word(path)


def _sheets(path: Path) -> Extract:
    from assistant.documents.formats.sheets import read_sheets

    return read_sheets(path)


def _pdf(path: Path) -> Any:
    from assistant.documents.formats.pdf import read_pdf

    return read_pdf(path)


def _picture(path: Path) -> Any:
    from assistant.documents.formats.pdf import Scanned

    return Scanned((1,), 1)


_READERS: Mapping[str, Callable[[Path], Any]] = {"docx": _word, "xlsx": _sheets, "pdf": _pdf, "picture": _picture}

if __name__ == "__main__":
    answer_jobs(lambda job: {"report": read(job)})
