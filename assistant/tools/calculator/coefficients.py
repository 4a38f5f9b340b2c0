"""Coefficients of variation: of a short list, the composite of eight, what the last of eight may be, one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from assistant.calculation.variation import Variation
from assistant.calculation.variation import variation as variation_of
from assistant.knowledge.cards import Card
from assistant.records import Evidence, Statement, ToolCall
from assistant.text.numerals import Quantity, shown
from assistant.tools.base import Request
from assistant.tools.calculator.coefficient_lines import COMPOSITE, LIMIT, against_line, coefficient_lines
from assistant.tools.calculator.desk import NAME, Desk, limit_for, limit_of
from assistant.tools.calculator.figures import Pairs, runs, school_pairs
from assistant.tools.calculator.goals import Goals
from assistant.tools.calculator.lists import SHORTEST_LIST, counted_over
from assistant.tools.calculator.relations import STUDENTS
from assistant.tools.calculator.spread import Spread
from assistant.tools.calculator.told_coefficients import ToldCoefficients
from assistant.tools.calculator.totals import CompositeTotal
from assistant.understanding.frame import Frame

COEFFICIENT = 2
"""Numbers below this in a row may be coefficients themselves."""
LIST = "variation-cv"
_TOTAL = 100
"""No school has fewer books or square metres than this in all."""


@dataclass(frozen=True)
class Coefficients:
    """Computes coefficients, and with those that are told."""

    desk: Desk

    def attempt(self, request: Request, figures: Sequence[Quantity]) -> Evidence | None:
        """The sum a question with coefficients asks for; None when it asks for none."""
        text = request.frame.text
        said = self.desk.says("variation", text)
        if not said and not self.desk.says("of_coefficients", text):
            return None
        goals = self.desk.goals(request.frame)
        told = [figure.value for figure in self._told(text, figures)]
        found = Spread(self.desk).attempt(request.frame, goals, figures) if said else None
        found = found or self._last(request.frame, goals, figures, told)
        found = found or self._total.attempt(request.frame, goals, figures)
        if found is None and len(told) >= SHORTEST_LIST:
            found = self._with(request.frame, goals, told)
        if found is None and said:
            found = self._of_a_list(request.frame, goals, figures) or self._asked_back(request.frame, told)
        if found is None and (said or self.desk.says("averaged_eight", text)):
            found = ToldCoefficients(self.desk).attempt(request.frame, goals, self._alone(figures))
        return found

    def _told(self, text: str, figures: Sequence[Quantity]) -> Sequence[Quantity]:
        """The longest row of numbers that may be coefficients themselves."""
        rows = [row for row in runs(text, figures) if all(one.unit == "" and _may_be(one) for one in row)]
        return max(rows, key=len, default=[])

    @staticmethod
    def _alone(figures: Sequence[Quantity]) -> list[Quantity]:
        """All numbers that may be coefficients, in a row or not; none where other figures are told beside them."""
        bare = [one for one in figures if one.unit == ""]
        return [one for one in bare if _may_be(one)] if len(bare) == len(figures) else []

    # --- coefficients that are told ---------------------------------------------------------------

    def _with(self, frame: Frame, goals: Goals, values: Sequence[Fraction]) -> Evidence | None:
        """As many as the composite has are averaged; as many as there are lines one by one are held against them."""
        if len(values) == self._parts:
            return self._composite(frame, values)
        for card in self._limits(frame, goals):
            standard = card.facets.get("standard", ("",))[0]
            count = sum(1 for one in self.desk.with_threshold(standard) if limit_of(one).floor is not None)
            if len(values) == count:
                return counted_over(self.desk, frame, card, [shown(value, 4) for value in values], values)
        return None

    def _composite(self, frame: Frame, values: Sequence[Fraction]) -> Evidence:
        """Eight single coefficients: their mean, and the verdict on it."""
        steps = f"({' + '.join(shown(value, 4) for value in values)}) ÷ {len(values)}"
        said = self._total.judged(frame, sum(values, Fraction(0)) / len(values), steps)
        return Evidence(ToolCall(NAME, {"id": COMPOSITE, "values": [str(value) for value in values]}), said)

    @property
    def _total(self) -> CompositeTotal:
        return CompositeTotal(self.desk)

    @property
    def _parts(self) -> int:
        return self._total.parts

    def _last(
        self, frame: Frame, goals: Goals, figures: Sequence[Quantity], told: Sequence[Fraction]
    ) -> Evidence | None:
        """前七项加起来4.31,第八项最多几: what is left for the last one under the line of the composite."""
        if not self.desk.says("last_of_all", frame.text) or not (goals.capacity or goals.amount):
            return None
        if len(told) == self._parts - 1:
            total = sum(told, Fraction(0))
            steps = " − ".join(shown(value, 4) for value in told)
        else:
            sums = [one for one in figures if one.unit == "" and COEFFICIENT <= one.value < self._parts]
            if len(sums) != 1 or not self.desk.says("added_up", frame.text):
                return None
            total, steps = sums[0].value, shown(sums[0].value, 4)
        threshold = limit_of(self.desk.cards[LIMIT])
        said = [self._left(total, steps, stage) for stage in self.desk.stages(frame, threshold)]
        return Evidence(ToolCall(NAME, {"id": COMPOSITE, "sum": str(total)}), tuple(said))

    def _left(self, total: Fraction, steps: str, stage: str) -> Statement:
        card = self.desk.cards[LIMIT]
        limit = limit_for(limit_of(card), stage)
        most = Fraction(limit) * self._parts - total
        text = self.desk.language.text(
            "cv_last" if most >= 0 else "cv_last_none",
            most=shown(most, 4),
            count=self._parts,
            standard=self.desk.standard(card),
            who=stage,
            limit=limit,
            steps=f"{limit} × {self._parts} − {steps}",
        )
        return self.desk.statement(card, text, limit)

    def _asked_back(self, frame: Frame, told: Sequence[Fraction]) -> Evidence | None:
        """The composite is to be computed, but some of the eight are not told."""
        wanted = self.desk.says("composite", frame.text) and self.desk.says("to_compute", frame.text)
        if not wanted or not told or len(told) >= self._parts or "own_figures" not in frame.flags:
            return None
        text = self.desk.language.text("clarify_coefficients", count=self._parts - len(told))
        return Evidence(ToolCall(NAME, {"id": COMPOSITE}), ask_back=text)

    # --- the coefficient of a list ----------------------------------------------------------------

    def _of_a_list(self, frame: Frame, goals: Goals, figures: Sequence[Quantity]) -> Evidence | None:
        lists = [row for row in runs(frame.text, figures) if len(row) >= SHORTEST_LIST]
        pairs = school_pairs(figures)
        if not lists and not pairs:
            return None
        students, amounts = _apart(pairs) if pairs else self._which_is_students(frame.text, lists)
        if students is not None and self._told_per_student(frame.text, lists, amounts, pairs):
            amounts = [value * count for value, count in zip(amounts, students, strict=True)]
        try:
            result = variation_of(amounts, students)
        except ValueError:
            return None
        call = ToolCall(NAME, {"values": [str(amount) for amount in amounts], "weighted": students is not None})
        said = self._said(result, len(amounts), weighted=students is not None)
        return Evidence(call, (said, *self._verdicts(frame, goals, result)))

    def _said(self, result: Variation, count: int, *, weighted: bool) -> Statement:
        text = self.desk.language.text(
            "cv_weighted" if weighted else "cv_plain",
            cv=result.coefficient(),
            count=count,
            mean=shown(result.mean),
            sd=result.deviation(2),
        )
        return self.desk.statement(self.desk.cards[LIST], text, "标准差")

    def _verdicts(self, frame: Frame, goals: Goals, result: Variation) -> list[Statement]:
        return [
            against_line(self.desk, card, stage, result.coefficient(), met=result.within(limit), words=words)
            for card in self._limits(frame, goals)
            # A limit of the composite is no line for one coefficient alone.
            for words in ("cv_beside" if card.id == LIMIT else "cv",)
            for stage in self.desk.stages(frame, limit_of(card))
            for limit in (Fraction(limit_for(limit_of(card), stage)),)
        ]

    def _limits(self, frame: Frame, goals: Goals) -> list[Card]:
        """Limits on coefficients of the standards named; none when no verdict is asked for."""
        if not goals.judged:
            return []
        named = self.desk.named(frame) or {"quality-2017"}
        return [card for card in coefficient_lines(self.desk) if named & set(card.facets.get("standard", ()))]

    def _told_per_student(
        self, text: str, lists: Sequence[Sequence[Quantity]], amounts: Sequence[Fraction], pairs: Pairs | None
    ) -> bool:
        """True when 生均 or its like stands right before an amount; 生均图书 may name what is computed of totals.

        Among pairs it may also stand elsewhere, where every amount is less than the students beside it, as no total is.
        """
        if pairs is None:
            first = (row[0] for row in lists if [one.value for one in row] == list(amounts))
            return any(self.desk.says("already_per", text[max(0, one.start - 8) : one.start]) for one in first)
        near = (text[students.end : amount.start] for students, amount in pairs)
        if any(self.desk.says("already_per", between) for between in near):
            return True
        single = any(word in text for word in self.desk.words("already_per") if "百" not in word)
        return single and all(amount.value < students.value and amount.value < _TOTAL for students, amount in pairs)

    def _which_is_students(
        self, text: str, lists: Sequence[Sequence[Quantity]]
    ) -> tuple[list[Fraction] | None, list[Fraction]]:
        values = [[quantity.value for quantity in group] for group in lists]
        if len(lists) < 2 or len(values[0]) != len(values[1]):
            return None, values[0]
        for index in (0, 1):
            recent = text[: lists[index][0].start][-10:]
            if any(word in recent for word in self.desk.words(STUDENTS)) or any(
                one.unit == "人" for one in lists[index]
            ):
                return values[index], values[1 - index]
        return None, values[0]


def _may_be(figure: Quantity) -> bool:
    return 0 < figure.value < COEFFICIENT and figure.value.denominator > 1


def _apart(pairs: Pairs) -> tuple[list[Fraction], list[Fraction]]:
    return [students.value for students, _ in pairs], [amount.value for _, amount in pairs]
