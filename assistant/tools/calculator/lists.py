"""Short lists of numbers: coefficient of variation, composite of eight, class sizes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from assistant.calculation.variation import variation as variation_of
from assistant.knowledge.cards import Card
from assistant.records import Evidence, Statement, ToolCall
from assistant.text.numerals import Quantity, shown
from assistant.tools.base import Request
from assistant.tools.calculator.desk import NAME, STAGES, Desk, limit_for, limit_of
from assistant.tools.calculator.figures import runs, school_pairs
from assistant.tools.calculator.relations import STUDENTS
from assistant.understanding.frame import Frame

SHORTEST_LIST = 3
COEFFICIENT = 2
"""Numbers below this in a row may be coefficients themselves."""


@dataclass(frozen=True)
class Lists:
    """Computes from a run of numbers."""

    desk: Desk

    def variation(self, request: Request, figures: Sequence[Quantity]) -> Evidence | None:
        frame = request.frame
        if not any(word in frame.text for word in self.desk.words("variation")):
            return None
        lists = [group for group in runs(frame.text, figures) if len(group) >= SHORTEST_LIST]
        pairs = school_pairs(figures)
        if not lists and not pairs:
            return None
        if lists and all(quantity.unit == "" for quantity in lists[0]):
            values = [quantity.value for quantity in lists[0]]
            if len(values) == len(self._composite_inputs()):
                return self._composite(frame, values)
            one_by_one = self._one_by_one(frame, values)
            if one_by_one is not None:
                return one_by_one
        students, amounts = pairs or self._which_is_students(frame.text, lists)
        if students is not None and self._told_per_student(frame.text, lists, amounts, bool(pairs)):
            amounts = [value * count for value, count in zip(amounts, students, strict=True)]
        try:
            result = variation_of(amounts, students)
        except ValueError:
            return None
        card = self.desk.cards["variation-cv"]
        text = self.desk.language.text(
            "cv_plain" if students is None else "cv_weighted",
            cv=result.coefficient(),
            count=len(amounts),
            mean=shown(result.mean),
            sd=result.deviation(2),
        )
        statements = [self.desk.statement(card, text, "标准差")]
        for limit_card in self._variation_limits(frame):
            threshold = limit_of(limit_card)
            for stage in self.desk.stages(frame, threshold):
                limit = limit_for(threshold, stage)
                statements.append(
                    self._cv_verdict(limit_card, result.coefficient(), result.within(Fraction(limit)), stage)
                )
        call = ToolCall(NAME, {"values": [str(amount) for amount in amounts], "weighted": students is not None})
        return Evidence(call, tuple(statements))

    def _one_by_one(self, frame: Frame, values: Sequence[Fraction]) -> Evidence | None:
        """As many coefficients as there are indicators with a floor: each is held against the line by itself."""
        for card in self._variation_limits(frame):
            standard = card.facets.get("standard", ("",))[0]
            count = sum(1 for one in self.desk.with_threshold(standard) if limit_of(one).floor is not None)
            if len(values) == count and all(value < COEFFICIENT for value in values):
                return self._counted_over(frame, card, values)
        return None

    def _told_per_student(
        self, text: str, lists: Sequence[Sequence[Quantity]], amounts: Sequence[Fraction], paired: bool
    ) -> bool:
        """True when the list of amounts stands right behind 生均 or its like; among pairs it may stand anywhere."""
        if paired:
            return any(word in text for word in self.desk.words("already_per"))
        for group in lists:
            if [quantity.value for quantity in group] == list(amounts):
                before = text[max(0, group[0].start - 8) : group[0].start]
                return any(word in before for word in self.desk.words("already_per"))
        return False

    def _cv_verdict(self, card: Card, coefficient: str, met: bool, stage: str) -> Statement:
        threshold = limit_of(card)
        limit = limit_for(threshold, stage)
        text = self.desk.language.text(
            "cv_met" if met else "cv_not_met", cv=coefficient, standard=self.desk.standard(card), who=stage, limit=limit
        )
        return self.desk.statement(card, text, limit, role="support")

    def _composite_inputs(self) -> Sequence[object]:
        formula = self.desk.cards["variation-composite"].formula
        return formula.inputs if formula else ()

    def _composite(self, frame: Frame, values: Sequence[Fraction]) -> Evidence:
        """Eight single coefficients: their mean, and the verdict on it."""
        mean = sum(values, Fraction(0)) / len(values)
        card = self.desk.cards["variation-composite"]
        text = self.desk.language.text(
            "cv_composite",
            cv=self.desk.about(mean),
            steps=f"({' + '.join(shown(value, 4) for value in values)}) ÷ {len(values)}",
        )
        limit_card = self.desk.cards["variation-limit-basic"]
        threshold = limit_of(limit_card)
        statements = [
            self._cv_verdict(
                limit_card,
                self.desk.about(mean),
                mean <= Fraction(limit_for(threshold, stage)),
                stage,
            )
            for stage in self.desk.stages(frame, threshold)
        ]
        call = ToolCall(NAME, {"id": card.id, "values": [str(value) for value in values]})
        return Evidence(call, (self.desk.statement(card, text, "平均"), *statements))

    def _variation_limits(self, frame: Frame) -> list[Card]:
        """Limits on coefficients of the standard named; none when no verdict is asked for."""
        if not self.desk.goals(frame).judged:
            return []
        named = frame.facets.get("standard", frozenset()) or {"quality-2017"}
        words = set(self.desk.words("variation"))
        return [
            card
            for card in self.desk.cards.values()
            if card.threshold is not None
            and card.family == "standards"
            and words & set(card.threshold.words)
            and named & set(card.facets.get("standard", ()))
        ]

    def _which_is_students(
        self, text: str, lists: Sequence[Sequence[Quantity]]
    ) -> tuple[list[Fraction] | None, list[Fraction]]:
        values = [[quantity.value for quantity in group] for group in lists]
        if len(lists) < 2 or len(values[0]) != len(values[1]):
            return None, values[0]
        for index in (0, 1):
            before = text[: lists[index][0].start]
            recent = before[-10:]
            if any(word in recent for word in self.desk.words(STUDENTS)) or lists[index][0].unit == "人":
                return values[index], values[1 - index]
        return None, values[0]

    def over_limit(self, request: Request, figures: Sequence[Quantity]) -> Evidence | None:
        """Class sizes in a row against the upper limit: how many are over, the worst by how much."""
        frame = request.frame
        sizes = [figure for figure in figures if figure.unit in ("人", "")]
        lists = [group for group in runs(frame.text, sizes) if len(group) >= SHORTEST_LIST]
        if not lists or not self.desk.goals(frame).judged:
            return None
        for standard in self.desk.standards(frame):
            for card in self.desk.with_threshold(standard):
                threshold = limit_of(card)
                named = any(word in frame.text and "班" in word for word in threshold.words)
                if named and threshold.op == "<=" and threshold.unit == "人" and not threshold.per:
                    return self._counted_over(frame, card, [quantity.value for quantity in lists[0]])
        return None

    def _counted_over(self, frame: Frame, card: Card, values: Sequence[Fraction]) -> Evidence:
        call = ToolCall(NAME, {"id": card.id, "values": [str(value) for value in values]})
        stages = self.desk.stages(frame, limit_of(card))
        return Evidence(call, tuple(self._over_in(card, stage, values) for stage in stages))

    def _over_in(self, card: Card, stage: str, values: Sequence[Fraction]) -> Statement:
        """How many of the values are over the limit of one stage."""
        threshold = limit_of(card)
        limit = limit_for(threshold, stage)
        over = [value for value in values if value > Fraction(limit)]
        text = self.desk.language.text(
            "listed_over" if over else "listed_kept",
            count=len(values),
            failed=len(over),
            standard=self.desk.standard(card),
            who=stage if stage in STAGES else "",
            limit=limit,
            unit=threshold.unit,
            names="、".join(shown(value) for value in over),
            gap=shown(max(over) - Fraction(limit)) if over else "0",
        )
        return self.desk.statement(card, text, limit)
