"""The calculator: what fits in a sentence, computed exactly, with its steps.

Which formulas and limits exist is data (``formula`` and ``threshold`` of the cards); the code knows only how a
relation is fitted to the figures of a question, computed, turned round and held against a limit, and short lists.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from assistant.knowledge.cards import Card
from assistant.knowledge.language import Language
from assistant.records import Evidence, ToolCall
from assistant.tools.base import Request
from assistant.tools.calculator.ages import Ages
from assistant.tools.calculator.answering import Answering
from assistant.tools.calculator.backwards import Backwards
from assistant.tools.calculator.bands import Bands
from assistant.tools.calculator.coefficients import Coefficients
from assistant.tools.calculator.desk import NAME, Desk
from assistant.tools.calculator.figures import figures_of, rare_figures, with_class
from assistant.tools.calculator.inventory import Inventory
from assistant.tools.calculator.lists import Lists
from assistant.tools.calculator.needs import Needs
from assistant.tools.calculator.parts import Parts

__all__ = ["Calculator"]


@dataclass(frozen=True)
class Calculator:
    """Computes from the figures of a question; empty evidence when there is nothing to compute."""

    cards: Mapping[str, Card]
    language: Language
    name: str = NAME
    describes: str = "折算得分、生均值与门槛比较、缺口取整、占比、巩固率、一串数的差异系数"

    @cached_property
    def desk(self) -> Desk:
        return Desk(self.cards, self.language)

    def run(self, request: Request) -> Evidence:
        aged = Ages(self.desk).attempt(request) if request.frame.quantities else None
        if aged is not None:
            return aged
        if request.frame.quantities:
            request = replace(request, frame=with_class(request.frame, self.desk.data["one_class"]))
        rare = self._of_rare_units(request) if request.frame.quantities else None
        if rare is not None:
            return rare
        figures = request.frame.quantities and figures_of(request.frame, self.desk.data["no_figures"])
        if not figures:
            return self._counted(request) or Answering(self.desk).nothing_told(request)
        kinds = (Coefficients(self.desk).attempt, Lists(self.desk).over_limit, Needs(self.desk).attempt)
        for attempt in (*kinds, Parts(self.desk).attempt):
            evidence = attempt(request, figures)
            if evidence is not None:
                return evidence
        turned = self._counted(request) or Backwards(self.desk).attempt(request, figures)
        found = turned or Answering(self.desk).attempt(request, figures)
        return found or Evidence(ToolCall(self.name, {}))

    def _of_rare_units(self, request: Request) -> Evidence | None:
        """教龄21年, 275学时: figures in units that mostly count no amount, where a formula over them is named."""
        text = request.frame.text
        for units, relations in self.desk.rare.items():
            named = [relation for relation in relations if any(name in text for name in relation.names)]
            figures = rare_figures(request.frame, units) if named else []
            evidence = Answering(self.desk).of(request, figures, named) if figures else None
            if evidence is not None:
                return evidence
        return None

    def _counted(self, request: Request) -> Evidence | None:
        """Sums of things named rather than told in figures: bands of items, rooms of a list."""
        return Bands(self.desk).attempt(request) or self._inventory.attempt(request)

    @cached_property
    def _inventory(self) -> Inventory:
        return Inventory(self.desk)
