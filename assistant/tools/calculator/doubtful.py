"""Results too far from their line to be true: a unit was left out, or a figure already is per student."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from assistant.records import Statement
from assistant.text.numerals import Quantity, shown
from assistant.tools.calculator.asked import Asked
from assistant.tools.calculator.desk import limit_for, written
from assistant.tools.calculator.fits import Fit
from assistant.tools.calculator.outcomes import Computer, Outcome


@dataclass(frozen=True)
class Doubtful:
    """Looks at amounts per student; whole things (one teacher among many pupils) may be as few as they are."""

    asked: Asked

    def outcomes(self, fit: Fit) -> list[Outcome]:
        """What came out, where no stage makes it likely; nothing where it may be true.

        Raises:
            UnusableNumbers: the figures cannot be computed with.
        """
        threshold = fit.relation.threshold
        if threshold is None or not fit.relation.per_student or threshold.whole:
            return []
        computer = Computer(self.asked.desk, self.asked.goals, False)
        made = [computer.outcome(fit, stage) for stage in self.asked.stages(fit)]
        return made if all(self._is_far(one) for one in made) else []

    def _is_far(self, made: Outcome) -> bool:
        assert made.fit.relation.threshold is not None
        limit = Fraction(limit_for(made.fit.relation.threshold, made.stage))
        return bool(0 < made.value * self._words["times"] < limit or made.value > limit * self._words["over"])

    def meant(self, fit: Fit) -> Fit | None:
        """The same with its amount in the larger unit that forms often use, where that makes it likely."""
        for wider in self._wider(fit):
            if not self.outcomes(wider):
                return wider
        return None

    def _wider(self, fit: Fit) -> Iterator[Fit]:
        lever = fit.relation.lever
        for unit in self._words["forms_use"]:
            if unit["for"] == lever.unit and lever.key in fit.bound:
                found = [replace(one, quantity=_in(one.quantity, unit)) for one in fit.bound[lever.key]]
                yield replace(fit, bound={**fit.bound, lever.key: found})

    def said(self, made: Outcome, wider: Fit | None) -> list[Statement]:
        """That it is not believed, and the unit that is probably meant."""
        desk, relation = self.asked.desk, made.fit.relation
        assert relation.threshold is not None
        limit = limit_for(relation.threshold, made.stage)
        hint = desk.language.text("doubtful_units")
        if wider is not None:
            (amount, *_) = wider.bound[relation.lever.key]
            hint = desk.language.text("doubtful_meant", name=relation.lever.name, told=amount.quantity.raw)
        text = desk.language.text(
            "doubtful",
            result=relation.result,
            value=desk.about(made.value),
            unit=relation.unit,
            steps=Computer(desk, self.asked.goals, False).working(made),
            limit=written(limit),
            hint=hint,
        )
        return [desk.statement(relation.card, text, limit)]

    @property
    def _words(self) -> Mapping[str, Any]:
        words: Mapping[str, Any] = self.asked.desk.data["doubtful"]
        return words


def _in(quantity: Quantity, unit: Mapping[str, Any]) -> Quantity:
    """168 told in yuan as 168 万元."""
    return replace(quantity, value=quantity.value * unit["times"], raw=f"{shown(quantity.value, 4)}{unit['unit']}")
