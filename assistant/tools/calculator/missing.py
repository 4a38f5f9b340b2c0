"""One input that is not told: computed from the limit where it is asked for, asked back for where a sum is wanted."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.calculation.expressions import UnusableNumbers
from assistant.knowledge.cards import FormulaInput
from assistant.records import Evidence, Statement, ToolCall
from assistant.text.numerals import Quantity, shown
from assistant.tools.binding import Bound
from assistant.tools.calculator.asked import Asked
from assistant.tools.calculator.desk import NAME
from assistant.tools.calculator.filling import PLAUSIBLE
from assistant.tools.calculator.fits import NEAR_RANK, Fit
from assistant.tools.calculator.impossible import Impossible
from assistant.tools.calculator.outcomes import Computer
from assistant.tools.calculator.relations import STUDENTS

_FEW = 2
"""Figures up to this may count what is asked about (两个比例, 一个学生)."""


@dataclass(frozen=True)
class Missing:
    """Answers from fits that lack one input."""

    asked: Asked

    def attempt(self, fit: Fit) -> Evidence | None:
        if len(fit.missing) > 1 or not self.asked.asks_for_sums(fit.relation):
            return None
        unknown = fit.missing[0]
        return self.solved(fit, unknown) or self._asked_back(fit, unknown)

    def solved(self, fit: Fit, unknown: FormulaInput) -> Evidence | None:
        """What the limit asks for: 要几名, 最多装多少."""
        wanted = self._wanted(fit, unknown)
        if (
            fit.relation.threshold is None
            or not wanted
            or not (fit.named or fit.rank < NEAR_RANK or self.asked.spoken(fit, unknown))
        ):
            return None
        wrong = Impossible(self.asked).of_told(fit)
        if wrong is not None:
            return Evidence(self.asked.call(fit, []), (wrong,))
        computer = Computer(self.asked.desk, self.asked.goals, True)
        try:
            said = [computer.solved(fit, stage, unknown) for stage in self.asked.stages(fit)]
            said += self._following(computer, fit, unknown)
        except UnusableNumbers:
            return None
        return Evidence(self.asked.call(fit, []), tuple(said))

    def _following(self, computer: Computer, fit: Fit, unknown: FormulaInput) -> list[Statement]:
        """其中骨干最少几名: what a linked limit asks for of the amount that was found, where it is named."""
        stage = self.asked.stages(fit)[0]
        amount = computer.reach(fit, stage, fit.values(stage), unknown)
        linked = {target for targets in fit.relation.card.links.values() for target in targets}
        said = []
        for relation in self.asked.desk.relations:
            others = [role for role in relation.needed if role.key != unknown.key]
            here = relation.card.id in linked and relation.threshold is not None and len(others) == 1
            here = here and others[0].key not in fit.bound
            if here and len(relation.needed) == 2 and any(word in self.asked.reading.spots for word in others[0].words):
                found = Quantity(amount, unknown.unit, 0, 0, shown(amount))
                next_fit = Fit(relation, {unknown.key: [Bound(unknown.key, "", found, 0)]}, (others[0],))
                said.append(computer.solved(next_fit, self.asked.stages(next_fit)[0], others[0]))
        return said

    def _wanted(self, fit: Fit, unknown: FormulaInput) -> bool:
        """Is it this input that is asked for, in so many words or by 多少 or 几 where all else is told?"""
        goals, text = self.asked.goals, self.asked.reading.text
        if unknown.given or self._another_is_asked_for(unknown):
            return False
        said = goals.capacity if unknown.key == STUDENTS else goals.need or goals.capacity
        if said or not goals.amount or goals.gap or "claim" in self.asked.request.frame.flags:
            return said
        if any(word in text for word in self.asked.desk.words("already_per")) or self.asked.quotes_a_rule():
            return False
        figures = [figure for figure in self.asked.reading.figures if figure.value not in fit.relation.limits]
        amounts = all(figure.value > _FEW for figure in figures)
        fits = not goals.units or bool(goals.units & self.asked.desk.units(unknown.unit))
        return (
            fits and amounts and {figure.start for figure in figures} <= fit.starts and self.asked.spoken(fit, unknown)
        )

    def _another_is_asked_for(self, unknown: FormulaInput) -> bool:
        """几间 asks for no people and no square metres."""
        asked = self.asked.goals.units
        return bool(unknown.unit and asked) and asked.isdisjoint(self.asked.desk.units(unknown.unit))

    def _asked_back(self, fit: Fit, unknown: FormulaInput) -> Evidence | None:
        """Ask for the one number that is missing, where the asker clearly wants a sum with their own figures."""
        frame, relation = self.asked.request.frame, fit.relation
        flags = frame.flags
        if "claim" in flags and not self.asked.own:
            return None
        sure = any(cue in flags for cue in ("own_figures", "total_rescale")) or len(fit.starts) > 1
        sure = sure or self._is_an_amount(fit)
        asked = self.asked.goals.judged or any(
            word in self.asked.reading.text for word in self.asked.desk.words("to_compute")
        )
        sure = sure or (fit.named and asked and not self.asked.quotes_a_rule())
        if relation.per_student:
            wanted = (
                self.asked.goals.judged
                and (sure or unknown.key != STUDENTS)
                and (fit.named or bool(fit.own_starts) or self.asked.spoken(fit, unknown))
            )
            about = self.asked.request.about
            wanted = wanted and (about is None or (about is relation.card and "own_figures" in flags))
            wanted = wanted and not self.asked.quotes_a_rule()
            wanted = wanted and (bool(fit.own_starts) or len(self.asked.reading.figures) == 1)
        else:
            wanted = sure and bool(fit.starts) and (fit.named or fit.rank < 1)
        if not wanted:
            return None
        text = self.asked.desk.language.text("clarify_missing", missing=unknown.group or unknown.name)
        return Evidence(ToolCall(NAME, {"id": relation.card.id}), ask_back=text)

    def _is_an_amount(self, fit: Fit) -> bool:
        """Is a figure too large to be told per student (操场7600平)?"""
        if not fit.relation.per_student or not fit.relation.limits:
            return False
        most = max(fit.relation.limits) * PLAUSIBLE
        own = [bound.quantity for key, found in fit.bound.items() for bound in found if key != STUDENTS]
        return any(figure.unit and figure.value > most for figure in own)
