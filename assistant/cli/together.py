"""Many conversations answered by several processes at one time, told in the order they were asked.

This process answers from the front at once, the others from the back as soon as they have started. Every conversation
is answered by the same code whoever does it, so the answers are those of a single process; what a process that dies
was given is answered here.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

FEWEST = 200
"""Conversations from which on a second process has caught up its start."""
MOST_PROCESSES = 4
SHARE = 8
"""Conversations handed over at one time."""
WINDOW = 4_000
"""Conversations whose answers may wait in memory for those before them."""

Told = TypeVar("Told")


def helpers_for(conversations: int) -> int:
    """How many processes beside this one are worth starting."""
    return min(MOST_PROCESSES, os.cpu_count() or 1) - 1 if conversations >= FEWEST else 0


def answered_together(
    lines: Sequence[str],
    answer: Callable[[Sequence[str]], list[Told]],
    start: Callable[[], None],
    helpers: int,
) -> Iterator[Told]:
    """The answers to all lines, in their order.

    ``answer`` answers a share of them, here or in another process that ``start`` has made ready: both must be found by
    a process begun anew, as functions of a module.
    """
    # Begun anew everywhere: a copy of this process would hold locks of the libraries it has loaded.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(helpers, mp_context=context, initializer=start)
    try:
        for begin in range(0, len(lines), WINDOW):
            window = lines[begin : begin + WINDOW]
            shares = [window[place : place + SHARE] for place in range(0, len(window), SHARE)]
            yield from _from_both_ends(shares, answer, pool, 2 * helpers)
    finally:
        pool.shutdown(cancel_futures=True)


def _from_both_ends(
    shares: Sequence[Sequence[str]],
    answer: Callable[[Sequence[str]], list[Told]],
    pool: ProcessPoolExecutor,
    waiting: int,
) -> Iterator[Told]:
    """Front shares are answered here, back ones by the pool, at most ``waiting`` of them given to it and not done."""
    away: dict[int, Future[list[Told]]] = {}
    front, back = 0, len(shares)
    while front < back:
        while back - front > 1 and sum(not one.done() for one in away.values()) < waiting:
            try:
                away[back - 1] = pool.submit(answer, shares[back - 1])
            except BrokenProcessPool:
                waiting = 0
            else:
                back -= 1
        yield from answer(shares[front])
        front += 1
    for place in range(back, len(shares)):
        yield from _fetched(away[place], shares[place], answer)


def _fetched(
    away: Future[list[Told]], share: Sequence[str], answer: Callable[[Sequence[str]], list[Told]]
) -> list[Told]:
    """A share given away; answered here where nobody has begun it or its process is gone."""
    if away.cancel():
        return answer(share)
    try:
        return away.result()
    except BrokenProcessPool:
        return answer(share)
