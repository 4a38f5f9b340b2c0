"""Mean and standard deviation told as such: their quotient, or one of the three from the other two.

CV = S ÷ X̄ (教督〔2012〕3号, the method of its appendix); of eight coefficients told as a sum the mean is the composite.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assistant.calculation.expressions import steps
from assistant.calculation.solving import solve
from assistant.knowledge.cards import Card, FormulaInput
from assistant.records import Evidence, Statement, ToolCall
from assistant.text.numerals import Quantity, shown
from assistant.tools.calculator.coefficient_lines import LIMIT, against_line, coefficient_lines
from assistant.tools.calculator.desk import NAME, Desk, limit_for, limit_of
from assistant.tools.calculator.goals import Goals
from assistant.understanding.frame import Frame

CARD = "variation-cv"
_NEAR = 3
"""Characters that may stand between a word and its figure (均值是5.6)."""


@dataclass(frozen=True)
class Spread:
    """Computes with a mean and a deviation that are told."""

    desk: Desk

    def attempt(self, frame: Frame, goals: Goals, figures: Sequence[Quantity]) -> Evidence | None:
        """The coefficient, the deviation or the mean; None where fewer than two are told and no line gives one."""
        told = self._told(frame.text, figures)
        if set(told) == {self._deviation.key, self._mean.key}:
            return self._coefficient(frame, goals, told)
        unknown = self._unknown(frame.text, told)
        if unknown is None or not goals.amount:
            return None
        if "" in told:
            return self._turned_round(unknown, told)
        return self._most(frame, told[self._mean.key]) if unknown is self._deviation and goals.capacity else None

    # --- what is told -----------------------------------------------------------------------------

    @property
    def _card(self) -> Card:
        return self.desk.cards[CARD]

    @property
    def _expression(self) -> str:
        assert self._card.formula is not None
        return self._card.formula.expression

    @property
    def _deviation(self) -> FormulaInput:
        assert self._card.formula is not None
        return self._card.formula.inputs[0]

    @property
    def _mean(self) -> FormulaInput:
        assert self._card.formula is not None
        return self._card.formula.inputs[1]

    def _words(self) -> Iterator[tuple[str, Sequence[str]]]:
        yield self._deviation.key, self._deviation.words
        yield self._mean.key, self._mean.words
        yield "", self._card.names

    def _told(self, text: str, figures: Sequence[Quantity]) -> dict[str, Quantity]:
        """Figures by key, '' for the coefficient; empty where a word has two figures or another figure is told."""
        found: dict[str, Quantity] = {}
        for figure in figures:
            before = self.desk.clause_before(text, figure.start)
            ends = {
                key: max((before.rfind(word) + len(word) for word in words if word in before), default=-_NEAR - 1)
                for key, words in self._words()
            }
            key = max(ends, key=lambda one: ends[one])
            if len(before) - ends[key] > _NEAR or key in found:
                return {}
            found[key] = figure
        return found

    def _unknown(self, text: str, told: dict[str, Quantity]) -> FormulaInput | None:
        """The one of deviation and mean that is spoken of without a figure, the other told."""
        lacking = [role for role in (self._deviation, self._mean) if role.key not in told]
        spoken = [role for role in lacking if any(word in text for word in role.words)]
        return spoken[0] if len(lacking) == 1 and spoken else None

    # --- what comes out ---------------------------------------------------------------------------

    def _coefficient(self, frame: Frame, goals: Goals, told: dict[str, Quantity]) -> Evidence | None:
        values = {key: figure.value for key, figure in told.items()}
        if not values[self._mean.key]:
            return None
        value = values[self._deviation.key] / values[self._mean.key]
        said = [self._said(self._card.title, value, steps(self._expression, values))]
        for card in self._lines(frame) if goals.judged else ():
            for stage in self.desk.stages(frame, limit_of(card)):
                said.append(self._verdict(card, stage, value))
        return Evidence(self._call(values), tuple(said))

    def _turned_round(self, unknown: FormulaInput, told: dict[str, Quantity]) -> Evidence | None:
        target = told[""].value
        values = {key: figure.value for key, figure in told.items() if key}
        if not target:
            return None
        value = solve(self._expression, values, unknown.key, target)
        working = f"{steps(self._expression, {**values, unknown.key: value})} = {shown(target, 4)}"
        return Evidence(self._call(values), (self._said(unknown.name, value, working),))

    def _most(self, frame: Frame, mean: Quantity) -> Evidence | None:
        """The largest deviation under the line, for each stage meant."""
        said = []
        for card in self._lines(frame):
            for stage in self.desk.stages(frame, limit_of(card)):
                limit = limit_for(limit_of(card), stage)
                text = self.desk.language.text(
                    "spread_most",
                    name=self._deviation.name,
                    most=shown(Fraction(limit) * mean.value, 4),
                    standard=self.desk.standard(card),
                    who=stage,
                    limit=limit,
                    steps=f"{limit} × {shown(mean.value, 4)}",
                )
                said.append(self.desk.statement(card, text, limit))
        return Evidence(self._call({self._mean.key: mean.value}), tuple(said)) if said else None

    def _lines(self, frame: Frame) -> list[Card]:
        """Lines for a single coefficient; that of the composite only where its standard is named."""
        named = self.desk.named(frame)
        return [
            card
            for card in coefficient_lines(self.desk)
            if (named & set(card.facets.get("standard", ())) if named else card.id != LIMIT)
        ]

    def _verdict(self, card: Card, stage: str, value: Fraction) -> Statement:
        met = value <= Fraction(limit_for(limit_of(card), stage))
        words = "cv_beside" if card.id == LIMIT else "cv"
        return against_line(self.desk, card, stage, self.desk.about(value, 3), met=met, words=words)

    def _said(self, result: str, value: Fraction, working: str) -> Statement:
        text = self.desk.language.text(
            "computed", result=result, value=self.desk.about(value, 3), unit="", steps=working
        )
        return self.desk.statement(self._card, text, self._deviation.words[0])

    @staticmethod
    def _call(values: dict[str, Fraction]) -> ToolCall:
        return ToolCall(NAME, {"id": CARD, **{key: str(value) for key, value in values.items()}})
