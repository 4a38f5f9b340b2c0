"""Several standards at once: the first is scored in this process, the others in one beside it, each as its JSON.

Scoring a county of thousands of schools is Python's own work, which one process does on one core only. Where the system
can, the helper is a copy of this process as it stands after reading (fork); elsewhere a fresh one (spawn).
"""

from __future__ import annotations

import json
import multiprocessing
import os
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path

import orjson

from assistant.knowledge.measures import Measure, Measures
from assistant.registers.child import Check
from assistant.standards.desk import Wishes, score_roll
from assistant.standards.reading import read_upload
from assistant.standards.schools import Roll, read_schools
from assistant.standards.tables import Table

LARGE = 96 << 10
"""Bytes of a workbook of about a thousand schools; for fewer a helper takes longer than it saves."""
LEAST_PATIENCE, PATIENCE = 5.0, 4
"""Seconds the helper is waited for at least, and how many times as long as the first standard took."""
_FORKS = "fork" in multiprocessing.get_all_start_methods()
_CONTEXT = multiprocessing.get_context("fork") if _FORKS else multiprocessing.get_context("spawn")

Shown = tuple[str, bytes]
"""A verdict and the JSON it stands in."""


def worth_it(path: Path, chosen: Sequence[Measure]) -> bool:
    """Whether a helper saves time: there is work for it, and a core."""
    return len(chosen) > 1 and (os.cpu_count() or 1) > 1 and path.stat().st_size > LARGE


def score_as_json(
    path: Path, chosen: Sequence[Measure], measures: Measures, wishes: Wishes, check: Check | None = None
) -> list[Shown]:
    """One upload of schools under some standards.

    Raises:
        UploadRefused, BadRequest: as :func:`assistant.standards.desk.score_file`.
    """
    tables = read_upload(path, chosen[0].form, wishes.headings, check)
    roll, rest = read_schools(tables, measures, chosen), chosen[1:]
    mine, its = _CONTEXT.Pipe(duplex=False)
    helper = _CONTEXT.Process(target=_send, args=(its, roll, tables, rest, measures, wishes), daemon=True)
    helper.start()
    its.close()
    try:
        began = time.monotonic()
        first = _scored(roll, tables, chosen[:1], measures, wishes)
        patience = LEAST_PATIENCE + PATIENCE * len(rest) * (time.monotonic() - began)
        return first + (_received(mine, len(rest), patience) or _scored(roll, tables, rest, measures, wishes))
    finally:
        helper.kill()
        helper.join()


def _scored(
    roll: Roll, tables: Sequence[Table], own: Sequence[Measure], measures: Measures, wishes: Wishes
) -> list[Shown]:
    told = (score_roll(roll, tables, measure, measures, wishes) for measure in own)
    return [(str(one["verdict"]), as_json(one)) for one in told]


def as_json(value: object) -> bytes:
    """JSON on one line: ten times as fast as the standard library makes it, which does it where numbers are large."""
    try:
        return orjson.dumps(value)
    except TypeError:  # whole numbers of more than 64 bits, which a cell may hold
        return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")


def _send(
    to: Connection, roll: Roll, tables: Sequence[Table], own: Sequence[Measure], measures: Measures, wishes: Wishes
) -> None:
    """What the helper does. What goes wrong here is found out again by who waits for it, and told there."""
    with to:
        for verdict, shown in _scored(roll, tables, own, measures, wishes):
            to.send_bytes(verdict.encode())
            to.send_bytes(shown)


def _received(connection: Connection, count: int, seconds: float) -> list[Shown]:
    """What the helper says; nothing where it could not, or began to say nothing in time (a copy may hang in a lock)."""
    said: list[Shown] = []
    try:
        while len(said) < count and connection.poll(seconds):
            said.append((connection.recv_bytes().decode(), connection.recv_bytes()))
    except EOFError:
        return []
    return said if len(said) == count else []
