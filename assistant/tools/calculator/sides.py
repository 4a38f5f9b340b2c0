"""Sides: of which stage of a school every figure of a question is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.text.numerals import Quantity
from assistant.text.phrases import Phrases
from assistant.tools.calculator.desk import STAGES, Desk
from assistant.tools.calculator.fits import Fit

FACET = "stage"


@dataclass(frozen=True)
class Sides:
    """The stages of figures, where both are named."""

    desk: Desk

    def of(self, text: str, figures: Sequence[Quantity]) -> dict[int, str]:
        """Place of a figure -> its stage; empty where not both stages are named.

        A bare number behind all that is told of them (够0.9吗) is of neither.
        """
        marks = self._marks(text)
        if {stage for _, stage in marks} != set(STAGES):
            return {}
        found: dict[int, str] = {}
        stage = ""
        for figure in figures:
            here = self._stage(text, figure, marks)
            stage = here or stage
            if here or figure.unit or figure.start < marks[-1][0]:
                found[figure.start] = stage
        return found

    def mixed(self, text: str, fit: Fit, figures: Sequence[Quantity]) -> bool:
        """Is an input added up from figures of both stages, where only one has its students told?"""
        many = [[one for one in found if not one.change] for found in fit.bound.values()]
        sides = self.of(text, figures) if any(len(found) > 1 for found in many) else {}
        return any(len({sides.get(one.quantity.start, "") for one in found} & set(STAGES)) > 1 for found in many)

    def _stage(self, text: str, figure: Quantity, marks: Sequence[tuple[int, str]]) -> str:
        """The stage named last before it in its clause, else the first behind it there; '' where none is."""
        start = figure.start - len(self.desk.clause_before(text, figure.start))
        end = figure.end + len(self.desk.clause_behind(text, figure.end))
        before = [stage for place, stage in marks if start <= place < figure.start]
        behind = [stage for place, stage in marks if figure.end <= place < end]
        return before[-1] if before else behind[0] if behind else ""

    def _marks(self, text: str) -> list[tuple[int, str]]:
        """Where stages are named, in order."""
        places = self._words.places(text)
        return sorted((place, self._stages[word]) for word, found in places.items() for place in found)

    @cached_property
    def _stages(self) -> dict[str, str]:
        return {word: value for word, facet, value in self.desk.language.facet_words if facet == FACET}

    @cached_property
    def _words(self) -> Phrases:
        return Phrases(list(self._stages))
