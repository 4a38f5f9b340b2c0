"""Two scores side by side: a change may make parts of schools and whole stages appear and vanish."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

T = TypeVar("T")
Pair = tuple[T | None, T | None]
"""Before and after."""
GONE, NEW = "不再计入", "新计入"
"""What is told instead of a verdict or a number where one side has none."""


def paired(before: Sequence[T], after: Sequence[T], key: Callable[[T], Hashable]) -> Iterator[Pair[T]]:
    """What has the same key, in the order of ``before``; what is on one side only stands beside None.

    Args:
        key: no two of one side have the same.
    """
    firsts, seconds = {key(one) for one in before}, {key(two): two for two in after}
    yield from ((one, seconds.get(key(one))) for one in before)
    yield from ((None, two) for two in after if key(two) not in firsts)


def coefficient_key(told: Mapping[str, Any]) -> Hashable:
    """Of a coefficient in the JSON of a score: its stage and indicator, the stage alone of a composite."""
    return told["stage"], told.get("id")
