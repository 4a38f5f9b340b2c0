"""A coefficient of a stage that is told: held against the line of the standard named, or of every one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from assistant.knowledge.cards import Card
from assistant.records import Evidence, Statement, ToolCall
from assistant.text.numerals import Quantity, shown
from assistant.tools.calculator.coefficient_lines import COMPOSITE, LIMIT, coefficient_lines, of_a_mean
from assistant.tools.calculator.desk import NAME, STAGES, Desk, limit_for, limit_of
from assistant.tools.calculator.goals import Goals
from assistant.tools.calculator.sides import Sides
from assistant.understanding.frame import Frame


@dataclass(frozen=True)
class ToldCoefficients:
    """小学0.66，初中0.53，过不过: one figure, or one of each stage."""

    desk: Desk

    def attempt(self, frame: Frame, goals: Goals, told: Sequence[Quantity]) -> Evidence | None:
        """The verdicts; None where none is asked for, where more is told, or where the figure was rounded before."""
        if not goals.judged or not 1 <= len(told) <= len(STAGES) or self.desk.says("rounded_before", frame.text):
            return None
        sides = Sides(self.desk).of(frame.text, told)
        if len(told) > 1 and len({sides.get(one.start) for one in told} & set(STAGES)) < len(told):
            return None
        single = self._single(frame.text)
        cards = self._lines(frame, single)
        if not single:
            cards = [card for card in cards if not of_a_mean(self.desk, frame.text, card)]
        said = [
            self._verdict(card, one.value, stage, beside=single and card.id == LIMIT, first=card is cards[0])
            for card in cards
            for one in told
            for stage in self._stages(frame, card, sides.get(one.start, ""))
        ]
        values = [str(one.value) for one in told]
        return Evidence(ToolCall(NAME, {"id": cards[0].id, "values": values}), tuple(said)) if said else None

    def _single(self, text: str) -> bool:
        """Is it the coefficient of one indicator, not of a stage as a whole?"""
        return any(word in text for word in self._indicators) or self.desk.says("one_coefficient", text)

    @cached_property
    def _indicators(self) -> frozenset[str]:
        formula = self.desk.cards[COMPOSITE].formula
        of_composite = (word for one in (formula.inputs if formula else ()) for word in one.words)
        limits = (limit_of(card) for card in self.desk.limited if limit_of(card).floor is not None)
        return frozenset(of_composite) | {word for limit in limits for word in limit.words}

    def _lines(self, frame: Frame, single: bool) -> list[Card]:
        """Where no standard is named, that of the composite first; it has no line for one indicator."""
        named = self.desk.named(frame)
        found = [
            card
            for card in coefficient_lines(self.desk)
            if (named & set(card.facets.get("standard", ())) if named else not (single and card.id == LIMIT))
        ]
        return sorted(found, key=lambda card: card.id != LIMIT)

    def _stages(self, frame: Frame, card: Card, side: str) -> Iterator[str]:
        yield from [side] if side in STAGES else self.desk.stages(frame, limit_of(card))

    def _verdict(self, card: Card, value: Fraction, stage: str, *, beside: bool, first: bool) -> Statement:
        limit = limit_for(limit_of(card), stage)
        met = value <= Fraction(limit)
        text = self.desk.language.text(
            f"{'cv_beside' if beside else 'cv_told'}_{'met' if met else 'not_met'}",
            cv=shown(value, 4),
            standard=self.desk.standard(card),
            who=stage,
            limit=limit,
            gap=shown(value - Fraction(limit), 4),
        )
        return self.desk.statement(card, text, limit, role="lead" if first else "support")
