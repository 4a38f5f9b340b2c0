"""A fitted relation computed for one stage: its value, its verdict, what it takes to meet the limit."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from assistant.calculation.expressions import UnusableNumbers, evaluate, steps
from assistant.calculation.limits import Judged, judge
from assistant.calculation.solving import solve
from assistant.knowledge.cards import Card, FormulaInput
from assistant.records import Statement
from assistant.text.numerals import converted, exact, in_unit, shown
from assistant.tools.calculator.desk import Desk, limit_for, limit_of, staged, written
from assistant.tools.calculator.fits import Fit
from assistant.tools.calculator.goals import Goals
from assistant.tools.calculator.relations import Relation
from assistant.tools.calculator.results import Results

COUNTED = 5000
"""Whole counts below this are people or things where the formula does not say; larger ones may be yuan."""


@dataclass(frozen=True)
class Outcome:
    """What came out for one relation and one stage; ``judged`` only where a limit was looked at."""

    fit: Fit
    stage: str
    values: Mapping[str, Fraction]
    value: Fraction
    judged: Judged | None
    statements: tuple[Statement, ...]
    gap: str = ""
    """How far from the limit, in words; '' where it is met."""
    value_shown: str = ""
    """The value with its unit, as it is said."""

    @property
    def failed(self) -> bool:
        return self.judged is not None and not self.judged.met

    @property
    def judge(self) -> Card:
        return self.fit.relation.judge or self.fit.relation.card

    @property
    def quantity(self) -> str:
        """What the value is called: the limit of another card has its own name for it."""
        relation = self.fit.relation
        return relation.result if self.judge is relation.card else limit_of(self.judge).quantity


@dataclass(frozen=True)
class Computer:
    """Computes fitted relations and says what came out."""

    desk: Desk
    goals: Goals
    standard_named: bool

    def outcome(self, fit: Fit, stage: str) -> Outcome:
        """Value and sentences for one stage.

        Raises:
            UnusableNumbers: the figures cannot be computed with.
        """
        values = fit.values(stage)
        value = evaluate(fit.relation.expression, values)
        judged = self._judged(fit.relation, stage, value)
        made = Outcome(fit, stage, values, value, judged, ())
        gap, more = self._gap(made) if made.failed else ("", "")
        said = [*self._verdict(made, gap, more), *self._held(made), *self._results(made)] or [self._value(made)]
        gap = gap and "，" + gap.strip("，")
        return replace(made, statements=tuple(said), gap=gap, value_shown=self.desk.valued(made.judge, judged))

    def _judged(self, relation: Relation, stage: str, value: Fraction) -> Judged | None:
        threshold = relation.threshold
        if threshold is None or not (relation.always or self.goals.judged or self.standard_named):
            return None
        return self.desk.judge(threshold, stage, value)

    # --- the verdict ------------------------------------------------------------------------------

    def _verdict(self, made: Outcome, gap: str, more: str) -> list[Statement]:
        judged = made.judged
        if judged is None:
            return []
        said = [self.desk.verdict(made.judge, made.stage, judged, made.quantity, gap, self.working(made) + more)]
        if judged.floor is not None and (not judged.met or self.goals.floor):
            name = "floor_kept" if judged.floor_met else "floor_lost"
            unit = limit_of(made.judge).unit
            text = self.desk.language.text(name, floor=shown(judged.floor, 3), unit=unit, gap=self.floor_gap(made))
            said.append(self.desk.statement(made.judge, text, "85", role="support"))
        return said

    def floor_gap(self, made: Outcome) -> str:
        """How far from the floor, in words; '' where it is kept."""
        judged, relation = made.judged, made.fit.relation
        if judged is None or judged.floor is None or judged.floor_met:
            return ""
        if relation.told:
            short = judged.floor - judged.value
        else:
            needed = self.reach(made.fit, made.stage, made.values, relation.lever, judged.floor)
            short = needed - made.values[relation.lever.key]
        unit = relation.lever.unit or limit_of(made.judge).unit
        said = self.desk.language.text("floor_short", amount=shown(short, 4), unit=unit)
        if relation.told:
            return said
        group = self._rest_of_group(made)
        return said + self.desk.language.text("floor_needs", amount=shown(needed + group, 4), unit=unit)

    @staticmethod
    def _rest_of_group(made: Outcome) -> Fraction:
        """What counts together with the lever (体育馆 beside 操场), as told."""
        lever, roles = made.fit.relation.lever, made.fit.relation.roles
        others = (role.key for role in roles if lever.group and role.group == lever.group and role.key != lever.key)
        return sum((made.values[key] for key in others), Fraction(0))

    def working(self, made: Outcome) -> str:
        """The arithmetic as people write it, with what was counted otherwise than told."""
        relation = made.fit.relation
        if relation.told:
            assert made.judged is not None
            return f"{shown(made.value, 4)} 对 {written(limit_for(limit_of(made.judge), made.stage))}"
        return steps(relation.expression, made.values, self._sums(made)) + self._least(made) + self._converted(made)

    @staticmethod
    def _sums(made: Outcome) -> dict[str, str]:
        """Inputs that were added up from several figures, or changed by one, as sums."""
        sums: dict[str, str] = {}
        for key, found in made.fit.bound.items():
            told = [bound.quantity.value for bound in found]
            if len(told) > 1 and sum(told) == made.values.get(key):
                signed = (f"{'−' if value < 0 else '+'} {shown(abs(value), 4)}" for value in told)
                sums[key] = " ".join(signed).removeprefix("+ ")
        return sums

    def _converted(self, made: Outcome) -> str:
        """Figures told in a larger unit (36亩), as what they are computed with."""
        notes = [
            self.desk.language.text(
                "converted", raw=bound.quantity.raw, value=shown(bound.quantity.value), unit=bound.quantity.unit
            )
            for found in made.fit.bound.values()
            for bound in found
            if converted(bound.quantity)
        ]
        return "".join("，" + note for note in notes)

    def _least(self, made: Outcome) -> str:
        """Inputs that were counted as more than told (不足100人按100人)."""
        notes = [
            self.desk.language.text("counted_least", name=role.name, least=role.least[made.stage], unit=role.unit)
            for role in made.fit.relation.roles
            if made.stage in role.least
            and sum(b.quantity.value for b in made.fit.bound.get(role.key, ())) < Fraction(role.least[made.stage])
        ]
        return "".join("，" + note for note in notes)

    def _gap(self, made: Outcome) -> tuple[str, str]:
        """How far from the limit, in people, rooms, square metres or yuan, and the amount it takes."""
        relation, threshold = made.fit.relation, limit_of(made.judge)
        rising = threshold.op in (">=", ">")
        lever = relation.lever
        if relation.told:
            assert made.judged is not None
            name = "short_by" if rising else "over_by"
            return self.desk.language.text(name, amount=shown(made.judged.short_by, 4), unit=threshold.unit), ""
        needed = self.reach(made.fit, made.stage, made.values, lever)
        told = made.values[lever.key]
        unit = lever.unit or threshold.unit
        gap = self.desk.language.text(
            "short_by" if needed > told else "over_by", amount=shown(abs(needed - told), 4), unit=unit
        )
        more = needed + self._rest_of_group(made)
        text = self.desk.language.text(
            "lever_needed" if needed > told else "lever_most",
            name=lever.group or lever.name,
            amount=shown(more, 4),
            unit=unit,
        )
        return gap, text

    def reach(
        self,
        fit: Fit,
        stage: str,
        values: Mapping[str, Fraction],
        unknown: FormulaInput,
        limit: Fraction | None = None,
    ) -> Fraction:
        """The least or the most of an input that still meets the limit; whole where it cannot be halved.

        ``limit`` is another line than that of the relation (its floor).

        Raises:
            UnusableNumbers: no amount of it does.
        """
        relation = fit.relation
        assert relation.threshold is not None
        limit = Fraction(limit_for(relation.threshold, stage)) if limit is None else limit
        exactly = solve(relation.expression, values, unknown.key, limit)
        others = [number for key, number in values.items() if key != unknown.key]
        whole = (
            self.desk.whole(unknown.unit)
            if unknown.unit
            else bool(others) and all(n.denominator == 1 and n < COUNTED for n in others)
        )
        if exactly < 0:
            raise UnusableNumbers("less than nothing")
        if not whole:
            return exactly
        for rounded in (Fraction(math.ceil(exactly)), Fraction(math.floor(exactly))):
            value = evaluate(relation.expression, {**values, unknown.key: rounded})
            if judge(value, None, limit=limit, op=relation.threshold.op, per=0, whole=False).met:
                return rounded
        raise UnusableNumbers("no whole number meets the limit")

    # --- a value without a verdict, and what is there already -------------------------------------

    def _value(self, made: Outcome) -> Statement:
        relation = made.fit.relation
        text = self.desk.language.text(
            "computed",
            result=relation.result,
            value=self.desk.about(made.value, 4 if made.value < 1 and relation.unit != "%" else 2),
            unit=relation.unit,
            steps=self.working(made) + self._rounded(relation),
        )
        return self.desk.statement(relation.card, text, relation.result)

    def _results(self, made: Outcome) -> list[Statement]:
        working = self.working(made) + self._rounded(made.fit.relation)
        return Results(self.desk).of(made.fit, made.values, made.value, working)

    def _rounded(self, relation: Relation) -> str:
        return self.desk.language.text("whole_up") if "ceil" in relation.expression else ""

    def _held(self, made: Outcome) -> list[Statement]:
        """What is there already against what there should be, what is short first."""
        relation = made.fit.relation
        said: list[tuple[bool, Statement]] = []
        for role in relation.held:
            if role.key in made.fit.held:
                have = made.fit.held[role.key].quantity.value
                gap = made.value - have
                gap = Fraction(math.ceil(gap)) if self.desk.whole(role.unit) else gap
                kind = "held_short" if gap > 0 else "held_over" if gap < 0 else "held_enough"
                text = self.desk.language.text(
                    kind,
                    name=role.name,
                    gap=shown(abs(gap)),
                    unit=relation.unit,
                    result=relation.result,
                    value=self.desk.about(made.value),
                    have=shown(have),
                    steps=self.working(made) + self._rounded(relation),
                )
                said.append((gap <= 0, self.desk.statement(relation.card, text, relation.result)))
        return [statement for _, statement in sorted(said, key=lambda item: item[0])]

    # --- what a limit asks for --------------------------------------------------------------------

    def solved(self, fit: Fit, stage: str, unknown: FormulaInput) -> Statement:
        """The amount of an input not told (or asked for) that the limit asks for.

        Raises:
            UnusableNumbers: no amount of it meets the limit.
        """
        relation, values = fit.relation, fit.values(stage)
        assert relation.judge is not None and relation.threshold is not None
        limit, standard = self._line(relation, stage)
        amount = self.reach(fit, stage, values, unknown, Fraction(limit))
        more = evaluate(relation.expression, {**values, unknown.key: amount + 1})
        less = evaluate(relation.expression, {**values, unknown.key: amount})
        threshold = relation.threshold
        rising = threshold.op in (">=", ">")
        text = self.desk.language.text(
            "needed_input",
            bound=self.desk.language.text("at_least" if (more > less) == rising else "at_most"),
            amount=shown(amount, 4),
            unit=unknown.unit + self._as_asked(amount),
            name=unknown.group or unknown.name,
            quantity=staged(threshold.quantity, stage),
            relation="不低于" if rising else "不超过",
            standard=standard,
            limit=written(limit),
            limit_unit=threshold.unit,
            steps=self._solving(fit, values, unknown, limit, amount),
        )
        return self.desk.statement(relation.judge, text, limit)

    def _as_asked(self, amount: Fraction) -> str:
        """The amount in the larger unit that was asked for (多少亩); '' for any other."""
        value = in_unit(amount, self.goals.typed)
        if value is None:
            return ""
        return self.desk.language.text("in_larger_unit", value=self.desk.about(value), unit=self.goals.typed)

    def _line(self, relation: Relation, stage: str) -> tuple[str, str]:
        """The limit asked about, and whose it is: the line itself, or its floor where that is meant."""
        assert relation.judge is not None and relation.threshold is not None
        limit, standard = limit_for(relation.threshold, stage), self.desk.standard(relation.judge)
        if not self.goals.floor or relation.threshold.floor is None:
            return limit, standard
        floor = Fraction(limit) * Fraction(relation.threshold.floor)
        return shown(floor, 4), standard + self.desk.language.text("floor_line")

    def _solving(
        self, fit: Fit, values: Mapping[str, Fraction], unknown: FormulaInput, limit: str, amount: Fraction
    ) -> str:
        exactly = solve(fit.relation.expression, values, unknown.key, Fraction(limit))
        check = steps(fit.relation.expression, {**values, unknown.key: exactly})
        rounded = "whole_up" if exactly < amount else "whole_down"
        rounded = "" if exact(exactly, 0) or exactly == amount else self.desk.language.text(rounded)
        return f"{check} = {written(limit)}{rounded}"
