"""The only place that writes to the terminal; UTF-8 on every stream."""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TextIO

_BARS: list[Any] = []
"""Progress bars that are not at their end."""
_COMMANDS = dict.fromkeys([*range(9), *range(11, 32), *range(127, 160)], "�")
"""Signs that a terminal obeys, which a file may bear in its name; line ends and tabs stay."""


def force_utf8() -> None:
    """Make all three streams UTF-8, whatever the console's code page is."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


class Unread(Exception):
    """Nobody reads standard output any more, as ``| head`` after its last line."""


def say(text: str) -> None:
    """A line for people on standard output."""
    _write(sys.stdout, text)


def note(text: str) -> None:
    """A line beside the answer: standard error, below a progress that was cut short."""
    while _BARS:
        _BARS.pop().close()
    _write(sys.stderr, text)


def noting() -> Callable[[str], None]:
    """A ``note`` that keeps to the terminal of now, whoever takes standard error meanwhile."""
    terminal = sys.stderr
    return lambda text: _write(terminal, text)


def say_json(value: Any, *, indent: int | None = None) -> None:
    """JSON on standard output and nothing else."""
    _write(sys.stdout, json.dumps(value, ensure_ascii=False, indent=indent))


def say_bytes(*parts: bytes) -> None:
    """A line of JSON that is there as its bytes."""
    binary = getattr(sys.stdout, "buffer", None)
    if binary is None:  # a stream of text alone
        _write(sys.stdout, b"".join(parts).decode("utf-8"))
        return
    with _read(sys.stdout):
        sys.stdout.flush()
        binary.writelines((*parts, b"\n"))
        binary.flush()


def _write(stream: TextIO, text: str) -> None:
    with _read(stream):
        stream.write(text.translate(_COMMANDS) + "\n")
        stream.flush()


@contextmanager
def _read(stream: TextIO) -> Iterator[None]:
    """Writing to a stream that may have lost its reader.

    Raises:
        Unread: it has, and is standard output.
    """
    try:
        yield
    except OSError as error:
        # Windows calls a pipe without a reader an invalid argument.
        if stream is not sys.stdout or error.errno not in (errno.EPIPE, errno.EINVAL):
            raise
        # What is left in the buffer is written once more at the end of the program.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        raise Unread from error


def progress_bar(name: str = "建索引", unit: str = "条") -> Callable[[str, int, int], None]:
    """A progress on standard error; made at the first step."""
    bars: list[Any] = []

    def show(step: str, done: int, total: int) -> None:
        from tqdm import tqdm

        if not bars:
            bars.append(tqdm(total=total, unit=unit, desc=name, file=sys.stderr, leave=True))
            _BARS.append(bars[0])
        bar = bars[0]
        bar.set_description_str(f"{name}·{step}" if step != name else name)
        bar.update(done - bar.n)
        if done >= total:
            bar.close()
            _BARS[:] = [other for other in _BARS if other is not bar]

    return show
