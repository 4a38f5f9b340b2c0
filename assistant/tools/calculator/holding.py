"""Holding: amounts there already, or to be shared out, that are held beside a result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.tools.binding import Bound, Reading, Slot, Spot, assign
from assistant.tools.calculator.relations import AMOUNT, STUDENTS, Relation
from assistant.tools.calculator.told import Told

_BESIDE = 3
SHARED = 100
"""A smaller number without a unit is no amount to be shared out."""


@dataclass(frozen=True)
class Holding:
    """Finds what is told beside the inputs of a relation."""

    told: Told

    def held(self, relation: Relation, bound: Mapping[str, Sequence[Bound]]) -> dict[str, Bound]:
        """Amounts there already, to be held against the result."""
        shares = relation.formula.shares if relation.formula is not None else ()
        if not shares and not relation.beside:
            return {}
        rest = self.told.reading.only(self.told.free(bound))
        if shares:
            return self._shared(rest, frozenset(self.told.desk.language.plain(word) for word in shares))
        slots = {role.key: Slot(frozenset(role.words), self.told.desk.units(role.unit)) for role in relation.beside}
        found = {key: one[0] for key, one in assign(rest, slots).items()}
        return found or self._held_by_unit(relation, rest)

    def _held_by_unit(self, relation: Relation, rest: Reading) -> dict[str, Bound]:
        """The only figure left, of the unit of the one thing named (音乐教室够不够,现在有2间)."""
        named = [role for role in relation.beside if self.told.reading.says(role.words)]
        figures = [
            figure
            for figure, near in zip(rest.figures, rest.near, strict=True)
            if named and figure.unit in (named[0].unit, "") and not self._counts_students(near)
        ]
        if len(named) != 1 or len(figures) != 1:
            return {}
        return {named[0].key: Bound(named[0].key, "", figures[0], 8)}

    def _counts_students(self, near: Sequence[Spot]) -> bool:
        """在校生一共664人: a figure that is told of the students is nothing that is there already."""
        students = self.told.desk.words(STUDENTS)
        return any(spot.distance <= _BESIDE and spot.word in students for spot in near)

    def _shared(self, rest: Reading, words: frozenset[str]) -> dict[str, Bound]:
        """The amount that is shared out: a figure beside one of its words, else the only one with a unit of its own."""
        people: str = self.told.desk.data["people"]
        free = [one for one in rest.figures if one.unit not in (people, "%") and (one.unit or one.value >= SHARED)]
        found = assign(rest.only(free), {AMOUNT: Slot(words)})
        if found:
            return {AMOUNT: found[AMOUNT][0]}
        with_unit = [figure for figure in free if figure.unit]
        return {AMOUNT: Bound(AMOUNT, "", with_unit[0], 8)} if len(with_unit) == 1 else {}
