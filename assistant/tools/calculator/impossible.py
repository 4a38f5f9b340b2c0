"""Figures that cannot be true: nobody in the school, more than all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from assistant.calculation.expressions import UnusableNumbers
from assistant.records import Statement
from assistant.text.numerals import shown
from assistant.tools.calculator.asked import Asked
from assistant.tools.calculator.fits import Fit
from assistant.tools.calculator.outcomes import Computer
from assistant.tools.calculator.relations import EVERY, STUDENTS


@dataclass(frozen=True)
class Impossible:
    """Says why no conclusion is drawn."""

    asked: Asked

    def of(self, fit: Fit) -> Statement | None:
        """On a fit that lacks nothing."""
        return self._said(fit, next(self._impossibilities(fit), None))

    def of_told(self, fit: Fit) -> Statement | None:
        """On the figures of a fit that lacks some."""
        return self._said(fit, next(self._impossibilities_of_told(fit), None))

    def _said(self, fit: Fit, why: str | None) -> Statement | None:
        if why is None:
            return None
        text = self.asked.desk.language.text("impossible", why=why)
        return self.asked.desk.statement(fit.relation.card, text, fit.relation.result)

    def _impossibilities(self, fit: Fit) -> Iterator[str]:
        language, relation = self.asked.desk.language, fit.relation
        for role in relation.roles:
            for bound in fit.bound.get(role.key, ()):
                value = bound.quantity.value
                if bound.change:
                    continue
                if value < 0 or (value == 0 and role.key == STUDENTS):
                    yield language.text("impossible_amount", name=role.name, value=shown(value))
        try:
            value = Computer(self.asked.desk, self.asked.goals, False).outcome(fit, self.asked.stages(fit)[0]).value
        except UnusableNumbers:
            zero = next((role for role in reversed(relation.needed) if not fit.values(EVERY).get(role.key)), None)
            name = relation.result if zero is None else zero.name
            yield language.text("impossible_amount", name=name, value="0" if zero else "这样")
            return
        most = relation.formula.most if relation.formula is not None else None
        signed = relation.formula is not None and relation.formula.signed
        if (value < 0 and not signed) or (most is not None and value > Fraction(most)):
            yield language.text(
                "impossible_result", result=relation.result, value=shown(value), unit=relation.unit, most=most or "0"
            )

    def _impossibilities_of_told(self, fit: Fit) -> Iterator[str]:
        for role in fit.relation.roles:
            for bound in fit.bound.get(role.key, ()):
                if bound.quantity.value <= 0:
                    name, value = role.name, shown(bound.quantity.value)
                    yield self.asked.desk.language.text("impossible_amount", name=name, value=value)
