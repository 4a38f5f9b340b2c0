"""Filling: which figure of a question is which input of a relation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from assistant.knowledge.cards import FormulaInput
from assistant.text.numerals import Quantity
from assistant.tools.base import Request
from assistant.tools.binding import Bound, Reading, Slot, assign
from assistant.tools.calculator.desk import Desk
from assistant.tools.calculator.figures import changes, runs
from assistant.tools.calculator.fits import Fit
from assistant.tools.calculator.meaning import Meaning
from assistant.tools.calculator.relations import AMOUNT, STUDENTS, VALUE, Relation

PLAUSIBLE = 10
"""A figure ten times its limit per student, or a tenth of it, is not told per student."""
LIST = 3
PER_NEAR = 12
"""Characters before a figure in which 生均 or its like makes it one per student."""
SHARED = 100
"""A smaller number without a unit is no amount to be shared out."""
_CLOSE = 4


@dataclass(frozen=True)
class Filling:
    """Fills relations with the figures of one question."""

    desk: Desk
    request: Request
    reading: Reading
    meaning: Meaning

    def fit(self, relation: Relation) -> Fit | None:
        named = self.meaning.named(relation)
        slots = self.desk.slots(relation)
        bound: dict[str, list[Bound]] = assign(self._steady, {**slots, **self._stated_slots(relation)})
        stated = {role.key: bound.pop(role.key)[0] for role in relation.stated if role.key in bound}
        if "correction" in self.request.frame.flags or self.request.about is not None:
            self._correct(slots, bound)
        self._drop_parts(relation, bound)
        self._follow_runs(relation, bound)
        self._drop_told_per_student(relation, bound)
        meant = named or self.meaning.about(relation) or (relation.naming and self.meaning.near_the_top(relation))
        if (not bound and not meant) or self._takes_one_of_a_list(relation, bound):
            return None
        taken = {one.quantity.start for one in stated.values()}
        if stated:
            kept = [figure for figure in self.reading.figures if figure.start not in taken]
            return replace(self, reading=self.reading.only(kept))._filled(relation, slots, bound, stated)
        return self._filled(relation, slots, bound, {})

    def _stated_slots(self, relation: Relation) -> dict[str, Slot]:
        return {
            role.key: Slot(frozenset(role.words), self.desk.units(role.unit), loose=True) for role in relation.stated
        }

    def _filled(
        self, relation: Relation, slots: Mapping[str, Slot], bound: dict[str, list[Bound]], stated: Mapping[str, Bound]
    ) -> Fit | None:
        """What has no noun beside it filled in too, and the whole looked at."""
        named = self.meaning.named(relation)
        self._bind_students(relation, bound)
        self._bind_by_unit(relation, bound)
        self._bind_other_part(relation, bound)
        self._drop_total(relation, bound)
        self._change(relation, slots, bound)
        fit = Fit(relation, bound, self._missing(relation, bound), named=named, rank=self.meaning.rank(relation))
        fit = replace(self._bare_after_answer(fit), held={**self._held(relation, bound), **stated})
        if relation.only_with and relation.only_with.isdisjoint(bound):
            return None
        if not fit.starts or (relation.told and not self._may_be_told(fit)) or self._far_from_line(fit):
            return None
        return fit

    def _takes_one_of_a_list(self, relation: Relation, bound: Mapping[str, Sequence[Bound]]) -> bool:
        """Of 五个班46、52、56人 no single number is the number of students."""
        single = {one.quantity.start for role in relation.roles if not role.many for one in bound.get(role.key, ())}
        return any(len(run) >= LIST and single & {figure.start for figure in run} for run in self._runs)

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
        rest = self.reading.only(self._free(bound))
        for role, found in assign(rest, {key: slot for key, slot in slots.items() if not slot.many}).items():
            if role in bound and found[0].quantity.start > bound[role][0].quantity.start:
                bound[role] = found

    def _free(self, bound: Mapping[str, Sequence[Bound]]) -> list[Quantity]:
        used = {one.quantity.start for found in bound.values() for one in found}
        return [figure for figure in self._steady.figures if figure.start not in used]

    @cached_property
    def _changes(self) -> Mapping[int, int]:
        """Figures that change others."""
        return changes(self.reading.text, self.reading.figures, self.desk.data["changes"])

    @cached_property
    def _steady(self) -> Reading:
        """The question with the figures that stand for themselves."""
        if not self._changes:
            return self.reading
        return self.reading.only([figure for figure in self.reading.figures if figure.start not in self._changes])

    def _change(self, relation: Relation, slots: Mapping[str, Slot], bound: dict[str, list[Bound]]) -> None:
        """7人,再招2个: two more of what the noun beside them says, else of what was told last in their unit."""
        for figure in self.reading.figures if self._changes and not relation.told else ():
            sign = self._changes.get(figure.start)
            if sign is None:
                continue
            near = assign(self.reading.only([figure]), slots)
            key = next(iter(near), None) or self._changed(relation, bound, figure)
            if key is not None:
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

    def _drop_told_per_student(self, relation: Relation, bound: dict[str, list[Bound]]) -> None:
        """生均图书33.3册 is no amount to be divided by the students."""
        if relation.told or not relation.per_student:
            return
        whole = {role.key for role in relation.roles if self.desk.whole(role.unit)}
        for key in [key for key in bound if key != STUDENTS]:
            start, value = bound[key][0].quantity.start, bound[key][0].quantity.value
            if key in whole and value.denominator > 1:
                del bound[key]  # 多媒体教室那项0.53 counts no rooms.
                continue
            before = self.desk.clause_before(self.reading.text, start)[-PER_NEAR:]
            if any(word in before for word in self.desk.data["already_per"]):
                del bound[key]

    def _drop_parts(self, relation: Relation, bound: dict[str, list[Bound]]) -> None:
        """骨干12人,其中市级3人: what is part of a figure told before for the same is not counted again."""
        for role in relation.roles:
            told = bound.get(role.key, []) if role.many else []
            group = [
                one
                for other in relation.roles
                if role.group and other.group == role.group
                for one in bound.get(other.key, ())
            ] or told
            kept = [one for one in told if not self._is_part(one, group)]
            if len(kept) < len(told):
                bound[role.key] = kept
                if not kept:
                    del bound[role.key]

    def _is_part(self, part: Bound, told: Sequence[Bound]) -> bool:
        before = self.desk.clause_before(self.reading.text, part.quantity.start)
        start = part.quantity.start
        said = any(word in before for word in self.desk.words("parts"))
        first = min((one.quantity for one in told), key=lambda figure: figure.start)
        return said and first.start < start - len(before) and first.value >= part.quantity.value

    def _follow_runs(self, relation: Relation, bound: dict[str, list[Bound]]) -> None:
        """Numbers in a row behind the first belong to the same input, where it takes many (18、22、21、24分)."""
        for role in relation.roles:
            if role.many and role.key in bound:
                starts = {one.quantity.start for one in bound[role.key]}
                run = next((run for run in self._runs if run[0].start in starts), [])
                free = {figure.start for figure in self._free(bound)}
                bound[role.key] += [Bound(role.key, "", figure, 2) for figure in run if figure.start in free]

    @cached_property
    def _runs(self) -> list[list[Quantity]]:
        return runs(self.reading.text, self.reading.figures)

    def _bind_students(self, relation: Relation, bound: dict[str, list[Bound]]) -> None:
        """The students are the largest number of people that is nothing else (三百二十个娃)."""
        if any(not self._are_students(one) for one in bound.get(STUDENTS, ())) or self._people_told_elsewhere(bound):
            del bound[STUDENTS]
        if all(role.key != STUDENTS for role in relation.roles) or STUDENTS in bound:
            return
        people_unit: str = self.desk.data["people"]
        people = [one for one in self._free(bound) if one.unit == people_unit and not self._are_others(one)]
        told = [one.quantity for found in bound.values() for one in found if one.quantity.unit == people_unit]
        most = max((figure.value for figure in told), default=Fraction(0)) if relation.per_student else Fraction(0)
        people = [figure for figure in people if figure.value.denominator == 1 and figure.value > most]
        if people:
            bound[STUDENTS] = [Bound(STUDENTS, "", max(people, key=lambda figure: figure.value), 8)]

    def _people_told_elsewhere(self, bound: Mapping[str, Sequence[Bound]]) -> bool:
        """A number without a unit is not the students where others are said to be people (420人的小学拨了30万)."""
        people: str = self.desk.data["people"]
        units = {one.quantity.unit for one in bound.get(STUDENTS, ())}
        return units == {""} and any(figure.unit == people for figure in self._free(bound))

    def _are_students(self, bound: Bound) -> bool:
        """A whole number; beside no more than a stage one of people or of nothing (初中才凑齐7个 are no students)."""
        weak = bound.word in self.desk.data["students_beside"]
        if weak and self._are_others(bound.quantity):
            return False
        return "." not in bound.quantity.raw and (not weak or bound.quantity.unit in (self.desk.data["people"], ""))

    def _are_others(self, figure: Quantity) -> bool:
        """32名专任教师: people of another name, right behind their number; 980人体艺教师8个 counts them behind it."""
        later = {other.start for other in self.reading.figures}
        return any(
            figure.end in places and word in self.desk.others and later.isdisjoint(_just_behind(figure.end + len(word)))
            for word, places in self.reading.spots.items()
        )

    def _bind_by_unit(self, relation: Relation, bound: dict[str, list[Bound]]) -> None:
        """A figure whose noun stands elsewhere (用房拢共有1750平方米): the only one of its unit that is left."""
        if relation.told:
            self._bind_only_figure(relation, bound)
            return
        people: str = self.desk.data["people"]
        filled = {role.group for role in relation.roles if role.group and role.key in bound}
        for role in relation.roles:
            optional = bool(role.default) and not role.group
            if role.key in bound or role.group in filled or optional or not role.unit or role.key == STUDENTS:
                continue
            units = set() if role.unit == people else {role.unit, *({people} & self.desk.units(role.unit))}
            free = [figure for figure in self._free(bound) if figure.unit in units] or self._counted(role, bound)
            named = self.meaning.named(relation) and role.key not in relation.derived
            meant = named or any(word in self.reading.spots for word in role.words)
            if len(free) == 1 and meant:
                bound[role.key] = [Bound(role.key, "", free[0], 8)]
                filled.add(role.group or role.key)

    def _counted(self, role: FormulaInput, bound: Mapping[str, Sequence[Bound]]) -> list[Quantity]:
        """现在才6个: things counted without saying which, where their noun is said."""
        spoken = any(word in self.reading.spots for word in role.words)
        return [one for one in self._free(bound) if one.unit == "个"] if spoken and self.desk.whole(role.unit) else []

    def _bind_only_figure(self, relation: Relation, bound: dict[str, list[Bound]]) -> None:
        """A value told in another clause than its noun (高学历教师没够,每百名3.6个)."""
        role, figures = relation.roles[0], self.reading.figures
        spoken = any(word in self.reading.spots for word in role.words)
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
        return not role.unit or not figure.unit or figure.unit in self.desk.units(role.unit)

    def _bind_other_part(self, relation: Relation, bound: dict[str, list[Bound]]) -> None:
        """Of the two numbers of a share the one that is left (新生1000人,就近划片998; 一共52名,50名上学了)."""
        lacking = [role for role in relation.needed if role.key not in bound]
        told = [role for role in relation.needed if role.key in bound]
        if relation.unit != "%" or len(relation.needed) != 2 or len(lacking) != 1 or self.meaning.rank(relation) > 1:
            return
        units = {told[0].unit, *self.desk.units(told[0].unit)} | {""}
        free = [one for one in self._free(bound) if one.unit in units and one.value not in relation.limits]
        value = sum((one.quantity.value for one in bound[told[0].key]), Fraction(0))
        whole = relation.needed[-1] is lacking[0]
        free = [one for one in free if one.value > 1 and (one.value >= value if whole else one.value <= value)]
        free = [one for one in free if one.unit] or free
        if len(free) == 1:
            bound[lacking[0].key] = [Bound(lacking[0].key, "", free[0], 8)]

    @staticmethod
    def _drop_total(relation: Relation, bound: dict[str, list[Bound]]) -> None:
        """The first input of a group, when it is the sum of the others, is their total told once more."""
        for group in relation.groups:
            keys = [role.key for role in relation.roles if role.group == group]
            told = [one for key in keys for one in bound.get(key, ())]
            total = sum((one.quantity.value for one in told), Fraction(0))
            first = bound.get(keys[0], [])
            if len(told) > 2 and len(first) == 1 and 2 * first[0].quantity.value == total:
                del bound[keys[0]]

    def _missing(self, relation: Relation, bound: Mapping[str, object]) -> tuple[FormulaInput, ...]:
        lacking = [role for role in relation.needed if role.key not in bound]
        for group in relation.groups:
            members = [role for role in relation.roles if role.group == group]
            if not any(role.key in bound for role in members):
                lacking.insert(0, members[0])
        return tuple(lacking)

    def _held(self, relation: Relation, bound: Mapping[str, Sequence[Bound]]) -> dict[str, Bound]:
        """Amounts there already, to be held against the result."""
        shares = relation.formula.shares if relation.formula is not None else ()
        if not shares and not relation.beside:
            return {}
        rest = self.reading.only(self._free(bound))
        if shares:
            return self._shared(rest, frozenset(self.desk.language.plain(word) for word in shares))
        slots = {role.key: Slot(frozenset(role.words), self.desk.units(role.unit)) for role in relation.beside}
        found = {key: one[0] for key, one in assign(rest, slots).items()}
        return found or self._held_by_unit(relation, rest)

    def _held_by_unit(self, relation: Relation, rest: Reading) -> dict[str, Bound]:
        """The only figure left, of the unit of the one thing named (音乐教室够不够,现在有2间)."""
        named = [role for role in relation.beside if any(word in self.reading.spots for word in role.words)]
        figures = [figure for figure in rest.figures if named and figure.unit in (named[0].unit, "")]
        if len(named) != 1 or len(figures) != 1:
            return {}
        return {named[0].key: Bound(named[0].key, "", figures[0], 8)}

    def _shared(self, rest: Reading, words: frozenset[str]) -> dict[str, Bound]:
        """The amount that is shared out: a figure beside one of its words, else the only one with a unit of its own."""
        people: str = self.desk.data["people"]
        free = [one for one in rest.figures if one.unit not in (people, "%") and (one.unit or one.value >= SHARED)]
        found = assign(rest.only(free), {AMOUNT: Slot(words)})
        if found:
            return {AMOUNT: found[AMOUNT][0]}
        with_unit = [figure for figure in free if figure.unit]
        return {AMOUNT: Bound(AMOUNT, "", with_unit[0], 8)} if len(with_unit) == 1 else {}

    # --- a bare figure, and a figure that is the result itself ------------------------------------

    def _bare_after_answer(self, fit: Fit) -> Fit:
        """After an answer about this very thing a figure that names nothing is the input still missing."""
        if not self.meaning.about(fit.relation) or len(fit.missing) != 1:
            return fit
        role = fit.missing[0]
        units = self.desk.units(role.unit) | {""} if role.unit else None
        free = [f for f in self._free(fit.bound) if units is None or f.unit in units]
        bare = bool(free) and (free[-1].unit or self.desk.nearly_bare(self.reading.text, free[-1]))
        if not free or (fit.relation.told and not bare):
            return fit
        bound = {**fit.bound, role.key: [Bound(role.key, "", free[-1], 6)]}
        return replace(fit, bound=bound, missing=())

    def _may_be_told(self, fit: Fit) -> bool:
        """A figure held against a limit per student has to be told per student itself."""
        threshold = fit.relation.threshold
        if threshold is None or VALUE not in fit.bound or any("/" in limit for limit in threshold.limits.values()):
            return False
        figure = fit.bound[VALUE][0].quantity
        if threshold.unit == "%" and figure.value > 100:
            return False
        if not threshold.per:
            return True
        limits = fit.relation.limits
        if not min(limits) / PLAUSIBLE < figure.value < max(limits) * PLAUSIBLE:
            return False
        before = self.reading.text[max(0, figure.start - PER_NEAR) : figure.start]
        people = [figure for figure in self.reading.figures if figure.unit == self.desk.data["people"]]
        place = before if len(people) > 1 else self.reading.text
        return self.meaning.about(fit.relation) or any(word in place for word in self.desk.data["already_per"])


def _just_behind(place: int) -> range:
    return range(place, place + _CLOSE)
