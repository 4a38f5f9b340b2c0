"""The figures of a question: those that stand for themselves, those that change others, those not used yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.text.numerals import Quantity
from assistant.tools.binding import Bound, Reading
from assistant.tools.calculator.desk import Desk
from assistant.tools.calculator.figures import changes, runs


@dataclass(frozen=True)
class Told:
    """What is told in one question."""

    desk: Desk
    reading: Reading

    def free(self, bound: Mapping[str, Sequence[Bound]]) -> list[Quantity]:
        """Figures that stand for themselves and are not used yet."""
        used = {one.quantity.start for found in bound.values() for one in found}
        return [figure for figure in self.steady.figures if figure.start not in used]

    @cached_property
    def changes(self) -> Mapping[int, int]:
        """Figures that change others."""
        return changes(self.reading.text, self.reading.figures, self.desk.data["changes"])

    @cached_property
    def steady(self) -> Reading:
        """The question with the figures that stand for themselves."""
        if not self.changes:
            return self.reading
        return self.reading.only([figure for figure in self.reading.figures if figure.start not in self.changes])

    @cached_property
    def runs(self) -> list[list[Quantity]]:
        """Numbers in a row."""
        return runs(self.reading.text, self.reading.figures)
