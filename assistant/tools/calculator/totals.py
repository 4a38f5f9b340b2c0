"""The composite coefficient told as the sum of its parts: their mean against the line, or the most they may come to.

The composite is the plain mean of eight coefficients (教督〔2012〕3号, the method of its appendix).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from assistant.calculation.limits import below_shown
from assistant.knowledge.cards import Card, Threshold
from assistant.records import Evidence, Statement, ToolCall
from assistant.text.numerals import Quantity, exact, shown
from assistant.tools.calculator.coefficient_lines import COMPOSITE, LIMIT, against_line
from assistant.tools.calculator.desk import NAME, Desk, limit_for, limit_of
from assistant.tools.calculator.goals import Goals
from assistant.understanding.frame import Frame


@dataclass(frozen=True)
class CompositeTotal:
    """八个单项加起来4.56, and 八个单项最多能加到多少."""

    desk: Desk

    def attempt(self, frame: Frame, goals: Goals, figures: Sequence[Quantity]) -> Evidence | None:
        """The mean and its verdict, or the most; None where no sum of the parts is spoken of."""
        if not self.desk.says("added_up", frame.text) or self.desk.says("last_of_all", frame.text):
            return None
        limits = {Fraction(limit) for limit in self._threshold.limits.values()}
        told = [one for one in figures if one.value not in limits and one.value != self.parts]
        if not told and goals.capacity:
            said = tuple(self._most(stage) for stage in self.desk.stages(frame, self._threshold))
            return Evidence(ToolCall(NAME, {"id": COMPOSITE}), said)
        if len(told) != 1 or told[0].unit or not 1 < told[0].value < self.parts or goals.capacity:
            return None
        steps = f"{shown(told[0].value, 4)} ÷ {self.parts}"
        said = self.judged(frame, told[0].value / self.parts, steps)
        return Evidence(ToolCall(NAME, {"id": COMPOSITE, "sum": str(told[0].value)}), said)

    def judged(self, frame: Frame, mean: Fraction, steps: str) -> tuple[Statement, ...]:
        """The mean of the parts with its steps, and its verdict for every stage meant."""
        text = self.desk.language.text("cv_composite", cv=self.desk.about(mean, 3), steps=steps)
        lead = self.desk.statement(self.desk.cards[COMPOSITE], text, "平均")
        return lead, *(self._verdict(mean, stage) for stage in self.desk.stages(frame, self._threshold))

    @cached_property
    def parts(self) -> int:
        """How many single coefficients the composite has."""
        formula = self.desk.cards[COMPOSITE].formula
        return len(formula.inputs) if formula else 0

    @property
    def _card(self) -> Card:
        return self.desk.cards[LIMIT]

    @property
    def _threshold(self) -> Threshold:
        return limit_of(self._card)

    def _verdict(self, mean: Fraction, stage: str) -> Statement:
        limit = Fraction(limit_for(self._threshold, stage))
        return against_line(self.desk, self._card, stage, _said(mean, limit), met=mean <= limit)

    def _most(self, stage: str) -> Statement:
        limit = limit_for(self._threshold, stage)
        text = self.desk.language.text(
            "cv_most_in_all",
            most=shown(Fraction(limit) * self.parts, 4),
            count=self.parts,
            standard=self.desk.standard(self._card),
            who=stage,
            limit=limit,
        )
        return self.desk.statement(self._card, text, limit)


def _said(mean: Fraction, limit: Fraction) -> str:
    """The mean as it is said, never rounded so that it looks met."""
    return ("" if exact(mean, 3) else "约") + below_shown(mean, limit, 3)
