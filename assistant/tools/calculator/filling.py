"""Filling: which figure of a question is which input of a relation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from assistant.knowledge.cards import FormulaInput
from assistant.text.numerals import Quantity
from assistant.tools.base import Request
from assistant.tools.binding import Bound, Reading, Slot, assign
from assistant.tools.calculator.desk import Desk
from assistant.tools.calculator.figures import sign_of_change
from assistant.tools.calculator.fits import Fit
from assistant.tools.calculator.holding import Holding
from assistant.tools.calculator.leftovers import Leftovers
from assistant.tools.calculator.meaning import Meaning
from assistant.tools.calculator.relations import STUDENTS, VALUE, Relation
from assistant.tools.calculator.told import Told
from assistant.tools.calculator.weeding import PER_NEAR, Weeding

PLAUSIBLE = 10
"""A figure ten times its limit per student, or a tenth of it, is not told per student."""


@dataclass(frozen=True)
class Filling:
    """Fills relations with the figures of one question."""

    desk: Desk
    request: Request
    reading: Reading
    meaning: Meaning

    @cached_property
    def _told(self) -> Told:
        return Told(self.desk, self.reading)

    def fit(self, relation: Relation) -> Fit | None:
        """The relation with its figures in their places; None where it has nothing to do with them."""
        named = self.meaning.named(relation)
        slots = self.desk.slots(relation)
        bound: dict[str, list[Bound]] = assign(self._told.steady, {**slots, **self._stated_slots(relation)})
        stated = {role.key: bound.pop(role.key)[0] for role in relation.stated if role.key in bound}
        if "correction" in self.request.frame.flags or self.request.about is not None:
            self._correct(slots, bound)
        self._give_each(relation, bound)
        weeding = Weeding(self._told)
        weeding.weed(relation, bound)
        meant = named or self.meaning.about(relation) or (relation.naming and self.meaning.near_the_top(relation))
        if (not bound and not meant) or weeding.takes_one_of_a_list(relation, bound):
            return None
        taken = {one.quantity.start for one in stated.values()}
        if stated:
            kept = [figure for figure in self.reading.figures if figure.start not in taken]
            return replace(self, reading=self.reading.only(kept))._filled(relation, slots, bound, stated)
        return self._filled(relation, slots, bound, {})

    def _give_each(self, relation: Relation, bound: dict[str, list[Bound]]) -> None:
        """体育音乐美术老师各2个: one figure for every input of its group that is named before it."""
        each = tuple(self.desk.words("each_of"))
        for key, found in [*bound.items()]:
            before = self.desk.clause_before(self.reading.text, found[0].quantity.start)
            group = next(role.group for role in relation.roles if role.key == key)
            for role in relation.roles if group and before.endswith(each) else ():
                word = next((word for word in role.words if word in before), "")
                if role.group == group and role.key not in bound and word:
                    bound[role.key] = [replace(found[0], role=role.key, word=word)]

    def _stated_slots(self, relation: Relation) -> dict[str, Slot]:
        return {
            role.key: Slot(frozenset(role.words), self.desk.units(role.unit), loose=True) for role in relation.stated
        }

    def _filled(
        self, relation: Relation, slots: Mapping[str, Slot], bound: dict[str, list[Bound]], stated: Mapping[str, Bound]
    ) -> Fit | None:
        """What has no noun beside it filled in too, and the whole looked at."""
        named = self.meaning.named(relation)
        Leftovers(self._told, self.meaning).bind(relation, bound)
        Weeding(self._told).drop_lines(relation, bound)
        Weeding.drop_total(relation, bound)
        self._change(relation, slots, bound)
        fit = Fit(relation, bound, self._missing(relation, bound), named=named, rank=self.meaning.rank(relation))
        fit = replace(self._bare_after_answer(fit), held={**Holding(self._told).held(relation, bound), **stated})
        if relation.only_with and relation.only_with.isdisjoint(bound):
            return None
        if Weeding(self._told).takes_one_of_a_list(relation, bound):
            return None
        if not fit.starts or (relation.told and not self._may_be_told(fit)) or self._far_from_line(fit):
            return None
        return fit

    @staticmethod
    def _far_from_line(fit: Fit) -> bool:
        """A figure taken for lack of another that is nowhere near the line is something else (五(1)班51个娃)."""
        limits, bounds = fit.relation.limits, [one for found in fit.bound.values() for one in found]
        threshold = fit.relation.threshold
        if threshold is None or threshold.per or len(bounds) != 1 or bounds[0].word or fit.missing:
            return False
        value = bounds[0].quantity.value
        return not min(limits) / PLAUSIBLE < value < max(limits) * PLAUSIBLE

    def _correct(self, slots: Mapping[str, Slot], bound: dict[str, list[Bound]]) -> None:
        """骨干9个,不对,是骨干12个: what is told of a thing later holds."""
        rest = self.reading.only(self._told.free(bound))
        for role, found in assign(rest, {key: slot for key, slot in slots.items() if not slot.many}).items():
            if role in bound and found[0].quantity.start > bound[role][0].quantity.start:
                bound[role] = found
        for figure in self._told.free(bound):
            key = self._takes_the_place_of(figure, bound)
            if key is not None:
                bound[key] = [replace(bound[key][0], quantity=figure)]

    def _takes_the_place_of(self, figure: Quantity, bound: Mapping[str, Sequence[Bound]]) -> str | None:
        """87个,不对,是85个: the input whose figure was told last before one that names nothing; in the same words
        (进了学校的9个,不对,进了10个) the one told so."""
        said = self.desk.clause_before(self.reading.text, figure.start)
        before = [
            (found[0].quantity.start, key)
            for key, found in bound.items()
            if len(found) == 1 and found[0].quantity.start < figure.start and found[0].quantity.unit == figure.unit
        ]
        if said not in self.desk.words("instead"):
            before = [(start, key) for start, key in before if said and self._told_so(start, said)]
        return max(before)[1] if before else None

    def _told_so(self, start: int, said: str) -> bool:
        return self.desk.clause_before(self.reading.text, start).startswith(said)

    def _change(self, relation: Relation, slots: Mapping[str, Slot], bound: dict[str, list[Bound]]) -> None:
        """7人,再招2个: two more of what the noun beside them says, else of what was told last in their unit."""
        for figure in self.reading.figures if self._told.changes and not relation.told else ():
            sign = self._told.changes.get(figure.start)
            if sign is None:
                continue
            near = assign(self.reading.only([figure]), slots)
            key = next(iter(near), None) or self._changed(relation, bound, figure)
            if near and sign < 0 and key is not None and key not in bound:
                bound[key] = near[key]  # 流失6名: nothing is told that it could be taken from.
            elif key is not None:
                moved = replace(figure, value=sign * figure.value)
                bound.setdefault(key, []).append(Bound(key, "", moved, 2, change=True))

    def _changed(self, relation: Relation, bound: Mapping[str, Sequence[Bound]], figure: Quantity) -> str | None:
        units = {one.key: {*self.desk.units(one.unit), "个"} if one.unit else {figure.unit} for one in relation.roles}
        told = [
            (one.quantity.unit != figure.unit, key == STUDENTS, abs(figure.start - one.quantity.start), key)
            for key, found in bound.items()
            for one in found
            if not one.change and figure.unit in units[key] | {one.quantity.unit}
        ]
        return min(told)[-1] if told else None

    def _missing(self, relation: Relation, bound: Mapping[str, object]) -> tuple[FormulaInput, ...]:
        lacking = [role for role in relation.needed if role.key not in bound]
        for group in relation.groups:
            members = [role for role in relation.roles if role.group == group]
            if not any(role.key in bound for role in members):
                lacking.insert(0, members[0])
        return tuple(lacking)

    # --- a bare figure, and a figure that is the result itself ------------------------------------

    def _bare_after_answer(self, fit: Fit) -> Fit:
        """After an answer about this very thing a figure that names nothing is the input still missing."""
        role = self._wants_bare(fit)
        if role is None:
            return fit
        units = self.desk.units(role.unit) | {""} if role.unit else None
        free = [f for f in self._told.free(fit.bound) if units is None or f.unit in units]
        bare = bool(free) and (free[-1].unit or self.desk.nearly_bare(self.reading.text, free[-1]))
        if not free or (fit.relation.told and not bare):
            return fit
        bound = {**fit.bound, role.key: [Bound(role.key, "", free[-1], 6)]}
        return replace(fit, bound=bound, missing=tuple(one for one in fit.missing if one is not role))

    def _wants_bare(self, fit: Fit) -> FormulaInput | None:
        """The input that a bare figure may be: the one missing, or the one of its unit that no other shares."""
        if not self.meaning.about(fit.relation) or not fit.missing:
            return None
        if len(fit.missing) == 1:
            return fit.missing[0]
        units = {figure.unit for figure in self.reading.figures} - {""}
        fitting = [role for role in fit.missing if role.unit and not units.isdisjoint(self.desk.units(role.unit))]
        return fitting[0] if not fit.bound and len(fitting) == 1 and fitting[0].key != STUDENTS else None

    def _may_be_told(self, fit: Fit) -> bool:
        """A figure held against a limit per student has to be told per student itself."""
        threshold = fit.relation.threshold
        if threshold is None or VALUE not in fit.bound or any("/" in limit for limit in threshold.limits.values()):
            return False
        figure = fit.bound[VALUE][0].quantity
        if threshold.unit == "%" and figure.value > 100:
            return False
        if sign_of_change(self.reading.text, figure, self.desk.data["changes"]):
            return False  # 再进2人: two more of something told before.
        if not threshold.per:
            return True
        if self.desk.whole(threshold.unit) and figure.value.denominator > 1:
            return True  # 骨干0.9人 counts no people.
        limits = fit.relation.limits
        if not min(limits) / PLAUSIBLE < figure.value < max(limits) * PLAUSIBLE:
            return False
        before = self.reading.text[max(0, figure.start - PER_NEAR) : figure.start]
        people = [figure for figure in self.reading.figures if figure.unit == self.desk.data["people"]]
        place = before if len(people) > 1 else self.reading.text
        if self.desk.whole(threshold.unit):  # 音乐老师3个 counts people; 3个 of every hundred would be said so
            clause = self.desk.clause_before(self.reading.text, figure.start)
            return any(word in clause for word in self.desk.data["already_per"])
        return self.meaning.about(fit.relation) or any(word in place for word in self.desk.data["already_per"])
