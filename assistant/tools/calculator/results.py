"""Results that a limit does not judge: against what a form states, by bands, by the sizes there are, as a range."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from assistant.calculation.expressions import evaluate, steps
from assistant.knowledge.cards import Band, Formula
from assistant.records import Statement
from assistant.text.numerals import shown
from assistant.tools.calculator.desk import Desk
from assistant.tools.calculator.fits import Fit


@dataclass(frozen=True)
class Results:
    """Says what came out of a formula that has ``stated``, ``bands``, ``sizes`` or ``up_to``."""

    desk: Desk

    def of(self, fit: Fit, values: Mapping[str, Fraction], value: Fraction, working: str) -> list[Statement]:
        """Sentences on the result; none for a formula that has nothing of the kind."""
        formula = fit.relation.formula
        if formula is None:
            return []
        said = self._stated(fit, formula, value, working)
        if formula.bands:
            said.append(self._text("banded", formula, value, working, word=_band(formula, value).word))
        if formula.sizes:
            said.append(self._sized(formula, value, working))
        if formula.up_to:
            said.append(self._ranging(formula, values, value, working))
        return [self.desk.statement(fit.relation.card, text, formula.result) for text in said]

    def _text(self, template: str, /, formula: Formula, value: Fraction, working: str, **more: str) -> str:
        about = self.desk.about(value)
        return self.desk.language.text(
            template, result=formula.result, value=about, unit=formula.unit, steps=working, **more
        )

    def _stated(self, fit: Fit, formula: Formula, value: Fraction, working: str) -> list[str]:
        """对不上: what a form says against what it has to be."""
        told = [(role, fit.held[role.key].quantity.value) for role in formula.stated if role.key in fit.held]
        return [
            self._text(
                "stated_right" if have == value else "stated_wrong",
                formula,
                value,
                working,
                name=role.name,
                have=shown(have),
                gap=shown(abs(value - have)),
            )
            for role, have in told
        ]

    def _sized(self, formula: Formula, value: Fraction, working: str) -> str:
        """The smallest size that holds it, else how many of the largest."""
        sizes = sorted(map(Fraction, formula.sizes))
        fitting = next((size for size in sizes if size >= value), None)
        if fitting is not None:
            return self._text("sized", formula, value, working, size=shown(fitting))
        count = str(math.ceil(value / sizes[-1]))
        return self._text("sized_several", formula, value, working, size=shown(sizes[-1]), count=count)

    def _ranging(self, formula: Formula, values: Mapping[str, Fraction], value: Fraction, working: str) -> str:
        end = self.desk.about(evaluate(formula.up_to, values))
        return self._text("ranging", formula, value, working, end=end, more=steps(formula.up_to, values))


def _band(formula: Formula, value: Fraction) -> Band:
    """The first band that the value is not above."""
    return next(
        band
        for band in formula.bands
        if (band.below is None or value < Fraction(band.below))
        and (band.up_to is None or value <= Fraction(band.up_to))
    )
