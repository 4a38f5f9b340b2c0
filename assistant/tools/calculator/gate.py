"""Whether the figures of a question are to be computed with at all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from assistant.text.numerals import Quantity
from assistant.tools.calculator.asked import Asked
from assistant.tools.calculator.figures import changes
from assistant.tools.calculator.fits import NEAR_RANK, Fit

FAR = 5
"""A single figure farther from its noun than this is not taken for what is named."""
_SUM = re.compile(r"(?<![0-9.a-z])([0-9]+) *\+ *([0-9]+)")
_PLACES, _PARTS = "百千万亿", 10
_WHOLE_SCHOOL = 3
"""Where so many indicators of a school are told, one more figure in unknown words takes nothing from the others."""


@dataclass(frozen=True)
class Gate:
    """Lets a fit through, or not."""

    asked: Asked

    def is_a_sum(self, fit: Fit) -> bool:
        """A rule quoted, or claimed to be so, is looked up instead."""
        frame, relation = self.asked.request.frame, fit.relation
        if self._is_written_in_rule(fit):
            return False
        if fit.held and relation.stated:
            return True
        if not self.asked.asks_for_sums(relation):
            return False
        if relation.told or len(fit.starts) < 2:
            return self._single(fit)
        goals = self.asked.goals
        # 够规定值不: with students and their amount told the line is only spoken of.
        quoted = self.asked.quotes_a_rule() and not (goals.judged and not self.asked.is_the_limit(fit))
        if relation.per_student and quoted and not self.asked.own:
            return False
        if not (
            fit.named or relation.threshold or relation.unit == "%" or goals.judged or goals.solved or goals.amount
        ):
            return False
        return bool(fit.own_starts) and not (
            self.asked.is_the_limit(fit) and "claim" in frame.flags and not self.asked.own
        )

    def _is_written_in_rule(self, fit: Fit) -> bool:
        """灯是9+2支: a sum that is told as the rule writes it counts nothing of a school."""
        written = {number for pair in _SUM.findall(fit.relation.expression) for number in pair}
        told = [found for found in _SUM.finditer(self.asked.reading.text) if written & {*found.groups()}]
        return any(found.start() <= start < found.end() for found in told for start in fit.starts)

    def _single(self, fit: Fit) -> bool:
        """One figure alone: it has to be the asker's own, and something has to be wanted of it."""
        frame = self.asked.request.frame
        if fit.relation.told or fit.relation.threshold is not None:
            if fit.relation.told and self._leaves_figures(fit):
                return False
            claimed = "claim" in frame.flags and (not self.asked.goals.gap or self.asked.is_the_limit(fit))
            # 52个,超上限几个: the line is spoken of, the figure is another one.
            quoted = self.asked.quotes_a_rule() and not (self.asked.goals.gap and not self.asked.is_the_limit(fit))
            if (quoted or claimed) and not self.asked.own:
                return False
            asked = "yes_no" in frame.flags and not self.asked.is_the_limit(fit)
            return self.asked.own or self.asked.goals.judged or asked
        sized = fit.relation.formula is not None and bool(fit.relation.formula.sizes)
        units = self.asked.goals.units
        if units and fit.relation.unit not in units and not sized:
            return False
        far = any(bound.distance > FAR for found in fit.bound.values() for bound in found)
        wanted = self.asked.goals.need or self.asked.goals.gap or bool(fit.held)
        # 多少钱一个 tells no number of anything.
        several = all(bound.quantity.value > 1 for found in fit.bound.values() for bound in found)
        wanted = wanted or (fit.relation.unit in units and several)
        return (fit.named and not far) or (wanted and (fit.named or fit.rank <= NEAR_RANK))

    def leaves_amounts(self, fit: Fit) -> bool:
        """Amounts of the question that neither this relation nor another complete one has a place for."""
        cards = [
            one
            for one in self.asked.fits
            if not one.missing and (one is fit or set(one.standards) & set(fit.standards))
        ]
        if len({one.relation.card.id for one in cards if one.relation.per_student}) >= _WHOLE_SCHOOL:
            return False
        told = {start for one in cards for start in one.starts} | set(self.changing)
        amounts = [one for one in self.asked.reading.figures if one.unit in self.asked.desk.words("amounts")]
        # 单位万元 tells a scale, 四块 counts parts.
        amounts = [one for one in amounts if one.raw[0].isdigit() or (one.raw[0] not in _PLACES and one.value > _PARTS)]
        rest = [one for one in amounts if one.start not in told]
        rest = [one for one in rest if not self._is_a_part(one) and not self._is_of_one(fit, one)]
        known = {
            *fit.relation.limits,
            *map(Fraction, (n for role in fit.relation.roles for n in role.default.values())),
        }
        return any(figure.value not in known for figure in rest)

    def _is_a_part(self, figure: Quantity) -> bool:
        """其中体育馆900平: a part of a figure told before."""
        before = self.asked.desk.clause_before(self.asked.reading.text, figure.start)
        return any(word in before for word in self.asked.desk.words("parts"))

    def _is_of_one(self, fit: Fit, figure: Quantity) -> bool:
        """两间,每间100平: the size of a single thing, where things are counted."""
        before = self.asked.reading.text[: figure.start].endswith(tuple(self.asked.desk.words("single")))
        return before and figure.unit != fit.relation.unit

    @cached_property
    def changing(self) -> Mapping[int, int]:
        """Places of figures that change others."""
        return changes(self.asked.reading.text, self.asked.reading.figures, self.asked.desk.data["changes"])

    def _leaves_figures(self, fit: Fit) -> bool:
        """Other figures of the question that no relation of the same standard explains."""
        complete = [one for one in self.asked.fits if not one.missing and set(one.standards) & set(fit.standards)]
        told = {start for one in complete for start in one.starts}
        rest = [figure for figure in self.asked.reading.figures if figure.start not in told]
        people: str = self.asked.desk.data["people"]
        return any(figure.unit not in (people, "%") and figure.value not in fit.relation.limits for figure in rest)
