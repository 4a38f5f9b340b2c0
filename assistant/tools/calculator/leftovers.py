"""Leftovers: figures with no noun of an input beside them, given to the one input they can be."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from assistant.knowledge.cards import FormulaInput
from assistant.text.numerals import Quantity
from assistant.tools.binding import Bound, Reading
from assistant.tools.calculator.desk import Desk
from assistant.tools.calculator.meaning import Meaning
from assistant.tools.calculator.relations import STUDENTS, Relation
from assistant.tools.calculator.told import Told

_CLOSE, _PAIR, _YUAN = 4, 2, "元"
_BETWEEN = 1
"""Letters between a noun and its number (骨干有10名)."""


@dataclass(frozen=True)
class Leftovers:
    """Fills the inputs that no noun filled."""

    told: Told
    meaning: Meaning

    @property
    def _desk(self) -> Desk:
        return self.told.desk

    @property
    def _reading(self) -> Reading:
        return self.told.reading

    def bind(self, relation: Relation, bound: dict[str, list[Bound]]) -> None:
        """The students, the only figure of a unit, and the other part of a share."""
        self._bind_students(relation, bound)
        self._bind_by_unit(relation, bound)
        self._bind_other_part(relation, bound)
        self._take_from_whole(relation, bound)
        self._bind_none(relation, bound)

    def _take_from_whole(self, relation: Relation, bound: dict[str, list[Bound]]) -> None:
        """没上学的2个: those who are not are taken from all."""
        if (
            relation.unit != "%"
            or len(relation.needed) != _PAIR
            or any(role.key not in bound for role in relation.needed)
        ):
            return
        part, whole = relation.needed
        told, every = bound[part.key], bound[whole.key]
        if len(told) == len(every) == 1 and self._denied(part, told[0].quantity):
            rest = replace(told[0].quantity, value=-told[0].quantity.value)
            bound[part.key] = [replace(every[0], role=part.key), replace(told[0], quantity=rest, change=True)]

    def _denied(self, role: FormulaInput, figure: Quantity) -> bool:
        """Is what the role names denied in the clause of the figure?"""
        text = self._reading.text
        before, behind = self._desk.clause_before(text, figure.start), self._desk.clause_behind(text, figure.end)
        return any(
            re.search(f"(?<!有){denial}[^0-9]{{0,3}}{re.escape(word)}", clause)
            for clause in (before, behind)
            for denial in self._desk.words("are_not")
            for word in role.words
        )

    def _bind_none(self, relation: Relation, bound: dict[str, list[Bound]]) -> None:
        """没有不适用项: nothing of an input that is told to be lacking, in a clause without figures."""
        none, asking = self._desk.words("none_of"), tuple(self._desk.words("asking_none"))
        for role in relation.needed if not relation.told and bound else ():
            if role.key in bound or role.key == STUDENTS:
                continue
            for said in (denial + word for word in role.words for denial in none):
                start = self._reading.text.find(said)
                if start >= 0 and not self._reading.text[:start].endswith(asking) and not self._figures_near(start):
                    nothing = Quantity(Fraction(0), role.unit, start, start, "0")
                    bound[role.key] = [Bound(role.key, "", nothing, 4)]
                    break

    def _figures_near(self, place: int) -> bool:
        """Does a figure stand in the clause of a place?"""
        text = self._reading.text
        start = place - len(self._desk.clause_before(text, place))
        end = place + len(self._desk.clause_behind(text, place))
        return any(start <= figure.start < end for figure in self._reading.figures)

    def _bind_students(self, relation: Relation, bound: dict[str, list[Bound]]) -> None:
        """The students are the largest number of people that is nothing else (三百二十个娃)."""
        if any(not self._are_students(one) for one in bound.get(STUDENTS, ())) or self._people_told_elsewhere(bound):
            del bound[STUDENTS]
        if all(role.key != STUDENTS for role in relation.roles) or STUDENTS in bound:
            return
        people_unit: str = self._desk.data["people"]
        people = [
            one for one in self.told.free(bound)
            if one.unit == people_unit and not (self._are_others(one) or self._counts_others(one))
        ]  # fmt: skip
        told = [one.quantity for found in bound.values() for one in found if one.quantity.unit == people_unit]
        most = max((figure.value for figure in told), default=Fraction(0)) if relation.per_student else Fraction(0)
        people = [figure for figure in people if figure.value.denominator == 1 and figure.value > most]
        if people:
            bound[STUDENTS] = [Bound(STUDENTS, "", max(people, key=lambda figure: figure.value), 8)]

    def _people_told_elsewhere(self, bound: Mapping[str, Sequence[Bound]]) -> bool:
        """A number without a unit is not the students where others are said to be people (420人的小学拨了30万)."""
        people: str = self._desk.data["people"]
        beside = self._desk.data["students_beside"]
        units = {one.quantity.unit for one in bound.get(STUDENTS, ()) if one.word in beside}
        free = [figure for figure in self.told.free(bound) if figure.unit == people]
        return units == {""} and not all(self._counts_others(figure) for figure in free)

    def _are_students(self, bound: Bound) -> bool:
        """A whole number; beside no more than a stage one of people or of nothing (初中才凑齐7个 are no students)."""
        weak = bound.word in self._desk.data["students_beside"]
        if weak and self._are_others(bound.quantity):
            return False
        return "." not in bound.quantity.raw and (not weak or bound.quantity.unit in (self._desk.data["people"], ""))

    def _are_others(self, figure: Quantity) -> bool:
        """32名专任教师: people of another name, right behind their number; 980人体艺教师8个 counts them behind it."""
        later = {other.start for other in self._reading.figures}
        return any(
            figure.end in places
            and word in self._desk.others
            and later.isdisjoint(_just_behind(figure.end + len(word)))
            for word, places in self._reading.spots.items()
        )

    def _counts_others(self, figure: Quantity) -> bool:
        """骨干10名, 高学历教师20人: people of another name, right before their number in its clause."""
        clause = self._desk.clause_before(self._reading.text, figure.start)
        return any(word in clause[-len(word) - _BETWEEN :] for word in self._desk.per_student)

    def _bind_by_unit(self, relation: Relation, bound: dict[str, list[Bound]]) -> None:
        """A figure whose noun stands elsewhere (用房拢共有1750平方米): the only one of its unit that is left."""
        if relation.told:
            self._bind_only_figure(relation, bound)
            return
        people: str = self._desk.data["people"]
        filled = {role.group for role in relation.roles if role.group and role.key in bound}
        for role in relation.roles:
            optional = bool(role.default) and not role.group
            if role.key in bound or role.group in filled or optional or not role.unit or role.key == STUDENTS:
                continue
            units = set() if role.unit == people else {role.unit, *({people} & self._desk.units(role.unit))}
            free = [one for one in self.told.free(bound) if one.unit in units or _in_myriads(one, role)]
            free = free or self._counted(role, bound)
            named = self.meaning.named(relation) and role.key not in relation.derived
            meant = named or self._reading.says(role.words)
            if len(free) == 1 and meant:
                bound[role.key] = [Bound(role.key, "", free[0], 8)]
                filled.add(role.group or role.key)

    def _counted(self, role: FormulaInput, bound: Mapping[str, Sequence[Bound]]) -> list[Quantity]:
        """现在才6个: things counted without saying which, where their noun is said."""
        spoken = self._reading.says(role.words)
        return (
            [one for one in self.told.free(bound) if one.unit == "个"] if spoken and self._desk.whole(role.unit) else []
        )

    def _bind_only_figure(self, relation: Relation, bound: dict[str, list[Bound]]) -> None:
        """A value told in another clause than its noun (高学历教师没够,每百名3.6个)."""
        role, figures = relation.roles[0], self._reading.figures
        spoken = self._reading.says(role.words)
        per = relation.threshold is not None and relation.threshold.per
        if (
            spoken
            and (per or (figures and figures[0].unit))
            and not bound
            and len(figures) == 1
            and self._fits_unit(role, figures[0])
        ):
            bound[role.key] = [Bound(role.key, "", figures[0], 8)]

    def _fits_unit(self, role: FormulaInput, figure: Quantity) -> bool:
        return not role.unit or not figure.unit or figure.unit in self._desk.units(role.unit)

    def _bind_other_part(self, relation: Relation, bound: dict[str, list[Bound]]) -> None:
        """Of the two numbers of a share the one that is left (新生1000人,就近划片998; 一共52名,50名上学了)."""
        lacking = [role for role in relation.needed if role.key not in bound]
        told = [role for role in relation.needed if role.key in bound]
        if not told or relation.unit != "%" or len(lacking) != 1 or self.meaning.rank(relation) > 1:
            return
        whole = relation.needed[-1] is lacking[0]
        if len(relation.needed) > _PAIR:
            # 一共64人,缺考3人: those who were due are computed with too, and are the most of all.
            if lacking[0].key not in relation.derived:
                return
            whole = True
        units = {told[0].unit, *self._desk.units(told[0].unit)} | {""}
        free = [one for one in self.told.free(bound) if one.unit in units and one.value not in relation.limits]
        value = max(sum((one.quantity.value for one in bound[role.key]), Fraction(0)) for role in told)
        free = [
            one for one in free if (one.value > 1 or one.unit) and (one.value >= value if whole else one.value <= value)
        ]
        free = [one for one in free if one.unit] or free
        if len(free) == 1:
            bound[lacking[0].key] = [Bound(lacking[0].key, "", free[0], 8)]


def _in_myriads(figure: Quantity, role: FormulaInput) -> bool:
    """现有213.4万: money without saying so."""
    return role.unit == _YUAN and not figure.unit and "万" in figure.raw


def _just_behind(place: int) -> range:
    return range(place, place + _CLOSE)
