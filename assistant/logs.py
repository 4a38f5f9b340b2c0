"""The log: JSON lines in a small file that rotates, on this machine, without anything that a user wrote.

A record says when, how grave, which part, and of an error its kind and the places in the code it came through. Its
message is left out, for the messages of Python and of libraries repeat what they were given; so is what libraries log.
"""

from __future__ import annotations

import io
import json
import logging
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from datetime import datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from assistant.text.private import without_private

OURS = "assistant"
FILE = "page.log"
LOG_BYTES, LOG_FILES = 500_000, 3

_log = logging.getLogger(__name__)


def where(error: BaseException) -> list[str]:
    """The places an error came through, ``file:line function``, from the outermost to where it happened."""
    found = traceback.extract_tb(error.__traceback__)
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in found]


def report(log: logging.Logger, doing: str, error: BaseException) -> None:
    """Write down that something failed: the kind of error and where, never its message."""
    log.error("%s failed with %s", doing, type(error).__name__, extra={"where": where(error)})


class JsonLine(logging.Formatter):
    """One record, one line of JSON. Of what libraries say only the place is kept."""

    def format(self, record: logging.LogRecord) -> str:
        ours = record.name.partition(".")[0] == OURS
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "part": record.name,
            "says": without_private(record.getMessage()) if ours else f"{record.filename}:{record.lineno}",
        }
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            line |= {"error": type(error).__name__, "where": where(error)}
        elif hasattr(record, "where"):
            line["where"] = record.where
        return json.dumps(line, ensure_ascii=False)


class _Quiet(RotatingFileHandler):
    """Says nothing of lines it cannot write: on a full disk the page goes on."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  (the name is logging's)
        pass


def log_to(folder: Path) -> logging.Handler:
    """Write the log below ``folder``; where nothing can be written, nothing is logged.

    Returns the handler, which the root logger has now.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = _Quiet(folder / FILE, maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8")
    except OSError:
        handler = logging.NullHandler()
    handler.setLevel(logging.WARNING)
    handler.setFormatter(JsonLine())
    logging.getLogger().addHandler(handler)
    return handler


class _Printed(io.TextIOBase):
    """Standard error for libraries that print a traceback: it becomes a record without its message."""

    def __init__(self) -> None:
        self._last = (0, 0)  # no reference: an error holds on to everything it came through

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        error = sys.exc_info()[1]
        now = (id(error), id(error.__traceback__)) if error else self._last
        if error is not None and now != self._last:  # a traceback is printed line by line
            self._last = now
            report(_log, "something", error)
        return len(text)


@contextmanager
def nothing_printed() -> Iterator[None]:
    """While the page is served no library writes to the terminal, where a traceback would repeat the user's words."""
    before = threading.excepthook
    threading.excepthook = _of_thread
    try:
        with redirect_stderr(_Printed()):
            yield
    finally:
        threading.excepthook = before


def _of_thread(failed: threading.ExceptHookArgs) -> None:
    if failed.exc_value is not None and not isinstance(failed.exc_value, SystemExit):
        report(_log, "a thread", failed.exc_value)
