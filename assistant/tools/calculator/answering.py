"""From the figures of a question to its answer: fit, check, compute, judge, ask back for what is missing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from assistant.calculation.expressions import UnusableNumbers
from assistant.knowledge.cards import FormulaInput
from assistant.records import Evidence, Statement, ToolCall
from assistant.text.numerals import Quantity, shown
from assistant.tools.base import Request
from assistant.tools.binding import Bound, Reading
from assistant.tools.calculator.desk import NAME, STAGES, Desk
from assistant.tools.calculator.figures import changes
from assistant.tools.calculator.filling import PLAUSIBLE
from assistant.tools.calculator.fits import NEAR_RANK, Fit, companions, single_beside_average
from assistant.tools.calculator.fitting import Fitter
from assistant.tools.calculator.goals import Goals
from assistant.tools.calculator.merits import LEAST
from assistant.tools.calculator.outcomes import Computer, Outcome
from assistant.tools.calculator.relations import EVERY, STUDENTS, Relation
from assistant.tools.calculator.schools import School
from assistant.tools.calculator.splitting import Splitting
from assistant.tools.calculator.summary import Summary

FAR = 5
"""A single figure farther from its noun than this is not taken for what is named."""
_LONG_NOUN = 3
_FEW = 2
"""Figures up to this may count what is asked about (两个比例, 一个学生)."""
_PLACES, _PARTS = "百千万亿", 10
TRIED = 6
"""Fits looked at before it is given up."""


@dataclass(frozen=True)
class Answering:
    """Answers from relations."""

    desk: Desk

    def nothing_told(self, request: Request) -> Evidence:
        """我们学校还缺几个 without a figure: ask for those the line of the thing takes."""
        nothing = Evidence(ToolCall(NAME, {}))
        if not request.hits or "own_figures" not in request.frame.flags:
            return nothing
        goals = self.desk.goals(request.frame)
        if not goals.gap or goals.why:
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
        reading = Reading.of(request.frame.text, figures, self.desk.nouns, self.desk.words("denials"))
        fits = Fitter(self.desk, request, reading, goals).fits()
        one = _One(self.desk, request, goals, reading, fits)
        declined: set[int] = set()
        lacking: list[Fit] = []
        for fit in fits[:TRIED]:
            if fit.merit < LEAST:
                return None
            if not fit.named and any(fit.starts <= other.starts for other in lacking):
                continue  # What is named cannot be computed: the same figures for something else would mislead.
            if fit.relation.expression.isidentifier() and not (goals.judged or goals.solved or fit.held):
                continue  # A figure told and nothing asked of it: saying it again is no sum.
            evidence = one.answer(fit)
            # Where a better reading is no sum, a poorer one of the same figures that lacks some is none either.
            if evidence is not None and not (fit.missing and fit.starts <= declined):
                return evidence if fit.missing else one.before(fit, self._by_others(one, fit, evidence))
            declined |= set() if fit.missing else fit.starts
            lacking += [fit] if fit.missing and fit.named and fit.relation.per_student else []
        return None

    def of(self, request: Request, figures: Sequence[Quantity], among: Collection[Relation]) -> Evidence | None:
        """The best of some relations, where everything it needs is told."""
        goals = self.desk.goals(request.frame)
        reading = Reading.of(request.frame.text, figures, self.desk.nouns, self.desk.words("denials"))
        fits = [fit for fit in Fitter(self.desk, request, reading, goals).fits(among) if not fit.missing]
        one = _One(self.desk, request, goals, reading, fits)
        # 完成360学时的712人 quotes the rule.
        return next((made for fit in fits if not one.is_the_limit(fit) and (made := one.computed(fit))), None)

    def _by_others(self, one: _One, fit: Fit, evidence: Evidence) -> Evidence:
        """The same figures by the other standards, where several are named (2012的线够不,2017的呢)."""
        named, statements = self.desk.named(one.request.frame), list(evidence.statements)
        for standard in sorted(named - set(fit.standards)) if len(named) > 1 else ():
            again = (o for o in one.fits if standard in o.standards and not o.missing and o.starts & fit.own_starts)
            found = next((made for other in again if (made := one.answer(other)) is not None), None)
            statements += found.statements if found is not None else ()
        return replace(evidence, statements=tuple(statements))


@dataclass(frozen=True)
class _One:
    """One question with everything known of it."""

    desk: Desk
    request: Request
    goals: Goals
    reading: Reading
    fits: Sequence[Fit]

    @property
    def _own(self) -> bool:
        return "own_figures" in self.request.frame.flags or self.request.about is not None

    def answer(self, fit: Fit) -> Evidence | None:
        if fit.missing:
            return self._with_one_missing(fit)
        if not self._is_a_sum(fit):
            return None
        if self._leaves_amounts(fit):
            return None
        wrong = self._impossible(fit)
        if wrong is not None:
            # Read together with turns before, the figures may have been put together wrongly: another reading is tried.
            return None if self.request.about else Evidence(self._call(fit, []), (wrong,))
        return self.computed(fit)

    def before(self, fit: Fit, evidence: Evidence) -> Evidence:
        """What the line of the card asks for said first, where a further formula of the card was computed."""
        if fit.relation.formula not in fit.relation.card.formulas:
            return evidence
        for other in self.fits:
            if other.relation.card is fit.relation.card and len(other.missing) == 1 and other.starts == fit.starts:
                solved = self._solved(other, other.missing[0])
                if solved is not None:
                    return replace(solved, statements=(*solved.statements, *evidence.statements))
        return evidence

    def computed(self, fit: Fit) -> Evidence | None:
        """The answer of a fit that lacks nothing; None where its figures cannot be computed with."""
        try:
            return self._computed(fit)
        except UnusableNumbers:
            return None

    # --- is it a sum at all -----------------------------------------------------------------------

    def _is_a_sum(self, fit: Fit) -> bool:
        """A rule quoted, or claimed to be so, is looked up instead."""
        frame, relation = self.request.frame, fit.relation
        if fit.held and relation.stated:
            return True
        if not self._asks_for_sums(relation):
            return False
        if relation.told or len(fit.starts) < 2:
            return self._single(fit)
        if relation.per_student and self._quotes_a_rule() and not self._own:
            return False
        return bool(fit.own_starts) and not (self.is_the_limit(fit) and "claim" in frame.flags and not self._own)

    def _asks_for_sums(self, relation: Relation) -> bool:
        """Neither why figures disagree nor what points are given for something else."""
        if self.goals.why and not (self.goals.gap or self.goals.need):
            return False
        return not self.goals.scoring or relation.unit == "分" or relation.unit == ""

    def _single(self, fit: Fit) -> bool:
        """One figure alone: it has to be the asker's own, and something has to be wanted of it."""
        frame = self.request.frame
        if fit.relation.told or fit.relation.threshold is not None:
            if fit.relation.told and self._leaves_figures(fit):
                return False
            claimed = "claim" in frame.flags and (not self.goals.gap or self.is_the_limit(fit))
            if (self._quotes_a_rule() or claimed) and not self._own:
                return False
            asked = "yes_no" in frame.flags and not self.is_the_limit(fit)
            return self._own or self.goals.judged or asked
        sized = fit.relation.formula is not None and bool(fit.relation.formula.sizes)
        if self.goals.unit not in ("", "个", fit.relation.unit) and not sized:
            return False
        far = any(bound.distance > FAR for found in fit.bound.values() for bound in found)
        wanted = self.goals.need or self.goals.gap or bool(fit.held)
        return (fit.named and not far) or (wanted and (fit.named or fit.rank <= NEAR_RANK))

    def _leaves_amounts(self, fit: Fit) -> bool:
        """Amounts of the question that neither this relation nor another complete one has a place for."""
        cards = [
            one for one in self.fits if not one.missing and (one is fit or set(one.standards) & set(fit.standards))
        ]
        told = {start for one in cards for start in one.starts} | set(self.changing)
        amounts = [one for one in self.reading.figures if one.unit in self.desk.words("amounts")]
        # 单位万元 tells a scale, 四块 counts parts.
        amounts = [one for one in amounts if one.raw[0].isdigit() or (one.raw[0] not in _PLACES and one.value > _PARTS)]
        rest = [one for one in amounts if one.start not in told]
        rest = [one for one in rest if not self._is_a_part(one)]
        known = {
            *fit.relation.limits,
            *map(Fraction, (n for role in fit.relation.roles for n in role.default.values())),
        }
        return any(figure.value not in known for figure in rest)

    def _is_a_part(self, figure: Quantity) -> bool:
        """其中体育馆900平: a part of a figure told before."""
        before = self.desk.clause_before(self.reading.text, figure.start)
        return any(word in before for word in self.desk.words("parts"))

    @cached_property
    def changing(self) -> Mapping[int, int]:
        """Places of figures that change others."""
        return changes(self.reading.text, self.reading.figures, self.desk.data["changes"])

    def _leaves_figures(self, fit: Fit) -> bool:
        """Other figures of the question that no relation of the same standard explains."""
        complete = [one for one in self.fits if not one.missing and set(one.standards) & set(fit.standards)]
        told = {start for one in complete for start in one.starts}
        rest = [figure for figure in self.reading.figures if figure.start not in told]
        people: str = self.desk.data["people"]
        return any(figure.unit not in (people, "%") and figure.value not in fit.relation.limits for figure in rest)

    def _quotes_a_rule(self) -> bool:
        text = self.request.frame.text
        for noun in self.reading.spots:
            # 高于规定学历 is a noun, not a rule being quoted.
            text = text.replace(noun, "") if len(noun) > _LONG_NOUN else text
        return any(word in text for word in self.desk.words("rule_words"))

    @staticmethod
    def is_the_limit(fit: Fit) -> bool:
        told = {bound.quantity.value for found in fit.bound.values() for bound in found}
        return bool(told & fit.relation.limits)

    # --- figures that cannot be true --------------------------------------------------------------

    def _impossible(self, fit: Fit) -> Statement | None:
        why = next(self._impossibilities(fit), None)
        if why is None:
            return None
        text = self.desk.language.text("impossible", why=why)
        return self.desk.statement(fit.relation.card, text, fit.relation.result)

    def _impossibilities(self, fit: Fit) -> Iterator[str]:
        language, relation = self.desk.language, fit.relation
        for role in relation.roles:
            for bound in fit.bound.get(role.key, ()):
                value = bound.quantity.value
                if bound.change:
                    continue
                if value < 0 or (value == 0 and role.key == STUDENTS):
                    yield language.text("impossible_amount", name=role.name, value=shown(value))
        try:
            value = Computer(self.desk, self.goals, False).outcome(fit, self._stages(fit)[0]).value
        except UnusableNumbers:
            zero = next((role for role in reversed(relation.needed) if not fit.values(EVERY).get(role.key)), None)
            name = relation.result if zero is None else zero.name
            yield language.text("impossible_amount", name=name, value="0" if zero else "这样")
            return
        most = relation.formula.most if relation.formula is not None else None
        if value < 0 or (most is not None and value > Fraction(most)):
            yield language.text(
                "impossible_result", result=relation.result, value=shown(value), unit=relation.unit, most=most or "0"
            )

    # --- everything told --------------------------------------------------------------------------

    def _stages(self, fit: Fit) -> list[str]:
        frame, relation = self.request.frame, fit.relation
        if relation.threshold is not None:
            return self.desk.stages(frame, relation.threshold)
        by_stage = {stage for role in relation.roles for stage in (*role.default, *role.least)} & set(STAGES)
        if not by_stage:
            return [EVERY]
        named = [stage for stage in STAGES if stage in frame.facets.get("stage", ())]
        return named or [stage for stage in STAGES if stage in by_stage]

    def _computed(self, fit: Fit) -> Evidence:
        split = Splitting(self.desk, self.request, self.reading, self.goals).split(fit)
        if split is not None:
            return Evidence(self._call(fit, []), split)
        group = [
            one
            for one in companions(fit, self.fits)
            if one is fit or single_beside_average(fit, one) or self._is_a_sum(one)
        ]
        computer = Computer(self.desk, self.goals, bool(self.desk.named(self.request.frame)))
        group.sort(key=lambda one: min(one.own_starts or one.starts))
        group += self._on_the_same(fit, group)
        outcomes = [computer.outcome(one, stage) for one in group for stage in self._stages(one)]
        school = School(self.desk, self.request.frame, self.goals).verdict(outcomes)
        told = Summary(self.desk).of(outcomes, summed=not school)
        if school:
            told = [statement for statement in told if statement.role != "support"]
        statements = [*school, *told, *self._asked_for(computer, fit, outcomes)]
        return Evidence(self._call(fit, outcomes), tuple(statements))

    def _on_the_same(self, fit: Fit, group: Sequence[Fit]) -> list[Fit]:
        """要几间,总面积多少: other results of the same figures that are named, from the card or one linked to it."""
        cards = {fit.relation.card.id, *(target for targets in fit.relation.card.links.values() for target in targets)}
        taken = [one.relation.result for one in group]
        return [
            other
            for other in self.fits
            if other.relation.card.id in cards
            and other.relation.naming
            and other.named
            and not (other.missing or other.relation.told)
            and other.relation.threshold is None
            and other.starts == fit.starts
            and other.relation.result not in taken
        ]

    def _asked_for(self, computer: Computer, fit: Fit, outcomes: Sequence[Outcome]) -> list[Statement]:
        """至少几个班: the input asked for by its unit, though another number of it was told."""
        if not self.goals.need or fit.relation.threshold is None or len(outcomes) != 1:
            return []
        lever = fit.relation.lever
        if lever.unit != self.goals.unit or lever is fit.relation.roles[0]:
            return []
        return [computer.solved(fit, outcomes[0].stage, lever)]

    # --- one input not told -----------------------------------------------------------------------

    def _with_one_missing(self, fit: Fit) -> Evidence | None:
        if len(fit.missing) > 1 or not self._asks_for_sums(fit.relation):
            return None
        unknown = fit.missing[0]
        return self._solved(fit, unknown) or self._asked_back(fit, unknown)

    def _solved(self, fit: Fit, unknown: FormulaInput) -> Evidence | None:
        """What the limit asks for: 要几名, 最多装多少."""
        wanted = self._wanted(fit, unknown)
        if (
            fit.relation.threshold is None
            or not wanted
            or not (fit.named or fit.rank < NEAR_RANK or self._spoken(fit, unknown))
        ):
            return None
        wrong = next(self._impossibilities_of_told(fit), None)
        if wrong is not None:
            text = self.desk.language.text("impossible", why=wrong)
            return Evidence(self._call(fit, []), (self.desk.statement(fit.relation.card, text, fit.relation.result),))
        computer = Computer(self.desk, self.goals, True)
        try:
            said = [computer.solved(fit, stage, unknown) for stage in self._stages(fit)]
            said += self._following(computer, fit, unknown)
        except UnusableNumbers:
            return None
        return Evidence(self._call(fit, []), tuple(said))

    def _following(self, computer: Computer, fit: Fit, unknown: FormulaInput) -> list[Statement]:
        """其中骨干最少几名: what a linked limit asks for of the amount that was found, where it is named."""
        stage = self._stages(fit)[0]
        amount = computer.reach(fit, stage, fit.values(stage), unknown)
        linked = {target for targets in fit.relation.card.links.values() for target in targets}
        said = []
        for relation in self.desk.relations:
            others = [role for role in relation.needed if role.key != unknown.key]
            here = relation.card.id in linked and relation.threshold is not None and len(others) == 1
            if here and len(relation.needed) == 2 and any(word in self.reading.spots for word in others[0].words):
                found = Quantity(amount, unknown.unit, 0, 0, shown(amount))
                next_fit = Fit(relation, {unknown.key: [Bound(unknown.key, "", found, 0)]}, (others[0],))
                said.append(computer.solved(next_fit, self._stages(next_fit)[0], others[0]))
        return said

    def _wanted(self, fit: Fit, unknown: FormulaInput) -> bool:
        """Is it this input that is asked for, in so many words or by 多少 or 几 where all else is told?"""
        goals, text = self.goals, self.reading.text
        if unknown.given:
            return False
        said = goals.capacity if unknown.key == STUDENTS else goals.need or goals.capacity
        if said or not goals.amount or goals.gap or "claim" in self.request.frame.flags:
            return said
        if any(word in text for word in self.desk.words("already_per")) or self._quotes_a_rule():
            return False
        figures = [figure for figure in self.reading.figures if figure.value not in fit.relation.limits]
        amounts = all(figure.value > _FEW for figure in figures)
        fits = goals.unit in ("", "个", unknown.unit) or goals.unit in self.desk.units(unknown.unit)
        return fits and amounts and {figure.start for figure in figures} <= fit.starts and self._spoken(fit, unknown)

    def _impossibilities_of_told(self, fit: Fit) -> Iterator[str]:
        for role in fit.relation.roles:
            for bound in fit.bound.get(role.key, ()):
                if bound.quantity.value <= 0:
                    name, value = role.name, shown(bound.quantity.value)
                    yield self.desk.language.text("impossible_amount", name=name, value=value)

    def _spoken(self, fit: Fit, role: FormulaInput) -> bool:
        """Does one of its nouns stand in the question?"""
        group = [one for one in fit.relation.roles if one is role or (role.group and one.group == role.group)]
        return any(word in self.reading.spots for one in group for word in one.words)

    def _asked_back(self, fit: Fit, unknown: FormulaInput) -> Evidence | None:
        """Ask for the one number that is missing, where the asker clearly wants a sum with their own figures."""
        frame, relation = self.request.frame, fit.relation
        flags = frame.flags
        if "claim" in flags and not self._own:
            return None
        sure = bool(flags & {"own_figures", "total_rescale"}) or len(fit.starts) > 1
        sure = sure or self._is_an_amount(fit)
        asked = self.goals.judged or any(word in self.reading.text for word in self.desk.words("to_compute"))
        sure = sure or (fit.named and asked and not self._quotes_a_rule())
        if relation.per_student:
            wanted = (
                self.goals.judged
                and (sure or unknown.key != STUDENTS)
                and (fit.named or bool(fit.own_starts) or self._spoken(fit, unknown))
            )
            wanted = wanted and self.request.about is None and not self._quotes_a_rule()
            wanted = wanted and (bool(fit.own_starts) or len(self.reading.figures) == 1)
        else:
            wanted = sure and bool(fit.starts) and (fit.named or fit.rank < 1)
        if not wanted:
            return None
        text = self.desk.language.text("clarify_missing", missing=unknown.group or unknown.name)
        return Evidence(ToolCall(NAME, {"id": relation.card.id}), ask_back=text)

    def _is_an_amount(self, fit: Fit) -> bool:
        """Is a figure too large to be told per student (操场7600平)?"""
        if not fit.relation.per_student or not fit.relation.limits:
            return False
        most = max(fit.relation.limits) * PLAUSIBLE
        own = [bound.quantity for key, found in fit.bound.items() for bound in found if key != STUDENTS]
        return any(figure.unit and figure.value > most for figure in own)

    # --- what is told of the call -----------------------------------------------------------------

    def _call(self, fit: Fit, outcomes: Sequence[Outcome]) -> ToolCall:
        judged = [made for made in outcomes if made.judged is not None]
        figures = {made.judge.id: str(_amount(made)) for made in judged}
        inputs = {key: str(number) for key, number in fit.values(EVERY).items()}
        return ToolCall(NAME, {"id": fit.relation.card.id, "figures": figures, **inputs})


def _amount(made: Outcome) -> Fraction:
    """The figure held against the limit: what was told of the thing itself."""
    lever = made.fit.relation.lever
    group = [
        role.key for role in made.fit.relation.roles if role is lever or (lever.group and role.group == lever.group)
    ]
    return sum((made.values[key] for key in group), Fraction(0))
