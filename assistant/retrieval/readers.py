"""Who reads which build of the index, so that none is swept away under a program that runs.

Every program that opens a build holds a lock on a file of its own under ``readers``; the system lets go of it when the
program ends, however it ends. A build is removed when it is not the current one, is not young (another program may
just be opening it) and nobody's lock is held. It is renamed first: where a file of it is open Windows refuses that, and
it stays whole.
"""

from __future__ import annotations

import atexit
import os
import shutil
import time
import warnings
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filelock import BaseFileLock

CURRENT, READERS, GONE = "current", "readers", ".gone"
YOUNG_SECONDS = 24 * 3600
"""A program of an earlier version holds no lock; a day is what it had."""
_held: dict[str, BaseFileLock] = {}


def reads(build: Path) -> None:
    """Tell that this program reads a build, until it ends. A home that cannot be written holds no lock."""
    with warnings.catch_warnings():  # that a system has no locks of its own helps nobody who asks a question
        warnings.simplefilter("ignore")
        from filelock import FileLock, Timeout

    folder = build.parent / READERS
    file = folder / f"{build.name}.{os.getpid()}"
    if str(file) in _held:
        return
    with suppress(OSError, Timeout):
        folder.mkdir(exist_ok=True)
        lock = FileLock(str(file), timeout=0)
        lock.acquire()
        _held[str(file)] = lock
        atexit.register(_let_go, file, os.getpid())


def _let_go(file: Path, process: int) -> None:
    if process == os.getpid():  # not a child that was copied from the reader
        _held.pop(str(file)).release()
        with suppress(OSError):
            file.unlink(missing_ok=True)


def sweep(indexes: Path) -> list[str]:
    """Remove the builds nobody needs any more; returns their names."""
    limit = time.time() - YOUNG_SECONDS
    gone: list[str] = []
    with suppress(OSError):
        keep = (indexes / CURRENT).read_text(encoding="utf-8").strip()
        for file in (indexes / READERS).glob("*"):
            _locked(file)
        for folder in sorted(indexes.iterdir()):
            if folder.is_dir() and folder.name not in (keep, READERS) and _may_go(folder, limit):
                gone += [folder.name] if _removed(folder) else []
    return gone


def _may_go(folder: Path, limit: float) -> bool:
    if folder.name.endswith(GONE):  # what another sweep could not finish
        return True
    with suppress(OSError):
        return folder.stat().st_mtime < limit and not _is_read(folder)
    return False


def _is_read(folder: Path) -> bool:
    return any(_locked(file) for file in (folder.parent / READERS).glob(f"{folder.name}.*"))


def _locked(file: Path) -> bool:
    """Does a running program hold the lock? One that ended leaves its file, which goes."""
    from filelock import FileLock, Timeout

    if str(file) in _held:
        return True
    try:
        with FileLock(str(file), timeout=0):
            pass
    except (OSError, Timeout):
        return True
    with suppress(OSError):
        file.unlink(missing_ok=True)
    return False


def _removed(folder: Path) -> bool:
    away = folder if folder.name.endswith(GONE) else folder.with_name(folder.name + GONE)
    try:
        folder.rename(away)
    except OSError:
        return False
    shutil.rmtree(away, ignore_errors=True)
    return not away.exists()
