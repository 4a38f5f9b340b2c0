"""Binding numbers to the nouns beside them: 骨干教师10人 -> 骨干教师: 10.

A number belongs to the nearest noun of its own clause: the one before it (骨干教师10人) or the one right
after its unit (10名骨干教师). Each number is bound once, nearest pairs first.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from assistant.text.numerals import Quantity
from assistant.text.phrases import Phrases

_CLAUSE_END = re.compile(r"[,;。!?、\n]")
_JOINED = re.compile("(?:还有|以及|另外|外加|加上|和|跟|与|加|带|有)$")
_ASIDE = re.compile(r"\([^()]*\)")
_FARTHEST_BEFORE, _FARTHEST_AFTER = 12, 4
_FARTHEST_WITH_ASIDE = 30
_RATE = "率"
_COUNTING = frozenset(("数", "人数", "总数", "数量", "总人数", "量", "值", "面积"))
_SHADOW, _UNITLESS = 3, 1
"""What it costs a word to stand inside a longer one that means something else (教师 in 骨干教师)."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A quantity taken for a role, with the word that bound it."""

    role: str
    word: str
    quantity: Quantity
    distance: int
    place: int = -1
    """Where the word stands; -1 when no word bound it."""
    change: bool = False
    """Added to, or (less than nothing) taken from, what else is told for the role (再招2个)."""


@dataclass(frozen=True, slots=True)
class Slot:
    """What a role accepts: its words, weaker words with what they cost, its units (None: any), how many figures.

    ``loose`` takes a number without a unit also where it does not stand right beside the noun.
    """

    words: frozenset[str]
    units: frozenset[str] | None = None
    beside: Mapping[str, int] = field(default_factory=dict)
    many: bool = False
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Spot:
    """A noun near a figure: how far, inside which longer nouns, and whether another noun stands between."""

    word: str
    distance: int
    longer: frozenset[str]
    blocked: bool
    modifies: frozenset[str] = frozenset()
    """Longer nouns that it only says the kind of (体育 in 体育馆), what merely counts it (教师 in 教师数) apart."""
    place: int = -1


@dataclass(frozen=True)
class Reading:
    """A text with its figures and the places of every noun that may stand beside one."""

    text: str
    figures: Sequence[Quantity]
    spots: Mapping[str, Sequence[int]]

    @classmethod
    def of(cls, text: str, figures: Sequence[Quantity], nouns: Phrases, denials: Sequence[str] = ()) -> Reading:
        """``denials`` before a noun take it out (不含体育馆2340平米)."""
        denied = tuple(denials) or "\0"
        spots = {
            noun: [
                start
                for start in places
                # 入学率 is the name of a rate, no noun for a number of people.
                if not text.endswith(denied, 0, start) and not text.startswith(_RATE, start + len(noun))
            ]
            for noun, places in nouns.places(text).items()
        }
        return cls(text, figures, spots)

    def only(self, figures: Sequence[Quantity]) -> Reading:
        """The same text with some of its figures."""
        return Reading(self.text, figures, self.spots)

    def says(self, words: Collection[str]) -> bool:
        """Does one of the words stand here as itself, and not inside a longer noun that is none of them?"""
        return any(self._longer[word, start].issubset(words) for word in words for start in self.spots.get(word, ()))

    @cached_property
    def near(self) -> list[list[Spot]]:
        """For every figure the nouns that may belong to it."""
        return [self._near(index) for index in range(len(self.figures))]

    def _near(self, index: int) -> list[Spot]:
        found = []
        for word, places in self.spots.items():
            for start in places:
                apart = self._apart(index, start, start + len(word))
                if apart is not None:
                    found.append(
                        Spot(
                            word,
                            apart,
                            self._longer[word, start],
                            self._between(index, start + len(word)),
                            self._modifies(word, start),
                            start,
                        )
                    )
        return found

    def _modifies(self, word: str, start: int) -> frozenset[str]:
        longer = self._longer[word, start]
        tails = {other: other.rpartition(word)[2] for other in longer}
        return frozenset(other for other, tail in tails.items() if tail and tail not in _COUNTING)

    @cached_property
    def _longer(self) -> Mapping[tuple[str, int], frozenset[str]]:
        """The longer nouns every noun stands inside of, by noun and place."""
        spans = [(word, start) for word, places in self.spots.items() for start in places]
        return {
            (word, start): frozenset(
                other
                for other, at in spans
                if len(other) > len(word) and at <= start and start + len(word) <= at + len(other)
            )
            for word, start in spans
        }

    def _between(self, index: int, end: int) -> bool:
        """Does another noun of two characters or more stand between here and the figure behind?"""
        start = self.figures[index].start
        return end < start and any(
            end <= at < start and len(other) > 1 for other, places in self.spots.items() for at in places
        )

    def _inside(self, start: int, end: int) -> bool:
        """Does a noun of two characters or more stand in the gap (1500人的小学骨干教师)?"""
        return any(
            start <= at and at + len(other) <= end
            for other, places in self.spots.items()
            if len(other) > 1
            for at in places
        )

    @cached_property
    def _counted_before(self) -> frozenset[int]:
        """Figures of a row whose nouns all stand behind their numbers (5个体育教师和3个音乐教师): the noun before
        such a figure is that of the one before."""
        ends: dict[int, set[int]] = {}
        for word, places in self.spots.items():
            for start in places if len(word) > 1 else ():
                ends.setdefault(start, set()).add(start + len(word))
        led = {end for found in ends.values() for end in found}
        rows: list[list[int]] = []
        for index, figure in enumerate(self.figures):
            before = self.figures[index - 1].end if index else 0
            gap = _JOINED.sub("", self.text[before : figure.start])
            tied = bool(index) and before + len(gap) in ends.get(before, ())
            rows = [*rows[:-1], [*rows[-1], index]] if tied else [*rows, [index]]
        behind = (row for row in rows if self.figures[row[0]].start not in led and self.figures[row[-1]].end in ends)
        return frozenset(index for row in behind for index in row[1:])

    def _apart(self, index: int, start: int, end: int) -> int | None:
        figure = self.figures[index]
        if end <= figure.start and index in self._counted_before and start >= self.figures[index - 1].end:
            return None
        if end <= figure.start:
            if figure.start - end > _FARTHEST_WITH_ASIDE or (index and self.figures[index - 1].end > start):
                return None
            gap = _ASIDE.sub("", self.text[end : figure.start])
            if len(gap) > _FARTHEST_BEFORE or _CLAUSE_END.search(gap) or ")" in gap:
                return None
            return len(gap)
        if start >= figure.end:
            gap = self.text[figure.end : start]
            if len(gap) > _FARTHEST_AFTER or _CLAUSE_END.search(gap) or "(" in gap:
                return None
            if index + 1 < len(self.figures) and self.figures[index + 1].start < start:
                return None
            if self._inside(figure.end, start):
                return None
            # A noun after the unit is a little weaker than one right before the number.
            return len(gap) + 1 + (2 if gap else 0)
        return 0


