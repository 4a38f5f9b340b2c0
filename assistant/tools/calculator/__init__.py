"""The calculator: what fits in a sentence, computed exactly, with its steps.

Which formulas and limits exist is data (``formula`` and ``threshold`` of the cards); the code knows only the
kinds: a formula with its inputs, a figure against a limit, the amount a limit asks for, a short list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.knowledge.cards import Card
from assistant.knowledge.language import Language
from assistant.records import Evidence, ToolCall
from assistant.text.numerals import Quantity
from assistant.tools.base import Request
from assistant.tools.calculator.desk import NAME, Desk
from assistant.tools.calculator.figures import is_no_figure
from assistant.tools.calculator.formulas import Formulas
from assistant.tools.calculator.limits import Limits
from assistant.tools.calculator.lists import Lists

__all__ = ["Calculator"]

Kind = Callable[[Request, Sequence[Quantity]], Evidence | None]


@dataclass(frozen=True)
class Calculator:
    """Computes from the figures of a question; empty evidence when there is nothing to compute."""

    cards: Mapping[str, Card]
    language: Language
    name: str = NAME
    describes: str = "折算得分、生均值与门槛比较、缺口取整、占比、巩固率、一串数的差异系数"

    def run(self, request: Request) -> Evidence:
        frame = request.frame
        figures = [quantity for quantity in frame.quantities if not is_no_figure(quantity, frame.text)]
        if figures:
            desk = Desk(self.cards, self.language)
            lists, formulas, limits = Lists(desk), Formulas(desk), Limits(desk)
            kinds: tuple[Kind, ...] = (
                lists.variation,
                lists.over_limit,
                limits.per_student,
                formulas.attempt,
                limits.attempt,
                limits.needed,
            )
            about = request.about
            if about is not None and about.threshold is not None and about.formula is None:
                kinds = (lists.variation, limits.per_student, limits.attempt, formulas.attempt)
            for attempt in kinds:
                evidence = attempt(request, figures)
                if evidence is not None:
                    return evidence
        return Evidence(ToolCall(self.name, {}))
