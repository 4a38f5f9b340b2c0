"""The answer of one fit: what it computes, what else the same figures say, what its line asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.calculation.expressions import UnusableNumbers
from assistant.records import Evidence, Statement
from assistant.tools.calculator.asked import Asked
from assistant.tools.calculator.claims import Claims
from assistant.tools.calculator.doubtful import Doubtful
from assistant.tools.calculator.fits import Fit, companions, single_beside_average
from assistant.tools.calculator.gate import Gate
from assistant.tools.calculator.impossible import Impossible
from assistant.tools.calculator.missing import Missing
from assistant.tools.calculator.outcomes import Computer, Outcome
from assistant.tools.calculator.schools import School
from assistant.tools.calculator.splitting import Splitting
from assistant.tools.calculator.summary import Summary


@dataclass(frozen=True)
class Working:
    """Works out fits of one question."""

    asked: Asked

    def answer(self, fit: Fit) -> Evidence | None:
        """What a fit answers; None where its figures are not to be computed with."""
        if fit.missing:
            return Missing(self.asked).attempt(fit)
        gate = Gate(self.asked)
        if not gate.is_a_sum(fit) or gate.leaves_amounts(fit):
            return None
        wrong = Impossible(self.asked).of(fit)
        if wrong is not None:
            # Read together with turns before, the figures may have been put together wrongly: another reading is tried.
            return None if self.asked.request.about else Evidence(self.asked.call(fit, []), (wrong,))
        return self._doubted(fit) or self.computed(fit)

    def _doubted(self, fit: Fit) -> Evidence | None:
        """A result that is not believed is told as such, beside what the same figures say in the unit meant."""
        doubtful = Doubtful(self.asked)
        made = doubtful.outcomes(fit)
        if not made:
            return None
        wider = doubtful.meant(fit)
        meant = self.computed(wider) if wider is not None else None
        said = (*doubtful.said(made[0], wider), *(meant.statements if meant is not None else ()))
        return Evidence(self.asked.call(fit, []), said)

    def before(self, fit: Fit, evidence: Evidence) -> Evidence:
        """What the line of the card asks for said first, where a further formula of the card was computed."""
        if fit.relation.formula not in fit.relation.card.formulas:
            return evidence
        for other in self.asked.fits:
            if other.relation.card is fit.relation.card and len(other.missing) == 1 and other.starts == fit.starts:
                solved = Missing(self.asked).solved(other, other.missing[0])
                if solved is not None:
                    return replace(solved, statements=(*solved.statements, *evidence.statements))
        return evidence

    def computed(self, fit: Fit) -> Evidence | None:
        """The answer of a fit that lacks nothing; None where its figures cannot be computed with."""
        try:
            return self._computed(fit)
        except UnusableNumbers:
            return None

    def _computed(self, fit: Fit) -> Evidence:
        asked = self.asked
        split = Splitting(asked.desk, asked.request, asked.reading, asked.goals).split(fit)
        if split is not None:
            return Evidence(self.asked.call(fit, []), split)
        group = [one for one in companions(fit, self.asked.fits) if one is fit or self._goes_with(fit, one)]
        computer = Computer(self.asked.desk, self.asked.goals, bool(self.asked.desk.named(self.asked.request.frame)))
        group.sort(key=lambda one: min(one.own_starts or one.starts))
        group += self._on_the_same(fit, group)
        outcomes = [computer.outcome(one, stage) for one in group for stage in self.asked.stages(one)]
        of_school = School(self.asked.desk, self.asked.request.frame, self.asked.goals)
        school = of_school.verdict(outcomes)
        told = Summary(self.asked.desk).of(outcomes, summed=not school)
        if school:
            told = [statement for statement in told if statement.role != "support"]
        if asked.claimed is not None:
            told = Claims(asked.desk).said(asked.claimed, outcomes, told)
        untold = [] if school else of_school.untold(outcomes)
        statements = [*school, *told, *self._asked_for(computer, fit, outcomes), *untold]
        return Evidence(self.asked.call(fit, outcomes), tuple(statements))

    def _goes_with(self, fit: Fit, other: Fit) -> bool:
        """Is another fit told beside it, and not only the limit of the same quoted (满意度够85吗)?"""
        if fit.relation.card is other.relation.card and other.relation.told and self.asked.is_the_limit(other):
            return False
        return single_beside_average(fit, other) or Gate(self.asked).is_a_sum(other)

    def _on_the_same(self, fit: Fit, group: Sequence[Fit]) -> list[Fit]:
        """要几间,总面积多少: other results of the same figures that are named, from the card or one linked to it."""
        cards = {fit.relation.card.id, *(target for targets in fit.relation.card.links.values() for target in targets)}
        taken = [one.relation.result for one in group]
        return [
            other
            for other in self.asked.fits
            if other.relation.card.id in cards
            and other.relation.naming
            and other.named
            and not (other.missing or other.relation.told)
            and other.relation.threshold is None
            and other.starts == fit.starts
            and other.relation.result not in taken
            and (other.relation.card is not fit.relation.card or other.keys == fit.keys)
        ]

    def _asked_for(self, computer: Computer, fit: Fit, outcomes: Sequence[Outcome]) -> list[Statement]:
        """至少几个班: the input asked for by its unit, though another number of it was told."""
        if not self.asked.goals.need or fit.relation.threshold is None or len(outcomes) != 1:
            return []
        lever = fit.relation.lever
        if lever.unit not in self.asked.goals.units or lever is fit.relation.roles[0]:
            return []
        return [computer.solved(fit, outcomes[0].stage, lever)]
