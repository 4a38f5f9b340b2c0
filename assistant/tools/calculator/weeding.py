"""Weeding: figures beside a noun that are no amount of it, or one of a row of such."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assistant.text.numerals import Quantity
from assistant.tools.binding import Bound
from assistant.tools.calculator.relations import STUDENTS, Relation
from assistant.tools.calculator.told import Told

LIST, _LIKE, _SAME = 3, 10, 50
"""Numbers a list has at least, how many times the least the largest may be, and that for one input."""
PER_NEAR = 12
"""Characters before a figure in which 生均 or its like makes it one per student."""


@dataclass(frozen=True)
class Weeding:
    """Takes out figures that were bound to an input and are something else."""

    told: Told

    def weed(self, relation: Relation, bound: dict[str, list[Bound]]) -> None:
        """Parts of others and amounts told per student go; numbers in a row behind one come."""
        self.drop_lines(relation, bound)
        self._drop_parts(relation, bound)
        self._follow_runs(relation, bound)
        self._drop_told_per_student(relation, bound)

    def takes_one_of_a_list(self, relation: Relation, bound: Mapping[str, Sequence[Bound]]) -> bool:
        """Of 五个班46、52、56人 no single number is the number of students."""
        single = {one.quantity.start for role in relation.roles if not role.many for one in bound.get(role.key, ())}
        return any(_is_a_list(run) and single & {figure.start for figure in run} for run in self.told.runs)

    def _drop_told_per_student(self, relation: Relation, bound: dict[str, list[Bound]]) -> None:
        """生均图书33.3册 is no amount to be divided by the students."""
        if relation.told or not relation.per_student:
            return
        self._drop_students_told_as_share(bound)
        for key in [key for key in bound if key != STUDENTS]:
            start = bound[key][0].quantity.start
            before = self.told.desk.clause_before(self.told.reading.text, start)[-PER_NEAR:]
            if any(word in before for word in self.told.desk.data["already_per"]):
                del bound[key]

    def drop_lines(self, relation: Relation, bound: dict[str, list[Bound]]) -> None:
        """要达85: the line that is to be reached is no figure; nor is a part of a person one."""
        whole = {role.key for role in relation.roles if self.told.desk.whole(role.unit)}
        for key in [] if relation.told else [*bound]:
            kept = [one for one in bound[key] if not self._is_none(relation, one.quantity, whole=key in whole)]
            bound[key] = kept
            if not kept:
                del bound[key]

    def _is_none(self, relation: Relation, figure: Quantity, *, whole: bool) -> bool:
        """The line itself, a part of a whole thing, or the result."""
        before, behind = self.told.reading.text[: figure.start], self.told.reading.text[figure.end :]
        said = before.endswith(tuple(self.told.desk.words("up_to")))
        said = said or behind.startswith(tuple(self.told.desk.words("line_behind")))
        quoted = said or self._stands_beside_another(relation, figure)
        line = figure.value in relation.limits and quoted
        return line or (whole and figure.value.denominator > 1) or self._came_out(figure)

    def _stands_beside_another(self, relation: Relation, figure: Quantity) -> bool:
        """书8600本,规程25册: another amount in its unit is told; people are told of several things."""
        others = {one.value for one in self.told.reading.figures if one.unit == figure.unit} - relation.limits
        counted = figure.unit not in ("", self.told.desk.data["people"])
        return relation.per_student and counted and bool(others)

    def _came_out(self, figure: Quantity) -> bool:
        """折算后是84.99分: the result itself."""
        before = self.told.desk.clause_before(self.told.reading.text, figure.start)
        since = max((one.end for one in self.told.reading.figures if one.end <= figure.start), default=0)
        before = before[-(figure.start - since) :] if figure.start > since else ""
        return any(word in before for word in self.told.desk.words("come_out"))

    def _drop_students_told_as_share(self, bound: dict[str, list[Bound]]) -> None:
        """小学生均20: what stands right behind 生均 counts no students."""
        found = bound.get(STUDENTS)
        words = tuple(self.told.desk.words("already_per"))
        if found and self.told.reading.text[: found[0].quantity.start].endswith(words):
            del bound[STUDENTS]

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
        before = self.told.desk.clause_before(self.told.reading.text, part.quantity.start)
        start = part.quantity.start
        said = any(word in before for word in self.told.desk.words("parts"))
        first = min((one.quantity for one in told), key=lambda figure: figure.start)
        return said and first.start < start - len(before) and first.value >= part.quantity.value

    def _follow_runs(self, relation: Relation, bound: dict[str, list[Bound]]) -> None:
        """Numbers in a row behind the first belong to the same input, where it takes many (18、22、21、24分)."""
        for role in relation.roles:
            if role.many and role.key in bound:
                starts = {one.quantity.start for one in bound[role.key]}
                run = next((run for run in self.told.runs if run[0].start in starts and _alike(run, _SAME)), [])
                free = {figure.start for figure in self.told.free(bound)}
                bound[role.key] += [Bound(role.key, "", figure, 2) for figure in run if figure.start in free]

    @staticmethod
    def drop_total(relation: Relation, bound: dict[str, list[Bound]]) -> None:
        """The first input of a group, when it is the sum of the others, is their total told once more."""
        for group in relation.groups:
            keys = [role.key for role in relation.roles if role.group == group]
            told = [one for key in keys for one in bound.get(key, ())]
            total = sum((one.quantity.value for one in told), Fraction(0))
            first = bound.get(keys[0], [])
            if len(told) > 2 and len(first) == 1 and 2 * first[0].quantity.value == total:
                del bound[keys[0]]


def _is_a_list(run: Sequence[Quantity]) -> bool:
    """Several numbers of the same kind: 46、52、56, not 2名,1090个学生,0.9."""
    return len(run) >= LIST and _alike(run, _LIKE)


def _alike(run: Sequence[Quantity], times: int) -> bool:
    values = [figure.value for figure in run]
    return max(values) <= times * min(values)
