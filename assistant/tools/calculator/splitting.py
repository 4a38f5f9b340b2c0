"""Combined schools: an amount shared out by the stages, and each part held against the limit of its stage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from assistant.calculation.expressions import evaluate, steps
from assistant.knowledge.cards import Card
from assistant.records import Statement
from assistant.text.numerals import Quantity, shown
from assistant.tools.base import Request
from assistant.tools.binding import Bound, Reading, Slot, assign
from assistant.tools.calculator.desk import STAGES, Desk
from assistant.tools.calculator.fits import Fit
from assistant.tools.calculator.goals import Goals
from assistant.tools.calculator.outcomes import Computer
from assistant.tools.calculator.relations import AMOUNT, EVERY, STUDENTS, Relation

_MYRIAD = 10_000


@dataclass(frozen=True)
class Splitting:
    """Shares of the formulas that have ``shares``."""

    desk: Desk
    request: Request
    reading: Reading
    goals: Goals

    def split(self, fit: Fit) -> tuple[Statement, ...] | None:
        """Every stage's share, the one asked for first; None for a formula that shares nothing out."""
        formula = fit.relation.formula
        if formula is None or not formula.shares:
            return None
        amount = fit.held[AMOUNT].quantity if AMOUNT in fit.held else None
        said: list[Statement] = []
        for card in self._parts(fit):
            said.extend(self._part(card, fit, amount))
        return tuple(said)

    def _parts(self, fit: Fit) -> list[Card]:
        """The cards of the shares of one school, first the stage that is asked for."""
        card = fit.relation.card
        linked = [*card.links.get("pair", ()), *card.links.get("see_also", ())]
        keys = {role.key for role in fit.relation.roles}
        partners = [
            other
            for other in (self.desk.cards[target] for target in linked)
            if other.formula is not None and other.formula.shares and {i.key for i in other.formula.inputs} == keys
        ]
        cards = sorted([card, *partners], key=lambda one: STAGES.index(self._stage(one)))
        asked = self._asked_stage(fit)
        return sorted(cards, key=lambda one: self._stage(one) != asked) if asked else cards

    @staticmethod
    def _stage(card: Card) -> str:
        return card.facets["stage"][0]

    def _asked_stage(self, fit: Fit) -> str:
        """The one stage that is named without a number beside it (初中部分到多少)."""
        last = max(figure.end for figure in self.reading.figures if figure.start in fit.starts)
        rest = self.reading.text[last:]
        named = [stage for stage in STAGES if stage in rest]
        return named[0] if len(named) == 1 else ""

    def _part(self, card: Card, fit: Fit, amount: Quantity | None) -> Iterator[Statement]:
        formula = card.formula
        assert formula is not None
        values = fit.values(EVERY)
        share = evaluate(formula.expression, values)
        working = steps(formula.expression, values)
        if amount is None:
            text = self.desk.language.text(
                "computed", result=formula.result, value=self.desk.about(share), unit=formula.unit, steps=working
            )
            yield self.desk.statement(card, text, formula.result)
            return
        part = amount.value * share / 100
        yield from self._judged(card, fit, amount, part)
        scale = _MYRIAD if "万" in amount.raw else 1
        text = self.desk.language.text(
            "computed_share",
            result=formula.result,
            value=self.desk.about(share),
            steps=working,
            amount=shown(amount.value / scale, 4),
            part=self.desk.about(part / scale, 4 if scale > 1 else 2),
            unit=("万" if scale > 1 else "") + amount.unit,
        )
        yield self.desk.statement(card, text, formula.result)

    # --- the part per student of its stage --------------------------------------------------------

    def _judged(self, card: Card, fit: Fit, amount: Quantity, part: Fraction) -> Iterator[Statement]:
        stage = self._stage(card)
        students = self._students(fit, stage)
        asked = self._asked_stage(fit)
        wanted = self.goals.judged or any(word in self.reading.text for word in self.desk.words("already_per"))
        relation = self._limited(amount)
        if relation is None or students is None or not wanted or (asked and asked != stage):
            return
        lever = relation.lever
        told = replace(amount, value=part)
        bound = {lever.key: [Bound(lever.key, "", told, 0)], STUDENTS: [Bound(STUDENTS, "", students, 0)]}
        computer = Computer(self.desk, self.goals, True)
        yield computer.outcome(Fit(relation, bound, ()), stage).statements[0]

    def _limited(self, amount: Quantity) -> Relation | None:
        """The relation with a limit per student for what is shared out."""
        one = self.reading.only([amount])
        standards: Sequence[str] = self.desk.standards(self.request.frame)
        for standard in (*standards, *self.desk.words("standard_order")):
            for relation in self.desk.relations:
                here = standard in relation.card.facets.get("standard", ())
                if here and relation.threshold is not None and relation.per_student and not relation.told:
                    lever = relation.lever
                    words = [w for r in relation.roles for w in r.words if r.key == lever.key]
                    if assign(one, {AMOUNT: Slot(frozenset(words), self.desk.units(lever.unit))}):
                        return relation
        return None

    @staticmethod
    def _students(fit: Fit, stage: str) -> Quantity | None:
        for role in fit.relation.roles:
            if role.key in fit.bound and stage in role.name:
                return fit.bound[role.key][0].quantity
        return None
