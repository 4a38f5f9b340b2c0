"""How much one page may ask, and how many checks run at one time; each with the sentence that says so."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from assistant.errors import BadRequest
from assistant.settings import Settings

TOO_FAST = "问得太快了，请过一会儿再问。"
TOO_LONG = "这段对话已经有{count}问了，请点“重新开始”再问；要留着的，先存成 Word。"
CHECKS_FULL = "现在查表的人多，请过一会儿再传一次。"


@dataclass(frozen=True, slots=True)
class Limits:
    """What the settings allow. ``upload`` in bytes; the other fields as in ``Settings``."""

    questions_per_minute: int = Settings.questions_per_minute
    questions_per_conversation: int = Settings.questions_per_conversation
    checks_at_once: int = Settings.checks_at_once
    upload: int = Settings.upload_mb << 20

    @classmethod
    def of(cls, settings: Settings) -> Limits:
        return cls(
            settings.questions_per_minute,
            settings.questions_per_conversation,
            settings.checks_at_once,
            settings.upload_mb << 20,
        )


DEFAULT = Limits()


class Pace:
    """Takes so many a minute, as many at once after a pause.

    Args:
        a_minute: how many.
        now: the clock, in seconds.
    """

    def __init__(self, a_minute: int, now: Callable[[], float] = time.monotonic) -> None:
        self._most, self._now = a_minute, now
        self._left, self._at = float(a_minute), now()

    def allows(self) -> bool:
        """One more; False when it comes too soon."""
        now = self._now()
        self._left = min(self._most, self._left + (now - self._at) * self._most / 60)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


_checking = 0
_counting = threading.Lock()


@contextmanager
def checking(most: int) -> Iterator[None]:
    """While files of one page are checked.

    Raises:
        BadRequest: ``most`` pages have theirs checked already.
    """
    global _checking
    with _counting:
        if _checking >= most:
            raise BadRequest(CHECKS_FULL)
        _checking += 1
    try:
        yield
    finally:
        with _counting:
            _checking -= 1
