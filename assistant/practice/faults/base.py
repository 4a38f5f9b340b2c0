"""What every fault uses: finding a row that holds none yet, and changing one cell of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random
from typing import Any, Literal

from assistant.practice.model import Draft, Row, Seed, Spot, Value

Place = tuple[int, int, Row]
Order = Literal["shape", "cell", "alone"]


@dataclass(frozen=True, slots=True)
class Fault:
    """A way to break a rule. ``order``: ``shape`` changes the sheet and goes first, ``alone`` spoils it for others."""

    rule: str
    plant: Callable[[Draft, Random], Seed | None]
    order: Order


FAULTS: list[Fault] = []


def breaks(rule: str, order: Order = "cell") -> Callable[[Callable[[Draft, Random], Seed | None]], Any]:
    """Enter a function as a way to break that rule; it returns None where the form has no such cell."""

    def enter(plant: Callable[[Draft, Random], Seed | None]) -> Callable[[Draft, Random], Seed | None]:
        FAULTS.append(Fault(rule, plant, order))
        return plant

    return enter


def pick(draft: Draft, random: Random, keys: Iterable[str], where: Callable[[Row], object] = bool) -> Place | None:
    """A free row that has values in all those columns and suits; None if there is none."""
    wanted = tuple(keys)
    if not draft.has(*wanted):
        return None
    found = [place for place in draft.free() if all(place[2][key] is not None for key in wanted) and where(place[2])]
    return random.choice(found) if found else None


def pick_value(draft: Draft, random: Random, key: str, where: Callable[[Value], object]) -> Place | None:
    """A free row whose value in one column suits; None if there is none."""
    return pick(draft, random, [key], lambda row: where(row[key]))


def change(
    draft: Draft, place: Place, key: str, value: Value, rule: str, near: Iterable[str] = (), **more: Any
) -> Seed:
    """Write a value and say so; ``near``: other columns of the row where the finding may stand."""
    page, number, row = place
    seed = Seed(
        rule, Spot(page, number, key), row[key], value, near=tuple(Spot(page, number, other) for other in near), **more
    )
    row[key] = value
    draft.used.add((page, number))
    return seed


def required(draft: Draft, key: str) -> bool:
    """Whether the form asks for that column in every row."""
    column = draft.column(key)
    return column is not None and column.need == "*"
