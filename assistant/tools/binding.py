"""Binding numbers to the nouns beside them: 骨干教师10人 -> 骨干教师: 10.

A number belongs to the nearest noun of its own clause: the one before it (骨干教师10人) or the one right
after its unit (10名骨干教师). Each number is bound once, nearest pairs first.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from assistant.text.numerals import Quantity

_CLAUSE_END = re.compile(r"[,;。!?、\n]")
_ASIDE = re.compile(r"\([^()]*\)")
_FARTHEST_BEFORE, _FARTHEST_AFTER = 12, 4
_SHADOW, _UNITLESS = 3, 1
"""What it costs a word to stand inside a longer one that means something else (教师 in 骨干教师)."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A quantity taken for a role, with the word that bound it."""

    role: str
    word: str
    quantity: Quantity
    distance: int


@dataclass(frozen=True, slots=True)
class Slot:
    """What a role accepts: its words, weaker words with what they cost, its units (None: any), how many figures.

    ``loose`` takes a number without a unit also where it does not stand right beside the noun.
    """

    words: Collection[str]
    units: frozenset[str] | None = None
    beside: Mapping[str, int] = field(default_factory=dict)
    many: bool = False
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A text with its figures and the places of every noun that may stand beside one."""

    text: str
    figures: Sequence[Quantity]
    spots: Mapping[str, Sequence[int]]

    @classmethod
    def of(cls, text: str, figures: Sequence[Quantity], nouns: Iterable[str], denials: Sequence[str] = ()) -> Reading:
        """``denials`` before a noun take it out (不含体育馆2340平米)."""
        spots: dict[str, list[int]] = {}
        for noun in nouns:
            if noun in text:
                places = (match.start() for match in re.finditer(re.escape(noun), text))
                spots[noun] = [start for start in places if not text[:start].endswith(tuple(denials) or "\0")]
        return cls(text, figures, spots)

    def distance(self, index: int, word: str, own: Collection[str]) -> int | None:
        """How far a word stands from a figure; None when it does not belong to it."""
        found = (self._apart(index, start, start + len(word)) for start in self.spots.get(word, ()))
        near = [
            apart + self._shadow(word, start, own)
            for start, apart in zip(self.spots.get(word, ()), found, strict=True)
            if apart is not None
        ]
        return min(near, default=None)

    def _apart(self, index: int, start: int, end: int) -> int | None:
        figure = self.figures[index]
        if end <= figure.start:
            if index and self.figures[index - 1].end > start:
                return None
            gap = _ASIDE.sub("", self.text[end : figure.start])
            if _CLAUSE_END.search(gap) or ")" in gap or len(gap) > _FARTHEST_BEFORE:
                return None
            return len(gap)
        if start >= figure.end:
            gap = self.text[figure.end : start]
            if index + 1 < len(self.figures) and self.figures[index + 1].start < start:
                return None
            if _CLAUSE_END.search(gap) or "(" in gap or len(gap) > _FARTHEST_AFTER:
                return None
            # A noun after the unit is a little weaker than one right before the number.
            return len(gap) + 1 + (2 if gap else 0)
        return 0

    def _shadow(self, word: str, start: int, own: Collection[str]) -> int:
        for longer, places in self.spots.items():
            offset = longer.find(word)
            if len(longer) > len(word) and offset >= 0 and longer not in own and start - offset in places:
                return _SHADOW
        return 0


def assign(reading: Reading, slots: Mapping[str, Slot]) -> dict[str, list[Bound]]:
    """Role -> the quantities that stand for it, nearest pairs first, each quantity once."""
    candidates = sorted(
        (
            bound
            for index in range(len(reading.figures))
            for role, slot in slots.items()
            for bound in _candidates(reading, index, role, slot)
        ),
        key=lambda bound: (bound.distance, -len(bound.word), bound.quantity.start),
    )
    taken: dict[str, list[Bound]] = {}
    used: set[int] = set()
    for bound in candidates:
        if bound.quantity.start not in used and (bound.role not in taken or slots[bound.role].many):
            taken.setdefault(bound.role, []).append(bound)
            used.add(bound.quantity.start)
    return taken


def _candidates(reading: Reading, index: int, role: str, slot: Slot) -> list[Bound]:
    quantity = reading.figures[index]
    found = []
    for word in reading.spots:
        cost = 0 if word in slot.words else slot.beside.get(word)
        if cost is None:
            continue
        distance = reading.distance(index, word, slot.words)
        if distance is None:
            continue
        bound = Bound(role, word, quantity, distance + cost)
        if slot.units is None or quantity.unit in slot.units:
            found.append(bound)
        elif not quantity.unit and (slot.loose or _bare(bound)):
            found.append(Bound(role, word, quantity, distance + cost + (0 if _bare(bound) else _UNITLESS)))
    return found


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
    reading = Reading.of(text, quantities, dict.fromkeys(word for words in roles.values() for word in words))
    slots = {role: Slot(frozenset(words), (units or {}).get(role)) for role, words in roles.items()}
    return {role: found[0] for role, found in assign(reading, slots).items()}


def _bare(bound: Bound) -> bool:
    """A number without a unit right beside its noun (骨干8), or in ten thousands (账面135万), takes the noun's unit."""
    return bound.distance <= 1 or "万" in bound.quantity.raw
