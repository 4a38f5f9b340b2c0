"""The verdict on a school from several indicators: six of seven, and the one missed not below its floor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.calculation.limits import Judged, below_shown
from assistant.knowledge.cards import Card
from assistant.records import Statement
from assistant.text.numerals import shown
from assistant.tools.calculator.desk import Desk, limit_of
from assistant.tools.calculator.goals import Goals
from assistant.tools.calculator.outcomes import Computer, Outcome
from assistant.understanding.frame import Frame

RULE = "quality2017-school-rule"
_SEVERAL = 2


@dataclass(frozen=True)
class School:
    """Says whether a school passes; nothing when not all indicators are told or said to be met."""

    desk: Desk
    frame: Frame
    goals: Goals

    def verdict(self, outcomes: Sequence[Outcome]) -> list[Statement]:
        told = {made.judge.id: made for made in outcomes if made.judged is not None and made.judged.floor is not None}
        all_told = len(told) == self._count(outcomes)
        failed = [made for made in told.values() if made.failed]
        many = len(failed) > 1 and self.goals.school
        if not told or not (all_told or self.goals.others_met or many):
            return []
        return [self.desk.statement(self.desk.cards[RULE], self._text(failed, self._count(outcomes)), "85%")]

    def untold(self, outcomes: Sequence[Outcome]) -> list[Statement]:
        """Which indicators of the standard were not told, where several were or the standard itself is asked about."""
        told = {made.judge.id for made in outcomes if made.judged is not None and made.judged.floor is not None}
        standards = {made.judge.facets.get("standard", ("",))[0] for made in outcomes}
        named = "own_figures" in self.frame.flags and self.goals.verdict and standards <= self.desk.named(self.frame)
        if len(told) < (1 if named else _SEVERAL) or len(standards) != 1 or self.goals.others_met:
            return []
        cards = self._with_floor(*standards)
        names = [limit_of(card).quantity for card in cards if card.id not in told]
        if not names:
            return []
        text = self.desk.language.text("school_untold", count=len(cards), names="、".join(names))
        return [self.desk.statement(self.desk.cards[RULE], text, "85%", role="support")]

    def _count(self, outcomes: Sequence[Outcome]) -> int:
        """How many indicators with a floor the standard has."""
        return len(self._with_floor(outcomes[0].judge.facets.get("standard", ("",))[0]))

    def _with_floor(self, standard: str) -> list[Card]:
        return [card for card in self.desk.with_threshold(standard) if limit_of(card).floor is not None]

    def _text(self, failed: Sequence[Outcome], count: int) -> str:
        language = self.desk.language
        if not failed:
            return language.text("school_met", count=count)
        if len(failed) > 1:
            names = "、".join(made.quantity for made in failed)
            return language.text("school_many", count=len(failed), names=names)
        judged = failed[0].judged
        assert judged is not None and judged.floor is not None
        return language.text(
            "school_kept" if judged.floor_met else "school_floor",
            count=count,
            quantity=failed[0].quantity,
            value=_value(judged),
            floor=shown(judged.floor, 3),
            gap=Computer(self.desk, self.goals, False).floor_gap(failed[0]),
            unit=limit_of(failed[0].judge).unit,
        )


def _value(judged: Judged) -> str:
    return below_shown(judged.value, judged.floor or judged.limit)
