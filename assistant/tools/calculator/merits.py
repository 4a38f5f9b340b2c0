"""Merits: how well a relation with its figures fits the question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.text.numerals import Quantity
from assistant.tools.base import Request
from assistant.tools.binding import Reading
from assistant.tools.calculator.desk import STAGES, Desk
from assistant.tools.calculator.fits import RANKS, Fit
from assistant.tools.calculator.goals import Goals
from assistant.tools.calculator.meaning import Meaning
from assistant.tools.calculator.relations import Relation

_NO_LINE = 0.8
LEAST = 0.25
"""A relation that fits less than this is not taken."""


@dataclass(frozen=True)
class Merits:
    """Weighs fits of one question."""

    desk: Desk
    request: Request
    reading: Reading
    goals: Goals
    meaning: Meaning

    def merit(self, fit: Fit, explained: Mapping[str, set[int]]) -> float:
        bound = [1.5 - 0.06 * one.distance for found in fit.bound.values() for one in found]
        bound += [1.3 - 0.06 * one.distance for one in fit.held.values()]
        others = {start for standard in fit.standards for start in explained.get(standard, ())}
        light = self.desk.words("by_the_way")
        left = [0.25 if one.start in others or one.unit in light else 0.8 for one in self._unexplained(fit)]
        return (
            sum(bound)
            - sum(left)
            - self._lack(fit)
            + (0.5 + 0.5 * fit.relation.naming) * fit.named
            + 1.0 * (1 - fit.rank / RANKS)
            + 1.5 * self.meaning.about(fit.relation)
            + self._standing(fit.relation)
            - self._unjudged(fit)
        )

    def _unjudged(self, fit: Fit) -> float:
        """A relation without a line cannot answer whether one is met, one that shares out needs something to share."""
        formula = fit.relation.formula
        unshared = formula is not None and bool(formula.shares) and not self._shares
        unjudged = self.goals.judged and fit.relation.threshold is None
        return 0.0 if fit.held else _NO_LINE * (unjudged + unshared)

    @cached_property
    def _shares(self) -> bool:
        """Is something said of sharing out?"""
        return self.desk.says("sharing", self.reading.text)

    def _lack(self, fit: Fit) -> float:
        solvable = fit.relation.threshold is not None and self.goals.solved
        return sum(0.4 if solvable and index == 0 else 1.6 for index, _ in enumerate(fit.missing))

    def _unexplained(self, fit: Fit) -> list[Quantity]:
        """Figures the relation has no place for and that are not its limit quoted."""
        free = [figure for figure in self.reading.figures if figure.start not in fit.starts]
        return [figure for figure in free if figure.value not in fit.relation.limits]

    def _standing(self, relation: Relation) -> float:
        """The standard named counts most; else the order in which standards come first."""
        standards = relation.card.facets.get("standard", ())
        frame = self.request.frame
        named = self.desk.named(frame)
        order: Sequence[str] = self.desk.data["standard_order"]
        place = set(relation.card.facets.get("place", ()))
        merit = -0.1 * min((order.index(one) for one in standards if one in order), default=len(order))
        if named:
            merit += 1.2 if named & set(standards) else -0.6
        if place:
            merit += 0.6 if any(one[:2] in frame.text for one in place) else 0
        stages = set(relation.card.facets.get("stage", ()))
        one_stage = len(stages) == 1 and stages <= set(STAGES)
        return merit + (0.3 if one_stage and stages & frame.facets.get("stage", frozenset()) else 0)
