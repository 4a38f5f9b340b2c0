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
from assistant.tools.calculator.desk import NAME, Desk, limit_for, limit_of
from assistant.tools.calculator.goals import Goals
from assistant.tools.calculator.told_coefficients import COMPOSITE, LIMIT
from assistant.understanding.frame import Frame


@dataclass(frozen=True)
class CompositeTotal:
    """八个单项加起来4.56, and 八个单项最多能加到多少."""

    desk: Desk

    def attempt(self, frame: Frame, goals: Goals, figures: Sequence[Quantity]) -> Evidence | None:
        """The mean and its verdict, or the most; None where no sum of the parts is spoken of."""
        if not self._says("added_up", frame.text) or self._says("last_of_all", frame.text):
            return None
        limits = {Fraction(limit) for limit in self._threshold.limits.values()}
        told = [one for one in figures if one.value not in limits and one.value != self._parts]
        stages = self.desk.stages(frame, self._threshold)
        if not told and goals.capacity:
            said = tuple(self._most(stage) for stage in stages)
            return Evidence(ToolCall(NAME, {"id": COMPOSITE}), said)
        if len(told) != 1 or told[0].unit or not 1 < told[0].value < self._parts or goals.capacity:
            return None
        mean = told[0].value / self._parts
        said = (self._mean(mean, told[0].value), *(self._verdict(mean, stage) for stage in stages))
        return Evidence(ToolCall(NAME, {"id": COMPOSITE, "sum": str(told[0].value)}), said)

    def _says(self, name: str, text: str) -> bool:
        return any(word in text for word in self.desk.words(name))

    @cached_property
    def _parts(self) -> int:
        formula = self.desk.cards[COMPOSITE].formula
        return len(formula.inputs) if formula else 0

    @property
    def _card(self) -> Card:
        return self.desk.cards[LIMIT]

    @property
    def _threshold(self) -> Threshold:
        return limit_of(self._card)

    def _mean(self, mean: Fraction, total: Fraction) -> Statement:
        about = ("" if exact(mean, 3) else "约") + shown(mean, 3)
        text = self.desk.language.text("cv_composite", cv=about, steps=f"{shown(total, 4)} ÷ {self._parts}")
        return self.desk.statement(self.desk.cards[COMPOSITE], text, "平均")

    def _verdict(self, mean: Fraction, stage: str) -> Statement:
        limit = limit_for(self._threshold, stage)
        text = self.desk.language.text(
            "cv_met" if mean <= Fraction(limit) else "cv_not_met",
            cv=("" if exact(mean, 3) else "约") + below_shown(mean, Fraction(limit), 3),
            standard=self.desk.standard(self._card),
            who=stage,
            limit=limit,
        )
        return self.desk.statement(self._card, text, limit, role="support")

    def _most(self, stage: str) -> Statement:
        limit = limit_for(self._threshold, stage)
        text = self.desk.language.text(
            "cv_most_in_all",
            most=shown(Fraction(limit) * self._parts, 4),
            count=self._parts,
            standard=self.desk.standard(self._card),
            who=stage,
            limit=limit,
        )
        return self.desk.statement(self._card, text, limit)
