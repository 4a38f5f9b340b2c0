"""Binding numbers to the nouns beside them: 骨干教师10人 -> 骨干教师: 10.

A number belongs to the nearest noun of its own clause: the one before it (骨干教师10人) or the one right
after its unit (10名骨干教师). Each number is bound once, nearest pairs first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.text.numerals import Quantity

_CLAUSE_END = re.compile(r"[,;。!?、\n]")
_FARTHEST_BEFORE, _FARTHEST_AFTER = 10, 4


@dataclass(frozen=True, slots=True)
class Bound:
    """A quantity taken for a role, with the word that bound it."""

    role: str
    word: str
    quantity: Quantity
    distance: int


def bind(
    text: str,
    quantities: Sequence[Quantity],
    roles: Mapping[str, Sequence[str]],
    units: Mapping[str, frozenset[str]] | None = None,
) -> dict[str, Bound]:
    """Role -> the quantity that stands for it.

    Args:
        text: normalised text the quantities were found in.
        quantities: numbers in order.
        roles: words users put beside the number, by role.
        units: units a role accepts; a role not listed accepts any.
    """
    candidates = sorted(
        (
            bound
            for index, quantity in enumerate(quantities)
            for role, words in roles.items()
            for bound in _near(text, quantities, index, role, words)
            if units is None or role not in units or quantity.unit in units[role] or _bare(bound)
        ),
        key=lambda bound: (bound.distance, -len(bound.word), bound.quantity.start),
    )
    taken: dict[str, Bound] = {}
    used: set[int] = set()
    for bound in candidates:
        if bound.role not in taken and bound.quantity.start not in used:
            taken[bound.role] = bound
            used.add(bound.quantity.start)
    return taken


def _bare(bound: Bound) -> bool:
    """A number without a unit right beside its noun (骨干8), or in ten thousands (账面135万), takes the noun's unit."""
    return not bound.quantity.unit and (bound.distance <= 1 or "万" in bound.quantity.raw)


def _near(text: str, quantities: Sequence[Quantity], index: int, role: str, words: Sequence[str]) -> list[Bound]:
    quantity = quantities[index]
    start = quantities[index - 1].end if index else 0
    before = _CLAUSE_END.split(text[start : quantity.start])[-1]
    end = quantities[index + 1].start if index + 1 < len(quantities) else len(text)
    after = _CLAUSE_END.split(text[quantity.end : end])[0]
    found = []
    for word in words:
        place = before.rfind(word)
        if place >= 0 and len(before) - place - len(word) <= _FARTHEST_BEFORE:
            found.append(Bound(role, word, quantity, len(before) - place - len(word)))
        place = after.find(word)
        if 0 <= place <= _FARTHEST_AFTER:
            # A noun after the unit is a little weaker than one right before the number.
            found.append(Bound(role, word, quantity, place + 1 + (2 if place else 0)))
        if word in quantity.raw:
            found.append(Bound(role, word, quantity, 0))
    return found
