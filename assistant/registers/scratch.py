"""Temporary folders for what becomes of uploads, named by the process that made them, so that none is left behind.

A folder goes with the work it was made for; one of a process that was killed goes at the next start.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path

from assistant.registers.processes import born

PREFIX = "junheng-"
_OURS = re.compile(rf"{PREFIX}(\d{{1,10}})-\w+")


def prefix() -> str:
    """How temporary folders of this process begin."""
    return f"{PREFIX}{os.getpid()}-"


def temporary() -> tempfile.TemporaryDirectory[str]:
    """A folder for one piece of work; on Windows a file that is still open may outlast it until the next start."""
    return tempfile.TemporaryDirectory(prefix=prefix(), ignore_cleanup_errors=True)


def sweep_temporary() -> int:
    """Delete the folders of processes that are gone; returns how many were deleted."""
    try:
        found = [place for place in Path(tempfile.gettempdir()).iterdir() if _OURS.fullmatch(place.name)]
    except OSError:
        return 0
    gone = [place for place in found if _left_behind(place)]
    for place in gone:
        shutil.rmtree(place, ignore_errors=True)
    return len(gone)


def _left_behind(folder: Path) -> bool:
    match = _OURS.fullmatch(folder.name)
    if match is None or folder.is_symlink():
        return False
    began = born(int(match[1]))
    try:
        # A later process may bear the same number: it began after the folder was made.
        return began == 0 or began > folder.stat().st_mtime + 1
    except OSError:
        return False
