"""From the figures of a question to its answer: fit, check, compute, judge, ask back for what is missing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from assistant.records import Evidence, ToolCall
from assistant.text.numerals import Quantity
from assistant.tools.base import Request
from assistant.tools.binding import Reading
from assistant.tools.calculator.asked import Asked
from assistant.tools.calculator.claims import Claims
from assistant.tools.calculator.coefficient_lines import of_a_mean
from assistant.tools.calculator.desk import NAME, Desk
from assistant.tools.calculator.fits import Fit
from assistant.tools.calculator.fitting import Fitter
from assistant.tools.calculator.merits import LEAST
from assistant.tools.calculator.relations import Relation
from assistant.tools.calculator.sides import Sides
from assistant.tools.calculator.working import Working

_SHARE = "%"
TRIED = 6
"""Fits looked at before it is given up."""


@dataclass(frozen=True)
class Answering:
    """Answers from relations."""

    desk: Desk

    @cached_property
    def _sides(self) -> Sides:
        return Sides(self.desk)

    def nothing_told(self, request: Request) -> Evidence:
        """我们学校还缺几个 without a figure: ask for those the line of the thing takes."""
        nothing = Evidence(ToolCall(NAME, {}))
        if not request.hits or "own_figures" not in request.frame.flags:
            return nothing
        goals = self.desk.goals(request.frame)
        wanted = goals.gap or (goals.judged and self.desk.says("to_compute", request.frame.text))
        if not wanted or goals.why:
            return nothing
        card = request.hits[0].card
        for relation in self.desk.relations:
            if relation.card is card and relation.threshold is not None and relation.per_student:
                missing = "、".join(dict.fromkeys(role.group or role.name for role in relation.roles if role.unit))
                text = self.desk.language.text("clarify_missing", missing=missing)
                return Evidence(ToolCall(NAME, {"id": card.id}), ask_back=text)
        return nothing

    def attempt(self, request: Request, figures: Sequence[Quantity]) -> Evidence | None:
        """The best relation that may be computed; a question back when a single input of it is missing."""
        goals = self.desk.goals(request.frame)
        claimed = Claims(self.desk).claimed(request.frame.text, figures)
        figures = [figure for figure in figures if figure is not claimed]
        reading = Reading.of(request.frame.text, figures, self.desk.nouns, self.desk.words("denials"))
        fits = Fitter(self.desk, request, reading, goals).fits()
        one = Working(Asked(self.desk, request, goals, reading, fits, claimed))
        rated, declined = self._names_a_rate(reading.text, fits), set[int]()
        lacking: list[Fit] = []
        for fit in fits[:TRIED]:
            if fit.merit < LEAST:
                return None
            if not fit.named and (
                (rated and fit.relation.unit != _SHARE) or any(fit.starts <= other.starts for other in lacking)
            ):
                continue  # What is named cannot be computed: the same figures for something else would mislead.
            parts = fit.relation.card.formula is not None and fit.relation.card.formula.shares
            if goals.judged and parts and not self._shares(reading):
                continue  # 够不够 of a combined school asks for no parts of it.
            formula = fit.relation.formula
            # What the figure amounts to, where nothing else is asked of it: no line of a standard, no consent.
            alone = not self.desk.named(request.frame) and "claim" not in request.frame.flags
            banded = formula is not None and bool(formula.bands)
            wanted = alone if banded else goals.judged or goals.solved or bool(fit.held)
            if fit.relation.expression.isidentifier() and not wanted:
                continue  # A figure told and nothing asked of it: saying it again is no sum.
            if fit.relation.told and of_a_mean(self.desk, reading.text, fit.relation.card):
                return None
            if self._sides.mixed(reading.text, fit, figures):
                return None
            evidence = one.answer(fit)
            # Where a better reading is no sum, a poorer one of the same figures that lacks some is none either.
            if evidence is not None and not (fit.missing and fit.starts <= declined):
                return evidence if fit.missing else one.before(fit, self._by_others(one, fit, evidence))
            declined |= set() if fit.missing else fit.starts
            lacking += [fit] if fit.missing and fit.named and fit.relation.per_student else []
        return None

    def _shares(self, reading: Reading) -> bool:
        """Is something said of sharing out, or told that could be: anything but people?"""
        people = self.desk.units(self.desk.data["people"])
        amounts = any(figure.unit and figure.unit not in people for figure in reading.figures)
        return amounts or self.desk.says("sharing", reading.text)

    def _names_a_rate(self, text: str, fits: Sequence[Fit]) -> bool:
        """Is the rate named that one of them computes (辍学率多少)?"""
        ends = tuple(self.desk.words("rate_ends"))
        return any(name in text and name.endswith(ends) for fit in fits for name in fit.relation.names)

    def of(self, request: Request, figures: Sequence[Quantity], among: Collection[Relation]) -> Evidence | None:
        """The best of some relations, where everything it needs is told."""
        goals = self.desk.goals(request.frame)
        reading = Reading.of(request.frame.text, figures, self.desk.nouns, self.desk.words("denials"))
        fits = [fit for fit in Fitter(self.desk, request, reading, goals).fits(among) if not fit.missing]
        one = Working(Asked(self.desk, request, goals, reading, fits))
        # 完成360学时的712人 quotes the rule.
        return next((made for fit in fits if not one.asked.is_the_limit(fit) and (made := one.computed(fit))), None)

    def _by_others(self, one: Working, fit: Fit, evidence: Evidence) -> Evidence:
        """The same figures by the other standards, where several are named (2012的线够不,2017的呢)."""
        named, statements = self.desk.named(one.asked.request.frame), list(evidence.statements)
        for standard in sorted(named - set(fit.standards)) if len(named) > 1 else ():
            again = (
                o for o in one.asked.fits if standard in o.standards and not o.missing and o.starts & fit.own_starts
            )
            found = next((made for other in again if (made := one.answer(other)) is not None), None)
            statements += found.statements if found is not None else ()
        return replace(evidence, statements=tuple(statements))
