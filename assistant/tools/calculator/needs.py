"""What all indicators of a standard ask for, where only the students are told (七样各要配多少)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.knowledge.cards import FormulaInput
from assistant.records import Evidence, Statement, ToolCall
from assistant.text.numerals import Quantity, shown
from assistant.tools.base import Request
from assistant.tools.binding import Bound
from assistant.tools.calculator.desk import NAME, STAGES, Desk, limit_of
from assistant.tools.calculator.fits import Fit
from assistant.tools.calculator.goals import Goals
from assistant.tools.calculator.outcomes import Computer
from assistant.tools.calculator.relations import STUDENTS, Relation


@dataclass(frozen=True)
class Needs:
    """The least amount of every indicator that has a floor, for a number of students."""

    desk: Desk

    def attempt(self, request: Request, figures: Sequence[Quantity]) -> Evidence | None:
        text, goals = request.frame.text, self.desk.goals(request.frame)
        every = any(word in text for word in self.desk.words("all_indicators"))
        if not every or len(figures) != 1 or figures[0].unit not in ("", self.desk.data["people"]) or not goals.amount:
            return None
        stages = [stage for stage in STAGES if stage in request.frame.facets.get("stage", ())] or STAGES
        asked = self._relations(request)
        if not asked or figures[0].value <= 0:
            return None
        said = [self._said(asked, stage, figures[0], goals) for stage in stages]
        return Evidence(ToolCall(NAME, {"students": str(figures[0].value), "stages": list(stages)}), tuple(said))

    def _relations(self, request: Request) -> list[Relation]:
        """The computed relations of the first standard that has lines with a floor."""
        for standard in self.desk.standards(request.frame):
            cards = {card.id for card in self.desk.with_threshold(standard) if limit_of(card).floor is not None}
            found = {
                relation.card.id: relation
                for relation in reversed(self.desk.relations)
                if relation.card.id in cards and relation.per_student and not relation.told and not relation.only_with
            }
            if found:
                return [found[card] for card in sorted(found)]
        return []

    def _said(self, asked: Sequence[Relation], stage: str, students: Quantity, goals: Goals) -> Statement:
        amounts = [self._amount(relation, stage, students, goals) for relation in asked]
        card = asked[0].judge or asked[0].card
        text = self.desk.language.text(
            "needs",
            who=stage,
            students=shown(students.value),
            standard=self.desk.standard(card),
            count=len(asked),
            names="、".join(amounts),
        )
        return self.desk.statement(card, text, "")

    def _amount(self, relation: Relation, stage: str, students: Quantity, goals: Goals) -> str:
        lever: FormulaInput = relation.lever
        fit = Fit(relation, {STUDENTS: [Bound(STUDENTS, "", students, 0)]}, ())
        needed = Computer(self.desk, goals, True).reach(fit, stage, fit.values(stage), lever)
        return f"{lever.group or lever.name}{shown(needed, 4)}{lever.unit}"
