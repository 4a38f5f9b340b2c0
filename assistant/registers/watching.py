"""The parent's eye on a child: memory, computing time and time that passes, each bounded."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import psutil

from assistant.registers import limits
from assistant.registers.refusals import damaged, too_much

_POLL, _WATCH = 0.004, 0.02


def watch(process: subprocess.Popen[bytes], answer: Path, memory: int, seconds: float) -> None:
    """Wait until the answer is there.

    Raises:
        UploadRefused: the worker died, or took more memory or time than it may.
    """
    try:
        look = psutil.Process(process.pid)
        used = _computed(look)
    except psutil.NoSuchProcess as error:  # it was sent its job a while ago
        if answer.exists():
            return
        raise damaged() from error
    over = time.monotonic() + seconds * limits.WALL
    watched = 0.0
    while not answer.exists():
        if process.poll() is not None:
            if answer.exists():
                return
            raise damaged()
        now = time.monotonic()
        if now - watched > _WATCH:
            watched = now
            if now > over or not _within(look, memory, used + seconds):
                raise too_much()
        time.sleep(_POLL)


def _within(look: psutil.Process, memory: int, seconds: float) -> bool:
    try:
        return look.memory_info().rss <= memory and _computed(look) <= seconds
    except psutil.NoSuchProcess:  # it has just ended, which the caller sees for itself
        return True


def _computed(look: psutil.Process) -> float:
    times = look.cpu_times()
    return float(times.user + times.system)
