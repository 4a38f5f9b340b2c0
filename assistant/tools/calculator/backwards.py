"""A formula turned round: the result is told (折算后91.49, 辍学率压在1%以下) and one of its inputs asked for."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assistant.calculation.expressions import UnusableNumbers, evaluate, steps
from assistant.calculation.solving import solve
from assistant.knowledge.cards import FormulaInput
from assistant.records import Evidence, ToolCall
from assistant.text.numerals import Quantity, exact, shown
from assistant.tools.base import Request
from assistant.tools.binding import Reading
from assistant.tools.calculator.asked import Asked
from assistant.tools.calculator.desk import NAME, Desk
from assistant.tools.calculator.fits import NEAR_RANK, Fit
from assistant.tools.calculator.fitting import Fitter
from assistant.tools.calculator.goals import Goals
from assistant.tools.calculator.merits import LEAST
from assistant.tools.calculator.relations import EVERY

_SHORTEST_NAME = 2


@dataclass(frozen=True)
class Backwards:
    """Solves for the input that is asked for."""

    desk: Desk

    def attempt(self, request: Request, figures: Sequence[Quantity]) -> Evidence | None:
        """The input that makes the result told; None where no result is told or no single input is asked for."""
        goals = self.desk.goals(request.frame)
        if not (goals.amount or goals.units or goals.solved) or goals.why or not figures:
            return None
        for target in self._results(request.frame.text, request.frame.quantities):
            rest = [figure for figure in figures if figure.start != target.start]
            reading = Reading.of(request.frame.text, rest, self.desk.nouns, self.desk.words("denials"))
            fits = Fitter(self.desk, request, reading, goals).fits()
            asked = Asked(self.desk, request, goals, reading, fits)
            for fit in fits:
                found = self._solved(asked, fit, target) if fit.merit >= LEAST else None
                if found is not None:
                    return found
        return None

    def _results(self, text: str, figures: Sequence[Quantity]) -> Iterator[Quantity]:
        """Figures behind the name of a result, or behind words that say it came out (折算后)."""
        cues: dict[str, list[str]] = self.desk.data["results_told"]
        for figure in figures:
            before = self.desk.clause_before(text, figure.start)
            if any(re.search(f"(?:{cue})$", before) for cue in cues["before"]):
                yield figure

    def _solved(self, asked: Asked, fit: Fit, target: Quantity) -> Evidence | None:
        relation = fit.relation
        unknown = self._unknown(asked, fit)
        if unknown is None or relation.told or "ceil" in relation.expression or not self._is_its(asked, fit, target):
            return None
        values = fit.values(EVERY)
        try:
            exactly = solve(relation.expression, values, unknown.key, target.value)
            return self._said(asked.goals, fit, unknown, target, values, exactly) if exactly > 0 else None
        except (UnusableNumbers, KeyError):
            return None

    def _unknown(self, asked: Asked, fit: Fit) -> FormulaInput | None:
        """The only input that is missing, where the question speaks of it."""
        if len(fit.missing) != 1 or not (fit.named or fit.rank < NEAR_RANK) or not fit.bound:
            return None
        unknown = fit.missing[0]
        left = [one for one in asked.reading.figures if one.start not in fit.starts]
        return unknown if not left and asked.spoken(fit, unknown) else None

    def _is_its(self, asked: Asked, fit: Fit, target: Quantity) -> bool:
        """Is the figure told as the result of this relation: its name before it, or said to come out of it?"""
        before = self.desk.clause_before(asked.reading.text, target.start)
        unit = fit.relation.unit
        if target.unit and target.unit not in self.desk.units(unit):
            return False
        came = any(word in before for word in self.desk.words("come_out"))
        result = self.desk.language.plain(fit.relation.result)
        names = [name for name in fit.relation.names if name in result or name in fit.relation.card.names]
        return came or any(len(name) >= _SHORTEST_NAME and name in before for name in names)

    def _said(
        self,
        goals: Goals,
        fit: Fit,
        unknown: FormulaInput,
        target: Quantity,
        values: dict[str, Fraction],
        exactly: Fraction,
    ) -> Evidence:
        relation = fit.relation
        most = goals.capacity and self.desk.whole(unknown.unit)
        value = Fraction(math.floor(exactly)) if most else exactly
        values = {**values, unknown.key: value}
        came = evaluate(relation.expression, values)
        text = self.desk.language.text(
            "backwards_most" if most else "backwards",
            name=unknown.name,
            value=self.desk.about(value),
            unit=unknown.unit,
            result=relation.result,
            came=self.desk.about(came),
            sign="=" if exact(value) else "≈",
            target=shown(target.value, 4),
            target_unit=relation.unit,
            steps=steps(relation.expression, {**values, unknown.key: Fraction(shown(value))}),
        )
        statement = self.desk.statement(relation.card, text, relation.result)
        arguments = {key: str(number) for key, number in values.items()}
        return Evidence(ToolCall(NAME, {"id": relation.card.id, "figures": {}, **arguments}), (statement,))
