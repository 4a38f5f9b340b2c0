"""One question with everything known of it, and what its parts share: its words, its stages, the call it makes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from assistant.knowledge.cards import FormulaInput
from assistant.records import ToolCall
from assistant.text.numerals import Quantity
from assistant.tools.base import Request
from assistant.tools.binding import Reading
from assistant.tools.calculator.desk import NAME, STAGES, Desk
from assistant.tools.calculator.fits import Fit
from assistant.tools.calculator.goals import Goals
from assistant.tools.calculator.outcomes import Outcome
from assistant.tools.calculator.relations import EVERY, Relation

_LONG_NOUN = 3


@dataclass(frozen=True)
class Asked:
    """One question, how it is read, and the relations its figures fit."""

    desk: Desk
    request: Request
    goals: Goals
    reading: Reading
    fits: Sequence[Fit]
    claimed: Quantity | None = None
    """The asker's own result, to be held against what comes out."""

    @property
    def own(self) -> bool:
        """Are the figures the asker's own?"""
        flags, goals = self.request.frame.flags, self.goals
        return "own_figures" in flags or goals.others_met or self.request.about is not None

    def asks_for_sums(self, relation: Relation) -> bool:
        """Neither why figures disagree nor what points are given for something else."""
        if self.goals.why and not (self.goals.gap or self.goals.need):
            return False
        return not self.goals.scoring or relation.unit == "分" or relation.unit == ""

    def quotes_a_rule(self) -> bool:
        """Do words stand in the question that quote a rule?"""
        text = self.request.frame.text
        for noun in self.reading.spots:
            # 高于规定学历 is a noun, not a rule being quoted.
            text = text.replace(noun, "") if len(noun) > _LONG_NOUN else text
        return any(word in text for word in self.desk.words("rule_words"))

    @staticmethod
    def is_the_limit(fit: Fit) -> bool:
        """Is the limit itself among its figures?"""
        told = {bound.quantity.value for found in fit.bound.values() for bound in found}
        return bool(told & fit.relation.limits)

    def stages(self, fit: Fit) -> list[str]:
        """The stages a fit is computed for."""
        frame, relation = self.request.frame, fit.relation
        if relation.threshold is not None:
            return self.desk.stages(frame, relation.threshold)
        by_stage = {stage for role in relation.roles for stage in (*role.default, *role.least)} & set(STAGES)
        if not by_stage:
            return [EVERY]
        named = [stage for stage in STAGES if stage in frame.facets.get("stage", ())]
        return named or [stage for stage in STAGES if stage in by_stage]

    def spoken(self, fit: Fit, role: FormulaInput) -> bool:
        """Does one of its nouns stand in the question?"""
        group = [one for one in fit.relation.roles if one is role or (role.group and one.group == role.group)]
        return self.reading.says({word for one in group for word in one.words})

    def call(self, fit: Fit, outcomes: Sequence[Outcome]) -> ToolCall:
        """The call as it is told, with what was held against limits."""
        judged = [made for made in outcomes if made.judged is not None]
        figures = {made.judge.id: str(_amount(made)) for made in judged}
        inputs = {key: str(number) for key, number in fit.values(EVERY).items()}
        return ToolCall(NAME, {"id": fit.relation.card.id, "figures": figures, **inputs})


def _amount(made: Outcome) -> Fraction:
    """The figure held against the limit: what was told of the thing itself."""
    lever = made.fit.relation.lever
    group = [
        role.key for role in made.fit.relation.roles if role is lever or (lever.group and role.group == lever.group)
    ]
    return sum((made.values[key] for key in group), Fraction(0))
