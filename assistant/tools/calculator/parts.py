"""Both stages of one school in one question: every part is held against the limit of its own stage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.records import Evidence, Statement, ToolCall
from assistant.text.numerals import Quantity
from assistant.tools.base import Request
from assistant.tools.calculator.answering import Answering
from assistant.tools.calculator.desk import NAME, STAGES, Desk
from assistant.tools.calculator.sides import FACET, Sides

_FEWEST = 2
"""Figures a part needs that is no value already: one alone may be a part of something that is shared out."""


@dataclass(frozen=True)
class Parts:
    """Answers 小学部800人骨干7个,初中部500人骨干5个 part by part."""

    desk: Desk

    def attempt(self, request: Request, figures: Sequence[Quantity]) -> Evidence | None:
        """The answers on both stages, the verdicts first; None where the same is not told of both."""
        parts = self._parts(request.frame.text, figures)
        if parts is None:
            return None
        found = {stage: Answering(self.desk).attempt(_of_stage(request, stage), parts[stage]) for stage in STAGES}
        answers = {stage: evidence for stage, evidence in found.items() if evidence is not None}
        if len(answers) < len(STAGES) or any(evidence.ask_back for evidence in answers.values()):
            return None
        said = [self._of(stage, one) for stage, evidence in answers.items() for one in evidence.statements]
        told = {stage: evidence.tool.arguments for stage, evidence in answers.items()}
        call = ToolCall(NAME, {"id": told[STAGES[0]].get("id", ""), **told})
        return Evidence(call, tuple(sorted(said, key=lambda one: one.role != "lead")))

    def _of(self, stage: str, statement: Statement) -> Statement:
        """What is said beside a verdict, with the stage it is of."""
        if statement.role == "lead":
            return statement
        return replace(statement, text=self.desk.language.text("of_quantity", quantity=stage, text=statement.text))

    def _parts(self, text: str, figures: Sequence[Quantity]) -> dict[str, list[Quantity]] | None:
        """The figures of either stage, where both are told the same things."""
        sides = Sides(self.desk).of(text, figures)
        parts: dict[str, list[Quantity]] = {stage: [] for stage in STAGES}
        for figure in figures if sides else ():
            if figure.start in sides:
                parts.setdefault(sides[figure.start], []).append(figure)
        if set(parts) != set(STAGES) or not all(parts.values()) or not _alike(*parts.values()):
            return None
        values = any(word in text for word in self.desk.words("already_per")) or figures[0].unit == "%"
        return parts if values or len(parts[STAGES[0]]) >= _FEWEST else None


def _of_stage(request: Request, stage: str) -> Request:
    facets = {**request.frame.facets, FACET: frozenset((stage,))}
    return replace(request, frame=replace(request.frame, facets=facets))


def _alike(one: Sequence[Quantity], other: Sequence[Quantity]) -> bool:
    """As many figures in the same units; a number without a unit may stand for one of any."""
    if len(one) != len(other):
        return False
    left, right = (Counter(figure.unit for figure in part) for part in (one, other))
    blanks = left.pop("", 0) + right.pop("", 0)
    return sum(((left - right) + (right - left)).values()) <= blanks