def assign(reading: Reading, slots: Mapping[str, Slot]) -> dict[str, list[Bound]]:
    """Role -> the quantities that stand for it, nearest pairs first, each quantity once."""
    candidates = sorted(
        (
            bound
            for quantity, near in zip(reading.figures, reading.near, strict=True)
            for role, slot in slots.items()
            for bound in _candidates(quantity, near, role, slot)
        ),
        key=lambda bound: (bound.distance, -len(bound.word), bound.quantity.start),
    )
    taken: dict[str, list[Bound]] = {}
    used: set[int] = set()
    for bound in candidates:
        told = taken.get(bound.role, ())
        # One noun counts one figure: 980人体艺教师8个 has eight of them.
        again = any(max(bound.place, one.place) < min(_end(bound), _end(one)) for one in told)
        if bound.quantity.start not in used and (not told or (slots[bound.role].many and not again)):
            taken.setdefault(bound.role, []).append(bound)
            used.add(bound.quantity.start)
    _make_room(taken, used, candidates, slots)
    return taken


def _make_room(
    taken: dict[str, list[Bound]], used: set[int], candidates: Sequence[Bound], slots: Mapping[str, Slot]
) -> None:
    """156名教师154人有证: a number left over right before its noun takes it, where the other has a noun of its own."""
    for bound in candidates:
        held = taken.get(bound.role, [])
        if bound.quantity.start in used or slots[bound.role].many or bound.place != bound.quantity.end:
            continue
        other = next((one for one in candidates if one.quantity == held[0].quantity and one.role not in taken), None)
        if other is not None:
            taken[bound.role], taken[other.role] = [bound], [other]
            used.add(bound.quantity.start)


def _end(bound: Bound) -> int:
    return bound.place + len(bound.word)


def _candidates(quantity: Quantity, near: Sequence[Spot], role: str, slot: Slot) -> Iterator[Bound]:
    for spot in near:
        if spot.word in slot.words and not (spot.modifies - slot.words and not quantity.unit):
            cost = 0 if spot.longer <= slot.words else _SHADOW
        elif spot.word in slot.beside and not spot.blocked:
            cost = slot.beside[spot.word]
        else:
            continue
        bound = Bound(role, spot.word, quantity, spot.distance + cost, spot.place)
        if slot.units is None or quantity.unit in slot.units or not quantity.unit and _bare(bound):
            yield bound
        elif not quantity.unit and slot.loose:
            yield replace(bound, distance=bound.distance + _UNITLESS)


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
    reading = Reading.of(text, quantities, Phrases([word for words in roles.values() for word in words]))
    slots = {role: Slot(frozenset(words), (units or {}).get(role)) for role, words in roles.items()}
    return {role: found[0] for role, found in assign(reading, slots).items()}


def _bare(bound: Bound) -> bool:
    """A number without a unit right beside its noun (骨干8), or in ten thousands (账面135万), takes the noun's unit."""
    return bound.distance <= 1 or "万" in bound.quantity.raw
